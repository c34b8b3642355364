/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a service needs beside what it was seen to do: each source is asked in its turn, and those that go by what is
 * known come after those that add to it. */

#include "cli/unseen.h"

#include <grp.h>
#include <pwd.h>
#include <string.h>

#include "facts/facts.h"
#include "facts/ownership.h"
#include "source/become.h"
#include "source/beside.h"
#include "source/declared.h"
#include "source/device.h"
#include "source/given.h"
#include "source/handed.h"
#include "source/host.h"
#include "source/logging.h"
#include "source/reach.h"
#include "source/volatile.h"
#include "watch/gate.h"

/* After=network.target and its kin: who wrote the unit knew it to use the network. */
static bool is_after_network(const UnitView *view)
{
        static const char *const targets[] = {"network.target", "network-online.target", "nss-lookup.target", NULL};
        g_auto(GStrv) values = unit_view_get_all(view, "Unit", "After");

        for (char **value = values; value && *value; value++) {
                g_auto(GStrv) words = g_strsplit_set(*value, " \t", 0);

                for (char **word = words; *word; word++)
                        if (g_strv_contains(targets, *word))
                                return true;
        }
        return false;
}

/* Sockets of IP that are handed to it. If nobody asked it for anything, what it opens to answer is not known. */
static void add_network_needs(const Unseen *unseen)
{
        g_autoptr(UnitPaths) paths = unit_paths_system(NULL);
        g_autoptr(NeedSet) more = NULL;
        bool used = need_set_uses_ip(unseen->needs), handed = false;

        for (char *const *trigger = unseen->triggered_by; trigger && *trigger; trigger++) {
                g_autoptr(DiagList) diags = diag_list_new();
                g_autoptr(UnitView) socket =
                        g_str_has_suffix(*trigger, ".socket") ? unit_load(paths, *trigger, diags, NULL) : NULL;
                g_autoptr(NeedSet) needs = socket ? handed_needs(unseen->unit, socket) : NULL;

                handed = handed || (needs && needs->entries->len > 0);
                if (needs)
                        need_set_union(unseen->needs, needs);
        }
        if (used)
                return;
        if (handed)
                more = reach_needs_of_connection(NULL, unseen->needs);
        else if (is_after_network(unseen->view))
                more = reach_needs_of_network(NULL, unseen->needs);
        if (more)
                need_set_union(unseen->needs, more);
}

/* Of its User=; NULL: it has none, or one that is not there. As getpwnam(3). */
static const struct passwd *account_of_unit(const Unseen *unseen)
{
        const char *name = unit_view_get(unseen->view, "Service", "User");

        return name && *name ? getpwnam(name) : NULL;
}

/* Names of the groups that the unit runs with. Caller frees. */
static char **groups_of_unit(const Unseen *unseen)
{
        static const char *const settings[] = {"Group", "SupplementaryGroups"};
        const struct passwd *user = account_of_unit(unseen);
        GPtrArray *groups = g_ptr_array_new();
        gid_t ids[64];
        int n = user && user->pw_uid != 0 ? (int)G_N_ELEMENTS(ids) : 0;

        if (n > 0 && getgrouplist(user->pw_name, user->pw_gid, ids, &n) < 0)
                n = 0;
        for (int i = 0; i < n; i++) {
                const struct group *group = getgrgid(ids[i]);

                if (group)
                        g_ptr_array_add(groups, g_strdup(group->gr_name));
        }
        for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
                g_auto(GStrv) values = unit_view_get_all(unseen->view, "Service", settings[i]);

                for (char **value = values; value && *value; value++) {
                        g_auto(GStrv) words = g_strsplit_set(*value, " \t", -1);

                        for (char **word = words; *word; word++)
                                g_ptr_array_add(groups, g_strdup(*word));
                }
        }
        g_ptr_array_add(groups, NULL);
        return (char **)g_ptr_array_free(groups, FALSE);
}

/* What the unit file, its packages, the host and the programs say beside what was seen. */
static void add_unseen_needs(const Unseen *unseen)
{
        g_autoptr(NeedSet) declared = declared_needs(unseen->view, unseen->facts, unseen->needs);
        g_autoptr(NeedSet) reach = reach_needs(NULL, unseen->needs), host = NULL, become = NULL;
        g_autoptr(NeedSet) beside = beside_needs(NULL, unseen->view), listed = listed_needs(unseen->view);
        g_autoptr(HostFacts) facts = host_facts_new(NULL);
        g_autoptr(NeedSet) indirect = host_indirect_of_unit(facts, unseen->unit), devices = NULL, given = NULL;
        g_auto(GStrv) groups = NULL;

        if (!unseen->by_connection)
                add_network_needs(unseen);
        need_set_union(unseen->needs, declared);
        need_set_union(unseen->needs, reach);
        if (unseen->by_connection) {
                g_autoptr(NeedSet) more = reach_needs_of_connection(NULL, unseen->needs);

                need_set_union(unseen->needs, more);
        }
        need_set_union(unseen->needs, beside);
        need_set_union(unseen->needs, listed);
        need_set_union(unseen->needs, indirect);
        groups = groups_of_unit(unseen);
        devices = device_needs(unseen->needs, (const char *const *)groups);
        need_set_union(unseen->needs, devices);
        become = become_needs(NULL, unseen->needs, unseen->root);
        need_set_union(unseen->needs, become);
        given = given_needs(unseen->needs, unseen->root ? NULL : account_of_unit(unseen), (const char *const *)groups);
        need_set_union(unseen->needs, given);
        if (unseen->root) {
                g_autoptr(NeedSet) logging = logging_needs(NULL, unseen->needs);

                need_set_union(unseen->needs, logging);
        }
        host = host_needs(facts, unseen->needs, unseen->root);
        need_set_union(unseen->needs, host);
}

/* A program of others that it runs, too, knows where it keeps things: what is there and closed to the unit's user is
 * not the unit's, as the cache of ldconfig. */
static void drop_closed(GPtrArray *owned, const struct passwd *user)
{
        GateSubject subject = {.uid = user->pw_uid, .gid = user->pw_gid};
        g_autofree unsigned *groups = gate_groups(0, user->pw_uid, &subject.n_groups);

        subject.groups = groups;
        for (guint i = owned->len; i-- > 0;) {
                const char *directory = ((const OwnedPath *)owned->pdata[i])->path;
                g_autofree char *within = g_build_filename(directory, "FILE", NULL);
                const Need need = {NEED_PATH, ACCESS_CREATE, within};

                if (g_file_test(directory, G_FILE_TEST_EXISTS) && !gate_host_allows("", &need, &subject))
                        g_ptr_array_remove_index(owned, i);
        }
}

/* What belongs to the users that it runs as, or became, what has its name, and what its programs name. */
static void add_owned(const Unseen *unseen)
{
        const struct passwd *user = account_of_unit(unseen);
        g_autoptr(GArray) users = g_array_new(FALSE, FALSE, sizeof(uid_t));
        g_autoptr(GPtrArray) found = NULL, named = ownership_by_name(unseen->unit, user);

        if (user)
                g_array_append_val(users, user->pw_uid);
        for (guint i = 0; i < unseen->needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)unseen->needs->entries->pdata[i])->need;
                guint64 id;

                if (need->kind == NEED_USER &&
                    g_ascii_string_to_unsigned(need->subject, 10, 0, G_MAXUINT32, &id, NULL)) {
                        uid_t uid = (uid_t)id;

                        g_array_append_val(users, uid);
                }
        }
        for (guint i = 0; i < unseen->needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)unseen->needs->entries->pdata[i])->need;
                g_autoptr(GPtrArray) theirs = NULL;

                if (need->kind != NEED_PATH || !(need->access & ACCESS_EXECUTE))
                        continue;
                theirs = ownership_in_program(NULL, need->subject);
                if (!unseen->root && user)
                        drop_closed(theirs, user);
                g_ptr_array_extend_and_steal(unseen->owned, g_steal_pointer(&theirs));
        }
        found = ownership_find(NULL, (const uid_t *)users->data, users->len);
        g_ptr_array_extend_and_steal(unseen->owned, g_steal_pointer(&found));
        g_ptr_array_extend_and_steal(unseen->owned, g_steal_pointer(&named));
}

static void add_made_anew(const Unseen *unseen)
{
        g_autoptr(NeedSet) made = NULL;

        if (!unseen->root)
                return;
        made = volatile_needs(NULL, unseen->view, unseen->needs, unseen->owned);
        need_set_union(unseen->needs, made);
}

void unseen_add(const Unseen *unseen)
{
        add_unseen_needs(unseen);
        add_owned(unseen);
        add_made_anew(unseen);
}
