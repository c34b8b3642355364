/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock restart: which units run under other settings than they have, and restarting them. Without being told to it
 * restarts nothing. Over ssh, what is not confirmed is taken back: who has locked himself out cannot do that any more.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/exit.h"
#include "cli/mode.h"
#include "cli/verb.h"
#include "life/restart.h"
#include "trial/state.h"

#define SETTLE_USEC (3 * G_USEC_PER_SEC)
#define READY_USEC (5 * G_USEC_PER_SEC)
#define SSH_SECONDS 60
#define SECONDS_MAX (24 * 3600)

static const char *const result_words[_LIFE_RESTARTED_MAX] = {
        [LIFE_RESTARTED_WELL] = "runs",
        [LIFE_RESTARTED_BACK] = "ROLLED BACK",
        [LIFE_RESTARTED_BAD] = "FAILED",
};

/* A list to read, as needrestart or dpkg print them. */
static void print_list(const GPtrArray *units, bool user)
{
        if (!units->len) {
                puts("No unit runs under other settings than it has.");
                return;
        }
        puts("These units run under other settings than they have now:\n");
        for (guint i = 0; i < units->len; i++) {
                const LifeUnit *unit = units->pdata[i];
                const char *what = unit->present || unit->learned
                                           ? (unit->started ? "its confinement has changed" : "is not confined yet")
                                           : "is still confined";

                printf("  %-32s %s\n", unit->name, what);
        }
        printf("\n'unitlock status%s' shows what changes. To restart them one by one, each rolled back if it goes "
               "wrong:\n"
               "  unitlock restart %s--restart\n",
               user ? " --user" : "", user ? "--user " : "");
}

/* Units to restart: those that were named, else those that wait for it. */
static GPtrArray *choose(const Life *life, char *const *words, GError **error)
{
        g_autoptr(GPtrArray) units = NULL;

        if (!*words) {
                units = life_units(life, false);
                for (guint i = units->len; i-- > 0;)
                        if (((LifeUnit *)units->pdata[i])->pending != LIFE_PENDING_RESTART)
                                g_ptr_array_remove_index(units, i);
                return g_steal_pointer(&units);
        }
        units = g_ptr_array_new_with_free_func((GDestroyNotify)life_unit_free);
        for (; *words; words++) {
                LifeUnit *unit = life_unit_of_word(life, *words, error);

                if (!unit)
                        return NULL;
                g_ptr_array_add(units, unit);
                if (unit->never) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED, "%s is never touched: %s",
                                    unit->name, unit->never);
                        return NULL;
                }
                if (!unit->active) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                                    "%s does not run: it has its settings when it starts", unit->name);
                        return NULL;
                }
        }
        return g_steal_pointer(&units);
}

static bool any_reload(const Life *life)
{
        g_autoptr(GPtrArray) units = life_units(life, false);

        for (guint i = 0; i < units->len; i++)
                if (((LifeUnit *)units->pdata[i])->pending == LIFE_PENDING_RELOAD)
                        return true;
        return false;
}

/* Seconds until what is not confirmed is taken back; 0: never. -1 with an error. */
static int seconds_to_confirm(const Arguments *arguments, GError **error)
{
        const char *value = arguments_get(arguments, "confirm-within");
        guint64 usec;

        /* what runs for a user locks nobody out */
        if (!value)
                return g_getenv("SSH_CONNECTION") && !arguments_has(arguments, "user") ? SSH_SECONDS : 0;
        if (!parse_timespan(value, &usec, error))
                return -1;
        if (usec > (guint64)SECONDS_MAX * G_USEC_PER_SEC) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "--confirm-within=%s is longer than a day",
                            value);
                return -1;
        }
        return (int)((usec + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

/* A person at a terminal may just say so. */
static bool ask(Waiter *waiter, unsigned seconds, GError **error)
{
        char line[16] = "";
        bool readable = false;
        ssize_t n;

        fprintf(stderr,
                "Does all work, and can you still log in? Type \"yes\" within %u seconds, else all is put back: ",
                seconds);
        if (!waiter_wait(waiter, STDIN_FILENO, waiter_deadline((guint64)seconds * G_USEC_PER_SEC), &readable, error))
                return false;
        n = readable ? read(STDIN_FILENO, line, sizeof(line) - 1) : 0;
        line[MAX(n, 0)] = '\0';
        return g_ascii_strncasecmp(line, "y", 1) == 0;
}

static int settle_switch(Runner *runner, unsigned seconds, GError **error)
{
        g_autoptr(GError) local = NULL;

        if (!life_undo_arm(runner, seconds, error)) /* all of the time is for looking */
                return UNITLOCK_EXIT_FAILED;
        if (!isatty(STDIN_FILENO)) {
                fprintf(stderr,
                        "Look whether all works and you can still log in, then: unitlock restart --confirm\n"
                        "What is not confirmed within %u seconds is put back.\n",
                        seconds);
                return UNITLOCK_EXIT_OK;
        }
        if (ask(runner->waiter, seconds, &local))
                return life_undo_confirm(runner, error) ? UNITLOCK_EXIT_OK : UNITLOCK_EXIT_FAILED;
        if (local) { /* the connection is gone, say: the timer goes on */
                g_propagate_error(error, g_steal_pointer(&local));
                return UNITLOCK_EXIT_INTERRUPTED;
        }
        if (life_undo_waits() && !life_undo_now(runner, error))
                return UNITLOCK_EXIT_FAILED;
        fprintf(stderr, "All was put back: the units complain.\n");
        return UNITLOCK_EXIT_BROKEN;
}

/* For who waits at a terminal: each unit takes some seconds. NULL: done with it. */
static void say_doing(const char *unit)
{
        if (!isatty(STDERR_FILENO))
                return;
        if (unit)
                fprintf(stderr, "%-32s is restarted and looked at ...", unit);
        else
                fputs("\r\033[K", stderr);
        fflush(stderr);
}

static int restart_each(const Arguments *arguments, const Life *life, const GPtrArray *units, Runner *runner,
                        unsigned seconds, bool guarded, GError **error)
{
        const LifeRestart how = {
                .check = arguments_get(arguments, "check"),
                .settle = SETTLE_USEC,
                .ready = READY_USEC,
        };
        unsigned bad = 0, well = 0, left = 0;

        for (guint i = 0; i < units->len; i++) {
                const LifeUnit *unit = units->pdata[i];
                LifeRestarted result;
                bool ok;
                g_autofree char *why = NULL, *shown = NULL;

                if (!unit->user && !trial_check_idle(unit->name, NULL, error))
                        return UNITLOCK_EXIT_FAILED;
                if (!life_check_by_hand(unit, runner, &why, error))
                        return UNITLOCK_EXIT_FAILED;
                if (why) {
                        printf("%-32s NOT RESTARTED: %s\n", unit->name, why);
                        left++;
                        continue;
                }
                say_doing(unit->name);
                /* the switch must know of it before it can cut us off */
                if (seconds && (!life_undo_add(life, unit, "it was not confirmed in time", error) ||
                                !life_undo_arm(runner, seconds + (unsigned)(SETTLE_USEC / G_USEC_PER_SEC), error)))
                        return UNITLOCK_EXIT_FAILED;
                if (guarded && !life_undo_add(life, unit, "unitlock ended before it had looked", error))
                        return UNITLOCK_EXIT_FAILED;
                ok = life_restart(life, unit, runner, &how, &result, &why, error);
                if (guarded)
                        life_undo_forget(unit);
                say_doing(NULL);
                if (!ok)
                        return UNITLOCK_EXIT_FAILED;
                shown = why ? text_printable(why, false) : NULL; /* words of the service are among it */
                printf("%-32s %s%s%s\n", unit->name, result_words[result], shown ? ": " : "", shown ? shown : "");
                if (result == LIFE_RESTARTED_BACK)
                        printf("%-32s it is in complain mode now, and runs as its package ships it\n", "");
                fflush(stdout);
                if (result == LIFE_RESTARTED_WELL)
                        well++;
                else
                        bad++;
        }
        if (seconds && well) {
                int status = settle_switch(runner, seconds, error);

                if (status != UNITLOCK_EXIT_OK)
                        return status;
        } else if (seconds && life_undo_waits() && !life_undo_confirm(runner, error)) {
                return UNITLOCK_EXIT_FAILED; /* there is nothing left to put back */
        }
        return bad ? UNITLOCK_EXIT_BROKEN : left ? UNITLOCK_EXIT_INPUT : UNITLOCK_EXIT_OK;
}

static int restart_all(const Arguments *arguments, const Life *life, const GPtrArray *units, Runner *runner,
                       unsigned seconds, GError **error)
{
        bool guarded = !seconds && !arguments_has(arguments, "user") && units->len > 0;
        int fd = guarded ? life_undo_begin(runner, error) : -1, status;

        if (guarded && fd < 0)
                return UNITLOCK_EXIT_FAILED;
        status = restart_each(arguments, life, units, runner, seconds, guarded, error);
        life_undo_end(fd);
        return status;
}

static int run_restart(const Arguments *arguments, GError **error)
{
        char *const *words = arguments_words(arguments);
        bool confirm = arguments_has(arguments, "confirm"), undo = arguments_has(arguments, "undo");
        bool act = *words || arguments_has(arguments, "restart"), user = arguments_has(arguments, "user");
        int seconds = seconds_to_confirm(arguments, error);
        g_autoptr(Waiter) waiter = NULL;
        g_autoptr(Runner) runner = NULL;
        g_autoptr(Life) life = NULL;
        g_autoptr(GPtrArray) units = NULL;

        if (seconds < 0)
                return UNITLOCK_EXIT_USAGE;
        if ((confirm || undo) && (act || (confirm && undo))) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "--confirm and --undo are about what was restarted before: they stand alone");
                return UNITLOCK_EXIT_USAGE;
        }
        if (user && (confirm || undo || arguments_has(arguments, "confirm-within"))) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE,
                            "--confirm, --confirm-within and --undo are for units of the system, without which nobody "
                            "can log in: --user has no use for them");
                return UNITLOCK_EXIT_USAGE;
        }
        if (!act && !confirm && !undo) {
                life = life_new(NULL, user);
                units = choose(life, words, error);
                print_list(units, user);
                return UNITLOCK_EXIT_OK;
        }
        if (!life_check_user(arguments, "restart units", error))
                return UNITLOCK_EXIT_PRIVILEGE;
        waiter = waiter_new(error);
        runner = waiter ? runner_systemd_new(waiter, user, error) : NULL;
        if (!runner)
                return UNITLOCK_EXIT_FAILED;
        if (!user && !life_undo_check_idle(error))
                return UNITLOCK_EXIT_FAILED;
        if (confirm || undo) {
                if (!(confirm ? life_undo_confirm : life_undo_now)(runner, error))
                        return UNITLOCK_EXIT_FAILED;
                fputs(confirm ? "Confirmed: what was restarted stays so.\n" : "All was put back: the units complain.\n",
                      stderr);
                return UNITLOCK_EXIT_OK;
        }
        if (!user && life_undo_waits()) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "What was restarted before waits to be confirmed: 'unitlock restart --confirm', or --undo, "
                            "first");
                return UNITLOCK_EXIT_FAILED;
        }
        life = life_new(NULL, user);
        if (any_reload(life)) {
                if (!life_reload(user, error))
                        return UNITLOCK_EXIT_FAILED;
                life_free(life);
                life = life_new(NULL, user);
        }
        units = choose(life, words, error);
        if (!units)
                return UNITLOCK_EXIT_FAILED;
        if (!units->len)
                puts("No unit runs under other settings than it has.");
        return restart_all(arguments, life, units, runner, (unsigned)seconds, error);
}

static const Option restart_options[] = {
        {"check", 'c', "COMMAND", 0, "A shell command that has to succeed after each restart; $UNIT is the unit"},
        {"confirm", 0, NULL, 0, "Confirm what was restarted before: it stays so"},
        {"confirm-within", 0, "TIME", 0,
         "Put all back unless it is confirmed in that time; over ssh that is 60 seconds, 0 is never"},
        {"restart", 0, NULL, 0, "Restart all that are listed, one by one"},
        {"undo", 0, NULL, 0, "Put back now what was restarted before and is not confirmed yet"},
        {"user", 0, NULL, 0, "Units of your user manager"},
        {},
};

const Verb verb_restart = {
        .name = "restart",
        .synopsis = "[UNIT...]",
        .summary = "List units that run under other settings than they have, or restart them and see that it went well",
        .help = "Without options and units it only lists. Units that are named, or with --restart all that are listed, "
                "are "
                "restarted one by one. A unit that does not start, does not stay up, is refused something that it was "
                "not "
                "before, or fails --check=, is put into complain mode and restarted once more. Over ssh all is put "
                "back "
                "that is not confirmed in time, by a timer of systemd, so that nobody locks himself out.",
        .options = restart_options,
        .max_words = G_MAXUINT,
        .run = run_restart,
};
