/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the head of a program: ELF class and machine, its loader, or the interpreter of a script. elf(5), execve(2).
 * Nothing is run, and a file that lies about itself only makes our words wrong. */

#include "facts/program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/binfmts.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

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

#define SEGMENTS_MAX 128 /* a program has some ten */

/* Never more than one look at a place: who has the file may be writing to it. */
static bool read_at(int fd, void *to, size_t size, guint64 offset)
{
        return offset <= G_MAXINT64 - size && pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

/* PT_INTERP, if the table of segments lies where it should. head: sizeof(Elf64_Ehdr) bytes. */
static char *read_loader(int fd, const Elf64_Ehdr *head)
{
        bool wide = head->e_ident[EI_CLASS] == ELFCLASS64;
        const Elf32_Ehdr *narrow_head = (const Elf32_Ehdr *)head;
        guint64 table = wide ? head->e_phoff : narrow_head->e_phoff;
        unsigned n = wide ? head->e_phnum : narrow_head->e_phnum;

        for (unsigned i = 0; i < MIN(n, SEGMENTS_MAX); i++) {
                Elf64_Phdr segment = {};
                Elf32_Phdr narrow = {};
                char name[PATH_MAX];
                guint64 offset, size;

                if (table > G_MAXINT64 / 2 ||
                    !(wide ? read_at(fd, &segment, sizeof(segment), table + i * sizeof(segment))
                           : read_at(fd, &narrow, sizeof(narrow), table + i * sizeof(narrow))))
                        return NULL;
                if ((wide ? segment.p_type : narrow.p_type) != PT_INTERP)
                        continue;
                offset = wide ? segment.p_offset : narrow.p_offset;
                size = wide ? segment.p_filesz : narrow.p_filesz;
                if (size < 2 || size > sizeof(name) || !read_at(fd, name, size, offset) || *name != '/')
                        return NULL;
                return g_strndup(name, size);
        }
        return NULL;
}

static char *read_shebang(const char *data, size_t length)
{
        g_autofree char *line = g_strndup(data + 2, length - 2);
        char *word = line + strspn(line, " \t");

        word[strcspn(word, " \t\r\n")] = '\0';
        return *word == '/' ? g_strdup(word) : NULL;
}

static void read_head(ProgramFacts *facts, int fd)
{
        union {
                Elf64_Ehdr wide;
                Elf32_Ehdr narrow;
                char text[BINPRM_BUF_SIZE];
        } head = {};
        ssize_t length = pread(fd, &head, sizeof(head), 0);

        if (length >= (ssize_t)sizeof(head.wide) && memcmp(head.text, ELFMAG, SELFMAG) == 0) {
                bool ours = head.text[EI_DATA] == ELFDATA2LSB;

                facts->kind = PROGRAM_ELF;
                read_machine(facts, head.wide.e_ident, ours ? head.narrow.e_machine : EM_NONE);
                facts->interpreter = ours ? read_loader(fd, &head.wide) : NULL;
        } else if (length > 2 && head.text[0] == '#' && head.text[1] == '!') {
                facts->kind = PROGRAM_SCRIPT;
                facts->interpreter = read_shebang(head.text, (size_t)length);
        }
}

/* A file whose capabilities take effect at once is run only if they all can be had. data: the extended attribute, of so
 * many bytes; -1: there is none. */
static void read_capabilities(ProgramFacts *facts, const struct vfs_ns_cap_data *data, ssize_t length)
{
        facts->capabilities = length > 0;
        if (length < (ssize_t)XATTR_CAPS_SZ_1 || !(GUINT32_FROM_LE(data->magic_etc) & VFS_CAP_FLAGS_EFFECTIVE))
                return;
        facts->required = GUINT32_FROM_LE(data->data[0].permitted);
        if (length >= (ssize_t)XATTR_CAPS_SZ_2)
                facts->required |= (uint64_t)GUINT32_FROM_LE(data->data[1].permitted) << 32;
}

ProgramFacts *program_facts_new(const char *root, const char *path)
{
        ProgramFacts *facts = g_new0(ProgramFacts, 1);
        g_autofree char *real = path_chase(root, path, CHASE_FOLLOW), *full = NULL;
        struct vfs_ns_cap_data given = {};
        struct stat st;
        int fd;

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
        read_capabilities(facts, &given, getxattr(full, "security.capability", &given, sizeof(given)));
        facts->uid = st.st_uid;
        facts->gid = st.st_gid;
        facts->kind = PROGRAM_OTHER;
        /* O_NONBLOCK: what was a file a moment ago may be a FIFO now */
        fd = open(full, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        if (fd < 0)
                return facts;
        if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
                read_head(facts, fd);
        close(fd);
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
