/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/diag.h"

/* What a rule found in a unit: plain data, for those who print it. */
typedef struct LintRule LintRule;

/* A place in a file, with what is to be seen there. */
typedef struct FindingPlace {
        char *file;      /* NULL: none */
        unsigned line;   /* from 1; 0: the whole file */
        unsigned column; /* from 1, in characters of Unicode; 0: the whole line */
        char *note;      /* NULL for the place of the finding itself */
} FindingPlace;

typedef struct Finding {
        const LintRule *rule;
        char *unit;    /* its name */
        char *package; /* that it is part of; NULL: not known */
        FindingPlace place;
        FindingPlace other; /* the line that has to do with it: the other side of a contradiction */
        char *message;      /* one sentence, without its full stop */
        char *fix;          /* what to do, one sentence; NULL: the message says it */
} Finding;

void finding_free(Finding *finding);
/* By file, line, column, rule; for findings of the same severity nothing else is meant by the order. */
int finding_compare(const Finding *a, const Finding *b);
