/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The one table of verbs. A row says all that there is to know about a verb: the parser of the command line, --help,
 * the manual's synopsis and the shell completions read it. To add a verb: write src/cli/verb-NAME.c with `const Verb
 * verb_NAME`, declare it at the end of this header, list it in verbs[] (verbs.c) and the file in src/cli/meson.build.
 */

typedef enum OptionFlags {
        OPTION_LIST = 1 << 0,     /* may be given more than once; else the last one wins */
        OPTION_OPTIONAL = 1 << 1, /* "--name" alone is allowed too: then the value is "" */
} OptionFlags;

typedef struct Option {
        const char *name;  /* long name, without dashes */
        char letter;       /* 'h' for -h; 0: none */
        const char *value; /* what the value is called in the help ("SUITE", or "no|runtime|yes"); NULL: a switch */
        unsigned flags;    /* OptionFlags */
        const char *help;  /* one sentence, no full stop */
} Option;

/* Options that mean the same for every verb that has them. */
#define OPTION_JSON                                                                             \
        {                                                                                       \
                "json", 0, "pretty|short|off", OPTION_OPTIONAL, "Print JSON instead of a table" \
        }
#define OPTION_QUIET                                                           \
        {                                                                      \
                "quiet", 'q', NULL, 0, "Say nothing but the result and errors" \
        }
#define OPTION_NO_PAGER                                                    \
        {                                                                  \
                "no-pager", 0, NULL, 0, "Do not pipe a table into a pager" \
        }
#define OPTION_NO_LEGEND                                               \
        {                                                              \
                "no-legend", 0, NULL, 0, "Leave out headers and hints" \
        }
#define OPTION_ROOT                                                                                              \
        {                                                                                                        \
                "root", 0, "DIRECTORY", 0, "Read the units below this directory instead of the running system's" \
        }

/* The command line after parsing: only what the verb's table allows is in it. */
typedef struct Arguments Arguments;

/* What a verb writes and where it may fail: stdout is the product, stderr is talk. The return value is the exit status
 * (see exit.h) unless error is set; then main() prints the message and takes the status from its code. */
typedef int (*VerbRun)(const Arguments *arguments, GError **error);

typedef enum VerbFlags {
        VERB_COMMAND = 1 << 0, /* the first word that is no option begins a command: its dashes are its own */
} VerbFlags;

typedef struct Verb {
        const char *name;              /* one word, or two ("lab run") */
        const char *synopsis;          /* words after the options: "UNIT", "[UNIT...]", "-- COMMAND..." */
        const char *summary;           /* one line for the list of verbs */
        const char *help;              /* paragraphs for `unitlock VERB --help`; NULL: none */
        const Option *options;         /* ends with {} ; NULL: none. --help is there always */
        unsigned min_words, max_words; /* positional words; max 0: none at all; UINT_MAX: any number */
        unsigned flags;                /* VerbFlags */
        VerbRun run;
} Verb;

extern const Verb *const verbs[]; /* ends with NULL; in the order of --help */

/* The row of a verb, from the first one or two words; *ret_used says how many. NULL: no such verb. */
const Verb *verb_find(char *const *words, unsigned *ret_used);

/* Parses the words after the verb's name. On failure UNITLOCK_ERROR_USAGE with one specific line. */
Arguments *arguments_parse(const Verb *verb, char *const *words, GError **error);
void arguments_free(Arguments *arguments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Arguments, arguments_free)

/* Asking for an option that the verb's table lacks is a programming error (assert). */
bool arguments_has(const Arguments *arguments, const char *name);
/* The (last) value, or NULL if the option was not given. */
const char *arguments_get(const Arguments *arguments, const char *name);
/* All values in order, NULL-terminated, never NULL. */
const char *const *arguments_get_list(const Arguments *arguments, const char *name);
/* As arguments_get(), and NULL also where the verb has no such option. */
const char *arguments_find(const Arguments *arguments, const char *name);
/* Positional words, NULL-terminated, never NULL. */
char *const *arguments_words(const Arguments *arguments);
/* The value must be one of choices (NULL-terminated): its index, or fallback where it is not given; -1 with an error.
 */
int arguments_choice(const Arguments *arguments, const char *name, const char *const *choices, int fallback,
                     GError **error);

/* Help texts, ready to print. Callers free. */
char *verb_usage(const Verb *verb);
char *verbs_usage(void);
/* Of the verbs that begin with this word ("lab"); NULL: there are none. */
char *group_usage(const char *word);

extern const Verb verb_learn;
extern const Verb verb_score;
extern const Verb verb_lint;
extern const Verb verb_why;
extern const Verb verb_complain;
extern const Verb verb_enforce;
extern const Verb verb_off;
extern const Verb verb_mail_via_msmtp;
extern const Verb verb_status;
extern const Verb verb_refresh;
extern const Verb verb_restart;
extern const Verb verb_probe;
extern const Verb verb_facts;
extern const Verb verb_profile_check;
extern const Verb verb_profile_show;
extern const Verb verb_profile_diff;
extern const Verb verb_profile_merge;
extern const Verb verb_profile_new;
extern const Verb verb_lab_run;
extern const Verb verb_lab_shell;
extern const Verb verb_lab_list;
extern const Verb verb_lab_rm;
