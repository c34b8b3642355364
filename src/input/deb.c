/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The unit files of a Debian package (deb(5)): an ar archive, in it a compressed tar archive of its control files and
 * one of its data. Read in one pass by libarchive, into memory; nothing is unpacked to a disk and nothing of it is run.
 * A package that was made to do harm, with little that unpacks to very much, is given up at a limit that no honest one
 * comes near. */
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "input/file-source.h"
#include "input/internal.h"
#include "input/libarchive.h"

#define BLOCK 65536
#define MEMBERS_MAX 10000                 /* unit files and drop-ins */
#define FILES_MAX 20000                   /* programs, links and the like */
#define TEXT_MAX (64U * 1024 * 1024)      /* bytes of them together */
#define ENTRIES_MAX 2000000               /* files of the package */
#define UNPACKED_FREE (64U * 1024 * 1024) /* so much may come out in any case ... */
#define UNPACKED_RATIO 300 /* ... beyond, at most so many bytes for each that goes in (text has 4 to 20) */

typedef struct archive Archive;
static void archive_done(Archive *archive)
{
        la.read_free(archive);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Archive, archive_done)

/* A tar archive within the package. */
typedef struct Inner {
        Archive *outer;
        Archive *inner;
        guint64 packed; /* bytes read so far */
        char buffer[BLOCK];
} Inner;

static void deb_member_free(DebMember *member)
{
        if (!member)
                return;
        g_free(member->path);
        g_free(member->text);
        g_free(member->link);
        g_free(member);
}

void deb_free(Deb *deb)
{
        if (!deb)
                return;
        g_free(deb->package);
        g_free(deb->multi_arch);
        g_ptr_array_unref(deb->members);
        g_hash_table_unref(deb->files);
        g_free(deb);
}

static la_ssize_t read_outer(Archive *archive, void *userdata, const void **ret_buffer)
{
        Inner *inner = userdata;
        la_ssize_t n = la.read_data(inner->outer, inner->buffer, sizeof(inner->buffer));
        if (n < 0) {
                la.set_error(archive, EIO, "%s", la.error_string(inner->outer));
                return -1;
        }
        inner->packed += (guint64)n;
        *ret_buffer = inner->buffer;
        return n;
}

static bool fail(GError **error, const char *path, const char *what)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "Cannot read the package %s: %s", path, what);
        return false;
}

static bool fail_archive(GError **error, const char *path, Archive *archive)
{
        const char *why = la.error_string(archive);
        return fail(error, path, why ? why : "it is damaged");
}

/* Has more come out than an honest package holds? */
static bool is_bomb(const Inner *inner)
{
        guint64 unpacked = (guint64)MAX(la.filter_bytes(inner->inner, 0), 0);
        return unpacked > UNPACKED_FREE && unpacked / UNPACKED_RATIO > inner->packed;
}

/* The path of an entry with "/" before it; NULL for one that no package has. */
static char *entry_path(const char *name)
{
        if (!name)
                return NULL;
        while (g_str_has_prefix(name, "./"))
                name += 2;
        g_autofree char *rooted = g_strconcat("/", name, NULL);
        g_autofree char *path = path_simplify(rooted);
        return strstr(path, "/../") || g_str_has_suffix(path, "/..") ? NULL : g_steal_pointer(&path);
}

static bool is_wanted(const char *path)
{
        static const char *const places[] = {"/etc/systemd", "/lib/systemd", "/usr/lib/systemd",
                                             "/usr/local/lib/systemd", "/usr/share/systemd"};
        for (unsigned i = 0; i < G_N_ELEMENTS(places); i++) {
                if (!path_has_prefix(path, places[i]))
                        continue;
                const char *below = path + strlen(places[i]);
                return g_str_has_prefix(below, "/system/") || g_str_has_prefix(below, "/user/");
        }
        return false;
}

/* Reads the data of the entry at hand. */
static char *read_entry(Inner *inner, const char *path, struct archive_entry *entry, size_t *ret_length, GError **error)
{
        la_int64_t size = la.entry_size(entry);
        if (size < 0 || size > INPUT_FILE_MAX) {
                g_autofree char *what = g_strdup_printf("%s in it is longer than 16 MiB", la.entry_pathname(entry));
                fail(error, path, what);
                return NULL;
        }
        g_autofree char *text = g_malloc((size_t)size + 1);
        size_t length = 0;
        while (length < (size_t)size) {
                la_ssize_t n = la.read_data(inner->inner, text + length, (size_t)size - length);
                if (n < 0) {
                        fail_archive(error, path, inner->inner);
                        return NULL;
                }
                if (n == 0)
                        break;
                length += (size_t)n;
        }
        text[length] = '\0';
        *ret_length = length;
        return g_steal_pointer(&text);
}

/* What units may speak of: programs, the links to them, files that say whose a directory is. */
static bool is_spoken_of(const char *path, struct archive_entry *entry)
{
        if (la.entry_symlink(entry))
                return true;
        return la.entry_filetype(entry) == AE_IFREG && !la.entry_hardlink(entry) &&
               ((la.entry_perm(entry) & 0111) != 0 || path_has_prefix(path, "/usr/lib/tmpfiles.d"));
}

static bool has_magic(const char *text, size_t length)
{
        return length >= 2 && text[0] == '#' && text[1] == '!';
}

/* Of programs only scripts are kept whole; of others it is enough to know what they begin with. Too many, or too long
 * ones, are not an error: then less is known. */
static bool take_file(Inner *inner, Deb *deb, const char *path, const char *name, struct archive_entry *entry,
                      size_t *total, GError **error)
{
        if (g_hash_table_size(deb->files) >= FILES_MAX)
                return true;
        const char *soft = la.entry_symlink(entry);
        g_autofree char *text = NULL;
        size_t length = 0;
        if (!soft && la.entry_size(entry) <= FILE_SOURCE_TEXT_MAX && *total < TEXT_MAX) {
                text = read_entry(inner, path, entry, &length, error);
                if (!text)
                        return false;
                if ((la.entry_perm(entry) & 0111) && !has_magic(text, length)) {
                        length = MIN(length, 4);
                        text = g_realloc(text, length + 1);
                        text[length] = '\0';
                }
                *total += length;
        }
        DebMember *member = g_new0(DebMember, 1);
        member->path = g_strdup(name);
        member->link = g_strdup(soft);
        member->text = g_steal_pointer(&text);
        member->length = length;
        member->mode = la.entry_mode(entry);
        g_hash_table_replace(deb->files, member->path, member);
        return true;
}

/* Everything of one entry that matters here. */
static bool take_data_entry(Inner *inner, Deb *deb, const char *path, struct archive_entry *entry, size_t *total,
                            GError **error)
{
        g_autofree char *name = entry_path(la.entry_pathname(entry));
        if (!name)
                return true;
        if (!is_wanted(name))
                return !is_spoken_of(name, entry) || take_file(inner, deb, path, name, entry, total, error);
        const char *hard = la.entry_hardlink(entry), *soft = la.entry_symlink(entry);
        bool regular = la.entry_filetype(entry) == AE_IFREG;
        if (!hard && !soft && !regular)
                return true;
        if (deb->members->len >= MEMBERS_MAX)
                return fail(error, path, "it has more than 10,000 unit files");
        DebMember *member = g_new0(DebMember, 1);
        g_ptr_array_add(deb->members, member);
        member->path = g_strdup(name);
        if (hard)
                member->link = entry_path(hard);
        else if (soft)
                member->link = g_strdup(soft);
        else {
                member->text = read_entry(inner, path, entry, &member->length, error);
                if (!member->text)
                        return false;
                *total += member->length;
                if (*total > TEXT_MAX)
                        return fail(error, path, "its unit files are longer than 64 MiB together");
        }
        if (!member->text && !member->link)
                g_ptr_array_set_size(deb->members, (gint)deb->members->len - 1);
        return true;
}

static bool take_control_entry(Inner *inner, Deb *deb, const char *path, struct archive_entry *entry, GError **error)
{
        g_autofree char *name = entry_path(la.entry_pathname(entry));
        if (g_strcmp0(name, "/control") != 0 || la.entry_filetype(entry) != AE_IFREG || deb->package)
                return true;
        size_t length;
        g_autofree char *text = read_entry(inner, path, entry, &length, error);
        if (!text)
                return false;
        deb->package = control_field(text, "Package");
        deb->multi_arch = control_field(text, "Multi-Arch");
        return true;
}

/* Those that dpkg-deb(1) makes. A filter that libarchive would have to run a program for is left out. */
static void support_filters(Archive *archive)
{
        int (*const filters[])(Archive *) = {
                la.read_support_filter_gzip, la.read_support_filter_xz,    la.read_support_filter_zstd,
                la.read_support_filter_lzma, la.read_support_filter_bzip2,
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(filters); i++)
                (void)filters[i](archive);
        la.read_support_filter_none(archive);
}

static bool read_tar(Archive *outer, Deb *deb, const char *path, bool control, GError **error)
{
        g_autoptr(Archive) tar = la.read_new();
        g_autofree Inner *inner = g_new0(Inner, 1);
        inner->outer = outer;
        inner->inner = tar;
        support_filters(tar);
        la.read_support_format_tar(tar);
        la.read_support_format_empty(tar);
        if (la.read_open(tar, inner, NULL, read_outer, NULL) != ARCHIVE_OK)
                return fail_archive(error, path, tar);
        size_t total = 0;
        for (unsigned entries = 0;; entries++) {
                struct archive_entry *entry;
                int r = la.read_next_header(tar, &entry);
                if (r == ARCHIVE_EOF)
                        return true;
                if (r < ARCHIVE_WARN)
                        return fail_archive(error, path, tar);
                if (is_bomb(inner) || entries > ENTRIES_MAX)
                        return fail(error, path, "it unpacks to far too much for its size");
                if (!(control ? take_control_entry(inner, deb, path, entry, error)
                              : take_data_entry(inner, deb, path, entry, &total, error)))
                        return false;
                /* Passing over the data piece by piece, to see how much comes out. */
                const void *block;
                size_t size;
                la_int64_t offset;
                while ((r = la.read_data_block(tar, &block, &size, &offset)) == ARCHIVE_OK)
                        if (is_bomb(inner))
                                return fail(error, path, "it unpacks to far too much for its size");
                if (r < ARCHIVE_WARN)
                        return fail_archive(error, path, tar);
        }
}

Deb *deb_read(const char *path, DiagList *diags, GError **error)
{
        if (!libarchive_load(error))
                return NULL;
        g_autoptr(Archive) outer = la.read_new();
        g_autoptr(Deb) deb = g_new0(Deb, 1);
        deb->members = g_ptr_array_new_with_free_func((GDestroyNotify)deb_member_free);
        deb->files = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)deb_member_free);
        la.read_support_filter_none(outer);
        la.read_support_format_ar(outer);
        if (!file_is_regular(path, error))
                return NULL;
        if (la.read_open_filename(outer, path, BLOCK) != ARCHIVE_OK) {
                fail_archive(error, path, outer);
                return NULL;
        }
        bool data = false;
        for (unsigned entries = 0; !data; entries++) {
                struct archive_entry *entry;
                int r = la.read_next_header(outer, &entry);
                if (r == ARCHIVE_EOF)
                        break;
                if (r < ARCHIVE_WARN || entries > 100) {
                        fail_archive(error, path, outer);
                        return NULL;
                }
                const char *name = la.entry_pathname(entry);
                bool control = name && g_str_has_prefix(name, "control.tar");
                data = name && g_str_has_prefix(name, "data.tar");
                if ((control || data) && !read_tar(outer, deb, path, control, error))
                        return NULL;
        }
        if (!data) {
                fail(error, path, "there is no data.tar in it, so it is no Debian package");
                return NULL;
        }
        return g_steal_pointer(&deb);
}
