/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The lines to offer are a table: for each directive with rows in the score its strict value, and who would miss what
 * it takes. What a line buys is not in the table: it is computed from the score of that line alone. */
#include "score/advice.h"

#include <string.h>

#include "model/effect.h"

#define NETWORK_FAMILIES "AF_UNIX AF_INET AF_INET6"

/* clang-format off */
const ScoreLine score_lines[] = {
        {DIRECTIVE_USER, {"NAME"}, SCORE_TRY, "files must belong to that user, and ports below 1024 need CAP_NET_BIND_SERVICE"},
        {DIRECTIVE_CAPABILITY_BOUNDING_SET, {""}, SCORE_TRY, "what starts as root, or runs set-ID programs, may need some: CAP_SETUID, CAP_SETGID, CAP_CHOWN, CAP_DAC_OVERRIDE ..."},
        {DIRECTIVE_SYSTEM_CALL_FILTER, {"@system-service", "~@privileged @resources"}, SCORE_TRY, "what changes its user (@setuid) or priorities needs more"},
        {DIRECTIVE_PRIVATE_NETWORK, {"yes"}, SCORE_TRY, "nothing for what talks to a network"},
        {DIRECTIVE_IP_ADDRESS_DENY, {"any"}, SCORE_TRY, "nothing for what talks to a network; localhost can be allowed"},
        {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, {"AF_UNIX"}, SCORE_TRY, "name services and getifaddrs() may need AF_NETLINK"},
        {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, {NETWORK_FAMILIES}, SCORE_TRY, "name services and getifaddrs() may need AF_NETLINK"},
        {DIRECTIVE_RESTRICT_NAMESPACES, {"yes"}, SCORE_SAFE, "containers and browsers make namespaces"},
        {DIRECTIVE_PROTECT_SYSTEM, {"strict"}, SCORE_TRY, "places that it writes to must be StateDirectory= or ReadWritePaths="},
        {DIRECTIVE_PROTECT_HOME, {"yes"}, SCORE_TRY, "nothing for what serves or backs up home directories"},
        {DIRECTIVE_PRIVATE_TMP, {"yes"}, SCORE_TRY, "files and sockets in /tmp are not shared any more"},
        {DIRECTIVE_PRIVATE_DEVICES, {"yes"}, SCORE_TRY, "nothing for what uses hardware"},
        {DIRECTIVE_PRIVATE_USERS, {"yes"}, SCORE_TRY, "set-ID programs, other users' files and capabilities are lost"},
        {DIRECTIVE_PRIVATE_MOUNTS, {"yes"}, SCORE_TRY, "what it mounts is not seen by others"},
        {DIRECTIVE_PROTECT_CLOCK, {"yes"}, SCORE_SAFE, "time servers set the clock"},
        {DIRECTIVE_PROTECT_CONTROL_GROUPS, {"yes"}, SCORE_SAFE, "container managers write there"},
        {DIRECTIVE_PROTECT_KERNEL_LOGS, {"yes"}, SCORE_SAFE, "log daemons read them"},
        {DIRECTIVE_PROTECT_KERNEL_MODULES, {"yes"}, SCORE_SAFE, "what loads modules itself"},
        {DIRECTIVE_PROTECT_KERNEL_TUNABLES, {"yes"}, SCORE_SAFE, "what sets sysctls or writes below /sys"},
        {DIRECTIVE_PROTECT_HOSTNAME, {"yes"}, SCORE_SAFE, "DHCP clients set it"},
        {DIRECTIVE_PROTECT_PROC, {"invisible"}, SCORE_TRY, "monitoring looks at processes of others"},
        {DIRECTIVE_PROC_SUBSET, {"pid"}, SCORE_TRY, "many programs read /proc/meminfo and its kind"},
        {DIRECTIVE_NO_NEW_PRIVILEGES, {"yes"}, SCORE_TRY, "sendmail, sudo, su and other set-ID programs fail"},
        {DIRECTIVE_RESTRICT_SUID_SGID, {"yes"}, SCORE_SAFE, "package managers and backups set such bits; tar uses openat2()"},
        {DIRECTIVE_RESTRICT_REALTIME, {"yes"}, SCORE_SAFE, "audio and time servers ask for it"},
        {DIRECTIVE_LOCK_PERSONALITY, {"yes"}, SCORE_SAFE, NULL},
        {DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, {"yes"}, SCORE_TRY, "compilers at run time need it: Java, JavaScript, PCRE, libffi"},
        {DIRECTIVE_REMOVE_IPC, {"yes"}, SCORE_TRY, "databases keep shared memory"},
        {DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, {"native"}, SCORE_SAFE, "programs of foreign architectures (dpkg --add-architecture) are killed"},
        {DIRECTIVE_DEVICE_POLICY, {"closed"}, SCORE_TRY, "nothing for what uses hardware"},
        {DIRECTIVE_UMASK, {"0077"}, SCORE_TRY, "files that others are to read need their mode set"},
        {DIRECTIVE_KEYRING_MODE, {"private"}, SCORE_SAFE, NULL},
        {DIRECTIVE_NOTIFY_ACCESS, {"main"}, SCORE_TRY, "what notifies from a child or a shell needs exec or all"},
        {DIRECTIVE_DELEGATE, {"no"}, SCORE_TRY, "container managers need it"},
        {DIRECTIVE_AMBIENT_CAPABILITIES, {""}, SCORE_TRY, "it was given them for a reason"},
        {DIRECTIVE_SUPPLEMENTARY_GROUPS, {""}, SCORE_TRY, "it was given them for a reason"},
        {DIRECTIVE_ROOT_DIRECTORY, {"DIRECTORY"}, SCORE_TRY, "all that it needs must be there"},
};
/* clang-format on */
const unsigned score_line_count = G_N_ELEMENTS(score_lines);

static void apply(Config *config, const ScoreLine *line)
{
        config_unset(config, line->directive);
        for (unsigned i = 0; i < G_N_ELEMENTS(line->lines) && line->lines[i]; i++)
                config_assign(config, line->directive, line->lines[i]);
}

ScoreAdvice *score_advice_new(unsigned systemd, bool user_manager)
{
        ScoreAdvice *advice = g_new0(ScoreAdvice, 1);
        advice->systemd = systemd;
        advice->user_manager = user_manager;
        advice->strict = g_new(int, score_line_count *score_row_count);
        /* Scored against a unit in which every row is as bad as can be, where such lines as "" do something, too. */
        g_autoptr(Config) worst = config_new_for(systemd);
        config_assign(worst, DIRECTIVE_AMBIENT_CAPABILITIES, "CAP_KILL");
        config_assign(worst, DIRECTIVE_SUPPLEMENTARY_GROUPS, "adm");
        config_assign(worst, DIRECTIVE_USER, "daemon");
        config_assign(worst, DIRECTIVE_DELEGATE, "yes");
        config_assign(worst, DIRECTIVE_NOTIFY_ACCESS, "all");
        config_assign(worst, DIRECTIVE_KEYRING_MODE, "shared");
        config_assign(worst, DIRECTIVE_UMASK, "0000");
        g_autoptr(Score) before = score_config(worst, systemd, user_manager, true);
        for (unsigned i = 0; i < score_line_count; i++) {
                const ScoreLine *line = &score_lines[i];
                char **as_it_was = g_steal_pointer(&worst->lines[line->directive]);
                apply(worst, line);
                g_autoptr(Score) after = score_config_after(worst, systemd, user_manager, before, line->directive);
                config_unset(worst, line->directive);
                worst->lines[line->directive] = as_it_was;
                for (unsigned row = 0; row < score_row_count; row++) {
                        bool better = after->badness[row] >= 0 && after->badness[row] < before->badness[row];
                        if (score_rows[row].rule == SCORE_USER)
                                better = line->directive == DIRECTIVE_USER;
                        advice->strict[i * score_row_count + row] = better ? after->badness[row] : -1;
                }
        }
        advice->touched = g_new(unsigned, score_line_count *score_row_count);
        advice->begin = g_new(unsigned, score_line_count + 1);
        unsigned count = 0;
        for (unsigned i = 0; i < score_line_count; i++) {
                advice->begin[i] = count;
                for (unsigned row = 0; row < score_row_count; row++)
                        if (advice->strict[i * score_row_count + row] >= 0)
                                advice->touched[count++] = row;
        }
        advice->begin[score_line_count] = count;
        return advice;
}

void score_advice_free(ScoreAdvice *advice)
{
        if (!advice)
                return;
        g_free(advice->strict);
        g_free(advice->touched);
        g_free(advice->begin);
        g_free(advice);
}

static bool allows_ip(const Config *config)
{
        return config->lines[DIRECTIVE_RESTRICT_ADDRESS_FAMILIES] &&
               (config_families(config) & (FAMILY_BIT(2) | FAMILY_BIT(10))) != 0 &&
               config_is_allow_list(config, DIRECTIVE_RESTRICT_ADDRESS_FAMILIES);
}

static const char *network_objection(const ScoreLine *line, const Config *config, bool network)
{
        bool ip = network || allows_ip(config) || config_get(config, DIRECTIVE_IP_ADDRESS_ALLOW) ||
                  config_get(config, DIRECTIVE_SOCKET_BIND_ALLOW);
        if (strcmp(line->lines[0], NETWORK_FAMILIES) == 0)
                return ip ? NULL : "nothing in the unit speaks of IP networking";
        return ip && !config_is_on(config, DIRECTIVE_PRIVATE_NETWORK)
                       ? "the unit is about IP networking, by its dependencies or its settings"
                       : NULL;
}

const char *score_objection(const ScoreLine *line, const Config *config, bool network)
{
        switch ((int)line->directive) {
        case DIRECTIVE_PRIVATE_NETWORK:
        case DIRECTIVE_IP_ADDRESS_DENY:
        case DIRECTIVE_RESTRICT_ADDRESS_FAMILIES:
                return network_objection(line, config, network);
        case DIRECTIVE_CAPABILITY_BOUNDING_SET:
        case DIRECTIVE_AMBIENT_CAPABILITIES:
                return config_ambient_capabilities(config) ? "AmbientCapabilities= gives it some" : NULL;
        case DIRECTIVE_SUPPLEMENTARY_GROUPS:
                return config_get(config, DIRECTIVE_SUPPLEMENTARY_GROUPS) ? "it is given them" : NULL;
        case DIRECTIVE_DELEGATE:
                return config_is_on(config, DIRECTIVE_DELEGATE) ? "it manages control groups below its own" : NULL;
        case DIRECTIVE_USER:
                return config_get(config, DIRECTIVE_PAM_NAME) ? "it opens a session (PAMName=)" : NULL;
        case DIRECTIVE_PRIVATE_DEVICES:
        case DIRECTIVE_DEVICE_POLICY:
                return config_get(config, DIRECTIVE_DEVICE_ALLOW) ? "it is given devices (DeviceAllow=)" : NULL;
        case DIRECTIVE_PRIVATE_USERS:
                return config_ambient_capabilities(config)
                               ? "capabilities in a user namespace are worth nothing outside"
                               : NULL;
        case DIRECTIVE_ROOT_DIRECTORY:
                return "no package sets it up";
        default:
                return NULL;
        }
}

unsigned score_offers(const ScoreAdvice *advice, const Config *config, const Score *score, bool network,
                      ScoreOffer *ret_offers, unsigned count)
{
        unsigned found = 0;
        for (unsigned i = 0; i < score_line_count; i++) {
                unsigned cost = 0;
                for (unsigned j = advice->begin[i]; j < advice->begin[i + 1]; j++) {
                        unsigned row = advice->touched[j];
                        int strict = advice->strict[i * score_row_count + row], now = score->badness[row];
                        if (now > strict)
                                cost += (unsigned)(now - strict) * score_rows[row].weight / score_rows[row].range;
                }
                unsigned gain = (unsigned)((guint64)cost * 10000 / MAX(score->weight_sum, 1));
                unsigned at = found;
                while (at > 0 && ret_offers[at - 1].gain < gain)
                        at--;
                if (gain == 0 || at >= count || score_objection(&score_lines[i], config, network))
                        continue;
                unsigned last = MIN(found, count - 1);
                memmove(&ret_offers[at + 1], &ret_offers[at], (last - at) * sizeof(*ret_offers));
                ret_offers[at] = (ScoreOffer){&score_lines[i], gain};
                found = MIN(found + 1, count);
        }
        return found;
}

const ScoreLine *score_line_of_row(const ScoreAdvice *advice, unsigned row, const Config *config, bool network)
{
        const ScoreLine *found = NULL;
        unsigned best = 0;
        for (unsigned i = 0; i < score_line_count; i++) {
                const ScoreLine *line = &score_lines[i];
                if (advice->strict[i * score_row_count + row] < 0)
                        continue;
                /* The row's own directive before another that does the same besides; then what nothing speaks against.
                 */
                unsigned rank = 1 + 2 * (line->directive == score_rows[row].directive) +
                                !score_objection(line, config, network);
                if (rank > best) {
                        found = line;
                        best = rank;
                }
        }
        return found;
}

static EffectContext effect_context(const Config *config, bool user_manager)
{
        const char *user = config_get(config, DIRECTIVE_USER);
        return (EffectContext){
                .systemd = config->systemd > 0 ? config->systemd : SYSTEMD_NEWEST,
                .user_manager = user_manager,
                .root = !user_manager && !config_is_on(config, DIRECTIVE_DYNAMIC_USER) &&
                        (!user || strcmp(user, "root") == 0 || strcmp(user, "0") == 0),
                .config = config,
        };
}

bool score_takes_nothing(const ScoreLine *line, const Config *config, bool user_manager)
{
        EffectContext context = effect_context(config, user_manager);
        /* Capabilities that it has not, and can gain by no program that it runs. */
        return line->directive == DIRECTIVE_CAPABILITY_BOUNDING_SET && !user_manager && !context.root &&
               config_ambient_capabilities(config) == 0 && implied_no_new_privileges(&context, NULL);
}

/* Settings with a mount namespace of their own, which makes PrivateMounts= hold; not all of them are counted. */
static bool implied_mounts(const Config *config, DirectiveId *ret_by)
{
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++)
                if (i != DIRECTIVE_PRIVATE_MOUNTS && (directives[i].implies & IMPLIES_MOUNT_NAMESPACE) &&
                    config_is_on(config, (DirectiveId)i)) {
                        *ret_by = (DirectiveId)i;
                        return true;
                }
        return false;
}

bool score_implied(const Config *config, const Score *score, unsigned row, bool user_manager, DirectiveId *ret_by,
                   bool *ret_counted)
{
        DirectiveId own = score_rows[row].directive;
        unsigned systemd = config->systemd > 0 ? config->systemd : SYSTEMD_NEWEST;
        if (score->badness[row] < 0)
                return false;
        /* Whose absence would make it worse? */
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++) {
                DirectiveId id = (DirectiveId)i;
                if (!config->lines[id] || id == own || id == DIRECTIVE_DEFAULT_DEPENDENCIES ||
                    (score_rows[row].rule == SCORE_USER && id == DIRECTIVE_DYNAMIC_USER) ||
                    (score_rows[row].rule == SCORE_DEVICE_ALLOW && id == DIRECTIVE_DEVICE_POLICY) ||
                    (score_rows[row].rule == SCORE_ROOT_DIRECTORY && id == DIRECTIVE_ROOT_IMAGE))
                        continue;
                g_autoptr(Config) without = config_copy(config);
                config_unset(without, id);
                /* Another user than root all the same: of root, some rows are not asked. */
                if (id == DIRECTIVE_DYNAMIC_USER && !config_get(without, DIRECTIVE_USER))
                        config_assign(without, DIRECTIVE_USER, "x");
                g_autoptr(Score) worse = score_config(without, systemd, user_manager, true);
                if (worse->badness[row] > score->badness[row]) {
                        *ret_by = id;
                        *ret_counted = true;
                        return true;
                }
        }
        *ret_counted = false;
        if (score->badness[row] == 0)
                return false;
        EffectContext context = effect_context(config, user_manager);
        if (own == DIRECTIVE_NO_NEW_PRIVILEGES)
                return implied_no_new_privileges(&context, ret_by);
        if (own == DIRECTIVE_PRIVATE_MOUNTS)
                return implied_mounts(config, ret_by);
        return false;
}
