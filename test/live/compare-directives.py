#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what directives.sh asked of a systemd with what table-dump says of that version. Prints each difference."""
import subprocess
import sys

# Known to systemd in [Service], and not in our table: old names of others, settings that cannot be in a [Service]
# section by the manual but still are parsed there, and those without any effect on what a service may do.
NOT_OURS = set("""
    BlockIOAccounting BlockIODeviceWeight BlockIOReadBandwidth BlockIOWeight BlockIOWriteBandwidth CPUShares
    StartupBlockIOWeight StartupCPUShares MemoryLimit DefaultMemoryLow DefaultMemoryMin
    InaccessibleDirectories ReadOnlyDirectories ReadWriteDirectories PermissionsStartOnly
    FailureAction RebootArgument StartLimitAction StartLimitBurst StartLimitInterval
""".split())


def table(program, what, version):
    text = subprocess.run([program, what, version], check=True, capture_output=True, text=True).stdout
    return {tuple(line.split()) for line in text.splitlines()}


def read_answers(path):
    version, section, group = None, None, None
    items, members, values = set(), {}, set()
    for line in open(path, encoding="utf-8"):
        kind, _, rest = line.rstrip("\n").partition(" ")
        if kind == "version":
            version = rest
        elif kind == "item":
            if rest.startswith("["):
                section = rest[1:-1]
            elif "=" in rest:
                items.add((section, rest.split("=")[0]))
        elif kind == "group":
            word = rest.strip()
            if rest.startswith("@"):
                group = word
                members[group] = set()
            elif word and not word.startswith("#"):
                members[group].add(word)
        elif kind == "value":
            values.add(tuple(rest.split()))
    return version, items, members, values


def expand(members, group):
    found = set()
    for member in members[group]:
        found |= expand(members, member) if member.startswith("@") else {member}
    return found


def main(program, path):
    version, items, members, values = read_answers(path)
    wrong = []

    def compare(what, ours, theirs):
        wrong.extend(f"{what}: only the table has {' '.join(x)}" for x in sorted(ours - theirs))
        wrong.extend(f"{what}: only systemd has {' '.join(x)}" for x in sorted(theirs - ours))

    ours = table(program, "names", version)
    theirs = {item for item in items if item[0] == "Service" and item[1] not in NOT_OURS}
    # Of [Unit] the table has a few only.
    theirs |= {item for item in items if item[0] == "Unit" and item in ours}
    compare("directive", ours, theirs)
    compare("group", table(program, "groups", version),
            {(group, call) for group in members for call in expand(members, group)})
    known = {value for value in table(program, "values", version)}
    names = {value[0] for value in known}
    compare("value", known, {value for value in values if value[0] in names})

    if version is None or len(theirs) < 200 or len(members) < 20 or len(values) < 20:
        wrong.append("too few answers to compare with")
    for line in wrong:
        print(f"systemd {version}: {line}")
    print(f"systemd {version}: {len(theirs)} directives, {len(members)} groups, {len(values)} values compared, "
          f"{len(wrong)} differences")
    return 1 if wrong else 0


sys.exit(main(*sys.argv[1:]))
