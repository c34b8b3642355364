/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* An IPv4 or IPv6 address with the length of its prefix: "127.0.0.1/8". */
typedef struct Address {
        bool ipv6;
        unsigned prefix;   /* in bits; 32 or 128 where none is written */
        uint8_t bytes[16]; /* in network order, host bits as written; IPv4 has four */
} Address;

/* False for what is none; no names are looked up. */
bool address_parse(const char *text, Address *ret);
/* Is address within the prefix of net? Host bits of net don't count, as systemd cuts them off. */
bool address_contains(const Address *net, const Address *address);
/* Is all of the prefix 127.0.0.0/8 or ::1? */
bool address_is_loopback(const Address *address);
