/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <elf.h>
#include <glib.h>
#include <string.h>

#include "facts/imports.h"

/* A file with two symbols: imported "chroot", whose name is the end of "my_chroot", and "exit" of its own, the end of
 * "my_exit". */
typedef struct Image {
        Elf64_Ehdr head;
        Elf64_Shdr sections[3];
        Elf64_Sym symbols[3];
        char names[20];
} Image;

static const Image image = {
        .head = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB},
                 .e_shoff = offsetof(Image, sections),
                 .e_shentsize = sizeof(Elf64_Shdr),
                 .e_shnum = 3},
        .sections = {{.sh_type = SHT_NULL},
                     {.sh_type = SHT_DYNSYM,
                      .sh_link = 2,
                      .sh_offset = offsetof(Image, symbols),
                      .sh_size = sizeof(Elf64_Sym) * 3},
                     {.sh_type = SHT_STRTAB, .sh_offset = offsetof(Image, names), .sh_size = 20}},
        .symbols = {{0}, {.st_name = 4, .st_shndx = SHN_UNDEF}, {.st_name = 14, .st_shndx = 1}},
        .names = "\0my_chroot\0my_exit\0x",
};

static void test_tail(void)
{
        g_assert_true(elf_has_string(&image, sizeof image, "chroot"));
        g_assert_true(elf_has_string(&image, sizeof image, "my_chroot"));
        g_assert_false(elf_has_string(&image, sizeof image, "exit"));
        g_assert_false(elf_has_string(&image, sizeof image, "root"));
        g_assert_false(elf_has_string(&image, sizeof image, "chroots"));
        g_assert_true(elf_imports(&image, sizeof image, "chroot"));
        g_assert_false(elf_imports(&image, sizeof image, "my_chroot"));
        g_assert_false(elf_imports(&image, sizeof image, "exit"));
        g_assert_false(elf_imports(NULL, 0, "chroot"));
}

static void test_strings(void)
{
        static const char text[] = "#!/bin/sh\0chroot\0my_setuid";

        g_assert_true(elf_has_string(text, sizeof text, "chroot"));
        g_assert_false(elf_has_string(text, sizeof text, "setuid"));
        g_assert_false(elf_has_string("", 0, "setuid"));
}

/* Cut off anywhere, and with each byte of its tables made wrong: only answers, and no reading behind the end. */
static void test_malformed(void)
{
        for (size_t length = 0; length < sizeof image; length++) {
                g_autofree char *cut = g_memdup2(&image, length);

                g_assert_false(elf_has_string(cut, length, "chroots"));
        }
        for (size_t i = 0; i < offsetof(Image, names); i++) {
                g_autofree char *bent = g_memdup2(&image, sizeof image);

                bent[i] = '\xff';
                g_assert_false(elf_has_string(bent, sizeof image, "chroots"));
        }
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/facts/imports/tail", test_tail);
        g_test_add_func("/facts/imports/strings", test_strings);
        g_test_add_func("/facts/imports/malformed", test_malformed);
        return g_test_run();
}
