/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock lint: what is wrong with the confinement of units, by their files alone. Reads, and runs nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/exit.h"
#include "cli/pager.h"
#include "cli/verb.h"
#include "facts/surroundings.h"
#include "input/input.h"
#include "lint/lint.h"
#include "lint/rule.h"
#include "model/directive.h"
#include "sink/findings.h"

static const Option options[] = {
        OPTION_JSON,
        {"sarif", 0, NULL, 0, "Print a SARIF 2.1.0 log, for forges and editors"},
        {"lintian", 0, NULL, 0, "Print a line for each finding, as lintian does"},
        {"systemd-version", 0, "N", 0,
         "The systemd that the units are for; default: that of the tree, or this machine's"},
        {"fail-on", 0, "note|warning|error|never", 0,
         "Exit with status 1 if there is a finding of this severity or above; default: warning"},
        {"ignore", 0, "RULE", OPTION_LIST, "Leave out the findings of a rule; may be given more than once"},
        OPTION_ROOT,
        OPTION_NO_PAGER,
        OPTION_QUIET,
        {},
};

/* What the command line asks for. */
typedef struct Request {
        unsigned systemd;
        Severity fail_on; /* _SEVERITY_MAX: never */
        int json;         /* index into json_modes */
        const char *const *ignored;
} Request;

enum { JSON_PRETTY, JSON_SHORT, JSON_OFF, JSON_DEFAULT };
static const char *const json_modes[] = {"pretty", "short", "off", "", NULL};

static bool usage(GError **error, const char *message)
{
        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_USAGE, "%s (see 'unitlock lint --help')", message);
        return false;
}

static bool read_version(const Arguments *arguments, unsigned *ret, GError **error)
{
        const char *text = arguments_get(arguments, "systemd-version");
        if (!text) {
                unsigned installed = unit_installed_systemd(arguments_get(arguments, "root"));
                *ret = CLAMP(installed ? installed : SYSTEMD_NEWEST, SYSTEMD_OLDEST, SYSTEMD_NEWEST);
                return true;
        }
        guint64 version;
        if (!g_ascii_string_to_unsigned(text, 10, SYSTEMD_OLDEST, 9999, &version, NULL)) {
                g_autofree char *message = g_strdup_printf("Option --systemd-version: '%s' is no version from %u on",
                                                           text, SYSTEMD_OLDEST);
                return usage(error, message);
        }
        *ret = MIN((unsigned)version, SYSTEMD_NEWEST);
        return true;
}

static bool read_request(const Arguments *arguments, Request *request, GError **error)
{
        static const char *const severities[] = {"note", "warning", "error", "never", NULL};
        request->json = arguments_choice(arguments, "json", json_modes, JSON_OFF, error);
        int fail_on = arguments_choice(arguments, "fail-on", severities, SEVERITY_WARNING, error);
        if (request->json < 0 || fail_on < 0 || !read_version(arguments, &request->systemd, error))
                return false;
        request->fail_on = (Severity)fail_on;
        request->ignored = arguments_get_list(arguments, "ignore");
        for (const char *const *id = request->ignored; *id; id++)
                if (!lint_rule_find(*id)) {
                        g_autofree char *message = g_strdup_printf(
                                "Option --ignore: there is no rule '%s'; unitlock-lint(1) lists them", *id);
                        return usage(error, message);
                }
        bool json = request->json != JSON_OFF, sarif = arguments_has(arguments, "sarif"),
             lintian = arguments_has(arguments, "lintian");
        if (json + sarif + lintian > 1)
                return usage(error, "Give only one of --json, --sarif and --lintian");
        if (!arguments_words(arguments)[0] && !arguments_has(arguments, "root"))
                return usage(error, "Give files, directories, packages or units to look at, or --root=");
        return true;
}

static Input *read_input(const Arguments *arguments, const InputOptions *input_options)
{
        Input *input = input_new(input_options);
        char *const *words = arguments_words(arguments);
        if (!*words)
                input_add_all(input);
        for (; *words; words++)
                input_add(input, *words);
        return input;
}

/* All findings of all services, unit after unit; *ret_units is how many were looked at. */
static GPtrArray *look(const Input *input, const Request *request, unsigned *ret_units)
{
        GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free);
        *ret_units = 0;
        for (guint i = 0; i < input->units->len; i++) {
                const InputUnit *unit = input->units->pdata[i];
                if (!g_str_has_suffix(unit->view->name, ".service"))
                        continue;
                (*ret_units)++;
                g_autoptr(Surroundings) surroundings = surroundings_new(unit, input->units);
                const LintInput lint = {.unit = unit->view,
                                        .diags = unit->diags,
                                        .surroundings = surroundings,
                                        .systemd = request->systemd};
                g_autoptr(GPtrArray) findings = lint_unit(&lint);
                for (guint k = 0; k < findings->len; k++) {
                        Finding *finding = findings->pdata[k];
                        if (!g_strv_contains(request->ignored, finding->rule->id)) {
                                g_ptr_array_add(all, finding);
                                findings->pdata[k] = NULL;
                        }
                }
        }
        return all;
}

static void print_json(json_t *object, bool pretty)
{
        char *text = json_dumps(object, (pretty ? JSON_INDENT(2) : JSON_COMPACT));
        puts(text);
        free(text);
        json_decref(object);
}

static char *to_text(const Arguments *arguments, const Request *request, const GPtrArray *findings, unsigned units)
{
        g_autofree char *text = findings_to_text(findings, stdout);
        if (arguments_has(arguments, "quiet"))
                return g_steal_pointer(&text);
        g_autofree char *summary = findings_summary(findings, units);
        return g_strdup_printf("%s%s%s, for systemd %u\n", text, findings->len ? "\n" : "", summary, request->systemd);
}

static void print(const Arguments *arguments, const Request *request, const GPtrArray *findings, unsigned units)
{
        if (request->json != JSON_OFF)
                print_json(findings_to_json(findings, units, request->systemd), request->json != JSON_SHORT);
        else if (arguments_has(arguments, "sarif"))
                print_json(findings_to_sarif(findings), true);
        else if (arguments_has(arguments, "lintian")) {
                g_autofree char *text = findings_to_lintian(findings);
                fputs(text, stdout);
        } else {
                g_autofree char *text = to_text(arguments, request, findings, units);
                pager_show(text, !arguments_has(arguments, "no-pager"));
        }
}

static int run(const Arguments *arguments, GError **error)
{
        Request request;
        unsigned units, errors;
        if (!read_request(arguments, &request, error))
                return UNITLOCK_EXIT_USAGE;
        const InputOptions input_options = {.root = arguments_get(arguments, "root")};
        g_autoptr(Input) input = read_input(arguments, &input_options);
        g_autoptr(GPtrArray) findings = look(input, &request, &units);
        print(arguments, &request, findings, units);
        if (input->diags->items->len) {
                g_autofree char *said = diag_list_to_string(input->diags);
                fflush(stdout);
                fputs(said, stderr);
        }
        for (guint i = 0; i < findings->len; i++)
                if (((const Finding *)findings->pdata[i])->rule->severity >= request.fail_on)
                        return UNITLOCK_EXIT_FAILED;
        errors = diag_list_count_errors(input->diags);
        return errors > input->missing ? UNITLOCK_EXIT_INPUT : errors ? UNITLOCK_EXIT_NOT_FOUND : UNITLOCK_EXIT_OK;
}

const Verb verb_lint = {
        .name = "lint",
        .synopsis = "[FILE...]",
        .summary = "Find what is wrong with the confinement of units",
        .help = "Looks at service units as they lie in files: a unit file, a directory such as debian/, a package, a "
                "tree "
                "by --root=, a\n"
                "unit of this machine by its name, or - for standard input. Each finding has a place, a rule and what "
                "to "
                "do. Nothing of\n"
                "what is read is run, and no privilege is needed. unitlock-lint(1) has the table of rules.\n\n"
                "The exit status is 0 if there is nothing to say at the severity of --fail-on or above, else 1.",
        .options = options,
        .max_words = G_MAXUINT,
        .run = run,
};
