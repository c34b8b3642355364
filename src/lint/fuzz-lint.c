/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a service, with any bytes as the script that it runs and as the socket that it is passed: parts of the
 * input, separated by NUL NUL. What must hold: each finding has a text, a rule of the table, and a place within the
 * file; they are sorted; the same input gives the same findings for every version. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lint/lint.h"
#include "lint/rule.h"
#include "model/directive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)           \
        do {                      \
                if (!(condition)) \
                        abort();  \
        } while (0)

/* Takes what is before the next separator. */
static char *take_part(const uint8_t **data, size_t *size, size_t *ret_length)
{
        const uint8_t *end = memmem(*data, *size, "\0\0", 2);
        size_t length = end ? (size_t)(end - *data) : *size;
        char *part = g_malloc(length + 1);
        memcpy(part, *data, length);
        part[length] = '\0';
        *ret_length = length;
        *data += MIN(length + 2, *size);
        *size -= MIN(length + 2, *size);
        return part;
}

static UnitView *load_part(const char *name, const uint8_t **data, size_t *size, DiagList *diags)
{
        size_t length;
        g_autofree char *text = take_part(data, size, &length);
        UnitFile *file = unit_file_parse(name, text, length, diags);
        return unit_load_parsed(name, NULL, file, NULL, NULL, diags);
}

static void check_findings(const GPtrArray *findings, const UnitView *view)
{
        const UnitFile *file = view->files->pdata[0];
        for (guint i = 0; i < findings->len; i++) {
                const Finding *finding = findings->pdata[i];
                MUST(*finding->message && lint_rule_find(finding->rule->id) == finding->rule);
                MUST(finding->place.file && finding->place.line <= file->line_ends->len + 1);
                MUST(i == 0 || finding_compare(findings->pdata[i - 1], finding) <= 0);
        }
}

static void surroundings_fill(Surroundings *around, char *script, const UnitView *socket)
{
        Program *program = g_new0(Program, 1);
        *program = (Program){.path = g_strdup("/usr/lib/foo/start"),
                             .kind = PROGRAM_SCRIPT,
                             .interpreter = g_strdup("/bin/sh"),
                             .text = script};
        g_ptr_array_add(around->programs, program);
        g_ptr_array_add(around->sockets, (gpointer)socket);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        if (size == 0)
                return 0;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitView) view = load_part("fuzz@a.service", &data, &size, diags);
        view->user = size % 7 == 1;
        size_t length;
        char *script = take_part(&data, &size, &length);
        g_autoptr(UnitView) socket = load_part("fuzz@a.socket", &data, &size, NULL);

        InputUnit unit = {.name = view->name, .where = (char *)"<fuzz>", .view = view, .diags = diags};
        g_autoptr(Surroundings) around = surroundings_new(&unit, NULL);
        surroundings_fill(around, script, socket);
        around->multi_arch = true;
        for (unsigned systemd = SYSTEMD_OLDEST; systemd <= SYSTEMD_NEWEST; systemd += 5) {
                const LintInput input = {.unit = view, .diags = diags, .surroundings = around, .systemd = systemd};
                g_autoptr(GPtrArray) findings = lint_unit(&input), again = lint_unit(&input);
                check_findings(findings, view);
                MUST(findings->len == again->len);
        }
        return 0;
}
