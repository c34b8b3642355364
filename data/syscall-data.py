#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns the tables of system calls (TSV) into the C tables of model/syscall-data.h.

usage: syscall-data.py SYSCALLS GROUPS KIN OUTPUT
Fails, naming file and line, on a name that SYSCALLS has not, on a repeated one, and on a group within itself."""
import sys

COMPARED = (252, 257, 262)  # versions of systemd that data/syscall-groups.tsv was made from
KNOWN_CHANGES = (252, 254, 257, 262)  # versions in which the list of groups changes, or may


def rows(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield f"{path}:{number}", line.split("\t")


def number(text):
    return -1 if text == "-" else int(text)


def main(syscalls_path, groups_path, kin_path, output_path):
    calls = {}
    for where, row in rows(syscalls_path):
        name, x86_64, aarch64, generic, _kernel = row
        if name in calls:
            sys.exit(f"{where}: {name} is there twice")
        calls[name] = (number(x86_64), number(aarch64), number(generic))
    names = sorted(calls)
    ids = {name: index for index, name in enumerate(names)}

    groups = {}
    for where, (group, member, since, until) in rows(groups_path):
        if not member.startswith("@") and member not in ids:
            sys.exit(f"{where}: no system call {member}")
        until = 0 if until == "-" else int(until)
        if int(since) not in KNOWN_CHANGES or until and until not in COMPARED:
            sys.exit(f"{where}: versions must be of {KNOWN_CHANGES}")
        groups.setdefault(group, []).append((member, int(since), until))
    group_names = sorted(groups)
    group_ids = {name: index for index, name in enumerate(group_names)}

    def check(group, above):
        if group in above:
            sys.exit(f"{groups_path}: {group} contains itself")
        for member, _, _ in groups.get(group, []):
            if member.startswith("@"):
                if member not in groups:
                    sys.exit(f"{groups_path}: no group {member}")
                check(member, above + [group])

    for group in group_names:
        check(group, [])

    kin = []
    for where, (_what, members) in rows(kin_path):
        for member in members.split():
            if member not in ids:
                sys.exit(f"{where}: no system call {member}")
        kin.append([ids[member] for member in members.split()])

    with open(output_path, "w", encoding="utf-8") as out:
        out.write('/* Made by data/syscall-data.py. */\n#include "model/syscall-data.h"\n\n')
        out.write("const SyscallRow syscall_rows[] = {\n")
        for name in names:
            out.write('        {"%s", %d, %d, %d},\n' % (name, *calls[name]))
        out.write(f"}};\nconst unsigned syscall_row_count = {len(names)};\n\n")
        out.write("const SyscallGroupMember syscall_group_members[] = {\n")
        for group in group_names:
            for member, since, until in groups[group]:
                nested = member.startswith("@")
                out.write("        {%d, %d, %s, %d, %d},\n" % (
                    group_ids[group], group_ids[member] if nested else ids[member],
                    "true" if nested else "false", since, until))
        out.write(f"}};\nconst unsigned syscall_group_member_count = {sum(map(len, groups.values()))};\n\n")
        out.write("const char *const syscall_group_table[] = {\n")
        for group in group_names:
            out.write(f'        "{group}",\n')
        out.write("        NULL,\n};\n\n")
        for version in KNOWN_CHANGES:
            out.write(f"static const char *const names_{version}[] = {{\n")
            for group in group_names:
                if any(since <= version and (until == 0 or until >= version) for _, since, until in groups[group]):
                    out.write(f'        "{group}",\n')
            out.write("        NULL,\n};\n")
        out.write("const SyscallGroupNames syscall_group_names_by_version[] = {\n")
        for version in KNOWN_CHANGES:
            out.write(f"        {{{version}, names_{version}}},\n")
        out.write(f"}};\nconst unsigned syscall_group_names_count = {len(KNOWN_CHANGES)};\n\n")
        out.write("const short syscall_kin_rows[] = {\n")
        for row in kin:
            out.write("        " + ", ".join(map(str, row + [-1])) + ",\n")
        out.write("        -2,\n};\n")


main(*sys.argv[1:])
