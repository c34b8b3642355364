/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting, in one place. A signalfd is never read here: once a signal has come it stays readable, so no wait that
 * begins later can miss it, and nothing has to be remembered by a handler. A rollback waits with the shield up and
 * leaves that descriptor out. The recorder's descriptors are served in every wait, or the kernel's buffer would run
 * over during a long exercise. */
#include "trial/waiter.h"

#include "base/error.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define FDS_MAX 8

typedef struct Watch {
        int fd;
        WaiterDispatch dispatch;
        void *userdata;
} Watch;

struct Waiter {
        int signal_fd;
        int test_fd; /* what waiter_interrupt() makes readable */
        sigset_t before;
        GArray *watches; /* of Watch */
        unsigned shields;
};

Waiter *waiter_new(GError **error)
{
        g_autoptr(Waiter) waiter = g_new0(Waiter, 1);
        waiter->signal_fd = waiter->test_fd = -1;
        waiter->watches = g_array_new(FALSE, FALSE, sizeof(Watch));

        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGHUP);
        /* Errors of sigprocmask() are mistakes of the caller only. */
        sigprocmask(SIG_BLOCK, &set, &waiter->before);
        waiter->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        waiter->test_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (waiter->signal_fd < 0 || waiter->test_fd < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot wait for signals: %s",
                            g_strerror(errno));
                return NULL;
        }
        return g_steal_pointer(&waiter);
}

void waiter_free(Waiter *waiter)
{
        if (!waiter)
                return;
        if (waiter->signal_fd >= 0) {
                /* What is pending has been acted upon: it must not kill us once it is unblocked. */
                struct signalfd_siginfo info;
                while (read(waiter->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
                        ;
                close(waiter->signal_fd);
        }
        if (waiter->test_fd >= 0)
                close(waiter->test_fd);
        sigprocmask(SIG_SETMASK, &waiter->before, NULL);
        g_array_unref(waiter->watches);
        g_free(waiter);
}

void waiter_watch(Waiter *waiter, int fd, WaiterDispatch dispatch, void *userdata)
{
        Watch watch = {fd, dispatch, userdata};
        g_array_append_val(waiter->watches, watch);
}

void waiter_unwatch(Waiter *waiter, int fd)
{
        for (guint i = waiter->watches->len; i > 0; i--)
                if (g_array_index(waiter->watches, Watch, i - 1).fd == fd)
                        g_array_remove_index(waiter->watches, i - 1);
}

void waiter_interrupt(Waiter *waiter)
{
        uint64_t one = 1;
        if (write(waiter->test_fd, &one, sizeof one) < 0)
                g_assert(errno == EAGAIN); /* it is readable already */
}

bool waiter_interrupted(Waiter *waiter)
{
        struct pollfd fds[] = {{waiter->signal_fd, POLLIN, 0}, {waiter->test_fd, POLLIN, 0}};
        return poll(fds, 2, 0) > 0;
}

void waiter_shield(Waiter *waiter, bool on)
{
        g_assert(on || waiter->shields > 0);
        waiter->shields = on ? waiter->shields + 1 : waiter->shields - 1;
}

guint64 waiter_now(void)
{
        return (guint64)g_get_monotonic_time();
}

guint64 waiter_deadline(guint64 timeout_usec)
{
        guint64 now = waiter_now();
        return timeout_usec >= WAITER_FOREVER - now ? WAITER_FOREVER : now + timeout_usec;
}

bool waiter_poll(Waiter *waiter, struct pollfd *fds, unsigned n_fds, guint64 deadline, unsigned *ret_ready,
                 GError **error)
{
        g_assert(n_fds <= FDS_MAX);
        guint n_watches = waiter->watches->len;
        bool shielded = waiter->shields > 0;
        g_autofree struct pollfd *all = g_new0(struct pollfd, n_fds + n_watches + 2);
        for (unsigned i = 0; i < n_fds; i++)
                all[i] = fds[i];
        for (guint i = 0; i < n_watches; i++)
                all[n_fds + i] = (struct pollfd){g_array_index(waiter->watches, Watch, i).fd, POLLIN, 0};
        /* A negative descriptor is left out by poll(). */
        all[n_fds + n_watches] = (struct pollfd){shielded ? -1 : waiter->signal_fd, POLLIN, 0};
        all[n_fds + n_watches + 1] = (struct pollfd){shielded ? -1 : waiter->test_fd, POLLIN, 0};

        int r;
        do {
                int timeout = -1;
                if (deadline != WAITER_FOREVER) {
                        guint64 now = waiter_now();
                        guint64 left = deadline > now ? (deadline - now + 999) / 1000 : 0;
                        timeout = (int)MIN(left, (guint64)G_MAXINT);
                }
                r = poll(all, n_fds + n_watches + 2, timeout);
        } while (r < 0 && errno == EINTR);
        if (r < 0) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED, "Cannot wait: poll: %s", g_strerror(errno));
                return false;
        }
        if (all[n_fds + n_watches].revents || all[n_fds + n_watches + 1].revents) {
                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INTERRUPTED, "Interrupted by a signal");
                return false;
        }
        /* A dispatch may add or remove watches: look each up again by its descriptor. */
        for (guint i = 0; i < n_watches; i++) {
                if (!all[n_fds + i].revents)
                        continue;
                for (guint k = 0; k < waiter->watches->len; k++) {
                        Watch watch = g_array_index(waiter->watches, Watch, k);
                        if (watch.fd == all[n_fds + i].fd) {
                                watch.dispatch(watch.fd, watch.userdata);
                                break;
                        }
                }
        }
        unsigned ready = 0;
        for (unsigned i = 0; i < n_fds; i++) {
                fds[i].revents = all[i].revents;
                if (fds[i].revents)
                        ready++;
        }
        *ret_ready = ready;
        return true;
}

bool waiter_wait(Waiter *waiter, int fd, guint64 deadline, bool *ret_readable, GError **error)
{
        for (;;) {
                struct pollfd poll_fd = {fd, POLLIN, 0};
                unsigned ready;
                if (!waiter_poll(waiter, &poll_fd, fd >= 0 ? 1 : 0, deadline, &ready, error))
                        return false;
                if (ready > 0 || waiter_now() >= deadline) {
                        if (ret_readable)
                                *ret_readable = ready > 0;
                        return true;
                }
        }
}
