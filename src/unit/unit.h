/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/diag.h"
#include "model/config.h"
#include "unit/parse.h"

/* A unit as it is in effect: its file, its drop-ins in systemd's order, all assignments in order. Filled from files
 * (unit/load.c) or from the running manager (unit/bus.c): the same view. */
typedef struct UnitSetting {
        const char *section;
        const char *name;
        const char *value; /* continuation lines joined, specifiers not expanded, quotes kept */
        const char *file;  /* NULL where it comes from the manager */
        unsigned line;     /* from 1 */
        int directive;     /* DirectiveId, old names included; -1: not in the table */
        bool of_file;      /* memory of a file of the view; else a block of its own */
} UnitSetting;

/* With copies of all, in one block of memory; file may be NULL. Caller frees. */
UnitSetting *unit_setting_new(const char *section, const char *name, const char *value, const char *file,
                              unsigned line);
void unit_setting_free(UnitSetting *setting);

typedef enum UnitState {
        UNIT_LOADED,
        UNIT_MASKED,
        UNIT_NOT_FOUND,
        UNIT_BAD, /* cannot be loaded: see diagnostics */
        _UNIT_STATE_MAX,
} UnitState;

typedef struct UnitView {
        char *name;     /* real name, after aliases: "dbus.service", "getty@tty1.service" */
        char **aliases; /* other names that led here, sorted; may be empty */
        UnitState state;
        bool user;           /* of a user manager */
        char *root;          /* the tree it was loaded from; NULL: the running host */
        char *fragment;      /* path of the unit file, root included; NULL if none */
        char **dropins;      /* paths, root included, in the order in which they apply; masks among them */
        GPtrArray *settings; /* of UnitSetting, in order of application, resets not yet applied */
        GPtrArray *files; /* of UnitFile, as read: the unit file, then the drop-ins in order; empty for the manager's */
} UnitView;

UnitView *unit_view_new(const char *name);
void unit_view_free(UnitView *view);
/* Is there such a unit, and can it be started? Else false, with an error that says what to do. view: of that name, or
 * NULL. */
bool unit_view_check(const UnitView *view, const char *name, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitView, unit_view_free)

/* The last value of an assign-type setting, NULL if unset or reset. Points into the view. */
const char *unit_view_get(const UnitView *view, const char *section, const char *name);
/* All values that are left after resets, in order, specifiers expanded. NULL-terminated; caller frees (g_strfreev). */
char **unit_view_get_all(const UnitView *view, const char *section, const char *name);
/* The setting that decides (last one), for file and line; NULL if unset. */
const UnitSetting *unit_view_find(const UnitView *view, const char *section, const char *name);

/* One value that is left after resets, and the line that it stands in. */
typedef struct UnitValue {
        char *value; /* specifiers expanded */
        const UnitSetting *setting;
} UnitValue;
/* As unit_view_get_all(), with where each value comes from: array of UnitValue, which points into the view. Caller
 * frees.
 */
GPtrArray *unit_view_values(const UnitView *view, const char *section, const char *name);
/* The view as it would be with one more file: its settings stand before the one with index at (settings->len: behind
 * all). They are taken as written, without the checks that loading makes; dropins and files of the view stay. */
void unit_view_insert_file(UnitView *view, guint at, const UnitFile *file);

/* Where units are looked for. systemd.unit(5), "Unit File Load Path". */
typedef struct UnitPaths {
        char *root;          /* NULL or a tree */
        char **dirs;         /* highest priority first */
        bool user;           /* of a user manager */
        bool init_scripts;   /* those that have no unit file are units, too */
        char *shown;         /* how to call the first directory in messages; NULL: as it is */
        GHashTable *dropins; /* set of the paths of all directories of drop-ins; NULL: to be looked up each time */
} UnitPaths;
UnitPaths *unit_paths_system(const char *root);
/* The same as a generator finds it: what others make for lack of anything else is not there yet, though the services of
 * init scripts are to be. */
UnitPaths *unit_paths_generator(const char *root);
UnitPaths *unit_paths_user(const char *root);
/* Those of another user, as his manager has them unless its environment says otherwise. home: NULL if it is not known.
 */
UnitPaths *unit_paths_user_of(const char *home, const char *runtime);
/* One directory alone, of the running host: absolute, and as a person wrote it. */
UnitPaths *unit_paths_directory(const char *directory, const char *shown);
/* Looks once which directories of drop-ins there are, for who loads many units and does not wait between. */
void unit_paths_remember(UnitPaths *paths);
void unit_paths_free(UnitPaths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitPaths, unit_paths_free)

/* Names of all unit files of a type ("service"; NULL: all), aliases and templates included, sorted; caller frees
 * (g_strfreev). */
char **unit_list(const UnitPaths *paths, const char *type);

struct UnitMap;

/* Loads a unit by name with all drop-ins. NULL only on a hard error; masked and missing units are a state. diags may be
 * NULL. */
UnitView *unit_load(const UnitPaths *paths, const char *name, DiagList *diags, GError **error);
/* As unit_load(), with a map that is there already (unit/unit-map.h): for many units. */
UnitView *unit_load_mapped(const struct UnitMap *map, const char *name, DiagList *diags, GError **error);
/* Loads one file under a name (NULL: its base name); drop-ins beside it (FILE.d) too. For files that are not installed.
 */
UnitView *unit_load_file(const char *path, const char *name, DiagList *diags, GError **error);

/* A unit from files that were read already, whatever they were read from: takes the unit file and the drop-ins (of
 * UnitFile, may be NULL) over. With paths (may be NULL), what they have as drop-ins for its names comes after these.
 * aliases may be NULL. An empty unit file masks the unit. */
UnitView *unit_load_parsed(const char *name, char *const *aliases, UnitFile *fragment, GPtrArray *dropins,
                           const UnitPaths *paths, DiagList *diags);
/* The directories that hold drop-ins for a unit of this name, as names beside its file, the special before the general:
 * "foo-bar.service.d", "foo-.service.d", "service.d". Caller frees (g_strfreev). */
char **unit_dropin_directories(const char *name);

/* Would that systemd (major version) load it? Some services are nothing without what only later ones know. */
bool unit_view_loads_in(const UnitView *view, unsigned systemd);

/* What a unit is, as a Config: directives of the table by their merge rules, specifiers expanded. Unknown settings are
 * left out. */
Config *unit_view_to_config(const UnitView *view);
/* The same as a certain systemd (major version) would read it: what that does not know is left out. */
Config *unit_view_to_config_for(const UnitView *view, unsigned systemd);
/* The same upon what a config says already. */
void unit_view_assign(const UnitView *view, Config *config);

/* From the running manager. bus is an sd_bus*, of the system or the user manager. The settings are those of the
 * manager's properties, written as unit file lines (SystemCallFilter as names without groups, each % doubled). */
struct sd_bus;
UnitView *unit_from_manager(struct sd_bus *bus, const char *name, GError **error);
Config *config_from_manager(struct sd_bus *bus, const char *name, GError **error);

/* The version of the systemd that is installed in a tree (NULL: this host), by its files; 0: none found. */
unsigned unit_installed_systemd(const char *root);
