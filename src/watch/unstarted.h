/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "explain/explain.h"

/* systemd could not start the unit, and says so by an exit status of its own (200 to 245): the setting by which that
 * is, and in *ret_what the words for it. root: where the service's root is seen, "" for our own. words: what systemd
 * said, may be NULL: it tells apart settings that end with the same status. error: with which the program could not be
 * run, 0: not known but by the words. NULL: no setting of the unit is known to do that. Caller frees both. */
Explanation *unstarted_explain(const ExplainContext *context, const char *root, int status, int error,
                               const char *words, char **ret_what);
/* The same by a slice around it: slices, of Slice. */
Explanation *unstarted_explain_slices(const GPtrArray *slices, int status, char **ret_what);
/* The same where it did not even get as far as a process ("resources"), by its words alone. */
Explanation *unstarted_explain_words(const ExplainContext *context, const char *words, char **ret_what);

/* A program with file capabilities is not run (EPERM) where the bounding set lacks one of them: the setting that takes
 * it. NULL: none does. Caller frees. */
struct ProgramFacts;
Explanation *unstarted_explain_capabilities(const ExplainContext *context, const struct ProgramFacts *program);

/* What a look at the files and accounts says before any start: settings that systemd will not be able to do. */
typedef struct Unstartable {
        DirectiveId directive;
        char *what; /* "there is no group x (216/GROUP)" */
} Unstartable;
void unstartable_free(Unstartable *one);
/* Of Unstartable; the caller unrefs. root: "" for the running system; else accounts are not looked at. */
GPtrArray *unstarted_expect(const ExplainContext *context, const char *root);
