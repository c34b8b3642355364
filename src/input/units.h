/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/diag.h"
#include "unit/unit.h"

/* The loaded units of an input, and what is known of each beside its view. input/input.h says how they get there. */
typedef struct InputOptions {
        const char *root;     /* a tree to look for names in; NULL: the running host's */
        bool user;            /* names are those of user units */
        const char *type;     /* "service": only these are looked for in directories, trees and packages; NULL: all */
        const char *instance; /* templates are loaded as this instance; NULL: as templates */
} InputOptions;

struct Deb;
typedef struct InputUnit {
        char *name;    /* of the unit, without the instance that was made up for it */
        char *where;   /* its file, as a person would name it: "debian/foo.service", "a.deb:/usr/lib/...", "<stdin>" */
        char *package; /* the Debian package that it is part of, or will be; NULL: not known */
        char *multi_arch; /* that package's Multi-Arch: field; NULL: none, or not known */
        UnitView *view;   /* never NULL: its state says whether it is of use. view->files are its files as they are, but
                             for   the placeholders of a .in file, see placeholder.c */
        DiagList *diags;  /* what is wrong in its files */
        bool installed; /* it lies where the system's units do, in the tree or on the host: so does what it speaks of */
        const struct Deb *content; /* the package that it was read from; NULL: none. See file-source.h */
} InputUnit;

typedef struct Input {
        GPtrArray *units;    /* of InputUnit, in the order of the words; directories sorted */
        DiagList *diags;     /* what is wrong and belongs to no unit: no such file, a link that leads nowhere */
        guint missing;       /* how many of them are only of what is not there: a unit, a file */
        GPtrArray *packages; /* of Deb, that units were read from: they point there */
} Input;

/* Adds an empty unit to fill in. Points into the input. */
InputUnit *input_unit_new(Input *input, const char *name, const char *where);
void input_unit_free(InputUnit *unit);
/* The name under which a template is loaded: that of the instance asked for. Caller frees. */
char *input_load_name(const InputOptions *options, const char *name);
