/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "model/effect-list.h"

/* Building blocks for them. A path may begin with "-". */
void effect_list_add_path(EffectList *list, DirectiveId directive, PathMode mode, const char *path);
/* Makes one EFFECT_PATHS of all paths added so far. */
void effect_list_compile_paths(EffectList *list);
void effects_private_devices_paths(EffectList *list, DirectiveId id);
void effects_protect_kernel_tunables_paths(EffectList *list, DirectiveId id);

/* The functions that rows of the directive table point to, one per directive or per family of directives (effects-of.c,
 * paths.c). */
#define EFFECTS_FUNCTION(name) \
        void name(EffectList *list, const EffectContext *context, DirectiveId id, const char *const *lines)
EFFECTS_FUNCTION(effects_protect_system);
EFFECTS_FUNCTION(effects_protect_home);
EFFECTS_FUNCTION(effects_path_list);  /* ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths NoExecPaths */
EFFECTS_FUNCTION(effects_bind_paths); /* BindPaths BindReadOnlyPaths */
EFFECTS_FUNCTION(effects_temporary_file_system);
EFFECTS_FUNCTION(
        effects_directories); /* RuntimeDirectory StateDirectory CacheDirectory LogsDirectory ConfigurationDirectory */
EFFECTS_FUNCTION(effects_private_tmp);
EFFECTS_FUNCTION(effects_private_devices);
EFFECTS_FUNCTION(effects_device_policy); /* DevicePolicy */
EFFECTS_FUNCTION(effects_device_allow);  /* DeviceAllow */
EFFECTS_FUNCTION(effects_protect_kernel_tunables);
EFFECTS_FUNCTION(effects_protect_kernel_modules);
EFFECTS_FUNCTION(effects_protect_kernel_logs);
EFFECTS_FUNCTION(effects_protect_control_groups);
EFFECTS_FUNCTION(effects_protect_proc);
EFFECTS_FUNCTION(effects_proc_subset);
EFFECTS_FUNCTION(effects_protect_clock);
EFFECTS_FUNCTION(effects_protect_hostname);
EFFECTS_FUNCTION(effects_lock_personality);
EFFECTS_FUNCTION(effects_restrict_realtime);
EFFECTS_FUNCTION(effects_restrict_namespaces);
EFFECTS_FUNCTION(effects_restrict_suid_sgid);
EFFECTS_FUNCTION(effects_memory_deny_write_execute);
EFFECTS_FUNCTION(effects_restrict_address_families);
EFFECTS_FUNCTION(effects_system_call_architectures);
EFFECTS_FUNCTION(effects_system_call_filter);
EFFECTS_FUNCTION(effects_capability_bounding_set);
EFFECTS_FUNCTION(effects_no_new_privileges);
EFFECTS_FUNCTION(effects_private_network);
EFFECTS_FUNCTION(effects_private_pids);
EFFECTS_FUNCTION(effects_ip_address_deny);  /* with IPAddressAllow */
EFFECTS_FUNCTION(effects_socket_bind_deny); /* with SocketBindAllow */
EFFECTS_FUNCTION(effects_private_users);
EFFECTS_FUNCTION(effects_keyring_mode);
EFFECTS_FUNCTION(effects_remove_ipc);
EFFECTS_FUNCTION(effects_private_ipc);
EFFECTS_FUNCTION(effects_umask);
EFFECTS_FUNCTION(effects_private_mounts);
EFFECTS_FUNCTION(effects_dynamic_user);
EFFECTS_FUNCTION(
        effects_none); /* modelled, and takes nothing away itself: SystemCallErrorNumber, IPAddressAllow, User ... */
