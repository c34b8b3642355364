/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Strings of a program. A C string stands between two NUL bytes, and so do most names of symbols. But linkers let a
 * name be the end of a longer one: where a program has a function my_chroot(), the name of the chroot() that it imports
 * begins in the middle of that. So symbols are looked for by the table of symbols: elf(5). */

#include "facts/imports.h"

#include <elf.h>
#include <glib.h>
#include <string.h>

/* A piece of the file, if it lies in it. */
static const char *piece(const char *data, size_t length, guint64 offset, guint64 size)
{
        return offset <= length && size <= length - offset ? data + offset : NULL;
}

static bool section_read(const char *data, size_t length, guint64 number, Elf64_Shdr *ret)
{
        Elf64_Ehdr head;
        const char *section;

        memcpy(&head, data, sizeof head);
        if (number >= head.e_shnum || head.e_shentsize != sizeof *ret || head.e_shoff > length)
                return false;
        section = piece(data, length, head.e_shoff + number * sizeof *ret, sizeof *ret);
        if (!section)
                return false;
        memcpy(ret, section, sizeof *ret);
        return true;
}

static bool symbols_have(const char *data, size_t length, const Elf64_Shdr *section, const char *name)
{
        const char *symbols = piece(data, length, section->sh_offset, section->sh_size), *names;
        size_t size = strlen(name) + 1;
        Elf64_Shdr strings;

        if (!symbols || !section_read(data, length, section->sh_link, &strings))
                return false;
        names = piece(data, length, strings.sh_offset, strings.sh_size);
        for (guint64 at = 0; names && section->sh_size - at >= sizeof(Elf64_Sym); at += sizeof(Elf64_Sym)) {
                Elf64_Sym symbol;

                memcpy(&symbol, symbols + at, sizeof symbol);
                if (symbol.st_shndx == SHN_UNDEF && symbol.st_name <= strings.sh_size &&
                    size <= strings.sh_size - symbol.st_name && memcmp(names + symbol.st_name, name, size) == 0)
                        return true;
        }
        return false;
}

bool elf_imports(const void *file, size_t length, const char *name)
{
        const char *data = file;
        Elf64_Shdr section;

        if (length < sizeof(Elf64_Ehdr) || memcmp(data, ELFMAG, SELFMAG) != 0 || data[EI_CLASS] != ELFCLASS64 ||
            data[EI_DATA] != ELFDATA2LSB)
                return false;
        for (guint64 i = 0; section_read(data, length, i, &section); i++)
                if (section.sh_type == SHT_DYNSYM && symbols_have(data, length, &section, name))
                        return true;
        return false;
}

bool is_elf(const void *data, size_t length)
{
        return length >= SELFMAG && memcmp(data, ELFMAG, SELFMAG) == 0;
}

bool elf_has_string(const void *data, size_t length, const char *string)
{
        g_autofree char *needle = g_strconcat("x", string, NULL);

        if (length == 0) /* data may be NULL then */
                return false;
        needle[0] = '\0';
        return memmem(data, length, needle, strlen(string) + 2) || elf_imports(data, length, string);
}
