// SPDX-License-Identifier: GPL-2.0-or-later
/* A capability asked for is not a capability needed. The kernel asks in many places only to choose between two ways
 * that both work, and a process of root, which has them all, answers yes every time. This table says which of its
 * questions are such, by the call they come up in. What is not listed counts as needed: to be wrong here in that
 * direction costs a line of strictness, in the other direction a broken service.
 *
 * Sources: kernel/, mm/, fs/, net/ and security/commoncap.c of Linux 6.1 and 6.18. */
#include "source/observe/question.h"

#include <fnmatch.h>
#include <glib.h>
#include <linux/capability.h>
#include <linux/fanotify.h>
#include <string.h>

/* Calls that may allocate memory, blocks or processes: what asks in them is the accounting. */
static const char *const allocating[] = {
        "brk",
        "clone",
        "clone3",
        "copy_file_range",
        "execve",
        "execveat",
        "fallocate",
        "fork",
        "ftruncate",
        "madvise",
        "memfd_create",
        "mlock",
        "mlockall",
        "mmap",
        "mmap2",
        "mprotect",
        "mremap",
        "munmap",
        "pkey_mprotect",
        "preadv",
        "pwrite64",
        "pwritev",
        "pwritev2",
        "read",
        "remap_file_pages",
        "sendfile",
        "shmat",
        "shmget",
        "splice",
        "truncate",
        "userfaultfd",
        "vfork",
        "vmsplice",
        "write",
        "writev",
        NULL,
};

static const char *const storing[] = {
        "copy_file_range", "creat",    "fallocate", "fsync",     "fdatasync", "ftruncate", "link",
        "linkat",          "mkdir",    "mkdirat",   "mknod",     "mknodat",   "open",      "openat",
        "openat2",         "pwrite64", "pwritev",   "rename",    "renameat",  "renameat2", "rmdir",
        "sendfile",        "splice",   "symlink",   "symlinkat", "truncate",  "unlink",    "unlinkat",
        "write",           "writev",   "close",     "setxattr",  "fsetxattr", "lsetxattr", NULL,
};

static const char *const attributes[] = {"listxattr", "llistxattr", "flistxattr", "getxattr",
                                         "lgetxattr", "fgetxattr",  NULL};
static const char *const reading[] = {"read", "pread64", "readv", "getdents", "getdents64", NULL};
static const char *const receiving[] = {"recvmsg", "recvfrom", "read", NULL};
static const char *const looking[] = {"open",       "openat",     "openat2", "stat",      "lstat",
                                      "newfstatat", "statx",      "access",  "faccessat", "faccessat2",
                                      "readlink",   "readlinkat", "chdir",   NULL};
static const char *const capset[] = {"capset", NULL};
static const char *const epoll[] = {"epoll_ctl", NULL};
static const char *const filters[] = {"setsockopt", "prctl", "seccomp", NULL};
static const char *const uring[] = {"io_uring_setup", "io_uring_register", NULL};
static const char *const ioprio[] = {"ioprio_set", NULL};
static const char *const fanotify[] = {"fanotify_init", "fanotify_mark", NULL};

static const struct {
        int capability;
        const char *const *calls; /* NULL: all */
        const char *why;
} questions[] = {
        {CAP_SYS_ADMIN, allocating, "the memory accounting asks whether the last pages may be used"},
        {CAP_SYS_ADMIN, attributes, "asks whether attributes of the trusted class are to be listed"},
        {CAP_SYS_ADMIN, uring, "asks whether limits apply"},
        {CAP_SYS_ADMIN, ioprio, "CAP_SYS_NICE will do"},
        {CAP_SYS_ADMIN, fanotify, "asks whether limits apply"},
        {CAP_SYS_RESOURCE, storing, "asks whether reserved blocks and quotas apply"},
        {CAP_IPC_LOCK, uring, "asks whether the memory is to be accounted"},
        {CAP_FSETID, NULL, "asks whether set-ID bits are to be kept"},
        {CAP_SYS_PTRACE, reading, "asks whether addresses are to be shown"},
        {CAP_SYSLOG, reading, "asks whether kernel addresses are to be shown"},
        {CAP_NET_ADMIN, looking, "files below /proc/net and /proc/sys/net ask whether more of them is to be shown"},
        {CAP_NET_ADMIN, receiving, "asks how much of a socket is to be told"},
        {CAP_SETPCAP, capset, "asked at every capset"},
        {CAP_BLOCK_SUSPEND, epoll, "without it the flag is ignored"},
        {CAP_BPF, filters, "asks whether constants in the filter are to be blinded"},
        {CAP_PERFMON, filters, "asks whether the filter may be speculated over"},
};

const char *capability_question(int capability, const char *call)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(questions); i++) {
                if (questions[i].capability != capability)
                        continue;
                if (!questions[i].calls || (call && g_strv_contains((const gchar *const *)questions[i].calls, call)))
                        return questions[i].why;
        }
        return NULL;
}

bool fanotify_is_for_all(uint64_t flags)
{
        return (flags & (FAN_REPORT_FID | FAN_REPORT_DIR_FID)) &&
               !(flags & (FAN_CLASS_CONTENT | FAN_CLASS_PRE_CONTENT | FAN_UNLIMITED_QUEUE | FAN_UNLIMITED_MARKS |
                          FAN_ENABLE_AUDIT | FAN_REPORT_TID | FAN_REPORT_PIDFD));
}

/* What the C library and its neighbours look at by themselves, and do without when it is not there. */
static const struct {
        const char *path;
        const char *why;
} path_questions[] = {
        {"/proc/filesystems", "libselinux: not there means that there is no SELinux"},
        {"/proc/sys/crypto/fips_enabled", "crypto libraries: not there means off"},
        {"/proc/sys/kernel/cap_last_cap", "libcap: asks prctl() instead"},
        {"/proc/sys/kernel/ngroups_max", "C library, sysconf(): takes the kernel's constant instead"},
        {"/proc/sys/kernel/rtsig-max", "C library, sysconf(): takes the kernel's constant instead"},
        {"/proc/sys/vm/overcommit_memory", "C library, malloc(): gives memory back more carefully"},
        {"/tmp/hsperfdata_*", "Java: made anew where it is not there"},
};

const char *path_question(const char *path)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(path_questions); i++) {
                if (fnmatch(path_questions[i].path, path, FNM_PATHNAME) == 0)
                        return path_questions[i].why;
        }
        return NULL;
}

/* What a program asks in vain, and then takes for granted what the answer would have been, or takes less. Read in its
 * source, and tried. */
static const char *const systemd_tools[] = {
        "/usr/bin/busctl",           "/usr/bin/journalctl",       "/usr/bin/loginctl",
        "/usr/bin/systemctl",        "/usr/bin/systemd-cat",      "/usr/bin/systemd-notify",
        "/usr/bin/systemd-sysusers", "/usr/bin/systemd-tmpfiles", NULL};

static const char *const iproute[] = {"/usr/bin/ip", NULL};

static const struct {
        const char *const *programs;
        NeedKind kind;
        const char *subject, *call, *why;
} actor_questions[] = {
        {systemd_tools, NEED_CAPABILITY, "CAP_NET_ADMIN", "setsockopt", "asks for a larger buffer than all may have"},
        {systemd_tools, NEED_SYSCALL, "setsockopt", "setsockopt", "asks for a larger buffer than all may have"},
        /* what it changes it asks for by sendmsg() */
        {iproute, NEED_CAPABILITY, "CAP_NET_ADMIN", "sendto", "6.1 asks by an empty message how much the kernel knows"},
        {systemd_tools, NEED_CAPABILITY, "CAP_SYS_PTRACE", NULL, "looks at /proc/1/root: not told means no chroot"},
        {systemd_tools, NEED_BEHAVIOUR, "other-process", NULL, "looks at /proc/1/root: not told means no chroot"},
};

const char *actor_question(const char *program, NeedKind kind, const char *subject, const char *call)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(actor_questions); i++)
                if (actor_questions[i].kind == kind && g_str_equal(subject, actor_questions[i].subject) &&
                    g_strv_contains(actor_questions[i].programs, program) &&
                    (!actor_questions[i].call || g_strcmp0(call, actor_questions[i].call) == 0))
                        return actor_questions[i].why;
        return NULL;
}
