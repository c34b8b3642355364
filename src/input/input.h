/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "base/diag.h"
#include "unit/unit.h"

/* What a person named on the command line, as loaded units: names, files installed or not, symbolic links, directories,
 * whole trees, Debian packages, standard input. Reads only; never runs anything of what it reads, needs no root and no
 * running manager. Whatever is wrong with the input is a diagnostic: nothing here fails as a whole. */
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
        GPtrArray *units; /* of InputUnit, in the order of the words; directories sorted */
        DiagList *diags;  /* what is wrong and belongs to no unit: no such file, a link that leads nowhere */
} Input;

Input *input_new(const InputOptions *options); /* options must outlive it */
void input_free(Input *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Input, input_free)

typedef enum InputKind {
        INPUT_NAME,      /* "nginx", "nginx.service" */
        INPUT_FILE,      /* "./debian/service", or what stands for one: there may be no such file */
        INPUT_DIRECTORY, /* "debian", "/usr/lib/systemd/system" */
        INPUT_PACKAGE,   /* "foo_1.0_amd64.deb" */
        INPUT_STDIN,     /* "-" */
} InputKind;

/* What a word means. With a slash in it, it is a path. Without, it is the name of a unit, unless there is no such unit
 * and a file or directory of that name lies in the current directory. */
InputKind input_kind(Input *input, const char *word);

/* Loads what a word means and adds it. */
void input_add(Input *input, const char *word);
/* All units of the tree, or the host, by their files. */
void input_add_all(Input *input);
/* Of those, also the instances of templates that have a file or are enabled, each as a unit of its own; for who looks
 * at units, not at files. */
void input_add_instances(Input *input);
