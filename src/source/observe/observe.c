// SPDX-License-Identifier: GPL-2.0-or-later
/* The recorder: loads the BPF programs, tells them what to watch, and feeds their events to the decoder. All knowledge
 * of libbpf is in this file, all knowledge of what events mean is in decode.c.
 *
 * Hooks are tried, not assumed from a version: what the kernel does not have or does not allow is left out one by one,
 * and said in the coverage. Only the entry and exit of system calls and the exec of programs can't be done without. */
#include "source/observe/observe.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "source/observe/calls.h"
#include "source/observe/decode.h"
#include "source/observe/programs.h"
#include "source/observe/system.h"

/* needs the types of bpf/wire.h, which the others bring */
#include "bpf/observe.skel.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* How capability checks are seen, best first. */
typedef enum CapHook {
        CAP_HOOK_TRACEPOINT, /* Linux 6.14 and later */
        CAP_HOOK_FEXIT,
        CAP_HOOK_NONE,
        _CAP_HOOK_MAX,
} CapHook;

struct Recorder {
        struct observe_bpf *programs;
        struct ring_buffer *ring;
        Decoder *decoder;
        char *cgroups[WIRE_UNIT_MAX];
        unsigned n_cgroups;
        Phase phase;
        unsigned phases; /* bits: seen */
        gint64 watched;  /* microseconds in phases before this one */
        gint64 since;    /* monotonic begin of this phase */
        gint64 last_new;
        char *source;
        GPtrArray *exercises;
        GPtrArray *blind;
        bool by_perf;     /* programs_want_perf() */
        unsigned entries; /* times that the hook at the entry of calls was attached */
};

static bool is_in_unit(int pid, void *userdata)
{
        const Recorder *recorder = userdata;

        return system_process_is_below(pid, recorder->cgroups, recorder->n_cgroups);
}

static char *resolve(const char *path, bool follow, void *userdata)
{
        return system_resolve(path, follow);
}

static char *interpreter(const char *path, void *userdata)
{
        return system_interpreter(path);
}

static bool is_device(const char *path, void *userdata)
{
        return system_is_device(path);
}

static bool has_capabilities(const char *path, void *userdata)
{
        return system_has_capabilities(path);
}

static int on_event(void *userdata, void *data, size_t size)
{
        Recorder *recorder = userdata;
        unsigned before = decoder_sightings(recorder->decoder);

        decoder_event(recorder->decoder, data, size);
        if (decoder_sightings(recorder->decoder) > before)
                recorder->last_new = g_get_monotonic_time();
        return 0;
}

/* One attempt with one way to see capability checks. Returns 0 or -errno. */
static int load(Recorder *recorder, CapHook hook, const struct stat *pidns)
{
        struct observe_bpf *programs = observe_bpf__open();
        int r;

        if (!programs)
                return -errno;
        programs_choose(programs->obj, recorder->by_perf);
        if (hook != CAP_HOOK_TRACEPOINT) {
                bpf_program__set_autoload(programs->progs.on_cap_tracepoint, false);
                bpf_program__set_autoload(programs->progs.on_cap_tracepoint_perf, false);
        }
        bpf_program__set_autoload(programs->progs.on_cap_fexit, hook == CAP_HOOK_FEXIT);
        programs->rodata->pidns_dev = pidns->st_dev;
        programs->rodata->pidns_ino = pidns->st_ino;
        call_fill_ops((void *)programs->rodata->ops);
        r = observe_bpf__load(programs);
        if (r < 0) {
                observe_bpf__destroy(programs);
                return r;
        }
        recorder->programs = programs;
        return 0;
}

static bool attach(Recorder *recorder, struct bpf_program *program, struct bpf_link **ret_link, GError **error)
{
        *ret_link = programs_attach(recorder->programs->obj, program);
        if (*ret_link)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                    "Cannot watch services: the kernel refuses to attach a program to %s (%s)",
                    bpf_program__section_name(program), g_strerror(errno));
        return false;
}

static void explain_load(int r, GError **error)
{
        switch (-r) {
        case EPERM:
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE,
                            "Cannot watch services: the kernel does not let us load BPF programs (%s). This needs root "
                            "with CAP_BPF, "
                            "CAP_PERFMON and CAP_SYS_ADMIN in the initial user namespace, and a kernel without "
                            "lockdown=confidentiality",
                            g_strerror(-r));
                break;
        case ENOSYS:
                g_set_error(
                        error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                        "Cannot watch services: this kernel has no bpf(2), it was built without CONFIG_BPF_SYSCALL");
                break;
        default:
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot watch services: this kernel does not accept our BPF programs (%s); Linux 6.1 or "
                            "later with "
                            "CONFIG_DEBUG_INFO_BTF is needed",
                            g_strerror(-r));
        }
}

/* The hook at the entry of calls tells which calls seccomp refused, and costs as much as all the rest. It stays while
 * that may matter: always in the short phases, and in PHASE_RUN if any process has a filter. The programs are told of
 * its coming and going, since a call that is under way meanwhile has no entry to be seen. */
static bool watch_entries(Recorder *recorder, bool on, GError **error)
{
        struct observe_bpf *p = recorder->programs;

        if (on == (p->links.on_enter != NULL))
                return true;
        if (!on) {
                p->bss->entry_epoch = 0;
                bpf_link__destroy(p->links.on_enter);
                p->links.on_enter = NULL;
                return true;
        }
        if (!attach(recorder, p->progs.on_enter, &p->links.on_enter, error))
                return false;
        p->bss->entry_epoch = ++recorder->entries;
        return true;
}

Recorder *recorder_new(GError **error)
{
        g_autoptr(Recorder) recorder = NULL;
        struct stat pidns = {};
        CapHook hook;
        int r = 0;

        if (geteuid() != 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_PRIVILEGE,
                            "Cannot watch services: only root may; run this as root");
                return NULL;
        }
        if (access("/sys/kernel/btf/vmlinux", R_OK) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot watch services: the kernel's type information /sys/kernel/btf/vmlinux is not there "
                            "(%s). It needs a kernel "
                            "with CONFIG_DEBUG_INFO_BTF=y, and in a container /sys/kernel/btf mounted",
                            g_strerror(errno));
                return NULL;
        }
        if (stat("/proc/self/ns/pid", &pidns) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "Cannot watch services: /proc is not mounted: %s", g_strerror(errno));
                return NULL;
        }

        programs_set_talk();
        recorder = g_new0(Recorder, 1);
        recorder->blind = g_ptr_array_new_with_free_func(g_free);
        recorder->exercises = g_ptr_array_new_with_free_func(g_free);
        recorder->source = g_strdup("observe");
        recorder->by_perf = programs_want_perf();
        for (hook = CAP_HOOK_TRACEPOINT; hook < _CAP_HOOK_MAX; hook++) {
                if ((hook == CAP_HOOK_TRACEPOINT && !programs_have_cap_tracepoint()) ||
                    (hook == CAP_HOOK_FEXIT && !programs_have_cap_function()))
                        continue;
                r = load(recorder, hook, &pidns);
                if (r == 0)
                        break;
        }
        if (r < 0 || !recorder->programs) {
                explain_load(r, error); /* NOLINT(clang-analyzer-unix.Malloc): g_autoptr frees it */
                return NULL;
        }
        if (hook == CAP_HOOK_NONE)
                g_ptr_array_add(recorder->blind, g_strdup("capabilities: this kernel has no hook for them"));

        /* The way in before the way out, or every call under way would look refused. */
        struct observe_bpf *p = recorder->programs;
        if (!attach(recorder, p->progs.on_fork, &p->links.on_fork, error) ||
            !attach(recorder, p->progs.on_exec, &p->links.on_exec, error) ||
            !attach(recorder, p->progs.on_task_exit, &p->links.on_task_exit, error) ||
            !watch_entries(recorder, true, error) || !attach(recorder, p->progs.on_exit, &p->links.on_exit, error))
                return NULL;
        p->links.on_signal = bpf_program__attach(p->progs.on_signal);
        if (!p->links.on_signal)
                g_ptr_array_add(recorder->blind, g_strdup("signals: this kernel has no hook for them"));
        if (hook != CAP_HOOK_NONE) {
                struct bpf_program *program =
                        hook == CAP_HOOK_FEXIT ? p->progs.on_cap_fexit : p->progs.on_cap_tracepoint;
                struct bpf_link **link = hook == CAP_HOOK_FEXIT ? &p->links.on_cap_fexit : &p->links.on_cap_tracepoint;
                *link = programs_attach(p->obj, program);
                if (!*link)
                        g_ptr_array_add(recorder->blind,
                                        g_strdup("capabilities: the kernel refuses the hook for them"));
        }

        const DecoderSystem system = {resolve, is_in_unit, interpreter, is_device, has_capabilities, NULL, recorder};
        recorder->decoder = decoder_new(&system);
        recorder->ring = ring_buffer__new(bpf_map__fd(p->maps.ring), on_event, recorder, NULL);
        if (!recorder->ring) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "Cannot watch services: cannot map the ring buffer: %s", g_strerror(errno));
                return NULL;
        }
        recorder->since = recorder->last_new = g_get_monotonic_time();
        return g_steal_pointer(&recorder);
}

void recorder_free(Recorder *recorder)
{
        if (!recorder)
                return;
        if (recorder->ring)
                ring_buffer__free(recorder->ring);
        observe_bpf__destroy(recorder->programs);
        decoder_free(recorder->decoder);
        for (unsigned i = 0; i < recorder->n_cgroups; i++)
                g_free(recorder->cgroups[i]);
        g_free(recorder->source);
        g_clear_pointer(&recorder->exercises, g_ptr_array_unref);
        g_clear_pointer(&recorder->blind, g_ptr_array_unref);
        g_free(recorder);
}

bool recorder_watch_cgroup(Recorder *recorder, const char *cgroup_path, GError **error)
{
        g_autofree char *path = path_simplify(cgroup_path), *root = NULL;
        g_auto(GStrv) names = NULL;
        struct wire_unit unit = {};
        struct stat st;

        if (recorder->n_cgroups >= WIRE_UNIT_MAX) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "Cannot watch more than %d control groups at once", WIRE_UNIT_MAX);
                return false;
        }
        root = system_cgroup_root(path);
        if (!root || stat(root, &st) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot watch %s: it is not below a mounted cgroup2 file system; systemd has to run with "
                            "the unified "
                            "hierarchy (systemd.unified_cgroup_hierarchy=1)",
                            path);
                return false;
        }
        names = g_strsplit(path + strlen(root), "/", -1);
        unit.root = st.st_ino;
        for (char **name = names; *name; name++) {
                __u64 words[WIRE_NAME_WORDS] = {};

                if (**name == '\0')
                        continue;
                if (unit.depth >= WIRE_DEPTH_MAX || strlen(*name) >= sizeof(words)) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot watch %s: it lies too deep",
                                    path);
                        return false;
                }
                memcpy(words, *name, strlen(*name));
                unit.name[unit.depth++] = wire_hash_name(words);
        }
        if (unit.depth == 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot watch %s: it is the root of all",
                            path);
                return false;
        }
        recorder->programs->bss->units[recorder->n_cgroups] = unit;
        recorder->cgroups[recorder->n_cgroups++] = g_strdup(path + strlen(root));
        if (!programs_visit_tasks(recorder->programs->progs.adopt))
                g_ptr_array_add(recorder->blind,
                                g_strdup("processes that ran before: this kernel does not list tasks"));
        return true;
}

static void end_phase(Recorder *recorder)
{
        gint64 now = g_get_monotonic_time();

        if (recorder->phase != PHASE_NONE)
                recorder->watched += now - recorder->since;
        recorder->since = now;
}

void recorder_set_phase(Recorder *recorder, Phase phase)
{
        end_phase(recorder);
        recorder->phase = phase;
        if (phase != PHASE_NONE)
                recorder->phases |= 1u << phase;
        /* the programs before the hook goes, the hook before the programs */
        if (phase != PHASE_RUN)
                watch_entries(recorder, true, NULL);
        recorder->programs->bss->phase = phase;
        if (phase == PHASE_RUN && !recorder->programs->bss->filters_seen)
                watch_entries(recorder, false, NULL);
}

void recorder_set_source(Recorder *recorder, const char *source)
{
        recorder_poll(recorder, 0, NULL);             /* what waits was seen under the old name */
        if (!g_str_equal(source, recorder->source)) { /* and each has its own time */
                end_phase(recorder);
                recorder->watched = 0;
                recorder->phases = recorder->phase != PHASE_NONE ? 1u << recorder->phase : 0;
        }
        g_free(recorder->source);
        recorder->source = g_strdup(source);
        decoder_set_source(recorder->decoder, source);
}

void recorder_add_exercise(Recorder *recorder, const char *command)
{
        if (!g_ptr_array_find_with_equal_func(recorder->exercises, command, g_str_equal, NULL))
                g_ptr_array_add(recorder->exercises, g_strdup(command));
}

int recorder_fd(const Recorder *recorder)
{
        return ring_buffer__epoll_fd(recorder->ring);
}

bool recorder_poll(Recorder *recorder, int timeout_ms, GError **error)
{
        int r = ring_buffer__consume(recorder->ring);

        if (r == 0 && timeout_ms != 0)
                r = ring_buffer__poll(recorder->ring, timeout_ms);
        if (r < 0 && r != -EINTR) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot read what the kernel saw: %s",
                            g_strerror(-r));
                return false;
        }
        if (recorder->programs->bss->filters_seen && !watch_entries(recorder, true, error))
                return false;
        return true;
}

static void ends(GPtrArray *words)
{
        g_ptr_array_sort(words, strings_compare);
        g_ptr_array_add(words, NULL);
}

/* The kernel asks for CAP_DAC_READ_SEARCH before CAP_DAC_OVERRIDE, which would do as well: who needs the greater one
 * does not need the lesser. But for opening by file handle nothing else will do. */
static void drop_lesser_capability(NeedSet *set)
{
        if (!need_set_has(set, NEED_CAPABILITY, "CAP_DAC_OVERRIDE") ||
            need_set_has(set, NEED_SYSCALL, "open_by_handle_at"))
                return;
        for (unsigned i = 0; i < set->entries->len; i++) {
                const NeedEntry *entry = g_ptr_array_index(set->entries, i);
                if (entry->need.kind == NEED_CAPABILITY && strcmp(entry->need.subject, "CAP_DAC_READ_SEARCH") == 0) {
                        g_ptr_array_remove_index(set->entries, i);
                        return;
                }
        }
}

NeedSet *recorder_needs(Recorder *recorder)
{
        g_autoptr(GPtrArray) blind = g_ptr_array_new(), exercises = g_ptr_array_new();
        Coverage coverage = {.source = recorder->source, .phases = recorder->phases};
        NeedSet *set;

        recorder_poll(recorder, 0, NULL);
        end_phase(recorder);
        set = need_set_copy(decoder_needs(recorder->decoder));
        drop_lesser_capability(set);
        for (unsigned i = 0; i < recorder->blind->len; i++)
                g_ptr_array_add(blind, g_ptr_array_index(recorder->blind, i));
        if (decoder_saw_io_uring(recorder->decoder))
                g_ptr_array_add(blind, (char *)"io_uring");
        if (decoder_saw_unnamed(recorder->decoder))
                g_ptr_array_add(blind, (char *)"paths: some were too deep, or in a file system without a place");
        for (unsigned i = 0; i < recorder->exercises->len; i++)
                g_ptr_array_add(exercises, g_ptr_array_index(recorder->exercises, i));
        ends(blind);
        ends(exercises);
        coverage.milliseconds = (guint64)recorder->watched / 1000;
        coverage.lost = recorder->programs->bss->lost + recorder->programs->bss->actors_lost +
                        recorder->programs->bss->tasks_lost + programs_passed_over(recorder->programs->obj);
        coverage.blind = (char **)blind->pdata;
        coverage.exercises = (char **)exercises->pdata;
        need_set_add_coverage(set, &coverage);
        return set;
}

unsigned recorder_need_count(const Recorder *recorder)
{
        return decoder_sightings(recorder->decoder);
}

gint64 recorder_last_new(const Recorder *recorder)
{
        return recorder->last_new;
}

const char *recorder_need_text(const Recorder *recorder, unsigned number)
{
        const Sighting *sighting = decoder_sighting(recorder->decoder, number);

        return sighting ? sighting->text : NULL;
}

GPtrArray *recorder_refusals(Recorder *recorder)
{
        GPtrArray *all, *copy = g_ptr_array_new_with_free_func((GDestroyNotify)observed_refusal_free);

        recorder_poll(recorder, 0, NULL);
        all = decoder_refusals(recorder->decoder);
        for (unsigned i = 0; i < all->len; i++)
                g_ptr_array_add(copy, observed_refusal_copy(g_ptr_array_index(all, i)));
        return copy;
}

bool recorder_need(const Recorder *recorder, unsigned number, const Need **ret_need, const char **ret_actor)
{
        const Sighting *sighting = decoder_sighting(recorder->decoder, number);

        if (!sighting)
                return false;
        *ret_need = &sighting->need;
        *ret_actor = sighting->actor;
        return true;
}

void recorder_begin_run(Recorder *recorder)
{
        recorder_poll(recorder, 0, NULL);
        decoder_forget_refusals(recorder->decoder);
        decoder_forget_needs(recorder->decoder);
        recorder->programs->bss->generation++;
}
