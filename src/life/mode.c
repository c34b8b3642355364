/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A mode is a file below /etc/unitlock, and a drop-in that was learned is where its mode says. What is put there is
 * there before what contradicts it is taken away, so that at each moment the unit has the old mode or the new one. */

#include "life/mode.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "generator/generate.h"
#include "trial/state.h"
#include "watch/mode.h"

/* What stands in a file that only has to be there. */
static const char mark[] = "# This file says which mode a unit has: see unitlock-modes(5).\n";

static bool put(const Life *life, const char *path, const char *text, GError **error)
{
        g_autofree char *full = path_under_root(life->root, path);

        return file_write_atomic(full, text, -1, 0644, error);
}

static bool drop(const Life *life, const char *path, GError **error)
{
        g_autofree char *full = path_under_root(life->root, path), *directory = g_path_get_dirname(full);

        if (unlink(full) < 0 && errno != ENOENT) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", full,
                            g_strerror(errno));
                return false;
        }
        if (g_str_has_suffix(directory, ".d"))
                (void)rmdir(directory); /* stays where it holds more */
        return true;
}

/* Below the user's own directory for units of a user manager: what the admin says stays. */
static char *mark_path(const Life *life, Mode mode, const char *unit)
{
        g_autofree char *directory = mode_directory(life->user, mode);

        return g_strdup_printf("%s/%s%s", directory, unit, mode == MODE_COMPLAIN ? ".conf" : "");
}

static bool is_there(const Life *life, const char *path)
{
        g_autofree char *full = path_under_root(life->root, path);

        return access(full, F_OK) == 0;
}

static bool drop_mark(const Life *life, Mode mode, const char *unit, GError **error)
{
        g_autofree char *path = mark_path(life, mode, unit);

        return drop(life, path, error);
}

static bool set_mark(const Life *life, Mode mode, const char *unit, GError **error)
{
        g_autofree char *path = mark_path(life, mode, unit);

        return is_there(life, path) || put(life, path, mark, error);
}

bool life_forget_watched(const Life *life, const LifeUnit *unit, GError **error)
{
        static const char *const kept[] = {"needs", "would", NULL};

        for (const char *const *what = kept; !life->user && *what; what++) {
                g_autofree char *path = mode_state_path(unit->name, *what);

                if (!drop(life, path, error))
                        return false;
        }
        return true;
}

bool life_off(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error)
{
        g_autofree char *off = mark_path(life, MODE_OFF, unit->source);
        bool profile = unit->has_profile || unit->damaged, ours = unit->learned || unit->waiting;

        *ret = !profile && !ours ? LIFE_SET_NOTHING : (!ours && is_there(life, off) ? LIFE_SET_ALREADY : LIFE_SET_DONE);
        if (*ret != LIFE_SET_DONE)
                return true;
        if ((profile && !set_mark(life, MODE_OFF, unit->source, error)) ||
            !drop_mark(life, MODE_ENFORCE, unit->source, error) ||
            (unit->waiting && !drop(life, unit->waiting, error)) ||
            (unit->learned && !drop(life, unit->learned, error)))
                return false;
        return life_forget_watched(life, unit, error);
}

bool life_complain(const Life *life, const LifeUnit *unit, const char *text, LifeSet *ret, GError **error)
{
        g_autofree char *waiting = NULL, *learned = NULL;

        if (!text && unit->learned) {
                g_autofree char *full = path_under_root(life->root, unit->learned);

                if (!file_read(full, 0, &learned, NULL, error))
                        return false;
                text = learned;
        }
        if (!text && !unit->waiting)
                text = unit->wanted;
        if (!text) {
                *ret = unit->waiting ? LIFE_SET_ALREADY : LIFE_SET_NOTHING;
                return true;
        }
        *ret = LIFE_SET_DONE;
        waiting = mark_path(life, MODE_COMPLAIN, text == unit->wanted ? unit->source : unit->name);
        return put(life, waiting, text, error) && drop_mark(life, MODE_OFF, unit->source, error) &&
               drop_mark(life, MODE_ENFORCE, unit->source, error) &&
               (!unit->learned || drop(life, unit->learned, error));
}

bool life_enforce(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error)
{
        g_autofree char *text = NULL, *enforce = mark_path(life, MODE_ENFORCE, unit->source);
        bool profile = unit->has_profile;

        if (unit->waiting) {
                g_autofree char *full = path_under_root(life->root, unit->waiting);

                if (!file_read(full, 0, &text, NULL, error))
                        return false;
        }
        *ret = LIFE_SET_DONE;
        if (text && !strstr(text, GENERATED_FIELD)) {
                /* learned, or of a person */
                g_autofree char *active = dropin_path(DROPIN_PERSISTENT_DIR, unit->name);

                if (!put(life, active, text, error))
                        return false;
                profile = false;
        } else if (profile) {
                *ret = unit->mode == MODE_ENFORCE && !unit->waiting && is_there(life, enforce) ? LIFE_SET_ALREADY
                                                                                               : LIFE_SET_DONE;
        } else if (unit->learned) {
                *ret = LIFE_SET_ALREADY;
        } else {
                *ret = LIFE_SET_NOTHING;
                return true;
        }
        return (!profile || set_mark(life, MODE_ENFORCE, unit->source, error)) &&
               drop_mark(life, MODE_OFF, unit->source, error) && (!unit->waiting || drop(life, unit->waiting, error));
}

bool life_default(const Life *life, const LifeUnit *unit, LifeSet *ret, GError **error)
{
        static const Mode modes[] = {MODE_OFF, MODE_ENFORCE};

        *ret = LIFE_SET_ALREADY;
        for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
                g_autofree char *path = mark_path(life, modes[i], unit->source);

                if (is_there(life, path))
                        *ret = LIFE_SET_DONE;
                if (!drop(life, path, error))
                        return false;
        }
        return true;
}
