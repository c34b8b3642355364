/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A profile is a recording without what is of this host, and with a header: `learn --profile=` and `profile new` write
 * it. It says "trial" until a person has read it and changes that. */

#include "cli/profile.h"

#include "model/owned.h"
#include "source/profile.h"
#include "unit/exec-line.h"

static void add_header(NeedSet *profile, Header header, char *text)
{
        g_autofree char *line = g_strstrip(g_strdelimit(text, "\n\r\t", ' '));

        if (header_text_is_valid(header, line, NULL))
                need_set_add_header(profile, header, line);
}

NeedSet *profile_make(const char *root, const char *unit, const NeedSet *needs, const UnitFacts *facts,
                      const char *const *left)
{
        NeedSet *profile = profile_generalise(needs);
        g_autofree char *suite = host_suite(root);

        g_free(profile->unit);
        profile->unit = g_strdup(unit);
        add_header(profile, HEADER_STABILITY, g_strdup("trial"));
        for (char **package = facts->packages; *package; package++) {
                g_autofree char *version = package_version(root, *package);

                if (version)
                        add_header(profile, HEADER_PACKAGE, g_strdup_printf("%s %s %s", *package, version, suite));
        }
        for (guint i = 0; i < facts->owned->len; i++) {
                const OwnedPath *owned = facts->owned->pdata[i];

                add_header(profile, HEADER_OWN, g_strdup_printf("%s %s", owned->path, owned->why));
        }
        for (; left && *left; left++)
                add_header(profile, HEADER_LEAVE, g_strdup_printf("%s it broke in a trial, without a refusal", *left));
        return profile;
}

char **programs_of_unit(const UnitView *unit)
{
        g_auto(GStrv) starts = unit_view_get_all(unit, "Service", "ExecStart");
        g_autoptr(GStrvBuilder) programs = g_strv_builder_new();

        for (char **start = starts; start && *start; start++) {
                g_autoptr(GPtrArray) commands = exec_line_parse(*start, NULL, NULL);

                for (guint i = 0; commands && i < commands->len; i++)
                        g_strv_builder_add(programs, ((const ExecLine *)commands->pdata[i])->path);
        }
        return g_strv_builder_end(programs);
}

void add_pam_of_programs(NeedSet *needs, const HostFacts *host, char *const *programs)
{
        for (char *const *program = programs; *program; program++) {
                g_auto(GStrv) names = pam_services_of_program(host, *program);

                for (char **name = names; *name; name++) {
                        g_autofree char *subject = g_strdup_printf("pam:%s", *name);

                        need_set_add(needs, NEED_INDIRECT, 0, subject, STRENGTH_POSSIBLE, PHASE_NONE, "elf", *program,
                                     "it imports pam_start() and has this name in it");
                }
        }
}
