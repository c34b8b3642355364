/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Golden cases: each folder of test/golden/dropin/ has a policy (policy.ini), may have needs (needs.txt), and holds
 * what comes out of them: dropin.conf, report.txt, report.json. With UNITLOCK_UPDATE_GOLDEN=1 the results are written
 * anew: read the diff then. */
#include "sink/dropin.h"
#include "sink/report.h"

#include "base/diag.h"
#include "base/text.h"

#include <string.h>

#define WIDTH 100

typedef struct Case {
        char *dir;
        GKeyFile *file;
        NeedSet *needs;
        Policy *policy;
        Config *before;
        unsigned systemd;
} Case;

static void decision_free(gpointer data)
{
        Decision *decision = data;
        g_strfreev(decision->lines);
        g_free(decision->reason);
        g_free(decision->stricter);
        g_free(decision->stopped_by.subject);
        g_free(decision);
}

static void assign_all(Config *config, GKeyFile *file, const char *group)
{
        gsize n = 0;
        g_auto(GStrv) keys = g_key_file_get_keys(file, group, &n, NULL);
        for (gsize i = 0; i < n; i++) {
                int id = directive_from_name(NULL, keys[i]);
                g_autofree char *value = g_key_file_get_string(file, group, keys[i], NULL);
                g_assert_cmpint(id, >=, 0);
                config_assign(config, (DirectiveId)id, value);
        }
}

static void load_decision(Case *c, const char *group)
{
        g_autofree char *name = g_key_file_get_string(c->file, group, "directive", NULL);
        int id = directive_from_name(NULL, name);
        g_assert_cmpint(id, >=, 0);
        Decision *decision = g_new0(Decision, 1);
        decision->id = (DirectiveId)id;
        decision->lines = g_key_file_get_string_list(c->file, group, "lines", NULL, NULL);
        decision->reset = g_key_file_get_boolean(c->file, group, "reset", NULL);
        decision->reason = g_key_file_get_string(c->file, group, "reason", NULL);
        decision->stricter = g_key_file_get_string(c->file, group, "stricter", NULL);
        decision->gain = (unsigned)g_key_file_get_integer(c->file, group, "gain", NULL);
        g_assert_nonnull(decision->reason);
        if (g_key_file_has_key(c->file, group, "stopped-by", NULL)) {
                decision->stopped_by.kind = NEED_CAPABILITY;
                decision->stopped_by.subject = g_key_file_get_string(c->file, group, "stopped-by", NULL);
        }
        g_ptr_array_add(c->policy->decisions, decision);
        for (char **line = decision->lines; line && *line; line++)
                config_assign(c->policy->result, decision->id, *line);
}

static Case *case_load(const char *dir)
{
        Case *c = g_new0(Case, 1);
        g_autoptr(GError) error = NULL;
        g_autofree char *policy = g_build_filename(dir, "policy.ini", NULL),
                        *needs = g_build_filename(dir, "needs.txt", NULL);
        g_autofree char *text = NULL;
        c->dir = g_strdup(dir);
        c->file = g_key_file_new();
        g_key_file_load_from_file(c->file, policy, G_KEY_FILE_NONE, &error);
        g_assert_no_error(error);
        if (g_file_get_contents(needs, &text, NULL, NULL)) {
                g_autoptr(DiagList) diags = diag_list_new();
                c->needs = need_set_from_text(text, needs, diags);
                g_autofree char *said = diag_list_to_string(diags);
                g_assert_cmpstr(said, ==, "");
        }
        c->systemd = (unsigned)g_key_file_get_integer(c->file, "info", "systemd", NULL);
        c->before = config_new();
        assign_all(c->before, c->file, "before");
        c->policy = g_new0(Policy, 1);
        c->policy->decisions = g_ptr_array_new_with_free_func(decision_free);
        c->policy->result = config_copy(c->before);
        c->policy->needs = need_set_new("");
        for (unsigned i = 1;; i++) {
                g_autofree char *group = g_strdup_printf("decision %u", i);
                if (!g_key_file_has_group(c->file, group))
                        break;
                load_decision(c, group);
        }
        return c;
}

static void case_free(Case *c)
{
        g_free(c->dir);
        g_key_file_unref(c->file);
        need_set_free(c->needs);
        config_free(c->before);
        policy_free(c->policy);
        g_free(c);
}

static void expect(const Case *c, const char *name, const char *text)
{
        g_autofree char *path = g_build_filename(c->dir, name, NULL);
        g_autofree char *expected = NULL;
        if (g_getenv("UNITLOCK_UPDATE_GOLDEN")) {
                g_assert_true(g_file_set_contents(path, text, -1, NULL));
                return;
        }
        g_assert_true(g_file_get_contents(path, &expected, NULL, NULL));
        g_assert_cmpstr(text, ==, expected);
}

static char *info_string(const Case *c, const char *key)
{
        return g_key_file_get_string(c->file, "info", key, NULL);
}

static char **info_list(const Case *c, const char *key)
{
        return g_key_file_get_string_list(c->file, "info", key, NULL, NULL);
}

static void test_case(gconstpointer data)
{
        Case *c = case_load(data);
        g_autofree char *unit = info_string(c, "unit"), *path = info_string(c, "path"), *date = info_string(c, "date"),
                        *outcome = info_string(c, "outcome");
        g_auto(GStrv) notes = info_list(c, "notes"), proven = info_list(c, "proven"),
                      uncovered = info_list(c, "uncovered"), differences = info_list(c, "differences");
        g_autoptr(Score) before = score_config(c->before, c->systemd, false, true);
        g_autoptr(Score) after = score_config(c->policy->result, c->systemd, false, true);

        DropinInfo info = {
                .unit = unit,
                .path = path,
                .version = "0.0.0",
                .systemd = c->systemd,
                .date = date,
                .needs = c->needs,
                .before = before->tenths,
                .after = after->tenths,
                .notes = (const char *const *)notes,
        };
        g_autofree char *dropin = dropin_to_text(c->policy, &info);
        expect(c, "dropin.conf", dropin);

        Report report = {
                .unit = unit,
                .systemd = c->systemd,
                .policy = c->policy,
                .needs = c->needs,
                .before = before,
                .after = after,
                .path = path,
                .dropin = dropin,
                .proven = (const char *const *)proven,
                .uncovered = (const char *const *)uncovered,
                .differences = (const char *const *)differences,
        };
        while (!g_str_equal(report_outcome_names[report.outcome], outcome))
                report.outcome++;
        g_autofree char *text = report_to_text(&report, WIDTH, false);
        expect(c, "report.txt", text);
        json_t *json = report_to_json(&report);
        char *dump = json_dumps(json, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
        g_autofree char *with_newline = g_strconcat(dump, "\n", NULL);
        expect(c, "report.json", with_newline);
        free(dump);
        json_decref(json);
        case_free(c);
}

/* What has no comments says the same as what has. */
static void test_bare(gconstpointer data)
{
        Case *c = case_load(data);
        g_autofree char *bare = dropin_to_text_bare(c->policy, NULL);
        DropinInfo info = {.unit = "x", .version = "0", .systemd = c->systemd};
        g_autofree char *full = dropin_to_text(c->policy, &info);
        g_auto(GStrv) lines = g_strsplit(full, "\n", -1);
        unsigned n_full = 0, n_bare = 0;
        for (char **line = lines; *line; line++)
                if (**line && **line != '#') {
                        g_autofree char *whole = g_strconcat("\n", *line, "\n", NULL),
                                        *in = g_strconcat("\n", bare, NULL);
                        g_assert_nonnull(strstr(in, whole));
                        n_full++;
                }
        g_auto(GStrv) bare_lines = g_strsplit(bare, "\n", -1);
        for (char **line = bare_lines; *line; line++)
                n_bare += **line ? 1 : 0;
        g_assert_cmpuint(n_full, ==, n_bare);

        /* Nothing in force is nothing: a line that only gives back costs a mount namespace too. */
        bool some[_DIRECTIVE_MAX] = {};
        g_autofree char *empty = dropin_to_text_bare(c->policy, some);
        g_assert_cmpstr(empty, ==, "");
        some[DIRECTIVE_PROTECT_SYSTEM] = true;
        g_autofree char *one = dropin_to_text_bare(c->policy, some);
        g_assert_true((strstr(one, "ReadWritePaths=") != NULL) == (strstr(bare, "ReadWritePaths=") != NULL));
        case_free(c);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_autofree char *golden = g_test_build_filename(G_TEST_DIST, "test", "golden", "dropin", NULL);
        g_autoptr(GDir) dir = g_dir_open(golden, 0, NULL);
        g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free),
                             paths = g_ptr_array_new_with_free_func(g_free);
        const char *name;
        g_assert_nonnull(dir);
        while ((name = g_dir_read_name(dir)))
                g_ptr_array_add(names, g_strdup(name));
        g_ptr_array_sort(names, strings_compare);
        g_assert_cmpuint(names->len, >, 0);
        for (guint i = 0; i < names->len; i++) {
                g_autofree char *test = g_strdup_printf("/golden/%s", (char *)names->pdata[i]);
                g_autofree char *bare = g_strdup_printf("/bare/%s", (char *)names->pdata[i]);
                char *path = g_build_filename(golden, names->pdata[i], NULL);
                g_ptr_array_add(paths, path);
                g_test_add_data_func(test, path, test_case);
                g_test_add_data_func(bare, path, test_bare);
        }
        return g_test_run();
}
