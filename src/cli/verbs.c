/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of verbs. */
#include "cli/verb.h"

#include <string.h>

const Verb *const verbs[] = {
        &verb_learn,
        &verb_score,
        &verb_lint,
        &verb_why,
        &verb_probe,
        &verb_complain,
        &verb_enforce,
        &verb_off,
        &verb_status,
        &verb_refresh,
        &verb_restart,
        &verb_mail_via_msmtp,
        &verb_facts,
        &verb_profile_check,
        &verb_profile_show,
        &verb_profile_diff,
        &verb_profile_merge,
        &verb_profile_new,
        &verb_lab_run,
        &verb_lab_shell,
        &verb_lab_list,
        &verb_lab_rm,
        NULL,
};

const Verb *verb_find(char *const *words, unsigned *ret_used)
{
        for (const Verb *const *verb = verbs; *verb; verb++) {
                const char *blank = strchr((*verb)->name, ' ');

                if (!blank) {
                        if (g_str_equal(words[0], (*verb)->name)) {
                                *ret_used = 1;
                                return *verb;
                        }
                } else if (words[1] && strlen(words[0]) == (size_t)(blank - (*verb)->name) &&
                           g_str_has_prefix((*verb)->name, words[0]) && g_str_equal(words[1], blank + 1)) {
                        *ret_used = 2;
                        return *verb;
                }
        }
        return NULL;
}
