/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What extends a daemon: modules that it loads, and workers that a master process starts. What is enabled is said by
 * the daemon's configuration, and that counts; what merely lies in a directory does not. A row of the table says which
 * files to read and how a line there names an extension. */

#include "facts/host-internal.h"

#include <string.h>

#define FILES_MAX 3

typedef struct ExtensionRow {
        const char *name, *pattern, *unit;
        struct {
                const char *directory, *glob;
        } files[FILES_MAX]; /* directory may have one "*" component in it */
        const char *regex;  /* multi-line; each match's first non-empty group is a name, or names with blanks between;
                               NULL: the  file's own name, without its suffix, is the name */
} ExtensionRow;

/* Paths and syntax as of Debian 12 and 13. */
static const ExtensionRow extension_rows[] = {
        {"nginx",
         "/usr/lib/nginx/modules/*",
         "nginx.service",
         {{"/etc/nginx/modules-enabled", "*.conf"}, {"/etc/nginx", "nginx.conf"}},
         "^\\s*load_module\\s+[\"']?(?:[^;\"'\\s]*/)?([^/;\"'\\s]+)\\.so"},
        {"apache2",
         "/usr/lib/apache2/modules/*",
         "apache2*.service",
         {{"/etc/apache2/mods-enabled", "*.load"}},
         "^\\s*LoadModule\\s+(\\S+)"},
        {"postfix",
         "/usr/lib/postfix/postfix-*",
         "postfix*.service",
         {{"/etc/postfix", "main.cf"}},
         "^[^#\\n]*?[\\s=,:](mysql|pgsql|ldap|sqlite|mongodb|pcre|lmdb|cdb|proxy|tcp|socketmap|memcache|nis|nisplus|"
         "netinfo):"},
        {"postfix-workers",
         "/usr/lib/postfix/sbin/*",
         "postfix*.service",
         {{"/etc/postfix", "master.cf"}},
         "^[^#\\s]\\S*\\s+(?:inet|unix|fifo|unix-dgram|pass)\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+([a-z]+)"},
        {"dovecot",
         "/usr/lib/dovecot/modules/*",
         "dovecot.service",
         {{"/etc/dovecot/conf.d", "*.conf"}, {"/etc/dovecot", "dovecot.conf"}, {"/etc/dovecot", "local.conf"}},
         "^\\s*(?:mail_plugins\\s*=\\s*([^#\\n]+)|!include\\s+auth-([a-z]+)\\.conf\\.ext)"},
        {"rsyslog",
         "/usr/lib/*/rsyslog/*",
         "rsyslog.service",
         {{"/etc", "rsyslog.conf"}, {"/etc/rsyslog.d", "*.conf"}},
         "^[^#\\n]*?(?:module\\s*\\(\\s*load\\s*=\\s*\"([a-z0-9_]+)\"|\\$ModLoad\\s+([a-z0-9_]+)|"
         "action\\s*\\([^)]*type\\s*=\\s*\"([a-z0-9_]+)\")"},
        {"php-fpm",
         "/usr/lib/php/*",
         "php*-fpm.service",
         {{"/etc/php/*/fpm/conf.d", "*.ini"}},
         "^\\s*(?:zend_)?extension\\s*=\\s*\"?([a-z0-9_]+)"},
        {"mdadm",
         "/etc/mdadm/mdadm.conf",
         "mdmonitor*.service",
         {{"/etc/mdadm", "mdadm.conf"}, {"/etc/mdadm/mdadm.conf.d", "*.conf"}},
         "^\\s*(?:PROGRAM\\s+(/\\S+)|(MAILADDR)\\s)"},
        {"freeradius", "/usr/lib/freeradius/*", "freeradius.service", {{"/etc/freeradius/*/mods-enabled", "*"}}, NULL},
        {"samba",
         "/usr/lib/*/samba/vfs/*",
         "smbd.service",
         {{"/etc/samba", "smb.conf"}},
         "^\\s*vfs objects\\s*=\\s*([^#;\\n]+)"},
        {"collectd",
         "/usr/lib/collectd/*",
         "collectd.service",
         {{"/etc/collectd", "collectd.conf"}, {"/etc/collectd/collectd.conf.d", "*.conf"}},
         "^\\s*LoadPlugin\\s+\"?([a-z0-9_]+)"},
        {"bind",
         "/usr/lib/*/bind/*",
         "named.service",
         {{"/etc/bind", "named.conf*"}},
         "^\\s*(?:plugin\\s+query\\s+\"(?:[^\"]*/)?([^\"/]+)\\.so\"|database\\s+\"dlopen\\s+(?:\\S*/)?([^/"
         "\\s\"]+)\\.so)"},
        {"named-options",
         "/etc/default/named",
         "named.service",
         {{"/etc/default", "named"}},
         "^\\s*OPTIONS\\s*=[^#\\n]*?[\\s\"']-(t)\\s*/"},
        {"redis",
         "/usr/lib/redis/modules/*",
         "redis*.service",
         {{"/etc/redis", "*.conf"}},
         "^\\s*loadmodule\\s+(?:\\S*/)?([^/\\s]+)\\.so"},
        {"lighttpd", "/usr/lib/lighttpd/*", "lighttpd.service", {{"/etc/lighttpd/conf-enabled", "*.conf"}}, NULL},
        {"proftpd",
         "/usr/lib/proftpd/*",
         "proftpd.service",
         {{"/etc/proftpd", "modules.conf"}},
         "^\\s*LoadModule\\s+(\\S+)\\.c"},
        {"slapd",
         "/usr/lib/ldap/*",
         "slapd.service",
         {{"/etc/ldap", "slapd.conf"}, {"/etc/ldap/slapd.d/cn=config", "cn=module*.ldif"}},
         "^(?:moduleload\\s+|olcModuleLoad:\\s*(?:\\{\\d+\\})?)(\\S+)"},
        {"mariadb",
         "/usr/lib/mysql/plugin/*",
         "mariadb*.service",
         {{"/etc/mysql/mariadb.conf.d", "*.cnf"}},
         "^\\s*plugin[-_]load(?:[-_]add)?\\s*=\\s*(?:\\S+=)?([a-z0-9_]+)"},
        {"postgresql",
         "/usr/lib/postgresql/*",
         "postgresql*.service",
         {{"/etc/postgresql/*/main", "postgresql.conf"}},
         "^\\s*shared_preload_libraries\\s*=\\s*'([^'\\n]*)'"},
        {"postgresql-auth",
         "/etc/postgresql/*/pg_hba.conf",
         "postgresql*.service",
         {{"/etc/postgresql/*/main", "pg_hba.conf"}},
         "^\\s*(?:local|host[a-z]*)\\s[^#\\n]*\\s(pam|ldap|radius|gss)\\b"},
        {"ntpsec",
         "/etc/ntpsec/ntp.conf",
         "ntpsec.service",
         {{"/etc/ntpsec", "ntp.conf"}, {"/etc/ntpsec/ntp.d", "*.conf"}},
         "^\\s*(?:refclock\\s+([a-z]+)|server\\s+(127\\.127\\.\\d+)\\.)"},
        {"uwsgi",
         "/usr/lib/uwsgi/plugins/*",
         "uwsgi*.service",
         {{"/etc/uwsgi/apps-enabled", "*.ini"}},
         "^\\s*plugins?\\s*=\\s*([a-z0-9_, ]+)"},
        /* A guest's user network may have a share: then qemu starts smbd, in libvirt's sandbox. */
        {"libvirt",
         "/etc/libvirt/qemu/*",
         "*virt*d.service",
         {{"/etc/libvirt/qemu", "*.xml"}},
         "<qemu:arg\\s+value\\s*=\\s*[\"']-?(?:[^\"']*,)?user,(?:[^\"']*,)?(smb)="},
        /* What is installed is enabled. Any program may use it, so no unit is named. */
        {"gstreamer", "/usr/lib/*/gstreamer-1.0/*", "", {{"/usr/lib/*/gstreamer-1.0", "libgst*.so"}}, NULL},
        {"ulogd",
         "/usr/lib/*/ulogd/*",
         "ulogd2.service",
         {{"/etc", "ulogd.conf"}},
         "^\\s*plugin\\s*=\\s*\"(?:[^\"]*/)?ulogd_([A-Za-z0-9_]+)\\.so"},
};

static void extension_free(gpointer data)
{
        Extension *extension = data;

        g_free(extension->name);
        g_free(extension->where);
        g_free(extension);
}

void extension_kind_free(gpointer data)
{
        ExtensionKind *kind = data;

        g_ptr_array_unref(kind->enabled);
        g_free(kind);
}

static void add(ExtensionKind *kind, const char *name, const char *where)
{
        Extension *extension;

        for (guint i = 0; i < kind->enabled->len; i++)
                if (g_str_equal(((const Extension *)kind->enabled->pdata[i])->name, name))
                        return;
        extension = g_new0(Extension, 1);
        extension->name = g_strdup(name);
        extension->where = g_strdup(where);
        g_ptr_array_add(kind->enabled, extension);
}

static void add_found(gpointer data, const char *found, const char *where)
{
        g_auto(GStrv) words = g_strsplit_set(found, " \t\r\n,", 0);

        for (char **word = words; *word; word++)
                if (**word && **word != '$')
                        add(data, *word, where);
}

static void read_files(HostFacts *facts, GPtrArray *unread, const ExtensionRow *row, ExtensionKind *kind,
                       const char *directory, const char *glob)
{
        g_auto(GStrv) files = fact_list_star(facts, unread, directory, glob);

        for (char **file = files; *file; file++) {
                g_autofree char *text = NULL;

                if (!row->regex) {
                        g_autofree char *name = g_path_get_basename(*file);

                        name[strcspn(name, ".")] = '\0';
                        add(kind, name, *file);
                } else if ((text = fact_read(facts, unread, *file)))
                        fact_matches(*file, text, row->regex, add_found, kind);
        }
}

static int compare_extensions(gconstpointer a, gconstpointer b)
{
        return strcmp((*(Extension *const *)a)->name, (*(Extension *const *)b)->name);
}

void extension_facts_read(HostFacts *facts, GPtrArray *unread)
{
        for (size_t i = 0; i < G_N_ELEMENTS(extension_rows); i++) {
                const ExtensionRow *row = &extension_rows[i];
                ExtensionKind *kind = g_new0(ExtensionKind, 1);

                *kind = (ExtensionKind){row->name, row->pattern, row->unit,
                                        g_ptr_array_new_with_free_func(extension_free)};
                for (unsigned k = 0; k < FILES_MAX && row->files[k].directory; k++)
                        read_files(facts, unread, row, kind, row->files[k].directory, row->files[k].glob);
                g_ptr_array_sort(kind->enabled, compare_extensions);
                g_ptr_array_add(facts->extensions, kind);
        }
}

const ExtensionKind *host_facts_extensions(const HostFacts *facts, const char *pattern)
{
        for (guint i = 0; i < facts->extensions->len; i++) {
                const ExtensionKind *kind = facts->extensions->pdata[i];

                if (g_str_equal(kind->pattern, pattern))
                        return kind;
        }
        return NULL;
}
