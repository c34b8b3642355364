/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A silent fallback in words, and for programs. */
#include "sink/survived.h"

#include <string.h>

#include "explain/consequence.h"

void survived_refusal_free(SurvivedRefusal *survived)
{
        if (!survived)
                return;
        g_free(survived->key);
        g_free(survived->program);
        g_free(survived->call);
        g_free(survived->need.subject);
        g_strfreev(survived->instead);
        g_strfreev(survived->undone);
        g_free(survived);
}

static void add_needs(GString *text, const char *words, char **needs)
{
        g_autofree char *joined = needs && *needs ? g_strjoinv("; ", needs) : NULL;

        if (joined)
                g_string_append_printf(text, " %s: %s.", words, joined);
}

char *survived_refusal_describe(const SurvivedRefusal *survived)
{
        g_autofree char *program = g_path_get_basename(*survived->program ? survived->program : "a process");
        g_autofree char *need = need_to_string(&survived->need);
        GString *text = g_string_new(NULL);

        g_string_append_printf(text, "%s at %s: ", program, phase_names[survived->phase]);
        if (survived->error)
                g_string_append_printf(text, "%s() was refused (%s) by %s=, and the service stayed up: %s (%s).",
                                       *survived->call ? survived->call : "a call", strerrorname_np(survived->error),
                                       survived->directive, refusal_consequence(&survived->need, survived->call), need);
        else
                g_string_append_printf(text, "it was killed for %s() by %s=, and the service stayed up.",
                                       survived->call, survived->directive);
        add_needs(text, "Only after that it did", survived->instead);
        add_needs(text, "It no longer did", survived->undone);
        g_string_append(text, survived->allowed ? " The drop-in allows it now." : " The drop-in still refuses it.");
        return g_string_free(text, FALSE);
}

static json_t *text(const char *string)
{
        g_autofree char *valid = g_utf8_make_valid(string, -1);

        return json_string(valid);
}

static json_t *list(char **strings)
{
        json_t *array = json_array();

        for (; strings && *strings; strings++)
                json_array_append_new(array, text(*strings));
        return array;
}

json_t *survived_refusal_to_json(const SurvivedRefusal *survived)
{
        g_autofree char *need = need_to_string(&survived->need);
        json_t *object = json_object();

        json_object_set_new(object, "program", text(survived->program));
        json_object_set_new(object, "phase",
                            survived->phase == PHASE_NONE ? json_null() : text(phase_names[survived->phase]));
        json_object_set_new(object, "call", text(survived->call));
        json_object_set_new(object, "error", survived->error ? text(strerrorname_np(survived->error)) : json_null());
        json_object_set_new(object, "need", text(need));
        json_object_set_new(object, "directive", text(survived->directive));
        json_object_set_new(object, "allowed", json_boolean(survived->allowed));
        json_object_set_new(object, "instead", list(survived->instead));
        json_object_set_new(object, "undone", list(survived->undone));
        return object;
}
