/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock complain, enforce, off, status: the modes of units, as AppArmor has them. A mode is where the drop-in lies:
 * in force among the unit's own, or waiting where only the watcher reads it. These verbs move it, and tell the manager.
 */

#include <dirent.h>
#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "cli/exit.h"
#include "cli/verb.h"
#include "explain/explain.h"
#include "policy/policy.h"
#include "score/score.h"
#include "trial/state.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "watch/mode.h"

/* One unit that has a mode. */
typedef struct ModeUnit {
        char *name;
        bool complain;
        char *path; /* of the drop-in */
} ModeUnit;

static void mode_unit_free(gpointer data)
{
        ModeUnit *unit = data;

        g_free(unit->name);
        g_free(unit->path);
        g_free(unit);
}

static char *unit_name(const char *word)
{
        return strchr(word, '.') ? g_strdup(word) : g_strconcat(word, ".service", NULL);
}

static bool check_root(GError **error)
{
        if (geteuid() == 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE, "Only root may change the mode of a unit");
        return false;
}

static bool reload(GError **error)
{
        sd_bus *bus = manager_connect(false, error);
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        int r;

        if (!bus)
                return false;
        r = sd_bus_call_method(bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "Reload", &problem, NULL, NULL);
        if (r < 0)
                manager_fail(error, r, &problem, "make systemd read its units again");
        sd_bus_flush_close_unref(bus);
        return r >= 0;
}

static unsigned ask_version(void)
{
        sd_bus *bus = manager_connect(false, NULL);
        unsigned version = bus ? manager_version(bus, NULL) : 0;

        sd_bus_flush_close_unref(bus);
        return version ? version : SYSTEMD_NEWEST;
}

/* Moves the file, whole or not at all; over file systems, too. */
static bool move_file(const char *from, const char *to, GError **error)
{
        g_autofree char *text = NULL;

        if (!file_read(from, 0, &text, NULL, error) || !file_write_atomic(to, text, -1, 0644, error))
                return false;
        if (unlink(from) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", from,
                            g_strerror(errno));
                return false;
        }
        return true;
}

static bool is_there(const char *path)
{
        return access(path, F_OK) == 0;
}

static bool exists_unit(const char *name, GError **error)
{
        g_autoptr(UnitPaths) paths = unit_paths_system(NULL);
        g_autoptr(UnitView) view = unit_load(paths, name, NULL, error);

        if (!view)
                return false;
        if (view->state == UNIT_LOADED)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                    "There is no unit %s that can be started; 'systemctl list-unit-files' lists them", name);
        return false;
}

/* --- complain --- */

static bool complain(const char *name, const char *profile, bool quiet, GError **error)
{
        g_autofree char *waiting = mode_complain_path(name), *active = dropin_path(DROPIN_PERSISTENT_DIR, name);

        if (!exists_unit(name, error))
                return false;
        if (profile) {
                g_autofree char *text = NULL;

                if (!file_read(profile, 0, &text, NULL, error) || !file_write_atomic(waiting, text, -1, 0644, error))
                        return false;
                if (is_there(active) && unlink(active) < 0) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", active,
                                    g_strerror(errno));
                        return false;
                }
        } else if (is_there(active)) {
                if (!move_file(active, waiting, error))
                        return false;
        } else if (!is_there(waiting)) {
                g_set_error(
                        error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                        "There is no drop-in for %s yet: make one by 'unitlock learn %s --output=FILE', and give it by "
                        "--profile=FILE",
                        name, name);
                return false;
        }
        if (!reload(error))
                return false;
        if (!quiet)
                fprintf(stderr, "%s complains: nothing is refused from its next start on ('systemctl restart %s')%s.\n",
                        name, name,
                        is_there("/run/unitlock-watch")
                                ? ""
                                : "; unitlock-watch.service does not run, so nothing will be told either");
        return true;
}

static int run_complain(const Arguments *arguments, GError **error)
{
        if (!check_root(error))
                return UNITLOCK_EXIT_PRIVILEGE;
        for (char *const *word = arguments_words(arguments); *word; word++) {
                g_autofree char *name = unit_name(*word);

                if (!complain(name, arguments_get(arguments, "profile"), arguments_has(arguments, "quiet"), error))
                        return UNITLOCK_EXIT_FAILED;
        }
        return UNITLOCK_EXIT_OK;
}

static const Option complain_options[] = {
        {"profile", 'p', "FILE", 0, "The drop-in to try, instead of the one that is in force"}, OPTION_QUIET, {}};

const Verb verb_complain = {
        .name = "complain",
        .synopsis = "UNIT...",
        .summary = "Take a unit's drop-in out of force, and have what it would refuse told",
        .help = "The drop-in that 'unitlock learn --apply=yes' made, or the one of --profile=, is not applied, and "
                "unitlock-watch.service "
                "says in the journal of the unit what it would have refused. 'unitlock status' shows how that goes.",
        .options = complain_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_complain,
};

/* --- what it would refuse --- */

/* The unit as it would be with the drop-in, and as it is without. */
static bool load_both(const char *name, const char *path, bool waiting, UnitView **ret_view, Config **ret_without,
                      Config **ret_with, GError **error)
{
        g_autoptr(UnitPaths) paths = unit_paths_system(NULL);
        g_autoptr(UnitView) view = unit_load(paths, name, NULL, error);

        if (!view)
                return false;
        if (waiting) {
                *ret_without = unit_view_to_config(view);
                if (!mode_add_dropin(view, path, error)) {
                        config_free(g_steal_pointer(ret_without));
                        return false;
                }
                *ret_with = unit_view_to_config(view);
        } else {
                *ret_with = unit_view_to_config(view);
                for (guint i = view->settings->len; i-- > 0;)
                        if (g_strcmp0(((UnitSetting *)view->settings->pdata[i])->file, path) == 0)
                                g_ptr_array_remove_index(view->settings, i);
                *ret_without = unit_view_to_config(view);
        }
        *ret_view = g_steal_pointer(&view);
        return true;
}

/* What the unit was seen to do, or NULL. */
static NeedSet *read_needs(const char *name)
{
        g_autofree char *path = mode_state_path(name, "needs"), *text = NULL;

        return file_read(path, 0, &text, NULL, NULL) ? need_set_from_text(text, path, NULL) : NULL;
}

/* Of Denial, into needs. Caller unrefs. */
static GPtrArray *would_refuse(const UnitView *view, const Config *config, const NeedSet *needs, unsigned systemd)
{
        ExplainContext context = explain_context(view, config, systemd);

        return policy_predict(config, needs, systemd, context.root, false);
}

/* --- enforce --- */

static bool enforce(const char *name, bool force, bool quiet, unsigned systemd, GError **error)
{
        g_autofree char *waiting = mode_complain_path(name), *active = dropin_path(DROPIN_PERSISTENT_DIR, name);
        g_autoptr(UnitView) view = NULL;
        g_autoptr(Config) without = NULL, with = NULL;
        g_autoptr(NeedSet) needs = read_needs(name);

        if (!is_there(waiting)) {
                if (is_there(active))
                        return true; /* it is in force */
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "%s is not in complain mode", name);
                return false;
        }
        if (!load_both(name, waiting, true, &view, &without, &with, error))
                return false;
        if (needs && !force) {
                g_autoptr(GPtrArray) denials = would_refuse(view, with, needs, systemd);
                g_autoptr(GString) list = g_string_new(NULL);

                for (guint i = 0; i < denials->len; i++) {
                        const Denial *denial = denials->pdata[i];
                        g_autofree char *what = need_describe(&denial->entry->need);

                        g_string_append_printf(list, "\n  it %s: %s=", what, directives[denial->by].name);
                }
                if (denials->len) {
                        g_set_error(
                                error, UNITLOCK_ERROR, UNITLOCK_ERROR_BROKEN,
                                "%s did what its drop-in would refuse (%u), so it is not enforced. Change %s, or say "
                                "--force:%s",
                                name, denials->len, waiting, list->str);
                        return false;
                }
        }
        if (!move_file(waiting, active, error) || !reload(error))
                return false;
        if (!quiet)
                fprintf(stderr, "%s is in force from the next start of %s on ('systemctl restart %s').\n", active, name,
                        name);
        return true;
}

static int run_enforce(const Arguments *arguments, GError **error)
{
        unsigned systemd;

        if (!check_root(error))
                return UNITLOCK_EXIT_PRIVILEGE;
        systemd = ask_version();
        for (char *const *word = arguments_words(arguments); *word; word++) {
                g_autofree char *name = unit_name(*word);

                if (!enforce(name, arguments_has(arguments, "force"), arguments_has(arguments, "quiet"), systemd,
                             error))
                        return UNITLOCK_EXIT_FAILED;
        }
        return UNITLOCK_EXIT_OK;
}

static const Option enforce_options[] = {
        {"force", 'f', NULL, 0, "Although the unit did what the drop-in would refuse"}, OPTION_QUIET, {}};

const Verb verb_enforce = {
        .name = "enforce",
        .synopsis = "UNIT...",
        .summary = "Put a unit's drop-in into force, unless it would refuse what the unit was seen to do",
        .options = enforce_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_enforce,
};

/* --- off --- */

static int run_off(const Arguments *arguments, GError **error)
{
        static const char *const kept[] = {"needs", "would", NULL};

        if (!check_root(error))
                return UNITLOCK_EXIT_PRIVILEGE;
        for (char *const *word = arguments_words(arguments); *word; word++) {
                g_autofree char *name = unit_name(*word), *waiting = mode_complain_path(name);
                g_autofree char *active = dropin_path(DROPIN_PERSISTENT_DIR, name);
                bool found = unlink(waiting) == 0;

                found |= unlink(active) == 0;
                if (!found) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, "%s has no drop-in of ours", name);
                        return UNITLOCK_EXIT_NOT_FOUND;
                }
                for (const char *const *what = kept; *what; what++) {
                        g_autofree char *path = mode_state_path(name, *what);
                        (void)unlink(path);
                }
                if (!arguments_has(arguments, "quiet"))
                        fprintf(stderr,
                                "%s is as it was without us, from its next start on ('systemctl restart %s').\n", name,
                                name);
        }
        return reload(error) ? UNITLOCK_EXIT_OK : UNITLOCK_EXIT_FAILED;
}

static const Option off_options[] = {OPTION_QUIET, {}};

const Verb verb_off = {
        .name = "off",
        .synopsis = "UNIT...",
        .summary = "Remove a unit's drop-in, whether it is in force or waits in complain mode",
        .options = off_options,
        .min_words = 1,
        .max_words = G_MAXUINT,
        .run = run_off,
};

/* --- status --- */

static void add_complaining(GPtrArray *units)
{
        DIR *directory = opendir(MODE_COMPLAIN_DIR);
        struct dirent *entry;

        while (directory && (entry = readdir(directory)))
                if (g_str_has_suffix(entry->d_name, ".conf") && entry->d_name[0] != '.') {
                        ModeUnit *unit = g_new0(ModeUnit, 1);

                        unit->name = g_strndup(entry->d_name, strlen(entry->d_name) - strlen(".conf"));
                        unit->complain = true;
                        unit->path = mode_complain_path(unit->name);
                        g_ptr_array_add(units, unit);
                }
        if (directory)
                closedir(directory);
}

static void add_enforced(GPtrArray *units)
{
        DIR *directory = opendir(DROPIN_PERSISTENT_DIR);
        struct dirent *entry;

        while (directory && (entry = readdir(directory))) {
                g_autofree char *path = g_build_filename(DROPIN_PERSISTENT_DIR, entry->d_name, DROPIN_NAME, NULL);

                if (g_str_has_suffix(entry->d_name, ".d") && is_there(path)) {
                        ModeUnit *unit = g_new0(ModeUnit, 1);

                        unit->name = g_strndup(entry->d_name, strlen(entry->d_name) - strlen(".d"));
                        unit->path = g_steal_pointer(&path);
                        g_ptr_array_add(units, unit);
                }
        }
        if (directory)
                closedir(directory);
}

static int compare_units(gconstpointer a, gconstpointer b)
{
        return strcmp((*(ModeUnit *const *)a)->name, (*(ModeUnit *const *)b)->name);
}

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
        g_autofree char *path = mode_state_path(name, "would"), *text = NULL;
        g_auto(GStrv) lines = NULL;
        gint64 last = 0;

        if (!file_read(path, 0, &text, NULL, NULL))
                return -1;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++)
                if (**line)
                        last = g_ascii_strtoll(*line, NULL, 10);
        return last ? g_get_real_time() / G_USEC_PER_SEC - last : -1;
}

static void add_status_line(struct libscols_table *table, const ModeUnit *unit, unsigned systemd)
{
        struct libscols_line *line = scols_table_new_line(table, NULL);
        g_autoptr(UnitView) view = NULL;
        g_autoptr(Config) without = NULL, with = NULL;
        g_autoptr(NeedSet) needs = read_needs(unit->name);
        g_autofree char *watched = NULL, *last = ago(since_last(unit->name));
        gint64 milliseconds = -1;

        scols_line_set_data(line, 0, unit->name);
        scols_line_set_data(line, 1, unit->complain ? "complain" : "enforce");
        for (guint i = 0; needs && i < needs->coverages->len; i++)
                milliseconds = MAX(milliseconds, (gint64)((Coverage *)needs->coverages->pdata[i])->milliseconds);
        if (load_both(unit->name, unit->path, unit->complain, &view, &without, &with, NULL)) {
                g_autoptr(Score) before = score_config(without, systemd, false, true);
                g_autoptr(Score) after = score_config(with, systemd, false, true);
                g_autofree char *now = NULL, *then = NULL, *count = NULL;
                const Score *present = unit->complain ? before : after;

                now = g_strdup_printf("%u.%u", present->tenths / 10, present->tenths % 10);
                then = g_strdup_printf("%u.%u", after->tenths / 10, after->tenths % 10);
                if (needs) {
                        g_autoptr(GPtrArray) denials = would_refuse(view, with, needs, systemd);
                        count = g_strdup_printf("%u", denials->len);
                }
                scols_line_set_data(line, 2, now);
                scols_line_set_data(line, 3, then);
                scols_line_set_data(line, 5, count ? count : "-");
        }
        watched = ago(milliseconds < 0 ? -1 : milliseconds / 1000);
        scols_line_set_data(line, 4, watched);
        scols_line_set_data(line, 6, last);
}

static int run_status(const Arguments *arguments, GError **error)
{
        static const char *const json_words[] = {"", "pretty", "short", "off", NULL};
        static const char *const columns[] = {"UNIT",    "MODE",         "EXPOSURE", "ENFORCED",
                                              "WATCHED", "WOULD-REFUSE", "LAST-NEW"};
        g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(mode_unit_free);
        struct libscols_table *table;
        int json = arguments_choice(arguments, "json", json_words, 3, error);
        unsigned systemd;

        if (json < 0)
                return UNITLOCK_EXIT_USAGE;
        systemd = ask_version();
        add_complaining(units);
        add_enforced(units);
        g_ptr_array_sort(units, compare_units);
        scols_init_debug(0);
        table = scols_new_table();
        if (json != 3)
                scols_table_enable_json(table, 1);
        scols_table_set_name(table, "units");
        if (arguments_has(arguments, "no-legend"))
                scols_table_enable_noheadings(table, 1);
        for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
                scols_table_new_column(table, columns[i], 0.1, i >= 2 ? SCOLS_FL_RIGHT : 0);
        for (guint i = 0; i < units->len; i++)
                add_status_line(table, units->pdata[i], systemd);
        if (units->len || json != 3)
                scols_print_table(table);
        else
                puts("No unit has a drop-in of ours: 'unitlock learn UNIT --apply=yes' makes one.");
        scols_unref_table(table);
        return UNITLOCK_EXIT_OK;
}

static const Option status_options[] = {OPTION_JSON, OPTION_NO_LEGEND, {}};

const Verb verb_status = {
        .name = "status",
        .synopsis = "",
        .summary = "List the units that have a drop-in of ours: mode, exposure, what would be refused",
        .help = "EXPOSURE is that of the unit as it is, ENFORCED as it is or would be with the drop-in. WATCHED says "
                "how long the unit was "
                "watched in complain mode, WOULD-REFUSE how many of the things it did then the drop-in would refuse, "
                "LAST-NEW how long "
                "ago the last new one of these was seen.",
        .options = status_options,
        .run = run_status,
};
