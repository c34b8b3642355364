/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The units of a Debian package, as they would be where it is installed and nothing else is: unit files, drop-ins and
 * aliases by symbolic link of all the directories for units that it brings, those for the system and those for users.
 */
#include <string.h>

#include "base/file.h"
#include "input/internal.h"
#include "unit/unit-name.h"

/* Highest priority first, as the managers have them. */
static const char *const system_dirs[] = {"/etc/systemd/system", "/usr/local/lib/systemd/system",
                                          "/usr/lib/systemd/system", "/lib/systemd/system"};
static const char *const user_dirs[] = {"/etc/systemd/user", "/usr/share/systemd/user", "/usr/local/lib/systemd/user",
                                        "/usr/lib/systemd/user", "/lib/systemd/user"};

typedef struct Package {
        Input *input;
        const InputOptions *options;
        const char *path;
        const Deb *deb;
        bool user;
        const char *const *dirs;
        unsigned dir_count;
} Package;

static const DebMember *find_member(const Deb *deb, const char *path)
{
        for (guint i = 0; i < deb->members->len; i++) {
                const DebMember *member = deb->members->pdata[i];
                if (strcmp(member->path, path) == 0)
                        return member;
        }
        return NULL;
}

/* /lib is /usr/lib since the two were merged. */
static const char *without_usr(const char *path)
{
        return g_str_has_prefix(path, "/usr/lib/") ? path + strlen("/usr") : path;
}

static char *link_target(const DebMember *member)
{
        g_autofree char *directory = g_path_get_dirname(member->path);
        return g_canonicalize_filename(member->link, directory);
}

/* The file that a member is in the end; NULL: it leads out of the package. *ret_mask: to /dev/null. */
static const DebMember *follow(const Deb *deb, const DebMember *member, bool *ret_mask)
{
        *ret_mask = false;
        for (unsigned i = 0; member && !member->text && i < 8; i++) {
                g_autofree char *target = link_target(member);
                if (strcmp(target, "/dev/null") == 0) {
                        *ret_mask = true;
                        return NULL;
                }
                const DebMember *next = find_member(deb, target);
                for (guint j = 0; !next && j < deb->members->len; j++) {
                        const DebMember *other = deb->members->pdata[j];
                        if (strcmp(without_usr(other->path), without_usr(target)) == 0)
                                next = other;
                }
                member = next;
        }
        return member && member->text ? member : NULL;
}

static char *shown(const Package *package, const char *path)
{
        return g_strconcat(package->path, ":", path, NULL);
}

/* The first directory that has a unit file of that name. */
static const DebMember *find_unit(const Package *package, const char *name)
{
        for (unsigned i = 0; i < package->dir_count; i++) {
                g_autofree char *path = g_build_filename(package->dirs[i], name, NULL);
                const DebMember *member = find_member(package->deb, path);
                if (member)
                        return member;
        }
        return NULL;
}

static const char *unit_of_member(const Package *package, const DebMember *member)
{
        for (unsigned i = 0; i < package->dir_count; i++) {
                if (!path_has_prefix(member->path, package->dirs[i]))
                        continue;
                const char *name = member->path + strlen(package->dirs[i]) + 1;
                if (!strchr(name, '/') && unit_name_is_valid(name) &&
                    (!package->options->type || strcmp(unit_name_type(name), package->options->type) == 0))
                        return name;
        }
        return NULL;
}

static void add_dropin_names(const Package *package, GHashTable *taken, const char *directory)
{
        g_autofree char *prefix = g_strconcat(directory, "/", NULL);
        for (guint i = 0; i < package->deb->members->len; i++) {
                const DebMember *member = package->deb->members->pdata[i];
                if (!g_str_has_prefix(member->path, prefix))
                        continue;
                const char *name = member->path + strlen(prefix);
                if (!strchr(name, '/') && *name != '.' && g_str_has_suffix(name, ".conf") &&
                    !g_hash_table_contains(taken, name))
                        g_hash_table_insert(taken, g_strdup(name), (void *)member);
        }
}

static void add_dropins_of(const Package *package, GHashTable *taken, const char *name, bool general)
{
        g_auto(GStrv) directories = unit_dropin_directories(name);
        guint count = g_strv_length(directories);
        /* The last one is that of all units of the type, and comes after those of all names. */
        for (unsigned i = 0; i < package->dir_count; i++)
                for (guint j = general ? count - 1 : 0; j < (general ? count : count - 1); j++) {
                        g_autofree char *directory = g_build_filename(package->dirs[i], directories[j], NULL);
                        add_dropin_names(package, taken, directory);
                }
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
        return strcmp(a, b);
}

static GPtrArray *read_dropins(const Package *package, const char *name, char *const *aliases, DiagList *diags)
{
        g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        add_dropins_of(package, taken, name, false);
        for (; *aliases; aliases++)
                add_dropins_of(package, taken, *aliases, false);
        add_dropins_of(package, taken, name, true);

        GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)unit_file_free);
        GList *names = g_list_sort(g_hash_table_get_keys(taken), compare_strings);
        for (GList *item = names; item; item = item->next) {
                const DebMember *member = g_hash_table_lookup(taken, item->data);
                bool mask;
                const DebMember *file = follow(package->deb, member, &mask);
                g_autofree char *path = shown(package, member->path);
                if (file)
                        g_ptr_array_add(files, unit_file_parse(path, file->text, file->length, diags));
                else if (!mask)
                        diag_add(diags, SEVERITY_WARNING, path, 0, 0,
                                 "this drop-in leads to no file of the package and is ignored");
        }
        g_list_free(names);
        return files;
}

/* Names of links in the package that lead to this file. */
static char **find_aliases(const Package *package, const char *name, const DebMember *file)
{
        GPtrArray *aliases = g_ptr_array_new();
        for (guint i = 0; i < package->deb->members->len; i++) {
                const DebMember *member = package->deb->members->pdata[i];
                const char *alias = member->link ? unit_of_member(package, member) : NULL;
                bool mask;
                if (alias && strcmp(alias, name) != 0 && follow(package->deb, member, &mask) == file)
                        g_ptr_array_add(aliases, g_strdup(alias));
        }
        g_ptr_array_add(aliases, NULL);
        return (char **)g_ptr_array_free(aliases, FALSE);
}

/* Is it another name of a unit that the package has? */
static bool is_alias(const Package *package, const char *name, const DebMember *member)
{
        bool mask;
        const DebMember *file = member->link ? follow(package->deb, member, &mask) : NULL;
        const char *own = file ? unit_of_member(package, file) : NULL;
        return own && strcmp(own, name) != 0 && find_unit(package, own) == file;
}

static void add_unit(const Package *package, const char *name, const DebMember *member)
{
        if (find_unit(package, name) != member || is_alias(package, name, member))
                return;
        bool mask;
        const DebMember *file = follow(package->deb, member, &mask);
        g_autofree char *where = shown(package, member->path);
        g_autofree char *load_name = input_load_name(package->options, name);
        if (!file && !mask) {
                diag_add(package->input->diags, SEVERITY_WARNING, where, 0, 0,
                         "this link to %s leads to no unit file of the package", member->link);
                return;
        }
        InputUnit *unit = input_unit_new(package->input, name, where);
        unit->content = package->deb;
        unit->package = g_strdup(package->deb->package);
        unit->multi_arch = g_strdup(package->deb->multi_arch);
        if (file) {
                g_auto(GStrv) aliases = find_aliases(package, name, file);
                UnitFile *fragment = unit_file_parse(where, file->text, file->length, unit->diags);
                GPtrArray *dropins = read_dropins(package, load_name, aliases, unit->diags);
                UnitPaths nowhere = {.dirs = (char *[]){NULL}, .user = package->user};
                unit->view = unit_load_parsed(load_name, aliases, fragment, dropins, &nowhere, unit->diags);
        } else {
                unit->view = unit_view_new(load_name);
                unit->view->state = UNIT_MASKED;
        }
        g_free(unit->view->fragment);
        unit->view->fragment = g_strdup(where);
}

static int compare_members(gconstpointer a, gconstpointer b)
{
        const DebMember *const *left = a, *const *right = b;
        return strcmp((*left)->path, (*right)->path);
}

void package_add(Input *input, const InputOptions *options, const char *path)
{
        g_autoptr(GError) error = NULL;
        g_autoptr(Deb) deb = deb_read(path, input->diags, &error);
        if (!deb) {
                diag_add(input->diags, SEVERITY_ERROR, path, 0, 0, "%s", error->message);
                return;
        }
        g_ptr_array_sort(deb->members, compare_members);
        guint before = input->units->len;
        for (unsigned user = 0; user < 2; user++) {
                const Package package = {
                        .input = input,
                        .options = options,
                        .path = path,
                        .deb = deb,
                        .user = user == 1,
                        .dirs = user ? user_dirs : system_dirs,
                        .dir_count = user ? G_N_ELEMENTS(user_dirs) : G_N_ELEMENTS(system_dirs),
                };
                for (guint i = 0; i < deb->members->len; i++) {
                        const char *name = unit_of_member(&package, deb->members->pdata[i]);
                        if (name)
                                add_unit(&package, name, deb->members->pdata[i]);
                }
        }
        g_ptr_array_add(input->packages, g_steal_pointer(&deb));
        if (input->units->len == before)
                diag_add(input->diags, SEVERITY_WARNING, path, 0, 0, "there is no %s%sunit file in this package",
                         options->type ? options->type : "", options->type ? " " : "");
}
