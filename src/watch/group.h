/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

/* Which service a control group belongs to, by its path below the root ("/system.slice/nginx.service/workers"). */
typedef struct GroupUnit {
        char *name;    /* "nginx.service" */
        long uid;      /* of the user whose manager runs it; -1: the system's */
        char **slices; /* of the system's manager that it is in, the outermost first; may be NULL */
} GroupUnit;

/* False: of no service (a session, a container, the manager itself). */
bool group_unit_parse(const char *path, GroupUnit *ret);
/* The unit's name that systemd made the directory of: of one like a file of the kernel's ("memory.slice") it begins
 * with
 * "_". */
const char *group_unescape(const char *name);
void group_unit_clear(GroupUnit *unit);
