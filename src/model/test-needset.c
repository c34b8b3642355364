/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The laws of the NeedSet on random sets, its text form, and what the reader says about what is wrong. */
#include <string.h>

#include "base/diag.h"
#include "model/need.h"

static char *random_word(GRand *rand)
{
        static const char alphabet[] = "ab-\\ #\n\t\"'x\x01\xc3\xa9";
        GString *word = g_string_new(NULL);
        for (int n = g_rand_int_range(rand, 0, 5); n > 0; n--)
                g_string_append_c(word, alphabet[g_rand_int_range(rand, 0, sizeof(alphabet) - 1)]);
        return g_string_free(word, FALSE);
}

static NeedSet *random_set(GRand *rand)
{
        NeedSet *set = need_set_new("x.service");
        for (int n = g_rand_int_range(rand, 0, 30); n > 0; n--) {
                g_autofree char *word = random_word(rand);
                g_autofree char *path = g_strconcat("/", word, NULL);
                g_autofree char *source = random_word(rand);
                g_autofree char *actor = random_word(rand);
                g_autofree char *note = random_word(rand);
                bool is_path = g_rand_boolean(rand);
                need_set_add(set, is_path ? NEED_PATH : NEED_SETID_EXEC,
                             is_path ? (unsigned)g_rand_int_range(rand, 1, 4) : 0, path,
                             (Strength)g_rand_int_range(rand, 0, _STRENGTH_MAX),
                             (Phase)g_rand_int_range(rand, 0, _PHASE_MAX), source, actor, note);
                /* One need with many pieces of evidence, so that EVIDENCE_MAX matters. */
                need_set_add(set, NEED_USER, 0, "33", STRENGTH_WITNESSED, PHASE_RUN, source, actor, note);
        }
        for (int n = g_rand_int_range(rand, 0, 4); n > 0; n--) {
                g_autofree char *note = g_strdup_printf("\\ says %d", g_rand_int(rand) % 3);
                need_set_add_header(set, HEADER_NOTE, note);
                need_set_add_header(set, HEADER_LEAVE, g_rand_boolean(rand) ? "ProtectHome" : "UMask it breaks");
        }
        for (int n = g_rand_int_range(rand, 0, 4); n > 0; n--) {
                g_autofree char *source = random_word(rand);
                g_autofree char *blind = random_word(rand);
                g_autofree char *exercise = random_word(rand);
                need_set_add_coverage(set, &(Coverage){
                                                   .source = source,
                                                   .phases = (unsigned)g_rand_int_range(rand, 0, 1 << _PHASE_MAX),
                                                   .milliseconds = (guint64)g_rand_int_range(rand, 0, 100000),
                                                   .lost = (guint64)g_rand_int_range(rand, 0, 10),
                                                   .blind = (char *[]){blind, NULL},
                                                   .exercises = (char *[]){exercise, NULL},
                                           });
        }
        return set;
}

static NeedSet *joined(const NeedSet *a, const NeedSet *b)
{
        NeedSet *set = need_set_copy(a);
        need_set_union(set, b);
        return set;
}

static void assert_equal(const NeedSet *a, const NeedSet *b)
{
        g_autofree char *a_text = need_set_to_text(a);
        g_autofree char *b_text = need_set_to_text(b);
        g_assert_cmpstr(a_text, ==, b_text);
        g_assert_true(need_set_equal(a, b));
}

static void test_union_laws(void)
{
        g_autoptr(GRand) rand = g_rand_new_with_seed((guint32)g_test_rand_int());
        for (int round = 0; round < 500; round++) {
                g_autoptr(NeedSet) a = random_set(rand);
                g_autoptr(NeedSet) b = random_set(rand);
                g_autoptr(NeedSet) c = random_set(rand);
                g_autoptr(NeedSet) ab = joined(a, b);
                g_autoptr(NeedSet) ba = joined(b, a);
                g_autoptr(NeedSet) bc = joined(b, c);
                g_autoptr(NeedSet) ab_c = joined(ab, c);
                g_autoptr(NeedSet) a_bc = joined(a, bc);
                g_autoptr(NeedSet) aa = joined(a, a);
                assert_equal(ab, ba);
                assert_equal(ab_c, a_bc);
                assert_equal(aa, a);
                for (unsigned i = 0; i < a->entries->len; i++) {
                        const NeedEntry *entry = g_ptr_array_index(a->entries, i);
                        const NeedEntry *found =
                                need_set_find(ab, entry->need.kind, entry->need.access, entry->need.subject);
                        g_assert_nonnull(found);
                        g_assert_cmpuint(found->evidence->len, >, 0);
                        g_assert_cmpuint(found->evidence->len, <=, EVIDENCE_MAX);
                        g_assert_true(need_set_has(ab, entry->need.kind, entry->need.subject));
                }
        }
}

static void test_text_round_trip(void)
{
        g_autoptr(GRand) rand = g_rand_new_with_seed((guint32)g_test_rand_int());
        for (int round = 0; round < 500; round++) {
                g_autoptr(NeedSet) set = random_set(rand);
                g_autofree char *text = need_set_to_text(set);
                g_autoptr(DiagList) diags = diag_list_new();
                g_autoptr(NeedSet) back = need_set_from_text(text, "x.needs", diags);
                if (!back) {
                        g_autofree char *said = diag_list_to_string(diags);
                        g_error("%s\n%s", said, text);
                }
                assert_equal(set, back);
        }
}

static void test_text(void)
{
        g_autoptr(NeedSet) set = need_set_new("nginx.service");
        need_set_add(set, NEED_PATH, ACCESS_READ | ACCESS_WRITE, "/var/log/a file", STRENGTH_DECLARED, PHASE_NONE,
                     "logrotate", "/etc/logrotate.d/nginx:1", NULL);
        need_set_add(set, NEED_CAPABILITY, 0, "CAP_SETGID", STRENGTH_WITNESSED, PHASE_START, "observe",
                     "/usr/sbin/nginx", "setgid to www-data, \"group 33\"");
        need_set_add(set, NEED_CAPABILITY, 0, "CAP_SETGID", STRENGTH_DECLARED, PHASE_NONE, "profile", "", NULL);
        need_set_add_coverage(set, &(Coverage){.source = (char *)"observe",
                                               .phases = 1 << PHASE_START | 1 << PHASE_RUN,
                                               .milliseconds = 12045,
                                               .exercises = (char *[]){(char *)"curl http://localhost/", NULL}});
        g_autofree char *text = need_set_to_text(set);
        g_assert_cmpstr(text, ==,
                        "unitlock-needs 1\n"
                        "unit nginx.service\n"
                        "\n"
                        "coverage observe\n"
                        "        phases start run\n"
                        "        watched 12.045 s\n"
                        "        exercise curl http://localhost/\n"
                        "\n"
                        "capability CAP_SETGID\n"
                        "        witnessed start observe /usr/sbin/nginx setgid to www-data, \"group 33\"\n"
                        "        declared - profile -\n"
                        "\n"
                        "path read,write /var/log/a\\x20file\n"
                        "        declared - logrotate /etc/logrotate.d/nginx:1\n");
        const NeedEntry *entry = need_set_find(set, NEED_CAPABILITY, 0, "CAP_SETGID");
        g_assert_cmpint(need_entry_best(entry)->strength, ==, STRENGTH_WITNESSED);
}

/* What a person may do to the file: comments, other indentation, no header, evidence in any order. */
static void test_text_edited(void)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(NeedSet) set = need_set_from_text("# a profile\n"
                                                    "path\twrite,read   /var/x\r\n"
                                                    "\n"
                                                    "  # why:\n"
                                                    "\tdeclared - me\n"
                                                    " possible - elf /usr/bin/x  calls open  there\n",
                                                    "p", diags);
        g_assert_false(diag_list_has_errors(diags));
        g_assert_nonnull(set);
        const NeedEntry *entry = need_set_find(set, NEED_PATH, ACCESS_READ | ACCESS_WRITE, "/var/x");
        g_assert_nonnull(entry);
        g_assert_cmpuint(entry->evidence->len, ==, 2);
        g_assert_cmpstr(need_entry_best(entry)->note, ==, "calls open  there");
}

static void test_text_errors(void)
{
        static const struct {
                const char *text;
                unsigned line, column;
                const char *part;
        } cases[] = {
                {"unitlock-needs 2\n", 1, 16, "format"},
                {"\nfrob x\n", 2, 1, "no kind of need"},
                {"stability good\n", 1, 11, "tested"},
                {"package nginx\n", 1, 9, "NAME VERSION SUITE"},
                {"own var/x\n", 1, 5, "absolute path"},
                {"leave Frob it breaks\n", 1, 7, "name of a directive"},
                {"note\n", 1, 5, "line of text"},
                {"path read relative\n declared - x\n", 1, 11, "absolute path"},
                {"path fly /x\n declared - x\n", 1, 6, "no access"},
                {"path\n", 1, 0, "which access"},
                {"capability CAP_SETGID\n", 1, 0, "no evidence"},
                {"capability CAP_SETGID\n# nothing\nuser 1\n declared - x\n", 1, 0, "no evidence"},
                {"capability CAP_FLY\n declared - x\n", 1, 12, "name of a capability"},
                {"user 33 34\n declared - x\n", 1, 9, "too much"},
                {"user 33\n surely - x\n", 2, 2, "no strength"},
                {"user 33\n declared sometime x\n", 2, 11, "no phase"},
                {"user 33\n declared\n", 2, 0, "evidence needs"},
                {" declared - x\n", 1, 2, "belongs to"},
                {"coverage x\n watched long\n", 2, 10, "seconds"},
                {"coverage x\n lost -1\n", 2, 7, "number of events"},
                {"coverage x\n colour red\n", 2, 2, "nothing that coverage has"},
                {"setid-exec /\\q\n declared - x\n", 1, 12, "bad escape"},
                {"user 1\n declared - x - \\x00\n", 2, 17, "bad escape"},
                {"behaviour flying\n declared - x\n", 1, 11, "a behaviour"},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(DiagList) diags = diag_list_new();
                g_autoptr(NeedSet) set = need_set_from_text(cases[i].text, "f", diags);
                g_autofree char *said = diag_list_to_string(diags);
                g_test_message("%s -> %s", cases[i].text, said);
                g_assert_null(set);
                g_assert_cmpuint(diags->items->len, ==, 1);
                const Diag *diag = g_ptr_array_index(diags->items, 0);
                g_assert_cmpuint(diag->line, ==, cases[i].line);
                g_assert_cmpuint(diag->column, ==, cases[i].column);
                g_assert_nonnull(strstr(diag->message, cases[i].part));
        }
}

static void test_cap_on_evidence(void)
{
        g_autoptr(NeedSet) set = need_set_new(NULL);
        for (int i = 0; i < 3 * EVIDENCE_MAX; i++) {
                g_autofree char *note = g_strdup_printf("%02d", i);
                need_set_add(set, NEED_GROUP, 0, "1", STRENGTH_DECLARED, PHASE_NONE, "s", NULL, note);
        }
        need_set_add(set, NEED_GROUP, 0, "1", STRENGTH_WITNESSED, PHASE_RUN, "s", NULL, "seen");
        const NeedEntry *entry = need_set_find(set, NEED_GROUP, 0, "1");
        g_assert_cmpuint(entry->evidence->len, ==, EVIDENCE_MAX);
        g_assert_cmpstr(need_entry_best(entry)->note, ==, "seen");
}

static void test_describe(void)
{
        static const struct {
                Need need;
                const char *said;
        } cases[] = {
                {{NEED_PATH, ACCESS_WRITE, (char *)"/x"}, "writes /x"},
                {{NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, (char *)"/x"}, "reads, writes and makes /x"},
                {{NEED_CAPABILITY, 0, (char *)"CAP_SETGID"}, "uses CAP_SETGID (may become other groups)"},
                {{NEED_BEHAVIOUR, 0, (char *)"realtime"}, "uses real-time scheduling"},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *said = need_describe(&cases[i].need);
                g_assert_cmpstr(said, ==, cases[i].said);
        }
        for (int kind = 0; kind < _NEED_MAX; kind++) {
                const Need need = {(NeedKind)kind, need_kind_has_access((NeedKind)kind) ? ACCESS_OWN : 0, (char *)"s"};
                g_autofree char *said = need_describe(&need);
                g_assert_cmpstr(said, !=, "");
        }
}

/* The manual page unitlock-needs(5): the file that it shows, and each need that it gives as an example in bold. */
static void test_manual(void)
{
        g_autofree char *path = g_test_build_filename(G_TEST_DIST, "man", "unitlock-needs.5.scd", NULL);
        g_autofree char *page = NULL;
        g_autoptr(GError) error = NULL;
        g_file_get_contents(path, &page, NULL, &error);
        g_assert_no_error(error);

        g_auto(GStrv) blocks = g_strsplit(page, "```\n", 3);
        g_assert_cmpuint(g_strv_length(blocks), ==, 3);
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(NeedSet) set = need_set_from_text(blocks[1], "manual", diags);
        g_autofree char *complaints = diag_list_to_string(diags);
        g_assert_cmpstr(complaints, ==, "");
        g_assert_true(need_set_has(set, NEED_CAPABILITY, "CAP_SETGID"));

        char *kinds = strstr(blocks[2], "\n# KINDS\n"), *end = strstr(blocks[2], "\n# ACCESS\n");
        g_assert_true(kinds && end && kinds < end);
        *end = '\0';
        g_auto(GStrv) words = g_strsplit(kinds, "*", -1);
        unsigned examples = 0;
        for (unsigned i = 1; words[i] && words[i + 1]; i += 2) {
                g_strdelimit(words[i], "\n\t", ' ');
                if (!strchr(words[i], ' '))
                        continue;
                g_test_message("%s", words[i]);
                g_autofree char *text = g_strdup_printf("%s\n\tdeclared - manual\n", words[i]);
                g_autoptr(NeedSet) example = need_set_from_text(text, "manual", diags);
                g_assert_nonnull(example);
                examples++;
        }
        g_assert_cmpuint(examples, >=, 10);
}

static bool is_path(const NeedEntry *entry, void *userdata)
{
        (*(unsigned *)userdata)++;
        return entry->need.kind == NEED_PATH;
}

static void test_filter(void)
{
        const Coverage coverage = {.source = (char *)"observe", .milliseconds = 5};
        g_autoptr(NeedSet) set = need_set_new("x.service"), expected = need_set_new("x.service"), got = NULL;
        unsigned asked = 0;

        need_set_add(expected, NEED_PATH, ACCESS_READ, "/etc/x", STRENGTH_WITNESSED, PHASE_RUN, "observe", "", "");
        need_set_add(expected, NEED_PATH, ACCESS_READ, "/etc/x", STRENGTH_DECLARED, PHASE_NONE, "unit", "", "");
        need_set_add_coverage(expected, &coverage);
        need_set_add_header(expected, HEADER_NOTE, "kept");
        need_set_union(set, expected);
        need_set_add(set, NEED_SYSCALL, 0, "mbind", STRENGTH_WITNESSED, PHASE_RUN, "observe", "", "");
        got = need_set_filter(set, is_path, &asked);
        g_assert_true(need_set_equal(got, expected));
        g_assert_cmpuint(asked, >=, 2);
        g_assert_cmpuint(set->entries->len, ==, 2);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/needset/union-laws", test_union_laws);
        g_test_add_func("/needset/text", test_text);
        g_test_add_func("/needset/text-round-trip", test_text_round_trip);
        g_test_add_func("/needset/text-edited", test_text_edited);
        g_test_add_func("/needset/text-errors", test_text_errors);
        g_test_add_func("/needset/cap-on-evidence", test_cap_on_evidence);
        g_test_add_func("/needset/describe", test_describe);
        g_test_add_func("/needset/filter", test_filter);
        g_test_add_func("/needset/manual", test_manual);
        return g_test_run();
}
