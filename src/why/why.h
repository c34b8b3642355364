/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <jansson.h>

#include "explain/explain.h"

/* The story of a unit's trouble, or of the trouble that it will have. */

/* How sure we are, surest first. */
typedef enum WhyKind {
        WHY_SEEN,     /* the watcher saw the refusal */
        WHY_RECORDED, /* the kernel, or systemd, left a record of it */
        WHY_MATCHES,  /* a look at the files predicts what happened */
        WHY_SAID,     /* the service's own words */
        WHY_EXPECTED, /* a look at the files predicts it; it need not have happened */
        _WHY_KIND_MAX,
} WhyKind;
extern const char *const why_kind_names[_WHY_KIND_MAX + 1];

typedef struct WhyFinding {
        WhyKind kind;
        char *what;      /* sentence without full stop */
        char *cause;     /* the setting and its place; NULL: no setting is to blame */
        char *file;      /* that makes it; NULL: not known */
        char *others;    /* more settings that would refuse it; may be NULL */
        char **change;   /* lines for [Service]; NULL: none is known */
        char *likely;    /* one more, that it will most likely need after that; may be NULL */
        char *cost;      /* may be NULL */
        char *how;       /* how we know */
        char *need;      /* as text; may be NULL */
        char *directive; /* its name; may be NULL */
        char *without;   /* what the service, which is up, does without; NULL: it is not up, or that is not known */
        unsigned count;  /* times; 0: unknown */
        char *error;     /* what the process got, by name; NULL: not known */
        guint32 pid;     /* which process that was; 0: not known */
} WhyFinding;

typedef struct WhyStory {
        char *unit;
        char *state; /* "failed: the main process was killed by SIGSYS"; NULL: not asked (a prediction) */
        bool user;   /* of a user manager */
        bool failed;
        bool watched;        /* unitlock-watch.service looked since before the last start: it saw each refusal */
        GPtrArray *findings; /* of WhyFinding, most likely first */
        GPtrArray *notes;    /* of char*: settings that are not in force here, though they are made */
} WhyStory;

typedef struct WhyOptions {
        const char *unit;
        const char *root; /* NULL or a tree (prediction only) */
        bool user;        /* the user manager's units */
        bool dry;         /* predict */
        guint64 since;    /* microseconds back; 0: since the last start */
} WhyOptions;

WhyStory *why_tell(const WhyOptions *options, GError **error);
void why_story_free(WhyStory *story);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WhyStory, why_story_free)

/* For a terminal; caller frees. */
char *why_story_to_text(const WhyStory *story, unsigned width);
json_t *why_story_to_json(const WhyStory *story);
