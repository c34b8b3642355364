/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parser of unit files. It reads a file exactly as the manager does (by systemd.syntax(7), and by trial against
 * 252, 257 and 262), oddities included, since a lock-down that is not what the manager reads is none:
 *
 * - a line ends at \n, at a \r, at a NUL byte, or at any of these together ("\r\n", "\n\r");
 * - a comment line between continuation lines is skipped; an empty line ends the continuation;
 * - a line continues if its last byte is a backslash that is not itself escaped, counted from the beginning of the
 *   joined line; the backslash becomes a blank;
 * - a byte order mark is dropped at the beginning of the first line that has one, after the look for a comment;
 * - a bad section header, invalid UTF-8 and a line beyond 1 MiB end the reading of the whole file.
 *
 * What it refuses to do: know settings. It tells lines from each other and says where they are; values stay as written.
 */
#include <stddef.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "unit/parse.h"
#include "unit/words.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define DIAGNOSTICS_MAX 100 /* a file: one that is no text at all must not flood the reader */
#define FILE_SIZE_MAX (16U * 1024U * 1024U)
#define BLOCK_MIN 512U /* bytes */
#define BLOCK_MAX (256U * 1024U)

struct UnitFileBlock {
        _Alignas(max_align_t) UnitFileBlock *next;
};

void unit_file_free(UnitFile *file)
{
        if (!file)
                return;
        while (file->blocks) {
                UnitFileBlock *next = file->blocks->next;
                g_free(file->blocks);
                file->blocks = next;
        }
        g_free(file->path);
        g_free(file->text);
        if (file->lines)
                g_ptr_array_unref(file->lines);
        if (file->line_ends)
                g_array_unref(file->line_ends);
        g_free(file);
}

char *unit_file_to_text(const UnitFile *file, size_t *ret_length)
{
        GString *out = g_string_sized_new(file->length + 1);
        for (guint i = 0; i < file->lines->len; i++) {
                const UnitLine *line = file->lines->pdata[i];
                g_string_append_len(out, file->text + line->offset, (gssize)line->length);
        }
        if (ret_length)
                *ret_length = out->len;
        return g_string_free(out, FALSE);
}

/* Characters of Unicode between two offsets, as an editor counts them: a byte that continues one is not counted, the
 * byte order mark at the file's beginning neither. */
static unsigned characters(const UnitFile *file, size_t from, size_t to)
{
        if (from == 0 && to >= strlen(BYTE_ORDER_MARK) && g_str_has_prefix(file->text, BYTE_ORDER_MARK))
                from = strlen(BYTE_ORDER_MARK);
        unsigned count = 0;
        for (size_t i = from; i < to; i++)
                count += ((unsigned char)file->text[i] & 0xc0) != 0x80;
        return count;
}

void unit_file_position(const UnitFile *file, size_t offset, unsigned *ret_line, unsigned *ret_column)
{
        /* How many line ends stand before offset? */
        guint low = 0, high = file->line_ends->len;
        while (low < high) {
                guint middle = low + (high - low) / 2;
                if (g_array_index(file->line_ends, size_t, middle) < offset)
                        low = middle + 1;
                else
                        high = middle;
        }
        size_t start = low == 0 ? 0 : g_array_index(file->line_ends, size_t, low - 1) + 1;
        if (ret_line)
                *ret_line = low + 1;
        if (ret_column)
                *ret_column = characters(file, start, MIN(offset, file->length)) + 1;
}

static size_t pieces_offset(const UnitPiece *pieces, unsigned count, size_t at)
{
        size_t offset = 0;
        for (unsigned i = 0; i < count && pieces[i].at <= at; i++)
                offset = pieces[i].offset + (at - pieces[i].at);
        return offset;
}

void unit_line_position(const UnitFile *file, const UnitLine *line, size_t value_offset, unsigned *ret_line,
                        unsigned *ret_column)
{
        size_t offset = line->pieces ? pieces_offset(line->pieces, line->piece_count, value_offset) : line->offset;
        unit_file_position(file, offset, ret_line, ret_column);
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

/* State of one parse. */
typedef struct Parser {
        UnitFile *file;
        DiagList *diags;
        unsigned reported;
        size_t position;     /* of the next unread byte */
        size_t begin;        /* where the line that is being put together begins */
        guint ends_before;   /* line ends before begin, as far as they are counted */
        const char *section; /* that of the last line with a header */
        GString *joined;
        GArray *pieces; /* of UnitPiece, offsets in joined */
        bool continued, bom_seen;
} Parser;

static void report(Parser *parser, Severity severity, size_t offset, const char *format, ...) G_GNUC_PRINTF(4, 5);

static void report(Parser *parser, Severity severity, size_t offset, const char *format, ...)
{
        /* An error ends the file: there is but one, and it is always told. */
        parser->reported++;
        if (!parser->diags || (parser->reported > DIAGNOSTICS_MAX + 1 && severity != SEVERITY_ERROR))
                return;

        unsigned line, column;
        unit_file_position(parser->file, offset, &line, &column);
        if (parser->reported > DIAGNOSTICS_MAX && severity != SEVERITY_ERROR) {
                diag_add(parser->diags, SEVERITY_NOTE, parser->file->path, line, column,
                         "further problems of this file are not shown");
                return;
        }
        va_list arguments;
        va_start(arguments, format);
        g_autofree char *message = g_strdup_vprintf(format, arguments);
        va_end(arguments);
        diag_add(parser->diags, severity, parser->file->path, line, column, "%s", message);
}

/* Where a byte of the joined line stands in the file. */
static size_t joined_offset(const Parser *parser, size_t at)
{
        return pieces_offset((const UnitPiece *)(void *)parser->pieces->data, parser->pieces->len, at);
}

void *unit_file_allocate(UnitFile *file, size_t size)
{
        const size_t alignment = _Alignof(max_align_t);
        size = (size + alignment - 1) / alignment * alignment;
        if (size > file->block_left) {
                /* Lines and settings take about four times their text. */
                file->block_left = MAX(size, MIN(file->length * 4 + BLOCK_MIN, BLOCK_MAX));
                char *block = g_malloc(sizeof(UnitFileBlock) + file->block_left);
                *(UnitFileBlock *)(void *)block = (UnitFileBlock){.next = file->blocks};
                file->blocks = (UnitFileBlock *)(void *)block;
                file->block_next = block + sizeof(UnitFileBlock);
        }
        void *memory = file->block_next;
        file->block_next += size;
        file->block_left -= size;
        return memory;
}

/* The number of the line where what is being put together begins. */
static unsigned line_number(Parser *parser)
{
        const GArray *ends = parser->file->line_ends;
        while (parser->ends_before < ends->len && g_array_index(ends, size_t, parser->ends_before) < parser->begin)
                parser->ends_before++;
        return parser->ends_before + 1;
}

/* A new line with room for so many bytes of text behind its pieces. */
static UnitLine *add_line_of(Parser *parser, UnitLineKind kind, unsigned pieces, size_t text)
{
        UnitLine *line = unit_file_allocate(parser->file, sizeof(UnitLine) + pieces * sizeof(UnitPiece) + text);
        *line = (UnitLine){.kind = kind,
                           .piece_count = pieces,
                           .offset = parser->begin,
                           .length = parser->position - parser->begin,
                           .pieces = pieces > 0 ? (UnitPiece *)(line + 1) : NULL};
        line->line = line_number(parser);
        g_ptr_array_add(parser->file->lines, line);
        return line;
}

static UnitLine *add_line(Parser *parser, UnitLineKind kind)
{
        return add_line_of(parser, kind, 0, 0);
}

/* Puts text at a place of a line's block, and the place behind it. */
static const char *put_text(char **place, const char *text, size_t length)
{
        char *here = *place;
        memcpy(here, text, length);
        here[length] = '\0';
        *place = here + length + 1;
        return here;
}

/* The manager gives up here: what is left is kept as it is. */
static void break_off(Parser *parser)
{
        parser->file->broken = true;
        parser->position = parser->file->length;
        add_line(parser, UNIT_LINE_UNREAD);
}

static void finish_section(Parser *parser, const char *text, size_t length)
{
        size_t offset = joined_offset(parser, (size_t)(text - parser->joined->str));
        if (length < 2 || text[length - 1] != ']') {
                report(parser, SEVERITY_ERROR, offset,
                       "this section header has no \"]\" at its end; the manager stops reading the file here");
                break_off(parser);
                return;
        }
        for (size_t i = 1; i < length - 1; i++)
                if ((unsigned char)text[i] < 0x20 || strchr("\"'\\\x7f", text[i])) {
                        report(parser, SEVERITY_ERROR, offset + i,
                               "a section name can't hold quotes, backslashes or control characters; "
                               "the manager stops reading the file here");
                        break_off(parser);
                        return;
                }
        UnitLine *line = add_line_of(parser, UNIT_LINE_SECTION, 0, length - 1);
        char *place = (char *)(line + 1);
        line->section = put_text(&place, text + 1, length - 2);
        parser->section = line->section;
}

static void finish_assignment(Parser *parser, const char *text, size_t length)
{
        size_t start = (size_t)(text - parser->joined->str);
        size_t offset = joined_offset(parser, start);
        const char *equals = memchr(text, '=', length);
        if (!parser->section) {
                report(parser, SEVERITY_WARNING, offset,
                       "this stands before the first section header and is ignored; put it below \"[Service]\" or "
                       "another");
                add_line(parser, UNIT_LINE_BAD);
                return;
        }
        if (!equals || equals == text) {
                report(parser, SEVERITY_WARNING, offset,
                       equals ? "the name of the setting is missing before \"=\"; the line is ignored"
                              : "this is neither Name=value, a [Section] nor a # comment; the line is ignored");
                add_line(parser, UNIT_LINE_BAD);
                return;
        }

        size_t name_length = (size_t)(equals - text);
        while (is_blank(text[name_length - 1]))
                name_length--;
        for (size_t i = 0; i < name_length; i++)
                if (!g_ascii_isalnum(text[i]) && !strchr("-_.", text[i])) {
                        report(parser, SEVERITY_WARNING, joined_offset(parser, start + i),
                               "no setting has such a character in its name; the line is ignored");
                        break;
                }

        const char *value = equals + 1, *end = text + length;
        while (value < end && is_blank(*value))
                value++;

        /* Offsets in the joined line -> offsets in the value. */
        size_t skipped = (size_t)(value - parser->joined->str), section_length = strlen(parser->section);
        unsigned before = 0;
        while (before < parser->pieces->len && g_array_index(parser->pieces, UnitPiece, before).at <= skipped)
                before++;
        UnitLine *line = add_line_of(parser, UNIT_LINE_ASSIGNMENT, 1 + parser->pieces->len - before,
                                     section_length + name_length + (size_t)(end - value) + 3);
        line->pieces[0] = (UnitPiece){.at = 0, .offset = joined_offset(parser, skipped)};
        for (unsigned i = 1; i < line->piece_count; i++) {
                line->pieces[i] = g_array_index(parser->pieces, UnitPiece, before + i - 1);
                line->pieces[i].at -= skipped;
        }
        char *place = (char *)(line->pieces + line->piece_count);
        line->section = put_text(&place, parser->section, section_length);
        line->name = put_text(&place, text, name_length);
        line->value = put_text(&place, value, (size_t)(end - value));
}

/* The joined line is whole: what is it? */
static void finish_line(Parser *parser)
{
        const char *text = parser->joined->str;
        size_t length = parser->joined->len;
        while (length > 0 && is_blank(text[length - 1]))
                length--;
        size_t blanks = 0;
        while (blanks < length && is_blank(text[blanks]))
                blanks++;
        text += blanks;
        length -= blanks;

        size_t valid = utf8_valid_length(text, length);
        if (length == 0)
                add_line(parser, UNIT_LINE_BLANK);
        else if (valid < length) {
                report(parser, SEVERITY_ERROR, joined_offset(parser, blanks + valid),
                       "this byte (0x%02x) is no valid UTF-8; the manager stops reading the file here",
                       (unsigned char)text[valid]);
                break_off(parser);
        } else if (*text == '[')
                finish_section(parser, text, length);
        else
                finish_assignment(parser, text, length);

        g_string_truncate(parser->joined, 0);
        g_array_set_size(parser->pieces, 0);
        parser->continued = false;
}

/* Passes over one line end, which may be a combination of the three bytes, each at most once, NUL only as the last. */
static size_t pass_line_end(const char *text, size_t position, size_t length)
{
        bool seen_lf = false, seen_cr = false;
        for (; position < length; position++) {
                char c = text[position];
                if (c == '\0')
                        return position + 1;
                if (c == '\n' ? seen_lf : c == '\r' ? seen_cr : true)
                        return position;
                if (c == '\n')
                        seen_lf = true;
                else
                        seen_cr = true;
        }
        return position;
}

static void check_line_end(Parser *parser, size_t end)
{
        const UnitFile *file = parser->file;
        const char *ending = file->text + end;
        size_t length = parser->position - end;
        if (length == 1 && *ending == '\n')
                return;
        const char *nul = memchr(ending, '\0', length);
        if (nul)
                report(parser, SEVERITY_WARNING, end + (size_t)(nul - ending),
                       "there is a NUL byte here, which ends the line for the manager; remove it");
        else if (length > 0 && !memchr(ending, '\n', length))
                report(parser, SEVERITY_WARNING, end,
                       "a carriage return alone ends the line for the manager; end lines with a newline");
}

/* Does it end with a backslash that is not itself escaped? A piece can be looked at alone: the backslash that ended the
 * piece before it is a blank by now and escapes nothing. */
static bool ends_with_backslash(const char *piece, size_t length)
{
        size_t run = 0;
        while (run < length && piece[length - 1 - run] == '\\')
                run++;
        return run % 2 == 1;
}

/* Reads one physical line and adds it to what is being put together. */
static void read_line(Parser *parser)
{
        const UnitFile *file = parser->file;
        const char *text = file->text + parser->position;
        size_t length = strcspn(text, "\n\r"); /* stops at a NUL, too, and there is one behind the file */
        size_t start = parser->position;
        if (!parser->continued)
                parser->begin = start;

        if (length >= UNIT_LINE_MAX || parser->joined->len + length > UNIT_LINE_MAX) {
                report(parser, SEVERITY_ERROR, start,
                       "this line is longer than 1 MiB; the manager stops reading the file here");
                break_off(parser);
                return;
        }
        parser->position = pass_line_end(file->text, start + length, file->length);
        check_line_end(parser, start + length);

        size_t blanks = 0;
        while (blanks < length && strchr(" \t", text[blanks]))
                blanks++;
        if (blanks < length && (text[blanks] == '#' || text[blanks] == ';')) {
                if (!parser->continued)
                        add_line(parser, UNIT_LINE_COMMENT);
                return;
        }

        if (!parser->bom_seen && length >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0) {
                parser->bom_seen = true;
                report(parser, SEVERITY_NOTE, start, "there is a byte order mark here; it is not needed");
                start += 3;
                text += 3;
                length -= 3;
        }

        UnitPiece piece = {.at = parser->joined->len, .offset = start};
        g_array_append_val(parser->pieces, piece);
        g_string_append_len(parser->joined, text, (gssize)length);
        if (ends_with_backslash(text, length)) {
                parser->joined->str[parser->joined->len - 1] = ' ';
                parser->continued = true;
        } else
                finish_line(parser);
}

static void find_line_ends(UnitFile *file)
{
        const char *stop = file->text + file->length;
        guint count = 0;
        for (const char *end = file->text; (end = memchr(end, '\n', (size_t)(stop - end))); end++)
                count++;
        file->line_ends = g_array_sized_new(FALSE, FALSE, sizeof(size_t), count);
        g_array_set_size(file->line_ends, count);
        size_t *offset = (size_t *)(void *)file->line_ends->data;
        for (const char *end = file->text; (end = memchr(end, '\n', (size_t)(stop - end))); end++)
                *offset++ = (size_t)(end - file->text);
}

UnitFile *unit_file_parse(const char *path, const char *text, size_t length, DiagList *diags)
{
        char *copy = g_malloc(length + 1);
        if (length > 0)
                memcpy(copy, text, length);
        copy[length] = '\0';
        return unit_file_parse_taken(path, copy, length, diags);
}

UnitFile *unit_file_parse_taken(const char *path, char *text, size_t length, DiagList *diags)
{
        UnitFile *file = g_new0(UnitFile, 1);
        file->path = g_strdup(path);
        file->text = text;
        file->length = length;
        find_line_ends(file);
        file->lines = g_ptr_array_sized_new(file->line_ends->len + 1);

        Parser parser = {.file = file, .diags = diags};
        parser.joined = g_string_new(NULL);
        parser.pieces = g_array_new(FALSE, FALSE, sizeof(UnitPiece));
        while (parser.position < length)
                read_line(&parser);
        if (parser.continued && !file->broken) {
                report(&parser, SEVERITY_WARNING, length, "the file ends with a backslash that nothing follows");
                finish_line(&parser);
        }
        g_string_free(parser.joined, TRUE);
        g_array_unref(parser.pieces);
        return file;
}

UnitFile *unit_file_read(const char *path, DiagList *diags, GError **error)
{
        char *text;
        size_t length;
        if (!file_read(path, FILE_SIZE_MAX, &text, &length, error))
                return NULL;
        return unit_file_parse_taken(path, text, length, diags);
}
