/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "input/units.h"

/* What a person named on the command line, as loaded units: names, files installed or not, symbolic links, directories,
 * whole trees, Debian packages, standard input. Reads only; never runs anything of what it reads, needs no root and no
 * running manager. Whatever is wrong with the input is a diagnostic: nothing here fails as a whole. */
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
