/* SPDX-License-Identifier: GPL-2.0-or-later */
/* effect_denies(): the one predicate of the program.
 *
 * Each kind of effect has one short function below that says which needs it refuses; read them top to bottom and you
 * have read all that we claim about what sandboxing does. The claims are about the mechanism (a seccomp filter, a
 * capability missing, a read-only mount), never about a directive: which directives have which effects is in
 * effects-of.c. */

#include "model/effect.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/address.h"
#include "base/path.h"
#include "base/text.h"
#include "model/capability.h"
#include "model/effects-of.h"

/* --- endpoints: "tcp:127.0.0.1:80", "udp:[::1]:53", "unix:/run/x", "unix:@name" --- */

static const char *unix_path(const Need *need)
{
        return g_str_has_prefix(need->subject, "unix:/") ? need->subject + strlen("unix:") : NULL;
}

static bool is_abstract_unix(const Need *need)
{
        return g_str_has_prefix(need->subject, "unix:@");
}

char *endpoint_address(const Need *need)
{
        const char *colon = strchr(need->subject, ':'), *address, *end;

        if (!colon || g_str_has_prefix(need->subject, "unix:"))
                return NULL;
        address = colon + 1;
        if (*address == '[') {
                end = strchr(address, ']');
                return end ? g_strndup(address + 1, end - address - 1) : NULL;
        }
        end = strrchr(address, ':');
        /* an IPv6 peer without port has no brackets */
        if (!end || strchr(address, ':') != end)
                return g_strdup(address);
        return g_strndup(address, end - address);
}

static bool address_in(const char *address, char *const *allow)
{
        Address one, net;

        if (!address_parse(address, &one))
                return false;
        for (; allow && *allow; allow++)
                if (g_strcmp0(*allow, "any") == 0 || (address_parse(*allow, &net) && address_contains(&net, &one)))
                        return true;
        return false;
}

/* --- one function per kind of effect --- */

/* Needs name a binary interface ("i386:open"), the directive an architecture. */
static bool foreign_denies(const Effect *effect, const Need *need)
{
        static const struct {
                const char *abi, *word;
        } architectures[] = {{"i386:", "x86"}, {"x32:", "x32"}, {"arm:", "arm"}};

        if (need->kind == NEED_INDIRECT)
                return g_str_equal(need->subject, "foreign-arch");
        if (need->kind != NEED_FOREIGN)
                return false;
        for (char *const *line = effect->allow; line && *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                for (size_t i = 0; i < G_N_ELEMENTS(architectures); i++)
                        if (g_str_has_prefix(need->subject, architectures[i].abi) &&
                            g_strv_contains((const char *const *)words, architectures[i].word))
                                return false;
        }
        return true;
}

static bool families_deny(const Effect *effect, const Need *need)
{
        g_autofree char *name = NULL;
        int family;

        if (need->kind != NEED_SOCKET)
                return false;
        name = g_strndup(need->subject, strcspn(need->subject, "/"));
        family = family_from_name(name);
        return family >= 0 && family < 64 && (effect->mask & FAMILY_BIT(family)) != 0;
}

static bool namespaces_deny(const Effect *effect, const Need *need)
{
        int type;

        if (need->kind != NEED_NAMESPACE)
                return false;
        type = string_table_index(namespace_names, need->subject);
        return type >= 0 && (effect->mask & (UINT64_C(1) << type)) != 0;
}

/* Files of /proc that are about the system, not about one process: what ProcSubset=pid hides. */
static bool is_system_proc_file(const char *path)
{
        static const char *const kept[] = {"self", "thread-self",
                                           NULL}; /* "net" and "mounts" are links to self, and hidden */
        g_autofree char *first = NULL;

        if (!g_str_has_prefix(path, "/proc/"))
                return false;
        path += strlen("/proc/");
        first = g_strndup(path, strcspn(path, "/"));
        return !g_ascii_isdigit(first[0]) && string_table_index(kept, first) < 0;
}

static bool behaviours_deny(const Effect *effect, const Need *need)
{
        if (need->kind == NEED_BEHAVIOUR) {
                int behaviour = string_table_index(behaviour_names, need->subject);

                return behaviour >= 0 && (effect->mask & (UINT64_C(1) << behaviour)) != 0;
        }
        return need->kind == NEED_PATH && (effect->mask & (UINT64_C(1) << BEHAVIOUR_PROC_FILES)) != 0 &&
               is_system_proc_file(need->subject);
}

/* Does one DeviceAllow= pattern ("/dev/fuse rw", "char-pts rw", "/dev/snd/" ...) allow this access? */
static bool device_pattern_allows(const char *pattern, const Need *need)
{
        g_auto(GStrv) words = g_strsplit(pattern, " ", 2);
        const char *what = words[0], *how = words[0] && words[1] ? words[1] : "rwm", *subject = need->subject;

        if (!what)
                return false;
        if (((need->access & ACCESS_READ) && !strchr(how, 'r')) ||
            ((need->access & ACCESS_WRITE) && !strchr(how, 'w')) ||
            ((need->access & ACCESS_CREATE) && !strchr(how, 'm')))
                return false;
        if (g_str_has_prefix(what, "char-") || g_str_has_prefix(what, "block-")) {
                /* a class of /proc/devices: "pts" is /dev/pts/N, "rtc" /dev/rtcN */
                const char *name = strchr(what, '-') + 1;
                static const struct {
                        const char *name, *nodes[16];
                } members[] = {
                        /* majors whose nodes have names of their own */
                        {"misc",
                         {"/dev/net/tun", "/dev/fuse", "/dev/kvm", "/dev/loop-control", "/dev/uinput", "/dev/rfkill",
                          "/dev/hpet", "/dev/vhost-net", "/dev/vhost-vsock", "/dev/cpu_dma_latency", "/dev/userfaultfd",
                          "/dev/hwrng"}},
                        {"alsa", {"/dev/snd/*"}},
                        {"blkext", {"/dev/nvme*n*"}},
                        {"drm", {"/dev/dri/*"}},
                        {"video4linux", {"/dev/video*", "/dev/vbi*", "/dev/radio*", "/dev/v4l-*"}},
                        {"mem",
                         {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/mem", "/dev/port",
                          "/dev/kmsg"}},
                };

                for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
                        for (const char *const *node = members[i].nodes; g_str_equal(name, members[i].name) && *node;
                             node++)
                                if (fnmatch(*node, subject, FNM_PATHNAME) == 0)
                                        return true;
                g_autofree char *flat = g_strdup_printf("/dev/%s*", name);
                g_autofree char *nested = g_strdup_printf("/dev/%s/*", name);

                return fnmatch(flat, subject, FNM_PATHNAME) == 0 || fnmatch(nested, subject, FNM_PATHNAME) == 0;
        }
        return fnmatch(what, subject, FNM_PATHNAME) == 0;
}

static bool devices_deny(const Effect *effect, const Need *need)
{
        if (need->kind != NEED_DEVICE)
                return false;
        for (char *const *pattern = effect->allow; pattern && *pattern; pattern++)
                if (device_pattern_allows(*pattern, need))
                        return false;
        return true;
}

/* An empty network namespace: only AF_UNIX by path still reaches others. */
static bool network_denies(const Need *need)
{
        if (need->kind == NEED_SOCKET)
                return !g_str_has_prefix(need->subject, "AF_UNIX/");
        if (need->kind == NEED_BEHAVIOUR)
                return g_str_equal(need->subject, behaviour_names[BEHAVIOUR_ABSTRACT_UNIX]);
        if (need->kind == NEED_CONNECT || need->kind == NEED_BIND || need->kind == NEED_ACCEPT)
                return !g_str_has_prefix(need->subject, "unix:") || is_abstract_unix(need);
        return false;
}

/* Packets of peers in .deny and not in .allow are dropped. An address bound to counts as its peers: "any" is every peer
 * there is.
 */
static bool addresses_deny(const Effect *effect, const Need *need)
{
        g_autofree char *address = NULL;

        if (need->kind != NEED_CONNECT && need->kind != NEED_ACCEPT && need->kind != NEED_BIND)
                return false;
        address = endpoint_address(need);
        return address && (!effect->deny || address_in(address, effect->deny)) && !address_in(address, effect->allow);
}

/* Words of SocketBindAllow= and SocketBindDeny=: "any", "tcp", "ipv4:udp:53", "8000-9000" ... */
static bool bind_pattern_fits(const char *pattern, const char *protocol, bool ipv6, unsigned port)
{
        g_auto(GStrv) words = g_strsplit(pattern, ":", 0);

        for (char **word = words; *word; word++) {
                unsigned first, last;
                int n;

                if (g_str_equal(*word, "any"))
                        continue;
                if (g_str_equal(*word, "ipv4") || g_str_equal(*word, "ipv6")) {
                        if (g_str_equal(*word, "ipv6") != ipv6)
                                return false;
                } else if (g_str_equal(*word, "tcp") || g_str_equal(*word, "udp")) {
                        if (!g_str_equal(*word, protocol))
                                return false;
                } else {
                        n = sscanf(*word, "%u-%u", &first, &last);
                        if (n < 1 || port < first || port > (n == 2 ? last : first))
                                return false;
                }
        }
        return true;
}

static bool bind_denies(const Effect *effect, const Need *need)
{
        g_autofree char *protocol = NULL;
        const char *colon, *port;

        if (need->kind != NEED_BIND || g_str_has_prefix(need->subject, "unix:"))
                return false;
        colon = strchr(need->subject, ':');
        if (!colon)
                return false;
        protocol = g_strndup(need->subject, colon - need->subject);
        port = strrchr(need->subject, ':') + 1;
        for (char *const *pattern = effect->allow; pattern && *pattern; pattern++)
                if (bind_pattern_fits(*pattern, protocol, colon[1] == '[', (unsigned)atoi(port)))
                        return false;
        for (char *const *pattern = effect->deny; pattern && *pattern; pattern++)
                if (bind_pattern_fits(*pattern, protocol, colon[1] == '[', (unsigned)atoi(port)))
                        return true;
        return !effect->deny;
}

/* A user namespace of its own: no capability counts outside, other users do not exist (not as peers of a socket
 * either), set-ID programs get nothing. */
static bool users_deny(const Need *need)
{
        return need->kind == NEED_USER || need->kind == NEED_GROUP || need->kind == NEED_CAPABILITY ||
               need->kind == NEED_SETID_EXEC || (need->kind == NEED_BIND && unix_path(need)) ||
               (need->kind == NEED_BEHAVIOUR &&
                g_str_equal(need->subject, behaviour_names[BEHAVIOUR_OUTSIDE_FILES_OWNED]));
}

/* The path that a need is about and what it does there, whatever its kind. NULL: no path. */
static const char *need_path(const Need *need, unsigned *ret_access)
{
        switch (need->kind) {
        case NEED_PATH:
                *ret_access = need->access;
                return need->subject;
        case NEED_DEVICE: /* a read-only mount does not stop writing to a device: the node must be there, no more */
                *ret_access = ACCESS_READ | (need->access & ACCESS_CREATE);
                return need->subject[0] == '/' ? need->subject : NULL;
        case NEED_CONNECT: /* nor connecting to a socket */
                *ret_access = ACCESS_READ;
                return unix_path(need);
        case NEED_BIND: /* others are to find it, so a directory of its own will not do */
                *ret_access = ACCESS_WRITE;
                return unix_path(need);
        case NEED_SETID_EXEC:
                *ret_access = ACCESS_EXECUTE;
                return need->subject;
        case NEED_SETID_BIT:
                *ret_access = ACCESS_WRITE | ACCESS_OWN;
                return need->subject;
        case NEED_SYSCALL:
        case NEED_FOREIGN:
        case NEED_CAPABILITY:
        case NEED_SOCKET:
        case NEED_ACCEPT:
        case NEED_NAMESPACE:
        case NEED_MEMORY:
        case NEED_USER:
        case NEED_GROUP:
        case NEED_BEHAVIOUR:
        case NEED_INDIRECT:
        case _NEED_MAX:
                break;
        }
        return NULL;
}

static bool path_mode_denies(PathMode mode, bool at_mount_point, unsigned access)
{
        switch (mode) {
        case PATH_READ_WRITE:
        case PATH_BOUND:
        case PATH_EXEC:
                return false;
        case PATH_READ_ONLY:
                return (access & (ACCESS_WRITE | ACCESS_CREATE)) != 0;
        case PATH_INACCESSIBLE:
        case PATH_EMPTY:
                return true;
        case PATH_PRIVATE: /* new files can be made; old ones are only there if made by itself */
                return !at_mount_point && !(access & (ACCESS_OWN | ACCESS_CREATE));
        case PATH_NO_EXEC:
                return (access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE)) != 0;
        case _PATH_MODE_MAX:
                break;
        }
        g_assert_not_reached();
}

/* Is this path need denied, and by which entry? */
static const PathEntry *paths_denying_entry(const PathView *view, const Need *need)
{
        unsigned access = 0;
        const char *path = need_path(need, &access);
        const PathEntry *entry;

        if (!path)
                return NULL;
        for (PathLayer layer = 0; layer < _PATH_LAYER_MAX; layer++) {
                entry = path_view_layer(view, path, layer);
                if (!entry)
                        continue;
                if (layer == PATH_LAYER_WRITABLE && entry->mode == PATH_EMPTY) {
                        if (access & (ACCESS_WRITE | ACCESS_CREATE))
                                return entry;
                } else if (path_mode_denies(entry->mode, g_str_equal(entry->path, path), access))
                        return entry;
        }
        return NULL;
}

bool effect_denies(const Effect *effect, const Need *need)
{
        switch (effect->kind) {
        case EFFECT_SYSCALLS:
                return syscall_set_has(&effect->syscalls, need_call(need));
        case EFFECT_FOREIGN_ABI:
                return foreign_denies(effect, need);
        case EFFECT_CAPABILITIES: {
                int capability = need->kind == NEED_CAPABILITY ? capability_from_name(need->subject) : -1;

                return capability >= 0 && (effect->mask & (UINT64_C(1) << capability)) != 0;
        }
        case EFFECT_FAMILIES:
                return families_deny(effect, need);
        case EFFECT_NAMESPACES:
                return namespaces_deny(effect, need);
        case EFFECT_BEHAVIOURS:
                return behaviours_deny(effect, need);
        case EFFECT_MEMORY:
                return need->kind == NEED_MEMORY;
        case EFFECT_SETID_EXEC:
                return need->kind == NEED_SETID_EXEC;
        case EFFECT_SETID_BIT:
                return need->kind == NEED_SETID_BIT;
        case EFFECT_DEVICES:
                return devices_deny(effect, need);
        case EFFECT_NETWORK:
                return network_denies(need);
        case EFFECT_ADDRESSES:
                return addresses_deny(effect, need);
        case EFFECT_BIND:
                return bind_denies(effect, need);
        case EFFECT_USERS:
                return users_deny(need);
        case EFFECT_PATHS:
                return paths_denying_entry(effect->paths, need) != NULL;
        case _EFFECT_MAX:
                break;
        }
        g_assert_not_reached();
}

bool effect_list_denies(const EffectList *list, const Need *need, DirectiveId *ret_by)
{
        for (guint i = 0; i < list->effects->len; i++) {
                const Effect *effect = list->effects->pdata[i];

                if (!effect_denies(effect, need))
                        continue;
                if (ret_by)
                        *ret_by = effect->kind == EFFECT_PATHS ? paths_denying_entry(effect->paths, need)->directive
                                                               : effect->directive;
                return true;
        }
        return false;
}

/* A network namespace brings a mount namespace with it since 254, for its own /sys (systemd PR 26458), unless
 * PrivateMounts=no is said. */
static bool brings_mount_namespace(const EffectContext *context, DirectiveId id)
{
        const char *mounts = config_get(context->config, DIRECTIVE_PRIVATE_MOUNTS);

        if (!(directives[id].implies & IMPLIES_MOUNT_NAMESPACE) || !config_is_on(context->config, id))
                return false;
        if (id != DIRECTIVE_PRIVATE_NETWORK && id != DIRECTIVE_NETWORK_NAMESPACE_PATH)
                return true;
        return context->systemd >= 254 && (!mounts || config_is_on(context->config, DIRECTIVE_PRIVATE_MOUNTS));
}

/* Effects that come with others: a mount namespace hides mounts made inside; NoNewPrivileges= may be implied. */
static void add_implied(EffectList *list, const EffectContext *context)
{
        DirectiveId by;

        if (implied_no_new_privileges(context, &by) && by != DIRECTIVE_NO_NEW_PRIVILEGES)
                effect_list_add(list, EFFECT_SETID_EXEC, by);
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if (brings_mount_namespace(context, id))
                        effect_list_add(list, EFFECT_BEHAVIOURS, id)->mask = UINT64_C(1) << BEHAVIOUR_MOUNT_SHARED;
}

/* These bring MountAPIVFS= with them, which has entries of its own for /run and the file systems of the kernel: a
 * read-only directory above, be it of ProtectSystem=strict, does not reach there any more. Seen on 252, 257 and 262. */
static void add_api_mounts(EffectList *list, const EffectContext *context)
{
        static const DirectiveId ids[] = {DIRECTIVE_MOUNT_API_VFS, DIRECTIVE_PROTECT_CONTROL_GROUPS,
                                          DIRECTIVE_PROTECT_KERNEL_TUNABLES, DIRECTIVE_PROTECT_PROC,
                                          DIRECTIVE_PROC_SUBSET};
        static const char *const paths[] = {"/run", "/dev", "/proc", "/sys"};

        for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
                if (config_is_on(context->config, ids[i])) {
                        for (size_t j = 0; j < G_N_ELEMENTS(paths); j++)
                                effect_list_add_path(list, ids[i], PATH_READ_WRITE, paths[j]);
                        return;
                }
}

EffectList *effects_of(const EffectContext *context)
{
        g_autoptr(EffectList) list = effect_list_new();

        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                char **lines = context->config->lines[id];

                if (!lines || !directives[id].effects || !directive_known_to(id, context->systemd))
                        continue;
                if (directives[id].merge == MERGE_ASSIGN && !config_is_on(context->config, id))
                        continue;
                directives[id].effects(list, context, id, (const char *const *)lines);
        }
        add_api_mounts(list, context);
        effect_list_compile_paths(list);
        add_implied(list, context);
        return g_steal_pointer(&list);
}
