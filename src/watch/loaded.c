/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Units as their files have them. Read when something happens in them, and only the last few are kept: a host has a
 * thousand units, and few of them are in trouble. */

#include "watch/loaded.h"

#include <pwd.h>
#include <string.h>

#include "bpf/wire.h"
#include "watch/limit.h"
#include "watch/mode.h"

#define LOADED_MAX 16 /* units kept as they were read */

void loaded_free(Loaded *loaded)
{
        if (!loaded)
                return;
        g_ptr_array_unref(loaded->slices);
        config_free(loaded->config);
        config_free(loaded->own);
        unit_view_free(loaded->view);
        g_free(loaded->key);
        g_free(loaded);
}

static UnitPaths *user_paths(long uid)
{
        g_autofree char *runtime = g_strdup_printf("/run/user/%ld", uid);
        const struct passwd *account = getpwuid((uid_t)uid);

        return unit_paths_user_of(account ? account->pw_dir : NULL, runtime);
}

static Loaded *load_unit(const Watcher *watcher, const GroupUnit *unit)
{
        g_autoptr(UnitPaths) paths = unit->uid < 0 ? unit_paths_system(NULL) : user_paths(unit->uid);
        UnitView *view = unit_load(paths, unit->name, NULL, NULL);
        g_autofree char *dropin = mode_complain_find(unit->name);
        Loaded *loaded;

        if (!view || view->state != UNIT_LOADED) {
                unit_view_free(view);
                return NULL;
        }
        loaded = g_new0(Loaded, 1);
        loaded->slices = slice_load_all(paths, unit->slices, watcher->systemd, view);
        loaded->view = view;
        loaded->own = unit_view_to_config(view);
        loaded->complain = unit->uid < 0 && dropin && mode_add_dropin(view, dropin, NULL);
        loaded->config = unit_view_to_config(view);
        loaded->context = explain_context(view, loaded->config, watcher->systemd);
        loaded->key = g_strdup_printf("%ld %s", unit->uid, unit->name);
        return loaded;
}

const Loaded *loaded_get(Watcher *watcher, const GroupUnit *unit)
{
        g_autofree char *key = g_strdup_printf("%ld %s", unit->uid, unit->name);
        Loaded *loaded;

        for (GList *link = watcher->loaded->head; link; link = link->next) {
                loaded = link->data;
                if (g_str_equal(loaded->key, key)) {
                        g_queue_unlink(watcher->loaded, link);
                        g_queue_push_head_link(watcher->loaded, link);
                        return loaded;
                }
        }
        loaded = load_unit(watcher, unit);
        if (!loaded)
                return NULL;
        g_queue_push_head(watcher->loaded, loaded);
        if (g_queue_get_length(watcher->loaded) > LOADED_MAX)
                loaded_free(g_queue_pop_tail(watcher->loaded));
        return loaded;
}

void loaded_forget(Watcher *watcher, const GroupUnit *unit)
{
        g_autofree char *key = g_strdup_printf("%ld %s", unit->uid, unit->name);

        for (GList *link = watcher->loaded->head; link; link = link->next)
                if (g_str_equal(((Loaded *)link->data)->key, key)) {
                        loaded_free(link->data);
                        g_queue_delete_link(watcher->loaded, link);
                        return;
                }
}

static void add_flags(const Config *config, const EffectList *list, unsigned *flags)
{
        for (guint i = 0; i < list->effects->len; i++) {
                EffectKind kind = ((const Effect *)list->effects->pdata[i])->kind;

                *flags |= kind == EFFECT_ADDRESSES ? WIRE_GROUP_ADDRESSES
                          : kind == EFFECT_NETWORK ? WIRE_GROUP_NETWORK
                                                   : 0;
        }
        if (config_is_on(config, DIRECTIVE_RESTRICT_NETWORK_INTERFACES))
                *flags |= WIRE_GROUP_ADDRESSES;
}

bool loaded_has_own_errors(const Loaded *loaded)
{
        const Config *config = loaded->config;
        static const char *const usual[] = {"kill", "EPERM", "EACCES", "ENOSYS", "ENOENT", NULL};
        const char *error = config_get(config, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER);

        if (error && *error && !g_strv_contains(usual, error))
                return true;
        for (char **line = config->lines[DIRECTIVE_SYSTEM_CALL_FILTER]; line && *line; line++)
                if (strchr(*line, ':'))
                        return true;
        return false;
}

bool loaded_is_sandboxed(const Loaded *loaded, unsigned *ret_flags)
{
        g_autoptr(EffectList) list = explain_effects(&loaded->context, loaded->config);

        *ret_flags = 0;
        add_flags(loaded->config, list, ret_flags);
        for (guint i = 0; i < loaded->slices->len; i++)
                add_flags(((const Slice *)loaded->slices->pdata[i])->config, list, ret_flags);
        if (config_is_on(loaded->config, DIRECTIVE_PRIVATE_PIDS))
                *ret_flags |= WIRE_GROUP_PROCESSES;
        if (loaded_has_own_errors(loaded))
                *ret_flags |= WIRE_GROUP_ERRORS;
        if (limit_any_is_set(loaded->config))
                *ret_flags |= WIRE_GROUP_LIMITS;
        return list->effects->len > 0 || loaded->slices->len > 0 || *ret_flags ||
               config_is_on(loaded->config, DIRECTIVE_TASKS_MAX) ||
               config_is_on(loaded->config, DIRECTIVE_MEMORY_MAX) ||
               config_is_on(loaded->config, DIRECTIVE_ROOT_DIRECTORY) ||
               config_is_on(loaded->config, DIRECTIVE_SECURE_BITS) ||
               config_is_on(loaded->config, DIRECTIVE_RESTRICT_FILE_SYSTEMS);
}
