/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The values of all directives of one service, merged as systemd merges them. What the set-valued directives amount to
 * is computed from their lines in order, each line as systemd's parser takes it, because the outcome depends on that
 * order: the first line decides whether a list allows or denies, an empty CapabilityBoundingSet= is the empty set while
 * an empty SystemCallFilter= is no filter, and RestrictAddressFamilies=none forgets what stood before. */
#include "model/config.h"

#include <string.h>

#include "base/text.h"
#include "model/capability.h"
#include "model/family.h"
#include "model/syscall.h"

#define BLANKS " \t\n\r"

Config *config_new(void)
{
        return g_new0(Config, 1);
}

Config *config_new_for(unsigned systemd)
{
        Config *config = config_new();
        config->systemd = systemd;
        return config;
}

Config *config_copy(const Config *config)
{
        Config *copy = config_new_for(config->systemd);
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if (config->lines[id])
                        copy->lines[id] = g_strdupv(config->lines[id]);
        return copy;
}

void config_clear(Config *config)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if (config->lines[id])
                        g_clear_pointer(&config->lines[id], g_strfreev);
}

void config_free(Config *config)
{
        if (!config)
                return;
        config_clear(config);
        g_free(config);
}

void config_unset(Config *config, DirectiveId id)
{
        g_return_if_fail((unsigned)id < _DIRECTIVE_MAX);
        g_clear_pointer(&config->lines[id], g_strfreev);
}

static void append_line(Config *config, DirectiveId id, const char *value)
{
        char **lines = config->lines[id];
        unsigned length = lines ? g_strv_length(lines) : 0;
        lines = g_renew(char *, lines, length + 2);
        lines[length] = g_strdup(value);
        lines[length + 1] = NULL;
        config->lines[id] = lines;
}

/* Lines after which nothing that was before matters, although they are not empty. */
static bool forgets_what_was(DirectiveId id, const char *value)
{
        if (id == DIRECTIVE_RESTRICT_ADDRESS_FAMILIES)
                return strcmp(value, "none") == 0;
        if (id == DIRECTIVE_RESTRICT_NAMESPACES)
                return parse_boolean(value) >= 0;
        if (id == DIRECTIVE_DELEGATE)
                return parse_boolean(value) >= 0;
        /* "" is the empty set and "~" the full one; so is a line in which no word is known. */
        if (id == DIRECTIVE_CAPABILITY_BOUNDING_SET)
                return capability_mask_from_string(value[0] == '~' ? value + 1 : value, NULL) == 0;
        return false;
}

/* Words for the same value as another. */
static const char *canonical(DirectiveId id, const char *value)
{
        const Directive *directive = &directives[id];
        if (directive->kind != VALUE_BOOLEAN && directive->kind != VALUE_ENUM && directive->kind != VALUE_NAMESPACES &&
            id != DIRECTIVE_DELEGATE)
                return value;
        if (directive->kind != VALUE_ENUM || string_table_index(directive->rungs, "yes") >= 0) {
                int boolean = parse_boolean(value);
                if (boolean >= 0)
                        return boolean ? "yes" : "no";
        }
        if ((id == DIRECTIVE_PRIVATE_TMP && strcmp(value, "connected") == 0) ||
            (id == DIRECTIVE_PRIVATE_USERS && strcmp(value, "self") == 0))
                return "yes";
        return value;
}

/* Is a value one that systemd warns of, and then goes on as if the line were not there? */
static bool is_ignored(DirectiveId id, const char *value)
{
        const Directive *directive = &directives[id];
        switch (directive->kind) {
        case VALUE_BOOLEAN:
                /* The empty one is no boolean, except where unset is a third value (since 254). */
                return parse_boolean(value) < 0 &&
                       !(value[0] == '\0' && (id == DIRECTIVE_PRIVATE_MOUNTS || !directive->off));
        case VALUE_ENUM:
                return string_table_index(directive->rungs, canonical(id, value)) < 0 &&
                       !(value[0] == '\0' && id == DIRECTIVE_MOUNT_FLAGS);
        case VALUE_MODE:
                return value[0] == '\0' || strspn(value, "01234567") != strlen(value);
        case VALUE_STRING:
        case VALUE_PATH:
        case VALUE_PATH_LIST:
        case VALUE_BIND_LIST:
        case VALUE_DIRECTORY_LIST:
        case VALUE_SYSCALLS:
        case VALUE_CAPABILITIES:
        case VALUE_FAMILIES:
        case VALUE_NAMESPACES:
        case VALUE_ARCHITECTURES:
        case VALUE_DEVICE:
        case VALUE_ADDRESSES:
        case VALUE_SOCKET_BIND:
        case VALUE_NUMBER:
        case VALUE_SIZE:
        case VALUE_TIME:
        case VALUE_COMMAND:
        case VALUE_OTHER:
        case _VALUE_MAX:
        default:
                return false;
        }
}

/* The value without blanks around it; most have none, and then *ret_copy is not needed. */
static const char *stripped(const char *value, char **ret_copy)
{
        size_t length = strlen(value);
        if (length == 0 || (!g_ascii_isspace(value[0]) && !g_ascii_isspace(value[length - 1])))
                return value;
        *ret_copy = g_strstrip(g_strdup(value));
        return *ret_copy;
}

bool config_takes(DirectiveId id, const char *value)
{
        g_autofree char *copy = NULL;
        return !is_ignored(id, stripped(value, &copy));
}

/* Does this version's parser pass over the assignment, although others take it? */
static bool is_unknown_to(unsigned systemd, DirectiveId id, const char *value)
{
        if (!directive_known_to(id, systemd))
                return true;
        /* Unset is a third value since 254. */
        if (id == DIRECTIVE_PRIVATE_MOUNTS && *value == '\0')
                return systemd < 254;
        return directives[id].kind == VALUE_ENUM && directive_rung_since(id, value) > systemd;
}

void config_assign(Config *config, DirectiveId id, const char *value)
{
        g_return_if_fail((unsigned)id < _DIRECTIVE_MAX && value);
        g_autofree char *copy = NULL;
        const char *text = stripped(value, &copy);

        if (config->systemd > 0 && is_unknown_to(config->systemd, id, text))
                return;
        /* Since it can name a host too, the empty one is "no" and not a mistake. */
        if (id == DIRECTIVE_PROTECT_HOSTNAME && config->systemd >= 258 && *text == '\0') {
                config_unset(config, id);
                append_line(config, id, "no");
                return;
        }

        switch (directives[id].merge) {
        case MERGE_ASSIGN:
                if (is_ignored(id, text))
                        return;
                config_unset(config, id);
                if (text[0] != '\0')
                        append_line(config, id, text);
                break;
        case MERGE_ACCUMULATE:
                if (text[0] != '\0')
                        append_line(config, id, text);
                break;
        case MERGE_ACCUMULATE_RESET:
        case MERGE_INVERTIBLE:
                if (text[0] == '\0' || forgets_what_was(id, text))
                        config_unset(config, id);
                if (text[0] != '\0' || id == DIRECTIVE_CAPABILITY_BOUNDING_SET)
                        append_line(config, id, text);
                else if (id == DIRECTIVE_DELEGATE) /* empty: on, and without any controller */
                        append_line(config, id, "yes");
                break;
        case _MERGE_MAX:
        default:
                g_return_if_reached();
        }
}

const char *config_get(const Config *config, DirectiveId id)
{
        char *const *lines = config->lines[id];
        return lines && lines[0] ? lines[g_strv_length((char **)lines) - 1] : NULL;
}

const char *config_value(const Config *config, DirectiveId id)
{
        const char *value = config_get(config, id);
        return value ? canonical(id, value) : directives[id].off;
}

bool config_is_on(const Config *config, DirectiveId id)
{
        char *const *lines = config->lines[id];
        if (!lines)
                return false;
        for (; *lines; lines++) {
                if (directive_value_is_on(id, canonical(id, *lines)))
                        return true;
        }
        return false;
}

bool config_starts_as_root(const Config *config)
{
        const char *user = config_get(config, DIRECTIVE_USER);

        return !config_is_on(config, DIRECTIVE_DYNAMIC_USER) &&
               (!user || !*user || g_str_equal(user, "root") || g_str_equal(user, "0"));
}

static bool is_set_path(const Config *config, DirectiveId id)
{
        const char *path = config_get(config, id);

        return path && *path && strspn(path, "/") < strlen(path);
}

static bool has_image(const Config *config)
{
        return is_set_path(config, DIRECTIVE_ROOT_IMAGE) || is_set_path(config, DIRECTIVE_ROOT_MSTACK);
}

bool config_has_own_root(const Config *config)
{
        return is_set_path(config, DIRECTIVE_ROOT_DIRECTORY) || has_image(config);
}

const char *config_root_directory(const Config *config)
{
        return is_set_path(config, DIRECTIVE_ROOT_DIRECTORY) && !has_image(config)
                       ? config_get(config, DIRECTIVE_ROOT_DIRECTORY)
                       : NULL;
}

void config_override(Config *config, const Config *over)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                if (!over->lines[id])
                        continue;
                config_unset(config, (DirectiveId)id);
                config->lines[id] = g_strdupv(over->lines[id]);
        }
}

/* Both sets are parsed alike: they only begin differently. unset: a set that is not the initial one although it has the
 * same capabilities is joined by the next line, not replaced. */
static uint64_t merge_capabilities(char *const *lines, uint64_t initial, bool unset)
{
        uint64_t set = initial;
        bool first = true;
        for (; lines && *lines; lines++) {
                bool invert = **lines == '~';
                uint64_t sum = capability_mask_from_string(invert ? *lines + 1 : *lines, NULL);
                if (sum == 0 || (unset ? first : set == initial))
                        set = invert ? ~sum & CAPABILITY_ALL : sum;
                else if (invert)
                        set &= ~sum;
                else
                        set |= sum;
                first = false;
        }
        return set;
}

uint64_t config_capabilities(const Config *config)
{
        /* Since 258 "~", which is all that the kernel has, is not the same as unset. */
        return merge_capabilities(config->lines[DIRECTIVE_CAPABILITY_BOUNDING_SET], CAPABILITY_ALL,
                                  config->systemd >= 258);
}

uint64_t config_ambient_capabilities(const Config *config)
{
        return merge_capabilities(config->lines[DIRECTIVE_AMBIENT_CAPABILITIES], 0, false);
}

uint64_t config_families(const Config *config)
{
        char *const *lines = config->lines[DIRECTIVE_RESTRICT_ADDRESS_FAMILIES];
        bool any = false, allow = false;
        FamilySet set = 0;

        for (; lines && *lines; lines++) {
                const char *line = *lines;
                if (strcmp(line, "none") == 0) {
                        any = false;
                        allow = true;
                        set = 0;
                        continue;
                }
                bool invert = *line == '~';
                if (invert)
                        line++;
                if (!any)
                        allow = !invert;
                any = true;
                g_auto(GStrv) words = g_strsplit_set(line, BLANKS, -1);
                for (char **word = words; *word; word++) {
                        int family = **word ? family_from_name(*word) : -1;
                        if (**word && family < 0 && config->systemd >= 258)
                                break; /* the rest of the line is not read any more */
                        if (family < 0)
                                continue;
                        if (!invert == allow)
                                set |= FAMILY_BIT(family);
                        else
                                set &= ~FAMILY_BIT(family);
                }
        }
        return allow ? set : ~set;
}

/* A list of namespace types; false if a word is none, for then systemd ignores the line. */
static bool parse_namespaces(const char *line, unsigned *ret_set)
{
        g_auto(GStrv) words = g_strsplit_set(line, BLANKS, -1);
        unsigned set = 0;
        for (char **word = words; *word; word++) {
                if (**word == '\0')
                        continue;
                int type = string_table_index(namespace_names, *word);
                if (type < 0)
                        return false;
                set |= 1u << type;
        }
        *ret_set = set;
        return true;
}

unsigned config_namespaces(const Config *config)
{
        char *const *lines = config->lines[DIRECTIVE_RESTRICT_NAMESPACES];
        bool initial = true;
        unsigned set = NAMESPACE_ALL;

        for (; lines && *lines; lines++) {
                unsigned types;
                int boolean = parse_boolean(*lines);
                bool invert = **lines == '~';
                if (boolean >= 0)
                        set = boolean ? 0 : NAMESPACE_ALL;
                else if (!parse_namespaces(invert ? *lines + 1 : *lines, &types))
                        continue;
                else if (initial)
                        set = invert ? ~types & NAMESPACE_ALL : types;
                else if (invert)
                        set &= ~types;
                else
                        set |= types;
                initial = false;
        }
        return set;
}

bool config_is_allow_list(const Config *config, DirectiveId id)
{
        char *const *lines = config->lines[id];
        if (!lines || !lines[0])
                return false;
        if (id == DIRECTIVE_RESTRICT_ADDRESS_FAMILIES && strcmp(lines[0], "none") == 0 && lines[1])
                lines++; /* the next line begins anew */
        if (id == DIRECTIVE_RESTRICT_NAMESPACES && parse_boolean(lines[0]) == 0)
                return false;
        return lines[0][0] != '~';
}

bool config_syscalls(const Config *config, unsigned systemd, SyscallSet *ret_allowed)
{
        char *const *lines = config->lines[DIRECTIVE_SYSTEM_CALL_FILTER];
        if (!lines || !lines[0])
                return false;

        /* listed: what the filter names; refused: what an allow list names with an error number. */
        bool allow = lines[0][0] != '~';
        SyscallSet listed = {}, refused = {};
        if (allow)
                syscall_group("@default", systemd, &listed);

        for (; *lines; lines++) {
                const char *line = *lines;
                bool invert = *line == '~';
                if (invert)
                        line++;
                g_auto(GStrv) words = g_strsplit_set(line, BLANKS, -1);
                for (char **word = words; *word; word++) {
                        char *colon = strchr(*word, ':');
                        if (colon)
                                *colon = '\0';
                        if (colon && !invert)
                                continue; /* systemd warns of it and ignores it */
                        SyscallSet calls = {};
                        int id = syscall_from_name(*word);
                        if (id >= 0)
                                syscall_set_add(&calls, id);
                        else if (!syscall_group(*word, systemd, &calls))
                                continue;
                        if (allow && invert && colon)
                                syscall_set_union(&refused, &calls);
                        else {
                                syscall_set_subtract(&refused, &calls);
                                if (invert == allow)
                                        syscall_set_subtract(&listed, &calls);
                                else
                                        syscall_set_union(&listed, &calls);
                        }
                }
        }

        SyscallSet allowed = listed;
        if (allow)
                syscall_set_subtract(&allowed, &refused);
        else {
                allowed = (SyscallSet){};
                for (int id = 0; id < syscall_count(); id++)
                        syscall_set_add(&allowed, id);
                syscall_set_subtract(&allowed, &listed);
        }
        *ret_allowed = allowed;
        return true;
}
