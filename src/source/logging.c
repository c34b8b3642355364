/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logs and locks that no run has shown yet. Most daemons talk to the journal until an admin who looks for a fault gives
 * them a log file, and the place for that is /var/log itself: "log-facility=/var/log/dnsmasq.log". A drop-in that was
 * made before would keep the daemon from starting. The program knows the option by its name. A lock that it takes only
 * where its configuration limits something is named in it with its whole path. */

#include "source/logging.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "facts/imports.h"

enum {
        WORD_MIN = 6,
        WORD_MAX = 32,
};

/* How names of such options end: "maillog_file", "info_log_path", "log-append", "ErrorLog". Letters alone are compared.
 */
static const char *const endings[] = {"logfile",   "logpath",     "logappend",   "logdest",   "logtarget", "errorlog",
                                      "accesslog", "transferlog", "extendedlog", "systemlog", "customlog", "slowlog"};

/* Functions that do something to a log which others have, and what is no log of the service. */
static const char *const others[] = {"syslog", "sslkeylog", "add", "close", "dup", "flush", "get", "open", "set"};

static bool is_option(const char *text, size_t length)
{
        char letters[WORD_MAX + 1];
        size_t n = 0;

        if (length < WORD_MIN || length > WORD_MAX)
                return false;
        for (size_t i = 0; i < length; i++)
                if (g_ascii_isalpha(text[i]))
                        letters[n++] = g_ascii_tolower(text[i]);
                else if (!strchr("-_. ", text[i]))
                        return false;
        letters[n] = '\0';
        for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
                if (g_str_has_prefix(letters, others[i]))
                        return false;
        if (length == strlen("log-facility") && memcmp(text, "log-facility", length) == 0)
                return true; /* dnsmasq's takes a file, too */
        for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
                if (g_str_has_suffix(letters, endings[i]))
                        return true;
        return false;
}

/* A function that opens a log anew after its rotation, its own or of a library: "log_reopen", "krb5_klog_reopen",
 * "logsys_reopen_log_files". There is a log then, by whatever name a configuration knows it. */
static bool is_reopen(const char *text, size_t length)
{
        static const char *const names[] = {"log_reopen", "reopen_log", "reopen_logs", "reopen_logfile",
                                            "reopen_log_files"};
        g_autofree char *name = NULL;

        if (length < WORD_MIN || length > WORD_MAX)
                return false;
        name = g_strndup(text, length);
        for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
                if (g_str_has_suffix(name, names[i]))
                        return !g_str_has_suffix(name, "syslog_reopen");
        return false;
}

/* "/var/run/rsyncd.lock" of rsync -> "/run/rsyncd.lock": right in /run, and with the program's name. NULL: none.
 * Caller frees. */
static char *lock_in(const char *text, size_t length, const char *name)
{
        const char *file;
        g_autofree char *path = NULL;

        if (length < strlen("/run/x.lock") || length > 64 || *text != '/')
                return NULL;
        path = g_strndup(text, length);
        if (!g_str_has_suffix(path, ".lock"))
                return NULL;
        file = g_str_has_prefix(path, "/var/run/") ? path + strlen("/var/run/")
               : g_str_has_prefix(path, "/run/")   ? path + strlen("/run/")
                                                   : NULL;
        return file && g_str_has_prefix(file, name) && !strpbrk(file, "/%") ? g_build_filename("/run", file, NULL)
                                                                            : NULL;
}

/* The compiler of Go keeps no constant by itself, but names of fields of structures, each behind its length. One that
 * has a tag ('json:"log_file"') is filled from a configuration or a command line. The name of such a field that is for
 * a path, NULL: none. Caller frees. */
static char *go_option(const char *data, size_t length)
{
        enum {
                EXPORTED_WITH_TAG = 3,
        };
        static const char *const paths[] = {"file", "path", "append", "dest", "target"}; /* "AccessLog" is no path */
        const char *const end = data + length;

        if (!memmem(data, length, "\xff Go buildinf:", strlen("x Go buildinf:")))
                return NULL;
        for (const char *at = data; (at = memchr(at, EXPORTED_WITH_TAG, (size_t)(end - at))); at++) {
                const char *name = at + 2, *tag;
                size_t size = end - at > 2 ? (unsigned char)at[1] : 0;
                g_autofree char *option = NULL;

                if (size < WORD_MIN || size > WORD_MAX || (size_t)(end - name) < size + 1 || !is_option(name, size))
                        continue;
                tag = name + size + 1;
                if ((size_t)(end - tag) < (unsigned char)tag[-1] ||
                    !memmem(tag, (unsigned char)tag[-1], ":\"", strlen(":\"")))
                        continue;
                option = g_strndup(name, size);
                for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
                        if (g_ascii_strcasecmp(option + size - strlen(paths[i]), paths[i]) == 0)
                                return g_steal_pointer(&option);
        }
        return NULL;
}

static void add(NeedSet *out, const char *path, unsigned access, const char *program, const char *note)
{
        need_set_add(out, NEED_PATH, access, path, STRENGTH_POSSIBLE, PHASE_NONE, "elf", program, note);
}

static void look_at(NeedSet *out, const char *program, const char *data, size_t length, bool has_directory)
{
        const unsigned access = ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE;
        g_autofree char *name = g_path_get_basename(program), *option = NULL;
        bool reopens = false;
        const char *end = data + length;

        for (const char *at = data, *next; at < end; at = next + 1) {
                g_autofree char *lock = NULL;
                size_t size;

                next = memchr(at, '\0', (size_t)(end - at));
                if (!next)
                        break;
                size = (size_t)(next - at);
                if (!has_directory && !option && is_option(at, size))
                        option = g_strndup(at, size);
                reopens = reopens || is_reopen(at, size);
                lock = lock_in(at, size, name);
                if (lock)
                        add(out, lock, access, program,
                            "names this lock: takes it where its configuration has a limit");
        }
        if (!has_directory && !option)
                option = go_option(data, length);
        if (option) {
                g_autofree char *note = g_strdup_printf("knows the option \"%s\": its configuration may give it a log "
                                                        "right there",
                                                        option);

                add(out, "/var/log/FILE", access, program, note);
        } else if (reopens && !has_directory)
                add(out, "/var/log/FILE", access, program,
                    "opens a log anew when it is rotated: its configuration may give it one right there");
}

/* A library that programs of one package share: in a directory of its own. What lies where all libraries lie is for
 * everyone, and knows options for everyone. */
static bool is_private_library(const char *path)
{
        g_autofree char *directory = g_path_get_dirname(path), *name = g_path_get_basename(directory);
        const char *suffix = strstr(path, ".so");

        return suffix && g_str_has_prefix(path, "/usr/lib/") && !g_str_equal(name, "lib") && !strstr(name, "-linux-") &&
               !g_str_equal(name, "security") && !g_str_equal(name, "gconv") && !strstr(path, "/python3");
}

/* What has a directory for its logs will get the next one there, too. */
static bool has_log_directory(const NeedSet *needs)
{
        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_PATH && (need->access & (ACCESS_WRITE | ACCESS_CREATE)) &&
                    g_str_has_prefix(need->subject, "/var/log/") && strchr(need->subject + strlen("/var/log/"), '/'))
                        return true;
        }
        return false;
}

NeedSet *logging_needs(const char *root, const NeedSet *needs)
{
        NeedSet *out = need_set_new(needs->unit);
        bool has_directory = has_log_directory(needs);

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autofree char *full = NULL;
                g_autoptr(GMappedFile) file = NULL;

                if (need->kind != NEED_PATH || !(need->access & ACCESS_EXECUTE || (need->access & ACCESS_MAP_EXECUTE &&
                                                                                   is_private_library(need->subject))))
                        continue;
                full = path_under_root(root, need->subject);
                file = file_map(full);
                if (file && is_elf(g_mapped_file_get_contents(file), g_mapped_file_get_length(file)))
                        look_at(out, need->subject, g_mapped_file_get_contents(file), g_mapped_file_get_length(file),
                                has_directory);
        }
        return out;
}
