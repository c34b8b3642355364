/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where modes of units are kept. They are plain files, so that they outlive everything, and can be looked at. */

#include "watch/mode.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "unit/parse.h"
#include "unit/unit-name.h"
#include "watch/message.h"

/* Written anew by who wants to know all up to now. */
#define ASKED_FILE MODE_ASKED_DIR "/last"

/* What systemd keeps of units that are active: links to nowhere, at which anybody may look. */
#define RUNNING_DIR "/run/systemd/units"
#define RUNNING_LINK RUNNING_DIR "/invocation:" WATCH_UNIT

char *mode_complain_path(const char *unit)
{
        return g_strdup_printf("%s/%s.conf", MODE_COMPLAIN_DIR, unit);
}

char *mode_complain_find(const char *unit)
{
        g_autofree char *template = unit_name_template(unit), *path = mode_complain_path(unit);

        if (access(path, F_OK) == 0)
                return g_steal_pointer(&path);
        g_free(path);
        path = template ? mode_complain_path(template) : NULL;
        return path && access(path, F_OK) == 0 ? g_steal_pointer(&path) : NULL;
}

char **mode_complaining(void)
{
        g_autoptr(GDir) directory = g_dir_open(MODE_COMPLAIN_DIR, 0, NULL);
        g_autoptr(GStrvBuilder) units = g_strv_builder_new();
        const char *name;

        while (directory && (name = g_dir_read_name(directory)))
                if (g_str_has_suffix(name, ".conf")) {
                        g_autofree char *unit = g_strndup(name, strlen(name) - strlen(".conf"));

                        g_strv_builder_add(units, unit);
                }
        return g_strv_builder_end(units);
}

static int compare_names(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* One that is written anew is another file. */
static void add_mark(GString *marks, const char *path, const char *name)
{
        struct stat info;

        if (stat(path, &info) == 0)
                g_string_append_printf(marks, "%ju %jd.%09ld %s\n", (uintmax_t)info.st_ino,
                                       (intmax_t)info.st_mtim.tv_sec, info.st_mtim.tv_nsec, name);
}

char *mode_marks(void)
{
        g_auto(GStrv) units = mode_complaining();
        g_autoptr(GString) marks = g_string_new(NULL);

        qsort(units, g_strv_length(units), sizeof(*units), compare_names);
        for (char **unit = units; *unit; unit++) {
                g_autofree char *path = mode_complain_path(*unit);

                add_mark(marks, path, *unit);
        }
        return g_string_free(g_steal_pointer(&marks), FALSE);
}

char *mode_taken_text(const char *marks)
{
        g_autoptr(GString) text = g_string_new(marks);

        add_mark(text, ASKED_FILE, "");
        return g_string_free(g_steal_pointer(&text), FALSE);
}

bool mode_ask_watcher(GError **error)
{
        (void)g_mkdir_with_parents(MODE_ASKED_DIR, 0755); /* one that is just being started makes it, too */
        return file_write_atomic(ASKED_FILE, "", 0, 0644, error);
}

bool mode_watcher_runs(void)
{
        struct stat info;

        return lstat(RUNNING_LINK, &info) == 0 || errno != ENOENT;
}

/* Others may change modes at the same time, so what waits is asked for anew each time. */
static bool is_taken_up(void)
{
        g_autofree char *marks = mode_marks(), *text = mode_taken_text(marks), *taken = NULL;

        return file_read(MODE_TAKEN_FILE, 0, &taken, NULL, NULL) && g_str_equal(text, taken);
}

bool mode_await_watcher(unsigned seconds)
{
        int changes = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
        gint64 end = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC, now;
        g_autofree char *directory = g_path_get_dirname(MODE_TAKEN_FILE);
        bool taken;

        while (!(taken = is_taken_up()) && mode_watcher_runs() && (now = g_get_monotonic_time()) < end) {
                struct pollfd fd = {.fd = changes, .events = POLLIN};
                char events[4096];

                /* one that is just being started makes the directory later; to ask twice is no harm */
                (void)inotify_add_watch(changes, RUNNING_DIR, IN_DELETE | IN_CREATE | IN_MOVED_TO);
                if (inotify_add_watch(changes, directory, IN_MOVED_TO) >= 0 && (taken = is_taken_up()))
                        break;
                (void)poll(&fd, 1, (int)MIN((end - now) / 1000 + 1, 1000));
                while (read(changes, events, sizeof(events)) > 0)
                        ;
        }
        if (changes >= 0)
                close(changes);
        return taken;
}

char *mode_state_path(const char *unit, const char *what)
{
        return g_strdup_printf("%s/%s.%s", MODE_STATE_DIR, unit, what);
}

char *mode_state_name(const char *unit)
{
        g_autofree char *waiting = mode_complain_find(unit), *base = waiting ? g_path_get_basename(waiting) : NULL;

        return base ? g_strndup(base, strlen(base) - strlen(".conf")) : g_strdup(unit);
}

char *mode_state_find(const char *unit, const char *what)
{
        g_autofree char *template = unit_name_template(unit), *name = mode_state_name(unit);
        g_autofree char *own = mode_state_path(name, what);
        g_autofree char *shared = template ? mode_state_path(template, what) : NULL;

        return access(own, F_OK) < 0 && shared && access(shared, F_OK) == 0 ? g_steal_pointer(&shared)
                                                                            : g_steal_pointer(&own);
}

char *mode_learned_path(const char *unit)
{
        return g_strdup_printf("%s/%s.needs", MODE_LEARNED_DIR, unit);
}

bool mode_add_dropin(UnitView *view, const char *path, GError **error)
{
        g_autoptr(UnitFile) file = unit_file_read(path, NULL, error);

        if (!file)
                return false;
        unit_view_insert_file(view, view->settings->len, file);
        return true;
}
