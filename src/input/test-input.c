/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words to units, in a folder of its own: each way to name a unit, and each way in which what is named can be broken.
 */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "input/file-source.h"
#include "input/input.h"

#define SERVICE "[Service]\nExecStart=/bin/true\n"

static char *scratch;

static void put(const char *path, const char *text)
{
        g_autoptr(GError) error = NULL;
        g_assert_true(file_write_atomic(path, text, -1, 0644, &error));
}

static void link_to(const char *target, const char *path)
{
        g_autofree char *directory = g_path_get_dirname(path);
        g_assert_cmpint(g_mkdir_with_parents(directory, 0755), ==, 0);
        g_assert_cmpint(symlink(target, path), ==, 0);
}

static void enter(void)
{
        scratch = g_dir_make_tmp("unitlock-XXXXXX", NULL);
        g_assert_nonnull(scratch);
        g_assert_cmpint(chdir(scratch), ==, 0);
}

static void leave(void)
{
        g_assert_cmpint(chdir("/"), ==, 0);
        const char *argv[] = {"rm", "-rf", scratch, NULL};
        g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
        g_free(scratch);
}

static const char *const states[] = {"loaded", "masked", "not-found", "bad"};

/* "name where state description" of each unit, and all that was said. */
static char *read_words(const InputOptions *options, const char *const *words)
{
        g_autoptr(Input) input = input_new(options);
        for (; *words; words++)
                input_add(input, *words);
        GString *out = g_string_new(NULL);
        for (guint i = 0; i < input->units->len; i++) {
                const InputUnit *unit = input->units->pdata[i];
                const char *description = unit_view_get(unit->view, "Unit", "Description");
                g_string_append_printf(out, "%s %s %s", unit->name, unit->where, states[unit->view->state]);
                if (description)
                        g_string_append_printf(out, " %s", description);
                if (unit->package)
                        g_string_append_printf(out, " <%s>", unit->package);
                g_string_append_c(out, '\n');
                g_autofree char *said = diag_list_to_string(unit->diags);
                g_string_append(out, said);
        }
        g_autofree char *said = diag_list_to_string(input->diags);
        g_string_append(out, said);
        return g_string_free(out, FALSE);
}

static void expect(const char *word, const char *expected)
{
        const InputOptions options = {.root = scratch, .type = "service"};
        g_autofree char *got = read_words(&options, (const char *const[]){word, NULL});
        g_assert_cmpstr(got, ==, expected);
}

static void expect_said(const char *word, const char *part)
{
        const InputOptions options = {.type = "service"};
        g_autofree char *got = read_words(&options, (const char *const[]){word, NULL});
        if (!strstr(got, part))
                g_test_message("%s: got: %s", word, got);
        g_assert_nonnull(strstr(got, part));
}

static void test_debian(void)
{
        enter();
        put("src/debian/control",
            "Source: s\n\nPackage: main\nMulti-Arch: foreign\n\nPackage: py3.11\nArchitecture: any\n");
        put("src/debian/service", "[Unit]\nDescription=d\n" SERVICE);
        put("src/debian/main.other.service", SERVICE);
        put("src/debian/py3.11.service", SERVICE);
        put("src/debian/py3.11.x@.service", SERVICE);
        put("src/debian/main@.service", SERVICE);
        put("src/debian/free.standing.service", SERVICE);
        put("src/debian/main.timer", "[Timer]\nOnCalendar=daily\n");
        put("src/debian/README", "x");
        put("src/debian/bus.service", "[D-BUS Service]\nName=org.x\nExec=/bin/true\n");
        put("src/debian/avahi.service", "<?xml version=\"1.0\"?>\n<service-group/>\n");
        put("src/debian/.debhelper/generated.service", SERVICE);
        expect("src/debian/service", "main.service src/debian/service loaded d <main>\n");
        expect("./src/debian/main.other.service", "other.service ./src/debian/main.other.service loaded <main>\n");
        expect("src/debian/main@.service", "main@.service src/debian/main@.service loaded <main>\n");
        expect("src/debian/main@a.service", "main@a.service src/debian/main@.service loaded <main>\n");
        expect("src/debian", "free.standing.service src/debian/free.standing.service loaded\n"
                             "other.service src/debian/main.other.service loaded <main>\n"
                             "main@.service src/debian/main@.service loaded <main>\n"
                             "py3.11.service src/debian/py3.11.service loaded <py3.11>\n"
                             "x@.service src/debian/py3.11.x@.service loaded <py3.11>\n"
                             "main.service src/debian/service loaded d <main>\n");
        const InputOptions all = {};
        g_autofree char *got = read_words(&all, (const char *const[]){"src/debian", NULL});
        g_assert_nonnull(strstr(got, "main.timer src/debian/main.timer loaded <main>\n"));
        leave();
}

/* Of user managers, by where they lie or how debhelper wants them called. */
static void test_user(void)
{
        enter();
        put("src/debian/control", "Source: s\n\nPackage: pkg\n");
        put("src/debian/pkg.user.service", SERVICE);
        put("src/debian/pkg.name.user.service", SERVICE);
        put("src/debian/pkg@.user.service", SERVICE);
        put("src/debian/pkg.service", SERVICE);
        put("src/debian/superuser.service", SERVICE);
        put("t/usr/lib/systemd/user/u.service", SERVICE);
        put("t/usr/lib/systemd/system/s.service", SERVICE);
        link_to("../user/u.service", "t/usr/lib/systemd/system/link.service");
        static const struct {
                const char *path, *name;
                bool user;
        } cases[] = {
                {"src/debian/pkg.user.service", "pkg.service", true},
                {"src/debian/pkg.name.user.service", "name.service", true},
                {"src/debian/pkg@.user.service", "pkg@.service", true},
                {"src/debian/pkg.service", "pkg.service", false},
                {"src/debian/superuser.service", "superuser.service", false},
                {"t/usr/lib/systemd/user/u.service", "u.service", true},
                {"t/usr/lib/systemd/system/s.service", "s.service", false},
                {"t/usr/lib/systemd/system/link.service", "u.service", true},
        };
        const InputOptions options = {.type = "service"};
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
                g_autoptr(Input) input = input_new(&options);
                input_add(input, cases[i].path);
                g_test_message("%s", cases[i].path);
                g_assert_cmpuint(input->units->len, ==, 1);
                const InputUnit *unit = input->units->pdata[0];
                g_assert_cmpstr(unit->name, ==, cases[i].name);
                g_assert_cmpint(unit->view->user, ==, cases[i].user);
        }
        leave();
}

static void test_dropins(void)
{
        enter();
        put("a/x-y.service", "[Unit]\nDescription=1\n" SERVICE);
        put("a/x-y.service.d/1.conf", "[Unit]\nDescription=2\n");
        put("a/x-.service.d/2.conf", "[Unit]\nDescription=%p\n");
        expect("a/x-y.service", "x-y.service a/x-y.service loaded %p\n");
        const InputOptions options = {.type = "service"};
        g_autoptr(Input) input = input_new(&options);
        input_add(input, "./a/x-y.service");
        const InputUnit *unit = input->units->pdata[0];
        g_assert_cmpuint(unit->view->files->len, ==, 3);
        g_assert_cmpstr(((UnitFile *)unit->view->files->pdata[2])->path, ==, "./a/x-.service.d/2.conf");
        g_assert_cmpstr(unit_view_find(unit->view, "Unit", "Description")->file, ==, "./a/x-.service.d/2.conf");
        leave();
}

static void test_links(void)
{
        enter();
        put("a/real.service", SERVICE);
        link_to("real.service", "a/alias.service");
        put("a/alias.service.d/x.conf", "[Unit]\nDescription=by the alias\n");
        link_to("/dev/null", "a/mask.service");
        link_to("/dev/null", "a/mask2.service");
        link_to("nowhere", "a/dangling.service");
        link_to("loop.service", "a/loop.service");
        link_to("/nowhere/at/all.service", "a/absolute.service");
        link_to("..", "a/up");
        link_to("../real.service", "a/multi.wants/real.service");
        link_to("a/real.service", "odd-name");
        expect("a/alias.service", "real.service a/alias.service loaded by the alias\n");
        expect("odd-name", "real.service odd-name loaded\n");
        expect("a/mask.service", "mask.service a/mask.service masked\n");
        expect("a", "mask.service a/mask.service masked\nmask2.service a/mask2.service masked\n"
                    "real.service a/real.service loaded by the alias\n"
                    "a/absolute.service: warning: this link leads to no file: No such file or directory (units of a "
                    "tree of its own are read by --root=)\n"
                    "a/dangling.service: warning: this link leads to no file: No such file or directory\n"
                    "a/loop.service: warning: this link leads to no file: Too many levels of symbolic links\n");
        expect_said("a/dangling.service", "a/dangling.service: error: Cannot open a/dangling.service");
        expect_said("a/loop.service", "Too many levels");
        leave();
}

static void test_broken(void)
{
        enter();
        GString *line = g_string_new("[Service]\nExecStart=/bin/true\nEnvironment=");
        for (unsigned i = 0; i < 10 * 1024 * 1024; i++)
                g_string_append_c(line, 'x');
        put("long.service", line->str);
        g_string_free(line, TRUE);
        expect_said("./long.service", "./long.service:3:1: error: this line is longer than 1 MiB");

        g_autoptr(GError) error = NULL;
        g_assert_true(file_write_atomic("nul.service", "[Service]\nExec\0Start=/bin/true\n", 31, 0644, &error));
        expect_said("./nul.service", "./nul.service:2:5: warning: there is a NUL byte here");

        put("d.service", SERVICE);
        g_assert_cmpint(g_mkdir_with_parents("d.service.d/is.conf", 0755), ==, 0);
        expect_said("./d.service", "./d.service.d/is.conf: warning: this drop-in is ignored");

        put("empty.service", "");
        expect("./empty.service", "empty.service ./empty.service masked\n");

        g_assert_cmpint(mkfifo("fifo.service", 0644), ==, 0);
        expect_said("./fifo.service", "device, socket or pipe");
        expect_said("/dev/zero", "device, socket or pipe");
        expect_said("./none.service", "No such file");
        expect_said("none/", "No such file");
        expect_said("no such name", "no unit can be called so");
        g_assert_cmpint(g_mkdir_with_parents("hollow", 0755), ==, 0);
        expect_said("hollow", "there is no service unit file below this directory");
        if (geteuid() != 0) {
                put("secret.service", SERVICE);
                g_assert_cmpint(chmod("secret.service", 0), ==, 0);
                expect_said("./secret.service", "Permission denied");
        }
        leave();
}

static void test_placeholders(void)
{
        enter();
        put("a/x@.service.in", "# @not@\n[Service]\nExecStart=-@bindir@/x --user=@USER@ a@b\nUser=@USER@\n");
        const InputOptions options = {.type = "service", .instance = "i"};
        g_autoptr(Input) input = input_new(&options);
        input_add(input, "a");
        g_assert_cmpuint(input->units->len, ==, 1);
        const InputUnit *unit = input->units->pdata[0];
        g_assert_cmpstr(unit->name, ==, "x@.service");
        g_assert_cmpstr(unit->view->name, ==, "x@i.service");
        g_assert_cmpint(unit->view->state, ==, UNIT_LOADED);
        g_assert_cmpstr(unit_view_get(unit->view, "Service", "User"), ==, "_USER_");
        g_assert_cmpstr(unit_view_get(unit->view, "Service", "ExecStart"), ==, "-/bindir//x --user=_USER_ a@b");
        g_autofree char *said = diag_list_to_string(unit->diags);
        g_assert_nonnull(strstr(said, "a/x@.service.in:3:12: note: @bindir@ is not known"));
        g_assert_nonnull(strstr(said, "a/x@.service.in:4:6: note: @USER@ is not known"));
        g_assert_null(strstr(said, "@not@"));
        leave();
}

static void test_tree(void)
{
        enter();
        put("t/usr/lib/systemd/system/x.service", "[Unit]\nDescription=1\n" SERVICE);
        put("t/etc/systemd/system/x.service.d/a.conf", "[Unit]\nDescription=2\n");
        put("t/etc/systemd/system/y@.service", SERVICE);
        link_to("/usr/lib/systemd/system/x.service", "t/etc/systemd/system/alias.service");
        g_autofree char *root = g_build_filename(scratch, "t", NULL);
        const InputOptions options = {.root = root, .type = "service"};
        g_autofree char *x = g_strdup_printf("x.service %s/usr/lib/systemd/system/x.service loaded 2\n", root);
        static const char *const ways[] = {"x", "x.service", "alias.service", "/usr/lib/systemd/system/x.service",
                                           "t/usr/lib/systemd/system/x.service"};
        for (unsigned i = 0; i < G_N_ELEMENTS(ways); i++) {
                g_autofree char *got = read_words(&options, (const char *const[]){ways[i], NULL});
                g_assert_cmpstr(got, ==, x);
        }
        g_autoptr(Input) input = input_new(&options);
        input_add_all(input);
        g_assert_cmpuint(input->units->len, ==, 2);
        g_autofree char *none = read_words(&options, (const char *const[]){"z", NULL});
        g_assert_nonnull(strstr(none, "z: error: There is no unit z.service below"));
        leave();
}

/* A tree's instances: by a file, an alias, a link in .wants or its like; each once, whatever it is called there. */
static void test_instances(void)
{
        static const char *const wanted = "get@.service get@file.service plain.service get@tty1.service get@up.service";
        g_autoptr(GString) got = g_string_new(NULL);
        enter();
        put("t/usr/lib/systemd/system/get@.service", "[Service]\nExecStart=/bin/x %i\n");
        put("t/usr/lib/systemd/system/plain.service", "[Service]\nExecStart=/bin/x\n");
        put("t/etc/systemd/system/get@file.service", "[Service]\nExecStart=/bin/y\n");
        link_to("/usr/lib/systemd/system/get@.service", "t/usr/lib/systemd/system/auto@.service");
        link_to("/usr/lib/systemd/system/get@.service", "t/etc/systemd/system/x.target.wants/get@tty1.service");
        link_to("/usr/lib/systemd/system/get@.service", "t/etc/systemd/system/y.target.requires/auto@tty1.service");
        link_to("/usr/lib/systemd/system/get@.service", "t/usr/lib/systemd/system/z.service.upholds/get@up.service");
        link_to("../plain.service", "t/etc/systemd/system/x.target.wants/plain.service");
        link_to("/nowhere", "t/etc/systemd/system/x.target.wants/gone@1.service");
        link_to("/nowhere", "t/etc/systemd/system/x.target.other/get@no.service");
        g_autofree char *root = g_build_filename(scratch, "t", NULL);
        const InputOptions options = {.root = root, .type = "service", .instance = "i"};
        g_autoptr(Input) input = input_new(&options);
        input_add_all(input);
        input_add_instances(input);
        for (guint i = 0; i < input->units->len; i++)
                g_string_append_printf(got, "%s%s", i ? " " : "", ((InputUnit *)input->units->pdata[i])->name);
        g_assert_cmpstr(got->str, ==, wanted);
        g_assert_cmpuint(input->diags->items->len, ==, 0);
        leave();
}

static void add_entry_mode(struct archive *archive, const char *path, const char *data, gsize length,
                           const char *target, unsigned mode)
{
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, path);
        archive_entry_set_mode(entry, target ? AE_IFLNK | 0777 : AE_IFREG | mode);
        if (target)
                archive_entry_set_symlink(entry, target);
        archive_entry_set_size(entry, target ? 0 : (la_int64_t)length);
        g_assert_cmpint(archive_write_header(archive, entry), ==, ARCHIVE_OK);
        if (!target)
                g_assert_cmpint(archive_write_data(archive, data, length), ==, (gssize)length);
        archive_entry_free(entry);
}

static void add_entry(struct archive *archive, const char *path, const char *data, gsize length, const char *target)
{
        add_entry_mode(archive, path, data, length, target, 0644);
}

static void start_tar(struct archive **ret, const char *path)
{
        *ret = archive_write_new();
        if (g_str_has_suffix(path, ".xz"))
                archive_write_add_filter_xz(*ret);
        else
                archive_write_add_filter_gzip(*ret);
        archive_write_set_format_gnutar(*ret);
        g_assert_cmpint(archive_write_open_filename(*ret, path), ==, ARCHIVE_OK);
}

static void finish(struct archive *archive)
{
        g_assert_cmpint(archive_write_close(archive), ==, ARCHIVE_OK);
        archive_write_free(archive);
}

static void make_deb(const char *path, const char *const *members)
{
        struct archive *ar = archive_write_new();
        archive_write_set_format_ar_svr4(ar);
        g_assert_cmpint(archive_write_open_filename(ar, path), ==, ARCHIVE_OK);
        for (; *members; members++) {
                g_autofree char *data = NULL;
                gsize length;
                g_assert_true(g_file_get_contents(*members, &data, &length, NULL));
                add_entry(ar, *members, data, length, NULL);
        }
        finish(ar);
}

/* "MODE LENGTH TEXT" of a file that a unit speaks of, "none" where there is none. */
static void expect_file(const InputUnit *unit, const char *path, const char *expected)
{
        g_auto(FileInfo) info = {};
        g_autofree char *got =
                file_source_read(unit, path, &info)
                        ? g_strdup_printf("%o %zu %s", info.mode, info.length, info.text ? info.text : "-")
                        : g_strdup("none");
        g_assert_cmpstr(got, ==, expected);
}

static void expect_list(const InputUnit *unit, const char *directory, const char *expected)
{
        g_auto(GStrv) files = file_source_list(unit, directory);
        g_autofree char *got = g_strjoinv(" ", files);
        g_assert_cmpstr(got, ==, expected);
}

#define SCRIPT "#!/bin/sh\nexit 0\n"

/* Where the files are found that a unit speaks of: in its package, its tree, or beside it, and nowhere else. */
static void test_file_source(void)
{
        enter();
        struct archive *tar;
        put("debian-binary", "2.0\n");
        start_tar(&tar, "data.tar.xz");
        add_entry(tar, "./lib/systemd/system/a.service", SERVICE, strlen(SERVICE), NULL);
        add_entry_mode(tar, "./usr/lib/a/start", SCRIPT, strlen(SCRIPT), NULL, 0755);
        add_entry_mode(tar, "./usr/bin/program", "\177ELF and more", 13, NULL, 04755);
        add_entry(tar, "./usr/sbin/link", NULL, 0, "../bin/program");
        add_entry(tar, "./usr/sbin/loop", NULL, 0, "loop");
        add_entry(tar, "./usr/lib/tmpfiles.d/a.conf", "d /run/a\n", 9, NULL);
        add_entry(tar, "./usr/share/doc/a", "x", 1, NULL);
        finish(tar);
        make_deb("p.deb", (const char *const[]){"debian-binary", "data.tar.xz", NULL});
        put("tree/etc/systemd/system/b.service", SERVICE);
        put("tree/usr/bin/tool", SCRIPT);
        link_to("usr/bin", "tree/bin");
        link_to("/usr/bin/tool", "tree/sbin/absolute");
        link_to("/etc/passwd", "tree/usr/bin/out");
        put("src/debian/control", "Source: s\n\nPackage: pkg\n");
        put("src/debian/pkg.service", SERVICE);
        put("src/debian/helper", SCRIPT);
        put("src/debian/pkg/usr/bin/built", SCRIPT);

        const InputOptions options = {.type = "service"};
        g_autoptr(Input) input = input_new(&options);
        for (const char *const *word = (const char *const[]){"p.deb", "tree", "src/debian/pkg.service", NULL}; *word;
             word++)
                input_add(input, *word);
        g_assert_cmpuint(input->units->len, ==, 3);
        const InputUnit *packed = input->units->pdata[0], *installed = input->units->pdata[1],
                        *source = input->units->pdata[2];
        expect_file(packed, "/usr/lib/a/start", "100755 17 " SCRIPT);
        expect_file(packed, "/lib/a/start", "100755 17 " SCRIPT);
        expect_file(packed, "/usr/bin/program", "104755 4 \177ELF");
        expect_file(packed, "/sbin/link", "104755 4 \177ELF");
        expect_file(packed, "/usr/sbin/loop", "none");
        expect_file(packed, "/usr/share/doc/a", "none");
        expect_file(packed, "/etc/passwd", "none");
        expect_list(packed, "/usr/lib/tmpfiles.d", "/usr/lib/tmpfiles.d/a.conf");
        expect_file(installed, "/bin/tool", "100644 17 " SCRIPT);
        expect_file(installed, "/sbin/absolute", "100644 17 " SCRIPT);
        expect_file(installed, "/usr/bin/out", "none");
        expect_list(installed, "/usr/bin", "/usr/bin/out /usr/bin/tool");
        expect_file(source, "/usr/lib/pkg/helper", "100644 17 " SCRIPT);
        expect_file(source, "/usr/bin/built", "100644 17 " SCRIPT);
        expect_file(source, "/usr/bin/env", "none");
        g_assert_false(file_source_is_system(packed) || file_source_is_system(source));
        g_assert_true(file_source_is_system(installed));
        leave();
}

static void test_deb(void)
{
        enter();
        struct archive *tar;
        put("debian-binary", "2.0\n");
        start_tar(&tar, "control.tar.xz");
        static const char control[] = "Package: pkg\nVersion: 1\nMulti-Arch: foreign\n";
        add_entry(tar, "./control", control, strlen(control), NULL);
        finish(tar);
        start_tar(&tar, "data.tar.xz");
        static const char dropin[] = "[Unit]\nDescription=drop-in\n";
        add_entry(tar, "./usr/lib/systemd/system/a.service", SERVICE, strlen(SERVICE), NULL);
        add_entry(tar, "./lib/systemd/system/alias.service", NULL, 0, "a.service");
        add_entry(tar, "./etc/systemd/system/alias.service.d/x.conf", dropin, strlen(dropin), NULL);
        add_entry(tar, "./lib/systemd/system/mask.service", NULL, 0, "/dev/null");
        add_entry(tar, "./lib/systemd/system/out.service", NULL, 0, "../../../../outside");
        add_entry(tar, "./usr/lib/systemd/system/a.timer", "", 0, NULL);
        add_entry(tar, "./usr/lib/systemd/user/u@.service", SERVICE, strlen(SERVICE), NULL);
        add_entry(tar, "./usr/share/doc/a.service", SERVICE, strlen(SERVICE), NULL);
        add_entry(tar, "./usr/lib/systemd/system/../evil.service", SERVICE, strlen(SERVICE), NULL);
        finish(tar);
        make_deb("p.deb", (const char *const[]){"debian-binary", "control.tar.xz", "data.tar.xz", NULL});
        expect("p.deb", "mask.service p.deb:/lib/systemd/system/mask.service masked <pkg>\n"
                        "a.service p.deb:/usr/lib/systemd/system/a.service loaded drop-in <pkg>\n"
                        "u@.service p.deb:/usr/lib/systemd/user/u@.service loaded <pkg>\n"
                        "p.deb:/lib/systemd/system/out.service: warning: this link to ../../../../outside leads to no "
                        "unit file of the package\n");

        /* A bomb: 96 MiB of zeros behind a service. */
        start_tar(&tar, "data.tar.gz");
        add_entry(tar, "./usr/lib/systemd/system/a.service", SERVICE, strlen(SERVICE), NULL);
        g_autofree char *zeros = g_malloc0(96 * 1024 * 1024);
        add_entry(tar, "./bomb", zeros, 96 * 1024 * 1024, NULL);
        finish(tar);
        make_deb("bomb.deb", (const char *const[]){"debian-binary", "control.tar.xz", "data.tar.gz", NULL});
        expect_said("./bomb.deb", "it unpacks to far too much for its size");

        /* One unit file of more than 16 MiB. */
        start_tar(&tar, "data.tar.gz");
        add_entry(tar, "./usr/lib/systemd/system/a.service", zeros, 17 * 1024 * 1024, NULL);
        finish(tar);
        make_deb("huge.deb", (const char *const[]){"debian-binary", "control.tar.xz", "data.tar.gz", NULL});
        expect_said("./huge.deb", "is longer than 16 MiB");

        make_deb("nothing.deb", (const char *const[]){"debian-binary", NULL});
        expect_said("./nothing.deb", "there is no data.tar in it");
        put("text.deb", "not an archive at all\n");
        expect_said("./text.deb", "Cannot read the package ./text.deb");
        g_assert_cmpint(truncate("p.deb", 400), ==, 0);
        expect_said("./p.deb", "Cannot read the package ./p.deb");
        expect_said("./none.deb", "No such file");
        leave();
}

static void test_stdin(void)
{
        enter();
        put("in", "[Unit]\nDescription=from a pipe\n" SERVICE "nonsense\n");
        int fd = open("in", O_RDONLY | O_CLOEXEC), old = dup(STDIN_FILENO);
        g_assert_cmpint(dup2(fd, STDIN_FILENO), ==, STDIN_FILENO);
        expect("-",
               "stdin.service <stdin> loaded from a pipe\n"
               "<stdin>:5:1: warning: this is neither Name=value, a [Section] nor a # comment; the line is ignored\n");
        g_assert_cmpint(dup2(old, STDIN_FILENO), ==, STDIN_FILENO);
        close(old);
        close(fd);
        leave();
}

/* A word without a slash is a name, unless there is no such unit but such a file. */
static void test_kinds(void)
{
        enter();
        put("t/usr/lib/systemd/system/x.service", SERVICE);
        put("x.service", SERVICE);
        put("y.service", SERVICE);
        g_assert_cmpint(g_mkdir_with_parents("debian", 0755), ==, 0);
        g_autofree char *root = g_build_filename(scratch, "t", NULL);
        const InputOptions options = {.root = root};
        g_autoptr(Input) input = input_new(&options);
        static const struct {
                const char *word;
                InputKind kind;
        } cases[] = {
                {"x.service", INPUT_NAME}, {"./x.service", INPUT_FILE}, {"y.service", INPUT_FILE},
                {"y", INPUT_NAME},         {"debian", INPUT_DIRECTORY}, {"x", INPUT_NAME},
                {"-", INPUT_STDIN},        {"a.deb", INPUT_PACKAGE},    {"/nowhere/debian/service", INPUT_FILE},
        };
        for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++)
                g_assert_cmpint(input_kind(input, cases[i].word), ==, cases[i].kind);
        leave();
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_unsetenv("SYSTEMD_UNIT_PATH");
        g_test_add_func("/input/debian", test_debian);
        g_test_add_func("/input/user", test_user);
        g_test_add_func("/input/dropins", test_dropins);
        g_test_add_func("/input/links", test_links);
        g_test_add_func("/input/broken", test_broken);
        g_test_add_func("/input/placeholders", test_placeholders);
        g_test_add_func("/input/tree", test_tree);
        g_test_add_func("/input/instances", test_instances);
        g_test_add_func("/input/deb", test_deb);
        g_test_add_func("/input/file-source", test_file_source);
        g_test_add_func("/input/stdin", test_stdin);
        g_test_add_func("/input/kinds", test_kinds);
        return g_test_run();
}
