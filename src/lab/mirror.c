/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Finds the Debian mirror to make roots from: the one that this machine uses, since that is the one it is allowed to
 * reach. What other distributions and vendors have in their sources is not Debian; a Debian archive is known by its
 * suites. */
#include "lab/mirror.h"

#include "base/file.h"
#include <string.h>

static bool suite_is_debian(const char *suite)
{
        static const char *const names[] = {"bookworm", "trixie",  "forky",  "sid",
                                            "unstable", "testing", "stable", NULL};

        return g_strv_contains(names, suite);
}

static bool uri_is_archive(const char *uri)
{
        /* Not debian-security, and not a vendor's repository that happens to name its suites like Debian's. */
        g_autofree char *path = g_strdup(uri);
        size_t n = strlen(path);

        while (n > 0 && path[n - 1] == '/')
                path[--n] = '\0';
        return (g_str_has_prefix(uri, "http://") || g_str_has_prefix(uri, "https://")) &&
               (g_str_has_suffix(path, "/debian") || strstr(path, "snapshot.debian.org/archive/debian/"));
}

static char *from_one_line(const char *line)
{
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        g_autofree char *copy = g_strdup(line);
        char *open = strchr(copy, '['), *close = open ? strchr(open, ']') : NULL;
        g_auto(GStrv) words = NULL;
        guint n;

        if (open && close)
                memset(open, ' ', (size_t)(close - open) + 1);
        g_strdelimit(copy, "\t", ' ');
        words = g_strsplit(copy, " ", -1);
        for (char **word = words; *word; word++)
                if (**word)
                        g_strv_builder_add(builder, *word);
        g_strfreev(words);
        words = g_strv_builder_end(builder);
        n = g_strv_length(words);
        if (n >= 4 && g_str_equal(words[0], "deb") && uri_is_archive(words[1]) && suite_is_debian(words[2]))
                return g_strdup(words[1]);
        return NULL;
}

static char *from_stanza(const char *stanza)
{
        g_auto(GStrv) lines = g_strsplit(stanza, "\n", -1);
        g_autofree char *uri = NULL;
        bool suites = false, types = false, enabled = true;

        for (char **line = lines; *line; line++) {
                char *colon = strchr(*line, ':');
                g_auto(GStrv) words = NULL;

                if (**line == '#' || !colon)
                        continue;
                *colon = '\0';
                words = g_strsplit_set(g_strstrip(colon + 1), " \t", -1);
                for (char **word = words; *word; word++) {
                        if (g_ascii_strcasecmp(*line, "Types") == 0)
                                types = types || g_str_equal(*word, "deb");
                        else if (g_ascii_strcasecmp(*line, "URIs") == 0 && !uri && uri_is_archive(*word))
                                uri = g_strdup(*word);
                        else if (g_ascii_strcasecmp(*line, "Suites") == 0)
                                suites = suites || suite_is_debian(*word);
                        else if (g_ascii_strcasecmp(*line, "Enabled") == 0)
                                enabled = g_ascii_strcasecmp(*word, "no") != 0;
                }
        }
        return types && suites && enabled ? g_steal_pointer(&uri) : NULL;
}

char *mirror_from_sources(const char *text)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        g_autoptr(GString) stanza = g_string_new(NULL);

        for (char **line = lines;; line++) {
                char *uri;

                if (!*line || !**line) {
                        uri = from_stanza(stanza->str);
                        if (uri)
                                return uri;
                        g_string_truncate(stanza, 0);
                        if (!*line)
                                return NULL;
                        continue;
                }
                uri = from_one_line(*line);
                if (uri)
                        return uri;
                g_string_append_printf(stanza, "%s\n", *line);
        }
}

char *mirror_of_host(void)
{
        const char *forced = g_getenv("UNITLOCK_MIRROR"), *name;
        g_autoptr(GDir) dir = NULL;
        g_autofree char *list = NULL;

        if (forced && *forced)
                return g_strdup(forced);
        if (file_read("/etc/apt/sources.list", 0, &list, NULL, NULL)) {
                char *uri = mirror_from_sources(list);

                if (uri)
                        return uri;
        }
        dir = g_dir_open("/etc/apt/sources.list.d", 0, NULL);
        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *path = g_build_filename("/etc/apt/sources.list.d", name, NULL), *text = NULL;
                char *uri;

                if (!(g_str_has_suffix(name, ".list") || g_str_has_suffix(name, ".sources")) ||
                    !file_read(path, 0, &text, NULL, NULL))
                        continue;
                uri = mirror_from_sources(text);
                if (uri)
                        return uri;
        }
        return NULL;
}
