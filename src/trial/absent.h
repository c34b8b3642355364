/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "trial/verify.h"

/* Is there something at this path, or may there be? For tests; NULL: the host is asked. */
typedef bool (*AbsentIsThere)(const char *path);

/* Was this refusal in a trial that broke nothing about a file that the host does not have, either? differences: all of
 * the trial. */
bool refusal_is_about_nothing(const CycleRefusal *refusal, const GPtrArray *differences, AbsentIsThere is_there);
