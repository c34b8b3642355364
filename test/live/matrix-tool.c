/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The conformance matrix, outside the lab:
 *
 *         matrix-tool plan VERSION PLAN           the configurations to try, one a line, settings separated by tabs
 *         matrix-tool compare VERSION FILE        each cell of a recorded run (matrix-inside.sh) against the model
 *         matrix-tool table VERSION FILE          what was measured, as a document
 *         matrix-tool lies VERSION FILE           is it noticed in the same run, if the model forgets an effect?
 *         matrix-tool differences VERSION FILE VERSION FILE...    what the same settings stop in one and not in another
 *
 * Plans: "full"; "quick", without the single calls, capabilities, families and namespaces; "cover", the fewest of the
 * latter in which each directive is, and each effect that it has, and a third of the combinations.
 *
 * A cell is one primitive under one configuration. It counts if the primitive works without any directive (as the same
 * user, or as root), or if the kernel lacks the call and only a filter can make a difference. "compare" and "lies"
 * print TAP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "prober/predict.h"
#include "score/score.h"

/* What the prober itself cannot do without: filters that refuse these leave nothing to measure. */
static const char *const required_calls[] = {"execve", "clone",  "wait4",    "write", "exit_group",
                                             "mmap",   "munmap", "mprotect", "brk",   NULL};
static const char *const required_groups[] = {"@basic-io", "@default", "@process", "@file-system", "@ipc", NULL};

/* Values of directives that are no ladders. "|": the next line. */
typedef struct Sample {
        DirectiveId id;
        const char *values[16];
} Sample;

static const Sample samples[] = {
        {DIRECTIVE_BIND_PATHS, {"/srv", "/srv:/mnt"}},
        {DIRECTIVE_BIND_READ_ONLY_PATHS, {"/srv", "/etc", "/var/lib", "/tmp"}},
        {DIRECTIVE_CAPABILITY_BOUNDING_SET,
         {"", "CAP_CHOWN", "CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID", "~CAP_SYS_ADMIN CAP_SYS_PTRACE"}},
        {DIRECTIVE_DEVICE_ALLOW, {"/dev/net/tun rw", "/dev/net/tun r", "char-misc rw", "/dev/sda r", "/dev/kmsg w"}},
        {DIRECTIVE_INACCESSIBLE_PATHS,
         {"/srv", "/etc/shadow", "/home", "/var/lib", "/usr/bin/perl", "/run/dbus", "/proc/kallsyms", "/boot /opt"}},
        {DIRECTIVE_READ_ONLY_PATHS,
         {"/", "/etc", "/var", "/srv", "/tmp", "/usr", "/run", "/etc/passwd", "/dev/shm", "/proc/sys", "/sys"}},
        {DIRECTIVE_READ_WRITE_PATHS, {"/var/lib"}},
        {DIRECTIVE_NO_EXEC_PATHS,
         {"/tmp", "/var/tmp /dev/shm", "/usr/bin/perl", "/run", "/var", "/usr/bin/dash -/usr/bin/chage"}},
        {DIRECTIVE_TEMPORARY_FILE_SYSTEM, {"/srv", "/srv:ro", "/var/lib", "/home:ro", "/etc/cron.d:ro", "/boot"}},
        {DIRECTIVE_IP_ADDRESS_DENY, {"any", "0.0.0.0/0 ::/0"}},
        {DIRECTIVE_SOCKET_BIND_DENY, {"any"}},
        {DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, {"native"}},
        {DIRECTIVE_UMASK, {"0077", "0027"}},
        {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES,
         {"none", "AF_UNIX", "AF_INET AF_INET6", "AF_UNIX AF_INET AF_INET6 AF_NETLINK", "~AF_PACKET AF_NETLINK"}},
        {DIRECTIVE_RESTRICT_NAMESPACES, {"yes", "user", "~user", "mnt net", "~mnt pid"}},
        {DIRECTIVE_SYSTEM_CALL_FILTER,
         {"@system-service", "@system-service|~@privileged @resources", "@system-service|~@privileged|@chown",
          "~@mount", "~@clock @swap", "@system-service @mount", "~@keyring @ipc"}},
        {DIRECTIVE_RUNTIME_DIRECTORY, {"unitlock-lab"}},
        {DIRECTIVE_STATE_DIRECTORY, {"unitlock-lab"}},
        {DIRECTIVE_CACHE_DIRECTORY, {"unitlock-lab"}},
        {DIRECTIVE_LOGS_DIRECTORY, {"unitlock-lab"}},
        {DIRECTIVE_CONFIGURATION_DIRECTORY, {"unitlock-lab"}},
};

/* Settings that act on one another. */
static const char *const combinations[] = {
        "User=nobody\tAmbientCapabilities=CAP_NET_BIND_SERVICE",
        "User=nobody\tAmbientCapabilities=CAP_CHOWN CAP_SYS_PTRACE CAP_SYS_ADMIN",
        "User=nobody\tAmbientCapabilities=CAP_SETUID CAP_SETGID\tCapabilityBoundingSet=CAP_SETUID CAP_SETGID",
        "User=nobody\tAmbientCapabilities=CAP_DAC_OVERRIDE\tProtectSystem=full",
        "User=nobody\tAmbientCapabilities=CAP_DAC_READ_SEARCH\tProtectHome=yes",
        "User=nobody\tAmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN\tRestrictAddressFamilies=AF_INET AF_NETLINK",
        "User=nobody\tAmbientCapabilities=CAP_SYS_MODULE CAP_SYSLOG\tProtectKernelLogs=yes",
        "User=nobody\tLockPersonality=yes",
        "User=nobody\tMemoryDenyWriteExecute=yes",
        "User=nobody\tNoNewPrivileges=yes",
        "User=nobody\tPrivateUsers=yes",
        "User=nobody\tPrivateDevices=yes",
        "User=nobody\tProtectKernelTunables=yes",
        "User=nobody\tProtectKernelModules=yes",
        "User=nobody\tProtectKernelLogs=yes",
        "User=nobody\tProtectClock=yes",
        "User=nobody\tProtectHostname=yes",
        "User=nobody\tProtectControlGroups=yes",
        "User=nobody\tProtectProc=invisible",
        "User=nobody\tProtectProc=noaccess",
        "User=nobody\tProtectProc=ptraceable",
        "User=nobody\tProcSubset=pid",
        "User=nobody\tProtectSystem=strict",
        "User=nobody\tProtectHome=yes",
        "User=nobody\tPrivateTmp=yes",
        "User=nobody\tPrivateNetwork=yes",
        "User=nobody\tPrivateIPC=yes",
        "User=nobody\tPrivateMounts=yes",
        "User=nobody\tRestrictSUIDSGID=yes",
        "User=nobody\tRestrictRealtime=yes",
        "User=nobody\tRestrictNamespaces=yes",
        "User=nobody\tRestrictAddressFamilies=AF_UNIX",
        "User=nobody\tRemoveIPC=yes",
        "User=nobody\tSystemCallArchitectures=native",
        "User=nobody\tSystemCallFilter=@system-service\tSystemCallErrorNumber=EPERM",
        "User=nobody\tSystemCallFilter=~@privileged\tSystemCallErrorNumber=EPERM",
        "User=nobody\tSystemCallFilter=~@mount\tSystemCallErrorNumber=EPERM",
        "User=nobody\tSystemCallLog=@mount",
        "User=nobody\tDevicePolicy=closed",
        "User=nobody\tDevicePolicy=strict\tDeviceAllow=/dev/null rw",
        "User=nobody\tIPAddressDeny=any",
        "User=nobody\tProtectSystem=strict\tReadWritePaths=/tmp",
        "User=nobody\tProtectSystem=strict\tStateDirectory=unitlock-lab",
        "DynamicUser=yes",
        "DynamicUser=yes\tStateDirectory=unitlock-dynamic",
        "DynamicUser=yes\tProtectHome=yes",
        "DynamicUser=yes\tAmbientCapabilities=CAP_NET_BIND_SERVICE",
        "DynamicUser=yes\tProtectProc=invisible\tProcSubset=pid",
        "ProtectSystem=strict\tReadWritePaths=/var/lib",
        "ProtectSystem=strict\tReadWritePaths=/etc /srv",
        "ProtectSystem=strict\tReadWritePaths=-/var -/not/there\tReadOnlyPaths=/var/lib",
        "ProtectSystem=strict\tStateDirectory=systemd",
        "ProtectSystem=strict\tLogsDirectory=unitlock-lab\tCacheDirectory=unitlock-lab\tRuntimeDirectory=unitlock-lab",
        "ProtectSystem=strict\tProtectHome=yes\tPrivateTmp=yes\tPrivateDevices=yes",
        "ProtectSystem=strict\tPrivateTmp=yes",
        "ProtectSystem=strict\tProtectHome=read-only\tProtectKernelTunables=yes\tProtectControlGroups=yes",
        "ProtectSystem=full\tReadWritePaths=/etc",
        "ProtectSystem=full\tReadWritePaths=/etc/cron.d",
        "ProtectSystem=yes\tReadOnlyPaths=/etc\tReadWritePaths=/etc/systemd",
        "ProtectHome=tmpfs\tBindPaths=/root",
        "ProtectHome=tmpfs\tBindReadOnlyPaths=/home",
        "ProtectHome=yes\tReadWritePaths=-/root",
        "InaccessiblePaths=/var\tReadWritePaths=-/var/lib",
        "InaccessiblePaths=/etc/systemd\tReadOnlyPaths=/etc",
        "TemporaryFileSystem=/var:ro\tBindReadOnlyPaths=/var/lib",
        "TemporaryFileSystem=/srv\tReadOnlyPaths=/srv",
        "NoExecPaths=/\tExecPaths=/usr",
        "NoExecPaths=/\tExecPaths=/usr/bin/dash /usr/lib /usr/lib64 /usr/local/libexec",
        "NoExecPaths=/tmp /var\tExecPaths=/var/tmp",
        "PrivateTmp=yes\tReadOnlyPaths=/tmp",
        "PrivateTmp=yes\tInaccessiblePaths=/var/tmp",
        "PrivateDevices=yes\tDeviceAllow=/dev/net/tun rw",
        "PrivateDevices=yes\tDevicePolicy=strict\tDeviceAllow=/dev/null rw",
        "DevicePolicy=closed\tDeviceAllow=/dev/net/tun rw",
        "DevicePolicy=closed\tDeviceAllow=/dev/net/tun r",
        "DevicePolicy=strict\tDeviceAllow=/dev/null rw",
        "DevicePolicy=strict\tDeviceAllow=/dev/null rw\tDeviceAllow=/dev/ptmx rw\tDeviceAllow=char-pts rw",
        "PrivateUsers=yes\tCapabilityBoundingSet=CAP_SYS_ADMIN",
        "PrivateUsers=yes\tPrivateNetwork=yes",
        "PrivateUsers=yes\tRestrictNamespaces=yes",
        "PrivateUsers=yes\tProtectProc=invisible",
        "PrivateNetwork=yes\tIPAddressDeny=any",
        "PrivateNetwork=yes\tRestrictAddressFamilies=AF_UNIX AF_INET",
        "IPAddressDeny=any\tIPAddressAllow=localhost",
        "IPAddressDeny=any\tIPAddressAllow=127.0.0.1",
        "IPAddressDeny=any\tIPAddressAllow=192.0.2.0/24 ::1",
        "IPAddressDeny=any\tIPAddressAllow=link-local",
        "SocketBindDeny=any\tSocketBindAllow=tcp:61234",
        "SocketBindDeny=any\tSocketBindAllow=ipv4:udp",
        "SocketBindDeny=any\tSocketBindAllow=1-1023",
        "SocketBindDeny=any\tSocketBindAllow=ipv6:tcp:61000-62000",
        "ProtectProc=invisible\tCapabilityBoundingSet=~CAP_SYS_PTRACE",
        "ProtectProc=noaccess\tCapabilityBoundingSet=~CAP_SYS_PTRACE",
        "ProtectProc=ptraceable\tCapabilityBoundingSet=~CAP_SYS_PTRACE",
        "ProtectProc=invisible\tProcSubset=pid",
        "ProcSubset=pid\tProtectKernelTunables=yes",
        "ProtectKernelTunables=yes\tReadWritePaths=/proc/sys",
        "ProtectKernelTunables=yes\tProtectControlGroups=yes\tReadOnlyPaths=/",
        "ProtectSystem=strict\tNoExecPaths=-/var/lib -/var/log",
        "ProtectSystem=strict\tNoExecPaths=-/var/lib\tReadOnlyPaths=-/var/lib",
        "ProtectSystem=strict\tExecPaths=-/usr/lib",
        "ReadOnlyPaths=/\tNoExecPaths=/\tExecPaths=/usr /lib -/lib64",
        "NoNewPrivileges=yes\tRestrictSUIDSGID=yes",
        "NoNewPrivileges=yes\tCapabilityBoundingSet=\tSystemCallFilter=@system-service\tSystemCallErrorNumber=EPERM",
        "SystemCallFilter=@system-service\tSystemCallFilter=~@privileged\tSystemCallFilter=@"
        "chown\tSystemCallErrorNumber=EPERM",
        "SystemCallFilter=~@privileged\tSystemCallFilter=chroot\tSystemCallErrorNumber=EPERM",
        "SystemCallFilter=~@mount",
        "SystemCallFilter=~keyctl add_key:EACCES",
        "SystemCallFilter=@system-service @mount bpf\tSystemCallErrorNumber=ENOSYS",
        "SystemCallArchitectures=native\tSystemCallFilter=~@mount\tSystemCallErrorNumber=EPERM",
        "RestrictNamespaces=user mnt",
        "RestrictNamespaces=~user\tRestrictNamespaces=~net",
        "RestrictAddressFamilies=AF_UNIX\tRestrictAddressFamilies=AF_INET",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\tIPAddressDeny=any",
        "MemoryDenyWriteExecute=yes\tSystemCallFilter=~@mount\tSystemCallErrorNumber=EPERM",
        "LockPersonality=yes\tPersonality=x86-64",
        "KeyringMode=private\tPrivateIPC=yes",
        "MemoryMax=48M\tMemorySwapMax=0",
        "TasksMax=20",
        /* as a drop-in of ours */
        "CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID "
        "CAP_SETGID\tLockPersonality=yes\tMemoryDenyWriteExecute=yes\tNoNewPrivileges=yes\t"
        "PrivateDevices=yes\tPrivateTmp=yes\tProtectClock=yes\tProtectControlGroups=yes\tProtectHome="
        "yes\tProtectHostname=yes\t"
        "ProtectKernelLogs=yes\tProtectKernelModules=yes\tProtectKernelTunables=yes\tProtectProc="
        "invisible\tProtectSystem=strict\t"
        "RestrictAddressFamilies=AF_INET AF_INET6 "
        "AF_UNIX\tRestrictNamespaces=yes\tRestrictRealtime=yes\tRestrictSUIDSGID=yes\t"
        "SystemCallArchitectures=native\tSystemCallFilter=@system-service\tSystemCallErrorNumber=EPERM\tUMask=0077",
        NULL,
};

/* --- the plan --- */

static void plan_line(GPtrArray *plan, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void plan_line(GPtrArray *plan, const char *format, ...)
{
        va_list ap;

        va_start(ap, format);
        g_ptr_array_add(plan, g_strdup_vprintf(format, ap));
        va_end(ap);
}

static const char *errno_line(DirectiveId id)
{
        return id == DIRECTIVE_SYSTEM_CALL_FILTER ? "\tSystemCallErrorNumber=EPERM" : "";
}

static void plan_table(GPtrArray *plan, unsigned systemd)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                const Directive *directive = &directives[id];
                const char *const *rungs = directive->rungs;

                if (!directive->effects || !directive_known_to((DirectiveId)id, systemd))
                        continue;
                for (; rungs && *rungs; rungs++)
                        if (directive_value_is_on((DirectiveId)id, *rungs) &&
                            !g_str_equal(*rungs, "managed") && /* needs a service of its own, systemd-nsresourced */
                            directive_rung_since((DirectiveId)id, *rungs) <= systemd)
                                plan_line(plan, "%s=%s%s", directive->name, *rungs,
                                          /* without it no service starts: its standard input is /dev/null */
                                          g_str_equal(*rungs, "strict") && id == DIRECTIVE_DEVICE_POLICY
                                                  ? "\tDeviceAllow=/dev/null rw"
                                                  : "");
        }
        for (size_t i = 0; i < G_N_ELEMENTS(samples); i++)
                for (const char *const *value = samples[i].values; *value && directive_known_to(samples[i].id, systemd);
                     value++) {
                        g_auto(GStrv) lines = g_strsplit(*value, "|", 0);
                        g_autoptr(GString) line = g_string_new(NULL);

                        if (!lines[0])
                                g_string_append_printf(line, "\t%s=", directives[samples[i].id].name);
                        for (char **one = lines; *one; one++)
                                g_string_append_printf(line, "\t%s=%s", directives[samples[i].id].name, *one);
                        plan_line(plan, "%s%s", line->str + 1, errno_line(samples[i].id));
                }
}

static gint compare_strings(gconstpointer a, gconstpointer b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All subjects of needs of a kind ("syscall "), sorted, each once. */
static GPtrArray *subjects(const char *prefix)
{
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
        GHashTableIter iter;
        gpointer key;

        for (size_t i = 0; i < primitive_count; i++)
                for (int j = 0; j < PRIMITIVE_NEEDS_MAX && primitives[i].needs[j]; j++) {
                        g_auto(GStrv) words = g_strsplit(primitives[i].needs[j], " | ", 0);

                        for (char **word = words; *word; word++)
                                if (g_str_has_prefix(*word, prefix))
                                        g_hash_table_add(seen, g_strdup(*word + strlen(prefix)));
                }
        g_hash_table_iter_init(&iter, seen);
        while (g_hash_table_iter_next(&iter, &key, NULL))
                g_ptr_array_add(all, g_strdup(key));
        g_ptr_array_sort(all, compare_strings);
        return all;
}

static void plan_sets(GPtrArray *plan, unsigned systemd)
{
        g_autoptr(GPtrArray) calls = subjects("syscall "), families = subjects("family ");

        for (guint i = 0; i < calls->len; i++)
                if (!g_strv_contains(required_calls, calls->pdata[i]))
                        plan_line(plan, "SystemCallFilter=~%s\tSystemCallErrorNumber=EPERM", (char *)calls->pdata[i]);
        for (const char *const *group = syscall_group_names(systemd); *group; group++) {
                if (g_strv_contains(required_groups, *group) || g_str_equal(*group, "@known"))
                        continue;
                SyscallSet set = {0};
                bool required = false;

                syscall_group(*group, systemd, &set);
                for (const char *const *call = required_calls; *call; call++)
                        required = required || syscall_set_has(&set, syscall_from_name(*call));
                if (!required)
                        plan_line(plan, "SystemCallFilter=~%s\tSystemCallErrorNumber=EPERM", *group);
        }
        for (int capability = 0; capability < CAPABILITY_COUNT; capability++)
                plan_line(plan, "CapabilityBoundingSet=~%s", capability_name(capability));
        for (guint i = 0; i < families->len; i++)
                plan_line(plan, "RestrictAddressFamilies=~%s", (char *)families->pdata[i]);
        for (const char *const *type = namespace_names; *type; type++)
                if (!g_str_equal(*type, "time") || systemd >= 258)
                        plan_line(plan, "RestrictNamespaces=~%s", *type);
}

/* A setting that this systemd does not know is no part of a plan. */
static bool is_known(const char *line, unsigned systemd)
{
        g_auto(GStrv) settings = g_strsplit(line, "\t", 0);

        for (char **setting = settings; *setting; setting++) {
                g_autofree char *name = g_strndup(*setting, strcspn(*setting, "="));
                int id = directive_from_name("Service", name);

                if (id < 0 || !directive_known_to((DirectiveId)id, systemd))
                        return false;
        }
        return true;
}

static GPtrArray *make_plan(unsigned systemd, bool full)
{
        GPtrArray *plan = g_ptr_array_new_with_free_func(g_free);

        plan_line(plan, "%s", "");
        plan_line(plan, "User=nobody");
        plan_table(plan, systemd);
        for (const char *const *line = combinations; *line; line++)
                if (is_known(*line, systemd))
                        plan_line(plan, "%s", *line);
        if (full)
                plan_sets(plan, systemd);
        return plan;
}

static Config *line_to_config(char *const *settings)
{
        Config *config = config_new();

        for (; *settings; settings++) {
                char *equals = strchr(*settings, '=');
                g_autofree char *name = equals ? g_strndup(*settings, equals - *settings) : NULL;
                int id = name ? directive_from_name("Service", name) : -1;

                if (id >= 0)
                        config_assign(config, (DirectiveId)id, equals + 1);
        }
        return config;
}

/* What a configuration shows: its directives, and by kind their effects, unless another directive has an effect of that
 * kind too, which would hide that the model forgot it. Bits of a directive: 1 it is set, then the kinds; as root and as
 * another user count as two. Returns how much is new. */
static unsigned add_covered(const char *line, unsigned systemd, unsigned covered[2][_DIRECTIVE_MAX], bool keep)
{
        g_auto(GStrv) settings = g_strsplit(line, "\t", 0);
        g_autoptr(Config) config = line_to_config(settings);
        EffectContext context = {.systemd = systemd, .root = config_starts_as_root(config), .config = config};
        g_autoptr(EffectList) effects = effects_of(&context);
        unsigned bits[_DIRECTIVE_MAX] = {0}, added = 0;

        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if (config_get(config, (DirectiveId)id))
                        bits[id] |= 1;
        for (guint i = 0; i < effects->effects->len; i++) {
                const Effect *effect = effects->effects->pdata[i];
                bool alone = effect->directive < _DIRECTIVE_MAX;

                for (guint j = 0; j < effects->effects->len && alone; j++) {
                        const Effect *other = effects->effects->pdata[j];

                        alone = other->kind != effect->kind || other->directive == effect->directive;
                }
                if (alone)
                        bits[effect->directive] |= 2u << effect->kind;
        }
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                for (unsigned more = bits[id] & ~covered[context.root][id]; more; more &= more - 1)
                        added++;
                if (keep)
                        covered[context.root][id] |= bits[id];
        }
        return added;
}

static bool is_in(const GPtrArray *plan, const char *line)
{
        return g_ptr_array_find_with_equal_func((GPtrArray *)plan, line, g_str_equal, NULL);
}

/* Greedily: always the one that adds most. The two without directives, with which all are compared, stay. Of the
 * combinations each systemd gets a third, another one. */
static GPtrArray *covering(GPtrArray *plan, unsigned systemd)
{
        GPtrArray *chosen = g_ptr_array_new_with_free_func(g_free);
        unsigned covered[2][_DIRECTIVE_MAX] = {0}, third = systemd < 255 ? 0 : systemd < 260 ? 1 : 2;

        for (guint i = 0; i < 2; i++) {
                g_ptr_array_add(chosen, g_strdup(plan->pdata[i]));
                add_covered(plan->pdata[i], systemd, covered, true);
        }
        for (;;) {
                const char *best = NULL;
                unsigned most = 0;

                for (guint i = 2; i < plan->len; i++) {
                        unsigned added = add_covered(plan->pdata[i], systemd, covered, false);

                        if (added > most) {
                                most = added;
                                best = plan->pdata[i];
                        }
                }
                if (!best)
                        break;
                g_ptr_array_add(chosen, g_strdup(best));
                add_covered(best, systemd, covered, true);
        }
        for (guint i = 0; combinations[i]; i++)
                if (i % 3 == third && is_in(plan, combinations[i]) && !is_in(chosen, combinations[i]))
                        g_ptr_array_add(chosen, g_strdup(combinations[i]));
        return chosen;
}

/* --- a recorded run --- */

typedef struct Run {
        char **settings;
        char *text;          /* the settings, for people */
        GHashTable *results; /* name -> "allowed", "refused EPERM" ... */
        Config *config;
        bool complete;
} Run;

static void run_free(gpointer data)
{
        Run *run = data;

        g_strfreev(run->settings);
        g_free(run->text);
        g_hash_table_unref(run->results);
        config_free(run->config);
        g_free(run);
}

/* "= SETTING<tab>SETTING" begins a run; then the prober's lines. Before all, the control group's controllers. */
static GPtrArray *read_runs(const char *file, char **ret_controllers)
{
        GPtrArray *runs = g_ptr_array_new_with_free_func(run_free);
        g_autofree char *text = NULL;
        g_auto(GStrv) lines = NULL;
        Run *run = NULL;

        if (!g_file_get_contents(file, &text, NULL, NULL))
                return runs;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++) {
                if (g_str_has_prefix(*line, "= ")) {
                        run = g_new0(Run, 1);
                        run->settings = g_strsplit(*line + 2, "\t", 0);
                        run->text = g_strjoinv(" ", run->settings);
                        run->results = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
                        run->config = line_to_config(run->settings);
                        g_ptr_array_add(runs, run);
                } else if (g_str_has_prefix(*line, "controllers\t")) {
                        g_free(*ret_controllers);
                        *ret_controllers = g_strdup(strchr(*line, '\t') + 1);
                } else if (run) {
                        g_auto(GStrv) words = g_strsplit(*line, "\t", 3);

                        if (words[0] && g_str_equal(words[0], "end"))
                                run->complete = true;
                        else if (words[0] && words[1])
                                g_hash_table_insert(run->results, g_strdup(words[0]),
                                                    words[2] ? g_strconcat(words[1], " ", words[2], NULL)
                                                             : g_strdup(words[1]));
                }
        }
        return runs;
}

typedef struct Matrix {
        unsigned systemd;
        GPtrArray *runs;
        const Run *root, *user; /* without directives */
        char *controllers;      /* what the lab can limit */
        unsigned cells, agree, excepted;
} Matrix;

/* Where systemd or the kernel do otherwise than the model says, and the model is left as it is: and why. */
typedef struct Exception {
        DirectiveId id;
        const char *primitive; /* "bind-*": all that begin so */
        unsigned from, to;     /* systemd versions; 0: all */
        const char *why;
        const char *reference; /* where systemd's own people write of it, or of what it comes from */
} Exception;

static const Exception exceptions[] = {
        {DIRECTIVE_RESTRICT_SUID_SGID, "set-id-bit-tmpfile", 0, 0,
         "systemd looks at the mode of a call only if it has O_CREAT, and O_TMPFILE makes a file without that",
         "systemd/systemd#12056 (which brought it)"},
        {DIRECTIVE_DYNAMIC_USER, "set-id-bit-tmpfile", 0, 0, "as RestrictSUIDSGID=, which it implies",
         "systemd/systemd#38711 (that it is implied)"},
        {DIRECTIVE_RESTRICT_REALTIME, "deadline", 0, 0,
         "systemd filters sched_setscheduler() only, and SCHED_DEADLINE is set by sched_setattr()",
         "systemd/systemd#3583 (which brought it), #10034"},
        {DIRECTIVE_PROTECT_KERNEL_TUNABLES, "write-sysfs*", 257, 0,
         "the entry for /sys of MountAPIVFS=, which is implied, takes the place of the read-only one (seen in labs, "
         "whose /sys is made of several mounts; ReadOnlyPaths=/sys alone works there)",
         "systemd/systemd#5384 (that it is implied)"},
        {DIRECTIVE_PRIVATE_USERS, "run-su", 0, 0,
         "root is in the user namespace too, so a set-user-ID program of root gets that user, without capabilities "
         "outside; the model does not know the owner of a program, and says that none gets anything",
         "systemd.exec(5), PrivateUsers=: root is mapped to itself"},
        {DIRECTIVE_PRIVATE_USERS, "run-passwd", 0, 0, "as run-su", "as run-su"},
        {DIRECTIVE_SOCKET_BIND_DENY, "bind-*", 0, 252,
         "Debian 12 builds systemd without what this needs (BPF_FRAMEWORK)",
         "systemd/systemd#17655 (which brought it, and what it needs)"},
        {DIRECTIVE_PROTECT_HOME, "make-in-home", 0, 256,
         "ProtectHome=tmpfs was writable before 257: a directory of its own, and nothing of the host's",
         "systemd/systemd#34825, mended by #34834"},
        {DIRECTIVE_PROTECT_HOME, "make-in-root-home", 0, 256, "as make-in-home", "systemd/systemd#34825"},
        {_DIRECTIVE_MAX, NULL, 0, 0, NULL, NULL},
};

static bool is_primitive(const char *pattern, const char *name)
{
        size_t length = strlen(pattern);

        return pattern[length - 1] == '*' ? strncmp(pattern, name, length - 1) == 0 : g_str_equal(pattern, name);
}

static const Exception *find_exception(const Run *run, unsigned systemd, const char *primitive)
{
        for (const Exception *exception = exceptions; exception->why; exception++)
                if (systemd >= exception->from && (exception->to == 0 || systemd <= exception->to) &&
                    config_is_on(run->config, exception->id) && is_primitive(exception->primitive, primitive))
                        return exception;
        return NULL;
}

/* What there is to see of a cell: false if nothing. *ret_allowed: what the prober saw; *ret_flags for the prediction.
 */
static bool cell(const Matrix *matrix, const Run *run, const Primitive *primitive, bool *ret_allowed,
                 unsigned *ret_flags)
{
        const char *got = g_hash_table_lookup(run->results, primitive->name);
        const char *base = g_hash_table_lookup(matrix->root->results, primitive->name);
        bool user = !config_starts_as_root(run->config);

        *ret_flags = 0;
        if (user && matrix->user && g_strcmp0(base, "allowed") != 0)
                base = g_hash_table_lookup(matrix->user->results, primitive->name);
        if (!got || !base || g_str_equal(got, "untried") || g_str_equal(got, "inapplicable"))
                return false;
        if (g_str_equal(base, "allowed"))
                *ret_allowed = g_str_equal(got, "allowed");
        else if (g_str_equal(base, "refused ENOSYS")) {
                if (g_strcmp0(config_get(run->config, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER), "ENOSYS") == 0)
                        return false; /* a refusal looks the same */
                *ret_allowed = g_str_equal(got, base);
                *ret_flags = PREDICT_CALLS_ONLY;
        } else
                return false;
        return true;
}

/* The directive that a row says stops it, which is not modelled: MemoryMax=, TasksMax=. */
static bool limited(const Run *run, const Primitive *primitive)
{
        int id = primitive->limit ? directive_from_name("Service", primitive->limit) : -1;

        return id >= 0 && config_get(run->config, (DirectiveId)id) != NULL;
}

static bool can_limit(const Matrix *matrix, const Primitive *primitive)
{
        return strstr(matrix->controllers, g_str_has_prefix(primitive->limit, "Memory") ? "memory" : "pids") != NULL;
}

typedef void (*OnCell)(Matrix *matrix, const Run *run, const Primitive *primitive, bool got, Prediction prediction,
                       void *userdata);

/* Takes the effects of a kind out of a list, those of a directive or (_DIRECTIVE_MAX) of all: the directives of the
 * file system share one effect, in which each has entries. True if there were any. */
static bool forget(EffectList *effects, EffectKind kind, DirectiveId by)
{
        bool changed = false;

        for (guint i = effects->effects->len; i-- > 0;) {
                Effect *effect = effects->effects->pdata[i];

                if (effect->kind != kind)
                        continue;
                if (kind == EFFECT_PATHS && by != _DIRECTIVE_MAX) {
                        for (guint j = effect->paths->entries->len; j-- > 0;)
                                if (((PathEntry *)effect->paths->entries->pdata[j])->directive == by) {
                                        g_ptr_array_remove_index(effect->paths->entries, j);
                                        changed = true;
                                }
                } else if (by == _DIRECTIVE_MAX || effect->directive == by) {
                        g_ptr_array_remove_index(effects->effects, i);
                        changed = true;
                }
        }
        return changed;
}

/* What a cell would be under some effects. */
static Prediction predict_cell(const Run *run, const Primitive *primitive, const EffectContext *context,
                               const EffectList *effects, unsigned flags)
{
        Prediction prediction = primitive_predict(primitive, context, effects, flags);

        if (limited(run, primitive))
                prediction.allowed = false;
        return prediction;
}

static EffectContext run_context(const Matrix *matrix, const Run *run)
{
        return (EffectContext){
                .systemd = matrix->systemd, .root = config_starts_as_root(run->config), .config = run->config};
}

/* lie_kind: the model forgets this kind of effect, of this directive (_DIRECTIVE_MAX: of all). */
static void each_cell(Matrix *matrix, EffectKind lie_kind, DirectiveId lie_by, OnCell on_cell, void *userdata)
{
        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];
                EffectContext context = run_context(matrix, run);
                g_autoptr(EffectList) effects = effects_of(&context);

                if (lie_kind != _EFFECT_MAX && !forget(effects, lie_kind, lie_by))
                        continue;
                for (size_t j = 0; j < primitive_count; j++) {
                        unsigned flags;
                        bool got;

                        if (!cell(matrix, run, &primitives[j], &got, &flags) ||
                            (limited(run, &primitives[j]) && !can_limit(matrix, &primitives[j])))
                                continue;
                        on_cell(matrix, run, &primitives[j], got,
                                predict_cell(run, &primitives[j], &context, effects, flags), userdata);
                }
        }
}

static void count_cell(Matrix *matrix, const Run *run, const Primitive *primitive, bool got, Prediction prediction,
                       void *userdata)
{
        const Exception *exception;
        GPtrArray *wrong = userdata;

        matrix->cells++;
        if (got == prediction.allowed) {
                matrix->agree++;
                return;
        }
        exception = find_exception(run, matrix->systemd, primitive->name);
        if (exception) {
                matrix->excepted++;
                return;
        }
        g_ptr_array_add(wrong,
                        g_strdup_printf("%s: %s is %s, and the model says %s%s%s%s%s", run->text, primitive->name,
                                        (char *)g_hash_table_lookup(run->results, primitive->name),
                                        prediction.allowed ? "allowed" : "refused", prediction.need ? " for \"" : "",
                                        prediction.need ? prediction.need : "", prediction.need ? "\" by " : "",
                                        !prediction.need                  ? ""
                                        : prediction.by == _DIRECTIVE_MAX ? "the user"
                                                                          : directives[prediction.by].name));
}

static int compare(Matrix *matrix)
{
        g_autoptr(GPtrArray) wrong = g_ptr_array_new_with_free_func(g_free);
        unsigned incomplete = 0;

        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];

                if (!run->complete) {
                        printf("# not measured: %s\n", run->text);
                        incomplete++;
                }
        }
        each_cell(matrix, _EFFECT_MAX, _DIRECTIVE_MAX, count_cell, wrong);
        for (guint i = 0; i < wrong->len; i++)
                printf("# %s\n", (char *)wrong->pdata[i]);
        printf("# %u configurations, %u cells: %u agree, %u are excepted, %u do not agree\n", matrix->runs->len,
               matrix->cells, matrix->agree, matrix->excepted, wrong->len);
        printf("%s 1 every configuration was measured\n", incomplete ? "not ok" : "ok");
        printf("%s 2 the model and systemd %u agree in %u cells\n", wrong->len ? "not ok" : "ok", matrix->systemd,
               matrix->cells);
        printf("1..2\n");
        return wrong->len || incomplete;
}

/* --- lies --- */

static void count_wrong(Matrix *matrix, const Run *run, const Primitive *primitive, bool got, Prediction prediction,
                        void *userdata)
{
        if (got != prediction.allowed && !find_exception(run, matrix->systemd, primitive->name))
                ++*(unsigned *)userdata;
}

static const char *const effect_kind_names[] = {
        [EFFECT_SYSCALLS] = "system calls",
        [EFFECT_FOREIGN_ABI] = "foreign calls",
        [EFFECT_CAPABILITIES] = "capabilities",
        [EFFECT_FAMILIES] = "address families",
        [EFFECT_NAMESPACES] = "namespaces",
        [EFFECT_BEHAVIOURS] = "behaviours",
        [EFFECT_MEMORY] = "memory",
        [EFFECT_SETID_EXEC] = "set-ID programs",
        [EFFECT_SETID_BIT] = "set-ID bits",
        [EFFECT_DEVICES] = "devices",
        [EFFECT_NETWORK] = "network",
        [EFFECT_ADDRESSES] = "addresses",
        [EFFECT_BIND] = "bind",
        [EFFECT_USERS] = "users",
        [EFFECT_PATHS] = "paths",
};
_Static_assert(G_N_ELEMENTS(effect_kind_names) == _EFFECT_MAX, "a name for each kind of effect");

/* The lie the other way: an effect that a directive has is said to be there where nothing is set. How many cells of the
 * runs without any directive, as root and as another user, contradict it? */
static unsigned invented(const Matrix *matrix, EffectKind kind)
{
        const Run *bases[] = {matrix->root, matrix->user};
        unsigned most = 0;

        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];
                EffectContext its = run_context(matrix, run);
                g_autoptr(EffectList) effects = effects_of(&its);

                for (int other = 0; other < _EFFECT_MAX; other++)
                        if (other != (int)kind)
                                forget(effects, (EffectKind)other, _DIRECTIVE_MAX);
                for (size_t base = 0; base < G_N_ELEMENTS(bases) && bases[base] && effects->effects->len; base++) {
                        EffectContext context = run_context(matrix, bases[base]);
                        unsigned wrong = 0;

                        for (size_t j = 0; j < primitive_count; j++) {
                                unsigned flags;
                                bool got;

                                if (cell(matrix, bases[base], &primitives[j], &got, &flags) && got &&
                                    !predict_cell(bases[base], &primitives[j], &context, effects, flags).allowed)
                                        wrong++;
                        }
                        most = MAX(most, wrong);
                }
        }
        return most;
}

/* Could a primitive notice an effect of a directive: would it be refused by that alone? */
typedef enum Asked { ASKED_NO_SUCH, ASKED_NEVER, ASKED_HIDDEN } Asked;

static Asked what_asks(const Matrix *matrix, EffectKind kind, DirectiveId id)
{
        Asked asked = ASKED_NO_SUCH;

        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];
                EffectContext context = run_context(matrix, run);
                g_autoptr(EffectList) all = effects_of(&context), one = effects_of(&context), none = effect_list_new();

                if (!forget(all, kind, id))
                        continue;
                if (asked == ASKED_NO_SUCH)
                        asked = ASKED_NEVER;
                for (int other = 0; other < _EFFECT_MAX; other++)
                        if (other != (int)kind)
                                forget(one, (EffectKind)other, _DIRECTIVE_MAX);
                for (int other = 0; other < _DIRECTIVE_MAX; other++)
                        if (other != (int)id)
                                forget(one, kind, (DirectiveId)other);
                for (size_t j = 0; j < primitive_count; j++) {
                        unsigned flags;
                        bool got;

                        if (cell(matrix, run, &primitives[j], &got, &flags) &&
                            !predict_cell(run, &primitives[j], &context, one, flags).allowed &&
                            predict_cell(run, &primitives[j], &context, none, flags).allowed)
                                return ASKED_HIDDEN;
                }
        }
        return asked;
}

/* Each kind of effect is left out of the model's answers: the recorded run must contradict it. Then the same by
 * directive, for the count: a directive whose effect can be left out unnoticed is one that nothing measures. */
static int lies(Matrix *matrix)
{
        unsigned before = 0, number = 0, bad = 0, noticed = 0, told = 0, hidden = 0;

        each_cell(matrix, _EFFECT_MAX, _DIRECTIVE_MAX, count_wrong, &before);
        printf("%s %u the truth is not contradicted\n", before ? "not ok" : "ok", ++number);
        bad += before != 0;
        for (int kind = 0; kind < _EFFECT_MAX; kind++) {
                unsigned wrong = 0;

                each_cell(matrix, (EffectKind)kind, _DIRECTIVE_MAX, count_wrong, &wrong);
                /* Debian 12 has no SocketBindDeny=, so there it is no lie to leave it out */
                if (kind == EFFECT_BIND && matrix->systemd == 252) {
                        printf("ok %u forgetting %s is noticed # SKIP this systemd is built without\n", ++number,
                               effect_kind_names[kind]);
                        continue;
                }
                printf("%s %u forgetting %s is noticed: %u cells\n", wrong ? "ok" : "not ok", ++number,
                       effect_kind_names[kind], wrong);
                bad += wrong == 0;
        }
        for (int kind = 0; kind < _EFFECT_MAX; kind++) {
                unsigned wrong = invented(matrix, (EffectKind)kind);

                if (kind == EFFECT_BIND && matrix->systemd == 252)
                        continue;
                printf("%s %u inventing %s is noticed: %u cells\n", wrong ? "ok" : "not ok", ++number,
                       effect_kind_names[kind], wrong);
                bad += wrong == 0;
        }
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                for (int kind = 0; kind < _EFFECT_MAX; kind++) {
                        unsigned wrong = 0;
                        Asked asked = what_asks(matrix, (EffectKind)kind, (DirectiveId)id);

                        if (asked == ASKED_NO_SUCH)
                                continue;
                        told++;
                        each_cell(matrix, (EffectKind)kind, (DirectiveId)id, count_wrong, &wrong);
                        if (wrong) {
                                noticed++;
                                continue;
                        }
                        hidden += asked == ASKED_HIDDEN;
                        printf("# not noticed: %s without its effect on %s: %s\n", directives[id].name,
                               effect_kind_names[kind],
                               asked == ASKED_HIDDEN ? "another effect refuses the same"
                                                     : "no primitive comes past it");
                }
        printf("# of %u effects of single directives, %u are noticed when left out; of the others, %u are hidden, "
               "since "
               "another effect "
               "refuses the same, and %u are tried by no primitive\n1..%u\n",
               told, noticed, hidden, told - noticed - hidden, number);
        return bad != 0;
}

/* --- the document --- */

/* What is refused of what is open to the same user without any directive. */
static GPtrArray *stopped_by(const Matrix *matrix, const Run *run, unsigned *ret_open)
{
        const Run *base = config_starts_as_root(run->config) || !matrix->user ? matrix->root : matrix->user;
        GPtrArray *names = g_ptr_array_new();

        *ret_open = 0;
        for (size_t i = 0; i < primitive_count; i++) {
                const char *before = g_hash_table_lookup(base->results, primitives[i].name);
                const char *after = g_hash_table_lookup(run->results, primitives[i].name);

                if (g_strcmp0(after, "allowed") == 0)
                        ++*ret_open;
                else if (g_strcmp0(before, "allowed") == 0 && after && g_str_has_prefix(after, "refused"))
                        g_ptr_array_add(names, (gpointer)primitives[i].name);
        }
        g_ptr_array_add(names, NULL);
        return names;
}

static unsigned exposure(const Matrix *matrix, const Run *run)
{
        g_autoptr(Score) score = score_config(run->config, matrix->systemd, false, false);

        return score->tenths;
}

/* The two configurations of the same exposure whose open primitives differ most. */
static void print_equal_exposures(const Matrix *matrix)
{
        const Run *least = NULL, *most = NULL;
        unsigned difference = 0, open_least = 0, open_most = 0;

        for (guint i = 0; i < matrix->runs->len; i++)
                for (guint j = 0; j < matrix->runs->len; j++) {
                        const Run *a = matrix->runs->pdata[i], *b = matrix->runs->pdata[j];
                        unsigned open_a, open_b;

                        if (!a->complete || !b->complete || exposure(matrix, a) != exposure(matrix, b))
                                continue;
                        g_autoptr(GPtrArray) x = stopped_by(matrix, a, &open_a), y = stopped_by(matrix, b, &open_b);

                        if (open_b > open_a && open_b - open_a > difference) {
                                difference = open_b - open_a;
                                least = a;
                                most = b;
                                open_least = open_a;
                                open_most = open_b;
                        }
                }
        if (least)
                printf("\n## Equal in exposure, and not in surface\n\nThe exposure of `systemd-analyze security` is "
                       "%u.%u for both:\n\n"
                       "| Settings | Primitives open |\n|---|---|\n| `%s` | %u |\n| `%s` | %u |\n",
                       exposure(matrix, least) / 10, exposure(matrix, least) % 10, least->text, open_least,
                       *most->text ? most->text : "(none)", open_most);
}

static int table(Matrix *matrix)
{
        unsigned open;
        g_autoptr(GPtrArray) none = stopped_by(matrix, matrix->root, &open);

        printf("# What directives really stop: systemd %u\n\nMade by `make conformance`. Each line is a unit that had "
               "these settings and nothing "
               "else, on a real systemd; \"stops\" is how many of the primitives that are open to the same user "
               "without them were refused "
               "(of %u as root), and which. Kernels differ; what this one lacks is at the end.\n\n| Settings | Stops | "
               "Which |\n|---|---|---|\n",
               matrix->systemd, open);
        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];
                unsigned ignored;
                g_autoptr(GPtrArray) names = stopped_by(matrix, run, &ignored);
                g_autofree char *list = g_strjoinv(" ", (char **)names->pdata);

                if (run->complete && *run->text)
                        printf("| `%s` | %u | %s |\n", run->text, names->len - 1, list);
        }
        print_equal_exposures(matrix);
        printf("\n## Where systemd does less than it says, or the model more\n\n| Directive | Primitive | systemd | "
               "Why | See |\n|---|---|---|---|---|\n");
        for (const Exception *exception = exceptions; exception->why; exception++) {
                g_autofree char *versions = exception->from ? g_strdup_printf("%u and later", exception->from)
                                            : exception->to ? g_strdup_printf("up to %u", exception->to)
                                                            : g_strdup("all");

                printf("| `%s=` | %s | %s | %s | %s |\n", directives[exception->id].name, exception->primitive,
                       versions, exception->why, exception->reference);
        }
        printf("\n## Not measurable in this lab\n\nRefused to root without any directive, for want of it in the kernel "
               "or the lab:");
        for (size_t i = 0; i < primitive_count; i++) {
                const char *got = g_hash_table_lookup(matrix->root->results, primitives[i].name);

                if (g_strcmp0(got, "allowed") != 0)
                        printf(" %s (%s)", primitives[i].name, got ? got : "?");
        }
        printf("\n");
        return 0;
}

/* --- between versions --- */

typedef enum Seen { SEEN_NOTHING, SEEN_OPEN, SEEN_STOPPED } Seen;

static const Run *find_run(const Matrix *matrix, const char *text)
{
        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];

                if (g_str_equal(run->text, text))
                        return run->complete ? run : NULL;
        }
        return NULL;
}

static Seen what_was_seen(const Matrix *matrix, const Run *run, const Primitive *primitive)
{
        const Run *base = config_starts_as_root(run->config) || !matrix->user ? matrix->root : matrix->user;
        const char *before = g_hash_table_lookup(base->results, primitive->name);
        const char *after = g_hash_table_lookup(run->results, primitive->name);

        /* what is open to root only is compared as root */
        if (g_strcmp0(before, "allowed") != 0 && config_is_on(run->config, DIRECTIVE_AMBIENT_CAPABILITIES))
                before = g_hash_table_lookup(matrix->root->results, primitive->name);
        if (g_strcmp0(before, "allowed") != 0 || !after)
                return SEEN_NOTHING;
        return g_str_equal(after, "allowed")        ? SEEN_OPEN
               : g_str_has_prefix(after, "refused") ? SEEN_STOPPED
                                                    : SEEN_NOTHING;
}

static unsigned print_differences(const Matrix *matrices, unsigned count, const Run *of)
{
        g_autoptr(GHashTable) by_pattern = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GPtrArray) patterns = g_ptr_array_new(), lists = g_ptr_array_new();
        unsigned shown = 0;

        for (size_t i = 0; i < primitive_count; i++) {
                g_autoptr(GString) pattern = g_string_new(NULL);
                bool open = false, stopped = false;
                gpointer at;

                for (unsigned j = 0; j < count; j++) {
                        const Run *run = find_run(&matrices[j], of->text);
                        Seen seen = run ? what_was_seen(&matrices[j], run, &primitives[i]) : SEEN_NOTHING;

                        open |= seen == SEEN_OPEN;
                        stopped |= seen == SEEN_STOPPED;
                        g_string_append_printf(pattern, " %s |",
                                               seen == SEEN_STOPPED ? "stopped"
                                               : seen == SEEN_OPEN  ? "**open**"
                                                                    : "");
                }
                if (!open || !stopped)
                        continue;
                if (!g_hash_table_lookup_extended(by_pattern, pattern->str, NULL, &at)) {
                        char *key = g_string_free(g_steal_pointer(&pattern), FALSE);

                        at = GUINT_TO_POINTER(patterns->len);
                        g_hash_table_insert(by_pattern, key, at);
                        g_ptr_array_add(patterns, key);
                        g_ptr_array_add(lists, g_string_new(NULL));
                }
                g_string_append_printf(lists->pdata[GPOINTER_TO_UINT(at)], " %s", primitives[i].name);
        }
        for (guint i = 0; i < patterns->len; i++, shown++) {
                g_autofree char *names = g_string_free(lists->pdata[i], FALSE);

                printf("| `%s` |%s |%s\n", of->text, names, (char *)patterns->pdata[i]);
        }
        return shown;
}

static int differences(const Matrix *matrices, unsigned count)
{
        g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
        unsigned rows = 0;

        printf("# What differs between versions of systemd\n\nMade by `make conformance` from the runs of "
               "[conformance-252.md](conformance-252.md), [conformance-257.md](conformance-257.md) and "
               "[conformance-262.md](conformance-262.md), on one kernel.\n\n## The same settings, another effect\n\n"
               "An empty field: the setting is unknown to that version, or the primitive was not open in its lab "
               "without "
               "it either.\n\n| Settings | Primitives |");
        for (unsigned i = 0; i < count; i++)
                printf(" %u |", matrices[i].systemd);
        printf("\n|---|---|");
        for (unsigned i = 0; i < count; i++)
                printf("---|");
        putchar('\n');
        for (unsigned i = 0; i < count; i++)
                for (guint j = 0; j < matrices[i].runs->len; j++) {
                        const Run *run = matrices[i].runs->pdata[j];

                        if (g_hash_table_add(seen, run->text))
                                rows += print_differences(matrices, count, run);
                }
        if (rows == 0)
                puts("| (none) | | | | |");
        printf("\n## Settings that not all of them know\n\n| Settings | First measured on | Stops |\n|---|---|---|\n");
        g_hash_table_remove_all(seen);
        for (unsigned i = 0; i < count; i++)
                for (guint j = 0; j < matrices[i].runs->len; j++) {
                        const Run *run = matrices[i].runs->pdata[j];
                        unsigned ignored;
                        g_autoptr(GPtrArray) names = stopped_by(&matrices[i], run, &ignored);

                        if (g_hash_table_add(seen, run->text) && i > 0 && run->complete)
                                printf("| `%s` | %u | %u |\n", run->text, matrices[i].systemd, names->len - 1);
                }
        printf("\nGroups of system calls, families and calls that a version does not know are among these.\n");
        return 0;
}

/* False if there is no run without any directive, with which all are compared. */
static bool matrix_read(Matrix *matrix, const char *version, const char *file)
{
        g_autofree char *controllers = g_strdup("");

        matrix->systemd = (unsigned)atoi(version);
        matrix->runs = read_runs(file, &controllers);
        matrix->controllers = g_steal_pointer(&controllers);
        for (guint i = 0; i < matrix->runs->len; i++) {
                const Run *run = matrix->runs->pdata[i];

                if (g_str_equal(run->text, ""))
                        matrix->root = run;
                if (g_str_equal(run->text, "User=nobody"))
                        matrix->user = run;
        }
        if (!matrix->root)
                printf("1..1\nnot ok 1 %s has a run without any directive\n", file);
        return matrix->root != NULL;
}

int main(int argc, char **argv)
{
        Matrix matrix = {0};

        if (argc < 3)
                return 2;
        matrix.systemd = (unsigned)atoi(argv[2]);
        if (g_str_equal(argv[1], "plan")) {
                const char *which = argc > 3 ? argv[3] : "quick";
                g_autoptr(GPtrArray) all = make_plan(matrix.systemd, g_str_equal(which, "full"));
                g_autoptr(GPtrArray) plan =
                        g_str_equal(which, "cover") ? covering(all, matrix.systemd) : g_ptr_array_ref(all);

                for (guint i = 0; i < plan->len; i++)
                        puts(plan->pdata[i]);
                return 0;
        }
        if (argc < 4)
                return 2;
        if (g_str_equal(argv[1], "differences")) {
                Matrix matrices[8] = {0};
                unsigned count = 0;

                for (int i = 2; i + 1 < argc && count < G_N_ELEMENTS(matrices); i += 2)
                        if (!matrix_read(&matrices[count++], argv[i], argv[i + 1]))
                                return 1;
                return differences(matrices, count);
        }
        if (!matrix_read(&matrix, argv[2], argv[3]))
                return 1;
        if (g_str_equal(argv[1], "table"))
                return table(&matrix);
        return g_str_equal(argv[1], "lies") ? lies(&matrix) : compare(&matrix);
}
