/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an admin gives to the user of a service after it was learned: "install -d -o mq /srv/mq", and the queue is kept
 * there from now on. A directory that its user owns already is found (facts/ownership.c); one that is made later could
 * only be written to if the place for such directories can be. Where the service never has another user than its own,
 * that opens nothing else: what is there of others is closed to it by its owners and modes, as it was before. That does
 * not hold for root, and not for users that several services share.
 *
 * And a group may be for one place: who is in group mail delivers mail, and be it to the first user who has some. */

#include "source/given.h"

#include <grp.h>

enum {
        UID_DYNAMIC_MIN = 100, /* below are those that all systems have: www-data, daemon */
        UID_SYSTEM_MAX = 999,  /* above are people, and users that are made for one run */
};

static const char *const places[] = {"/srv/FILE", "/var/lib/FILE", "/var/log/FILE"};

/* By these it could make another's file its own, or become that other. */
static const char *const powers[] = {"CAP_CHOWN",  "CAP_DAC_OVERRIDE", "CAP_FOWNER",    "CAP_SETUID",
                                     "CAP_SETGID", "CAP_SYS_ADMIN",    "CAP_SYS_PTRACE"};

static void add(NeedSet *out, const char *path, const char *note)
{
        need_set_add(out, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, path, STRENGTH_POSSIBLE, PHASE_NONE,
                     "host", "", note);
}

static void add_of_user(NeedSet *out, const NeedSet *needs, const struct passwd *user)
{
        g_autofree char *note = NULL;

        if (!user || user->pw_uid < UID_DYNAMIC_MIN || user->pw_uid > UID_SYSTEM_MAX)
                return;
        for (size_t i = 0; i < G_N_ELEMENTS(powers); i++)
                if (need_set_has(needs, NEED_CAPABILITY, powers[i]))
                        return;
        note = g_strdup_printf("may be given a place there: what %s does not own stays closed to it", user->pw_name);
        for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
                add(out, places[i], note);
}

/* Is it in this group, by its unit file or its user, or did it go there? */
static bool is_in(const NeedSet *needs, const char *const *groups, const char *name)
{
        const struct group *group = getgrnam(name);
        g_autofree char *id = group ? g_strdup_printf("%u", group->gr_gid) : NULL;

        return (groups && g_strv_contains(groups, name)) || (id && need_set_has(needs, NEED_GROUP, id));
}

NeedSet *given_needs(const NeedSet *needs, const struct passwd *user, const char *const *groups)
{
        NeedSet *out = need_set_new(needs->unit);

        add_of_user(out, needs, user);
        if (is_in(needs, groups, "mail"))
                add(out, "/var/mail/USER", "is in group mail, which is for that");
        return out;
}
