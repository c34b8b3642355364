/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The generator on trees made here: modes, damaged inputs, hosts that differ, and that it is ours that yields. */
#include "generator/generate.h"
#include "generator/output.h"

#include <glib/gstdio.h>
#include <string.h>

#include "base/file.h"
#include "facts/mode.h"

static char *tree, *out;

static void put(const char *path, const char *text)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);
        g_autoptr(GError) error = NULL;

        file_write_atomic(full, text, -1, 0644, &error);
        g_assert_no_error(error);
}

static void remove_all(const char *path)
{
        const char *argv[] = {"rm", "-rf", path, NULL};

        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void set_up(void)
{
        remove_all(tree);
        remove_all(out);
        put("/usr/lib/systemd/libsystemd-shared-257.so", "");
        put("/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/usr/sbin/x\nProtectHome=read-only\n");
        put("/usr/share/unitlock/profiles/x.service.profile",
            "unit x.service\nstability tested\nown /var/lib/x listed\nindirect sendmail\n declared - profile\n");
        put("/etc/unitlock/enforce/x.service", "");
}

/* Text of the drop-in, NULL where there is none. ret_said: what was complained of. */
static char *generate_for(bool user, char **ret_said)
{
        Generated generated = {.diags = diag_list_new()};
        g_autofree char *path = g_strdup_printf("%s/x.service.d/%s", out, GENERATED_DROPIN);
        char *text = NULL;

        remove_all(out);
        generate_all(tree, user, out, &generated);
        *ret_said = diag_list_to_string(generated.diags);
        diag_list_free(generated.diags);
        (void)file_read(path, 0, &text, NULL, NULL);
        g_assert_cmpuint(generated.made, ==, text != NULL);
        return text;
}

static char *generate(char **ret_said)
{
        return generate_for(false, ret_said);
}

static bool is_made(const char *complaint)
{
        g_autofree char *said = NULL, *text = generate(&said);

        if (complaint && !strstr(said, complaint))
                g_error("\"%s\" is not in \"%s\"", complaint, said);
        if (!complaint)
                g_assert_cmpstr(said, ==, "");
        return text != NULL;
}

static void test_host_decides(void)
{
        g_autofree char *none = NULL, *postfix = NULL, *said = NULL, *said_too = NULL;

        set_up();
        none = generate(&said);
        g_assert_nonnull(strstr(none, "\nNoNewPrivileges=yes"));
        g_assert_nonnull(strstr(none, "\nReadWritePaths=-/var/lib/x"));
        put("/usr/sbin/sendmail", "");
        put("/usr/sbin/postdrop", "");
        postfix = generate(&said_too);
        g_assert_null(strstr(postfix, "\nNoNewPrivileges=yes"));
        g_assert_nonnull(strstr(postfix, "\nProtectHome="));
}

static void test_modes(void)
{
        set_up();
        g_assert_true(is_made(NULL));
        put("/etc/unitlock/off/x.service", "");
        g_assert_false(is_made(NULL));
        set_up();
        put("/etc/unitlock/complain/x.service.conf", "");
        g_assert_false(is_made(NULL));
        set_up();
        {
                g_autofree char *mode = g_strconcat(tree, "/etc/unitlock/enforce/x.service", NULL);

                g_assert_cmpint(g_unlink(mode), ==, 0);
        }
        g_assert_false(is_made(NULL));
        put("/usr/lib/unitlock/default-mode", "enforce\n");
        g_assert_true(is_made(NULL));
        put("/etc/unitlock/default-mode", "nonsense\n");
        g_assert_false(is_made("no mode"));
        put("/etc/unitlock/default-mode", "complain\n");
        g_assert_false(is_made("no mode"));
        put("/etc/unitlock/default-mode", "enforce\n");
        put("/usr/share/unitlock/profiles/x.service.profile",
            "unit x.service\nstability trial\nuser 1\n declared - profile\n");
        g_assert_false(is_made(NULL)); /* the default is for tested ones */
        put("/etc/unitlock/enforce/x.service", "");
        g_assert_true(is_made(NULL));
}

static void test_damage(void)
{
        set_up();
        put("/usr/share/unitlock/profiles/x.service.profile", "unit x.service\nsurprise\n");
        put("/usr/share/unitlock/profiles/y.service.profile", "unit y.service\nstability tested\n");
        put("/usr/lib/systemd/system/y.service", "[Service]\nExecStart=/usr/sbin/y\n");
        put("/etc/unitlock/enforce/y.service", "");
        {
                Generated generated = {.diags = diag_list_new()};
                g_autofree char *said = NULL;

                generate_all(tree, false, out, &generated);
                said = diag_list_to_string(generated.diags);
                g_assert_nonnull(strstr(said, "x.service.profile:2"));
                g_assert_cmpuint(generated.made, ==, 1); /* y's, all the same */
                diag_list_free(generated.diags);
        }
        set_up();
        put("/etc/systemd/system/x.service", ""); /* masks it */
        g_assert_false(is_made(NULL));
        set_up();
        put("/out-is-a-file", "");
        {
                Generated generated = {.diags = diag_list_new()};
                g_autofree char *directory = g_strconcat(tree, "/out-is-a-file", NULL), *said = NULL;

                generate_all(tree, false, directory, &generated);
                said = diag_list_to_string(generated.diags);
                g_assert_nonnull(strstr(said, "x.service: "));
                diag_list_free(generated.diags);
        }
        {
                g_autofree char *library = g_strconcat(tree, "/usr/lib/systemd/libsystemd-shared-257.so", NULL);

                g_assert_cmpint(g_unlink(library), ==, 0);
                g_assert_false(is_made("version of systemd"));
                put("/usr/lib/systemd/libsystemd-shared-247.so", "");
                g_assert_false(is_made("older than 252"));
        }
}

/* The admin's line comes after ours and wins; and what we write is never looser than what the package ships. */
static void test_last_word(void)
{
        g_autofree char *said = NULL, *text = NULL;

        set_up();
        put("/etc/systemd/system/x.service.d/override.conf", "[Service]\nProtectHome=no\n");
        g_assert_cmpstr(GENERATED_DROPIN, <, "00-package.conf");
        g_assert_cmpstr(GENERATED_DROPIN, <, "10-package.conf");
        g_assert_cmpstr(GENERATED_DROPIN, <, "0-a.conf");
        text = generate(&said);
        g_assert_nonnull(text);
        g_assert_null(strstr(text, "\nProtectHome=no"));
        g_assert_null(strstr(text, "\nProtectHome=read-only"));
}

static void test_never(void)
{
        set_up();
        put("/usr/lib/systemd/system/ssh.service", "[Service]\nExecStart=/usr/sbin/sshd\n");
        put("/usr/share/unitlock/profiles/ssh.service.profile", "unit ssh.service\nstability tested\n");
        put("/etc/unitlock/enforce/ssh.service", "");
        {
                g_autofree char *ssh = g_strdup_printf("%s/ssh.service.d", out);

                g_assert_true(is_made(NULL));
                g_assert_false(g_file_test(ssh, G_FILE_TEST_EXISTS));
        }
}

/* What a user manager cannot do is not asked of it, and what it can only do in a namespace of users, only with one. */
static void test_user(void)
{
        static const char profile[] =
                "unit x.service\nstability tested\npath write,create %h/.local/share/x/file\n declared - profile\n";
        static const char unit[] = "[Service]\nExecStart=/usr/bin/x\n";
        static const char *const never[] = {"CapabilityBoundingSet", "IPAddressDeny", "ProtectKernelLogs",
                                            "ProtectProc",           "RemoveIPC",     "DevicePolicy",
                                            "ProtectHome=yes"};
        g_autofree char *free = NULL, *held = NULL, *closed = NULL, *said = NULL, *said_too = NULL, *said_last = NULL;
        g_autofree char *system = NULL, *said_system = NULL;

        set_up();
        g_setenv("HOME", "/home/USER", TRUE);
        put("/usr/lib/systemd/user/x.service", unit);
        put("/usr/share/unitlock/user-profiles/x.service.profile", profile);
        g_assert_null(generate_for(true, &said));
        g_clear_pointer(&said, g_free);
        put("/etc/unitlock/user/default-mode", "enforce\n");
        free = generate_for(true, &said);
        g_assert_cmpstr(said, ==, "");
        g_assert_nonnull(strstr(free, "\nPrivateUsers=yes"));
        g_assert_nonnull(strstr(free, "\nProtectSystem=strict"));
        g_assert_nonnull(strstr(free, "\nReadWritePaths=-/home/USER/.local/share/x\n"));
        g_assert_nonnull(strstr(free, "\nReadOnlyPaths=-/home/USER\n"));
        g_assert_nonnull(strstr(free, "\nNoNewPrivileges=yes"));
        g_assert_nonnull(strstr(free, "unitlock off --user"));
        for (size_t i = 0; i < G_N_ELEMENTS(never); i++) {
                g_autofree char *line = g_strdup_printf("\n%s", never[i]);

                if (strstr(free, line))
                        g_error("a user manager is given %s: %s", never[i], free);
        }
        put("/proc/sys/user/max_user_namespaces", "0\n");
        closed = generate_for(true, &said_too);
        g_assert_null(strstr(closed, "\nPrivate"));
        g_assert_null(strstr(closed, "\nProtect"));
        g_assert_null(strstr(closed, "\nReadWritePaths"));
        g_assert_nonnull(strstr(closed, "\nRestrictSUIDSGID=yes"));
        g_assert_nonnull(strstr(closed, "to root alone"));
        put("/proc/sys/user/max_user_namespaces", "100\n");
        put("/usr/share/unitlock/user-profiles/x.service.profile",
            "unit x.service\nstability tested\nuser 0\n declared - profile\n");
        held = generate_for(true, &said_last);
        g_assert_null(strstr(held, "\nPrivateUsers"));
        g_assert_null(strstr(held, "\nProtectSystem"));
        g_assert_nonnull(strstr(held, "Not PrivateUsers=yes"));
        /* and the system's have their own profiles and modes */
        system = generate(&said_system);
        g_assert_nonnull(strstr(system, "/usr/share/unitlock/profiles/"));
}

/* The user's word goes before the admin's. */
static void test_user_modes(void)
{
        g_autofree char *config = g_strconcat(tree, "/home/.config", NULL), *why = NULL, *why_too = NULL,
                        *directory = NULL;
        g_autofree char *off = g_build_filename(config, "unitlock/off/unitlock-test-of-modes.service", NULL);

        set_up();
        g_setenv("XDG_CONFIG_HOME", config, TRUE);
        directory = mode_directory(true, MODE_OFF);
        g_assert_true(g_str_has_prefix(off, directory));
        put("/home/.config/unitlock/default-mode", "enforce\n");
        g_assert_cmpint(mode_of_unit(NULL, true, "unitlock-test-of-modes.service", true, &why), ==, MODE_ENFORCE);
        g_assert_true(g_str_has_prefix(why, config));
        put("/home/.config/unitlock/off/unitlock-test-of-modes.service", "");
        g_assert_cmpint(mode_of_unit(NULL, true, "unitlock-test-of-modes.service", true, &why_too), ==, MODE_OFF);
        g_assert_cmpstr(why_too, ==, off);
        g_unsetenv("XDG_CONFIG_HOME");
}

/* systemd-sysv-generator runs beside us: its unit is not there, or that of the last run is. */
static void test_init_script(void)
{
        g_autofree char *said = NULL, *text = NULL, *script = NULL, *unit = NULL, *maker = NULL;

        set_up();
        script = g_strconcat(tree, "/etc/init.d/x", NULL);
        unit = g_strconcat(tree, "/usr/lib/systemd/system/x.service", NULL);
        maker = g_strconcat(tree, "/usr/lib/systemd/system-generators/systemd-sysv-generator", NULL);
        g_assert_cmpint(g_unlink(unit), ==, 0);
        put("/run/systemd/generator.late/x.service", "[Service]\nExecStart=/etc/init.d/x start\n");
        put("/usr/lib/systemd/system-generators/systemd-sysv-generator", "#!/bin/sh\n");
        put("/etc/init.d/x", "#!/bin/sh\n");
        g_assert_cmpint(g_chmod(script, 0755), ==, 0);
        g_assert_false(is_made(NULL)); /* no such generator that would make a unit of it */
        g_assert_cmpint(g_chmod(maker, 0755), ==, 0);
        text = generate(&said);
        g_assert_cmpstr(said, ==, "");
        g_assert_nonnull(text);
        g_assert_nonnull(strstr(text, "CAP_SYS_PTRACE"));
        g_assert_nonnull(strstr(text, "\nReadWritePaths=-/run\n"));
        g_assert_cmpint(g_chmod(script, 0644), ==, 0);
        g_assert_false(is_made(NULL));
        g_assert_cmpint(g_chmod(script, 0755), ==, 0);
        put("/etc/systemd/system/x.service", "");
        g_assert_false(is_made(NULL)); /* masked */
}

/* At a boot nothing is in /run, and nobody can make a directory in what is read-only. */
static void test_run(void)
{
        static const struct {
                const char *file, *text, *opened;
        } cases[] = {
                {NULL, NULL, "\nReadWritePaths=-/run\n"},
                {"/usr/lib/tmpfiles.d/x.conf", "d /var/run/x 0755 root root\n", "\nReadWritePaths=-/run/x\n"},
                {"/usr/lib/tmpfiles.d/x.conf", "z /run/x 0755 root root\n", "\nReadWritePaths=-/run\n"},
                {"/etc/systemd/system/x.service.d/a.conf", "[Service]\nRuntimeDirectory=x\n",
                 "\nReadOnlyPaths=-/run -/var/cache"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autofree char *said = NULL, *text = NULL;

                set_up();
                put("/usr/share/unitlock/profiles/x.service.profile", "unit x.service\nstability tested\nown /run/x\n");
                if (cases[i].file)
                        put(cases[i].file, cases[i].text);
                text = generate(&said);
                if (!text || !strstr(text, cases[i].opened))
                        g_error("case %zu: no %s in %s", i, cases[i].opened, text);
        }
}

int main(int argc, char **argv)
{
        g_autofree char *top = g_dir_make_tmp("unitlock-generate-XXXXXX", NULL);
        int status;

        g_test_init(&argc, &argv, NULL);
        tree = g_build_filename(top, "tree", NULL);
        out = g_build_filename(top, "out", NULL);
        g_test_add_func("/generator/host-decides", test_host_decides);
        g_test_add_func("/generator/modes", test_modes);
        g_test_add_func("/generator/damage", test_damage);
        g_test_add_func("/generator/last-word", test_last_word);
        g_test_add_func("/generator/init-script", test_init_script);
        g_test_add_func("/generator/run", test_run);
        g_test_add_func("/generator/never", test_never);
        g_test_add_func("/generator/user", test_user);
        g_test_add_func("/generator/user-modes", test_user_modes);
        status = g_test_run();
        remove_all(top);
        return status;
}
