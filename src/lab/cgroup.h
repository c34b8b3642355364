/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* Control groups (v2) of labs. The hierarchy is mounted privately, so it does not matter where, or whether, the host
 * has it. */

/* The root of the hierarchy as a detached mount: a directory fd that is good for *at() calls, move_mount() and nothing
 * else. */
int cgroup_root_open(GError **error);

/* Makes the group of a lab with its two leaves, "watch" (our own process) and "lab" (systemd-nspawn and all below it),
 * and lets controllers through to them. */
bool cgroup_make(int root_fd, const char *name, GError **error);

/* Makes one directory more below; no error if it is there. */
bool cgroup_make_child(int root_fd, const char *path, GError **error);

/* Moves the calling process. */
bool cgroup_join(int root_fd, const char *path, GError **error);

/* Calls visit for each process in the group and below it, by its number as we see it; 0 where we do not. */
void cgroup_each_process(int root_fd, const char *name, void (*visit)(pid_t pid, void *data), void *data);

/* Kills what is in the group, waits until it is empty, and removes it with all below. A group that is not there is no
 * error. */
bool cgroup_destroy(int root_fd, const char *name, GError **error);
