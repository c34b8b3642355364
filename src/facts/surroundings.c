/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What lies around a unit, as far as rules about one unit need it. Everything comes from files: what a command line
 * runs is looked at and never run. Programs are those that command lines begin with, and scripts that stand as words in
 * them
 * ("/bin/sh /usr/lib/foo/start"). */
#include "facts/surroundings.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "input/file-source.h"
#include "model/directive.h"
#include "unit/exec-line.h"
#include "unit/unit-name.h"

#define WORDS_MAX 64     /* of one command line, that are looked up */
#define PROGRAMS_MAX 256 /* of one unit */
#define BLANKS " \t"

static void program_free(Program *program)
{
        g_free(program->path);
        g_free(program->interpreter);
        g_free(program->text);
        g_free(program);
}

static void owner_free(Owner *owner)
{
        g_free(owner->path);
        g_free(owner->user);
        g_free(owner->where);
        g_free(owner);
}

void surroundings_free(Surroundings *surroundings)
{
        if (!surroundings)
                return;
        g_strfreev(surroundings->foreign);
        g_free(surroundings->package);
        g_free(surroundings->home);
        g_strfreev(surroundings->missing);
        g_ptr_array_unref(surroundings->programs);
        g_ptr_array_unref(surroundings->sockets);
        g_ptr_array_unref(surroundings->owners);
        g_free(surroundings);
}

const Program *surroundings_program(const Surroundings *surroundings, const char *path)
{
        for (guint i = 0; i < surroundings->programs->len; i++) {
                const Program *program = surroundings->programs->pdata[i];
                if (strcmp(program->path, path) == 0)
                        return program;
        }
        return NULL;
}

/* --- programs --- */

static char *interpreter_of(const char *text)
{
        const char *start = text + 2;
        g_autofree char *line = g_strndup(start, strcspn(start, "\r\n"));
        g_auto(GStrv) words = g_strsplit_set(line, BLANKS, 0);
        char *interpreter = NULL;
        for (char **word = words; *word && !interpreter; word++)
                if (**word && (g_str_has_suffix(*word, "/env") || **word == '-' || strchr(*word, '=')))
                        continue; /* "/usr/bin/env -S A=1 bash" */
                else if (**word)
                        interpreter = g_strdup(*word);
        return interpreter ? interpreter : g_strdup("");
}

/* The root directory that the unit asks for; NULL: none, or an image. */
static const char *root_directory(const InputUnit *unit)
{
        const char *directory = unit_view_get(unit->view, "Service", "RootDirectory");
        return directory && *directory == '/' && strspn(directory, "/") < strlen(directory) &&
                               !unit_view_get(unit->view, "Service", "RootImage")
                       ? directory
                       : NULL;
}

/* looked: paths that were looked at already, a word as "=" and its path. */
static void add_program(Surroundings *surroundings, const InputUnit *unit, const char *path, bool is_word,
                        GHashTable *looked)
{
        g_auto(FileInfo) info = {};
        if (surroundings->programs->len >= PROGRAMS_MAX ||
            !g_hash_table_add(looked, g_strconcat(is_word ? "=" : "", path, NULL)) ||
            surroundings_program(surroundings, path) || unit_view_get(unit->view, "Service", "RootImage") ||
            !file_source_read_in(unit, root_directory(unit), path, &info) || !S_ISREG(info.mode))
                return;
        bool script = info.text && info.length > 2 && info.text[0] == '#' && info.text[1] == '!';
        if (is_word && !script)
                return;
        Program *program = g_new0(Program, 1);
        program->path = g_strdup(path);
        program->set_id = (info.mode & (S_ISUID | S_ISGID)) != 0;
        if (script) {
                program->kind = PROGRAM_SCRIPT;
                program->interpreter = interpreter_of(info.text);
                program->text = g_steal_pointer(&info.text);
        } else if (info.text && info.length >= 4)
                program->kind = memcmp(info.text, "\177ELF", 4) == 0 ? PROGRAM_BINARY : PROGRAM_OTHER;
        g_ptr_array_add(surroundings->programs, program);
}

static void add_command(Surroundings *surroundings, const InputUnit *unit, const ExecLine *line, GHashTable *looked)
{
        if (*line->path == '/')
                add_program(surroundings, unit, line->path, false, looked);
        for (unsigned i = 0; i < WORDS_MAX && line->argv[i]; i++)
                if (i > 0 && *line->argv[i] == '/')
                        add_program(surroundings, unit, line->argv[i], true, looked);
}

static int compare_programs(gconstpointer a, gconstpointer b)
{
        return strcmp((*(Program *const *)a)->path, (*(Program *const *)b)->path);
}

static const char *const command_names[] = {"ExecCondition", "ExecStartPre", "ExecStart",   "ExecStartPost",
                                            "ExecReload",    "ExecStop",     "ExecStopPost"};

static void add_programs(Surroundings *surroundings, const InputUnit *unit)
{
        g_autoptr(GHashTable) looked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (unsigned n = 0; n < G_N_ELEMENTS(command_names); n++) {
                g_auto(GStrv) values = unit_view_get_all(unit->view, "Service", command_names[n]);
                for (char **value = values; *value; value++) {
                        g_autoptr(GPtrArray) lines = exec_line_parse(*value, NULL, NULL);
                        for (guint i = 0; lines && i < lines->len; i++)
                                add_command(surroundings, unit, lines->pdata[i], looked);
                }
        }
        g_ptr_array_sort(surroundings->programs, compare_programs);
}

/* --- a root directory of its own --- */

static bool is_directory_in(const InputUnit *unit, const char *root, const char *path)
{
        g_auto(FileInfo) info = {};
        return file_source_read_in(unit, root, path, &info) && S_ISDIR(info.mode);
}

static void add_if_missing(GPtrArray *missing, const InputUnit *unit, const char *root, const char *path)
{
        g_auto(FileInfo) info = {};
        if (*path == '/' && !file_source_read_in(unit, root, path, &info))
                g_ptr_array_add(missing, g_strdup(path));
}

/* What the unit names and its root directory has not. A package or a start script may fill that directory later: only
 * one that lies in an installed system and has programs in it is looked at. */
static void add_missing(Surroundings *surroundings, const InputUnit *unit)
{
        g_autoptr(GPtrArray) missing = g_ptr_array_new();
        const char *root = root_directory(unit), *working = unit_view_get(unit->view, "Service", "WorkingDirectory");
        surroundings->root_seen = root && file_source_is_system(unit) &&
                                  (is_directory_in(unit, root, "/bin") || is_directory_in(unit, root, "/usr/bin"));
        if (surroundings->root_seen && working)
                add_if_missing(missing, unit, root, working + (*working == '-'));
        for (unsigned n = 0; surroundings->root_seen && n < G_N_ELEMENTS(command_names); n++) {
                g_auto(GStrv) values = unit_view_get_all(unit->view, "Service", command_names[n]);
                for (char **value = values; *value && missing->len < PROGRAMS_MAX; value++) {
                        g_autoptr(GPtrArray) lines = exec_line_parse(*value, NULL, NULL);
                        for (guint i = 0; lines && i < lines->len; i++)
                                add_if_missing(missing, unit, root, ((const ExecLine *)lines->pdata[i])->path);
                }
        }
        g_ptr_array_add(missing, NULL);
        surroundings->missing = (char **)g_ptr_array_steal(missing, NULL);
}

/* --- sockets --- */

static bool is_template_of(const char *template, const char *name)
{
        g_autofree char *own = unit_name_template(name);
        return own && strcmp(own, template) == 0;
}

/* Does a socket unit start this service? systemd.socket(5): Service=, else the service of the same name, or with
 * Accept=yes its template. */
static bool passes_to(const UnitView *socket, const char *service)
{
        const char *named = unit_view_get(socket, "Socket", "Service");
        if (named)
                return strcmp(named, service) == 0;
        g_autofree char *base = unit_name_without_type(socket->name);
        g_autofree char *same = g_strconcat(base, ".service", NULL), *template = g_strconcat(base, "@.service", NULL);
        return strcmp(same, service) == 0 || strcmp(template, service) == 0 || is_template_of(template, service);
}

static void add_sockets(Surroundings *surroundings, const InputUnit *unit, const GPtrArray *others)
{
        for (guint i = 0; others && i < others->len; i++) {
                const InputUnit *other = others->pdata[i];
                if (g_str_has_suffix(other->name, ".socket") && other->view->state == UNIT_LOADED &&
                    passes_to(other->view, unit->name))
                        g_ptr_array_add(surroundings->sockets, other->view);
        }
}

/* --- owners of directories --- */

static void add_owner(Surroundings *surroundings, const char *path, const char *user, char *where)
{
        Owner *owner = g_new0(Owner, 1);
        owner->path = g_strdup(path);
        owner->user = g_strdup(user);
        owner->where = where;
        g_ptr_array_add(surroundings->owners, owner);
}

/* tmpfiles.d(5): "d /var/lib/foo 0755 user group". */
static void add_tmpfiles(Surroundings *surroundings, const InputUnit *unit, const char *file, char *const *paths)
{
        g_auto(FileInfo) info = {};
        if (!g_str_has_suffix(file, ".conf") || !file_source_read(unit, file, &info) || !info.text)
                return;
        g_auto(GStrv) lines = g_strsplit(info.text, "\n", 0);
        for (unsigned i = 0; lines[i]; i++) {
                g_auto(GStrv) words = NULL;
                int count;
                if (!g_shell_parse_argv(lines[i], &count, &words, NULL) || count < 4 ||
                    !strchr("dDevqQZz", words[0][0]))
                        continue;
                g_autofree char *path = path_simplify(words[1]);
                if (g_strv_contains((const char *const *)paths, path) && strcmp(words[3], "-") != 0)
                        add_owner(surroundings, path, words[3] + strspn(words[3], ":"),
                                  g_strdup_printf("%s:%u", file, i + 1));
        }
}

/* The name of a user in the tree; NULL: not known. */
static char *user_name(const InputUnit *unit, guint32 uid)
{
        g_auto(FileInfo) info = {};
        if (!file_source_read(unit, "/etc/passwd", &info) || !info.text)
                return NULL;
        g_autofree char *wanted = g_strdup_printf("%u", uid);
        g_auto(GStrv) lines = g_strsplit(info.text, "\n", 0);
        for (char **line = lines; *line; line++) {
                g_auto(GStrv) fields = g_strsplit(*line, ":", 4);
                if (g_strv_length(fields) == 4 && strcmp(fields[2], wanted) == 0)
                        return g_strdup(fields[0]);
        }
        return NULL;
}

/* sysusers.d(5): "u foo - "Foo" /var/lib/foo": the users that a package, or what lies beside the unit, will make. */
static char *home_of_sysuser(const InputUnit *unit, const char *file, const char *user)
{
        g_auto(FileInfo) info = {};
        if (!g_str_has_suffix(file, ".conf") || !file_source_read(unit, file, &info) || !info.text)
                return NULL;
        g_auto(GStrv) lines = g_strsplit(info.text, "\n", 0);
        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = NULL;
                int count;
                if (g_shell_parse_argv(*line, &count, &words, NULL) && count >= 5 && *words[0] == 'u' &&
                    strcmp(words[1], user) == 0 && *words[4] == '/')
                        return g_strdup(words[4]);
        }
        return NULL;
}

static char *home_in_passwd(const InputUnit *unit, const char *user)
{
        g_auto(FileInfo) info = {};
        if (!file_source_is_system(unit) || !file_source_read(unit, "/etc/passwd", &info) || !info.text)
                return NULL;
        g_auto(GStrv) lines = g_strsplit(info.text, "\n", 0);
        for (char **line = lines; *line; line++) {
                g_auto(GStrv) fields = g_strsplit(*line, ":", 7);
                if (g_strv_length(fields) == 7 && *fields[5] == '/' &&
                    (strcmp(fields[0], user) == 0 || strcmp(fields[2], user) == 0))
                        return g_strdup(fields[5]);
        }
        return NULL;
}

/* The home directory of the user that the service runs as. NULL: not known, as for one that is there for the moment. */
static char *home_of_user(const InputUnit *unit)
{
        static const char *const places[] = {"/etc/sysusers.d", "/run/sysusers.d", "/usr/lib/sysusers.d"};
        const char *user = unit_view_get(unit->view, "Service", "User"),
                   *dynamic = unit_view_get(unit->view, "Service", "DynamicUser");
        const char *working = unit_view_get(unit->view, "Service", "WorkingDirectory");
        if (!working || strcmp(working + strspn(working, "-"), "~") != 0 || unit->view->user ||
            (dynamic && parse_boolean(dynamic) > 0))
                return NULL;
        if (!user || strcmp(user, "root") == 0 || strcmp(user, "0") == 0)
                return g_strdup("/root");
        char *home = home_in_passwd(unit, user);
        for (unsigned i = 0; i < G_N_ELEMENTS(places) && !home; i++) {
                g_auto(GStrv) files = file_source_list(unit, places[i]);
                for (char **file = files; *file && !home; file++)
                        home = home_of_sysuser(unit, *file, user);
        }
        return home;
}

static void add_host_owner(Surroundings *surroundings, const InputUnit *unit, const char *path)
{
        g_auto(FileInfo) info = {};
        if (!file_source_is_system(unit) || !file_source_read(unit, path, &info) || !S_ISDIR(info.mode) ||
            info.uid == G_MAXUINT32 || info.uid == 0)
                return;
        g_autofree char *user = user_name(unit, info.uid);
        if (user)
                add_owner(surroundings, path, user, g_strdup("the directory itself"));
}

/* "NAME:SYMLINK:FLAGS" -> path; NULL-terminated. */
static char **made_directories(const UnitView *view)
{
        g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
        for (unsigned n = 0; n < G_N_ELEMENTS(service_directories); n++) {
                const ServiceDirectory *made = &service_directories[n];
                if (!made->given)
                        continue;
                g_auto(GStrv) values = unit_view_get_all(view, "Service", directives[made->id].name);
                for (char **value = values; *value; value++) {
                        g_auto(GStrv) words = g_strsplit_set(*value, BLANKS, 0);
                        for (char **word = words; *word; word++) {
                                g_autofree char *path = service_directory_path(made, *word);
                                if (path)
                                        g_strv_builder_add(paths, path);
                        }
                }
        }
        return g_strv_builder_end(paths);
}

static void add_neighbours(Surroundings *surroundings, const InputUnit *unit, const GPtrArray *others,
                           char *const *paths)
{
        for (guint i = 0; others && i < others->len; i++) {
                const InputUnit *other = others->pdata[i];
                const char *user = unit_view_get(other->view, "Service", "User");
                if (other == unit || strcmp(other->name, unit->name) == 0 || !user || other->view->state != UNIT_LOADED)
                        continue;
                g_auto(GStrv) theirs = made_directories(other->view);
                for (char *const *path = paths; *path; path++)
                        if (g_strv_contains((const char *const *)theirs, *path))
                                add_owner(surroundings, *path, user, g_strdup(other->name));
        }
}

static void add_owners(Surroundings *surroundings, const InputUnit *unit, const GPtrArray *others)
{
        static const char *const places[] = {"/etc/tmpfiles.d", "/run/tmpfiles.d", "/usr/lib/tmpfiles.d"};
        g_auto(GStrv) paths = made_directories(unit->view);
        if (!*paths)
                return;
        for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
                g_auto(GStrv) files = file_source_list(unit, places[i]);
                for (char **file = files; *file; file++)
                        add_tmpfiles(surroundings, unit, *file, paths);
        }
        for (char **path = paths; *path; path++)
                add_host_owner(surroundings, unit, *path);
        add_neighbours(surroundings, unit, others, paths);
}

/* --- architectures --- */

/* /var/lib/dpkg/arch: the native architecture first, then the foreign ones. */
static char **foreign_architectures(const InputUnit *unit)
{
        g_auto(FileInfo) info = {};
        g_autoptr(GStrvBuilder) foreign = g_strv_builder_new();
        if (file_source_is_system(unit) && file_source_read(unit, "/var/lib/dpkg/arch", &info) && info.text) {
                g_auto(GStrv) lines = g_strsplit(info.text, "\n", 0);
                for (unsigned i = 1; lines[0] && lines[i]; i++)
                        if (*lines[i])
                                g_strv_builder_add(foreign, lines[i]);
        }
        return g_strv_builder_end(foreign);
}

Surroundings *surroundings_new(const InputUnit *unit, const GPtrArray *others)
{
        Surroundings *surroundings = g_new0(Surroundings, 1);
        surroundings->foreign = foreign_architectures(unit);
        surroundings->package = g_strdup(unit->package);
        surroundings->multi_arch = g_strcmp0(unit->multi_arch, "foreign") == 0;
        g_auto(FileInfo) manager = {};
        surroundings->has_manager = unit->content && file_source_read(unit, "/usr/lib/systemd/systemd", &manager);
        surroundings->programs = g_ptr_array_new_with_free_func((GDestroyNotify)program_free);
        surroundings->sockets = g_ptr_array_new();
        surroundings->owners = g_ptr_array_new_with_free_func((GDestroyNotify)owner_free);
        add_programs(surroundings, unit);
        add_sockets(surroundings, unit, others);
        add_owners(surroundings, unit, others);
        add_missing(surroundings, unit);
        surroundings->home = home_of_user(unit);
        return surroundings;
}
