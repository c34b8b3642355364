/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which refusals are about files that nobody has. */
#include "trial/absent.h"

#include <errno.h>

#define DEMO "/usr/bin/demo"

static bool is_there(const char *path)
{
        return !g_str_has_suffix(path, "missing");
}

static void add(GPtrArray *refusals, GPtrArray *differences, const char *call, int error, NeedKind kind,
                unsigned access, const char *subject)
{
        CycleRefusal *refusal = cycle_refusal_new(call, call, PHASE_RUN, DEMO);
        Difference *difference = g_new0(Difference, 1);

        cycle_refusal_set_need(refusal, kind, access, subject);
        g_free(refusal->syscall);
        refusal->syscall = g_strdup(call);
        refusal->error = error;
        difference->refusal = refusal;
        difference->text = g_strdup(call);
        g_ptr_array_add(refusals, refusal);
        g_ptr_array_add(differences, difference);
}

static void check(const GPtrArray *refusals, const GPtrArray *differences, const char *expected)
{
        g_autoptr(GString) found = g_string_new(NULL);

        for (guint i = 0; i < refusals->len; i++)
                g_string_append_c(found,
                                  refusal_is_about_nothing(refusals->pdata[i], differences, is_there) ? 'n' : '-');
        g_assert_cmpstr(found->str, ==, expected);
}

static void test_nothing(void)
{
        g_autoptr(GPtrArray) refusals = g_ptr_array_new_with_free_func((GDestroyNotify)cycle_refusal_free);
        g_autoptr(GPtrArray) differences = g_ptr_array_new_with_free_func((GDestroyNotify)difference_free);

        add(refusals, differences, "newfstatat", EACCES, NEED_CAPABILITY, 0, "CAP_DAC_OVERRIDE");
        add(refusals, differences, "newfstatat", EACCES, NEED_CAPABILITY, 0, "CAP_CHOWN");
        add(refusals, differences, "newfstatat", EACCES, NEED_PATH, ACCESS_READ, "/root/missing");
        add(refusals, differences, "openat", EACCES, NEED_PATH, ACCESS_READ, "/root/there");
        add(refusals, differences, "openat", ENOENT, NEED_PATH, ACCESS_READ, "/tmp/a/missing");
        add(refusals, differences, "openat", EACCES, NEED_PATH, ACCESS_READ | ACCESS_CREATE, "/srv/missing");
        add(refusals, differences, "openat", EACCES, NEED_CAPABILITY, 0,
            "CAP_DAC_READ_SEARCH"); /* for one that is there */
        add(refusals, differences, "chdir", EACCES, NEED_CAPABILITY, 0,
            "CAP_DAC_READ_SEARCH"); /* for none that is known */
        check(refusals, differences, "n-n-n---");
        ((CycleRefusal *)refusals->pdata[2])->filtered = true; /* that is a matter of the call */
        check(refusals, differences, "n---n---");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/absent/nothing", test_nothing);
        return g_test_run();
}
