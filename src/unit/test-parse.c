/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "base/file.h"
#include "unit/golden.h"
#include "unit/parse.h"

static const char *const kinds[] = {"blank", "comment", "section", "assignment", "bad", "unread"};

static char *dump(const UnitFile *file)
{
        GString *out = g_string_new(NULL);
        for (guint i = 0; i < file->lines->len; i++) {
                const UnitLine *line = file->lines->pdata[i];
                g_string_append_printf(out, "%u %s %zu+%zu", line->line, kinds[line->kind], line->offset, line->length);
                if (line->kind == UNIT_LINE_SECTION)
                        g_string_append_printf(out, " [%s]", line->section);
                if (line->kind == UNIT_LINE_ASSIGNMENT)
                        g_string_append_printf(out, " [%s] %s=<%s>", line->section, line->name, line->value);
                g_string_append_c(out, '\n');
        }
        if (file->broken)
                g_string_append(out, "broken\n");
        return g_string_free(out, FALSE);
}

static void check_lossless(const UnitFile *file, const char *text, size_t length)
{
        size_t written;
        g_autofree char *back = unit_file_to_text(file, &written);
        g_assert_cmpmem(back, written, text, length);
}

static void run_case(const char *directory)
{
        g_autofree char *path = g_build_filename(directory, "input", NULL), *text = NULL;
        size_t length;
        g_autoptr(GError) error = NULL;
        g_assert_true(file_read(path, 0, &text, &length, &error));
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitFile) file = unit_file_parse("input", text, length, diags);
        check_lossless(file, text, length);

        g_autofree char *lines = dump(file), *problems = diag_list_to_string(diags);
        g_autofree char *got = g_strconcat(lines, problems, NULL);
        golden_check(directory, "expected", got);
}

static void test_golden(void)
{
        golden_run("parse", run_case);
}

static void check_long(size_t length, bool broken)
{
        g_autoptr(GString) text = g_string_new("[Service]\nX=");
        while (text->len < strlen("[Service]\n") + length)
                g_string_append_c(text, 'y');
        g_string_append(text, "\nAfter=z\n");
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitFile) file = unit_file_parse("long", text->str, text->len, diags);
        check_lossless(file, text->str, text->len);
        g_assert_cmpint(file->broken, ==, broken);
        g_assert_cmpint(diag_list_has_errors(diags), ==, broken);
}

static void test_long(void)
{
        check_long(UNIT_LINE_MAX - 1, false);
        check_long(UNIT_LINE_MAX, true);

        /* The same limit for what continuation lines add up to; and many of them are read in linear time. */
        g_autoptr(GString) text = g_string_new("[Service]\nX=\\\n");
        for (unsigned i = 0; i < UNIT_LINE_MAX; i++)
                g_string_append(text, "y\\\n");
        g_autoptr(UnitFile) file = unit_file_parse("long", text->str, text->len, NULL);
        g_assert_true(file->broken);
        check_lossless(file, text->str, text->len);
}

static void test_positions(void)
{
        const char *text = "[Service]\n  ExecStart=/bin/x \\\n# between\n   second \\\n  'third\n";
        g_autoptr(UnitFile) file = unit_file_parse("p", text, strlen(text), NULL);
        g_assert_cmpuint(file->lines->len, ==, 2);
        const UnitLine *line = file->lines->pdata[1];
        g_assert_cmpstr(line->value, ==, "/bin/x     second    'third");
        unsigned row, column;
        unit_line_position(file, line, 0, &row, &column);
        g_assert_cmpuint(row, ==, 2);
        g_assert_cmpuint(column, ==, 13);
        unit_line_position(file, line, (size_t)(strstr(line->value, "second") - line->value), &row, &column);
        g_assert_cmpuint(row, ==, 4);
        g_assert_cmpuint(column, ==, 4);
        unit_line_position(file, line, (size_t)(strchr(line->value, '\'') - line->value), &row, &column);
        g_assert_cmpuint(row, ==, 5);
        g_assert_cmpuint(column, ==, 3);
}

/* Columns count characters: not bytes, not cells of a terminal, not units of UTF-16. */
static void test_columns(void)
{
        static const struct {
                const char *text;
                unsigned row, column; /* of the "x" */
        } cases[] = {
                {"[Service]\nA=\xc3\xbc x\n", 2, 5},                      /* an umlaut */
                {"[Service]\nA=\xf0\x9f\x98\x80 x\n", 2, 5},              /* an emoji, beyond the first plane */
                {"[Service]\nA=u\xcc\x88 x\n", 2, 6},                     /* a combining umlaut is two */
                {"[Service]\n\tA=\tx\n", 2, 5},                           /* a tab is one */
                {"[Service]\r\nA=\xc3\xbc x\r\n", 2, 5},                  /* as Windows ends lines */
                {"[Service]\nA=\xc3\xbc \\\n\xc3\xbc\xc3\xbc x\n", 3, 4}, /* a continued line */
                {"[Service]\r\nA=1 \\\r\n# \xc3\xbc\r\n\t\xc3\xbc x\r\n", 4, 4},
                {"\xef\xbb\xbf[S] \\\n]\nA=x\n", 3, 3}, /* a byte order mark is none */
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(UnitFile) file = unit_file_parse("p", cases[i].text, strlen(cases[i].text), NULL);
                const UnitLine *line = file->lines->pdata[file->lines->len - 1];
                unsigned row, column;
                unit_line_position(file, line, (size_t)(strchr(line->value, 'x') - line->value), &row, &column);
                g_test_message("%u", i);
                g_assert_cmpuint(row, ==, cases[i].row);
                g_assert_cmpuint(column, ==, cases[i].column);
        }
        g_autoptr(DiagList) diags = diag_list_new();
        const char *marked = "\xef\xbb\xbfname[\n[Service\n";
        g_autoptr(UnitFile) file = unit_file_parse("p", marked, strlen(marked), diags);
        g_autofree char *said = diag_list_to_string(diags);
        g_test_message("%s", said);
        g_assert_nonnull(strstr(said, "p:1:1: warning"));
        g_assert_nonnull(strstr(said, "p:2:1: error"));
}

static void test_flood(void)
{
        g_autoptr(GString) text = g_string_new("[Service]\n");
        for (unsigned i = 0; i < 1000; i++)
                g_string_append(text, "nonsense\n");
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitFile) file = unit_file_parse("flood", text->str, text->len, diags);
        g_assert_cmpuint(file->lines->len, ==, 1001);
        g_assert_cmpuint(diags->items->len, ==, 101);

        /* What ends the reading is told nevertheless. */
        g_string_append(text, "[Unit\n");
        g_autoptr(DiagList) more = diag_list_new();
        g_autoptr(UnitFile) broken = unit_file_parse("flood", text->str, text->len, more);
        g_assert_true(broken->broken);
        g_assert_true(diag_list_has_errors(more));
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/parse/golden", test_golden);
        g_test_add_func("/parse/long", test_long);
        g_test_add_func("/parse/positions", test_positions);
        g_test_add_func("/parse/columns", test_columns);
        g_test_add_func("/parse/flood", test_flood);
        return g_test_run();
}
