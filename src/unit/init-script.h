/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <glib.h>

#define INIT_SCRIPTS "/etc/init.d"
/* Where systemd has its generators write what is only to be used if nothing else has that name. */
#define UNIT_GENERATED_LATE "/run/systemd/generator.late"

/* An init script that systemd-sysv-generator(8) makes a service of. */
typedef struct InitScript {
        char *path;     /* inside the root */
        char *unit;     /* name of the service */
        char **aliases; /* other names that it provides */
        char *text;     /* of the unit file, but for what orders it among others */
} InitScript;

void init_script_free(InitScript *script);

/* The scripts of /etc/init.d that become services, by name: those that may be executed and have no unit file. taken:
 * names that have one (keys), masks among them. Empty where the host's systemd has no such generator. Never NULL;
 * caller unrefs. */
GPtrArray *init_scripts_find(const char *root, GHashTable *taken);
