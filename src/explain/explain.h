/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect.h"
#include "unit/unit.h"

/* From a refusal to what to do about it: which directive of this unit has an effect that denies the need, where that is
 * written, and the smallest change under which nothing denies it any more. Pure: it asks effect_denies(), nothing else.
 */

typedef struct ExplainContext {
        const UnitView *view; /* says where settings are written; may be NULL */
        const Config *config; /* of the same unit */
        unsigned systemd;     /* major version */
        bool user_manager;
        bool root; /* the main process starts as root */
} ExplainContext;

/* How the refusal looked to the process. Tells apart what has the same need: a call refused by a filter and one that
 * failed for want of a capability. */
typedef struct Symptom {
        bool filtered; /* by seccomp: the call never began */
        int error;     /* errno; 0: unknown, or a signal */
        int signal;    /* SIGSYS; 0: none */
} Symptom;

/* A directive that denies the need. */
typedef struct Blame {
        DirectiveId directive;
        char *setting; /* "ProtectSystem=strict", as it counts; of a list only the word or line that matters */
        char *file;    /* that sets it; NULL: not known */
        unsigned line;
} Blame;

typedef struct Explanation {
        Need need;
        GPtrArray *others;      /* of Need: what else is denied of the same act; may be NULL */
        GPtrArray *blames;      /* of Blame, never empty: who refused it, then who would refuse it next */
        char **change;          /* lines for [Service] under which nothing denies it */
        unsigned before, after; /* exposure in tenths, as the unit is and with the change */
} Explanation;

/* NULL: no directive of the unit denies this need in such a way. symptom: NULL where nothing has happened yet, and any
 * way counts. Caller frees. */
Explanation *explain_need(const ExplainContext *context, const Need *need, const Symptom *symptom);
/* The same of all needs of one act: those that are denied, in their order, and the one change under which none is.
 * needs: array of Need. */
Explanation *explain_act(const ExplainContext *context, const GPtrArray *needs);
/* Does a directive deny the need, that in own (of the same unit, without some drop-in) does not? What is done under own
 * is not refused by that, whatever the model says. */
bool explain_adds(const ExplainContext *context, const Config *own, const Need *need);
/* The same of a refusal that was seen, by the call that was refused. A filter decides by the call and its arguments
 * alone: so if one of the unit's settings filters this, that is what refused it, though nobody saw where, and symptom
 * is made to say so. */
Explanation *explain_refusal(const ExplainContext *context, const Need *need, Symptom *symptom, const char *call);
/* Of one act that needs more than one thing: adds who refuses this need as well, after the change that the explanation
 * has so far, and what allows it. symptom: as for explain_need(). */
void explanation_add_need(Explanation *explanation, const ExplainContext *context, const Need *need,
                          const Symptom *symptom);
/* A setting and where it is written: "ProtectSystem=strict (/etc/systemd/system/x.service:7)". Caller frees. */
char *explain_setting_place(const UnitSetting *setting);
/* Where only an error is known, and neither the call nor the path: the settings of the unit that refuse with it, each
 * with its place. error 0: not even that is known, all that refuse anything. Of char*; the caller unrefs. */
GPtrArray *explain_suspects(const ExplainContext *context, int error);
/* The same of a signal: a program that is not given what it asks for may end itself by one. */
GPtrArray *explain_signal_suspects(const ExplainContext *context, int signal);
/* Does a filter of the unit refuse with that error: SystemCallErrorNumber=, or a word of its own ("mkdir:EEXIST")? */
bool explain_filter_gives(const Config *config, int error);
/* All needs that it explains, which are its own. Caller unrefs. */
GPtrArray *explanation_needs(const Explanation *explanation);
void explanation_free(Explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Explanation, explanation_free)

/* For what is no need, but is known to be this directive's doing (a limit that was reached): need.subject is NULL, the
 * change as given (lines, may be empty). otherwise: the setting in words, where the unit's files do not make it. Caller
 * frees. */
Explanation *explain_setting(const ExplainContext *context, DirectiveId id, const char *otherwise, const char *change);

/* The first blame, with its place: "ProtectSystem=strict (/etc/systemd/system/x.service:7)". Caller frees. */
char *explanation_cause(const Explanation *explanation);
/* What else has the same effect: "and so does ...", or NULL. Caller frees. */
char *explanation_others(const Explanation *explanation);
/* The change as a drop-in, with its heading. Caller frees. */
char *explanation_dropin(const Explanation *explanation);
/* "exposure 2.1 -> 2.3". Caller frees. */
char *explanation_cost(const Explanation *explanation);

/* A statement about the process: "was killed for calling setuid()", "was refused: writes /run/x (EROFS)". Caller frees.
 */
char *symptom_describe(const Symptom *symptom, const Need *need, const char *call);

/* All effects of a configuration in that context, whose own may be another one. Caller: effect_list_free(). */
EffectList *explain_effects(const ExplainContext *context, const Config *config);
/* The context of a unit as it is in its files. config: of the view. */
ExplainContext explain_context(const UnitView *view, const Config *config, unsigned systemd);

/* --- for change.c --- */

/* Changes that may help against this directive, smallest first: array of char*, lines joined by '\n'. entry: the
 * deciding one, for effects on paths, else NULL. Caller unrefs. */
GPtrArray *change_candidates(const ExplainContext *context, const Config *config, const Need *need, DirectiveId id,
                             const PathEntry *entry);
/* Assigns each of the lines. */
void change_apply(Config *config, const char *lines);
