/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/file.h"

#include "base/error.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *scratch;

static char *in_scratch(const char *name)
{
        return g_build_filename(scratch, name, NULL);
}

static guint count_entries(const char *directory)
{
        g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
        guint n = 0;

        g_assert_nonnull(dir);
        while (g_dir_read_name(dir))
                n++;
        return n;
}

static void test_write_read(void)
{
        g_autofree char *path = in_scratch("deep/er/file.conf"), *directory = g_path_get_dirname(path), *data = NULL;
        g_autoptr(GError) error = NULL;
        size_t length;
        struct stat st;

        g_assert_true(file_write_atomic(path, "one\0two", 7, 0640, &error));
        g_assert_no_error(error);
        g_assert_cmpint(stat(path, &st), ==, 0);
        g_assert_cmpuint(st.st_mode & 07777, ==, 0640);
        g_assert_true(file_read(path, 0, &data, &length, &error));
        g_assert_cmpmem(data, length + 1, "one\0two", 8);

        g_assert_true(file_write_atomic(path, "short", -1, 0600, &error));
        g_clear_pointer(&data, g_free);
        g_assert_true(file_read(path, 0, &data, NULL, &error));
        g_assert_cmpstr(data, ==, "short");
        g_assert_cmpuint(count_entries(directory), ==, 1);
}

static void test_write_fails(void)
{
        g_autofree char *path = in_scratch("occupied"), *inside = g_build_filename(path, "x", NULL),
                        *below = in_scratch("plain/child");
        g_autofree char *plain = in_scratch("plain");
        g_autoptr(GError) error = NULL;
        guint before;

        /* The rename onto a directory that is not empty fails after the temporary was written. */
        g_assert_true(file_write_atomic(inside, "x", -1, 0644, &error));
        before = count_entries(scratch);
        g_assert_false(file_write_atomic(path, "x", -1, 0644, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        g_assert_nonnull(strstr(error->message, path));
        g_assert_cmpuint(count_entries(scratch), ==, before);
        g_clear_error(&error);

        g_assert_true(file_write_atomic(plain, "", 0, 0644, &error));
        g_assert_false(file_write_atomic(below, "x", -1, 0644, &error));
        g_assert_nonnull(error);
}

/* A pipe stands for /dev/null, which a test as root had better not try to lose. */
static void test_write_output(void)
{
        g_autofree char *fifo = in_scratch("output-fifo"), *link = in_scratch("output-link"),
                        *file = in_scratch("output"), *data = NULL;
        g_autoptr(GError) error = NULL;
        struct stat st;
        char read_back[8] = "";
        int fd;

        g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
        g_assert_false(file_write_atomic(fifo, "x", -1, 0644, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        g_clear_error(&error);
        fd = open(fifo, O_RDWR | O_CLOEXEC);
        g_assert_true(file_write_output(fifo, "through", -1, 0644, &error));
        g_assert_cmpint(read(fd, read_back, sizeof read_back), ==, 7);
        g_assert_cmpstr(read_back, ==, "through");
        close(fd);
        g_assert_cmpint(lstat(fifo, &st), ==, 0);
        g_assert_true(S_ISFIFO(st.st_mode));

        g_assert_true(file_write_output(file, "old", -1, 0644, &error));
        g_assert_cmpint(symlink("output", link), ==, 0);
        g_assert_true(file_write_output(link, "new", -1, 0644, &error));
        g_assert_cmpint(lstat(link, &st), ==, 0);
        g_assert_true(S_ISLNK(st.st_mode));
        g_assert_true(file_read(file, 0, &data, NULL, &error));
        g_assert_cmpstr(data, ==, "new");
}

/* /dev/full is the one endless file that every machine has. */
static void test_read_device(void)
{
        g_autoptr(GError) error = NULL;
        g_autofree char *data = NULL;

        g_assert_false(file_read("/dev/full", 10, &data, NULL, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT);
}

static void test_read_refuses(void)
{
        g_autofree char *path = in_scratch("long"), *missing = in_scratch("missing"), *fifo = in_scratch("fifo"),
                        *data = NULL;
        g_autoptr(GError) error = NULL;
        size_t length;

        g_assert_true(file_write_atomic(path, "12345", -1, 0644, &error));
        g_assert_true(file_read(path, 5, &data, &length, &error));
        g_assert_cmpuint(length, ==, 5);
        g_clear_pointer(&data, g_free);
        g_assert_false(file_read(path, 4, &data, &length, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT);
        g_assert_null(data);
        g_clear_error(&error);

        g_assert_false(file_read(scratch, 0, &data, NULL, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT);
        g_clear_error(&error);

        g_assert_false(file_read(missing, 0, &data, NULL, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_NOT_FOUND);
        g_clear_error(&error);

        g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
        g_assert_false(file_read(fifo, 0, &data, NULL, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_INPUT);
}

/* Files of /proc have size 0 and content: the size must be a hint only. */
static void test_read_proc(void)
{
        g_autofree char *data = NULL;
        g_autoptr(GError) error = NULL;
        size_t length;

        g_assert_true(file_read("/proc/self/status", 0, &data, &length, &error));
        g_assert_cmpuint(length, >, 100);
        g_assert_true(g_str_has_prefix(data, "Name:"));
}

static void remove_tree(const char *path)
{
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        const char *name;

        while (dir && (name = g_dir_read_name(dir))) {
                g_autofree char *child = g_build_filename(path, name, NULL);

                if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
                        remove_tree(child);
                else
                        (void)g_unlink(child);
        }
        (void)g_rmdir(path);
}

/* A pipe: with a reader it is written to, without one it is an error, not a wait for ever. */
static void test_output_to_a_pipe(void)
{
        g_autofree char *dir = g_dir_make_tmp("unitlock-file-XXXXXX", NULL);
        g_autofree char *path = g_build_filename(dir, "pipe", NULL);
        g_autoptr(GError) error = NULL;
        char buffer[8] = {};

        g_assert_cmpint(mkfifo(path, 0600), ==, 0);
        g_assert_false(file_write_output(path, "text", -1, 0644, &error));
        g_assert_error(error, UNITLOCK_ERROR, UNITLOCK_ERROR_FAILED);
        g_assert_nonnull(strstr(error->message, "nobody reads it"));

        int reader = open(path, O_RDONLY | O_NONBLOCK);
        g_assert_true(file_write_output(path, "text", -1, 0644, NULL));
        g_assert_cmpint(read(reader, buffer, sizeof buffer), ==, 4);
        g_assert_cmpstr(buffer, ==, "text");
        close(reader);
        g_assert_cmpint(unlink(path), ==, 0);
        g_assert_cmpint(rmdir(dir), ==, 0);
}

static void test_check_output(void)
{
        static const char *const good[] = {"made-by-check", "not/there/yet", "file", NULL};
        g_autofree char *file = in_scratch("file"), *below = in_scratch("file/below");
        g_autoptr(GError) error = NULL;
        guint before;

        g_assert_true(g_file_set_contents(file, "x", -1, NULL));
        before = count_entries(scratch);
        for (const char *const *name = good; *name; name++) {
                g_autofree char *path = in_scratch(*name);

                g_assert_true(file_check_output(path, &error));
                g_assert_no_error(error);
        }
        g_assert_true(file_check_output("/dev/null", NULL));
        g_assert_false(file_check_output(scratch, &error));
        g_assert_nonnull(strstr(error->message, scratch));
        g_clear_error(&error);
        g_assert_false(file_check_output(below, NULL));
        g_assert_false(file_check_output("/proc/sys/no/such", NULL)); /* even for root */
        g_assert_cmpuint(count_entries(scratch), ==, before);
}

int main(int argc, char **argv)
{
        int r;

        g_test_init(&argc, &argv, NULL);
        scratch = g_dir_make_tmp("unitlock-file-XXXXXX", NULL);
        g_assert_nonnull(scratch);
        g_test_add_func("/file/write-read", test_write_read);
        g_test_add_func("/file/write-fails", test_write_fails);
        g_test_add_func("/file/write-output", test_write_output);
        g_test_add_func("/file/read-device", test_read_device);
        g_test_add_func("/file/read-refuses", test_read_refuses);
        g_test_add_func("/file/read-proc", test_read_proc);
        g_test_add_func("/file/output-to-a-pipe", test_output_to_a_pipe);
        g_test_add_func("/file/check-output", test_check_output);
        r = g_test_run();
        remove_tree(scratch);
        g_free(scratch);
        return r;
}
