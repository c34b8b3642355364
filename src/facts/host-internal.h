/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "facts/host.h"

/* Shared by the files of the snapshot only: each reads one fact. */

/* Text of a file below root, NULL where it is not there. Where it is there and cannot be read, facts say so. Caller
 * frees. */
char *fact_read(const HostFacts *facts, GPtrArray *unread, const char *path);
/* Regular files of a directory below root whose names match glob, as paths without root, sorted. Caller frees. */
char **fact_list(const HostFacts *facts, GPtrArray *unread, const char *directory, const char *glob);

/* The same, where components of directory may have "*" and "?" in them. */
char **fact_list_star(HostFacts *facts, GPtrArray *unread, const char *directory, const char *glob);

/* What a multi-line regular expression (NULL: nothing) finds in the text of a file: the first group of each match that
 * is not empty, and "FILE:LINE" of it. */
typedef void (*FactFound)(gpointer data, const char *found, const char *where);
void fact_matches(const char *file, const char *text, const char *regex, FactFound function, gpointer data);

void mail_facts_read(HostFacts *facts, GPtrArray *unread);
void name_facts_read(HostFacts *facts, GPtrArray *unread);
void pam_facts_read(HostFacts *facts, GPtrArray *unread);
void hook_facts_read(HostFacts *facts, GPtrArray *unread);
void extension_facts_read(HostFacts *facts, GPtrArray *unread);
void place_facts_read(HostFacts *facts, GPtrArray *unread);
void run_facts_read(HostFacts *facts);
void architecture_facts_read(HostFacts *facts, GPtrArray *unread);

void name_module_free(gpointer data);
void pam_service_free(gpointer data);
void hook_directory_free(gpointer data);
void extension_kind_free(gpointer data);
void place_kind_free(gpointer data);
