/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modes of units, and the units that have none because a mistake there locks the admin out. */

#include "facts/mode.h"

#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "unit/unit-name.h"

const char *const mode_names[_MODE_MAX + 1] = {
        [MODE_OFF] = "off",
        [MODE_COMPLAIN] = "complain",
        [MODE_ENFORCE] = "enforce",
};

static const struct {
        const char *unit, *why;
} never_rows[] = {
        {"ssh*.service", "it is the way in; and what it confines, it confines for those who log in, too"},
        {"dropbear*.service", "it is the way in; and what it confines, it confines for those who log in, too"},
        {"*getty@*.service", "it is the way in; and what it confines, it confines for those who log in, too"},
        {"getty*.service", "it is the way in; and what it confines, it confines for those who log in, too"},
        {"user@*.service", "it runs all that users run"},
        {"user-runtime-dir@*.service", "it makes what users' sessions stand on"},
        {"debug-shell.service", "it is for when nothing else works"},
        {"rescue.service", "it is for when nothing else works"},
        {"emergency.service", "it is for when nothing else works"},
        {"initrd-*.service", "it runs before the system is there"},
        {"cron.service", "it runs jobs of the admin and of users, which may be anything"},
        {"anacron.service", "it runs jobs of the admin, which may be anything"},
        {"atd.service", "it runs jobs of users, which may be anything"},
        {"apt-daily-upgrade.service", "it installs packages, and their scripts may do anything"},
        {"unattended-upgrades.service", "it installs packages, and their scripts may do anything"},
        {"packagekit.service", "it installs packages, and their scripts may do anything"},
        {"dbus*.service", "all services talk by it, and it starts some"},
        {"systemd-*.service", "it comes with systemd, which confines it as far as it goes"},
        {"unitlock-*.service", "it is ours"},
};

const char *mode_never(const char *unit)
{
        for (size_t i = 0; i < G_N_ELEMENTS(never_rows); i++)
                if (fnmatch(never_rows[i].unit, unit, 0) == 0)
                        return never_rows[i].why;
        return NULL;
}

static bool is_there(const char *root, const char *directory, const char *unit, const char *suffix, char **ret_path)
{
        g_autofree char *path = g_strdup_printf("%s/%s%s", directory, unit, suffix),
                        *full = path_under_root(root, path);

        if (!g_file_test(full, G_FILE_TEST_EXISTS))
                return false;
        *ret_path = g_steal_pointer(&path);
        return true;
}

/* The mode that a file of this unit says; _MODE_MAX: none does. */
static Mode own_mode(const char *root, const char *unit, char **ret_path)
{
        static const struct {
                const char *directory, *suffix;
                Mode mode;
        } places[] = {
                {MODE_OFF_DIR, "", MODE_OFF},
                {MODE_COMPLAIN_DIR, ".conf", MODE_COMPLAIN},
                {MODE_ENFORCE_DIR, "", MODE_ENFORCE},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
                if (is_there(root, places[i].directory, unit, places[i].suffix, ret_path))
                        return places[i].mode;
        return _MODE_MAX;
}

Mode mode_default(const char *root, char **ret_why, GError **error)
{
        static const char *const files[] = {"/etc/unitlock/default-mode", "/usr/lib/unitlock/default-mode", NULL};

        *ret_why = NULL;
        for (const char *const *file = files; *file; file++) {
                g_autofree char *full = path_under_root(root, *file), *text = NULL;
                g_autoptr(GError) problem = NULL;
                struct stat info;
                int mode = -1;

                if (lstat(full, &info) < 0)
                        continue;
                *ret_why = g_strdup(*file);
                if (file_read(full, 4096, &text, NULL, &problem))
                        mode = string_table_index(mode_names, g_strstrip(text));
                /* what is none of our words must not put anything in force */
                if (mode < 0)
                        g_set_error(
                                error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                                "%s: %s; until it is one of off, complain and enforce, nothing is in force by default",
                                *file, problem ? problem->message : "the word in it is no mode");
                return mode < 0 ? MODE_OFF : (Mode)mode;
        }
        return MODE_OFF;
}

Mode mode_of_unit(const char *root, const char *unit, bool tested, char **ret_why)
{
        g_autofree char *why = NULL, *template = unit_name_template(unit);
        Mode mode = own_mode(root, unit, &why);

        if (mode == _MODE_MAX && template)
                mode = own_mode(root, template, &why);
        if (mode == _MODE_MAX) {
                mode = mode_default(root, &why, NULL);
                if (mode == MODE_ENFORCE && !tested)
                        mode = MODE_OFF;
        }
        if (ret_why)
                *ret_why = g_steal_pointer(&why);
        return mode;
}
