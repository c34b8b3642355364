/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program believes of a systemd version, for the live tests to compare with that systemd:
 *
 *         table-dump names VERSION     section and name of each directive that it knows
 *         table-dump values VERSION    name, value and yes or no: does it accept the value
 *         table-dump groups VERSION    group and member of each system call group, nested groups resolved */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/directive.h"
#include "model/syscall.h"

static void dump_names(unsigned version)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                if (directive_known_to((DirectiveId)id, version))
                        printf("%s %s\n", directives[id].section, directives[id].name);
        }
}

static void dump_values(unsigned version)
{
        for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                if (directives[id].kind != VALUE_ENUM || !directive_known_to((DirectiveId)id, version))
                        continue;
                for (const char *const *rung = directives[id].rungs; *rung; rung++)
                        printf("%s %s %s\n", directives[id].name, *rung,
                               directive_rung_since((DirectiveId)id, *rung) <= version ? "yes" : "no");
        }
}

static void dump_groups(unsigned version)
{
        for (const char *const *group = syscall_group_names(version); *group; group++) {
                SyscallSet set;
                if (!syscall_group(*group, version, &set))
                        abort();
                for (int id = 0; id < syscall_count(); id++) {
                        if (syscall_set_has(&set, id))
                                printf("%s %s\n", *group, syscall_name(id));
                }
        }
}

int main(int argc, char **argv)
{
        if (argc != 3) {
                fprintf(stderr, "usage: table-dump names|values|groups VERSION\n");
                return 2;
        }
        unsigned version = (unsigned)atoi(argv[2]);
        if (strcmp(argv[1], "names") == 0)
                dump_names(version);
        else if (strcmp(argv[1], "values") == 0)
                dump_values(version);
        else if (strcmp(argv[1], "groups") == 0)
                dump_groups(version);
        else
                return 2;
        return 0;
}
