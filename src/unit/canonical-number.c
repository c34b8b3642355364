/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One spelling for values that are one thing: times, sizes, numbers, signals, limits, names for numbers. That spelling
 * is the one in which bus-properties.c writes what the manager says. Each function adds one line, or returns false for
 * what the manager would not take. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "unit/bus-properties.h"
#include "unit/canonical-internal.h"

static bool add(GPtrArray *lines, char *line)
{
        if (line)
                g_ptr_array_add(lines, line);
        return line != NULL;
}

bool value_time(const char *value, GPtrArray *lines)
{
        guint64 usec;
        return parse_timespan(value, &usec, NULL) && add(lines, format_usec(usec));
}

/* Of timeouts, 0 means none. */
bool value_timeout(const char *value, GPtrArray *lines)
{
        guint64 usec;
        return parse_timespan(value, &usec, NULL) && add(lines, format_usec(usec == 0 ? G_MAXUINT64 : usec));
}

/* Without a unit, nanoseconds. */
bool value_nanoseconds(const char *value, GPtrArray *lines)
{
        char *end;
        guint64 number = g_ascii_strtoull(value, &end, 10), usec;
        if (end != value && (*end == '\0' || strcmp(end, "ns") == 0))
                return add(lines, g_strdup_printf("%" G_GUINT64_FORMAT "ns", number));
        return parse_timespan(value, &usec, NULL) && usec < G_MAXUINT64 / 1000 &&
               add(lines, g_strdup_printf("%" G_GUINT64_FORMAT "ns", usec * 1000));
}

static bool parse_count(const char *value, guint64 *ret)
{
        char *end;
        errno = 0;
        guint64 number = g_ascii_strtoull(value, &end, 0);
        if (!g_ascii_isdigit(*value) || *end || errno != 0)
                return false;
        *ret = number;
        return true;
}

/* "1.5G", to the base 1024. */
static bool parse_size(const char *value, guint64 *ret)
{
        static const char units[] = "KMGTPE";
        char *end;
        double number = g_ascii_strtod(value, &end);
        if (!g_ascii_isdigit(*value))
                return false;
        if (parse_count(value, ret)) /* exactly */
                return true;
        end += strspn(end, " ");
        const char *unit = *end && *end != 'B' ? strchr(units, *end) : NULL;
        if ((*end && *end != 'B' && !unit) || (*end && end[1]))
                return false;
        for (const char *u = units; unit && u <= unit; u++)
                number *= 1024;
        if (number >= 18446744073709551616.0)
                return false;
        *ret = (guint64)number;
        return true;
}

static char *count_text(guint64 size)
{
        return size == G_MAXUINT64 ? g_strdup("infinity") : g_strdup_printf("%" G_GUINT64_FORMAT, size);
}

static bool percent_value(const char *value, double *ret)
{
        char *end;
        *ret = g_ascii_strtod(value, &end);
        return g_ascii_isdigit(*value) && strcmp(end, "%") == 0 && *ret < 1e12;
}

/* A share of the machine's memory can't be told without the machine: it stays as it is. */
bool value_size(const char *value, GPtrArray *lines)
{
        guint64 size;
        double share;
        if (strcmp(value, "infinity") == 0 || percent_value(value, &share))
                return add(lines, g_strdup(value));
        return parse_size(value, &size) && add(lines, count_text(size));
}

static bool parse_signed(const char *value, gint64 *ret)
{
        char *end;
        errno = 0;
        *ret = g_ascii_strtoll(value, &end, 10);
        return end != value && !*end && errno == 0;
}

bool value_number(const char *value, GPtrArray *lines)
{
        gint64 number;
        return parse_signed(value, &number) && add(lines, g_strdup_printf("%" G_GINT64_FORMAT, number));
}

bool value_nice(const char *value, GPtrArray *lines)
{
        gint64 number;
        return parse_signed(value, &number) && number >= -20 && number < 20 && value_number(value, lines);
}

bool value_weight(const char *value, GPtrArray *lines)
{
        return strcmp(value, "idle") == 0 ? add(lines, g_strdup(value)) : value_number(value, lines);
}

bool value_mode(const char *value, GPtrArray *lines)
{
        char *end;
        unsigned long mode = strtoul(value, &end, 8);
        return g_ascii_isdigit(*value) && !*end && mode <= 07777 && add(lines, g_strdup_printf("%04lo", mode));
}

bool value_percent(const char *value, GPtrArray *lines)
{
        double number;
        if (!percent_value(value, &number))
                return false;
        guint64 hundredths = (guint64)(number * 100 + 0.5);
        return add(lines, hundredths % 100 == 0 ? g_strdup_printf("%" G_GUINT64_FORMAT "%%", hundredths / 100)
                                                : g_strdup_printf("%.2f%%", (double)hundredths / 100));
}

bool value_share(const char *value, GPtrArray *lines)
{
        double number;
        return percent_value(value, &number) && add(lines, g_strdup_printf("%.2f%%", number));
}

int signal_from_text(const char *name)
{
        const char *bare = g_str_has_prefix(name, "SIG") ? name + 3 : name;
        gint64 number;
        if (parse_signed(bare, &number))
                return number > 0 && number <= SIGRTMAX ? (int)number : -1;
        if (strcmp(bare, "RTMIN") == 0)
                return SIGRTMIN;
        if (strcmp(bare, "RTMAX") == 0)
                return SIGRTMAX;
        if (g_str_has_prefix(bare, "RTMIN+") && parse_signed(bare + 6, &number))
                return number >= 0 && SIGRTMIN + number <= SIGRTMAX ? SIGRTMIN + (int)number : -1;
        if (g_str_has_prefix(bare, "RTMAX-") && parse_signed(bare + 6, &number))
                return number >= 0 && SIGRTMAX - number >= SIGRTMIN ? SIGRTMAX - (int)number : -1;
        for (int i = 1; i < SIGRTMIN; i++) {
                const char *known = sigabbrev_np(i);
                if (known && strcmp(known, bare) == 0)
                        return i;
        }
        return -1;
}

bool value_signal(const char *value, GPtrArray *lines)
{
        int number = signal_from_text(value);
        return number > 0 && add(lines, format_signal(number));
}

/* Resource limits: times, sizes, counts, and the nice level counted from the other end. NULL: none of these. */
static char *limit_text(DirectiveId id, const char *value)
{
        static const DirectiveId sizes[] = {DIRECTIVE_LIMIT_AS,    DIRECTIVE_LIMIT_CORE,    DIRECTIVE_LIMIT_DATA,
                                            DIRECTIVE_LIMIT_FSIZE, DIRECTIVE_LIMIT_MEMLOCK, DIRECTIVE_LIMIT_MSGQUEUE,
                                            DIRECTIVE_LIMIT_RSS,   DIRECTIVE_LIMIT_STACK};
        guint64 number;
        gint64 nice;
        if (strcmp(value, "infinity") == 0)
                return g_strdup(value);
        if (id == DIRECTIVE_LIMIT_NICE && (*value == '+' || *value == '-') && parse_signed(value, &nice))
                return nice >= -20 && nice < 20 ? g_strdup_printf("%d", 20 - (int)nice) : NULL;
        if (parse_count(value, &number))
                return count_text(number);
        if (id == DIRECTIVE_LIMIT_CPU && parse_timespan(value, &number, NULL))
                return count_text(number / G_USEC_PER_SEC + (number % G_USEC_PER_SEC > 0));
        if (id == DIRECTIVE_LIMIT_RTTIME && parse_timespan(value, &number, NULL))
                return count_text(number);
        for (unsigned i = 0; i < G_N_ELEMENTS(sizes); i++)
                if (sizes[i] == id && parse_size(value, &number))
                        return count_text(number);
        return NULL;
}

bool value_limit(DirectiveId id, const char *value, GPtrArray *lines)
{
        const char *colon = strchr(value, ':');
        g_autofree char *first = colon ? g_strndup(value, (gsize)(colon - value)) : g_strdup(value);
        g_autofree char *soft = limit_text(id, first), *hard = limit_text(id, colon ? colon + 1 : value);
        if (!soft || !hard)
                return false;
        return add(lines, strcmp(soft, hard) == 0 ? g_strdup(soft) : g_strdup_printf("%s:%s", soft, hard));
}

/* Names, or the numbers that they have. */
static bool value_named(const char *value, GPtrArray *lines, const char *const *names, unsigned count)
{
        guint64 number;
        if (parse_count(value, &number))
                return number < count && names[number] && add(lines, g_strdup(names[number]));
        for (unsigned i = 0; i < count; i++)
                if (names[i] && strcmp(names[i], value) == 0)
                        return add(lines, g_strdup(value));
        return false;
}

bool value_io_class(const char *value, GPtrArray *lines)
{
        static const char *const names[] = {"none", "realtime", "best-effort", "idle"};
        return value_named(value, lines, names, G_N_ELEMENTS(names));
}

bool value_log_level(const char *value, GPtrArray *lines)
{
        static const char *const names[] = {"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
        return value_named(value, lines, names, G_N_ELEMENTS(names));
}

bool value_errno(const char *value, GPtrArray *lines)
{
        guint64 number;
        if (strcmp(value, "kill") == 0)
                return add(lines, g_strdup(value));
        if (parse_count(value, &number))
                return number > 0 && number < 4096 && strerrorname_np((int)number) &&
                       add(lines, g_strdup(strerrorname_np((int)number)));
        for (int i = 1; i < 4096; i++)
                if (g_strcmp0(strerrorname_np(i), value) == 0)
                        return add(lines, g_strdup(value));
        return false;
}
