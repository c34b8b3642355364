/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Paths are treated as text, for units and needs of machines that may not be this one: nothing here resolves symbolic
 * links or
 * "..", which only the file system can. */
#include "base/path.h"

#include <glib.h>
#include <string.h>

char *path_under_root(const char *root, const char *path)
{
        size_t n;

        g_return_val_if_fail(path && path[0] == '/', NULL);

        if (!root)
                return g_strdup(path);
        n = strlen(root);
        while (n > 0 && root[n - 1] == '/')
                n--;
        if (n == 0)
                return g_strdup(path);
        if (path[1] == '\0')
                return g_strndup(root, n);
        return g_strdup_printf("%.*s%s", (int)n, root, path);
}

bool path_has_prefix(const char *path, const char *prefix)
{
        size_t n = strlen(prefix);

        if (g_str_equal(prefix, "/"))
                return path[0] == '/';
        return strncmp(path, prefix, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

char *path_simplify(const char *path)
{
        /* Most are simple. */
        size_t length = strlen(path);
        if (length > 1 && *path == '/' && path[length - 1] != '/' && !strstr(path, "//") && !strstr(path, "/."))
                return g_strndup(path, length);

        GString *out = g_string_sized_new(strlen(path));
        const char *p = path;

        if (*p == '/')
                g_string_append_c(out, '/');
        while (*p) {
                size_t n;

                p += strspn(p, "/");
                n = strcspn(p, "/");
                if (n > 0 && !(n == 1 && *p == '.')) {
                        if (out->len > 0 && out->str[out->len - 1] != '/')
                                g_string_append_c(out, '/');
                        g_string_append_len(out, p, n);
                }
                p += n;
        }
        /* "./." and "." name the current directory; "" would name nothing. */
        if (out->len == 0 && *path)
                g_string_append_c(out, '.');
        return g_string_free(out, FALSE);
}

char *path_of_user(const char *variable, const char *below)
{
        const char *value = g_getenv(variable), *home = g_getenv("HOME");

        if (value && *value == '/')
                return g_strdup(value);
        if (!home || *home != '/')
                home = g_get_home_dir();
        return home && *home == '/' ? g_build_filename(home, below, NULL) : NULL;
}
