/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which architectures' programs are installed here, by dpkg. binfmt_misc does not matter: what qemu-user runs makes the
 * calls of the machine itself, so no filter by architecture refuses it. */

#include "facts/host-internal.h"

#include <string.h>

/* The package that is there on each Debian says the own one: "libc6:amd64.list". */
static char *own_architecture(HostFacts *facts, GPtrArray *unread)
{
        g_auto(GStrv) lists = fact_list(facts, unread, "/var/lib/dpkg/info", "libc6:*.list");
        const char *colon = lists[0] && !lists[1] ? strrchr(lists[0], ':') : NULL;

        return colon ? g_strndup(colon + 1, strlen(colon + 1) - strlen(".list")) : NULL;
}

void architecture_facts_read(HostFacts *facts, GPtrArray *unread)
{
        g_autofree char *text = fact_read(facts, unread, "/var/lib/dpkg/arch");
        g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", 0);
        g_autoptr(GStrvBuilder) foreign = g_strv_builder_new();

        /* The file is made by the first --add-architecture, and has the own one in its first line then. */
        for (unsigned i = 0; lines[i]; i++) {
                if (*g_strstrip(lines[i]) == '\0')
                        continue;
                if (!facts->architecture)
                        facts->architecture = g_strdup(lines[i]);
                else
                        g_strv_builder_add(foreign, lines[i]);
        }
        if (!facts->architecture)
                facts->architecture = own_architecture(facts, unread);
        facts->foreign = g_strv_builder_end(foreign);
}
