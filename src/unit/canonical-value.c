/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One spelling for values that are words: lists of paths, addresses, devices, variables, command lines. The spelling is
 * that in which bus-properties.c writes what the manager says. Words that the manager passes over are left out, and
 * what stands before a word that can't be read counts. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "unit/bus-properties.h"
#include "unit/canonical-internal.h"
#include "unit/exec-line.h"
#include "unit/words.h"

typedef bool (*ValueFunction)(const char *value, GPtrArray *lines);

static bool add(GPtrArray *lines, char *line)
{
        g_ptr_array_add(lines, line);
        return true;
}

/* spell: NULL passes the word over. */
static bool each_word(const char *value, WordFlags flags, GPtrArray *lines, char *(*spell)(const char *word))
{
        const char *p = value;
        char *word = NULL;
        while (word_next(&p, flags, &word, NULL) > 0) {
                char *text = spell(word);
                if (text)
                        add(lines, text);
                g_free(word);
        }
        return true;
}

static bool value_words(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE, lines, word_quote);
}

static char *spell_variable_name(const char *word)
{
        for (const char *c = word; *c; c++)
                if (!g_ascii_isalnum(*c) && *c != '_')
                        return NULL;
        return *word && !g_ascii_isdigit(*word) ? g_strdup(word) : NULL;
}

static bool value_variable_names(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE, lines, spell_variable_name);
}

static bool value_escaped_words(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE | WORD_UNESCAPE, lines, word_quote);
}

static char *spell_variable(const char *word)
{
        const char *equals = strchr(word, '=');
        return equals && equals != word ? word_quote(word) : NULL;
}

static bool value_environment(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE | WORD_UNESCAPE, lines, spell_variable);
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
                return number >= 0 && number <= 255 ? (int)number : -1;
        for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                if (strcmp(names[i].name, name) == 0)
                        return names[i].status;
        return -1;
}

static char *spell_status(const char *word)
{
        int status = exit_status(word), number = status < 0 ? signal_from_text(word) : -1;
        if (status >= 0)
                return g_strdup_printf("%d", status);
        return number > 0 ? format_signal(number) : NULL;
}

static bool value_statuses(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE, lines, spell_status);
}

static bool value_colon_words(const char *value, GPtrArray *lines)
{
        g_auto(GStrv) parts = g_strsplit(value, ":", -1);
        for (char **part = parts; *part; part++)
                if (**part)
                        add(lines, path_simplify(*part));
        return true;
}

/* A path with its prefixes "-" and "+"; it must be absolute. */
static char *spell_path(const char *word)
{
        size_t prefix = strspn(word, "-+");
        if (word[prefix] != '/')
                return NULL;
        g_autofree char *simple = path_simplify(word + prefix);
        g_autofree char *path = g_strdup_printf("%.*s%s", (int)prefix, word, simple);
        return word_quote(path);
}

static bool value_paths(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE, lines, spell_path);
}

static bool value_path(const char *value, GPtrArray *lines)
{
        size_t prefix = strspn(value, "-");
        g_autofree char *simple = value[prefix] == '/' ? path_simplify(value + prefix) : g_strdup(value + prefix);
        return add(lines, g_strdup_printf("%.*s%s", (int)prefix, value, simple));
}

/* Old programs write /var/run; a relative one lies below /run. */
static bool value_pid_file(const char *value, GPtrArray *lines)
{
        g_autofree char *absolute = *value == '/' ? g_strdup(value) : g_strconcat("/run/", value, NULL);
        g_autofree char *simple = path_simplify(absolute);
        return add(lines, g_strdup(path_has_prefix(simple, "/var/run") ? simple + strlen("/var") : simple));
}

/* Takes one part of SOURCE:DESTINATION:OPTIONS: it ends at a colon (*ret_more) or a blank that is neither quoted nor
 * escaped. NULL at the end, or for an open quote. */
static char *take_part(const char **p, bool *ret_more)
{
        g_autoptr(GString) part = g_string_new(NULL);
        const char *c = *p;
        char quote = 0;
        *ret_more = false;
        if (!*c)
                return NULL;
        for (; *c; c++) {
                if (*c == '\\' && c[1])
                        g_string_append_c(part, *++c);
                else if (quote ? *c == quote : *c == '\'' || *c == '"')
                        quote = quote ? 0 : *c;
                else if (!quote && strchr(": \t\n\r", *c))
                        break;
                else
                        g_string_append_c(part, *c);
        }
        if (quote)
                return NULL;
        *ret_more = *c == ':';
        *p = *ret_more ? c + 1 : c + strspn(c, " \t\n\r");
        return g_strdup(part->str);
}

/* As bus-properties.c writes a part. */
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

static bool value_binds(const char *value, GPtrArray *lines)
{
        const char *p = value + strspn(value, " \t\n\r");
        for (;;) {
                bool more;
                g_autofree char *source = take_part(&p, &more);
                if (!source)
                        return true;
                g_autofree char *destination = more ? take_part(&p, &more) : NULL;
                g_autofree char *options = more ? take_part(&p, &more) : NULL;
                const char *path = source + (*source == '-');
                if (*path != '/' || (destination && *destination != '/'))
                        continue;
                g_autofree char *simple = path_simplify(path),
                                *target = path_simplify(destination ? destination : path);
                g_autofree char *from = escape_part(simple), *to = escape_part(target);
                const char *dash = *source == '-' ? "-" : "";
                if (g_strcmp0(options, "norbind") == 0)
                        add(lines, g_strdup_printf("%s%s:%s:norbind", dash, from, to));
                else if (strcmp(from, to) != 0)
                        add(lines, g_strdup_printf("%s%s:%s", dash, from, to));
                else
                        add(lines, g_strdup_printf("%s%s", dash, from));
        }
}

static char *spell_directory(const char *word)
{
        const char *p = word;
        bool more;
        g_autofree char *name = take_part(&p, &more);
        g_autofree char *link = name && more ? take_part(&p, &more) : NULL;
        g_autofree char *flags = link && more ? take_part(&p, &more) : NULL;
        if (!name || !*name || *name == '/')
                return NULL;
        g_autofree char *simple = path_simplify(name), *from = escape_part(simple), *to = escape_part(link ? link : "");
        if (g_strcmp0(flags, "ro") == 0)
                return g_strdup_printf("%s:%s:ro", from, to);
        return *to ? g_strdup_printf("%s:%s", from, to) : g_steal_pointer(&from);
}

static bool value_directories(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE | WORD_RETAIN_ESCAPES, lines, spell_directory);
}

static char *spell_file_system(const char *word)
{
        const char *colon = strchr(word, ':');
        g_autofree char *path = colon ? g_strndup(word, (gsize)(colon - word)) : g_strdup(word);
        if (*path != '/')
                return NULL;
        g_autofree char *simple = path_simplify(path);
        g_autofree char *text = g_strconcat(simple, colon && colon[1] ? colon : NULL, NULL);
        return word_quote(text);
}

static bool value_file_systems(const char *value, GPtrArray *lines)
{
        return each_word(value, WORD_UNQUOTE, lines, spell_file_system);
}

static bool value_device(const char *value, GPtrArray *lines)
{
        g_auto(GStrv) words = words_split(value, WORD_UNQUOTE, NULL, NULL);
        if (!words || !words[0])
                return false;
        if (!g_str_has_prefix(words[0], "/dev/") && !g_str_has_prefix(words[0], "block-") &&
            !g_str_has_prefix(words[0], "char-") && !g_str_has_prefix(words[0], "/run/systemd/inaccessible/"))
                return false;
        const char *access = words[1] ? words[1] : "rwm";
        g_autofree char *node = *words[0] == '/' ? path_simplify(words[0]) : g_strdup(words[0]);
        return add(lines, g_strdup_printf("%s %s%s%s", node, strchr(access, 'r') ? "r" : "",
                                          strchr(access, 'w') ? "w" : "", strchr(access, 'm') ? "m" : ""));
}

static char *spell_address(const char *word)
{
        unsigned char bytes[16];
        const char *slash = strchr(word, '/');
        g_autofree char *host = slash ? g_strndup(word, (gsize)(slash - word)) : g_strdup(word);
        for (int i = 0; i < 2; i++) {
                int family = i == 0 ? AF_INET : AF_INET6;
                unsigned long bits = i == 0 ? 32 : 128, prefix = bits;
                char *end = NULL;
                if (inet_pton(family, host, bytes) != 1)
                        continue;
                if (slash)
                        prefix = strtoul(slash + 1, &end, 10);
                if (slash && (!g_ascii_isdigit(slash[1]) || *end || prefix > bits))
                        return NULL;
                for (unsigned long bit = prefix; bit < bits; bit++)
                        bytes[bit / 8] &= (unsigned char)~(0x80 >> bit % 8);
                char text[INET6_ADDRSTRLEN];
                inet_ntop(family, bytes, text, sizeof(text));
                return g_strdup_printf("%s/%lu", text, prefix);
        }
        return NULL;
}

static bool value_addresses(const char *value, GPtrArray *lines)
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
                const char *known = *word;
                for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                        if (strcmp(*word, names[i].name) == 0)
                                known = names[i].addresses;
                each_word(known, 0, lines, spell_address);
        }
        return true;
}

/* "0 2-3,5" */
static bool value_ranges(const char *value, GPtrArray *lines)
{
        guint8 mask[1024] = {0};
        size_t length = 0;
        const char *p = value + strspn(value, ", \t");
        while (*p) {
                char *end;
                unsigned long first = strtoul(p, &end, 10), last = first;
                if (!g_ascii_isdigit(*p))
                        return false;
                if (*end == '-' && g_ascii_isdigit(end[1]))
                        last = strtoul(end + 1, &end, 10);
                if (first > last || last >= sizeof(mask) * 8)
                        return false;
                for (unsigned long i = first; i <= last; i++)
                        mask[i / 8] |= (guint8)(1 << i % 8);
                length = MAX(length, last / 8 + 1);
                p = end + strspn(end, ", \t");
                if (p == end && *p)
                        return false;
        }
        return add(lines, format_ranges(mask, length));
}

static bool value_commands(const char *value, GPtrArray *lines)
{
        g_autoptr(GPtrArray) commands = exec_line_parse(value, NULL, NULL);
        for (guint i = 0; commands && i < commands->len; i++) {
                ExecLine *line = commands->pdata[i];
                if (!(line->prefixes & EXEC_VIA_SHELL)) {
                        line->prefixes &= ~(unsigned)EXEC_OWN_ARGV0;
                        if (strcmp(line->argv[0], line->path) != 0)
                                line->prefixes |= EXEC_OWN_ARGV0;
                }
                add(lines, exec_line_to_string(line));
        }
        return commands != NULL;
}

/* The manager tells the kind ("file", "append", "fd"), not the path or name behind it. */
static bool value_first_part(const char *value, GPtrArray *lines)
{
        return add(lines, g_strndup(value, strcspn(value, ":")));
}

static bool value_credential(const char *value, GPtrArray *lines)
{
        return add(lines, strchr(value, ':') ? g_strdup(value) : g_strdup_printf("%s:%s", value, value));
}

/* PATH:NAME:FLAGS; the name is the file's where none is given. */
static bool value_open_file(const char *value, GPtrArray *lines)
{
        const char *p = value;
        bool more;
        g_autofree char *path = take_part(&p, &more);
        g_autofree char *name = path && more ? take_part(&p, &more) : NULL;
        if (!path || *path != '/')
                return false;
        g_autofree char *simple = path_simplify(path), *base = g_path_get_basename(simple);
        g_autofree char *from = escape_part(simple), *fd = escape_part(name && *name ? name : base);
        return add(lines, g_strdup_printf("%s:%s%s%s", from, fd, more && *p ? ":" : "", more ? p : ""));
}

static bool value_watch(const char *value, GPtrArray *lines)
{
        int boolean = parse_boolean(value);
        return add(lines, g_strdup(boolean < 0 ? value : boolean ? "yes" : "no"));
}

static bool value_quota(const char *value, GPtrArray *lines)
{
        if (strcmp(value, "off") == 0)
                return true;
        return value_share(value, lines) || value_size(value, lines);
}

static bool value_delegate(const char *value, GPtrArray *lines)
{
        int boolean = parse_boolean(value);
        return boolean >= 0 ? add(lines, g_strdup(boolean ? "yes" : "no")) : value_words(value, lines);
}

static ValueFunction value_function(DirectiveId id)
{
        static const struct {
                DirectiveId id;
                ValueFunction function;
        } special[] = {
                {DIRECTIVE_ENVIRONMENT, value_environment},
                {DIRECTIVE_ENVIRONMENT_FILE, value_path},
                {DIRECTIVE_PASS_ENVIRONMENT, value_variable_names},
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
                {DIRECTIVE_NICE, value_nice},
                {DIRECTIVE_CPU_WEIGHT, value_weight},
                {DIRECTIVE_STARTUP_CPU_WEIGHT, value_weight},
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
                {DIRECTIVE_OPEN_FILE, value_open_file},
                {DIRECTIVE_MEMORY_PRESSURE_WATCH, value_watch},
                {DIRECTIVE_CPU_PRESSURE_WATCH, value_watch},
                {DIRECTIVE_IO_PRESSURE_WATCH, value_watch},
                {DIRECTIVE_FILE_DESCRIPTOR_STORE_PRESERVE, value_watch},
                {DIRECTIVE_RUNTIME_DIRECTORY_PRESERVE, value_watch},
                {DIRECTIVE_CACHE_DIRECTORY_QUOTA, value_quota},
                {DIRECTIVE_LOGS_DIRECTORY_QUOTA, value_quota},
                {DIRECTIVE_STATE_DIRECTORY_QUOTA, value_quota},
        };
        static const ValueFunction by_kind[_VALUE_MAX] = {
                [VALUE_TIME] = value_time,           [VALUE_SIZE] = value_size,
                [VALUE_NUMBER] = value_number,       [VALUE_MODE] = value_mode,
                [VALUE_PATH] = value_path,           [VALUE_PATH_LIST] = value_paths,
                [VALUE_BIND_LIST] = value_binds,     [VALUE_DIRECTORY_LIST] = value_directories,
                [VALUE_ARCHITECTURES] = value_words, [VALUE_DEVICE] = value_device,
                [VALUE_ADDRESSES] = value_addresses, [VALUE_SOCKET_BIND] = value_words,
                [VALUE_COMMAND] = value_commands,
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(special); i++)
                if (special[i].id == id)
                        return special[i].function;
        return by_kind[directives[id].kind];
}

bool canonical_value(DirectiveId id, const char *line, GPtrArray *lines)
{
        ValueFunction function = value_function(id);
        bool good = g_str_has_prefix(directives[id].name, "Limit") ? value_limit(id, line, lines)
                    : function                                     ? function(line, lines)
                                                                   : add(lines, g_strdup(line));
        /* So that a difference shows, and does not hide. */
        if (!good)
                add(lines, g_strdup(line));
        return good;
}
