#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What holds for every file of the tree: licence line, a comment that says what the file is, no blanks at line ends, no path of
somebody's machine.

Prints TAP. Usage: lint-tree.py SOURCE-TREE
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import tap

LICENCE = 'SPDX-License-Identifier: GPL-2.0-or-later'
# Files with code or markup of ours; what has no comments (TSV, JSON, test input) is left out.
SOURCES = re.compile(r'\.(c|h|py|sh|scd|build|bpf\.c)$|(^|/)(demo|check|Makefile|meson_options\.txt|\.ci/run|debian/rules)$')
# Test input is bytes: it may be as ugly as the test wants. COPYING is not ours to edit.
FOREIGN = re.compile(r'^(test/(golden|fuzz|live/views)/|COPYING$)')
# What a build leaves in a tree.
BUILT = re.compile(r'(build|obj-|\.git|debian/(tmp|unitlock|more-security|\.debhelper)/)')
# A home directory, a scratch tree, a checkout: of no meaning to anybody else. (In tests, homes are often made up.)
MACHINE = re.compile(r'(?<![\w./-])(/home/[a-z][\w.-]*/\w|/work/|/root/\.|/mnt/c/|C:\\Users)')


def files_of(tree):
    """Files under version control; in a released tree, which has none, all but build directories."""
    try:
        listed = subprocess.run(['git', '-C', str(tree), 'ls-files', '-z'], capture_output=True).stdout
    except FileNotFoundError:  # no git, as where packages are built
        listed = b''
    if listed:
        names = listed.decode(errors='surrogateescape').split('\0')
    else:
        names = [str(path.relative_to(tree)) for path in tree.rglob('*')]
        names = [name for name in names if not BUILT.match(name)]
    return sorted(name for name in names if name and (tree / name).is_file() and not (tree / name).is_symlink())


def sources_of(tree):
    return [name for name in files_of(tree) if SOURCES.search(name) and not FOREIGN.match(name)]


def text_of(tree, name):
    data = (tree / name).read_bytes()
    return '' if b'\0' in data[:8192] else data.decode(errors='replace')


def check_licence(tree):
    return [f'{name}:1: has no "{LICENCE}" in its first three lines' for name in sources_of(tree)
            if not any(LICENCE in line for line in text_of(tree, name).splitlines()[:3])]


def has_essay(name, text):
    """A comment of a sentence. In C before the first line of code (tests beside their code speak for themselves), in a header
    anywhere: there it stands at what it is about."""
    code = re.sub(r'^(/\* SPDX[^\n]*\*/|// SPDX[^\n]*|# SPDX[^\n]*)$', '', text, count=1, flags=re.M)
    base = name.rsplit('/', 1)[-1]
    if base.startswith(('test-', 'fuzz-')) and base.endswith('.c'):
        return True
    if name.endswith('.h'):
        return bool(re.search(r'/\*.{12,}?\*/', code, re.S))
    if name.endswith('.c'):
        return bool(re.match(r'(\s|#[^\n]*\n)*/\*.{16,}?\*/', code, re.S))
    if name.endswith('.py'):
        return bool(re.search(r'^"""', code, re.M))
    return True


def check_essay(tree):
    return [f'{name}: has no comment that says what it is' for name in sources_of(tree) if not has_essay(name, text_of(tree, name))]


def check_blanks(tree):
    problems = []
    for name in files_of(tree):
        if FOREIGN.match(name) or name.endswith(('.patch', '.diff')):
            continue
        text = text_of(tree, name)
        for number, line in enumerate(text.split('\n'), 1):
            if line != line.rstrip():
                problems.append(f'{name}:{number}: blanks at the end of the line')
        if text and not text.endswith('\n'):
            problems.append(f'{name}: does not end with a newline')
        if name.endswith(('.c', '.h')) and '\t' in text:
            problems.append(f'{name}: has tabs; indent with blanks')
    return problems


def check_machine(tree):
    problems = []
    for name in files_of(tree):
        if FOREIGN.match(name) or name == 'test/lint-tree.py' or re.search(r'(^|/)test-[^/]*$', name):
            continue
        for number, line in enumerate(text_of(tree, name).split('\n'), 1):
            match = MACHINE.search(line)
            if match:
                problems.append(f'{name}:{number}: "{match[0]}" is a place on one machine only')
    return problems


CHECKS = {
    'every source has its licence line': check_licence,
    'every source says what it is': check_essay,
    'no blanks at line ends': check_blanks,
    'no path of one machine': check_machine,
}


def self_test():
    """Each planted fault must be found by its check, and only by that one."""
    good = '/* SPDX-License-Identifier: GPL-2.0-or-later */\n/* This file is what it is, and no more. */\nint x;\n'
    plants = {
        'every source has its licence line': ('src/a.c', '/* A file without any licence line. */\nint x;\n'),
        'every source says what it is': ('src/a.c', '/* SPDX-License-Identifier: GPL-2.0-or-later */\n#include <glib.h>\nint x;\n'),
        'no blanks at line ends': ('src/a.c', good + 'int y; \n'),
        'no path of one machine': ('README.md', 'see /home/jane/src/x\n'),
    }
    for what, (name, text) in plants.items():
        with tempfile.TemporaryDirectory() as directory:
            tree = pathlib.Path(directory)
            for path, content in {'src/good.c': good, name: text}.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_text(content)
            found = [check for check, function in CHECKS.items() if function(tree)]
            yield found == [what], f'catches: not "{what}"', [f'found by: {found}']


def main():
    tree = pathlib.Path(sys.argv[1])
    results = list(self_test())
    for what, function in CHECKS.items():
        problems = function(tree)
        results.append((not problems, what, problems))
    return tap.report(results)


sys.exit(main())
