/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sockets that systemd opens and hands over. A service that was asked nothing while it was watched makes no call by
 * which they could be told from none at all: its socket unit says that it serves a network. */

#include "source/handed.h"

#include <string.h>

static const struct {
        const char *setting, *transport;
} kinds[] = {{"ListenStream", "tcp"}, {"ListenDatagram", "udp"}};

/* "80", "127.0.0.1:80", "[::1]:80" -> the address; NULL: no address of IP. Caller frees. systemd.socket(5) */
static char *ip_address(const char *value)
{
        const char *colon = strrchr(value, ':');

        if (*value && strspn(value, "0123456789") == strlen(value))
                return g_strdup("0.0.0.0");
        if (*value == '[' && strchr(value, ']'))
                return g_strndup(value + 1, strcspn(value + 1, "]"));
        if (!colon || *value == '/' || *value == '@' || g_str_has_prefix(value, "vsock"))
                return NULL;
        return g_strndup(value, (size_t)(colon - value));
}

NeedSet *handed_needs(const char *service, const UnitView *socket)
{
        NeedSet *needs = need_set_new(service);

        for (size_t kind = 0; kind < G_N_ELEMENTS(kinds); kind++) {
                g_autoptr(GPtrArray) values = unit_view_values(socket, "Socket", kinds[kind].setting);

                for (guint i = 0; i < values->len; i++) {
                        const UnitValue *value = values->pdata[i];
                        g_autofree char *address = ip_address(value->value), *subject = NULL, *where = NULL;

                        if (!address)
                                continue;
                        subject = g_strdup_printf("%s:%s", kinds[kind].transport, address);
                        where = value->setting && value->setting->file
                                        ? g_strdup_printf("%s:%u", value->setting->file, value->setting->line)
                                        : NULL;
                        need_set_add(needs, NEED_ACCEPT, 0, subject, STRENGTH_DECLARED, PHASE_NONE, "unit", where,
                                     "is handed a socket that listens there");
                }
        }
        return needs;
}
