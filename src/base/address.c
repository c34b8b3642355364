/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Internet addresses as systemd.resource-control(5) has them. GLib has them too, in a library that brings six others:
 * that would be a third of the time that the program needs to start. */
#include "base/address.h"

#include <arpa/inet.h>
#include <glib.h>
#include <string.h>

bool address_parse(const char *text, Address *ret)
{
        const char *slash = strchr(text, '/');
        size_t length = slash ? (size_t)(slash - text) : strlen(text);
        char host[INET6_ADDRSTRLEN];
        Address address = {.ipv6 = memchr(text, ':', length) != NULL};
        guint64 prefix = address.ipv6 ? 128 : 32;

        if (length >= sizeof(host))
                return false;
        memcpy(host, text, length);
        host[length] = '\0';
        if (inet_pton(address.ipv6 ? AF_INET6 : AF_INET, host, address.bytes) != 1)
                return false;
        if (slash && !g_ascii_string_to_unsigned(slash + 1, 10, 0, prefix, &prefix, NULL))
                return false;
        address.prefix = (unsigned)prefix;
        *ret = address;
        return true;
}

bool address_contains(const Address *net, const Address *address)
{
        unsigned whole = net->prefix / 8, bits = net->prefix % 8;

        if (net->ipv6 != address->ipv6 || address->prefix < net->prefix)
                return false;
        return memcmp(net->bytes, address->bytes, whole) == 0 &&
               (bits == 0 || (net->bytes[whole] ^ address->bytes[whole]) >> (8 - bits) == 0);
}

bool address_is_loopback(const Address *address)
{
        static const Address ipv4 = {.prefix = 8, .bytes = {127}};
        static const Address ipv6 = {.ipv6 = true, .prefix = 128, .bytes = {[15] = 1}};

        return address_contains(address->ipv6 ? &ipv6 : &ipv4, address);
}
