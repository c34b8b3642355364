/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A unit from its files: the fragment, then the drop-ins, as the manager would read them. A missing, masked or broken
 * unit is a state of the view, with diagnostics, not an error: those who ask for a unit by name decide what it means.
 */
#include <errno.h>
#include <string.h>

#include "base/chase.h"
#include "base/error.h"
#include "base/file.h"
#include "base/seen.h"
#include "base/text.h"
#include "unit/load-internal.h"
#include "unit/unit-map.h"
#include "unit/unit-name.h"
#include "unit/view-internal.h"

#define DIAGNOSTICS_MAX 100 /* a file, beside those of the parser */

/* "service" has the section [Service]. */
static bool is_section_of(const char *section, const char *type)
{
        return (g_ascii_isupper(*section) && g_ascii_tolower(*section) == *type &&
                strcmp(section + 1, type + 1) == 0) ||
               strcmp(section, "Unit") == 0 || strcmp(section, "Install") == 0;
}

void unit_view_insert_file(UnitView *view, guint at, const UnitFile *file)
{
        for (guint i = 0; i < file->lines->len; i++) {
                const UnitLine *line = file->lines->pdata[i];
                if (line->kind == UNIT_LINE_ASSIGNMENT && line->section)
                        g_ptr_array_insert(
                                view->settings, (gint)at++,
                                unit_setting_new(line->section, line->name, line->value, file->path, line->line));
        }
}

/* The view has the file too, so that its lines are there as long as the setting. */
static void add_setting(UnitView *view, UnitFile *file, const UnitLine *line, int directive)
{
        UnitSetting *setting = unit_file_allocate(file, sizeof(UnitSetting));
        *setting = (UnitSetting){.section = line->section,
                                 .name = line->name,
                                 .value = line->value,
                                 .file = file->path,
                                 .line = line->line,
                                 .directive = directive,
                                 .of_file = true};
        g_ptr_array_add(view->settings, setting);
}

bool unit_view_apply(UnitView *view, UnitFile *file, const SpecifierContext *context, DiagList *diags)
{
        const char *type = unit_name_type(view->name);
        DiagList *all = diags;
        guint before = diags ? diags->items->len : 0;
        for (guint i = 0; i < file->lines->len; i++) {
                const UnitLine *line = file->lines->pdata[i];
                if (diags && diags->items->len - before >= DIAGNOSTICS_MAX) {
                        diag_add(diags, SEVERITY_NOTE, file->path, line->line, 1,
                                 "further problems of this file are not shown");
                        diags = NULL;
                }
                if (line->kind == UNIT_LINE_SECTION && !is_section_of(line->section, type) &&
                    !g_str_has_prefix(line->section, "X-"))
                        diag_add(diags, SEVERITY_WARNING, file->path, line->line, 1,
                                 "a .%s unit has no section [%s]; all that stands in it is ignored", type,
                                 line->section);
                if (line->kind != UNIT_LINE_ASSIGNMENT || !is_section_of(line->section, type))
                        continue;
                int directive = directive_from_name(line->section, line->name);
                SettingVerdict verdict = unit_check_setting(file, line, directive, context, diags);
                if (verdict == SETTING_FATAL) {
                        /* What ends the file is told in any case. */
                        if (!diags && all)
                                (void)unit_check_setting(file, line, directive, context, all);
                        return false;
                }
                if (verdict == SETTING_GOOD)
                        add_setting(view, file, line, directive);
        }
        return !file->broken;
}

/* Where a path inside root really lies, as a path that can be opened. A link to /dev/null is a mask even in a tree that
 * has no devices. NULL if there is nothing. */
static char *resolve(const char *root, const char *path, bool *ret_mask)
{
        struct stat info;
        if (!root) {
                /* The kernel's own way through the links is the same. */
                *ret_mask = false;
                seen(path, SEEN_CONTENT);
                if (stat(path, &info) == 0) {
                        *ret_mask = unit_file_is_mask(&info);
                        return g_strdup(path);
                }
        }
        g_autofree char *target = path_chase(root, path, CHASE_MAY_MISS);
        *ret_mask = target && strcmp(target, "/dev/null") == 0;
        if (*ret_mask)
                return g_steal_pointer(&target);
        g_autofree char *full = target ? path_under_root(root, target) : NULL;
        if (full)
                seen(full, SEEN_CONTENT);
        if (!full || stat(full, &info) < 0)
                return NULL;
        *ret_mask = unit_file_is_mask(&info);
        return g_steal_pointer(&full);
}

/* Reads a file under the name that people know it by. */
static UnitFile *read_named(const char *path, const char *name, DiagList *diags, GError **error)
{
        char *text;
        size_t length;
        if (!file_read(path, 0, &text, &length, error))
                return NULL;
        return unit_file_parse_taken(name, text, length, diags);
}

static void apply_fragment(UnitView *view, UnitFile *file, DiagList *diags)
{
        g_auto(ViewExpander) expander = {0};
        view_expander_init(&expander, view);
        view->state = unit_view_apply(view, file, &expander.context, diags) ? UNIT_LOADED : UNIT_BAD;
        g_ptr_array_add(view->files, file);
}

/* path: inside root. */
static bool load_fragment(UnitView *view, const char *root, const char *path, DiagList *diags, GError **error)
{
        bool mask;
        view->fragment = path_under_root(root, path);
        g_autofree char *real = resolve(root, path, &mask);
        if (!real) {
                view->state = UNIT_NOT_FOUND;
                diag_add(diags, SEVERITY_ERROR, view->fragment, 0, 0, "this leads to no file: %s", g_strerror(errno));
                return true;
        }
        if (mask) {
                view->state = UNIT_MASKED;
                return true;
        }
        g_autoptr(UnitFile) file = read_named(real, view->fragment, diags, error);
        if (!file)
                return false;
        apply_fragment(view, g_steal_pointer(&file), diags);
        return true;
}

static void load_script(UnitView *view, const char *root, const char *path, const InitScript *script, DiagList *diags)
{
        view->fragment = path_under_root(root, path);
        apply_fragment(view, unit_file_parse(view->fragment, script->text, strlen(script->text), diags), diags);
}

/* What to call a drop-in: its path, or in the words in which a person named the directory. */
static char *shown_path(const UnitPaths *paths, const char *path)
{
        if (paths->shown && path_has_prefix(path, paths->dirs[0]))
                return g_build_filename(paths->shown, path + strlen(paths->dirs[0]), NULL);
        return path_under_root(paths->root, path);
}

/* A drop-in that can't be read is passed over, as the manager does; one that is a mask is listed, and says nothing. */
static void load_dropins(UnitView *view, char *const *dropins, const UnitPaths *paths, DiagList *diags)
{
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        g_auto(ViewExpander) expander = {0};
        view_expander_init(&expander, view);
        for (char **old = view->dropins; *old; old++)
                g_ptr_array_add(list, g_strdup(*old));
        for (; *dropins; dropins++) {
                bool mask;
                g_autofree char *full = shown_path(paths, *dropins);
                g_autofree char *real = resolve(paths->root, *dropins, &mask);
                if (!real) {
                        diag_add(diags, SEVERITY_WARNING, full, 0, 0, "this drop-in leads to no file and is ignored");
                        continue;
                }
                g_autoptr(GError) error = NULL;
                g_autoptr(UnitFile) file = mask ? NULL : read_named(real, full, diags, &error);
                if (error) {
                        diag_add(diags, SEVERITY_WARNING, full, 0, 0, "this drop-in is ignored: %s", error->message);
                        continue;
                }
                if (file) {
                        unit_view_apply(view, file, &expander.context, diags);
                        g_ptr_array_add(view->files, g_steal_pointer(&file));
                }
                g_ptr_array_add(list, g_steal_pointer(&full));
        }
        g_ptr_array_add(list, NULL);
        g_strfreev(view->dropins);
        view->dropins = (char **)g_ptr_array_free(g_steal_pointer(&list), FALSE);
}

static bool check_name(const char *name, GError **error)
{
        if (unit_name_is_valid(name))
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                    "\"%s\" is not the name of a unit; write it with its type, as in nginx.service", name);
        return false;
}

static char **without(char *const *names, const char *name)
{
        GPtrArray *left = g_ptr_array_new();
        for (; *names; names++)
                if (strcmp(*names, name) != 0)
                        g_ptr_array_add(left, g_strdup(*names));
        g_ptr_array_add(left, NULL);
        return (char **)g_ptr_array_free(left, FALSE);
}

/* The unit's name is that of its file, with the instance. */
static char *real_name(const char *name, const char *fragment)
{
        if (!fragment)
                return g_strdup(name);
        g_autofree char *file = g_path_get_basename(fragment);
        if (unit_name_kind(file) == UNIT_NAME_TEMPLATE && unit_name_kind(name) == UNIT_NAME_INSTANCE) {
                g_autofree char *instance = unit_name_instance(name);
                char *own = unit_name_with_instance(file, instance);
                if (own)
                        return own;
        }
        return g_steal_pointer(&file);
}

/* The manager forgets the other names of a unit that is masked; people do not. */
static char **names_of_mask(const UnitMap *map, const char *fragment, const char *own)
{
        GPtrArray *names = g_ptr_array_new();
        GHashTableIter iterator;
        gpointer key, target;
        g_hash_table_iter_init(&iterator, map->targets);
        while (g_hash_table_iter_next(&iterator, &key, &target)) {
                const char *path = *(const char *)target == '/' ? NULL : unit_map_fragment(map, key);
                if (path && strcmp(path, fragment) == 0 && strcmp(key, own) != 0)
                        g_ptr_array_add(names, g_strdup(key));
        }
        g_ptr_array_sort(names, strings_compare);
        g_ptr_array_add(names, NULL);
        return (char **)g_ptr_array_free(names, FALSE);
}

static UnitView *load_from_map(const UnitMap *map, const char *name, DiagList *diags, GError **error)
{
        const char *root = map->paths->root;
        const char *fragment = unit_map_fragment(map, name);
        g_autofree char *own = real_name(name, fragment);
        g_autoptr(UnitView) view = unit_view_new(own);
        g_auto(GStrv) names = unit_map_names(map, name);
        view->root = g_strdup(root);
        view->user = map->paths->user;
        g_strfreev(view->aliases);
        view->aliases = without(names, own);

        if (!fragment) {
                /* A slice needs no file: systemd makes it of its name and its drop-ins. */
                g_auto(GStrv) dropins = g_strcmp0(unit_name_type(own), "slice") == 0
                                                ? dropin_find(map->paths, own, view->aliases)
                                                : NULL;

                view->state = dropins && *dropins ? UNIT_LOADED : UNIT_NOT_FOUND;
                if (view->state == UNIT_LOADED)
                        load_dropins(view, dropins, map->paths, diags);
                return g_steal_pointer(&view);
        }
        const InitScript *script = unit_map_script(map, fragment);
        if (script)
                load_script(view, root, fragment, script, diags);
        else if (!load_fragment(view, root, fragment, diags, error))
                return NULL;
        if (view->state == UNIT_MASKED) {
                g_strfreev(view->aliases);
                view->aliases = names_of_mask(map, fragment, own);
        }
        g_auto(GStrv) dropins = dropin_find(map->paths, own, view->aliases);
        load_dropins(view, dropins, map->paths, diags);
        unit_view_verify(view, diags);
        return g_steal_pointer(&view);
}

UnitView *unit_load_mapped(const UnitMap *map, const char *name, DiagList *diags, GError **error)
{
        return check_name(name, error) ? load_from_map(map, name, diags, error) : NULL;
}

UnitView *unit_load(const UnitPaths *paths, const char *name, DiagList *diags, GError **error)
{
        if (!check_name(name, error))
                return NULL;
        g_autoptr(UnitMap) map = unit_map_new(paths, NULL);
        return load_from_map(map, name, diags, error);
}

UnitView *unit_load_file(const char *path, const char *name, DiagList *diags, GError **error)
{
        g_autofree char *base = g_path_get_basename(path);
        if (!check_name(name ? name : base, error))
                return NULL;

        g_autoptr(UnitView) view = unit_view_new(name ? name : base);
        g_autofree char *absolute = g_canonicalize_filename(path, NULL);
        g_autofree char *dir = g_strconcat(absolute, ".d", NULL);
        if (!load_fragment(view, NULL, absolute, diags, error))
                return NULL;
        if (view->state == UNIT_NOT_FOUND) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "There is no file %s", path);
                return NULL;
        }
        const char *dirs[] = {dir, NULL};
        const UnitPaths beside = {.dirs = (char **)dirs};
        g_auto(GStrv) dropins = dropin_list(NULL, beside.dirs);
        load_dropins(view, dropins, &beside, diags);
        unit_view_verify(view, diags);
        return g_steal_pointer(&view);
}

static char **copy_names(char *const *names)
{
        return names ? g_strdupv((char **)names) : g_new0(char *, 1);
}

/* Files that lie in memory, in the order given. */
static void apply_dropins(UnitView *view, GPtrArray *dropins, DiagList *diags)
{
        g_auto(ViewExpander) expander = {0};
        view_expander_init(&expander, view);
        GPtrArray *paths = g_ptr_array_new();
        for (guint i = 0; i < dropins->len; i++) {
                UnitFile *file = dropins->pdata[i];
                unit_view_apply(view, file, &expander.context, diags);
                g_ptr_array_add(paths, g_strdup(file->path));
                g_ptr_array_add(view->files, file);
        }
        g_ptr_array_add(paths, NULL);
        g_strfreev(view->dropins);
        view->dropins = (char **)g_ptr_array_free(paths, FALSE);
}

UnitView *unit_load_parsed(const char *name, char *const *aliases, UnitFile *fragment, GPtrArray *dropins,
                           const UnitPaths *paths, DiagList *diags)
{
        UnitView *view = unit_view_new(name);
        g_strfreev(view->aliases);
        view->aliases = copy_names(aliases);
        view->fragment = g_canonicalize_filename(fragment->path, NULL);
        if (paths) {
                view->root = g_strdup(paths->root);
                view->user = paths->user;
        }
        if (fragment->length == 0) {
                view->state = UNIT_MASKED;
                g_ptr_array_add(view->files, fragment);
        } else
                apply_fragment(view, fragment, diags);
        if (dropins) {
                apply_dropins(view, dropins, diags);
                g_ptr_array_set_free_func(dropins, NULL);
                g_ptr_array_unref(dropins);
        }
        if (paths) {
                g_auto(GStrv) found = dropin_find(paths, name, view->aliases);
                load_dropins(view, found, paths, diags);
        }
        unit_view_verify(view, diags);
        return view;
}

char **unit_list(const UnitPaths *paths, const char *type)
{
        g_autoptr(UnitMap) map = unit_map_new(paths, NULL);
        g_autoptr(GPtrArray) names = g_ptr_array_new();
        GHashTableIter iterator;
        gpointer key;
        g_hash_table_iter_init(&iterator, map->targets);
        while (g_hash_table_iter_next(&iterator, &key, NULL))
                if (!type || strcmp(unit_name_type(key), type) == 0)
                        g_ptr_array_add(names, g_strdup(key));
        g_ptr_array_sort(names, strings_compare);
        g_ptr_array_add(names, NULL);
        return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}
