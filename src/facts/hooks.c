/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories whose files some daemon runs: what an admin puts there is run in the daemon's sandbox. The scripts are
 * not understood, only searched for words that say which doors have to be open. A program that cannot be read as text
 * may do anything. */

#include "facts/host-internal.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"

#define SCRIPT_BYTES (256 * 1024) /* more of a script is not searched, and then it counts as a program */

typedef struct HookRow {
        const char *directory;
        const char *unit;
        const char *what;
} HookRow;

/* Seen in the packages of Debian 12 and 13. */
static const HookRow hook_rows[] = {
        {"/etc/smartmontools/run.d", "smart*.service", "run by smartd-runner for each warning"},
        {"/etc/smartmontools/smartd_warning.d", "smart*.service", "plugins of smartd's warning script"},
        {"/etc/zfs/zed.d", "zfs-zed.service", "run by zed for each event"},
        {"/etc/apcupsd", "apcupsd.service", "run by apccontrol for each event"},
        {"/etc/nut", "nut-*.service", "NOTIFYCMD and upssched's CMDSCRIPT"},
        {"/etc/letsencrypt/renewal-hooks/pre", "certbot.service", "run by certbot before it renews"},
        {"/etc/letsencrypt/renewal-hooks/deploy", "certbot.service", "run by certbot after it renewed"},
        {"/etc/letsencrypt/renewal-hooks/post", "certbot.service", "run by certbot after it tried"},
        {"/etc/dhcp/dhclient-enter-hooks.d", "*networking.service", "sourced by dhclient-script"},
        {"/etc/dhcp/dhclient-exit-hooks.d", "*networking.service", "sourced by dhclient-script"},
        {"/etc/network/if-pre-up.d", "*networking.service", "run by ifup"},
        {"/etc/network/if-up.d", "*networking.service", "run by ifup"},
        {"/etc/network/if-down.d", "*networking.service", "run by ifdown"},
        {"/etc/network/if-post-down.d", "*networking.service", "run by ifdown"},
        {"/etc/NetworkManager/dispatcher.d", "NetworkManager-dispatcher.service", "run for each change of the network"},
        {"/usr/lib/NetworkManager/dispatcher.d", "NetworkManager-dispatcher.service",
         "run for each change of the network"},
        {"/etc/logrotate.d", "logrotate.service", "their scripts are run when logs are rotated"},
        {"/etc/cron.d", "cron.service", "commands with a time"},
        {"/etc/cron.hourly", "*cron.service", "run by run-parts"},
        {"/etc/cron.daily", "*cron.service", "run by run-parts"},
        {"/etc/cron.weekly", "*cron.service", "run by run-parts"},
        {"/etc/cron.monthly", "*cron.service", "run by run-parts"},
        {"/etc/ppp/ip-up.d", "ppp*.service", "run when a link comes up"},
        {"/etc/ppp/ip-down.d", "ppp*.service", "run when a link goes down"},
        {"/etc/resolvconf/update.d", "resolvconf.service", "run when name servers change"},
        {"/etc/acpi", "acpid.service", "actions of events"},
        {"/etc/libvirt/hooks", "libvirtd.service", "run when guests and networks change"},
        {"/etc/qemu/fsfreeze-hook.d", "qemu-guest-agent.service", "run when file systems are frozen"},
        {"/etc/fail2ban/action.d", "fail2ban.service", "commands of bans"},
        {"/etc/kernel/postinst.d", "apt-daily-upgrade.service", "run when a kernel is installed"},
        {"/etc/apt/apt.conf.d", "apt-daily*.service", "DPkg:: and APT:: commands"},
};

/* Words that say what a script calls. What each needs is in the table of host needs (source/host/rows.c), as
 * calls:WORD. */
static const char *const hook_words[] = {
        "bsd-mailx",
        "busctl",
        "chrony",
        "chronyc",
        "curl",
        "dbus-send",
        "docker",
        "exim",
        "fail2ban-client",
        "ip",
        "invoke-rc.d",
        "iptables",
        "killall",
        "kill",
        "logger",
        "mail",
        "mailx",
        "mariadb-admin",
        "modprobe",
        "mount",
        "msmtp",
        "mutt",
        "mysql",
        "mysqladmin",
        "nc",
        "nft",
        "notify-send",
        "pkill",
        "ping",
        "poweroff",
        "psql",
        "reboot",
        "rsync",
        "runuser",
        "s-nail",
        "scp",
        "sendmail",
        "service",
        "setpriv",
        "shutdown",
        "squid",
        "ssh",
        "su",
        "sudo",
        "sysctl",
        "systemctl",
        "systemd-notify",
        "telnet",
        "umount",
        "wall",
        "wget",
        "zfs",
        "zpool",
        NULL,
};

static void script_free(gpointer data)
{
        HookScript *script = data;

        g_free(script->path);
        g_strfreev(script->calls);
        g_free(script);
}

void hook_directory_free(gpointer data)
{
        HookDirectory *hooks = data;

        g_ptr_array_unref(hooks->scripts);
        g_free(hooks);
}

/* Interpreters that reach further than by the programs that they name: their libraries open sockets by themselves. */
static bool is_language(const char *line)
{
        static const char *const languages[] = {"perl", "python", "ruby", "php", "lua", "tclsh", "node", NULL};

        for (const char *const *language = languages; *language; language++)
                if (strstr(line, *language))
                        return true;
        return false;
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_once(GPtrArray *calls, const char *word)
{
        if (!g_ptr_array_find_with_equal_func(calls, word, g_str_equal, NULL))
                g_ptr_array_add(calls, g_strdup(word));
}

/* "su USER GROUP" in a file of logrotate's: it does so itself, and calls no su. */
static bool is_su_of_logrotate(const char *path, const char *line)
{
        return g_str_has_prefix(path, "/etc/logrotate.d/") &&
               g_regex_match_simple("^su\\s+[^-\\s]\\S*\\s+[^-\\s]\\S*\\s*$", line, 0, 0);
}

static char **read_calls(const HostFacts *facts, const char *path, bool *ret_sourced)
{
        g_autofree char *full = path_under_root(facts->root, path), *text = NULL;
        GPtrArray *calls = g_ptr_array_new();
        size_t length = 0;

        *ret_sourced = false;
        if (!file_read(full, SCRIPT_BYTES, &text, &length, NULL) || memchr(text, '\0', length))
                g_ptr_array_add(calls, g_strdup("program"));
        else {
                g_autofree char *first = g_strndup(text, strcspn(text, "\n"));
                g_auto(GStrv) lines = g_strsplit(text, "\n", 0);

                *ret_sourced = !g_str_has_prefix(first, "#!");
                if (g_str_has_prefix(first, "#!") && is_language(first))
                        g_ptr_array_add(calls, g_strdup("language"));
                for (char **line = lines; *line; line++) {
                        g_auto(GStrv) words = NULL;

                        if (*g_strchug(*line) == '#' || is_su_of_logrotate(path, *line))
                                continue;
                        words = g_strsplit_set(*line, " \t\"'`;|&()<>=:,{}[]$", 0);
                        for (char **word = words; *word; word++) {
                                const char *slash = strrchr(*word, '/'), *name = slash ? slash + 1 : *word;

                                if (*name && g_strv_contains(hook_words, name))
                                        add_once(calls, name);
                        }
                }
        }
        g_ptr_array_sort(calls, compare_strings);
        g_ptr_array_add(calls, NULL);
        return (char **)g_ptr_array_free(calls, FALSE);
}

void hook_facts_read(HostFacts *facts, GPtrArray *unread)
{
        for (size_t i = 0; i < G_N_ELEMENTS(hook_rows); i++) {
                const HookRow *row = &hook_rows[i];
                g_autofree char *full = path_under_root(facts->root, row->directory);
                guint before = unread->len;
                g_auto(GStrv) files = NULL;
                HookDirectory *hooks;

                seen(full, SEEN_THERE);
                if (!g_file_test(full, G_FILE_TEST_IS_DIR))
                        continue;
                hooks = g_new0(HookDirectory, 1);
                *hooks = (HookDirectory){row->directory, row->unit, row->what,
                                         g_ptr_array_new_with_free_func(script_free), false};
                files = fact_list(facts, unread, row->directory, "*");
                hooks->unread = unread->len > before;
                for (char **file = files; *file; file++) {
                        HookScript *script = g_new0(HookScript, 1);

                        script->path = g_strdup(*file);
                        script->calls = read_calls(facts, *file, &script->sourced);
                        g_ptr_array_add(hooks->scripts, script);
                }
                g_ptr_array_add(facts->hooks, hooks);
        }
}

const HookDirectory *host_facts_hooks(const HostFacts *facts, const char *directory)
{
        for (guint i = 0; i < facts->hooks->len; i++) {
                const HookDirectory *hooks = facts->hooks->pdata[i];

                if (g_str_equal(hooks->directory, directory))
                        return hooks;
        }
        return NULL;
}
