/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attempts on sockets, networks and what processes share in memory. No packet leaves the machine: what is sent goes to
 * a counterpart of our own on loopback, or to addresses that are for documentation, and only where they are the
 * machine's own, as in a lab. Sockets of rare families are asked for with a type that does not exist, so that no kernel
 * module is loaded for them. */
#include "prober/primitive.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* As long as a busy machine needs to answer itself. */
#define ANSWER_MSEC 1000

ProbeArguments probe_arguments = {.memory = -1};

int attempt_socket(const Primitive *primitive)
{
        int fd = socket((int)primitive->number, (int)primitive->value | SOCK_CLOEXEC, (int)primitive->arguments[0]);

        return fd < 0 && errno != primitive->permitted ? errno : 0;
}

int attempt_link(const Primitive *primitive)
{
        struct {
                struct nlmsghdr header;
                struct ifinfomsg link;
        } message = {
                .header = {.nlmsg_len = sizeof message,
                           .nlmsg_type = RTM_SETLINK,
                           .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
                .link = {.ifi_index = 0x7ffffff0},
        };
        struct {
                struct nlmsghdr header;
                struct nlmsgerr error;
                char space[256];
        } answer;
        int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

        if (fd < 0)
                return errno;
        if (send(fd, &message, sizeof message, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0)
                return errno;
        return answer.error.error == -ENODEV ? 0 : -answer.error.error;
}

static socklen_t unix_address(struct sockaddr_un *address, const char *path)
{
        size_t length = strlen(path);

        *address = (struct sockaddr_un){.sun_family = AF_UNIX};
        memcpy(address->sun_path, path, length);
        if (path[0] == '@')
                address->sun_path[0] = '\0';
        else
                length++;
        return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
}

int attempt_connect_unix(const Primitive *primitive)
{
        struct sockaddr_un address;
        socklen_t length = unix_address(&address, primitive->subject);
        int fd = socket(AF_UNIX, (int)primitive->value | SOCK_CLOEXEC, 0);

        if (fd < 0)
                return errno;
        if (connect(fd, (struct sockaddr *)&address, length) >= 0)
                return 0;
        return errno == ENOENT && access(primitive->subject, F_OK) == 0 ? EACCES : errno;
}

int attempt_bind_unix(const Primitive *primitive)
{
        struct sockaddr_un address;
        char path[96];
        int fd, r;

        snprintf(path, sizeof path, "%s%d", primitive->subject, (int)getpid());
        socklen_t length = unix_address(&address, path);
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || (path[0] == '/' && unlink(path) < 0 && errno != ENOENT)) /* it could not be removed */
                return errno;
        r = bind(fd, (struct sockaddr *)&address, length) < 0 ? errno : 0;
        if (r == 0 && path[0] == '/')
                unlink(path);
        return r;
}

static socklen_t ip_address(struct sockaddr_storage *storage, int family, const char *text, unsigned port)
{
        struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;

        memset(storage, 0, sizeof *storage);
        if (family == AF_INET) {
                v4->sin_family = AF_INET;
                v4->sin_port = htons((in_port_t)port);
                inet_pton(AF_INET, text, &v4->sin_addr);
                return sizeof *v4;
        }
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((in_port_t)port);
        inet_pton(AF_INET6, text, &v6->sin6_addr);
        return sizeof *v6;
}

/* There and back: what was sent to the counterpart must come back from it. */
int attempt_connect_counterpart(const Primitive *primitive)
{
        struct sockaddr_storage address;
        int family = (int)primitive->number, fd;
        struct pollfd waiter = {.events = POLLIN};
        char byte = 'u';

        if (probe_arguments.port == 0)
                return ATTEMPT_UNTRIED;
        socklen_t length = ip_address(&address, family, family == AF_INET ? "127.0.0.1" : "::1", probe_arguments.port);
        fd = socket(family, (int)primitive->value | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
                return errno;
        waiter.fd = fd;
        if (connect(fd, (struct sockaddr *)&address, length) < 0) {
                if (errno != EINPROGRESS)
                        return errno;
                waiter.events = POLLOUT;
                if (poll(&waiter, 1, ANSWER_MSEC) < 0)
                        return errno;
                if (waiter.revents == 0)
                        return ETIMEDOUT;
                waiter.events = POLLIN;
        }
        if (send(fd, &byte, 1, MSG_NOSIGNAL) < 0)
                return errno;
        if (poll(&waiter, 1, ANSWER_MSEC) < 0)
                return errno;
        if (waiter.revents == 0)
                return ETIMEDOUT;
        return recv(fd, &byte, 1, MSG_DONTWAIT) < 0 ? errno : 0;
}

/* Is the address one of this machine itself? To connect a UDP socket sends nothing, and shows by which address it would
 * be sent: where that is the same, nothing leaves. 0: yes; else as an attempt. */
static int is_our_own(int family, const struct sockaddr_storage *address, socklen_t length)
{
        struct sockaddr_storage ours;
        socklen_t our_length = sizeof ours;
        int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0), r;

        if (fd < 0 || connect(fd, (const struct sockaddr *)address, length) < 0)
                return errno;
        r = getsockname(fd, (struct sockaddr *)&ours, &our_length);
        close(fd);
        if (r < 0)
                return ATTEMPT_UNTRIED;
        if (family == AF_INET)
                r = memcmp(&((struct sockaddr_in *)&ours)->sin_addr, &((const struct sockaddr_in *)address)->sin_addr,
                           4);
        else
                r = memcmp(&((struct sockaddr_in6 *)&ours)->sin6_addr,
                           &((const struct sockaddr_in6 *)address)->sin6_addr, 16);
        return r == 0 ? 0 : ATTEMPT_UNTRIED;
}

/* Only in a lab, which has these addresses on its loopback interface, to be refused by nobody's port there. */
int attempt_connect_out(const Primitive *primitive)
{
        struct sockaddr_storage address;
        int family = strchr(primitive->subject, ':') ? AF_INET6 : AF_INET, fd, r;
        struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
        socklen_t length = ip_address(&address, family, primitive->subject, (unsigned)primitive->number);

        r = is_our_own(family, &address, length);
        if (r != 0)
                return r;
        fd = socket(family, (int)primitive->value | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
                return errno;
        if (primitive->value == SOCK_DGRAM)
                return connect(fd, (struct sockaddr *)&address, length) < 0 || send(fd, "u", 1, 0) < 0 ? errno : 0;
        /* Asked again, instead of poll(), which a filter may refuse: most often the first answer is there at once. */
        for (int waited = 0; waited <= ANSWER_MSEC; waited += 10) {
                if (connect(fd, (struct sockaddr *)&address, length) >= 0 || errno == ECONNREFUSED)
                        return 0;
                if (errno != EINPROGRESS && errno != EALREADY)
                        return errno;
                nanosleep(&moment, NULL);
        }
        return ETIMEDOUT;
}

int attempt_bind(const Primitive *primitive)
{
        struct sockaddr_storage address;
        int family = (int)primitive->arguments[0], fd;
        socklen_t length =
                ip_address(&address, family, family == AF_INET ? "127.0.0.1" : "::1", (unsigned)primitive->number);

        fd = socket(family, (int)primitive->value | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return errno;
        return bind(fd, (struct sockaddr *)&address, length) < 0 && errno != EADDRINUSE ? errno : 0;
}

int attempt_attach(const Primitive *primitive)
{
        if (probe_arguments.memory < 0)
                return ATTEMPT_UNTRIED;
        return shmat(probe_arguments.memory, NULL, SHM_RDONLY) == (void *)-1 ? errno : 0;
}

int attempt_queue(const Primitive *primitive)
{
        struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 1};
        char name[64];
        mqd_t queue;

        snprintf(name, sizeof name, "/unitlock-probe-%d", (int)getpid());
        if (mq_unlink(name) < 0 && errno != ENOENT) /* it could not be removed */
                return errno;
        queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600, &attributes);
        if (queue == (mqd_t)-1)
                return errno;
        mq_unlink(name);
        return 0;
}
