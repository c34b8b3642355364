/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* JSON as it is written, for output that can be long: values one after the other, no tree. */
typedef struct JsonText {
        GString *out;
        unsigned depth;
        bool compact; /* else indented by two columns */
        bool first;   /* nothing stands in the innermost array or object yet */
} JsonText;

void json_text_init(JsonText *json, bool compact);
void json_text_clear(JsonText *json);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(JsonText, json_text_clear)

/* Key: of a member of an object, plain text that needs no escapes; NULL: an element of an array, or the whole. Each
 * begin has its end. */
void json_text_begin_array(JsonText *json, const char *key);
void json_text_begin_object(JsonText *json, const char *key);
void json_text_end_array(JsonText *json);
void json_text_end_object(JsonText *json);
/* Value may be NULL: null. Any bytes: what is no valid UTF-8 becomes U+FFFD. */
void json_text_string(JsonText *json, const char *key, const char *value);
/* So many thousandths, as 2.497 or 1.0. */
void json_text_thousandths(JsonText *json, const char *key, unsigned value);
/* What was written. Caller frees. */
char *json_text_steal(JsonText *json);
