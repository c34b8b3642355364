/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads and attaches the watcher's programs. All knowledge of libbpf that the watcher has is here. */

#include "watch/eyes.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "model/evidence.h"
#include "source/observe/calls.h"
#include "source/observe/programs.h"

#include "bpf/watch.skel.h"

struct Eyes {
        struct watch_bpf *programs;
        struct ring_buffer *ring;
        EyesEvent on_event;
        void *userdata;
        char *blind;
        bool packets; /* dropped ones are seen */
        bool by_perf; /* programs_want_perf() */
        double cost;
};

static int on_sample(void *userdata, void *data, size_t size)
{
        Eyes *eyes = userdata;

        if (size >= sizeof(struct wire_event))
                eyes->on_event(data, size, eyes->userdata);
        return 0;
}

/* Does the kernel's hook for dropped packets say for which socket they were (since 6.11)? */
static bool says_whose_packet(void)
{
        struct btf *btf = btf__load_vmlinux_btf();
        int id = btf ? btf__find_by_name_kind(btf, "btf_trace_kfree_skb", BTF_KIND_TYPEDEF) : -1;
        const struct btf_type *type = id > 0 ? btf__type_by_id(btf, btf__type_by_id(btf, (__u32)id)->type) : NULL;
        bool says = false;

        if (type && btf_is_ptr(type)) {
                type = btf__type_by_id(btf, type->type);
                says = type && btf_is_func_proto(type) &&
                       btf_vlen(type) == 5; /* its data, packet, place, reason, socket */
        }
        btf__free(btf);
        return says;
}

/* A call of a unit in complain mode costs some four times as much as any other, since successes are looked at as well,
 * and may take eight times as much of the time: to see what it does is why it is in that mode, which ends. */
#define WHOLE_WEIGHT (4. / 8)

typedef enum Hook { HOOK_TRACEPOINT, HOOK_FEXIT, HOOK_NONE, _HOOK_MAX } Hook;

static int load(Eyes *eyes, Hook hook, const struct stat *pidns, guint64 root)
{
        struct watch_bpf *programs = watch_bpf__open();
        int r;

        if (!programs)
                return -errno;
        programs_choose(programs->obj, eyes->by_perf);
        if (hook != HOOK_TRACEPOINT) {
                bpf_program__set_autoload(programs->progs.on_cap_tracepoint, false);
                bpf_program__set_autoload(programs->progs.on_cap_tracepoint_perf, false);
        }
        bpf_program__set_autoload(programs->progs.on_cap_fexit, hook == HOOK_FEXIT);
        eyes->packets = says_whose_packet();
        bpf_program__set_autoload(programs->progs.on_packet, eyes->packets);
        programs->rodata->pidns_dev = pidns->st_dev;
        programs->rodata->pidns_ino = pidns->st_ino;
        programs->rodata->watch_root = root;
        programs->rodata->connect_nr = SYS_connect;
        programs->rodata->execve_nr = SYS_execve;
        programs->rodata->execveat_nr = SYS_execveat;
        call_fill_ops((void *)programs->rodata->ops);
        r = watch_bpf__load(programs);
        if (r < 0) {
                watch_bpf__destroy(programs);
                return r;
        }
        eyes->programs = programs;
        return 0;
}

static void add_blind(Eyes *eyes, const char *what)
{
        char *all = eyes->blind ? g_strconcat(eyes->blind, "; ", what, NULL) : g_strdup(what);

        g_free(eyes->blind);
        eyes->blind = all;
}

static bool attach(const Eyes *eyes, struct bpf_program *program, struct bpf_link **ret_link, GError **error)
{
        *ret_link = programs_attach(eyes->programs->obj, program);
        if (*ret_link)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                    "Cannot watch: the kernel refuses to attach a program to %s (%s)",
                    bpf_program__section_name(program), g_strerror(errno));
        return false;
}

/* Microseconds that the cheapest call takes: the least of many rounds, since others are at work, too. */
static double time_call(void)
{
        enum { ROUNDS = 50, CALLS = 200 };
        gint64 least = G_MAXINT64;

        for (unsigned i = 0; i < ROUNDS; i++) {
                gint64 begin = g_get_monotonic_time();

                for (unsigned j = 0; j < CALLS; j++)
                        syscall(SYS_getppid);
                least = MIN(least, g_get_monotonic_time() - begin);
        }
        return (double)least / CALLS;
}

Eyes *eyes_new(const char *cgroup_root, EyesEvent on_event, void *userdata, GError **error)
{
        g_autoptr(Eyes) eyes = g_new0(Eyes, 1);
        struct stat pidns, root;
        Hook hook;
        int r = 0;

        eyes->on_event = on_event;
        eyes->userdata = userdata;
        if (stat("/proc/self/ns/pid", &pidns) < 0 || stat(cgroup_root, &root) < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot watch: /proc and %s must be mounted (%s)", cgroup_root, g_strerror(errno));
                return NULL;
        }
        programs_set_talk();
        eyes->by_perf = programs_want_perf();
        for (hook = HOOK_TRACEPOINT; hook < _HOOK_MAX; hook++) {
                if ((hook == HOOK_TRACEPOINT && !programs_have_cap_tracepoint()) ||
                    (hook == HOOK_FEXIT && !programs_have_cap_function()))
                        continue;
                r = load(eyes, hook, &pidns, root.st_ino);
                if (r == 0)
                        break;
        }
        if (!eyes->programs) {
                g_set_error(error, UNITLOCK_ERROR, r == -EPERM ? UNITLOCK_ERROR_PRIVILEGE : UNITLOCK_ERROR_UNSUPPORTED,
                            "Cannot watch: the kernel does not take our BPF programs (%s). It must be Linux 6.1 or "
                            "later with "
                            "CONFIG_DEBUG_INFO_BTF=y, and we root with CAP_BPF and CAP_PERFMON",
                            g_strerror(-r));
                return NULL;
        }
        if (hook == HOOK_NONE)
                add_blind(eyes, "capabilities: this kernel has no hook for them");
        eyes->ring = ring_buffer__new(bpf_map__fd(eyes->programs->maps.ring), on_sample, eyes, NULL);
        if (!eyes->ring) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED,
                            "Cannot watch: cannot map the ring buffer: %s", g_strerror(errno));
                return NULL;
        }
        struct watch_bpf *p = eyes->programs;
        if (!attach(eyes, p->progs.on_fork, &p->links.on_fork, error) ||
            !attach(eyes, p->progs.on_exec, &p->links.on_exec, error) ||
            !attach(eyes, p->progs.on_task_exit, &p->links.on_task_exit, error) ||
            !attach(eyes, p->progs.on_tcp_state, &p->links.on_tcp_state, error) ||
            !attach(eyes, p->progs.on_signal, &p->links.on_signal, error))
                return NULL;
        eyes->cost = -time_call();
        if (!attach(eyes, p->progs.on_exit, &p->links.on_exit, error))
                return NULL;
        eyes->cost += time_call();
        if (eyes->packets)
                p->links.on_packet = bpf_program__attach(p->progs.on_packet);
        if (!p->links.on_packet)
                add_blind(eyes, "packets from outside that IPAddressDeny= drops: this kernel does not say whose they "
                                "were (6.11 and later do)");
        p->links.on_new_group = bpf_program__attach(p->progs.on_new_group); /* without it, rests end later */
        p->links.on_victim = bpf_program__attach(p->progs.on_victim);
        if (!p->links.on_victim)
                add_blind(eyes, "limits of memory: the kernel refuses the hook for them");
        if (hook == HOOK_TRACEPOINT)
                p->links.on_cap_tracepoint = programs_attach(p->obj, p->progs.on_cap_tracepoint);
        else if (hook == HOOK_FEXIT)
                p->links.on_cap_fexit = bpf_program__attach(p->progs.on_cap_fexit);
        if (hook != HOOK_NONE && !p->links.on_cap_tracepoint && !p->links.on_cap_fexit)
                add_blind(eyes, "capabilities: the kernel refuses the hook for them");
        p->bss->phase = PHASE_RUN;
        return g_steal_pointer(&eyes);
}

void eyes_free(Eyes *eyes)
{
        if (!eyes)
                return;
        if (eyes->ring)
                ring_buffer__free(eyes->ring);
        watch_bpf__destroy(eyes->programs);
        g_free(eyes->blind);
        g_free(eyes);
}

void eyes_set_group(Eyes *eyes, guint64 cgroup, unsigned mode, unsigned flags)
{
        struct wire_group group = {.mode = mode, .flags = flags};
        __u64 id = cgroup;

        bpf_map_update_elem(bpf_map__fd(eyes->programs->maps.groups), &id, &group, BPF_ANY);
}

static void add_complaining(Eyes *eyes, const char *name)
{
        __u64 words[WIRE_NAME_WORDS] = {}, hash;
        __u8 one = 1;

        g_strlcpy((char *)words, name, sizeof(words));
        hash = wire_hash_name(words);
        bpf_map_update_elem(bpf_map__fd(eyes->programs->maps.complaining), &hash, &one, BPF_ANY);
}

void eyes_set_complaining(Eyes *eyes, char *const *units)
{
        int fd = bpf_map__fd(eyes->programs->maps.complaining);
        __u64 hash;

        while (bpf_map_get_next_key(fd, NULL, &hash) == 0)
                bpf_map_delete_elem(fd, &hash);
        for (; *units; units++) {
                const char *at = strchr(*units, '@');
                g_autofree char *name =
                        at && at[1] == '.' ? g_strndup(*units, (gsize)(at - *units) + 1) : g_strdup(*units);
                g_autofree char *escaped = g_strconcat("_", name, NULL);

                add_complaining(eyes, name);
                add_complaining(eyes, escaped);
        }
}

bool eyes_adopt(Eyes *eyes)
{
        return programs_visit_tasks(eyes->programs->progs.adopt);
}

bool eyes_rest(Eyes *eyes, bool rest, GError **error)
{
        struct watch_bpf *p = eyes->programs;

        p->bss->resting = rest; /* first: who begins in between is heard */
        if (!rest) {
                p->bss->rests++;
                return attach(eyes, p->progs.on_exit, &p->links.on_exit, error);
        }
        bpf_link__destroy(p->links.on_exit);
        p->links.on_exit = NULL;
        return true;
}

double eyes_calls(const Eyes *eyes)
{
        double calls = 0;

        for (unsigned i = 0; i < WIRE_COUNTERS; i++)
                calls += (double)eyes->programs->bss->counters[i].calls -
                         (1 - WHOLE_WEIGHT) * (double)eyes->programs->bss->counters[i].whole;
        return calls;
}

double eyes_cost(const Eyes *eyes)
{
        return eyes->cost;
}

int eyes_fd(const Eyes *eyes)
{
        return ring_buffer__epoll_fd(eyes->ring);
}

bool eyes_consume(Eyes *eyes, GError **error)
{
        int r = ring_buffer__consume(eyes->ring);

        if (r >= 0 || r == -EINTR)
                return true;
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot read what the kernel saw: %s",
                    g_strerror(-r));
        return false;
}

guint64 eyes_fingerprint(const Eyes *eyes, unsigned slot)
{
        return slot == 0 || slot > WIRE_SEEN_SETS * WIRE_SEEN_WAYS ? 0 : eyes->programs->bss->seen[slot - 1];
}

bool eyes_repeats(const Eyes *eyes, unsigned slot, guint64 fingerprint, unsigned *ret)
{
        if (fingerprint == 0 || eyes_fingerprint(eyes, slot) != fingerprint)
                return false;
        *ret = eyes->programs->bss->repeats[slot - 1];
        return true;
}

guint64 eyes_lost(const Eyes *eyes)
{
        return eyes->programs->bss->lost + eyes->programs->bss->tasks_lost + eyes->programs->bss->actors_lost;
}

guint64 eyes_passed_over(const Eyes *eyes)
{
        return programs_passed_over(eyes->programs->obj);
}

const char *eyes_blind(const Eyes *eyes)
{
        return eyes->blind;
}
