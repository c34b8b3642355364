/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A path that a setting names is a mount of its own in the service, and what can be written there can still not be
 * moved out of it, or replaced or removed as a whole. No need says that, for each of the two paths alone may be
 * written; so it is found here, by the entries that the settings have for both. */

#include "watch/boundary.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "base/text.h"

/* The deepest entry above the path, or the path itself. Points into the list. */
static const PathEntry *find_entry(const EffectList *list, const char *root, const char *path)
{
        const PathEntry *deepest = NULL;

        for (guint i = 0; i < list->effects->len; i++) {
                const Effect *effect = list->effects->pdata[i];

                for (guint k = 0; effect->kind == EFFECT_PATHS && k < effect->paths->entries->len; k++) {
                        const PathEntry *entry = effect->paths->entries->pdata[k];
                        g_autofree char *full = g_strconcat(root, entry->path, NULL);
                        struct stat st;

                        if (path_has_prefix(path, entry->path) &&
                            (!deepest || strlen(entry->path) > strlen(deepest->path)) && lstat(full, &st) == 0)
                                deepest = entry;
                }
        }
        return deepest;
}

static size_t depth(const PathEntry *entry)
{
        return entry ? strlen(entry->path) : 0;
}

/* Of the host, as it is seen from here. */
static bool look_at(const char *root, const char *path, struct statx *ret)
{
        g_autofree char *full = g_strconcat(root, path, NULL);

        return statx(AT_FDCWD, full, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_MNT_ID, ret) == 0;
}

/* Are both directories of the host in the same mount? What the service alone has there is not asked about. */
static bool is_one_mount(const char *root, const char *a, const char *b)
{
        struct statx here, there;

        return look_at(root, a, &here) && look_at(root, b, &there) && here.stx_mnt_id == there.stx_mnt_id;
}

/* Has the host a mount on that very file or directory? Its device does not tell: a file on overlayfs has another one
 * than its directory. */
static bool is_mount(const char *root, const char *path)
{
        struct statx info;

        return look_at(root, path, &info) && (info.stx_attributes & STATX_ATTR_MOUNT_ROOT);
}

bool boundary_on_host(const char *root, const char *path, const char *other)
{
        g_autofree char *a = g_path_get_dirname(path), *b = g_path_get_dirname(other);

        return *path == '/' && *other == '/' && !is_one_mount(root, a, b);
}

/* The directory that both are in. Caller frees. */
static char *common_directory(const char *a, const char *b)
{
        char *directory = g_strdup(a);

        while (!path_has_prefix(b, directory)) {
                char *up = g_path_get_dirname(directory);

                g_free(directory);
                directory = up;
        }
        return directory;
}

/* What was refused is the need itself, and not what was asked instead. Passes explanation on. */
static Explanation *about(Explanation *explanation, const Need *need)
{
        g_free(explanation->need.subject);
        explanation->need = (Need){need->kind, need->access, g_strdup(need->subject)};
        return explanation;
}

static Explanation *explain_entry(const ExplainContext *context, const PathEntry *entry, const Need *need,
                                  const char *writable)
{
        const Need write = {NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, need->subject};
        g_autofree char *change = NULL, *word = NULL, *otherwise = NULL;
        Explanation *explanation = NULL;

        if (entry->mode == PATH_READ_WRITE && !g_str_equal(writable, "/")) {
                word = word_quote(writable);
                change = g_strdup_printf("ReadWritePaths=%s", word);
        } else if (entry->mode != PATH_READ_WRITE && entry->mode != PATH_BOUND) {
                explanation = explain_need(context, &write, NULL);
        }
        if (!explanation) {
                otherwise = g_strdup_printf("%s=", directives[entry->directive].name);
                explanation = explain_setting(context, entry->directive, otherwise, change ? change : "");
        }
        return about(explanation, need);
}

/* A file that may be written is made, replaced and removed in its directory, which may not be: as if it were a file
 * that no setting names. */
static Explanation *explain_directory(const ExplainContext *context, const Need *need, const char *directory)
{
        g_autofree char *beside = g_build_filename(directory, "*", NULL);
        const Need write = {NEED_PATH, ACCESS_WRITE | ACCESS_CREATE, beside};
        const Symptom symptom = {.error = EROFS};
        Explanation *explanation = explain_need(context, &write, &symptom);

        return explanation ? about(explanation, need) : NULL;
}

Explanation *boundary_explain(const ExplainContext *context, const char *root, const Need *need, const char *other,
                              int error)
{
        g_autoptr(EffectList) list = NULL;
        g_autofree char *directory = NULL, *other_directory = NULL, *both = NULL;
        const PathEntry *entry, *other_entry;

        if (need->kind != NEED_PATH || *need->subject != '/' || (error != EXDEV && error != EBUSY && error != EROFS))
                return NULL;
        list = explain_effects(context, context->config);
        directory = g_path_get_dirname(need->subject);
        if (error == EROFS) {
                entry = need->access & ACCESS_CREATE ? find_entry(list, root, need->subject) : NULL;
                return entry && entry->mode == PATH_READ_WRITE && g_str_equal(entry->path, need->subject) &&
                                       !is_mount(root, need->subject)
                               ? explain_directory(context, need, directory)
                               : NULL;
        }
        if (error == EBUSY) {
                entry = find_entry(list, root, need->subject);
                return entry && g_str_equal(entry->path, need->subject) && !is_mount(root, need->subject)
                               ? explain_entry(context, entry, need, directory)
                               : NULL;
        }
        if (!other || *other != '/')
                return NULL;
        other_directory = g_path_get_dirname(other);
        entry = find_entry(list, root, directory);
        other_entry = find_entry(list, root, other_directory);
        if (!entry || entry == other_entry || depth(entry) < depth(other_entry) ||
            (depth(entry) == depth(other_entry) && strcmp(need->subject, other) < 0) ||
            !is_one_mount(root, directory, other_directory))
                return NULL;
        both = common_directory(directory, other_directory);
        return explain_entry(context, entry, need, both);
}
