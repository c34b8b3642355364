/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as any of the generator's inputs: the first byte says which. What must hold: it comes back, with the
 * drop-in of a profile that is not damaged, or with a message. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "generator/generate.h"
#include "generator/output.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const inputs[] = {
        "/usr/share/unitlock/profiles/x.service.profile",
        "/etc/unitlock/profiles.d/more.profile",
        "/usr/lib/systemd/system/x.service",
        "/etc/nsswitch.conf",
        "/etc/yp.conf",
        "/etc/pam.d/x",
        "/etc/postfix/master.cf",
        "/etc/nginx/nginx.conf",
        "/etc/smartmontools/run.d/hook",
        "/var/lib/dpkg/arch",
        "/etc/unitlock/default-mode",
        "/etc/systemd/system/x.service.d/a.conf",
        "/etc/hosts",
        "/etc/passwd",
        "/etc/bind/named.conf",
        "/etc/postgresql/17/main/postgresql.conf",
        "/etc/aliases",
        "/etc/rsyncd.conf",
        "/etc/logrotate.d/x",
        "/etc/dovecot/local.conf",
        "/etc/php/8.4/fpm/pool.d/x.conf",
};

static const char profile[] =
        "unit x.service\nstability tested\n"
        "indirect nss\n declared - profile\nindirect pam:x\n declared - profile\n"
        "indirect sendmail\n declared - profile\nindirect foreign-arch\n declared - profile\n"
        "indirect hooks:/etc/smartmontools/run.d\n declared - profile\n"
        "indirect plugins:/usr/lib/nginx/modules/*\n declared - profile\n"
        "indirect places:nginx\n declared - profile\nindirect places:bind\n declared - profile\n"
        "indirect places:postgresql\n declared - profile\n"
        "indirect places:postfix\n declared - profile\nindirect places:rsync\n declared - profile\n"
        "indirect places:logrotate\n declared - profile\nindirect places:dovecot\n declared - profile\n"
        "indirect plugins:/usr/lib/postfix/sbin/*\n declared - profile\n";

static void put(const char *tree, const char *path, const void *data, size_t size)
{
        g_autofree char *full = g_strconcat(tree, path, NULL);

        if (!file_write_atomic(full, data, (gssize)size, 0644, NULL))
                abort();
}

static char *tree;

static void remove_tree(void)
{
        const char *argv[] = {"rm", "-rf", tree, NULL};

        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Generated generated = {.diags = diag_list_new()};
        g_autofree char *out = NULL, *path = NULL;

        if (!tree) {
                tree = g_dir_make_tmp("unitlock-fuzz-XXXXXX", NULL);
                atexit(remove_tree);
        }
        for (size_t i = 0; i < G_N_ELEMENTS(inputs); i++) {
                g_autofree char *full = g_strconcat(tree, inputs[i], NULL);

                (void)remove(full);
        }
        put(tree, "/usr/lib/systemd/libsystemd-shared-252.so", "", 0);
        put(tree, "/usr/lib/systemd/system/x.service", "[Service]\nExecStart=/usr/sbin/x\n", 33);
        put(tree, "/etc/unitlock/enforce/x.service", "", 0);
        put(tree, inputs[0], profile, strlen(profile));
        if (size > 0)
                put(tree, inputs[data[0] % G_N_ELEMENTS(inputs)], data + 1, size - 1);
        out = g_strconcat(tree, "/out", NULL);
        path = g_strdup_printf("%s/x.service.d/" GENERATED_DROPIN, out);
        (void)remove(path);
        generate_all(tree, false, out, &generated);
        if ((generated.made > 0) != g_file_test(path, G_FILE_TEST_EXISTS))
                abort();
        diag_list_free(generated.diags);
        return 0;
}
