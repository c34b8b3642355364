/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A type of file system by its magic number, statfs(2); NULL: not known. Where several share one: the first by name. */
const char *file_system_name(unsigned long magic);
/* Do these lines of RestrictFileSystems= (NULL: none) refuse opening files there? systemd.exec(5). */
bool file_system_is_denied(char *const *lines, unsigned long magic);
