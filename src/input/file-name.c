/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which unit is this file? Where units are installed, a file is called as its unit. In the debian/ directory of a
 * source package they are called as debhelper wants them (dh_installsystemd(1)): "service" and "PACKAGE.service" are
 * PACKAGE.service, "PACKAGE.NAME.service" is NAME.service, and with ".user" before the type (dh_installsystemduser(1))
 * it is one of user managers. Only debian/control can tell whether the first part is a package: names of packages may
 * hold dots, and so may names of units. */
#include <string.h>

#include "base/file.h"
#include "input/internal.h"
#include "unit/unit-name.h"

#define PATTERN_SUFFIX ".in"
#define CONTROL_MAX (4U * 1024 * 1024)

void file_name_clear(FileName *name)
{
        g_clear_pointer(&name->unit, g_free);
        g_clear_pointer(&name->package, g_free);
        g_clear_pointer(&name->multi_arch, g_free);
}

bool file_name_is_pattern(const char *path)
{
        return g_str_has_suffix(path, PATTERN_SUFFIX);
}

char *control_field(const char *stanza, const char *field)
{
        size_t length = strlen(field);
        for (const char *line = stanza; line; line = strchr(line, '\n')) {
                line += *line == '\n';
                if (g_ascii_strncasecmp(line, field, length) != 0 || line[length] != ':')
                        continue;
                const char *value = line + length + 1;
                return g_strstrip(g_strndup(value, strcspn(value, "\n")));
        }
        return NULL;
}

/* The stanzas of debian/control beside a file; NULL if that is not there or can't be read. */
static char **read_control(const char *directory)
{
        g_autofree char *path = g_build_filename(directory, "control", NULL), *text = NULL;
        if (!file_read(path, CONTROL_MAX, &text, NULL, NULL))
                return NULL;
        g_autoptr(GRegex) blank = g_regex_new("\n(?:[ \t\r]*\n)+", G_REGEX_RAW, 0, NULL);
        return blank ? g_regex_split(blank, text, 0) : NULL;
}

static void take_package(FileName *result, const char *stanza)
{
        g_free(result->package);
        g_free(result->multi_arch);
        result->package = control_field(stanza, "Package");
        result->multi_arch = control_field(stanza, "Multi-Arch");
}

/* "x.user.service" -> "x.service", "user.service" -> "service": is it one of user managers? */
static bool cut_user(char *base)
{
        char *dot = strrchr(base, '.');
        const char *type = dot ? dot + 1 : NULL;
        static const char user[] = "user";
        const size_t length = sizeof(user) - 1;
        if (!type || !unit_type_is_valid(type) || (size_t)(dot - base) < length ||
            strncmp(dot - length, user, length) != 0 ||
            ((size_t)(dot - base) > length && dot[-(ptrdiff_t)length - 1] != '.'))
                return false;
        memmove(dot - length, type, strlen(type) + 1);
        return true;
}

/* base: without ".in". */
static void judge_debian(FileName *result, const char *directory, const char *base, const char *type)
{
        g_auto(GStrv) stanzas = read_control(directory);
        const char *kind = unit_type_is_valid(base) ? base : NULL;
        size_t longest = 0;
        g_assert(base);
        for (char **stanza = stanzas; stanza && *stanza; stanza++) {
                g_autofree char *package = control_field(*stanza, "Package");
                if (!package || !*package)
                        continue;
                size_t length = strlen(package);
                if (kind) {
                        /* Without a name, it is the first package's. */
                        if (type && strcmp(kind, type) != 0)
                                return;
                        result->unit = g_strconcat(package, ".", kind, NULL);
                        take_package(result, *stanza);
                        return;
                }
                if (strncmp(base, package, length) != 0 || length <= longest)
                        continue;
                bool own = base[length] == '@' || (base[length] == '.' && unit_type_is_valid(base + length + 1));
                bool other = base[length] == '.' && unit_name_is_valid(base + length + 1);
                if (!own && !other)
                        continue;
                longest = length;
                take_package(result, *stanza);
                g_free(result->unit);
                result->unit = g_strdup(own ? base : base + length + 1);
        }
        if (kind && !result->unit && (!type || strcmp(kind, type) == 0)) {
                /* No control file: then the source directory's name is the best that there is. */
                g_autofree char *above = g_path_get_dirname(directory), *source = g_path_get_basename(above);
                g_autofree char *escaped = unit_name_escape(source);
                result->unit = g_strconcat(*escaped ? escaped : "unnamed", ".", kind, NULL);
        }
}

FileName file_name_judge(const char *path, const char *type, bool must)
{
        FileName result = {};
        g_autofree char *absolute = g_canonicalize_filename(path, NULL);
        g_autofree char *directory = g_path_get_dirname(absolute), *base = g_path_get_basename(absolute);
        g_autofree char *folder = g_path_get_basename(directory);
        if (file_name_is_pattern(base))
                base[strlen(base) - strlen(PATTERN_SUFFIX)] = '\0';
        result.user = g_str_has_suffix(directory, "/systemd/user");
        if (strcmp(folder, "debian") == 0) {
                g_autofree char *system = g_strdup(base);
                result.user = cut_user(system);
                judge_debian(&result, directory, system, type);
                if (!result.unit)
                        result.user = false;
        }
        if (!result.unit && unit_name_is_valid(base))
                result.unit = g_strdup(base);
        if (result.unit &&
            (!unit_name_is_valid(result.unit) || (type && strcmp(unit_name_type(result.unit), type) != 0 && !must)))
                g_clear_pointer(&result.unit, g_free);
        if (!result.unit && must) {
                g_autofree char *escaped = unit_name_escape(base);
                result.unit = g_strconcat(*escaped ? escaped : "unnamed", ".", type ? type : "service", NULL);
                if (!unit_name_is_valid(result.unit)) {
                        g_free(result.unit);
                        result.unit = g_strdup("unnamed.service");
                }
        }
        return result;
}
