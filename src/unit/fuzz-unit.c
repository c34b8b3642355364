/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a unit file: parsed, written back, applied to a view, read as a configuration. What must hold: the bytes
 * come back, positions lie in the file, a command line that is written is read as the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "unit/canonical.h"
#include "unit/exec-line.h"
#include "unit/load-internal.h"
#include "unit/parse.h"
#include "unit/unit-name.h"
#include "unit/unit.h"
#include "unit/words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)           \
        do {                      \
                if (!(condition)) \
                        abort();  \
        } while (0)

static void check_positions(const UnitFile *file)
{
        for (guint i = 0; i < file->lines->len; i++) {
                const UnitLine *line = file->lines->pdata[i];
                if (line->kind != UNIT_LINE_ASSIGNMENT)
                        continue;
                unsigned row, column;
                unit_line_position(file, line, strlen(line->value), &row, &column);
                MUST(row >= line->line && row <= file->line_ends->len + 1);
                MUST(utf8_valid_length(line->value, strlen(line->value)) == strlen(line->value));
        }
}

static void check_commands(const UnitView *view)
{
        g_auto(GStrv) values = unit_view_get_all(view, "Service", "ExecStart");
        for (char **value = values; *value; value++) {
                size_t offset = 0;
                g_autoptr(GPtrArray) lines = exec_line_parse(*value, &offset, NULL);
                MUST(offset <= strlen(*value));
                for (guint i = 0; lines && i < lines->len; i++) {
                        g_autofree char *text = exec_line_to_string(lines->pdata[i]);
                        g_autoptr(GPtrArray) again = exec_line_parse(text, NULL, NULL);
                        MUST(again && again->len == 1);
                        g_autofree char *twice = exec_line_to_string(again->pdata[0]);
                        MUST(strcmp(text, twice) == 0);
                }
        }
}

static void check_config(const UnitView *view)
{
        g_autoptr(Config) config = unit_view_to_config(view);
        CanonicalContext context = {.unit = view->name, .systemd = SYSTEMD_NEWEST};
        g_autoptr(Config) once = config_canonical(config, &context);
        for (unsigned i = 0; i < _DIRECTIVE_MAX; i++)
                MUST(!once->lines[i] || once->lines[i][0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(UnitFile) file = unit_file_parse("fuzz@a-b.service", (const char *)data, size, diags);
        size_t length;
        g_autofree char *back = unit_file_to_text(file, &length);
        MUST(length == size && (size == 0 || memcmp(back, data, size) == 0));
        MUST(!file->broken || diag_list_has_errors(diags));
        check_positions(file);

        g_autoptr(UnitView) view = unit_view_new("fuzz-x@a-b.service");
        SpecifierFacts facts = {.hostname = (char *)"host", .runtime = (char *)"/run", .home = (char *)"/root"};
        SpecifierContext context = {.unit = view->name, .facts = &facts};
        view->state = unit_view_apply(view, file, &context, diags) ? UNIT_LOADED : UNIT_BAD;
        check_commands(view);
        check_config(view);
        g_autofree char *problems = diag_list_to_string(diags);
        MUST(problems);

        /* The same bytes as a name. */
        g_autofree char *name = g_strndup(size > 0 ? (const char *)data : "", MIN(size, 300));
        g_autofree char *escaped = unit_name_escape(name), *plain = unit_name_unescape(escaped);
        MUST(plain && strcmp(plain, name) == 0);
        if (unit_name_is_valid(name)) {
                g_autofree char *prefix = unit_name_prefix(name), *instance = unit_name_instance(name);
                MUST(prefix && *prefix && (!instance || strlen(instance) < strlen(name)));
        }
        return 0;
}
