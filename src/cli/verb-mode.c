/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock complain, enforce, off: the modes of units, as AppArmor has them, whether a unit's drop-in comes from a
 * profile or was learned. These verbs set files (life/mode.h), and have the manager read its units again; no unit is
 * restarted. */

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/exit.h"
#include "cli/mode.h"
#include "cli/verb.h"
#include "explain/explain.h"
#include "generator/generate.h"
#include "life/mode.h"
#include "trial/hints.h"
#include "unit/unit-name.h"
#include "watch/mode.h"
#include "watch/would.h"

/* How one comes to a profile of a unit of a user, which learn cannot watch. */
#define HOW_FOR_USERS "unitlock-profile(1) tells how to make a profile of a unit of users"

#define OPTION_USER                                                                                  \
        {                                                                                            \
                "user", 0, NULL, 0, "Units of your user manager: only files of your own are changed" \
        }

static bool fail_never(const LifeUnit *unit, GError **error)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED, "%s is never touched: %s", unit->name,
                    unit->never);
        return false;
}

/* There is nothing whose mode could be set. what_now: what follows from that for a unit of the system. */
static bool G_GNUC_PRINTF(3, 4) fail_nothing(const LifeUnit *unit, GError **error, const char *what_now, ...)
{
        g_autofree char *hint = NULL;
        va_list arguments;

        va_start(arguments, what_now);
        hint = g_strdup_vprintf(what_now, arguments);
        va_end(arguments);
        if (unit->user)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "%s has no profile: " HOW_FOR_USERS,
                            unit->name);
        else
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "%s has neither a profile nor a drop-in of ours%s", unit->name, hint);
        return false;
}

/* Caller frees. */
static char *name_to_learn(const LifeUnit *unit)
{
        bool template = unit_name_kind(unit->name) == UNIT_NAME_TEMPLATE;
        g_autofree char *name = template ? unit_name_with_instance(unit->name, "INSTANCE") : g_strdup(unit->name);

        return unit_name_for_shell(name);
}

static int run_for_each(const Arguments *arguments, bool left, LifeDo set, LifeDo after, GError **error)
{
        return life_check_user(arguments, "change the mode of a unit of the system", error)
                       ? life_for_each(arguments, arguments_has(arguments, "user"), left, set, after, error)
                       : UNITLOCK_EXIT_PRIVILEGE;
}

static void say_restart(const Arguments *arguments, const LifeUnit *unit, LifeSet set, const char *what)
{
        g_autofree char *name = unit_name_for_shell(unit->name);

        if (arguments_has(arguments, "quiet"))
                return;
        if (set == LIFE_SET_ALREADY && unit->pending == LIFE_PENDING_NONE)
                fprintf(stderr, "Nothing changes: %s %s.\n", unit->name, what);
        else if (unit->active)
                fprintf(stderr, "%s %s, from its next restart on ('unitlock restart %s%s').\n", unit->name, what,
                        unit->user ? "--user " : "", name);
        else
                fprintf(stderr, "%s %s when it starts.\n", unit->name, what);
}

/* --- complain --- */

static bool complain(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error)
{
        const char *file = arguments_get(arguments, "profile");
        g_autofree char *text = NULL, *name = name_to_learn(unit);
        LifeSet set;

        if (unit->never)
                return fail_never(unit, error);
        if ((file && !file_read(file, 0, &text, NULL, error)) || !life_complain(life, unit, text, &set, error))
                return false;
        if (set == LIFE_SET_NOTHING)
                return fail_nothing(unit, error,
                                    ": make one by 'unitlock learn %s --output=FILE', and give it by --profile=FILE",
                                    name);
        say_restart(arguments, unit, set, "complains: nothing is refused");
        if (!arguments_has(arguments, "quiet") && unit->user)
                fprintf(stderr,
                        "Nothing will be told: what a unit in complain mode does is kept by root, so that of users, "
                        "who could have it grow without end, is not. Its own messages say what is refused once it is "
                        "enforced, and 'unitlock why --user %s' which setting does so.\n",
                        name);
        else if (!arguments_has(arguments, "quiet") && !mode_watcher_runs())
                fprintf(stderr, "unitlock-watch.service does not run, so nothing will be told: 'systemctl enable --now "
                                "unitlock-watch' has it run.\n");
        return true;
}

static int run_complain(const Arguments *arguments, GError **error)
{
        return run_for_each(arguments, false, complain, NULL, error);
}

static const Option complain_options[] = {
        {"profile", 'p', "FILE", 0, "The drop-in to try, instead of the one that is in force"},
        OPTION_QUIET,
        OPTION_USER,
        {}};

const Verb verb_complain = {
        .name = "complain",
        .synopsis = "UNIT...",
        .summary = "Take a unit's drop-in out of force, and have what it would refuse told",
        .help = "The drop-in that its profile comes to, that 'unitlock learn --apply=yes' made, or the one of "
                "--profile=, "
                "is not applied, and unitlock-watch.service says in the journal of the unit what it would have "
                "refused. "
                "'unitlock status' shows how that goes.",
        .options = complain_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_complain,
};

/* --- enforce --- */

/* "it sets the host name: ProtectHostname=, CapabilityBoundingSet=" */
static void list_act(GString *list, const Life *life, const UnitView *view, const GPtrArray *denials)
{
        g_autoptr(Config) config = unit_view_to_config(view);
        const ExplainContext context = explain_context(view, config, life->facts->systemd);
        g_autoptr(GPtrArray) needs = g_ptr_array_new();
        g_autoptr(Explanation) explanation = NULL;
        g_autofree char *what = NULL;

        for (guint i = 0; i < denials->len; i++)
                g_ptr_array_add(needs, (gpointer) & ((const Denial *)denials->pdata[i])->entry->need);
        would_sort(needs);
        what = would_describe(needs);
        explanation = explain_act(&context, needs);
        g_string_append_printf(list, "\n  it %s: ", what);
        for (guint i = 0; explanation && i < explanation->blames->len; i++)
                g_string_append_printf(list, "%s%s=", i ? ", " : "",
                                       directives[((const Blame *)explanation->blames->pdata[i])->directive].name);
}

/* What it did in complain mode is not to be refused now. */
static bool check_needs(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error)
{
        g_autoptr(NeedSet) needs = NULL;
        g_autofree char *waiting = NULL;
        g_autoptr(UnitView) view = NULL;
        g_autoptr(GPtrArray) denials = NULL, acts = NULL;
        g_autoptr(GString) list = g_string_new(NULL);

        if (unit->waiting && !unit->user)
                life_ask_watcher();
        needs = life_read_needs(unit);
        if (!needs && unit->waiting && !unit->user && !arguments_has(arguments, "quiet"))
                fprintf(stderr, "Nothing is kept of what %s did in complain mode, so nobody knows what this refuses.\n",
                        unit->name);
        if (!needs)
                return true;
        if (unit->waiting && !file_read(unit->waiting, 0, &waiting, NULL, error))
                return false;
        view = life_view(life, unit, waiting ? waiting : unit->wanted, true, error);
        if (!view)
                return false;
        denials = life_would_refuse(life, unit, view, needs);
        for (guint i = denials->len; i-- > 0;) {
                const Denial *denial = denials->pdata[i];
                g_autofree char *note = NULL;

                if (!need_is_hint(&denial->entry->need))
                        continue;
                note = hint_note(&denial->entry->need);
                if (!arguments_has(arguments, "quiet"))
                        fprintf(stderr, "%s: %s\n", unit->name, note);
                g_ptr_array_remove_index(denials, i);
        }
        acts = life_acts(unit, denials);
        for (guint i = 0; i < acts->len; i++)
                list_act(list, life, view, acts->pdata[i]);
        if (acts->len > 0) {
                bool own = waiting ? !strstr(waiting, GENERATED_FIELD) : unit->learned != NULL;
                g_autofree char *where =
                        own ? g_strdup_printf("Change %s", waiting ? unit->waiting : unit->learned)
                            : g_strdup_printf("Add that to its profile in %s (unitlock-profile(1))",
                                              unit->user ? "~/.config/unitlock/profiles.d" : PROFILE_LOCAL_DIR);

                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_BROKEN,
                            "%s did what its drop-in would refuse (%u), so it is not enforced. %s, or say --force:%s",
                            unit->name, acts->len, where, list->str);
        }
        return acts->len == 0;
}

static bool enforce(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error)
{
        g_autofree char *name = name_to_learn(unit);
        LifeSet set;

        if (unit->never)
                return fail_never(unit, error);
        if (unit->damaged) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "The profile of %s cannot be used:\n%s",
                            unit->name, unit->damaged);
                return false;
        }
        if ((!arguments_has(arguments, "force") && !check_needs(arguments, life, unit, error)) ||
            !life_enforce(life, unit, &set, error))
                return false;
        if (set == LIFE_SET_NOTHING)
                return fail_nothing(unit, error, ": 'unitlock learn %s --apply=yes' makes one", name);
        if (!arguments_has(arguments, "quiet") && unit->has_profile && !unit->tested && !unit->learned)
                fprintf(stderr, "The profile of %s is on trial: nobody has looked yet whether it is complete.\n",
                        unit->name);
        say_restart(arguments, unit, set, "is confined");
        return true;
}

static int run_enforce(const Arguments *arguments, GError **error)
{
        return run_for_each(arguments, false, enforce, NULL, error);
}

static const Option enforce_options[] = {
        {"force", 'f', NULL, 0, "Although the unit did what the drop-in would refuse"}, OPTION_QUIET, OPTION_USER, {}};

const Verb verb_enforce = {
        .name = "enforce",
        .synopsis = "UNIT...",
        .summary = "Put a unit's profile or drop-in into force, unless it would refuse what the unit was seen to do",
        .options = enforce_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_enforce,
};

/* --- off --- */

static bool off(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error)
{
        bool forget = arguments_has(arguments, "default");
        LifeSet set = LIFE_SET_NOTHING;

        if (!(forget ? life_default : life_off)(life, unit, &set, error))
                return false;
        if (set == LIFE_SET_NOTHING)
                return fail_nothing(unit, error, ", so it is off already");
        say_restart(arguments, unit, set, forget ? "has the mode that is the default" : "is as it was without us");
        return true;
}

/* What the watcher has written before it let go of the unit. */
static bool off_watched(const Arguments *arguments, const Life *life, const LifeUnit *unit, GError **error)
{
        return life_forget_watched(life, unit, error);
}

static int run_off(const Arguments *arguments, GError **error)
{
        bool forget = arguments_has(arguments, "default");

        return run_for_each(arguments, !forget, off, forget ? NULL : off_watched, error);
}

static const Option off_options[] = {
        {"default", 0, NULL, 0, "Forget instead what was set for the unit, so that it has the default mode"},
        OPTION_QUIET,
        OPTION_USER,
        {},
};

const Verb verb_off = {
        .name = "off",
        .synopsis = "UNIT...",
        .summary = "Confine a unit no more: its profile is not used, and a drop-in that was learned is removed",
        .options = off_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_off,
};
