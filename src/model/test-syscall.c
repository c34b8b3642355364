/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of system calls against libseccomp and the C library's headers of this host; groups; kin. */
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#include "model/syscall.h"

static void test_names(void)
{
        g_assert_cmpint(syscall_count(), >, 500);
        g_assert_cmpint(syscall_count(), <=, SYSCALL_MAX);
        for (int id = 0; id < syscall_count(); id++) {
                g_assert_cmpint(syscall_from_name(syscall_name(id)), ==, id);
                if (id > 0)
                        g_assert_cmpint(strcmp(syscall_name(id - 1), syscall_name(id)), <, 0);
        }
        g_assert_null(syscall_name(-1));
        g_assert_null(syscall_name(syscall_count()));
        g_assert_cmpint(syscall_from_name("no_such_call"), ==, -1);
}

static void test_numbers(void)
{
        int compared = 0;
        for (int id = 0; id < syscall_count(); id++) {
                int number = syscall_number(id);
                int theirs = seccomp_syscall_resolve_name_arch(SCMP_ARCH_NATIVE, syscall_name(id));
                if (number >= 0)
                        g_assert_cmpint(syscall_from_number(number), ==, id);
                if (theirs >= 0) {
                        g_test_message("%s", syscall_name(id));
                        g_assert_cmpint(number, ==, theirs);
                        compared++;
                }
        }
        g_assert_cmpint(compared, >, 250);
        /* All that libseccomp knows here has a name here, too. */
        for (int number = 0; number < 600; number++) {
                char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);
                if (name) {
                        g_assert_cmpstr(syscall_name(syscall_from_number(number)), ==, name);
                        free(name);
                }
        }
        g_assert_cmpint(syscall_number(syscall_from_name("openat")), ==, SYS_openat);
        g_assert_cmpint(syscall_number(syscall_from_name("clone3")), ==, SYS_clone3);
        g_assert_cmpint(syscall_from_number(-1), ==, -1);
        g_assert_cmpint(syscall_from_number(100000), ==, -1);
        g_assert_cmpint(syscall_number(-1), ==, -1);
}

static void test_groups(void)
{
        static const unsigned versions[] = {252, 253, 254, 257, 262, 999};
        for (unsigned i = 0; i < G_N_ELEMENTS(versions); i++) {
                const char *const *names = syscall_group_names(versions[i]);
                for (unsigned j = 0; names[j]; j++) {
                        SyscallSet set;
                        g_assert_true(syscall_group(names[j], versions[i], &set));
                        g_assert_false(syscall_set_is_empty(&set));
                        if (j > 0)
                                g_assert_cmpint(strcmp(names[j - 1], names[j]), <, 0);
                }
        }
        SyscallSet set, known;
        g_assert_false(syscall_group("@sandbox", 252, &set));
        g_assert_true(syscall_group("@sandbox", 254, &set));
        g_assert_false(syscall_group("@nosuch", 262, &set));
        g_assert_false(syscall_group("openat", 262, &set));

        /* Nested: @system-service has @file-system, which has openat. */
        g_assert_true(syscall_group("@system-service", 252, &set));
        g_assert_true(syscall_set_has(&set, syscall_from_name("openat")));
        g_assert_false(syscall_set_has(&set, syscall_from_name("reboot")));
        g_assert_true(syscall_group("@known", 252, &known));
        g_assert_true(syscall_set_has(&known, syscall_from_name("openat")));
        g_assert_false(syscall_set_has(&known, syscall_from_name("mseal")));
        g_assert_true(syscall_group("@known", 257, &known));
        g_assert_true(syscall_set_has(&known, syscall_from_name("mseal")));
}

static void test_kin(void)
{
        static const struct {
                const char *call, *kin;
        } pairs[] = {
                {"open", "openat2"},        {"fork", "clone3"},       {"poll", "epoll_pwait2"},
                {"accept", "accept4"},      {"setgid", "setresgid"},  {"stat", "statx"},
                {"getrlimit", "prlimit64"}, {"futex", "futex_waitv"}, {"chmod", "fchmodat2"},
        };
        SyscallSet kin;
        for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++) {
                int call = syscall_from_name(pairs[i].call), other = syscall_from_name(pairs[i].kin);
                syscall_kin(call, &kin);
                g_assert_true(syscall_set_has(&kin, call));
                g_assert_true(syscall_set_has(&kin, other));
                syscall_kin(other, &kin);
                g_assert_true(syscall_set_has(&kin, call));
        }
        int reboot = syscall_from_name("reboot");
        syscall_kin(reboot, &kin);
        g_assert_cmpuint(syscall_set_count(&kin), ==, 1);
        g_assert_true(syscall_set_has(&kin, reboot));
}

static void test_sets(void)
{
        SyscallSet a = {}, b = {};
        g_assert_true(syscall_set_is_empty(&a));
        syscall_set_add(&a, 1);
        syscall_set_add(&a, 700);
        syscall_set_add(&b, 700);
        g_assert_true(syscall_set_intersects(&a, &b));
        g_assert_true(syscall_set_is_subset(&b, &a));
        g_assert_false(syscall_set_is_subset(&a, &b));
        SyscallSet c = a;
        syscall_set_subtract(&c, &b);
        g_assert_cmpuint(syscall_set_count(&c), ==, 1);
        syscall_set_union(&c, &b);
        g_assert_true(syscall_set_equal(&c, &a));
        syscall_set_intersect(&c, &b);
        g_assert_true(syscall_set_equal(&c, &b));
        g_assert_false(syscall_set_has(&a, -1));
        g_assert_false(syscall_set_has(&a, SYSCALL_MAX));
        syscall_set_remove(&a, 1);
        g_assert_false(syscall_set_has(&a, 1));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/syscall/names", test_names);
        g_test_add_func("/syscall/numbers", test_numbers);
        g_test_add_func("/syscall/groups", test_groups);
        g_test_add_func("/syscall/kin", test_kin);
        g_test_add_func("/syscall/sets", test_sets);
        return g_test_run();
}
