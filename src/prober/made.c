/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The twin of a unit gets its state directories, as the unit would. Where these are there already nothing changes;
 * where they are not, because the unit has never run, systemd makes them, and only takes RuntimeDirectory= away again.
 * Nothing is removed here that has something in it, or that was there before. */

#include "prober/made.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

/* system: the manager's; user: below what directory of the user's (two of them: since 254 state has one of its own) */
static const struct {
        DirectiveId id;
        const char *system, *user[2];
} kinds[] = {
        {DIRECTIVE_RUNTIME_DIRECTORY, "/run", {NULL}},
        {DIRECTIVE_STATE_DIRECTORY, "/var/lib", {".local/state", ".config"}},
        {DIRECTIVE_CACHE_DIRECTORY, "/var/cache", {".cache"}},
        {DIRECTIVE_LOGS_DIRECTORY, "/var/log", {".local/state/log", ".config/log"}},
        {DIRECTIVE_CONFIGURATION_DIRECTORY, "/etc", {".config"}},
};

static bool is_there(const char *path)
{
        struct stat st;

        return lstat(path, &st) == 0;
}

/* base/NAME, and the directories between them, the longest first. */
static void add_missing(GPtrArray *paths, const char *base, const char *name)
{
        g_autofree char *path = g_build_filename(base, name, NULL);
        size_t length = strlen(base);

        while (strlen(path) > length && !g_ptr_array_find_with_equal_func(paths, path, g_str_equal, NULL)) {
                if (!is_there(path))
                        g_ptr_array_add(paths, g_strdup(path));
                *strrchr(path, '/') = '\0';
        }
}

static void add_words(GPtrArray *paths, const char *base, char *const *lines, bool dynamic)
{
        g_autofree char *private = g_build_filename(base, "private", NULL);

        for (; lines && *lines; lines++) {
                g_auto(GStrv) words = g_strsplit_set(*lines, " \t", 0);

                for (char **word = words; *word; word++) {
                        g_auto(GStrv) parts = g_strsplit(*word, ":", 3); /* NAME:LINK:FLAGS */
                        g_autofree char *path = NULL;

                        if (!parts[0] || *parts[0] == '\0')
                                continue;
                        path = g_build_filename(base, parts[0], NULL);
                        if (dynamic && !is_there(path)) /* else it is moved there, or is a link into it already */
                                add_missing(paths, private, parts[0]);
                        add_missing(paths, base, parts[0]);
                        if (parts[1] && *parts[1])
                                add_missing(paths, base, parts[1]);
                }
        }
        if (dynamic && lines && !is_there(private))
                g_ptr_array_add(paths, g_strdup(private));
}

GPtrArray *made_by_start(const Config *config, bool user)
{
        GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
        bool dynamic = config_is_on(config, DIRECTIVE_DYNAMIC_USER);

        for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
                if (!user)
                        add_words(paths, kinds[i].system, config->lines[kinds[i].id], dynamic);
                else if (kinds[i].id == DIRECTIVE_RUNTIME_DIRECTORY)
                        add_words(paths, g_get_user_runtime_dir(), config->lines[kinds[i].id], false);
                for (size_t j = 0; user && j < G_N_ELEMENTS(kinds[i].user) && kinds[i].user[j]; j++) {
                        g_autofree char *base = g_build_filename(g_get_home_dir(), kinds[i].user[j], NULL);

                        add_words(paths, base, config->lines[kinds[i].id], false);
                }
        }
        return paths;
}

void made_remove(const GPtrArray *paths)
{
        struct stat st;

        for (guint i = 0; i < paths->len; i++) {
                if (lstat(paths->pdata[i], &st) < 0)
                        continue;
                if (S_ISDIR(st.st_mode))
                        (void)g_rmdir(paths->pdata[i]); /* unless something is in it */
                else if (S_ISLNK(st.st_mode))
                        (void)g_unlink(paths->pdata[i]);
        }
}
