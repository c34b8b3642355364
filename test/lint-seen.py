#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever asks the file system in the layers that a drop-in is made by says so (src/base/seen.h), in the same function before.

The generator's cache holds as long as nothing of that has changed, so a look that is not noted is a change that is not noticed.
Prints TAP. Usage: lint-seen.py SOURCE-TREE
"""
import pathlib
import re
import sys

import tap

LAYERS = ('src/base/chase.c', 'src/base/file.c', 'src/unit/*.c', 'src/facts/*.c', 'src/source/*.c', 'src/source/host/*.c',
          'src/generator/generate.c')
LOOKS = re.compile(
    r'\b(l?stat|fstatat|access|faccessat|euidaccess|open|openat|fopen|readlink|readlinkat|realpath|opendir|fdopendir|scandir|glob|'
    r'getxattr|g_file_test|g_dir_open|g_mapped_file_new|g_file_get_contents)\s*\(')
# What no drop-in of the system is made by.
OTHERS = {
    'src/facts/ownership.c': 'for lint',
    'src/unit/running.c': 'of units that run',
    'src/unit/trigger.c': 'for lint and learn',
    'src/unit/specifier.c': 'version of systemd, for specifiers of user managers alone',
    'src/source/become.c': 'for learn',
    'src/source/volatile.c': 'for learn, but for what looks at facts alone',
    'src/source/logging.c': 'for learn',
    'src/source/reach.c': 'for learn and profile new',
    'src/facts/packages.c': 'for learn and profile new',
}
WRITERS = re.compile(r'\bfile_write_\w+\(|sync_directory\(|file_check_output\(|open_output\(|write_one\(|file_is_regular\(')


def silent_looks(text):
    """Lines that look without having said so; not in functions that write."""
    lines = text.splitlines()
    function, start = '', 0
    for number, line in enumerate(lines):
        if re.match(r'[a-zA-Z]', line):
            function, start = line, number
        if not LOOKS.search(line) or WRITERS.search(function) or line.lstrip().startswith(('*', '/*', '//')):
            continue
        if not any(re.search(r'\bseen\b', before) for before in lines[start:number + 1]):
            yield number + 1, line.strip()


def main():
    tree = pathlib.Path(sys.argv[1])
    wrong = []
    for pattern in LAYERS:
        for path in sorted(tree.glob(pattern)):
            name = str(path.relative_to(tree))
            if name in OTHERS or path.name.startswith(('test-', 'fuzz-')) or path.name.endswith('-tool.c'):
                continue
            wrong += [f'{name}:{number}: {line}' for number, line in silent_looks(path.read_text())]
    found = list(silent_looks('static int f(void)\n{\n        return stat(path, &info);\n}\n'))
    quiet = list(silent_looks('int f(void)\n{\n        seen(path, SEEN_THERE);\n        return stat(path, &i);\n}\n'))
    return tap.report([
        (len(found) == 1, 'a silent look is found', ''),
        (not quiet, 'one that is noted is none', ''),
        (not wrong, 'every look at the file system is noted', wrong),
    ])


sys.exit(main())
