#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of the layers, read from the #includes.

A folder of src/ is a layer; the order of subdir() in src/meson.build is the order of layers, and each may use only itself and what
stands above it. Some edges are forbidden besides, because they would make the pure core impure or tie twins together. Prints
TAP. Usage: lint-layers.py SOURCE-TREE
"""
import pathlib
import re
import sys
import tempfile

import tap

# Layers that may not touch the system: no files, sockets, processes or buses.
PURE = {'model', 'policy', 'score', 'explain', 'lint'}
# <sys/socket.h> is for the numbers of address families, <gio/gio.h> for arithmetic on addresses: what counts there are calls.
IMPURE_HEADERS = re.compile(
    r'^(base/file\.h|fcntl\.h|unistd\.h|spawn\.h|dirent\.h|ftw\.h|glob\.h|glib/gstdio\.h|systemd/.*|bpf/.*|'
    r'sys/(stat|mount|wait|file|un|inotify|epoll)\.h)$')
IMPURE_CALLS = re.compile(
    r'\b(fopen|open|openat|opendir|popen|system|fork|socket|connect|bind|execvp?e?|'
    r'g_file_(?:get|set)_contents|g_file_test|g_file_new_\w+|g_dir_open|g_spawn_\w+|g_subprocess_\w+|g_bus_\w+|'
    r'g_find_program_in_path|g_getenv|getenv|sd_bus_\w+)\s*\(')
# (from, to): what must never be, though the order would allow it.
FORBIDDEN = {
    ('sink', 'source'), ('sink', 'bpf'), ('score', 'policy'), ('policy', 'source'), ('policy', 'bpf'),
    ('generator', 'bpf'), ('generator', 'trial'), ('generator', 'lab'),
    ('lab', 'source'), ('lab', 'policy'), ('lab', 'trial'), ('lab', 'sink'), ('lab', 'bpf'),
}
FORBIDDEN_PREFIXES = {('generator', 'source/elf/'), ('generator', 'unit/bus')}
# What all sources share; any other header of src/source/ belongs to one source (its folder, or its name).
SOURCE_COMMON = {'source'}

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


def layers(tree):
    text = (tree / 'src/meson.build').read_text()
    return re.findall(r"^#?\s*subdir\('([a-z]+)'\)", text, re.M)


def source_of(path):
    """Which source a file of src/source/ belongs to: 'observe' for observe/x.c and for observe.c."""
    parts = path.split('/')
    return parts[1] if len(parts) > 2 else re.sub(r'\.[ch]$', '', parts[1])


def check(tree):
    order = layers(tree)
    problems = []
    src = tree / 'src'
    for file in sorted(src.rglob('*.[ch]')):
        name = str(file.relative_to(src))
        if '/' not in name:
            continue
        layer = name.split('/')[0]
        is_test = re.match(r'(test|fuzz)-', file.name)
        if layer not in order:
            problems.append(f'src/{name}: folder {layer} is not in src/meson.build')
            continue
        text = file.read_text(errors='replace')
        if layer in PURE and not is_test:
            code = re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|//[^\n]*', '""', text, flags=re.S)
            for match in IMPURE_CALLS.finditer(code):
                problems.append(f'src/{name}: {layer} is pure, but calls {match.group(1)}()')
        for match in INCLUDE.finditer(text):
            header, system = match.group(1), match.group(2)
            where = f'src/{name}'
            if layer in PURE and not is_test and IMPURE_HEADERS.match(header or system):
                problems.append(f'{where}: {layer} is pure, but includes {header or system}')
            if not header or '/' not in header:
                continue
            to = header.split('/')[0]
            if to not in order:
                if (src / to).is_dir():
                    problems.append(f'{where}: includes {header} of a folder that is no layer')
                continue
            if order.index(to) > order.index(layer):
                problems.append(f'{where}: includes {header}, but {layer} stands above {to}')
            if (layer, to) in FORBIDDEN or any(layer == a and header.startswith(b) for a, b in FORBIDDEN_PREFIXES):
                problems.append(f'{where}: includes {header}, but {layer} must not use {to}')
            if layer == 'source' and to == 'source' and not is_test:
                mine, theirs = source_of(name), source_of(header)
                if theirs not in SOURCE_COMMON and mine != theirs and mine not in SOURCE_COMMON:
                    problems.append(f'{where}: includes {header}, but one source must not use another')
    return problems


def self_test():
    """Each planted edge must be caught, and a good tree must pass."""
    good = {
        'meson.build': "subdir('base')\nsubdir('model')\nsubdir('source')\n# subdir('policy')\nsubdir('score')\nsubdir('sink')\n",
        'model/a.c': '#include "base/text.h"\n#include <string.h>\n/* open(2) */ static const char *s = "open(x)";\n',
        'source/source.h': '#include "model/need.h"\n',
        'source/observe/x.c': '#include "source/observe/y.h"\n#include "source/source.h"\n#include <fcntl.h>\n',
        'source/profile.c': '#include "source/profile.h"\n',
        'sink/table.c': '#include "model/need.h"\n',
    }
    bad = {
        'upwards': ('base/x.c', '#include "model/need.h"\n'),
        'pure': ('policy/x.c', '#include <fcntl.h>\n'),
        'pure by our own header': ('policy/x.c', '  #  include "base/file.h"\n'),
        'pure by a call': ('model/x.c', 'int f(void)\n{\n        return g_file_test("x", 0);\n}\n'),
        'sink to source': ('sink/x.c', '#include "source/source.h"\n'),
        'score to policy': ('score/x.c', '#include "policy/policy.h"\n'),
        'source to another': ('source/profile.c', '#include "source/observe/y.h"\n'),
        'unlisted folder': ('extra/x.c', ''),
    }
    results = []
    for what, plant in [('a good tree', None)] + sorted(bad.items()):
        with tempfile.TemporaryDirectory() as directory:
            files = dict(good)
            if plant:
                files[plant[0]] = plant[1]
            for path, text in files.items():
                full = pathlib.Path(directory) / 'src' / path
                full.parent.mkdir(parents=True, exist_ok=True)
                full.write_text(text)
            problems = check(pathlib.Path(directory))
            ok = bool(problems) if plant else not problems
            results.append((ok, f'{"catches: " if plant else "passes: "}{what}', [] if plant else problems))
    return results


def main():
    results = self_test()
    tree = pathlib.Path(sys.argv[1])
    problems = check(tree)
    results.append((not problems, 'every #include of this tree keeps the rules', problems))
    return tap.report(results)


sys.exit(main())
