/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock status: how things stand with each unit, and what a reload or restart would change. It looks, and changes
 * nothing; all of it is worked out from files, so anybody may ask, and a machine that does not run, too. */

#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/exit.h"
#include "cli/mode.h"
#include "cli/table.h"
#include "cli/verb.h"
#include "generator/generate.h"
#include "score/score.h"
#include "watch/mode.h"
#include "watch/would.h"

enum {
        COLUMN_UNIT,
        COLUMN_MODE,
        COLUMN_FROM,
        COLUMN_EXPOSURE,
        COLUMN_ENFORCED,
        COLUMN_PENDING,
        COLUMN_WATCHED,
        COLUMN_WOULD_REFUSE,
        COLUMN_LAST_NEW,
        COLUMN_WHY,
        _COLUMN_MAX,
};
static const struct {
        const char *name;
        int flags;
} columns[_COLUMN_MAX] = {
        [COLUMN_UNIT] = {"UNIT", 0},
        [COLUMN_MODE] = {"MODE", 0},
        [COLUMN_FROM] = {"FROM", 0},
        [COLUMN_EXPOSURE] = {"EXPOSURE", SCOLS_FL_RIGHT},
        [COLUMN_ENFORCED] = {"ENFORCED", SCOLS_FL_RIGHT},
        [COLUMN_PENDING] = {"PENDING", 0},
        [COLUMN_WATCHED] = {"WATCHED", SCOLS_FL_RIGHT},
        [COLUMN_WOULD_REFUSE] = {"WOULD-REFUSE", SCOLS_FL_RIGHT},
        [COLUMN_LAST_NEW] = {"LAST-NEW", SCOLS_FL_RIGHT},
        [COLUMN_WHY] = {"WHY", 0},
};

static char *ago(gint64 seconds)
{
        if (seconds < 0)
                return g_strdup("-");
        if (seconds < 2 * 3600)
                return g_strdup_printf("%d min", (int)(seconds / 60));
        if (seconds < 2 * 86400)
                return g_strdup_printf("%d h", (int)(seconds / 3600));
        return g_strdup_printf("%d days", (int)(seconds / 86400));
}

/* Seconds since the last would-be refusal that was new; -1: none. */
static gint64 since_last(const char *name)
{
        g_autofree char *path = mode_state_find(name, "would"), *text = NULL;
        gint64 last;

        if (!file_read(path, 0, &text, NULL, NULL))
                return -1;
        last = would_last(text);
        return last ? g_get_real_time() / G_USEC_PER_SEC - last : -1;
}

/* Where its drop-in comes from, or would. */
static const char *origin(const LifeUnit *unit, const char *waiting)
{
        if (waiting)
                return strstr(waiting, GENERATED_FIELD) ? "profile" : "learned";
        if (unit->learned)
                return unit->wanted && unit->present ? "profile, learned" : "learned";
        return unit->damaged ? "damaged profile" : unit->has_profile ? "profile" : "none";
}

/* What decided the mode, in words. Caller frees. */
static char *reason(const LifeUnit *unit)
{
        if (unit->never)
                return g_strdup_printf("never touched: %s", unit->never);
        if (unit->damaged)
                return g_strndup(unit->damaged, strcspn(unit->damaged, "\n"));
        if (unit->why && unit->mode == MODE_OFF && unit->has_profile && !unit->tested &&
            g_str_has_suffix(unit->why, "/default-mode"))
                return g_strdup("its profile is on trial; 'unitlock enforce' tries it");
        if (unit->why)
                return g_strdup(unit->why);
        if (unit->learned)
                return g_strdup(unit->learned);
        return g_strdup(unit->mode == MODE_OFF ? "by default" : "");
}

static char *exposure(const Life *life, const LifeUnit *unit, const char *dropin, bool learned)
{
        g_autoptr(UnitView) view = life_view(life, unit, dropin, learned, NULL);
        g_autoptr(Config) config = view ? unit_view_to_config(view) : NULL;
        g_autoptr(Score) score = config ? score_config(config, life->facts->systemd, life->user, true) : NULL;

        return score ? g_strdup_printf("%u.%u", score->tenths / 10, score->tenths % 10) : g_strdup("?");
}

/* As it runs, or as it would start now. Caller frees. */
static char *exposure_now(const Life *life, const LifeUnit *unit)
{
        g_autofree char *stamp = unit->present ? generate_stamp(unit->present) : NULL, *kept = NULL;
        bool older = unit->pending == LIFE_PENDING_RESTART && g_strcmp0(unit->started, stamp) == 0;

        if (unit->user && unit->active && unit->pending == LIFE_PENDING_RESTART)
                return g_strdup("?"); /* nobody wrote down what it was started under */
        if (!unit->active || unit->user || g_strcmp0(unit->started, stamp) == 0)
                return exposure(life, unit, unit->present, !older);
        if (!unit->started)
                return exposure(life, unit, NULL, unit->learned != NULL);
        kept = life_kept(life, unit->started);
        return kept ? exposure(life, unit, kept, unit->learned != NULL) : g_strdup("?");
}

static void set(struct libscols_line *line, int column, const char *text)
{
        scols_line_set_data(line, (size_t)column, text);
}

static void add_line(struct libscols_table *table, const Life *life, const LifeUnit *unit)
{
        struct libscols_line *line = scols_table_new_line(table, NULL);
        g_autoptr(NeedSet) needs = life_read_needs(unit);
        g_autofree char *last = ago(unit->user ? -1 : since_last(unit->name)), *watched = NULL, *why = reason(unit),
                        *printable = NULL, *now = NULL;
        g_autofree char *then = NULL, *waiting = NULL, *count = NULL;
        gint64 milliseconds = -1;

        if (unit->waiting)
                (void)file_read(unit->waiting, 0, &waiting, NULL, NULL);
        for (guint i = 0; needs && i < needs->coverages->len; i++)
                milliseconds = MAX(milliseconds, (gint64)((Coverage *)needs->coverages->pdata[i])->milliseconds);
        watched = ago(milliseconds < 0 ? -1 : milliseconds / 1000);
        now = exposure_now(life, unit);
        then = exposure(life, unit, waiting ? waiting : unit->wanted, true);
        if (needs) {
                g_autoptr(UnitView) view = life_view(life, unit, waiting ? waiting : unit->wanted, true, NULL);
                g_autoptr(GPtrArray) denials = view ? life_would_refuse(life, unit, view, needs) : NULL;

                g_autoptr(GPtrArray) acts = denials ? life_acts(unit, denials) : NULL;

                count = acts ? g_strdup_printf("%u", acts->len) : NULL;
        }
        set(line, COLUMN_UNIT, unit->name);
        set(line, COLUMN_MODE, mode_names[unit->mode]);
        set(line, COLUMN_FROM, origin(unit, waiting));
        set(line, COLUMN_EXPOSURE, now);
        set(line, COLUMN_ENFORCED, then);
        set(line, COLUMN_PENDING, unit->pending ? life_pending_names[unit->pending] : "-");
        set(line, COLUMN_WATCHED, watched);
        set(line, COLUMN_WOULD_REFUSE, count ? count : "-");
        set(line, COLUMN_LAST_NEW, last);
        printable = why ? text_printable(why, false) : NULL;
        set(line, COLUMN_WHY, printable);
}

static void print_table(const Arguments *arguments, const Life *life, const GPtrArray *units, int json)
{
        struct libscols_table *table;

        scols_init_debug(0);
        table = scols_new_table();
        scols_table_enable_noencoding(table, 1); /* as in sink/scores.c */
        if (json != 3)
                scols_table_enable_json(table, 1);
        scols_table_set_name(table, "units");
        if (arguments_has(arguments, "no-legend"))
                scols_table_enable_noheadings(table, 1);
        for (size_t i = 0; i < _COLUMN_MAX; i++)
                scols_table_new_column(table, columns[i].name, 0.1, columns[i].flags);
        for (guint i = 0; i < units->len; i++)
                add_line(table, life, units->pdata[i]);
        table_print(table, json == 2);
}

/* What is to be done, and what that does. */
static void print_pending(const Life *life, const GPtrArray *units)
{
        unsigned reloads = 0, restarts = 0;

        for (guint i = 0; i < units->len; i++) {
                const LifeUnit *unit = units->pdata[i];
                g_auto(GStrv) changes = NULL;

                if (!unit->pending)
                        continue;
                if (unit->pending == LIFE_PENDING_RELOAD)
                        reloads++;
                else
                        restarts++;
                changes = life_pending_changes(life, unit);
                printf("\n%s, by a %s:\n", unit->name, life_pending_names[unit->pending]);
                for (char **change = changes; *change; change++)
                        printf("  %s\n", *change);
                if (!*changes)
                        puts("  what changes is not known: it was started before this was noted down");
        }
        if (life->user) {
                if (reloads)
                        puts("\n'systemctl --user daemon-reload' has the drop-ins made anew; then the units want a "
                             "restart.");
                else if (restarts)
                        puts("\n'systemctl --user restart UNIT' restarts one.");
        } else if (reloads)
                puts("\n'unitlock refresh' has the drop-ins made anew; then the units want a restart: 'unitlock "
                     "restart'.");
        else if (restarts)
                puts("\n'unitlock restart' lists these units, and restarts them one by one where it is told to.");
}

static int run_status(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        g_autoptr(Life) life = NULL;
        g_autoptr(GPtrArray) units = NULL;
        char *const *words = arguments_words(arguments);
        int json = arguments_choice(arguments, "json", json_words, 3, error);
        g_autofree char *said = NULL;

        if (json < 0)
                return UNITLOCK_EXIT_USAGE;
        life = life_new(arguments_get(arguments, "root"), arguments_has(arguments, "user"));
        if (!*words)
                units = life_units(life, arguments_has(arguments, "all"));
        else
                units = g_ptr_array_new_with_free_func((GDestroyNotify)life_unit_free);
        for (char *const *word = words; *word; word++) {
                LifeUnit *unit = life_unit_of_word(life, *word, error);

                if (!unit)
                        return UNITLOCK_EXIT_NOT_FOUND;
                g_ptr_array_add(units, unit);
        }
        said = diag_list_to_string(life->diags);
        fputs(said, stderr);
        if (units->len || json != 3)
                print_table(arguments, life, units, json);
        else
                puts(life->user ? "None of your units has a profile: unitlock-profile(1) tells how to make one."
                                : "No unit here has a profile or a drop-in of ours: 'unitlock learn UNIT --apply=yes' "
                                  "makes one.");
        if (json == 3 && !arguments_has(arguments, "no-legend"))
                print_pending(life, units);
        return UNITLOCK_EXIT_OK;
}

static const Option status_options[] = {
        {"all", 'a', NULL, 0, "List units that are never touched, too, with the reason"},
        OPTION_JSON,
        OPTION_NO_LEGEND,
        {"root", 0, "DIRECTORY", 0, "Look at the host below this directory instead of the running one"},
        {"user", 0, NULL, 0, "Units of your user manager"},
        {},
};

const Verb verb_status = {
        .name = "status",
        .synopsis = "[UNIT...]",
        .summary = "List units that have a profile or a drop-in of ours: mode, exposure, what waits for a restart",
        .help = "EXPOSURE is that of the unit as it runs, ENFORCED as it would be with its drop-in. PENDING says "
                "whether "
                "the manager has to read its units again, or the unit has to be restarted, until what is set is also "
                "so; what that changes stands below the table. WATCHED says how long the unit was watched in complain "
                "mode, WOULD-REFUSE how many of the things it did then the drop-in would refuse, LAST-NEW how long ago "
                "the last new one of these was seen. WHY is the file that says the mode, or another reason.",
        .options = status_options,
        .max_words = G_MAXUINT,
        .run = run_status,
};
