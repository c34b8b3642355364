#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Lint over the packages of the corpus: how many findings of each rule there are, and some of them to look at by hand. False ones are
bugs. The units of these packages work, on Debian's own systemd: so there, a finding that says that one cannot is false.

Prints TAP. $SEED chooses the sample. Usage: lint-corpus.py PROGRAM DIRECTORY-OF-PACKAGES
"""
import collections
import json
import os
import pathlib
import random
import subprocess
import sys

OWN = 257  # trixie's


def lint(program, packages, version):
    done = subprocess.run([program, 'lint', '--json=short', f'--systemd-version={version}', '--fail-on=never', *packages],
                          capture_output=True, text=True)
    return done, json.loads(done.stdout or 'null')


def shown(finding):
    return f'{pathlib.Path(finding["file"]).as_posix().split("/trixie/")[-1]}:{finding["line"]}:{finding["column"]}: ' \
        f'{finding["severity"]}: {finding["rule"]}: {finding["message"]}'


def main():
    program, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    packages = sorted(str(path) for path in directory.glob('*.deb'))
    results = []
    for version in (252, 257, 262):
        done, data = lint(program, packages, version)
        findings = data['findings'] if data else []
        counts = collections.Counter(finding['rule'] for finding in findings)
        print(f'# systemd {version}: {len(findings)} findings in {data["units"] if data else 0} units of {len(packages)} packages')
        for rule, count in counts.most_common():
            print(f'# {count:5} {rule}')
        results.append((f'systemd {version}: all packages are read', done.returncode == 0 and data and data['units'] >= 350,
                        done.stderr[-2000:]))
        wrong = [shown(finding) for finding in findings if finding['severity'] == 'error']
        if version == OWN:
            results.append(('no unit that works is said not to', not wrong, '\n'.join(wrong)))
            sample = random.Random(int(os.environ.get('SEED', '1'))).sample(findings, min(20, len(findings)))
    print('# look at these:')
    for finding in sample:
        print(f'# {shown(finding)}')
    for number, (what, ok, details) in enumerate(results, 1):
        for line in [] if ok else str(details).splitlines():
            print(f'# {line}')
        print(f'{"ok" if ok else "not ok"} {number} {what}')
    print(f'1..{len(results)}')
    return 0 if all(ok for _, ok, _ in results) else 1


sys.exit(main())
