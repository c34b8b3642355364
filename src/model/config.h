/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/directive.h"

/* The values of all directives of one service, merged: what a unit file with its drop-ins amounts to, or what a policy
 * proposes. Plain data. lines[id] is NULL (unset) or a NULL-terminated array of at least one line, in order, resets
 * already applied; for MERGE_ASSIGN exactly one line. Specifiers are expanded. */
typedef struct Config {
        unsigned systemd; /* major version whose parser takes the values: what it does not know, it passes over. 0: of
                             none, whatever any version knows counts */
        char **lines[_DIRECTIVE_MAX];
} Config;

Config *config_new(void);
Config *config_new_for(unsigned systemd);
Config *config_copy(const Config *config);
/* All directives are unset again. */
void config_clear(Config *config);
void config_free(Config *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

/* One assignment as a unit file makes it, by the row's merge rule ("" resets). */
void config_assign(Config *config, DirectiveId id, const char *value);
/* Would any systemd take the value? Else config_assign() passes over it, as systemd warns and goes on. */
bool config_takes(DirectiveId id, const char *value);
void config_unset(Config *config, DirectiveId id);
/* The last line, or NULL where unset. */
const char *config_get(const Config *config, DirectiveId id);
/* As config_get(), but the row's default where unset; for booleans "yes"/"no" whatever word was written. */
const char *config_value(const Config *config, DirectiveId id);
bool config_is_on(const Config *config, DirectiveId id);
/* Does its main process start as root? By User= and DynamicUser= alone: a command's "+" and "!" are not looked at. */
bool config_starts_as_root(const Config *config);
/* Does it have another root directory than the host's? */
bool config_has_own_root(const Config *config);
/* Its RootDirectory=, where that is it; else NULL, for an image too. */
const char *config_root_directory(const Config *config);
/* over's set lines are assigned upon config, as a drop-in with a reset before each list would do. */
void config_override(Config *config, const Config *over);

/* The set-valued ones, computed: bounding set (all where unset), allowed families (all), allowed namespace types, and
 * the calls that SystemCallFilter= alone lets through without an errno (true: there is a filter; false: none, all
 * pass). */
uint64_t config_capabilities(const Config *config);
uint64_t config_ambient_capabilities(const Config *config); /* none where unset */
uint64_t config_families(const Config *config);
unsigned config_namespaces(const Config *config);
struct SyscallSet;
bool config_syscalls(const Config *config, unsigned systemd, struct SyscallSet *ret_allowed);
/* For MERGE_INVERTIBLE: is the first line an allow list? */
bool config_is_allow_list(const Config *config, DirectiveId id);
