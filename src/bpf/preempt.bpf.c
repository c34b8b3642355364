// SPDX-License-Identifier: GPL-2.0-or-later
/* A question to the kernel: can another task take the processor while a program at a tracepoint runs? (Since 7.0, or
 * so.) The kernel never enters a program that is under way on that processor. So where it can, the calls of all other
 * tasks there are passed over until the first may go on, which takes milliseconds. Perf's way to a program still keeps
 * the processor. It costs some ten nanoseconds more, and for that reason it is taken only where it must be.
 *
 * A program that can be interrupted so must stay on its processor, and the kernel notes that in its task. Where no task
 * can be interrupted in the kernel it notes nothing. All tracepoints are alike in that: this one disturbs nobody. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "kernel.h"

char LICENSE[] SEC("license") = "GPL";

__u32 preempted = 0;

SEC("tp_btf/signal_generate")
int BPF_PROG(ask)
{
        struct task_struct *task = bpf_get_current_task_btf();

        if (bpf_core_field_exists(task->migration_disabled) && task->migration_disabled)
                preempted = 1;
        return 0;
}

/* Only to see whether it can be had. */
SEC("tracepoint/signal/signal_generate")
int try(void *event)
{
        return 0;
}
