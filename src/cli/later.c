/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sandbox that fits today's configuration refuses some of tomorrow's. Which, is known when it is made, and who reads
 * that then need not find it out from a daemon that does not start. */

#include "cli/later.h"

#include <string.h>

#include "base/path.h"

static bool is_set(const Policy *policy, DirectiveId id)
{
        const Decision *decision = policy_find(policy, id);

        return decision && decision->lines;
}

/* The paths of ReadWritePaths=, without marks and quotes. Caller frees (g_strfreev). */
static char **open_places(const Policy *policy)
{
        g_autoptr(GStrvBuilder) places = g_strv_builder_new();

        for (guint i = 0; i < policy->decisions->len; i++) {
                const Decision *decision = policy->decisions->pdata[i];

                for (char **line = decision->lines; decision->id == DIRECTIVE_READ_WRITE_PATHS && line && *line;
                     line++) {
                        const char *start = *line + strspn(*line, "\"-+");
                        g_autofree char *place = g_strndup(start, strcspn(start, "\""));

                        g_strv_builder_add(places, place);
                }
        }
        return g_strv_builder_end(places);
}

char *later_elsewhere(const Policy *policy, const char *unit)
{
        const Decision *system = policy_find(policy, DIRECTIVE_PROTECT_SYSTEM);
        bool homes = is_set(policy, DIRECTIVE_PROTECT_HOME);
        g_auto(GStrv) places = open_places(policy);
        g_autoptr(GString) open = g_string_new(NULL);

        if (!system || !system->lines || !g_str_equal(system->lines[0], "strict"))
                return NULL;
        for (char **place = places; *place; place++)
                if (!g_str_equal(*place, "/tmp") && !g_str_equal(*place, "/var/tmp")) /* are named anyway */
                        g_string_append_printf(open, "%s%s", open->len ? ", " : "", *place);
        return g_strdup_printf("what it is told later to write elsewhere than in %s%s is refused%s, until \"systemctl "
                               "edit %s\" names the place: ReadWritePaths=PLACE%s",
                               open->str, open->len ? ", /tmp and /var/tmp" : "/tmp and /var/tmp",
                               homes ? ", and what it is to find in home directories" : "", unit,
                               homes ? ", for homes ProtectHome=no" : "");
}

char *later_missing(const char *root, const Policy *policy, const char *unit)
{
        g_auto(GStrv) places = open_places(policy);
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        g_auto(GStrv) missing = NULL;
        g_autofree char *list = NULL;

        for (char **place = places; *place; place++) {
                g_autofree char *full = path_under_root(root, *place);

                if (!g_file_test(full, G_FILE_TEST_EXISTS))
                        g_strv_builder_add(builder, *place);
        }
        missing = g_strv_builder_end(builder);
        if (!*missing)
                return NULL;
        list = g_strjoinv(", ", missing);
        return g_strdup_printf("open to it, but not there yet: %s; what is made of these is open from the next "
                               "\"systemctl restart %s\" on",
                               list, unit);
}
