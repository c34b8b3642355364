/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file system, solved as one: ProtectSystem= as strict as can be, ReadWritePaths= for the rest, NoExecPaths= upon
 * those.
 *
 * A written file stands for the directory that holds the daemon's files of that kind: the first one below a directory
 * that all share (/var/lib/NAME, /var/log/NAME, /etc/NAME). Never the file: log rotation, atomic replacement and lock
 * files all make new names beside the old. Directories that are known to belong to the daemon are writable whether or
 * not it wrote there today. Nothing here changes the ownership of anything (StateDirectory= and its kind would). */

#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "model/shared.h"
#include "policy/internal.h"

static bool is_shared(const Synthesis *s, const char *path)
{
        return path_is_shared(path) || g_strcmp0(path, s->input->runtime) == 0 ||
               (s->input->home && path_is_shared_at_home(path, s->input->home));
}

/* The directory to make writable for a need at path. Caller frees. */
static char *writable_directory(const Synthesis *s, const char *path, unsigned access)
{
        g_autofree char *child = g_strdup(path);

        for (;;) {
                g_autofree char *parent = g_path_get_dirname(child);

                if (g_str_equal(parent, child))
                        return g_strdup("/");
                if (is_shared(s, parent)) {
                        /* The name itself lies in a shared directory. Changing what is there needs only that path;
                         * making, renaming or removing it needs the directory. */
                        if (g_str_equal(child, path) && (access & ACCESS_CREATE))
                                return g_steal_pointer(&parent);
                        return g_steal_pointer(&child);
                }
                g_free(child);
                child = g_steal_pointer(&parent);
        }
}

typedef struct Writable {
        char *path;
        char *reason;
} Writable;

static void writable_free(gpointer data)
{
        Writable *writable = data;

        g_free(writable->path);
        g_free(writable->reason);
        g_free(writable);
}

static bool is_covered(const GPtrArray *writables, const char *path)
{
        for (guint i = 0; i < writables->len; i++)
                if (path_has_prefix(path, ((const Writable *)writables->pdata[i])->path))
                        return true;
        return false;
}

/* Adds path, and drops what it makes superfluous. Takes reason. */
static void add_writable(GPtrArray *writables, const char *path, char *reason)
{
        Writable *writable;

        if (is_covered(writables, path)) {
                g_free(reason);
                return;
        }
        for (guint i = writables->len; i-- > 0;)
                if (path_has_prefix(((const Writable *)writables->pdata[i])->path, path))
                        g_ptr_array_remove_index(writables, i);
        writable = g_new0(Writable, 1);
        writable->path = g_strdup(path);
        writable->reason = reason;
        g_ptr_array_add(writables, writable);
}

static EffectList *effects_with(const Synthesis *s, const char *protect_system, const GPtrArray *writables,
                                const char *read_only);

/* Does a directive deny something that is needed? */
static bool denies_by(const Synthesis *s, const EffectList *effects, DirectiveId id)
{
        for (guint i = 0; i < s->active->len; i++) {
                DirectiveId by;

                if (effect_list_denies(effects, &((const NeedEntry *)s->active->pdata[i])->need, &by) && by == id)
                        return true;
        }
        return false;
}

/* Does the whole deny nothing? Where a directive and ReadWritePaths= name the same path, the stricter one wins. */
static bool is_enough(const Synthesis *s, const char *protect_system, const GPtrArray *writables)
{
        g_autoptr(EffectList) effects = effects_with(s, protect_system, writables, NULL);

        return !denies_by(s, effects, DIRECTIVE_PROTECT_SYSTEM);
}

static int writable_compare(gconstpointer a, gconstpointer b)
{
        return strcmp((*(Writable *const *)a)->path, (*(Writable *const *)b)->path);
}

/* A quoted word of a unit file, where it needs quotes; "%" doubled. */
static char *unit_word(const char *path)
{
        g_auto(GStrv) parts = g_strsplit(path, "%", 0);
        g_autofree char *plain = g_strjoinv("%%", parts);

        return word_quote(plain);
}

static char **optional_path_line(const char *path)
{
        g_autofree char *word = unit_word(path);
        char **lines = g_new0(char *, 2);

        lines[0] = *word == '"' ? g_strdup_printf("\"-%s", word + 1) : g_strdup_printf("-%s", word);
        return lines;
}

/* The effects of what is decided so far and one value of ProtectSystem=. */
static EffectList *effects_with(const Synthesis *s, const char *protect_system, const GPtrArray *writables,
                                const char *read_only)
{
        g_autoptr(Config) probe = config_copy(s->input->current);
        EffectContext context = {.systemd = s->input->systemd,
                                 .root = s->input->root,
                                 .user_manager = s->input->user_manager,
                                 .config = probe};

        config_assign(probe, DIRECTIVE_PROTECT_SYSTEM, protect_system);
        for (guint i = 0; i < s->policy->decisions->len; i++) {
                const Decision *decision = s->policy->decisions->pdata[i];

                if (decision->id == DIRECTIVE_PROTECT_HOME || decision->id == DIRECTIVE_PRIVATE_TMP)
                        for (char **line = decision->lines; line && *line; line++)
                                config_assign(probe, decision->id, *line);
        }
        for (guint i = 0; writables && i < writables->len; i++) {
                g_auto(GStrv) lines = optional_path_line(((const Writable *)writables->pdata[i])->path);

                config_assign(probe, DIRECTIVE_READ_WRITE_PATHS, lines[0]);
        }
        if (read_only)
                config_assign(probe, DIRECTIVE_READ_ONLY_PATHS, read_only);
        return effects_of(&context);
}

/* What has to be writable so that what this directive does among the effects denies no need. */
static GPtrArray *writables_under(const Synthesis *s, const EffectList *effects, DirectiveId id)
{
        GPtrArray *writables = g_ptr_array_new_with_free_func(writable_free);

        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                const char *path =
                        entry->need.kind == NEED_BIND ? strchr(entry->need.subject, '/') : entry->need.subject;
                unsigned access = entry->need.kind == NEED_PATH ? entry->need.access : ACCESS_CREATE;
                g_autofree char *directory = NULL, *describe = NULL, *evidence = NULL;
                DirectiveId by;

                if (!effect_list_denies(effects, &entry->need, &by) || by != id || !path)
                        continue;
                directory = writable_directory(s, path, access);
                describe = need_describe(&entry->need);
                evidence = evidence_phrase(entry);
                add_writable(writables, directory, g_strdup_printf("It %s (%s).", describe, evidence));
        }
        for (guint i = 0; s->input->owned && i < s->input->owned->len; i++) {
                const OwnedPath *owned = s->input->owned->pdata[i];
                g_autofree char *inside = g_build_filename(owned->path, "x", NULL);
                Need need = {.kind = NEED_PATH, .access = ACCESS_CREATE, .subject = inside};
                DirectiveId by;

                if (!is_shared(s, owned->path) && effect_list_denies(effects, &need, &by) &&
                    (by == id || id == DIRECTIVE_PROTECT_SYSTEM))
                        add_writable(writables, owned->path,
                                     g_strdup_printf("Belongs to the service: %s.", owned->why));
        }
        g_ptr_array_sort(writables, writable_compare);
        return writables;
}

static GPtrArray *writables_for(const Synthesis *s, const char *protect_system)
{
        g_autoptr(EffectList) effects = effects_with(s, protect_system, NULL, NULL);

        return writables_under(s, effects, DIRECTIVE_PROTECT_SYSTEM);
}

static void decide_writables(Synthesis *s, const GPtrArray *writables)
{
        for (guint i = 0; i < writables->len; i++) {
                Writable *writable = writables->pdata[i];

                synthesis_decide(s, DIRECTIVE_READ_WRITE_PATHS, optional_path_line(writable->path), false,
                                 g_steal_pointer(&writable->reason));
        }
}

/* A service that writes in its user's home directory writes in some directories there: ProtectSystem= leaves homes
 * alone, and ProtectHome= would have to be said of all of it. */
static void close_home(Synthesis *s)
{
        const Decision *protect_home = policy_find(s->policy, DIRECTIVE_PROTECT_HOME);
        g_autoptr(EffectList) effects = NULL;
        g_autoptr(GPtrArray) writables = NULL;

        if (!s->input->home || !synthesis_can_have(s, DIRECTIVE_READ_ONLY_PATHS) ||
            synthesis_banned(s, DIRECTIVE_READ_ONLY_PATHS) || config_is_on(s->input->current, DIRECTIVE_PROTECT_HOME) ||
            (protect_home && protect_home->lines))
                return;
        effects = effects_with(s, "no", NULL, s->input->home);
        writables = writables_under(s, effects, DIRECTIVE_READ_ONLY_PATHS);
        if (is_covered(writables, s->input->home))
                return;
        synthesis_decide(
                s, DIRECTIVE_READ_ONLY_PATHS, optional_path_line(s->input->home), false,
                g_strdup("What it writes at home lies in the directories that ReadWritePaths= names below. If its "
                         "configuration is to make it write elsewhere, name that path there first."));
        decide_writables(s, writables);
}

/* Where programs write and packages install no programs: nothing need be executed there, if nothing was. */
static const char *const data_directories[] = {"/dev/shm", "/run",       "/tmp",     "/var/cache", "/var/lib",
                                               "/var/log", "/var/spool", "/var/tmp", NULL};

/* Does a directive name this path? Or, if that will do, one above it; "/" is not meant then. */
static bool is_named(const EffectList *effects, DirectiveId id, const char *path, bool above_will_do)
{
        for (guint i = 0; i < effects->effects->len; i++) {
                const PathView *view = ((const Effect *)effects->effects->pdata[i])->paths;

                for (guint j = 0; view && j < view->entries->len; j++) {
                        const PathEntry *entry = view->entries->pdata[j];

                        if (entry->directive == id &&
                            (g_str_equal(entry->path, path) ||
                             (above_will_do && !g_str_equal(entry->path, "/") && path_has_prefix(path, entry->path))))
                                return true;
                }
        }
        return false;
}

/* Does the unit itself open what lies there, or put another directory in its place? Its author knows what for, and that
 * is more than what it was seen to do. "/" is not meant: ProtectSystem=strict wins over that. */
static bool is_opened_by_unit(const Synthesis *s, const char *inside)
{
        g_autoptr(EffectList) effects = effects_with(s, "strict", NULL, NULL);

        for (guint i = 0; i < effects->effects->len; i++) {
                const PathView *view = ((const Effect *)effects->effects->pdata[i])->paths;

                if (view && path_view_layer(view, inside, PATH_LAYER_THERE))
                        return true;
        }
        return is_named(effects, DIRECTIVE_READ_WRITE_PATHS, inside, true);
}

/* ProtectSystem=strict does not reach what is a mount of its own: the data directories where NoExecPaths= names them
 * (model/paths.c), /run where another directive brings MountAPIVFS= with it (add_api_mounts() in model/effect.c). So
 * that is said by itself; unless the service makes names right there, or has a directory of its own in its place. */
static void close_mounts(Synthesis *s, const GPtrArray *writables)
{
        g_autoptr(EffectList) strict = effects_with(s, "strict", writables, NULL);
        g_autoptr(GString) line = g_string_new(NULL);
        char **lines;

        for (const char *const *path = data_directories; *path; path++) {
                g_autofree char *word = g_strconcat("-", *path, NULL),
                                *inside = g_build_filename(*path, ".new", NULL); /* that nothing else is said of */
                g_autoptr(EffectList) closed = effects_with(s, "strict", writables, word);
                Need make = {.kind = NEED_PATH, .access = ACCESS_CREATE, .subject = inside};
                DirectiveId by;

                if ((g_str_equal(*path, "/run") ? !is_opened_by_unit(s, inside)
                                                : effect_list_denies(strict, &make, &by)) &&
                    !denies_by(s, closed, DIRECTIVE_READ_ONLY_PATHS))
                        g_string_append_printf(line, "%s%s", line->len ? " " : "", word);
        }
        if (!line->len)
                return;
        if (synthesis_banned(s, DIRECTIVE_READ_ONLY_PATHS)) {
                synthesis_leave_banned(s, DIRECTIVE_READ_ONLY_PATHS, line->str);
                return;
        }
        lines = g_new0(char *, 2);
        lines[0] = g_strdup(line->str);
        synthesis_decide(s, DIRECTIVE_READ_ONLY_PATHS, lines, false,
                         g_strdup("ProtectSystem=strict alone leaves these writable beside NoExecPaths=, "
                                  "ProtectKernelTunables= and their like."));
}

/* Does the unit have a temporary file system at this very place? With NoExecPaths= of the same path systemd would not
 * mount it, and what is kept from the service there would be open to it (model/paths.c: drop_temporary()). */
static bool is_temporary(const Synthesis *s, const char *path)
{
        g_autoptr(EffectList) effects = effects_with(s, "no", NULL, NULL);

        return is_named(effects, DIRECTIVE_TEMPORARY_FILE_SYSTEM, path, false);
}

static void decide_no_exec(Synthesis *s)
{
        g_autoptr(GString) line = g_string_new(NULL);

        if (config_is_on(s->input->current, DIRECTIVE_NO_EXEC_PATHS) ||
            config_is_on(s->input->current, DIRECTIVE_EXEC_PATHS))
                return;
        for (const char *const *path = data_directories; *path; path++) {
                g_auto(GStrv) word = optional_path_line(*path);

                if (!is_temporary(s, *path) && !synthesis_denied(s, DIRECTIVE_NO_EXEC_PATHS, (const char *const *)word))
                        g_string_append_printf(line, "%s%s", line->len ? " " : "", word[0]);
        }
        if (line->len && synthesis_banned(s, DIRECTIVE_NO_EXEC_PATHS))
                synthesis_leave_banned(s, DIRECTIVE_NO_EXEC_PATHS, line->str);
        else if (line->len) {
                char **lines = g_new0(char *, 2);

                lines[0] = g_strdup(line->str);
                synthesis_decide(s, DIRECTIVE_NO_EXEC_PATHS, lines, false,
                                 g_strdup("Data is kept there, and it was not seen to execute anything from there."));
        }
}

void solve_writable_paths(Synthesis *s)
{
        const char *const *rungs = directives[DIRECTIVE_PROTECT_SYSTEM].rungs;
        int now = string_table_index(rungs, config_value(s->input->current, DIRECTIVE_PROTECT_SYSTEM));
        const char *stricter = NULL;

        if (g_strcmp0(config_value(s->input->current, DIRECTIVE_PROTECT_SYSTEM), "strict") == 0)
                close_mounts(s, NULL);
        for (int rung = (int)g_strv_length((char **)rungs) - 1; rung > now && rung > 0; rung--) {
                g_autoptr(GPtrArray) writables = writables_for(s, rungs[rung]);
                char **lines;
                Decision *decision;

                if (is_covered(writables, "/") || !is_enough(s, rungs[rung], writables)) {
                        stricter = rungs[rung];
                        continue;
                }
                if (synthesis_banned(s, DIRECTIVE_PROTECT_SYSTEM)) {
                        synthesis_leave_banned(s, DIRECTIVE_PROTECT_SYSTEM, rungs[rung]);
                        break;
                }
                lines = g_new0(char *, 2);
                lines[0] = g_strdup(rungs[rung]);
                decision = synthesis_decide(
                        s, DIRECTIVE_PROTECT_SYSTEM, lines, false,
                        writables->len ? g_strdup("All of the file system is read-only but what ReadWritePaths= names "
                                                  "below. If its configuration is to make it write "
                                                  "elsewhere, name that path there first.")
                                       : g_strdup("It writes nothing that this protects."));
                if (stricter)
                        decision_set_stopped(decision, stricter, NULL);
                decide_writables(s, writables);
                if (g_str_equal(rungs[rung], "strict"))
                        close_mounts(s, writables);
                break;
        }
        close_home(s);
        decide_no_exec(s);
}
