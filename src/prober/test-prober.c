/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of primitives: complete, every need readable, every kind of effect exercised; and predictions for some
 * rows. */

#include "prober/predict.h"

#include <string.h>

static void test_rows(void)
{
        g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
        unsigned families[_FAMILY_MAX] = {0};

        g_assert_cmpuint(primitive_count, >=, 150);
        for (size_t i = 0; i < primitive_count; i++) {
                const Primitive *primitive = &primitives[i];

                g_assert_nonnull(primitive->name);
                g_assert_true(g_hash_table_add(names, (char *)primitive->name));
                g_assert_cmpint(primitive->family, <, _FAMILY_MAX);
                families[primitive->family]++;
                g_assert_true(primitive->grade >= GRADE_AID && primitive->grade <= GRADE_MACHINE);
                g_assert_nonnull(primitive->means);
                g_assert_false(g_str_has_suffix(primitive->means, "."));
                g_assert_nonnull(primitive->attempt);
                g_assert_nonnull(primitive->needs[0]);
                for (int j = 0; j < PRIMITIVE_NEEDS_MAX && primitive->needs[j]; j++) {
                        g_auto(GStrv) words = g_strsplit(primitive->needs[j], " | ", 0);

                        for (char **word = words; *word; word++)
                                if (!primitive_word_is_valid(*word))
                                        g_error("%s: \"%s\" is no need", primitive->name, *word);
                }
        }
        for (int family = 0; family < _FAMILY_MAX; family++) {
                g_assert_cmpuint(families[family], >, 0);
                g_assert_nonnull(primitive_family_names[family]);
                g_assert_nonnull(primitive_family_titles[family]);
        }
}

static const struct {
        const char *settings, *primitive, *by; /* by NULL: allowed; "user": by the user alone */
} rows[] = {
        {"", "mount", NULL},
        {"User=nobody", "mount", "user"},
        {"User=nobody|AmbientCapabilities=CAP_SYS_ADMIN", "mount", NULL},
        {"CapabilityBoundingSet=~CAP_SYS_ADMIN", "mount", "CapabilityBoundingSet"},
        {"SystemCallFilter=~@mount", "mount", "SystemCallFilter"},
        {"PrivateUsers=yes", "mount", "PrivateUsers"},
        {"", "mount-for-all", NULL},
        {"PrivateMounts=yes", "mount", NULL},
        {"PrivateMounts=yes", "mount-for-all", "PrivateMounts"},
        {"ProtectHome=read-only", "mount-for-all", "ProtectHome"}, /* a mount namespace of its own comes with it */
        {"RestrictSUIDSGID=yes", "open-by-new-call", "RestrictSUIDSGID"},
        {"PrivateUsers=yes", "chroot", NULL}, /* held in its own namespace */
        {"PrivateNetwork=yes", "socket-inet", NULL},
        {"PrivateNetwork=yes", "connect-out-tcp", "PrivateNetwork"},
        {"PrivateNetwork=yes", "bind-tcp", NULL},
        {"RestrictAddressFamilies=AF_UNIX", "bind-tcp", "RestrictAddressFamilies"},
        {"ProtectSystem=strict", "set-id-bit", NULL},
        {"RestrictSUIDSGID=yes", "set-id-bit", "RestrictSUIDSGID"},
        {"DynamicUser=yes", "attach-memory", NULL}, /* RemoveIPC= acts at the stop */
        {"PrivateIPC=yes", "attach-memory", "PrivateIPC"},
        {"CapabilityBoundingSet=~CAP_SYS_PTRACE", "read-maps", NULL}, /* CAP_PERFMON will do */
        {"CapabilityBoundingSet=~CAP_SYS_PTRACE CAP_PERFMON CAP_SYS_ADMIN", "read-maps", "CapabilityBoundingSet"},
};

static void test_predictions(void)
{
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_autoptr(Config) config = config_new();
                g_auto(GStrv) settings = g_strsplit(rows[i].settings, "|", 0);
                g_autoptr(EffectList) effects = NULL;
                Prediction prediction;
                const char *by;

                for (char **setting = settings; *setting; setting++) {
                        char *equals = strchr(*setting, '=');

                        *equals = '\0';
                        config_assign(config, (DirectiveId)directive_from_name("Service", *setting), equals + 1);
                }
                EffectContext context = {.systemd = 257, .root = config_starts_as_root(config), .config = config};

                effects = effects_of(&context);
                prediction = primitive_predict(primitive_find(rows[i].primitive), &context, effects, 0);
                by = prediction.allowed                ? NULL
                     : prediction.by == _DIRECTIVE_MAX ? "user"
                                                       : directives[prediction.by].name;
                if (g_strcmp0(by, rows[i].by) != 0)
                        g_error("%s: %s is refused by %s, not by %s", rows[i].settings, rows[i].primitive,
                                by ? by : "nothing", rows[i].by ? rows[i].by : "nothing");
        }
}

/* Each kind of effect, by a setting that has it, is met by two primitives at least. */
static void test_kinds(void)
{
        static const struct {
                DirectiveId id;
                const char *value;
        } settings[_EFFECT_MAX] = {
                [EFFECT_SYSCALLS] = {DIRECTIVE_SYSTEM_CALL_FILTER, "~@mount"},
                [EFFECT_FOREIGN_ABI] = {DIRECTIVE_SYSTEM_CALL_ARCHITECTURES, "native"},
                [EFFECT_CAPABILITIES] = {DIRECTIVE_CAPABILITY_BOUNDING_SET, "CAP_CHOWN"},
                [EFFECT_FAMILIES] = {DIRECTIVE_RESTRICT_ADDRESS_FAMILIES, "AF_UNIX"},
                [EFFECT_NAMESPACES] = {DIRECTIVE_RESTRICT_NAMESPACES, "yes"},
                [EFFECT_BEHAVIOURS] = {DIRECTIVE_RESTRICT_REALTIME, "yes"},
                [EFFECT_MEMORY] = {DIRECTIVE_MEMORY_DENY_WRITE_EXECUTE, "yes"},
                [EFFECT_SETID_EXEC] = {DIRECTIVE_NO_NEW_PRIVILEGES, "yes"},
                [EFFECT_SETID_BIT] = {DIRECTIVE_RESTRICT_SUID_SGID, "yes"},
                [EFFECT_DEVICES] = {DIRECTIVE_DEVICE_POLICY, "closed"},
                [EFFECT_NETWORK] = {DIRECTIVE_PRIVATE_NETWORK, "yes"},
                [EFFECT_ADDRESSES] = {DIRECTIVE_IP_ADDRESS_DENY, "any"},
                [EFFECT_BIND] = {DIRECTIVE_SOCKET_BIND_DENY, "any"},
                [EFFECT_USERS] = {DIRECTIVE_PRIVATE_USERS, "yes"},
                [EFFECT_PATHS] = {DIRECTIVE_PROTECT_SYSTEM, "strict"},
        };

        for (int kind = 0; kind < _EFFECT_MAX; kind++) {
                g_autoptr(Config) config = config_new();
                unsigned met = 0;

                config_assign(config, settings[kind].id, settings[kind].value);
                EffectContext context = {.systemd = 257, .root = true, .config = config};
                g_autoptr(EffectList) effects = effects_of(&context), none = effect_list_new();

                for (guint i = effects->effects->len; i-- > 0;)
                        if (((Effect *)effects->effects->pdata[i])->kind != (EffectKind)kind)
                                g_ptr_array_remove_index(effects->effects, i);
                for (size_t i = 0; i < primitive_count; i++)
                        met += primitive_predict(&primitives[i], &context, none, 0).allowed &&
                               !primitive_predict(&primitives[i], &context, effects, 0).allowed;
                if (met < 2)
                        g_error("%s=%s is met by %u primitives", directives[settings[kind].id].name,
                                settings[kind].value, met);
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/prober/rows", test_rows);
        g_test_add_func("/prober/predictions", test_predictions);
        g_test_add_func("/prober/kinds", test_kinds);
        return g_test_run();
}
