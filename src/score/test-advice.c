/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is offered, what speaks against it, and what is in force without being written. */
#include <string.h>

#include "score/advice.h"

static Config *make(unsigned systemd, const char *text)
{
        Config *config = config_new_for(systemd);
        g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
        for (char **line = lines; *line && **line; line++) {
                char *equals = strchr(*line, '=');
                *equals = '\0';
                int id = directive_from_name(NULL, *line);
                g_assert_cmpint(id, >=, 0);
                config_assign(config, (DirectiveId)id, equals + 1);
        }
        return config;
}

static unsigned row_of(const char *json)
{
        for (unsigned row = 0; row < score_row_count; row++)
                if (strcmp(score_rows[row].json, json) == 0)
                        return row;
        g_assert_not_reached();
}

/* Who implies the row, "-" for nobody; with "!" where the exposure does not know. */
static void check_implied(unsigned systemd, bool user, const char *text, const char *row, const char *expected)
{
        g_autoptr(Config) config = make(systemd, text);
        g_autoptr(Score) score = score_config(config, systemd, user, true);
        DirectiveId by = _DIRECTIVE_MAX;
        bool counted = true;
        bool implied = score_implied(config, score, row_of(row), user, &by, &counted);
        g_autofree char *got = implied ? g_strconcat(directives[by].name, counted ? "" : "!", NULL) : g_strdup("-");
        g_assert_cmpstr(got, ==, expected);
}

static void test_implied(void)
{
        check_implied(257, false, "DynamicUser=yes", "NoNewPrivileges", "DynamicUser");
        check_implied(257, false, "DynamicUser=yes", "PrivateTmp", "DynamicUser");
        check_implied(257, false, "DynamicUser=yes", "RemoveIPC", "DynamicUser");
        check_implied(257, false, "DynamicUser=yes", "ProtectSystem", "DynamicUser");
        check_implied(257, false, "DynamicUser=yes", "ProtectHome", "DynamicUser");
        check_implied(257, false, "DynamicUser=yes", "SupplementaryGroups", "-");
        check_implied(257, false, "DynamicUser=yes", "UserOrDynamicUser", "-");
        check_implied(257, false, "DynamicUser=yes\nUser=x", "RestrictSUIDSGID", "DynamicUser");
        check_implied(257, false, "PrivateDevices=yes", "CapabilityBoundingSet_CAP_MKNOD", "PrivateDevices");
        check_implied(257, false, "PrivateDevices=yes", "DeviceAllow", "PrivateDevices");
        check_implied(257, false, "PrivateDevices=yes", "PrivateMounts", "PrivateDevices");
        check_implied(257, false, "PrivateDevices=yes", "PrivateDevices", "-");
        check_implied(257, false, "NoNewPrivileges=yes", "NoNewPrivileges", "-");
        check_implied(257, false, "ReadOnlyPaths=/etc", "PrivateMounts", "ReadOnlyPaths!");
        /* By version: until 254 any filter did it, since 255 only one without the calls to drop privileges. */
        check_implied(252, false, "User=x\nRestrictRealtime=yes", "NoNewPrivileges", "RestrictRealtime!");
        check_implied(257, false, "User=x\nRestrictRealtime=yes", "NoNewPrivileges", "-");
        check_implied(257, false, "User=x\nSystemCallFilter=~@privileged", "NoNewPrivileges", "SystemCallFilter!");
        check_implied(257, false, "SystemCallFilter=~@privileged", "NoNewPrivileges", "-");
        check_implied(257, true, "RestrictRealtime=yes", "NoNewPrivileges", "RestrictRealtime!");
}

static bool is_offered(const char *text, bool network, const char *line)
{
        g_autoptr(Config) config = make(257, text);
        g_autoptr(Score) score = score_config(config, 257, false, true);
        g_autoptr(ScoreAdvice) advice = score_advice_new(257, false);
        ScoreOffer offers[64];
        unsigned count = score_offers(advice, config, score, network, offers, G_N_ELEMENTS(offers));
        bool found = false;
        for (unsigned i = 0; i < count; i++) {
                g_assert_cmpuint(offers[i].gain, >, 0);
                g_assert_true(i == 0 || offers[i - 1].gain >= offers[i].gain);
                g_autofree char *got =
                        g_strdup_printf("%s=%s", directives[offers[i].line->directive].name, offers[i].line->lines[0]);
                found = found || strcmp(got, line) == 0;
        }
        /* A shorter list is the beginning of the longer one. */
        ScoreOffer few[3];
        unsigned short_count = score_offers(advice, config, score, network, few, G_N_ELEMENTS(few));
        g_assert_cmpuint(short_count, ==, MIN(count, G_N_ELEMENTS(few)));
        for (unsigned i = 0; i < short_count; i++)
                g_assert_true(few[i].line == offers[i].line && few[i].gain == offers[i].gain);
        return found;
}

static void test_offers(void)
{
        g_assert_true(is_offered("", false, "PrivateNetwork=yes"));
        g_assert_false(is_offered("", true, "PrivateNetwork=yes"));
        g_assert_false(is_offered("IPAddressAllow=10.0.0.0/8", false, "PrivateNetwork=yes"));
        g_assert_false(is_offered("PrivateNetwork=yes", false, "PrivateNetwork=yes"));
        g_assert_true(is_offered("", false, "CapabilityBoundingSet="));
        g_assert_false(is_offered("AmbientCapabilities=CAP_KILL", false, "CapabilityBoundingSet="));
        g_assert_true(is_offered("", true, "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6"));
        g_assert_false(is_offered("", true, "RestrictAddressFamilies=AF_UNIX"));
        g_assert_true(is_offered("", false, "User=NAME"));
        g_assert_false(is_offered("User=x", false, "User=NAME"));
        g_assert_true(is_offered("UMask=0022", false, "UMask=0077"));
        g_assert_false(is_offered("UMask=0077", false, "UMask=0077"));
}

/* A line that is followed buys what was said. */
static void test_takes_nothing(void)
{
        static const struct {
                const char *what;
                unsigned systemd;
                struct {
                        DirectiveId id;
                        const char *value;
                } lines[3];
                bool nothing;
        } cases[] = {
                {"root", 257, {{DIRECTIVE_NO_NEW_PRIVILEGES, "yes"}}, false},
                {"a user who may run set-ID programs", 257, {{DIRECTIVE_USER, "www"}}, false},
                {"a user", 257, {{DIRECTIVE_USER, "www"}, {DIRECTIVE_NO_NEW_PRIVILEGES, "yes"}}, true},
                {"a dynamic user", 257, {{DIRECTIVE_DYNAMIC_USER, "yes"}}, true},
                {"implied up to 254",
                 252,
                 {{DIRECTIVE_USER, "www"}, {DIRECTIVE_SYSTEM_CALL_FILTER, "@system-service"}},
                 true},
                {"not since", 257, {{DIRECTIVE_USER, "www"}, {DIRECTIVE_SYSTEM_CALL_FILTER, "@system-service"}}, false},
                {"ambient ones",
                 257,
                 {{DIRECTIVE_USER, "www"},
                  {DIRECTIVE_NO_NEW_PRIVILEGES, "yes"},
                  {DIRECTIVE_AMBIENT_CAPABILITIES, "CAP_CHOWN"}},
                 false},
        };
        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Config) config = config_new_for(cases[i].systemd);
                for (size_t j = 0; j < G_N_ELEMENTS(cases[i].lines) && cases[i].lines[j].value; j++)
                        config_assign(config, cases[i].lines[j].id, cases[i].lines[j].value);
                g_test_message("%s", cases[i].what);
                for (unsigned j = 0; j < score_line_count; j++) {
                        bool capabilities = score_lines[j].directive == DIRECTIVE_CAPABILITY_BOUNDING_SET;
                        g_assert_cmpint(score_takes_nothing(&score_lines[j], config, false), ==,
                                        capabilities && cases[i].nothing);
                }
        }
}

static void test_gain(void)
{
        g_autoptr(ScoreAdvice) advice = score_advice_new(257, false);
        g_autoptr(Config) config = make(257, "");
        g_autoptr(Score) score = score_config(config, 257, false, true);
        ScoreOffer offers[64];
        unsigned count = score_offers(advice, config, score, false, offers, G_N_ELEMENTS(offers));
        for (unsigned i = 0; i < count; i++) {
                const ScoreLine *line = offers[i].line;
                if (line->directive == DIRECTIVE_USER)
                        continue; /* other rows begin to apply */
                g_autoptr(Config) with = config_copy(config);
                for (unsigned j = 0; line->lines[j]; j++)
                        config_assign(with, line->directive, line->lines[j]);
                g_autoptr(Score) after = score_config(with, 257, false, true);
                unsigned bought = (score->cost_sum - after->cost_sum) * 10000 / score->weight_sum;
                g_assert_cmpint(ABS((int)bought - (int)offers[i].gain), <=, 5);
        }
}

/* Rows that are passed over, as the directive does not touch them, are those that stay. */
static void check_after(const Config *config, DirectiveId id, char *const *lines, unsigned systemd, bool user)
{
        g_autoptr(Config) with = config_copy(config);
        config_unset(with, id);
        for (; lines && *lines; lines++)
                config_assign(with, id, *lines);
        g_autoptr(Score) before = score_config(config, systemd, user, true);
        g_autoptr(Score) whole = score_config(with, systemd, user, true);
        g_autoptr(Score) after = score_config_after(with, systemd, user, before, id);
        for (unsigned row = 0; row < score_row_count; row++)
                if (after->badness[row] != whole->badness[row])
                        g_error("%s= changes %s, which is passed over", directives[id].name, score_rows[row].id);
        g_assert_cmpuint(after->tenths, ==, whole->tenths);
        g_assert_cmpuint(after->weight_sum, ==, whole->weight_sum);
}

static void test_after(void)
{
        static const char *const values[] = {
                "yes",       "no",     "strict", "CAP_KILL", "~CAP_KILL", "@system-service", "/x",        "any",
                "localhost", "closed", "0000",   "all",      "shared",    "private",         "invisible", "AF_UNIX"};
        static const char *const texts[] = {
                "",
                "User=x\nDelegate=yes\nUMask=0\nKeyringMode=shared\nSupplementaryGroups=adm\nNotifyAccess=all",
                "DynamicUser=yes\nIPAddressDeny=any\nIPAddressAllow=localhost\nDeviceAllow=/dev/null",
                "DefaultDependencies=no\nPrivateDevices=yes\nRootImage=/x\nProtectClock=yes",
        };
        for (unsigned systemd = SYSTEMD_OLDEST; systemd <= SYSTEMD_NEWEST; systemd += 5)
                for (unsigned i = 0; i < 2 * G_N_ELEMENTS(texts); i++) {
                        bool user = i % 2;
                        g_autoptr(Config) config = make(systemd, texts[i / 2]);
                        for (unsigned j = 0; j < score_line_count; j++)
                                check_after(config, score_lines[j].directive, (char *const *)score_lines[j].lines,
                                            systemd, user);
                        for (unsigned id = 0; id < _DIRECTIVE_MAX; id++)
                                for (unsigned j = 0; j <= G_N_ELEMENTS(values); j++) {
                                        const char *lines[] = {j ? values[j - 1] : NULL, NULL};
                                        check_after(config, (DirectiveId)id, (char *const *)lines, systemd, user);
                                }
                }
}

static void test_rows(void)
{
        g_autoptr(ScoreAdvice) advice = score_advice_new(257, false);
        g_autoptr(Config) config = make(257, "");
        unsigned packet = row_of("RestrictAddressFamilies_AF_PACKET");
        g_assert_cmpstr(score_line_of_row(advice, packet, config, true)->lines[0], ==, "AF_UNIX AF_INET AF_INET6");
        g_assert_cmpstr(score_line_of_row(advice, packet, config, false)->lines[0], ==, "AF_UNIX");
        for (unsigned row = 0; row < score_row_count; row++)
                /* Nearly all need AF_UNIX, and it buys next to nothing. */
                g_assert_cmpint(score_line_of_row(advice, row, config, false) == NULL, ==,
                                strcmp(score_rows[row].json, "RestrictAddressFamilies_AF_UNIX") == 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/advice/implied", test_implied);
        g_test_add_func("/advice/offers", test_offers);
        g_test_add_func("/advice/takes-nothing", test_takes_nothing);
        g_test_add_func("/advice/gain", test_gain);
        g_test_add_func("/advice/after", test_after);
        g_test_add_func("/advice/rows", test_rows);
        return g_test_run();
}
