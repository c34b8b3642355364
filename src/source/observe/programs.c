// SPDX-License-Identifier: GPL-2.0-or-later
/* The little of libbpf that does not depend on which programs they are. */
#include "source/observe/programs.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <glib.h>
#include <unistd.h>

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

unsigned long long programs_passed_over(const struct bpf_program *program)
{
        struct bpf_prog_info info = {};
        __u32 length = sizeof(info);

        if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length) < 0)
                return 0;
        return info.recursion_misses;
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
