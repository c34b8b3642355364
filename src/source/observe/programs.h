/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

struct bpf_link;
struct bpf_object;
struct bpf_program;

/* What the recorder and the watcher do alike with their BPF programs. */

/* What the verifier has to say is for who works on the programs: heard only by systemd's own switch for such talk,
 * SYSTEMD_LOG_LEVEL=debug. To be called before programs are opened. */
void programs_set_talk(void);
/* Has the kernel this hook for capability checks: a tracepoint (6.14 and later), or a function that has type
 * information? To ask costs milliseconds. To load all programs for one that is not there costs the verifying of most of
 * them. */
bool programs_have_cap_tracepoint(void);
bool programs_have_cap_function(void);
/* Are hooks to be attached through perf, as else the kernel would pass over events of busy processors (since
 * 7.0, or so)? False, too, where perf's way can't be had: it wants tracefs below /sys/kernel. See bpf/preempt.bpf.c. */
bool programs_want_perf(void);
/* Of programs that are there twice, NAME and NAME_perf: which of both is to be loaded. To be called before loading, and
 * before what else is not to be loaded is said. */
void programs_choose(struct bpf_object *programs, bool by_perf);
/* Attaches the program, or the other of both if that was loaded. NULL: errno says why not. */
struct bpf_link *programs_attach(const struct bpf_object *programs, struct bpf_program *program);
/* How often the kernel passed over one of the programs, since another task was interrupted in it: of all tasks of the
 * host. ref: bpf_prog_info in linux/bpf.h */
unsigned long long programs_passed_over(const struct bpf_object *programs);
/* Runs a program of the kind iter/task, which looks at each task once. */
bool programs_visit_tasks(struct bpf_program *program);
