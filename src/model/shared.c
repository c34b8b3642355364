/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the file system belongs to no single service: plain tables, of the Filesystem Hierarchy Standard mostly. */
#include "model/shared.h"

#include "base/path.h"
#include "base/text.h"

#include <string.h>

static const char *const shared_directories[] = {
        "/",
        "/bin",
        "/boot",
        "/dev",
        "/etc",
        "/home",
        "/lib",
        "/lib32",
        "/lib64",
        "/libx32",
        "/media",
        "/mnt",
        "/opt",
        "/proc",
        "/root",
        "/run",
        "/run/lock",
        "/run/user",
        "/sbin",
        "/srv",
        "/sys",
        "/tmp",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/lib32",
        "/usr/lib64",
        "/usr/libx32",
        "/usr/local",
        "/usr/sbin",
        "/usr/share",
        "/var",
        "/var/cache",
        "/var/lib",
        "/var/lib/private",
        "/var/lock",
        "/var/log",
        "/var/mail",
        "/var/opt",
        "/var/run",
        "/var/spool",
        "/var/tmp",
        "/var/www",
        "/etc/default",
        "/usr/local/bin",
        "/usr/local/etc",
        "/usr/local/lib",
        "/usr/local/sbin",
        "/usr/local/share",
        "/var/local",
        NULL,
};

static const char *const shared_at_home[] = {
        "", "/.cache", "/.config", "/.local", "/.local/bin", "/.local/share", "/.local/state", NULL};

bool path_is_shared(const char *path)
{
        return string_table_index(shared_directories, path) >= 0;
}

bool path_is_shared_at_home(const char *path, const char *home)
{
        return path_has_prefix(path, home) && string_table_index(shared_at_home, path + strlen(home)) >= 0;
}
