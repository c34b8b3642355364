// SPDX-License-Identifier: GPL-2.0-or-later
/* Questions to the running system: links, control groups, loaders. Everything here may be outdated by the time it is
 * answered; it only makes names better, and nothing hangs on it. */
#include "source/observe/system.h"

#include "base/file.h"
#include "facts/program.h"

#include <glib.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

char *system_resolve(const char *path, bool follow)
{
        g_autofree char *at = g_strdup(path);
        char *resolved = NULL, *joined;
        const char *rest;

        if (g_str_has_prefix(path, "/proc/"))
                return NULL; /* /proc/self would be our own */
        if (follow)
                resolved = realpath(path, NULL);
        /* Else the longest part of it that is there, and the rest as it is written. */
        while (!resolved && strcmp(at, "/") != 0) {
                char *parent = g_path_get_dirname(at);

                g_free(at);
                at = parent;
                resolved = realpath(at, NULL);
        }
        if (!resolved)
                return g_strdup(path);
        rest = path + strlen(at);
        rest += strspn(rest, "/");
        joined = *rest == '\0' ? g_strdup(resolved)
                               : g_strconcat(strcmp(resolved, "/") == 0 ? "" : resolved, "/", rest, NULL);
        free(resolved);
        return joined;
}

char *system_cgroup_root(const char *path)
{
        g_autofree char *at = g_strdup(path);
        struct statfs fs;
        struct stat st, up;

        while (statfs(at, &fs) < 0) {
                char *parent;

                if (strcmp(at, "/") == 0)
                        return NULL;
                parent = g_path_get_dirname(at);
                g_free(at);
                at = parent;
        }
        if (fs.f_type != CGROUP2_SUPER_MAGIC || stat(at, &st) < 0)
                return NULL;
        while (strcmp(at, "/") != 0) {
                g_autofree char *parent = g_path_get_dirname(at);

                if (stat(parent, &up) < 0 || up.st_dev != st.st_dev)
                        break;
                g_free(at);
                at = g_steal_pointer(&parent);
        }
        return g_steal_pointer(&at);
}

bool system_process_is_below(int pid, char *const *cgroups, unsigned n_cgroups)
{
        g_autofree char *file = g_strdup_printf("/proc/%d/cgroup", pid), *text = NULL;
        char *line;

        if (!file_read(file, 0, &text, NULL, NULL))
                return false;
        line = strstr(text, "0::");
        if (!line)
                return false;
        line += strlen("0::");
        line[strcspn(line, "\n")] = '\0';
        for (unsigned i = 0; i < n_cgroups; i++) {
                if (path_has_prefix(line, cgroups[i]))
                        return true;
        }
        return false;
}

char *system_interpreter(const char *path)
{
        g_autoptr(ProgramFacts) facts = program_facts_new(NULL, path);

        return facts->kind == PROGRAM_ELF && facts->interpreter ? system_resolve(facts->interpreter, true) : NULL;
}

bool system_is_device(const char *path)
{
        struct stat st;

        return stat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));
}

bool system_has_capabilities(const char *path)
{
        return getxattr(path, "security.capability", NULL, 0) > 0;
}
