/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "unit/specifier.h"
#include "unit/unit.h"

/* What a view's specifiers need, read once and only if there are any. Not to be moved: the context points into it. */
typedef struct ViewExpander {
        SpecifierFacts *facts;
        SpecifierContext context; /* points into the view */
} ViewExpander;

void view_expander_init(ViewExpander *expander, const UnitView *view);
void view_expander_clear(ViewExpander *expander);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ViewExpander, view_expander_clear)

/* unit_setting_new() for who knows its directive. */
UnitSetting *unit_setting_new_of(int directive, const char *section, const char *name, const char *value,
                                 const char *file, unsigned line);
/* How specifiers are to be written into its value. */
SpecifierQuoting unit_setting_quoting(DirectiveId id);
/* The value with its specifiers resolved, of a list the words that can be; NULL where the manager passes it over. */
char *unit_setting_expand(DirectiveId id, const char *value, const SpecifierContext *context);
