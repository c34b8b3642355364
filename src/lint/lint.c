/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs all rules over one service, and what rules have in common: how a finding gets its text and its place, which line
 * of the unit is meant, and the question to the predicate. */
#include "lint/lint.h"

#include <string.h>

#include "base/path.h"
#include "lint/internal.h"
#include "source/declared.h"
#include "unit/exec-line.h"
#include "unit/parse.h"
#include "unit/words.h"

void finding_free(Finding *finding)
{
        if (!finding)
                return;
        g_free(finding->unit);
        g_free(finding->package);
        g_free(finding->place.file);
        g_free(finding->place.note);
        g_free(finding->other.file);
        g_free(finding->other.note);
        g_free(finding->message);
        g_free(finding->fix);
        g_free(finding);
}

int finding_compare(const Finding *a, const Finding *b)
{
        int r = g_strcmp0(a->place.file, b->place.file);
        if (r == 0)
                r = (a->place.line > b->place.line) - (a->place.line < b->place.line);
        if (r == 0)
                r = (a->place.column > b->place.column) - (a->place.column < b->place.column);
        if (r == 0)
                r = strcmp(a->rule->id, b->rule->id);
        return r != 0 ? r : strcmp(a->message, b->message);
}

/* --- places --- */

static const UnitLine *line_of(const UnitView *view, const UnitSetting *setting, const UnitFile **ret_file)
{
        for (guint i = 0; i < view->files->len; i++) {
                const UnitFile *file = view->files->pdata[i];
                if (g_strcmp0(file->path, setting->file) != 0)
                        continue;
                for (guint k = 0; k < file->lines->len; k++) {
                        const UnitLine *line = file->lines->pdata[k];
                        if (line->line == setting->line && line->kind == UNIT_LINE_ASSIGNMENT) {
                                *ret_file = file;
                                return line;
                        }
                }
        }
        return NULL;
}

/* Where a word stands in a value: where it stands alone, if it does, and not as the beginning of another path. */
static const char *find_word(const char *value, const char *word)
{
        for (const char *at = strstr(value, word); at; at = strstr(at + 1, word))
                if ((at == value || strchr(" \t\"'=:~+-!@|", at[-1])) && strchr(" \t\"':;", at[strlen(word)]))
                        return at;
        return strstr(value, word);
}

static void set_place(const LintContext *context, FindingPlace *place, const UnitSetting *setting, const char *word)
{
        const UnitView *view = context->view;
        if (!setting) {
                const UnitFile *file = view->files->len > 0 ? view->files->pdata[0] : NULL;
                place->file = g_strdup(file ? file->path : view->fragment);
                return;
        }
        place->file = g_strdup(setting->file);
        place->line = setting->line;
        const UnitFile *file = NULL;
        const UnitLine *line = line_of(view, setting, &file);
        if (!line)
                return;
        const char *at = word && *word ? find_word(line->value, word) : NULL;
        unit_line_position(file, line, at ? (size_t)(at - line->value) : 0, &place->line, &place->column);
}

/* --- texts --- */

/* Fills in the {words} of a text. */
static char *fill(const char *text, GHashTable *words)
{
        GString *out = g_string_new(NULL);
        for (const char *p = text; *p; p++) {
                const char *end = *p == '{' ? strchr(p, '}') : NULL;
                if (!end) {
                        g_string_append_c(out, *p);
                        continue;
                }
                g_autofree char *name = g_strndup(p + 1, (gsize)(end - p - 1));
                const char *word = g_hash_table_lookup(words, name);
                if (!word)
                        g_critical("a check gives no {%s} for: %s", name, text);
                g_string_append(out, word ? word : name);
                p = end;
        }
        return g_string_free(out, FALSE);
}

Finding *lint_report_words(LintContext *context, const LintRule *rule, const UnitSetting *setting, const char *word,
                           const char *const *pairs)
{
        g_autoptr(GHashTable) words = g_hash_table_new(g_str_hash, g_str_equal);
        for (; *pairs; pairs += 2)
                g_hash_table_insert(words, (gpointer)pairs[0], (gpointer)pairs[1]);

        Finding *finding = g_new0(Finding, 1);
        finding->rule = rule;
        finding->unit = g_strdup(context->view->name);
        finding->package = context->input->surroundings ? g_strdup(context->input->surroundings->package) : NULL;
        finding->message = fill(rule->says, words);
        finding->fix = rule->fix ? fill(rule->fix, words) : NULL;
        set_place(context, &finding->place, setting, word);
        g_ptr_array_add(context->findings, finding);
        return finding;
}

void lint_relate(LintContext *context, Finding *finding, const UnitSetting *setting, const char *word, const char *note)
{
        if (!setting)
                return;
        set_place(context, &finding->other, setting, word);
        finding->other.note = g_strdup(note);
}

char *lint_line_of(const UnitSetting *setting, const UnitSetting *seen_from)
{
        if (!setting || setting->line == 0)
                return g_strdup("");
        if (!seen_from || g_strcmp0(setting->file, seen_from->file) == 0)
                return g_strdup_printf(" (line %u)", setting->line);
        g_autofree char *file = g_path_get_basename(setting->file);
        return g_strdup_printf(" (%s:%u)", file, setting->line);
}

char *lint_shown(const LintContext *context, DirectiveId id, const char *word)
{
        const char *name = directives[id].name, *value = config_value(context->config, id);
        if (directives[id].merge == MERGE_ASSIGN && value)
                return g_strdup_printf("%s=%s", name, value);
        return word ? g_strdup_printf("%s=%s", name, word) : g_strdup_printf("%s=", name);
}

char *lint_stem(const char *name)
{
        const char *dot = strrchr(name, '.');
        return dot && dot > name ? g_strndup(name, (gsize)(dot - name)) : g_strdup(name);
}

/* --- lines --- */

/* Is this directive's setting, by whatever name? */
static bool is_about(const UnitSetting *setting, DirectiveId id)
{
        static const struct {
                DirectiveId id;
                const char *old;
        } renamed[] = {
                {DIRECTIVE_INACCESSIBLE_PATHS, "InaccessibleDirectories"},
                {DIRECTIVE_READ_ONLY_PATHS, "ReadOnlyDirectories"},
                {DIRECTIVE_READ_WRITE_PATHS, "ReadWriteDirectories"},
        };
        if (strcmp(setting->section, directives[id].section) != 0)
                return false;
        for (unsigned i = 0; i < G_N_ELEMENTS(renamed); i++)
                if (renamed[i].id == id && strcmp(setting->name, renamed[i].old) == 0)
                        return true;
        return strcmp(setting->name, directives[id].name) == 0;
}

const UnitSetting *lint_setting(const LintContext *context, DirectiveId id, const char *word)
{
        const UnitSetting *last = NULL, *with_word = NULL;
        if (!context->config->lines[id])
                return NULL;
        for (guint i = 0; i < context->view->settings->len; i++) {
                const UnitSetting *setting = context->view->settings->pdata[i];
                if (!is_about(setting, id))
                        continue;
                last = setting;
                if (word && *word && strstr(setting->value, word))
                        with_word = setting;
        }
        return with_word ? with_word : last;
}

const UnitSetting *lint_stated_by(const LintContext *context, const Evidence *evidence)
{
        return g_hash_table_lookup(context->by_place, evidence->actor);
}

/* "FILE:LINE" -> setting, as evidence names it. */
static GHashTable *settings_by_place(const UnitView *view)
{
        GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        for (guint i = 0; i < view->settings->len; i++) {
                const UnitSetting *setting = view->settings->pdata[i];
                char *place = setting->line ? g_strdup_printf("%s:%u", setting->file, setting->line)
                                            : g_strdup(setting->file);
                g_hash_table_insert(places, place, (gpointer)setting);
        }
        return places;
}

void lint_commands(LintContext *context, const LintRule *rule, LintCommandFunc function)
{
        static const char *const names[] = {"ExecCondition", "ExecStartPre", "ExecStart",   "ExecStartPost",
                                            "ExecReload",    "ExecStop",     "ExecStopPost"};
        for (unsigned n = 0; n < G_N_ELEMENTS(names); n++) {
                g_autoptr(GPtrArray) values = unit_view_values(context->view, "Service", names[n]);
                for (guint i = 0; i < values->len; i++) {
                        const UnitValue *value = values->pdata[i];
                        g_autoptr(GPtrArray) lines = exec_line_parse(value->value, NULL, NULL);
                        for (guint k = 0; lines && k < lines->len; k++) {
                                const LintCommand command = {
                                        .name = names[n], .setting = value->setting, .line = lines->pdata[k]};
                                function(context, rule, &command);
                        }
                }
        }
}

unsigned lint_prefixes(LintContext *context)
{
        unsigned prefixes = 0;
        for (guint i = 0; i < context->view->settings->len; i++) {
                const UnitSetting *setting = context->view->settings->pdata[i];
                int id = directive_from_name(setting->section, setting->name);
                if (id >= 0 && directives[id].kind == VALUE_COMMAND) {
                        g_autoptr(GPtrArray) lines = exec_line_parse(setting->value, NULL, NULL);
                        for (guint k = 0; lines && k < lines->len; k++)
                                prefixes |= ((const ExecLine *)lines->pdata[k])->prefixes;
                }
        }
        return prefixes;
}

char **lint_words(const char *value)
{
        char **words = words_split(value, WORD_UNQUOTE | WORD_RETAIN_ESCAPES | WORD_RELAX, NULL, NULL);
        return words ? words : g_new0(char *, 1);
}

char **lint_paths(const LintContext *context, const char *value)
{
        g_auto(GStrv) words = lint_words(value);
        g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
        for (char **word = words; *word; word++) {
                g_autofree char *seen = path_as_seen(context->config, *word);
                g_autofree char *path = seen ? path_simplify(seen + (*seen == '-')) : NULL;
                if (path)
                        g_strv_builder_add(paths, path);
        }
        return g_strv_builder_end(paths);
}

bool lint_is_made(const LintContext *context, const char *path, bool given)
{
        for (unsigned i = 0; i < G_N_ELEMENTS(service_directories); i++) {
                const ServiceDirectory *made = &service_directories[i];
                bool asked = made->given || !given;
                for (char **line = asked ? context->config->lines[made->id] : NULL; line && *line; line++) {
                        g_auto(GStrv) words = g_strsplit_set(*line, " \t", 0);
                        for (char **word = words; *word; word++) {
                                g_autofree char *own = service_directory_path(made, *word);
                                if (own && path_has_prefix(path, own))
                                        return true;
                        }
                }
        }
        return false;
}

const PathEntry *lint_path_entry(const LintContext *context, const char *path, PathLayer layer)
{
        for (guint i = 0; i < context->effects->effects->len; i++) {
                const Effect *effect = context->effects->effects->pdata[i];
                const PathEntry *entry =
                        effect->kind == EFFECT_PATHS ? path_view_layer(effect->paths, path, layer) : NULL;
                if (entry)
                        return entry;
        }
        return NULL;
}

/* --- the predicate --- */

/* Links to directories of the system, as each Debian has them since /usr was merged, and where they lead. A path that
 * is named by one is the other. The last is so where /usr/sbin was merged, too. */
static const struct {
        const char *link, *target;
} links[] = {{"/var/run", "/run"}, {"/var/lock", "/run/lock"}, {"/bin", "/usr/bin"},     {"/sbin", "/usr/sbin"},
             {"/lib", "/usr/lib"}, {"/lib64", "/usr/lib64"},   {"/usr/bin", "/usr/sbin"}};

/* Does the unit itself name the path so, or a directory above it that is not above the link? */
static bool is_named_by(const EffectList *effects, const char *path, const char *link)
{
        for (guint i = 0; i < effects->effects->len; i++) {
                const Effect *effect = effects->effects->pdata[i];
                for (guint k = 0; effect->kind == EFFECT_PATHS && k < effect->paths->entries->len; k++) {
                        const PathEntry *entry = effect->paths->entries->pdata[k];
                        if (path_has_prefix(entry->path, link) && path_has_prefix(path, entry->path))
                                return true;
                }
        }
        return false;
}

/* "/bin/sh", "/bin", "/usr/bin" -> "/usr/bin/sh"; NULL where it does not begin so. Caller frees. */
static char *with_prefix(const char *path, const char *prefix, const char *instead)
{
        return path_has_prefix(path, prefix) ? g_strconcat(instead, path + strlen(prefix), NULL) : NULL;
}

bool lint_denies(const LintContext *context, const EffectList *effects, const Need *need, DirectiveId *ret_by)
{
        if (need->kind != NEED_PATH)
                return effect_list_denies(effects, need, ret_by);
        g_autofree char *real = g_strdup(need->subject);
        for (unsigned i = 0; i + 1 < G_N_ELEMENTS(links); i++) {
                char *target = with_prefix(real, links[i].link, links[i].target);
                if (!target)
                        continue;
                g_free(real);
                real = target;
        }
        const Need itself = {.kind = need->kind, .access = need->access, .subject = real};
        bool denied = effect_list_denies(effects, &itself, ret_by);
        /* What is said of a link is said of where it leads. What is said of a directory above a link is not. */
        for (unsigned i = 0; i < G_N_ELEMENTS(links); i++) {
                g_autofree char *linked = with_prefix(real, links[i].target, links[i].link);
                bool may_be = i + 1 == G_N_ELEMENTS(links);
                if (!linked || (may_be && !denied) || !is_named_by(effects, linked, links[i].link))
                        continue;
                const Need renamed = {.kind = need->kind, .access = need->access, .subject = linked};
                if (!effect_list_denies(effects, &renamed, denied ? NULL : ret_by))
                        return false;
                denied = true;
        }
        return denied;
}

bool lint_is_on(const LintContext *context, DirectiveId id)
{
        return config_is_on(context->config, id) && directive_known_to(id, context->input->systemd);
}

bool lint_has_user(const LintContext *context)
{
        return !config_starts_as_root(context->config);
}

/* A main command with "!" starts as root, and leaves that by itself. */
static bool starts_as_root(const LintContext *context)
{
        bool any = false, all = true;
        if (!lint_has_user(context))
                return true;
        g_autoptr(GPtrArray) values = unit_view_values(context->view, "Service", "ExecStart");
        for (guint i = 0; i < values->len; i++) {
                g_autoptr(GPtrArray) lines = exec_line_parse(((const UnitValue *)values->pdata[i])->value, NULL, NULL);
                for (guint k = 0; lines && k < lines->len; k++) {
                        any = true;
                        all = all && (((const ExecLine *)lines->pdata[k])->prefixes & EXEC_NO_SETUID) != 0;
                }
        }
        return any && all;
}

static gint compare_findings(gconstpointer a, gconstpointer b)
{
        return finding_compare(*(Finding *const *)a, *(Finding *const *)b);
}

bool lint_is_too_large(const UnitView *view)
{
        size_t length = 0;
        for (guint i = 0; i < view->settings->len; i++)
                length += strlen(((const UnitSetting *)view->settings->pdata[i])->value);
        return view->settings->len > LINT_SETTINGS_MAX || length > LINT_VALUES_MAX;
}

/* "WorkingDirectory=~": which directory that is, the files of the unit do not say. */
static void add_home(LintContext *context, NeedSet *needs)
{
        const char *home = context->input->surroundings ? context->input->surroundings->home : NULL;
        const UnitSetting *setting = unit_view_find(context->view, "Service", "WorkingDirectory");
        const char *value = unit_view_get(context->view, "Service", "WorkingDirectory");
        if (!home || !setting || !value || strcmp(value + strspn(value, "-"), "~") != 0)
                return;
        g_autofree char *place = g_strdup_printf("%s:%u", setting->file, setting->line);
        need_set_add(needs, NEED_PATH, ACCESS_READ, home, STRENGTH_DECLARED, PHASE_NONE, "unit", place,
                     "WorkingDirectory=");
}

/* Nothing is asked of what is no service, masked, or too large to ask anything. */
static GPtrArray *check_all(LintContext *context)
{
        const UnitView *view = context->view;
        bool asked =
                g_str_has_suffix(view->name, ".service") && (view->state == UNIT_LOADED || view->state == UNIT_BAD);
        bool large = asked && lint_is_too_large(view);
        bool missing = view->state == UNIT_NOT_FOUND; /* its name is a link to nothing */
        for (const LintRule *rule = lint_rules; (asked || missing) && rule->id; rule++)
                if (missing ? rule->check == check_not_loaded : !large || rule->check == check_too_large)
                        rule->check(context, rule);
        g_ptr_array_sort(context->findings, compare_findings);
        return context->findings;
}

GPtrArray *lint_unit(const LintInput *input)
{
        /* Of what is too large nothing is made: that alone would take too long. */
        g_autoptr(UnitView) nothing = unit_view_new(input->unit->name);
        const UnitView *read = lint_is_too_large(input->unit) ? nothing : input->unit;
        g_autoptr(Config) config = unit_view_to_config(read);
        g_autoptr(NeedSet) needs = declared_needs(read, NULL, NULL);
        LintContext context = {
                .input = input,
                .view = input->unit,
                .config = config,
                .needs = needs,
                .findings = g_ptr_array_new_with_free_func((GDestroyNotify)finding_free),
        };
        g_autoptr(GHashTable) by_place = settings_by_place(read);
        context.by_place = by_place;
        context.effects_of = (EffectContext){
                .systemd = input->systemd,
                .user_manager = input->unit->user,
                .root = starts_as_root(&context),
                .config = config,
        };
        g_autoptr(EffectList) effects = effects_of(&context.effects_of);
        context.effects = effects;
        if (read == input->unit)
                add_home(&context, needs);

        return check_all(&context);
}
