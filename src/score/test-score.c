/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exposure against what real systemd-analyze programs of several versions said of the same units: test/golden/score
 * has a folder a case, and update.py there asks them anew. Every row of the assessment is compared, and the total. */
#include "score/score.h"

#include <string.h>

static Config *read_unit(const char *path)
{
        g_autofree char *text = NULL;
        g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        Config *config = config_new();
        for (char **line = lines; *line; line++) {
                char *equals = strchr(*line, '=');
                if (!equals)
                        continue;
                *equals = '\0';
                int id = directive_from_name(NULL, *line);
                if (id >= 0)
                        config_assign(config, (DirectiveId)id, equals + 1);
        }
        return config;
}

static const ScoreRow *find_row(const char *json, unsigned *ret_index)
{
        for (unsigned i = 0; i < score_row_count; i++) {
                if (strcmp(score_rows[i].json, json) == 0) {
                        *ret_index = i;
                        return &score_rows[i];
                }
        }
        return NULL;
}

static void check_case(const char *folder, unsigned *compared)
{
        g_autofree char *unit_path = g_build_filename(folder, "unit.service", NULL);
        g_autofree char *rows_path = g_build_filename(folder, "rows", NULL);
        g_autofree char *rows = NULL;
        g_autoptr(Config) config = read_unit(unit_path);
        g_assert_true(g_file_get_contents(rows_path, &rows, NULL, NULL));
        g_auto(GStrv) lines = g_strsplit(rows, "\n", -1);

        for (char **line = lines; *line; line++) {
                g_auto(GStrv) words = g_strsplit(*line, " ", -1);
                for (unsigned i = 1; words[0] && words[i]; i++) {
                        unsigned version = (unsigned)strtoul(words[i], NULL, 10);
                        const char *expected = strchr(words[i], '=') + 1;
                        g_autoptr(Score) score = score_config(config, version, false, false);
                        unsigned row = 0;
                        g_autofree char *got = NULL;
                        if (strcmp(words[0], "exposure") == 0)
                                got = g_strdup_printf("%u", score->tenths);
                        else {
                                g_assert_nonnull(find_row(words[0], &row));
                                got = score->badness[row] < 0 ? g_strdup("-")
                                                              : g_strdup_printf("%d", score->badness[row]);
                        }
                        if (strcmp(got, expected) != 0) {
                                g_test_message("%s, systemd %u, %s: expected %s, got %s", folder, version, words[0],
                                               expected, got);
                                g_test_fail();
                        }
                        (*compared)++;
                }
        }
}

static void test_golden(void)
{
        g_autofree char *top = g_test_build_filename(G_TEST_DIST, "test", "golden", "score", NULL);
        g_autoptr(GDir) dir = g_dir_open(top, 0, NULL);
        unsigned compared = 0;
        g_assert_nonnull(dir);
        for (const char *name; (name = g_dir_read_name(dir));) {
                g_autofree char *folder = g_build_filename(top, name, NULL);
                if (g_file_test(folder, G_FILE_TEST_IS_DIR))
                        check_case(folder, &compared);
        }
        g_assert_cmpuint(compared, >, 10 * score_row_count);
}

static void test_rows(void)
{
        unsigned sum = 0;
        g_assert_cmpuint(score_row_count, ==, 81);
        for (unsigned i = 0; i < score_row_count; i++) {
                unsigned index = 0;
                sum += score_rows[i].weight;
                g_assert_nonnull(find_row(score_rows[i].json, &index));
                g_assert_cmpuint(index, ==, i);
        }
        g_assert_cmpuint(sum, ==, 56460);
}

static unsigned tenths(const char *text, unsigned systemd, bool user_manager, bool online)
{
        g_autoptr(Config) config = config_new();
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line; line++) {
                g_auto(GStrv) parts = g_strsplit(*line, "=", 2);
                if (parts[0] && parts[1])
                        config_assign(config, (DirectiveId)directive_from_name(NULL, parts[0]), parts[1]);
        }
        g_autoptr(Score) score = score_config(config, systemd, user_manager, online);
        return score->tenths;
}

/* What the two ways of asking make of the same unit. */
static void test_online(void)
{
        static const unsigned versions[] = {252, 257, 262};
        for (unsigned i = 0; i < G_N_ELEMENTS(versions); i++) {
                g_assert_cmpuint(tenths("", versions[i], false, true), ==, 96);
                g_assert_cmpuint(tenths("", versions[i], false, false), ==, versions[i] >= 254 ? 94 : 96);
                g_assert_cmpuint(tenths("PrivateTmp=yes", versions[i], false, true), ==, 92);
        }
        /* A user's service is taken for one of root before 262. */
        g_assert_cmpuint(tenths("", 257, true, true), >, tenths("", 262, true, true));
        /* One address of localhost counts as localhost only offline. */
        const char *one = "IPAddressDeny=any\nIPAddressAllow=127.0.0.1";
        g_assert_cmpuint(tenths(one, 252, false, true), >, tenths(one, 252, false, false));
}

static void test_gain(void)
{
        g_autoptr(Config) config = config_new();
        g_assert_cmpuint(score_gain(config, NULL, DIRECTIVE_PROTECT_HOME, 257, false), ==, 0);
        config_assign(config, DIRECTIVE_PROTECT_HOME, "yes");
        /* ProtectHome= 1000 and, with it, PrivateMounts= 1000, of 56160 that apply to root */
        g_assert_cmpuint(score_gain(config, NULL, DIRECTIVE_PROTECT_HOME, 257, false), >=, 355);
        g_assert_cmpuint(score_gain(config, NULL, DIRECTIVE_PROTECT_HOME, 257, false), <=, 357);
        g_assert_cmpuint(score_gain(config, NULL, DIRECTIVE_READ_ONLY_PATHS, 257, false), ==, 0);
        /* what was there before is not bought anew */
        g_autoptr(Config) base = config_new();
        config_assign(base, DIRECTIVE_PROTECT_HOME, "read-only");
        unsigned more = score_gain(config, base, DIRECTIVE_PROTECT_HOME, 257, false);
        g_assert_cmpuint(more, >, 0);
        g_assert_cmpuint(more, <, score_gain(config, NULL, DIRECTIVE_PROTECT_HOME, 257, false));
        g_assert_cmpuint(score_gain(config, config, DIRECTIVE_PROTECT_HOME, 257, false), ==, 0);
}

static void test_labels(void)
{
        g_assert_cmpstr(score_label(100), ==, "DANGEROUS");
        g_assert_cmpstr(score_label(96), ==, "UNSAFE");
        g_assert_cmpstr(score_label(89), ==, "EXPOSED");
        g_assert_cmpstr(score_label(50), ==, "MEDIUM");
        g_assert_cmpstr(score_label(24), ==, "OK");
        g_assert_cmpstr(score_label(9), ==, "SAFE");
        g_assert_cmpstr(score_label(0), ==, "PERFECT");
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/score/rows", test_rows);
        g_test_add_func("/score/golden", test_golden);
        g_test_add_func("/score/online", test_online);
        g_test_add_func("/score/gain", test_gain);
        g_test_add_func("/score/labels", test_labels);
        return g_test_run();
}
