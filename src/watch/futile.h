/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "bpf/wire.h"
#include "watch/gate.h"

/* Where the host is looked at. */
typedef struct FutileHost {
        const char *root;    /* "/proc/1/root", or "": its files */
        const char *proc;    /* "/proc/1", or "/proc": its network */
        const char *release; /* of the running kernel, as uname(2) has it; its modules are in root */
        const char *mounts;  /* what mountinfo(5) says to the caller; NULL: nobody knows that any more */
} FutileHost;

/* The error (errno.h) that a call would have got on the host although no filter refused it: for its arguments, for what
 * this kernel has not, for what is not there. 0: none, or it cannot be said. need: what was refused; path: the piece of
 * the event that names a file, "" where there is none; type: the same of a kind of file system. */
int futile_error(const FutileHost *host, const Need *need, const char *call, const struct wire_event *event,
                 const char *path, const char *type, const GateSubject *subject);
/* Is it the same to a program whether the call is refused with the one error, or had failed with the other? Not if that
 * would have said to it that something is not there, or is there already: who looks for something, or makes what may be
 * there, goes on then. */
bool futile_is_same(const Need *need, const char *call, int refused, int futile);
