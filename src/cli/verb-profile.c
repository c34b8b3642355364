/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unitlock profile ...: reading, joining, comparing and beginning profiles. What a profile is: unitlock-needs(5). */

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/term.h"
#include "cli/exit.h"
#include "cli/profile.h"
#include "cli/verb.h"
#include "facts/host.h"
#include "generator/generate.h"
#include "source/declared.h"
#include "source/look.h"
#include "source/profile.h"
#include "unit/exec-line.h"
#include "unit/unit-name.h"

static void print_diags(const DiagList *diags)
{
        g_autofree char *text = diag_list_to_string(diags);

        fputs(text, stderr);
}

static bool fail_by_diags(const DiagList *diags, GError **error)
{
        g_autofree char *text = diag_list_to_string(diags);

        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s", g_strchomp(text));
        return false;
}

/* The unit's own name where it is there, since profiles go by that; what the word says where it is not. */
static char *unit_of_word(const char *root, bool user, const char *word, GError **error)
{
        g_autoptr(UnitPaths) paths = user ? unit_paths_user(root) : unit_paths_system(root);
        g_autofree char *name = unit_name_from_input(word);
        g_autoptr(UnitView) unit = name ? generate_unit(paths, name, NULL) : NULL;

        if (!name) {
                g_autofree char *missing = unit_name_missing(word, root);

                g_set_error_literal(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND, missing);
        }
        return g_strdup(unit && unit->fragment ? unit->name : name);
}

static void fail_without_profile(const char *unit, const DiagList *diags, GError **error)
{
        g_autofree char *word = unit_name_for_shell(unit);

        if (diag_list_has_errors(diags))
                fail_by_diags(diags, error);
        else
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND,
                            "There is no profile of %s; 'unitlock profile new %s' begins one", unit, word);
}

/* A file of needs, where there is one of that name, else the profile of that unit. */
static NeedSet *needs_of_word(const char *root, bool user, const char *word, GError **error)
{
        g_autoptr(DiagList) diags = diag_list_new();
        g_autofree char *unit = NULL;
        g_autoptr(Profile) profile = NULL;
        NeedSet *needs = NULL;

        if (strchr(word, '/') || g_file_test(word, G_FILE_TEST_IS_REGULAR)) {
                needs = profile_read_file(word, diags);
                if (!needs)
                        fail_by_diags(diags, error);
                return needs;
        }
        unit = unit_of_word(root, user, word, error);
        if (!unit)
                return NULL;
        profile = profile_of_unit(root, user, unit, diags);
        if (profile)
                return g_steal_pointer(&profile->needs);
        fail_without_profile(unit, diags, error);
        return NULL;
}

static int write_out(const Arguments *arguments, const char *text, GError **error)
{
        const char *output = arguments_get(arguments, "output");

        if (!output || g_str_equal(output, "-"))
                fputs(text, stdout);
        else if (!file_write_output(output, text, -1, 0644, error))
                return UNITLOCK_EXIT_FAILED;
        return UNITLOCK_EXIT_OK;
}

/* --- check --- */

static void check_header(const NeedSet *needs, const char *file, DiagList *diags)
{
        g_autofree const char **stability = need_set_headers(needs, HEADER_STABILITY);
        g_autofree const char **packages = need_set_headers(needs, HEADER_PACKAGE);
        g_autofree char *base = g_path_get_basename(file), *expected = NULL;

        if (!*needs->unit)
                diag_add(diags, SEVERITY_ERROR, file, 0, 0,
                         "it does not say which unit it is about: \"unit NAME\" does");
        if (!stability[0])
                diag_add(diags, SEVERITY_WARNING, file, 0, 0,
                         "without \"stability tested\" it is not in force by default");
        else if (stability[1])
                diag_add(diags, SEVERITY_WARNING, file, 0, 0, "it says both tested and trial; the weaker counts");
        if (stability[0] && g_str_equal(stability[0], "tested") && !packages[0])
                diag_add(diags, SEVERITY_ERROR, file, 0, 0, "it says that it is tested, and not with which package");
        expected = g_strconcat(needs->unit, PROFILE_SUFFIX, NULL);
        if (*needs->unit && g_str_has_suffix(base, ".service" PROFILE_SUFFIX) && !g_str_equal(base, expected) &&
            !g_file_test(file, G_FILE_TEST_IS_SYMLINK))
                diag_add(diags, SEVERITY_ERROR, file, 0, 0, "it is about %s, so it is called %s or a name of no unit",
                         needs->unit, expected);
}

static int run_check(const Arguments *arguments, GError **error)
{
        g_autoptr(DiagList) diags = diag_list_new();

        for (char *const *word = arguments_words(arguments); *word; word++) {
                g_autoptr(NeedSet) needs = profile_read_file(*word, diags);

                if (needs)
                        check_header(needs, *word, diags);
        }
        print_diags(diags);
        return diag_list_has_errors(diags) ? UNITLOCK_EXIT_INPUT : UNITLOCK_EXIT_OK;
}

const Verb verb_profile_check = {
        .name = "profile check",
        .synopsis = "FILE...",
        .summary = "Say what is wrong with files of needs",
        .help = "Reads each file as a profile, and says all that is wrong, with lines.",
        .min_words = 1,
        .max_words = UINT_MAX,
        .run = run_check,
};

/* --- show --- */

static int show_dropin(const char *root, bool user, const Profile *profile, const char *name, GError **error)
{
        g_autoptr(UnitPaths) paths = user ? unit_paths_user(root) : unit_paths_system(root);
        g_autoptr(UnitView) unit = generate_unit(paths, name, error);
        g_autoptr(HostFacts) facts = NULL;
        g_autoptr(Policy) policy = NULL;
        g_autofree char *text = NULL;

        if (!unit)
                return UNITLOCK_EXIT_FAILED;
        if (!unit_view_check(unit, name, error))
                return UNITLOCK_EXIT_FAILED;
        facts = host_facts_new(root);
        if (facts->systemd < SYSTEMD_OLDEST) {
                g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_UNSUPPORTED,
                            "systemd %u or newer is not installed here, so there is no drop-in to make",
                            SYSTEMD_OLDEST);
                return UNITLOCK_EXIT_UNSUPPORTED;
        }
        policy = generate_policy(profile, facts, unit, facts->systemd);
        text = generate_text(profile, policy, name, user, facts);
        fputs(text, stdout);
        return UNITLOCK_EXIT_OK;
}

static int run_show(const Arguments *arguments, GError **error)
{
        const char *root = arguments_get(arguments, "root");
        bool user = arguments_has(arguments, "user");
        g_autofree char *unit = unit_of_word(root, user, arguments_words(arguments)[0], error), *text = NULL;
        g_autoptr(DiagList) diags = diag_list_new();
        g_autoptr(Profile) profile = unit ? profile_of_unit(root, user, unit, diags) : NULL;

        if (!unit)
                return UNITLOCK_EXIT_NOT_FOUND;
        if (!profile) {
                fail_without_profile(unit, diags, error);
                return UNITLOCK_EXIT_FAILED;
        }
        print_diags(diags);
        if (arguments_has(arguments, "dropin"))
                return show_dropin(root, user, profile, unit, error);
        text = need_set_to_text(profile->needs);
        for (char **file = profile->files; *file; file++)
                printf("# %s\n", *file);
        fputs(text, stdout);
        return UNITLOCK_EXIT_OK;
}

static const Option show_options[] = {
        {"dropin", 0, NULL, 0, "Show what comes of it on this host, instead of the profile itself"},
        {"root", 0, "DIRECTORY", 0, "Look at the host below this directory instead of the running one"},
        {"user", 0, NULL, 0, "A unit of your user manager"},
        {},
};

const Verb verb_profile_show = {
        .name = "profile show",
        .synopsis = "UNIT",
        .summary = "Show the profile of a unit, with the admin's additions",
        .help = "Prints the profile as it counts here, the admin's additions joined to it; with --dropin the drop-in "
                "that the "
                "generator makes of it for this host, each line with its reason.",
        .options = show_options,
        .min_words = 1,
        .max_words = 1,
        .run = run_show,
};

/* --- diff --- */

static unsigned print_missing(const NeedSet *from, const NeedSet *in, char sign, Style style)
{
        unsigned n = 0;

        for (guint i = 0; i < from->entries->len; i++) {
                const NeedEntry *entry = from->entries->pdata[i];
                g_autofree char *line = need_to_string(&entry->need);

                if (need_set_find(in, entry->need.kind, entry->need.access, entry->need.subject))
                        continue;
                printf("%s%c%s%s\n", term_style(stdout, style), sign, line, term_style(stdout, STYLE_NORMAL));
                n++;
        }
        return n;
}

static int run_diff(const Arguments *arguments, GError **error)
{
        const char *root = arguments_get(arguments, "root");
        char *const *words = arguments_words(arguments);
        g_autoptr(NeedSet) a = needs_of_word(root, false, words[0], error),
                           b = a ? needs_of_word(root, false, words[1], error) : NULL;
        unsigned n;

        if (!a || !b)
                return UNITLOCK_EXIT_FAILED;
        n = print_missing(a, b, '-', STYLE_RED);
        n += print_missing(b, a, '+', STYLE_GREEN);
        return n ? UNITLOCK_EXIT_FAILED : UNITLOCK_EXIT_OK;
}

static const Option diff_options[] = {
        {"root", 0, "DIRECTORY", 0, "Look for profiles below this directory instead of on the running host"},
        {},
};

const Verb verb_profile_diff = {
        .name = "profile diff",
        .synopsis = "UNIT|FILE UNIT|FILE",
        .summary = "Show which needs only one of two profiles has",
        .help = "Lines with \"-\" are needs of the first alone, with \"+\" of the second alone. Evidence is not "
                "compared. The exit "
                "status is 0 if both have the same needs, 1 if not.",
        .options = diff_options,
        .min_words = 2,
        .max_words = 2,
        .run = run_diff,
};

/* --- merge --- */

static const Option merge_options[] = {
        {"generalise", 0, NULL, 0, "Leave out what is of one host or of one run alone"},
        {"output", 'o', "FILE|-", 0, "Write the result to this file instead of to standard output"},
        {},
};

static int run_merge(const Arguments *arguments, GError **error)
{
        char *const *words = arguments_words(arguments);
        g_autoptr(NeedSet) whole = NULL;
        g_autofree char *text = NULL;

        for (char *const *word = words; *word; word++) {
                g_autoptr(NeedSet) needs = needs_of_word(NULL, false, *word, error);

                if (!needs)
                        return UNITLOCK_EXIT_FAILED;
                if (whole && *needs->unit && *whole->unit && !g_str_equal(needs->unit, whole->unit)) {
                        g_set_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT, "%s is about %s, and %s about %s",
                                    words[0], whole->unit, *word, needs->unit);
                        return UNITLOCK_EXIT_INPUT;
                }
                if (whole)
                        need_set_union(whole, needs);
                else
                        whole = g_steal_pointer(&needs);
        }
        if (arguments_has(arguments, "generalise")) {
                g_autoptr(NeedSet) run = g_steal_pointer(&whole);

                whole = profile_generalise(run);
        }
        text = need_set_to_text(whole);
        return write_out(arguments, text, error);
}

const Verb verb_profile_merge = {
        .name = "profile merge",
        .synopsis = "UNIT|FILE...",
        .summary = "Join profiles and recordings of one unit",
        .help = "Prints one profile that has the needs of all. Needs only grow by that, so what any of them was proven "
                "with works "
                "under the result.",
        .options = merge_options,
        .min_words = 1,
        .max_words = UINT_MAX,
        .run = run_merge,
};

/* --- new --- */

/* What files say of the unit, without any run. */
static NeedSet *needs_of_files(const char *root, const UnitView *unit, const UnitFacts *facts)
{
        NeedSet *needs = declared_needs(unit, facts, NULL);
        g_autoptr(NeedSet) look = look_needs(root, unit);
        const char *const *services = pam_services_of_unit(unit->name);

        need_set_union(needs, look);
        for (; services && *services; services++) {
                g_autofree char *subject = g_strdup_printf("pam:%s", *services);

                need_set_add(needs, NEED_INDIRECT, 0, subject, STRENGTH_DECLARED, PHASE_NONE, "profile", NULL,
                             "its program asks PAM by this name");
        }
        return needs;
}

static int run_new(const Arguments *arguments, GError **error)
{
        const char *root = arguments_get(arguments, "root"), *from = arguments_get(arguments, "from");
        g_autofree char *name = unit_of_word(root, false, arguments_words(arguments)[0], error), *text = NULL;
        g_autoptr(UnitPaths) paths = unit_paths_system(root);
        g_autoptr(UnitView) unit = name ? generate_unit(paths, name, error) : NULL;
        g_auto(GStrv) programs = NULL;
        g_autoptr(UnitFacts) facts = NULL;
        g_autoptr(HostFacts) host = NULL;
        g_autoptr(NeedSet) needs = NULL, profile = NULL;

        if (!unit)
                return UNITLOCK_EXIT_FAILED;
        if (!unit_view_check(unit, name, error))
                return UNITLOCK_EXIT_FAILED;
        programs = programs_of_unit(unit);
        facts = unit_facts_new(root, unit, (const char *const *)programs);
        needs = from ? needs_of_word(root, false, from, error) : needs_of_files(root, unit, facts);
        if (!needs)
                return UNITLOCK_EXIT_FAILED;
        host = host_facts_new(root);
        add_pam_of_programs(needs, host, programs);
        profile = profile_make(root, name, needs, facts, NULL);
        text = need_set_to_text(profile);
        return write_out(arguments, text, error);
}

static const Option new_options[] = {
        {"from", 0, "FILE", 0, "Make it of this recording, without what is of this host alone"},
        {"output", 'o', "FILE|-", 0, "Write the profile to this file instead of to standard output"},
        {"root", 0, "DIRECTORY", 0, "Look at the host below this directory instead of the running one"},
        {},
};

const Verb verb_profile_new = {
        .name = "profile new",
        .synopsis = "UNIT",
        .summary = "Begin a profile of a unit",
        .help = "Writes a profile from what the unit file, its packages and its programs say, without running "
                "anything. That is "
                "less than the unit needs: \"unitlock learn --profile=FILE\" sees it run. Either is to be read and "
                "completed by a "
                "person before it says \"stability tested\".",
        .options = new_options,
        .min_words = 1,
        .max_words = 1,
        .run = run_new,
};
