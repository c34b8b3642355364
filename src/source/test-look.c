/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What programs of other architectures need, by their heads. */
#include <elf.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "source/look.h"

static const struct {
        const char *name;
        unsigned machine;
        unsigned char class, data;
        const char *needs;
} programs[] = {
#if defined(__x86_64__)
        {"own", EM_X86_64, ELFCLASS64, ELFDATA2LSB, ""},
        {"narrow", EM_386, ELFCLASS32, ELFDATA2LSB, "i386:brk"},
#elif defined(__aarch64__)
        {"own", EM_AARCH64, ELFCLASS64, ELFDATA2LSB, ""},
        {"narrow", EM_ARM, ELFCLASS32, ELFDATA2LSB, "arm:brk"},
#endif
        {"other", EM_RISCV, ELFCLASS64, ELFDATA2LSB, "write-execute"},
        {"swapped", EM_S390, ELFCLASS64, ELFDATA2MSB, "write-execute"},
};

static void write_program(const char *tree, const char *name, gconstpointer data, size_t size)
{
        g_autofree char *path = g_build_filename(tree, name, NULL);
        g_autoptr(GError) error = NULL;

        g_file_set_contents_full(path, data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0755, &error);
        g_assert_no_error(error);
}

/* Subjects of those needs that an architecture makes. Caller frees. */
static char *of_architecture(const NeedSet *needs)
{
        g_autoptr(GString) found = g_string_new(NULL);

        for (guint i = 0; i < needs->entries->len; i++) {
                const Need *need = &((const NeedEntry *)needs->entries->pdata[i])->need;

                if (need->kind == NEED_FOREIGN || need->kind == NEED_MEMORY)
                        g_string_append_printf(found, "%s%s", found->len ? " " : "", need->subject);
        }
        return g_string_free(g_steal_pointer(&found), FALSE);
}

static char *needs_of_unit(const char *tree, const char *command)
{
        g_autofree char *file = g_build_filename(tree, "x.service", NULL);
        g_autofree char *text = g_strdup_printf("[Service]\nExecStart=%s\n", command);
        g_autoptr(GError) error = NULL;
        g_autoptr(UnitView) unit = NULL;
        g_autoptr(NeedSet) needs = NULL;

        g_assert_true(g_file_set_contents(file, text, -1, NULL));
        unit = unit_load_file(file, NULL, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpint(g_unlink(file), ==, 0);
        needs = look_needs(tree, unit);
        return of_architecture(needs);
}

static char *needs_of_path(const char *tree, unsigned access, const char *path)
{
        g_autoptr(NeedSet) needs = need_set_new("x.service");

        need_set_add(needs, NEED_PATH, access, path, STRENGTH_DECLARED, PHASE_NONE, "profile", "", "");
        look_add_architectures(tree, needs);
        return of_architecture(needs);
}

static void test_architectures(void)
{
        g_autofree char *tree = g_dir_make_tmp("unitlock-test-XXXXXX", NULL);

        for (size_t i = 0; i < G_N_ELEMENTS(programs); i++) {
                Elf64_Ehdr head = {};
                g_autofree char *path = g_strdup_printf("/%s", programs[i].name), *run = NULL, *by = NULL, *read = NULL,
                                *script = NULL, *through = NULL, *file = g_build_filename(tree, programs[i].name, NULL),
                                *script_file = g_build_filename(tree, "script", NULL);

                memcpy(head.e_ident, ELFMAG, SELFMAG);
                head.e_ident[EI_CLASS] = programs[i].class;
                head.e_ident[EI_DATA] = programs[i].data;
                head.e_machine = programs[i].data == ELFDATA2LSB ? (Elf64_Half)programs[i].machine
                                                                 : GUINT16_SWAP_LE_BE((Elf64_Half)programs[i].machine);
                write_program(tree, programs[i].name, &head, sizeof(head));
                run = needs_of_unit(tree, path);
                g_assert_cmpstr(run, ==, programs[i].needs);
                by = needs_of_path(tree, ACCESS_READ | ACCESS_EXECUTE, path);
                g_assert_cmpstr(by, ==, programs[i].needs);
                read = needs_of_path(tree, ACCESS_READ, path);
                g_assert_cmpstr(read, ==, "");
                /* the interpreter counts, not the script */
                script = g_strdup_printf("#!%s\n", path);
                write_program(tree, "script", script, strlen(script));
                through = needs_of_unit(tree, "/script");
                g_assert_cmpstr(through, ==, programs[i].needs);
                g_assert_cmpint(g_unlink(file), ==, 0);
                g_assert_cmpint(g_unlink(script_file), ==, 0);
        }
        g_assert_cmpint(g_rmdir(tree), ==, 0);
}

int main(int argc, char **argv)
{
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/look/architectures", test_architectures);
        return g_test_run();
}
