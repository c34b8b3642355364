/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a Debian package: read, or refused with one message. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_package(const char *path)
{
        const InputOptions options = {.type = "service", .instance = "x"};
        g_autoptr(Input) input = input_new(&options);
        input_add(input, path);
        if (input->units->len == 0 && input->diags->items->len == 0)
                abort();
        for (guint i = 0; i < input->units->len; i++) {
                const InputUnit *unit = input->units->pdata[i];
                if (!unit->view || !unit->name || !unit->where)
                        abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        /* A name that ends in .deb, as a link to what has none. */
        static char directory[] = "/tmp/unitlock-fuzz-XXXXXX";
        static char *link = NULL;
        if (!link) {
                if (!mkdtemp(directory))
                        abort();
                link = g_strconcat(directory, "/fuzz.deb", NULL);
        }
        int fd = memfd_create("fuzz", MFD_CLOEXEC);
        if (fd < 0 || write(fd, data, size) != (ssize_t)size)
                abort();
        g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
        if (symlink(path, link) < 0)
                abort();
        read_package(link);
        (void)unlink(link);
        close(fd);
        return 0;
}
