/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One need: its words, what a valid subject looks like, and how it is said to a person. The set is in needset.c. */
#include "model/need.h"

#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "model/family.h"
#include "model/syscall.h"

const char *const need_kind_names[_NEED_MAX + 1] = {
        [NEED_SYSCALL] = "syscall",     [NEED_FOREIGN] = "foreign",   [NEED_CAPABILITY] = "capability",
        [NEED_PATH] = "path",           [NEED_DEVICE] = "device",     [NEED_SOCKET] = "socket",
        [NEED_CONNECT] = "connect",     [NEED_BIND] = "bind",         [NEED_ACCEPT] = "accept",
        [NEED_NAMESPACE] = "namespace", [NEED_MEMORY] = "memory",     [NEED_SETID_EXEC] = "setid-exec",
        [NEED_SETID_BIT] = "setid-bit", [NEED_USER] = "user",         [NEED_GROUP] = "group",
        [NEED_BEHAVIOUR] = "behaviour", [NEED_INDIRECT] = "indirect",
};

const char *const behaviour_names[_BEHAVIOUR_MAX + 1] = {
        [BEHAVIOUR_REALTIME] = "realtime",
        [BEHAVIOUR_PERSONALITY] = "personality",
        [BEHAVIOUR_HOSTNAME] = "hostname",
        [BEHAVIOUR_CLOCK] = "clock",
        [BEHAVIOUR_CLOCK_READ] = "clock-read",
        [BEHAVIOUR_KERNEL_LOG] = "kernel-log",
        [BEHAVIOUR_MODULE] = "module",
        [BEHAVIOUR_KEYRING] = "keyring",
        [BEHAVIOUR_IO_URING] = "io-uring",
        [BEHAVIOUR_SYSV_IPC] = "sysv-ipc",
        [BEHAVIOUR_OTHER_PROCESS] = "other-process",
        [BEHAVIOUR_PROC_FILES] = "proc-files",
        [BEHAVIOUR_ABSTRACT_UNIX] = "abstract-unix",
        [BEHAVIOUR_PROCESS_SIGNAL] = "process-signal",
        [BEHAVIOUR_OUTSIDE_FILES_OWNED] = "outside-files-owned",
        [BEHAVIOUR_MOUNT_SHARED] = "mount-shared",
        [BEHAVIOUR_GROUP_READABLE] = "group-readable",
        [BEHAVIOUR_BPF] = "bpf",
        [BEHAVIOUR_PTRACE] = "ptrace",
};

static const char *const behaviour_phrases[_BEHAVIOUR_MAX] = {
        [BEHAVIOUR_REALTIME] = "uses real-time scheduling",
        [BEHAVIOUR_PERSONALITY] = "changes its personality(2)",
        [BEHAVIOUR_HOSTNAME] = "sets the host name",
        [BEHAVIOUR_CLOCK] = "sets a clock",
        [BEHAVIOUR_CLOCK_READ] = "asks for the state of the clock (adjtimex)",
        [BEHAVIOUR_KERNEL_LOG] = "reads or writes the kernel's log",
        [BEHAVIOUR_MODULE] = "loads or unloads kernel modules",
        [BEHAVIOUR_KEYRING] = "uses the kernel's keyrings",
        [BEHAVIOUR_IO_URING] = "uses io_uring",
        [BEHAVIOUR_SYSV_IPC] = "uses System V IPC or POSIX message queues",
        [BEHAVIOUR_OTHER_PROCESS] = "looks at other processes in /proc",
        [BEHAVIOUR_PROC_FILES] = "uses files of /proc that are not about processes",
        [BEHAVIOUR_ABSTRACT_UNIX] = "talks over abstract unix sockets with the outside",
        [BEHAVIOUR_PROCESS_SIGNAL] = "signals processes outside the unit",
        [BEHAVIOUR_OUTSIDE_FILES_OWNED] = "uses files or users other than root and its own",
        [BEHAVIOUR_MOUNT_SHARED] = "mounts things that others are to see",
        [BEHAVIOUR_GROUP_READABLE] = "makes files that other users are to read",
        [BEHAVIOUR_BPF] = "loads BPF programs",
        [BEHAVIOUR_PTRACE] = "traces processes",
};

const char *const access_names[] = {"read", "write", "create", "execute", "map-execute", "own", NULL};
_Static_assert((1u << (G_N_ELEMENTS(access_names) - 1)) - 1 == _ACCESS_ALL, "a name for each access bit");

bool need_kind_has_access(NeedKind kind)
{
        return kind == NEED_PATH || kind == NEED_DEVICE;
}

char *access_to_string(unsigned access)
{
        GString *out = g_string_new(NULL);
        for (unsigned bit = 0; access_names[bit]; bit++) {
                if (access & (1u << bit))
                        g_string_append_printf(out, "%s%s", out->len > 0 ? "," : "", access_names[bit]);
        }
        return g_string_free(out, FALSE);
}

bool access_from_string(const char *words, unsigned *ret_access)
{
        g_auto(GStrv) list = g_strsplit(words, ",", -1);
        unsigned access = 0;

        for (char **word = list; *word; word++) {
                int bit = string_table_index(access_names, *word);
                if (bit < 0)
                        return false;
                access |= 1u << bit;
        }
        if (access == 0)
                return false;
        *ret_access = access;
        return true;
}

int need_call(const Need *need)
{
        const char *colon = need->kind == NEED_FOREIGN ? strchr(need->subject, ':') : NULL;

        return need->kind == NEED_SYSCALL ? syscall_from_name(need->subject)
               : colon                    ? syscall_from_name(colon + 1)
                                          : -1;
}

Need *need_new(NeedKind kind, unsigned access, const char *subject)
{
        Need *need = g_new(Need, 1);

        *need = (Need){kind, access, g_strdup(subject)};
        return need;
}

void need_free(gpointer data)
{
        Need *need = data;

        if (!need)
                return;
        g_free(need->subject);
        g_free(need);
}

int need_compare(const Need *a, const Need *b)
{
        if (a->kind != b->kind)
                return a->kind < b->kind ? -1 : 1;
        int order = strcmp(a->subject, b->subject);
        if (order != 0)
                return order;
        return a->access == b->access ? 0 : a->access < b->access ? -1 : 1;
}

static bool is_decimal(const char *s)
{
        return *s != '\0' && strlen(s) <= 10 && strspn(s, "0123456789") == strlen(s);
}

static bool is_call_name(const char *s)
{
        return *s != '\0' && strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(s);
}

bool need_subject_is_valid(NeedKind kind, const char *subject, const char **ret_expected)
{
        const char *expected = "something";
        bool valid = *subject != '\0';

        switch (kind) {
        case NEED_SYSCALL:
                expected = "the name of a system call";
                valid = is_call_name(subject);
                break;
        case NEED_FOREIGN: {
                expected = "ABI:CALL, as in i386:open";
                const char *colon = strchr(subject, ':');
                valid = colon && colon > subject && is_call_name(colon + 1);
                break;
        }
        case NEED_CAPABILITY: {
                expected = "the name of a capability, as in CAP_SETGID";
                int capability = capability_from_name(subject);
                valid = capability >= 0 && strcmp(capability_name(capability), subject) == 0;
                break;
        }
        case NEED_PATH:
        case NEED_SETID_EXEC:
        case NEED_SETID_BIT:
                expected = "an absolute path";
                valid = subject[0] == '/';
                break;
        case NEED_DEVICE:
                expected = "the absolute path of a device node, or c:MAJOR:MINOR or b:MAJOR:MINOR";
                valid = subject[0] == '/' || g_str_has_prefix(subject, "c:") || g_str_has_prefix(subject, "b:");
                break;
        case NEED_SOCKET: {
                expected = "FAMILY/TYPE/PROTOCOL, as in AF_INET/SOCK_STREAM/0";
                const char *slash = strchr(subject, '/');
                valid = g_str_has_prefix(subject, "AF_") && slash && strchr(slash + 1, '/');
                break;
        }
        case NEED_CONNECT:
        case NEED_BIND:
        case NEED_ACCEPT: {
                expected = "PROTOCOL:ENDPOINT, as in tcp:127.0.0.1:25 or unix:/run/x";
                const char *colon = strchr(subject, ':');
                valid = colon && colon > subject && colon[1] != '\0';
                break;
        }
        case NEED_NAMESPACE:
                expected = "cgroup, ipc, net, mnt, pid, user, uts or time";
                valid = string_table_index(namespace_names, subject) >= 0;
                break;
        case NEED_MEMORY:
                expected = "write-execute";
                valid = strcmp(subject, "write-execute") == 0;
                break;
        case NEED_USER:
        case NEED_GROUP:
                expected = "a number";
                valid = is_decimal(subject);
                break;
        case NEED_BEHAVIOUR:
                expected = "a behaviour, as in realtime";
                valid = string_table_index(behaviour_names, subject) >= 0;
                break;
        case NEED_INDIRECT:
                expected = "nss, pam:SERVICE, sendmail, hooks:DIRECTORY, plugins:PATTERN, places:NAME or foreign-arch";
                valid = strcmp(subject, "nss") == 0 || strcmp(subject, "sendmail") == 0 ||
                        strcmp(subject, "foreign-arch") == 0 ||
                        (g_str_has_prefix(subject, "pam:") && subject[4] != '\0') ||
                        (g_str_has_prefix(subject, "hooks:") && subject[6] != '\0') ||
                        (g_str_has_prefix(subject, "plugins:") && subject[8] != '\0') ||
                        (g_str_has_prefix(subject, "places:") && subject[7] != '\0');
                break;
        case _NEED_MAX:
        default:
                g_return_val_if_reached(false);
        }
        if (ret_expected)
                *ret_expected = expected;
        return valid;
}

char *need_to_string(const Need *need)
{
        g_autofree char *subject = word_escape(need->subject);
        if (!need_kind_has_access(need->kind))
                return g_strdup_printf("%s %s", need_kind_names[need->kind], subject);
        g_autofree char *access = access_to_string(need->access);
        return g_strdup_printf("%s %s %s", need_kind_names[need->kind], access, subject);
}

/* "reads and writes", "maps as code": the bits as verbs. Looking only at OWN would say nothing, so it is left out. */
static char *access_phrase(unsigned access)
{
        static const char *const verbs[] = {"reads", "writes", "makes", "runs", "maps as code"};
        g_autoptr(GPtrArray) parts = g_ptr_array_new();

        for (unsigned bit = 0; bit < G_N_ELEMENTS(verbs); bit++) {
                if (access & (1u << bit))
                        g_ptr_array_add(parts, (gpointer)verbs[bit]);
        }
        if (parts->len == 0)
                return g_strdup("uses");
        GString *out = g_string_new(g_ptr_array_index(parts, 0));
        for (unsigned i = 1; i < parts->len; i++)
                g_string_append_printf(out, "%s%s", i + 1 == parts->len ? " and " : ", ",
                                       (const char *)g_ptr_array_index(parts, i));
        return g_string_free(out, FALSE);
}

char *need_describe(const Need *need)
{
        const char *subject = need->subject;

        switch (need->kind) {
        case NEED_SYSCALL:
                return g_strdup_printf("calls %s()", subject);
        case NEED_FOREIGN:
                return g_strdup_printf("makes calls of another architecture (%s)", subject);
        case NEED_CAPABILITY: {
                int capability = capability_from_name(subject);
                if (capability < 0)
                        return g_strdup_printf("uses %s", subject);
                return g_strdup_printf("uses %s (may %s)", subject, capability_help(capability));
        }
        case NEED_PATH:
        case NEED_DEVICE: {
                g_autofree char *verbs = access_phrase(need->access);
                return g_strdup_printf("%s %s%s", verbs, need->kind == NEED_DEVICE ? "the device " : "", subject);
        }
        case NEED_SOCKET:
                return g_strdup_printf("opens sockets (%s)", subject);
        case NEED_CONNECT:
                return g_strdup_printf("connects to %s", subject);
        case NEED_BIND:
                return g_strdup_printf("binds %s", subject);
        case NEED_ACCEPT:
                return g_strdup_printf("is talked to by %s", subject);
        case NEED_NAMESPACE:
                return g_strdup_printf("makes or enters %s %s namespace", g_str_equal(subject, "ipc") ? "an" : "a",
                                       subject);
        case NEED_MEMORY:
                return g_strdup("has memory that is writable and executable");
        case NEED_SETID_EXEC:
                return g_strdup_printf("runs %s with the rights of its owner or group", subject);
        case NEED_SETID_BIT:
                return g_strdup_printf("gives a set-ID bit to %s", subject);
        case NEED_USER:
                return g_strdup_printf("becomes another user (uid %s)", subject);
        case NEED_GROUP:
                return g_strdup_printf("becomes another group (gid %s)", subject);
        case NEED_BEHAVIOUR: {
                int behaviour = string_table_index(behaviour_names, subject);
                return g_strdup(behaviour >= 0 ? behaviour_phrases[behaviour] : subject);
        }
        case NEED_INDIRECT:
                return g_strdup_printf("needs whatever %s needs on this host", subject);
        case _NEED_MAX:
        default:
                g_return_val_if_reached(g_strdup(subject));
        }
}
