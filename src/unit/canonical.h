/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"

/* A configuration in the words of the manager: what it makes of the values and what it adds by itself, so that what two
 * sources say of one unit can be compared line by line. The result is for comparing and for reading, not for writing.
 */

typedef struct CanonicalContext {
        const char *unit;       /* full name: default slice, DynamicUser= */
        unsigned systemd;       /* major version */
        bool user;              /* of a user manager */
        const Config *defaults; /* what the manager has where nothing is set (manager_defaults()); may be NULL */
} CanonicalContext;

/* The same settings, each value in one spelling, sets sorted, settings that the manager implies when it loads the unit
 * (DynamicUser=, PrivateDevices=, Protect*= taking capabilities ...) filled in, and left out what says no more than
 * nothing. Idempotent: a configuration that comes from the manager stays what it is. Caller frees. */
Config *config_canonical(const Config *config, const CanonicalContext *context);

/* Adds what one line of a setting amounts to in the manager's spelling. False if it is no value of the directive, as
 * far as that can be told: then it is added as it is. */
bool canonical_value(DirectiveId id, const char *line, GPtrArray *lines);
