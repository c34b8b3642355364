/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which release this is, and which version of a package is installed: for the header of a profile. dpkg's database and
 * os-release(5). */

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "facts/facts.h"

/* The value of the first line that begins with key, below a line that is `after` (NULL: from the start) and above the
 * next empty line. Caller frees. */
static char *value_after(const char *text, const char *after, const char *key)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
        bool inside = after == NULL;

        for (char **line = lines; *line; line++) {
                if (after && **line == '\0')
                        inside = false;
                if (after && g_str_equal(*line, after))
                        inside = true;
                if (inside && g_str_has_prefix(*line, key))
                        return g_strdup(*line + strlen(key));
        }
        return NULL;
}

char *package_version(const char *root, const char *package)
{
        g_autofree char *path = path_under_root(root, "/var/lib/dpkg/status"), *text = NULL;
        g_autofree char *head = g_strdup_printf("Package: %s", package);

        return file_read(path, 64u << 20, &text, NULL, NULL) ? value_after(text, head, "Version: ") : NULL;
}

char *host_suite(const char *root)
{
        static const char *const files[] = {"/etc/os-release", "/usr/lib/os-release", NULL};

        for (const char *const *file = files; *file; file++) {
                g_autofree char *path = path_under_root(root, *file), *text = NULL, *name = NULL;

                if (file_read(path, 0, &text, NULL, NULL) && (name = value_after(text, NULL, "VERSION_CODENAME=")) &&
                    *name)
                        return g_steal_pointer(&name);
        }
        return g_strdup("unknown");
}
