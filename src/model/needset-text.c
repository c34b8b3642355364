/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The text form of a NeedSet: what recordings, profiles and bug reports are written in. One need a line at the left
 * edge, and below it, indented, one line for each piece of evidence, so that people can read it, edit it and diff it:
 *
 *         unitlock-needs 1
 *         unit nginx.service
 *         package nginx 1.22.1-9 bookworm
 *
 *         coverage observe
 *                 phases start run reload
 *                 watched 12.345 s
 *                 lost 0
 *                 exercise curl http://localhost/
 *
 *         capability CAP_SETGID
 *                 witnessed start observe /usr/sbin/nginx setgid to www-data
 *         path read,write /var/log/nginx/access.log
 *                 declared - logrotate /etc/logrotate.d/nginx:1
 *
 * Evidence is: strength, phase, source, actor, and then a note up to the end of the line; "-" stands for nothing. Odd
 * bytes in words are written as \xNN; in the rest of a line, blanks stand for themselves. Lines that begin with "#" are
 * comments, and are not kept. Reading collects all that is wrong, with lines, and is strict: a need that is misread
 * would become a service that does not run. */
#include <string.h>

#include "base/diag.h"
#include "base/text.h"
#include "model/need.h"

#define FORMAT_WORD "unitlock-needs"
#define INDENT "        "

/* "-" for nothing; a real "-" is escaped so that it stays one. */
static void put_word(GString *out, const char *word)
{
        if (word[0] == '\0')
                g_string_append_c(out, '-');
        else if (strcmp(word, "-") == 0)
                g_string_append(out, "\\x2d");
        else {
                g_autofree char *escaped = word_escape(word);
                g_string_append(out, escaped);
        }
}

/* The rest of a line: only what would not survive is escaped. */
static void put_rest(GString *out, const char *text)
{
        size_t length = strlen(text);
        for (size_t i = 0; i < length; i++) {
                unsigned char c = (unsigned char)text[i];
                bool edge = i == 0 || i + 1 == length;
                if (c < ' ' || c == 0x7f || c == '\\' || (c == ' ' && edge))
                        g_string_append_printf(out, "\\x%02x", c);
                else
                        g_string_append_c(out, (char)c);
        }
}

static void put_evidence(GString *out, const Evidence *evidence)
{
        g_string_append_printf(out, INDENT "%s %s ", strength_names[evidence->strength], phase_names[evidence->phase]);
        put_word(out, evidence->source);
        g_string_append_c(out, ' ');
        put_word(out, evidence->actor);
        if (evidence->note[0] != '\0') {
                g_string_append_c(out, ' ');
                put_rest(out, evidence->note);
        }
        g_string_append_c(out, '\n');
}

static void put_coverage(GString *out, const Coverage *coverage)
{
        g_string_append(out, "\ncoverage ");
        put_word(out, coverage->source);
        g_string_append_c(out, '\n');
        if (coverage->phases != 0) {
                g_string_append(out, INDENT "phases");
                for (unsigned phase = 0; phase < _PHASE_MAX; phase++) {
                        if (coverage->phases & (1u << phase))
                                g_string_append_printf(out, " %s", phase_names[phase]);
                }
                g_string_append_c(out, '\n');
        }
        if (coverage->milliseconds != 0)
                g_string_append_printf(out, INDENT "watched %" G_GUINT64_FORMAT ".%03u s\n",
                                       coverage->milliseconds / 1000, (unsigned)(coverage->milliseconds % 1000));
        if (coverage->lost != 0)
                g_string_append_printf(out, INDENT "lost %" G_GUINT64_FORMAT "\n", coverage->lost);
        for (char *const *blind = coverage->blind; blind && *blind; blind++) {
                g_string_append(out, INDENT "blind ");
                put_rest(out, *blind);
                g_string_append_c(out, '\n');
        }
        for (char *const *exercise = coverage->exercises; exercise && *exercise; exercise++) {
                g_string_append(out, INDENT "exercise ");
                put_rest(out, *exercise);
                g_string_append_c(out, '\n');
        }
}

char *need_set_to_text(const NeedSet *set)
{
        GString *out = g_string_new(FORMAT_WORD " 1\n");
        if (set->unit[0] != '\0') {
                g_string_append(out, "unit ");
                put_word(out, set->unit);
                g_string_append_c(out, '\n');
        }
        for (char **header = set->headers; *header; header++) {
                put_rest(out, *header);
                g_string_append_c(out, '\n');
        }
        for (unsigned i = 0; i < set->coverages->len; i++)
                put_coverage(out, g_ptr_array_index(set->coverages, i));
        for (unsigned i = 0; i < set->entries->len; i++) {
                const NeedEntry *entry = g_ptr_array_index(set->entries, i);
                g_autofree char *line = need_to_string(&entry->need);
                if (i == 0 || ((NeedEntry *)g_ptr_array_index(set->entries, i - 1))->need.kind != entry->need.kind)
                        g_string_append_c(out, '\n');
                g_string_append_printf(out, "%s\n", line);
                for (unsigned j = 0; j < entry->evidence->len; j++)
                        put_evidence(out, g_ptr_array_index(entry->evidence, j));
        }
        return g_string_free(out, FALSE);
}

/* What the lines that follow, indented, belong to. */
typedef enum Block {
        BLOCK_NONE,
        BLOCK_SKIP, /* something that was wrong: its lines are skipped, it has been said */
        BLOCK_COVERAGE,
        BLOCK_NEED,
} Block;

typedef struct Reader {
        NeedSet *set;
        DiagList *diags;
        const char *file;
        unsigned line;
        bool failed;
        bool any_line;

        Block block;
        unsigned block_line;
        Coverage coverage; /* being read */
        NeedKind kind;     /* need being read */
        unsigned access;
        char *subject;
        unsigned pieces; /* of evidence it has so far */
} Reader;

G_GNUC_PRINTF(4, 5)
static void complain(Reader *reader, unsigned line, unsigned column, const char *format, ...)
{
        va_list arguments;
        va_start(arguments, format);
        g_autofree char *message = g_strdup_vprintf(format, arguments);
        va_end(arguments);
        diag_add(reader->diags, SEVERITY_ERROR, reader->file, line, column, "%s", message);
        reader->failed = true;
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t';
}

/* One word of *cursor, which is moved past it and the blanks behind; NULL at the end. In place. */
static char *take_word(char **cursor)
{
        char *start = *cursor;
        if (*start == '\0')
                return NULL;
        char *end = start;
        while (*end != '\0' && !is_blank(*end))
                end++;
        char *next = end;
        while (is_blank(*next))
                next++;
        *end = '\0';
        *cursor = next;
        return start;
}

static char *unescape(Reader *reader, const char *start, const char *word)
{
        char *plain = word_unescape(word);
        if (!plain)
                complain(reader, reader->line, (unsigned)(word - start) + 1,
                         "\"%s\" has a bad escape; write odd bytes as \\xNN and a backslash as \\x5c", word);
        return plain;
}

/* A word of put_word(): "-" is nothing. */
static char *unescape_word(Reader *reader, const char *start, const char *word)
{
        return strcmp(word, "-") == 0 ? g_strdup("") : unescape(reader, start, word);
}

/* The rest of a line: \xNN only. Valid: never NUL. */
static char *unescape_rest(Reader *reader, const char *start, const char *text)
{
        g_autoptr(GString) out = g_string_new(NULL);
        for (const char *p = text; *p; p++) {
                if (*p != '\\') {
                        g_string_append_c(out, *p);
                        continue;
                }
                int high = p[1] == 'x' ? g_ascii_xdigit_value(p[2]) : -1;
                int low = high >= 0 ? g_ascii_xdigit_value(p[3]) : -1;
                if (low < 0 || high * 16 + low == 0) {
                        complain(reader, reader->line, (unsigned)(p - start) + 1,
                                 "a bad escape; write odd bytes as \\xNN and a backslash as \\x5c");
                        return NULL;
                }
                g_string_append_c(out, (char)(high * 16 + low));
                p += 3;
        }
        return g_strdup(out->str);
}

static void end_block(Reader *reader)
{
        if (reader->block == BLOCK_COVERAGE) {
                need_set_add_coverage(reader->set, &reader->coverage);
                g_clear_pointer(&reader->coverage.source, g_free);
                g_clear_pointer(&reader->coverage.blind, g_strfreev);
                g_clear_pointer(&reader->coverage.exercises, g_strfreev);
                reader->coverage = (Coverage){};
        }
        if (reader->block == BLOCK_NEED && reader->pieces == 0)
                complain(reader, reader->block_line, 0,
                         "this need has no evidence; say why it is believed in an indented line below it, as in \"%s\"",
                         INDENT "declared - profile - a note");
        g_clear_pointer(&reader->subject, g_free);
        reader->block = BLOCK_NONE;
}

static void append_word(char ***list, char *word)
{
        unsigned length = *list ? g_strv_length(*list) : 0;
        *list = g_renew(char *, *list, length + 2);
        (*list)[length] = word;
        (*list)[length + 1] = NULL;
}

/* "12", "12.3", "12.345", perhaps with " s" behind: milliseconds. */
static bool parse_seconds(const char *text, guint64 *ret_milliseconds)
{
        char *end;
        if (!g_ascii_isdigit(text[0]))
                return false;
        guint64 seconds = g_ascii_strtoull(text, &end, 10);
        if (seconds > G_MAXUINT64 / 1000 - 1)
                return false;
        guint64 milliseconds = seconds * 1000;
        if (*end == '.') {
                end++;
                if (!g_ascii_isdigit(*end))
                        return false;
                for (unsigned scale = 100; g_ascii_isdigit(*end); end++, scale /= 10)
                        milliseconds += scale * (unsigned)g_ascii_digit_value(*end);
        }
        while (is_blank(*end))
                end++;
        if (*end != '\0' && strcmp(end, "s") != 0)
                return false;
        *ret_milliseconds = milliseconds;
        return true;
}

static void read_coverage_line(Reader *reader, char *start, char *cursor)
{
        const char *word = take_word(&cursor);

        if (strcmp(word, "phases") == 0) {
                for (char *phase; (phase = take_word(&cursor));) {
                        int index = string_table_index(phase_names, phase);
                        if (index < 0)
                                complain(reader, reader->line, (unsigned)(phase - start) + 1,
                                         "\"%s\" is no phase; phases are start, run, reload, stop", phase);
                        else
                                reader->coverage.phases |= 1u << index;
                }
        } else if (strcmp(word, "watched") == 0) {
                if (!parse_seconds(cursor, &reader->coverage.milliseconds))
                        complain(reader, reader->line, (unsigned)(cursor - start) + 1,
                                 "\"%s\" is no number of seconds, as in \"watched 12.5 s\"", cursor);
        } else if (strcmp(word, "lost") == 0) {
                if (!g_ascii_string_to_unsigned(cursor, 10, 0, G_MAXUINT64, &reader->coverage.lost, NULL))
                        complain(reader, reader->line, (unsigned)(cursor - start) + 1, "\"%s\" is no number of events",
                                 cursor);
        } else if (strcmp(word, "blind") == 0 || strcmp(word, "exercise") == 0) {
                char *text = unescape_rest(reader, start, cursor);
                if (text)
                        append_word(word[0] == 'b' ? &reader->coverage.blind : &reader->coverage.exercises, text);
        } else
                complain(reader, reader->line, (unsigned)(word - start) + 1,
                         "\"%s\" is nothing that coverage has; it has phases, watched, lost, blind, exercise", word);
}

static void read_evidence_line(Reader *reader, char *start, char *cursor)
{
        const char *strength = take_word(&cursor);
        const char *phase = take_word(&cursor);
        const char *source_word = take_word(&cursor);
        const char *actor_word = take_word(&cursor);

        if (!phase || !source_word) {
                complain(reader, reader->line, 0,
                         "evidence needs a strength, a phase (or -) and a source, as in \"declared - profile\"");
                return;
        }
        int strength_index = string_table_index(strength_names, strength);
        int phase_index = string_table_index(phase_names, phase);
        if (strength_index < 0)
                complain(reader, reader->line, (unsigned)(strength - start) + 1,
                         "\"%s\" is no strength of evidence; they are declared, possible, witnessed", strength);
        if (phase_index < 0)
                complain(reader, reader->line, (unsigned)(phase - start) + 1,
                         "\"%s\" is no phase; phases are start, run, reload, stop, or - for none", phase);

        g_autofree char *source = unescape_word(reader, start, source_word);
        g_autofree char *actor = actor_word ? unescape_word(reader, start, actor_word) : g_strdup("");
        g_autofree char *note = unescape_rest(reader, start, cursor);
        if (strength_index < 0 || phase_index < 0 || !source || !actor || !note)
                return;
        need_set_add(reader->set, reader->kind, reader->access, reader->subject, (Strength)strength_index,
                     (Phase)phase_index, source, actor, note);
}

/* After its kind: the access words, if the kind has them, and the subject. False: complained. */
static bool read_need(Reader *reader, char *start, char *cursor, NeedKind kind)
{
        unsigned access = 0;
        if (need_kind_has_access(kind)) {
                const char *words = take_word(&cursor);
                if (!words) {
                        complain(reader, reader->line, 0,
                                 "a %s need says which access to what, as in \"%s read,write /x\"",
                                 need_kind_names[kind], need_kind_names[kind]);
                        return false;
                }
                if (!access_from_string(words, &access)) {
                        complain(reader, reader->line, (unsigned)(words - start) + 1,
                                 "\"%s\" is no access; write some of read, write, create, execute, map-execute, own "
                                 "with commas between",
                                 words);
                        return false;
                }
        }
        const char *word = take_word(&cursor);
        if (!word) {
                complain(reader, reader->line, 0, "a %s need names what is needed", need_kind_names[kind]);
                return false;
        }
        if (*cursor != '\0') {
                complain(reader, reader->line, (unsigned)(cursor - start) + 1,
                         "\"%s\" is too much here; a blank in a name is written as \\x20", cursor);
                return false;
        }
        g_autofree char *subject = unescape(reader, start, word);
        if (!subject)
                return false;
        const char *expected;
        if (!need_subject_is_valid(kind, subject, &expected)) {
                complain(reader, reader->line, (unsigned)(word - start) + 1, "\"%s\" is not what a %s need names: %s",
                         word, need_kind_names[kind], expected);
                return false;
        }
        reader->kind = kind;
        reader->access = access;
        reader->subject = g_steal_pointer(&subject);
        reader->pieces = 0;
        return true;
}

static void read_header(Reader *reader, char *start, char *cursor, Header header)
{
        g_autofree char *text = unescape_rest(reader, start, cursor);
        const char *expected = NULL;

        if (text && !header_text_is_valid(header, text, &expected))
                complain(reader, reader->line, (unsigned)(cursor - start) + 1, "\"%s\" is not %s", text, expected);
        else if (text)
                need_set_add_header(reader->set, header, text);
}

static void read_head_line(Reader *reader, char *start)
{
        char *cursor = start;
        const char *word = take_word(&cursor);
        bool first = !reader->any_line;

        end_block(reader);
        reader->any_line = true;
        reader->block_line = reader->line;
        reader->block = BLOCK_SKIP;

        if (strcmp(word, FORMAT_WORD) == 0) {
                if (!first)
                        complain(reader, reader->line, 1, "\"%s\" belongs at the top", word);
                else if (strcmp(cursor, "1") != 0)
                        complain(reader, reader->line, (unsigned)(cursor - start) + 1,
                                 "this is format \"%s\" of the file, and this program reads 1; a newer one may read it",
                                 cursor);
                return;
        }
        if (strcmp(word, "unit") == 0) {
                char *name = unescape_word(reader, start, cursor);
                if (name) {
                        g_free(reader->set->unit);
                        reader->set->unit = name;
                }
                return;
        }
        if (strcmp(word, "coverage") == 0) {
                const char *source = take_word(&cursor);
                if (!source) {
                        complain(reader, reader->line, 0,
                                 "coverage of what? name the source, as in \"coverage observe\"");
                        return;
                }
                reader->coverage.source = unescape_word(reader, start, source);
                if (reader->coverage.source)
                        reader->block = BLOCK_COVERAGE;
                return;
        }
        int header = string_table_index(header_names, word);
        if (header >= 0) {
                read_header(reader, start, cursor, (Header)header);
                return;
        }
        int kind = string_table_index(need_kind_names, word);
        if (kind < 0) {
                complain(reader, reader->line, 1, "\"%s\" is no kind of need", word);
                return;
        }
        if (read_need(reader, start, cursor, (NeedKind)kind))
                reader->block = BLOCK_NEED;
}

static void read_line(Reader *reader, char *line)
{
        g_strchomp(line);
        char *text = line;
        while (is_blank(*text))
                text++;
        if (*text == '\0' || *text == '#')
                return;
        if (text == line) {
                read_head_line(reader, line);
                return;
        }
        switch (reader->block) {
        case BLOCK_NONE:
                complain(reader, reader->line, (unsigned)(text - line) + 1,
                         "an indented line belongs to a need or a coverage above it, and there is none");
                break;
        case BLOCK_SKIP:
                break;
        case BLOCK_COVERAGE:
                read_coverage_line(reader, line, text);
                break;
        case BLOCK_NEED:
                reader->pieces++;
                read_evidence_line(reader, line, text);
                break;
        }
}

NeedSet *need_set_from_text(const char *text, const char *file, DiagList *diags)
{
        g_autoptr(NeedSet) set = need_set_new(NULL);
        Reader reader = {.set = set, .diags = diags, .file = file};

        for (const char *p = text; *p;) {
                size_t length = strcspn(p, "\n");
                g_autofree char *line = g_strndup(p, length);
                reader.line++;
                read_line(&reader, line);
                p += length;
                if (*p == '\n')
                        p++;
        }
        end_block(&reader);
        return reader.failed ? NULL : g_steal_pointer(&set);
}
