/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a unit runs under is known exactly: our drop-ins put a hash of themselves into the log fields of their unit, and
 * systemd writes these down when it starts the unit, and not again before the next start (generator/generate.h).
 * Without that one could only guess by times: the generator's files are written anew at each reload, whether anything
 * changed or not. */

#include "life/unit.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/path.h"
#include "base/text.h"
#include "generator/generate.h"
#include "model/directive.h"
#include "trial/state.h"
#include "unit/unit-name.h"
#include "watch/mode.h"

#define RUNNING_DIR "/run/systemd/units"
#define INVOCATION "invocation:"
#define LOG_FIELDS "log-extra-fields:"

const char *const life_pending_names[_LIFE_PENDING_MAX + 1] = {
        [LIFE_PENDING_NONE] = "",
        [LIFE_PENDING_RELOAD] = "reload",
        [LIFE_PENDING_RESTART] = "restart",
};

Life *life_new(const char *root, bool user)
{
        Life *life = g_new0(Life, 1);
        g_autoptr(GError) problem = NULL;
        g_autofree char *why = NULL;

        life->root = g_strdup(root);
        life->user = user;
        life->diags = diag_list_new();
        (void)mode_default(root, user, &why, &problem);
        if (problem)
                diag_add(life->diags, SEVERITY_ERROR, NULL, 0, 0, "%s", problem->message);
        life->facts = host_facts_new(root);
        life->paths = user ? unit_paths_user(root) : unit_paths_system(root);
        life->map = unit_map_new(life->paths, NULL);
        life->store = profile_store_new(root, user, life->diags);
        return life;
}

void life_free(Life *life)
{
        if (!life)
                return;
        profile_store_free(life->store);
        unit_map_free(life->map);
        unit_paths_free(life->paths);
        host_facts_free(life->facts);
        diag_list_free(life->diags);
        g_free(life->root);
        g_free(life);
}

void life_unit_free(LifeUnit *unit)
{
        if (!unit)
                return;
        g_free(unit->name);
        g_free(unit->source);
        g_free(unit->why);
        g_free(unit->damaged);
        g_free(unit->learned);
        g_free(unit->waiting);
        g_free(unit->wanted);
        g_free(unit->present);
        g_free(unit->started);
        g_free(unit);
}

/* What is of a user manager lies in the directory of its user. Caller frees. */
static char *runtime_path(const Life *life, const char *path)
{
        const char *runtime = life->user && !life->root ? g_getenv("XDG_RUNTIME_DIR") : NULL;

        if (!life->user)
                return g_strdup(path);
        return g_strconcat(runtime && *runtime == '/' ? runtime : "/run/user/USER", path + strlen("/run"), NULL);
}

/* Where the generator put the drop-in of that unit. Caller frees. */
static char *generated_path(const Life *life, const char *unit)
{
        g_autofree char *path = g_strdup_printf(LIFE_GENERATED_DIR "/%s.d/" GENERATED_DROPIN, unit);

        return runtime_path(life, path);
}

static char *read_below(const Life *life, const char *path)
{
        g_autofree char *full = path_under_root(life->root, path);
        char *text = NULL;

        return file_read(full, 0, &text, NULL, NULL) ? text : NULL;
}

/* The path if there is a file; takes it. */
static char *if_there(const char *root, char *path)
{
        g_autofree char *full = path_under_root(root, path);

        if (g_file_test(full, G_FILE_TEST_EXISTS))
                return path;
        g_free(path);
        return NULL;
}

/* systemd itself takes the one in /etc where there are both. */
static char *find_learned(const char *root, bool user, const char *name)
{
        char *path = user ? NULL : if_there(root, dropin_path(DROPIN_PERSISTENT_DIR, name));

        return path || user ? path : if_there(root, dropin_path(DROPIN_RUNTIME_DIR, name));
}

char *life_kept(const Life *life, const char *stamp)
{
        g_autofree char *path = g_strdup_printf(LIFE_KEPT_DIR "/%s.conf", stamp);

        return read_below(life, path);
}

static bool get_times(const Life *life, const char *path, struct stat *ret)
{
        g_autofree char *full = path_under_root(life->root, path);

        return lstat(full, ret) == 0;
}

static bool is_older(const struct stat *a, const struct stat *b)
{
        return a->st_mtim.tv_sec != b->st_mtim.tv_sec ? a->st_mtim.tv_sec < b->st_mtim.tv_sec
                                                      : a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

/* The hash in the log fields of a unit that systemd wrote down: a row of fields, each after its length as eight bytes.
 */
static char *parse_fields(const char *data, size_t length)
{
        static const char field[] = GENERATED_FIELD "=";

        for (size_t at = 0; at + 8 <= length;) {
                guint64 size = 0;

                for (int i = 7; i >= 0; i--)
                        size = size << 8 | (guint8)data[at + (size_t)i];
                at += 8;
                if (size > length - at)
                        return NULL;
                if (size > strlen(field) && memcmp(data + at, field, strlen(field)) == 0)
                        return g_strndup(data + at + strlen(field), size - strlen(field));
                at += size;
        }
        return NULL;
}

/* systemd forgets to remove the fields where the next start has none: then they are older than that start. */
static char *read_started(const Life *life, const char *name, const struct stat *start)
{
        g_autofree char *path = g_strdup_printf(RUNNING_DIR "/" LOG_FIELDS "%s", name);
        g_autofree char *full = path_under_root(life->root, path), *data = NULL;
        struct stat written;
        size_t length = 0;

        if (!get_times(life, path, &written) || is_older(&written, start) || !file_read(full, 0, &data, &length, NULL))
                return NULL;
        return parse_fields(data, length);
}

void life_started_stamps(const char *root, GHashTable *stamps)
{
        g_autofree char *full = path_under_root(root, RUNNING_DIR);
        g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
        const char *entry;

        while (dir && (entry = g_dir_read_name(dir))) {
                g_autofree char *path = g_build_filename(full, entry, NULL), *data = NULL;
                size_t length = 0;
                char *stamp = NULL;

                if (g_str_has_prefix(entry, LOG_FIELDS) && file_read(path, 0, &data, &length, NULL))
                        stamp = parse_fields(data, length);
                if (stamp)
                        g_hash_table_add(stamps, stamp);
        }
}

/* A user manager writes down no log fields. Was anything that decides the drop-in of a unit set since its start? */
static bool is_set_since(const Life *life, const LifeUnit *unit, const Profile *profile, const struct stat *start)
{
        struct stat info;

        if (unit->why && get_times(life, unit->why, &info) && is_older(start, &info))
                return true;
        for (char **file = profile && unit->enforces ? profile->files : NULL; file && *file; file++)
                if (get_times(life, *file, &info) && is_older(start, &info))
                        return true;
        return false;
}

/* What is running: the files that systemd keeps of active units. */
static void look_at_running(const Life *life, LifeUnit *unit, const Profile *profile)
{
        g_autofree char *name = g_strdup_printf(RUNNING_DIR "/" INVOCATION "%s", unit->name);
        g_autofree char *invocation = runtime_path(life, name);
        g_autofree char *stamp = unit->present ? generate_stamp(unit->present) : NULL;
        struct stat start, learned;

        unit->active = get_times(life, invocation, &start);
        if (!unit->active)
                return;
        if (life->user) {
                if (is_set_since(life, unit, profile, &start))
                        unit->pending = LIFE_PENDING_RESTART;
                return;
        }
        unit->started = read_started(life, unit->name, &start);
        if (g_strcmp0(unit->started, stamp) != 0 ||
            (unit->learned && get_times(life, unit->learned, &learned) && is_older(&start, &learned)))
                unit->pending = LIFE_PENDING_RESTART;
}

static void look_at_policy(const Life *life, LifeUnit *unit, const Profile *profile, const UnitView *view)
{
        g_autoptr(Policy) policy = NULL;

        if (!profile || life->facts->systemd < SYSTEMD_OLDEST)
                return;
        policy = generate_policy(profile, life->facts, view, life->facts->systemd);
        if (generate_has_lines(policy))
                unit->wanted = generate_text(profile, policy, unit->source, life->user, life->facts);
}

static char *stamp_of(const char *text)
{
        return text ? generate_stamp(text) : NULL;
}

static char *find_waiting(const char *root, bool user, const char *name)
{
        g_autofree char *directory = user ? mode_directory(user, MODE_COMPLAIN) : NULL;

        if (!user)
                return if_there(root, mode_complain_path(name));
        return directory && !root ? if_there(root, g_strdup_printf("%s/%s.conf", directory, name)) : NULL;
}

/* Mode, and what it is the mode of: a profile, which is handed out, or a drop-in. Caller frees. */
static Profile *look_at_mode(const char *root, bool user, const ProfileStore *store, LifeUnit *unit)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(Profile) profile = NULL;

        unit->never = mode_never(unit->name);
        unit->learned = find_learned(root, user, unit->name);
        unit->waiting = find_waiting(root, user, unit->name);
        if (!unit->waiting)
                unit->waiting = find_waiting(root, user, unit->source);
        if (!unit->never)
                profile = profile_store_load(store, unit->name, diags);
        if (!profile && diag_list_has_errors(diags))
                unit->damaged = diag_list_to_string(diags);
        unit->has_profile = profile != NULL;
        unit->tested = profile && profile->tested;
        unit->mode = mode_of_unit(root, user, unit->name, unit->tested, &unit->why);
        unit->enforces = !unit->never && unit->mode == MODE_ENFORCE;
        if (unit->mode == MODE_OFF && unit->learned)
                unit->mode = MODE_ENFORCE;
        if (unit->never) {
                unit->mode = unit->learned ? MODE_ENFORCE : MODE_OFF;
                g_clear_pointer(&unit->why, g_free);
        }
        return g_steal_pointer(&profile);
}

/* The last drop-in of ours among those of a loaded unit; NULL: none. */
static const char *own_dropin(const UnitView *view)
{
        const char *found = NULL;

        for (char **dropin = view->dropins; *dropin; dropin++)
                if (g_str_has_suffix(*dropin, "/" DROPIN_NAME))
                        found = *dropin;
        return found;
}

const char *life_mode_word(const char *root, const ProfileStore *store, const char *name, const UnitView *view)
{
        g_autoptr(LifeUnit) unit = g_new0(LifeUnit, 1);
        g_autoptr(Profile) profile = NULL;
        g_autofree char *template = unit_name_template(name), *waiting = if_there(root, mode_complain_path(name));
        const char *own = own_dropin(view);

        if (own && strstr(own, DROPIN_TRIAL_DIR "/"))
                return "trial";
        if (!waiting && template)
                waiting = if_there(root, mode_complain_path(template));
        if (!own && !waiting && !profile_store_has(store, name))
                return NULL;
        unit->name = g_strdup(name);
        unit->source = g_strdup(template ? template : name);
        profile = look_at_mode(root, false, store, unit);
        /* that of a template is in force for its instances, too */
        return mode_names[own && unit->mode == MODE_OFF ? MODE_ENFORCE : unit->mode];
}

static LifeUnit *look_at(const Life *life, const char *name, const UnitView *view)
{
        LifeUnit *unit = g_new0(LifeUnit, 1);
        g_autofree char *template = unit_name_template(name), *own = NULL, *present = NULL, *wanted = NULL;
        g_autoptr(Profile) profile = NULL;

        unit->name = g_strdup(name);
        unit->user = life->user;
        own = generated_path(life, name);
        unit->present = read_below(life, own);
        unit->source = g_strdup(template && !unit->present ? template : name);
        if (!unit->present && template) {
                g_autofree char *path = generated_path(life, template);

                unit->present = read_below(life, path);
        }
        profile = look_at_mode(life->root, life->user, life->store, unit);
        look_at_policy(life, unit, profile, view);
        look_at_running(life, unit, profile);
        present = stamp_of(unit->present);
        wanted = stamp_of(unit->enforces ? unit->wanted : NULL);
        /* what a restart does is only known after the reload */
        if (g_strcmp0(present, wanted) != 0)
                unit->pending = LIFE_PENDING_RELOAD;
        return unit;
}

static UnitView *load(const Life *life, const char *name)
{
        g_autoptr(UnitView) view = generate_unit_mapped(life->map, name, NULL);

        return view && view->state == UNIT_LOADED && view->fragment && strcmp(view->name, name) == 0
                       ? g_steal_pointer(&view)
                       : NULL;
}

LifeUnit *life_unit_left(const Life *life, const char *name)
{
        g_autoptr(LifeUnit) unit = g_new0(LifeUnit, 1);
        g_autoptr(Profile) profile = NULL;

        unit->name = g_strdup(name);
        unit->source = g_strdup(name);
        unit->user = life->user;
        profile = look_at_mode(life->root, life->user, life->store, unit);
        return unit->waiting || unit->learned ? g_steal_pointer(&unit) : NULL;
}

LifeUnit *life_unit(const Life *life, const char *name)
{
        g_autoptr(UnitView) view = load(life, name);

        return view ? look_at(life, name, view) : NULL;
}

static void add_entries(const Life *life, const char *directory, const char *prefix, const char *suffix,
                        GHashTable *names)
{
        g_autofree char *full = path_under_root(life->root, directory);
        g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
        const char *entry;

        while (dir && (entry = g_dir_read_name(dir))) {
                g_autofree char *name = NULL;

                if (!g_str_has_prefix(entry, prefix) || !g_str_has_suffix(entry, suffix) ||
                    strlen(entry) <= strlen(prefix) + strlen(suffix))
                        continue;
                name = g_strndup(entry + strlen(prefix), strlen(entry) - strlen(prefix) - strlen(suffix));
                if (unit_name_is_valid(name))
                        g_hash_table_add(names, g_steal_pointer(&name));
        }
}

/* Of what systemd runs, instances of templates that have a profile. */
static void add_running(const Life *life, GHashTable *names)
{
        g_autoptr(GHashTable) instantiated = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GHashTable) running = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autofree char *directory = NULL;
        GHashTableIter iter;
        gpointer name;

        directory = runtime_path(life, RUNNING_DIR);
        add_entries(life, directory, INVOCATION, "", running);
        g_hash_table_iter_init(&iter, running);
        while (g_hash_table_iter_next(&iter, &name, NULL)) {
                g_autofree char *template = unit_name_template(name);

                if (!template || !g_hash_table_contains(names, template))
                        continue;
                g_hash_table_add(names, g_strdup(name));
                g_hash_table_add(instantiated, g_steal_pointer(&template));
        }
        /* instead of the template */
        g_hash_table_iter_init(&iter, instantiated);
        while (g_hash_table_iter_next(&iter, &name, NULL))
                g_hash_table_remove(names, name);
}

/* Names of services that are never touched and are installed. */
static void add_never(const Life *life, GHashTable *names)
{
        g_auto(GStrv) services = unit_list(life->paths, "service");

        for (char **service = services; *service; service++)
                if (mode_never(*service))
                        g_hash_table_add(names, g_strdup(*service));
}

GPtrArray *life_units(const Life *life, bool all)
{
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autoptr(GHashTable) learned = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_autofree const char **profiles = profile_store_units(life->store);
        g_autoptr(GPtrArray) sorted = g_ptr_array_new();
        GPtrArray *units = g_ptr_array_new_with_free_func((GDestroyNotify)life_unit_free);
        GHashTableIter iter;
        gpointer name;

        for (const char **profile = profiles; *profile; profile++)
                g_hash_table_add(names, g_strdup(*profile));
        add_running(life, names);
        if (!life->user) {
                add_entries(life, MODE_COMPLAIN_DIR, "", ".conf", names);
                add_entries(life, DROPIN_PERSISTENT_DIR, "", ".d", learned);
                add_entries(life, DROPIN_RUNTIME_DIR, "", ".d", learned);
        }
        g_hash_table_iter_init(&iter, learned);
        while (g_hash_table_iter_next(&iter, &name, NULL)) {
                g_autofree char *path = find_learned(life->root, life->user, name);

                if (path)
                        g_hash_table_add(names, g_strdup(name));
        }
        if (all)
                add_never(life, names);
        g_hash_table_iter_init(&iter, names);
        while (g_hash_table_iter_next(&iter, &name, NULL))
                g_ptr_array_add(sorted, name);
        g_ptr_array_sort(sorted, strings_compare);
        for (guint i = 0; i < sorted->len; i++) {
                LifeUnit *unit = life_unit(life, sorted->pdata[i]);

                if (unit && (all || !unit->never))
                        g_ptr_array_add(units, unit);
                else
                        life_unit_free(unit);
        }
        return units;
}

/* --- the unit as it would be --- */

static void remove_settings_of(UnitView *view, const char *path)
{
        for (guint i = view->settings->len; i-- > 0;)
                if (g_strcmp0(((UnitSetting *)view->settings->pdata[i])->file, path) == 0)
                        g_ptr_array_remove_index(view->settings, i);
}

/* Ours comes first of all drop-ins: right behind the unit file. */
static void insert_dropin(UnitView *view, const char *path, const char *text)
{
        g_autoptr(UnitFile) file = unit_file_parse(path, text, strlen(text), NULL);
        guint at = 0;

        while (at < view->settings->len &&
               g_strcmp0(((UnitSetting *)view->settings->pdata[at])->file, view->fragment) == 0)
                at++;
        unit_view_insert_file(view, at, file);
}

UnitView *life_view(const Life *life, const LifeUnit *unit, const char *dropin, bool learned, GError **error)
{
        g_autoptr(UnitView) view = generate_unit_mapped(life->map, unit->name, error);

        if (!view)
                return NULL;
        if (unit->learned && !learned) {
                g_autofree char *full = path_under_root(life->root, unit->learned);

                remove_settings_of(view, full);
        }
        if (dropin) {
                g_autofree char *path = generated_path(life, unit->source);

                insert_dropin(view, path, dropin);
        }
        return g_steal_pointer(&view);
}

/* --- what differs --- */

static GHashTable *settings_of(const char *text)
{
        GHashTable *settings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", 0);

        for (char **line = lines; *line; line++)
                if (**line && **line != '#' && **line != '[' && !strstr(*line, GENERATED_FIELD))
                        g_hash_table_add(settings, g_strdup(*line));
        return settings;
}

static void add_missing(GPtrArray *changes, GHashTable *from, GHashTable *in, char sign)
{
        GHashTableIter iter;
        gpointer line;

        g_hash_table_iter_init(&iter, from);
        while (g_hash_table_iter_next(&iter, &line, NULL))
                if (!g_hash_table_contains(in, line))
                        g_ptr_array_add(changes, g_strdup_printf("%c%s", sign, (const char *)line));
}

/* By name of the setting, and what is lost before what is new. */
static int compare_changes(gconstpointer a, gconstpointer b)
{
        const char *left = *(const char *const *)a, *right = *(const char *const *)b;
        int order = strncmp(left + 1, right + 1, MAX(strcspn(left + 1, "="), strcspn(right + 1, "=")));

        return order ? order : *left != *right ? (*left == '-' ? -1 : 1) : strcmp(left, right);
}

char **life_changes(const char *from, const char *to)
{
        g_autoptr(GHashTable) before = settings_of(from), after = settings_of(to);
        GPtrArray *changes = g_ptr_array_new();

        add_missing(changes, before, after, '-');
        add_missing(changes, after, before, '+');
        g_ptr_array_sort(changes, compare_changes);
        g_ptr_array_add(changes, NULL);
        return (char **)g_ptr_array_free(changes, FALSE);
}

char **life_pending_changes(const Life *life, const LifeUnit *unit)
{
        g_autofree char *kept = unit->started ? life_kept(life, unit->started) : NULL;
        const char *from = unit->active ? kept : unit->present, *to = unit->present;

        if (unit->pending == LIFE_PENDING_RELOAD)
                to = unit->mode == MODE_ENFORCE ? unit->wanted : NULL;
        if (unit->active && unit->started && !kept) {
                g_autofree char *stamp = unit->present ? generate_stamp(unit->present) : NULL;

                if (g_strcmp0(stamp, unit->started) != 0)
                        return g_new0(char *, 1);
                from = unit->present;
        }
        return life_changes(from, to);
}
