/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a refusal looks like to the process, by the kind of effect: the errors of each mechanism, and whether it is a
 * filter of system calls. A refusal that looks otherwise was not of this effect, however well the need would fit. The
 * table is measured: see the live test of refusals. */

#include "explain/symptom.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

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
                               .errors = {ENOENT, EPERM, EACCES, ENOKEY, ENXIO}},
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

/* What is taken away without an error: the call succeeds, and nobody sees what came of it. */
static bool is_silent(const Need *need)
{
        return need->kind == NEED_BEHAVIOUR &&
               (g_str_equal(need->subject, "mount-shared") || g_str_equal(need->subject, "group-readable"));
}

bool symptom_fits(const Symptom *symptom, const ExplainContext *context, const Effect *effect, const PathEntry *entry,
                  const Need *need)
{
        const Look *look = &looks[effect->kind];

        if (!symptom)
                return true;
        if (symptom->signal == SIGSYS)
                return effect->kind == EFFECT_FOREIGN_ABI ||
                       (effect->kind == EFFECT_SYSCALLS && effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER);
        if (symptom->filtered) {
                if (!look->filter || effect->kind == EFFECT_FOREIGN_ABI)
                        return false;
                if (effect->directive == DIRECTIVE_SYSTEM_CALL_FILTER)
                        return symptom->error == ENOSYS || filter_fails(context->config);
                if (effect->kind == EFFECT_SYSCALLS)
                        return symptom->error == EPERM || symptom->error == ENOSYS;
                return !symptom->error || has_error(look->filter_errors, symptom->error);
        }
        if (!look->mechanism || (symptom->error && is_silent(need)))
                return false;
        if (effect->kind == EFFECT_PATHS)
                return !symptom->error || path_error_fits(entry, symptom->error);
        /* mlock() beyond the limit */
        if (effect->kind == EFFECT_CAPABILITIES && symptom->error == ENOMEM)
                return g_str_equal(need->subject, "CAP_IPC_LOCK");
        return !symptom->error || has_error(look->errors, symptom->error);
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
