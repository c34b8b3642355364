/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One file with the texts of all drop-ins and with every path that was looked at when they were made (base/seen.h). If
 * all of these are as they were, down to device, inode and times, the texts are what would be made again: nothing in
 * here knows what a profile or a fact is. If anything differs, nothing of the file is used.
 *
 * Times tell changes apart only beyond a tick of the kernel's clock, so nothing is kept that changed since the tick in
 * which the texts were begun. Paths that are not there are known by the first part of them that is missing, and many of
 * one directory by that directory.
 *
 * The directories of units in /run are another matter: they come and go with each boot and reload, and generators write
 * to them side by side with us. There it counts that nothing in them has a name that was asked for, but for what we
 * made ourselves; else nothing is kept. */

#include "generator/cache.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"
#include "generator/generate.h"
#include "unit/unit.h"

#define FORMAT "(sa(syat)asasa(ss))" /* key, inputs, directories in /run, names not in them, texts */
#define TRIES_MAX 40
#define CHILDREN_MAX 64 /* paths that are missing in one directory, before the directory stands for them */

/* --- what a path is --- */

typedef struct Identity {
        guint64 values[9];
        struct timespec changed; /* of what counts; not compared */
} Identity;

static guint64 hash_bytes(const void *data, size_t length)
{
        const guint8 *at = data;
        guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325), word;

        for (; length >= sizeof(word); at += sizeof(word), length -= sizeof(word)) {
                memcpy(&word, at, sizeof(word));
                hash = (hash ^ word) * G_GUINT64_CONSTANT(0x100000001b3);
                hash ^= hash >> 32;
        }
        for (; length > 0; at++, length--)
                hash = (hash ^ *at) * G_GUINT64_CONSTANT(0x100000001b3);
        return hash;
}

static guint64 hash_link(const char *path)
{
        char target[4096];
        ssize_t length = readlink(path, target, sizeof(target));

        return length < 0 ? 1 : hash_bytes(target, (size_t)length);
}

/* These have no times worth the name. */
static bool is_of_kernel(const char *root, const char *path)
{
        g_autofree char *proc = path_under_root(root, "/proc"), *sys = path_under_root(root, "/sys");

        return path_has_prefix(path, proc) || path_has_prefix(path, sys) || path_has_prefix(path, "/proc");
}

static guint64 hash_file(const char *path)
{
        g_autofree char *text = NULL;
        size_t length = 0;

        return file_read(path, 0, &text, &length, NULL) ? hash_bytes(text, length) : 1;
}

static Identity identify(const char *root, const char *path, Seen what)
{
        Identity identity = {.values = {0}};
        struct stat info;

        if (lstat(path, &info) < 0) {
                identity.values[1] = errno == ENOTDIR ? ENOENT : (guint64)errno;
                return identity;
        }
        identity.values[0] = info.st_mode & S_IFMT;
        if (!S_ISDIR(info.st_mode))
                identity.changed = info.st_ctim;
        if (S_ISLNK(info.st_mode)) {
                identity.values[1] = hash_link(path);
                if (stat(path, &info) < 0) {
                        identity.values[2] = (guint64)errno;
                        return identity;
                }
        }
        identity.values[2] = info.st_mode & S_IFMT;
        if (what == SEEN_THERE)
                return identity;
        if (is_of_kernel(root, path)) {
                identity.values[3] = hash_file(path);
                identity.changed = (struct timespec){0};
                return identity;
        }
        if (info.st_ctim.tv_sec > identity.changed.tv_sec ||
            (info.st_ctim.tv_sec == identity.changed.tv_sec && info.st_ctim.tv_nsec > identity.changed.tv_nsec))
                identity.changed = info.st_ctim;
        identity.values[3] = info.st_dev;
        identity.values[4] = info.st_ino;
        identity.values[5] = (guint64)info.st_size;
        identity.values[6] = (guint64)info.st_mode;
        identity.values[7] = (guint64)info.st_mtim.tv_sec * 1000000000u + (guint64)info.st_mtim.tv_nsec;
        identity.values[8] = (guint64)info.st_ctim.tv_sec * 1000000000u + (guint64)info.st_ctim.tv_nsec;
        return identity;
}

/* --- who made it --- */

/* The build ID that the linker gave to this very program. */
static int find_build_id(struct dl_phdr_info *info, size_t size, void *data)
{
        GString *id = data;

        for (int i = 0; i < info->dlpi_phnum; i++) {
                const ElfW(Phdr) *header = &info->dlpi_phdr[i];
                const guint8 *note = (const guint8 *)(info->dlpi_addr + header->p_vaddr);
                size_t left = header->p_type == PT_NOTE ? header->p_memsz : 0;

                while (left >= sizeof(ElfW(Nhdr))) {
                        const ElfW(Nhdr) *head = (const void *)note;
                        size_t name = (head->n_namesz + 3u) & ~3u, text = (head->n_descsz + 3u) & ~3u;

                        if (left < sizeof(*head) + name + text)
                                break;
                        for (size_t k = 0; head->n_type == NT_GNU_BUILD_ID && k < head->n_descsz; k++)
                                g_string_append_printf(id, "%02x", note[sizeof(*head) + name + k]);
                        note += sizeof(*head) + name + text;
                        left -= sizeof(*head) + name + text;
                }
        }
        return 1; /* the program is the first */
}

/* What counts beside files. NULL: it is not known well enough. Caller frees. */
static char *make_key(const char *root)
{
        g_autoptr(GString) id = g_string_new(NULL);
        struct utsname host;

        dl_iterate_phdr(find_build_id, id);
        if (id->len == 0 || uname(&host) < 0 || g_getenv("SYSTEMD_UNIT_PATH"))
                return NULL;
        return g_strdup_printf("%s %s\n%s\n%s %s %s\n%u", UNITLOCK_VERSION, id->str, root ? root : "/", host.nodename,
                               host.release, host.machine, (unsigned)geteuid());
}

/* --- directories of units in /run --- */

/* Is nothing there, or nothing but what we made? */
static bool is_only_ours(const char *path)
{
        DIR *stream;
        bool only = true;
        struct stat info;

        if (lstat(path, &info) < 0)
                return errno == ENOENT || errno == ENOTDIR;
        stream = S_ISDIR(info.st_mode) ? opendir(path) : NULL;
        if (!stream)
                return false;
        for (const struct dirent *entry; only && (entry = readdir(stream));)
                only = *entry->d_name == '.' || g_str_equal(entry->d_name, GENERATED_DROPIN);
        closedir(stream);
        return only;
}

/* Has nothing in the directory one of these names, or is a link to one? */
static bool is_without(const char *directory, GHashTable *names)
{
        DIR *stream = opendir(directory);
        bool without = true;

        if (!stream)
                return errno == ENOENT;
        for (const struct dirent *entry; without && (entry = readdir(stream));) {
                g_autofree char *path = NULL;
                char target[4096];
                ssize_t length;

                if (g_str_equal(entry->d_name, ".") || g_str_equal(entry->d_name, ".."))
                        continue;
                path = g_build_filename(directory, entry->d_name, NULL);
                if (g_hash_table_contains(names, entry->d_name)) {
                        without = is_only_ours(path);
                        continue;
                }
                if (entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
                        continue;
                length = readlink(path, target, sizeof(target) - 1);
                if (length > 0) {
                        g_autofree char *base = NULL;

                        target[length] = '\0';
                        base = g_path_get_basename(target);
                        without = !g_hash_table_contains(names, base);
                }
        }
        closedir(stream);
        return without;
}

/* --- reading --- */

static char *cache_path(const char *root)
{
        return path_under_root(root, CACHE_FILE);
}

/* Nobody else could have written it. */
static bool is_own(const char *path)
{
        g_autofree char *directory = g_path_get_dirname(path);
        struct stat info;

        return lstat(directory, &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == geteuid() &&
               !(info.st_mode & (S_IWGRP | S_IWOTH)) && lstat(path, &info) == 0 && S_ISREG(info.st_mode) &&
               info.st_uid == geteuid() && info.st_nlink == 1 && !(info.st_mode & (S_IRWXG | S_IRWXO));
}

static GVariant *load(const char *root)
{
        g_autofree char *path = cache_path(root);
        char *data = NULL;
        g_autoptr(GBytes) whole = NULL, rest = NULL;
        guint64 sum;
        size_t length = 0;

        if (!is_own(path) || !file_read(path, 0, &data, &length, NULL))
                return NULL;
        whole = g_bytes_new_take(data, length);
        if (length <= sizeof(sum))
                return NULL;
        memcpy(&sum, data, sizeof(sum));
        if (sum != hash_bytes(data + sizeof(sum), length - sizeof(sum)))
                return NULL;
        rest = g_bytes_new_from_bytes(whole, sizeof(sum), length - sizeof(sum));
        return g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(FORMAT), rest, FALSE));
}

static bool inputs_are_same(const char *root, GVariant *inputs)
{
        GVariantIter iter;
        const char *path;
        guint8 what;
        GVariant *values;
        bool same = true;

        g_variant_iter_init(&iter, inputs);
        while (same && g_variant_iter_next(&iter, "(&sy@at)", &path, &what, &values)) {
                size_t n = 0;
                const guint64 *then = g_variant_get_fixed_array(values, &n, sizeof(guint64));
                Identity now = identify(root, path, (Seen)what);

                same = n == G_N_ELEMENTS(now.values) && memcmp(then, now.values, sizeof(now.values)) == 0;
                g_variant_unref(values);
        }
        return same;
}

static bool run_is_same(GVariant *directories, GVariant *list)
{
        g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
        GVariantIter iter;
        const char *text;
        bool same = true;

        g_variant_iter_init(&iter, list);
        while (g_variant_iter_next(&iter, "&s", &text))
                g_hash_table_add(names, (gpointer)text);
        g_variant_iter_init(&iter, directories);
        while (same && g_variant_iter_next(&iter, "&s", &text))
                same = is_without(text, names);
        return same;
}

GPtrArray *cache_read(const char *root)
{
        g_autoptr(GVariant) cache = load(root), inputs = NULL, directories = NULL, names = NULL, texts = NULL;
        g_autofree char *key = cache ? make_key(root) : NULL;
        const char *then, *unit, *text;
        GPtrArray *made;
        GVariantIter iter;

        if (!key)
                return NULL;
        g_variant_get(cache, "(&s@a(syat)@as@as@a(ss))", &then, &inputs, &directories, &names, &texts);
        if (!g_str_equal(key, then) || !inputs_are_same(root, inputs) || !run_is_same(directories, names))
                return NULL;
        made = g_ptr_array_new_with_free_func((GDestroyNotify)made_free);
        g_variant_iter_init(&iter, texts);
        while (g_variant_iter_next(&iter, "(&s&s)", &unit, &text)) {
                Made *one = g_new0(Made, 1);

                one->unit = g_strdup(unit);
                one->text = g_strdup(text);
                g_ptr_array_add(made, one);
        }
        return made;
}

/* --- writing --- */

typedef struct Inputs {
        const char *root;
        GHashTable *paths; /* path -> Seen */
        GPtrArray *run;    /* directories of units in /run, with root */
        GHashTable *names; /* asked for in these */
        struct timespec begun;
} Inputs;

static void inputs_clear(Inputs *inputs)
{
        g_clear_pointer(&inputs->paths, g_hash_table_unref);
        g_clear_pointer(&inputs->run, g_ptr_array_unref);
        g_clear_pointer(&inputs->names, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inputs, inputs_clear)

static void add_input(Inputs *inputs, const char *path, Seen what)
{
        if (GPOINTER_TO_UINT(g_hash_table_lookup(inputs->paths, path)) <= what)
                g_hash_table_insert(inputs->paths, g_strdup(path), GUINT_TO_POINTER(what));
}

/* Is it in a directory of units in /run? Then only its name there counts. */
static bool take_run(Inputs *inputs, const char *path)
{
        for (guint i = 0; i < inputs->run->len; i++) {
                const char *directory = inputs->run->pdata[i], *rest = path + strlen(directory);

                if (!path_has_prefix(path, directory))
                        continue;
                if (*rest)
                        g_hash_table_add(inputs->names, g_strndup(rest + 1, strcspn(rest + 1, "/")));
                return true;
        }
        return false;
}

/* The first part of a path that is missing, and the directory that it is missing in. */
static char *first_missing(const char *path, char **ret_parent)
{
        g_autofree char *missing = g_strdup(path), *parent = g_path_get_dirname(path);
        struct stat info;

        while (strcmp(parent, "/") != 0 && lstat(parent, &info) < 0) {
                g_free(missing);
                missing = g_steal_pointer(&parent);
                parent = g_path_get_dirname(missing);
        }
        *ret_parent = g_steal_pointer(&parent);
        return g_steal_pointer(&missing);
}

static void sort_out(Inputs *inputs, GHashTable *looked)
{
        g_autoptr(GHashTable) missing =
                g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
        GHashTableIter iter, children;
        gpointer path, what, parent;

        g_hash_table_iter_init(&iter, looked);
        while (g_hash_table_iter_next(&iter, &path, &what)) {
                g_autofree char *at = NULL, *first = NULL;
                GHashTable *others;
                struct stat info;

                if (take_run(inputs, path))
                        continue;
                if (lstat(path, &info) == 0) {
                        add_input(inputs, path, (Seen)GPOINTER_TO_UINT(what));
                        continue;
                }
                first = first_missing(path, &at);
                others = g_hash_table_lookup(missing, at);
                if (!others) {
                        others = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
                        g_hash_table_insert(missing, g_strdup(at), others);
                }
                g_hash_table_add(others, g_steal_pointer(&first));
        }
        g_hash_table_iter_init(&iter, missing);
        while (g_hash_table_iter_next(&iter, &parent, &what)) {
                if (g_hash_table_size(what) > CHILDREN_MAX ||
                    GPOINTER_TO_UINT(g_hash_table_lookup(inputs->paths, parent)) == SEEN_CONTENT) {
                        add_input(inputs, parent, SEEN_CONTENT);
                        continue;
                }
                g_hash_table_iter_init(&children, what);
                while (g_hash_table_iter_next(&children, &path, NULL))
                        add_input(inputs, path, SEEN_THERE);
        }
}

static bool is_before(const struct timespec *a, const struct timespec *b)
{
        return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

/* What is missing was missing all the time: the directory has not changed. */
static bool is_settled(const Inputs *inputs, const char *path, const Identity *identity)
{
        g_autofree char *parent = NULL;
        struct stat info;

        if (identity->values[0] != 0)
                return is_before(&identity->changed, &inputs->begun);
        parent = g_path_get_dirname(path);
        return stat(parent, &info) == 0 && is_before(&info.st_ctim, &inputs->begun);
}

/* NULL: something changed while the texts were made, or just before. */
static GVariant *build_inputs(const Inputs *inputs)
{
        g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(syat)"));
        GHashTableIter iter;
        gpointer path, what;

        g_hash_table_iter_init(&iter, inputs->paths);
        while (g_hash_table_iter_next(&iter, &path, &what)) {
                Identity identity = identify(inputs->root, path, (Seen)GPOINTER_TO_UINT(what));

                if (!is_settled(inputs, path, &identity))
                        return NULL;
                g_variant_builder_add(&builder, "(sy@at)", path, (guint8)GPOINTER_TO_UINT(what),
                                      g_variant_new_fixed_array(G_VARIANT_TYPE_UINT64, identity.values,
                                                                G_N_ELEMENTS(identity.values), sizeof(guint64)));
        }
        return g_variant_builder_end(&builder);
}

static GVariant *build_names(GHashTable *names)
{
        g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("as"));
        GHashTableIter iter;
        gpointer name;

        g_hash_table_iter_init(&iter, names);
        while (g_hash_table_iter_next(&iter, &name, NULL))
                g_variant_builder_add(&builder, "s", name);
        return g_variant_builder_end(&builder);
}

static GVariant *build_strings(const GPtrArray *strings)
{
        return g_variant_new_strv((const char *const *)strings->pdata, (gssize)strings->len);
}

static GVariant *build_texts(const GPtrArray *texts)
{
        g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(ss)"));

        for (guint i = 0; i < texts->len; i++) {
                const Made *made = texts->pdata[i];

                g_variant_builder_add(&builder, "(ss)", made->unit, made->text);
        }
        return g_variant_builder_end(&builder);
}

static void find_run_directories(Inputs *inputs)
{
        g_autoptr(UnitPaths) paths = unit_paths_generator(inputs->root);

        inputs->run = g_ptr_array_new_with_free_func(g_free);
        for (char **dir = paths->dirs; *dir; dir++)
                if (path_has_prefix(*dir, "/run"))
                        g_ptr_array_add(inputs->run, path_under_root(inputs->root, *dir));
}

/* NULL with *ret_again: in a moment, perhaps; without: not as things are. */
static GVariant *make_cache(const char *root, const char *key, bool *ret_again)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(GPtrArray) texts = NULL;
        g_autoptr(GHashTable) looked = NULL;
        g_auto(Inputs) inputs = {.root = root};
        g_autofree char *said = NULL;
        GVariant *paths;

        *ret_again = false;
        clock_gettime(CLOCK_REALTIME_COARSE, &inputs.begun);
        seen_begin();
        texts = generate_texts(root, false, diags);
        looked = seen_end();
        said = diag_list_to_string(diags);
        if (*said)
                return NULL;
        inputs.paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        inputs.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        find_run_directories(&inputs);
        sort_out(&inputs, looked);
        for (guint i = 0; i < inputs.run->len; i++)
                if (!is_without(inputs.run->pdata[i], inputs.names))
                        return NULL;
        paths = build_inputs(&inputs);
        *ret_again = paths == NULL;
        return paths ? g_variant_ref_sink(g_variant_new("(s@a(syat)@as@as@a(ss))", key, paths,
                                                        build_strings(inputs.run), build_names(inputs.names),
                                                        build_texts(texts)))
                     : NULL;
}

bool cache_write(const char *root, GError **error)
{
        g_autofree char *path = cache_path(root), *key = make_key(root), *directory = NULL;
        g_autoptr(GVariant) cache = NULL;
        g_autoptr(GByteArray) data = NULL;
        g_autoptr(GPtrArray) held = cache_read(root);
        bool again = key != NULL;
        guint64 sum;

        if (held)
                return true;
        directory = g_path_get_dirname(path);
        (void)g_mkdir_with_parents(directory,
                                   0755); /* now: it changes the directory above, which may have been looked at */
        for (int i = 0; i < TRIES_MAX && again && !cache; i++)
                cache = make_cache(root, key, &again);
        if (!cache) {
                if (unlink(path) < 0 && errno != ENOENT && errno != ENOTDIR) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot remove %s: %s", path,
                                    g_strerror(errno));
                        return false;
                }
                return true;
        }
        sum = hash_bytes(g_variant_get_data(cache), g_variant_get_size(cache));
        data = g_byte_array_new();
        g_byte_array_append(data, (const guint8 *)&sum, sizeof(sum));
        g_byte_array_append(data, g_variant_get_data(cache), (guint)g_variant_get_size(cache));
        return file_write_atomic(path, (const char *)data->data, (gssize)data->len, 0600, error);
}
