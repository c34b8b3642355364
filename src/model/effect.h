/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect-list.h"
#include "model/need.h"
#include "model/paths.h"

/* What a directive takes away. The one predicate of the program is effect_denies(): everything else asks it.
 *
 * Directives of the file system are compiled together into one EFFECT_PATHS (model/paths.c), because they act together:
 * the most specific path wins, whichever directive named it. All others have effects of their own. */

/* All effects of a configuration, implied ones included (NoNewPrivileges=, capabilities taken by Protect*=,
 * DynamicUser=). */
EffectList *effects_of(const EffectContext *context);

/* THE predicate. Pure. True if a process under this effect would be refused, or would not find, what the need is. */
bool effect_denies(const Effect *effect, const Need *need);

/* Does anything in the list deny it? ret_by (may be NULL): the directive, for EFFECT_PATHS that of the deciding entry.
 */
bool effect_list_denies(const EffectList *list, const Need *need, DirectiveId *ret_by);

/* The address of an IP endpoint ("udp:[::1]:53"), without brackets and port; NULL for other protocols. Caller frees. */
char *endpoint_address(const Need *need);

/* Is NoNewPrivileges= in force, set or implied, and by whom? By systemd version, root, filter. ref:
 * systemd.exec(5), NoNewPrivileges= */
bool implied_no_new_privileges(const EffectContext *context, DirectiveId *ret_by);
