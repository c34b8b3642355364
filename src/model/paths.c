/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All directives of the file system, compiled into one view.
 *
 * systemd makes one list of mounts of all of them, sorts it by path, and the more specific path has the last word,
 * whichever directive named it; where two name the same path the more restrictive one stays; below an inaccessible
 * path nothing comes back (namespace.c: sort by mount_path_compare(), drop_duplicates(), drop_inaccessible(); the same
 * in 252, 257 and 262). Execution is a second layer, decided in the same way by ExecPaths= and NoExecPaths=. */

#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "model/config.h"
#include "model/effects-of.h"
#include "model/paths.h"

static void path_entry_free(gpointer data)
{
        PathEntry *entry = data;

        g_free(entry->path);
        g_free(entry);
}

void effect_list_add_path(EffectList *list, DirectiveId directive, PathMode mode, const char *path)
{
        PathEntry *entry = g_new0(PathEntry, 1);

        entry->optional = *path == '-';
        if (*path == '-')
                path++;
        entry->path = path_simplify(path);
        entry->mode = mode;
        entry->directive = directive;
        if (!list->pending_paths)
                list->pending_paths = g_ptr_array_new_with_free_func(path_entry_free);
        g_ptr_array_add(list->pending_paths, entry);
}

/* Rank of modes at one path: the smaller wins. */
static int mode_rank(PathMode mode)
{
        switch (mode) {
        case PATH_INACCESSIBLE:
                return 0;
        case PATH_BOUND:
                return 1;
        case PATH_PRIVATE:
                return 2;
        case PATH_EMPTY:
                return 3;
        case PATH_READ_ONLY:
                return 4;
        case PATH_READ_WRITE:
                return 5;
        case PATH_NO_EXEC:
                return 6;
        case PATH_EXEC:
                return 7;
        case _PATH_MODE_MAX:
                break;
        }
        g_assert_not_reached();
}

static int path_entry_compare(gconstpointer a, gconstpointer b)
{
        const PathEntry *x = *(PathEntry *const *)a, *y = *(PathEntry *const *)b;
        int r = strcmp(x->path, y->path);

        if (r == 0)
                r = mode_rank(x->mode) - mode_rank(y->mode);
        return r != 0 ? r : (int)x->directive - (int)y->directive;
}

/* systemd keeps one mount of those that name the same path, and a temporary file system comes last among them: with
 * ReadOnlyPaths=, ReadWritePaths= or NoExecPaths= of the very same path it is not made at all. */
static void drop_temporary(GPtrArray *entries)
{
        for (guint i = entries->len; i-- > 0;) {
                const PathEntry *entry = entries->pdata[i];
                bool dropped = false;

                if ((entry->directive != DIRECTIVE_TEMPORARY_FILE_SYSTEM &&
                     entry->directive != DIRECTIVE_PROTECT_HOME) ||
                    (entry->mode != PATH_EMPTY && entry->mode != PATH_PRIVATE))
                        continue;
                for (guint j = 0; j < entries->len && !dropped; j++) {
                        const PathEntry *other = entries->pdata[j];

                        dropped = g_str_equal(other->path, entry->path) &&
                                  (other->mode == PATH_READ_ONLY || other->mode == PATH_NO_EXEC ||
                                   other->mode == PATH_EXEC || other->directive == DIRECTIVE_READ_WRITE_PATHS) &&
                                  other->directive != DIRECTIVE_BIND_READ_ONLY_PATHS;
                }
                if (dropped)
                        g_ptr_array_remove_index(entries, i);
        }
}

void effect_list_compile_paths(EffectList *list)
{
        Effect *effect;

        if (!list->pending_paths)
                return;
        drop_temporary(list->pending_paths);
        g_ptr_array_sort(list->pending_paths, path_entry_compare);
        effect = effect_list_add(list, EFFECT_PATHS, ((PathEntry *)list->pending_paths->pdata[0])->directive);
        effect->paths = g_new0(PathView, 1);
        effect->paths->entries = g_steal_pointer(&list->pending_paths);
}

/* The longest entry at or above path among modes; of one path the more restrictive, which is sorted first. */
static const PathEntry *longest(const PathView *view, const char *path, unsigned modes)
{
        const PathEntry *best = NULL;

        for (guint i = 0; i < view->entries->len; i++) {
                const PathEntry *entry = view->entries->pdata[i];

                if ((modes & (1u << entry->mode)) && path_has_prefix(path, entry->path) &&
                    (!best || strlen(entry->path) > strlen(best->path)))
                        best = entry;
        }
        return best;
}

const PathEntry *path_view_layer(const PathView *view, const char *path, PathLayer layer)
{
        const PathEntry *seen, *written;

        /* What lies below an empty directory is not there to be made writable again, unless it is mounted there. */
        seen = longest(view, path, 1u << PATH_INACCESSIBLE);
        if (!seen)
                seen = longest(view, path, 1u << PATH_EMPTY | 1u << PATH_PRIVATE | 1u << PATH_BOUND);
        switch (layer) {
        case PATH_LAYER_THERE:
                return seen;
        case PATH_LAYER_WRITABLE:
                /* An empty directory is read-only, and stays so if something is mounted at the very same place; what is
                 * mounted further down is writable unless its own entry, or a more specific one, says otherwise. So are
                 * the paths of NoExecPaths= and ExecPaths=: each is a mount of its own, which what is above it does not
                 * make read-only (namespace.c: apply_mount_namespace() remounts none that has an entry). */
                written = longest(view, path,
                                  1u << PATH_READ_ONLY | 1u << PATH_READ_WRITE | 1u << PATH_EMPTY | 1u << PATH_PRIVATE |
                                          1u << PATH_BOUND | 1u << PATH_NO_EXEC | 1u << PATH_EXEC);
                if (!written)
                        return NULL;
                for (guint i = 0; i < view->entries->len; i++) {
                        const PathEntry *entry = view->entries->pdata[i];

                        if ((entry->mode == PATH_READ_ONLY || entry->mode == PATH_EMPTY) &&
                            g_str_equal(entry->path, written->path))
                                return entry;
                }
                return written->mode == PATH_PRIVATE || written->mode == PATH_NO_EXEC || written->mode == PATH_EXEC
                               ? NULL
                               : written;
        case PATH_LAYER_EXECUTABLE:
                return longest(view, path, 1u << PATH_NO_EXEC | 1u << PATH_EXEC);
        case _PATH_LAYER_MAX:
                break;
        }
        g_assert_not_reached();
}

const PathEntry *path_view_find(const PathView *view, const char *path, bool exec_layer)
{
        const PathEntry *there, *written;

        if (exec_layer)
                return path_view_layer(view, path, PATH_LAYER_EXECUTABLE);
        there = path_view_layer(view, path, PATH_LAYER_THERE);
        if (there && there->mode != PATH_BOUND)
                return there;
        written = path_view_layer(view, path, PATH_LAYER_WRITABLE);
        return written ? written : there;
}

/* --- the directives --- */

static void add_all(EffectList *list, DirectiveId id, PathMode mode, const char *const *paths)
{
        for (; *paths; paths++)
                effect_list_add_path(list, id, mode, *paths);
}

static const char *const home_paths[] = {"/home", "/root", "/run/user", NULL};
static const char *const api_paths[] = {"/proc", "/sys", "/dev", NULL};

void effects_protect_system(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        static const char *const vendor[] = {"/usr",   "/bin",    "/sbin", "/lib", "/lib32",
                                             "/lib64", "/libx32", "/boot", "/efi", NULL};
        const char *value = lines[0];

        if (g_str_equal(value, "strict")) {
                effect_list_add_path(list, id, PATH_READ_ONLY, "/");
                add_all(list, id, PATH_READ_WRITE, api_paths);
                add_all(list, id, PATH_READ_WRITE, home_paths);
                return;
        }
        add_all(list, id, PATH_READ_ONLY, vendor);
        if (g_str_equal(value, "full"))
                effect_list_add_path(list, id, PATH_READ_ONLY, "/etc");
}

void effects_protect_home(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        const char *value = lines[0];

        add_all(list, id,
                g_str_equal(value, "read-only") ? PATH_READ_ONLY
                : g_str_equal(value, "tmpfs")   ? PATH_EMPTY
                                                : PATH_INACCESSIBLE,
                home_paths);
}

/* Paths in unit files are quoted with "" and \x20 escapes. Caller frees (g_strfreev). */
static char **words_of(const char *line)
{
        char **words = NULL;

        return g_shell_parse_argv(line, NULL, &words, NULL) ? words : g_strsplit_set(line, " \t", 0);
}

/* Calls add for every word of every line. */
typedef void (*AddWord)(EffectList *list, DirectiveId id, PathMode mode, const char *word);

static void for_each_word(EffectList *list, DirectiveId id, PathMode mode, const char *const *lines, AddWord add)
{
        for (; *lines; lines++) {
                g_auto(GStrv) words = words_of(*lines);

                for (char **word = words; *word; word++)
                        if (**word)
                                add(list, id, mode, *word);
        }
}

char *path_as_seen(const Config *config, const char *word)
{
        const char *root = config_root_directory(config);
        const char *optional = *word == '-' ? "-" : "", *path = word + strlen(optional);

        if (*path == '+')
                return g_strconcat(optional, path + 1, NULL);
        if (!config_has_own_root(config))
                return g_strdup(word);
        g_autofree char *own = root ? path_simplify(root) : NULL, *written = path_simplify(path);
        if (!own || !path_has_prefix(written, own))
                return NULL;
        return g_strconcat(optional, written[strlen(own)] ? written + strlen(own) : "/", NULL);
}

void effects_path_list(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        PathMode mode = id == DIRECTIVE_READ_WRITE_PATHS     ? PATH_READ_WRITE
                        : id == DIRECTIVE_READ_ONLY_PATHS    ? PATH_READ_ONLY
                        : id == DIRECTIVE_INACCESSIBLE_PATHS ? PATH_INACCESSIBLE
                        : id == DIRECTIVE_NO_EXEC_PATHS      ? PATH_NO_EXEC
                                                             : PATH_EXEC;

        for (; *lines; lines++) {
                g_auto(GStrv) words = words_of(*lines);

                for (char **word = words; *word; word++) {
                        g_autofree char *seen = **word ? path_as_seen(context->config, *word) : NULL;

                        if (seen)
                                effect_list_add_path(list, id, mode, seen);
                }
        }
}

/* "SRC[:DST[:OPTIONS]]", each with an own "-" */
static void add_bind(EffectList *list, DirectiveId id, PathMode mode, const char *word)
{
        g_auto(GStrv) parts = g_strsplit(word, ":", 3);
        const char *target = parts[0] && parts[1] && *parts[1] ? parts[1] : parts[0];

        if (!target)
                return;
        if (*target == '-')
                target++;
        effect_list_add_path(list, id, PATH_BOUND, target);
        if (mode == PATH_READ_ONLY)
                effect_list_add_path(list, id, PATH_READ_ONLY, target);
}

void effects_bind_paths(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        /* Read-only or not, it is mounted there: what is below an empty directory comes back. */
        for_each_word(list, id, PATH_BOUND, lines, add_bind);
        if (id == DIRECTIVE_BIND_READ_ONLY_PATHS)
                for_each_word(list, id, PATH_READ_ONLY, lines, add_bind);
}

static void add_tmpfs(EffectList *list, DirectiveId id, PathMode mode, const char *word)
{
        g_auto(GStrv) parts = g_strsplit(word, ":", 2);
        g_auto(GStrv) options = g_strsplit(parts[0] && parts[1] ? parts[1] : "", ",", 0);

        if (parts[0] && *parts[0])
                effect_list_add_path(list, id,
                                     g_strv_contains((const char *const *)options, "ro") ? PATH_EMPTY : PATH_PRIVATE,
                                     parts[0]);
}

void effects_temporary_file_system(EffectList *list, const EffectContext *context, DirectiveId id,
                                   const char *const *lines)
{
        for_each_word(list, id, PATH_PRIVATE, lines, add_tmpfs);
}

const ServiceDirectory service_directories[5] = {
        {DIRECTIVE_RUNTIME_DIRECTORY, "/run", true},        {DIRECTIVE_STATE_DIRECTORY, "/var/lib", true},
        {DIRECTIVE_CACHE_DIRECTORY, "/var/cache", true},    {DIRECTIVE_LOGS_DIRECTORY, "/var/log", true},
        {DIRECTIVE_CONFIGURATION_DIRECTORY, "/etc", false},
};

char *service_directory_path(const ServiceDirectory *directory, const char *word)
{
        g_autofree char *name = g_strndup(word, strcspn(word, ":"));

        return *name ? g_build_filename(directory->parent, name, NULL) : NULL;
}

void effects_directories(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        const ServiceDirectory *directory = service_directories;

        while (directory->id != id) /* each row of the directive table that names this function is there */
                directory++;
        for (; *lines; lines++) {
                g_auto(GStrv) words = g_strsplit_set(*lines, " \t", 0);

                for (char **word = words; *word; word++) {
                        g_auto(GStrv) parts = g_strsplit(*word, ":", 3); /* "NAME:SYMLINK:ro" */
                        g_autofree char *path = service_directory_path(directory, *word);

                        if (!path)
                                continue;
                        effect_list_add_path(list, id,
                                             parts[1] && parts[2] && g_str_equal(parts[2], "ro") ? PATH_READ_ONLY
                                                                                                 : PATH_READ_WRITE,
                                             path);
                }
        }
}

void effects_private_tmp(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        effect_list_add_path(list, id, PATH_PRIVATE, "/tmp");
        effect_list_add_path(list, id, PATH_PRIVATE, "/var/tmp");
}

void effects_private_devices_paths(EffectList *list, DirectiveId id)
{
        static const char *const kept[] = {
                "/dev/null", "/dev/zero",  "/dev/full",   "/dev/random", "/dev/urandom",   "/dev/tty",
                "/dev/ptmx", "/dev/pts",   "/dev/shm",    "/dev/mqueue", "/dev/hugepages", "/dev/log",
                "/dev/fd",   "/dev/stdin", "/dev/stdout", "/dev/stderr", "/dev/core",      NULL,
        };

        effect_list_add_path(list, id, PATH_EMPTY, "/dev");
        add_all(list, id, PATH_BOUND, kept);
        effect_list_add_path(list, id, PATH_NO_EXEC, "/dev");
        effect_list_add_path(list, id, PATH_EXEC, "/dev/shm"); /* the host's, which has no such flag */
}

void effects_protect_kernel_tunables_paths(EffectList *list, DirectiveId id)
{
        static const char *const read_only[] = {
                "/proc/acpi",          "/proc/apm",           "/proc/asound", "/proc/bus",  "/proc/fs",
                "/proc/irq",           "/proc/latency_stats", "/proc/mtrr",   "/proc/scsi", "/proc/sys",
                "/proc/sysrq-trigger", "/proc/timer_stats",   "/sys",         NULL,
        };
        static const char *const left[] = {"/sys/fs/cgroup", "/sys/fs/selinux", NULL};
        static const char *const inaccessible[] = {"/proc/kallsyms", "/proc/kcore", NULL};

        add_all(list, id, PATH_READ_ONLY, read_only);
        add_all(list, id, PATH_READ_WRITE, left);
        add_all(list, id, PATH_INACCESSIBLE, inaccessible);
}
