#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The documents speak of what there is: files that they name are there, functions and constants too, and the members of the JSON
report are those that the code writes.

Prints TAP. Usage: lint-docs.py SOURCE-TREE
"""
import pathlib
import re
import sys

import tap

# Names that stand for others, in recipes.
PLACEHOLDER = re.compile(r'\bfoo\b|[-_/]foo|foo[-_.]|FOO|private_foo|PRIVATE_FOO', re.I)
TOP = r'(?:src|test|data|docs|man|tools|completion|profiles|debian|units)/'


def documents(tree):
    return [path for path in [tree / 'README.md', *sorted((tree / 'docs').glob('*.md'))] if path.exists()]


def code_words(text):
    return re.findall(r'`([^`\n]+)`', text)


def check_files(tree):
    problems = []
    for document in documents(tree):
        text = document.read_text()
        names = [word for word in code_words(text) if re.match(TOP + r'[\w./*@-]*$', word) and not PLACEHOLDER.search(word)]
        links = [link for link in re.findall(r'\]\(([^)#:]+)\)', text)]
        for name in names:
            if not list(tree.glob(name.rstrip('/'))):
                problems.append(f'{document.relative_to(tree)}: there is no {name}')
        for link in links:
            if not (document.parent / link).exists():
                problems.append(f'{document.relative_to(tree)}: the link to {link} leads nowhere')
    # the last column of this table names live tests
    for row in re.findall(r'\|([^|\n]*)\|$', (tree / 'docs/GOTCHAS.md').read_text(), re.M):
        problems += [f'docs/GOTCHAS.md: there is no live test {name}' for name in code_words(row)
                     if name != 'facts' and not (tree / f'test/live/{name}.sh').exists()]
    return problems


def check_names(tree):
    sources = '\n'.join(path.read_text(errors='replace') for path in sorted((tree / 'src').rglob('*.[ch]')))
    known = set(re.findall(r'\w+', sources))
    problems = []
    for document in documents(tree):
        for word in code_words(document.read_text()):
            match = re.fullmatch(r'(\w+)\(\)|(\w+)\[\]|([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)', word)
            name = match and (match[1] or match[2] or match[3])
            if name and name not in known and not PLACEHOLDER.search(name) and not name.startswith('CAP_'):
                problems.append(f'{document.relative_to(tree)}: nothing in src/ is called {name}')
    return problems


def check_json(tree):
    code = (tree / 'src/sink/json.c').read_text()
    members = set(re.findall(r'json_object_set_new\(\w+, "(\w+)"', code))
    for pack in re.findall(r'json_pack\("[^"]*", ([^;]*);', code):
        members |= set(re.findall(r'(?:^|, )"(\w+)", ', pack))
    said = set(code_words((tree / 'docs/report-format.md').read_text()))
    return ([] if len(members) > 20 else ['src/sink/json.c: cannot find its members']) + [
        f'docs/report-format.md: lacks "{name}", which src/sink/json.c writes' for name in sorted(members - said)]


def main():
    tree = pathlib.Path(sys.argv[1])
    results = [('files and links', check_files(tree)), ('functions, tables and constants', check_names(tree)),
               ('members of the JSON report', check_json(tree))]
    return tap.report((not problems, f'the documents are right about {what}', problems) for what, problems in results)


sys.exit(main())
