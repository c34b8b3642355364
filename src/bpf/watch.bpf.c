// SPDX-License-Identifier: GPL-2.0-or-later
/* The eyes of the watcher: those of the recorder, over all units at once. What differs is said at each place by WATCH_ALL:
 * control groups are told apart by id and asked about in a map, successes are told only where a unit is in complain mode,
 * and what is not told again is counted. */
#define WATCH_ALL
#define WIRE_TASK_SETS 8192
#define WIRE_RING_BYTES (4 << 20)
#include "observe.bpf.c"
