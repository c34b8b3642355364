/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When the watcher rests, and for how long: a host of two processors is acted out, a hundredth of a second at a time.
 */

#include "watch/pace.h"

#define STEP (G_USEC_PER_SEC / 100)
#define COST 0.5 /* microseconds a call */

typedef struct Host {
        Pace pace;
        gint64 now;
        double looked; /* calls */
} Host;

static void host_init(Host *host, double share)
{
        *host = (Host){.now = 1000 * G_USEC_PER_SEC};
        pace_init(&host->pace, COST, share, 2, host->now);
}

/* So many seconds with so many calls in each. repeats: something is new all the time. Returns the number of rests. */
static unsigned host_run(Host *host, unsigned seconds, double calls, bool news)
{
        gint64 end = host->now + seconds * G_USEC_PER_SEC;
        unsigned rests = 0;

        for (; host->now < end; host->now += STEP) {
                if (news)
                        pace_news(&host->pace, host->now);
                if (host->pace.resting) {
                        if (pace_remaining(&host->pace, host->now) == 0)
                                pace_wake(&host->pace, host->now);
                        continue;
                }
                host->looked += calls / 100;
                if (pace_spend(&host->pace, calls / 100, host->now)) {
                        pace_rest(&host->pace, host->now);
                        rests++;
                }
        }
        return rests;
}

/* Few calls: always. */
static void test_quiet(void)
{
        Host host;

        host_init(&host, 0.01);
        g_assert_cmpuint(host_run(&host, 3600, 39000, false), ==, 0); /* 2 * 0.01 s / 0.5 µs are 40000 */
}

/* Many: the share is kept to, in rests of a length that is bounded. */
static void test_busy(void)
{
        Host host;
        unsigned rests;
        double rested;

        host_init(&host, 0.01);
        host_run(&host, 20, 400000, false); /* the first are quiet seconds */
        host.looked = 0;
        rested = (double)pace_rested(&host.pace, host.now);
        rests = host_run(&host, 100, 400000, false);
        rested = ((double)pace_rested(&host.pace, host.now) - rested) / G_USEC_PER_SEC;
        g_assert_cmpfloat(host.looked * COST / 1e6, <, 2.1);
        g_assert_cmpfloat(host.looked * COST / 1e6, >, 1.9);
        g_assert_cmpfloat(rested, >, 85);
        g_assert_cmpfloat(rested, <, 95);
        g_assert_cmpfloat(rested / rests, >=, 0.25);
        g_assert_cmpfloat(rested / rests, <=, 0.53);
        g_assert_cmpint(pace_remaining(&host.pace, host.now), <=, 510);
}

/* As long as something is new all is looked at; then it takes ten seconds, and not longer rests than else. */
static void test_news(void)
{
        Host host;

        host_init(&host, 0.01);
        g_assert_cmpuint(host_run(&host, 600, 400000, true), ==, 0);
        g_assert_cmpuint(host_run(&host, 9, 400000, false), ==, 0);
        g_assert_cmpuint(host_run(&host, 2, 400000, false), >, 0);
        if (!host.pace.resting)
                host_run(&host, 1, 400000, false);
        pace_wake(&host.pace, host.now);
        pace_news(&host.pace, host.now);
        g_assert_cmpint(pace_remaining(&host.pace, host.now), ==, -1);
        g_assert_cmpuint(host_run(&host, 9, 400000, false), ==, 0);
}

/* After a rest, calls are counted often for a second: what the kernel says of them comes far too late. */
static void test_look(void)
{
        Pace pace;
        gint64 now = 1000 * G_USEC_PER_SEC;

        pace_init(&pace, COST, 0.01, 2, now);
        g_assert_cmpint(pace_look(&pace, now), ==, -1);
        now += PACE_QUIET;
        g_assert_true(pace_spend(&pace, 65536, now));
        pace_rest(&pace, now);
        g_assert_cmpint(pace_look(&pace, now), ==, -1);
        now += PACE_REST;
        pace_wake(&pace, now);
        g_assert_cmpint(pace_look(&pace, now), ==, 10);
        g_assert_cmpint(pace_look(&pace, now + G_USEC_PER_SEC), ==, 10);
        g_assert_cmpint(pace_look(&pace, now + G_USEC_PER_SEC + 1), ==, -1);
}

static void test_never(void)
{
        Host host;

        host_init(&host, 1);
        g_assert_cmpuint(host_run(&host, 600, 10000000, false), ==, 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/pace/quiet", test_quiet);
        g_test_add_func("/watch/pace/busy", test_busy);
        g_test_add_func("/watch/pace/news", test_news);
        g_test_add_func("/watch/pace/look", test_look);
        g_test_add_func("/watch/pace/never", test_never);
        return g_test_run();
}
