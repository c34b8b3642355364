/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The snapshot of the host: all facts, each of which is read in a file of its own. */

#include <string.h>

#include "base/path.h"
#include "base/seen.h"
#include "facts/host-internal.h"

/* systemd's private library carries the version in its name: "libsystemd-shared-252.so",
 * "libsystemd-shared-257.13-1.so". */
static unsigned systemd_in(const char *directory)
{
        g_autoptr(GDir) dir = (seen(directory, SEEN_CONTENT), g_dir_open(directory, 0, NULL));
        unsigned version = 0;
        const char *name;

        while (dir && (name = g_dir_read_name(dir)))
                if (g_str_has_prefix(name, "libsystemd-shared-"))
                        version =
                                MAX(version, (unsigned)g_ascii_strtoull(name + strlen("libsystemd-shared-"), NULL, 10));
        return version;
}

static unsigned systemd_installed(const char *root)
{
        g_autofree char *lib = path_under_root(root, "/usr/lib"), *own = g_build_filename(lib, "systemd", NULL);
        g_autoptr(GDir) dir = (seen(lib, SEEN_CONTENT), g_dir_open(lib, 0, NULL));
        unsigned version = systemd_in(own);
        const char *name;

        while (version == 0 && dir && (name = g_dir_read_name(dir))) {
                g_autofree char *private = NULL;

                if (!strstr(name, "-linux-"))
                        continue;
                private = g_build_filename(lib, name, "systemd", NULL);
                version = systemd_in(private);
        }
        return version;
}

/* Settings of the kernel that take namespaces of users from all but root. */
static bool user_namespaces_are_closed(HostFacts *facts, GPtrArray *unread)
{
        static const struct {
                const char *path, *closed;
        } settings[] = {
                {"/proc/sys/user/max_user_namespaces", "0"},
                {"/proc/sys/kernel/unprivileged_userns_clone", "0"},
                {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"},
        };

        for (size_t i = 0; i < G_N_ELEMENTS(settings); i++) {
                g_autofree char *text = fact_read(facts, unread, settings[i].path);

                if (text && g_str_equal(g_strstrip(text), settings[i].closed))
                        return true;
        }
        return false;
}

HostFacts *host_facts_new(const char *root)
{
        HostFacts *facts = g_new0(HostFacts, 1);
        GPtrArray *unread = g_ptr_array_new();

        facts->root = g_strdup(root);
        facts->names = g_ptr_array_new_with_free_func(name_module_free);
        facts->pam = g_ptr_array_new_with_free_func(pam_service_free);
        facts->hooks = g_ptr_array_new_with_free_func(hook_directory_free);
        facts->extensions = g_ptr_array_new_with_free_func(extension_kind_free);
        facts->places = g_ptr_array_new_with_free_func(place_kind_free);
        facts->systemd = systemd_installed(root);
        mail_facts_read(facts, unread);
        name_facts_read(facts, unread);
        pam_facts_read(facts, unread);
        hook_facts_read(facts, unread);
        extension_facts_read(facts, unread);
        place_facts_read(facts, unread);
        run_facts_read(facts);
        architecture_facts_read(facts, unread);
        facts->no_user_namespaces = user_namespaces_are_closed(facts, unread);
        g_ptr_array_add(unread, NULL);
        facts->unread = (char **)g_ptr_array_free(unread, FALSE);
        return facts;
}

void host_facts_free(HostFacts *facts)
{
        if (!facts)
                return;
        g_free(facts->root);
        g_free(facts->mail.program);
        g_ptr_array_unref(facts->names);
        g_strfreev(facts->nis_servers);
        g_ptr_array_unref(facts->pam);
        g_ptr_array_unref(facts->hooks);
        g_ptr_array_unref(facts->extensions);
        g_ptr_array_unref(facts->places);
        g_strfreev(facts->run);
        g_free(facts->architecture);
        g_strfreev(facts->foreign);
        g_strfreev(facts->unread);
        g_free(facts);
}
