/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What belongs to a unit, by dpkg's database: the packages of one source, the directories that only they list, their
 * tmpfiles.d lines and their logrotate blocks. Reads files only, so it works on a chroot too. */

#include <string.h>

#include "base/file.h"
#include "facts/facts.h"
#include "facts/ownership.h"

#define DPKG_INFO "/var/lib/dpkg/info"
#define DPKG_STATUS "/var/lib/dpkg/status"
#define LIST_MAX (64u << 20) /* the status file of a large installation has about 10 MiB */

/* Where a daemon keeps state; only there a listed directory is taken as its own. */
static const char *const state_prefixes[] = {"/run/",       "/var/cache/", "/var/lib/", "/var/log/",
                                             "/var/spool/", "/var/run/",   NULL};

static bool is_state_path(const char *path)
{
        for (const char *const *prefix = state_prefixes; *prefix; prefix++)
                if (g_str_has_prefix(path, *prefix) && path[strlen(*prefix)])
                        return true;
        return false;
}

/* Name of each installed package -> its source. */
static GHashTable *read_sources(const char *root)
{
        g_autoptr(GHashTable) sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        g_autofree char *path = path_under_root(root, DPKG_STATUS), *text = NULL;
        g_autofree char *package = NULL, *source = NULL;
        bool installed = false;

        if (!file_read(path, LIST_MAX, &text, NULL, NULL))
                return g_steal_pointer(&sources);
        for (char *line = text, *end; line; line = end ? end + 1 : NULL) {
                end = strchr(line, '\n');
                if (end)
                        *end = '\0';
                if (g_str_has_prefix(line, "Package: ")) {
                        g_free(package);
                        package = g_strdup(line + strlen("Package: "));
                } else if (g_str_has_prefix(line, "Source: ")) {
                        g_free(source);
                        source = g_strndup(line + strlen("Source: "), strcspn(line + strlen("Source: "), " "));
                } else if (g_str_has_prefix(line, "Status: "))
                        installed = strstr(line, " installed") != NULL;
                if (*line && end)
                        continue;
                if (package && installed)
                        g_hash_table_insert(sources, g_strdup(package), g_strdup(source ? source : package));
                g_clear_pointer(&package, g_free);
                g_clear_pointer(&source, g_free);
                installed = false;
        }
        return g_steal_pointer(&sources);
}

/* "nginx-common.list", "libc6:amd64.list" -> name of the package. Caller frees. */
static char *list_package(const char *file)
{
        g_autofree char *name = g_strndup(file, strlen(file) - strlen(".list"));

        return g_strndup(name, strcspn(name, ":"));
}

/* A path as it may stand in a list made before the merge of /usr, and as it may after. */
static bool same_file(const char *listed, const char *path)
{
        return g_str_equal(listed, path) ||
               (g_str_has_prefix(path, "/usr/") && g_str_equal(listed, path + strlen("/usr"))) ||
               (g_str_has_prefix(listed, "/usr/") && g_str_equal(path, listed + strlen("/usr")));
}

/* One package's file list. */
typedef struct List {
        char *package;
        char **lines;
        bool ours;
} List;

static void list_free(gpointer data)
{
        List *list = data;

        g_free(list->package);
        g_strfreev(list->lines);
        g_free(list);
}

static GPtrArray *read_lists(const char *root)
{
        GPtrArray *lists = g_ptr_array_new_with_free_func(list_free);
        g_autofree char *directory = path_under_root(root, DPKG_INFO);
        g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
        const char *file;

        while (dir && (file = g_dir_read_name(dir))) {
                g_autofree char *path = g_build_filename(directory, file, NULL), *text = NULL;
                List *list;

                if (!g_str_has_suffix(file, ".list") || !file_read(path, LIST_MAX, &text, NULL, NULL))
                        continue;
                list = g_new0(List, 1);
                list->package = list_package(file);
                list->lines = g_strsplit(text, "\n", 0);
                g_ptr_array_add(lists, list);
        }
        return lists;
}

static bool list_has(const List *list, const char *path)
{
        for (char **line = list->lines; *line; line++)
                if (same_file(*line, path))
                        return true;
        return false;
}

/* Marks the packages of the sources that list one of these files. */
static bool mark_ours(GPtrArray *lists, GHashTable *sources, const char *const *files)
{
        g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
        bool any = false;

        for (guint i = 0; i < lists->len; i++) {
                const List *list = lists->pdata[i];
                char *source = g_hash_table_lookup(sources, list->package);

                for (const char *const *file = files; source && file && *file; file++)
                        if (list_has(list, *file))
                                g_hash_table_add(wanted, source);
        }
        for (guint i = 0; i < lists->len; i++) {
                List *list = lists->pdata[i];
                const char *source = g_hash_table_lookup(sources, list->package);

                list->ours = source && g_hash_table_contains(wanted, source);
                any = any || list->ours;
        }
        return any;
}

/* Takes why. */
static void add_owned(UnitFacts *facts, const char *path, char *why)
{
        g_autofree char *owned_why = why;
        g_autofree char *real = g_str_has_prefix(path, "/var/run/") ? g_strdup(path + strlen("/var")) : g_strdup(path);
        g_autofree char *simple = path_simplify(real);

        for (guint i = 0; i < facts->owned->len; i++)
                if (g_str_equal(((const OwnedPath *)facts->owned->pdata[i])->path, simple))
                        return;
        g_ptr_array_add(facts->owned, owned_path_new(simple, owned_why));
}

/* tmpfiles.d(5): lines that make a directory. */
static void add_tmpfiles(UnitFacts *facts, const char *root, const char *file)
{
        g_autofree char *path = path_under_root(root, file), *text = NULL;
        g_auto(GStrv) lines = NULL;

        if (!file_read(path, 0, &text, NULL, NULL))
                return;
        lines = g_strsplit(text, "\n", 0);
        for (unsigned i = 0; lines[i]; i++) {
                g_auto(GStrv) words = NULL;

                if (!g_shell_parse_argv(lines[i], NULL, &words, NULL) || !words[0] || !words[1])
                        continue;
                if (strchr("dDevqQ", words[0][0]) && !strpbrk(words[1], "%*?[") && is_state_path(words[1]))
                        add_owned(facts, words[1], g_strdup_printf("%s:%u", file, i + 1));
        }
}

static void add_rotations(UnitFacts *facts, const char *root, const char *file)
{
        g_autofree char *path = path_under_root(root, file), *text = NULL;
        guint before = facts->rotations->len;

        if (!file_read(path, 0, &text, NULL, NULL))
                return;
        logrotate_parse(file, text, facts->rotations);
        for (guint i = before; i < facts->rotations->len; i++) {
                const Rotation *rotation = facts->rotations->pdata[i];

                for (char **log = rotation->paths; *log; log++) {
                        g_autofree char *directory = g_path_get_dirname(*log);

                        if (!strpbrk(directory, "*?["))
                                add_owned(facts, directory,
                                          g_strdup_printf("logs rotated by %s:%u", file, rotation->line));
                }
        }
}

/* Is a directory listed by a package of another source? Then it is no one's own. */
static bool is_listed_elsewhere(const GPtrArray *lists, const char *path)
{
        for (guint i = 0; i < lists->len; i++) {
                const List *list = lists->pdata[i];

                if (!list->ours && list_has(list, path))
                        return true;
        }
        return false;
}

static void add_package(UnitFacts *facts, const char *root, const GPtrArray *lists, const List *list)
{
        for (char **line = list->lines; *line; line++) {
                if (g_str_has_prefix(*line, "/usr/lib/tmpfiles.d/"))
                        add_tmpfiles(facts, root, *line);
                else if (g_str_has_prefix(*line, "/etc/logrotate.d/"))
                        add_rotations(facts, root, *line);
                else if (is_state_path(*line)) {
                        g_autofree char *path = path_under_root(root, *line);

                        if (g_file_test(path, G_FILE_TEST_IS_DIR) && !is_listed_elsewhere(lists, *line))
                                add_owned(facts, *line, g_strdup_printf("listed by package %s", list->package));
                }
        }
}

/* Before an upgrade some daemons are told to write a dump of their database to where such are kept. */
static void add_backups(UnitFacts *facts, const char *root, const char *package)
{
        g_autofree char *name = g_strconcat(DPKG_INFO "/", package, ".prerm", NULL),
                        *path = path_under_root(root, name), *text = NULL;

        if (file_read(path, OWNERSHIP_SCRIPT_MAX, &text, NULL, NULL) && ownership_of_backups(text))
                add_owned(facts, "/var/backups", g_strdup_printf("%s.prerm keeps a backup there", package));
}

static int owned_compare(gconstpointer a, gconstpointer b)
{
        return strcmp((*(OwnedPath *const *)a)->path, (*(OwnedPath *const *)b)->path);
}

static int string_compare(gconstpointer a, gconstpointer b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

UnitFacts *unit_facts_new(const char *root, const UnitView *unit, const char *const *programs)
{
        g_autoptr(GHashTable) sources = read_sources(root);
        g_autoptr(GPtrArray) lists = read_lists(root), packages = g_ptr_array_new();
        UnitFacts *facts = g_new0(UnitFacts, 1);
        const char *pid_file = unit_view_get(unit, "Service", "PIDFile");
        const char *source = unit_view_get(unit, "Unit", "SourcePath"); /* of a unit that a generator made */
        const char *fragment[] = {unit->fragment, source, NULL};

        facts->owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
        facts->rotations = rotation_list_new();
        if (!mark_ours(lists, sources, fragment))
                (void)mark_ours(lists, sources, programs);
        for (guint i = 0; i < lists->len; i++) {
                const List *list = lists->pdata[i];

                if (!list->ours)
                        continue;
                g_ptr_array_add(packages, g_strdup(list->package));
                add_package(facts, root, lists, list);
                add_backups(facts, root, list->package);
        }
        if (pid_file && *pid_file == '/') {
                g_autofree char *directory = g_path_get_dirname(pid_file);

                if (is_state_path(directory))
                        add_owned(facts, directory, g_strdup("PIDFile= of the unit"));
        }
        g_ptr_array_sort(packages, string_compare);
        g_ptr_array_add(packages, NULL);
        facts->packages = (char **)g_ptr_array_free(g_steal_pointer(&packages), FALSE);
        g_ptr_array_sort(facts->owned, owned_compare);
        return facts;
}

void unit_facts_free(UnitFacts *facts)
{
        if (!facts)
                return;
        g_strfreev(facts->packages);
        g_ptr_array_unref(facts->owned);
        g_ptr_array_unref(facts->rotations);
        g_free(facts);
}

unsigned systemd_version_parse(const char *version)
{
        if (version && *version == 'v')
                version++;
        return version && g_ascii_isdigit(*version) ? (unsigned)g_ascii_strtoull(version, NULL, 10) : 0;
}
