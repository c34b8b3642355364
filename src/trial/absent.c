/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs look for files that may be there: a directory of modules in root's home, a file in the temporary directory
 * that it has just removed. Without a sandbox they are told ENOENT, under it EACCES, because the way there is closed,
 * or ENOENT of another path. Where the service goes on as before it did not need what does not exist. The kernel asks
 * for a capability before it says so: that one is about nothing, too, if all that the same program was refused by the
 * same call is. */

#include "trial/absent.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static bool is_on_host(const char *path)
{
        struct stat info;

        return lstat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

static bool is_look(const CycleRefusal *refusal)
{
        return refusal->has_need && refusal->kind == NEED_PATH && refusal->access == ACCESS_READ;
}

static bool is_search_capability(const CycleRefusal *refusal)
{
        return refusal->has_need && refusal->kind == NEED_CAPABILITY &&
               (g_str_equal(refusal->subject, "CAP_DAC_OVERRIDE") ||
                g_str_equal(refusal->subject, "CAP_DAC_READ_SEARCH"));
}

/* In the same call, by the same program, with the same error? */
static bool goes_with(const CycleRefusal *a, const CycleRefusal *b)
{
        return g_strcmp0(a->syscall, b->syscall) == 0 && g_strcmp0(a->actor, b->actor) == 0 && a->error == b->error;
}

bool refusal_is_about_nothing(const CycleRefusal *refusal, const GPtrArray *differences, AbsentIsThere is_there)
{
        bool found = false;

        if (!is_there)
                is_there = is_on_host;
        if (refusal->filtered || refusal->signal)
                return false;
        if (is_look(refusal))
                return !is_there(refusal->subject);
        if (!is_search_capability(refusal))
                return false;
        for (guint i = 0; i < differences->len; i++) {
                const CycleRefusal *other = ((const Difference *)differences->pdata[i])->refusal;

                if (!other || other == refusal || !goes_with(other, refusal) || other->kind != NEED_PATH)
                        continue;
                if (!is_look(other) || is_there(other->subject))
                        return false;
                found = true;
        }
        return found;
}
