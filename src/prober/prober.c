/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock-prober: attempts every primitive of the table in the sandbox that it is started in, and prints for each what
 * came of it:
 *
 *         unitlock-prober 1 x86-64                the format, the architecture
 *         NAME<tab>allowed[<tab>DEVICE:INODE]
 *         NAME<tab>refused<tab>EPERM              an errno, or the signal that ended the attempt (SIGSYS), or hang
 *         NAME<tab>inapplicable                   there is no such thing here, or on this architecture
 *         NAME<tab>untried                        a packet would leave the machine
 *         end<tab>COUNT
 *
 * It is static, allocates nothing and uses few calls, since it has to work where little is allowed. Each attempt is
 * made in a child, so that what kills or hangs it, or changes the process, is one result and no more. It refuses to run
 * but as the main process of a unit (or with --i-know), and with set-ID privileges.
 *
 *         --port=N --memory=ID     the counterpart's port and segment (see there); without, these attempts are untried
 *         --peers=N                the peer group of mounts that the root directory of PID 1 is in
 *         --identify               say of each file that was reached which one it is
 *         --only=NAME              this one
 *         --counterpart            be the other side: a TCP and UDP echo on loopback, an abstract socket, a segment.
 * Prints "port N memory ID", and ends when standard input does, or with a signal. */
#include "prober/primitive.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE "x86-64"
#elif defined(__aarch64__)
#define ARCHITECTURE "arm64"
#else
#define ARCHITECTURE "other"
#endif

/* An attempt that takes longer hangs. On a busy machine much memory has taken more than three seconds. */
#define HANG_MSEC 10000

static void print(const char *line)
{
        size_t length = strlen(line);

        while (length > 0) {
                ssize_t n = write(STDOUT_FILENO, line, length);

                if (n <= 0)
                        _exit(4);
                line += n;
                length -= (size_t)n;
        }
}

/* What attempts share with us. The watchdog looks at which one runs, and how many there have been. */
static volatile struct Watch {
        pid_t child;
        unsigned count;
        unsigned long long device, inode; /* of the file that the last one reached; 0: none */
} * watch;
static pid_t watchdog;

/* An attempt that hangs is killed by another child of ours, which looks whether it is still the same: so the wait for
 * an attempt is a plain one, and no timer is needed, whose calls a filter might refuse. */
static void start_watchdog(void)
{
        struct timespec span = {.tv_sec = HANG_MSEC / 1000};
        unsigned seen = 0;
        pid_t parent = getpid();

        watch = mmap(NULL, sizeof *watch, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (watch == MAP_FAILED) {
                watch = NULL;
                return;
        }
        watchdog = fork();
        if (watchdog != 0)
                return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
                nanosleep(&span, NULL);
                if (getppid() != parent)
                        _exit(0);
                if (watch->count == seen && watch->child > 0)
                        kill(watch->child, SIGKILL);
                seen = watch->count;
        }
}

static void watch_child(pid_t child)
{
        if (!watch)
                return;
        watch->count++;
        watch->child = child;
}

static bool wait_for(pid_t child, int *ret_status)
{
        pid_t r;

        do
                r = waitpid(child, ret_status, 0);
        while (r < 0 && errno == EINTR);
        if (watch)
                watch->child = 0;
        return r == child;
}

static int attempt(void *data)
{
        const Primitive *primitive = data;

        watch_child(getpid());       /* the parent cannot: it may have stopped until we are done */
        if (probe_arguments.no_dump) /* a SIGSYS would leave a core dump */
                prctl(PR_SET_DUMPABLE, 0);
        if (!primitive)
                _exit(0);
        int result = primitive->attempt(primitive);
        struct stat st;

        if (result == 0 && watch && probe_arguments.identify && primitive->subject && primitive->subject[0] == '/' &&
            stat(primitive->subject, &st) == 0) {
                watch->device = st.st_dev;
                watch->inode = st.st_ino;
        }
        _exit(result);
}

/* Attempts share our memory, for speed; but what would dump core gets a copy, as kernels before 5.16 kill all that
 * share the memory of what they dump. */
static pid_t start(const Primitive *primitive)
{
        pid_t child;

        if (primitive && !primitive->apart && probe_arguments.no_dump)
                return child_sharing_memory(0, attempt, (void *)primitive);
        child = fork();
        if (child == 0)
                attempt((void *)primitive);
        return child;
}

static void report(const Primitive *primitive)
{
        char line[160];
        const char *name;
        int status = 0;
        pid_t child;

        if (primitive->architecture && strcmp(primitive->architecture, ARCHITECTURE) != 0) {
                snprintf(line, sizeof line, "%s\tinapplicable\n", primitive->name);
                print(line);
                return;
        }
        if (watch)
                watch->device = watch->inode = 0;
        child = start(primitive);
        if (child < 0)
                snprintf(line, sizeof line, "%s\tuntried\n", primitive->name);
        else if (!wait_for(child, &status) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL))
                snprintf(line, sizeof line, "%s\trefused\thang\n", primitive->name); /* or out of memory */
        else if (WIFSIGNALED(status))
                snprintf(line, sizeof line, "%s\trefused\tSIG%s\n", primitive->name, sigabbrev_np(WTERMSIG(status)));
        else if (WEXITSTATUS(status) == 0 && watch && watch->inode)
                snprintf(line, sizeof line, "%s\tallowed\t%llu:%llu\n", primitive->name, watch->device, watch->inode);
        else if (WEXITSTATUS(status) == 0)
                snprintf(line, sizeof line, "%s\tallowed\n", primitive->name);
        else if (WEXITSTATUS(status) == ATTEMPT_UNTRIED)
                snprintf(line, sizeof line, "%s\tuntried\n", primitive->name);
        else if (WEXITSTATUS(status) == ATTEMPT_NOT_APPLICABLE)
                snprintf(line, sizeof line, "%s\tinapplicable\n", primitive->name);
        else {
                name = strerrorname_np(WEXITSTATUS(status));
                snprintf(line, sizeof line, "%s\trefused\t%s\n", primitive->name, name ? name : "unknown");
        }
        print(line);
}

static bool is_main_process_of_unit(void)
{
        const char *invocation = getenv("INVOCATION_ID"), *pid = getenv("SYSTEMD_EXEC_PID");

        if (!invocation || !*invocation)
                return false;
        return getpid() == 1 || (pid && atol(pid) == (long)getpid());
}

static bool parse_number(const char *argument, const char *option, long *ret)
{
        size_t length = strlen(option);
        char *end;

        if (strncmp(argument, option, length) != 0)
                return false;
        *ret = strtol(argument + length, &end, 10);
        return end != argument + length && *end == '\0';
}

/* --- the other side --- */

static int loopback(int type, int family, in_port_t *port)
{
        struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT, .sin6_port = *port};
        struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_port = *port};
        socklen_t length = sizeof v4;
        int fd = socket(family, type | SOCK_CLOEXEC, 0);

        if (fd < 0 || (family == AF_INET ? bind(fd, (struct sockaddr *)&v4, sizeof v4)
                                         : bind(fd, (struct sockaddr *)&v6, sizeof v6)) < 0)
                return -1;
        if (family == AF_INET && getsockname(fd, (struct sockaddr *)&v4, &length) == 0)
                *port = v4.sin_port;
        if (type == SOCK_STREAM)
                listen(fd, 16);
        return fd;
}

static int counterpart(void)
{
        struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0unitlock-counterpart"};
        struct sockaddr_storage peer;
        struct pollfd fds[6] = {0};
        in_port_t port = 0;
        char line[64], buffer[16];
        int memory = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0644);

        fds[0].fd = loopback(SOCK_STREAM, AF_INET, &port);
        fds[1].fd = loopback(SOCK_DGRAM, AF_INET, &port);
        fds[2].fd = loopback(SOCK_STREAM, AF_INET6, &port);
        fds[3].fd = loopback(SOCK_DGRAM, AF_INET6, &port);
        fds[4].fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (bind(fds[4].fd, (struct sockaddr *)&name,
                 (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name.sun_path + 1))) < 0 ||
            listen(fds[4].fd, 16) < 0 || fds[0].fd < 0) {
                fprintf(stderr, "unitlock-prober: cannot be the counterpart: %s\n", strerror(errno));
                return 1;
        }
        fds[5].fd = STDIN_FILENO;
        for (int i = 0; i < 6; i++)
                fds[i].events = POLLIN;
        /* It goes when this process does: marked for removal while we are attached, it can still be attached to. */
        if (memory >= 0 && (shmat(memory, NULL, 0) == (void *)-1 || shmctl(memory, IPC_RMID, NULL) < 0))
                memory = -1;
        snprintf(line, sizeof line, "port %u memory %d\n", ntohs(port), memory);
        print(line);
        while (poll(fds, 6, -1) > 0 || errno == EINTR) {
                if (fds[5].revents && read(STDIN_FILENO, buffer, sizeof buffer) <= 0)
                        break;
                for (int i = 0; i < 5; i++) {
                        socklen_t length = sizeof peer;
                        int fd;

                        if (!(fds[i].revents & POLLIN))
                                continue;
                        if (i == 1 || i == 3) {
                                ssize_t n = recvfrom(fds[i].fd, buffer, 1, 0, (struct sockaddr *)&peer, &length);

                                if (n == 1)
                                        sendto(fds[i].fd, buffer, 1, MSG_NOSIGNAL, (struct sockaddr *)&peer, length);
                                continue;
                        }
                        /* cppcheck-suppress nullPointer ; accept(2): NULL where nobody asks for the peer's name */
                        fd = accept4(fds[i].fd, NULL, NULL, SOCK_CLOEXEC);
                        if (fd < 0)
                                continue;
                        /* The peer writes at once, or is gone: an echo of one byte, and no more. */
                        if (i < 4 && recv(fd, buffer, 1, 0) == 1)
                                send(fd, buffer, 1, MSG_NOSIGNAL);
                        close(fd);
                }
        }
        return 0;
}

int main(int argc, char *argv[])
{
        const char *only = NULL;
        bool i_know = false;
        char line[64];
        int status = 0;
        size_t count = 0;
        long number;
        pid_t child;

        if (getauxval(AT_SECURE) || getuid() != geteuid() || getgid() != getegid()) {
                fprintf(stderr,
                        "unitlock-prober: refuses to run with set-ID privileges; take the set-ID bit away from it\n");
                return 3;
        }
        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--counterpart") == 0)
                        return counterpart();
                if (strcmp(argv[i], "--i-know") == 0)
                        i_know = true;
                else if (parse_number(argv[i], "--port=", &number))
                        probe_arguments.port = (unsigned)number;
                else if (parse_number(argv[i], "--memory=", &number))
                        probe_arguments.memory = (int)number;
                else if (parse_number(argv[i], "--peers=", &number))
                        probe_arguments.peers = (unsigned)number;
                else if (strcmp(argv[i], "--identify") == 0)
                        probe_arguments.identify = true;
                else if (strncmp(argv[i], "--only=", 7) == 0)
                        only = argv[i] + 7;
                else {
                        fprintf(stderr, "unitlock-prober: unknown argument %s; \"unitlock probe\" runs this program\n",
                                argv[i]);
                        return 2;
                }
        }
        if (!i_know && !is_main_process_of_unit()) {
                fprintf(stderr, "unitlock-prober: attempts what an intruder would, and so runs only as the main "
                                "process of a unit; "
                                "use \"unitlock probe\", or --i-know to try it on this very session\n");
                return 3;
        }
        /* This may be what the filter kills for, so a child does it first. */
        start_watchdog();
        probe_arguments.no_dump = true;
        child = start(NULL);
        probe_arguments.no_dump = child >= 0 && wait_for(child, &status) && WIFEXITED(status);
        snprintf(line, sizeof line, "unitlock-prober 1 %s\n", ARCHITECTURE);
        print(line);
        for (size_t i = 0; i < primitive_count; i++)
                if (!only || strcmp(only, primitives[i].name) == 0) {
                        report(&primitives[i]);
                        count++;
                }
        snprintf(line, sizeof line, "end\t%zu\n", count);
        print(line);
        if (watchdog > 0 && kill(watchdog, SIGKILL) == 0) /* else it ends when it sees that we did */
                waitpid(watchdog, &status, 0);
        return 0;
}
