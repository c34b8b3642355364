/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the generator makes. Whatever is wrong with one profile, the others are made, and the unit whose profile it is
 * runs as its package ships it: a boot is never to fail for us. */

#include "generator/generate.h"

#include <string.h>

#include "base/path.h"
#include "base/seen.h"
#include "facts/mode.h"
#include "model/directive.h"
#include "sink/dropin.h"
#include "source/declared.h"
#include "source/host.h"
#include "source/look.h"
#include "source/volatile.h"
#include "unit/unit-name.h"

static bool is_ours(const char *file)
{
        return file && g_str_has_suffix(file, "/" GENERATED_DROPIN);
}

UnitView *generate_unit_mapped(const UnitMap *map, const char *unit, GError **error)
{
        UnitView *view = unit_load_mapped(map, unit, NULL, error);

        /* What an earlier run of ours made must not be taken for the unit's own. */
        for (guint i = view ? view->settings->len : 0; i-- > 0;)
                if (is_ours(((const UnitSetting *)view->settings->pdata[i])->file))
                        g_ptr_array_remove_index(view->settings, i);
        return view;
}

UnitView *generate_unit(const UnitPaths *paths, const char *unit, GError **error)
{
        g_autoptr(UnitMap) map = unit_map_new(paths, NULL);

        return generate_unit_mapped(map, unit, error);
}

/* Programs that msmtp stands in for where a unit mails by it. */
static const char *const sendmails[] = {"/usr/sbin/sendmail", "/usr/lib/sendmail", NULL};

bool generate_starts_as_root(const UnitView *unit)
{
        g_autoptr(Config) config = unit_view_to_config(unit);

        return !unit->user && config_starts_as_root(config);
}

Policy *generate_policy(const Profile *profile, const HostFacts *facts, const UnitView *unit, unsigned systemd)
{
        g_autoptr(Config) current = unit_view_to_config(unit);
        bool root = !unit->user && config_starts_as_root(current);
        HostFacts own = *facts;
        bool msmtp = !unit->user && mail_is_via_msmtp(facts->root, unit->name);
        g_autofree char *home = unit->user ? path_of_user("", ".") : NULL;
        g_autofree char *simple = home ? path_simplify(home) : NULL;
        g_autoptr(NeedSet) needs = NULL, declared = NULL, look = NULL, made = NULL;
        g_autoptr(GPtrArray) owned = profile_owned(profile->needs);
        g_auto(GStrv) left = profile_left(profile->needs);
        PolicyInput input = {
                .current = current,
                .systemd = systemd,
                .root = root,
                .user_manager = unit->user,
                .home = simple,
                .runtime = g_getenv("XDG_RUNTIME_DIR"),
                .no_user_namespaces = facts->no_user_namespaces,
                .owned = owned,
                .ban = (const char *const *)left,
        };

        if (msmtp)
                own.mail = mail_facts_via_msmtp();
        input.needs = needs = host_expand(&own, profile->needs, root);
        /* What the unit and its programs are here: an admin may have given it another program or PID file. */
        declared = declared_needs(unit, NULL, profile->needs);
        look = look_needs_without(facts->root, unit, sendmails + (msmtp ? 0 : G_N_ELEMENTS(sendmails) - 1));
        need_set_union(needs, declared);
        if (*facts->foreign) /* the look has seen its own programs already */
                look_add_architectures(facts->root, needs);
        need_set_union(needs, look);
        if (root) {
                made = volatile_needs_by(facts, unit, needs, owned);
                need_set_union(needs, made);
        }
        return policy_synthesise(&input);
}

char *generate_stamp(const char *text)
{
        g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
        g_auto(GStrv) lines = g_strsplit(text, "\n", 0);

        for (char **line = lines; *line; line++)
                if (**line && **line != '#' && **line != '[' && !strstr(*line, GENERATED_FIELD)) {
                        g_checksum_update(sum, (const guchar *)*line, (gssize)strlen(*line));
                        g_checksum_update(sum, (const guchar *)"\n", 1);
                }
        return g_strndup(g_checksum_get_string(sum), 16);
}

char *generate_text(const Profile *profile, const Policy *policy, const char *unit, bool user, const HostFacts *facts)
{
        g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
        g_auto(GStrv) notes = NULL;
        g_autofree char *text = NULL, *stamp = NULL;
        DropinInfo info = {
                .unit = unit, .version = UNITLOCK_VERSION, .systemd = facts->systemd, .needs = profile->needs};

        g_strv_builder_add(
                builder, "Made anew at each boot and daemon-reload from what the service needs and what this host is:");
        for (char **file = profile->files; *file; file++) {
                g_autofree char *line = g_strdup_printf("  %s", *file);

                g_strv_builder_add(builder, line);
        }
        g_strv_builder_add(builder,
                           user ? "To undo it: unitlock off --user, or a drop-in of your own, which has the last word."
                                : "To undo it: unitlock off, or a drop-in of your own, which has the last word.");
        notes = g_strv_builder_end(builder);
        info.notes = (const char *const *)notes;
        text = dropin_to_text(policy, &info);
        if (!user && mail_is_via_msmtp(facts->root, unit)) {
                char *more = g_strdup_printf(
                        "%s\n[Service]\n# Set by unitlock mail-via-msmtp: its sendmail hands mail to the "
                        "server of this host.\n"
                        "BindReadOnlyPaths=" MAIL_VIA_MSMTP_PROGRAM ":/usr/sbin/sendmail\n",
                        text);

                g_free(text);
                text = more;
        }
        stamp = generate_stamp(text);
        return g_strdup_printf("%s\n[Service]\n# So that it can be told under which of these settings it was started.\n"
                               "LogExtraFields=" GENERATED_FIELD "=%s\n",
                               text, stamp);
}

bool generate_has_lines(const Policy *policy)
{
        for (guint i = 0; i < policy->decisions->len; i++)
                if (((const Decision *)policy->decisions->pdata[i])->lines)
                        return true;
        return false;
}

void made_free(Made *made)
{
        if (!made)
                return;
        g_free(made->unit);
        g_free(made->text);
        g_free(made);
}

/* What would be another unit of that name, were it there: the map has read the directories, and knows nothing of what
 * is not in them. */
static void look_for_others(const UnitMap *map, const char *name)
{
        g_auto(GStrv) names = seen_is_wanted() ? unit_map_names(map, name) : NULL;

        for (char **dir = map->paths->dirs; names && *dir; dir++)
                for (char **one = names; *one; one++) {
                        g_autofree char *path = g_build_filename(*dir, *one, NULL);
                        g_autofree char *full = path_under_root(map->paths->root, path);

                        seen(full, SEEN_THERE);
                }
}

/* The text for one unit; NULL: none. Caller frees. */
static char *generate_one(const ProfileStore *store, const HostFacts *facts, const UnitMap *map, const char *name,
                          DiagList *diags)
{
        bool user = map->paths->user;
        g_autoptr(GError) error = NULL;
        g_autoptr(Profile) profile = NULL;
        g_autoptr(UnitView) unit = NULL;
        g_autoptr(Policy) policy = NULL;

        if (mode_never(name))
                return NULL;
        /* A tested profile is the most that a default can ask for: ask before reading it. */
        if (mode_of_unit(facts->root, user, name, true, NULL) != MODE_ENFORCE)
                return NULL;
        look_for_others(map, name);
        unit = generate_unit_mapped(map, name, &error);
        if (!unit) {
                diag_add(diags, SEVERITY_ERROR, NULL, 0, 0, "%s: %s", name, error->message);
                return NULL;
        }
        if (unit->state != UNIT_LOADED || !unit->fragment || strcmp(unit->name, name) != 0)
                return NULL; /* not installed here, masked, or another unit's alias */
        profile = profile_store_load(store, name, diags);
        if (!profile || mode_of_unit(facts->root, user, name, profile->tested, NULL) != MODE_ENFORCE)
                return NULL;
        policy = generate_policy(profile, facts, unit, facts->systemd);
        return generate_has_lines(policy) ? generate_text(profile, policy, name, user, facts) : NULL;
}

GPtrArray *generate_texts(const char *root, bool user, DiagList *diags)
{
        GPtrArray *texts = g_ptr_array_new_with_free_func((GDestroyNotify)made_free);
        g_autoptr(ProfileStore) store = profile_store_new(root, user, diags);
        g_autofree const char **units = profile_store_units(store);
        g_autoptr(HostFacts) facts = NULL;
        g_autoptr(UnitPaths) paths = NULL;
        g_autoptr(UnitMap) map = NULL;
        g_autoptr(GError) problem = NULL;
        g_autofree char *why = NULL;

        if (!units[0])
                return texts;
        (void)mode_default(root, user, &why, &problem);
        if (problem)
                diag_add(diags, SEVERITY_ERROR, NULL, 0, 0, "%s", problem->message);
        facts = host_facts_new(root);
        if (facts->systemd < SYSTEMD_OLDEST) {
                if (facts->systemd)
                        diag_add(diags, SEVERITY_ERROR, NULL, 0, 0, "systemd %u is older than %u: no profile is used",
                                 facts->systemd, SYSTEMD_OLDEST);
                else
                        diag_add(diags, SEVERITY_ERROR, NULL, 0, 0,
                                 "the version of systemd is not known (no libsystemd-shared-*.so): no profile is used");
                return texts;
        }
        paths = user ? unit_paths_user(root) : unit_paths_generator(root);
        map = unit_map_new(paths, NULL);
        for (const char **unit = units; *unit; unit++) {
                char *text = generate_one(store, facts, map, *unit, diags);
                Made *made = text ? g_new0(Made, 1) : NULL;

                if (!made)
                        continue;
                made->unit = g_strdup(*unit);
                made->text = text;
                g_ptr_array_add(texts, made);
        }
        return texts;
}
