/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is used of libjansson, in the order of the alphabet. A function that is missing here is an error of the linker:
 * add its row, with the prototype of the header. */
#include <jansson.h>
#include <stdarg.h>

#include "lazy/lazy.h"

static LazyLibrary libjansson = {.name = "libjansson.so.4", .required = true};

/* clang-format off */
#define ROW(type, failure, name, parameters, arguments) LAZY(&libjansson, type, failure, name, parameters, arguments)
#define JSON(name, parameters, arguments) ROW(json_t *, NULL, name, parameters, arguments)

JSON(json_array, (void), ())
ROW(int, -1, json_array_append_new, (json_t *array, json_t *value), (array, value))
ROW(void, , json_delete, (json_t *json), (json))
ROW(int, -1, json_dumpf, (const json_t *json, FILE *output, size_t flags), (json, output, flags))
ROW(char *, NULL, json_dumps, (const json_t *json, size_t flags), (json, flags))
ROW(json_t *, NULL, json_loads, (const char *input, size_t flags, json_error_t *error), (input, flags, error))
JSON(json_false, (void), ())
JSON(json_integer, (json_int_t value), (value))
JSON(json_null, (void), ())
JSON(json_object, (void), ())
ROW(int, -1, json_object_set_new, (json_t *object, const char *key, json_t *value), (object, key, value))
JSON(json_real, (double value), (value))
JSON(json_string, (const char *value), (value))
JSON(json_string_nocheck, (const char *value), (value))
JSON(json_true, (void), ())
JSON(json_vpack_ex, (json_error_t *error, size_t flags, const char *format, va_list ap), (error, flags, format, ap))
/* clang-format on */

/* Of variable arguments, by way of that which takes a va_list. */
json_t *json_pack(const char *format, ...)
{
        va_list ap;
        va_start(ap, format);
        json_t *packed = json_vpack_ex(NULL, 0, format, ap);
        va_end(ap);
        return packed;
}
