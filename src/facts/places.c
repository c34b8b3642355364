/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places: paths that the configuration of a daemon names. Where an admin lets it serve pages from, write logs to or
 * keep data in is what hosts differ in most, and what a profile cannot know. A row of the table says which files to
 * read and how a line there names a path: one that is only read, a file that is written, a directory below which files
 * are made.
 *
 * No daemon's syntax is understood further than that. What a file includes is read, too; variables are not resolved
 * (what stands before one counts, up to the last slash). What is found too much only loosens; what is not found is to
 * be said in an addition of the admin's. */

#include "facts/host-internal.h"

#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "base/seen.h"

#define FILES_MAX 6
#define NAMES_MAX 8
#define READ_MAX 500 /* files of one daemon: includes may go round, and reach far */
#define WILD_MAX 3   /* components of the path of an include with "*" in them */

typedef struct PlaceRow {
        const char *name, *unit;
        struct {
                const char *directory, *glob; /* directory may have "*" in its components */
        } files[FILES_MAX];
        /* multi-line; the first non-empty group of each match is a path; NULL: none */
        const char *read, *file, *tree;
        const char *stores; /* where this matches in a file, below what is read there files are made, too */
        struct {
                const char *pattern, *names[NAMES_MAX];
        } applications; /* an extension (facts/extensions.c) that runs what is read: then files are made below it */
        const char *include;     /* as read: a path, or many by "*", or a directory */
        const char *base;        /* of relative ones; NULL: where the file lies */
        const char *all;         /* what counts in a directory that is included; NULL: all */
        const char *data, *mark; /* its data without a word of the configuration (may have "*"), and what lies there */
        const char *links;       /* a directory in its data whose links lead to more of it */
        const char *link;        /* a directory in its data that may be a link itself */
        const char *kept;        /* a file in its data that it keeps settings in itself */
} PlaceRow;

/* how a setting begins: where blocks have braces; elsewhere in a line, maybe after another one that was found */
#define BRACES "(?:^|[{;}])\\s*"
#define AGAIN "(?:^|\\G(?!^))[^#\\n]*?"
#define CNF "^\\s*(?:"
/* a file that mail for a name in /etc/aliases is put into */
#define ALIAS "^[\\w.+-]+:[ \\t]+[^#\\n|]*?(?<![\\w:|])\"?(/[^\\s,\"|]+)"
/* an option of a command that is in a file of /etc/default */
#define OPTIONS "^\\s*OPTIONS\\s*=[^#\\n]*?[\\s\"']-"
/* PHP's: by itself, or given to a pool */
#define INI "^\\s*(?:php_(?:admin_)?value\\[)?"
#define VALUE "\\]?\\s*=\\s*\"?(/[^\"\\s;]+)"

/* Syntax as of Debian 12 and 13. */
static const PlaceRow place_rows[] = {
        {"nginx",
         "nginx.service",
         {{"/etc/nginx", "nginx.conf"},
          {"/etc/nginx/sites-enabled", "*"},
          {"/etc/nginx/conf.d", "*.conf"},
          {"/etc/nginx/snippets", "*.conf"}},
         BRACES "(?:root|alias|auth_basic_user_file|[a-z_]*ssl_[a-z_]*(?:certificate|certificate_key|dhparam)|"
                "[a-z_]+_by_lua_file|lua_package_c?path|perl_modules|js_path|"
                "(?:[a-z]+_pass\\s+(?:[a-z]+://)?|server\\s+)unix:)\\s*[\"']?(/[^;:\"'\\s]+)",
         BRACES "(?:(?:access_log|error_log|Sec(?:Audit|Debug)Log2?)\\s+[\"']?|listen\\s+unix:)(/[^;\"'\\s]+)",
         BRACES
         "(?:(?:client_body|proxy|fastcgi|uwsgi|scgi)_temp_path|(?:proxy|fastcgi|uwsgi|scgi)_(?:cache_path|store)|"
         "(?:hls|dash|record)_path|Sec(?:Data|Tmp|Upload)Dir|SecAuditLogStorageDir)\\s+[\"']?(/[^;\"'\\s]+)",
         BRACES "dav_methods\\s+(?!off)",
         /* ModSecurity's files have Apache's way of including */
         .include = BRACES "(?:[iI]nclude|modsecurity_rules_file)\\s+[\"']?([^;\"'\\s]+)",
         .base = "/etc/nginx"},
        {"apache2",
         "apache2*.service",
         {{"/etc/apache2/sites-enabled", "*.conf"},
          {"/etc/apache2/conf-enabled", "*.conf"},
          {"/etc/apache2", "apache2.conf"},
          {"/etc/apache2", "envvars"},
          {"/etc/apache2/mods-enabled", "*.conf"}},
         "^\\s*(?:DocumentRoot|VirtualDocumentRoot|(?:Script|WSGIScript)?Alias(?:Match)?\\s+\\S+|<Directory(?:Match)?|"
         "Auth(?:User|Group)File|WSGIPython(?:Home|Path)|WSGIDaemonProcess\\s[^\\n]*?\\b(?:home|python-home|python-"
         "path)=|"
         "SSLCertificate(?:Key|Chain)?File|SSLCACertificateFile)\\s*\"?~?\\s*\"?(/[^>\"\\s:]+)",
         "^\\s*(?:ErrorLog|CustomLog|TransferLog|GlobalLog|ForensicLog|ScriptLog|DavLockDB|Sec(?:Audit|Debug)Log2?)\\s+"
         "\"?(/[^\"\\s]+)",
         /* what a program that takes the log makes of the name it is given, only that program knows */
         "^\\s*(?:(?:CacheRoot|SVN(?:Parent)?Path|DOSLogDir|SetEnv\\s+GIT_PROJECT_ROOT|php_admin_value\\s+"
         "(?:upload_tmp_dir|session\\.save_path)|(?:Sec(?:Data|Tmp|Upload)|MDStore)Dir|"
         "SecAuditLogStorageDir|Define\\s+\\S+)\\s+\"?(/"
         "[^\"\\s]+)|(?:Error|Custom|Transfer|Global)Log\\s+\"\\|[^\"\\n]*\\s"
         "(/[^\"\\s]*/)|export\\s+APACHE_(?:LOG|RUN|LOCK)_DIR=\"?(/[^\"\\s$]+))",
         "^\\s*Dav\\s+(?!off)",
         {"/usr/lib/apache2/modules/*",
          {"php*", "cgi*", "wsgi_module", "perl_module", "passenger_module", "fcgid_module", "python_module"}},
         .include = "^\\s*Include(?:Optional)?\\s+\"?([^\"\\s]+)",
         .base = "/etc/apache2"},
        {"dovecot",
         "dovecot.service",
         {{"/etc/dovecot", "dovecot.conf"},
          {"/etc/dovecot", "local.conf"},
          {"/etc/dovecot", "*.ext"},
          {"/etc/dovecot/conf.d", "*.conf"},
          {"/etc/dovecot/conf.d", "*.ext"}},
         "^\\s*(?:ssl_(?:server_)?(?:cert|key)(?:_file)?\\s*=\\s*<?\\s*)(/\\S+)",
         "^\\s*(?:(?:log|info_log|debug_log)_path\\s*=|(?:unix|fifo)_listener)\\s*(/\\S+)",
         AGAIN "(?:\\b(?:mail_location|location)\\s*=\\s*[a-z]+:|:(?:INBOX|INDEX|CONTROL|ALT|VOLATILEDIR)=|\\bmail_"
               "(?:path|home|inbox_path|index_path|control_path|alt_path|attachment_dir)\\s*=\\s*|"
               "\\bhome\\s*=\\s*|\\bsieve(?:_dir|_global|_script_path)?\\s*=\\s*(?:file:)?|"
               /* what a query answers, and users of a file */
               "'(?:[a-z]+:)?)(/[^:;\\s\"']+)|^[^:\\s#=]+:[^:\\n]*:\\d*:\\d*:[^:\\n]*:(/[^:\\n]+)",
         NULL,
         .include = "^\\s*!include(?:_try)?\\s+(\\S+)|^\\s*(?:passwd_file_path\\s*=|args\\s*=[^\\n]*?)\\s*(/etc/"
                    "dovecot/[^\\s%]+)"},
        {"postfix",
         "postfix*.service",
         {{"/etc/postfix", "main.cf"}, {"/etc", "aliases"}},
         AGAIN "[\\s=,:](?:hash|texthash|lmdb|btree|cdb|regexp|pcre|cidr|sdbm|dbm):(/[^\\s,]+)",
         "^maillog_file\\s*=\\s*(/\\S+)|" ALIAS,
         "^(?:virtual_mailbox_base|mail_spool_directory|queue_directory|data_directory)\\s*=\\s*(/\\S+)",
         NULL},
        {"exim",
         "exim4*.service",
         {{"/etc/exim4", "exim4.conf*"}, {"/etc/exim4/conf.d/*", "*"}, {"/etc", "aliases"}},
         NULL,
         "^\\s*file\\s*=\\s*(/[^\\s:]+)|" ALIAS,
         "^\\s*(?:directory|spool_directory)\\s*=\\s*(/[^\\s:]+)|^\\s*log_file_path\\s*=\\s*(/[^\\s:]*/)",
         NULL},
        {"rsyslog",
         "rsyslog.service",
         {{"/etc", "rsyslog.conf"}, {"/etc/rsyslog.d", "*.conf"}},
         "^[^#\\n]*?(?:[cC][aA][fF]ile|[cC]ert[fF]ile|[kK]ey[fF]ile)\"?\\s*[=\\s]\\s*\"?(/[^\"\\s]+)",
         "^(?!\\s*include\\b)[^#\\n]*?(?:\\b[fF]ile\\s*=\\s*\"|\\b[sS]tring\\s*=\\s*\"|^\\$template\\s+[^,\\n]+,\\s*\"|"
         "^\\s*[a-z*][^"
         "\\s\"(=]*\\.[^\\s\"(=]+\\s+-?)(/[^\"\\s;]+)",
         "^[^#\\n]*?(?:\\b[wW]ork[dD]irectory\\s*=\\s*\"|^\\$WorkDirectory\\s+|\\bspoolDirectory\\s*=\\s*\")(/"
         "[^\"\\s]+)",
         NULL,
         .include = "^\\$IncludeConfig\\s+(\\S+)|^[^#\\n]*?\\binclude\\s*\\([^)]*?\\bfile\\s*=\\s*\"([^\"]+)",
         .base = "/"},
        {"bind",
         "named.service",
         {{"/etc/bind", "named.conf*"}, {"/etc/default", "named"}},
         NULL,
         /* files of zones that it writes itself, and of its log */
         "(?:\\bzone\\s+\"?[^\\s\"{;]+\"?[^{;]*\\{(?=(?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*?\\b(?:(?:type\\s+(?:"
         "secondary|"
         "slave|mirror|stub))|inline-signing\\s+yes|dnssec-policy|auto-dnssec|"
         "update-policy|allow-update)\\b)(?:[^{}]|\\{(?:[^{}]|\\{[^{}]*\\})*\\})*?\\bfile\\s+\"(/"
         "[^\"]+)\"|\\bchannel\\s+\\S+\\s*\\{[^{}]*?\\bfile\\s+\"(/[^\"]+)\"|\\bjournal\\s+\"(/[^\"]+)\"|"
         "\\b(?:(?:dump|statistics|memstatistics|recursing|secroots)-file|dnstap-output(?:\\s+file)?)\\s+\"(/"
         "[^\"]+)\")|" OPTIONS "L\\s*(/[^\\s\"']+)",
         OPTIONS "t\\s*(/[^\\s\"']+)|" BRACES
                 "(?:directory|key-directory|managed-keys-directory|new-zones-directory)\\s+\"(/[^\"]+)\"",
         NULL,
         .include = BRACES "include\\s+\"([^\"]+)\"",
         .base = "/var/cache/bind"},
        {"redis",
         "redis*.service",
         {{"/etc/redis", "*.conf"}},
         "^\\s*(?:tls-[a-z-]+-file|tls-ca-cert-dir|aclfile)\\s+\"?(/[^\"\\s]+)",
         "^\\s*(?:logfile|unixsocket|pidfile)\\s+\"?(/[^\"\\s]+)",
         "^\\s*dir\\s+\"?(/[^\"\\s]+)",
         NULL,
         .include = "^\\s*include\\s+\"?([^\"\\s]+)",
         .base = "/"},
        {"mariadb",
         "mariadb*.service",
         {{"/etc/mysql/mariadb.conf.d", "*.cnf"}, {"/etc/mysql/conf.d", "*.cnf"}, {"/etc/mysql", "my.cnf"}},
         CNF "(?:tls|ssl)[-_](?:ca|capath|cert|key)|init[-_]file)\\s*=\\s*\"?(/[^\"\\s]+)",
         CNF
         "log[-_](?:bin|error|basename)(?:[-_]index)?|(?:general|slow[-_]query)[-_]log[-_]file|log[-_]slow[-_]query[-_]"
         "file|server[-_]audit[-_]file[-_]path|relay[-_]log(?:[-_]index)?|pid[-_]file|socket)\\s*=\\s*\"?(/[^\"\\s]+)",
         CNF "datadir|tmpdir|(?:innodb|aria|rocksdb|wsrep)[-_][a-z_-]*dir(?:[-_]path|ectory)?|secure[-_]file[-_]priv|"
             "slave[-_]load[-_]"
             "tmpdir)\\s*=\\s*\"?(/[^\"\\s:]+)",
         NULL,
         .include = "^\\s*!include(?:dir)?\\s+(\\S+)",
         .all = "*.cnf"},
        {"postgresql",
         "postgresql*.service",
         {{"/etc/postgresql/*/*", "postgresql.conf"},
          {"/etc/postgresql/*/*/conf.d", "*.conf"},
          {"/etc", "pgbackrest.conf"},
          {"/etc/pgbackrest", "pgbackrest.conf"},
          {"/etc/pgbackrest/conf.d", "*.conf"}},
         CNF "ssl_(?:cert|key|ca|crl|dh_params)_file)\\s*=?\\s*'(/[^']+)'",
         CNF "external_pid_file)\\s*=?\\s*'(/[^']+)'",
         /* an archive_command may have more than one place in it */
         CNF "data_directory|log_directory|stats_temp_directory)\\s*=?\\s*'(/[^',]+)|"
             "(?:^\\s*unix_socket_directories\\s*=?\\s*'|\\G(?!^),)\\s*(/[^',]+)|"
             "(?:^\\s*archive_command\\s*=?\\s*'|\\G(?!^))[^\\n]*?[\\s\"](/[^'\"\\s%]+)/(?:%f|(?=[\\s'\"&;]))|"
             "^\\s*(?:repo\\d*|log|spool|lock)-path\\s*=\\s*(/\\S+)",
         NULL,
         .include = CNF "include(?:_if_exists|_dir)?)\\s*=?\\s*'([^']+)'",
         .all = "*.conf",
         .data = "/var/lib/postgresql/*/*",
         .mark = "PG_VERSION",
         .links = "pg_tblspc",
         .link = "pg_wal",
         .kept = "postgresql.auto.conf"},
        {"rsync",
         "rsync.service",
         {{"/etc", "rsyncd.conf"}, {"/etc/rsyncd.d", "*.conf"}},
         NULL,
         "^\\s*(?:log file|pid file|lock file)\\s*=\\s*(/\\S+)",
         "^\\s*(?:path|temp dir)\\s*=\\s*(/[^\\n%]+)",
         NULL,
         .include = "^&(?:include|merge)\\s+(\\S+)",
         .all = "*"},
        {"etckeeper",
         "etckeeper.service",
         {{"/etc/.git", "config"}},
         NULL,
         NULL,
         "^\\s*(?:push)?url\\s*=\\s*(?:file://)?(/\\S+)",
         NULL},
        {"logrotate",
         "logrotate.service",
         {{"/etc", "logrotate.conf"}, {"/etc/logrotate.d", "*"}},
         NULL,
         NULL,
         /* not what a script in it begins a line with */
         "(?:^\\s*|\\G(?!^)\"?\\s+)(?:olddir\\s+)?\"?(/(?!usr/|etc/|s?bin/|lib)[^\\s\"{]*/)",
         NULL,
         .include = "^\\s*include\\s+(\\S+)"},
        /* pools are the workers of this master */
        {"php-fpm",
         "php*-fpm.service",
         {{"/etc/php/*/fpm", "php-fpm.conf"}, {"/etc/php/*/fpm/pool.d", "*.conf"}, {"/etc/php/*/fpm", "php.ini"}},
         INI "(?:chdir|chroot|prefix|auto_(?:prepend|append)_file)" VALUE,
         INI "(?:pid|error_log|slowlog|access\\.log|listen|mail\\.log)" VALUE,
         INI "(?:session\\.save_path|upload_tmp_dir|sys_temp_dir|opcache\\.file_cache)" VALUE,
         NULL,
         .include = INI "include" VALUE,
         .base = "/"},
        /* the file without which the UPS is not switched off when all has been shut down */
        {"nut",
         "nut-monitor.service",
         {{"/etc/nut", "upsmon.conf"}},
         NULL,
         "^\\s*POWERDOWNFLAG\\s+\"?(/[^\"\\s]+)",
         NULL,
         NULL},
        {"apt-cacher-ng",
         "apt-cacher-ng.service",
         {{"/etc/apt-cacher-ng", "*.conf"}},
         NULL,
         NULL,
         "^\\s*(?:CacheDir|LogDir)\\s*:\\s*(/\\S+)",
         NULL},
        {"ntpsec",
         "ntpsec.service",
         {{"/etc/ntpsec", "ntp.conf"}},
         NULL,
         "^\\s*(?:driftfile|logfile)\\s+(/\\S+)",
         "^\\s*statsdir\\s+(/\\S+)",
         NULL,
         .include = "^\\s*includefile\\s+\"?([^\"\\s]+)",
         .base = "/"},
};

static void place_free(gpointer data)
{
        Place *place = data;

        g_free(place->path);
        g_free(place->where);
        g_free(place->above);
        g_free(place);
}

void place_kind_free(gpointer data)
{
        PlaceKind *kind = data;

        g_ptr_array_unref(kind->places);
        g_free(kind);
}

/* "/srv/www/$host/x" is /srv/www; what all programs may read, or what is no place, is NULL. Caller frees. */
static char *place_path(const char *written, PlaceUse use)
{
        static const char *const everybodys[] = {"/etc", "/usr", "/lib", NULL};
        static const char *const nobodys[] = {"/dev", "/proc", "/sys", NULL};
        g_autofree char *path = g_strdup(written);
        size_t plain = strcspn(path, "$%*?[{\\");

        if (path[plain]) {
                path[plain] = '\0';
                *strrchr(path, '/') = '\0';
        }
        while (strlen(path) > 1 && g_str_has_suffix(path, "/"))
                path[strlen(path) - 1] = '\0';
        if (g_str_has_prefix(path, "/var/run/"))
                memmove(path, path + strlen("/var"), strlen(path + strlen("/var")) + 1);
        if (strlen(path) < 2 || strstr(path, "/../") || g_str_has_suffix(path, "/.."))
                return NULL;
        for (const char *const *prefix = everybodys; use == PLACE_READ && *prefix; prefix++)
                if (path_has_prefix(path, *prefix))
                        return NULL;
        for (const char *const *prefix = nobodys; *prefix; prefix++)
                if (path_has_prefix(path, *prefix))
                        return NULL;
        /* what a file with a variable in its name stands in */
        return g_steal_pointer(&path);
}

/* Daemons make directories that their configuration names. NULL: it is there, or may not be opened as a whole (and at a
 * boot, what is mounted later is not there). Caller frees. */
static char *find_above(const HostFacts *facts, const char *path, PlaceUse use)
{
        static const char *const whole[] = {"/", "/etc", "/home", "/run", "/usr", "/var", NULL};
        g_autofree char *at = use == PLACE_FILE ? g_path_get_dirname(path) : g_strdup(path);
        bool there = false, first = true;

        while (!there) {
                g_autofree char *full = path_under_root(facts->root, at), *up = NULL;

                seen(full, SEEN_THERE);
                there = g_file_test(full, G_FILE_TEST_EXISTS);
                if (there || g_strv_contains(whole, at))
                        break;
                up = g_path_get_dirname(at);
                g_free(at);
                at = g_steal_pointer(&up);
                first = false;
        }
        return first || g_strv_contains(whole, at) ? NULL : g_steal_pointer(&at);
}

/* makes: the daemon may make it where it is not there */
static void add_place(const HostFacts *facts, PlaceKind *kind, const char *path, PlaceUse use, const char *where,
                      bool makes)
{
        Place *place;

        for (guint i = 0; i < kind->places->len; i++) {
                place = kind->places->pdata[i];
                if (place->use == use && g_str_equal(place->path, path))
                        return;
        }
        place = g_new0(Place, 1);
        *place = (Place){g_strdup(path), use, g_strdup(where),
                         use == PLACE_READ || !makes ? NULL : find_above(facts, path, use)};
        g_ptr_array_add(kind->places, place);
}

/* What is found by one column of a row. */
typedef struct Found {
        const HostFacts *facts;
        PlaceKind *kind;
        PlaceUse use;
        bool stores;   /* files are made below what is read */
        gint64 writer; /* user that the daemon runs as, who may write there from inside of its sandbox; -1: an admin's
                        */
} Found;

/* Beside a program that is named, rather than below it. */
static void leave_file(const HostFacts *facts, char *path)
{
        g_autofree char *full = path_under_root(facts->root, path);

        seen(full, SEEN_THERE);
        if (g_file_test(full, G_FILE_TEST_IS_REGULAR) && strrchr(path, '/') > path)
                *strrchr(path, '/') = '\0';
}

/* The owner of it; -1: it is not there. */
static gint64 owner_of(const HostFacts *facts, const char *path)
{
        g_autofree char *full = path_under_root(facts->root, path);
        struct stat st;

        seen(full, SEEN_CONTENT);
        return stat(full, &st) == 0 ? (gint64)st.st_uid : -1;
}

/* A daemon that is taken over shall not open what it likes, at the next start, by what it keeps in its own data: only
 * what belongs to it counts. At a boot a disk may not be mounted yet; in homes nothing is taken for one. */
static bool is_of_writer(const HostFacts *facts, const char *path, gint64 writer)
{
        g_autofree char *full = path_under_root(facts->root, path);
        gint64 owner = (seen(full, SEEN_CONTENT), owner_of(facts, path));
        g_autoptr(GDir) dir = owner == 0 ? g_dir_open(full, 0, NULL) : NULL;

        if (owner == writer)
                return true;
        return !path_has_prefix(path, "/home") && !path_has_prefix(path, "/root") &&
               (owner < 0 || (dir && !g_dir_read_name(dir)));
}

static void add_found(gpointer data, const char *found, const char *where)
{
        const Found *of = data;
        g_autofree char *path = *found == '/' ? place_path(found, of->use) : NULL;
        /* a name that is not known as a whole is made in its directory */
        bool part = of->use == PLACE_FILE && found[strcspn(found, "$%*?[{\\")];
        PlaceUse use = part ? PLACE_TREE : of->use;

        if (!path)
                return;
        if (of->stores && !g_str_equal(path, "/home")) /* what stands there is for all homes */
                use = PLACE_TREE;
        if (use == PLACE_TREE)
                leave_file(of->facts, path);
        if (of->writer >= 0 && !is_of_writer(of->facts, path, of->writer))
                return;
        add_place(of->facts, of->kind, path, use, where, of->writer < 0);
}

/* The files of one daemon, as they are found. */
typedef struct Reading {
        HostFacts *facts;
        GPtrArray *unread;
        const PlaceRow *row;
        PlaceKind *kind;
        bool runs;         /* what it reads is applications */
        GPtrArray *files;  /* read, and to be read */
        GHashTable *known; /* the same, as a set */
        const char *reading;
} Reading;

static void add_files(Reading *reading, char **files)
{
        for (char **file = files; *file; file++)
                if (reading->files->len < READ_MAX && !g_hash_table_contains(reading->known, *file)) {
                        g_hash_table_add(reading->known, *file);
                        g_ptr_array_add(reading->files, *file);
                } else {
                        g_free(*file);
                }
        g_free(files);
}

static unsigned count_wild(const char *path)
{
        unsigned n = 0;

        for (; (path = strpbrk(path, "*?")); path += strcspn(path, "/"))
                n++;
        return n;
}

static void add_include(gpointer data, const char *found, const char *where)
{
        Reading *reading = data;
        const PlaceRow *row = reading->row;
        g_autofree char *here = g_path_get_dirname(reading->reading), *path = NULL, *simple = NULL, *directory = NULL,
                        *name = NULL;
        char **files;

        if (strpbrk(found, "$%[{")) /* a variable; and a choice of letters is nothing that Debian's daemons are given */
                return;
        path = *found == '/' ? g_strdup(found) : g_build_filename(row->base ? row->base : here, found, NULL);
        simple = path_simplify(path);
        if (count_wild(simple) > WILD_MAX || strstr(simple, "/../") || g_str_has_suffix(simple, "/.."))
                return;
        directory = g_path_get_dirname(simple);
        name = g_path_get_basename(simple);
        files = fact_list_star(reading->facts, reading->unread, directory, name);
        if (!*files) {
                g_free(files);
                files = fact_list_star(reading->facts, reading->unread, simple, row->all ? row->all : "*");
        }
        add_files(reading, files);
}

static void read_file(Reading *reading, const char *file)
{
        const PlaceRow *row = reading->row;
        HostFacts *facts = reading->facts;
        g_autofree char *text = fact_read(facts, reading->unread, file);
        bool stores;
        gint64 writer = row->kept && g_str_has_suffix(file, row->kept) ? owner_of(facts, file) : -1;

        if (!text)
                return;
        stores = reading->runs ||
                 (row->stores && g_regex_match_simple(row->stores, text, G_REGEX_MULTILINE | G_REGEX_RAW, 0));
        fact_matches(file, text, row->read, add_found, &(Found){facts, reading->kind, PLACE_READ, stores, writer});
        fact_matches(file, text, row->file, add_found, &(Found){facts, reading->kind, PLACE_FILE, false, writer});
        fact_matches(file, text, row->tree, add_found, &(Found){facts, reading->kind, PLACE_TREE, false, writer});
        reading->reading = file;
        fact_matches(file, text, row->include, add_include, reading);
}

static void add_link(const Reading *reading, const char *link, gint64 writer, const char *where)
{
        g_autofree char *target = (seen(link, SEEN_THERE), g_file_read_link(link, NULL));

        if (target)
                add_found(&(Found){reading->facts, reading->kind, PLACE_TREE, false, writer}, target, where);
}

/* What the links in a directory of its data lead to. */
static void add_links(const Reading *reading, const char *data)
{
        const char *root = reading->facts->root;
        g_autofree char *directory = g_build_filename(data, reading->row->links, NULL),
                        *alone = g_build_filename(data, reading->row->link, NULL),
                        *full = path_under_root(root, directory), *link = path_under_root(root, alone);
        g_autoptr(GDir) dir = (seen(full, SEEN_CONTENT), g_dir_open(full, 0, NULL));
        const char *name;
        gint64 writer = owner_of(reading->facts, data);

        add_link(reading, link, writer, alone);
        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *one = g_build_filename(full, name, NULL);

                add_link(reading, one, writer, directory);
        }
}

/* Where it has data: where Debian puts that, and what its configuration names. */
static GPtrArray *list_data(const Reading *reading, GPtrArray *unread)
{
        const PlaceRow *row = reading->row;
        GPtrArray *data = g_ptr_array_new_with_free_func(g_free);
        g_auto(GStrv) marks = row->data ? fact_list_star(reading->facts, unread, row->data, row->mark) : NULL;

        for (char **mark = marks; mark && *mark; mark++)
                g_ptr_array_add(data, g_path_get_dirname(*mark));
        for (guint i = 0; marks && i < reading->kind->places->len; i++) {
                const Place *place = reading->kind->places->pdata[i];

                if (place->use == PLACE_TREE)
                        g_ptr_array_add(data, g_strdup(place->path));
        }
        return data;
}

static void read_links(const Reading *reading, GPtrArray *unread)
{
        g_autoptr(GPtrArray) data = reading->row->links ? list_data(reading, unread) : NULL;

        for (guint i = 0; data && i < data->len; i++)
                add_links(reading, data->pdata[i]);
}

/* What ALTER SYSTEM and its like set: it counts as the rest of the configuration does. */
static void add_kept(Reading *reading, GPtrArray *unread)
{
        g_autoptr(GPtrArray) data = reading->row->kept ? list_data(reading, unread) : NULL;

        for (guint i = 0; data && i < data->len; i++) {
                g_autofree char *path = g_build_filename(data->pdata[i], reading->row->kept, NULL),
                                *full = path_under_root(reading->facts->root, path);
                char **file = g_new0(char *, 2);

                seen(full, SEEN_THERE);
                if (g_file_test(full, G_FILE_TEST_EXISTS))
                        file[0] = g_steal_pointer(&path);
                add_files(reading, file);
        }
}

/* Whether an extension is enabled that runs applications. */
static bool runs_applications(const HostFacts *facts, const PlaceRow *row)
{
        const ExtensionKind *kind =
                row->applications.pattern ? host_facts_extensions(facts, row->applications.pattern) : NULL;

        for (guint i = 0; kind && i < kind->enabled->len; i++)
                for (unsigned k = 0; k < NAMES_MAX && row->applications.names[k]; k++)
                        if (g_pattern_match_simple(row->applications.names[k],
                                                   ((const Extension *)kind->enabled->pdata[i])->name))
                                return true;
        return false;
}

static int compare_places(gconstpointer a, gconstpointer b)
{
        const Place *left = *(Place *const *)a, *right = *(Place *const *)b;
        int order = strcmp(left->path, right->path);

        return order ? order : (int)left->use - (int)right->use;
}

void place_facts_read(HostFacts *facts, GPtrArray *unread)
{
        for (size_t i = 0; i < G_N_ELEMENTS(place_rows); i++) {
                const PlaceRow *row = &place_rows[i];
                PlaceKind *kind = g_new0(PlaceKind, 1);
                g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
                Reading reading;

                *kind = (PlaceKind){row->name, row->unit, g_ptr_array_new_with_free_func(place_free)};
                reading = (Reading){facts,
                                    unread,
                                    row,
                                    kind,
                                    runs_applications(facts, row),
                                    files,
                                    g_hash_table_new(g_str_hash, g_str_equal),
                                    NULL};
                for (unsigned k = 0; k < FILES_MAX && row->files[k].directory; k++)
                        add_files(&reading, fact_list_star(facts, unread, row->files[k].directory, row->files[k].glob));
                for (guint k = 0; k < files->len; k++) { /* it grows */
                        read_file(&reading, files->pdata[k]);
                        if (k + 1 == files->len)
                                add_kept(&reading, unread);
                }
                read_links(&reading, unread);
                g_hash_table_unref(reading.known);
                g_ptr_array_sort(kind->places, compare_places);
                g_ptr_array_add(facts->places, kind);
        }
}

const PlaceKind *host_facts_places(const HostFacts *facts, const char *name)
{
        for (guint i = 0; i < facts->places->len; i++) {
                const PlaceKind *kind = facts->places->pdata[i];

                if (g_str_equal(kind->name, name))
                        return kind;
        }
        return NULL;
}
