/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One spelling for each value: that in which bus-properties.c writes what the manager says. A value that is not
 * understood is left as it is, so that a difference shows instead of hiding. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "unit/bus-properties.h"
#include "unit/canonical.h"
#include "unit/exec-line.h"
#include "unit/words.h"

typedef void (*ValueFunction)(const char *value, GPtrArray *lines);

static void add(GPtrArray *lines, char *line)
{
        g_ptr_array_add(lines, line);
}

static void value_as_is(const char *value, GPtrArray *lines)
{
        add(lines, g_strdup(value));
}

/* Numbers. */

static void value_time(const char *value, GPtrArray *lines)
{
        guint64 usec;
        if (parse_timespan(value, &usec, NULL))
                add(lines, format_usec(usec));
        else
                value_as_is(value, lines);
}

/* Of timeouts, 0 means none. */
static void value_timeout(const char *value, GPtrArray *lines)
{
        guint64 usec;
        if (parse_timespan(value, &usec, NULL))
                add(lines, format_usec(usec == 0 ? G_MAXUINT64 : usec));
        else
                value_as_is(value, lines);
}

/* Without a unit, nanoseconds. */
static void value_nanoseconds(const char *value, GPtrArray *lines)
{
        char *end;
        guint64 number = g_ascii_strtoull(value, &end, 10), usec;
        if (*end == '\0' || strcmp(end, "ns") == 0)
                add(lines, g_strdup_printf("%" G_GUINT64_FORMAT "ns", number));
        else if (parse_timespan(value, &usec, NULL))
                add(lines, g_strdup_printf("%" G_GUINT64_FORMAT "ns", usec * 1000));
        else
                value_as_is(value, lines);
}

static bool parse_size(const char *value, guint64 *ret)
{
        static const char units[] = "KMGTPE";
        if (strcmp(value, "infinity") == 0) {
                *ret = G_MAXUINT64;
                return true;
        }
        char *end;
        errno = 0;
        double number = g_ascii_strtod(value, &end);
        if (end == value || number < 0 || errno != 0)
                return false;
        while (*end == ' ')
                end++;
        if (*end == 'B' && !end[1])
                end++;
        const char *unit = *end ? strchr(units, *end) : NULL;
        if (*end && (!unit || end[1]))
                return false;
        for (const char *u = units; unit && u <= unit; u++)
                number *= 1024;
        *ret = (guint64)number;
        return true;
}

static char *size_text(guint64 size)
{
        return size == G_MAXUINT64 ? g_strdup("infinity") : g_strdup_printf("%" G_GUINT64_FORMAT, size);
}

static void value_size(const char *value, GPtrArray *lines)
{
        guint64 size;
        if (parse_size(value, &size))
                add(lines, size_text(size));
        else
                value_as_is(value, lines);
}

static void value_number(const char *value, GPtrArray *lines)
{
        char *end;
        gint64 number = g_ascii_strtoll(value, &end, 10);
        if (end != value && !*end)
                add(lines, g_strdup_printf("%" G_GINT64_FORMAT, number));
        else
                value_as_is(value, lines);
}

static void value_mode(const char *value, GPtrArray *lines)
{
        char *end;
        unsigned long mode = strtoul(value, &end, 8);
        if (end != value && !*end)
                add(lines, g_strdup_printf("%04lo", mode));
        else
                value_as_is(value, lines);
}

static void value_percent(const char *value, GPtrArray *lines)
{
        char *end;
        double number = g_ascii_strtod(value, &end);
        if (end == value || strcmp(end, "%") != 0) {
                value_as_is(value, lines);
                return;
        }
        guint64 hundredths = (guint64)(number * 100 + 0.5);
        add(lines, hundredths % 100 == 0 ? g_strdup_printf("%" G_GUINT64_FORMAT "%%", hundredths / 100)
                                         : g_strdup_printf("%.2f%%", (double)hundredths / 100));
}

static void value_share(const char *value, GPtrArray *lines)
{
        char *end;
        double number = g_ascii_strtod(value, &end);
        if (end != value && strcmp(end, "%") == 0)
                add(lines, g_strdup_printf("%.2f%%", number));
        else
                value_as_is(value, lines);
}

static int signal_number(const char *name)
{
        const char *bare = g_str_has_prefix(name, "SIG") ? name + 3 : name;
        char *end;
        long number = strtol(bare, &end, 10);
        if (end != bare && !*end)
                return (int)number;
        if (g_str_has_prefix(bare, "RTMIN")) {
                number = bare[5] == '+' ? strtol(bare + 6, NULL, 10) : 0;
                return SIGRTMIN + (int)number;
        }
        if (g_str_has_prefix(bare, "RTMAX"))
                return SIGRTMAX - (bare[5] == '-' ? (int)strtol(bare + 6, NULL, 10) : 0);
        for (int i = 1; i < SIGRTMIN; i++) {
                const char *known = sigabbrev_np(i);
                if (known && strcmp(known, bare) == 0)
                        return i;
        }
        return -1;
}

static void value_signal(const char *value, GPtrArray *lines)
{
        int number = signal_number(value);
        add(lines, number > 0 ? format_signal(number) : g_strdup(value));
}

/* LimitCPU= and LimitRTTIME= are times, in seconds and microseconds; the others are sizes or counts. */
static char *limit_text(DirectiveId id, const char *value)
{
        guint64 number;
        if (strcmp(value, "infinity") == 0)
                return g_strdup(value);
        char *end;
        number = g_ascii_strtoull(value, &end, 10);
        bool plain = end != value && !*end;
        if (id == DIRECTIVE_LIMIT_CPU && !plain && parse_timespan(value, &number, NULL))
                return g_strdup_printf("%" G_GUINT64_FORMAT, (number + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
        if (id == DIRECTIVE_LIMIT_RTTIME && !plain && parse_timespan(value, &number, NULL))
                return g_strdup_printf("%" G_GUINT64_FORMAT, number);
        if (id == DIRECTIVE_LIMIT_NICE && (*value == '+' || *value == '-'))
                return g_strdup_printf("%ld", 20 - strtol(value, NULL, 10));
        return parse_size(value, &number) ? size_text(number) : g_strdup(value);
}

static void value_limit(DirectiveId id, const char *value, GPtrArray *lines)
{
        const char *colon = strchr(value, ':');
        g_autofree char *first = colon ? g_strndup(value, (gsize)(colon - value)) : g_strdup(value);
        g_autofree char *soft = limit_text(id, first), *hard = limit_text(id, colon ? colon + 1 : value);
        add(lines, strcmp(soft, hard) == 0 ? g_strdup(soft) : g_strdup_printf("%s:%s", soft, hard));
}

/* Names for numbers, and numbers for names. */

static void value_named(const char *value, GPtrArray *lines, const char *const *names, unsigned count)
{
        char *end;
        unsigned long number = strtoul(value, &end, 10);
        add(lines, g_strdup(end != value && !*end && number < count && names[number] ? names[number] : value));
}

static void value_io_class(const char *value, GPtrArray *lines)
{
        static const char *const names[] = {"none", "realtime", "best-effort", "idle"};
        value_named(value, lines, names, G_N_ELEMENTS(names));
}

static void value_log_level(const char *value, GPtrArray *lines)
{
        static const char *const names[] = {"emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"};
        value_named(value, lines, names, G_N_ELEMENTS(names));
}

static void value_errno(const char *value, GPtrArray *lines)
{
        char *end;
        long number = strtol(value, &end, 10);
        const char *name = end != value && !*end ? strerrorname_np((int)number) : NULL;
        add(lines, g_strdup(name ? name : value));
}

/* Exit statuses by name: systemd.exec(5), "Process Exit Codes", with those of sysexits.h. */
static int exit_status(const char *name)
{
        static const struct {
                const char *name;
                int status;
        } names[] = {
                {"SUCCESS", 0},      {"FAILURE", 1},      {"INVALIDARGUMENT", 2}, {"NOTIMPLEMENTED", 3},
                {"NOPERMISSION", 4}, {"NOTINSTALLED", 5}, {"NOTCONFIGURED", 6},   {"NOTRUNNING", 7},
                {"USAGE", 64},       {"DATAERR", 65},     {"NOINPUT", 66},        {"NOUSER", 67},
                {"NOHOST", 68},      {"UNAVAILABLE", 69}, {"SOFTWARE", 70},       {"OSERR", 71},
                {"OSFILE", 72},      {"CANTCREAT", 73},   {"IOERR", 74},          {"TEMPFAIL", 75},
                {"PROTOCOL", 76},    {"NOPERM", 77},      {"CONFIG", 78},
        };
        char *end;
        long number = strtol(name, &end, 10);
        if (end != name && !*end)
                return (int)number;
        for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                if (strcmp(names[i].name, name) == 0)
                        return names[i].status;
        return -1;
}

/* Words. */

static void each_word(const char *value, WordFlags flags, GPtrArray *lines, char *(*spell)(const char *word))
{
        g_auto(GStrv) words = words_split(value, flags, NULL, NULL);
        if (!words) {
                value_as_is(value, lines);
                return;
        }
        for (char **word = words; *word; word++) {
                char *text = spell(*word);
                if (text)
                        add(lines, text);
        }
}

static void value_statuses(const char *value, GPtrArray *lines)
{
        g_auto(GStrv) words = words_split(value, WORD_UNQUOTE, NULL, NULL);
        for (char **word = words; word && *word; word++) {
                int status = exit_status(*word), number = status < 0 ? signal_number(*word) : -1;
                add(lines, status >= 0  ? g_strdup_printf("%d", status)
                           : number > 0 ? format_signal(number)
                                        : g_strdup(*word));
        }
}

static void value_words(const char *value, GPtrArray *lines)
{
        each_word(value, WORD_UNQUOTE, lines, word_quote);
}

static void value_escaped_words(const char *value, GPtrArray *lines)
{
        each_word(value, WORD_UNQUOTE | WORD_UNESCAPE, lines, word_quote);
}

static void value_colon_words(const char *value, GPtrArray *lines)
{
        g_auto(GStrv) parts = g_strsplit(value, ":", -1);
        for (char **part = parts; *part; part++) {
                g_autofree char *simple = path_simplify(*part);
                if (**part)
                        add(lines, g_steal_pointer(&simple));
        }
}

/* A path with its prefixes "-", "+" and ":". */
static char *spell_path(const char *word)
{
        size_t prefix = strspn(word, "-+:");
        g_autofree char *simple = path_simplify(word + prefix);
        g_autofree char *path = g_strdup_printf("%.*s%s", (int)prefix, word, simple);
        return word_quote(path);
}

static void value_paths(const char *value, GPtrArray *lines)
{
        each_word(value, WORD_UNQUOTE, lines, spell_path);
}

static void value_path(const char *value, GPtrArray *lines)
{
        size_t prefix = strspn(value, "-");
        g_autofree char *simple = value[prefix] == '/' ? path_simplify(value + prefix) : g_strdup(value + prefix);
        add(lines, g_strdup_printf("%.*s%s", (int)prefix, value, simple));
}

/* Old programs write /var/run; a relative one lies below /run. */
static void value_pid_file(const char *value, GPtrArray *lines)
{
        g_autofree char *absolute = *value == '/' ? g_strdup(value) : g_strconcat("/run/", value, NULL);
        g_autofree char *simple = path_simplify(absolute);
        const char *path = path_has_prefix(simple, "/var/run") ? simple + strlen("/var") : simple;
        add(lines, g_strdup(path));
}

static void value_environment(const char *value, GPtrArray *lines)
{
        g_auto(GStrv) words = words_split(value, WORD_UNQUOTE | WORD_UNESCAPE, NULL, NULL);
        for (char **word = words; word && *word; word++) {
                const char *equals = strchr(*word, '=');
                if (equals && equals != *word)
                        add(lines, word_quote(*word));
        }
}

/* Parts of SRC:DST:OPTIONS, where a backslash keeps a colon. */
static char **split_colons(const char *word)
{
        GPtrArray *parts = g_ptr_array_new();
        GString *part = g_string_new(NULL);
        for (const char *c = word;; c++) {
                if (*c == '\\' && c[1]) {
                        g_string_append_c(part, *c++);
                        g_string_append_c(part, *c);
                } else if (*c == ':' || !*c) {
                        g_ptr_array_add(parts, g_strdup(part->str));
                        g_string_truncate(part, 0);
                        if (!*c)
                                break;
                } else
                        g_string_append_c(part, *c);
        }
        g_string_free(part, TRUE);
        g_ptr_array_add(parts, NULL);
        return (char **)g_ptr_array_free(parts, FALSE);
}

static char *spell_bind(const char *word)
{
        bool optional = *word == '-';
        g_auto(GStrv) parts = split_colons(word + optional);
        unsigned count = g_strv_length(parts);
        g_autofree char *from = path_simplify(parts[0]);
        g_autofree char *to = path_simplify(count > 1 && *parts[1] ? parts[1] : parts[0]);
        const char *dash = optional ? "-" : "";
        if (count > 2 && strcmp(parts[2], "norbind") == 0)
                return g_strdup_printf("%s%s:%s:norbind", dash, from, to);
        if (strcmp(from, to) == 0)
                return g_strdup_printf("%s%s", dash, from);
        return g_strdup_printf("%s%s:%s", dash, from, to);
}

static void value_binds(const char *value, GPtrArray *lines)
{
        each_word(value, WORD_UNQUOTE | WORD_RETAIN_ESCAPES, lines, spell_bind);
}

static char *spell_directory(const char *word)
{
        g_auto(GStrv) parts = split_colons(word);
        g_autofree char *name = path_simplify(parts[0]);
        const char *link = parts[1] ? parts[1] : "", *flags = parts[1] && parts[2] ? parts[2] : "";
        if (strcmp(flags, "ro") == 0)
                return g_strdup_printf("%s:%s:ro", name, link);
        return *link ? g_strdup_printf("%s:%s", name, link) : g_steal_pointer(&name);
}

static void value_directories(const char *value, GPtrArray *lines)
{
        each_word(value, WORD_UNQUOTE | WORD_RETAIN_ESCAPES, lines, spell_directory);
}

static char *spell_file_system(const char *word)
{
        const char *colon = strchr(word, ':');
        g_autofree char *path = colon ? g_strndup(word, (gsize)(colon - word)) : g_strdup(word);
        g_autofree char *simple = path_simplify(path);
        g_autofree char *text = g_strconcat(simple, colon && colon[1] ? colon : NULL, NULL);
        return word_quote(text);
}

static void value_file_systems(const char *value, GPtrArray *lines)
{
        each_word(value, WORD_UNQUOTE, lines, spell_file_system);
}

static void value_device(const char *value, GPtrArray *lines)
{
        g_auto(GStrv) words = words_split(value, WORD_UNQUOTE, NULL, NULL);
        if (!words || !words[0])
                return;
        const char *access = words[1] ? words[1] : "rwm";
        g_autofree char *node = *words[0] == '/' ? path_simplify(words[0]) : g_strdup(words[0]);
        add(lines, g_strdup_printf("%s %s%s%s", node, strchr(access, 'r') ? "r" : "", strchr(access, 'w') ? "w" : "",
                                   strchr(access, 'm') ? "m" : ""));
}

static char *spell_address(const char *word)
{
        unsigned char bytes[16];
        const char *slash = strchr(word, '/');
        g_autofree char *host = slash ? g_strndup(word, (gsize)(slash - word)) : g_strdup(word);
        for (int i = 0; i < 2; i++) {
                int family = i == 0 ? AF_INET : AF_INET6;
                unsigned bits = i == 0 ? 32 : 128;
                if (inet_pton(family, host, bytes) != 1)
                        continue;
                unsigned prefix = slash ? (unsigned)strtoul(slash + 1, NULL, 10) : bits;
                for (unsigned bit = prefix; bit < bits; bit++)
                        bytes[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
                char text[INET6_ADDRSTRLEN];
                inet_ntop(family, bytes, text, sizeof(text));
                return g_strdup_printf("%s/%u", text, MIN(prefix, bits));
        }
        return g_strdup(word);
}

static void value_addresses(const char *value, GPtrArray *lines)
{
        static const struct {
                const char *name, *addresses;
        } names[] = {
                {"any", "0.0.0.0/0 ::/0"},
                {"localhost", "127.0.0.0/8 ::1/128"},
                {"link-local", "169.254.0.0/16 fe80::/64"},
                {"multicast", "224.0.0.0/4 ff00::/8"},
        };
        g_auto(GStrv) words = words_split(value, WORD_UNQUOTE, NULL, NULL);
        for (char **word = words; word && *word; word++) {
                const char *known = NULL;
                for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                        if (strcmp(*word, names[i].name) == 0)
                                known = names[i].addresses;
                each_word(known ? known : *word, 0, lines, spell_address);
        }
}

/* "0 2-3,5" */
static void value_ranges(const char *value, GPtrArray *lines)
{
        guint8 mask[1024] = {0};
        size_t length = 0;
        const char *p = value;
        while (*p) {
                char *end;
                unsigned long first = strtoul(p, &end, 10), last = first;
                if (end == p || first >= sizeof(mask) * 8) {
                        value_as_is(value, lines);
                        return;
                }
                if (*end == '-')
                        last = strtoul(end + 1, &end, 10);
                for (unsigned long i = first; i <= last && i < sizeof(mask) * 8; i++) {
                        mask[i / 8] |= (guint8)(1 << i % 8);
                        length = MAX(length, i / 8 + 1);
                }
                p = end + strspn(end, ", \t");
                if (p == end && *p) {
                        value_as_is(value, lines);
                        return;
                }
        }
        add(lines, format_ranges(mask, length));
}

static void value_commands(const char *value, GPtrArray *lines)
{
        g_autoptr(GPtrArray) commands = exec_line_parse(value, NULL, NULL);
        if (!commands) {
                value_as_is(value, lines);
                return;
        }
        for (guint i = 0; i < commands->len; i++) {
                ExecLine *line = commands->pdata[i];
                if (!(line->prefixes & EXEC_VIA_SHELL)) {
                        line->prefixes &= ~(unsigned)EXEC_OWN_ARGV0;
                        if (strcmp(line->argv[0], line->path) != 0)
                                line->prefixes |= EXEC_OWN_ARGV0;
                }
                add(lines, exec_line_to_string(line));
        }
}

static void value_first_part(const char *value, GPtrArray *lines)
{
        /* The manager tells the kind ("file", "append", "fd"), not the path or name behind it. */
        add(lines, g_strndup(value, strcspn(value, ":")));
}

static void value_credential(const char *value, GPtrArray *lines)
{
        add(lines, strchr(value, ':') ? g_strdup(value) : g_strdup_printf("%s:%s", value, value));
}

static void value_delegate(const char *value, GPtrArray *lines)
{
        int boolean = parse_boolean(value);
        if (boolean >= 0)
                add(lines, g_strdup(boolean ? "yes" : "no"));
        else
                value_words(value, lines);
}

static ValueFunction value_function(DirectiveId id)
{
        static const struct {
                DirectiveId id;
                ValueFunction function;
        } special[] = {
                {DIRECTIVE_ENVIRONMENT, value_environment},
                {DIRECTIVE_ENVIRONMENT_FILE, value_path},
                {DIRECTIVE_PASS_ENVIRONMENT, value_escaped_words},
                {DIRECTIVE_UNSET_ENVIRONMENT, value_escaped_words},
                {DIRECTIVE_LOG_EXTRA_FIELDS, value_escaped_words},
                {DIRECTIVE_SUPPLEMENTARY_GROUPS, value_words},
                {DIRECTIVE_DISABLE_CONTROLLERS, value_words},
                {DIRECTIVE_JOINS_NAMESPACE_OF, value_words},
                {DIRECTIVE_REQUIRES_MOUNTS_FOR, value_paths},
                {DIRECTIVE_WANTS_MOUNTS_FOR, value_paths},
                {DIRECTIVE_EXEC_SEARCH_PATH, value_colon_words},
                {DIRECTIVE_TEMPORARY_FILE_SYSTEM, value_file_systems},
                {DIRECTIVE_PID_FILE, value_pid_file},
                {DIRECTIVE_CPU_AFFINITY, value_ranges},
                {DIRECTIVE_NUMA_MASK, value_ranges},
                {DIRECTIVE_ALLOWED_CPUS, value_ranges},
                {DIRECTIVE_STARTUP_ALLOWED_CPUS, value_ranges},
                {DIRECTIVE_ALLOWED_MEMORY_NODES, value_ranges},
                {DIRECTIVE_STARTUP_ALLOWED_MEMORY_NODES, value_ranges},
                {DIRECTIVE_CPU_QUOTA, value_percent},
                {DIRECTIVE_MANAGED_OOM_MEMORY_PRESSURE_LIMIT, value_share},
                {DIRECTIVE_TASKS_MAX, value_size},
                {DIRECTIVE_KILL_SIGNAL, value_signal},
                {DIRECTIVE_RESTART_KILL_SIGNAL, value_signal},
                {DIRECTIVE_FINAL_KILL_SIGNAL, value_signal},
                {DIRECTIVE_WATCHDOG_SIGNAL, value_signal},
                {DIRECTIVE_RELOAD_SIGNAL, value_signal},
                {DIRECTIVE_RESTART_PREVENT_EXIT_STATUS, value_statuses},
                {DIRECTIVE_RESTART_FORCE_EXIT_STATUS, value_statuses},
                {DIRECTIVE_SUCCESS_EXIT_STATUS, value_statuses},
                {DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER, value_errno},
                {DIRECTIVE_SYSLOG_LEVEL, value_log_level},
                {DIRECTIVE_LOG_LEVEL_MAX, value_log_level},
                {DIRECTIVE_IO_SCHEDULING_CLASS, value_io_class},
                {DIRECTIVE_SECURE_BITS, value_words},
                {DIRECTIVE_TIMER_SLACK_NSEC, value_nanoseconds},
                {DIRECTIVE_TIMEOUT_START_SEC, value_timeout},
                {DIRECTIVE_TIMEOUT_STOP_SEC, value_timeout},
                {DIRECTIVE_TIMEOUT_SEC, value_timeout},
                {DIRECTIVE_STANDARD_INPUT, value_first_part},
                {DIRECTIVE_STANDARD_OUTPUT, value_first_part},
                {DIRECTIVE_STANDARD_ERROR, value_first_part},
                {DIRECTIVE_LOAD_CREDENTIAL, value_credential},
                {DIRECTIVE_LOAD_CREDENTIAL_ENCRYPTED, value_credential},
                {DIRECTIVE_DELEGATE, value_delegate},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(special); i++)
                if (special[i].id == id)
                        return special[i].function;

        static const ValueFunction by_kind[_VALUE_MAX] = {
                [VALUE_TIME] = value_time,           [VALUE_SIZE] = value_size,
                [VALUE_NUMBER] = value_number,       [VALUE_MODE] = value_mode,
                [VALUE_PATH] = value_path,           [VALUE_PATH_LIST] = value_paths,
                [VALUE_BIND_LIST] = value_binds,     [VALUE_DIRECTORY_LIST] = value_directories,
                [VALUE_ARCHITECTURES] = value_words, [VALUE_DEVICE] = value_device,
                [VALUE_ADDRESSES] = value_addresses, [VALUE_SOCKET_BIND] = value_words,
                [VALUE_COMMAND] = value_commands,
        };
        ValueFunction function = by_kind[directives[id].kind];
        return function ? function : value_as_is;
}

void canonical_value(DirectiveId id, const char *line, GPtrArray *lines)
{
        if (g_str_has_prefix(directives[id].name, "Limit"))
                value_limit(id, line, lines);
        else
                value_function(id)(line, lines);
}
