/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <systemd/sd-bus.h>

/* Reads the value of one property (the message stands inside its variant) and adds what a unit file would say, one line
 * for each assignment; none where the property says "not set". Returns a negative errno where the message can't be
 * read. */
typedef int (*BusFormat)(sd_bus_message *message, GPtrArray *lines);

/* One property of org.freedesktop.systemd1.Service or .Unit, and the setting that it tells of. */
typedef struct BusProperty {
        const char *property;
        const char *signature;
        const char *setting;
        BusFormat format;
        const char *standard; /* what the manager says where nothing is set; NULL: it says nothing then */
        const char *manager;  /* the manager's property with the default, of the same type; NULL: none */
        bool exact;           /* tells more than a property for the same setting that has not this flag */
} BusProperty;

extern const BusProperty bus_properties[];
extern const unsigned bus_property_count;

/* NULL: not known. */
const BusProperty *bus_property_find(const char *property);

/* Times as a unit file has them: "infinity", "90s", "1500us". Caller frees. */
char *format_usec(guint64 usec);
/* "SIGTERM", "SIGRTMIN+3", or the number. Caller frees. */
char *format_signal(int number);
/* A set of numbers: "0-3,7". Caller frees. */
char *format_ranges(const guint8 *mask, size_t length);
