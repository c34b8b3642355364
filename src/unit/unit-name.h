/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Names of units: systemd.unit(5), "Description" and "String Escaping for Inclusion in Unit Names". */
typedef enum UnitNameKind {
        UNIT_NAME_INVALID = 0,
        UNIT_NAME_PLAIN = 1 << 0,    /* foo.service */
        UNIT_NAME_INSTANCE = 1 << 1, /* foo@bar.service */
        UNIT_NAME_TEMPLATE = 1 << 2, /* foo@.service */
} UnitNameKind;

#define UNIT_NAME_LENGTH_MAX 255

UnitNameKind unit_name_kind(const char *name);
static inline bool unit_name_is_valid(const char *name)
{
        return unit_name_kind(name) != UNIT_NAME_INVALID;
}
/* What follows the last dot: "service". NULL if this is not the name of a unit. Points into name. */
const char *unit_name_type(const char *name);
/* Is this a type of unit ("service")? */
bool unit_type_is_valid(const char *type);
/* May a unit of this type be another's alias by symlink, may it be a template? */
bool unit_type_may_alias(const char *type);
bool unit_type_may_template(const char *type);

/* All return NULL where the name has no such part; callers free. */
char *unit_name_template(const char *name);     /* foo@bar.service -> foo@.service */
char *unit_name_instance(const char *name);     /* foo@bar.service -> bar; foo@.service -> "" */
char *unit_name_prefix(const char *name);       /* foo-x@bar.service -> foo-x */
char *unit_name_without_type(const char *name); /* foo@bar.service -> foo@bar */
char *unit_name_with_instance(const char *template, const char *instance);

/* What a person typed: the name itself, or with ".service" behind it where it names no type. NULL if no unit can be
 * called so. */
char *unit_name_from_input(const char *text);

/* That there is no such unit, in the words that all verbs have for it. word: what a person typed, or the name.
 * root: the tree that was looked at; NULL: the host. Caller frees. */
char *unit_name_missing(const char *word, const char *root);

/* As a word of a command that a person may type: "dir\x2dx" -> "dir\\x2dx". Caller frees. */
char *unit_name_for_shell(const char *name);

char *unit_name_escape(const char *text);
/* NULL on a bad escape. */
char *unit_name_unescape(const char *text);
/* As unit_name_unescape(), for paths: "-" is "/", and the result begins with "/". NULL where it is no clean path. */
char *unit_name_unescape_path(const char *text);
