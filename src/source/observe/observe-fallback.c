// SPDX-License-Identifier: GPL-2.0-or-later
/* The recorder of a build without libbpf: it can't be made, and says so. */
#include "source/observe/observe.h"

#include "base/error.h"

Recorder *recorder_new(GError **error)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                    "Cannot watch services: this unitlock was built without BPF (meson -Dbpf=enabled)");
        return NULL;
}

void recorder_free(Recorder *recorder)
{
}

bool recorder_watch_cgroup(Recorder *recorder, const char *cgroup_path, GError **error)
{
        g_return_val_if_reached(false);
}

void recorder_set_phase(Recorder *recorder, Phase phase)
{
}

void recorder_set_source(Recorder *recorder, const char *source)
{
}

void recorder_add_exercise(Recorder *recorder, const char *command)
{
}

int recorder_fd(const Recorder *recorder)
{
        return -1;
}

bool recorder_poll(Recorder *recorder, int timeout_ms, GError **error)
{
        g_return_val_if_reached(false);
}

NeedSet *recorder_needs(Recorder *recorder)
{
        return need_set_new("");
}

unsigned recorder_need_count(const Recorder *recorder)
{
        return 0;
}

gint64 recorder_last_new(const Recorder *recorder)
{
        return 0;
}

const char *recorder_need_text(const Recorder *recorder, unsigned number)
{
        return NULL;
}

GPtrArray *recorder_refusals(Recorder *recorder)
{
        return g_ptr_array_new();
}

bool recorder_need(const Recorder *recorder, unsigned number, const Need **ret_need, const char **ret_actor)
{
        return false;
}

void recorder_begin_run(Recorder *recorder)
{
}
