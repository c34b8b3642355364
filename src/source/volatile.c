/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /run is empty after a boot. A service that is learned has been up before, so its directory there is found and nobody
 * sees it being made; a sandbox that opens only that directory then keeps the service from starting after the next
 * boot. Who makes it is said by tmpfiles.d, by RuntimeDirectory= and by the paths of sockets. Where nobody does, it is
 * the service: a start script's "mkdir -p", or the daemon as it starts. */

#include "source/volatile.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"

/* There since before the first service. */
static const char *const always[] = {"systemd", "user", "lock", "dbus", "udev", "mount", "credentials", "log", NULL};

static const struct {
        const char *directory, *suffix;
} places[] = {
        {"/etc/systemd/system", ".service"},     {"/run/systemd/system", ".service"},
        {"/usr/lib/systemd/system", ".service"}, {"/etc/systemd/system", ".socket"},
        {"/run/systemd/system", ".socket"},      {"/usr/lib/systemd/system", ".socket"},
};

static void add_words(GHashTable *made, const char *text)
{
        g_auto(GStrv) words = g_strsplit_set(text, " \t\"", 0);

        for (char **word = words; *word; word++) {
                (*word)[strcspn(*word, "/:")] = '\0';
                if (**word)
                        g_hash_table_add(made, g_strdup(*word));
        }
}

/* One line of a unit. */
static void read_line(GHashTable *made, const char *line)
{
        static const char *const sockets[] = {
                "ListenStream=", "ListenDatagram=", "ListenSequentialPacket=", "ListenFIFO="};

        if (g_str_has_prefix(line, "RuntimeDirectory="))
                add_words(made, line + strlen("RuntimeDirectory="));
        for (size_t i = 0; i < G_N_ELEMENTS(sockets); i++) {
                char *name = g_str_has_prefix(line, sockets[i]) ? run_name(line + strlen(sockets[i])) : NULL;

                if (name)
                        g_hash_table_add(made, name);
        }
}

/* Names in /run that systemd makes for this unit, or has made. */
static GHashTable *made_for(const UnitView *unit)
{
        GHashTable *made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_auto(GStrv) own = unit_view_get_all(unit, "Service", "RuntimeDirectory");

        for (char **value = own; value && *value; value++)
                add_words(made, *value);
        for (const char *const *name = always; *name; name++)
                g_hash_table_add(made, g_strdup(*name));
        return made;
}

static GHashTable *read_made(const char *root, const UnitView *unit)
{
        GHashTable *made = made_for(unit);

        run_names_of_tmpfiles(root, made);
        for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
                g_autofree char *full = path_under_root(root, places[i].directory);
                g_autoptr(GDir) directory = g_dir_open(full, 0, NULL);
                const char *name;

                while (directory && (name = g_dir_read_name(directory))) {
                        g_autofree char *file = g_build_filename(full, name, NULL), *text = NULL;
                        g_auto(GStrv) lines = NULL;

                        if (!g_str_has_suffix(name, places[i].suffix) || !file_read(file, 0, &text, NULL, NULL))
                                continue;
                        lines = g_strsplit(text, "\n", 0);
                        for (char **line = lines; *line; line++)
                                read_line(made, *line);
                }
        }
        return made;
}

/* The path of what a need writes, makes or binds to; NULL: it does neither. */
static const char *changed_path(const Need *need)
{
        if (need->kind == NEED_PATH && (need->access & (ACCESS_WRITE | ACCESS_CREATE)))
                return need->subject;
        return need->kind == NEED_BIND && g_str_has_prefix(need->subject, "unix:/") ? need->subject + strlen("unix:")
                                                                                    : NULL;
}

static void add_directory(NeedSet *found, const char *directory)
{
        need_set_add(found, NEED_PATH, ACCESS_CREATE, directory, STRENGTH_POSSIBLE, PHASE_START, "host", "",
                     "nobody else makes it anew after a boot");
}

static void add(NeedSet *found, const char *root, const UnitView *unit, GHashTable **made, const char *path)
{
        g_autofree char *name = run_name(path), *directory = NULL, *full = NULL;

        if (!name)
                return;
        directory = g_build_filename("/run", name, NULL);
        full = path_under_root(root, directory);
        if (!*made)
                *made = read_made(root, unit);
        if (g_file_test(full, G_FILE_TEST_IS_DIR) && !g_hash_table_contains(*made, name))
                add_directory(found, directory);
}

NeedSet *volatile_needs(const char *root, const UnitView *unit, const NeedSet *needs, const GPtrArray *owned)
{
        NeedSet *found = need_set_new(needs->unit);
        g_autoptr(GHashTable) made = NULL;

        for (guint i = 0; i < needs->entries->len; i++) {
                const char *path = changed_path(&((const NeedEntry *)needs->entries->pdata[i])->need);

                if (path)
                        add(found, root, unit, &made, path);
        }
        for (guint i = 0; owned && i < owned->len; i++)
                add(found, root, unit, &made, ((const OwnedPath *)owned->pdata[i])->path);
        return found;
}

static void add_missing(NeedSet *found, GHashTable *made, const char *path, bool directory)
{
        g_autofree char *name = run_name(path), *full = NULL;

        if (!name || g_hash_table_contains(made, name))
                return;
        full = g_build_filename("/run", name, NULL);
        if (directory || g_str_has_prefix(path, "/var/") || strlen(path) > strlen(full))
                add_directory(found, full);
}

NeedSet *volatile_needs_by(const HostFacts *facts, const UnitView *unit, const NeedSet *needs, const GPtrArray *owned)
{
        NeedSet *found = need_set_new(needs->unit);
        g_autoptr(GHashTable) made = made_for(unit);

        for (char **name = facts->run; *name; name++)
                g_hash_table_add(made, g_strdup(*name));
        for (guint i = 0; i < needs->entries->len; i++) {
                const char *path = changed_path(&((const NeedEntry *)needs->entries->pdata[i])->need);

                if (path)
                        add_missing(found, made, path, false);
        }
        for (guint i = 0; i < owned->len; i++)
                add_missing(found, made, ((const OwnedPath *)owned->pdata[i])->path, true);
        return found;
}
