/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From words to units. Files that are not installed have no search path: drop-ins are what lies beside them. Two files
 * of the same name are two units, and nothing of this host is mixed into what comes from a file. */
#include "input/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"
#include "input/internal.h"
#include "unit/unit-map.h"
#include "unit/unit-name.h"

#define STDIN_SHOWN "<stdin>"
#define LOOK_UP_MAX 16

typedef struct InputPrivate {
        Input public;
        const InputOptions *options;
        UnitPaths *paths;
        UnitMap *map;            /* of the tree or the host; made when it is needed */
        GHashTable *beside;      /* directory as it was written -> UnitPaths of it */
        GHashTable *beside_user; /* ... for units of user managers */
        unsigned looked_up;      /* units whose drop-ins were looked for one by one */
        bool stdin_read;
} InputPrivate;

Input *input_new(const InputOptions *options)
{
        InputPrivate *private = g_new0(InputPrivate, 1);
        private->options = options;
        private->public.units = g_ptr_array_new_with_free_func((GDestroyNotify)input_unit_free);
        private->public.diags = diag_list_new();
        private->beside = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)unit_paths_free);
        private->beside_user = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)unit_paths_free);
        private->public.packages = g_ptr_array_new_with_free_func((GDestroyNotify)deb_free);
        return &private->public;
}

void input_free(Input *input)
{
        InputPrivate *private = (InputPrivate *)input;
        if (!input)
                return;
        g_ptr_array_unref(input->units);
        g_ptr_array_unref(input->packages);
        diag_list_free(input->diags);
        unit_map_free(private->map);
        unit_paths_free(private->paths);
        g_hash_table_unref(private->beside);
        g_hash_table_unref(private->beside_user);
        g_free(private);
}

static const UnitMap *get_map(Input *input)
{
        InputPrivate *private = (InputPrivate *)input;
        if (!private->map) {
                const char *root = private->options->root;
                private->paths = private->options->user ? unit_paths_user(root) : unit_paths_system(root);
                unit_paths_remember(private->paths);
                private->map = unit_map_new(private->paths, NULL);
        }
        return private->map;
}

static bool is_package(const char *word)
{
        return g_str_has_suffix(word, ".deb") || g_str_has_suffix(word, ".udeb") || g_str_has_suffix(word, ".ddeb");
}

/* *ret_link: is it a symbolic link? */
static InputKind judge(Input *input, const char *word, bool *ret_link)
{
        struct stat info;
        if (strcmp(word, "-") == 0)
                return INPUT_STDIN;
        bool there = lstat(word, &info) == 0;
        *ret_link = there && S_ISLNK(info.st_mode);
        if (*ret_link)
                there = stat(word, &info) == 0;
        if (!strchr(word, '/') && !is_package(word)) {
                g_autofree char *name = unit_name_from_input(word);
                if (!there || (name && unit_map_fragment(get_map(input), name)))
                        return INPUT_NAME;
        }
        if (there && S_ISDIR(info.st_mode))
                return INPUT_DIRECTORY;
        return is_package(word) ? INPUT_PACKAGE : INPUT_FILE;
}

InputKind input_kind(Input *input, const char *word)
{
        bool link = false;
        return judge(input, word, &link);
}

static void add_name(Input *input, const char *word)
{
        const InputOptions *options = ((InputPrivate *)input)->options;
        g_autofree char *name = unit_name_from_input(word);
        if (!name) {
                diag_add(input->diags, SEVERITY_ERROR, word, 0, 0,
                         "no unit can be called so, and there is no such file here");
                input->missing++;
                return;
        }
        const UnitMap *map = get_map(input);
        if (!unit_map_fragment(map, name)) {
                g_autofree char *missing = unit_name_missing(word, options->root);
                diag_add(input->diags, SEVERITY_ERROR, word, 0, 0, "%s", missing);
                input->missing++;
                return;
        }
        g_autofree char *load_name = input_load_name(options, name);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(GError) error = NULL;
        UnitView *view = unit_load_mapped(map, load_name, diags, &error);
        if (!view) {
                diag_add(input->diags, SEVERITY_ERROR, word, 0, 0, "%s", error->message);
                return;
        }
        bool instantiated = strcmp(load_name, name) != 0;
        g_autofree char *own = instantiated ? unit_name_template(view->name) : g_strdup(view->name);
        InputUnit *unit = input_unit_new(input, own, view->fragment ? view->fragment : view->name);
        unit->installed = true;
        unit->view = view;
        diag_list_free(unit->diags);
        unit->diags = g_steal_pointer(&diags);
}

void input_add_all(Input *input)
{
        const UnitMap *map = get_map(input);
        g_auto(GStrv) names = unit_list(map->paths, ((InputPrivate *)input)->options->type);
        for (char **name = names; *name; name++) {
                /* Aliases lead to units that are here by their own name. */
                const char *target = g_hash_table_lookup(map->targets, *name);
                if (target && *target == '/')
                        add_name(input, *name);
        }
}

void input_add_instances(Input *input)
{
        const UnitMap *map = get_map(input);
        g_auto(GStrv) names = unit_map_instances(map, ((InputPrivate *)input)->options->type);
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
        for (guint i = 0; i < input->units->len; i++)
                g_hash_table_add(seen, ((InputUnit *)input->units->pdata[i])->view->name);
        for (char **name = names; *name; name++) {
                guint before = input->units->len;
                if (!g_hash_table_contains(seen, *name))
                        add_name(input, *name);
                if (input->units->len == before)
                        continue;
                /* by another name, it may be here */
                const InputUnit *unit = input->units->pdata[before];
                if (!g_hash_table_add(seen, unit->view->name))
                        g_ptr_array_set_size(input->units, (gint)before);
        }
}

/* Takes text over. */
static UnitFile *parse(const char *path, char *text, size_t length, bool pattern, DiagList *diags)
{
        if (pattern)
                placeholders_replace(path, text, length, diags);
        return unit_file_parse_taken(path, text, length, diags);
}

/* A mask, as a view has it. */
static UnitView *masked_view(const char *name, const char *path)
{
        UnitView *view = unit_view_new(name);
        view->state = UNIT_MASKED;
        view->fragment = g_canonicalize_filename(path, NULL);
        return view;
}

static void fail(Input *input, const char *path, const char *message)
{
        diag_add(input->diags, SEVERITY_ERROR, path, 0, 0, "%s", message);
}

/* Where drop-ins of a file lie: beside it. */
static const UnitPaths *paths_beside(Input *input, const char *path, bool user)
{
        InputPrivate *private = (InputPrivate *)input;
        g_autofree char *shown = g_path_get_dirname(path);
        GHashTable *beside = user ? private->beside_user : private->beside;
        UnitPaths *paths = g_hash_table_lookup(beside, shown);
        if (!paths) {
                g_autofree char *absolute = g_canonicalize_filename(shown, NULL);
                paths = unit_paths_directory(absolute, shown);
                paths->user = user;
                g_hash_table_insert(beside, g_steal_pointer(&shown), paths);
        }
        /* To read a large directory takes longer than to look for the drop-ins of a few units in it. */
        if (!paths->dropins && ++private->looked_up > LOOK_UP_MAX)
                unit_paths_remember(paths);
        return paths;
}

/* path: as a person wrote it. real: where a link leads, NULL if it is none. aliases may be NULL. */
static void load_file(Input *input, const char *path, const char *real, const FileName *name, char *const *aliases)
{
        g_autofree char *load_name = input_load_name(((InputPrivate *)input)->options, name->unit);
        if (real && strcmp(real, "/dev/null") == 0) {
                input_unit_new(input, name->unit, path)->view = masked_view(load_name, path);
                return;
        }
        g_autoptr(GError) error = NULL;
        char *text;
        size_t length;
        if (!file_read(path, INPUT_FILE_MAX, &text, &length, &error)) {
                fail(input, path, error->message);
                return;
        }
        InputUnit *unit = input_unit_new(input, name->unit, path);
        unit->package = g_strdup(name->package);
        unit->multi_arch = g_strdup(name->multi_arch);
        UnitFile *file = parse(path, text, length, file_name_is_pattern(path), unit->diags);
        bool user = name->user || ((InputPrivate *)input)->options->user;
        unit->view = unit_load_parsed(load_name, aliases, file, NULL, paths_beside(input, path, user), unit->diags);
}

/* Where a symbolic link leads; NULL for what is none. */
static char *link_target(const char *path)
{
        struct stat info;
        if (lstat(path, &info) < 0 || !S_ISLNK(info.st_mode))
                return NULL;
        g_autofree char *absolute = g_canonicalize_filename(path, NULL);
        return path_chase(NULL, absolute, CHASE_FOLLOW);
}

/* "foo@bar.service" where only "foo@.service" lies: that instance of it. */
static char *template_beside(const char *path)
{
        g_autofree char *base = g_path_get_basename(path), *directory = g_path_get_dirname(path);
        if (unit_name_kind(base) != UNIT_NAME_INSTANCE || access(path, F_OK) == 0 || errno != ENOENT)
                return NULL;
        g_autofree char *template = unit_name_template(base);
        g_autofree char *there = g_build_filename(directory, template, NULL);
        return access(there, F_OK) == 0 ? g_steal_pointer(&there) : NULL;
}

/* A path that lies in the search path of the tree: then the whole of the unit is meant, with the drop-ins of the tree.
 */
static char *name_in_tree(Input *input, const char *path)
{
        const char *root = ((InputPrivate *)input)->options->root;
        if (!root)
                return NULL;
        const UnitMap *map = get_map(input);
        g_autofree char *absolute = g_canonicalize_filename(path, NULL);
        g_autofree char *tree = g_canonicalize_filename(root, NULL);
        const char *inside = path_has_prefix(absolute, tree) && strlen(tree) > 1 ? absolute + strlen(tree) : absolute;
        g_autofree char *base = g_path_get_basename(inside), *directory = g_path_get_dirname(inside);
        for (char **dir = map->paths->dirs; *dir; dir++)
                if (strcmp(*dir, directory) == 0 && unit_map_fragment(map, base))
                        return g_steal_pointer(&base);
        return NULL;
}

static void add_file(Input *input, const char *path, bool link)
{
        const InputOptions *options = ((InputPrivate *)input)->options;
        g_autofree char *name_there = name_in_tree(input, path);
        if (name_there) {
                add_name(input, name_there);
                return;
        }
        g_auto(FileName) name = file_name_judge(path, options->type, true);
        g_autofree char *real = link ? link_target(path) : NULL;
        g_autofree char *template = real ? NULL : template_beside(path);
        if (template) {
                load_file(input, template, NULL, &name, NULL);
                return;
        }
        /* A link is named as what it leads to, if that is called as a unit. */
        if (real && strcmp(real, "/dev/null") != 0) {
                g_auto(FileName) target = file_name_judge(real, options->type, false);
                g_autofree char *base = g_path_get_basename(path);
                if (target.unit && strcmp(target.unit, name.unit) != 0) {
                        const char *alias[] = {name.unit, NULL};
                        bool named = unit_name_is_valid(base) && unit_name_kind(base) == unit_name_kind(target.unit);
                        load_file(input, path, real, &target, named ? (char *const *)alias : NULL);
                        return;
                }
        }
        load_file(input, path, real, &name, NULL);
}

/* Other programs have files called "foo.service", too: those of D-Bus, of Avahi. None of their sections is one of a
 * unit, or they have none. */
static bool is_of_others(const UnitView *view)
{
        const UnitFile *file = view->files->len > 0 ? view->files->pdata[0] : NULL;
        const char *type = unit_name_type(view->name);
        bool any = false;
        for (guint i = 0; file && i < file->lines->len; i++) {
                const UnitLine *line = file->lines->pdata[i];
                if (line->kind == UNIT_LINE_BLANK || line->kind == UNIT_LINE_COMMENT)
                        continue;
                any = true;
                if (line->kind == UNIT_LINE_SECTION &&
                    (strcmp(line->section, "Unit") == 0 || strcmp(line->section, "Install") == 0 ||
                     g_ascii_strcasecmp(line->section, type) == 0))
                        return false;
        }
        return any;
}

static void add_directory(Input *input, const char *directory)
{
        const InputOptions *options = ((InputPrivate *)input)->options;
        guint before = input->units->len, told = input->diags->items->len;
        g_autoptr(GPtrArray) found = directory_find(directory, options->type, input->diags);
        for (guint i = 0; i < found->len; i++) {
                const FoundFile *file = found->pdata[i];
                g_auto(FileName) name = file_name_judge(file->path, options->type, true);
                g_ptr_array_add(file->aliases, NULL);
                g_autofree char *real = link_target(file->path);
                load_file(input, file->path, real, &name, (char *const *)file->aliases->pdata);
                const InputUnit *last = input->units->len ? input->units->pdata[input->units->len - 1] : NULL;
                if (last && strcmp(last->where, file->path) == 0 && is_of_others(last->view))
                        g_ptr_array_set_size(input->units, (gint)input->units->len - 1);
        }
        if (input->units->len == before && input->diags->items->len == told)
                diag_add(input->diags, SEVERITY_WARNING, directory, 0, 0,
                         "there is no %s%sunit file below this directory", options->type ? options->type : "",
                         options->type ? " " : "");
}

static void add_stdin(Input *input)
{
        g_autoptr(GByteArray) bytes = g_byte_array_new();
        guint8 buffer[65536];
        ssize_t n;
        if (((InputPrivate *)input)->stdin_read) {
                fail(input, STDIN_SHOWN, "standard input is named twice, and can be read once");
                return;
        }
        ((InputPrivate *)input)->stdin_read = true;
        while ((n = read(STDIN_FILENO, buffer, sizeof(buffer))) != 0) {
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0) {
                        fail(input, STDIN_SHOWN, g_strerror(errno));
                        return;
                }
                if (bytes->len + (size_t)n > INPUT_FILE_MAX) {
                        fail(input, STDIN_SHOWN, "this is longer than 16 MiB; no unit file is");
                        return;
                }
                g_byte_array_append(bytes, buffer, (guint)n);
        }
        const char *type = ((InputPrivate *)input)->options->type;
        g_autofree char *name = g_strconcat("stdin.", type ? type : "service", NULL);
        InputUnit *unit = input_unit_new(input, name, STDIN_SHOWN);
        UnitFile *file = unit_file_parse(STDIN_SHOWN, (const char *)bytes->data, bytes->len, unit->diags);
        unit->view = unit_load_parsed(name, NULL, file, NULL, NULL, unit->diags);
}

void input_add(Input *input, const char *word)
{
        const InputOptions *options = ((InputPrivate *)input)->options;
        guint told = input->diags->items->len;
        bool link = false;
        InputKind kind = judge(input, word, &link);
        struct stat info;
        switch (kind) {
        case INPUT_NAME:
                add_name(input, word);
                break;
        case INPUT_FILE:
                add_file(input, word, link);
                break;
        case INPUT_DIRECTORY:
                add_directory(input, word);
                break;
        case INPUT_PACKAGE:
                package_add(input, options, word);
                break;
        case INPUT_STDIN:
                add_stdin(input);
                break;
        default:
                g_return_if_reached();
        }
        if ((kind == INPUT_FILE || kind == INPUT_PACKAGE) && lstat(word, &info) < 0 && errno == ENOENT)
                input->missing += input->diags->items->len - told;
}
