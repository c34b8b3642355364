/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the manager tells of a service over D-Bus (org.freedesktop.systemd1(5)), written as a unit file would say it.
 * The table is the whole knowledge: property, type, setting, how to write it, and what the manager says where nothing
 * is set (it always says something). Types and values were read from live managers of 252, 257 and 262.
 *
 * A formatter reads one value and knows nothing of defaults. A pure table and its formatters: exempt from the limit on
 * length. */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>

#include "base/text.h"
#include "model/capability.h"
#include "unit/bus-properties.h"
#include "unit/exec-line.h"
#include "unit/words.h"

static void add(GPtrArray *lines, char *line)
{
        g_ptr_array_add(lines, line);
}

/* Numbers. */

char *format_usec(guint64 usec)
{
        if (usec == G_MAXUINT64)
                return g_strdup("infinity");
        if (usec % G_USEC_PER_SEC == 0)
                return g_strdup_printf("%" G_GUINT64_FORMAT "s", usec / G_USEC_PER_SEC);
        return g_strdup_printf("%" G_GUINT64_FORMAT "us", usec);
}

char *format_signal(int number)
{
        if (number >= SIGRTMIN && number <= SIGRTMAX)
                return g_strdup_printf("SIGRTMIN+%d", number - SIGRTMIN);
        const char *name = number > 0 ? sigabbrev_np(number) : NULL;
        return name ? g_strdup_printf("SIG%s", name) : g_strdup_printf("%d", number);
}

char *format_ranges(const guint8 *mask, size_t length)
{
        GString *out = g_string_new(NULL);
        size_t bits = length * 8;
        for (size_t i = 0; i < bits; i++) {
                if (!(mask[i / 8] >> (i % 8) & 1))
                        continue;
                size_t last = i;
                while (last + 1 < bits && mask[(last + 1) / 8] >> ((last + 1) % 8) & 1)
                        last++;
                g_string_append_printf(out, out->len > 0 ? ",%zu" : "%zu", i);
                if (last > i)
                        g_string_append_printf(out, "-%zu", last);
                i = last;
        }
        return g_string_free(out, FALSE);
}

static int format_boolean(sd_bus_message *message, GPtrArray *lines)
{
        int value;
        int r = sd_bus_message_read_basic(message, 'b', &value);
        if (r >= 0)
                add(lines, g_strdup(value ? "yes" : "no"));
        return r;
}

static int read_int(sd_bus_message *message, int *ret)
{
        return sd_bus_message_read_basic(message, 'i', ret);
}

static int format_int(sd_bus_message *message, GPtrArray *lines)
{
        int value, r = read_int(message, &value);
        if (r >= 0)
                add(lines, g_strdup_printf("%d", value));
        return r;
}

static int format_uint(sd_bus_message *message, GPtrArray *lines)
{
        guint32 value;
        int r = sd_bus_message_read_basic(message, 'u', &value);
        if (r >= 0)
                add(lines, g_strdup_printf("%u", value));
        return r;
}

static int format_uint16(sd_bus_message *message, GPtrArray *lines)
{
        guint16 value;
        int r = sd_bus_message_read_basic(message, 'q', &value);
        if (r >= 0 && value != G_MAXUINT16)
                add(lines, g_strdup_printf("%u", value));
        return r;
}

static int read_uint64(sd_bus_message *message, guint64 *ret)
{
        uint64_t value;
        int r = sd_bus_message_read_basic(message, 't', &value);
        if (r >= 0)
                *ret = value;
        return r;
}

static int format_size(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0)
                add(lines, value == G_MAXUINT64 ? g_strdup("infinity") : g_strdup_printf("%" G_GUINT64_FORMAT, value));
        return r;
}

static int format_time(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0)
                add(lines, format_usec(value));
        return r;
}

/* Infinity where the service was not started yet: then the manager does not tell. */
static int format_watchdog(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0 && value != G_MAXUINT64)
                add(lines, format_usec(value));
        return r;
}

static int format_nanoseconds(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0)
                add(lines, g_strdup_printf("%" G_GUINT64_FORMAT "ns", value));
        return r;
}

static int format_mode(sd_bus_message *message, GPtrArray *lines)
{
        guint32 value;
        int r = sd_bus_message_read_basic(message, 'u', &value);
        if (r >= 0)
                add(lines, g_strdup_printf("%04o", value));
        return r;
}

/* The greatest number means "not set", 0 is "idle". */
static int format_weight(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0 && value != G_MAXUINT64)
                add(lines, value == 0 ? g_strdup("idle") : g_strdup_printf("%" G_GUINT64_FORMAT, value));
        return r;
}

static int format_percent_of_second(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0 && value != G_MAXUINT64)
                add(lines, value % 10000 == 0 ? g_strdup_printf("%" G_GUINT64_FORMAT "%%", value / 10000)
                                              : g_strdup_printf("%.2f%%", (double)value / 10000));
        return r;
}

/* A share of UINT32_MAX. */
static int format_share(sd_bus_message *message, GPtrArray *lines)
{
        guint32 value;
        int r = sd_bus_message_read_basic(message, 'u', &value);
        if (r >= 0 && value != 0)
                add(lines, g_strdup_printf("%.2f%%", (double)value * 100 / (double)G_MAXUINT32));
        return r;
}

static int format_hex(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0)
                add(lines, g_strdup_printf("0x%" G_GINT64_MODIFIER "x", value));
        return r;
}

static int format_signal_number(sd_bus_message *message, GPtrArray *lines)
{
        int value, r = read_int(message, &value);
        if (r >= 0)
                add(lines, format_signal(value));
        return r;
}

static int format_name(sd_bus_message *message, GPtrArray *lines, const char *const *names, int count)
{
        int value, r = read_int(message, &value);
        if (r >= 0 && value >= 0)
                add(lines, value < count && names[value] ? g_strdup(names[value]) : g_strdup_printf("%d", value));
        return r;
}

static int format_io_class(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {"none", "realtime", "best-effort", "idle"};
        return format_name(message, lines, names, G_N_ELEMENTS(names));
}

static int format_cpu_policy(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {"other", "fifo", "rr", "batch", NULL, "idle", NULL, "ext"};
        return format_name(message, lines, names, G_N_ELEMENTS(names));
}

static int format_numa_policy(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {"default", "preferred", "bind", "interleave", "local"};
        return format_name(message, lines, names, G_N_ELEMENTS(names));
}

static int format_log_level(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
        return format_name(message, lines, names, G_N_ELEMENTS(names));
}

static int format_log_facility(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {
                "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
                "uucp",   "cron",   "authpriv", "ftp",    NULL,     NULL,     NULL,     NULL,
                "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7",
        };
        return format_name(message, lines, names, G_N_ELEMENTS(names));
}

static int format_errno(sd_bus_message *message, GPtrArray *lines)
{
        int value, r = read_int(message, &value);
        if (r < 0 || value == 0)
                return r;
        if (value == INT_MAX - 1 || value == INT_MAX)
                add(lines, g_strdup("kill"));
        else {
                const char *name = strerrorname_np(value);
                add(lines, name ? g_strdup(name) : g_strdup_printf("%d", value));
        }
        return r;
}

static int format_secure_bits(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {"noroot",    "noroot-locked",   "no-setuid-fixup", "no-setuid-fixup-locked",
                                            "keep-caps", "keep-caps-locked"};
        int value, r = read_int(message, &value);
        if (r < 0 || value == 0)
                return r;
        GString *out = g_string_new(NULL);
        for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                if (value & (1 << i))
                        g_string_append_printf(out, out->len > 0 ? " %s" : "%s", names[i]);
        add(lines, g_string_free(out, FALSE));
        return r;
}

static int format_mount_flags(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r < 0)
                return r;
        if (value & MS_SHARED)
                add(lines, g_strdup("shared"));
        else if (value & MS_SLAVE)
                add(lines, g_strdup("slave"));
        else if (value & MS_PRIVATE)
                add(lines, g_strdup("private"));
        return r;
}

static int format_capabilities(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        /* Bits that no kernel has stand for "everything". */
        if (r >= 0 && (value & CAPABILITY_ALL) != CAPABILITY_ALL)
                add(lines, capability_mask_to_string(value & CAPABILITY_ALL));
        return r;
}

static int format_ambient(sd_bus_message *message, GPtrArray *lines)
{
        guint64 value;
        int r = read_uint64(message, &value);
        if (r >= 0 && value != 0)
                add(lines, capability_mask_to_string(value & CAPABILITY_ALL));
        return r;
}

/* The bits of clone(2) for the kinds of namespaces that may be made. */
static int format_namespaces(sd_bus_message *message, GPtrArray *lines)
{
        static const struct {
                guint64 bit;
                const char *name;
        } kinds[] = {
                {0x02000000, "cgroup"}, {0x08000000, "ipc"},  {0x40000000, "net"}, {0x00020000, "mnt"},
                {0x20000000, "pid"},    {0x10000000, "user"}, {0x04000000, "uts"}, {0x00000080, "time"},
        };
        guint64 value, all = 0, known = 0;
        int r = read_uint64(message, &value);
        if (r < 0)
                return r;
        GString *out = g_string_new(NULL);
        for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
                if (kinds[i].bit != 0x80)
                        all |= kinds[i].bit;
                known |= kinds[i].bit;
                if (value & kinds[i].bit)
                        g_string_append_printf(out, out->len > 0 ? " %s" : "%s", kinds[i].name);
        }
        if ((value & all) == all)
                g_string_assign(out, "no");
        else if ((value & known) == 0)
                g_string_assign(out, "yes");
        add(lines, g_string_free(out, FALSE));
        return r;
}

static int read_bytes(sd_bus_message *message, const guint8 **ret_bytes, size_t *ret_length)
{
        const void *bytes;
        int r = sd_bus_message_read_array(message, 'y', &bytes, ret_length);
        if (r >= 0)
                *ret_bytes = bytes;
        return r;
}

static int format_cpu_set(sd_bus_message *message, GPtrArray *lines)
{
        const guint8 *bytes;
        size_t length;
        int r = read_bytes(message, &bytes, &length);
        if (r >= 0 && length > 0)
                add(lines, format_ranges(bytes, length));
        return r;
}

static int format_bytes_hex(sd_bus_message *message, GPtrArray *lines)
{
        const guint8 *bytes;
        size_t length;
        int r = read_bytes(message, &bytes, &length);
        if (r < 0 || length == 0)
                return r;
        GString *out = g_string_new(NULL);
        for (size_t i = 0; i < length; i++)
                g_string_append_printf(out, "%02x", bytes[i]);
        add(lines, g_string_free(out, FALSE));
        return r;
}

static int format_bytes_base64(sd_bus_message *message, GPtrArray *lines)
{
        const guint8 *bytes;
        size_t length;
        int r = read_bytes(message, &bytes, &length);
        if (r >= 0 && length > 0)
                add(lines, g_base64_encode(bytes, length));
        return r;
}

/* Strings. */

static int format_string(sd_bus_message *message, GPtrArray *lines)
{
        const char *value;
        int r = sd_bus_message_read_basic(message, 's', &value);
        if (r >= 0 && *value)
                add(lines, g_strdup(value));
        return r;
}

/* Where none is set, the manager tells what it takes then, which has grown with the versions. */
static int format_image_policy(sd_bus_message *message, GPtrArray *lines)
{
        static const char standard[] = "root=verity+signed+encrypted+unprotected+absent:"
                                       "usr=verity+signed+encrypted+unprotected+absent:"
                                       "home=encrypted+unprotected+absent:srv=encrypted+unprotected+absent:"
                                       "tmp=encrypted+unprotected+absent:var=encrypted+unprotected+absent";
        const char *value;
        int r = sd_bus_message_read_basic(message, 's', &value);
        if (r < 0)
                return r;
        g_auto(GStrv) parts = g_strsplit(value, "+encryptedwithintegrity", -1);
        g_autofree char *older = g_strjoinv("", parts);
        if (*value && strcmp(older, standard) != 0)
                add(lines, g_strdup(value));
        return r;
}

/* "!" before the path: it may be missing. */
static int format_working_directory(sd_bus_message *message, GPtrArray *lines)
{
        const char *value;
        int r = sd_bus_message_read_basic(message, 's', &value);
        if (r >= 0 && *value == '!' && value[1])
                add(lines, g_strconcat("-", value + 1, NULL));
        else if (r >= 0 && *value && *value != '!')
                add(lines, g_strdup(value));
        return r;
}

/* One line a word. */
static int format_words(sd_bus_message *message, GPtrArray *lines)
{
        int r = sd_bus_message_enter_container(message, 'a', "s");
        const char *value;
        while (r >= 0 && (r = sd_bus_message_read_basic(message, 's', &value)) > 0)
                add(lines, word_quote(value));
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* As format_words(), but each line is taken whole: no words, no quotes. */
static int format_strings(sd_bus_message *message, GPtrArray *lines)
{
        int r = sd_bus_message_enter_container(message, 'a', "s");
        const char *value;
        while (r >= 0 && (r = sd_bus_message_read_basic(message, 's', &value)) > 0)
                add(lines, g_strdup(value));
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* All words in one line. */
static int format_word_line(sd_bus_message *message, GPtrArray *lines)
{
        g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
        int r = format_words(message, words);
        if (r < 0 || words->len == 0)
                return r;
        g_ptr_array_add(words, NULL);
        add(lines, g_strjoinv(" ", (char **)words->pdata));
        return r;
}

/* Search paths are separated by colons. */
static int format_colons(sd_bus_message *message, GPtrArray *lines)
{
        g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
        int r = format_strings(message, words);
        if (r < 0 || words->len == 0)
                return r;
        g_ptr_array_add(words, NULL);
        add(lines, g_strjoinv(":", (char **)words->pdata));
        return r;
}

/* A list that allows (true) or refuses: "a b" or "~a b". none: the line for a list that allows nothing. */
static int format_list(sd_bus_message *message, GPtrArray *lines, const char *none)
{
        int allow = 0;
        int r = sd_bus_message_enter_container(message, 'r', "bas");
        if (r >= 0)
                r = sd_bus_message_read_basic(message, 'b', &allow);
        g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
        if (r >= 0)
                r = format_word_line(message, words);
        if (r < 0)
                return r;
        if (words->len > 0)
                add(lines, g_strconcat(allow ? "" : "~", words->pdata[0], NULL));
        else if (allow && none)
                add(lines, g_strdup(none));
        return sd_bus_message_exit_container(message);
}

static int format_invertible(sd_bus_message *message, GPtrArray *lines)
{
        return format_list(message, lines, NULL);
}

static int format_families(sd_bus_message *message, GPtrArray *lines)
{
        return format_list(message, lines, "none");
}

/* "-" where failure is to be ignored, then the text. */
static int format_optional(sd_bus_message *message, GPtrArray *lines)
{
        int ignore;
        const char *value;
        int r = sd_bus_message_read(message, "(bs)", &ignore, &value);
        if (r >= 0 && *value)
                add(lines, g_strconcat(ignore ? "-" : "", value, NULL));
        return r;
}

/* Arrays of structures. */

/* Calls one for each element; they must hold what it reads. */
static int each(sd_bus_message *message, const char *contents, GPtrArray *lines, BusFormat one)
{
        int r = sd_bus_message_enter_container(message, 'a', contents);
        while (r >= 0 && (r = sd_bus_message_at_end(message, 0)) == 0)
                r = one(message, lines);
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int one_environment_file(sd_bus_message *message, GPtrArray *lines)
{
        const char *path;
        int ignore, r = sd_bus_message_read(message, "(sb)", &path, &ignore);
        if (r >= 0)
                add(lines, g_strconcat(ignore ? "-" : "", path, NULL));
        return r;
}

static int format_environment_files(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(sb)", lines, one_environment_file);
}

static int one_pair(sd_bus_message *message, GPtrArray *lines, char separator, bool quote)
{
        const char *first, *second;
        int r = sd_bus_message_read(message, "(ss)", &first, &second);
        if (r < 0)
                return r;
        g_autofree char *line = *second ? g_strdup_printf("%s%c%s", first, separator, second) : g_strdup(first);
        add(lines, quote ? word_quote(line) : g_steal_pointer(&line));
        return r;
}

static int one_colon_pair(sd_bus_message *message, GPtrArray *lines)
{
        return one_pair(message, lines, ':', true);
}

static int format_colon_pairs(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(ss)", lines, one_colon_pair);
}

static int one_plain_colon_pair(sd_bus_message *message, GPtrArray *lines)
{
        return one_pair(message, lines, ':', false);
}

static int format_plain_colon_pairs(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(ss)", lines, one_plain_colon_pair);
}

static int one_device(sd_bus_message *message, GPtrArray *lines)
{
        return one_pair(message, lines, ' ', false);
}

static int format_devices(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(ss)", lines, one_device);
}

/* Separators and blanks within a part of SRC:DST get a backslash. */
static char *escape_part(const char *part)
{
        GString *out = g_string_new(NULL);
        for (const char *c = part; *c; c++) {
                if (strchr(": \\\"'", *c))
                        g_string_append_c(out, '\\');
                g_string_append_c(out, *c);
        }
        return g_string_free(out, FALSE);
}

static int one_bind(sd_bus_message *message, GPtrArray *lines)
{
        const char *source, *destination;
        int ignore;
        uint64_t flags;
        int r = sd_bus_message_read(message, "(ssbt)", &source, &destination, &ignore, &flags);
        if (r < 0)
                return r;
        g_autofree char *from = escape_part(source), *to = escape_part(destination);
        const char *dash = ignore ? "-" : "";
        if (!(flags & MS_REC))
                add(lines, g_strdup_printf("%s%s:%s:norbind", dash, from, to));
        else if (strcmp(from, to) != 0)
                add(lines, g_strdup_printf("%s%s:%s", dash, from, to));
        else
                add(lines, g_strdup_printf("%s%s", dash, from));
        return r;
}

static int format_binds(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(ssbt)", lines, one_bind);
}

/* RuntimeDirectory= & co: name, link to it, flags (1: read-only). */
static int one_directory(sd_bus_message *message, GPtrArray *lines)
{
        const char *name, *link;
        uint64_t flags;
        int r = sd_bus_message_read(message, "(sst)", &name, &link, &flags);
        if (r < 0)
                return r;
        g_autofree char *from = escape_part(name), *to = escape_part(link);
        if (flags & 1)
                add(lines, g_strdup_printf("%s:%s:ro", from, to));
        else
                add(lines, *to ? g_strdup_printf("%s:%s", from, to) : g_steal_pointer(&from));
        return r;
}

static int format_directories(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(sst)", lines, one_directory);
}

/* StateDirectoryQuota= & co: bytes, share of UINT32_MAX, and whether there is a limit at all. */
static int format_quota(sd_bus_message *message, GPtrArray *lines)
{
        uint64_t bytes;
        guint32 share;
        const char *limited;
        int r = sd_bus_message_read(message, "(tus)", &bytes, &share, &limited);
        if (r < 0 || strcmp(limited, "yes") != 0)
                return r;
        add(lines, bytes != G_MAXUINT64 ? g_strdup_printf("%" G_GUINT64_FORMAT, (guint64)bytes)
                                        : g_strdup_printf("%.2f%%", (double)share * 100 / (double)G_MAXUINT32));
        return r;
}

static int one_open_file(sd_bus_message *message, GPtrArray *lines)
{
        static const char *const names[] = {"read-only", "append", "truncate", "graceful"};
        const char *path, *fd_name;
        uint64_t flags;
        int r = sd_bus_message_read(message, "(sst)", &path, &fd_name, &flags);
        if (r < 0)
                return r;
        g_autofree char *from = escape_part(path), *name = escape_part(fd_name);
        GString *out = g_string_new(NULL);
        g_string_append_printf(out, "%s:%s", from, name);
        for (unsigned i = 0, seen = 0; i < G_N_ELEMENTS(names); i++)
                if (flags & (UINT64_C(1) << i))
                        g_string_append_printf(out, "%c%s", seen++ ? ',' : ':', names[i]);
        add(lines, g_string_free(out, FALSE));
        return r;
}

static int format_open_files(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(sst)", lines, one_open_file);
}

static int one_address(sd_bus_message *message, GPtrArray *lines)
{
        int family;
        guint32 prefix;
        const guint8 *bytes;
        size_t length;
        int r = sd_bus_message_enter_container(message, 'r', "iayu");
        if (r >= 0)
                r = sd_bus_message_read_basic(message, 'i', &family);
        if (r >= 0)
                r = read_bytes(message, &bytes, &length);
        if (r >= 0)
                r = sd_bus_message_read_basic(message, 'u', &prefix);
        if (r < 0)
                return r;
        char text[INET6_ADDRSTRLEN];
        if (length == (family == AF_INET ? 4 : 16) && inet_ntop(family, bytes, text, sizeof(text)))
                add(lines, g_strdup_printf("%s/%u", text, prefix));
        return sd_bus_message_exit_container(message);
}

static int format_addresses(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(iayu)", lines, one_address);
}

/* Family (0: any), protocol (0: any), number of ports (0: any), first port. */
static int one_socket_bind(sd_bus_message *message, GPtrArray *lines)
{
        int family, protocol;
        guint16 count, port;
        int r = sd_bus_message_read(message, "(iiqq)", &family, &protocol, &count, &port);
        if (r < 0)
                return r;
        GString *out = g_string_new(NULL);
        if (family)
                g_string_append(out, family == AF_INET ? "ipv4:" : "ipv6:");
        if (protocol)
                g_string_append(out, protocol == 6 ? "tcp:" : "udp:");
        if (count > 1)
                g_string_append_printf(out, "%u-%u", port, port + count - 1U);
        else if (count == 1)
                g_string_append_printf(out, "%u", port);
        else if (out->len > 0)
                g_string_truncate(out, out->len - 1);
        else
                g_string_append(out, "any");
        add(lines, g_string_free(out, FALSE));
        return r;
}

static int format_socket_binds(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(iiqq)", lines, one_socket_bind);
}

static int one_device_number(sd_bus_message *message, GPtrArray *lines)
{
        const char *path;
        uint64_t value;
        int r = sd_bus_message_read(message, "(st)", &path, &value);
        if (r >= 0)
                add(lines, g_strdup_printf("%s %" G_GUINT64_FORMAT, path, (guint64)value));
        return r;
}

static int format_device_numbers(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(st)", lines, one_device_number);
}

static int one_device_time(sd_bus_message *message, GPtrArray *lines)
{
        const char *path;
        uint64_t value;
        int r = sd_bus_message_read(message, "(st)", &path, &value);
        if (r >= 0) {
                g_autofree char *time = format_usec(value);
                add(lines, g_strdup_printf("%s %s", path, time));
        }
        return r;
}

static int format_device_times(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(st)", lines, one_device_time);
}

static int one_log_filter(sd_bus_message *message, GPtrArray *lines)
{
        int allow;
        const char *pattern;
        int r = sd_bus_message_read(message, "(bs)", &allow, &pattern);
        if (r >= 0)
                add(lines, g_strconcat(allow ? "" : "~", pattern, NULL));
        return r;
}

static int format_log_filters(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(bs)", lines, one_log_filter);
}

static int one_log_field(sd_bus_message *message, GPtrArray *lines)
{
        const guint8 *bytes;
        size_t length;
        int r = read_bytes(message, &bytes, &length);
        if (r >= 0) {
                g_autofree char *text = g_strndup((const char *)bytes, length);
                add(lines, word_quote(text));
        }
        return r;
}

static int format_log_fields(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "ay", lines, one_log_field);
}

static int one_credential(sd_bus_message *message, GPtrArray *lines)
{
        const char *id;
        const guint8 *bytes;
        size_t length;
        int r = sd_bus_message_enter_container(message, 'r', "say");
        if (r >= 0)
                r = sd_bus_message_read_basic(message, 's', &id);
        if (r >= 0)
                r = read_bytes(message, &bytes, &length);
        if (r < 0)
                return r;
        GString *out = g_string_new(id);
        g_string_append_c(out, ':');
        for (size_t i = 0; i < length; i++)
                if (bytes[i] < 0x20 || bytes[i] > 0x7e || bytes[i] == '\\' || (i == 0 && bytes[i] == ' '))
                        g_string_append_printf(out, "\\x%02x", bytes[i]);
                else
                        g_string_append_c(out, (char)bytes[i]);
        add(lines, g_string_free(out, FALSE));
        return sd_bus_message_exit_container(message);
}

static int format_credentials(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(say)", lines, one_credential);
}

static int add_numbers(sd_bus_message *message, GString *out, bool signals)
{
        int value, r = sd_bus_message_enter_container(message, 'a', "i");
        while (r >= 0 && (r = sd_bus_message_read_basic(message, 'i', &value)) > 0) {
                g_autofree char *name = signals ? format_signal(value) : g_strdup_printf("%d", value);
                g_string_append_printf(out, out->len > 0 ? " %s" : "%s", name);
        }
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

/* Exit statuses and signals. */
static int format_statuses(sd_bus_message *message, GPtrArray *lines)
{
        g_autoptr(GString) out = g_string_new(NULL);
        int r = sd_bus_message_enter_container(message, 'r', "aiai");
        if (r >= 0)
                r = add_numbers(message, out, false);
        if (r >= 0)
                r = add_numbers(message, out, true);
        if (r < 0)
                return r;
        if (out->len > 0)
                add(lines, g_strdup(out->str));
        return sd_bus_message_exit_container(message);
}

static void add_command(GPtrArray *lines, const char *path, char **argv, unsigned prefixes)
{
        /* A program that has its path as argv[0] needs no "@", whichever way the path was written. */
        ExecLine line = {.prefixes = prefixes, .path = (char *)path, .argv = argv};
        if (argv[0] && strcmp(argv[0], path) != 0 && !(prefixes & EXEC_VIA_SHELL))
                line.prefixes |= EXEC_OWN_ARGV0;
        if (prefixes & EXEC_VIA_SHELL && argv[0] && argv[0][0] == '-')
                line.prefixes |= EXEC_OWN_ARGV0;
        add(lines, exec_line_to_string(&line));
}

static int one_command(sd_bus_message *message, GPtrArray *lines)
{
        static const struct {
                const char *name;
                unsigned prefix;
        } flags[] = {
                {"ignore-failure", EXEC_IGNORE_FAILURE},
                {"privileged", EXEC_FULLY_PRIVILEGED},
                {"no-setuid", EXEC_NO_SETUID},
                {"no-env-expand", EXEC_NO_ENVIRONMENT},
                {"ambient", EXEC_AMBIENT},
                {"via-shell", EXEC_VIA_SHELL},
        };
        const char *path;
        char **argv = NULL, **options = NULL;
        int r = sd_bus_message_enter_container(message, 'r', "sasasttttuii");
        if (r >= 0)
                r = sd_bus_message_read_basic(message, 's', &path);
        if (r >= 0)
                r = sd_bus_message_read_strv(message, &argv);
        if (r >= 0)
                r = sd_bus_message_read_strv(message, &options);
        if (r >= 0)
                r = sd_bus_message_skip(message, "ttttuii");
        if (r >= 0) {
                unsigned prefixes = 0;
                for (char **option = options; option && *option; option++)
                        for (unsigned i = 0; i < G_N_ELEMENTS(flags); i++)
                                if (strcmp(*option, flags[i].name) == 0)
                                        prefixes |= flags[i].prefix;
                char *none[] = {NULL};
                add_command(lines, path, argv ? argv : none, prefixes);
                r = sd_bus_message_exit_container(message);
        }
        g_strfreev(argv);
        g_strfreev(options);
        return r;
}

static int format_commands(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(sasasttttuii)", lines, one_command);
}

/* Whether, and which name to set: "yes:name". */
static int format_hostname_pair(sd_bus_message *message, GPtrArray *lines)
{
        return one_plain_colon_pair(message, lines);
}

/* Options of images: partition and options, one after the other. */
static int add_image_options(sd_bus_message *message, GString *out)
{
        const char *partition, *options;
        int r = sd_bus_message_enter_container(message, 'a', "(ss)");
        while (r >= 0 && (r = sd_bus_message_read(message, "(ss)", &partition, &options)) > 0)
                g_string_append_printf(out, ":%s:%s", partition, options);
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int one_extension_image(sd_bus_message *message, GPtrArray *lines)
{
        const char *source;
        int ignore, r = sd_bus_message_enter_container(message, 'r', "sba(ss)");
        if (r >= 0)
                r = sd_bus_message_read(message, "sb", &source, &ignore);
        if (r < 0)
                return r;
        GString *out = g_string_new(ignore ? "-" : "");
        g_string_append(out, source);
        r = add_image_options(message, out);
        add(lines, g_string_free(out, FALSE));
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int format_extension_images(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(sba(ss))", lines, one_extension_image);
}

static int one_mount_image(sd_bus_message *message, GPtrArray *lines)
{
        const char *source, *destination;
        int ignore, r = sd_bus_message_enter_container(message, 'r', "ssba(ss)");
        if (r >= 0)
                r = sd_bus_message_read(message, "ssb", &source, &destination, &ignore);
        if (r < 0)
                return r;
        GString *out = g_string_new(ignore ? "-" : "");
        g_string_append_printf(out, "%s:%s", source, destination);
        r = add_image_options(message, out);
        add(lines, g_string_free(out, FALSE));
        return r < 0 ? r : sd_bus_message_exit_container(message);
}

static int format_mount_images(sd_bus_message *message, GPtrArray *lines)
{
        return each(message, "(ssba(ss))", lines, one_mount_image);
}

/* By the name of the property. LimitNOFILE and its like, which come in pairs, are read in bus.c. */
const BusProperty bus_properties[] = {
        {"AllowedCPUs", "ay", "AllowedCPUs", format_cpu_set},
        {"AllowedMemoryNodes", "ay", "AllowedMemoryNodes", format_cpu_set},
        {"AmbientCapabilities", "t", "AmbientCapabilities", format_ambient},
        {"AppArmorProfile", "(bs)", "AppArmorProfile", format_optional},
        {"BPFDelegateAttachments", "s", "BPFDelegateAttachments", format_string},
        {"BPFDelegateCommands", "s", "BPFDelegateCommands", format_string},
        {"BPFDelegateMaps", "s", "BPFDelegateMaps", format_string},
        {"BPFDelegatePrograms", "s", "BPFDelegatePrograms", format_string},
        {"BPFProgram", "a(ss)", "BPFProgram", format_plain_colon_pairs},
        {"BindLogSockets", "b", "BindLogSockets", format_boolean, .standard = "no"},
        {"BindNetworkInterface", "s", "BindNetworkInterface", format_string},
        {"BindPaths", "a(ssbt)", "BindPaths", format_binds},
        {"BindReadOnlyPaths", "a(ssbt)", "BindReadOnlyPaths", format_binds},
        {"BusName", "s", "BusName", format_string},
        {"CPUAccounting", "b", "CPUAccounting", format_boolean, .standard = "no", .manager = "DefaultCPUAccounting"},
        {"CPUAffinity", "ay", "CPUAffinity", format_cpu_set},
        {"CPUPressureThresholdUSec", "t", "CPUPressureThresholdSec", format_time, .standard = "200000us",
         .manager = "DefaultCPUPressureThresholdUSec"},
        {"CPUPressureWatch", "s", "CPUPressureWatch", format_string, .standard = "auto",
         .manager = "DefaultCPUPressureWatch"},
        {"CPUQuotaPerSecUSec", "t", "CPUQuota", format_percent_of_second},
        {"CPUQuotaPeriodUSec", "t", "CPUQuotaPeriodSec", format_time, .standard = "infinity"},
        {"CPUSchedulingPolicy", "i", "CPUSchedulingPolicy", format_cpu_policy, .standard = "other"},
        {"CPUSchedulingPriority", "i", "CPUSchedulingPriority", format_int, .standard = "0"},
        {"CPUSchedulingResetOnFork", "b", "CPUSchedulingResetOnFork", format_boolean, .standard = "no"},
        {"CPUSetPartition", "s", "CPUSetPartition", format_string},
        {"CPUWeight", "t", "CPUWeight", format_weight},
        {"CacheDirectory", "as", "CacheDirectory", format_words},
        {"CacheDirectoryAccounting", "b", "CacheDirectoryAccounting", format_boolean, .standard = "no"},
        {"CacheDirectoryMode", "u", "CacheDirectoryMode", format_mode, .standard = "0755"},
        {"CacheDirectoryQuota", "(tus)", "CacheDirectoryQuota", format_quota},
        {"CacheDirectorySymlink", "a(sst)", "CacheDirectory", format_directories, .exact = true},
        {"CapabilityBoundingSet", "t", "CapabilityBoundingSet", format_capabilities},
        {"ConfigurationDirectory", "as", "ConfigurationDirectory", format_words},
        {"ConfigurationDirectoryMode", "u", "ConfigurationDirectoryMode", format_mode, .standard = "0755"},
        {"CoredumpFilter", "t", "CoredumpFilter", format_hex, .standard = "0x33"},
        {"CoredumpReceive", "b", "CoredumpReceive", format_boolean, .standard = "no"},
        {"DefaultDependencies", "b", "DefaultDependencies", format_boolean, .standard = "yes"},
        {"DefaultStartupMemoryLow", "t", "DefaultStartupMemoryLow", format_size, .standard = "0"},
        {"Delegate", "b", "Delegate", format_boolean, .standard = "no"},
        {"DelegateControllers", "as", "Delegate", format_word_line, .exact = true},
        {"DelegateNamespaces", "t", "DelegateNamespaces", format_namespaces, .standard = "no"},
        {"DelegateSubgroup", "s", "DelegateSubgroup", format_string},
        {"DeviceAllow", "a(ss)", "DeviceAllow", format_devices},
        {"DevicePolicy", "s", "DevicePolicy", format_string, .standard = "auto"},
        {"DisableControllers", "as", "DisableControllers", format_word_line},
        {"DynamicUser", "b", "DynamicUser", format_boolean, .standard = "no"},
        {"Environment", "as", "Environment", format_words},
        {"EnvironmentFiles", "a(sb)", "EnvironmentFile", format_environment_files},
        {"ExecConditionEx", "a(sasasttttuii)", "ExecCondition", format_commands},
        {"ExecPaths", "as", "ExecPaths", format_words},
        {"ExecReloadEx", "a(sasasttttuii)", "ExecReload", format_commands},
        {"ExecReloadPostEx", "a(sasasttttuii)", "ExecReloadPost", format_commands},
        {"ExecSearchPath", "as", "ExecSearchPath", format_colons},
        {"ExecStartEx", "a(sasasttttuii)", "ExecStart", format_commands},
        {"ExecStartPostEx", "a(sasasttttuii)", "ExecStartPost", format_commands},
        {"ExecStartPreEx", "a(sasasttttuii)", "ExecStartPre", format_commands},
        {"ExecStopEx", "a(sasasttttuii)", "ExecStop", format_commands},
        {"ExecStopPostEx", "a(sasasttttuii)", "ExecStopPost", format_commands},
        {"ExitType", "s", "ExitType", format_string, .standard = "main"},
        {"ExtensionDirectories", "as", "ExtensionDirectories", format_words},
        {"ExtensionImagePolicy", "s", "ExtensionImagePolicy", format_image_policy},
        {"ExtensionImages", "a(sba(ss))", "ExtensionImages", format_extension_images},
        {"FileDescriptorStoreMax", "u", "FileDescriptorStoreMax", format_uint, .standard = "0"},
        {"FileDescriptorStorePreserve", "s", "FileDescriptorStorePreserve", format_string, .standard = "restart"},
        {"FinalKillSignal", "i", "FinalKillSignal", format_signal_number, .standard = "SIGKILL"},
        {"Group", "s", "Group", format_string},
        {"GuessMainPID", "b", "GuessMainPID", format_boolean, .standard = "yes"},
        {"IOAccounting", "b", "IOAccounting", format_boolean, .standard = "no", .manager = "DefaultIOAccounting"},
        {"IODeviceLatencyTargetUSec", "a(st)", "IODeviceLatencyTargetSec", format_device_times},
        {"IODeviceWeight", "a(st)", "IODeviceWeight", format_device_numbers},
        {"IOPressureThresholdUSec", "t", "IOPressureThresholdSec", format_time, .standard = "200000us",
         .manager = "DefaultIOPressureThresholdUSec"},
        {"IOPressureWatch", "s", "IOPressureWatch", format_string, .standard = "auto",
         .manager = "DefaultIOPressureWatch"},
        {"IOReadBandwidthMax", "a(st)", "IOReadBandwidthMax", format_device_numbers},
        {"IOReadIOPSMax", "a(st)", "IOReadIOPSMax", format_device_numbers},
        {"IOSchedulingClass", "i", "IOSchedulingClass", format_io_class, .standard = "best-effort"},
        {"IOSchedulingPriority", "i", "IOSchedulingPriority", format_int, .standard = "4"},
        {"IOWeight", "t", "IOWeight", format_weight},
        {"IOWriteBandwidthMax", "a(st)", "IOWriteBandwidthMax", format_device_numbers},
        {"IOWriteIOPSMax", "a(st)", "IOWriteIOPSMax", format_device_numbers},
        {"IPAccounting", "b", "IPAccounting", format_boolean, .standard = "no", .manager = "DefaultIPAccounting"},
        {"IPAddressAllow", "a(iayu)", "IPAddressAllow", format_addresses},
        {"IPAddressDeny", "a(iayu)", "IPAddressDeny", format_addresses},
        {"IPCNamespacePath", "s", "IPCNamespacePath", format_string},
        {"IPEgressFilterPath", "as", "IPEgressFilterPath", format_words},
        {"IPIngressFilterPath", "as", "IPIngressFilterPath", format_words},
        {"IgnoreSIGPIPE", "b", "IgnoreSIGPIPE", format_boolean, .standard = "yes"},
        {"ImportCredential", "as", "ImportCredential", format_strings},
        {"ImportCredentialEx", "a(ss)", "ImportCredential", format_plain_colon_pairs, .exact = true},
        {"InaccessiblePaths", "as", "InaccessiblePaths", format_words},
        {"JoinsNamespaceOf", "as", "JoinsNamespaceOf", format_words},
        {"KeyringMode", "s", "KeyringMode", format_string, .standard = "private"},
        {"KillMode", "s", "KillMode", format_string, .standard = "control-group"},
        {"KillSignal", "i", "KillSignal", format_signal_number, .standard = "SIGTERM"},
        {"LUOSession", "as", "LUOSession", format_words},
        {"LoadCredential", "a(ss)", "LoadCredential", format_plain_colon_pairs},
        {"LoadCredentialEncrypted", "a(ss)", "LoadCredentialEncrypted", format_plain_colon_pairs},
        {"LockPersonality", "b", "LockPersonality", format_boolean, .standard = "no"},
        {"LogExtraFields", "aay", "LogExtraFields", format_log_fields},
        {"LogFilterPatterns", "a(bs)", "LogFilterPatterns", format_log_filters},
        {"LogLevelMax", "i", "LogLevelMax", format_log_level},
        {"LogNamespace", "s", "LogNamespace", format_string},
        {"LogRateLimitBurst", "u", "LogRateLimitBurst", format_uint, .standard = "0"},
        {"LogRateLimitIntervalUSec", "t", "LogRateLimitIntervalSec", format_time, .standard = "0s"},
        {"LogsDirectory", "as", "LogsDirectory", format_words},
        {"LogsDirectoryAccounting", "b", "LogsDirectoryAccounting", format_boolean, .standard = "no"},
        {"LogsDirectoryMode", "u", "LogsDirectoryMode", format_mode, .standard = "0755"},
        {"LogsDirectoryQuota", "(tus)", "LogsDirectoryQuota", format_quota},
        {"LogsDirectorySymlink", "a(sst)", "LogsDirectory", format_directories, .exact = true},
        {"ManagedOOMMemoryPressure", "s", "ManagedOOMMemoryPressure", format_string, .standard = "auto"},
        {"ManagedOOMMemoryPressureDurationUSec", "t", "ManagedOOMMemoryPressureDurationSec", format_time,
         .standard = "infinity"},
        {"ManagedOOMMemoryPressureLimit", "u", "ManagedOOMMemoryPressureLimit", format_share},
        {"ManagedOOMPreference", "s", "ManagedOOMPreference", format_string, .standard = "none"},
        {"ManagedOOMSwap", "s", "ManagedOOMSwap", format_string, .standard = "auto"},
        {"MemoryAccounting", "b", "MemoryAccounting", format_boolean, .standard = "no",
         .manager = "DefaultMemoryAccounting"},
        {"MemoryDenyWriteExecute", "b", "MemoryDenyWriteExecute", format_boolean, .standard = "no"},
        {"MemoryHigh", "t", "MemoryHigh", format_size, .standard = "infinity"},
        {"MemoryKSM", "b", "MemoryKSM", format_boolean, .standard = "no"},
        {"MemoryLow", "t", "MemoryLow", format_size, .standard = "0"},
        {"MemoryMax", "t", "MemoryMax", format_size, .standard = "infinity"},
        {"MemoryMin", "t", "MemoryMin", format_size, .standard = "0"},
        {"MemoryPressureThresholdUSec", "t", "MemoryPressureThresholdSec", format_time, .standard = "200000us",
         .manager = "DefaultMemoryPressureThresholdUSec"},
        {"MemoryPressureWatch", "s", "MemoryPressureWatch", format_string, .standard = "auto",
         .manager = "DefaultMemoryPressureWatch"},
        {"MemorySwapMax", "t", "MemorySwapMax", format_size, .standard = "infinity"},
        {"MemoryTHP", "s", "MemoryTHP", format_string, .standard = "inherit"},
        {"MemoryZSwapMax", "t", "MemoryZSwapMax", format_size, .standard = "infinity"},
        {"MemoryZSwapWriteback", "b", "MemoryZSwapWriteback", format_boolean, .standard = "yes",
         .manager = "DefaultMemoryZSwapWriteback"},
        {"MountAPIVFS", "b", "MountAPIVFS", format_boolean, .standard = "no"},
        {"MountFlags", "t", "MountFlags", format_mount_flags},
        {"MountImagePolicy", "s", "MountImagePolicy", format_image_policy},
        {"MountImages", "a(ssba(ss))", "MountImages", format_mount_images},
        {"NUMAMask", "ay", "NUMAMask", format_cpu_set},
        {"NUMAPolicy", "i", "NUMAPolicy", format_numa_policy},
        {"NetworkNamespacePath", "s", "NetworkNamespacePath", format_string},
        {"Nice", "i", "Nice", format_int, .standard = "0"},
        {"NoExecPaths", "as", "NoExecPaths", format_words},
        {"NoNewPrivileges", "b", "NoNewPrivileges", format_boolean, .standard = "no"},
        {"NonBlocking", "b", "NonBlocking", format_boolean, .standard = "no"},
        {"NotifyAccess", "s", "NotifyAccess", format_string, .standard = "none"},
        {"OOMPolicy", "s", "OOMPolicy", format_string, .manager = "DefaultOOMPolicy"},
        {"OOMRules", "as", "OOMRules", format_words},
        {"OOMScoreAdjust", "i", "OOMScoreAdjust", format_int, .standard = "0", .manager = "DefaultOOMScoreAdjust"},
        {"OpenFile", "a(sst)", "OpenFile", format_open_files},
        {"PAMName", "s", "PAMName", format_string},
        {"PIDFile", "s", "PIDFile", format_string},
        {"PassEnvironment", "as", "PassEnvironment", format_words},
        {"Personality", "s", "Personality", format_string},
        {"PrivateBPF", "s", "PrivateBPF", format_string, .standard = "no"},
        {"PrivateDevices", "b", "PrivateDevices", format_boolean, .standard = "no"},
        {"PrivateIPC", "b", "PrivateIPC", format_boolean, .standard = "no"},
        {"PrivateMounts", "b", "PrivateMounts", format_boolean, .standard = "no"},
        {"PrivateNetwork", "b", "PrivateNetwork", format_boolean, .standard = "no"},
        {"PrivatePIDs", "s", "PrivatePIDs", format_string, .standard = "no"},
        {"PrivateTmp", "b", "PrivateTmp", format_boolean, .standard = "no"},
        {"PrivateTmpEx", "s", "PrivateTmp", format_string, .standard = "no", .exact = true},
        {"PrivateUsers", "b", "PrivateUsers", format_boolean, .standard = "no"},
        {"PrivateUsersEx", "s", "PrivateUsers", format_string, .standard = "no", .exact = true},
        {"ProcSubset", "s", "ProcSubset", format_string, .standard = "all"},
        {"ProtectClock", "b", "ProtectClock", format_boolean, .standard = "no"},
        {"ProtectControlGroups", "b", "ProtectControlGroups", format_boolean, .standard = "no"},
        {"ProtectControlGroupsEx", "s", "ProtectControlGroups", format_string, .standard = "no", .exact = true},
        {"ProtectHome", "s", "ProtectHome", format_string, .standard = "no"},
        {"ProtectHostname", "b", "ProtectHostname", format_boolean, .standard = "no"},
        {"ProtectHostnameEx", "(ss)", "ProtectHostname", format_hostname_pair, .standard = "no", .exact = true},
        {"ProtectKernelLogs", "b", "ProtectKernelLogs", format_boolean, .standard = "no"},
        {"ProtectKernelModules", "b", "ProtectKernelModules", format_boolean, .standard = "no"},
        {"ProtectKernelTunables", "b", "ProtectKernelTunables", format_boolean, .standard = "no"},
        {"ProtectProc", "s", "ProtectProc", format_string, .standard = "default"},
        {"ProtectSystem", "s", "ProtectSystem", format_string, .standard = "no"},
        {"ReadOnlyPaths", "as", "ReadOnlyPaths", format_words},
        {"ReadWritePaths", "as", "ReadWritePaths", format_words},
        {"RefreshOnReload", "as", "RefreshOnReload", format_word_line},
        {"ReloadSignal", "i", "ReloadSignal", format_signal_number, .standard = "SIGHUP"},
        {"RemainAfterExit", "b", "RemainAfterExit", format_boolean, .standard = "no"},
        {"RemoveIPC", "b", "RemoveIPC", format_boolean, .standard = "no"},
        {"RequiresMountsFor", "as", "RequiresMountsFor", format_words},
        {"Restart", "s", "Restart", format_string, .standard = "no"},
        {"RestartForceExitStatus", "(aiai)", "RestartForceExitStatus", format_statuses},
        {"RestartKillSignal", "i", "RestartKillSignal", format_signal_number, .standard = "SIGTERM"},
        {"RestartMaxDelayUSec", "t", "RestartMaxDelaySec", format_time, .standard = "infinity"},
        {"RestartMode", "s", "RestartMode", format_string, .standard = "normal"},
        {"RestartPreventExitStatus", "(aiai)", "RestartPreventExitStatus", format_statuses},
        {"RestartRandomizedDelayUSec", "t", "RestartRandomizedDelaySec", format_time, .standard = "0s"},
        {"RestartSteps", "u", "RestartSteps", format_uint, .standard = "0"},
        {"RestartUSec", "t", "RestartSec", format_time, .manager = "DefaultRestartUSec"},
        {"RestrictAddressFamilies", "(bas)", "RestrictAddressFamilies", format_families},
        {"RestrictFileSystems", "(bas)", "RestrictFileSystems", format_invertible},
        {"RestrictNamespaces", "t", "RestrictNamespaces", format_namespaces, .standard = "no"},
        {"RestrictNetworkInterfaces", "(bas)", "RestrictNetworkInterfaces", format_invertible},
        {"RestrictRealtime", "b", "RestrictRealtime", format_boolean, .standard = "no"},
        {"RestrictSUIDSGID", "b", "RestrictSUIDSGID", format_boolean, .standard = "no",
         .manager = "DefaultRestrictSUIDSGID"},
        {"RootDirectory", "s", "RootDirectory", format_string},
        {"RootDirectoryStartOnly", "b", "RootDirectoryStartOnly", format_boolean, .standard = "no"},
        {"RootEphemeral", "b", "RootEphemeral", format_boolean, .standard = "no"},
        {"RootHash", "ay", "RootHash", format_bytes_hex},
        {"RootHashPath", "s", "RootHash", format_string},
        {"RootHashSignaturePath", "s", "RootHashSignature", format_string},
        {"RootImage", "s", "RootImage", format_string},
        {"RootImageOptions", "a(ss)", "RootImageOptions", format_plain_colon_pairs},
        {"RootImagePolicy", "s", "RootImagePolicy", format_image_policy},
        {"RootMStack", "s", "RootMStack", format_string},
        {"RootVerity", "s", "RootVerity", format_string},
        {"RuntimeDirectory", "as", "RuntimeDirectory", format_words},
        {"RuntimeDirectoryMode", "u", "RuntimeDirectoryMode", format_mode, .standard = "0755"},
        {"RuntimeDirectoryPreserve", "s", "RuntimeDirectoryPreserve", format_string, .standard = "no"},
        {"RuntimeDirectorySymlink", "a(sst)", "RuntimeDirectory", format_directories, .exact = true},
        {"RuntimeMaxUSec", "t", "RuntimeMaxSec", format_time, .standard = "infinity"},
        {"RuntimeRandomizedExtraUSec", "t", "RuntimeRandomizedExtraSec", format_time, .standard = "0s"},
        {"SELinuxContext", "(bs)", "SELinuxContext", format_optional},
        {"SecureBits", "i", "SecureBits", format_secure_bits},
        {"SendSIGHUP", "b", "SendSIGHUP", format_boolean, .standard = "no"},
        {"SendSIGKILL", "b", "SendSIGKILL", format_boolean, .standard = "yes"},
        {"SetCredential", "a(say)", "SetCredential", format_credentials},
        {"SetCredentialEncrypted", "a(say)", "SetCredentialEncrypted", format_credentials},
        {"SetLoginEnvironment", "b", "SetLoginEnvironment", format_boolean, .standard = "no"},
        {"Slice", "s", "Slice", format_string},
        {"SmackProcessLabel", "(bs)", "SmackProcessLabel", format_optional},
        {"SocketBindAllow", "a(iiqq)", "SocketBindAllow", format_socket_binds},
        {"SocketBindDeny", "a(iiqq)", "SocketBindDeny", format_socket_binds},
        {"StandardError", "s", "StandardError", format_string, .standard = "inherit",
         .manager = "DefaultStandardError"},
        {"StandardInput", "s", "StandardInput", format_string, .standard = "null"},
        {"StandardInputData", "ay", "StandardInputData", format_bytes_base64},
        {"StandardOutput", "s", "StandardOutput", format_string, .standard = "inherit",
         .manager = "DefaultStandardOutput"},
        {"StartupAllowedCPUs", "ay", "StartupAllowedCPUs", format_cpu_set},
        {"StartupAllowedMemoryNodes", "ay", "StartupAllowedMemoryNodes", format_cpu_set},
        {"StartupCPUWeight", "t", "StartupCPUWeight", format_weight},
        {"StartupIOWeight", "t", "StartupIOWeight", format_weight},
        {"StartupMemoryHigh", "t", "StartupMemoryHigh", format_size, .standard = "infinity"},
        {"StartupMemoryLow", "t", "StartupMemoryLow", format_size, .standard = "0"},
        {"StartupMemoryMax", "t", "StartupMemoryMax", format_size, .standard = "infinity"},
        {"StartupMemorySwapMax", "t", "StartupMemorySwapMax", format_size, .standard = "infinity"},
        {"StartupMemoryZSwapMax", "t", "StartupMemoryZSwapMax", format_size, .standard = "infinity"},
        {"StateDirectory", "as", "StateDirectory", format_words},
        {"StateDirectoryAccounting", "b", "StateDirectoryAccounting", format_boolean, .standard = "no"},
        {"StateDirectoryMode", "u", "StateDirectoryMode", format_mode, .standard = "0755"},
        {"StateDirectoryQuota", "(tus)", "StateDirectoryQuota", format_quota},
        {"StateDirectorySymlink", "a(sst)", "StateDirectory", format_directories, .exact = true},
        {"SuccessExitStatus", "(aiai)", "SuccessExitStatus", format_statuses},
        {"SupplementaryGroups", "as", "SupplementaryGroups", format_words},
        {"SyslogFacility", "i", "SyslogFacility", format_log_facility, .standard = "daemon"},
        {"SyslogIdentifier", "s", "SyslogIdentifier", format_string},
        {"SyslogLevel", "i", "SyslogLevel", format_log_level, .standard = "info"},
        {"SyslogLevelPrefix", "b", "SyslogLevelPrefix", format_boolean, .standard = "yes"},
        {"SystemCallArchitectures", "as", "SystemCallArchitectures", format_word_line},
        {"SystemCallErrorNumber", "i", "SystemCallErrorNumber", format_errno, .standard = "kill"},
        {"SystemCallFilter", "(bas)", "SystemCallFilter", format_invertible},
        {"SystemCallLog", "(bas)", "SystemCallLog", format_invertible},
        {"TTYColumns", "q", "TTYColumns", format_uint16},
        {"TTYPath", "s", "TTYPath", format_string},
        {"TTYReset", "b", "TTYReset", format_boolean, .standard = "no"},
        {"TTYRows", "q", "TTYRows", format_uint16},
        {"TTYVHangup", "b", "TTYVHangup", format_boolean, .standard = "no"},
        {"TTYVTDisallocate", "b", "TTYVTDisallocate", format_boolean, .standard = "no"},
        {"TasksAccounting", "b", "TasksAccounting", format_boolean, .standard = "no",
         .manager = "DefaultTasksAccounting"},
        {"TasksMax", "t", "TasksMax", format_size, .manager = "DefaultTasksMax"},
        {"TemporaryFileSystem", "a(ss)", "TemporaryFileSystem", format_colon_pairs},
        {"TimeoutAbortUSec", "t", "TimeoutAbortSec", format_time, .manager = "DefaultTimeoutAbortUSec"},
        {"TimeoutCleanUSec", "t", "TimeoutCleanSec", format_time, .standard = "infinity"},
        {"TimeoutStartFailureMode", "s", "TimeoutStartFailureMode", format_string, .standard = "terminate"},
        {"TimeoutStartUSec", "t", "TimeoutStartSec", format_time, .manager = "DefaultTimeoutStartUSec"},
        {"TimeoutStopFailureMode", "s", "TimeoutStopFailureMode", format_string, .standard = "terminate"},
        {"TimeoutStopUSec", "t", "TimeoutStopSec", format_time, .manager = "DefaultTimeoutStopUSec"},
        {"TimerSlackNSec", "t", "TimerSlackNSec", format_nanoseconds, .standard = "50000ns"},
        {"Type", "s", "Type", format_string},
        {"UMask", "u", "UMask", format_mode, .standard = "0022"},
        {"USBFunctionDescriptors", "s", "USBFunctionDescriptors", format_string},
        {"USBFunctionStrings", "s", "USBFunctionStrings", format_string},
        {"UnsetEnvironment", "as", "UnsetEnvironment", format_words},
        {"User", "s", "User", format_string},
        {"UserNamespacePath", "s", "UserNamespacePath", format_string},
        {"UtmpIdentifier", "s", "UtmpIdentifier", format_string},
        {"UtmpMode", "s", "UtmpMode", format_string, .standard = "init"},
        {"WantsMountsFor", "as", "WantsMountsFor", format_words},
        {"WatchdogSignal", "i", "WatchdogSignal", format_signal_number, .standard = "SIGABRT"},
        {"WatchdogUSec", "t", "WatchdogSec", format_watchdog, .standard = "0s"},
        {"WorkingDirectory", "s", "WorkingDirectory", format_working_directory},
};
const unsigned bus_property_count = G_N_ELEMENTS(bus_properties);

const BusProperty *bus_property_find(const char *property)
{
        unsigned low = 0, high = bus_property_count;
        while (low < high) {
                unsigned middle = low + (high - low) / 2;
                int order = strcmp(property, bus_properties[middle].property);
                if (order == 0)
                        return &bus_properties[middle];
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        return NULL;
}
