/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's capabilities: names, numbers, and what each is for in one phrase. Numbers are those of
 * linux/capability.h; capabilities(7) is the source of the meanings. */
#include "model/capability.h"

#include <string.h>

static const struct {
        const char *name;
        const char *help;
} capabilities[CAPABILITY_COUNT] = {
        [0] = {"CAP_CHOWN", "change owners of files"},
        [1] = {"CAP_DAC_OVERRIDE", "read, write and run files whatever their permissions"},
        [2] = {"CAP_DAC_READ_SEARCH", "read files and search directories whatever their permissions"},
        [3] = {"CAP_FOWNER", "change files that others own as if it owned them"},
        [4] = {"CAP_FSETID", "keep or set set-ID bits when it changes a file"},
        [5] = {"CAP_KILL", "signal processes of other users"},
        [6] = {"CAP_SETGID", "become other groups"},
        [7] = {"CAP_SETUID", "become other users"},
        [8] = {"CAP_SETPCAP", "drop or hand on capabilities beyond its own"},
        [9] = {"CAP_LINUX_IMMUTABLE", "set the immutable and append-only flags of files"},
        [10] = {"CAP_NET_BIND_SERVICE", "listen on ports below 1024"},
        [11] = {"CAP_NET_BROADCAST", "send broadcasts and listen to multicast"},
        [12] = {"CAP_NET_ADMIN", "configure the network"},
        [13] = {"CAP_NET_RAW", "send and receive raw packets"},
        [14] = {"CAP_IPC_LOCK", "lock any amount of memory"},
        [15] = {"CAP_IPC_OWNER", "use System V IPC objects whatever their permissions"},
        [16] = {"CAP_SYS_MODULE", "load and unload kernel modules"},
        [17] = {"CAP_SYS_RAWIO", "reach hardware ports and raw memory"},
        [18] = {"CAP_SYS_CHROOT", "change its root directory"},
        [19] = {"CAP_SYS_PTRACE", "trace and inspect processes of others"},
        [20] = {"CAP_SYS_PACCT", "switch process accounting"},
        [21] = {"CAP_SYS_ADMIN", "mount, and most of what only an administrator may do"},
        [22] = {"CAP_SYS_BOOT", "reboot, and load another kernel"},
        [23] = {"CAP_SYS_NICE", "raise priorities and set real-time scheduling"},
        [24] = {"CAP_SYS_RESOURCE", "exceed resource limits and quotas"},
        [25] = {"CAP_SYS_TIME", "set the clocks"},
        [26] = {"CAP_SYS_TTY_CONFIG", "configure terminals of others"},
        [27] = {"CAP_MKNOD", "make device nodes"},
        [28] = {"CAP_LEASE", "take leases on files of others"},
        [29] = {"CAP_AUDIT_WRITE", "write to the audit log"},
        [30] = {"CAP_AUDIT_CONTROL", "configure auditing"},
        [31] = {"CAP_SETFCAP", "give capabilities to files"},
        [32] = {"CAP_MAC_OVERRIDE", "override mandatory access control"},
        [33] = {"CAP_MAC_ADMIN", "configure mandatory access control"},
        [34] = {"CAP_SYSLOG", "read the kernel's log and its addresses"},
        [35] = {"CAP_WAKE_ALARM", "set timers that wake the machine"},
        [36] = {"CAP_BLOCK_SUSPEND", "keep the machine from sleeping"},
        [37] = {"CAP_AUDIT_READ", "read the audit log"},
        [38] = {"CAP_PERFMON", "watch performance counters of the whole system"},
        [39] = {"CAP_BPF", "load BPF programs"},
        [40] = {"CAP_CHECKPOINT_RESTORE", "checkpoint and restore processes"},
};

static int find(const char *name, size_t length)
{
        static const char prefix[] = "CAP_";
        const size_t skip = sizeof(prefix) - 1;
        if (length <= skip || g_ascii_strncasecmp(name, prefix, skip) != 0)
                return -1;
        char first = g_ascii_toupper(name[skip]), last = g_ascii_toupper(name[length - 1]);
        for (int i = 0; i < CAPABILITY_COUNT; i++) {
                const char *own = capabilities[i].name;
                if (first == own[skip] && strnlen(own, length) == length && last == own[length - 1] && !own[length] &&
                    g_ascii_strncasecmp(name, own, length) == 0)
                        return i;
        }
        return -1;
}

int capability_from_name(const char *name)
{
        return find(name, strlen(name));
}

const char *capability_name(int capability)
{
        return capability >= 0 && capability < CAPABILITY_COUNT ? capabilities[capability].name : NULL;
}

const char *capability_help(int capability)
{
        return capability >= 0 && capability < CAPABILITY_COUNT ? capabilities[capability].help : NULL;
}

char *capability_mask_to_string(uint64_t mask)
{
        GString *out = g_string_new(NULL);
        for (int i = 0; i < CAPABILITY_COUNT; i++) {
                if (mask & (UINT64_C(1) << i))
                        g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", capabilities[i].name);
        }
        return g_string_free(out, FALSE);
}

uint64_t capability_mask_from_string(const char *words, char **ret_unknown)
{
        static const char blanks[] = " \t\n";
        GString *unknown = NULL;
        uint64_t mask = 0;

        for (const char *word = words + strspn(words, blanks); *word; word += strspn(word, blanks)) {
                size_t length = strcspn(word, blanks);
                int capability = find(word, length);
                if (capability >= 0)
                        mask |= UINT64_C(1) << capability;
                else if (ret_unknown) {
                        if (unknown)
                                g_string_append_c(unknown, ' ');
                        else
                                unknown = g_string_new(NULL);
                        g_string_append_len(unknown, word, (gssize)length);
                }
                word += length;
        }
        if (ret_unknown)
                *ret_unknown = unknown ? g_string_free(unknown, FALSE) : g_strdup("");
        return mask;
}
