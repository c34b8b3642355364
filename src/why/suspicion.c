/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nothing is known to have been refused, and yet it failed: what may have been, and how to know. */

#include "why/state.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/file.h"

#define SUSPECTS_MAX 16 /* settings that are listed */

static bool is_there(const char *path)
{
        struct stat st;

        return lstat(path, &st) == 0;
}

/* Does a setting hide the directory? Then what is said not to be there may have been about to be made. */
static bool is_hidden(const Why *why, const char *directory)
{
        g_autofree char *real = path_chase(NULL, directory, CHASE_FOLLOW);
        const Need need = {NEED_PATH, ACCESS_READ, real};
        const Symptom symptom = {.error = ENOENT};
        g_autoptr(Explanation) explanation = real ? explain_need(&why->context, &need, &symptom) : NULL;

        return explanation != NULL;
}

/* Does what it said fail without the sandbox too, by the path that it named? */
static bool fails_anyway(const Why *why)
{
        const char *path = why->spoken_path;
        g_autofree char *directory = path ? g_path_get_dirname(path) : NULL;
        Need need = {NEED_PATH, why->spoken_error == EROFS ? ACCESS_WRITE : ACCESS_READ, (char *)path};

        if (!path)
                return false;
        if (why->spoken_error == ENOENT)
                return !is_there(path) && !is_hidden(why, directory);
        if (why->spoken_error != EACCES && why->spoken_error != EROFS)
                return false;
        if (!is_there(path)) /* it was to be made */
                need.access = ACCESS_WRITE | ACCESS_CREATE;
        return !why_host_allows(why, &need);
}

/* Of the unit and of the slices around it: who refuses by that error, or, where signal is set, makes a program end by
 * that. Of char*; the caller unrefs. */
static GPtrArray *find_suspects(const Why *why, int error, int signal)
{
        GPtrArray *suspects =
                signal ? explain_signal_suspects(&why->context, signal) : explain_suspects(&why->context, error);

        for (guint i = 0; i < why->slices->len; i++) {
                const ExplainContext *context = &((const Slice *)why->slices->pdata[i])->context;

                g_ptr_array_extend_and_steal(suspects, signal ? explain_signal_suspects(context, signal)
                                                              : explain_suspects(context, error));
        }
        return suspects;
}

static void append_suspects(GString *note, const GPtrArray *suspects, const char *words)
{
        for (guint i = 0; i < suspects->len && i < SUSPECTS_MAX; i++)
                g_string_append_printf(note, "%s%s", i ? ", " : words, (const char *)suspects->pdata[i]);
        if (suspects->len > SUSPECTS_MAX)
                g_string_append_printf(note, " and %u more", suspects->len - SUSPECTS_MAX);
}

/* Settings that take something away without an error: who lists it sees less, who shares it shares it with nobody.
 * There is nothing to be seen of that. */
static void add_silent(Why *why)
{
        static const struct {
                DirectiveId directive;
                const char *what;
                bool users; /* root is spared */
                int signal; /* by which it has to have ended; 0: it does not matter how */
        } rows[] = {
                {DIRECTIVE_PROTECT_PROC, "it lists no processes of others", true},
                {DIRECTIVE_PRIVATE_PIDS, "it lists no processes but its own", false},
                {DIRECTIVE_PRIVATE_NETWORK, "it lists no network interface but lo", false},
                {DIRECTIVE_PRIVATE_TMP, "what it leaves in /tmp and /var/tmp nobody else sees", false},
                {DIRECTIVE_PRIVATE_MOUNTS, "what it mounts nobody else sees", false},
                {DIRECTIVE_PRIVATE_IPC, "it shares no System V memory with others", false},
                {DIRECTIVE_TEMPORARY_FILE_SYSTEM, "directories are empty", false},
                {DIRECTIVE_UMASK, "others may not read what it makes", false},
                {DIRECTIVE_LIMIT_STACK, "whoever needs more of it ends by SIGSEGV", false, SIGSEGV},
        };
        g_autoptr(GString) note = g_string_new(NULL);

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const UnitSetting *setting = unit_view_find(why->view, "Service", directives[rows[i].directive].name);
                g_autofree char *place = NULL;

                if (!setting || !config_is_on(why->config, rows[i].directive) || (rows[i].users && why->context.root) ||
                    (rows[i].signal && !(why_was_killed(&why->run) && why->run.status == rows[i].signal)))
                        continue;
                place = explain_setting_place(setting);
                g_string_append_printf(note, "%s%s: %s",
                                       note->len ? "; "
                                                 : "some settings refuse nothing and show less, of which "
                                                   "nothing can be seen: ",
                                       place, rows[i].what);
        }
        if (note->len)
                g_ptr_array_add(why->story->notes, g_string_free(g_steal_pointer(&note), FALSE));
}

/* Who ended by one of the signals that leave a core (core(5), signal(7)), and left none by a setting. */
static void add_core(Why *why)
{
        static const int signals[] = {SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                                      SIGFPE,  SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS};
        const UnitSetting *setting = unit_view_find(why->view, "Service", directives[DIRECTIVE_LIMIT_CORE].name);
        g_autofree char *place = NULL;
        bool leaves = false;

        for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
                leaves |= why->run.status == signals[i];
        if (!setting || !leaves || why->run.code != CLD_KILLED ||
            (!g_str_equal(setting->value, "0") && !g_str_has_prefix(setting->value, "0:")))
                return;
        place = explain_setting_place(setting);
        g_ptr_array_add(why->story->notes,
                        g_strdup_printf("it left no core to look into, by %s: LimitCORE=infinity keeps one", place));
}

void why_add_suspicions(Why *why)
{
        g_autoptr(GString) note = g_string_new(NULL);
        g_autoptr(GPtrArray) suspects = NULL;

        add_core(why);
        for (guint i = 0; i < why->story->findings->len; i++)
                if (((const WhyFinding *)why->story->findings->pdata[i])->kind != WHY_EXPECTED)
                        return;
        if (why->run.failed && why->watched)
                add_silent(why);
        if (why->watched)
                return;
        if (!why->run.failed) {
                suspects = find_suspects(why, 0, 0);
                if (why->run.since && suspects->len && !why->unread)
                        g_ptr_array_add(why->story->notes,
                                        g_strdup_printf("unitlock-watch.service did not look all the while: what it "
                                                        "was refused%s is not known",
                                                        why->run.up ? " and went on without" : ""));
                return;
        }
        g_string_append(note, why->unread
                                      ? "what unitlock-watch.service saw may not be read here, and a refusal that a "
                                        "program gets as an error leaves no other trace"
                                      : "unitlock-watch.service did not look all the while, and a refusal that a "
                                        "program gets as an error leaves no trace by itself");
        if (why->spoken && fails_anyway(why)) {
                g_string_append_printf(note, ". It said \"%s\"; without any sandbox that fails as well", why->spoken);
        } else if (why->spoken) {
                suspects = find_suspects(why, why->spoken_error, 0);
                g_string_append_printf(note, ". It said \"%s\"", why->spoken);
                append_suspects(note, suspects, "; of its settings these refuse so: ");
                if (suspects->len == 0)
                        g_string_append(note, "; none of its settings refuses so");
        } else if (why_was_killed(&why->run)) {
                suspects = find_suspects(why, 0, why->run.status);
                append_suspects(note, suspects, ". Of its settings these may make a program end so: ");
        } else {
                suspects = find_suspects(why, 0, 0);
                append_suspects(note, suspects, ". It did not say an error; these of its settings refuse something: ");
        }
        if (!why->unread)
                g_string_append_printf(note, ". Start unitlock-watch.service and then %s, and ask again",
                                       why->view->name);
        g_ptr_array_add(why->story->notes, g_string_free(g_steal_pointer(&note), FALSE));
}

char *why_find_unreadable(void)
{
        static const char *const places[] = {"/var/log/journal", "/run/log/journal"};
        g_autofree char *machine = NULL;

        if (!file_read("/etc/machine-id", 0, &machine, NULL, NULL))
                return NULL;
        g_strchomp(machine);
        for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *path = g_build_filename(places[i], machine, "system.journal", NULL);

                if (access(path, R_OK) < 0 && errno == EACCES)
                        return g_steal_pointer(&path);
        }
        return NULL;
}

void why_add_unreadable(Why *why)
{
        g_autofree char *path = why_find_unreadable();

        if (path)
                g_ptr_array_add(why->story->notes,
                                g_strdup_printf("you may not read %s, where unitlock-watch.service writes what it saw: "
                                                "ask as root, or as a member of the group systemd-journal",
                                                path));
}
