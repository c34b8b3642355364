/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three properties of synthesis, on random NeedSets: sound, tight, monotone (docs/ARCHITECTURE.md). A failing set
 * is printed in its text form, so that it can be replayed as a golden case. */

#include <linux/capability.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "model/capability.h"
#include "policy/policy.h"

#define ROUNDS 10000

static const char *const paths[] = {
        "/etc/app/app.conf",
        "/etc/resolv.conf",
        "/etc/nsswitch.conf",
        "/var/lib/app/db",
        "/var/log/app/a.log",
        "/var/log/syslog",
        "/run/app.pid",
        "/run/app/sock",
        "/srv/www/index.html",
        "/home/joe/.forward",
        "/root/.ssh/id",
        "/tmp/x",
        "/var/tmp/y",
        "/usr/bin/app",
        "/usr/share/app/z",
        "/usr/lib/modules/6/x.ko",
        "/proc/meminfo",
        "/proc/sys/kernel/x",
        "/proc/self/status",
        "/proc/kcore",
        "/sys/class/net/lo/mtu",
        "/sys/fs/cgroup/x",
        "/dev/shm/x",
        "/dev/disk/by-uuid/1",
        "/opt/app/lib/x",
        "/boot/vmlinuz",
        "/newtop",
        "/var/www/html/i",
        "/var/spool/app/q",
        "/run/user/0/bus",
        "/bin/sh",
};
static const char *const devices[] = {"/dev/null", "/dev/sda",  "/dev/net/tun", "/dev/pts/3",
                                      "/dev/rtc0", "/dev/kmsg", "/dev/tty"};
static const char *const calls[] = {"read",        "openat",      "setuid",   "chown",          "mount",
                                    "ptrace",      "personality", "adjtimex", "init_module",    "keyctl",
                                    "setpriority", "mlockall",    "openat2",  "io_uring_setup", "reboot",
                                    "syslog",      "sethostname", "capset",   "chroot",         "swapon",
                                    "bpf",         "unshare",     "clone3",   "iopl",           "nice"};
static const char *const sockets[] = {"AF_UNIX/SOCK_STREAM/0", "AF_INET/SOCK_STREAM/0", "AF_INET6/SOCK_DGRAM/0",
                                      "AF_NETLINK/SOCK_RAW/0", "AF_PACKET/SOCK_RAW/0"};
static const char *const connects[] = {"tcp:127.0.0.1:25", "udp:10.0.0.1:53", "tcp:[2001:db8::1]:443",
                                       "unix:/run/x.sock", "unix:@abstract",  "unix:/home/joe/s"};
static const char *const binds[] = {"tcp:0.0.0.0:80",     "tcp:[::]:8080", "udp:127.0.0.1:161",
                                    "unix:/run/app/sock", "unix:@own",     "unix:/tmp/s"};
static const char *const ids[] = {"0", "33", "65534"};

static const char *pick(GRand *rand, const char *const *table, size_t n)
{
        return table[g_rand_int_range(rand, 0, (gint32)n)];
}
#define PICK(table) pick(rand, table, G_N_ELEMENTS(table))

static void add_random(NeedSet *needs, GRand *rand)
{
        NeedKind kind = g_rand_int_range(rand, 0, _NEED_MAX);
        const char *subject = NULL, *source = "test";
        unsigned access = 0;

        switch (kind) {
        case NEED_SYSCALL:
                subject = PICK(calls);
                break;
        case NEED_FOREIGN:
                subject = g_rand_boolean(rand) ? "i386:open" : "i386:setgid32";
                break;
        case NEED_CAPABILITY:
                subject = capability_name(g_rand_int_range(rand, 0, CAPABILITY_COUNT));
                break;
        case NEED_PATH:
                subject = PICK(paths);
                access = (unsigned)g_rand_int_range(rand, 1, ACCESS_OWN) |
                         (g_rand_int_range(rand, 0, 4) ? 0 : ACCESS_OWN);
                break;
        case NEED_DEVICE:
                subject = PICK(devices);
                access = (unsigned)g_rand_int_range(rand, 1, 4);
                break;
        case NEED_SOCKET:
                subject = PICK(sockets);
                source = g_rand_boolean(rand) ? "host" : "test";
                break;
        case NEED_CONNECT:
                subject = PICK(connects);
                source = g_rand_boolean(rand) ? "host" : "test";
                break;
        case NEED_BIND:
                subject = PICK(binds);
                break;
        case NEED_ACCEPT:
                subject = "tcp:192.0.2.1";
                break;
        case NEED_NAMESPACE:
                subject = namespace_names[g_rand_int_range(rand, 0, NAMESPACE_COUNT)];
                break;
        case NEED_MEMORY:
                subject = "write-execute";
                break;
        case NEED_SETID_EXEC:
        case NEED_SETID_BIT:
                subject = PICK(paths);
                break;
        case NEED_USER:
        case NEED_GROUP:
                subject = PICK(ids);
                break;
        case NEED_BEHAVIOUR:
                subject = behaviour_names[g_rand_int_range(rand, 0, _BEHAVIOUR_MAX)];
                break;
        case NEED_INDIRECT:
                subject = "nss";
                break;
        case _NEED_MAX:
                g_assert_not_reached();
        }
        need_set_add(needs, kind, access, subject, STRENGTH_WITNESSED, PHASE_RUN, source, "/usr/bin/app", "");
}

typedef struct Case {
        NeedSet *needs;
        Config *current;
        PolicyInput input;
} Case;

static void case_clear(Case *c)
{
        need_set_free(c->needs);
        config_free(c->current);
}

static void case_init(Case *c, GRand *rand)
{
        static const unsigned versions[] = {252, 257, 262};
        static const struct {
                DirectiveId id;
                const char *value;
        } shipped[] = {
                {DIRECTIVE_PROTECT_SYSTEM, "full"},
                {DIRECTIVE_PROTECT_HOME, "read-only"},
                {DIRECTIVE_PRIVATE_TMP, "yes"},
                {DIRECTIVE_NO_NEW_PRIVILEGES, "yes"},
                {DIRECTIVE_SYSTEM_CALL_FILTER, "~@mount"},
                {DIRECTIVE_SYSTEM_CALL_FILTER, "@system-service"},
                {DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN CAP_SETUID CAP_SETGID"},
                {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX AF_INET"},
                {DIRECTIVE_UMASK, "0027"},
        };
        int n = g_rand_int_range(rand, 0, 30);

        *c = (Case){.needs = need_set_new("app.service"), .current = config_new()};
        while (n-- > 0)
                add_random(c->needs, rand);
        c->input.root = g_rand_boolean(rand);
        if (!c->input.root)
                config_assign(c->current, DIRECTIVE_USER, "app");
        if (g_rand_int_range(rand, 0, 3) == 0)
                for (size_t i = 0; i < G_N_ELEMENTS(shipped); i++)
                        if (g_rand_int_range(rand, 0, 4) == 0)
                                config_assign(c->current, shipped[i].id, shipped[i].value);
        c->input.needs = c->needs;
        c->input.current = c->current;
        c->input.systemd = versions[g_rand_int_range(rand, 0, 3)];
}

static EffectList *effects(const PolicyInput *input, const Config *config)
{
        EffectContext context = {
                .systemd = input->systemd, .root = input->root, .user_manager = input->user_manager, .config = config};

        return effects_of(&context);
}

static void fail_case(const Case *c, const Policy *policy, const char *property, const char *what)
{
        g_autofree char *text = need_set_to_text(c->needs);

        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];

                for (char **line = decision->lines; line && *line; line++)
                        g_printerr("# %s=%s\n", directives[decision->id].name, *line);
                if (!decision->lines)
                        g_printerr("# (no %s=: %s)\n", directives[decision->id].name, decision->reason);
        }
        g_error("not %s: %s (systemd %u, %s)\n%s", property, what, c->input.systemd, c->input.root ? "root" : "user",
                text);
}

/* Every need in N, and in the margin, is allowed by what we made, unless the unit as it is denies it already. */
static void check_sound(const Case *c, const Policy *policy)
{
        g_autoptr(EffectList) before = effects(&c->input, c->current), after = effects(&c->input, policy->result);

        for (guint i = 0; i < policy->needs->entries->len; i++) {
                const NeedEntry *entry = policy->needs->entries->pdata[i];
                DirectiveId by;

                if (effect_list_denies(after, &entry->need, &by) && !effect_list_denies(before, &entry->need, NULL)) {
                        g_autofree char *need = need_to_string(&entry->need), *what = NULL;

                        what = g_strdup_printf("%s denied by %s", need, directives[by].name);
                        fail_case(c, policy, "sound", what);
                }
        }
}

static bool denies_any(const Case *c, const Policy *policy, const Config *config)
{
        g_autoptr(EffectList) before = effects(&c->input, c->current), list = effects(&c->input, config);

        for (guint i = 0; i < policy->needs->entries->len; i++) {
                const NeedEntry *entry = policy->needs->entries->pdata[i];

                if (effect_list_denies(list, &entry->need, NULL) && !effect_list_denies(before, &entry->need, NULL))
                        return true;
        }
        return false;
}

/* Any directive one step stricter denies a need. Steps that we do not take on purpose say so in their reason. */
static void check_tight(const Case *c, const Policy *policy)
{
        static const DirectiveId ladders[] = {
                DIRECTIVE_PRIVATE_NETWORK,
                DIRECTIVE_PRIVATE_USERS,
                DIRECTIVE_NO_NEW_PRIVILEGES,
                DIRECTIVE_PRIVATE_DEVICES,
                DIRECTIVE_PRIVATE_TMP,
                DIRECTIVE_PROTECT_HOME,
                DIRECTIVE_PROTECT_KERNEL_TUNABLES,
                DIRECTIVE_PROTECT_KERNEL_MODULES,
                DIRECTIVE_PROTECT_KERNEL_LOGS,
                DIRECTIVE_PROTECT_CONTROL_GROUPS,
                DIRECTIVE_PROTECT_CLOCK,
                DIRECTIVE_RESTRICT_SUID_SGID,
                DIRECTIVE_RESTRICT_REALTIME,
                DIRECTIVE_LOCK_PERSONALITY,
                DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE,
                DIRECTIVE_PRIVATE_IPC,
        };

        for (size_t i = 0; i < G_N_ELEMENTS(ladders); i++) {
                g_autoptr(Config) stricter = config_copy(policy->result);

                if (config_is_on(policy->result, ladders[i]))
                        continue;
                config_assign(stricter, ladders[i], "yes");
                if (!denies_any(c, policy, stricter))
                        fail_case(c, policy, "tight", directives[ladders[i]].name);
        }
        for (int capability = 0; capability < CAPABILITY_COUNT; capability++) {
                g_autoptr(Config) stricter = config_copy(policy->result);
                uint64_t mask = config_capabilities(policy->result);
                g_autofree char *line = capability_mask_to_string(mask & ~(UINT64_C(1) << capability));

                if (!(mask & (UINT64_C(1) << capability)))
                        continue;
                config_unset(stricter, DIRECTIVE_CAPABILITY_BOUNDING_SET);
                config_assign(stricter, DIRECTIVE_CAPABILITY_BOUNDING_SET, line);
                if (!denies_any(c, policy, stricter))
                        fail_case(c, policy, "tight", capability_name(capability));
        }
        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];
                g_autoptr(Config) stricter = config_copy(policy->result);
                char **lines;

                if (decision->id != DIRECTIVE_READ_WRITE_PATHS || !decision->lines)
                        continue;
                if (g_str_equal(decision->lines[0], "-/run"))
                        continue; /* MountAPIVFS=, which others imply, may do the same, and is not to be relied on */
                lines = g_strdupv(policy->result->lines[DIRECTIVE_READ_WRITE_PATHS]);
                config_unset(stricter, DIRECTIVE_READ_WRITE_PATHS);
                config_unset(stricter, DIRECTIVE_NO_EXEC_PATHS); /* as little */
                for (char **line = lines; *line; line++)
                        if (!g_str_equal(*line, decision->lines[0]))
                                config_assign(stricter, DIRECTIVE_READ_WRITE_PATHS, *line);
                g_strfreev(lines);
                if (!denies_any(c, policy, stricter))
                        fail_case(c, policy, "tight", decision->lines[0]);
        }
}

/* What the policy of fewer needs allows, that of more allows too. Asked of everything that the generator can name. */
static void check_monotone(const Case *c, const Policy *less, const Policy *more, GRand *rand)
{
        g_autoptr(EffectList) narrow = effects(&c->input, less->result), wide = effects(&c->input, more->result);
        g_autoptr(NeedSet) probes = need_set_new("");

        for (int i = 0; i < 60; i++)
                add_random(probes, rand);
        for (guint i = 0; i < probes->entries->len; i++) {
                const NeedEntry *entry = probes->entries->pdata[i];
                DirectiveId by;

                if (effect_list_denies(wide, &entry->need, &by) && !effect_list_denies(narrow, &entry->need, NULL)) {
                        g_autofree char *need = need_to_string(&entry->need), *what = NULL;

                        what = g_strdup_printf("%s is denied by %s, and was not with fewer needs", need,
                                               directives[by].name);
                        fail_case(c, more, "monotone", what);
                }
        }
}

/* Nothing that the unit denied is allowed afterwards. */
static void check_never_looser(const Case *c, const Policy *policy, GRand *rand)
{
        g_autoptr(EffectList) before = effects(&c->input, c->current), after = effects(&c->input, policy->result);

        for (int i = 0; i < 60; i++) {
                g_autoptr(NeedSet) probe = need_set_new("");
                const NeedEntry *entry;

                add_random(probe, rand);
                entry = probe->entries->pdata[0];
                if (effect_list_denies(before, &entry->need, NULL) && !effect_list_denies(after, &entry->need, NULL)) {
                        g_autofree char *need = need_to_string(&entry->need);

                        fail_case(c, policy, "as strict as the unit was", need);
                }
        }
}

/* What is banned is not written, nor is what only gives back from it; the rest is as sound as ever, and what had
 * nothing to do with it stays. */
static void check_ban(const Case *c, const Policy *policy, GRand *rand)
{
        guint pick = (guint)g_rand_int_range(rand, 0, (gint32)policy->decisions->len);
        DirectiveId banned = policy_stands_with(policy, ((const Decision *)policy->decisions->pdata[pick])->id);
        const char *const ban[] = {directives[banned].name, NULL};
        PolicyInput input = c->input;
        g_autoptr(Policy) without = NULL;
        const Decision *left;

        input.ban = ban;
        without = policy_synthesise(&input);
        check_sound(c, without);
        for (guint i = 0; i < without->decisions->len; i++) {
                const Decision *decision = without->decisions->pdata[i];

                if (decision->lines && (decision->id == banned || directive_gives_back(decision->id) == (int)banned))
                        fail_case(c, without, "without what is banned", directives[decision->id].name);
        }
        left = policy_find(without, banned);
        if (!left || left->lines)
                fail_case(c, without, "said to be left", directives[banned].name);
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if ((DirectiveId)id != banned && directive_gives_back((DirectiveId)id) < 0 &&
                    !(id == DIRECTIVE_READ_ONLY_PATHS && banned == DIRECTIVE_PROTECT_SYSTEM) && /* completes it */
                    config_is_on(policy->result, (DirectiveId)id) && !config_is_on(without->result, (DirectiveId)id))
                        fail_case(c, without, "kept although another is banned", directives[id].name);
}

static void test_properties(void)
{
        guint32 seed = g_test_rand_int();
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

        g_test_message("seed %u", seed);
        for (int round = 0; round < ROUNDS; round++) {
                Case c;
                g_autoptr(Policy) policy = NULL, more = NULL;

                case_init(&c, rand);
                policy = policy_synthesise(&c.input);
                check_sound(&c, policy);
                check_tight(&c, policy);
                check_never_looser(&c, policy, rand);
                check_ban(&c, policy, rand);
                for (int i = g_rand_int_range(rand, 1, 8); i > 0; i--)
                        add_random(c.needs, rand);
                more = policy_synthesise(&c.input);
                check_sound(&c, more);
                check_monotone(&c, policy, more, rand);
                case_clear(&c);
        }
}

/* For a user manager: sound, nothing that it cannot do, and nothing that wants a namespace where it can make none. */
static void test_user_manager(void)
{
        g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());

        for (int round = 0; round < ROUNDS / 4; round++) {
                Case c;
                g_autoptr(Policy) policy = NULL;

                case_init(&c, rand);
                c.input.root = false;
                c.input.user_manager = true;
                c.input.home = "/home/app";
                c.input.runtime = "/run/user/1000";
                c.input.no_user_namespaces = g_rand_int_range(rand, 0, 4) == 0;
                policy = policy_synthesise(&c.input);
                check_sound(&c, policy);
                for (guint i = 0; i < policy->decisions->len; i++) {
                        const Decision *decision = policy->decisions->pdata[i];
                        const Directive *directive = &directives[decision->id];

                        if (!decision->lines)
                                continue;
                        if (!(directive->scope & SCOPE_USER))
                                fail_case(&c, policy, "possible for a user manager", directive->name);
                        if ((directive->implies & (IMPLIES_MOUNT_NAMESPACE | IMPLIES_CAPABILITIES)) &&
                            !config_is_on(policy->result, DIRECTIVE_PRIVATE_USERS))
                                fail_case(&c, policy, "possible without PrivateUsers=", directive->name);
                        if (decision->id == DIRECTIVE_PRIVATE_USERS && c.input.no_user_namespaces)
                                fail_case(&c, policy, "possible under this kernel", directive->name);
                }
                case_clear(&c);
        }
}

/* The properties would also hold of a program that does nothing: it must do something. */
static void test_nothing_needed(void)
{
        g_autoptr(NeedSet) needs = need_set_new("idle.service");
        g_autoptr(Config) current = config_new();
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};
        g_autoptr(Policy) policy = NULL;

        need_set_add(needs, NEED_SYSCALL, 0, "read", STRENGTH_WITNESSED, PHASE_RUN, "test", "", "");
        policy = policy_synthesise(&input);
        g_assert_cmpstr(config_value(policy->result, DIRECTIVE_PROTECT_SYSTEM), ==, "strict");
        g_assert_cmpstr(config_value(policy->result, DIRECTIVE_PROTECT_HOME), ==, "yes");
        g_assert_true(config_is_on(policy->result, DIRECTIVE_PRIVATE_NETWORK));
        g_assert_cmpuint(config_capabilities(policy->result), ==, 0);
        g_assert_cmpstr(config_get(policy->result, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER), ==, "EPERM");
        g_assert_cmpuint(config_namespaces(policy->result), ==, 0);
}

/* ProtectHome= of a daemon that becomes the user with this ID. (ProtectSystem=strict leaves homes to ProtectHome=.) */
static void check_homes(const char *id, const char *want)
{
        g_autoptr(NeedSet) needs = need_set_new("people.service");
        g_autoptr(Config) current = config_new();
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};
        g_autoptr(Policy) policy = NULL;

        need_set_add(needs, NEED_USER, 0, id, STRENGTH_WITNESSED, PHASE_RUN, "test", "", "");
        policy = policy_synthesise(&input);
        g_assert_cmpstr(config_value(policy->result, DIRECTIVE_PROTECT_HOME), ==, want);
        /* homes are closed to others */
        g_assert_cmpint((config_capabilities(policy->result) >> capability_from_name("CAP_DAC_READ_SEARCH")) & 1, ==,
                        g_str_equal(want, "no"));
}

static void test_homes(void)
{
        check_homes("33", "yes");
        check_homes("1000", "no");
        check_homes("59999", "no");
        check_homes("65534", "yes");
}

/* IPAddressAllow= of a unit with a peer that its host names, and with another need that has this source; NULL: its
 * traffic is not restricted. */
static void check_peers(NeedKind kind, const char *subject, const char *source, const char *want)
{
        g_autoptr(NeedSet) needs = need_set_new("looker.service");
        g_autoptr(Config) current = config_new();
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};
        g_autoptr(Policy) policy = NULL;

        need_set_add(needs, NEED_SOCKET, 0, "AF_INET/SOCK_DGRAM/0", STRENGTH_DECLARED, PHASE_NONE, "host", "", "NIS");
        need_set_add(needs, NEED_CONNECT, 0, "udp:192.0.2.8:111", STRENGTH_DECLARED, PHASE_NONE, "host", "", "NIS");
        need_set_add(needs, kind, 0, subject, STRENGTH_DECLARED, PHASE_NONE, source, "", "x");
        policy = policy_synthesise(&input);
        g_assert_cmpstr(config_value(policy->result, DIRECTIVE_IP_ADDRESS_ALLOW), ==, want);
        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_IP_ADDRESS_DENY), ==, want != NULL);
        g_assert_false(config_is_on(policy->result, DIRECTIVE_PRIVATE_NETWORK));
}

static void test_peers(void)
{
        check_peers(NEED_CONNECT, "udp:127.0.0.1:111", "host", "127.0.0.1 192.0.2.8");
        check_peers(NEED_CONNECT, "udp:[2001:db8::1]:111", "host", "192.0.2.8 2001:db8::1");
        check_peers(NEED_CONNECT, "udp:0.0.0.0:111", "host", NULL);
        check_peers(NEED_CONNECT, "tcp:127.0.0.1:25", "observe", NULL);
        check_peers(NEED_SOCKET, "AF_INET/SOCK_DGRAM/0", "observe", NULL);
        check_peers(NEED_SOCKET, "AF_UNIX/SOCK_STREAM/0", "observe", "192.0.2.8");
        check_peers(NEED_BIND, "udp:0.0.0.0:0", "host", NULL);
        check_peers(NEED_BIND, "unix:/run/x", "observe", "192.0.2.8");
}

/* ProtectProc= of root that may look at other processes, as this user. */
static void check_looks(const char *id, Strength strength, const char *want)
{
        g_autoptr(NeedSet) needs = need_set_new("monitor.service");
        g_autoptr(Config) current = config_new();
        PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true};
        g_autoptr(Policy) policy = NULL;

        need_set_add(needs, NEED_USER, 0, id, STRENGTH_WITNESSED, PHASE_RUN, "test", "", "");
        need_set_add(needs, NEED_BEHAVIOUR, 0, "other-process", strength, PHASE_RUN, "test", "", "");
        policy = policy_synthesise(&input);
        g_assert_cmpstr(config_value(policy->result, DIRECTIVE_PROTECT_PROC), ==, want);
}

static void test_looks(void)
{
        check_looks("33", STRENGTH_POSSIBLE, "default");
        check_looks("0", STRENGTH_POSSIBLE, "invisible");
        check_looks("33", STRENGTH_WITNESSED, "invisible"); /* as what it was seen to, a trial says */
}

/* Of a service that was seen to run this program and nothing else. Caller frees. */
static Policy *policy_of_program(const char *program, bool root)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        g_autoptr(Config) current = config_new();

        need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, program, STRENGTH_WITNESSED, PHASE_START, "test",
                     "", "");
        return policy_synthesise(&(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = root});
}

/* Who keeps the capability for a call that it did not make yet will make it. */
static void test_kept_chroot(void)
{
        static const char *const capabilities[] = {"CAP_SYS_CHROOT", "CAP_KILL"};

        for (size_t i = 0; i < G_N_ELEMENTS(capabilities); i++) {
                g_autoptr(NeedSet) needs = need_set_new("x.service");
                g_autoptr(Config) current = config_new();
                g_autoptr(Policy) policy = NULL;

                need_set_add(needs, NEED_CAPABILITY, 0, capabilities[i], STRENGTH_WITNESSED, PHASE_START, "test", "",
                             "");
                policy = policy_synthesise(
                        &(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = true});
                g_assert_cmpint(need_set_has(policy->needs, NEED_SYSCALL, "chroot"), ==, i == 0);
        }
}

/* What is kept by name is kept for later; what was used has shown what for. */
static void test_kept_companions(void)
{
        static const char *const notes[] = {"keeps it by capset()", ""};

        for (size_t i = 0; i < G_N_ELEMENTS(notes); i++) {
                g_autoptr(NeedSet) needs = need_set_new("x.service");
                g_autoptr(Config) current = config_new();
                g_autoptr(Policy) policy = NULL;

                need_set_add(needs, NEED_CAPABILITY, 0, "CAP_NET_RAW", STRENGTH_WITNESSED, PHASE_START, "test", "",
                             notes[i]);
                need_set_add(needs, NEED_CAPABILITY, 0, "CAP_SYS_NICE", STRENGTH_WITNESSED, PHASE_START, "test", "",
                             notes[i]);
                policy = policy_synthesise(
                        &(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = true});
                g_assert_cmpint(config_families(policy->result) >> AF_PACKET & 1, ==, i == 0);
                g_assert_cmpint(need_set_has(policy->needs, NEED_SYSCALL, "setpriority"), ==, i == 0);
        }
}

/* Who sets owners for clients, of whom only root came, will set those of others. */
static void check_gives_away(Phase phase, bool root, bool want)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        g_autoptr(Config) current = config_new();
        g_autoptr(Policy) policy = NULL;

        need_set_add(needs, NEED_SYSCALL, 0, "fchown", STRENGTH_WITNESSED, phase, "test", "", "");
        policy = policy_synthesise(&(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = root});
        g_assert_cmpint(config_capabilities(policy->result) >> CAP_CHOWN & 1, ==, want);
}

static void test_gives_away(void)
{
        check_gives_away(PHASE_RUN, true, true);
        check_gives_away(PHASE_START, true, false);
        check_gives_away(PHASE_RUN, false, false);
}

/* May a daemon that runs this program write where shares are? */
static void check_served(const char *program, bool want)
{
        static const char *const places[] = {"/srv", "/var/www", "/var/lib", "/mnt", "/media"};
        g_autoptr(Policy) policy = policy_of_program(program, true);

        for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *word = g_strconcat("-", places[i], NULL);
                bool found = false;

                for (guint k = 0; k < policy->decisions->len; k++) {
                        const Decision *decision = policy->decisions->pdata[k];

                        found = found || (decision->id == DIRECTIVE_READ_WRITE_PATHS && decision->lines &&
                                          g_strv_contains((const char *const *)decision->lines, word));
                }
                g_assert_cmpint(found, ==, want);
        }
}

/* What ProtectSystem=strict makes read-only stays so beside NoExecPaths=. */
static void test_no_exec(void)
{
        static const char *const closed[] = {"/run", "/var/cache", "/var/lib", "/var/log", "/var/spool", NULL};
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        g_autoptr(Config) current = config_new();
        g_autoptr(Policy) policy = NULL;
        g_autoptr(EffectList) effects = NULL;
        const char *no_exec;
        DirectiveId by;

        need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_CREATE, "/var/lib/x/data", STRENGTH_WITNESSED, PHASE_START,
                     "test", "", "");
        policy = policy_synthesise(&(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = true});
        effects = effects_of(&(EffectContext){.config = policy->result, .systemd = 257, .root = true});
        no_exec = config_value(policy->result, DIRECTIVE_NO_EXEC_PATHS);
        g_assert_cmpstr(config_value(policy->result, DIRECTIVE_PROTECT_SYSTEM), ==, "strict");
        g_assert_nonnull(no_exec);
        g_assert_nonnull(strstr(no_exec, "-/var/lib"));
        for (const char *const *path = closed; *path; path++) {
                g_autofree char *inside = g_build_filename(*path, "other", NULL);

                g_assert_true(effect_list_denies(
                        effects, &(Need){.kind = NEED_PATH, .access = ACCESS_CREATE, .subject = inside}, &by));
        }
        /* in its place there is another one, by PrivateTmp= */
        g_assert_false(effect_list_denies(
                effects, &(Need){.kind = NEED_PATH, .access = ACCESS_CREATE, .subject = (char *)"/tmp/x"}, &by));
}

/* What the unit's own lines open stays open, whether or not it was seen to use it. */
static void test_opened_by_unit(void)
{
        static const char *const opened[] = {"/run", "/var/lib", "/var", NULL};

        for (const char *const *path = opened; *path; path++) {
                g_autoptr(NeedSet) needs = need_set_new("x.service");
                g_autoptr(Config) current = config_new();
                g_autoptr(Policy) policy = NULL;
                g_autoptr(EffectList) effects = NULL;
                g_autofree char *inside = g_build_filename(*path, "lib/new", NULL);
                DirectiveId by;

                need_set_add(needs, NEED_PATH, ACCESS_READ, "/etc/x.conf", STRENGTH_WITNESSED, PHASE_START, "test", "",
                             "");
                config_assign(current, DIRECTIVE_PROTECT_SYSTEM, "strict");
                config_assign(current, DIRECTIVE_PROTECT_KERNEL_TUNABLES, "yes");
                config_assign(current, DIRECTIVE_READ_WRITE_PATHS, "/etc/x");
                config_assign(current, DIRECTIVE_READ_WRITE_PATHS, *path);
                policy = policy_synthesise(
                        &(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = true});
                effects = effects_of(&(EffectContext){.config = policy->result, .systemd = 257, .root = true});
                g_assert_false(effect_list_denies(
                        effects, &(Need){.kind = NEED_PATH, .access = ACCESS_CREATE, .subject = inside}, &by));
                /* the rest is closed */
                g_assert_true(effect_list_denies(
                        effects, &(Need){.kind = NEED_PATH, .access = ACCESS_CREATE, .subject = (char *)"/srv/x"},
                        &by));
        }
}

/* NoExecPaths= of the very path of a temporary file system would undo that. */
static void test_temporary(void)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        g_autoptr(Config) current = config_new();
        g_autoptr(Policy) policy = NULL;
        const char *no_exec;

        need_set_add(needs, NEED_PATH, ACCESS_READ, "/etc/x.conf", STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        config_assign(current, DIRECTIVE_TEMPORARY_FILE_SYSTEM, "/var/lib:ro /run/x");
        policy = policy_synthesise(&(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = true});
        no_exec = config_value(policy->result, DIRECTIVE_NO_EXEC_PATHS);
        g_assert_nonnull(no_exec);
        g_assert_null(strstr(no_exec, "-/var/lib"));
        g_assert_nonnull(strstr(no_exec, "-/run"));
}

static void test_served(void)
{
        check_served("/usr/sbin/in.tftpd", true);
        check_served("/usr/bin/rsync", true);
        check_served("/usr/sbin/uftpd", true);
        check_served("/usr/sbin/nginx", false);
}

/* A monitor may come to run what has set-ID bits, another service not. */
static void check_monitor(const char *program, bool want)
{
        g_autoptr(Policy) policy = policy_of_program(program, false);

        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_NO_NEW_PRIVILEGES), ==, !want);
}

static void test_log_daemons(void)
{
        g_autoptr(Policy) policy = policy_of_program("/usr/sbin/syslog-ng", true);

        g_assert_false(config_is_on(policy->result, DIRECTIVE_PRIVATE_NETWORK));
        g_assert_nonnull(
                strstr(config_value(policy->result, DIRECTIVE_RESTRICT_ADDRESS_FAMILIES) ?: "AF_INET", "AF_INET"));
}

/* Before the first mail came. */
static void check_mail(const char *program, bool want)
{
        g_autoptr(Policy) policy = policy_of_program(program, true);

        g_assert_cmpint(strstr(config_value(policy->result, DIRECTIVE_READ_WRITE_PATHS) ?: "", "/var/mail") != NULL, ==,
                        want);
        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_PROTECT_HOME), ==, !want);
}

static void test_mail(void)
{
        check_mail("/usr/sbin/smtpd", true);
        check_mail("/usr/lib/postfix/sbin/master", true);
        check_mail("/usr/sbin/dovecot", true);
        check_mail("/usr/sbin/nginx", false);
}

/* What runs applications, or looks up names for others, keeps the network, though the one that was seen did not use it.
 */
static void check_application(const char *program, bool want)
{
        g_autoptr(Policy) policy = policy_of_program(program, false);

        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_PRIVATE_NETWORK), ==, !want);
}

static void test_applications(void)
{
        check_application("/usr/sbin/php-fpm8.4", true);
        check_application("/usr/bin/uvicorn", true);
        check_application("/usr/sbin/fcgiwrap", true);
        check_application("/usr/sbin/nscd", true);
        check_application("/usr/bin/sort", false);
}

/* What starts other programs is let do what those may need, before it was told of any. */
static void check_starter(const char *program, bool want)
{
        g_autoptr(Policy) policy = policy_of_program(program, true);

        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_PRIVATE_NETWORK), ==, !want);
        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_NO_NEW_PRIVILEGES), ==, !want);
        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_PROTECT_HOME), ==, !want);
        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_PRIVATE_TMP), ==, !want);
        g_assert_cmpint(config_is_on(policy->result, DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE), ==, !want);
        g_assert_true(config_is_on(policy->result, DIRECTIVE_PROTECT_KERNEL_MODULES));
}

static void test_starters(void)
{
        check_starter("/usr/bin/supervisord", true);
        check_starter("/usr/sbin/incrond", true);
        check_starter("/usr/bin/puppet", true);
        check_starter("/usr/bin/webhook", true);
        check_starter("/usr/bin/puppetdb", false);
        check_starter("/usr/bin/sort", false);
}

/* A call that a user namespace would refuse by another error than the one that the program knows. */
static bool has_own_users(const char *call)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");
        g_autoptr(Config) current = config_new();
        g_autoptr(Policy) policy = NULL;

        need_set_add(needs, NEED_SYSCALL, 0, call, STRENGTH_WITNESSED, PHASE_START, "test", "", "");
        policy = policy_synthesise(&(PolicyInput){.needs = needs, .current = current, .systemd = 257, .root = false});
        return config_is_on(policy->result, DIRECTIVE_PRIVATE_USERS);
}

static void test_groups(void)
{
        g_assert_false(has_own_users("setgroups"));
        g_assert_true(has_own_users("setuid"));
}

static void test_monitors(void)
{
        check_monitor("/usr/sbin/nrpe", true);
        check_monitor("/usr/sbin/nginx", false);
}

/* Names may hold anything, and who has a directory may choose them: nothing but the path is to come of one. */
static void test_names(void)
{
        static const char *const names[] = {"/srv/x\nUser=root", "/srv/a b", "/srv/\xc3\xa4 b", "/srv/\"q\\\r"};
        static const char *const words[] = {"\"-/srv/x\\nUser=root\"", "\"-/srv/a b\"", "\"-/srv/\xc3\xa4 b\"",
                                            "\"-/srv/\\\"q\\\\\\x0d\""};

        for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
                g_autoptr(NeedSet) needs = need_set_new("x.service");
                g_autoptr(Config) current = config_new();
                g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
                PolicyInput input = {.needs = needs, .current = current, .systemd = 257, .root = true, .owned = owned};
                g_autoptr(Policy) policy = NULL;
                const Decision *decision;

                g_ptr_array_add(owned, owned_path_new(names[i], "test"));
                policy = policy_synthesise(&input);
                decision = policy_find(policy, DIRECTIVE_READ_WRITE_PATHS);
                g_assert_nonnull(decision);
                g_assert_cmpstr(decision->lines[0], ==, words[i]);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/policy/margin/kept-chroot", test_kept_chroot);
        g_test_add_func("/policy/peers", test_peers);
        g_test_add_func("/policy/homes", test_homes);
        g_test_add_func("/policy/looks", test_looks);
        g_test_add_func("/policy/log-daemons", test_log_daemons);
        g_test_add_func("/policy/applications", test_applications);
        g_test_add_func("/policy/mail", test_mail);
        g_test_add_func("/policy/groups", test_groups);
        g_test_add_func("/policy/starters", test_starters);
        g_test_add_func("/policy/monitors", test_monitors);
        g_test_add_func("/policy/served", test_served);
        g_test_add_func("/policy/no-exec", test_no_exec);
        g_test_add_func("/policy/temporary", test_temporary);
        g_test_add_func("/policy/kept-companions", test_kept_companions);
        g_test_add_func("/policy/gives-away", test_gives_away);
        g_test_add_func("/policy/opened-by-unit", test_opened_by_unit);
        g_test_add_func("/policy/names", test_names);
        g_test_add_func("/policy/nothing-needed", test_nothing_needed);
        g_test_add_func("/policy/properties", test_properties);
        g_test_add_func("/policy/user-manager", test_user_manager);
        return g_test_run();
}
