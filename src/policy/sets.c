/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directives whose value is a set: it is computed as the union of what needs name, and cut with what is allowed
 * already. */

#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "model/capability.h"
#include "policy/internal.h"

static char **one_line(char *line)
{
        char **lines = g_new0(char *, 2);

        lines[0] = line;
        return lines;
}

/* "CAP_SETGID: changes groups; seen: nginx at start" for each need of a kind whose word is in the set; one line each.
 */
static void append_reasons(GString *reason, const Synthesis *s, NeedKind kind, const char *word, const char *help)
{
        const NeedEntry *best = NULL;
        g_autofree char *evidence = NULL;

        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                size_t length = strcspn(entry->need.subject, "/");

                if (entry->need.kind != kind || strncmp(entry->need.subject, word, length) != 0 || word[length])
                        continue;
                if (!best || (!entry_is_witnessed(best) && entry_is_witnessed(entry)))
                        best = entry;
        }
        if (!best)
                return;
        evidence = evidence_phrase(best);
        g_string_append_printf(reason, "%s%s: %s%s%s", reason->len ? "\n" : "", word, help ? help : "",
                               help ? "; " : "", evidence);
}

static const NeedEntry *first_of_kind(const Synthesis *s, NeedKind kind)
{
        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];

                if (entry->need.kind == kind)
                        return entry;
        }
        return NULL;
}

void solve_capabilities(Synthesis *s)
{
        uint64_t needed = 0, now = config_capabilities(s->input->current), result;
        GString *reason = g_string_new(NULL);
        Decision *decision;

        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                int capability = entry->need.kind == NEED_CAPABILITY ? capability_from_name(entry->need.subject) : -1;

                if (capability >= 0)
                        needed |= UINT64_C(1) << capability;
        }
        result = needed & now;
        for (int capability = 0; capability < CAPABILITY_COUNT; capability++)
                if (result & (UINT64_C(1) << capability))
                        append_reasons(reason, s, NEED_CAPABILITY, capability_name(capability),
                                       capability_help(capability));
        if (!reason->len)
                g_string_append(reason, "Nothing it did needs a capability.");
        if (result == now) {
                g_string_append(reason, "\nThe unit's own bounding set has no more than that.");
                decision = synthesis_decide(s, DIRECTIVE_CAPABILITY_BOUNDING_SET, NULL, false,
                                            g_string_free(reason, FALSE));
        } else {
                char *line = capability_mask_to_string(result);

                /* An empty assignment is "none" and a reset in one. */
                decision = synthesis_decide(s, DIRECTIVE_CAPABILITY_BOUNDING_SET, one_line(line), *line != '\0',
                                            g_string_free(reason, FALSE));
        }
        if (result)
                decision_set_stopped(decision, "", first_of_kind(s, NEED_CAPABILITY));
}

void solve_address_families(Synthesis *s)
{
        uint64_t needed = 0, now = config_families(s->input->current), result;
        GString *reason, *line;

        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                g_autofree char *name = NULL;
                int family;

                if (entry->need.kind != NEED_SOCKET)
                        continue;
                name = g_strndup(entry->need.subject, strcspn(entry->need.subject, "/"));
                family = family_from_name(name);
                if (family >= 0)
                        needed |= FAMILY_BIT(family);
        }
        result = needed & now;
        if (result == now)
                return;
        reason = g_string_new(NULL);
        line = g_string_new(NULL);
        for (int family = 0; family < 64; family++) {
                const char *name = result & FAMILY_BIT(family) ? family_name(family) : NULL;

                if (!name)
                        continue;
                g_string_append_printf(line, "%s%s", line->len ? " " : "", name);
                append_reasons(reason, s, NEED_SOCKET, name, NULL);
        }
        if (!line->len)
                g_string_append(line, "none");
        if (!reason->len)
                g_string_append(reason, "It makes no sockets.");
        decision_set_stopped(synthesis_decide(s, DIRECTIVE_RESTRICT_ADDRESS_FAMILIES,
                                              one_line(g_string_free(line, FALSE)), true, g_string_free(reason, FALSE)),
                             "none", first_of_kind(s, NEED_SOCKET));
}

void solve_namespaces(Synthesis *s)
{
        unsigned needed = 0, now = config_namespaces(s->input->current), result;
        g_autoptr(GString) reason = g_string_new(NULL);
        g_autoptr(GString) line = g_string_new(NULL);

        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                int type = entry->need.kind == NEED_NAMESPACE ? string_table_index(namespace_names, entry->need.subject)
                                                              : -1;

                if (type >= 0)
                        needed |= 1u << type;
        }
        result = needed & now;
        if (result == now)
                return;
        for (int type = 0; type < NAMESPACE_COUNT; type++)
                if (result & (1u << type)) {
                        /* systemd has no word for time namespaces before 262: nothing can be said, so nothing is
                         * restricted */
                        if (g_str_equal(namespace_names[type], "time") && s->input->systemd < 262)
                                return;
                        g_string_append_printf(line, "%s%s", line->len ? " " : "", namespace_names[type]);
                        append_reasons(reason, s, NEED_NAMESPACE, namespace_names[type], NULL);
                }
        if (!line->len) {
                synthesis_decide(s, DIRECTIVE_RESTRICT_NAMESPACES, one_line(g_strdup("yes")), false,
                                 g_strdup("Nothing it did needs a namespace of its own."));
                return;
        }
        decision_set_stopped(synthesis_decide(s, DIRECTIVE_RESTRICT_NAMESPACES, one_line(g_strdup(line->str)), true,
                                              g_strdup(reason->str)),
                             "yes", first_of_kind(s, NEED_NAMESPACE));
}

/* What DeviceAllow= line covers a node? Numbered siblings go together: disks and serial lines come and go. */
static char *device_pattern(const char *path, unsigned access)
{
        static const struct {
                const char *prefix, *pattern;
        } classes[] = {
                {"/dev/sd", "block-sd"},
                {"/dev/nvme", "block-blkext"},
                {"/dev/loop", "block-loop"},
                {"/dev/ttyS", "char-ttyS"},
                {"/dev/ttyUSB", "char-ttyUSB"},
                {"/dev/rtc", "char-rtc"},
                {"/dev/pps", "char-pps"},
                {"/dev/ptp", "char-ptp"},
                {"/dev/input/", "char-input"},
                {"/dev/ttyACM", "char-ttyACM"},
                {"/dev/ttyAMA", "char-ttyAMA"},
                {"/dev/snd/", "char-alsa"},
                {"/dev/hidraw", "char-hidraw"},
                {"/dev/lp", "char-lp"},
                {"/dev/usb/", "char-usb"},
                {"/dev/st", "char-st"},
                {"/dev/sr", "block-sr"},
                {"/dev/dri/", "char-drm"},
                {"/dev/video", "char-video4linux"},
        };
        const char *what = path;

        for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
                if (g_str_has_prefix(path, classes[i].prefix))
                        what = classes[i].pattern;
        return g_strdup_printf("%s %s%s%s", what,
                               access & ACCESS_READ || !(access & (ACCESS_WRITE | ACCESS_CREATE)) ? "r" : "",
                               access & ACCESS_WRITE ? "w" : "", access & ACCESS_CREATE ? "m" : "");
}

void solve_devices(Synthesis *s)
{
        static const char *const closed[] = {"closed", NULL};
        const Decision *private_devices = policy_find(s->policy, DIRECTIVE_PRIVATE_DEVICES);

        if ((private_devices && private_devices->lines) || config_is_on(s->input->current, DIRECTIVE_PRIVATE_DEVICES) ||
            config_is_on(s->input->current, DIRECTIVE_DEVICE_POLICY) ||
            s->input->current->lines[DIRECTIVE_DEVICE_ALLOW])
                return;
        for (guint i = 0; i < s->active->len; i++) {
                const NeedEntry *entry = s->active->pdata[i];
                g_autoptr(Config) probe = config_copy(s->context);
                g_autoptr(EffectList) effects = NULL;
                EffectContext context = {.systemd = s->input->systemd, .root = s->input->root, .config = probe};
                g_autofree char *describe = NULL, *evidence = NULL;
                char *pattern;

                if (entry->need.kind != NEED_DEVICE)
                        continue;
                config_assign(probe, DIRECTIVE_DEVICE_POLICY, closed[0]);
                effects = effects_of(&context);
                if (!effect_list_denies(effects, &entry->need, NULL))
                        continue;
                pattern = device_pattern(entry->need.subject, entry->need.access);
                describe = need_describe(&entry->need);
                evidence = evidence_phrase(entry);
                synthesis_decide(s, DIRECTIVE_DEVICE_ALLOW, one_line(pattern), false,
                                 g_strdup_printf("It %s (%s).", describe, evidence));
        }
        synthesis_decide(s, DIRECTIVE_DEVICE_POLICY, g_strdupv((char **)closed), false,
                         g_strdup("Devices that it was not seen to use are refused; its view of /dev stays whole."));
}
