// SPDX-License-Identifier: GPL-2.0-or-later
/* Does what its arguments say, one after the other, and prints how each went: a service with known behaviour for the
 * live tests. Words are ACTION or ACTION=ARGUMENT. Exits with 0 whatever was refused, so that what a sandbox does is
 * seen. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int close_after(int fd)
{
        if (fd >= 0)
                close(fd);
        return fd < 0 ? -1 : 0;
}

static int to_unix(const char *path, bool bind_it)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        size_t length = strlen(path);
        int fd = socket(AF_UNIX, SOCK_STREAM, 0), r;

        memcpy(address.sun_path, path, length);
        if (path[0] == '@')
                address.sun_path[0] = '\0';
        else
                length++;
        length += offsetof(struct sockaddr_un, sun_path);
        r = bind_it ? bind(fd, (void *)&address, (socklen_t)length) : connect(fd, (void *)&address, (socklen_t)length);
        close(fd);
        return r;
}

static int to_port(const char *port, int type, bool bind_it)
{
        struct sockaddr_in address = {
                .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
        int fd = socket(AF_INET, type, 0), r;

        r = bind_it ? bind(fd, (void *)&address, sizeof(address)) : connect(fd, (void *)&address, sizeof(address));
        if (!bind_it && type == SOCK_DGRAM)
                r = (int)sendto(fd, "x", 1, 0, (void *)&address, sizeof(address));
        close(fd);
        return r < 0 ? -1 : 0;
}

/* "10.0.0.1:80"; a leading "+": does not wait, and asks afterwards what became of it. */
static int to_address(char *text, bool bind_it)
{
        bool later = *text == '+';
        char *colon = strrchr(text, ':');
        struct sockaddr_in address = {.sin_family = AF_INET};
        int fd = socket(AF_INET, SOCK_STREAM | (later ? SOCK_NONBLOCK : 0), 0), r, error = 0;
        socklen_t length = sizeof(error);

        *colon = '\0';
        address.sin_port = htons((uint16_t)atoi(colon + 1));
        inet_pton(AF_INET, text + later, &address.sin_addr);
        r = bind_it ? bind(fd, (void *)&address, sizeof(address)) : connect(fd, (void *)&address, sizeof(address));
        if (r < 0 && errno == EINPROGRESS) {
                getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
                errno = error;
                r = error ? -1 : 0;
        }
        close(fd);
        return r;
}

/* Datagrams to "10.0.0.1:53" by a connected socket. That nobody takes the first is the answer to the second. */
static int send_connected(char *text)
{
        char *colon = strrchr(text, ':');
        struct sockaddr_in address = {.sin_family = AF_INET};
        int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), r;

        *colon = '\0';
        address.sin_port = htons((uint16_t)atoi(colon + 1));
        inet_pton(AF_INET, text, &address.sin_addr);
        r = connect(fd, (void *)&address, sizeof(address)) < 0 || send(fd, "x", 1, 0) < 0 || send(fd, "x", 1, 0) < 0;
        close(fd);
        return r ? -1 : 0;
}

static int change_mode(const char *path, mode_t mode)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC), r = fchmod(fd, mode);

        close(fd);
        return r;
}

static int open_queue(const char *name, int flags)
{
        return close_after((int)syscall(SYS_mq_open, name, flags | O_RDWR | O_CLOEXEC, 0600, NULL));
}

static int run(char *path)
{
        char *argv[] = {path, NULL};
        int status;
        pid_t child = fork();

        if (child == 0) {
                execv(path, argv);
                _exit(126);
        }
        waitpid(child, &status, 0);
        errno = EACCES;
        return WIFEXITED(status) && WEXITSTATUS(status) == 126 ? -1 : 0;
}

static int as_child(int (*function)(const char *), const char *argument)
{
        int status;
        pid_t child = fork();

        if (child == 0)
                _exit(function(argument) < 0 ? errno : 0);
        waitpid(child, &status, 0);
        errno = WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
        return errno ? -1 : 0;
}

static int do_ptrace(const char *unused)
{
        return (int)ptrace(PTRACE_TRACEME, 0, 0, 0);
}

static int do_unshare(const char *flags)
{
        return unshare((int)strtoul(flags, NULL, 0));
}

/* That many children at once, which live until the last is there. */
static int make_tasks(unsigned number)
{
        pid_t children[64];
        unsigned made = 0;
        int error = 0;

        while (made < number && made < 64) {
                children[made] = fork();
                if (children[made] == 0)
                        pause();
                if (children[made] < 0) {
                        error = errno;
                        break;
                }
                made++;
        }
        while (made > 0) {
                kill(children[--made], SIGKILL);
                waitpid(children[made], NULL, 0);
        }
        errno = error;
        return error ? -1 : 0;
}

/* Uses that many megabytes, in a child that may be killed for it. */
static int use_memory(const char *megabytes)
{
        size_t size = (size_t)atoi(megabytes) << 20;
        char *memory = malloc(size);

        if (!memory)
                return -1;
        for (size_t i = 0; i < size; i += 4096)
                ((volatile char *)memory)[i] = 1;
        free(memory);
        return 0;
}

static int open_many(unsigned number)
{
        int r = 0;

        while (number-- > 0 && r >= 0)
                r = open("/dev/null", O_RDONLY);
        return r;
}

static int write_much(const char *path)
{
        static char kilobytes[100 << 10];
        int fd = open(path, O_WRONLY | O_CREAT, 0600);

        signal(SIGXFSZ, SIG_IGN);
        return write(fd, kilobytes, sizeof(kilobytes)) == sizeof(kilobytes) ||
                               write(fd, kilobytes, sizeof(kilobytes)) > 0
                       ? 0
                       : -1;
}

static int lock_much(const char *kilobytes)
{
        size_t size = (size_t)atoi(kilobytes) << 10;

        return mlock(malloc(size), size);
}

static int lock_shared(const char *kilobytes)
{
        int id = shmget(IPC_PRIVATE, (size_t)atoi(kilobytes) << 10, IPC_CREAT | 0600), r = shmctl(id, SHM_LOCK, NULL),
            error = errno;

        shmctl(id, IPC_RMID, NULL);
        errno = error;
        return r;
}

/* Where nothing is mapped the error is that of the limit. */
static int lock_nothing(const char *unused)
{
        void *memory = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        munmap(memory, 4096);
        return mlock(memory, 4096);
}

static int make_timers(const char *number)
{
        timer_t timer;

        for (int i = 0; i < atoi(number); i++)
                if (timer_create(CLOCK_MONOTONIC, NULL, &timer) < 0)
                        return -1;
        return 0;
}

static int queue_signals(const char *number)
{
        sigset_t set;

        sigemptyset(&set);
        sigaddset(&set, SIGRTMIN);
        sigprocmask(SIG_BLOCK, &set, NULL);
        for (int i = 0; i < atoi(number); i++)
                if (sigqueue(getpid(), SIGRTMIN, (union sigval){0}) < 0)
                        return -1;
        return 0;
}

/* From the top down, as a stack grows. */
static int use_stack(const char *kilobytes)
{
        size_t size = (size_t)atoi(kilobytes) << 10;
        volatile char *memory = __builtin_alloca(size);

        for (size_t i = size; i > 4096; i -= 4096)
                memory[i - 1] = 1;
        return 0;
}

static int move_break(const char *megabytes)
{
        return sbrk((intptr_t)atoi(megabytes) << 20) == (void *)-1 ? -1 : 0;
}

static int remap(const char *megabytes)
{
        void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        return mremap(memory, 4096, (size_t)atoi(megabytes) << 20, MREMAP_MAYMOVE) == MAP_FAILED ? -1 : 0;
}

static int spin(const char *unused)
{
        volatile int on = 1;

        while (on)
                ;
        return 0;
}

static int list(const char *path)
{
        DIR *directory = opendir(path);

        if (!directory)
                return -1;
        while (readdir(directory))
                ;
        return closedir(directory);
}

static int larger_buffer(int option)
{
        int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), size = 8 << 20;
        int r = setsockopt(fd, SOL_SOCKET, option, &size, sizeof(size));

        close(fd);
        return r;
}

static int map_file(const char *path)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        void *map = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

        close(fd);
        return map == MAP_FAILED ? -1 : 0;
}

/* "500": both limits of open files; "500:": the greatest stays */
static int raise_limit(const char *argument)
{
        struct rlimit limit;

        getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = strtoul(argument, NULL, 10);
        if (!strchr(argument, ':'))
                limit.rlim_max = limit.rlim_cur;
        return setrlimit(RLIMIT_NOFILE, &limit);
}

/* capability: negative: none */
static int keep_one(int capability)
{
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[2] = {};

        if (capability >= 0)
                data[capability / 32].permitted = data[capability / 32].effective = 1U << (capability % 32);
        return (int)syscall(SYS_capset, &header, data);
}

/* As libcap does it: what it has, and one more in use. */
static int use_one(int capability)
{
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct data[2] = {};

        if (syscall(SYS_capget, &header, data) < 0)
                return -1;
        data[capability / 32].effective |= 1U << (capability % 32);
        return (int)syscall(SYS_capset, &header, data);
}

static int do_realtime(const char *priority)
{
        struct sched_param param = {.sched_priority = *priority ? atoi(priority) : 1};

        return sched_setscheduler(0, SCHED_RR, &param);
}

static int spin_in_realtime(const char *unused)
{
        return do_realtime("") < 0 ? -1 : spin(NULL);
}

static int do_exec_memory(const char *unused)
{
        void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        return mprotect(memory, 4096, PROT_READ | PROT_EXEC);
}

static int act(const char *action, char *argument)
{
        if (strcmp(action, "read") == 0)
                return close_after(open(argument, O_RDONLY | O_CLOEXEC));
        if (strcmp(action, "write") == 0)
                return close_after(open(argument, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        if (strcmp(action, "append") == 0)
                return close_after(open(argument, O_WRONLY | O_APPEND | O_CLOEXEC));
        if (strcmp(action, "stat") == 0)
                return access(argument, F_OK);
        if (strcmp(action, "may-write") == 0)
                return access(argument, W_OK);
        if (strcmp(action, "mkdir") == 0)
                return mkdir(argument, 0700);
        if (strcmp(action, "unlink") == 0)
                return unlink(argument);
        if (strcmp(action, "rename") == 0) {
                char *to = strchr(argument, ':');
                *to++ = '\0';
                return rename(argument, to);
        }
        if (strcmp(action, "list") == 0)
                return list(argument);
        if (strcmp(action, "tasks") == 0)
                return make_tasks((unsigned)atoi(argument));
        if (strcmp(action, "files") == 0)
                return open_many((unsigned)atoi(argument));
        if (strcmp(action, "grow") == 0)
                return write_much(argument);
        if (strcmp(action, "lock") == 0)
                return lock_much(argument);
        if (strcmp(action, "lock-shared") == 0)
                return lock_shared(argument);
        if (strcmp(action, "lock-nothing") == 0)
                return lock_nothing(NULL);
        if (strcmp(action, "timers") == 0)
                return as_child(make_timers, argument);
        if (strcmp(action, "queue-signals") == 0)
                return as_child(queue_signals, argument);
        if (strcmp(action, "stack") == 0)
                return as_child(use_stack, argument);
        if (strcmp(action, "break") == 0)
                return as_child(move_break, argument);
        if (strcmp(action, "remap") == 0)
                return remap(argument);
        if (strcmp(action, "duplicate") == 0)
                return close_after(dup2(1, atoi(argument)));
        if (strcmp(action, "spin-in-realtime") == 0)
                return as_child(spin_in_realtime, NULL);
        if (strcmp(action, "spin") == 0)
                return as_child(spin, NULL);
        if (strcmp(action, "memory") == 0)
                return as_child(use_memory, argument);
        if (strcmp(action, "chdir") == 0)
                return chdir(argument);
        if (strcmp(action, "chmod") == 0)
                return chmod(argument, 0640);
        if (strcmp(action, "chmod-suid") == 0)
                return chmod(argument, 04755);
        if (strcmp(action, "chown") == 0)
                return chown(argument, 33, 33);
        if (strcmp(action, "run") == 0)
                return run(argument);
        if (strcmp(action, "connect-unix") == 0)
                return to_unix(argument, false);
        if (strcmp(action, "bind-unix") == 0)
                return to_unix(argument, true);
        if (strcmp(action, "connect-tcp") == 0)
                return to_port(argument, SOCK_STREAM, false);
        if (strcmp(action, "send-udp") == 0)
                return to_port(argument, SOCK_DGRAM, false);
        if (strcmp(action, "bind-tcp") == 0)
                return to_port(argument, SOCK_STREAM, true);
        if (strcmp(action, "connect") == 0)
                return to_address(argument, false);
        if (strcmp(action, "bind") == 0)
                return to_address(argument, true);
        if (strcmp(action, "send-connected") == 0)
                return send_connected(argument);
        if (strcmp(action, "interface") == 0)
                return if_nametoindex(argument) ? 0 : -1;
        if (strcmp(action, "fchmod-suid") == 0)
                return change_mode(argument, 04755);
        if (strcmp(action, "queue") == 0)
                return open_queue(argument, 0);
        if (strcmp(action, "new-queue") == 0)
                return open_queue(argument, O_CREAT);
        if (strcmp(action, "setns") == 0)
                return setns(atoi(argument), 0);
        if (strcmp(action, "socket") == 0)
                return close_after(socket(atoi(argument), SOCK_RAW | SOCK_CLOEXEC, 0));
        if (strcmp(action, "unshare") == 0)
                return as_child(do_unshare, argument);
        if (strcmp(action, "wx") == 0)
                return mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1
                                                                                                                  : 0;
        if (strcmp(action, "mprotect") == 0)
                return do_exec_memory(NULL);
        if (strcmp(action, "setuid") == 0)
                return setresuid((uid_t)atoi(argument), (uid_t)atoi(argument), (uid_t)-1);
        if (strcmp(action, "setgroups") == 0) {
                gid_t group = (gid_t)atoi(argument);

                return setgroups(1, &group);
        }
        if (strcmp(action, "setgid") == 0)
                return setresgid((gid_t)atoi(argument), (gid_t)atoi(argument), (gid_t)-1);
        if (strcmp(action, "send-buffer") == 0)
                return larger_buffer(SO_SNDBUFFORCE);
        if (strcmp(action, "receive-buffer") == 0)
                return larger_buffer(SO_RCVBUFFORCE);
        if (strcmp(action, "map") == 0)
                return map_file(argument);
        if (strcmp(action, "raise") == 0)
                return raise_limit(argument);
        if (strcmp(action, "capset") == 0)
                return keep_one(atoi(argument));
        if (strcmp(action, "use-capability") == 0)
                return use_one(atoi(argument));
        if (strcmp(action, "realtime") == 0)
                return as_child(do_realtime, argument);
        if (strcmp(action, "personality") == 0)
                return personality(ADDR_NO_RANDOMIZE);
        if (strcmp(action, "hostname") == 0) {
                char name[256];
                gethostname(name, sizeof(name));
                return sethostname(name, strlen(name));
        }
        if (strcmp(action, "clock") == 0) {
                struct timespec now;
                clock_gettime(CLOCK_REALTIME, &now);
                return clock_settime(CLOCK_REALTIME, &now);
        }
        if (strcmp(action, "adjtimex") == 0) {
                struct timex query = {};
                return adjtimex(&query) < 0 ? -1 : 0;
        }
        if (strcmp(action, "keyring") == 0)
                return syscall(SYS_keyctl, 0, -1, 0, 0, 0) < 0 ? -1 : 0;
        if (strcmp(action, "shm") == 0)
                return (*argument ? shmget(atoi(argument), 0, 0) : shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600)) < 0 ? -1
                                                                                                                    : 0;
        if (strcmp(action, "mount") == 0)
                return mount("none", argument, "tmpfs", 0, NULL);
        if (strcmp(action, "ptrace") == 0)
                return as_child(do_ptrace, NULL);
        if (strcmp(action, "module") == 0)
                return (int)syscall(SYS_delete_module, "none", O_NONBLOCK);
        if (strcmp(action, "fanotify") == 0)
                return close_after((int)syscall(SYS_fanotify_init, atoi(argument), 0));
        if (strcmp(action, "signal") == 0)
                return kill(atoi(argument), 0 + SIGCONT);
        if (strcmp(action, "io_uring") == 0) {
                char params[120] = {};
                return close_after((int)syscall(SYS_io_uring_setup, 4, params));
        }
        if (strcmp(action, "foreign") == 0) {
                long result = -ENOSYS;
#ifdef __x86_64__
                __asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory"); /* getpid of i386 */
#endif
                errno = (int)-result;
                return result < 0 ? -1 : 0;
        }
        if (strcmp(action, "flood") == 0) {
                for (unsigned i = 0; i < 100000; i++)
                        close_after(open(argument, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
                return 0;
        }
        if (strcmp(action, "flood-socket") == 0) {
                for (unsigned long i = strtoul(argument, NULL, 10); i > 0; i--)
                        close_after(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
                return 0;
        }
        if (strcmp(action, "stop") == 0)
                return raise(SIGSTOP);
        if (strcmp(action, "pause") == 0)
                return pause();
        errno = EINVAL;
        return -1;
}

int main(int argc, char *argv[])
{
        for (int i = 1; i < argc; i++) {
                char *argument = strchr(argv[i], '=');
                int r;

                if (argument)
                        *argument++ = '\0';
                r = act(argv[i], argument ? argument : (char *)"");
                printf("%s %s: %s\n", argv[i], argument ? argument : "", r < 0 ? strerror(errno) : "ok");
                fflush(stdout);
        }
        return 0;
}
