/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exposure of unit files, row by row, for the live tests to compare with systemd-analyze:
 *
 *         score-tool VERSION FILE...     "FILE KEY BADNESS" for each row ("-": does not apply) and "FILE exposure TENTHS"
 *
 * Only the assignments of the file itself are looked at: no drop-ins, no continuation lines, no specifiers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/score.h"

static Config *read_assignments(const char *path)
{
        g_autofree char *text = NULL;
        if (!g_file_get_contents(path, &text, NULL, NULL))
                return NULL;
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

int main(int argc, char **argv)
{
        if (argc < 3) {
                fprintf(stderr, "usage: score-tool VERSION FILE...\n");
                return 2;
        }
        unsigned version = (unsigned)atoi(argv[1]);
        for (int i = 2; i < argc; i++) {
                g_autoptr(Config) config = read_assignments(argv[i]);
                if (!config) {
                        fprintf(stderr, "%s: cannot be read\n", argv[i]);
                        return 1;
                }
                g_autoptr(Score) score = score_config(config, version, false, false);
                for (unsigned row = 0; row < score_row_count; row++) {
                        if (score->badness[row] < 0)
                                printf("%s %s -\n", argv[i], score_rows[row].json);
                        else
                                printf("%s %s %d\n", argv[i], score_rows[row].json, score->badness[row]);
                }
                printf("%s exposure %u\n", argv[i], score->tenths);
        }
        return 0;
}
