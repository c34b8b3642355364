/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock-watch: the program of unitlock-watch.service. It takes no options that change what it does. */

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "watch/watcher.h"

int main(int argc, char **argv)
{
        g_autoptr(Watcher) watcher = NULL;
        g_autoptr(GError) error = NULL;

        setlocale(LC_ALL, "");
        if (argc > 1 && strcmp(argv[1], "--version") == 0) {
                printf("unitlock-watch %s\n", UNITLOCK_VERSION);
                return 0;
        }
        if (argc > 1) {
                bool help = strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;

                fprintf(help ? stdout : stderr,
                        "Usage: unitlock-watch\n\nWatches all services, and says in the journal of each "
                        "what its settings refused. Started by unitlock-watch.service.\n");
                return help ? 0 : 2;
        }
        watcher = watcher_new(&error);
        if (!watcher || !watcher_run(watcher, &error)) {
                fprintf(stderr, "unitlock-watch: %s\n", error->message);
                return 1;
        }
        return 0;
}
