#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Long tables on a terminal go through a pager, and nothing else does.

Prints TAP. Usage: pager.py PROGRAM
"""
import os
import pathlib
import pty
import stat
import subprocess
import sys
import tempfile

import tap

PAGER = '#!/bin/sh\necho "less=$LESS secure=$LESSSECURE"\necho "paged: $*"\ncat\n'
UNIT = '[Service]\nExecStart=/usr/bin/foo\nIPAddressAllow=localhost\n'

results = []


def check(what, ok, details=''):
    results.append((bool(ok), what, details))


def environment(**more):
    env = {name: value for name, value in os.environ.items()
           if name not in ('PAGER', 'SYSTEMD_PAGER', 'SYSTEMD_LESS', 'LESS', 'SYSTEMD_PAGERSECURE', 'SUDO_UID', 'PKEXEC_UID')}
    env.update(TERM='xterm', COLUMNS='100', NO_COLOR='1', **more)
    return env


def on_terminal(command, env):
    parent, child = pty.openpty()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=child, stderr=child, env=env)
    os.close(child)
    out = b''
    while True:
        try:
            data = os.read(parent, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
    os.close(parent)
    return process.wait(), out.decode()


def main():
    program = os.path.realpath(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        unit = directory / 'foo.service'
        unit.write_text(UNIT)
        for script, text in (('pager', PAGER), ('leaves', '#!/bin/sh\nexit 0\n'), ('less', PAGER)):
            (directory / script).write_text(text)
            (directory / script).chmod(0o755 | stat.S_IXUSR)
        pager, leaves = str(directory / 'pager'), str(directory / 'leaves')
        with_less = f'{name}:{os.environ["PATH"]}'

        for verb, status in (('score', 0), ('lint', 1)):
            command = [program, verb, str(unit)]
            got, out = on_terminal(command, environment(SYSTEMD_PAGER=f'{pager} -x "a b"', PAGER='false'))
            check(f'{verb}: SYSTEMD_PAGER comes before PAGER, with its words', 'paged: -x a b' in out, out)
            check(f'{verb}: the table is what is paged', 'foo.service' in out.split('paged:')[1] if 'paged:' in out else False, out)
            check(f'{verb}: the exit status is its own', got == status, str(got))
            got, out = on_terminal(command, environment(PAGER=pager))
            check(f'{verb}: PAGER', 'paged:' in out, out)
            check(f'{verb}: the options of less', 'less=FRSXMK' in out, out)
            got, out = on_terminal(command, environment(PAGER=pager, SYSTEMD_LESS='FR'))
            check(f'{verb}: SYSTEMD_LESS', 'less=FR ' in out, out)
            got, out = on_terminal(command, environment(PATH=with_less))
            check(f'{verb}: less is the default', 'paged:' in out, out)
            for what, env in (('no pager by SYSTEMD_PAGER=', environment(SYSTEMD_PAGER='', PAGER=pager)),
                              ('no pager by PAGER=cat', environment(PAGER='cat', PATH=with_less)),
                              ('no pager on a dumb terminal', environment(PAGER=pager) | {'TERM': 'dumb'}),
                              ('a pager that is not there is none', environment(PAGER='/nonexistent/pager'))):
                got, out = on_terminal(command, env)
                check(f'{verb}: {what}', 'paged:' not in out and 'foo.service' in out and got == status, f'{got} {out}')
            got, out = on_terminal(command + ['--no-pager'], environment(PAGER=pager))
            check(f'{verb}: --no-pager', 'paged:' not in out and 'foo.service' in out, out)
            got, out = on_terminal(command + ['--json=short'], environment(PAGER=pager))
            check(f'{verb}: JSON is not paged', 'paged:' not in out and '"' in out, out)
            got, out = on_terminal(command, environment(PAGER=leaves))
            check(f'{verb}: a pager that leaves at once is no error', got == status, f'{got} {out}')
            done = subprocess.run(command, env=environment(PAGER=pager), capture_output=True, text=True)
            check(f'{verb}: no pager where there is no terminal', 'paged:' not in done.stdout and 'foo.service' in done.stdout)
        got, out = on_terminal([program, 'score', str(unit)], environment(PAGER=pager, PATH=with_less, SYSTEMD_PAGERSECURE='1'))
        check("for somebody else only less is run, and that secured", 'secure=1' in out and 'paged: \n' in out.replace('\r', ''), out)

    return tap.report(results)


sys.exit(main())
