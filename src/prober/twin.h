/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/config.h"

/* What the commands of ExecStart= put aside of the sandbox: EXEC_FULLY_PRIVILEGED (all of it), EXEC_NO_SETUID (the
 * user), or 0. Of several commands the one that puts most aside counts. */
unsigned twin_prefixes(const Config *config);

/* Are its files other than the machine's (RootDirectory=, RootImage=)? */
bool twin_has_root(const Config *config);

/* The text of a unit that has the sandbox of another, and runs the prober in it once. config is the other's, unit its
 * name; output the file that standard output goes to; runtime_exists: its RuntimeDirectory= is there now, and must not
 * go when the twin stops. Caller frees. */
char *twin_text(const Config *config, const char *unit, const char *prober, const char *arguments, const char *output,
                bool runtime_exists);
