/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock-watch: the program of unitlock-watch.service. */

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch/watcher.h"

int main(int argc, char **argv)
{
        g_autoptr(Watcher) watcher = NULL;
        g_autoptr(GError) error = NULL;
        double share = 0.01;

        setlocale(LC_ALL, "");
        if (argc > 1 && strcmp(argv[1], "--version") == 0) {
                printf("unitlock-watch %s\n", UNITLOCK_VERSION);
                return 0;
        }
        if (argc == 2 && g_str_has_prefix(argv[1], "--cost=")) {
                const char *value = argv[1] + strlen("--cost=");
                char *end;

                share = g_ascii_strtod(value, &end) / 100;
                if (end == value || *end || !(share > 0 && share <= 1)) {
                        fprintf(stderr,
                                "unitlock-watch: --cost= takes a percentage, more than 0 and at most 100, not \"%s\"\n",
                                value);
                        return 2;
                }
        } else if (argc > 1) {
                bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;

                fprintf(help ? stdout : stderr,
                        "Usage: unitlock-watch [--cost=PERCENT]\n\nWatches all services, and says in the journal of "
                        "each what its settings refused. Started by unitlock-watch.service.\n\n"
                        "--cost=PERCENT  of the processors' time that looking at system calls may take before it is "
                        "done for a part of the time only (default 1; 100: always look)\n");
                return help ? 0 : 2;
        }
        watcher = watcher_new(share, &error);
        if (!watcher || !watcher_run(watcher, &error)) {
                fprintf(stderr, "unitlock-watch: %s\n", error->message);
                return 1;
        }
        return 0;
}
