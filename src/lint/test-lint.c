/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden cases: test/golden/lint/RULE/fires and .../near-miss, for every rule. In each, the units that lie there (or,
 * where there is a folder "root", those of this tree), and "expected", all that lint says of them. A line in "options"
 * is "systemd=N" (257 if there is none) or "user". In fires the rule must speak, in near-miss it must not. */
#include <string.h>

#include "facts/surroundings.h"
#include "lint/lint.h"
#include "lint/rule.h"
#include "unit/golden.h"

static const char *const severities[] = {"note", "warning", "error"};

static void read_options(const char *directory, unsigned *ret_systemd, InputOptions *options)
{
        g_autofree char *path = g_build_filename(directory, "options", NULL), *text = NULL;
        *ret_systemd = 257;
        if (!g_file_get_contents(path, &text, NULL, NULL))
                return;
        g_auto(GStrv) lines = g_strsplit(g_strstrip(text), "\n", 0);
        for (char **line = lines; *line; line++) {
                if (g_str_has_prefix(*line, "systemd="))
                        *ret_systemd = (unsigned)g_ascii_strtoull(*line + strlen("systemd="), NULL, 10);
                else if (strcmp(*line, "user") == 0)
                        options->user = true;
                else
                        g_error("%s: what is \"%s\"?", path, *line);
        }
}

static const char *inside(const char *directory, const char *path)
{
        return path && g_str_has_prefix(path, directory) ? path + strlen(directory) + 1 : path;
}

static void dump(GString *out, const char *directory, const Finding *finding)
{
        g_string_append_printf(out, "%s:%u:%u: %s: %s: %s", inside(directory, finding->place.file), finding->place.line,
                               finding->place.column, severities[finding->rule->severity], finding->rule->id,
                               finding->message);
        if (finding->fix)
                g_string_append_printf(out, "; %s", finding->fix);
        if (finding->other.file)
                g_string_append_printf(out, " [%s:%u:%u: %s]", inside(directory, finding->other.file),
                                       finding->other.line, finding->other.column, finding->other.note);
        g_string_append_c(out, '\n');
}

/* All that lint says of a case; *ret_count: how often the rule spoke. Caller frees. */
static char *look(const char *directory, const char *rule, unsigned *ret_count)
{
        g_autofree char *root = g_build_filename(directory, "root", NULL);
        InputOptions options = {.root = g_file_test(root, G_FILE_TEST_IS_DIR) ? root : NULL};
        unsigned systemd;
        read_options(directory, &systemd, &options);
        g_autoptr(Input) input = input_new(&options);
        if (options.root)
                input_add_all(input);
        else
                input_add(input, directory);
        GString *out = g_string_new(NULL);
        *ret_count = 0;
        for (guint i = 0; i < input->units->len; i++) {
                const InputUnit *unit = input->units->pdata[i];
                g_autoptr(Surroundings) surroundings = surroundings_new(unit, input->units);
                const LintInput lint = {
                        .unit = unit->view, .diags = unit->diags, .surroundings = surroundings, .systemd = systemd};
                g_autoptr(GPtrArray) findings = lint_unit(&lint);
                for (guint k = 0; k < findings->len; k++) {
                        const Finding *finding = findings->pdata[k];
                        dump(out, directory, finding);
                        *ret_count += strcmp(finding->rule->id, rule) == 0;
                }
        }
        g_assert_cmpuint(input->units->len, >, 0);
        g_assert_cmpuint(input->diags->items->len, ==, 0);
        return g_string_free(out, FALSE);
}

static void test_rule(gconstpointer data)
{
        /* Every rule has the first two; the third is for what it says otherwise of newer versions. */
        static const char *const kinds[] = {"fires", "near-miss", "fires-newer"};
        const LintRule *rule = data;
        for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
                unsigned count;
                g_autofree char *directory =
                        g_build_filename(g_getenv("UNITLOCK_SRCDIR"), "test/golden/lint", rule->id, kinds[i], NULL);
                g_test_message("%s", directory);
                if (i == 2 && !g_file_test(directory, G_FILE_TEST_IS_DIR))
                        continue;
                g_assert_true(g_file_test(directory, G_FILE_TEST_IS_DIR));
                g_autofree char *got = look(directory, rule->id, &count);
                if ((count > 0) != (i != 1)) {
                        g_test_message("%s: the rule speaks %u times; got:\n%s", directory, count, got);
                        g_test_fail();
                }
                golden_check(directory, "expected", got);
        }
}

/* No case is left behind by a rule that went. */
static void test_folders(void)
{
        g_autofree char *path = g_build_filename(g_getenv("UNITLOCK_SRCDIR"), "test/golden/lint", NULL);
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        g_assert_nonnull(dir);
        for (const char *name; (name = g_dir_read_name(dir));) {
                if (!lint_rule_find(name))
                        g_test_message("there is no rule %s", name);
                g_assert_nonnull(lint_rule_find(name));
        }
}

static bool is_sentence(const char *text)
{
        return g_ascii_isupper(*text) || *text == '{' || g_str_has_prefix(text, "systemd ");
}

static void test_table(void)
{
        for (const LintRule *rule = lint_rules; rule->id; rule++) {
                g_test_message("%s", rule->id);
                g_assert_true(!rule[1].id || strcmp(rule->id, rule[1].id) < 0);
                g_assert_true(lint_rule_find(rule->id) == rule);
                g_assert_cmpint(strspn(rule->id, "abcdefghijklmnopqrstuvwxyz-"), ==, strlen(rule->id));
                g_assert_nonnull(rule->check);
                g_assert_true(is_sentence(rule->title) && is_sentence(rule->says) && is_sentence(rule->why));
                g_assert_false(g_str_has_suffix(rule->title, ".") || g_str_has_suffix(rule->says, "."));
                g_assert_true(g_str_has_suffix(rule->why, "."));
                g_assert_null(strchr(rule->why, '{'));
                g_assert_true(!rule->fix || !g_str_has_suffix(rule->fix, "."));
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/lint/table", test_table);
        g_test_add_func("/lint/folders", test_folders);
        for (const LintRule *rule = lint_rules; rule->id; rule++) {
                g_autofree char *path = g_strconcat("/lint/rules/", rule->id, NULL);
                g_test_add_data_func(path, rule, test_rule);
        }
        return g_test_run();
}
