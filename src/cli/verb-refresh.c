/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock refresh: has the drop-ins made anew if that would change any, and says which units that concerns. Called
 * where something may have changed: by dpkg's triggers, by unitlock-refresh.target, at the boot, or by hand. No unit is
 * restarted. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

#include "base/error.h"
#include "cli/exit.h"
#include "cli/mode.h"
#include "cli/verb.h"
#include "generator/generate.h"
#include "life/keep.h"

#define LOCK_DIR "/run/unitlock"
#define ROUNDS_MAX 5

static bool is_outdated(const Life *life)
{
        g_autoptr(GPtrArray) units = life_units(life, false);

        for (guint i = 0; i < units->len; i++)
                if (((const LifeUnit *)units->pdata[i])->pending == LIFE_PENDING_RELOAD)
                        return true;
        return false;
}

/* What the unit had before; *ret_changed: it has another one now, or none. NULL: none, "": not known. It need not be
 * our reload that changed it: packages bring about reloads of their own. Caller frees. */
static char *drop_in_before(const Life *life, const LifeUnit *unit, GHashTable *known, bool *ret_changed)
{
        g_autofree char *now = unit->present ? generate_stamp(unit->present) : NULL, *then = NULL;
        const char *before;

        if (!known) { /* the first time: what it runs under is what it had */
                *ret_changed =
                        unit->active && unit->pending == LIFE_PENDING_RESTART && g_strcmp0(now, unit->started) != 0;
                return unit->started ? life_kept(life, unit->started) : NULL;
        }
        before = g_hash_table_lookup(known, unit->source);
        then = before ? generate_stamp(before) : NULL;
        *ret_changed = g_strcmp0(now, then) != 0;
        return g_strdup(before);
}

static void print_unit(const LifeUnit *unit, const char *before)
{
        const char *when = unit->active ? "from its next restart on" : "when it starts";
        g_auto(GStrv) changes = NULL;

        if (unit->active && unit->pending != LIFE_PENDING_RESTART) {
                printf("  %s runs under what it should have\n", unit->name);
                return;
        }
        if (!before || !unit->present) {
                printf("  %s is confined%s, %s\n", unit->name, unit->present ? "" : " no more", when);
                return;
        }
        printf("  %s is confined otherwise, %s\n", unit->name, when);
        changes = life_changes(before, unit->present);
        for (char **change = changes; *before && *change; change++)
                printf("    %s\n", *change);
}

/* Returns whether there was any. */
static bool print_changed(const Life *life, GHashTable *known)
{
        g_autoptr(GPtrArray) units = life_units(life, false);
        bool any = false, restart = false;

        for (guint i = 0; i < units->len; i++) {
                const LifeUnit *unit = units->pdata[i];
                bool changed;
                g_autofree char *before = drop_in_before(life, unit, known, &changed);

                if (!changed)
                        continue;
                if (!any)
                        puts("What this host is, or what is set for it, has changed the confinement of these units:");
                print_unit(unit, before);
                any = true;
                restart |= unit->pending == LIFE_PENDING_RESTART;
        }
        if (restart)
                puts("'unitlock restart' lists what wants a restart, and restarts it where it is told to.");
        return any;
}

/* Only one at a time: the reload of another would take drop-ins away while we look. The lock goes with the program. */
static bool lock(GError **error)
{
        int fd = -1;

        if (g_mkdir_with_parents(LOCK_DIR, 0755) == 0)
                fd = open(LOCK_DIR "/refresh.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0 && flock(fd, LOCK_EX) == 0)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot lock " LOCK_DIR "/refresh.lock: %s",
                    g_strerror(errno));
        return false;
}

static bool refresh_once(bool *ret_reloaded, bool *ret_said, GError **error)
{
        g_autoptr(GHashTable) known = life_known(NULL); /* before a reload takes the texts away */
        g_autoptr(Life) life = life_new(NULL, false);

        *ret_reloaded = is_outdated(life);
        if (*ret_reloaded) {
                if (!life_reload(false, error))
                        return false;
                life_free(life);
                life = life_new(NULL, false);
        }
        if (!*ret_reloaded) { /* the last round */
                g_autofree char *said = diag_list_to_string(life->diags);

                fputs(said, stderr);
        }
        *ret_said |= print_changed(life, known);
        return life_keep(NULL, error);
}

static int run_refresh(const Arguments *arguments, GError **error)
{
        bool reloaded = true, said = false;

        if (!life_check_root("have systemd read its units again", error))
                return UNITLOCK_EXIT_PRIVILEGE;
        if (!lock(error))
                return UNITLOCK_EXIT_FAILED;
        /* until there was nothing to do: what changes while we run starts no second one of us */
        for (int round = 0; reloaded && round < ROUNDS_MAX; round++)
                if (!refresh_once(&reloaded, &said, error))
                        return UNITLOCK_EXIT_FAILED;
        life_remember();
        if (reloaded) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "systemd has read its units again, but the drop-ins are not what they should be: "
                            "'journalctl -t unitlock-generator' and 'unitlock status' say more");
                return UNITLOCK_EXIT_FAILED;
        }
        if (!said && !arguments_has(arguments, "quiet"))
                puts("Nothing has changed: all drop-ins are what they should be.");
        return UNITLOCK_EXIT_OK;
}

static const Option refresh_options[] = {
        {"quiet", 'q', NULL, 0, "Say nothing if nothing has changed"},
        {},
};

const Verb verb_refresh = {
        .name = "refresh",
        .synopsis = "",
        .summary = "Make the drop-ins anew if this host has changed, and list the units that this concerns",
        .help = "What a profile comes to depends on this host: who sends mail, how names are looked up, which modules "
                "and architectures are enabled. Where that has changed, systemd reads its units again, and the units "
                "are listed with the settings that they lose and get by their next restart. No unit is restarted. "
                "unitlock-refresh.target and the triggers of the package call it.",
        .options = refresh_options,
        .run = run_refresh,
};
