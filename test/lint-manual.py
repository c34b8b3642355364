#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The manual says what the program does: options, exit statuses, environment variables, words of the needs format.

Compares man/*.scd with `unitlock --help` of every verb (which comes from the table of verbs), and with the tables in the
sources. Prints TAP. Usage: lint-manual.py PROGRAM SOURCE-TREE
"""
import json
import pathlib
import re
import sys
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tools'))
import verbtable

import tap

# Variables that are not settings of this program.
NOT_OURS = {
    'HOME': 'a fact of the user', 'SHELL': 'a fact of the user', 'TMPDIR': 'the specifier %T of unit files',
    'XDG_RUNTIME_DIR': 'a fact of the user', 'INVOCATION_ID': 'set by systemd', 'SYSTEMD_EXEC_PID': 'set by systemd',
}


def plain(markup):
    """scdoc's markup -> text."""
    return re.sub(r'\\(.)', r'\1', re.sub(r'(?<![\w\\])[*_]|(?<!\\)[*_](?!\w)', '', markup))


def sections(text, mark):
    """Heading -> body, for headings of one depth."""
    parts = re.split(rf'^{mark} (.*)\n', text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2])), parts[0]


def signatures(body):
    """The options that a section documents, in the form of verbtable.Option.signature()."""
    found = set()
    for line in body.splitlines():
        if not re.match(r'\*--?\w', line):
            continue
        text = re.sub(r'[*_](?=\[|\]|=|\||,|$|-)|(?<=[=|, \[])[*_]|^\*|[*_]$', '', line.replace('\\', ''))
        text = text.replace('*', '').replace('_', '')
        match = re.fullmatch(r'(?:-(\w)(?: [^,]+)?, )?--([a-z0-9-]+)(\[=.*\]|=.*)?', text)
        found.add((f'-{match[1]} ' if match[1] else '') + f'--{match[2]}{match[3] or ""}' if match else f'unreadable: {line}')
    return found


def check_options(verbs, pages):
    problems = []
    documented = {}
    for page, text in pages.items():
        body = sections(text, '#')[0].get('OPTIONS', '')
        groups, common = sections(body, '##')
        for verb in verbs:
            first, _, second = verb.name.partition(' ')
            if page != f'unitlock-{first}.1':
                continue
            mine = signatures(common)
            for heading, group in groups.items():
                if second in heading.split(', '):
                    mine |= signatures(group)
            documented[verb.name] = mine
    for verb in verbs:
        if verb.name not in documented:
            problems.append(f'man/unitlock-{verb.name.split()[0]}.1.scd: there is no page for "unitlock {verb.name}"')
            continue
        real = {option.signature() for option in verb.options}
        page = f'man/unitlock-{verb.name.split()[0]}.1.scd'
        problems += [f'{page}: "unitlock {verb.name}" has {s}, the page has not' for s in sorted(real - documented[verb.name])]
        problems += [f'{page}: says {s}, "unitlock {verb.name}" has no such option' for s in sorted(documented[verb.name] - real)]
    return problems


def check_synopses(verbs, pages):
    problems = []
    for verb in verbs:
        page = f'unitlock-{verb.name.split()[0]}.1'
        synopsis = plain(sections(pages.get(page, ''), '#')[0].get('SYNOPSIS', '')).replace('++', '')
        want = f'unitlock {verb.name} [OPTION...] {verb.synopsis}'.rstrip()
        if want not in [line.strip() for line in synopsis.splitlines()]:
            problems.append(f'man/{page}.scd: the synopsis lacks "{want}"')
        overview = plain(sections(pages['unitlock.1'], '#')[0]['VERBS']).replace('++', '')
        if f'{verb.name} {verb.synopsis}'.rstrip() not in [line.strip() for line in overview.splitlines()]:
            problems.append(f'man/unitlock.1.scd: VERBS lacks "{verb.name} {verb.synopsis}"')
    known = {verb.name for verb in verbs}
    firsts = '|'.join(sorted({name.split()[0] for name in known if ' ' in name}))
    for page, text in pages.items():
        synopsis = plain(sections(text, '#')[0].get('SYNOPSIS', ''))
        for name in re.findall(rf'^unitlock ((?:(?:{firsts}) )?[a-z][a-z-]*)', synopsis, re.M):
            if name not in known:
                problems.append(f'man/{page}.scd: there is no verb "{name}"')
    return problems


def check_exit_statuses(tree, pages):
    header = (tree / 'src/cli/exit.h').read_text()
    real = {int(n) for n in re.findall(r'UNITLOCK_EXIT_\w+ = (\d+)', header)}
    said = {int(n) for n in re.findall(r'^\|  (\d+)$', sections(pages['unitlock.1'], '#')[0]['EXIT STATUS'], re.M)}
    return [f'man/unitlock.1.scd: exit status {n} is in only one of the manual and src/cli/exit.h' for n in sorted(real ^ said)]


def check_environment(tree, pages):
    everything = plain('\n'.join(sections(text, '#')[0].get('ENVIRONMENT', '') for text in pages.values()))
    problems = []
    for file in sorted((tree / 'src').rglob('*.c')):
        if re.match('(test|fuzz)-', file.name) or file.name.endswith('-tool.c'):
            continue
        for name in re.findall(r'getenv\("(\w+)"\)', file.read_text()):
            if name not in NOT_OURS and not re.search(rf'\b{name}\b', everything):
                problems.append(f'{file.relative_to(tree)}: reads ${name}, which no ENVIRONMENT section of the manual tells')
    return problems


def c_table(tree, file, name):
    body = re.search(rf'\b{name}\[[^\]]*\] = \{{(.*?)\}};', (tree / file).read_text(), re.S)[1]
    return [word for word in re.findall(r'"([^"]*)"', body) if word != '-']


def check_needs_words(tree, pages):
    text = pages['unitlock-needs.5']
    parts = sections(text, '#')[0]
    problems = []
    for file, table, section, pattern in (
            ('src/model/need.c', 'need_kind_names', 'KINDS', r'^(?:.*, )?\*{}\* '),
            ('src/model/need.c', 'access_names', 'ACCESS', r'^\*{}\*$'),
            ('src/model/need.c', 'behaviour_names', 'BEHAVIOURS', r'^\|  {}$'),
            ('src/model/evidence.c', 'strength_names', 'EVIDENCE', r'\*{}\*'),
            ('src/model/evidence.c', 'phase_names', 'EVIDENCE', r'\*{}\*')):
        for word in c_table(tree, file, table):
            if not re.search(pattern.format(re.escape(word)), parts[section], re.M):
                problems.append(f'man/unitlock-needs.5.scd: {section} lacks "{word}" of {table}[] in {file}')
        if section == 'BEHAVIOURS':
            for word in re.findall(r'^\|  (\S+)$', parts[section], re.M):
                if word not in c_table(tree, file, table):
                    problems.append(f'man/unitlock-needs.5.scd: {section} has "{word}", {file} has not')
    for file in sorted((tree / 'src').rglob('*.c')):
        if re.match('(test|fuzz)-', file.name):
            continue
        for call in re.findall(r'need_set_add\(([^;]*);', file.read_text()):
            source = re.search(r'PHASE_\w+, "(\w+)"|->phase, "(\w+)"', re.sub(r'\s+', ' ', call))
            word = source and (source[1] or source[2])
            if word and f'*{word}*' not in parts['EVIDENCE']:
                problems.append(f'man/unitlock-needs.5.scd: EVIDENCE lacks the source "{word}" of {file.relative_to(tree)}')
    maximum = re.search(r'#define EVIDENCE_MAX (\d+)', (tree / 'src/model/need.h').read_text())[1]
    if f'At most {maximum} pieces' not in text:
        problems.append(f'man/unitlock-needs.5.scd: EVIDENCE_MAX is {maximum}')
    return problems


def lint_rules(tree):
    """Rows of the table of lint rules, as (id, severity, title, why)."""
    rows = []
    for row in re.findall(r'\n        \{\n(.*?)\n        \},', (tree / 'src/lint/rules.c').read_text(), re.S):
        fields = dict(re.findall(r'\.(\w+) = (.*),\n', row + '\n'))
        text = {name: json.loads(value) for name, value in fields.items() if value.startswith('"')}
        rows.append((text['id'], fields['severity'].removeprefix('SEVERITY_').lower(), text['title'], text['why']))
    return rows


def rules_section(tree):
    """What the manual says about them: run this script with --rules to print it."""
    out = []
    for name, severity, title, why in lint_rules(tree):
        why = re.sub(r'([_*\\<>#~`\[\]])', r'\\\1', why)
        body = textwrap.fill(f'{title}. {why}', 112, break_long_words=False, break_on_hyphens=False)
        out.append(f'*{name}* ({severity})\n' + textwrap.indent(body, '\t'))
    return '\n\n'.join(out)


def check_lint_rules(tree, pages):
    said = sections(pages['unitlock-lint.1'], '#')[0].get('RULES', '')
    rows = lint_rules(tree)
    if len(rows) < 20:
        return ['src/lint/rules.c: cannot read the table']
    return [] if rules_section(tree) in said else [
        'man/unitlock-lint.1.scd: RULES is not what src/lint/rules.c says; test/lint-manual.py --rules TREE prints it']


def check_see_also(tree, pages):
    problems = []
    made = re.findall(r"'(unitlock[\w.-]*\.\d)'", (tree / 'man/meson.build').read_text())
    problems += [f'man/meson.build: does not build {page}' for page in pages if page not in made]
    for page, text in pages.items():
        for name, section in re.findall(r'\*(unitlock[a-z-]*)\*\((\d)\)', text):
            if f'{name}.{section}' not in made:
                problems.append(f'man/{page}.scd: refers to {name}({section}), which there is not')
    return problems


def main():
    if sys.argv[1] == '--rules':
        print(rules_section(pathlib.Path(sys.argv[2])))
        return 0
    program, tree = sys.argv[1], pathlib.Path(sys.argv[2])
    pages = {file.name.removesuffix('.scd'): file.read_text() for file in sorted((tree / 'man').glob('*.scd'))}
    verbs, _ = verbtable.read(program)
    results = [
        ('options', check_options(verbs, pages)),
        ('synopses and the list of verbs', check_synopses(verbs, pages)),
        ('exit statuses', check_exit_statuses(tree, pages)),
        ('environment variables', check_environment(tree, pages)),
        ('words of the needs format', check_needs_words(tree, pages)),
        ('rules of lint', check_lint_rules(tree, pages)),
        ('references between pages', check_see_also(tree, pages)),
    ]
    return tap.report((not problems, f'the manual and the program agree: {what}', problems) for what, problems in results)


sys.exit(main())
