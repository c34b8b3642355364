/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "model/directive.h"

/* What trouble leaves behind, read as text: exit statuses of systemd's executor, audit records of seccomp, messages
 * with an error and a path in them. Pure. */

/* A status between 200 and 245: systemd could not even run the program. systemd.exec(5), "Process Exit Codes". */
typedef struct ExitStatus {
        int status;
        const char *name;          /* "NAMESPACE" */
        const char *what;          /* words: "could not ..." */
        DirectiveId directives[8]; /* whose doing it may be, ends with _DIRECTIVE_MAX (or full) */
} ExitStatus;
/* NULL: not one of them. */
const ExitStatus *exit_status_find(int status);

/* A record of type 1326 (SECCOMP), from the kernel's log or the audit log. */
typedef struct AuditRecord {
        long pid;
        unsigned arch; /* AUDIT_ARCH_* */
        int nr;
        int signal; /* 31, or 0 where the call only failed or was only logged */
        bool compat;
        char *exe; /* NULL: not said */
} AuditRecord;
bool audit_record_parse(const char *line, AuditRecord *ret);
void audit_record_clear(AuditRecord *record);

/* Whose want of memory made the kernel kill a process. */
typedef enum OomWhose {
        OOM_OTHER,   /* the line says nothing of the kind, or of a process of another unit, or of a group that the unit
                        made */
        OOM_UNIT,    /* the limit of the unit was full */
        OOM_SLICE,   /* ... of a slice around it */
        OOM_MACHINE, /* the machine had no more */
} OomWhose;
/* A line of the kernel's log ("oom-kill:constraint=..."). unit: as its control group is called. *ret_slice: its name
 * for OOM_SLICE, else untouched; caller frees. Source: dump_oom_victim() of Linux 6.1, mem_cgroup_print_oom_context().
 */
OomWhose oom_record_parse(const char *line, const char *unit, char **ret_slice);

/* Without colours and what else is for a terminal. Caller frees. */
char *message_plain(const char *message);
/* A message of a program ("open() "/run/x.pid" failed (30: Read-only file system)"): the error it speaks of, and the
 * last absolute path before that (NULL: none). False: it speaks of none. Caller frees *ret_path. */
bool message_find_error(const char *text, int *ret_error, char **ret_path);
