/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/need.h"

/* What a part of the host needs from who uses it, by key: "sendmail:postfix", "nss:sss", "pam:pam_unix", "calls:curl",
 * "nginx:ngx_http_perl_module". A key's rows all apply. */
typedef struct HostRow {
        const char
                *key; /* ends with "*": all that begin so, if none is exact; "KIND:?": what is unknown of that kind */
        enum { FOR_ALL, FOR_ROOT, FOR_USER } who; /* a unit that starts as root, or as another user */
        NeedKind kind;
        unsigned access;
        const char *subject; /* an indirect need is expanded in turn */
        const char *note;
} HostRow;

/* Calls with each row of a key: the exact ones, else those of the longest prefix, else those of "KIND:?", else those of
 * "?:?". False: only one of the last two fitted, so nothing is known of it. Keys that are known to need nothing have no
 * rows. */
bool host_rows_of(const char *key, void (*add)(const HostRow *row, void *userdata), void *userdata);
/* All rows, for tests. */
void host_rows_each(void (*add)(const HostRow *row, void *userdata), void *userdata);
