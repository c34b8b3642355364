/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Not installed: writes the manual page unitlock-directives(7), in scdoc's markup, from the directive table. So the
 * page has what the program believes, neither more nor less. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "model/directive.h"

static const char *const manuals[_MANUAL_MAX] = {
        [MANUAL_EXEC] = "systemd.exec",       [MANUAL_RESOURCE_CONTROL] = "systemd.resource-control",
        [MANUAL_SERVICE] = "systemd.service", [MANUAL_UNIT] = "systemd.unit",
        [MANUAL_KILL] = "systemd.kill",
};

/* Text with the markup of scdoc taken out of force. */
static void put_text(const char *text)
{
        for (const char *p = text; *p; p++) {
                if (strchr("*_\\~<#[]|", *p))
                        putchar('\\');
                putchar(*p);
        }
}

/* What nobody can be refused by only gives back what others take, or changes what they do. */
static bool takes_away(const Directive *row)
{
        return row->effects && row->refusal;
}

static void put_versions(const Directive *row)
{
        if (row->since)
                printf(" Since systemd %u.", row->since);
        if (row->removed)
                printf(" Gone in systemd %u.", row->removed);
        if (row->scope == SCOPE_SYSTEM)
                printf(" Services of the system only.");
}

static void put_values(DirectiveId id)
{
        const Directive *row = &directives[id];

        if (!row->rungs || row->kind == VALUE_BOOLEAN)
                return;
        printf("\n\tValues, from the loosest to the strictest:");
        for (unsigned i = 0; row->rungs[i]; i++) {
                unsigned since = directive_rung_since(id, row->rungs[i]);

                printf("%s *", i ? "," : "");
                put_text(row->rungs[i]);
                printf("*");
                if (since)
                        printf(" (systemd %u)", since);
        }
        printf(".\n");
}

static void put_directive(DirectiveId id)
{
        const Directive *row = &directives[id];

        printf("*%s=*\n\t", row->name);
        put_text(row->help);
        putchar('.');
        put_versions(row);
        printf(" See *%s*(5).\n", manuals[row->manual]);
        put_values(id);
        if (row->refusal) {
                printf("\n\tA refused process sees: ");
                put_text(row->refusal);
                printf(".\n");
        }
        putchar('\n');
}

static void put_section(const char *heading, const char *text, bool (*belongs)(const Directive *row))
{
        printf("# %s\n\n%s\n\n", heading, text);
        for (int id = 0; id < _DIRECTIVE_MAX; id++)
                if (belongs(&directives[id]))
                        put_directive((DirectiveId)id);
}

static bool is_helper(const Directive *row)
{
        return row->effects && !takes_away(row);
}

static bool is_unmodelled(const Directive *row)
{
        return !row->effects;
}

/* From what one sees to the directives that may have done it. */
static void put_refusals(void)
{
        static const char *const words[] = {"EACCES", "EAFNOSUPPORT", "EINVAL", "ENETUNREACH", "ENOENT",
                                            "ENOKEY", "ENOMEM",       "ENOSYS", "EPERM",       "EROFS",
                                            "ESRCH",  "SIGKILL",      "SIGSYS", "timeout",     NULL};

        printf("# FROM AN ERROR TO THE DIRECTIVE\n\nWhat a process saw, and which directives that take something away "
               "may be "
               "the cause. *SystemCallFilter=* refuses with the errno of *SystemCallErrorNumber=*, which *unitlock "
               "learn* "
               "sets to *EPERM*; without that with SIGSYS.\n\n");
        for (const char *const *word = words; *word; word++) {
                bool any = false;

                for (int id = 0; id < _DIRECTIVE_MAX; id++) {
                        if (!takes_away(&directives[id]) || !directives[id].refusal ||
                            !strstr(directives[id].refusal, *word))
                                continue;
                        if (!any)
                                printf("*%s*\n\t", *word);
                        printf("%s%s=", any ? ", " : "", directives[id].name);
                        any = true;
                }
                if (any)
                        printf("\n\n");
        }
}

int main(void)
{
        printf("unitlock-directives(7)\n\n# NAME\n\nunitlock-directives - what unitlock knows of systemd's settings\n\n"
               "# DESCRIPTION\n\n"
               "This page is made from the directive table of *unitlock*(1). It knows systemd %d to %d. A directive is "
               "_modelled_ if unitlock knows what each value of it takes away from a service. Others are left as a "
               "unit "
               "has them, and are never guessed at.\n\n",
               SYSTEMD_OLDEST, SYSTEMD_NEWEST);
        put_section("DIRECTIVES THAT TAKE SOMETHING AWAY", "These are modelled.", takes_away);
        put_section("DIRECTIVES THAT THESE DEPEND ON",
                    "These are modelled too, and take nothing away by themselves: they give back what others take, or "
                    "change what others do.",
                    is_helper);
        put_refusals();
        put_section("OTHER DIRECTIVES", "These are not modelled.", is_unmodelled);
        printf("# SEE ALSO\n\n*unitlock*(1), *unitlock-learn*(1), *systemd.exec*(5), *systemd.resource-control*(5), "
               "*systemd.directives*(7)\n");
        return 0;
}
