#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts what meson's tests reported, subtest by subtest (TAP), and prints one line: "N passed, N failed, N skipped".

Usage: summary.py testlog.json. Exits with 1 if anything failed, or if nothing ran. The names of what failed or was skipped go
to standard error, with what the test said just before it failed.
"""
import json
import re
import sys

LINE = re.compile(r'^(not )?ok\b\s*\d*\s*(?:- )?([^#]*)(?:#\s*(SKIP|TODO)\b(.*))?', re.I)
PLAN_SKIP = re.compile(r'^1\.\.0\s*#\s*SKIP\b(.*)', re.I)
SAID_LINES, SAID_LENGTH = 12, 300


def shown(said):
    """The last comments before a failure, indented and cut to a readable size."""
    return ''.join(f'\n    {line[:SAID_LENGTH]}' for line in said[-SAID_LINES:])


def main():
    passed, failed, skipped = 0, [], []
    with open(sys.argv[1]) as log:
        for record in map(json.loads, log):
            name, counted, bad, said = record['name'], 0, 0, []
            for line in (record.get('stdout') or '').splitlines():
                plan = PLAN_SKIP.match(line)
                if plan:
                    skipped.append(f'{name}:{plan.group(1)}')
                    counted += 1
                    continue
                match = LINE.match(line)
                if not match:
                    said.append(line)
                    continue
                counted += 1
                what = f'{name}: {match.group(2).strip()}'
                if (match.group(3) or '').upper() == 'SKIP':
                    skipped.append(f'{what} ({match.group(4).strip()})')
                elif match.group(1) and not match.group(3):
                    failed.append(what + shown(said))
                    bad += 1
                else:
                    passed += 1
                said = []
            # A test that crashed, timed out or speaks no TAP counts as one.
            if record['result'] in ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS') and not bad:
                failed.append(f'{name}: {record["result"].lower()}{shown((record.get("stderr") or "").splitlines())}')
            elif record['result'] == 'SKIP' and not counted:
                skipped.append(name)
            elif record['result'] == 'OK' and not counted:
                passed += 1
    for what in skipped:
        print(f'skipped: {what}', file=sys.stderr)
    for what in failed:
        print(f'FAILED: {what}', file=sys.stderr)
    print(f'{passed} passed, {len(failed)} failed, {len(skipped)} skipped', flush=True)
    return 1 if failed or not passed else 0


sys.exit(main())
