// SPDX-License-Identifier: GPL-2.0-or-later
/* The table of system calls that the recorder understands: where their paths are, what they do to them, and what else
 * their success means. One row says both what the BPF programs have to look at and how user space reads the event, so
 * that the two cannot disagree. Calls without a row are recorded by name alone.
 *
 * Sources: system call manual pages, fs/ and net/ of Linux 6.1 and 6.18. */
#include "source/observe/calls.h"

#include "model/syscall.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* NOLINTBEGIN(bugprone-macro-parentheses): parts of initialisers */
#define CWD (-1)
#define NONE (-1)
#define ANY .mask_arg = NONE, .load_arg = NONE

#define OPS(kind_, d0, p0, d1, p1, mode_) .kind = kind_, .dirfd = {d0, d1}, .path = {p0, p1}, .mode = mode_
#define ON_PATH(name_, d, p, access_)                                    \
        {                                                                \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, NONE), ANY}, \
                {                                                        \
                        access_                                          \
                }                                                        \
        }
#define ON_LINK(name_, d, p, access_)                                                                \
        {                                                                                            \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, NONE), ANY}, {access_}, .nofollow = true \
        }
/* with a mode argument */
#define ON_MODE(name_, d, p, m, access_)                                                          \
        {                                                                                         \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, m), ANY}, {access_}, .nofollow = true \
        }
#define CHANGES(name_, d, p, m)                                                     \
        {                                                                           \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, m), ANY, .changes = 1}, \
                {                                                                   \
                        ACCESS_WRITE                                                \
                }                                                                   \
        }
#define CHANGES_LINK(name_, d, p)                                                                      \
        {                                                                                              \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, NONE), ANY, .changes = 1}, {ACCESS_WRITE}, \
                        .nofollow = true                                                               \
        }
#define ON_TWO(name_, d0, p0, a0, d1, p1, a1)                                                                 \
        {                                                                                                     \
                name_, {OPS(WIRE_OP_PATH, d0, p0, d1, p1, NONE), ANY, .moves = 1}, {a0, a1}, .nofollow = true \
        }
#define REMOVES(name_, d, p)                                                                                           \
        {                                                                                                              \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, NONE), ANY, .moves = 1}, {ACCESS_CREATE}, .nofollow = true \
        }
#define ON_FD(name_, m)                                                \
        {                                                              \
                name_, {OPS(WIRE_OP_FD, 0, NONE, NONE, NONE, m), ANY}, \
                {                                                      \
                        ACCESS_WRITE                                   \
                }                                                      \
        }
#define OPENS(name_, d, p, m)                                         \
        {                                                             \
                name_, {OPS(WIRE_OP_OPEN, d, p, NONE, NONE, m), ANY}, \
                {                                                     \
                        ACCESS_READ                                   \
                }                                                     \
        }
#define NUMBERS(name_, hash, meaning_)                                                                                \
        {                                                                                                             \
                name_, {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), ANY, .hash_args = hash}, .meaning = meaning_ \
        }
#define MASKED(name_, hash, arg, mask_, meaning_)                                                              \
        {                                                                                                      \
                name_,                                                                                         \
                        {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .load_arg = NONE, .hash_args = hash, \
                         .mask_arg = arg, .mask = mask_},                                                      \
                        .meaning = meaning_                                                                    \
        }
#define LOADS(name_, arg, offset, mask_, meaning_)                                                           \
        {                                                                                                    \
                name_,                                                                                       \
                        {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .load_arg = arg, \
                         .load_offset = offset, .mask = mask_},                                              \
                        .meaning = meaning_                                                                  \
        }
#define DOES(name_, behaviour_)                                                                           \
        {                                                                                                 \
                name_, {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), ANY}, .meaning = CALL_BEHAVIOUR, \
                                                                               .behaviour = behaviour_    \
        }
#define TO_ADDRESS(name_, kind_, p, meaning_)                                         \
        {                                                                             \
                name_, {OPS(kind_, 0, p, NONE, NONE, NONE), ANY}, .meaning = meaning_ \
        }
/* of a connected socket: an answer to what was sent before comes with the next call */
#define FROM_PEER(name_)                                                                                          \
        {                                                                                                         \
                name_, {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .peer = 1}, .meaning = CALL_CONNECT \
        }
/* has a mode of access() */
#define ASKS(name_, d, p, m)                                                                                   \
        {                                                                                                      \
                name_, {OPS(WIRE_OP_PATH, d, p, NONE, NONE, NONE), ANY, .hash_args = 1 << (m)}, {ACCESS_READ}, \
                        .asked = m                                                                             \
        }
/* has the number of a process: of no interest but to a watcher of units that see their own only */
#define ON_PROCESS(name_, p, behaviour_)                                                              \
        {                                                                                             \
                name_,                                                                                \
                        {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .hash_args = 1 << (p), \
                         .process = (p) + 1},                                                         \
                        .behaviour = behaviour_                                                       \
        }
#define CHANGES_IDS(name_)                                                                        \
        {                                                                                         \
                name_, {OPS(WIRE_OP_IDS, NONE, NONE, NONE, NONE, NONE), ANY}, .meaning = CALL_IDS \
        }

/* NOLINTEND(bugprone-macro-parentheses) */

/* CLONE_NEW*; CLONE_NEWTIME's bit is part of the exit signal in clone(2). */
#define NAMESPACE_FLAGS 0x7e020000u
#define NAMESPACE_FLAGS_TIME (NAMESPACE_FLAGS | 0x80u)
#define PROT_EXEC_BIT 4u
#define SHM_EXEC_BIT 0100000u

const CallRow call_rows[] = {
        OPENS("open", CWD, 0, 2),
        OPENS("openat", 0, 1, 3),
        {"openat2",
         {OPS(WIRE_OP_OPEN, 0, 1, NONE, NONE, NONE), .mask_arg = NONE, .load_arg = 2,
          .load_offset = 0}, /* how->flags */
         {ACCESS_READ}},
        OPENS("creat", CWD, 0, 1),
        OPENS("open_by_handle_at", NONE, NONE, NONE),
        OPENS("open_tree", 0, 1, NONE),

        ON_PATH("stat", CWD, 0, ACCESS_READ),
        ON_LINK("lstat", CWD, 0, ACCESS_READ),
        ON_PATH("stat64", CWD, 0, ACCESS_READ),
        ON_LINK("lstat64", CWD, 0, ACCESS_READ),
        ON_PATH("newfstatat", 0, 1, ACCESS_READ),
        ON_PATH("fstatat64", 0, 1, ACCESS_READ),
        ON_PATH("statx", 0, 1, ACCESS_READ),
        ASKS("access", CWD, 0, 1),
        ASKS("faccessat", 0, 1, 2),
        ASKS("faccessat2", 0, 1, 2),
        ON_LINK("readlink", CWD, 0, ACCESS_READ),
        ON_LINK("readlinkat", 0, 1, ACCESS_READ),
        ON_PATH("chdir", CWD, 0, ACCESS_READ),
        ON_PATH("chroot", CWD, 0, ACCESS_READ),
        ON_PATH("statfs", CWD, 0, ACCESS_READ),
        ON_PATH("statfs64", CWD, 0, ACCESS_READ),
        ON_PATH("getxattr", CWD, 0, ACCESS_READ),
        ON_LINK("lgetxattr", CWD, 0, ACCESS_READ),
        ON_PATH("listxattr", CWD, 0, ACCESS_READ),
        ON_LINK("llistxattr", CWD, 0, ACCESS_READ),
        ON_PATH("inotify_add_watch", CWD, 1, ACCESS_READ),
        ON_PATH("fanotify_mark", 3, 4, ACCESS_READ),
        ON_PATH("name_to_handle_at", 0, 1, ACCESS_READ),
        /* successes are told by the exec itself */
        {"execve", {OPS(WIRE_OP_PATH, CWD, 0, NONE, NONE, NONE), ANY, .quiet = 1}, {ACCESS_READ | ACCESS_EXECUTE}},
        {"execveat", {OPS(WIRE_OP_PATH, 0, 1, NONE, NONE, NONE), ANY, .quiet = 1}, {ACCESS_READ | ACCESS_EXECUTE}},

        ON_MODE("mkdir", CWD, 0, 1, ACCESS_CREATE),
        ON_MODE("mkdirat", 0, 1, 2, ACCESS_CREATE),
        ON_MODE("mknod", CWD, 0, 1, ACCESS_CREATE),
        ON_MODE("mknodat", 0, 1, 2, ACCESS_CREATE),
        REMOVES("rmdir", CWD, 0),
        REMOVES("unlink", CWD, 0),
        REMOVES("unlinkat", 0, 1),
        ON_LINK("symlink", CWD, 1, ACCESS_CREATE),
        ON_LINK("symlinkat", 1, 2, ACCESS_CREATE),
        ON_TWO("rename", CWD, 0, ACCESS_CREATE, CWD, 1, ACCESS_CREATE),
        ON_TWO("renameat", 0, 1, ACCESS_CREATE, 2, 3, ACCESS_CREATE),
        ON_TWO("renameat2", 0, 1, ACCESS_CREATE, 2, 3, ACCESS_CREATE),
        ON_TWO("link", CWD, 0, ACCESS_READ, CWD, 1, ACCESS_CREATE),
        ON_TWO("linkat", 0, 1, ACCESS_READ, 2, 3, ACCESS_CREATE),

        CHANGES("chmod", CWD, 0, 1),
        CHANGES("fchmodat", 0, 1, 2),
        CHANGES("fchmodat2", 0, 1, 2),
        CHANGES("chown", CWD, 0, NONE),
        CHANGES("chown32", CWD, 0, NONE),
        CHANGES_LINK("lchown", CWD, 0),
        CHANGES_LINK("lchown32", CWD, 0),
        CHANGES("fchownat", 0, 1, NONE),
        CHANGES("utime", CWD, 0, NONE),
        CHANGES("utimes", CWD, 0, NONE),
        CHANGES("futimesat", 0, 1, NONE),
        CHANGES("utimensat", 0, 1, NONE),
        CHANGES("utimensat_time64", 0, 1, NONE),
        CHANGES("truncate", CWD, 0, NONE),
        CHANGES("truncate64", CWD, 0, NONE),
        CHANGES("setxattr", CWD, 0, NONE),
        CHANGES_LINK("lsetxattr", CWD, 0),
        CHANGES("removexattr", CWD, 0, NONE),
        CHANGES_LINK("lremovexattr", CWD, 0),
        ON_FD("fchmod", 1),
        ON_FD("fchown", NONE),
        ON_FD("fchown32", NONE),
        ON_FD("fsetxattr", NONE),
        ON_FD("fremovexattr", NONE),

        {"mmap",
         {OPS(WIRE_OP_MMAP, NONE, NONE, NONE, NONE, NONE), .load_arg = NONE, .mask_arg = 2, .mask = PROT_EXEC_BIT,
          .hash_args = 1 << 2},
         .meaning = CALL_MMAP},
        {"mmap2",
         {OPS(WIRE_OP_MMAP, NONE, NONE, NONE, NONE, NONE), .load_arg = NONE, .mask_arg = 2, .mask = PROT_EXEC_BIT,
          .hash_args = 1 << 2},
         .meaning = CALL_MMAP},
        {"mremap", {OPS(WIRE_OP_REMAP, NONE, NONE, NONE, NONE, NONE), ANY, .quiet = 1}},
        {"brk", {OPS(WIRE_OP_BREAK, NONE, NONE, NONE, NONE, NONE), ANY, .quiet = 1}},
        MASKED("mprotect", 1 << 2, 2, PROT_EXEC_BIT, CALL_MPROTECT),
        MASKED("pkey_mprotect", 1 << 2, 2, PROT_EXEC_BIT, CALL_MPROTECT),
        MASKED("shmat", 1 << 2, 2, SHM_EXEC_BIT, CALL_SHMAT),

        NUMBERS("socket", 7, CALL_SOCKET),
        NUMBERS("socketpair", 7, CALL_SOCKETPAIR),
        TO_ADDRESS("connect", WIRE_OP_ADDRESS, 1, CALL_CONNECT),
        TO_ADDRESS("bind", WIRE_OP_ADDRESS, 1, CALL_BIND),
        TO_ADDRESS("sendto", WIRE_OP_ADDRESS, 4, CALL_CONNECT),
        TO_ADDRESS("sendmsg", WIRE_OP_MESSAGE, 1, CALL_CONNECT),
        TO_ADDRESS("sendmmsg", WIRE_OP_MESSAGE, 1, CALL_CONNECT),
        FROM_PEER("read"),
        FROM_PEER("write"),
        FROM_PEER("readv"),
        FROM_PEER("writev"),
        FROM_PEER("recvfrom"),
        FROM_PEER("recvmsg"),
        FROM_PEER("recvmmsg"),
        TO_ADDRESS("accept", WIRE_OP_ACCEPT, NONE, CALL_ACCEPT),
        TO_ADDRESS("accept4", WIRE_OP_ACCEPT, NONE, CALL_ACCEPT),

        CHANGES_IDS("setuid"),
        CHANGES_IDS("setreuid"),
        CHANGES_IDS("setresuid"),
        CHANGES_IDS("setgid"),
        CHANGES_IDS("setregid"),
        CHANGES_IDS("setresgid"),
        CHANGES_IDS("setuid32"),
        CHANGES_IDS("setreuid32"),
        CHANGES_IDS("setresuid32"),
        CHANGES_IDS("setgid32"),
        CHANGES_IDS("setregid32"),
        CHANGES_IDS("setresgid32"),
        {"setgroups", {OPS(WIRE_OP_GROUPS, NONE, NONE, NONE, NONE, NONE), ANY}, .meaning = CALL_GROUPS},
        {"setgroups32", {OPS(WIRE_OP_GROUPS, NONE, NONE, NONE, NONE, NONE), ANY}, .meaning = CALL_GROUPS},

        {"seccomp", {OPS(WIRE_OP_FILTER, NONE, NONE, NONE, NONE, NONE), ANY}},
        {"prctl", {OPS(WIRE_OP_FILTER, NONE, NONE, NONE, NONE, NONE), ANY}},

        {"fork", {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .makes_task = 1}},
        {"vfork", {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .makes_task = 1}},
        {"clone",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .load_arg = NONE, .hash_args = 1, .mask_arg = 0,
          .mask = NAMESPACE_FLAGS, .makes_task = 1},
         .meaning = CALL_NAMESPACES},
        MASKED("unshare", 1, 0, NAMESPACE_FLAGS_TIME, CALL_NAMESPACES),
        {"clone3",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .load_arg = 0, .load_offset = 0,
          .mask = NAMESPACE_FLAGS_TIME, .makes_task = 1},
         .meaning = CALL_CLONE3},
        {"setns", {OPS(WIRE_OP_ARGS, 0, NONE, NONE, NONE, NONE), ANY, .hash_args = 2}, .meaning = CALL_SETNS},

        /* loaded: the priority, behind the policy where that is loaded, too */
        {"sched_setscheduler",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .hash_args = 1 << 1, .load_arg = 2,
          .load_offset = 0},
         .meaning = CALL_SCHEDULER},
        {"sched_setparam", {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .load_arg = 1}},
        {"sched_setattr",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .load_arg = 1, .load_offset = 4,
          .load_high = 20},
         .meaning = CALL_SCHED_ATTR},
        NUMBERS("personality", 1, CALL_PERSONALITY),
        LOADS("adjtimex", 0, 0, 0, CALL_ADJTIME),
        LOADS("clock_adjtime", 1, 0, 0, CALL_ADJTIME),
        {"capset",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .load_arg = 1, .load_offset = 4,
          .load_high = 16, .load_part = 1}, /* data[0].permitted, data[1].permitted, each after .effective */
         .meaning = CALL_CAPSET},
        DOES("sethostname", BEHAVIOUR_HOSTNAME),
        DOES("setdomainname", BEHAVIOUR_HOSTNAME),
        DOES("settimeofday", BEHAVIOUR_CLOCK),
        DOES("clock_settime", BEHAVIOUR_CLOCK),
        DOES("clock_settime64", BEHAVIOUR_CLOCK),
        DOES("stime", BEHAVIOUR_CLOCK),
        DOES("syslog", BEHAVIOUR_KERNEL_LOG),
        DOES("init_module", BEHAVIOUR_MODULE),
        DOES("finit_module", BEHAVIOUR_MODULE),
        DOES("delete_module", BEHAVIOUR_MODULE),
        DOES("keyctl", BEHAVIOUR_KEYRING),
        DOES("add_key", BEHAVIOUR_KEYRING),
        DOES("request_key", BEHAVIOUR_KEYRING),
        DOES("io_uring_setup", BEHAVIOUR_IO_URING),
        DOES("shmget", BEHAVIOUR_SYSV_IPC),
        DOES("semget", BEHAVIOUR_SYSV_IPC),
        DOES("msgget", BEHAVIOUR_SYSV_IPC),
        {"mq_open",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), ANY, .name = 1},
         .meaning = CALL_BEHAVIOUR,
         .behaviour = BEHAVIOUR_SYSV_IPC},
        {"ptrace",
         {OPS(WIRE_OP_ARGS, NONE, NONE, NONE, NONE, NONE), ANY, .hash_args = 1 << 1, .process = 2},
         .meaning = CALL_BEHAVIOUR,
         .behaviour = BEHAVIOUR_PTRACE},
        DOES("process_vm_readv", BEHAVIOUR_PTRACE),
        DOES("process_vm_writev", BEHAVIOUR_PTRACE),
        DOES("bpf", BEHAVIOUR_BPF),

        /* capabilities are told by option */
        {"setsockopt",
         {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .hash_args = 1 << 1 | 1 << 2, .socket = 1, .name = 4}},
        {"ioctl", {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .hash_args = 1 << 1, .name = 3}},
        {"fanotify_init", {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .hash_args = 1 << 0}},
        ON_PROCESS("kill", 0, BEHAVIOUR_PROCESS_SIGNAL),
        ON_PROCESS("tkill", 0, BEHAVIOUR_PROCESS_SIGNAL),
        ON_PROCESS("tgkill", 0, BEHAVIOUR_PROCESS_SIGNAL),
        ON_PROCESS("rt_sigqueueinfo", 0, BEHAVIOUR_PROCESS_SIGNAL),
        ON_PROCESS("rt_tgsigqueueinfo", 0, BEHAVIOUR_PROCESS_SIGNAL),
        ON_PROCESS("pidfd_open", 0, BEHAVIOUR_PROCESS_SIGNAL),
        ON_PROCESS("getpgid", 0, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("getsid", 0, BEHAVIOUR_OTHER_PROCESS),
        /* told are the lower halves of both limits; 64-bit programs have their limits set by this one only */
        {"prlimit64",
         {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), .mask_arg = NONE, .hash_args = 1 << 0 | 1 << 1, .process = 1,
          .load_arg = 2, .load_offset = 0, .load_high = 8, .raises = 1},
         .behaviour = BEHAVIOUR_OTHER_PROCESS},
        ON_PROCESS("sched_getaffinity", 0, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("sched_setaffinity", 0, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("sched_getscheduler", 0, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("getpriority", 1, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("setpriority", 1, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("ioprio_get", 1, BEHAVIOUR_OTHER_PROCESS),
        ON_PROCESS("ioprio_set", 1, BEHAVIOUR_OTHER_PROCESS),

        {"mount", {OPS(WIRE_OP_PATH, CWD, 1, NONE, NONE, NONE), ANY, .type = 3}, {ACCESS_READ}, .meaning = CALL_MOUNT},
        {"fsopen", {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY, .type = 1}},
        {"umount2", {OPS(WIRE_OP_PATH, CWD, 0, NONE, NONE, NONE), ANY}, {ACCESS_READ}, .meaning = CALL_MOUNT},
        {"mount_setattr", {OPS(WIRE_OP_PATH, 0, 1, NONE, NONE, NONE), ANY}, {ACCESS_READ}, .meaning = CALL_MOUNT},
        {"move_mount", {OPS(WIRE_OP_PATH, 2, 3, NONE, NONE, NONE), ANY}, {ACCESS_READ}, .meaning = CALL_MOUNT},
        {NULL},
};

const CallRow *call_row(const char *name)
{
        for (const CallRow *row = call_rows; row->name; row++) {
                if (strcmp(row->name, name) == 0)
                        return row;
        }
        return NULL;
}

unsigned call_architecture(int abi)
{
        uint32_t native = seccomp_arch_native();

        switch (abi) {
        case WIRE_NATIVE:
                return native;
        case WIRE_COMPAT:
                return native == SCMP_ARCH_X86_64 ? SCMP_ARCH_X86 : native == SCMP_ARCH_AARCH64 ? SCMP_ARCH_ARM : 0;
        case WIRE_X32:
                return native == SCMP_ARCH_X86_64 ? SCMP_ARCH_X32 : 0;
        default:
                return 0;
        }
}

const char *call_abi_name(int abi)
{
        switch (call_architecture(abi)) {
        case SCMP_ARCH_X86:
                return "i386";
        case SCMP_ARCH_X32:
                return "x32";
        case SCMP_ARCH_ARM:
                return "arm";
        default:
                return NULL;
        }
}

char *call_name(int abi, int number)
{
        unsigned architecture = call_architecture(abi);
        char *name, *copy;

        if (!architecture)
                return NULL;
        if (abi == WIRE_X32)
                number |= 0x40000000;
        name = seccomp_syscall_resolve_num_arch(architecture, number);
        if (!name) /* newer than libseccomp's tables */
                return abi == WIRE_NATIVE ? g_strdup(syscall_name(syscall_from_number(number))) : NULL;
        copy = g_strdup(name);
        free(name);
        return copy;
}

/* Calls that lock memory, those that queue signals, those that give EMFILE for another reason than open files, and
 * those that make a descriptor of a number that they are given. */
static const char *const locking[] = {"mlock", "mlock2", "mlockall", NULL};
static const char *const queueing[] = {"timer_create", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
                                       NULL};
static const char *const limited_otherwise[] = {"inotify_init", "inotify_init1", "fanotify_init", "mq_open", NULL};
static const struct {
        const char *call;
        unsigned char argument;
} duplicating[] = {{"dup2", 1}, {"dup3", 1}, {"fcntl", 2}, {"fcntl64", 2}};

static int number_of(unsigned architecture, const char *name)
{
        int number = seccomp_syscall_resolve_name_arch(architecture, name);

        return number < WIRE_CALL_MAX ? number : -1;
}

void call_fill_ops(struct wire_op ops[2][WIRE_CALL_MAX])
{
        const struct wire_op nothing = {OPS(WIRE_OP_NONE, NONE, NONE, NONE, NONE, NONE), ANY};

        for (int abi = 0; abi < 2; abi++) {
                unsigned architecture = call_architecture(abi);

                for (int number = 0; number < WIRE_CALL_MAX; number++)
                        ops[abi][number] = nothing;
                if (!architecture)
                        continue;
                for (const CallRow *row = call_rows; row->name; row++) {
                        int number = seccomp_syscall_resolve_name_arch(architecture, row->name);
                        if (number < 0 && abi == WIRE_NATIVE && syscall_from_name(row->name) >= 0)
                                number = syscall_number(syscall_from_name(row->name));
                        if (number >= 0 && number < WIRE_CALL_MAX)
                                ops[abi][number] = row->op;
                }
                for (const char *const *name = locking; *name; name++)
                        if (number_of(architecture, *name) >= 0)
                                ops[abi][number_of(architecture, *name)].locks = 1;
                if (number_of(architecture, "mlockall") >= 0)
                        ops[abi][number_of(architecture, "mlockall")].locks_all = 1;
                if (number_of(architecture, "shmctl") >= 0)
                        ops[abi][number_of(architecture, "shmctl")].locks = WIRE_LOCKS_SHARED;
                for (const char *const *name = queueing; *name; name++)
                        if (number_of(architecture, *name) >= 0)
                                ops[abi][number_of(architecture, *name)].queues = 1;
                for (size_t i = 0; i < sizeof(duplicating) / sizeof(duplicating[0]); i++)
                        if (number_of(architecture, duplicating[i].call) >= 0)
                                ops[abi][number_of(architecture, duplicating[i].call)].duplicates =
                                        duplicating[i].argument + 1;
                for (const char *const *name = limited_otherwise; *name; name++)
                        if (number_of(architecture, *name) >= 0)
                                ops[abi][number_of(architecture, *name)].own_limit =
                                        g_str_equal(*name, "mq_open") ? RLIMIT_MSGQUEUE : WIRE_LIMIT_NONE;
        }
}
