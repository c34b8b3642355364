/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

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
/* How often the kernel passed over the program, it seems while another task was in it (seen under 7.2): of all
 * tasks of the host. ref: bpf_prog_info in linux/bpf.h */
unsigned long long programs_passed_over(const struct bpf_program *program);
/* Runs a program of the kind iter/task, which looks at each task once. */
bool programs_visit_tasks(struct bpf_program *program);
