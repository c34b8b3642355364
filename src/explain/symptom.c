/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a refusal looks like to the process, by the kind of effect: the errors of each mechanism, and whether it is a
 * filter of system calls. A refusal that looks otherwise was not of this effect, however well the need would fit. The
 * table is measured: see the live test of refusals. */

#include "explain/symptom.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/text.h"
#include "model/need.h"

#define ERRORS_MAX 6

typedef struct Look {
        bool filter;    /* can be a seccomp filter's doing */
        bool mechanism; /* can be another mechanism's doing */
        int filter_errors[ERRORS_MAX];
        int errors[ERRORS_MAX];
} Look;

static const Look looks[_EFFECT_MAX] = {
        [EFFECT_SYSCALLS] = {.filter = true, .filter_errors = {0}},
        [EFFECT_FOREIGN_ABI] = {.filter = true, .filter_errors = {0}},
        [EFFECT_CAPABILITIES] = {.mechanism = true, .errors = {EPERM, EACCES}},
        [EFFECT_FAMILIES] = {.filter = true, .filter_errors = {EAFNOSUPPORT}},
        [EFFECT_NAMESPACES] = {.filter = true, .filter_errors = {EPERM, ENOSYS}},
        [EFFECT_BEHAVIOURS] = {.filter = true,
                               .mechanism = true,
                               .filter_errors = {EPERM},
                               .errors = {ENOENT, EPERM, EACCES, ENOKEY, ENXIO, ESRCH}},
        [EFFECT_MEMORY] = {.filter = true, .mechanism = true, .filter_errors = {EPERM}, .errors = {EACCES}},
        [EFFECT_SETID_EXEC] = {.mechanism = true},
        [EFFECT_SETID_BIT] = {.filter = true, .filter_errors = {EPERM, ENOSYS}},
        [EFFECT_DEVICES] = {.mechanism = true, .errors = {EPERM, ENOENT, EACCES, ENXIO}},
        [EFFECT_NETWORK] = {.mechanism = true,
                            .errors = {ENETUNREACH, EHOSTUNREACH, ECONNREFUSED, EADDRNOTAVAIL, ENODEV}},
        [EFFECT_ADDRESSES] = {.mechanism = true, .errors = {EPERM, EINPROGRESS, ETIMEDOUT}},
        [EFFECT_BIND] = {.mechanism = true, .errors = {EPERM}},
        [EFFECT_USERS] = {.mechanism = true, .errors = {EPERM, EINVAL, EACCES}},
        [EFFECT_PATHS] = {.mechanism = true},
};

static bool has_error(const int *errors, int error)
{
        if (errors[0] == 0)
                return true; /* any */
        for (unsigned i = 0; i < ERRORS_MAX && errors[i]; i++)
                if (errors[i] == error)
                        return true;
        return false;
}

/* Of a mount. Root sees a directory of mode 000 as an empty one, others are refused. */
static bool path_error_fits(const PathEntry *entry, int error)
{
        switch (entry->mode) {
        case PATH_READ_ONLY:
                return error == EROFS || error == EACCES || error == EPERM;
        case PATH_INACCESSIBLE:
                return error == ENOENT || error == EACCES || error == EROFS || error == EPERM || error == ENXIO ||
                       error == ENOTDIR || error == ECONNREFUSED;
        case PATH_EMPTY:
                return error == ENOENT || error == EROFS || error == EACCES;
        case PATH_PRIVATE:
                return error == ENOENT;
        case PATH_NO_EXEC:
                return error == EACCES || error == EPERM;
        case PATH_READ_WRITE:
        case PATH_BOUND:
        case PATH_EXEC:
                return false;
        case _PATH_MODE_MAX:
                break;
        }
        g_assert_not_reached();
}

char *explain_setting_place(const UnitSetting *setting)
{
        return setting->file
                       ? g_strdup_printf("%s=%s (%s:%u)", setting->name, setting->value, setting->file, setting->line)
                       : g_strdup_printf("%s=%s", setting->name, setting->value);
}

/* Its last line in the unit, which may be empty: to reset is to set, too. */
static const UnitSetting *last_setting(const UnitView *view, DirectiveId id)
{
        for (guint i = view ? view->settings->len : 0; i-- > 0;) {
                const UnitSetting *setting = view->settings->pdata[i];

                if (setting->directive == (int)id && g_str_equal(setting->section, "Service"))
                        return setting;
        }
        return NULL;
}

/* The same of a directive, whoever sets it. Caller frees. */
static char *blame_text(const ExplainContext *context, DirectiveId id)
{
        const UnitSetting *setting = last_setting(context->view, id);

        if (setting && setting->file)
                return explain_setting_place(setting);
        return g_strdup_printf("%s=%s", directives[id].name, config_get(context->config, id) ?: "");
}

/* SystemCallFilter= kills, unless it is told to fail. */
static bool filter_fails(const Config *config)
{
        const char *error = config_get(config, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER);

        if (error && !g_str_equal(error, "kill"))
                return true;
        for (char *const *line = config->lines[DIRECTIVE_SYSTEM_CALL_FILTER]; line && *line; line++)
                if (strchr(*line, ':'))
                        return true;
        return false;
}

/* Is that word the error, or does it end with it ("mkdir:EEXIST")? By name or by number. */
static bool says_error(const char *word, int error)
{
        const char *colon = strrchr(word, ':'), *said = colon ? colon + 1 : word;
        g_autofree char *number = g_strdup_printf("%d", error);

        return g_strcmp0(said, strerrorname_np(error)) == 0 || g_str_equal(said, number);
}

bool explain_filter_gives(const Config *config, int error)
{
        const char *usual = config_get(config, DIRECTIVE_SYSTEM_CALL_ERROR_NUMBER);

        for (char *const *line = config->lines[DIRECTIVE_SYSTEM_CALL_FILTER]; line && *line; line++) {
                g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);

                for (char **word = words; *word; word++)
                        if (strchr(*word, ':') && says_error(*word, error))
                                return true;
        }
        return usual && says_error(usual, error);
}

/* What is taken away without an error: the call succeeds, and nobody sees what came of it. */
static const uint64_t silent_behaviours = (1ULL << BEHAVIOUR_MOUNT_SHARED) | (1ULL << BEHAVIOUR_GROUP_READABLE);

/* What is hidden, and by no filter. */
static const uint64_t unfiltered_behaviours = (1ULL << BEHAVIOUR_MOUNT_SHARED) | (1ULL << BEHAVIOUR_GROUP_READABLE) |
                                              (1ULL << BEHAVIOUR_PROC_FILES) | (1ULL << BEHAVIOUR_OTHER_PROCESS) |
                                              (1ULL << BEHAVIOUR_PROCESS_SIGNAL) | (1ULL << BEHAVIOUR_SYSV_IPC);

static bool is_among(const Need *need, uint64_t behaviours)
{
        int behaviour = need->kind == NEED_BEHAVIOUR ? string_table_index(behaviour_names, need->subject) : -1;

        return behaviour >= 0 && (behaviours >> behaviour & 1);
}

bool symptom_fits(const Symptom *symptom, const ExplainContext *context, const Effect *effect, const PathEntry *entry,
                  const Need *need)
{
        const Look *look = &looks[effect->kind];

        if (!symptom)
                return true;
        if (symptom->error == ESRCH && !symptom->filtered && effect->directive != DIRECTIVE_PRIVATE_PIDS)
                return false;
        if (symptom->signal == SIGSYS)
                return effect->kind == EFFECT_FOREIGN_ABI ||
                       (effect->kind == EFFECT_SYSCALLS && effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER);
        if (symptom->filtered) {
                if (!look->filter || effect->kind == EFFECT_FOREIGN_ABI || is_among(need, unfiltered_behaviours))
                        return false;
                if (effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER)
                        return symptom->error == ENOSYS || filter_fails(context->config);
                if (effect->kind == EFFECT_SYSCALLS)
                        return symptom->error == EPERM || symptom->error == ENOSYS;
                return !symptom->error || has_error(look->filter_errors, symptom->error);
        }
        if (!look->mechanism || (symptom->error && is_among(need, silent_behaviours)))
                return false;
        if (effect->kind == EFFECT_PATHS)
                return !symptom->error || path_error_fits(entry, symptom->error);
        /* mlock() beyond the limit */
        if (effect->kind == EFFECT_CAPABILITIES && symptom->error == ENOMEM)
                return g_str_equal(need->subject, "CAP_IPC_LOCK");
        return !symptom->error || has_error(look->errors, symptom->error);
}

/* What is hidden rather than filtered: only these give other errors than EPERM. */
static const uint64_t hidden_behaviours = (1ULL << BEHAVIOUR_PROC_FILES) | (1ULL << BEHAVIOUR_OTHER_PROCESS) |
                                          (1ULL << BEHAVIOUR_KERNEL_LOG) | (1ULL << BEHAVIOUR_SYSV_IPC) |
                                          (1ULL << BEHAVIOUR_KEYRING);

/* Can some refusal by this effect look like the error, whatever the need? 0: like any. */
static bool effect_gives(const ExplainContext *context, const Effect *effect, int error)
{
        const Look *look = &looks[effect->kind];

        if (effect->kind == EFFECT_BEHAVIOURS && !(effect->mask & ~silent_behaviours))
                return false;
        if (error == 0)
                return effect->kind != EFFECT_PATHS;
        if (error == ESRCH)
                return effect->directive == DIRECTIVE_PRIVATE_PIDS;
        if (effect->kind == EFFECT_SYSCALLS)
                return effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER ? explain_filter_gives(context->config, error)
                                                                         : error == EPERM;
        if (effect->kind == EFFECT_FOREIGN_ABI || effect->kind == EFFECT_SETID_EXEC || effect->kind == EFFECT_PATHS)
                return false;
        if (effect->kind == EFFECT_BEHAVIOURS && error != EPERM && !(effect->mask & hidden_behaviours))
                return false;
        if (look->filter && look->filter_errors[0] && has_error(look->filter_errors, error))
                return true;
        return look->mechanism && look->errors[0] && has_error(look->errors, error);
}

/* Limits have no effects; but each has its error, and some a signal. */
static const struct {
        DirectiveId directive;
        int errors[3];
        int signals[4];
} limits[] = {
        {DIRECTIVE_LIMIT_NOFILE, {EMFILE}, {0}},
        {DIRECTIVE_LIMIT_NPROC, {EAGAIN}, {0}},
        {DIRECTIVE_TASKS_MAX, {EAGAIN}, {0}},
        {DIRECTIVE_LIMIT_FSIZE, {EFBIG}, {SIGXFSZ}},
        {DIRECTIVE_LIMIT_CPU, {0}, {SIGXCPU, SIGKILL}},
        {DIRECTIVE_LIMIT_AS, {ENOMEM}, {SIGSEGV, SIGABRT, SIGTRAP}},
        {DIRECTIVE_LIMIT_DATA, {ENOMEM}, {SIGSEGV, SIGABRT, SIGTRAP}},
        {DIRECTIVE_LIMIT_STACK, {0}, {SIGSEGV}},
        {DIRECTIVE_LIMIT_SIGPENDING, {EAGAIN}, {0}},
        {DIRECTIVE_LIMIT_MSGQUEUE, {EMFILE}, {0}},
        {DIRECTIVE_LIMIT_NICE, {EACCES, EPERM}, {0}},
        {DIRECTIVE_LIMIT_RTPRIO, {EPERM}, {0}},
        {DIRECTIVE_LIMIT_RTTIME, {0}, {SIGXCPU, SIGKILL}},
        {DIRECTIVE_LIMIT_MEMLOCK, {ENOMEM, EPERM, EAGAIN}, {0}},
        {DIRECTIVE_MEMORY_MAX, {0}, {SIGKILL}},
        {DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, {0}, {SIGSEGV, SIGABRT, SIGTRAP, SIGILL}},
};

static bool is_listed(const int *list, size_t n, int number)
{
        for (size_t i = 0; i < n && list[i]; i++)
                if (list[i] == number)
                        return true;
        return false;
}

static void add_suspect(const ExplainContext *context, GPtrArray *suspects, bool *seen, DirectiveId id)
{
        if (seen[id])
                return;
        seen[id] = true;
        g_ptr_array_add(suspects, blame_text(context, id));
}

static void add_limits(const ExplainContext *context, GPtrArray *suspects, bool *seen, int error, int signal)
{
        for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
                if (config_is_on(context->config, limits[i].directive) &&
                    ((error == 0 && signal == 0) ||
                     is_listed(limits[i].errors, G_N_ELEMENTS(limits[i].errors), error) ||
                     is_listed(limits[i].signals, G_N_ELEMENTS(limits[i].signals), signal)))
                        add_suspect(context, suspects, seen, limits[i].directive);
}

GPtrArray *explain_suspects(const ExplainContext *context, int error)
{
        EffectContext effect_context = {.systemd = context->systemd,
                                        .user_manager = context->user_manager,
                                        .root = context->root,
                                        .config = context->config};
        g_autoptr(EffectList) effects = effects_of(&effect_context);
        GPtrArray *suspects = g_ptr_array_new_with_free_func(g_free);
        bool seen[_DIRECTIVE_MAX] = {};

        for (guint i = 0; i < effects->effects->len; i++) {
                const Effect *effect = effects->effects->pdata[i];

                for (guint k = 0; effect->kind == EFFECT_PATHS && k < effect->paths->entries->len; k++) {
                        const PathEntry *entry = effect->paths->entries->pdata[k];

                        if (error ? path_error_fits(entry, error)
                                  : path_error_fits(entry, EACCES) || path_error_fits(entry, ENOENT))
                                add_suspect(context, suspects, seen, entry->directive);
                }
                if (effect_gives(context, effect, error))
                        add_suspect(context, suspects, seen, effect->directive);
        }
        add_limits(context, suspects, seen, error, 0);
        return suspects;
}

GPtrArray *explain_signal_suspects(const ExplainContext *context, int signal)
{
        GPtrArray *suspects = g_ptr_array_new_with_free_func(g_free);
        bool seen[_DIRECTIVE_MAX] = {};

        add_limits(context, suspects, seen, -1, signal);
        return suspects;
}

char *symptom_describe(const Symptom *symptom, const Need *need, const char *call)
{
        g_autofree char *what = need_describe(need);
        const char *name = call && *call ? call : NULL;

        if (!symptom)
                return g_strdup(what);
        if (symptom->signal == SIGSYS && need->kind == NEED_FOREIGN)
                return g_strdup_printf("was killed (SIGSYS): it made a system call of another architecture (%s)",
                                       need->subject);
        if (symptom->signal == SIGSYS)
                return g_strdup_printf("was killed (SIGSYS) for calling %s()", need->subject);
        if (need->kind == NEED_SETID_EXEC)
                return g_strdup_printf("ran %s, which got no rights of its owner or group", need->subject);
        if (name && symptom->error)
                return g_strdup_printf("was refused: %s (%s: %s)", what, name, strerrorname_np(symptom->error));
        return g_strdup_printf("was refused: %s", what);
}
