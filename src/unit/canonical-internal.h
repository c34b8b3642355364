/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "unit/canonical.h"

/* Shared by the files of canonical spelling. Each adds the lines that a value amounts to; false: it is no such value.
 */
bool value_time(const char *value, GPtrArray *lines);
bool value_timeout(const char *value, GPtrArray *lines);
bool value_nanoseconds(const char *value, GPtrArray *lines);
bool value_size(const char *value, GPtrArray *lines);
bool value_number(const char *value, GPtrArray *lines);
bool value_nice(const char *value, GPtrArray *lines);
bool value_weight(const char *value, GPtrArray *lines);
bool value_mode(const char *value, GPtrArray *lines);
bool value_percent(const char *value, GPtrArray *lines);
bool value_share(const char *value, GPtrArray *lines);
bool value_signal(const char *value, GPtrArray *lines);
bool value_limit(DirectiveId id, const char *value, GPtrArray *lines);
bool value_io_class(const char *value, GPtrArray *lines);
bool value_log_level(const char *value, GPtrArray *lines);
bool value_errno(const char *value, GPtrArray *lines);
/* -1: no such signal. */
int signal_from_text(const char *name);
