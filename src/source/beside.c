/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that come from no package lie where an admin put them, with their data: /srv/shop/shop.py and, once the
 * first customer came, /srv/shop/orders.sqlite. Such a directory is the application's own. What packages install is not
 * looked at: below /usr they keep data and programs apart, and /var/lib/NAME is known to belong to them (facts/). */

#include "source/beside.h"

#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "base/seen.h"
#include "unit/exec-line.h"

/* Each directory in one of these is for one thing. */
static const char *const places[] = {"/srv", "/opt", "/usr/local", "/var/opt", "/var/www", "/root", NULL};

/* Not the application's: what lies there is found by all. */
static const char *const shared[] = {"/usr/local/bin",
                                     "/usr/local/sbin",
                                     "/usr/local/lib",
                                     "/usr/local/libexec",
                                     "/usr/local/etc",
                                     "/usr/local/src",
                                     "/usr/local/share",
                                     "/usr/local/include",
                                     "/usr/local/games",
                                     "/usr/local/man",
                                     NULL};

/* The directory that stands for the application whose file or directory path is: the one below a place, or below a home
 * (/home/USER/shop). NULL: there is none. Caller frees. */
static char *own_directory(const char *path)
{
        const char *rest = NULL, *end;

        for (const char *const *place = places; *place && !rest; place++)
                if (path_has_prefix(path, *place))
                        rest = path + strlen(*place);
        if (!rest && path_has_prefix(path, "/home")) {
                rest = path + strlen("/home");
                rest = *rest ? strchr(rest + 1, '/') : NULL;
        }
        if (!rest || *rest != '/' || !rest[1])
                return NULL;
        end = strchrnul(rest + 1, '/');
        g_autofree char *directory = g_strndup(path, (size_t)(end - path));

        return g_strv_contains(shared, directory) ? NULL : g_steal_pointer(&directory);
}

static bool is_kind(const char *root, const char *path, mode_t kind)
{
        g_autofree char *full = path_under_root(root, path);
        struct stat info;

        seen(full, SEEN_THERE);
        return stat(full, &info) == 0 && (info.st_mode & S_IFMT) == kind;
}

static void add(NeedSet *needs, const char *root, const char *word, const UnitSetting *setting)
{
        g_autofree char *path = *word == '/' ? path_simplify(word) : NULL;
        g_autofree char *directory = path ? own_directory(path) : NULL, *subject = NULL, *where = NULL;

        if (!directory || !is_kind(root, directory, S_IFDIR) ||
            (!is_kind(root, path, S_IFREG) && !is_kind(root, path, S_IFDIR)))
                return;
        where = setting && setting->file ? g_strdup_printf("%s:%u", setting->file, setting->line) : NULL;
        subject = g_build_filename(directory, "DATA", NULL);
        need_set_add(needs, NEED_PATH, ACCESS_READ | ACCESS_WRITE | ACCESS_CREATE, subject, STRENGTH_POSSIBLE,
                     PHASE_NONE, "unit", where, "an application of no package may keep its data beside itself");
}

NeedSet *beside_needs(const char *root, const UnitView *unit)
{
        NeedSet *needs = need_set_new(unit->name);
        const char *working = unit_view_get(unit, "Service", "WorkingDirectory");
        g_autoptr(GPtrArray) values = unit_view_values(unit, "Service", "ExecStart");

        if (working)
                add(needs, root, working + strspn(working, "-"), unit_view_find(unit, "Service", "WorkingDirectory"));
        for (guint i = 0; i < values->len; i++) {
                const UnitValue *value = values->pdata[i];
                g_autoptr(GPtrArray) commands = exec_line_parse(value->value, NULL, NULL);

                for (guint k = 0; commands && k < commands->len; k++) {
                        const ExecLine *line = commands->pdata[k];

                        add(needs, root, line->path, value->setting);
                        for (char **word = line->argv; *word; word++)
                                if (**word == '/' && is_kind(root, *word, S_IFREG))
                                        add(needs, root, *word, value->setting);
                }
        }
        return needs;
}
