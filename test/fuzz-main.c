/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stands in for libFuzzer in a normal build: feeds every file of the directories named on the command line to the
 * target, so that what a fuzzer once found stays found. Speaks TAP. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replay(const char *directory, unsigned count)
{
        g_autoptr(GError) error = NULL;
        g_autoptr(GDir) dir = g_dir_open(directory, 0, &error);
        if (!dir) {
                printf("Bail out! %s\n", error->message);
                return count;
        }
        const char *name;
        while ((name = g_dir_read_name(dir))) {
                g_autofree char *path = g_build_filename(directory, name, NULL), *data = NULL;
                gsize size;
                if (!g_file_get_contents(path, &data, &size, NULL))
                        continue;
                /* A copy of its very size: reading beyond it is then seen by a sanitizer. */
                g_autofree uint8_t *exact = g_memdup2(data, size);
                (void)LLVMFuzzerTestOneInput(exact, size);
                printf("ok %u - %s\n", ++count, name);
        }
        return count;
}

int main(int argc, char **argv)
{
        unsigned count = 0;
        for (int i = 1; i < argc; i++)
                count = replay(argv[i], count);
        printf("1..%u\n", count);
        return count == 0;
}
