/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The few fields of kernel structures that the programs read. Offsets are relocated at load time against the running
 * kernel's own BTF (CO-RE), so only names and rough types matter here, and one object fits 6.1 to 6.18 and later. Where
 * kernels differ in what exists, both are declared and bpf_core_field_exists() decides. */
#pragma once

typedef __u32 dev_t_;
#define CO_RE __attribute__((preserve_access_index))

typedef struct {
        __u32 val;
} kuid_t;
typedef struct {
        __u32 val;
} kgid_t;

struct qstr {
        __u64 hash_len;
        const unsigned char *name;
} CO_RE;

struct super_block {
        dev_t_ s_dev;
        unsigned long s_flags;
        unsigned long s_magic;
} CO_RE;

struct inode {
        __u16 i_mode;
        kuid_t i_uid;
        kgid_t i_gid;
        struct super_block *i_sb;
        unsigned long i_ino;
        dev_t_ i_rdev;
} CO_RE;

struct dentry {
        struct dentry *d_parent;
        struct qstr d_name;
        struct inode *d_inode;
        struct super_block *d_sb;
} CO_RE;

struct vfsmount {
        struct dentry *mnt_root;
        struct super_block *mnt_sb;
} CO_RE;

struct mount {
        struct mount *mnt_parent;
        struct dentry *mnt_mountpoint;
        struct vfsmount mnt;
} CO_RE;

struct path {
        struct vfsmount *mnt;
        struct dentry *dentry;
} CO_RE;

struct file {
        __u32 f_mode;
        void *private_data;
        struct inode *f_inode;
        __u32 f_flags;
        __s64 f_pos;
        struct path f_path;
} CO_RE;

struct fdtable {
        __u32 max_fds;
        struct file **fd;
} CO_RE;

struct files_struct {
        struct fdtable *fdt;
} CO_RE;

struct fs_struct {
        struct path root;
        struct path pwd;
} CO_RE;

struct user_namespace {
        int level;
} CO_RE;

/* One number since 6.3, two halves before: the same bytes where the lower half comes first. */
struct kernel_capabilities {
        __u64 bits;
};

struct cred {
        kuid_t uid, suid, euid, fsuid;
        kgid_t gid, sgid, egid, fsgid;
        struct kernel_capabilities cap_effective;
        struct user_namespace *user_ns;
} CO_RE;

struct mnt_namespace;

struct idr {
        unsigned int idr_next;
} CO_RE;

struct pid_namespace {
        struct idr idr;
} CO_RE;

struct nsproxy {
        struct mnt_namespace *mnt_ns;
        struct pid_namespace *pid_ns_for_children;
} CO_RE;

struct cgroup;

struct cgroup_subsys_state {
        struct cgroup *cgroup;
        struct cgroup_subsys_state *parent;
} CO_RE;

struct kernfs_node {
        const char *name;
        __u64 id;
} CO_RE;

struct cgroup {
        struct cgroup_subsys_state self;
        struct kernfs_node *kn;
} CO_RE;

struct css_set {
        struct cgroup_subsys_state *subsys[1]; /* one a controller: as many as the kernel has */
        struct cgroup *dfl_cgrp;
} CO_RE;

/* The numbers are the running kernel's own. */
enum cgroup_subsys_id { memory_cgrp_id, pids_cgrp_id };

typedef struct {
        __s64 counter;
} atomic64_t;

struct pids_cgroup {
        struct cgroup_subsys_state css;
        atomic64_t counter, limit;
} CO_RE;

struct page_counter {
        atomic64_t usage;
        unsigned long max;
} CO_RE;

struct mem_cgroup {
        struct cgroup_subsys_state css;
        struct page_counter memory;
} CO_RE;

struct thread_info {
        unsigned long flags;
        __u32 status; /* x86 */
} CO_RE;

struct mm_struct {
        struct file *exe_file;
        unsigned long total_vm, data_vm, locked_vm; /* pages */
        unsigned long start_stack, env_end;
} CO_RE;

struct rlimit {
        unsigned long rlim_cur, rlim_max;
};

struct task_cputime_atomic {
        atomic64_t utime, stime; /* nanoseconds */
} CO_RE;

struct thread_group_cputimer {
        struct task_cputime_atomic cputime_atomic;
} CO_RE;

struct signal_struct {
        struct rlimit rlim[16];
        struct thread_group_cputimer cputimer;
} CO_RE;

struct seccomp {
        int mode;
} CO_RE;

struct task_struct {
        struct thread_info thread_info;
        struct mm_struct *mm;
        int pid;
        int tgid;
        int exit_code;
        unsigned policy;
        unsigned short migration_disabled;
        const struct cred *real_cred;
        const struct cred *cred;
        struct fs_struct *fs;
        struct files_struct *files;
        struct nsproxy *nsproxy;
        struct css_set *cgroups;
        struct seccomp seccomp;
        struct signal_struct *signal;
        unsigned long atomic_flags;
} CO_RE;

struct linux_binprm {
        struct file *file;
        const char *filename;
        const char *interp;
} CO_RE;

struct in6_addr {
        __u8 bytes[16];
};

struct sock_common {
        __u32 skc_daddr;
        __u16 skc_dport; /* in network order */
        unsigned short skc_family;
        struct in6_addr skc_v6_daddr;
} CO_RE;

struct sock_cgroup_data {
        struct cgroup *cgroup;
} CO_RE;

struct sk_buff;

struct sk_buff_head {
        struct sk_buff *prev;
} CO_RE;

struct sock {
        struct sock_common __sk_common;
        struct sk_buff_head sk_receive_queue;
        __u16 sk_protocol;
        __u16 sk_type;
        struct sock_cgroup_data sk_cgrp_data;
} CO_RE;

enum skb_drop_reason { SKB_DROP_REASON_SOCKET_FILTER };

struct sk_buff {
        unsigned char *head;
        unsigned char *data;
        __u16 network_header;
} CO_RE;

struct socket {
        short type;
        struct sock *sk;
} CO_RE;

struct sigsys_info {
        void *_call_addr;
        int _syscall;
        unsigned int _arch;
};

/* Same layout on every 64-bit architecture: three ints, padding, then the union. */
struct kernel_siginfo_head {
        int si_signo;
        int si_errno;
        int si_code;
        int pad;
        union {
                struct sigsys_info sigsys;
                __u64 si_addr; /* SIGSEGV */
        };
};

struct kernel_siginfo;

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
        unsigned long di, si, dx, r10, r8, r9;
        unsigned long bp, bx, cx;
        unsigned long orig_ax;
} CO_RE;
#elif defined(__TARGET_ARCH_arm64)
struct pt_regs {
        __u64 regs[31];
        __u64 orig_x0;
        int syscallno;
} CO_RE;
#else
#error "this architecture's register names are missing here"
#endif

/* What a program gets that is attached through perf. */
struct trace_event_raw_sys_enter {
        long id;
} CO_RE;

struct trace_event_raw_sys_exit {
        long ret;
} CO_RE;

struct trace_event_raw_cap_capable {
        const struct cred *cred;
        int cap;
        int ret;
} CO_RE;

struct trace_event_raw_sched_process_fork {
        int child_pid;
} CO_RE;

struct trace_event_raw_sched_process_exec {
        __u32 __data_loc_filename; /* where it is in the event, below its length */
        int old_pid;
} CO_RE;

struct bpf_iter_meta;
struct bpf_iter__task {
        struct bpf_iter_meta *meta;
        struct task_struct *task;
} CO_RE;
