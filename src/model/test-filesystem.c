/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RestrictFileSystems= as a table. */

#include "model/filesystem.h"

#define TMPFS 0x1021994UL
#define EXT4 0xef53UL
#define PROC 0x9fa0UL
#define UNKNOWN 0x12345UL

static void test_denied(void)
{
        static const struct {
                const char *lines; /* joined by '|' */
                unsigned long magic;
                bool denied;
        } rows[] = {
                {"", TMPFS, false},
                {"ext4", TMPFS, true},
                {"ext4", EXT4, false},
                {"ext2", EXT4, false}, /* the same number */
                {"@basic-api|ext4", PROC, false},
                {"@basic-api|ext4", TMPFS, false}, /* devtmpfs has its number */
                {"ext4", UNKNOWN, true},
                {"~tmpfs", TMPFS, true},
                {"~tmpfs", EXT4, false},
                {"~@temporary", TMPFS, true},
                {"~@known", EXT4, true},
                {"~@known", UNKNOWN, false},
                {"ext4 tmpfs|~tmpfs", TMPFS, true},
                {"~ext4|ext4", EXT4, false},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_auto(GStrv) lines = g_strsplit(rows[i].lines, "|", 0);

                g_test_message("%s", rows[i].lines);
                g_assert_cmpint(file_system_is_denied(lines, rows[i].magic), ==, rows[i].denied);
        }
        g_assert_false(file_system_is_denied(NULL, TMPFS));
        g_assert_cmpstr(file_system_name(PROC), ==, "proc");
        g_assert_null(file_system_name(UNKNOWN));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/filesystem/denied", test_denied);
        return g_test_run();
}
