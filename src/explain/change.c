/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The changes that may allow a need again, smallest first, by directive. Nothing here is believed: explain.c tries each
 * on a copy of the configuration and takes the first under which the directive no longer denies the need. So a
 * candidate that is no use in some case costs nothing, and only the order matters. */

#include <string.h>

#include "base/path.h"
#include "base/text.h"
#include "explain/explain.h"
#include "model/shared.h"

static void propose(GPtrArray *out, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void propose(GPtrArray *out, const char *format, ...)
{
        va_list arguments;

        va_start(arguments, format);
        g_ptr_array_add(out, g_strdup_vprintf(format, arguments));
        va_end(arguments);
}

/* The file system path that the need is about; NULL: none. */
static const char *path_of(const Need *need)
{
        if (g_str_has_prefix(need->subject, "unix:/"))
                return need->subject + strlen("unix:");
        return need->subject[0] == '/' ? need->subject : NULL;
}

/* What has to be mounted so that the need can be met: what is made needs its directory. */
static char *place_of(const Need *need)
{
        const char *path = path_of(need);

        if (!path)
                return NULL;
        if (need->kind == NEED_BIND || (need->access & ACCESS_CREATE))
                return g_path_get_dirname(path);
        return g_strdup(path);
}

static bool writes(const Need *need)
{
        return need->kind == NEED_BIND || need->kind == NEED_SETID_BIT ||
               (need->access & (ACCESS_WRITE | ACCESS_CREATE)) != 0;
}

/* The architecture word of SystemCallArchitectures= for an ABI as needs call it. */
static const char *architecture_word(const char *subject)
{
        static const struct {
                const char *abi, *word;
        } words[] = {{"i386:", "x86"}, {"x32:", "x32"}, {"arm:", "arm"}};

        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
                if (g_str_has_prefix(subject, words[i].abi))
                        return words[i].word;
        return NULL;
}

/* "tcp:127.0.0.1:80" -> "ipv4:tcp:80" */
static char *bind_word(const Need *need)
{
        const char *colon = strchr(need->subject, ':'), *port = strrchr(need->subject, ':');

        if (!colon || port == colon)
                return NULL;
        return g_strdup_printf("%s:%.*s:%s", colon[1] == '[' ? "ipv6" : "ipv4", (int)(colon - need->subject),
                               need->subject, port + 1);
}

/* "tcp:[::1]:80" -> "::1" */
static char *address_of(const Need *need)
{
        const char *colon = strchr(need->subject, ':'), *end;

        if (!colon)
                return NULL;
        if (colon[1] == '[') {
                end = strchr(colon, ']');
                return end ? g_strndup(colon + 2, (gsize)(end - colon - 2)) : NULL;
        }
        end = strrchr(colon + 1, ':');
        return end && strchr(colon + 1, ':') == end ? g_strndup(colon + 1, (gsize)(end - colon - 1))
                                                    : g_strdup(colon + 1);
}

static char *device_access(const Need *need)
{
        return g_strdup_printf("%s%s%s", need->access & ACCESS_READ ? "r" : "", need->access & ACCESS_WRITE ? "w" : "",
                               need->access & ACCESS_CREATE ? "m" : "");
}

/* One word of a list is what denies: the list without it, and more lines with it; NULL: none. */
static void without_words(GPtrArray *out, const Config *config, DirectiveId id, const PathEntry *entry,
                          const char *more)
{
        g_autoptr(GString) lines = g_string_new(NULL);
        bool dropped = false;

        if (!config->lines[id])
                return;
        g_string_append_printf(lines, "%s=", directives[id].name);
        for (char **line = config->lines[id]; *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                for (char **word = words; *word; word++) {
                        const char *bare = *word + strspn(*word, "-+");
                        g_autofree char *simple = *bare == '/' ? path_simplify(bare) : NULL;

                        if (!**word)
                                continue;
                        if (simple && g_str_equal(simple, entry->path)) {
                                dropped = true;
                                continue;
                        }
                        g_string_append_printf(lines, "\n%s=%s", directives[id].name, *word);
                }
        }
        if (!dropped)
                return;
        if (more)
                g_string_append_printf(lines, "\n%s", more);
        g_ptr_array_add(out, g_string_free(g_steal_pointer(&lines), FALSE));
}

/* The directory of a file that is written, if it belongs to few: whoever rotates a log or replaces a file makes a new
 * one beside it, which would be refused again, and one that is a mount cannot be replaced (EBUSY). hidden: all of the
 * directory is, so that more than this file is missed. NULL: there is none. Caller frees. */
static char *own_directory_of(const Need *need, bool hidden)
{
        static const char *const kernel_made[] = {"/dev", "/proc", "/sys"};
        const char *path = path_of(need);
        g_autofree char *directory = path && (writes(need) || hidden) ? g_path_get_dirname(path) : NULL, *home = NULL;

        if (!directory || path_is_shared(directory))
                return NULL;
        for (size_t i = 0; i < G_N_ELEMENTS(kernel_made); i++)
                if (path_has_prefix(path, kernel_made[i]))
                        return NULL;
        if (g_str_has_prefix(directory, "/home/"))
                home = g_strndup(directory, strlen("/home/") + strcspn(directory + strlen("/home/"), "/"));
        if (path_is_shared_at_home(directory, home ? home : "/root"))
                return NULL;
        return g_steal_pointer(&directory);
}

/* The directory of a library, quoted: there are more of them, and the next version has another name. NULL: it is none,
 * or there are programs as well. Caller frees. */
static char *libraries_of(const Need *need)
{
        g_autofree char *directory = need->access & ACCESS_MAP_EXECUTE ? g_path_get_dirname(path_of(need)) : NULL;

        return directory && !path_is_shared(directory) ? word_quote(directory) : NULL;
}

static void propose_path(GPtrArray *out, const Config *config, const Need *need, DirectiveId id, const PathEntry *entry)
{
        g_autofree char *place = place_of(need),
                        *directory = own_directory_of(need,
                                                      id == DIRECTIVE_TEMPORARY_FILE_SYSTEM && need->kind == NEED_PATH);
        const char *const places[] = {directory ? directory : place, directory ? place : NULL, NULL};

        if (!place)
                return;
        g_autofree char *last = word_quote(place), *path = word_quote(path_of(need)), *libraries = libraries_of(need);

        if (entry->mode == PATH_NO_EXEC && libraries)
                propose(out, "ExecPaths=%s", libraries);
        if (entry->mode == PATH_NO_EXEC)
                propose(out, "ExecPaths=%s", path);
        for (const char *const *each = places; *each; each++) {
                g_autofree char *word = word_quote(*each);

                if (entry->mode == PATH_READ_ONLY)
                        propose(out, "ReadWritePaths=%s", word);
                if (g_str_equal(*each, entry->path))
                        continue;
                if (id == DIRECTIVE_PROTECT_HOME && writes(need))
                        propose(out, "ProtectHome=tmpfs\nBindPaths=%s", word); /* only this one is shown */
                if (id == DIRECTIVE_TEMPORARY_FILE_SYSTEM)
                        propose(out, "BindPaths=%s", word);
        }
        if (directives[id].kind == VALUE_PATH_LIST)
                without_words(out, config, id, entry, NULL);
        if (id == DIRECTIVE_READ_ONLY_PATHS) { /* of a path that is in both lists it wins; and one above may be in it */
                g_autofree char *more = g_strdup_printf("ReadWritePaths=%s", last);

                without_words(out, config, id, entry, more);
        }
        if (id == DIRECTIVE_BIND_READ_ONLY_PATHS)
                propose(out, "BindPaths=%s", last);
}

/* Looser rungs that this systemd has, the nearest first, then off. */
static void propose_looser(GPtrArray *out, const ExplainContext *context, const Config *config, DirectiveId id)
{
        const Directive *row = &directives[id];
        int at = row->rungs ? string_table_index(row->rungs, config_value(config, id)) : -1;

        for (; at > 0; at--)
                if (directive_rung_since(id, row->rungs[at - 1]) <= context->systemd)
                        propose(out, "%s=%s", row->name, row->rungs[at - 1]);
        if (row->kind == VALUE_BOOLEAN)
                propose(out, "%s=no", row->name);
        else if (row->off)
                propose(out, "%s=%s", row->name, row->off);
        propose(out, "%s=", row->name);
}

/* What SystemCallFilter= lacks for systemd to drop capabilities after loading it. */
static void propose_capability_calls(GPtrArray *out)
{
        propose(out, "SystemCallFilter=capset");
        propose(out, "SystemCallFilter=capget capset prctl");
}

GPtrArray *change_candidates(const ExplainContext *context, const Config *config, const Need *need, DirectiveId id,
                             const PathEntry *entry)
{
        GPtrArray *out = g_ptr_array_new_with_free_func(g_free);

        if (entry)
                propose_path(out, config, need, id, entry);
        switch (need->kind) {
        case NEED_SYSCALL:
                if (id == DIRECTIVE_SYSTEM_CALL_FILTER)
                        propose(out, "SystemCallFilter=%s", need->subject);
                break;
        case NEED_FOREIGN:
                if (id == DIRECTIVE_SYSTEM_CALL_ARCHITECTURES && architecture_word(need->subject))
                        propose(out, "SystemCallArchitectures=%s", architecture_word(need->subject));
                break;
        case NEED_CAPABILITY:
                if (id == DIRECTIVE_CAPABILITY_BOUNDING_SET)
                        propose(out, "CapabilityBoundingSet=%s", need->subject);
                break;
        case NEED_SOCKET:
                if (id == DIRECTIVE_RESTRICT_ADDRESS_FAMILIES) {
                        g_autofree char *family = g_strndup(need->subject, strcspn(need->subject, "/"));
                        propose(out, "RestrictAddressFamilies=%s", family);
                }
                break;
        case NEED_NAMESPACE:
                if (id == DIRECTIVE_RESTRICT_NAMESPACES)
                        propose(out, "RestrictNamespaces=%s", need->subject);
                break;
        case NEED_DEVICE: {
                g_autofree char *access = device_access(need), *device = word_quote(need->subject);

                propose(out, "DeviceAllow=%s %s", device, access);
                if (id == DIRECTIVE_PRIVATE_DEVICES)
                        propose(out, "PrivateDevices=no\nDevicePolicy=closed\nDeviceAllow=%s %s", device, access);
                break;
        }
        case NEED_CONNECT:
        case NEED_ACCEPT: {
                g_autofree char *address = address_of(need);

                if (id == DIRECTIVE_IP_ADDRESS_DENY && address)
                        propose(out, "IPAddressAllow=%s", address);
                break;
        }
        case NEED_BIND: {
                g_autofree char *word = bind_word(need), *address = address_of(need);

                if (id == DIRECTIVE_SOCKET_BIND_DENY && word)
                        propose(out, "SocketBindAllow=%s", word);
                if (id == DIRECTIVE_IP_ADDRESS_DENY && address)
                        propose(out, "IPAddressAllow=%s", address);
                break;
        }
        case NEED_SETID_EXEC:
                if (id == DIRECTIVE_SYSTEM_CALL_FILTER && context->systemd >= 255)
                        propose_capability_calls(out);
                break;
        case NEED_PATH:
        case NEED_MEMORY:
        case NEED_SETID_BIT:
        case NEED_USER:
        case NEED_GROUP:
        case NEED_BEHAVIOUR:
        case NEED_INDIRECT:
        case _NEED_MAX:
                break;
        }
        propose_looser(out, context, config, id);
        return out;
}

void change_apply(Config *config, const char *lines)
{
        g_auto(GStrv) each = g_strsplit(lines, "\n", 0);

        for (char **line = each; *line; line++) {
                g_autofree char *name = g_strndup(*line, strcspn(*line, "="));
                const char *value = *line + strlen(name);
                int id = directive_from_name("Service", name);

                g_assert(id >= 0);
                config_assign(config, id, *value == '=' ? value + 1 : "");
        }
}
