/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Specifiers, in two halves: facts of the host, which are read once, and the replacement, which is pure but for the
 * resolving of the unit file's own path (%y, %Y). Those about control groups (%c, %r, %R), which only a running manager
 * can answer and which it calls deprecated, are not replaced but refused. */
#include <errno.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/chase.h"
#include "base/error.h"
#include "base/file.h"
#include "unit/specifier.h"
#include "unit/unit-name.h"
#include "unit/unit.h"

void specifier_facts_free(SpecifierFacts *facts)
{
        if (!facts)
                return;
        /* Nothing but strings. */
        for (char **field = (char **)facts; field < (char **)(facts + 1); field++)
                g_free(*field);
        g_free(facts);
}

static char *read_line_of(const char *root, const char *path)
{
        g_autofree char *full = path_under_root(root, path);
        char *text = NULL;
        if (!file_read(full, 64 * 1024, &text, NULL, NULL))
                return NULL;
        text[strcspn(text, "\n")] = '\0';
        return g_strstrip(text);
}

/* The value of KEY= in a file of shell assignments (os-release(5), machine-info(5)): "" where it is not set, NULL
 * without the file. */
static char *read_assignment(const char *root, const char *path, const char *key)
{
        g_autofree char *full = path_under_root(root, path), *text = NULL;
        if (!file_read(full, 64 * 1024, &text, NULL, NULL))
                return NULL;
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line; line++) {
                char *entry = g_strstrip(*line);
                if (!g_str_has_prefix(entry, key) || entry[strlen(key)] != '=')
                        continue;
                char *value = g_shell_unquote(entry + strlen(key) + 1, NULL);
                return value ? value : g_strdup(entry + strlen(key) + 1);
        }
        return g_strdup("");
}

static char *read_os_release(const char *root, const char *key)
{
        char *value = read_assignment(root, "/etc/os-release", key);
        return value ? value : read_assignment(root, "/usr/lib/os-release", key);
}

static char *architecture_name(const char *machine)
{
        static const struct {
                const char *machine, *name;
        } names[] = {
                {"x86_64", "x86-64"}, {"aarch64", "arm64"},   {"aarch64_be", "arm64-be"},
                {"i386", "x86"},      {"i486", "x86"},        {"i586", "x86"},
                {"i686", "x86"},      {"ppc64", "ppc64"},     {"ppc64le", "ppc64-le"},
                {"ppc", "ppc"},       {"ppcle", "ppc-le"},    {"s390x", "s390x"},
                {"s390", "s390"},     {"riscv64", "riscv64"}, {"riscv32", "riscv32"},
                {"mips", "mips"},     {"mips64", "mips64"},   {"sparc64", "sparc64"},
                {"alpha", "alpha"},   {"parisc", "parisc"},   {"loongarch64", "loongarch64"},
                {"ia64", "ia64"},     {"m68k", "m68k"},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
                if (strcmp(names[i].machine, machine) == 0)
                        return g_strdup(names[i].name);
        return g_strdup(g_str_has_prefix(machine, "arm") ? "arm" : machine);
}

/* Only where it is asked for: what is looked at is noted (base/seen.h), and this is another one after each boot. */
static char *read_boot_id(void)
{
        g_autofree char *boot = read_line_of(NULL, "/proc/sys/kernel/random/boot_id");
        g_auto(GStrv) parts = g_strsplit(boot ? boot : "", "-", -1);
        return boot ? g_strjoinv("", parts) : NULL;
}

static void read_host(SpecifierFacts *facts, const char *root)
{
        struct utsname host;
        if (uname(&host) == 0) {
                facts->kernel = g_strdup(host.release);
                facts->architecture = architecture_name(host.machine);
                if (!root)
                        facts->hostname = g_strdup(host.nodename);
        }
        if (root)
                facts->hostname = read_line_of(root, "/etc/hostname");
        facts->pretty_hostname = read_assignment(root, "/etc/machine-info", "PRETTY_HOSTNAME");
        if ((!facts->pretty_hostname || !*facts->pretty_hostname) && facts->hostname) {
                g_free(facts->pretty_hostname);
                facts->pretty_hostname = g_strndup(facts->hostname, strcspn(facts->hostname, "."));
        }

        facts->machine_id = read_line_of(root, "/etc/machine-id");
        if (facts->machine_id && strlen(facts->machine_id) != 32)
                g_clear_pointer(&facts->machine_id, g_free);
        facts->os_id = read_os_release(root, "ID");
        facts->os_version_id = read_os_release(root, "VERSION_ID");
        facts->os_build_id = read_os_release(root, "BUILD_ID");
        facts->os_variant_id = read_os_release(root, "VARIANT_ID");
        facts->os_image_id = read_os_release(root, "IMAGE_ID");
        facts->os_image_version = read_os_release(root, "IMAGE_VERSION");
}

/* The manager prefers bash for root where it is there. */
static const char *root_shell(const char *root)
{
        g_autofree char *bash = path_chase(root, "/bin/bash", CHASE_FOLLOW);
        return bash ? "/bin/bash" : "/bin/sh";
}

static void read_system_manager(SpecifierFacts *facts, const char *root)
{
        facts->user = g_strdup("root");
        facts->uid = g_strdup("0");
        facts->group = g_strdup("root");
        facts->gid = g_strdup("0");
        facts->home = g_strdup("/root");
        facts->shell = g_strdup(root_shell(root));
        facts->runtime = g_strdup("/run");
        facts->state = g_strdup("/var/lib");
        facts->cache = g_strdup("/var/cache");
        facts->logs = g_strdup("/var/log");
        facts->configuration = g_strdup("/etc");
        facts->shared = g_strdup("/usr/share");
        facts->tmp = g_strdup("/tmp");
        facts->var_tmp = g_strdup("/var/tmp");
}

static char *base_directory(const char *variable, const char *home, const char *below)
{
        const char *value = g_getenv(variable);
        if (value && *value == '/')
                return g_strdup(value);
        return home ? g_build_filename(home, below, NULL) : NULL;
}

/* By the name of its library. Where it is likely to lie comes first: to look into all of /usr/lib takes time. */
unsigned unit_installed_systemd(const char *root)
{
        static const char *const places[] = {
                "/usr/lib/*-linux-*/systemd/libsystemd-shared-*.so",
                "/usr/lib/systemd/libsystemd-shared-*.so",
                "/usr/lib/*/systemd/libsystemd-shared-*.so",
        };
        unsigned version = 0;
        for (unsigned i = 0; version == 0 && i < G_N_ELEMENTS(places); i++) {
                g_autofree char *pattern = path_under_root(root, places[i]);
                glob_t found = {0};
                if (glob(pattern, GLOB_NOSORT, NULL, &found) == 0) {
                        const char *library = strrchr(found.gl_pathv[0], '/');
                        version = (unsigned)strtoul(library + strlen("/libsystemd-shared-"), NULL, 10);
                }
                globfree(&found);
        }
        return version;
}

static void read_user_manager(SpecifierFacts *facts, const char *root)
{
        const struct passwd *entry = getpwuid(getuid());
        const struct group *group = getgrgid(getgid());
        const char *home = g_getenv("HOME"), *shell = g_getenv("SHELL"), *tmp = g_getenv("TMPDIR");
        facts->user = entry ? g_strdup(entry->pw_name) : g_strdup_printf("%u", getuid());
        facts->uid = g_strdup_printf("%u", getuid());
        facts->group = group ? g_strdup(group->gr_name) : g_strdup_printf("%u", getgid());
        facts->gid = g_strdup_printf("%u", getgid());
        facts->home = g_strdup(home && *home == '/' ? home : entry ? entry->pw_dir : NULL);
        facts->shell = g_strdup(shell && *shell == '/' ? shell : entry ? entry->pw_shell : NULL);
        facts->runtime = g_strdup(g_getenv("XDG_RUNTIME_DIR"));
        /* Before 254, state lay beside the configuration. */
        unsigned version = unit_installed_systemd(root);
        facts->state = version > 0 && version < 254 ? base_directory("XDG_CONFIG_HOME", facts->home, ".config")
                                                    : base_directory("XDG_STATE_HOME", facts->home, ".local/state");
        facts->cache = base_directory("XDG_CACHE_HOME", facts->home, ".cache");
        facts->logs = facts->state ? g_build_filename(facts->state, "log", NULL) : NULL;
        facts->configuration = base_directory("XDG_CONFIG_HOME", facts->home, ".config");
        facts->shared = base_directory("XDG_DATA_HOME", facts->home, ".local/share");
        facts->tmp = g_strdup(tmp && *tmp == '/' ? tmp : "/tmp");
        facts->var_tmp = g_strdup(tmp && *tmp == '/' ? tmp : "/var/tmp");
}

static void read_manager(SpecifierFacts *facts, const char *root, bool user)
{
        if (user)
                read_user_manager(facts, root);
        else
                read_system_manager(facts, root);
}

static const char *tree(const char *root)
{
        return root && strcmp(root, "/") == 0 ? NULL : root;
}

SpecifierFacts *specifier_facts_read(const char *root, bool user)
{
        SpecifierFacts *facts = g_new0(SpecifierFacts, 1);
        read_host(facts, tree(root));
        read_manager(facts, tree(root), user);
        return facts;
}

static char *last_part(const char *unit)
{
        g_autofree char *prefix = unit_name_prefix(unit);
        if (!prefix)
                return NULL;
        const char *dash = strrchr(prefix, '-');
        return g_strdup(dash ? dash + 1 : prefix);
}

static char *unescaped(char *escaped)
{
        g_autofree char *owned = escaped;
        return owned ? unit_name_unescape(owned) : NULL;
}

/* The path that a unit is about: of its instance if it has one, else of its prefix. */
static char *path_of(const char *unit)
{
        g_autofree char *instance = unit_name_instance(unit), *prefix = unit_name_prefix(unit);
        const char *text = instance && *instance ? instance : prefix;
        return text ? unit_name_unescape_path(text) : NULL;
}

static char *fragment_path(const SpecifierContext *context, bool directory)
{
        if (!context->fragment)
                return NULL;
        g_autofree char *path = path_chase(context->root, context->fragment, CHASE_FOLLOW);
        if (!path)
                return NULL;
        return directory ? g_path_get_dirname(path) : g_steal_pointer(&path);
}

/* Those that are about the unit alone; most units have no others, and reading facts takes longer than reading a unit.
 */
static bool needs_facts(char specifier)
{
        return strchr("nNpPiIjJfyYcrR", specifier) == NULL;
}

static const SpecifierFacts *get_facts(char specifier, const SpecifierContext *context)
{
        static const SpecifierFacts none = {0};
        if (!needs_facts(specifier))
                return &none;
        if (context->facts)
                return context->facts;
        if (!context->lazy)
                return &none;
        if (!*context->lazy)
                *context->lazy = g_new0(SpecifierFacts, 1);
        SpecifierFacts *facts = *context->lazy;
        bool of_host = strchr("HlqmbvaowBWMA", specifier) != NULL;
        if (of_host && !facts->kernel)
                read_host(facts, tree(context->root));
        if (!of_host && !facts->user)
                read_manager(facts, tree(context->root), context->user);
        return facts;
}

/* A value ("" for an empty one), or NULL; *ret_known: is there such a specifier at all? */
static char *lookup(char specifier, const SpecifierContext *context, bool *ret_known)
{
        const SpecifierFacts *facts = get_facts(specifier, context);
        const char *unit = context->unit;
        *ret_known = true;
        switch (specifier) {
        case 'n':
                return g_strdup(unit);
        case 'N':
                return unit_name_without_type(unit);
        case 'p':
                return unit_name_prefix(unit);
        case 'P':
                return unescaped(unit_name_prefix(unit));
        case 'i': {
                char *instance = unit_name_instance(unit);
                return instance ? instance : g_strdup("");
        }
        case 'I': {
                char *instance = unit_name_instance(unit);
                return instance ? unescaped(instance) : g_strdup("");
        }
        case 'j':
                return last_part(unit);
        case 'J':
                return unescaped(last_part(unit));
        case 'f':
                return path_of(unit);
        case 'y':
                return fragment_path(context, false);
        case 'Y':
                return fragment_path(context, true);
        case 'H':
                return g_strdup(facts->hostname);
        case 'l':
                return facts->hostname ? g_strndup(facts->hostname, strcspn(facts->hostname, ".")) : NULL;
        case 'q':
                return g_strdup(facts->pretty_hostname);
        case 'm':
                return g_strdup(facts->machine_id);
        case 'b':
                return facts->boot_id ? g_strdup(facts->boot_id) : read_boot_id();
        case 'v':
                return g_strdup(facts->kernel);
        case 'a':
                return g_strdup(facts->architecture);
        case 'o':
                return g_strdup(facts->os_id);
        case 'w':
                return g_strdup(facts->os_version_id);
        case 'B':
                return g_strdup(facts->os_build_id);
        case 'W':
                return g_strdup(facts->os_variant_id);
        case 'M':
                return g_strdup(facts->os_image_id);
        case 'A':
                return g_strdup(facts->os_image_version);
        case 'u':
                return g_strdup(facts->user);
        case 'U':
                return g_strdup(facts->uid);
        case 'g':
                return g_strdup(facts->group);
        case 'G':
                return g_strdup(facts->gid);
        case 'h':
                return g_strdup(facts->home);
        case 's':
                return g_strdup(facts->shell);
        case 't':
                return g_strdup(facts->runtime);
        case 'S':
                return g_strdup(facts->state);
        case 'C':
                return g_strdup(facts->cache);
        case 'L':
                return g_strdup(facts->logs);
        case 'E':
                return g_strdup(facts->configuration);
        case 'D':
                return g_strdup(facts->shared);
        case 'T':
                return g_strdup(facts->tmp);
        case 'V':
                return g_strdup(facts->var_tmp);
        case 'd':
                return facts->runtime ? g_strdup_printf("%s/credentials/%s", facts->runtime, unit) : NULL;
        case 'c':
        case 'r':
        case 'R':
                return NULL;
        default:
                *ret_known = false;
                return NULL;
        }
}

static void append_quoted(GString *out, const char *text, SpecifierQuoting quoting)
{
        for (const char *c = text; *c; c++) {
                bool special = strchr(" \t\n\r\"'\\", *c) != NULL;
                if (special && quoting == SPECIFIER_ESCAPE)
                        g_string_append_printf(out, "\\x%02x", (unsigned char)*c);
                else {
                        if (special && quoting == SPECIFIER_BACKSLASH)
                                g_string_append_c(out, '\\');
                        g_string_append_c(out, *c);
                }
        }
}

/* Is what was written so far in the middle of quotes? */
static char step_quote(char quote, char c)
{
        if (quote)
                return c == quote ? 0 : quote;
        return c == '\'' || c == '"' ? c : 0;
}

char *specifier_expand(const char *text, const SpecifierContext *context, SpecifierQuoting quoting, size_t *ret_offset,
                       GError **error)
{
        if (!strchr(text, '%'))
                return g_strdup(text);
        g_autoptr(GString) out = g_string_new(NULL);
        char quote = 0;
        for (const char *c = text; *c; c++) {
                if (*c != '%' || (!g_ascii_isalnum(c[1]) && c[1] != '%')) {
                        g_string_append_c(out, *c);
                        if (*c == '\\' && c[1] && c[1] != '%')
                                g_string_append_c(out, *++c);
                        else
                                quote = step_quote(quote, *c);
                        continue;
                }
                if (c[1] == '%') {
                        g_string_append_c(out, '%');
                        c++;
                        continue;
                }
                bool known;
                g_autofree char *value = lookup(c[1], context, &known);
                if (!value) {
                        if (ret_offset)
                                *ret_offset = (size_t)(c - text);
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT,
                                    known ? "the specifier %%%c has no value here"
                                          : "there is no specifier %%%c; write %%%% for a percent sign",
                                    c[1]);
                        return NULL;
                }
                append_quoted(out, value, quoting);
                /* Nothing is still a word: the manager splits before it expands. */
                if (!*value && quoting != SPECIFIER_PLAIN && !quote)
                        g_string_append(out, "\"\"");
                c++;
        }
        return g_strdup(out->str);
}

char *specifier_escape(const char *text)
{
        g_auto(GStrv) parts = g_strsplit(text, "%", -1);
        return g_strjoinv("%%", parts);
}
