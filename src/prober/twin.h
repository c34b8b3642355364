/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"

/* The text of a unit that has the sandbox of another, and runs the prober in it once. config is the other's, unit its
 * name; output the file that standard output goes to; runtime_exists: its RuntimeDirectory= is there now, and must not
 * go when the twin stops. Caller frees. */
char *twin_text(const Config *config, const char *unit, const char *prober, const char *arguments, const char *output,
                bool runtime_exists);
