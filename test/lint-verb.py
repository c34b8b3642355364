#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""`unitlock lint` as a program: exit statuses, options, formats. What the rules find is tested by golden cases (src/lint/test-lint.c).

Prints TAP. Usage: lint-verb.py PROGRAM
"""
import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

import tap

ERROR = '[Service]\nExecStart=/root/foo\nProtectHome=yes\n'
WARNING = '[Service]\nExecStart=/usr/bin/foo\nIPAddressAllow=localhost\n'
NOTE = '[Service]\nType=forking\nExecStart=/usr/bin/foo\nPIDFile=/run/foo.pid\n'
CLEAN = '[Service]\nExecStart=/usr/bin/foo\n'

results = []


def check(what, ok, details=''):
    results.append((bool(ok), what, str(details)))


class Run:
    def __init__(self, program, directory, *words, stdin=''):
        done = subprocess.run([program, 'lint', *words], cwd=directory, input=stdin, capture_output=True, text=True)
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr


def on_terminal(program, directory, *words):
    """Output and environment as a terminal's."""
    parent, child = pty.openpty()
    env = dict(os.environ, TERM='xterm', COLUMNS='100')
    env.pop('NO_COLOR', None)
    env.pop('SYSTEMD_COLORS', None)
    subprocess.run([program, 'lint', *words], cwd=directory, stdout=child, stderr=child, env=env, check=False)
    os.close(child)
    out = b''
    try:
        while data := os.read(parent, 65536):
            out += data
    except OSError:  # the other end is closed
        pass
    os.close(parent)
    return out.decode()


def main():
    program = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as directory:
        def run(*words, **more):
            return Run(program, directory, *words, **more)
        for name, text in (('error', ERROR), ('warning', WARNING), ('note', NOTE), ('clean', CLEAN)):
            (pathlib.Path(directory) / f'{name}.service').write_text(text)

        for fail_on, statuses in (('note', '1110'), ('warning', '1100'), ('error', '1000'), ('never', '0000')):
            got = ''.join(str(run(f'--fail-on={fail_on}', f'./{name}.service').status) for name in ('error', 'warning', 'note', 'clean'))
            check(f'exit statuses of error, warning, note, clean with --fail-on={fail_on}', got == statuses, got)
        check('the default is warning', run('./warning.service').status == 1 and run('./note.service').status == 0)
        for words in ((), ('--fail-on=all', '.'), ('--ignore=no-such-rule', '.'), ('--systemd-version=251', '.'),
                      ('--systemd-version=x', '.'), ('--json', '--sarif', '.'), ('--what', '.')):
            got = run(*words)
            check(f'usage: lint {" ".join(words)}', got.status == 2 and got.err.count('\n') == 1 and not got.out, got.err)
        got = run('./no-such.service')
        check('a file that is not there', got.status == 3 and 'no-such.service' in got.err, got.err)
        got = run('no-such', './no-such.deb')
        check('a package that is not there', got.status == 3, got.err)
        for verb in ('lint', 'score', 'status', 'why', 'why --dry', 'facts', 'probe'):
            done = subprocess.run([program, *verb.split(), 'no-such'], cwd=directory, capture_output=True, text=True, check=False)
            check(f'{verb} of a unit that is not there: in the words of all verbs, with the same status', done.returncode == 3 and
                  "There is no unit no-such.service; 'systemctl list-unit-files' lists those there are" in done.stderr, done.stderr)
        os.symlink('nowhere', os.path.join(directory, 'hangs.service'))
        check('... beside what cannot be read', run('no-such', './hangs.service').status == 9)
        got = run('./no-such.service', './warning.service')
        check('... beside one with a finding', got.status == 1 and 'no-such.service' in got.err)

        got = run('--ignore=denied-program', './error.service')
        check('--ignore', got.status == 0 and got.out.startswith('0 findings'), got.out)
        got = run('-', stdin=ERROR)
        check('standard input', got.status == 1 and '<stdin>' in got.out, got.out)
        got = run('--quiet', './clean.service')
        check('nothing to say, quietly', (got.status, got.out, got.err) == (0, '', ''), got.out)
        got = run('.')
        check('the last line counts', got.out.splitlines()[-1].startswith('3 findings (1 error, 1 warning, 1 note) in 3 of 4 units, for systemd '),
              got.out)
        check('no colours but on a terminal', '\033' not in got.out)
        check('colours on a terminal', '\033[' in on_terminal(program, directory, '.'))
        lines = on_terminal(program, directory, '.').split('\n')
        check('it keeps to the width', max(len(line.replace('\033', '').replace('[0m', '')) for line in lines) <= 115, lines)

        (pathlib.Path(directory) / 'newer.service').write_text(CLEAN + 'PrivatePIDs=yes\n')
        check('--systemd-version: older', run('--systemd-version=252', './newer.service').status == 1)
        check('--systemd-version: newer', run('--systemd-version=300', './newer.service').status == 0)
        os.remove(pathlib.Path(directory) / 'newer.service')

        data = json.loads(run('--json=short', '--systemd-version=257', '.').out)
        first = data['findings'][0]
        check('JSON', (data['systemd'], data['units'], len(data['findings'])) == (257, 4, 3) and
              (first['rule'], first['severity'], first['unit'], first['file'], first['line'], first['column'], first['package']) ==
              ('denied-program', 'error', 'error.service', './error.service', 2, 11, None) and first['related']['line'] == 3, data)
        check('JSON has nothing else', set(first) == {'rule', 'severity', 'unit', 'package', 'file', 'line', 'column', 'message', 'fix',
                                                      'related'}, first)
        # Columns: the characters before the place, whatever they are; JSON and SARIF say the same, and SARIF of which kind they are.
        for what, value in (('an umlaut', '/srv/müller /srv/x'), ('an emoji', '/srv/😀 /srv/x'), ('tabs', '\t/srv/ü\t\t/srv/x'),
                            ('continued lines', '/srv/ü \\\n# ö\n  /srv/😀 /srv/x'), ('a longer name before it', '/srv/xü /srv/x'),
                            ('Windows line ends', '/srv/ü \\\r\n\t/srv/😀 /srv/x')):
            text = CLEAN + f'# größer\nReadWritePaths={value}\n'
            (pathlib.Path(directory) / 'columns.service').write_text(text, encoding='utf-8', newline='')
            lines = text.split('\n')
            found = json.loads(run('--json=short', './columns.service').out)['findings']
            seen = [lines[one['line'] - 1][one['column'] - 1:].split()[0] for one in found]
            check(f'columns after {what}', len(found) == value.count('/srv') and
                  [f'ReadWritePaths={path}' for path in seen] == [one['message'].split()[0] for one in found], found)
            log = json.loads(run('--sarif', './columns.service').out)['runs'][0]
            check(f'columns after {what}: SARIF', log.get('columnKind') == 'unicodeCodePoints' and
                  [(one['line'], one['column']) for one in found] ==
                  [(one['locations'][0]['physicalLocation']['region']['startLine'],
                    one['locations'][0]['physicalLocation']['region']['startColumn']) for one in log['results']], log['results'])
        os.remove(pathlib.Path(directory) / 'columns.service')

        got = run('--lintian', '.').out.splitlines()
        check('lintian', [line.split()[0:3:2] for line in got] ==
              [['E:', 'unitlock-denied-program'], ['I:', 'unitlock-pidfile-in-run'], ['W:', 'unitlock-ineffective-ip-allow']] and
              got[0].endswith('[./error.service:2]'), got)
        got = run('--root=nowhere')
        check('a tree that is not there', got.status == 3 and 'nowhere' in got.err and not got.out, got.err)
        got = run('--root=error.service')
        check('a tree that is none', got.status == 9 and 'error.service' in got.err and not got.out, got.err)
        (pathlib.Path(directory) / 'root/usr/lib/systemd/system').mkdir(parents=True)
        (pathlib.Path(directory) / 'root/usr/lib/systemd/system/in.service').write_text(ERROR)
        for mode in ('short', 'pretty'):
            done = subprocess.run([program, 'status', '--root=root', '--all', f'--json={mode}', 'in'], cwd=directory, capture_output=True, text=True, check=False)
            check(f'status --json={mode}: how many lines it has', (done.stdout.count('\n') == 1) == (mode == 'short') and
                  json.loads(done.stdout)['units'], done.stdout)
        got = run('--root=root')
        check('all of a tree', got.status == 1 and 'in 1 of 1 unit' in got.out, got.out)
        (pathlib.Path(directory) / 'root/etc').mkdir()
        (pathlib.Path(directory) / 'root/etc/passwd').write_text('lab:x:999:999:Lab:/home/lab:/bin/sh\ngames:x:5:60::/usr/games:/bin/sh\n')
        (pathlib.Path(directory) / 'root/usr/lib/sysusers.d').mkdir(parents=True)
        (pathlib.Path(directory) / 'root/usr/lib/sysusers.d/later.conf').write_text('u later - "To be made" /home/later\n')
        for user, protect, at, status in (('lab', 'yes', '~', 1), ('lab', 'tmpfs', '~', 1), ('lab', 'read-only', '~', 0), ('lab', 'yes', '-~', 0),
                                          ('later', 'yes', '~', 1), ('games', 'yes', '~', 0), ('root', 'yes', '~', 0), ('nobody', 'yes', '~', 0)):
            (pathlib.Path(directory) / 'root/usr/lib/systemd/system/home.service').write_text(
                CLEAN + f'User={user}\nProtectHome={protect}\nWorkingDirectory={at}\n')
            got = run('--root=root', 'home')
            check(f'WorkingDirectory={at} of {user} under ProtectHome={protect}', got.status == status and
                  (not status or f'WorkingDirectory=~, that is /home/{user}, cannot be entered' in ' '.join(got.out.split())), got.out)
        os.remove(pathlib.Path(directory) / 'root/usr/lib/systemd/system/home.service')
        got = run('--root=root', 'in')
        check('one of a tree, by its name', got.status == 1 and 'in 1 of 1 unit' in got.out, got.out)
        (pathlib.Path(directory) / 'root/usr/lib/systemd/system/dangling.service').symlink_to('/nowhere/x.service')
        got = run('--root=root', 'dangling')
        check('a name that is a link to nothing', got.status == 1 and 'dangling.service' in got.out and 'leads to no file' in got.out, got.out)

    return tap.report(results)


sys.exit(main())
