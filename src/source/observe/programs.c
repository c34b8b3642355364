// SPDX-License-Identifier: GPL-2.0-or-later
/* The little of libbpf that does not depend on which programs they are. */
#include "source/observe/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <glib.h>
#include <signal.h>
#include <unistd.h>

#include "bpf/preempt.skel.h"

static int silence(enum libbpf_print_level level, const char *format, va_list args)
{
        return 0;
}

void programs_set_talk(void)
{
        if (g_strcmp0(g_getenv("SYSTEMD_LOG_LEVEL"), "debug") != 0)
                libbpf_set_print(silence);
        libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
}

bool programs_have_cap_tracepoint(void)
{
        return libbpf_find_vmlinux_btf_id("cap_capable", BPF_TRACE_RAW_TP) > 0;
}

bool programs_have_cap_function(void)
{
        return libbpf_find_vmlinux_btf_id("cap_capable", BPF_TRACE_FEXIT) > 0;
}

bool programs_want_perf(void)
{
        struct preempt_bpf *programs = preempt_bpf__open_and_load();
        bool want = false;

        if (programs && (programs->links.ask = bpf_program__attach(programs->progs.ask))) {
                raise(SIGURG); /* which nobody minds */
                want = programs->bss->preempted && (programs->links.try = bpf_program__attach(programs->progs.try));
        }
        preempt_bpf__destroy(programs);
        return want;
}

/* The other program for the same hook, or NULL. */
static struct bpf_program *by_perf_of(const struct bpf_object *programs, const struct bpf_program *program)
{
        g_autofree char *name = g_strconcat(bpf_program__name(program), "_perf", NULL);

        return bpf_object__find_program_by_name(programs, name);
}

void programs_choose(struct bpf_object *programs, bool by_perf)
{
        struct bpf_program *program;

        bpf_object__for_each_program(program, programs)
        {
                struct bpf_program *other = by_perf_of(programs, program);

                if (!other)
                        continue;
                bpf_program__set_autoload(program, !by_perf);
                bpf_program__set_autoload(other, by_perf);
        }
}

struct bpf_link *programs_attach(const struct bpf_object *programs, struct bpf_program *program)
{
        struct bpf_program *other = by_perf_of(programs, program);

        return bpf_program__attach(other && bpf_program__fd(other) >= 0 ? other : program);
}

unsigned long long programs_passed_over(const struct bpf_object *programs)
{
        unsigned long long count = 0;
        struct bpf_program *program;

        bpf_object__for_each_program(program, programs)
        {
                struct bpf_prog_info info = {};
                __u32 length = sizeof(info);

                if (bpf_program__fd(program) >= 0 &&
                    bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length) == 0)
                        count += info.recursion_misses;
        }
        return count;
}

bool programs_visit_tasks(struct bpf_program *program)
{
        struct bpf_link *link = bpf_program__attach_iter(program, NULL);
        char nothing[64];
        int fd;

        if (!link)
                return false;
        fd = bpf_iter_create(bpf_link__fd(link));
        if (fd >= 0) {
                while (read(fd, nothing, sizeof(nothing)) > 0)
                        ;
                close(fd);
        }
        bpf_link__destroy(link);
        return fd >= 0;
}
