/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used of libsystemd's bus and journal, in the order of the alphabet. A function that is missing here is an
 * error of the linker: add its row, with the prototype of the header. */
#include <errno.h>
#include <stdarg.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-journal.h>

#include "lazy/lazy.h"

static LazyLibrary libsystemd = {.name = "libsystemd.so.0"};

/* clang-format off */
#define ROW(type, failure, name, parameters, arguments) LAZY(&libsystemd, type, failure, name, parameters, arguments)
#define INT(name, parameters, arguments) LAZY(&libsystemd, int, -ELIBACC, name, parameters, arguments)

INT(sd_bus_call_async, (sd_bus *bus, sd_bus_slot **slot, sd_bus_message *m, sd_bus_message_handler_t callback, void *userdata, uint64_t usec), (bus, slot, m, callback, userdata, usec))
ROW(void, , sd_bus_close, (sd_bus *bus), (bus))
ROW(void, , sd_bus_error_free, (sd_bus_error *e), (e))
INT(sd_bus_error_has_name, (const sd_bus_error *e, const char *name), (e, name))
ROW(sd_bus *, NULL, sd_bus_flush_close_unref, (sd_bus *bus), (bus))
INT(sd_bus_get_events, (sd_bus *bus), (bus))
INT(sd_bus_get_fd, (sd_bus *bus), (bus))
INT(sd_bus_get_property, (sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member, sd_bus_error *ret_error, sd_bus_message **reply, const char *type), (bus, destination, path, interface, member, ret_error, reply, type))
INT(sd_bus_get_property_string, (sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member, sd_bus_error *ret_error, char **ret), (bus, destination, path, interface, member, ret_error, ret))
INT(sd_bus_get_property_strv, (sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member, sd_bus_error *ret_error, char ***ret), (bus, destination, path, interface, member, ret_error, ret))
INT(sd_bus_get_property_trivial, (sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member, sd_bus_error *ret_error, char type, void *ret_ptr), (bus, destination, path, interface, member, ret_error, type, ret_ptr))
INT(sd_bus_get_timeout, (sd_bus *bus, uint64_t *timeout_usec), (bus, timeout_usec))
INT(sd_bus_match_signal, (sd_bus *bus, sd_bus_slot **ret, const char *sender, const char *path, const char *interface, const char *member, sd_bus_message_handler_t callback, void *userdata), (bus, ret, sender, path, interface, member, callback, userdata))
INT(sd_bus_message_at_end, (sd_bus_message *m, int complete), (m, complete))
INT(sd_bus_message_close_container, (sd_bus_message *m), (m))
INT(sd_bus_message_enter_container, (sd_bus_message *m, char type, const char *contents), (m, type, contents))
INT(sd_bus_message_exit_container, (sd_bus_message *m), (m))
ROW(const sd_bus_error *, NULL, sd_bus_message_get_error, (sd_bus_message *m), (m))
ROW(const char *, NULL, sd_bus_message_get_path, (sd_bus_message *m), (m))
INT(sd_bus_message_new_method_call, (sd_bus *bus, sd_bus_message **m, const char *destination, const char *path, const char *interface, const char *member), (bus, m, destination, path, interface, member))
INT(sd_bus_message_open_container, (sd_bus_message *m, char type, const char *contents), (m, type, contents))
INT(sd_bus_message_peek_type, (sd_bus_message *m, char *type, const char **contents), (m, type, contents))
INT(sd_bus_message_read_array, (sd_bus_message *m, char type, const void **ptr, size_t *size), (m, type, ptr, size))
INT(sd_bus_message_read_basic, (sd_bus_message *m, char type, void *p), (m, type, p))
INT(sd_bus_message_read_strv, (sd_bus_message *m, char ***l), (m, l))
ROW(sd_bus_message *, NULL, sd_bus_message_ref, (sd_bus_message *m), (m))
INT(sd_bus_message_skip, (sd_bus_message *m, const char *types), (m, types))
ROW(sd_bus_message *, NULL, sd_bus_message_unref, (sd_bus_message *m), (m))
INT(sd_bus_new, (sd_bus **ret), (ret))
INT(sd_bus_open_system, (sd_bus **ret), (ret))
INT(sd_bus_open_user, (sd_bus **ret), (ret))
INT(sd_bus_path_encode, (const char *prefix, const char *external_id, char **ret_path), (prefix, external_id, ret_path))
INT(sd_bus_process, (sd_bus *bus, sd_bus_message **r), (bus, r))
INT(sd_bus_set_address, (sd_bus *bus, const char *address), (bus, address))
INT(sd_bus_set_method_call_timeout, (sd_bus *bus, uint64_t usec), (bus, usec))
ROW(sd_bus_slot *, NULL, sd_bus_slot_unref, (sd_bus_slot *slot), (slot))
INT(sd_bus_start, (sd_bus *bus), (bus))
ROW(sd_bus *, NULL, sd_bus_unref, (sd_bus *bus), (bus))
INT(sd_journal_add_disjunction, (sd_journal *j), (j))
INT(sd_journal_add_match, (sd_journal *j, const void *data, size_t size), (j, data, size))
ROW(void, , sd_journal_close, (sd_journal *j), (j))
INT(sd_journal_get_cursor, (sd_journal *j, char **cursor), (j, cursor))
INT(sd_journal_get_data, (sd_journal *j, const char *field, const void **data, size_t *l), (j, field, data, l))
ROW(void, , sd_journal_flush_matches, (sd_journal *j), (j))
INT(sd_journal_get_realtime_usec, (sd_journal *j, uint64_t *ret), (j, ret))
INT(sd_journal_next, (sd_journal *j), (j))
INT(sd_journal_open, (sd_journal **ret, int flags), (ret, flags))
INT(sd_journal_previous, (sd_journal *j), (j))
INT(sd_journal_seek_cursor, (sd_journal *j, const char *cursor), (j, cursor))
INT(sd_journal_seek_head, (sd_journal *j), (j))
INT(sd_journal_seek_realtime_usec, (sd_journal *j, uint64_t usec), (j, usec))
INT(sd_journal_seek_tail, (sd_journal *j), (j))
INT(sd_journal_test_cursor, (sd_journal *j, const char *cursor), (j, cursor))
INT(sd_bus_call_methodv, (sd_bus *bus, const char *destination, const char *path, const char *interface, const char *member, sd_bus_error *ret_error, sd_bus_message **reply, const char *types, va_list ap), (bus, destination, path, interface, member, ret_error, reply, types, ap))
INT(sd_bus_message_appendv, (sd_bus_message *m, const char *types, va_list ap), (m, types, ap))
INT(sd_bus_message_readv, (sd_bus_message *m, const char *types, va_list ap), (m, types, ap))
/* clang-format on */

/* Those of variable arguments, by way of those that take a va_list. */
#define PASS_ON(last, call) \
        va_list ap;         \
        va_start(ap, last); \
        int result = call;  \
        va_end(ap);         \
        return result

int sd_bus_call_method(sd_bus *bus, const char *destination, const char *path, const char *interface,
                       const char *member, sd_bus_error *ret_error, sd_bus_message **reply, const char *types, ...)
{
        PASS_ON(types, sd_bus_call_methodv(bus, destination, path, interface, member, ret_error, reply, types, ap));
}

int sd_bus_message_append(sd_bus_message *m, const char *types, ...)
{
        PASS_ON(types, sd_bus_message_appendv(m, types, ap));
}

int sd_bus_message_read(sd_bus_message *m, const char *types, ...)
{
        PASS_ON(types, sd_bus_message_readv(m, types, ap));
}
