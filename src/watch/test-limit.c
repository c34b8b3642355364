/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Limits of processes: which are the unit's own, and what is said of them. */

#include "watch/limit.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void test_is_set(void)
{
        static const struct {
                unsigned resource;
                DirectiveId directive;
                const char *value;
                guint64 limit;
                bool is_set;
        } rows[] = {
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "1024", 1024, true},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "1024:4096", 4096, true},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "4K", 4096, true},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "infinity", 1024, false},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "1024", 12, false}, /* the program lowered it */
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NPROC, "1024", 1024, false},
                {RLIMIT_AS, DIRECTIVE_LIMIT_AS, "64M", 64 << 20, true},
                {RLIMIT_CPU, DIRECTIVE_LIMIT_CPU, "2min", 120, true},
                {RLIMIT_CPU, DIRECTIVE_LIMIT_CPU, "10", 10, true},
                {RLIMIT_CPU, DIRECTIVE_LIMIT_CPU, "nonsense", 10, false},
                {RLIMIT_CPU, DIRECTIVE_LIMIT_CPU, "1500ms", 2, true},
                {RLIMIT_RTTIME, DIRECTIVE_LIMIT_RTTIME, "20ms", 20000, true},
                {RLIMIT_RTTIME, DIRECTIVE_LIMIT_RTTIME, "500:2s", 2000000, true},
                {RLIMIT_NICE, DIRECTIVE_LIMIT_NICE, "-5", 25, true},
                {RLIMIT_NICE, DIRECTIVE_LIMIT_NICE, "+5", 15, true},
                {RLIMIT_NICE, DIRECTIVE_LIMIT_NICE, "15", 15, true},
                {RLIMIT_SIGPENDING, DIRECTIVE_LIMIT_SIGPENDING, "8", 8, true},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autoptr(Config) config = config_new();
                const Limit limit = {.which = WIRE_LIMIT_RESOURCE + rows[i].resource, .value = rows[i].limit};

                g_assert_false(limit_any_is_set(config));
                config_assign(config, rows[i].directive, rows[i].value);
                if (limit_is_set(config, &limit) != rows[i].is_set)
                        g_error("%s=%s", directives[rows[i].directive].name, rows[i].value);
        }
}

static void test_is_too_low(void)
{
        static const struct {
                unsigned resource;
                DirectiveId directive;
                const char *value;
                guint64 wanted;
                bool is_too_low;
        } rows[] = {
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "100", 150, true},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "100", 100, false},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "50:150", 150, false},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "50:140", 150, true},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "100", 250, false}, /* nor would it be had without */
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NOFILE, "100", UINT32_MAX, false},
                {RLIMIT_NOFILE, DIRECTIVE_LIMIT_NPROC, "100", 150, false},
                {RLIMIT_AS, DIRECTIVE_LIMIT_AS, "64M", UINT32_MAX, false}, /* the upper half is not known */
        };
        struct rlimit usual;

        g_assert_cmpint(getrlimit(RLIMIT_NOFILE, &usual), ==, 0);
        usual.rlim_max = 200;
        usual.rlim_cur = 100;
        g_assert_cmpint(setrlimit(RLIMIT_NOFILE, &usual), ==, 0);
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autoptr(Config) config = config_new();
                Limit limit = {.which = WIRE_LIMIT_RESOURCE + rows[i].resource, .wanted = rows[i].wanted};

                config_assign(config, rows[i].directive, rows[i].value);
                if (limit_is_too_low(config, &limit) != rows[i].is_too_low)
                        g_error("%s=%s", directives[rows[i].directive].name, rows[i].value);
        }
}

static void test_words(void)
{
        g_autoptr(Config) config = config_new();
        const ExplainContext context = {.config = config, .systemd = 257};
        const Limit files = {.which = WIRE_LIMIT_RESOURCE + RLIMIT_NOFILE, .value = 12, .error = EMFILE};
        g_autofree char *text = limit_describe(&files);
        g_autoptr(Explanation) explanation = NULL;

        config_assign(config, DIRECTIVE_LIMIT_NOFILE, "12");
        explanation = limit_explain(&context, &files);
        g_assert_cmpstr(text, ==, "could not have another file or socket open (EMFILE): it may have 12 open files");
        g_assert_cmpstr(explanation->change[0], ==, "LimitNOFILE=1024");

        const Limit raised = {.which = WIRE_LIMIT_RESOURCE + RLIMIT_NOFILE, .value = 12, .wanted = 100, .error = EPERM};
        g_autoptr(Explanation) more = limit_explain(&context, &raised);
        g_autofree char *words = limit_describe(&raised);

        g_assert_cmpstr(words, ==, "could not raise its own limit (EPERM): it may have 12 open files");
        g_assert_cmpstr(more->change[0], ==, "LimitNOFILE=100");
}

static void test_priorities(void)
{
        static const struct {
                unsigned resource;
                DirectiveId directive;
                const char *value;
                guint64 wanted;
                const char *change; /* NULL: it is not to blame */
                const char *words;
        } rows[] = {
                {RLIMIT_RTPRIO, DIRECTIVE_LIMIT_RTPRIO, "5", 10, "LimitRTPRIO=10",
                 "could not run at the realtime priority 10 (EPERM): it may have 5 as the greatest"},
                {RLIMIT_RTPRIO, DIRECTIVE_LIMIT_RTPRIO, "5:20", 10, "LimitRTPRIO=10", NULL},
                {RLIMIT_RTPRIO, DIRECTIVE_LIMIT_RTPRIO, "10", 10, NULL, NULL},
                {RLIMIT_RTPRIO, DIRECTIVE_LIMIT_RTPRIO, "0", 10, NULL, NULL}, /* as all have it */
                {RLIMIT_NICE, DIRECTIVE_LIMIT_NICE, "-2", 25, "LimitNICE=-5",
                 "could not lower its nice value to -5 (EPERM): it may have -2 as the lowest"},
                {RLIMIT_NICE, DIRECTIVE_LIMIT_NICE, "-10", 25, NULL, NULL},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autoptr(Config) config = config_new();
                const ExplainContext context = {.config = config, .systemd = 257};
                g_autoptr(Explanation) explanation = NULL;
                g_autofree char *words = NULL;
                Limit limit = {
                        .which = WIRE_LIMIT_RESOURCE + rows[i].resource, .wanted = rows[i].wanted, .error = EPERM};

                config_assign(config, rows[i].directive, rows[i].value);
                g_assert_true(limit_is_exceeded(config, &limit) == (rows[i].change != NULL));
                if (!rows[i].change)
                        continue;
                explanation = limit_explain(&context, &limit);
                words = limit_describe(&limit);
                g_assert_cmpstr(explanation->change[0], ==, rows[i].change);
                if (rows[i].words)
                        g_assert_cmpstr(words, ==, rows[i].words);
        }
}

/* Whose limit it was, also where the service is over, and its control group gone. */
static void test_find_group(void)
{
        g_autofree char *root = g_dir_make_tmp("unitlock-test-XXXXXX", NULL),
                        *slice = g_build_filename(root, "some.slice", NULL), *who = NULL;
        struct stat st;

        g_assert_cmpint(mkdir(slice, 0755), ==, 0);
        g_assert_cmpint(stat(slice, &st), ==, 0);
        g_assert_true(limit_find_group(root, "/some.slice/x.service", 4711, "x.service", 4711, &who));
        g_assert_null(who); /* the service's own */
        g_assert_true(limit_find_group(root, "/some.slice/x.service", 4711, "x.service", st.st_ino, &who));
        g_assert_cmpstr(who, ==, "some.slice");
        g_assert_false(limit_find_group(root, "/some.slice/x.service/below", 4711, "x.service", 4711, &who));
        g_assert_false(limit_find_group(root, "/some.slice/x.service", 4711, "x.service", 4712, &who));
        rmdir(slice);
        rmdir(root);
}

/* Some calls give the error of a limit for another reason. */
static void test_reached(void)
{
        static const struct {
                unsigned resource;
                const char *call;
                guint64 limit, used, second, third, fourth, memory;
                bool capable, reached;
        } rows[] = {
                {RLIMIT_MEMLOCK, "mlock", 65536, 0, 131072, 0, 0, 0, false, true},
                {RLIMIT_MEMLOCK, "mlock", 1 << 20, 0, 4096, 0, 0, 0, false, false}, /* nothing is mapped there */
                {RLIMIT_MEMLOCK, "mlock", 65536, 0, 131072, 0, 0, 0, true, false},
                {RLIMIT_MEMLOCK, "shmctl", 65536, 0, 11, 0, 0, 0, false, true},
                {RLIMIT_AS, "mmap", 1 << 20, 0, 1 << 21, PROT_WRITE, MAP_PRIVATE, 1 << 30, false, true},
                {RLIMIT_AS, "mmap", 1 << 20, 0, UINT64_C(1) << 50, 0, 0, 0, false, false},
                {RLIMIT_AS, "mmap", 1 << 20, 0, 1 << 21, PROT_WRITE, MAP_PRIVATE, 1 << 20, false, false},
                {RLIMIT_AS, "mmap", 1 << 20, 0, 1 << 21, 0, MAP_PRIVATE, 1 << 20, false, true},
                {RLIMIT_AS, "mmap", 1 << 20, 0, 1 << 21, PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, 1 << 20, false, true},
                {RLIMIT_NOFILE, "openat", 12, 0, 0, 0, 0, 0, false, true},
                {RLIMIT_NOFILE, "dup2", 12, 0, 20, 0, 0, 0, false, true},
                {RLIMIT_NOFILE, "dup2", 12, 0, 1 << 30, 0, 0, 0, false, false},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const struct wire_event event = {.args = {WIRE_LIMIT_RESOURCE + rows[i].resource, 0, rows[i].limit,
                                                          rows[i].used, rows[i].second, rows[i].third},
                                                 .loaded = rows[i].fourth,
                                                 .capabilities = rows[i].capable ? UINT64_MAX : 0};

                if (limit_is_reached(&event, rows[i].call, rows[i].memory) != rows[i].reached)
                        g_error("row %zu: %s", i, rows[i].call);
        }
}

/* What would have been enough, by the call that was refused. */
static void test_enough(void)
{
        static const struct {
                unsigned resource;
                const char *call;
                guint64 used, second, third, fourth, enough;
        } rows[] = {
                {RLIMIT_AS, "mmap", 1000, 500, 0, 0, 1500},
                {RLIMIT_MEMLOCK, "mlock", 1000, 500, 0, 0, 1500},
                {RLIMIT_MEMLOCK, "mlockall", 1000, 500, 0, 0, 1000},
                {RLIMIT_FSIZE, "write", 1000, 7777, 24, 0, 1024},
                {RLIMIT_FSIZE, "pwrite64", 1000, 7777, 24, 76, 100},
                {RLIMIT_FSIZE, "ftruncate", 1000, 5000, 24, 0, 5000},
                {RLIMIT_FSIZE, "fallocate", 1000, 0, 24, 76, 100},
                {RLIMIT_FSIZE, "sendfile", 1000, 0, 24, 76, 0},
                {RLIMIT_NOFILE, "openat", 1000, 1, 2, 3, 0},
                {RLIMIT_NOFILE, "dup2", 0, 20, 7, 3, 21},
                {RLIMIT_NOFILE, "fcntl", 0, 0, 20, 3, 21},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                const struct wire_event event = {.args = {WIRE_LIMIT_RESOURCE + rows[i].resource, 0, 0, rows[i].used,
                                                          rows[i].second, rows[i].third},
                                                 .loaded = rows[i].fourth};

                g_assert_cmpuint(limit_enough(&event, rows[i].call), ==, rows[i].enough);
        }
        g_autoptr(Config) config = config_new();
        const ExplainContext context = {.config = config, .systemd = 257};
        const Limit space = {.which = WIRE_LIMIT_RESOURCE + RLIMIT_AS, .value = 100 << 20, .enough = 330 << 20},
                    little = {.which = WIRE_LIMIT_RESOURCE + RLIMIT_AS, .value = 100 << 20, .enough = 101 << 20};
        g_autoptr(Explanation) rounded = limit_explain(&context, &space), doubled = limit_explain(&context, &little);

        g_assert_cmpstr(rounded->change[0], ==, "LimitAS=384M");
        g_assert_cmpstr(doubled->change[0], ==, "LimitAS=200M");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/watch/limit/is-set", test_is_set);
        g_test_add_func("/watch/limit/is-too-low", test_is_too_low);
        g_test_add_func("/watch/limit/words", test_words);
        g_test_add_func("/watch/limit/priorities", test_priorities);
        g_test_add_func("/watch/limit/find-group", test_find_group);
        g_test_add_func("/watch/limit/reached", test_reached);
        g_test_add_func("/watch/limit/enough", test_enough);
        return g_test_run();
}
