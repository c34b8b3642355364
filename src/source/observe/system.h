/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* What the recorder asks the running system beside the kernel's events. */

/* Resolves symbolic links: in all components but the last, and in that too if follow. NULL where the directory is not
 * there. Caller frees. */
char *system_resolve(const char *path, bool follow);
/* The mount point of the cgroup2 file system that path lies on, or would; NULL: none. Caller frees. */
char *system_cgroup_root(const char *path);
/* Is the process in one of the control groups, given from the root of the hierarchy ("/system.slice/x.service")? */
bool system_process_is_below(int pid, char *const *cgroups, unsigned n_cgroups);
/* The loader that the ELF file names (PT_INTERP), links resolved; NULL: none. Caller frees. */
char *system_interpreter(const char *path);
/* Is it a device node? */
bool system_is_device(const char *path);
/* Does it have file capabilities? capabilities(7) */
bool system_has_capabilities(const char *path);
