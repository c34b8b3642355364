/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each directive takes away, beside the file system (paths.c). One function a directive, as the table's rows name
 * them. Sources: systemd.exec(5), systemd.resource-control(5), exec-invoke.c and seccomp-util.c of 252, 257 and 262;
 * each claim is held against the kernel by the live tests. A function is only called with a value that is not "off". */

#include "model/effects-of.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "model/need.h"

static Effect *deny_syscalls(EffectList *list, DirectiveId id, const char *const *names)
{
        Effect *effect = effect_list_add(list, EFFECT_SYSCALLS, id);

        for (; *names; names++) {
                int call = syscall_from_name(*names);

                if (call >= 0)
                        syscall_set_add(&effect->syscalls, call);
        }
        return effect;
}

static void deny_group(EffectList *list, const EffectContext *context, DirectiveId id, const char *group)
{
        Effect *effect = effect_list_add(list, EFFECT_SYSCALLS, id);

        (void)syscall_group(group, context->systemd, &effect->syscalls);
}

static void deny_capabilities(EffectList *list, DirectiveId id, const char *names)
{
        effect_list_add(list, EFFECT_CAPABILITIES, id)->mask = capability_mask_from_string(names, NULL);
}

static void deny_behaviours(EffectList *list, DirectiveId id, uint64_t mask)
{
        effect_list_add(list, EFFECT_BEHAVIOURS, id)->mask = mask;
}

#define BEHAVIOUR_BIT(behaviour) (UINT64_C(1) << (behaviour))

void effects_none(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
}

/* --- devices --- */

/* What stays under PrivateDevices= and DevicePolicy=closed: cgroup.c, bpf_devices_apply_policy(). */
static const char *const pseudo_devices[] = {
        "/dev/null rwm",   "/dev/zero rwm",    "/dev/full rwm",
        "/dev/random rwm", "/dev/urandom rwm", "/dev/tty rwm",
        "/dev/ptmx rwm",   "/dev/pts/* rw",    NULL,
};

static char **device_list(const EffectContext *context, bool pseudo)
{
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        char *const *lines = context->config->lines[DIRECTIVE_DEVICE_ALLOW];

        if (pseudo)
                g_strv_builder_addv(builder, (const char **)pseudo_devices);
        if (lines)
                g_strv_builder_addv(builder, (const char **)lines);
        return g_strv_builder_end(builder);
}

void effects_private_devices(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        /* A node that DeviceAllow= lists is allowed by the cgroup and still not in the private /dev. */
        effect_list_add(list, EFFECT_DEVICES, id)->allow = g_strdupv((char **)pseudo_devices);
        effects_private_devices_paths(list, id);
        deny_capabilities(list, id, "CAP_MKNOD CAP_SYS_RAWIO");
        deny_group(list, context, id, "@raw-io");
}

void effects_device_policy(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        effect_list_add(list, EFFECT_DEVICES, id)->allow = device_list(context, !g_str_equal(lines[0], "strict"));
}

/* With DevicePolicy=auto a list of allowed devices means that all others, but the pseudo devices, are refused. */
void effects_device_allow(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        if (!config_is_on(context->config, DIRECTIVE_DEVICE_POLICY))
                effect_list_add(list, EFFECT_DEVICES, id)->allow = device_list(context, true);
}

/* --- the kernel --- */

void effects_protect_kernel_tunables(EffectList *list, const EffectContext *context, DirectiveId id,
                                     const char *const *lines)
{
        static const char *const calls[] = {"_sysctl", NULL};

        effects_protect_kernel_tunables_paths(list, id);
        deny_syscalls(list, id, calls);
}

void effects_protect_kernel_modules(EffectList *list, const EffectContext *context, DirectiveId id,
                                    const char *const *lines)
{
        deny_group(list, context, id, "@module");
        deny_capabilities(list, id, "CAP_SYS_MODULE");
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_MODULE));
        effect_list_add_path(list, id, PATH_INACCESSIBLE, "/usr/lib/modules");
        effect_list_add_path(list, id, PATH_INACCESSIBLE, "/lib/modules");
}

void effects_protect_kernel_logs(EffectList *list, const EffectContext *context, DirectiveId id,
                                 const char *const *lines)
{
        static const char *const calls[] = {"syslog", NULL};

        deny_syscalls(list, id, calls);
        deny_capabilities(list, id, "CAP_SYSLOG");
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_KERNEL_LOG));
        effect_list_add_path(list, id, PATH_INACCESSIBLE, "/proc/kmsg");
        effect_list_add_path(list, id, PATH_INACCESSIBLE, "/dev/kmsg");
}

void effects_protect_control_groups(EffectList *list, const EffectContext *context, DirectiveId id,
                                    const char *const *lines)
{
        /* "private" gives a writable view of the own subtree, "strict" the same read-only: what lies outside is hidden.
         */
        effect_list_add_path(list, id, g_str_equal(lines[0], "private") ? PATH_PRIVATE : PATH_READ_ONLY,
                             "/sys/fs/cgroup");
}

void effects_protect_proc(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        /* The group root sees all under "noaccess" and "invisible", and whoever may trace a process sees that in any
         * case. */
        const char *group = config_get(context->config, DIRECTIVE_GROUP);
        bool root_group = group ? g_str_equal(group, "root") || g_str_equal(group, "0") : context->root;
        uint64_t held = (context->root ? CAPABILITY_ALL : config_ambient_capabilities(context->config)) &
                        config_capabilities(context->config);
        bool traces = (held & (UINT64_C(1) << capability_from_name("CAP_SYS_PTRACE"))) &&
                      !config_is_on(context->config, DIRECTIVE_PRIVATE_USERS);

        if (!traces && (!root_group || g_str_equal(lines[0], "ptraceable")))
                deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_OTHER_PROCESS));
}

void effects_proc_subset(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_PROC_FILES));
}

void effects_protect_clock(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        deny_group(list, context, id, "@clock");
        deny_capabilities(list, id, "CAP_SYS_TIME CAP_WAKE_ALARM");
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_CLOCK) | BEHAVIOUR_BIT(BEHAVIOUR_CLOCK_READ));
}

void effects_protect_hostname(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        static const char *const calls[] = {"sethostname", "setdomainname", NULL};

        if (g_str_has_prefix(lines[0], "private"))
                return; /* 258: a name of its own, which it may change */
        deny_syscalls(list, id, calls);
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_HOSTNAME));
}

/* --- seccomp --- */

void effects_lock_personality(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        static const char *const calls[] = {"personality", NULL}; /* the query is refused too */

        deny_syscalls(list, id, calls);
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_PERSONALITY));
}

void effects_restrict_realtime(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_REALTIME));
}

void effects_restrict_namespaces(EffectList *list, const EffectContext *context, DirectiveId id,
                                 const char *const *lines)
{
        uint64_t denied = NAMESPACE_ALL & ~config_namespaces(context->config);

        /* Older ones have no word for it, and any list refuses it. */
        if (context->systemd < 258)
                denied |= UINT64_C(1) << string_table_index(namespace_names, "time");
        effect_list_add(list, EFFECT_NAMESPACES, id)->mask = denied;
}

void effects_restrict_suid_sgid(EffectList *list, const EffectContext *context, DirectiveId id,
                                const char *const *lines)
{
        static const char *const calls[] = {"openat2",
                                            NULL}; /* its flags are behind a pointer: refused whole, ENOSYS */

        effect_list_add(list, EFFECT_SETID_BIT, id);
        deny_syscalls(list, id, calls);
}

void effects_memory_deny_write_execute(EffectList *list, const EffectContext *context, DirectiveId id,
                                       const char *const *lines)
{
        effect_list_add(list, EFFECT_MEMORY, id);
}

void effects_restrict_address_families(EffectList *list, const EffectContext *context, DirectiveId id,
                                       const char *const *lines)
{
        effect_list_add(list, EFFECT_FAMILIES, id)->mask = ~config_families(context->config);
}

void effects_system_call_architectures(EffectList *list, const EffectContext *context, DirectiveId id,
                                       const char *const *lines)
{
        effect_list_add(list, EFFECT_FOREIGN_ABI, id)->allow = g_strdupv((char **)lines);
}

void effects_system_call_filter(EffectList *list, const EffectContext *context, DirectiveId id,
                                const char *const *lines)
{
        SyscallSet allowed = {};
        Effect *effect;

        if (!config_syscalls(context->config, context->systemd, &allowed))
                return;
        effect = effect_list_add(list, EFFECT_SYSCALLS, id);
        for (int call = 0; call < syscall_count(); call++)
                if (!syscall_set_has(&allowed, call))
                        syscall_set_add(&effect->syscalls, call);
}

/* --- privileges --- */

void effects_capability_bounding_set(EffectList *list, const EffectContext *context, DirectiveId id,
                                     const char *const *lines)
{
        effect_list_add(list, EFFECT_CAPABILITIES, id)->mask = CAPABILITY_ALL & ~config_capabilities(context->config);
}

void effects_no_new_privileges(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        effect_list_add(list, EFFECT_SETID_EXEC, id);
}

void effects_private_users(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        /* These map all users, or very many, so that only the capabilities count no more outside. */
        static const char *const calls[] = {"setgroups", NULL};

        if (g_str_equal(lines[0], "identity") || g_str_equal(lines[0], "full")) {
                effect_list_add(list, EFFECT_CAPABILITIES, id)->mask = CAPABILITY_ALL;
                if (g_str_equal(lines[0], "identity"))
                        deny_syscalls(list, id, calls); /* the kernel does, as for all namespaces but "full" */
        } else
                effect_list_add(list, EFFECT_USERS, id);
}

void effects_dynamic_user(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        static const char *const strict[] = {"strict", NULL}, *const read_only[] = {"read-only", NULL};

        effects_protect_system(list, context, id, strict);
        if (!config_is_on(context->config, DIRECTIVE_PROTECT_HOME))
                effects_protect_home(list, context, id, read_only);
        effects_private_tmp(list, context, id, lines);
        effects_restrict_suid_sgid(list, context, id, lines);
        effects_remove_ipc(list, context, id, lines);
}

/* --- network --- */

void effects_private_pids(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_OTHER_PROCESS) | BEHAVIOUR_BIT(BEHAVIOUR_PROCESS_SIGNAL));
}

void effects_private_network(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        effect_list_add(list, EFFECT_NETWORK, id);
}

/* Words of IPAddressAllow= as masks that effect_denies() understands. */
static char **address_words(char *const *lines)
{
        static const struct {
                const char *word, *masks;
        } symbolic[] = {
                {"localhost", "127.0.0.0/8 ::1/128"},
                {"link-local", "169.254.0.0/16 fe80::/64"},
                {"multicast", "224.0.0.0/4 ff00::/8"},
        };
        g_autoptr(GString) all = g_string_new(NULL);

        for (; lines && *lines; lines++) {
                g_auto(GStrv) words = g_strsplit_set(*lines, " \t", 0);

                for (char **word = words; *word; word++) {
                        const char *mask = *word;

                        for (size_t i = 0; i < G_N_ELEMENTS(symbolic); i++)
                                if (g_str_equal(*word, symbolic[i].word))
                                        mask = symbolic[i].masks;
                        if (*mask)
                                g_string_append_printf(all, "%s%s", all->len ? " " : "", mask);
                }
        }
        return g_strsplit(all->str, " ", 0);
}

void effects_ip_address_deny(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        g_auto(GStrv) denied = address_words((char *const *)lines);
        Effect *effect;

        if (!*denied)
                return;
        effect = effect_list_add(list, EFFECT_ADDRESSES, id);
        effect->allow = address_words(context->config->lines[DIRECTIVE_IP_ADDRESS_ALLOW]);
        if (!g_strv_contains((const char *const *)denied, "any") &&
            !g_strv_contains((const char *const *)denied, "0.0.0.0/0"))
                effect->deny = g_steal_pointer(&denied);
}

void effects_socket_bind_deny(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        char *const *allow = context->config->lines[DIRECTIVE_SOCKET_BIND_ALLOW];
        Effect *effect;

        if (!*lines)
                return;
        effect = effect_list_add(list, EFFECT_BIND, id);
        effect->allow = allow ? g_strdupv((char **)allow) : NULL;
        if (!g_strv_contains(lines, "any"))
                effect->deny = g_strdupv((char **)lines);
}

/* --- the rest --- */

void effects_keyring_mode(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        /* "private" is what system services get unasked; only keys of others are out of reach, which no need says. */
}

void effects_remove_ipc(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        if (!context->root) /* root's objects are never removed */
                deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_SYSV_IPC));
}

void effects_private_ipc(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_SYSV_IPC));
}

void effects_umask(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        /* Files others can no longer read. 022, the default, and what is looser, takes nothing away. */
        if (strtoul(lines[0], NULL, 8) & 0044)
                deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_GROUP_READABLE));
}

void effects_private_mounts(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
{
        deny_behaviours(list, id, BEHAVIOUR_BIT(BEHAVIOUR_MOUNT_SHARED));
}
