/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "facts/program.h"

#define LOADER "/lib64/ld-linux-x86-64.so.2"
#define FAR (1024 * 1024)

typedef struct Image {
        Elf64_Ehdr head;
        Elf64_Phdr segments[2];
} Image;

static Image make_image(guint64 offset, guint64 size)
{
        Image image = {.head = {.e_machine = EM_X86_64, .e_phoff = sizeof(Elf64_Ehdr), .e_phnum = 2},
                       .segments = {{.p_type = PT_LOAD}, {.p_type = PT_INTERP, .p_offset = offset, .p_filesz = size}}};

        memcpy(image.head.e_ident, ELFMAG, SELFMAG);
        image.head.e_ident[EI_CLASS] = ELFCLASS64;
        image.head.e_ident[EI_DATA] = ELFDATA2LSB;
        return image;
}

/* What is seen of these bytes, with the name of a loader far behind them. */
static ProgramFacts *look(const char *directory, const void *data, size_t length)
{
        g_autofree char *path = g_build_filename(directory, "program", NULL), *all = g_malloc0(FAR + sizeof(LOADER));

        memcpy(all, data, length);
        memcpy(all + FAR, LOADER, sizeof(LOADER));
        g_assert_true(file_write_atomic(path, all, FAR + sizeof(LOADER), 0755, NULL));
        return program_facts_new(directory, "/program");
}

static void test_elf(void)
{
        g_autofree char *directory = g_dir_make_tmp("test-program-XXXXXX", NULL),
                        *path = g_build_filename(directory, "program", NULL);
        static const struct {
                guint64 offset, size;
                const char *loader;
        } rows[] = {
                {FAR, sizeof(LOADER), LOADER}, /* as patchelf(1) leaves it */
                {FAR, 1, NULL},
                {FAR + sizeof(LOADER), 8, NULL}, /* behind the end */
                {G_MAXUINT64 - 4, 8, NULL},
                {FAR, G_MAXUINT64, NULL},
                {0, 8, NULL}, /* no path */
        };

        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
                Image image = make_image(rows[i].offset, rows[i].size);
                g_autoptr(ProgramFacts) facts = look(directory, &image, sizeof(image));

                g_assert_cmpint(facts->kind, ==, PROGRAM_ELF);
                g_assert_true(facts->executable);
                g_assert_cmpstr(facts->interpreter, ==, rows[i].loader);
        }
        Image image = make_image(FAR, sizeof(LOADER));
        image.head.e_phoff = G_MAXUINT64 - 8;
        g_autoptr(ProgramFacts) facts = look(directory, &image, sizeof(image));
        g_assert_cmpint(facts->kind, ==, PROGRAM_ELF);
        g_assert_null(facts->interpreter);
        g_unlink(path);
        g_rmdir(directory);
}

static void test_others(void)
{
        g_autofree char *directory = g_dir_make_tmp("test-program-XXXXXX", NULL),
                        *path = g_build_filename(directory, "program", NULL);
        static const char script[] = "#! /bin/sh -e\n", long_line[] = "#!";
        g_autoptr(ProgramFacts) of_script = look(directory, script, strlen(script));
        g_autoptr(ProgramFacts) of_nothing = look(directory, long_line, strlen(long_line));
        g_autoptr(ProgramFacts) of_text = look(directory, "text", 4);

        g_assert_cmpint(of_script->kind, ==, PROGRAM_SCRIPT);
        g_assert_cmpstr(of_script->interpreter, ==, "/bin/sh");
        g_assert_cmpint(of_nothing->kind, ==, PROGRAM_SCRIPT);
        g_assert_null(of_nothing->interpreter);
        g_assert_cmpint(of_text->kind, ==, PROGRAM_OTHER);

        /* nobody writes to it: it must not be waited for */
        g_unlink(path);
        g_assert_cmpint(mkfifo(path, 0755), ==, 0);
        g_autoptr(ProgramFacts) of_pipe = program_facts_new(directory, "/program");
        g_assert_cmpint(of_pipe->kind, ==, PROGRAM_MISSING);
        g_unlink(path);
        g_rmdir(directory);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/facts/program/elf", test_elf);
        g_test_add_func("/facts/program/others", test_others);
        return g_test_run();
}
