/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When NoNewPrivileges= is in force without being set.
 *
 * The manager sets it where it has to install a seccomp filter without CAP_SYS_ADMIN. Who still has that capability
 * then changed in 255: since then it is kept across the change of user, unless the filter itself refuses the calls that
 * drop it afterwards. Measured on 252, 257 and 262 for root, User= and user managers. */

#include "model/effect.h"

static bool runs_as_user(const EffectContext *context)
{
        return !context->root;
}

/* Does SystemCallFilter= refuse one of the calls that systemd needs to drop capabilities after the filter is loaded? */
static bool filter_blocks_capability_calls(const EffectContext *context)
{
        static const char *const calls[] = {"capget", "capset", "prctl"};
        SyscallSet allowed = {};

        if (!config_syscalls(context->config, context->systemd, &allowed))
                return false;
        for (size_t i = 0; i < G_N_ELEMENTS(calls); i++)
                if (!syscall_set_has(&allowed, syscall_from_name(calls[i])))
                        return true;
        return false;
}

/* A user manager has all of them in a namespace of users that it makes first. */
static bool has_no_capability(const EffectContext *context)
{
        return context->user_manager ? !config_is_on(context->config, DIRECTIVE_PRIVATE_USERS)
                                     : runs_as_user(context) && context->systemd < 255;
}

bool implied_no_new_privileges(const EffectContext *context, DirectiveId *ret_by)
{
        DirectiveId by = _DIRECTIVE_MAX;

        if (config_is_on(context->config, DIRECTIVE_NO_NEW_PRIVILEGES))
                by = DIRECTIVE_NO_NEW_PRIVILEGES;
        else if (config_is_on(context->config, DIRECTIVE_DYNAMIC_USER))
                by = DIRECTIVE_DYNAMIC_USER;
        else if (has_no_capability(context)) {
                for (int id = 0; id < _DIRECTIVE_MAX && by == _DIRECTIVE_MAX; id++)
                        if ((directives[id].implies & IMPLIES_SECCOMP) && config_is_on(context->config, id))
                                by = id;
        } else if (runs_as_user(context) && filter_blocks_capability_calls(context))
                by = DIRECTIVE_SYSTEM_CALL_FILTER;
        if (by == _DIRECTIVE_MAX)
                return false;
        if (ret_by)
                *ret_by = by;
        return true;
}
