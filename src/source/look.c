/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Much of what a sandbox breaks can be told before anything runs: a 32-bit program makes the calls of its architecture,
 * a set-group-ID helper wants its group, a program in /root has to be found. This source reads the programs that a unit
 * starts, and those that they name, two scripts deep. What a script names it may never run: such needs are possible
 * ones. */

#include "source/look.h"

#include <string.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
#include "facts/program.h"
#include "unit/exec-line.h"

#define DEPTH_MAX 4               /* unit, script, what that names, and so on */
#define SCRIPT_BYTES (256 * 1024) /* scripts longer than this are not searched for names */

typedef struct Look {
        const char *root;
        NeedSet *needs;
        GHashTable *seen; /* of paths */
        const char *const *replaced;
} Look;

/* Programs whose set-ID helper is another file: who runs the one runs the other. Debian's, seen in bookworm and trixie.
 */
static const struct {
        const char *program, *helper;
} helpers[] = {
        {"/usr/sbin/sendmail", "/usr/sbin/postdrop"},         /* postfix */
        {"/usr/sbin/sendmail", "/usr/sbin/nullmailer-queue"}, /* nullmailer */
        {"/usr/lib/sendmail", "/usr/sbin/postdrop"},
};

/* What hands mail to sendmail without its path being in the file that runs it. */
static const char *const mailers[] = {"/usr/bin/mail",   "/usr/bin/mailx",          "/usr/bin/bsd-mailx",
                                      "/usr/bin/s-nail", "/usr/bin/mail.mailutils", NULL};

static void look_at(Look *look, const char *path, const char *actor, Strength strength, unsigned depth);

static void add(Look *look, NeedKind kind, unsigned access, const char *subject, Strength strength, const char *actor,
                const char *note)
{
        need_set_add(look->needs, kind, access, subject, strength, PHASE_NONE, "look", actor, note);
}

static bool is_program(const Look *look, const char *path)
{
        g_autoptr(ProgramFacts) facts = program_facts_new(look->root, path);

        /* whose program /proc/1/exe is depends on who looks, and scripts only look */
        return facts->kind != PROGRAM_MISSING && facts->executable && !g_str_has_prefix(path, "/proc/");
}

/* Absolute paths in the text of a script that are programs. */
static void look_in_script(Look *look, const char *path, unsigned depth)
{
        g_autofree char *full = path_under_root(look->root, path), *text = NULL;
        g_auto(GStrv) words = NULL;

        if (!file_read(full, SCRIPT_BYTES, &text, NULL, NULL))
                return;
        words = g_strsplit_set(text, " \t\n\"'`;|&()<>=:,{}[]$", 0);
        for (char **word = words; *word; word++) {
                if (**word == '/' && is_program(look, *word))
                        look_at(look, *word, path, STRENGTH_POSSIBLE, depth + 1);
                /* mail(1) by its name alone */
                else if (g_str_equal(*word, "mail") || g_str_equal(*word, "mailx") || g_str_equal(*word, "sendmail"))
                        look_at(look, "/usr/sbin/sendmail", path, STRENGTH_POSSIBLE, depth + 1);
        }
}

static void look_at_helpers(Look *look, const char *path, Strength strength, unsigned depth)
{
        for (size_t i = 0; i < G_N_ELEMENTS(helpers); i++)
                if (g_str_equal(helpers[i].program, path) && is_program(look, helpers[i].helper))
                        look_at(look, helpers[i].helper, path, strength, depth + 1);
        if (g_strv_contains(mailers, path))
                look_at(look, "/usr/sbin/sendmail", path, STRENGTH_POSSIBLE, depth + 1);
}

/* What a program needs because it is not of this machine's own architecture. An emulator makes calls of the machine
 * itself, which no filter by architecture refuses; but the code that it makes of the program's it has to run. */
static void add_architecture(NeedSet *needs, const ProgramFacts *facts, const char *path, Strength strength)
{
        g_autofree char *subject = facts->abi ? g_strdup_printf("%s:brk", facts->abi) : NULL;
        g_autofree char *note = g_strdup_printf(
                "%s is a program of another %s (ELF, %s)", path,
                facts->abi ? "architecture" : "machine, and whatever runs it makes code of it", facts->format);

        if (facts->abi)
                need_set_add(needs, NEED_FOREIGN, 0, subject, strength, PHASE_NONE, "look", path, note);
        else if (facts->emulated)
                need_set_add(needs, NEED_MEMORY, 0, "write-execute", strength, PHASE_NONE, "look", path, note);
}

static void look_at(Look *look, const char *path, const char *actor, Strength strength, unsigned depth)
{
        g_autoptr(ProgramFacts) facts = NULL;

        if (depth > DEPTH_MAX || g_strv_contains(look->replaced, path) || !g_hash_table_add(look->seen, g_strdup(path)))
                return;
        facts = program_facts_new(look->root, path);
        if (facts->kind == PROGRAM_MISSING)
                return;
        add(look, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, path, strength, actor, "runs it");
        if (!g_str_equal(facts->path, path))
                add(look, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE, facts->path, strength, actor, "runs it");
        add_architecture(look->needs, facts, path, strength);
        if (facts->set_uid || facts->set_gid || facts->capabilities) {
                g_autofree char *why = g_strdup_printf("%s has %s", path,
                                                       facts->set_uid   ? "the set-user-ID bit"
                                                       : facts->set_gid ? "the set-group-ID bit"
                                                                        : "file capabilities");
                add(look, NEED_SETID_EXEC, 0, facts->path, strength, actor, why);
        }
        look_at_helpers(look, path, strength, depth);
        if (facts->interpreter && facts->kind == PROGRAM_SCRIPT)
                look_at(look, facts->interpreter, path, strength, depth + 1);
        else if (facts->interpreter)
                add(look, NEED_PATH, ACCESS_READ | ACCESS_EXECUTE | ACCESS_MAP_EXECUTE, facts->interpreter, strength,
                    path, "its loader");
        if (facts->kind == PROGRAM_SCRIPT)
                look_in_script(look, facts->path, depth);
}

/* A path among the arguments: "/etc/x", "--config=/etc/x". What is not there says nothing. */
static void look_at_argument(Look *look, const char *argument, const char *where)
{
        const char *equals = strchr(argument, '='), *path = *argument == '/' ? argument : equals ? equals + 1 : "";
        g_autofree char *real = NULL, *simple = NULL;

        if (*path != '/')
                return;
        simple = path_simplify(path);
        real = path_chase(look->root, simple, CHASE_FOLLOW);
        if (!real || g_str_equal(simple, "/"))
                return;
        if (is_program(look, simple))
                look_at(look, simple, where, STRENGTH_POSSIBLE, 1);
        else if (!g_str_has_prefix(simple, "/dev/"))
                add(look, NEED_PATH, ACCESS_READ, simple, STRENGTH_POSSIBLE, where, "named in the command line");
}

/* The text behind "sh -c": words of it may be programs. */
static void look_at_command(Look *look, const char *text, const char *where)
{
        g_auto(GStrv) words = g_strsplit_set(text, " \t\n\"'`;|&()<>", 0);

        for (char **word = words; *word; word++)
                if (**word)
                        look_at_argument(look, *word, where);
}

NeedSet *look_needs(const char *root, const UnitView *unit)
{
        static const char *const none[] = {NULL};

        return look_needs_without(root, unit, none);
}

NeedSet *look_needs_without(const char *root, const UnitView *unit, const char *const *replaced)
{
        static const char *const names[] = {"ExecStartPre", "ExecStart", "ExecStartPost", "ExecReload", "ExecStop",
                                            "ExecStopPost", NULL};
        Look look = {root, need_set_new(unit->name), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     replaced};
        Coverage coverage = {.source = (char *)"look"};

        need_set_add_coverage(look.needs, &coverage);
        for (const char *const *name = names; *name; name++) {
                g_auto(GStrv) values = unit_view_get_all(unit, "Service", *name);
                const UnitSetting *setting = unit_view_find(unit, "Service", *name);
                g_autofree char *where = setting && setting->file
                                                 ? g_strdup_printf("%s:%u", setting->file, setting->line)
                                                 : g_strdup_printf("%s=", *name);

                for (char **value = values; value && *value; value++) {
                        g_autoptr(GPtrArray) commands = exec_line_parse(*value, NULL, NULL);

                        for (guint i = 0; commands && i < commands->len; i++) {
                                const ExecLine *line = commands->pdata[i];

                                if (line->prefixes & EXEC_FULLY_PRIVILEGED)
                                        continue; /* outside of the sandbox */
                                if (*line->path == '/')
                                        look_at(&look, line->path, where, STRENGTH_DECLARED, 0);
                                for (char **word = line->argv + 1; line->argv[0] && *word; word++)
                                        look_at_command(&look, *word, where);
                        }
                }
        }
        g_hash_table_unref(look.seen);
        return look.needs;
}

void look_add_architectures(const char *root, NeedSet *needs)
{
        g_autoptr(NeedSet) found = need_set_new(needs->unit);

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;
                g_autoptr(ProgramFacts) facts = NULL;

                if (need->kind != NEED_PATH || !(need->access & ACCESS_EXECUTE) || strpbrk(need->subject, "*?["))
                        continue;
                facts = program_facts_new(root, need->subject);
                add_architecture(found, facts, need->subject, STRENGTH_POSSIBLE);
        }
        need_set_union(needs, found);
}

void missing_path_free(MissingPath *missing)
{
        if (!missing)
                return;
        g_free(missing->word);
        g_free(missing->path);
        g_free(missing);
}

GPtrArray *look_missing_paths(const char *root, const Config *config)
{
        static const DirectiveId lists[] = {
                DIRECTIVE_READ_WRITE_PATHS,     DIRECTIVE_READ_ONLY_PATHS, DIRECTIVE_INACCESSIBLE_PATHS,
                DIRECTIVE_EXEC_PATHS,           DIRECTIVE_NO_EXEC_PATHS,   DIRECTIVE_BIND_PATHS,
                DIRECTIVE_BIND_READ_ONLY_PATHS,
        };
        GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)missing_path_free);

        for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
                for (char **line = config->lines[lists[i]]; line && *line; line++) {
                        g_auto(GStrv) words = NULL;

                        if (!g_shell_parse_argv(*line, NULL, &words, NULL))
                                continue;
                        for (char **word = words; *word; word++) {
                                g_autofree char *path = g_strndup(*word, strcspn(*word, ":")), *real = NULL;
                                MissingPath *missing;

                                /* "-": may be missing; "+": inside another root */
                                if (*path != '/' || g_str_has_prefix(path, "/proc/") || strchr(path, '%'))
                                        continue;
                                real = path_chase(root, path, CHASE_FOLLOW);
                                if (real)
                                        continue;
                                missing = g_new0(MissingPath, 1);
                                missing->directive = lists[i];
                                missing->word = g_strdup(*word);
                                missing->path = g_steal_pointer(&path);
                                g_ptr_array_add(found, missing);
                        }
                }
        }
        return found;
}

void look_follow_paths(const char *root, Config *config)
{
        static const DirectiveId lists[] = {DIRECTIVE_READ_WRITE_PATHS, DIRECTIVE_READ_ONLY_PATHS,
                                            DIRECTIVE_INACCESSIBLE_PATHS, DIRECTIVE_EXEC_PATHS,
                                            DIRECTIVE_NO_EXEC_PATHS};

        if (config_has_own_root(config))
                return;
        for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
                g_auto(GStrv) lines = g_strdupv(config->lines[lists[i]]);

                for (char **line = lines; line && *line; line++) {
                        g_auto(GStrv) words = NULL;

                        if (!g_shell_parse_argv(*line, NULL, &words, NULL))
                                continue;
                        for (char **word = words; *word; word++) {
                                const char *path = *word + strspn(*word, "-+");
                                g_autofree char *real = NULL;

                                if (*path != '/' || strpbrk(path, "% \t\"'\\"))
                                        continue;
                                real = path_chase(root, path, CHASE_FOLLOW);
                                if (real && !g_str_equal(real, path) && !strpbrk(real, "% \t\"'\\"))
                                        config_assign(config, lists[i], real);
                        }
                }
        }
}
