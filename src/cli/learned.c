/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The memory of learn. Plain files of needs, one a unit, whole or not there. */
#include "cli/learned.h"

#include <string.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/error.h"
#include "base/file.h"
#include "watch/mode.h"

static NeedSet *read_set(const char *path, const char *unit, GError **error)
{
        g_autofree char *text = NULL;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autofree char *problems = NULL;
        NeedSet *set;

        if (access(path, F_OK) < 0)
                return need_set_new(unit);
        if (!file_read(path, 0, &text, NULL, error))
                return NULL;
        set = need_set_from_text(text, path, diags);
        if (set)
                return set;
        problems = diag_list_to_string(diags);
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                    "What is known of %s cannot be read; remove %s, and learn it anew:\n%s", unit, path,
                    g_strchomp(problems));
        return NULL;
}

NeedSet *learned_read(const char *unit, NeedSet **ret_watched, GError **error)
{
        g_autofree char *kept = mode_learned_path(unit), *seen = mode_state_find(unit, "needs");
        g_autoptr(NeedSet) learned = read_set(kept, unit, error);
        NeedSet *watched = learned ? read_set(seen, unit, error) : NULL;

        if (!watched)
                return NULL;
        *ret_watched = watched;
        return g_steal_pointer(&learned);
}

bool learned_write(const char *unit, const NeedSet *needs, const GPtrArray *bans, GError **error)
{
        g_autofree char *path = mode_learned_path(unit), *text = NULL;
        g_autoptr(NeedSet) set = need_set_copy(needs);

        g_free(set->unit);
        set->unit = g_strdup(unit);
        for (guint i = 0; i < bans->len; i++) {
                g_autofree char *line = g_strdup_printf("%s it broke in a trial", (const char *)bans->pdata[i]);

                need_set_add_header(set, HEADER_LEAVE, line);
        }
        text = need_set_to_text(set);
        return file_write_atomic(path, text, -1, 0644, error);
}

char **learned_bans(const NeedSet *learned)
{
        g_autofree const char **lines = need_set_headers(learned, HEADER_LEAVE);
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        for (const char **line = lines; *line; line++) {
                g_autofree char *name = g_strndup(*line, strcspn(*line, " "));

                g_strv_builder_add(names, name);
        }
        return g_strv_builder_end(names);
}

char **learned_exercises(const NeedSet *learned)
{
        for (guint i = 0; i < learned->coverages->len; i++) {
                const Coverage *coverage = learned->coverages->pdata[i];

                if (strcmp(coverage->source, "observe") == 0 && coverage->exercises)
                        return g_strdupv(coverage->exercises);
        }
        return g_new0(char *, 1);
}
