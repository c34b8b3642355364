/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "unit/parse.h"
#include "unit/specifier.h"
#include "unit/unit.h"

/* Shared by the files of loading; nobody else's business. */

/* Drop-ins of a unit with all its names, in the order of application. Paths inside the root; caller frees. */
char **dropin_find(const UnitPaths *paths, const char *name, char *const *aliases);
/* The *.conf files of these directories (inside the root), the first of a name winning, sorted by name. */
char **dropin_list(const char *root, char *const *dirs);

/* Adds the assignments of a file to the view, as far as the manager would read it: false if it would give up on the
 * file. context: what specifiers stand for. The settings lie in the file, which must not be freed before the view. */
bool unit_view_apply(UnitView *view, UnitFile *file, const SpecifierContext *context, DiagList *diags);
/* What the manager does with an assignment. */
typedef enum SettingVerdict {
        SETTING_GOOD,
        SETTING_IGNORED, /* it warns, and goes on as if the line were not there */
        SETTING_FATAL,   /* it gives up on the file */
} SettingVerdict;

/* Reports what is wrong with the value of one assignment. directive: which it is about, -1: none of the table. */
SettingVerdict unit_check_setting(const UnitFile *file, const UnitLine *line, int directive,
                                  const SpecifierContext *context, DiagList *diags);

/* Sets UNIT_BAD where the manager refuses the service as a whole. */
void unit_view_verify(UnitView *view, DiagList *diags);
