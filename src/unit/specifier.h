/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Specifiers: systemd.unit(5), "Specifiers". What they say about the host comes in by SpecifierFacts. */
typedef struct SpecifierFacts {
        char *hostname;                                                /* %H, its first label %l */
        char *pretty_hostname;                                         /* %q */
        char *machine_id;                                              /* %m */
        char *boot_id;                                                 /* %b; NULL: this boot's */
        char *kernel;                                                  /* %v */
        char *architecture;                                            /* %a, as the manager calls it */
        char *os_id, *os_version_id, *os_build_id, *os_variant_id;     /* %o %w %B %W */
        char *os_image_id, *os_image_version;                          /* %M %A */
        char *user, *uid, *group, *gid, *home, *shell;                 /* %u %U %g %G %h %s: of the manager */
        char *runtime, *state, *cache, *logs, *configuration, *shared; /* %t %S %C %L %E %D */
        char *tmp, *var_tmp;                                           /* %T %V */
} SpecifierFacts;

/* Read from the files of a tree (NULL: the running host; its kernel and boot are this host's in any case), for the
 * system manager or for this user's. What can't be known is NULL: using it is an error of the unit. Never fails. */
SpecifierFacts *specifier_facts_read(const char *root, bool user);
void specifier_facts_free(SpecifierFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SpecifierFacts, specifier_facts_free)

typedef struct SpecifierContext {
        const char *unit;            /* full name */
        const char *fragment;        /* path of the unit file inside root; NULL if none */
        const char *root;            /* NULL: the running host */
        const SpecifierFacts *facts; /* NULL: read when a specifier asks for them, into *lazy */
        SpecifierFacts **lazy;       /* where facts is NULL: the caller frees what is put here */
        bool user;                   /* the same: those of a user manager */
} SpecifierContext;

/* How a replacement is written, so that it stays one word where the value is split into words afterwards. */
typedef enum SpecifierQuoting {
        SPECIFIER_PLAIN,     /* as it is */
        SPECIFIER_BACKSLASH, /* blanks, quotes and backslashes get a backslash */
        SPECIFIER_ESCAPE,    /* the same as \xNN, for values that know C escapes */
} SpecifierQuoting;

/* NULL on an unknown specifier or one that has no value here: *ret_offset (may be NULL) is where its % stands. A %
 * before anything but a letter, a digit or another % stays. Caller frees. */
char *specifier_expand(const char *text, const SpecifierContext *context, SpecifierQuoting quoting, size_t *ret_offset,
                       GError **error);
/* Doubles each %. Caller frees. */
char *specifier_escape(const char *text);
