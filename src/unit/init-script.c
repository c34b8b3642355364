/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Services that have no unit file: systemd-sysv-generator(8) makes one of each script of /etc/init.d that has none, at
 * each boot and reload. Who asks between these finds it as a file. Another generator, and who looks at a tree that is
 * not running, does not: so it is made here as it is made there (systemd 252 to 259; later ones have no such
 * generator).
 */
#include "unit/init-script.h"

#include <string.h>
#include <sys/stat.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"
#include "base/text.h"
#include "unit/unit-map.h"
#include "unit/unit-name.h"

#define SCRIPT_BYTES (1024 * 1024)

void init_script_free(InitScript *script)
{
        if (!script)
                return;
        g_free(script->path);
        g_free(script->unit);
        g_strfreev(script->aliases);
        g_free(script->text);
        g_free(script);
}

/* Links followed. */
static bool look_at(const char *root, const char *path, struct stat *ret_info)
{
        g_autofree char *real = path_chase(root, path, CHASE_MAY_MISS);
        g_autofree char *full = real ? path_under_root(root, real) : NULL;

        if (full)
                seen(full, SEEN_CONTENT);
        return full && stat(full, ret_info) == 0;
}

static bool is_executable(const struct stat *info)
{
        return S_ISREG(info->st_mode) && (info->st_mode & S_IXUSR);
}

/* The first directory that has it decides: it may be masked. */
static bool has_generator(const char *root)
{
        static const char *const places[] = {
                "/run/systemd/system-generators/systemd-sysv-generator",
                "/etc/systemd/system-generators/systemd-sysv-generator",
                "/usr/local/lib/systemd/system-generators/systemd-sysv-generator",
                "/usr/lib/systemd/system-generators/systemd-sysv-generator",
                "/lib/systemd/system-generators/systemd-sysv-generator",
        };
        struct stat info;

        for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *target = path_chase(root, places[i], CHASE_MAY_MISS);

                /* in a tree without devices, too */
                if (g_strcmp0(target, "/dev/null") == 0)
                        return false;
                if (look_at(root, places[i], &info))
                        return is_executable(&info) && !unit_file_is_mask(&info);
        }
        return false;
}

/* What the generator takes for left over by editors and package managers. */
static bool is_backup(const char *name)
{
        static const char *const ends[] = {"~",         ".dpkg-old",    ".dpkg-new",    ".dpkg-tmp", ".dpkg-dist",
                                           ".dpkg-bak", ".dpkg-backup", ".dpkg-remove", ".ucf-new",  ".ucf-old",
                                           ".ucf-dist", ".rpmnew",      ".rpmsave",     ".rpmorig",  ".swp",
                                           ".bak",      ".old",         ".new"};

        if (*name == '.')
                return true;
        for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
                if (g_str_has_suffix(name, ends[i]))
                        return true;
        return false;
}

/* "x", "x.sh" -> "x.service". NULL: no service can be called so. Caller frees. */
static char *service_of(const char *name)
{
        g_autofree char *plain = g_str_has_suffix(name, ".sh") ? g_strndup(name, strlen(name) - 3) : g_strdup(name);
        g_autofree char *unit = unit_name_from_input(plain);

        return unit && g_str_has_suffix(unit, ".service") && unit_name_kind(unit) != UNIT_NAME_TEMPLATE
                       ? g_steal_pointer(&unit)
                       : NULL;
}

/* --- what a script says of itself --- */

typedef struct Header {
        bool lsb, reload;
        char *pid_file;
        GPtrArray *provides;
} Header;

static const char *after_word(const char *line, const char *word)
{
        return g_ascii_strncasecmp(line, word, strlen(word)) == 0 ? line + strlen(word) : NULL;
}

/* Facilities of the LSB are no names of services. */
static void add_provides(Header *header, const char *list, const char *own)
{
        static const char *const facilities[] = {"local_fs",  "named",  "network", "portmap",
                                                 "remote_fs", "syslog", "time",    NULL};
        g_auto(GStrv) words = g_strsplit_set(list, " \t", 0);

        for (char **word = words; *word; word++) {
                char *unit = **word && **word != '$' && !g_strv_contains(facilities, *word) ? service_of(*word) : NULL;

                if (unit && !g_str_equal(unit, own))
                        g_ptr_array_add(header->provides, unit);
                else
                        g_free(unit);
        }
}

static bool usage_has_reload(const char *line)
{
        static const char *const forms[] = {"{reload|", "{reload}", "{reload\"", "|reload|", "|reload}", "|reload\""};
        g_autofree char *lower = g_ascii_strdown(line, -1);

        for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
                if (strstr(lower, forms[i]))
                        return true;
        return false;
}

static void read_code(Header *header, const char *line, bool *usage)
{
        g_autofree char *lower = g_ascii_strdown(line, -1);

        if (!*usage && !strstr(lower, "usage"))
                return;
        if (usage_has_reload(line))
                header->reload = true;
        *usage = !usage_has_reload(line) && g_str_has_suffix(line, "\\");
}

static void read_header(Header *header, const char *text, const char *own)
{
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        bool in_lsb = false, usage = false;

        for (char **at = lines; *at; at++) {
                const char *line = g_strstrip(*at), *value;

                if (*line != '#') {
                        read_code(header, line, &usage);
                        continue;
                }
                if (!in_lsb && g_str_equal(line, "### BEGIN INIT INFO")) {
                        in_lsb = header->lsb = true;
                        continue;
                }
                if (in_lsb && g_str_equal(line, "### END INIT INFO")) {
                        in_lsb = false;
                        continue;
                }
                line += 1 + strspn(line + 1, " \t");
                if (in_lsb && (value = after_word(line, "Provides:")))
                        add_provides(header, value, own);
                else if (!in_lsb && (value = after_word(line, "pidfile:"))) {
                        value += strspn(value, " \t");
                        if (*value == '/') {
                                g_free(header->pid_file);
                                header->pid_file = g_strdup(value);
                        }
                }
        }
}

/* --- the unit --- */

static char *unit_text(const char *path, const Header *header)
{
        g_auto(GStrv) parts = g_strsplit(path, "%", -1);
        g_autofree char *script = g_strjoinv("%%", parts);
        GString *text = g_string_new(NULL);

        g_string_append_printf(text,
                               "[Unit]\nDocumentation=man:systemd-sysv-generator(8)\nSourcePath=%s\n\n"
                               "[Service]\nType=forking\nRestart=no\nTimeoutSec=5min\nIgnoreSIGPIPE=no\n"
                               "KillMode=process\nGuessMainPID=no\nRemainAfterExit=%s\n",
                               script, header->pid_file ? "no" : "yes");
        if (header->pid_file) {
                g_auto(GStrv) pieces = g_strsplit(header->pid_file, "%", -1);
                g_autofree char *file = g_strjoinv("%%", pieces);

                g_string_append_printf(text, "PIDFile=%s\n", file);
        }
        if (header->lsb)
                g_string_append(text, "SuccessExitStatus=5 6\n");
        g_string_append_printf(text, "ExecStart=%s start\nExecStop=%s stop\n", script, script);
        if (header->reload)
                g_string_append_printf(text, "ExecReload=%s reload\n", script);
        return g_string_free(text, FALSE);
}

/* NULL: it is none. */
static InitScript *script_new(const char *root, const char *name, GHashTable *taken)
{
        g_autofree char *unit = is_backup(name) ? NULL : service_of(name), *path = NULL, *real = NULL, *full = NULL,
                        *text = NULL;
        Header header = {};
        struct stat info;
        InitScript *script;

        if (!unit || g_hash_table_contains(taken, unit))
                return NULL;
        path = g_build_filename(INIT_SCRIPTS, name, NULL);
        if (!look_at(root, path, &info) || !is_executable(&info))
                return NULL;
        real = path_chase(root, path, CHASE_FOLLOW);
        full = real ? path_under_root(root, real) : NULL;
        if (!full || !file_read(full, SCRIPT_BYTES, &text, NULL, NULL))
                return NULL;
        header.provides = g_ptr_array_new();
        read_header(&header, text, unit);
        script = g_new0(InitScript, 1);
        script->text = unit_text(path, &header);
        script->path = g_steal_pointer(&path);
        script->unit = g_steal_pointer(&unit);
        g_ptr_array_add(header.provides, NULL);
        script->aliases = (char **)g_ptr_array_free(header.provides, FALSE);
        g_free(header.pid_file);
        return script;
}

GPtrArray *init_scripts_find(const char *root, GHashTable *taken)
{
        GPtrArray *scripts = g_ptr_array_new_with_free_func((GDestroyNotify)init_script_free);
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
        g_autoptr(GHashTable) found = g_hash_table_new(g_str_hash, g_str_equal);
        g_autofree char *directory = path_under_root(root, INIT_SCRIPTS);
        g_autoptr(GDir) entries = NULL;
        const char *entry;

        if (!has_generator(root))
                return scripts;
        seen(directory, SEEN_CONTENT);
        entries = g_dir_open(directory, 0, NULL);
        while (entries && (entry = g_dir_read_name(entries)))
                g_ptr_array_add(names, g_strdup(entry));
        g_ptr_array_sort(names, strings_compare);
        for (guint i = 0; i < names->len; i++) {
                InitScript *script = script_new(root, names->pdata[i], taken);

                /* "x" and "x.sh" come to one name: the first counts. */
                if (script && g_hash_table_add(found, script->unit))
                        g_ptr_array_add(scripts, script);
                else
                        init_script_free(script);
        }
        return scripts;
}
