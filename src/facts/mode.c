/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Modes of units, and the units that have none because a mistake there locks the admin out. */

#include "facts/mode.h"

#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"
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
        {"ssh.service", "it is the way in; and what it confines, it confines for those who log in, too"},
        {"ssh@*.service", "it is the way in; and what it confines, it confines for those who log in, too"},
        {"*sshd*.service", "it is the way in; and what it confines, it confines for those who log in, too"},
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
        {"*inetd.service", "it runs what its configuration names, which may be anything"},
        {"incron.service", "it runs commands of users, which may be anything"},
        {"fcgiwrap*.service", "it runs what it is asked for, which may be anything"},
        {"webhook.service", "it runs what its configuration names, which may be anything"},
        {"slurmd.service", "it runs jobs of users, which may be anything"},
        {"knockd.service", "it runs what its configuration names, which may be anything"},
        {"puppet.service", "it makes of the machine what its server says, which may be anything"},
        {"puppet-agent.service", "it makes of the machine what its server says, which may be anything"},
        {"salt-minion.service", "it makes of the machine what its server says, which may be anything"},
        {"chef-client.service", "it makes of the machine what its server says, which may be anything"},
        {"cfengine3.service", "it makes of the machine what its server says, which may be anything"},
        {"cf-*.service", "it makes of the machine what its server says, which may be anything"},
        {"cloud-*.service", "it makes of the machine what its provider says, which may be anything"},
        {"supervisor.service", "it runs what its configuration names, which may be anything"},
        {"runit.service", "it runs what its configuration names, which may be anything"},
        {"uwsgi-emperor.service", "it runs what its configuration names, which may be anything"},
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

/* Directories that say modes, the first word first, without root; the last has nothing but a default. Caller frees
 * (g_strfreev). */
static char **mode_places(const char *root, bool user)
{
        g_autofree char *config = user && !root ? path_of_user("XDG_CONFIG_HOME", ".config") : NULL;
        GPtrArray *places = g_ptr_array_new();

        if (config)
                g_ptr_array_add(places, g_build_filename(config, "unitlock", NULL));
        g_ptr_array_add(places, g_strdup(user ? "/etc/unitlock/user" : "/etc/unitlock"));
        g_ptr_array_add(places, g_strdup(user ? "/usr/lib/unitlock/user" : "/usr/lib/unitlock"));
        g_ptr_array_add(places, NULL);
        return (char **)g_ptr_array_free(places, FALSE);
}

char *mode_directory(bool user, Mode mode)
{
        g_auto(GStrv) places = mode_places(NULL, user);

        return places[2] || !user ? g_build_filename(places[0], mode_names[mode], NULL) : NULL;
}

/* The mode that a file of this unit says in this place; _MODE_MAX: none does. */
static Mode own_mode(const char *root, const char *place, const char *unit, char **ret_path)
{
        static const Mode order[] = {MODE_OFF, MODE_COMPLAIN, MODE_ENFORCE};

        for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
                g_autofree char *path = g_strdup_printf("%s/%s/%s%s", place, mode_names[order[i]], unit,
                                                        order[i] == MODE_COMPLAIN ? ".conf" : "");
                g_autofree char *full = path_under_root(root, path);

                seen(full, SEEN_THERE);
                if (!g_file_test(full, G_FILE_TEST_EXISTS))
                        continue;
                *ret_path = g_steal_pointer(&path);
                return order[i];
        }
        return _MODE_MAX;
}

/* The mode by default that this place says; _MODE_MAX: it says nothing. */
static Mode default_mode(const char *root, const char *place, char **ret_path, GError **error)
{
        g_autofree char *path = g_build_filename(place, "default-mode", NULL), *full = path_under_root(root, path),
                        *text = NULL;
        g_autoptr(GError) problem = NULL;
        struct stat info;
        int mode = -1;

        seen(full, SEEN_THERE);
        if (lstat(full, &info) < 0)
                return _MODE_MAX;
        if (file_read(full, 4096, &text, NULL, &problem))
                mode = string_table_index(mode_names, g_strstrip(text));
        if (mode == MODE_COMPLAIN)
                mode = -1; /* of whom there is nothing that would be told */
        /* what is none of our words must not put anything in force */
        if (mode < 0)
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                            "%s: %s; until it is off or enforce, nothing is in force by default", path,
                            problem ? problem->message : "the word in it is no mode that can be the default");
        *ret_path = g_steal_pointer(&path);
        return mode < 0 ? MODE_OFF : (Mode)mode;
}

Mode mode_default(const char *root, bool user, char **ret_why, GError **error)
{
        g_auto(GStrv) places = mode_places(root, user);

        *ret_why = NULL;
        for (char **place = places; *place; place++) {
                Mode mode = default_mode(root, *place, ret_why, error);

                if (mode != _MODE_MAX)
                        return mode;
        }
        return MODE_OFF;
}

Mode mode_of_unit(const char *root, bool user, const char *unit, bool tested, char **ret_why)
{
        g_auto(GStrv) places = mode_places(root, user);
        g_autofree char *why = NULL, *template = unit_name_template(unit);
        Mode mode = _MODE_MAX;

        for (char **place = places; mode == _MODE_MAX && place[1]; place++) {
                mode = own_mode(root, *place, unit, &why);
                if (mode == _MODE_MAX && template)
                        mode = own_mode(root, *place, template, &why);
        }
        if (mode == _MODE_MAX) {
                mode = mode_default(root, user, &why, NULL);
                if (mode == MODE_ENFORCE && !tested)
                        mode = MODE_OFF;
        }
        if (ret_why)
                *ret_why = g_steal_pointer(&why);
        return mode;
}
