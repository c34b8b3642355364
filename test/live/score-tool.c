/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exposures, row by row, for the live tests to compare with systemd-analyze:
 *
 *         score-tool plain VERSION FILE...     of files, offline: their own assignments, and nothing else
 *         score-tool files                     of every service unit, as its files have it
 *         score-tool manager                   of every service unit, as the running manager has it
 *
 * Prints "UNIT KEY BADNESS" for each row ("-": does not apply) and "UNIT exposure TENTHS". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "score/score.h"
#include "unit/manager.h"
#include "unit/unit.h"

static void print_score(const char *name, const Config *config, unsigned systemd, bool online)
{
        g_autoptr(Score) score = score_config(config, systemd, false, online);
        for (unsigned row = 0; row < score_row_count; row++) {
                if (score->badness[row] < 0)
                        printf("%s %s -\n", name, score_rows[row].json);
                else
                        printf("%s %s %d\n", name, score_rows[row].json, score->badness[row]);
        }
        printf("%s exposure %u\n", name, score->tenths);
}

static Config *read_assignments(const char *path, unsigned systemd)
{
        g_autofree char *text = NULL;
        if (!g_file_get_contents(path, &text, NULL, NULL))
                return NULL;
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        Config *config = config_new_for(systemd);
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

static bool score_plain(unsigned systemd, char **paths)
{
        for (; *paths; paths++) {
                g_autoptr(Config) config = read_assignments(*paths, systemd);
                if (!config) {
                        fprintf(stderr, "%s: cannot be read\n", *paths);
                        return false;
                }
                print_score(*paths, config, systemd, false);
        }
        return true;
}

static bool score_services(bool from_files, GError **error)
{
        sd_bus *bus = manager_connect(false, error);
        if (!bus)
                return false;
        unsigned systemd = manager_version(bus, error);
        g_auto(GStrv) names = systemd > 0 ? manager_list_services(bus, false, error) : NULL;
        g_autoptr(UnitPaths) paths = unit_paths_system(NULL);
        for (char **name = names; name && *name; name++) {
                g_autoptr(Config) config = NULL;
                g_autoptr(GError) problem = NULL;
                if (from_files) {
                        g_autoptr(UnitView) view = unit_load(paths, *name, NULL, &problem);
                        if (view && view->state == UNIT_LOADED)
                                config = unit_view_to_config_for(view, systemd);
                } else
                        config = config_from_manager(bus, *name, &problem);
                /* Masked, missing and broken ones have no score in systemd either. */
                if (config)
                        print_score(*name, config, systemd, true);
        }
        sd_bus_flush_close_unref(bus);
        return names != NULL;
}

int main(int argc, char **argv)
{
        g_autoptr(GError) error = NULL;
        bool done = false;
        if (argc > 3 && strcmp(argv[1], "plain") == 0)
                done = score_plain((unsigned)atoi(argv[2]), argv + 3);
        else if (argc == 2 && (strcmp(argv[1], "files") == 0 || strcmp(argv[1], "manager") == 0))
                done = score_services(argv[1][0] == 'f', &error);
        else
                fprintf(stderr, "usage: score-tool plain VERSION FILE... | files | manager\n");
        if (error)
                fprintf(stderr, "score-tool: %s\n", error->message);
        return done ? 0 : 1;
}
