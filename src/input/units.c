/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was read, unit by unit. */
#include "input/units.h"

#include "unit/unit-name.h"

void input_unit_free(InputUnit *unit)
{
        if (!unit)
                return;
        g_free(unit->name);
        g_free(unit->where);
        g_free(unit->package);
        g_free(unit->multi_arch);
        unit_view_free(unit->view);
        diag_list_free(unit->diags);
        g_free(unit);
}

InputUnit *input_unit_new(Input *input, const char *name, const char *where)
{
        InputUnit *unit = g_new0(InputUnit, 1);
        unit->name = g_strdup(name);
        unit->where = g_strdup(where);
        unit->diags = diag_list_new();
        g_ptr_array_add(input->units, unit);
        return unit;
}

char *input_load_name(const InputOptions *options, const char *name)
{
        char *instance = options->instance && unit_name_kind(name) == UNIT_NAME_TEMPLATE
                                 ? unit_name_with_instance(name, options->instance)
                                 : NULL;
        return instance ? instance : g_strdup(name);
}
