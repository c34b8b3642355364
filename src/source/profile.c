/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Profiles, where they lie and how they are joined. A profile says what a service needs on any host; a recording says
 * what one run on one host needed. profile_generalise() makes the first of the second, by a table. */

#include "source/profile.h"

#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"
#include "base/text.h"
#include "model/owned.h"
#include "unit/unit-name.h"

#define LOCAL_USER_DIR "/etc/unitlock/user/profiles.d"

/* By whether it is for user managers. */
static const char *const shipped_directories[][3] = {
        {"/usr/local/share/unitlock/profiles", "/usr/share/unitlock/profiles", NULL},
        {"/usr/local/share/unitlock/user-profiles", "/usr/share/unitlock/user-profiles", NULL},
};

struct ProfileStore {
        char *root;
        GHashTable *files;     /* unit -> path of the profile, without root */
        GHashTable *additions; /* unit -> GPtrArray of paths, without root */
        GHashTable *wrong;     /* units whose additions are wrong */
        GHashTable *sets;      /* path -> NeedSet, of the additions */
};

void profile_store_free(ProfileStore *store)
{
        if (!store)
                return;
        g_free(store->root);
        g_hash_table_unref(store->files);
        g_hash_table_unref(store->additions);
        g_hash_table_unref(store->wrong);
        g_hash_table_unref(store->sets);
        g_free(store);
}

void profile_free(Profile *profile)
{
        if (!profile)
                return;
        g_free(profile->unit);
        need_set_free(profile->needs);
        g_strfreev(profile->files);
        g_free(profile);
}

/* "%h/" and "%t/" at the begin of a word. The rest is for the parser. Takes text. */
static char *expand_home(char *text)
{
        g_autofree char *home = path_of_user("", "."), *simple = path_simplify(home ? home : "/home/USER");
        const char *runtime = g_getenv("XDG_RUNTIME_DIR");
        const struct {
                const char *word, *directory;
        } words[] = {{" %h/", simple}, {" %t/", runtime && *runtime == '/' ? runtime : "/run/user/USER"}};

        for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
                g_auto(GStrv) parts = strstr(text, words[i].word) ? g_strsplit(text, words[i].word, 0) : NULL;
                g_autofree char *between = g_strdup_printf(" %s/", words[i].directory);

                if (!parts)
                        continue;
                g_free(text);
                text = g_strjoinv(between, parts);
        }
        return text;
}

NeedSet *profile_read_file(const char *path, DiagList *diags)
{
        g_autofree char *text = NULL;
        g_autoptr(GError) error = NULL;
        size_t length;

        if (!file_read(path, 0, &text, &length, &error)) {
                diag_add(diags, SEVERITY_ERROR, path, 0, 0, "%s", error->message);
                return NULL;
        }
        if (memchr(text, '\0', length)) {
                diag_add(diags, SEVERITY_ERROR, path, 0, 0, "this is no text: it has NUL bytes");
                return NULL;
        }
        text = expand_home(text);
        return need_set_from_text(text, path, diags);
}

static NeedSet *read_below(const char *root, const char *path, DiagList *diags)
{
        g_autofree char *full = path_under_root(root, path);

        return profile_read_file(full, diags);
}

/* "nginx.service.profile" -> "nginx.service"; NULL where no unit is called so. Caller frees. */
static char *unit_of_file(const char *name)
{
        g_autofree char *unit = NULL;

        if (!g_str_has_suffix(name, PROFILE_SUFFIX))
                return NULL;
        unit = g_strndup(name, strlen(name) - strlen(PROFILE_SUFFIX));
        return unit_name_is_valid(unit) ? g_steal_pointer(&unit) : NULL;
}

/* The unit that a file which is wrong elsewhere says it is about. Caller frees. */
static char *unit_of_text(const char *root, const char *path)
{
        g_autofree char *full = path_under_root(root, path), *text = NULL;
        g_auto(GStrv) lines = NULL;

        if (!file_read(full, 0, &text, NULL, NULL))
                return NULL;
        lines = g_strsplit(text, "\n", 0);
        for (char **line = lines; *line; line++)
                if (g_str_has_prefix(*line, "unit "))
                        return g_strstrip(g_strdup(*line + strlen("unit ")));
        return NULL;
}

static void add_addition(ProfileStore *store, const char *path, DiagList *diags)
{
        NeedSet *set = read_below(store->root, path, diags);
        g_autofree char *unit = set ? g_strdup(set->unit) : unit_of_text(store->root, path);
        GPtrArray *paths;

        if (!unit || !*unit) {
                diag_add(diags, SEVERITY_ERROR, path, 0, 0,
                         "it does not say which unit it is about, so it is not used: a line \"unit NAME\" says so");
                need_set_free(set);
                return;
        }
        if (!set) {
                g_hash_table_add(store->wrong, g_steal_pointer(&unit));
                return;
        }
        paths = g_hash_table_lookup(store->additions, unit);
        if (!paths) {
                paths = g_ptr_array_new_with_free_func(g_free);
                g_hash_table_insert(store->additions, g_strdup(unit), paths);
        }
        g_ptr_array_add(paths, g_strdup(path));
        g_hash_table_insert(store->sets, g_strdup(path), set);
}

static void read_directory(ProfileStore *store, const char *directory, bool local, DiagList *diags)
{
        g_autofree char *full = path_under_root(store->root, directory);
        g_autoptr(GDir) dir = (seen(full, SEEN_CONTENT), g_dir_open(full, 0, NULL));
        const char *name;

        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *path = g_build_filename(directory, name, NULL), *unit = unit_of_file(name);

                if (*name == '.' || !g_str_has_suffix(name, PROFILE_SUFFIX))
                        continue;
                if (!unit && local)
                        add_addition(store, path, diags);
                else if (unit && !g_hash_table_contains(store->files, unit))
                        g_hash_table_insert(store->files, g_steal_pointer(&unit), g_steal_pointer(&path));
        }
}

ProfileStore *profile_store_new(const char *root, bool user, DiagList *diags)
{
        g_autofree char *config = user && !root ? path_of_user("XDG_CONFIG_HOME", ".config") : NULL;
        g_autofree char *own = config ? g_build_filename(config, "unitlock/profiles.d", NULL) : NULL;
        ProfileStore *store = g_new0(ProfileStore, 1);

        store->root = g_strdup(root);
        store->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        store->additions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
        store->wrong = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        store->sets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)need_set_free);
        if (own)
                read_directory(store, own, true, diags);
        read_directory(store, user ? LOCAL_USER_DIR : PROFILE_LOCAL_DIR, true, diags);
        for (const char *const *directory = shipped_directories[user]; *directory; directory++)
                read_directory(store, *directory, false, diags);
        return store;
}

const char **profile_store_units(const ProfileStore *store)
{
        GPtrArray *units = g_ptr_array_new();
        GHashTableIter iter;
        gpointer key;

        g_hash_table_iter_init(&iter, store->files);
        while (g_hash_table_iter_next(&iter, &key, NULL))
                g_ptr_array_add(units, key);
        g_ptr_array_sort(units, strings_compare);
        g_ptr_array_add(units, NULL);
        return (const char **)g_ptr_array_free(units, FALSE);
}

static bool says_tested(const NeedSet *set)
{
        g_autofree const char **stability = need_set_headers(set, HEADER_STABILITY);

        return stability[0] && !stability[1] && g_str_equal(stability[0], "tested");
}

static bool is_about(const NeedSet *set, const char *unit)
{
        g_autofree const char **also = need_set_headers(set, HEADER_ALSO);

        return g_str_equal(set->unit, unit) || g_strv_contains((const char *const *)also, unit);
}

static int compare_paths(gconstpointer a, gconstpointer b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The name under which the store has the profile of a unit. Caller frees. */
static char *name_in_store(const ProfileStore *store, const char *unit)
{
        char *template = g_hash_table_contains(store->files, unit) ? NULL : unit_name_template(unit);

        return template ? template : g_strdup(unit);
}

bool profile_store_has(const ProfileStore *store, const char *unit)
{
        g_autofree char *name = name_in_store(store, unit);

        return g_hash_table_contains(store->files, name);
}

Profile *profile_store_load(const ProfileStore *store, const char *unit, DiagList *diags)
{
        g_autofree char *name = name_in_store(store, unit);
        const char *path = g_hash_table_lookup(store->files, name);
        g_autoptr(Profile) profile = NULL;
        g_autoptr(GStrvBuilder) files = NULL;
        GPtrArray *additions;

        if (!path)
                return NULL;
        if (g_hash_table_contains(store->wrong, name)) {
                diag_add(diags, SEVERITY_ERROR, path, 0, 0, "not used, because an addition to it is wrong");
                return NULL;
        }
        profile = g_new0(Profile, 1);
        profile->needs = read_below(store->root, path, diags);
        if (!profile->needs)
                return NULL;
        if (!is_about(profile->needs, name)) {
                diag_add(diags, SEVERITY_ERROR, path, 0, 0,
                         "it says that it is about \"%s\", and its name that it is about %s", profile->needs->unit,
                         name);
                return NULL;
        }
        profile->unit = g_strdup(unit);
        profile->tested = says_tested(profile->needs);
        files = g_strv_builder_new();
        g_strv_builder_add(files, path);
        additions = g_hash_table_lookup(store->additions, name);
        if (additions)
                g_ptr_array_sort(additions, compare_paths);
        for (guint i = 0; additions && i < additions->len; i++) {
                need_set_union(profile->needs, g_hash_table_lookup(store->sets, additions->pdata[i]));
                g_strv_builder_add(files, additions->pdata[i]);
        }
        profile->files = g_strv_builder_end(files);
        return g_steal_pointer(&profile);
}

Profile *profile_of_unit(const char *root, bool user, const char *unit, DiagList *diags)
{
        g_autoptr(ProfileStore) store = profile_store_new(root, user, diags);

        return profile_store_load(store, unit, diags);
}

GPtrArray *profile_owned(const NeedSet *needs)
{
        GPtrArray *owned = g_ptr_array_new_with_free_func((GDestroyNotify)owned_path_free);
        g_autofree const char **lines = need_set_headers(needs, HEADER_OWN);

        for (const char **line = lines; *line; line++) {
                g_auto(GStrv) words = g_strsplit(*line, " ", 2);

                g_ptr_array_add(owned, owned_path_new(words[0], words[1] ? words[1] : "the profile says so"));
        }
        return owned;
}

char **profile_left(const NeedSet *needs)
{
        g_autofree const char **lines = need_set_headers(needs, HEADER_LEAVE);
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();

        for (const char **line = lines; *line; line++) {
                g_autofree char *name = g_strndup(*line, strcspn(*line, " "));

                g_strv_builder_add(names, name);
        }
        return g_strv_builder_end(names);
}

/* --- from a recording --- */

typedef enum Fate {
        KEEP,
        DROP,     /* which file of that kind is there is a matter of the host, and no directive takes it away */
        INDIRECT, /* to this need */
} Fate;

/* The first row that fits decides: a path need whose access is within `access` and that lies below `prefix`. */
static const struct {
        unsigned access;
        const char *prefix;
        Fate fate;
        const char *to;
} fates[] = {
        {_ACCESS_ALL, "/etc/nsswitch.conf", INDIRECT, "nss"},
        {_ACCESS_ALL, "/usr/sbin/sendmail", INDIRECT, "sendmail"},
        {_ACCESS_ALL, "/usr/lib/sendmail", INDIRECT, "sendmail"},
        {_ACCESS_ALL, "/etc/pam.d/other", DROP, NULL},
        {ACCESS_READ | ACCESS_MAP_EXECUTE, "/usr", DROP, NULL},
        {ACCESS_READ | ACCESS_MAP_EXECUTE, "/etc", DROP, NULL},
        {ACCESS_READ | ACCESS_MAP_EXECUTE, "/lib", DROP, NULL},
        {ACCESS_READ | ACCESS_MAP_EXECUTE, "/lib64", DROP, NULL},
        {ACCESS_READ, "/var", DROP, NULL},
};

static Fate fate_of(const Need *need, char **ret_to)
{
        if (need->kind == NEED_PATH && g_str_has_prefix(need->subject, "/etc/pam.d/") &&
            !g_str_has_prefix(need->subject, "/etc/pam.d/common-") && !g_str_equal(need->subject, "/etc/pam.d/other")) {
                *ret_to = g_strdup_printf("pam:%s", need->subject + strlen("/etc/pam.d/"));
                return INDIRECT;
        }
        for (size_t i = 0; need->kind == NEED_PATH && i < G_N_ELEMENTS(fates); i++)
                if ((need->access & ~fates[i].access) == 0 && path_has_prefix(need->subject, fates[i].prefix)) {
                        *ret_to = g_strdup(fates[i].to);
                        return fates[i].fate;
                }
        return KEEP;
}

static bool is_of_host(const NeedEntry *entry)
{
        for (guint i = 0; i < entry->evidence->len; i++) {
                const Evidence *evidence = entry->evidence->pdata[i];

                if (!g_str_equal(evidence->source, "host") && !g_str_equal(evidence->source, "margin"))
                        return false;
        }
        return true;
}

/* Files of one directory that a service makes are more than this: then it makes files of any name there. */
#define NAMES_MAX 4

/* "/var/lib/x/temp-265.rdb" -> "/var/lib/x/temp-N.rdb": numbers in names of files that are made are of one run. Caller
 * frees. */
static char *without_numbers(const char *path)
{
        const char *base = strrchr(path, '/') + 1;
        GString *out = g_string_new_len(path, base - path);

        for (const char *p = base; *p; p++) {
                if (!g_ascii_isdigit(*p))
                        g_string_append_c(out, *p);
                else if (p == base || !g_ascii_isdigit(p[-1]))
                        g_string_append_c(out, 'N');
        }
        return g_string_free(out, FALSE);
}

/* Ports from which the kernel chooses where nobody says which one (ip_local_port_range): they are of one run. */
#define PORT_EPHEMERAL 32768

/* "udp:0.0.0.0:41912" -> "udp:0.0.0.0:0", "unix:/run/x/worker.1067" -> "unix:/run/x/worker.N", "unix:@4f.../bus/x" ->
 * "unix:@NAME". Caller frees; NULL: it stays. */
static char *without_port(const Need *need)
{
        const char *colon = strrchr(need->subject, ':');

        if (need->kind != NEED_BIND && need->kind != NEED_CONNECT)
                return NULL;
        if (g_str_has_prefix(need->subject, "unix:@"))
                return g_strdup("unix:@NAME");
        if (g_str_has_prefix(need->subject, "unix:/"))
                return without_numbers(need->subject);
        if (!colon || g_ascii_strtoull(colon + 1, NULL, 10) < PORT_EPHEMERAL)
                return NULL;
        return g_strdup_printf("%.*s:0", (int)(colon - need->subject), need->subject);
}

/* Numbers of system users are given as packages are installed, those of people as they come; only those below 100 are
 * Debian's. Which number it is no directive asks, only whether it is another than root's. Caller frees; NULL: it stays.
 */
static char *without_id(const Need *need)
{
        guint64 id = g_ascii_strtoull(need->subject, NULL, 10);

        if ((need->kind != NEED_USER && need->kind != NEED_GROUP) || id < 100 || id >= 65534)
                return NULL;
        return g_strdup(id < 1000 ? "100" : "1000");
}

static bool is_made(const Need *need)
{
        return need->kind == NEED_PATH && (need->access & (ACCESS_CREATE | ACCESS_OWN)) &&
               !(need->access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE));
}

static void copy(NeedSet *into, const NeedEntry *entry, unsigned access, const char *subject)
{
        const Evidence *best = need_entry_best(entry);

        need_set_add(into, entry->need.kind, access, subject, best->strength, best->phase, best->source, best->actor,
                     best->note);
}

/* One need a path: all its accesses. What was there before in one of them was not made by the service. */
static NeedSet *one_a_path(const NeedSet *set)
{
        NeedSet *out = need_set_new(set->unit);

        for (guint i = 0; i < set->entries->len;) {
                const NeedEntry *first = set->entries->pdata[i];
                unsigned access = 0, own = ACCESS_OWN;

                for (; i < set->entries->len; i++) {
                        const NeedEntry *entry = set->entries->pdata[i];

                        if (entry->need.kind != first->need.kind ||
                            !g_str_equal(entry->need.subject, first->need.subject))
                                break;
                        access |= entry->need.access;
                        own &= entry->need.access;
                }
                copy(out, first, (access & ~(unsigned)ACCESS_OWN) | own, first->need.subject);
        }
        return out;
}

static guint count_one(GHashTable *counts, const char *name)
{
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name)) + 1;

        g_hash_table_insert(counts, g_strdup(name), GUINT_TO_POINTER(n));
        return n;
}

/* Where a service makes files in many directories of one, any of them is meant. */
static NeedSet *fold_directories(const NeedSet *set)
{
        g_autoptr(GHashTable) met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(NeedSet) folded = need_set_new(set->unit);

        for (guint i = 0; i < set->entries->len; i++) {
                const Need *need = &((const NeedEntry *)set->entries->pdata[i])->need;
                g_autofree char *directory = is_made(need) ? g_path_get_dirname(need->subject) : NULL;
                g_autofree char *parent = directory ? g_path_get_dirname(directory) : NULL;

                if (directory && count_one(met, directory) == 1)
                        count_one(counts, parent);
        }
        for (guint i = 0; i < set->entries->len; i++) {
                const NeedEntry *entry = set->entries->pdata[i];
                g_autofree char *directory = is_made(&entry->need) ? g_path_get_dirname(entry->need.subject) : NULL;
                g_autofree char *parent = directory ? g_path_get_dirname(directory) : NULL, *any = NULL;

                /* not of top directories: what lies in /var/ANY is anything */
                if (parent && strchr(parent + 1, '/') &&
                    GPOINTER_TO_UINT(g_hash_table_lookup(counts, parent)) > NAMES_MAX)
                        any = g_build_filename(parent, "DIRECTORY", "FILE", NULL);
                copy(folded, entry, entry->need.access, any ? any : entry->need.subject);
        }
        return one_a_path(folded);
}

/* Made by the service, or written to, where files are (in /dev, /proc and /sys each name has its own meaning). */
static bool is_data(const Need *need)
{
        return is_made(need) ||
               (need->kind == NEED_PATH && (need->access & ACCESS_WRITE) &&
                !(need->access & (ACCESS_EXECUTE | ACCESS_MAP_EXECUTE)) && !path_has_prefix(need->subject, "/dev") &&
                !path_has_prefix(need->subject, "/proc") && !path_has_prefix(need->subject, "/sys"));
}

/* Where a service makes or writes many names in one directory, any name is meant. */
static NeedSet *fold_names(const NeedSet *set)
{
        g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(NeedSet) folded = need_set_new(set->unit);

        for (guint i = 0; i < set->entries->len; i++) {
                const Need *need = &((const NeedEntry *)set->entries->pdata[i])->need;
                g_autofree char *directory = is_data(need) ? g_path_get_dirname(need->subject) : NULL;

                if (directory)
                        count_one(counts, directory);
        }
        for (guint i = 0; i < set->entries->len; i++) {
                const NeedEntry *entry = set->entries->pdata[i];
                g_autofree char *directory = NULL, *any = NULL;

                if (is_data(&entry->need)) {
                        directory = g_path_get_dirname(entry->need.subject);
                        if (GPOINTER_TO_UINT(g_hash_table_lookup(counts, directory)) > NAMES_MAX)
                                any = g_build_filename(directory, "FILE", NULL);
                }
                copy(folded, entry, entry->need.access, any ? any : entry->need.subject);
        }
        return one_a_path(folded);
}

NeedSet *profile_generalise(const NeedSet *recording)
{
        g_autoptr(NeedSet) profile = need_set_new(recording->unit), whole = NULL, named = NULL;
        NeedSet *out;

        for (guint i = 0; i < recording->entries->len; i++) {
                const NeedEntry *entry = recording->entries->pdata[i];
                const Evidence *best = need_entry_best(entry);
                g_autofree char *to = NULL;
                Fate fate = is_of_host(entry) ? DROP : fate_of(&entry->need, &to);

                if (fate == INDIRECT)
                        need_set_add(profile, NEED_INDIRECT, 0, to, best->strength, best->phase, best->source,
                                     best->actor, best->note);
                else if (fate == KEEP) {
                        g_autofree char *name = is_made(&entry->need) ? without_numbers(entry->need.subject) : NULL;

                        if (!name)
                                name = without_port(&entry->need);
                        if (!name)
                                name = without_id(&entry->need);
                        copy(profile, entry, entry->need.access, name ? name : entry->need.subject);
                }
        }
        whole = one_a_path(profile);
        named = fold_names(whole);
        out = fold_directories(named);
        for (guint i = 0; i < recording->coverages->len; i++) {
                const Coverage *coverage = recording->coverages->pdata[i];

                if (!g_str_equal(coverage->source, "host") && !g_str_equal(coverage->source, "margin"))
                        need_set_add_coverage(out, coverage);
        }
        for (char **header = recording->headers; *header; header++) {
                g_auto(GStrv) words = g_strsplit(*header, " ", 2);
                int key = words[0] && words[1] ? string_table_index(header_names, words[0]) : -1;

                if (key >= 0)
                        need_set_add_header(out, (Header)key, words[1]);
        }
        return out;
}
