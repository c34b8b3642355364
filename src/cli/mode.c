/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the verbs of the life cycle share: who may, which unit is meant, what it was seen to do, and telling the
 * manager. */

#include "cli/mode.h"

#include "cli/exit.h"

#include <stdio.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "explain/explain.h"
#include "generator/generate.h"
#include "life/keep.h"
#include "trial/state.h"
#include "unit/manager-internal.h"
#include "unit/manager.h"
#include "unit/unit-name.h"
#include "watch/mode.h"
#include "watch/would.h"

#define WATCHER_TIMEOUT 20 /* seconds: it reads all units again, and its start takes some seconds of work */
#define RELOAD_TIMEOUT (3 * 60 * G_USEC_PER_SEC)

bool life_check_root(const char *what, GError **error)
{
        if (geteuid() == 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE, "Only root may %s", what);
        return false;
}

bool life_check_user(const Arguments *arguments, const char *what, GError **error)
{
        if (!arguments_has(arguments, "user"))
                return life_check_root(what, error);
        if (geteuid() != 0) {
                g_autofree char *directory = mode_directory(true, MODE_OFF);

                if (directory)
                        return true;
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "There is no home directory to keep modes in: set HOME or XDG_CONFIG_HOME");
                return false;
        }
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE,
                    "The user manager of root is left alone; with --user, call it as the user whose unit it is");
        return false;
}

/* It keeps what it makes, so that the next reload is quick: the generator itself, because what it looks at is what
 * counts. It says itself what goes wrong, and nothing depends on it. */
void life_remember(void)
{
        const char *argv[] = {UNITLOCK_GENERATOR, "--remember", NULL};

        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, NULL, NULL);
}

bool life_reload(bool user, GError **error)
{
        sd_bus *bus = manager_connect(user, error);
        g_auto(ManagerError) problem = SD_BUS_ERROR_NULL;
        int r;

        if (!bus)
                return false;
        /* generators and a thousand units may take longer than the 25 s that a call has, as systemctl knows, too */
        (void)sd_bus_set_method_call_timeout(bus, RELOAD_TIMEOUT);
        r = sd_bus_call_method(bus, MANAGER_SERVICE, MANAGER_PATH, MANAGER_INTERFACE, "Reload", &problem, NULL, NULL);
        if (r < 0)
                manager_fail(error, r, &problem, "make systemd read its units again");
        sd_bus_flush_close_unref(bus);
        if (r < 0 || user)
                return r >= 0;
        life_remember();
        return life_keep(NULL, error);
}

void life_ask_watcher(void)
{
        g_autoptr(GError) error = NULL;

        if (!mode_watcher_runs())
                return;
        if (!mode_ask_watcher(&error))
                fprintf(stderr, "What was done in the last seconds may be missing: %s\n", error->message);
        else if (!mode_await_watcher(WATCHER_TIMEOUT) && mode_watcher_runs())
                fprintf(stderr,
                        "unitlock-watch.service runs, but has not written within %d s what was done in the last "
                        "seconds: 'systemctl status unitlock-watch' may say why.\n",
                        WATCHER_TIMEOUT);
}

NeedSet *life_read_needs(const LifeUnit *unit)
{
        g_autofree char *path = mode_state_find(unit->name, "needs"), *text = NULL;

        if (unit->user)
                return NULL; /* the watcher watches units of the system alone */
        return file_read(path, 0, &text, NULL, NULL) ? need_set_from_text(text, path, NULL) : NULL;
}

GPtrArray *life_would_refuse(const Life *life, const LifeUnit *unit, const UnitView *view, const NeedSet *needs)
{
        g_autoptr(Config) config = unit_view_to_config(view);
        ExplainContext context = explain_context(view, config, life->facts->systemd);
        GPtrArray *denials = policy_predict(config, needs, life->facts->systemd, context.root, life->user);
        g_autoptr(UnitView) bare = life_view(life, unit, NULL, false, NULL);
        g_autoptr(Config) own = bare ? unit_view_to_config(bare) : NULL;

        for (guint i = denials->len; own && i-- > 0;)
                if (!explain_adds(&context, own, &((const Denial *)denials->pdata[i])->entry->need))
                        g_ptr_array_remove_index(denials, i);
        return denials;
}

GPtrArray *life_acts(const LifeUnit *unit, const GPtrArray *denials)
{
        g_autofree char *path = mode_state_find(unit->name, "would"), *text = NULL;
        g_autoptr(GPtrArray) needs = g_ptr_array_new(), numbers = NULL;
        GPtrArray *acts = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

        for (guint i = 0; i < denials->len; i++)
                g_ptr_array_add(needs, (gpointer) & ((const Denial *)denials->pdata[i])->entry->need);
        (void)file_read(path, 0, &text, NULL, NULL);
        numbers = would_acts(text ?: "", needs);
        for (guint i = 0; i < numbers->len; i++) {
                const GArray *act = numbers->pdata[i];
                GPtrArray *part = g_ptr_array_new();

                for (guint j = 0; j < act->len; j++)
                        g_ptr_array_add(part, denials->pdata[g_array_index(act, guint, j)]);
                g_ptr_array_add(acts, part);
        }
        return acts;
}

LifeUnit *life_unit_of_word(const Life *life, const char *word, GError **error)
{
        g_autofree char *name = unit_name_from_input(word);
        g_autoptr(UnitView) view = name ? generate_unit_mapped(life->map, name, NULL) : NULL;
        LifeUnit *unit = NULL;

        if (!name) {
                g_autofree char *missing = unit_name_missing(word, NULL);

                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, missing);
        } else if (unit_view_check(view, name, error) && !(unit = life_unit(life, view->name))) /* it may be an alias */
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "There is no unit %s that can be started; 'systemctl list-unit-files' lists them", name);
        return unit;
}

/* What is left of a unit that was removed: it would count again when the unit comes back. */
static LifeUnit *left_of_word(const Life *life, const char *word, GError **error)
{
        g_autofree char *name = unit_name_from_input(word);
        LifeUnit *unit = name ? life_unit_left(life, name) : NULL;

        if (unit)
                g_clear_error(error);
        return unit;
}

/* From here on what the units do counts. */
static void await_watcher(const Arguments *arguments)
{
        if (mode_watcher_runs() && !mode_await_watcher(WATCHER_TIMEOUT) && mode_watcher_runs() &&
            !arguments_has(arguments, "quiet"))
                fprintf(stderr,
                        "unitlock-watch.service runs, but has not taken up the change within %d s: what happens until "
                        "it has is told as before. 'systemctl status unitlock-watch' may say why.\n",
                        WATCHER_TIMEOUT);
}

int life_for_each(const Arguments *arguments, bool user, bool left, LifeDo act, LifeDo after, GError **error)
{
        g_autoptr(Life) life = life_new(NULL, user);
        g_autoptr(GError) reloading = NULL;
        g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func((GDestroyNotify)life_unit_free);
        bool ok = true, changed = false;

        for (char *const *word = arguments_words(arguments); ok && *word; word++) {
                g_autoptr(GError) problem = NULL;
                g_autoptr(LifeUnit) unit = life_unit_of_word(life, *word, &problem);

                if (!unit && left)
                        unit = left_of_word(life, *word, &problem);
                if (problem)
                        g_propagate_error(error, g_steal_pointer(&problem));
                ok = unit && (user || trial_check_idle(unit->name, NULL, error)) && act(arguments, life, unit, error);
                changed |= ok;
                if (ok)
                        g_ptr_array_add(done, g_steal_pointer(&unit));
        }
        /* what was done with those before the one that failed counts */
        if (changed && !user && access("/run/systemd/system", F_OK) < 0)
                fputs("systemd does not run here, as in a chroot: this holds where it does.\n", stderr);
        else if (changed && !life_reload(user, &reloading) && ok)
                g_propagate_error(error, g_steal_pointer(&reloading));
        if (changed && !user)
                await_watcher(arguments);
        for (guint i = 0; ok && after && i < done->len; i++)
                ok = after(arguments, life, done->pdata[i], error);
        return ok ? UNITLOCK_EXIT_OK : UNITLOCK_EXIT_FAILED;
}
