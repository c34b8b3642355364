/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts on the kernel: mostly calls with arguments that are refused later, and with another errno, where the call
 * itself is permitted. What takes effect all the same concerns the process of the attempt only, which is over at once.
 */
#include "prober/primitive.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <unistd.h>

int attempt_call(const Primitive *primitive)
{
        const long *a = primitive->arguments;

        if (primitive->number < 0)
                return ATTEMPT_NOT_APPLICABLE;
        if (syscall(primitive->number, a[0], a[1], a[2], a[3], a[4], a[5]) >= 0)
                return 0;
        return errno == primitive->permitted ? 0 : errno;
}

/* The kernel looks at the right first, and then at the value, which no clock can have. */
int attempt_set_tick(const Primitive *primitive)
{
        struct timex change = {.modes = ADJ_TICK, .tick = 1};

        return syscall(primitive->number, primitive->number == SYS_adjtimex ? (long)&change : 0, &change) < 0 &&
                               errno != EINVAL
                       ? errno
                       : 0;
}

int attempt_set_zone(const Primitive *primitive)
{
        struct timezone zone = {.tz_minuteswest = 99999};

        return syscall(SYS_settimeofday, NULL, &zone) < 0 && errno != EINVAL ? errno : 0;
}

int attempt_bpf_map(const Primitive *primitive)
{
        union bpf_attr attributes;

        memset(&attributes, 0, sizeof attributes);
        attributes.map_type = BPF_MAP_TYPE_ARRAY;
        attributes.key_size = attributes.value_size = 4;
        attributes.max_entries = 1;
        return syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes) < 0 ? errno : 0;
}

int attempt_perf(const Primitive *primitive)
{
        struct perf_event_attr attributes = {
                .type = PERF_TYPE_SOFTWARE,
                .size = sizeof attributes,
                .config = PERF_COUNT_SW_CPU_CLOCK,
                .disabled = 1,
                .exclude_kernel = primitive->number == 0,
                .exclude_hv = 1,
        };

        return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0) < 0 ? errno : 0;
}

int attempt_io_uring(const Primitive *primitive)
{
        char parameters[120] = {0};

        return syscall(SYS_io_uring_setup, 1, parameters) < 0 ? errno : 0;
}

/* What user namespaces open: mounts of its own, although it has no right outside. */
int attempt_user_mount(const Primitive *primitive)
{
        if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0)
                return errno;
        return syscall(SYS_mount, "none", "/", NULL, 0, NULL) < 0 && errno != EINVAL ? errno : 0;
}

/* The peer group of the root directory: 0 if it is in none, -1 with errno. */
static long peers_of_root(void)
{
        static char text[65536]; /* a line may be longer than what one read gives, but not than this */
        size_t length = 0;
        ssize_t n;
        long peers = 0;
        int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);

        if (fd < 0)
                return -1;
        while (length < sizeof text - 1 && (n = read(fd, text + length, sizeof text - 1 - length)) != 0) {
                if (n < 0)
                        return -1;
                length += (size_t)n;
        }
        text[length] = '\0';
        /* ID PARENT DEVICE ROOT PLACE OPTIONS [shared:N] ... - : the last one at "/" is what is seen */
        for (char *line = text, *end; *line; line = end + 1) {
                char *field = line;

                end = strchrnul(line, '\n');
                if (*end == '\0')
                        break;
                *end = '\0';
                for (int i = 0; i < 4 && field; i++)
                        field = strchr(field, ' ') ? strchr(field, ' ') + 1 : NULL;
                if (!field || strncmp(field, "/ ", 2) != 0)
                        continue;
                field = strstr(field, " shared:");
                peers = field ? strtol(field + strlen(" shared:"), NULL, 10) : 0;
        }
        return peers;
}

/* Nothing is mounted: what would be seen outside is told by the peer group. */
int attempt_mount_for_all(const Primitive *primitive)
{
        long peers;

        if (probe_arguments.peers == 0)
                return ATTEMPT_UNTRIED;
        if (syscall(SYS_mount, "none", "/", NULL, 0, NULL) < 0 && errno != EINVAL)
                return errno;
        peers = peers_of_root();
        if (peers < 0)
                return errno;
        return peers == (long)probe_arguments.peers ? 0 : EINVAL;
}

/* Into the input of a terminal of its own. */
int attempt_terminal_input(const Primitive *primitive)
{
        int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
        char nothing = 'x';

        if (fd < 0)
                return errno;
        return ioctl(fd, TIOCSTI, &nothing) < 0 ? errno : 0;
}

int attempt_foreign(const Primitive *primitive)
{
#ifdef __x86_64__
        long result;

        if (primitive->value) {
                result = syscall(primitive->number | 0x40000000L, primitive->arguments[0], primitive->arguments[1],
                                 primitive->arguments[2]);
                return result < 0 ? errno : 0;
        }
        __asm__ volatile("int $0x80"
                         : "=a"(result)
                         : "a"(primitive->number), "b"(primitive->arguments[0]), "c"(primitive->arguments[1]),
                           "d"(primitive->arguments[2])
                         : "memory", "r8", "r9", "r10", "r11");
        return result < 0 && -result != primitive->permitted ? (int)-result : 0;
#else
        return ATTEMPT_NOT_APPLICABLE;
#endif
}
