/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keeps the texts of drop-ins for as long as a unit runs under them. The generator's directory is emptied at each
 * reload, and a generator may write nowhere else; so this is done from outside, after a reload that we asked for, and
 * by unitlock-refresh.service. What was not kept is only not explained: that a unit wants a restart is known by its
 * hash alone. */

#include "life/keep.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "generator/generate.h"

#define SUFFIX ".conf"
#define KNOWN LIFE_KEPT_DIR "/known" /* "UNIT STAMP" a line */

static char *kept_path(const char *root, const char *stamp)
{
        g_autofree char *path = g_strdup_printf(LIFE_KEPT_DIR "/%s" SUFFIX, stamp);

        return path_under_root(root, path);
}

static bool keep(const char *root, const char *text, GHashTable *wanted, char **ret_stamp, GError **error)
{
        char *stamp = generate_stamp(text);
        g_autofree char *path = kept_path(root, stamp);

        g_hash_table_add(wanted, stamp);
        *ret_stamp = stamp;
        return g_file_test(path, G_FILE_TEST_EXISTS) || file_write_atomic(path, text, -1, 0644, error);
}

static bool keep_present(const char *root, GHashTable *wanted, GError **error)
{
        g_autofree char *full = path_under_root(root, LIFE_GENERATED_DIR), *known = path_under_root(root, KNOWN);
        g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
        g_autoptr(GString) list = g_string_new(NULL);
        const char *entry;

        while (dir && (entry = g_dir_read_name(dir))) {
                g_autofree char *path = g_strdup_printf("%s/%s/" GENERATED_DROPIN, full, entry), *text = NULL;
                char *stamp;

                if (!g_str_has_suffix(entry, ".d") || !file_read(path, 0, &text, NULL, NULL))
                        continue;
                if (!keep(root, text, wanted, &stamp, error))
                        return false;
                g_string_append_printf(list, "%.*s %s\n", (int)(strlen(entry) - strlen(".d")), entry, stamp);
        }
        return file_write_atomic(known, list->str, -1, 0644, error);
}

GHashTable *life_known(const char *root)
{
        g_autofree char *path = path_under_root(root, KNOWN), *list = NULL;
        g_auto(GStrv) lines = NULL;
        GHashTable *known;

        if (!file_read(path, 0, &list, NULL, NULL))
                return NULL;
        known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        lines = g_strsplit(list, "\n", 0);
        for (char **line = lines; *line; line++) {
                char *blank = strchr(*line, ' '), *text = NULL;
                g_autofree char *kept = blank ? kept_path(root, blank + 1) : NULL;

                if (!blank)
                        continue;
                if (!file_read(kept, 0, &text, NULL, NULL))
                        text = g_strdup("");
                g_hash_table_insert(known, g_strndup(*line, (gsize)(blank - *line)), text);
        }
        return known;
}

bool life_keep(const char *root, GError **error)
{
        g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autofree char *kept = path_under_root(root, LIFE_KEPT_DIR);
        g_autoptr(GDir) dir = NULL;
        const char *entry;

        if (!keep_present(root, wanted, error))
                return false;
        life_started_stamps(root, wanted);
        dir = g_dir_open(kept, 0, NULL);
        while (dir && (entry = g_dir_read_name(dir))) {
                g_autofree char *stamp = NULL, *path = g_build_filename(kept, entry, NULL);

                if (!g_str_has_suffix(entry, SUFFIX))
                        continue;
                stamp = g_strndup(entry, strlen(entry) - strlen(SUFFIX));
                if (!g_hash_table_contains(wanted, stamp) && unlink(path) < 0 && errno != ENOENT) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", path,
                                    g_strerror(errno));
                        return false;
                }
        }
        return true;
}
