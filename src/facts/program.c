/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the head of a program: ELF class and machine, its loader, or the interpreter of a script. elf(5), execve(2).
 * Nothing is run, and a file that lies about itself only makes our words wrong. */

#include "facts/program.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include "base/chase.h"
#include "base/file.h"
#include "base/path.h"
#include "base/seen.h"

void program_facts_free(ProgramFacts *facts)
{
        if (!facts)
                return;
        g_free(facts->path);
        g_free(facts->interpreter);
        g_free(facts);
}

typedef struct Machine {
        unsigned number;
        unsigned char class;
        const char *abi; /* on a machine of the other class */
        const char *format;
} Machine;

#if defined(__x86_64__)
static const Machine machines[] = {
        {EM_X86_64, ELFCLASS64, NULL, "64-bit x86-64"},
        {EM_X86_64, ELFCLASS32, "x32", "32-bit x86-64 (x32)"},
        {EM_386, ELFCLASS32, "i386", "32-bit Intel 80386 (i386)"},
};
#elif defined(__aarch64__)
static const Machine machines[] = {
        {EM_AARCH64, ELFCLASS64, NULL, "64-bit ARM"},
        {EM_ARM, ELFCLASS32, "arm", "32-bit ARM"},
};
#else
static const Machine machines[] = {{EM_NONE, ELFCLASSNONE, NULL, ""}};
#endif

static void read_machine(ProgramFacts *facts, const unsigned char *head, unsigned machine)
{
        facts->format = head[EI_CLASS] == ELFCLASS64 ? "64-bit, of another machine" : "32-bit, of another machine";
        facts->emulated = machines[0].number != EM_NONE;
        for (size_t i = 0; i < G_N_ELEMENTS(machines); i++)
                if (machines[i].number == machine && machines[i].class == head[EI_CLASS]) {
                        facts->abi = machines[i].abi;
                        facts->emulated = false;
                        facts->format = machines[i].format;
                        return;
                }
}

/* PT_INTERP, if the table of segments lies where it should. */
static char *read_loader(const char *data, size_t length)
{
        bool wide = data[EI_CLASS] == ELFCLASS64;
        guint64 table, entry, n;

        if (wide) {
                const Elf64_Ehdr *head = (const Elf64_Ehdr *)data;
                table = head->e_phoff;
                entry = sizeof(Elf64_Phdr);
                n = head->e_phnum;
        } else {
                const Elf32_Ehdr *head = (const Elf32_Ehdr *)data;
                table = head->e_phoff;
                entry = sizeof(Elf32_Phdr);
                n = head->e_phnum;
        }
        for (guint64 i = 0; i < n; i++) {
                guint64 at = table + i * entry, offset, size;
                Elf64_Phdr segment;
                Elf32_Phdr narrow;

                if (table > length || at + entry > length)
                        return NULL;
                if (wide) {
                        memcpy(&segment, data + at, sizeof(segment));
                        offset = segment.p_offset;
                        size = segment.p_filesz;
                } else {
                        memcpy(&narrow, data + at, sizeof(narrow));
                        segment.p_type = narrow.p_type;
                        offset = narrow.p_offset;
                        size = narrow.p_filesz;
                }
                if (segment.p_type != PT_INTERP)
                        continue;
                if (offset > length || size > length - offset || size < 2 || data[offset] != '/')
                        return NULL;
                return g_strndup(data + offset, size);
        }
        return NULL;
}

static char *read_shebang(const char *data, size_t length)
{
        g_autofree char *line = g_strndup(data + 2, MIN(length - 2, 255));
        char *word = line + strspn(line, " \t");

        word[strcspn(word, " \t\r\n")] = '\0';
        return *word == '/' ? g_strdup(word) : NULL;
}

static void read_head(ProgramFacts *facts, const char *data, size_t length)
{
        facts->kind = PROGRAM_OTHER;
        if (length >= sizeof(Elf64_Ehdr) && memcmp(data, ELFMAG, SELFMAG) == 0) {
                bool ours = data[EI_DATA] == ELFDATA2LSB;

                facts->kind = PROGRAM_ELF;
                read_machine(facts, (const unsigned char *)data, ours ? ((const Elf32_Ehdr *)data)->e_machine : EM_NONE);
                facts->interpreter = ours ? read_loader(data, length) : NULL;
        } else if (length > 2 && data[0] == '#' && data[1] == '!') {
                facts->kind = PROGRAM_SCRIPT;
                facts->interpreter = read_shebang(data, length);
        }
}

ProgramFacts *program_facts_new(const char *root, const char *path)
{
        ProgramFacts *facts = g_new0(ProgramFacts, 1);
        g_autofree char *real = path_chase(root, path, CHASE_FOLLOW), *full = NULL;
        g_autoptr(GMappedFile) file = NULL;
        struct stat st;

        facts->format = "";
        facts->path = real ? g_strdup(real) : g_strdup(path);
        if (!real)
                return facts;
        full = path_under_root(root, real);
        seen(full, SEEN_CONTENT);
        if (stat(full, &st) < 0 || !S_ISREG(st.st_mode))
                return facts;
        facts->executable = (st.st_mode & 0111) != 0;
        facts->set_uid = (st.st_mode & S_ISUID) != 0;
        /* without the group's x it is a sign for mandatory locking, which no longer is */
        facts->set_gid = (st.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP);
        facts->capabilities = getxattr(full, "security.capability", NULL, 0) > 0;
        facts->uid = st.st_uid;
        facts->gid = st.st_gid;
        facts->kind = PROGRAM_OTHER;
        file = st.st_size > 0 ? g_mapped_file_new(full, FALSE, NULL) : NULL;
        if (file)
                read_head(facts, g_mapped_file_get_contents(file), g_mapped_file_get_length(file));
        return facts;
}

#define INTERPRETERS_MAX 4 /* the kernel's own limit of scripts that run scripts is about that */

char *program_problem(const char *root, const char *path, int error)
{
        g_autofree char *next = g_strdup(path);

        for (unsigned i = 0; i <= INTERPRETERS_MAX; i++) {
                g_autoptr(ProgramFacts) facts = program_facts_new(root, next);
                g_autofree char *full = path_under_root(root, facts->path);
                const char *whose = i == 0 ? "it" : next;
                struct statvfs fs;

                if (facts->kind == PROGRAM_MISSING)
                        return i == 0 ? g_strdup("it is not there")
                                      : g_strdup_printf("its interpreter %s is not there", next);
                if (!facts->executable)
                        return g_strdup_printf("%s is not executable", whose);
                if (statvfs(full, &fs) == 0 && (fs.f_flag & ST_NOEXEC))
                        return g_strdup_printf("%s lies on a file system that is mounted noexec", whose);
                if (facts->kind == PROGRAM_OTHER)
                        return g_strdup_printf("%s is neither an ELF program nor a script that begins with #!", whose);
                if (error == ENOEXEC && facts->kind == PROGRAM_ELF && *facts->format)
                        return g_strdup_printf("this kernel does not run such programs (%s is ELF, %s)", whose,
                                               facts->format);
                if (!facts->interpreter)
                        return NULL;
                g_free(next);
                next = g_strdup(facts->interpreter);
        }
        return NULL;
}
