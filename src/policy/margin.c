/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The margin: what a service may come to need although it was not seen to.
 *
 * A drop-in that fits the observed run exactly breaks with the next library, the next configuration or the next rotated
 * log. So policy is made from the needs and these: each a declared need with its reason, added when a condition holds.
 * That keeps the rule of synthesis simple (strictest value that denies no need) and the exceptions in one table that
 * can be read, argued with, and extended by a row. System calls have a margin of their own, by systemd's groups:
 * filter.c. */

#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "model/capability.h"
#include "model/companion.h"
#include "policy/internal.h"

typedef enum Condition {
        ALWAYS,
        USES_IP,              /* an IP socket, or traffic on an inherited one */
        CHOOSES_PEERS,        /* ... and not only because its host names the peers */
        CHANGES_USER,         /* becomes another user or group */
        KEEPS_CHROOT,         /* has or keeps the capability for it */
        IS_PRIVILEGED_MASTER, /* starts as root, has processes of another user, makes files */
        IS_NETWORK_MASTER,    /* starts as root, has processes of another user, chooses its peers */
        GIVES_AWAY,           /* sets owners of files while it runs, as root */
        HOSTS_APPLICATIONS,   /* runs what the admin puts below it */
        BECOMES_A_PERSON,     /* an ID as adduser gives to people */
        MAKES_FILES,          /* other than temporary ones */
        SERVES_FILES,         /* is sent files to keep, where its configuration lets it */
        COLLECTS_LOGS,        /* of this host, and of others where its configuration says so */
        DELIVERS_MAIL,        /* to users of this host */
        RUNS_PLUGINS,         /* of a monitor: ping, sudo */
        RUNS_SHELL,           /* runs shell scripts: what those run is for them to say */
        TRIES_OTHER_GROUPS,   /* without being root: it is told that it may not, and goes on */
        RUNS_ANYTHING,        /* programs and commands that its configuration or users name */
        LOOKS_UP_NAMES,       /* for others, by whatever nsswitch.conf or its own configuration names */
        _CONDITION_MAX,
} Condition;

typedef struct MarginRow {
        Condition when;
        NeedKind kind;
        unsigned access;
        const char *subject;
        const char *note;
} MarginRow;

#define SHARES "is sent files to keep where its configuration lets it: web sites, disks, data of applications"
#define FOR_CLIENTS "sets owners of files at run: for those who ask it for something, of whom only root was seen"
#define ANYTHING "runs what its configuration or users name, which may be anything"

static const MarginRow margin_rows[] = {
        {ALWAYS, NEED_SOCKET, 0, "AF_UNIX/SOCK_STREAM/0",
         "journal, syslog, D-Bus and most name services are reached by it"},
        {ALWAYS, NEED_PATH, ACCESS_READ, "/proc/cpuinfo",
         "C, crypto and malloc libraries read such files of /proc at will"},
        {ALWAYS, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE | ACCESS_OWN, "/tmp/TEMPORARY",
         "libraries make temporary files"},
        {ALWAYS, NEED_PATH, ACCESS_WRITE | ACCESS_CREATE | ACCESS_OWN, "/var/tmp/TEMPORARY",
         "libraries make temporary files"},
        {USES_IP, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", "IPv4 and IPv6 go together"},
        {USES_IP, NEED_SOCKET, 0, "AF_INET6/SOCK_STREAM/0", "IPv4 and IPv6 go together"},
        {CHOOSES_PEERS, NEED_BIND, 0, "udp:0.0.0.0:0", "a client may bind before it connects"},
        {CHOOSES_PEERS, NEED_CONNECT, 0, "udp:0.0.0.0:53", "its peers are a matter of its configuration"},
        {CHANGES_USER, NEED_CAPABILITY, 0, "CAP_SETUID", "changing user and changing group go together"},
        {CHANGES_USER, NEED_CAPABILITY, 0, "CAP_SETGID", "changing user and changing group go together"},
        {CHANGES_USER, NEED_SYSCALL, 0, "setuid", "changing user and changing group go together"},
        {CHANGES_USER, NEED_SYSCALL, 0, "setgid", "changing user and changing group go together"},
        {CHANGES_USER, NEED_SYSCALL, 0, "setgroups", "changing user and changing group go together"},
        {KEEPS_CHROOT, NEED_SYSCALL, 0, "chroot", "keeps CAP_SYS_CHROOT, which is for this call alone"},
        {IS_PRIVILEGED_MASTER, NEED_CAPABILITY, 0, "CAP_CHOWN",
         "gives new logs and directories to its worker's user when it makes or reopens them"},
        {IS_PRIVILEGED_MASTER, NEED_SYSCALL, 0, "chown",
         "gives new logs and directories to its worker's user when it makes or reopens them"},
        {IS_NETWORK_MASTER, NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE", "its ports are a matter of its configuration"},
        {GIVES_AWAY, NEED_CAPABILITY, 0, "CAP_CHOWN", FOR_CLIENTS},
        {GIVES_AWAY, NEED_CAPABILITY, 0, "CAP_FOWNER", FOR_CLIENTS},
        {GIVES_AWAY, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", FOR_CLIENTS},
        {BECOMES_A_PERSON, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/home/USER/FILE",
         "acts for people, in whose homes it does what they ask for"},
        {BECOMES_A_PERSON, NEED_CAPABILITY, 0, "CAP_DAC_READ_SEARCH", "enters homes that are closed to others"},
        {BECOMES_A_PERSON, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/srv/FILE",
         "acts for people, who share files there"},
        {SERVES_FILES, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/srv/FILE",
         "is sent files to keep where its configuration lets it; /srv is the place for them"},
        {SERVES_FILES, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/var/www/FILE", SHARES},
        {SERVES_FILES, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/var/lib/FILE", SHARES},
        {SERVES_FILES, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/mnt/FILE", SHARES},
        {SERVES_FILES, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/media/FILE", SHARES},
        {DELIVERS_MAIL, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/var/mail/USER",
         "delivers to mailboxes of users"},
        {DELIVERS_MAIL, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/home/USER/FILE",
         "delivers to homes of users, where they ask for it"},
        {RUNS_PLUGINS, NEED_SETID_EXEC, 0, "/usr/lib/nagios/plugins/PLUGIN",
         "runs the checks that its configuration names: ping, and sudo for others"},
        {RUNS_PLUGINS, NEED_CAPABILITY, 0, "CAP_SETUID", "checks run by sudo become another user"},
        {RUNS_PLUGINS, NEED_CAPABILITY, 0, "CAP_SETGID", "checks run by sudo become another user"},
        {RUNS_PLUGINS, NEED_CAPABILITY, 0, "CAP_AUDIT_WRITE", "checks run by sudo become another user"},
        {RUNS_PLUGINS, NEED_CAPABILITY, 0, "CAP_SYS_RESOURCE", "checks run by sudo get their user's limits"},
        {RUNS_PLUGINS, NEED_SYSCALL, 0, "setrlimit", "checks run by sudo get their user's limits"},
        {RUNS_PLUGINS, NEED_SYSCALL, 0, "setpriority", "checks run by sudo get their user's limits"},
        {RUNS_PLUGINS, NEED_SYSCALL, 0, "setresuid", "checks run by sudo become another user"},
        {RUNS_PLUGINS, NEED_CAPABILITY, 0, "CAP_NET_RAW", "checks ping"},
        {RUNS_PLUGINS, NEED_SOCKET, 0, "AF_INET/SOCK_RAW/1", "checks ping"},
        {RUNS_PLUGINS, NEED_CONNECT, 0, "udp:0.0.0.0:0", "checks ping"},
        {COLLECTS_LOGS, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "logs come from other hosts and go to them"},
        {COLLECTS_LOGS, NEED_SOCKET, 0, "AF_INET6/SOCK_DGRAM/0", "logs come from other hosts and go to them"},
        {COLLECTS_LOGS, NEED_BIND, 0, "udp:0.0.0.0:514", "logs come from other hosts and go to them"},
        {COLLECTS_LOGS, NEED_CONNECT, 0, "tcp:0.0.0.0:0", "logs come from other hosts and go to them"},
        {COLLECTS_LOGS, NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE", "logs come from other hosts and go to them"},
        {TRIES_OTHER_GROUPS, NEED_GROUP, 0, "65534", "asks for groups of others, and goes on if it may not have them"},
        {RUNS_ANYTHING, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0", ANYTHING},
        {RUNS_ANYTHING, NEED_SOCKET, 0, "AF_INET6/SOCK_STREAM/0", ANYTHING},
        {RUNS_ANYTHING, NEED_SOCKET, 0, "AF_NETLINK/SOCK_RAW/0", ANYTHING},
        {RUNS_ANYTHING, NEED_CONNECT, 0, "tcp:0.0.0.0:0", ANYTHING},
        {RUNS_ANYTHING, NEED_BIND, 0, "tcp:0.0.0.0:0", ANYTHING},
        {RUNS_ANYTHING, NEED_SETID_EXEC, 0, "/usr/bin/sudo", ANYTHING},
        {RUNS_ANYTHING, NEED_MEMORY, 0, "write-execute", ANYTHING},
        {RUNS_ANYTHING, NEED_BEHAVIOUR, 0, "other-process", ANYTHING},
        {RUNS_ANYTHING, NEED_BEHAVIOUR, 0, "group-readable", ANYTHING},
        {RUNS_ANYTHING, NEED_SYSCALL, 0, "chown", ANYTHING},
        {RUNS_ANYTHING, NEED_SYSCALL, 0, "setuid", ANYTHING},
        {RUNS_ANYTHING, NEED_SYSCALL, 0, "setgroups", ANYTHING},
        {RUNS_ANYTHING, NEED_SYSCALL, 0, "setpriority", ANYTHING},
        {RUNS_ANYTHING, NEED_SYSCALL, 0, "setrlimit", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_AUDIT_WRITE", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_CHOWN", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_FOWNER", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_KILL", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_NET_BIND_SERVICE", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_SETGID", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_SETUID", ANYTHING},
        {RUNS_ANYTHING, NEED_CAPABILITY, 0, "CAP_SYS_RESOURCE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/home/USER/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/root/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/etc/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/opt/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/srv/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, "/usr/local/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE | ACCESS_EXECUTE, "/var/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE | ACCESS_EXECUTE, "/run/FILE", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_EXECUTE, "/var/lib/PROGRAM", ANYTHING},
        {RUNS_ANYTHING, NEED_PATH, ACCESS_READ | ACCESS_WRITE, "/tmp/OF_OTHERS", ANYTHING},
        {LOOKS_UP_NAMES, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", "looks up names for others, in DNS or a directory"},
        {LOOKS_UP_NAMES, NEED_SOCKET, 0, "AF_INET6/SOCK_DGRAM/0", "looks up names for others, in DNS or a directory"},
        {LOOKS_UP_NAMES, NEED_CONNECT, 0, "udp:0.0.0.0:53", "looks up names for others, in DNS or a directory"},
        {HOSTS_APPLICATIONS, NEED_SOCKET, 0, "AF_INET/SOCK_STREAM/0",
         "runs applications, which talk to databases and services"},
        {HOSTS_APPLICATIONS, NEED_SOCKET, 0, "AF_INET6/SOCK_STREAM/0",
         "runs applications, which talk to databases and services"},
        {HOSTS_APPLICATIONS, NEED_CONNECT, 0, "tcp:0.0.0.0:0",
         "runs applications, which talk to databases and services"},
        {IS_PRIVILEGED_MASTER, NEED_CAPABILITY, 0, "CAP_FOWNER",
         "sets modes of files that it gave to its worker's user"},
        {IS_PRIVILEGED_MASTER, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE",
         "opens again what it, or the rotation of its logs, gave to its worker's user"},
        {MAKES_FILES, NEED_BEHAVIOUR, 0, "group-readable", "others may have to read what it makes"},
        {RUNS_SHELL, NEED_PATH, ACCESS_EXECUTE, "/var/lib/SCRIPT", "scripts run what they like"},
        {RUNS_SHELL, NEED_PATH, ACCESS_EXECUTE, "/run/SCRIPT", "scripts run what they like"},
        {RUNS_SHELL, NEED_PATH, ACCESS_EXECUTE | ACCESS_OWN, "/tmp/SCRIPT", "scripts run what they like"},
        {RUNS_SHELL, NEED_PATH, ACCESS_EXECUTE | ACCESS_OWN, "/var/tmp/SCRIPT", "scripts run what they like"},
};

static bool has_other_id(const NeedSet *needs, NeedKind kind)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == kind && !g_str_equal(need->subject, "0"))
                        return true;
        }
        return false;
}

/* FIRST_UID and LAST_UID of Debian's adduser.conf(5), UID_MIN of login.defs(5). */
static bool becomes_a_person(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                guint64 id;

                if (need->kind == NEED_USER && g_ascii_string_to_unsigned(need->subject, 10, 1000, 59999, &id, NULL))
                        return true;
        }
        return false;
}

static bool writes_files(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_PATH && (need->access & ACCESS_CREATE) &&
                    !path_has_prefix(need->subject, "/tmp") && !path_has_prefix(need->subject, "/var/tmp"))
                        return true;
        }
        return false;
}

/* A user namespace knows no other groups, and says so by another error than what a program without privileges expects.
 */
static bool calls(const NeedSet *needs, const char *call)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_SYSCALL && g_str_equal(need->subject, call))
                        return true;
        }
        return false;
}

/* What is set at start has an owner that is the same each time. */
static bool gives_away(const NeedSet *needs)
{
        static const char *const setting[] = {"chown", "fchown", "lchown", "fchownat", NULL};

        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];

                if (entry->need.kind != NEED_SYSCALL || !g_strv_contains(setting, entry->need.subject))
                        continue;
                for (guint j = 0; j < entry->evidence->len; j++) {
                        const Evidence *evidence = entry->evidence->pdata[j];

                        if (evidence->strength == STRENGTH_WITNESSED && evidence->phase == PHASE_RUN)
                                return true;
                }
        }
        return false;
}

/* Does it execute a program whose name begins with one of these (exact: is one of these)? */
static bool runs_one_of(const NeedSet *needs, const char *const *names, bool exact)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autofree char *name = NULL;

                if (need->kind != NEED_PATH || !(need->access & ACCESS_EXECUTE))
                        continue;
                name = g_path_get_basename(need->subject);
                for (const char *const *at = names; *at; at++)
                        if (exact ? g_str_equal(name, *at) : g_str_has_prefix(name, *at))
                                return true;
        }
        return false;
}

static const char *const shells[] = {"sh", "dash", "bash", "zsh", "ksh", "busybox", NULL};
static const char *const application_servers[] = {
        "php-fpm", "php-cgi",   "uwsgi",    "gunicorn", "unitd",      "passenger", "puma",           "unicorn",
        "uvicorn", "hypercorn", "daphne",   "starman",  "plackup",    "hypnotoad", "waitress-serve", "twistd",
        "pserve",  "cherryd",   "mod_wsgi", "fcgiwrap", "spawn-fcgi", NULL};

static const char *const file_servers[] = {"rsync", "in.tftpd", "atftpd", "smbd",  "vsftpd", "proftpd", "pure-ftpd",
                                           "unfsd", "in.ftpd",  "uftpd",  "bftpd", "afpd",   NULL};

static const char *const mail_servers[] = {"smtpd", "master", "exim4", "sendmail-mta", "courierd", "dovecot", NULL};

static const char *const monitors[] = {"nrpe", "icinga2", "nagios4", "naemon", NULL};

/* Such as start what others wrote, and need nothing of that themselves. */
static const char *const starters[] = {"supervisord", "runsvdir", "s6-svscan", "incrond",     "atd",
                                       "cron",        "crond",    "fcron",     "anacron",     "xinetd",
                                       "inetd",       "webhook",  "knockd",    "slurmd",      "puppet",
                                       "salt-minion", "cf-agent", "cf-execd",  "chef-client", NULL};

static const char *const name_daemons[] = {"nscd", "unscd", "nslcd", NULL};

static const char *const log_daemons[] = {"syslog-ng", "rsyslogd", "fluent-bit", "vector", NULL};

static bool condition_holds(Condition condition, const NeedSet *needs, const PolicyInput *input)
{
        switch (condition) {
        case ALWAYS:
                return true;
        case USES_IP:
                return need_set_uses_ip(needs);
        case CHOOSES_PEERS:
                return peers_are_open(needs);
        case CHANGES_USER:
                return input->root && (has_other_id(needs, NEED_USER) || has_other_id(needs, NEED_GROUP));
        case KEEPS_CHROOT:
                return need_set_has(needs, NEED_CAPABILITY, "CAP_SYS_CHROOT");
        case IS_PRIVILEGED_MASTER:
                return input->root && has_other_id(needs, NEED_USER) && writes_files(needs);
        case IS_NETWORK_MASTER:
                return input->root && has_other_id(needs, NEED_USER) && peers_are_open(needs);
        case GIVES_AWAY:
                return input->root && gives_away(needs);
        case HOSTS_APPLICATIONS:
                return runs_one_of(needs, application_servers, false);
        case BECOMES_A_PERSON:
                return input->root && becomes_a_person(needs);
        case MAKES_FILES:
                return writes_files(needs);
        case SERVES_FILES:
                return runs_one_of(needs, file_servers, true);
        case COLLECTS_LOGS:
                return runs_one_of(needs, log_daemons, true);
        case DELIVERS_MAIL:
                return input->root && runs_one_of(needs, mail_servers, true);
        case RUNS_PLUGINS:
                return runs_one_of(needs, monitors, true);
        case RUNS_SHELL:
                return runs_one_of(needs, shells, true);
        case TRIES_OTHER_GROUPS:
                return !input->root && calls(needs, "setgroups");
        case RUNS_ANYTHING:
                return runs_one_of(needs, starters, true);
        case LOOKS_UP_NAMES:
                return runs_one_of(needs, name_daemons, true);
        case _CONDITION_MAX:
                break;
        }
        g_assert_not_reached();
}

/* What a program keeps by name when it gives up the rest, it keeps for later. */
static void add_companions(NeedSet *needs)
{
        g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

        for (guint i = 0; i < needs->entries->len; i++) {
                const NeedEntry *entry = needs->entries->pdata[i];

                for (guint j = 0; entry->need.kind == NEED_CAPABILITY && j < entry->evidence->len; j++)
                        if (g_str_equal(((const Evidence *)entry->evidence->pdata[j])->note, note_kept)) {
                                g_ptr_array_add(kept, g_strdup(entry->need.subject));
                                break;
                        }
        }
        for (guint i = 0; i < kept->len; i++) {
                g_autofree char *note =
                        g_strdup_printf("keeps %s by capset(), which goes with this", (const char *)kept->pdata[i]);

                for (const Companion *companion = companions; companion->capability; companion++)
                        if (g_str_equal(companion->capability, kept->pdata[i]))
                                need_set_add(needs, companion->kind, 0, companion->subject, STRENGTH_DECLARED,
                                             PHASE_NONE, "margin", "", note);
        }
}

void margin_add(NeedSet *needs, const PolicyInput *input)
{
        bool holds[_CONDITION_MAX];

        for (int condition = 0; condition < _CONDITION_MAX; condition++)
                holds[condition] = condition_holds(condition, needs, input);
        for (size_t i = 0; i < G_N_ELEMENTS(margin_rows); i++) {
                const MarginRow *row = &margin_rows[i];

                if (holds[row->when])
                        need_set_add(needs, row->kind, row->access, row->subject, STRENGTH_DECLARED, PHASE_NONE,
                                     "margin", "", row->note);
        }
        add_companions(needs);
        if (input->user_manager) {
                g_autofree char *home = g_strdup_printf("%s/FILE", input->home ? input->home : "/home/USER");
                g_autofree char *bus = g_strdup_printf("%s/bus", input->runtime ? input->runtime : "/run/user/USER");

                need_set_add(needs, NEED_PATH, ACCESS_READ, home, STRENGTH_DECLARED, PHASE_NONE, "margin", "",
                             "what a user's services are set by lies in the home directory");
                need_set_add(needs, NEED_PATH, ACCESS_READ, bus, STRENGTH_DECLARED, PHASE_NONE, "margin", "",
                             "the services of a user find each other there");
        }
}
