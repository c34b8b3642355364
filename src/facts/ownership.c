/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories that the admin or a package gave to the users of a service, or to their groups: what else would they be
 * owned for? A document root that an application writes to, a directory of sessions, a configuration that the daemon
 * itself rewrites. Modes of files stay what they are, so nothing is opened that a user could not write without a
 * sandbox. */

#include "facts/ownership.h"

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/path.h"
#include "facts/imports.h"
#include "unit/unit-name.h"

enum {
        DEPTH_MAX = 4,           /* /var/lib/php/sessions, /srv/www/site/uploads */
        DIRECTORIES_MAX = 20000, /* to look into, of all */
        UID_DYNAMIC_MIN = 100,   /* below are those that all systems have: www-data, daemon */
        UID_SYSTEM_MAX = 999,    /* above are people, in whose name a daemon may act but who lend it nothing */
};

/* Where data is kept, and where what all may write to is kept for services. */
static const char *const places[] = {"/etc", "/opt", "/srv", "/usr/local", "/var", NULL};
static const char *const shared_places[] = {"/var/cache", "/var/lib", "/var/spool", NULL};

typedef struct Search {
        const uid_t *users;
        const gid_t *groups; /* each user's own, 0 for none */
        size_t n_users;
        GPtrArray *owned;
        unsigned left;
} Search;

static bool is_of_users(const Search *search, uid_t user)
{
        for (size_t i = 0; i < search->n_users; i++)
                if (search->users[i] == user)
                        return true;
        return false;
}

/* Does a package, or the admin, let the group of one of them make files there? */
static bool is_of_groups(const Search *search, const struct stat *info)
{
        for (size_t i = 0; i < search->n_users; i++)
                if (search->groups[i] > 0 && search->groups[i] == info->st_gid && (info->st_mode & S_IWGRP))
                        return true;
        return false;
}

/* Another machine's files may not answer, and are not for us to walk through. */
static bool is_remote(int fd)
{
        static const unsigned remote[] = {0x6969 /* nfs */,
                                          0xff534d42 /* cifs */,
                                          0xfe534d42 /* smb2 */,
                                          0x65735546 /* fuse */,
                                          0x00c36400 /* ceph */,
                                          0x5346414f /* afs */,
                                          0x01021997 /* 9p */};
        struct statfs info;

        if (fstatfs(fd, &info) < 0)
                return true;
        for (size_t i = 0; i < G_N_ELEMENTS(remote); i++)
                if ((unsigned)info.f_type == remote[i])
                        return true;
        return false;
}

static char *why_owned(const struct stat *info)
{
        const struct passwd *user = getpwuid(info->st_uid);

        return user ? g_strdup_printf("%s owns it", user->pw_name) : g_strdup_printf("user %u owns it", info->st_uid);
}

/* path: as the service sees it; fd is taken. */
static void search_directory(Search *search, int fd, const char *path, unsigned depth, bool world)
{
        DIR *stream = fdopendir(fd);
        const struct dirent *entry;

        if (!stream) {
                close(fd);
                return;
        }
        while ((entry = readdir(stream)) && search->left > 0) {
                g_autofree char *child = NULL;
                struct stat info;
                int below;

                if (*entry->d_name == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN) ||
                    fstatat(dirfd(stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) < 0 ||
                    !S_ISDIR(info.st_mode))
                        continue;
                child = g_build_filename(path, entry->d_name, NULL);
                search->left--;
                if (is_of_users(search, info.st_uid) && (info.st_mode & S_IWUSR)) {
                        g_autofree char *why = why_owned(&info);

                        g_ptr_array_add(search->owned, owned_path_new(child, why));
                        continue;
                }
                if (is_of_groups(search, &info)) {
                        const struct group *group = getgrgid(info.st_gid);
                        g_autofree char *why = group ? g_strdup_printf("group %s may write to it", group->gr_name)
                                                     : g_strdup_printf("group %u may write to it", info.st_gid);

                        g_ptr_array_add(search->owned, owned_path_new(child, why));
                        continue;
                }
                if (world && (info.st_mode & S_IWOTH)) {
                        g_ptr_array_add(search->owned, owned_path_new(child, "all may write to it"));
                        continue;
                }
                if (depth == DEPTH_MAX)
                        continue;
                below = openat(dirfd(stream), entry->d_name,
                               O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
                if (below >= 0 && is_remote(below))
                        close(below);
                else if (below >= 0)
                        search_directory(search, below, child, depth + 1,
                                         world || g_strv_contains(shared_places, child));
        }
        closedir(stream);
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
        return g_strcmp0((*(OwnedPath *const *)a)->path, (*(OwnedPath *const *)b)->path);
}

GPtrArray *ownership_find(const char *root, const uid_t *users, size_t n_users)
{
        g_autofree uid_t *known = g_new0(uid_t, n_users + 1);
        g_autofree gid_t *groups = g_new0(gid_t, n_users + 1);
        Search search = {.users = known,
                         .groups = groups,
                         .owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free),
                         .left = DIRECTORIES_MAX};

        for (size_t i = 0; i < n_users; i++) {
                const struct passwd *user;

                if (users[i] == 0 || users[i] > UID_SYSTEM_MAX)
                        continue;
                user = getpwuid(users[i]);
                groups[search.n_users] = user && user->pw_gid <= UID_SYSTEM_MAX ? user->pw_gid : 0;
                known[search.n_users++] = users[i];
        }
        for (const char *const *place = places; *place && search.n_users > 0; place++) {
                g_autofree char *full = path_under_root(root, *place);
                int fd = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

                if (fd >= 0)
                        search_directory(&search, fd, *place, 1, false);
        }
        g_ptr_array_sort(search.owned, compare_paths);
        return search.owned;
}

/* Names of a service of its own user: "nats-server" run by "_nats" is "nats-server" and "nats". */
static GPtrArray *names_of(const char *unit, const struct passwd *user)
{
        static const char *const endings[] = {"-server", "-daemon", NULL};
        GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
        char *name = unit_name_prefix(unit);

        if (!name || !*name || *name == '.') {
                g_free(name);
                return names;
        }
        g_ptr_array_add(names, name);
        for (const char *const *ending = endings; *ending; ending++)
                if (g_str_has_suffix(name, *ending) && !g_str_equal(name, *ending))
                        g_ptr_array_add(names, g_strndup(name, strlen(name) - strlen(*ending)));
        if (user && user->pw_uid >= UID_DYNAMIC_MIN && user->pw_uid <= UID_SYSTEM_MAX) {
                const char *own = user->pw_name + (*user->pw_name == '_');

                if (*own && !g_ptr_array_find_with_equal_func(names, own, g_str_equal, NULL))
                        g_ptr_array_add(names, g_strdup(own));
        }
        return names;
}

/* Where hier(7) and systemd's StateDirectory= and its kind have what belongs to a service of this name. A feature that
 * an admin switches on later (a cache on disk, a log of its own) puts its files there, and makes the directory then. */
GPtrArray *ownership_by_name(const char *unit, const struct passwd *user)
{
        static const char *const parents[] = {"/var/cache", "/var/lib", "/var/log"};
        GPtrArray *owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
        g_autoptr(GPtrArray) names = names_of(unit, user);

        for (guint i = 0; i < names->len; i++)
                for (size_t j = 0; j < G_N_ELEMENTS(parents); j++) {
                        g_autofree char *path = g_build_filename(parents[j], names->pdata[i], NULL);

                        g_ptr_array_add(owned, owned_path_new(path, "it has its name"));
                }
        return owned;
}

bool ownership_of_backups(const char *script)
{
        return g_regex_match_simple("^[^#\n]*[ \t\"'=]/var/backups(?:[/ \t\"';)]|$)", script,
                                    G_REGEX_MULTILINE | G_REGEX_RAW, 0);
}

/* What lies below these is a directory or two away from what is one service's. */
static const char *const data_places[] = {"/var/cache/", "/var/lib/", "/var/log/", "/var/spool/", NULL};

/* "dnsmasq", "snmp" of snmpd, "redis" of redis-server: what such a program calls its own. NULL: too short to tell. */
static char *stem_of(const char *program)
{
        static const char *const endings[] = {"-server", "-daemon", "d", NULL};
        char *name = g_path_get_basename(program);

        for (const char *const *ending = endings; *ending; ending++)
                if (g_str_has_suffix(name, *ending)) {
                        name[strlen(name) - strlen(*ending)] = '\0';
                        break;
                }
        if (strlen(name) < 4)
                g_clear_pointer(&name, g_free);
        return name;
}

/* The directory that a constant is about: the first one below such a place. NULL: it is about none. Caller frees. */
static char *directory_in(const char *text, const char *stem)
{
        for (const char *const *place = data_places; *place; place++) {
                const char *rest, *slash;

                if (!g_str_has_prefix(text, *place) || !strstr(text, stem))
                        continue;
                for (rest = text + strlen(*place); *rest; rest++)
                        if (!g_ascii_isalnum(*rest) && !strchr("/._-", *rest))
                                return NULL;
                rest = text + strlen(*place);
                slash = strchr(rest, '/');
                if (!*rest || *rest == '/' || *rest == '.' || (!slash && strchr(rest, '.')))
                        return NULL; /* a file right in the place is shared by all there */
                return slash ? g_strndup(text, (size_t)(slash - text)) : g_strdup(text);
        }
        return NULL;
}

static bool has_path(const GPtrArray *owned, const char *path)
{
        for (guint i = 0; i < owned->len; i++)
                if (g_str_equal(((const OwnedPath *)owned->pdata[i])->path, path))
                        return true;
        return false;
}

/* The directory that a word of a shell script names: itself, or by a variable that the script sets, as in
 * BACKUPS='/var/backups'. NULL: none. Caller frees. */
static char *directory_of_word(const char *text, const char *word)
{
        g_autofree char *name = NULL, *value = NULL;
        g_autoptr(GRegex) set = NULL;
        g_autoptr(GMatchInfo) match = NULL;

        if (*word == '/')
                return g_strdup(word);
        word += strspn(word, "${");
        name = g_strndup(word, strcspn(word, "}"));
        for (const char *at = name; *at; at++)
                if (!g_ascii_isalnum(*at) && *at != '_')
                        return NULL;
        if (!*name)
                return NULL;
        value = g_strdup_printf("^[ \\t]*(?:readonly[ \\t]+|export[ \\t]+)?%s=(['\"]?)(/[A-Za-z0-9/._-]+)\\1[ \\t]*$",
                                name);
        set = g_regex_new(value, G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
        return set && g_regex_match(set, text, 0, &match) ? g_match_info_fetch(match, 2) : NULL;
}

/* A script that goes to a directory works there, even if it found nothing to do today: the backup of a database that
 * did not change since the last one. */
static void add_by_script(GPtrArray *owned, const char *data, size_t length)
{
        g_autofree char *text = g_strndup(data, MIN(length, (size_t)OWNERSHIP_SCRIPT_MAX));
        g_autoptr(GRegex) go = g_regex_new("^(?:[^#\n]*[ \t;&|(])?cd[ \t]+(?:--[ \t]+)?(['\"]?)(/[A-Za-z0-9/._-]+|"
                                           "\\$\\{?[A-Za-z_][A-Za-z0-9_]*\\}?)\\1[ \t]*(?:$|[;&|)])",
                                           G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL);
        g_autoptr(GMatchInfo) match = NULL;

        for (bool more = go && g_regex_match(go, text, 0, &match); more; more = g_match_info_next(match, NULL)) {
                g_autofree char *word = g_match_info_fetch(match, 2), *named = directory_of_word(text, word);
                g_autofree char *directory = named ? path_simplify(named) : NULL;
                bool kept = directory && g_str_equal(directory, "/var/backups"),
                     climbs = directory && strstr(directory, "/..");

                for (const char *const *place = data_places; directory && !climbs && *place; place++)
                        kept = kept || g_str_has_prefix(directory, *place);
                if (kept && !has_path(owned, directory))
                        g_ptr_array_add(owned, owned_path_new(directory, ""));
        }
}

/* A program knows where it will keep what it does not keep yet: the leases of a DNS server that is to be a DHCP server,
 * too. What it only shares with others has not its name. */
GPtrArray *ownership_in_program(const char *root, const char *program)
{
        GPtrArray *owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
        g_autofree char *full = path_under_root(root, program), *stem = stem_of(program);
        g_autoptr(GMappedFile) file = file_map(full);
        const char *data = file ? g_mapped_file_get_contents(file) : NULL;
        size_t length = file ? g_mapped_file_get_length(file) : 0;
        const char *at = data;

        if (length < 4)
                return owned;
        if (memcmp(data, "#!", 2) == 0)
                add_by_script(owned, data, length);
        while (stem && is_elf(data, length) &&
               (at = memmem(at, length - (size_t)(at - data), "\0/var/", strlen("x/var/")))) {
                size_t left = length - (size_t)(++at - data), size = strnlen(at, left);
                g_autofree char *text = size < left && size < 4096 ? g_strndup(at, size) : NULL;
                g_autofree char *directory = text ? directory_in(text, stem) : NULL;

                if (directory && !has_path(owned, directory))
                        g_ptr_array_add(owned, owned_path_new(directory, program));
        }
        for (guint i = 0; i < owned->len; i++) {
                OwnedPath *path = owned->pdata[i];
                char *why = g_strdup_printf("it is named in %s", program);

                g_free(path->why);
                path->why = why;
        }
        g_ptr_array_sort(owned, compare_paths);
        return owned;
}
