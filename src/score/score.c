/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exposure of a configuration, as "systemd-analyze security" computes it, to the digit. It is systemd's measure and
 * not ours: its oddities are kept on purpose (a deny list with any one rare family earns the row of all of them,
 * DeviceAllow= without a policy earns nothing), because the number printed before and after must be the one that the
 * user sees. */
#include "score/score.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>

#include "base/address.h"
#include "base/text.h"
#include "model/capability.h"
#include "model/family.h"
#include "model/syscall.h"

#define NOT_APPLICABLE (-1)
#define BIT(capability) (UINT64_C(1) << (capability))

/* What is scored: a configuration with what systemd patches into a unit when it loads it. */
typedef struct Subject {
        const Config *config;
        unsigned systemd;
        bool user_manager;
        bool online;
        uint64_t capabilities;
        FamilySet families;
        bool allows_families; /* else it denies some */
        unsigned namespaces;
        bool filtered;
        bool allow_list;
        SyscallSet allowed;
} Subject;

static bool is_on(const Subject *subject, DirectiveId id)
{
        return config_is_on(subject->config, id);
}

static const char *value(const Subject *subject, DirectiveId id)
{
        const char *text = config_value(subject->config, id);
        return text ? text : "";
}

static bool is_one_of(const char *text, const char *a, const char *b)
{
        return strcmp(text, a) == 0 || strcmp(text, b) == 0;
}

/* What the two below may set. */
static const DirectiveId patched_directives[] = {
        DIRECTIVE_PRIVATE_TMP,       DIRECTIVE_REMOVE_IPC,         DIRECTIVE_PROTECT_SYSTEM, DIRECTIVE_PROTECT_HOME,
        DIRECTIVE_NO_NEW_PRIVILEGES, DIRECTIVE_RESTRICT_SUID_SGID, DIRECTIVE_DEVICE_POLICY,  DIRECTIVE_DEVICE_ALLOW,
};

static void patch(Config *config, DirectiveId id, const char *value)
{
        bool known = false;
        for (unsigned i = 0; i < G_N_ELEMENTS(patched_directives); i++)
                known = known || patched_directives[i] == id;
        g_return_if_fail(known); /* its lines would be those of the original */
        config_assign(config, id, value);
}

/* systemd.exec(5), DynamicUser=; unit_patch_contexts(). */
static void patch_dynamic_user(Config *config)
{
        if (!config_is_on(config, DIRECTIVE_DYNAMIC_USER))
                return;
        if (!config_is_on(config, DIRECTIVE_PRIVATE_TMP))
                patch(config, DIRECTIVE_PRIVATE_TMP, "yes");
        patch(config, DIRECTIVE_REMOVE_IPC, "yes");
        patch(config, DIRECTIVE_PROTECT_SYSTEM, "strict");
        if (!config_is_on(config, DIRECTIVE_PROTECT_HOME))
                patch(config, DIRECTIVE_PROTECT_HOME, "read-only");
        patch(config, DIRECTIVE_NO_NEW_PRIVILEGES, "yes");
        patch(config, DIRECTIVE_RESTRICT_SUID_SGID, "yes");
}

static bool has_words(const Config *config, DirectiveId id)
{
        char *const *lines = config->lines[id];
        for (; lines && *lines; lines++) {
                if ((*lines)[strspn(*lines, " \t")] != '\0')
                        return true;
        }
        return false;
}

/* Device nodes that systemd adds by itself once there is a device policy at all. */
static void patch_devices(Config *config, unsigned systemd)
{
        bool private = config_is_on(config, DIRECTIVE_PRIVATE_DEVICES);
        if (private && strcmp(config_value(config, DIRECTIVE_DEVICE_POLICY), "auto") == 0)
                patch(config, DIRECTIVE_DEVICE_POLICY, "closed");
        if (!config_is_on(config, DIRECTIVE_DEVICE_POLICY) && !has_words(config, DIRECTIVE_DEVICE_ALLOW))
                return;
        bool images = has_words(config, DIRECTIVE_ROOT_IMAGE) || has_words(config, DIRECTIVE_MOUNT_IMAGES) ||
                      (systemd >= 260 && has_words(config, DIRECTIVE_ROOT_MSTACK));
        bool tpm = systemd < 257 && (has_words(config, DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED) ||
                                     has_words(config, DIRECTIVE_SET_CREDENTIAL_ENCRYPTED));
        if (images)
                patch(config, DIRECTIVE_DEVICE_ALLOW, "/dev/loop-control rw");
        if (tpm)
                patch(config, DIRECTIVE_DEVICE_ALLOW, "/dev/tpmrm0 rw");
        if (config_is_on(config, DIRECTIVE_PROTECT_CLOCK))
                patch(config, DIRECTIVE_DEVICE_ALLOW, "char-rtc r");
}

/* Do the two above change anything? */
static bool is_patched(const Config *config)
{
        return config->lines[DIRECTIVE_DYNAMIC_USER] || config->lines[DIRECTIVE_PRIVATE_DEVICES] ||
               config->lines[DIRECTIVE_DEVICE_POLICY] || config->lines[DIRECTIVE_DEVICE_ALLOW];
}

/* Settings that take capabilities from the bounding set. */
static const struct {
        DirectiveId id;
        uint64_t capabilities;
} capability_drops[] = {
        {DIRECTIVE_PRIVATE_DEVICES, BIT(CAP_MKNOD) | BIT(CAP_SYS_RAWIO)},
        {DIRECTIVE_PROTECT_KERNEL_MODULES, BIT(CAP_SYS_MODULE)},
        {DIRECTIVE_PROTECT_KERNEL_LOGS, BIT(CAP_SYSLOG)},
        {DIRECTIVE_PROTECT_CLOCK, BIT(CAP_SYS_TIME) | BIT(CAP_WAKE_ALARM)},
};

static uint64_t patched_capabilities(const Config *config)
{
        uint64_t set = config_capabilities(config);
        for (unsigned i = 0; i < G_N_ELEMENTS(capability_drops); i++) {
                if (config_is_on(config, capability_drops[i].id))
                        set &= ~capability_drops[i].capabilities;
        }
        return set;
}

static bool runs_privileged(const Subject *subject)
{
        if (subject->user_manager && subject->systemd >= 262)
                return false;
        const char *user = value(subject, DIRECTIVE_USER);
        if (is_one_of(user, "0", "root"))
                return true;
        return !is_on(subject, DIRECTIVE_DYNAMIC_USER) && user[0] == '\0';
}

static int judge_user(const Subject *subject)
{
        const char *user = value(subject, DIRECTIVE_USER);
        if (strcmp(user, "nobody") == 0)
                return 9;
        if (is_on(subject, DIRECTIVE_DYNAMIC_USER) && !is_one_of(user, "0", "root"))
                return 0;
        if (user[0] != '\0' && !is_one_of(user, "0", "root"))
                return 0;
        return subject->user_manager && subject->systemd >= 262 ? 0 : 10;
}

/* Settings with a mount namespace of their own from which the online mode infers PrivateMounts=. */
static const DirectiveId private_mounts_from[] = {
        DIRECTIVE_PRIVATE_DEVICES,        DIRECTIVE_PRIVATE_TMP,
        DIRECTIVE_PROTECT_CONTROL_GROUPS, DIRECTIVE_PROTECT_KERNEL_TUNABLES,
        DIRECTIVE_PROTECT_KERNEL_MODULES, DIRECTIVE_PROTECT_HOME,
        DIRECTIVE_PROTECT_SYSTEM,
};

/* Online, systemd-analyze infers it from some of the settings that bring a mount namespace. Offline it takes what is
 * written, and since 254 takes "unset" for yes. */
static int judge_private_mounts(const Subject *subject)
{
        if (is_on(subject, DIRECTIVE_PRIVATE_MOUNTS))
                return 0;
        if (!subject->online)
                return subject->systemd >= 254 && !config_get(subject->config, DIRECTIVE_PRIVATE_MOUNTS) ? 0 : 1;
        for (unsigned i = 0; i < G_N_ELEMENTS(private_mounts_from); i++) {
                if (is_on(subject, private_mounts_from[i]))
                        return 0;
        }
        return has_words(subject->config, DIRECTIVE_ROOT_IMAGE) ? 0 : 1;
}

/* Badness of the value in a table of words; otherwise where it is not in it. */
typedef struct Grade {
        const char *word;
        int badness;
} Grade;

static int judge_word(const char *word, const Grade *grades, unsigned count, int otherwise)
{
        for (unsigned i = 0; i < count; i++) {
                if (strcmp(word, grades[i].word) == 0)
                        return grades[i].badness;
        }
        return otherwise;
}

static bool is_root_or_empty(const char *path)
{
        return path[strspn(path, "/.")] == '\0' && !strstr(path, "..");
}

static int judge_umask(const Subject *subject)
{
        unsigned long mask = strtoul(value(subject, DIRECTIVE_UMASK), NULL, 8);
        if (!(mask & 0002))
                return 10;
        if (!(mask & 0004))
                return 5;
        if (!(mask & 0020))
                return 2;
        return mask & 0040 ? 0 : 1;
}

static int judge_keyring_mode(const Subject *subject)
{
        const char *mode = config_get(subject->config, DIRECTIVE_KEYRING_MODE);
        if (!mode)
                mode = subject->user_manager ? "inherit" : "private";
        return strcmp(mode, "private") != 0;
}

static int judge_families(const Subject *subject, FamilySet families)
{
        bool allow = subject->allows_families;
        bool listed = ((allow ? subject->families : ~subject->families) & families) != 0;
        return listed ? allow : !allow;
}

static int judge_architectures(const Subject *subject)
{
        char *const *lines = subject->config->lines[DIRECTIVE_SYSTEM_CALL_ARCHITECTURES];
        bool native = false, others = false;
        for (; lines && *lines; lines++) {
                g_auto(GStrv) words = g_strsplit_set(*lines, " \t", -1);
                for (char **word = words; *word; word++) {
                        if (strcmp(*word, "native") == 0)
                                native = true;
                        else if (**word != '\0')
                                others = true;
                }
        }
        if (!native && !others)
                return 10;
        return others ? 8 : 0;
}

static int judge_syscalls(const Subject *subject, const char *group)
{
        if (!subject->filtered)
                return 10;
        SyscallSet calls;
        if (!syscall_group(group, subject->systemd, &calls))
                return 0;
        syscall_set_intersect(&calls, &subject->allowed);
        bool any = !syscall_set_is_empty(&calls);
        for (int id = 0, count = syscall_count(); any && id < count; id++) {
                /* Calls that this architecture has not are passed over. */
                if (syscall_set_has(&calls, id) && syscall_number(id) >= 0)
                        return subject->allow_list ? 9 : 10;
        }
        return 0;
}

/* What a list of addresses amounts to for the score. */
typedef struct Addresses {
        bool all_ipv4, all_ipv6;
        bool localhost, other;
} Addresses;

static bool is_localhost_name(const char *word)
{
        static const char *const names[] = {"localhost", "localhost.", "localhost.localdomain",
                                            "localhost.localdomain.", NULL};
        static const char *const suffixes[] = {".localhost", ".localhost.", ".localhost.localdomain",
                                               ".localhost.localdomain.", NULL};
        for (unsigned i = 0; names[i]; i++) {
                if (g_ascii_strcasecmp(word, names[i]) == 0)
                        return true;
        }
        for (unsigned i = 0; suffixes[i]; i++) {
                size_t length = strlen(word), tail = strlen(suffixes[i]);
                if (length > tail && g_ascii_strcasecmp(word + length - tail, suffixes[i]) == 0)
                        return true;
        }
        return false;
}

static void take_address(Addresses *addresses, const char *word, bool online)
{
        if (strcmp(word, "any") == 0) {
                addresses->all_ipv4 = addresses->all_ipv6 = addresses->other = true;
                return;
        }
        if (is_localhost_name(word)) {
                addresses->localhost = true;
                return;
        }
        if (is_one_of(word, "link-local", "multicast")) {
                addresses->other = true;
                return;
        }
        Address address;
        if (!address_parse(word, &address))
                return; /* systemd warns and ignores it */
        if (address.prefix == 0)
                *(address.ipv6 ? &addresses->all_ipv6 : &addresses->all_ipv4) = true;
        /* Host bits are cut off: 127.0.0.1/8 is the whole of it, 127.0.0.1/4 is not within it. */
        bool local = address_is_loopback(&address);
        if (online && address.prefix != (address.ipv6 ? 128 : 8))
                local = false;
        *(local ? &addresses->localhost : &addresses->other) = true;
}

static Addresses take_addresses(const Subject *subject, DirectiveId id)
{
        Addresses addresses = {};
        char *const *lines = subject->config->lines[id];
        for (; lines && *lines; lines++) {
                g_auto(GStrv) words = g_strsplit_set(*lines, " \t", -1);
                for (char **word = words; *word; word++) {
                        if (**word != '\0')
                                take_address(&addresses, *word, subject->online);
                }
        }
        return addresses;
}

static int judge_ip_addresses(const Subject *subject)
{
        if (has_words(subject->config, DIRECTIVE_IP_INGRESS_FILTER_PATH) ||
            has_words(subject->config, DIRECTIVE_IP_EGRESS_FILTER_PATH))
                return 0;
        Addresses deny = take_addresses(subject, DIRECTIVE_IP_ADDRESS_DENY);
        if (!deny.all_ipv4 || !deny.all_ipv6)
                return 10;
        Addresses allow = take_addresses(subject, DIRECTIVE_IP_ADDRESS_ALLOW);
        if (allow.other)
                return 5;
        return allow.localhost ? 2 : 0;
}

static int judge_device_allow(const Subject *subject)
{
        if (!is_one_of(value(subject, DIRECTIVE_DEVICE_POLICY), "strict", "closed"))
                return 10;
        return has_words(subject->config, DIRECTIVE_DEVICE_ALLOW) ? 5 : 0;
}

static int judge(const Subject *subject, const ScoreRow *row)
{
        static const Grade homes[] = {{"yes", 0}, {"tmpfs", 1}, {"read-only", 5}};
        static const Grade systems[] = {{"strict", 0}, {"full", 3}, {"yes", 5}};
        static const Grade procs[] = {{"invisible", 0}, {"ptraceable", 0}, {"noaccess", 1}};

        switch (row->rule) {
        case SCORE_BOOLEAN:
                return !is_on(subject, row->directive);
        case SCORE_BOOLEAN_INVERTED:
                return is_on(subject, row->directive);
        case SCORE_USER:
                return judge_user(subject);
        case SCORE_SUPPLEMENTARY_GROUPS:
                return runs_privileged(subject) ? NOT_APPLICABLE : has_words(subject->config, row->directive);
        case SCORE_PRIVATE_MOUNTS:
                return judge_private_mounts(subject);
        case SCORE_PROTECT_HOME:
                return judge_word(value(subject, row->directive), homes, G_N_ELEMENTS(homes), 10);
        case SCORE_PROTECT_SYSTEM:
                return judge_word(value(subject, row->directive), systems, G_N_ELEMENTS(systems), 10);
        case SCORE_ROOT_DIRECTORY:
                return is_root_or_empty(value(subject, DIRECTIVE_ROOT_DIRECTORY)) &&
                       is_root_or_empty(value(subject, DIRECTIVE_ROOT_IMAGE));
        case SCORE_CAPABILITIES:
                return (subject->capabilities & row->parameter) != 0;
        case SCORE_UMASK:
                return judge_umask(subject);
        case SCORE_KEYRING_MODE:
                return judge_keyring_mode(subject);
        case SCORE_PROTECT_PROC:
                return judge_word(value(subject, row->directive), procs, G_N_ELEMENTS(procs), 3);
        case SCORE_PROC_SUBSET:
                return strcmp(value(subject, row->directive), "pid") != 0;
        case SCORE_NOTIFY_ACCESS:
                return strcmp(value(subject, row->directive), "all") == 0;
        case SCORE_REMOVE_IPC:
                if (runs_privileged(subject) || (subject->user_manager && subject->systemd >= 262))
                        return NOT_APPLICABLE;
                return !is_on(subject, row->directive);
        case SCORE_NAMESPACES:
                return (subject->namespaces & row->parameter) != 0;
        case SCORE_FAMILIES:
                return judge_families(subject, row->parameter);
        case SCORE_SYSTEM_CALL_ARCHITECTURES:
                return judge_architectures(subject);
        case SCORE_SYSCALLS:
                return judge_syscalls(subject, strchr(row->id, '~') + 1);
        case SCORE_IP_ADDRESSES:
                return judge_ip_addresses(subject);
        case SCORE_DEVICE_ALLOW:
                return judge_device_allow(subject);
        case SCORE_AMBIENT_CAPABILITIES:
                return config_ambient_capabilities(subject->config) != 0;
        case _SCORE_RULE_MAX:
        default:
                g_return_val_if_reached(NOT_APPLICABLE);
        }
}

/* May another value of the directive change the row? Those that change many rows are not asked for. */
static bool depends_on(const ScoreRow *row, DirectiveId id)
{
        if (id == row->directive)
                return true;
        switch ((int)row->rule) {
        case SCORE_SUPPLEMENTARY_GROUPS:
        case SCORE_REMOVE_IPC:
                return id == DIRECTIVE_USER;
        case SCORE_PRIVATE_MOUNTS:
                for (unsigned i = 0; i < G_N_ELEMENTS(private_mounts_from); i++)
                        if (private_mounts_from[i] == id)
                                return true;
                return id == DIRECTIVE_ROOT_IMAGE;
        case SCORE_CAPABILITIES:
                for (unsigned i = 0; i < G_N_ELEMENTS(capability_drops); i++)
                        if (capability_drops[i].id == id)
                                return true;
                return false;
        case SCORE_ROOT_DIRECTORY:
                return id == DIRECTIVE_ROOT_IMAGE;
        case SCORE_DEVICE_ALLOW:
                return true; /* devices are added for the sake of many */
        case SCORE_IP_ADDRESSES:
                return id == DIRECTIVE_IP_ADDRESS_ALLOW || id == DIRECTIVE_IP_INGRESS_FILTER_PATH ||
                       id == DIRECTIVE_IP_EGRESS_FILTER_PATH;
        default:
                return false;
        }
}

static unsigned divide_up(unsigned a, unsigned b)
{
        return b > 0 ? (a + b - 1) / b : 0;
}

/* Adds what a row costs, and its weight, to the sums, or takes it off again. */
static void count_row(Score *score, const ScoreRow *row, int badness, int sign)
{
        if (badness == NOT_APPLICABLE)
                return;
        unsigned cost = divide_up((unsigned)badness * row->weight, row->range);
        score->cost_sum += sign > 0 ? cost : -cost;
        score->weight_sum += sign > 0 ? row->weight : -row->weight;
}

/* before: of the same configuration but for one directive; NULL: all rows are judged. */
static Score *judge_all(const Config *config, unsigned systemd, bool user_manager, bool online, const Score *before,
                        DirectiveId changed)
{
        /* Most lines are those of the original. */
        Config copy;
        const Config *patched = config;
        if (is_patched(config)) {
                copy = *config;
                for (unsigned i = 0; i < G_N_ELEMENTS(patched_directives); i++)
                        copy.lines[patched_directives[i]] = g_strdupv(config->lines[patched_directives[i]]);
                patch_dynamic_user(&copy);
                patch_devices(&copy, systemd);
                patched = &copy;
        }
        Subject subject = {
                .config = patched,
                .systemd = systemd,
                .user_manager = user_manager,
                .online = online,
                .capabilities = patched_capabilities(patched),
                .families = config_families(patched),
                .allows_families = config_is_allow_list(patched, DIRECTIVE_RESTRICT_ADDRESS_FAMILIES),
                .namespaces = config_namespaces(patched),
                .allow_list = config_is_allow_list(patched, DIRECTIVE_SYSTEM_CALL_FILTER),
        };
        subject.filtered = config_syscalls(patched, systemd, &subject.allowed);

        bool early = config_get(patched, DIRECTIVE_DEFAULT_DEPENDENCIES) &&
                     strcmp(config_value(patched, DIRECTIVE_DEFAULT_DEPENDENCIES), "no") == 0;
        Score *score = g_new0(Score, 1);
        score->badness = g_new(int, score_row_count);
        if (before) {
                memcpy(score->badness, before->badness, score_row_count * sizeof(*score->badness));
                score->cost_sum = before->cost_sum;
                score->weight_sum = before->weight_sum;
        }
        for (unsigned i = 0; i < score_row_count; i++) {
                const ScoreRow *row = &score_rows[i];
                if (before && !depends_on(row, changed))
                        continue;
                if (before)
                        count_row(score, row, before->badness[i], -1);
                score->badness[i] = row->not_in_early_boot && early ? NOT_APPLICABLE : judge(&subject, row);
                count_row(score, row, score->badness[i], 1);
        }
        score->tenths = divide_up(score->cost_sum * 100, score->weight_sum);
        for (unsigned i = 0; patched != config && i < G_N_ELEMENTS(patched_directives); i++)
                config_unset(&copy, patched_directives[i]);
        return score;
}

Score *score_config(const Config *config, unsigned systemd, bool user_manager, bool online)
{
        return judge_all(config, systemd, user_manager, online, NULL, _DIRECTIVE_MAX);
}

Score *score_config_after(const Config *config, unsigned systemd, bool user_manager, const Score *before,
                          DirectiveId changed)
{
        bool many = changed == DIRECTIVE_DYNAMIC_USER || changed == DIRECTIVE_DEFAULT_DEPENDENCIES;
        return judge_all(config, systemd, user_manager, true, many ? NULL : before, changed);
}

void score_free(Score *score)
{
        if (!score)
                return;
        g_free(score->badness);
        g_free(score);
}

const char *score_label(unsigned tenths)
{
        static const struct {
                unsigned from;
                const char *label;
        } bands[] = {{100, "DANGEROUS"}, {90, "UNSAFE"}, {75, "EXPOSED"}, {50, "MEDIUM"}, {10, "OK"}, {1, "SAFE"}};
        for (unsigned i = 0; i < G_N_ELEMENTS(bands); i++) {
                if (tenths >= bands[i].from)
                        return bands[i].label;
        }
        return "PERFECT";
}

/* In thousandths of a point: 10000 is all of it. */
static double thousandths(const Config *config, unsigned systemd, bool user_manager)
{
        g_autoptr(Score) score = score_config(config, systemd, user_manager, true);

        return 10000.0 * score->cost_sum / MAX(score->weight_sum, 1);
}

unsigned score_gain(const Config *config, const Config *base, DirectiveId id, unsigned systemd, bool user_manager)
{
        g_autoptr(Config) without = config_copy(config);
        double points;

        config_unset(without, id);
        for (char **line = base ? base->lines[id] : NULL; line && *line; line++)
                config_assign(without, id, *line);
        points = thousandths(without, systemd, user_manager) - thousandths(config, systemd, user_manager);
        return points > 0 ? (unsigned)(points + 0.5) : 0;
}
