/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Findings as a SARIF log (OASIS, Static Analysis Results Interchange Format 2.1.0), which forges and editors read. All
 * rules are listed, whether they found something or not, since readers of the log look their texts up there. */
#include <string.h>

#include "lint/rule.h"
#include "sink/findings.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

static json_t *string(const char *text)
{
        g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
        return json_string(valid);
}

static json_t *message(const char *text)
{
        json_t *object = json_object();
        json_object_set_new(object, "text", string(text));
        return object;
}

static const char *level(Severity severity)
{
        static const char *const levels[_SEVERITY_MAX] = {
                [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
        return levels[severity];
}

/* A path as a URI reference: absolute ones with a scheme, relative ones as they are. */
static char *uri_of(const char *path)
{
        g_autofree char *escaped = g_uri_escape_string(path, "/", FALSE);
        return *path == '/' ? g_strconcat("file://", escaped, NULL) : g_steal_pointer(&escaped);
}

static json_t *location(const FindingPlace *place)
{
        json_t *object = json_object(), *physical = json_object(), *artifact = json_object();
        g_autofree char *uri = uri_of(place->file ? place->file : "");
        json_object_set_new(artifact, "uri", string(uri));
        json_object_set_new(physical, "artifactLocation", artifact);
        if (place->line) {
                json_t *region = json_object();
                json_object_set_new(region, "startLine", json_integer(place->line));
                if (place->column)
                        json_object_set_new(region, "startColumn", json_integer(place->column));
                json_object_set_new(physical, "region", region);
        }
        json_object_set_new(object, "physicalLocation", physical);
        if (place->note)
                json_object_set_new(object, "message", message(place->note));
        return object;
}

static json_t *rules(void)
{
        json_t *array = json_array();
        for (const LintRule *rule = lint_rules; rule->id; rule++) {
                json_t *object = json_object(), *configuration = json_object();
                g_autofree char *title = g_strconcat(rule->title, ".", NULL);
                json_object_set_new(object, "id", string(rule->id));
                json_object_set_new(object, "shortDescription", message(title));
                json_object_set_new(object, "fullDescription", message(rule->why));
                json_object_set_new(object, "help", message(rule->why));
                json_object_set_new(configuration, "level", string(level(rule->severity)));
                json_object_set_new(object, "defaultConfiguration", configuration);
                json_array_append_new(array, object);
        }
        return array;
}

static json_t *result(const Finding *finding)
{
        json_t *object = json_object(), *locations = json_array();
        g_autofree char *text = finding->fix ? g_strdup_printf("%s. %s.", finding->message, finding->fix)
                                             : g_strdup_printf("%s.", finding->message);
        json_object_set_new(object, "ruleId", string(finding->rule->id));
        json_object_set_new(object, "ruleIndex", json_integer((json_int_t)(finding->rule - lint_rules)));
        json_object_set_new(object, "level", string(level(finding->rule->severity)));
        json_object_set_new(object, "message", message(text));
        json_array_append_new(locations, location(&finding->place));
        json_object_set_new(object, "locations", locations);
        if (finding->other.file) {
                json_t *related = json_array();
                json_array_append_new(related, location(&finding->other));
                json_object_set_new(object, "relatedLocations", related);
        }
        return object;
}

json_t *findings_to_sarif(const GPtrArray *findings)
{
        json_t *log = json_object(), *runs = json_array(), *run = json_object(), *tool = json_object(),
               *driver = json_object(), *results = json_array();
        json_object_set_new(driver, "name", string("unitlock"));
        json_object_set_new(driver, "version", string(UNITLOCK_VERSION));
        json_object_set_new(driver, "rules", rules());
        json_object_set_new(tool, "driver", driver);
        json_object_set_new(run, "tool", tool);
        for (guint i = 0; i < findings->len; i++)
                json_array_append_new(results, result(findings->pdata[i]));
        json_object_set_new(run, "columnKind", string("unicodeCodePoints")); /* else they would be UTF-16 units */
        json_object_set_new(run, "results", results);
        json_array_append_new(runs, run);
        json_object_set_new(log, "$schema", string(SCHEMA));
        json_object_set_new(log, "version", string("2.1.0"));
        json_object_set_new(log, "runs", runs);
        return log;
}
