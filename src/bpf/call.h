/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A system call as its exit shows it: number, arguments, result. Here is all that differs from one architecture to
 * another. Part of observe.bpf.c. */
#pragma once

static __always_inline int abi_of(struct task_struct *task, long *nr)
{
#if defined(__TARGET_ARCH_x86)
        if (task->thread_info.status & TS_COMPAT)
                return WIRE_COMPAT;
        if (*nr & X32_BIT) {
                *nr &= ~(long)X32_BIT;
                return WIRE_X32;
        }
#elif defined(__TARGET_ARCH_arm64)
        if (task->thread_info.flags & (1ul << TIF_32BIT_ARM64))
                return WIRE_COMPAT;
#endif
        return WIRE_NATIVE;
}

static __always_inline long number_of(struct pt_regs *regs)
{
#if defined(__TARGET_ARCH_x86)
        return regs->orig_ax;
#else
        return regs->syscallno;
#endif
}

static __always_inline void arguments_of(struct pt_regs *regs, int abi, __u64 *args)
{
#if defined(__TARGET_ARCH_x86)
        if (abi == WIRE_COMPAT) {
                args[0] = (__u32)regs->bx;
                args[1] = (__u32)regs->cx;
                args[2] = (__u32)regs->dx;
                args[3] = (__u32)regs->si;
                args[4] = (__u32)regs->di;
                args[5] = (__u32)regs->bp;
                return;
        }
        args[0] = regs->di;
        args[1] = regs->si;
        args[2] = regs->dx;
        args[3] = regs->r10;
        args[4] = regs->r8;
        args[5] = regs->r9;
#else
        args[0] = regs->orig_x0;
        args[1] = regs->regs[1];
        args[2] = regs->regs[2];
        args[3] = regs->regs[3];
        args[4] = regs->regs[4];
        args[5] = regs->regs[5];
#endif
}

/* Errors that a sandbox makes, or that tell what a program looks for. */
static __always_inline int is_telling(long ret)
{
        switch (-ret) {
        case EPERM:
        case ENOENT:
        case ENXIO:
        case EACCES:
        case ENODEV:
        case ENOTDIR:
        case EROFS:
        case ENOSYS:
        case EPROTONOSUPPORT:
        case ESOCKTNOSUPPORT:
        case EOPNOTSUPP:
        case EAFNOSUPPORT:
        case EADDRNOTAVAIL:
        case ENETUNREACH:
        case EHOSTUNREACH:
        case ECONNREFUSED:
                return 1;
        default:
                return 0;
        }
}

static __always_inline int is_error(long ret)
{
        return ret < 0 && ret >= -MAX_ERRNO;
}

/* A call that goes on later, or would have: what it asked for was allowed. */
static __always_inline int is_success(long ret)
{
        return !is_error(ret) || ret == -EINPROGRESS || ret == -EAGAIN || ret == -EINTR || ret <= -512;
}
