/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect.h"
#include "prober/primitive.h"

/* What the model says of a primitive: the question that the prober answers by trying. Pure. */
typedef struct Prediction {
        bool allowed;
        DirectiveId by;   /* the directive that refuses; _DIRECTIVE_MAX: allowed, or the user alone refuses */
        const char *need; /* the need that is denied, a line of the row; NULL: allowed */
} Prediction;

typedef enum PredictFlags {
        PREDICT_CALLS_ONLY = 1 << 0, /* the kernel has no such call: only what filters do to it can be seen */
} PredictFlags;

/* effects are those of context. */
Prediction primitive_predict(const Primitive *primitive, const EffectContext *context, const EffectList *effects,
                             unsigned flags);

/* A line of unitlock-needs(5) ("path read /etc") as a Need whose subject points into line: false if it is none. */
bool primitive_parse_need(const char *line, Need *ret);
/* Is this an alternative of a need as the table writes it? */
bool primitive_word_is_valid(const char *word);
/* The row called name, or NULL. */
const Primitive *primitive_find(const char *name);
