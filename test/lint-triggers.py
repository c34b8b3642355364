#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a profile's facts are read from is watched: each directory of hooks by a trigger of dpkg, and what shipped profiles depend on
and people change by hand by unitlock-refresh.target.

Prints TAP. Usage: lint-triggers.py SOURCE-TREE
"""
import pathlib
import re
import sys

import tap


def below(path, roots):
    return any(path == root or path.startswith(root + '/') for root in roots)


def main():
    tree = pathlib.Path(sys.argv[1])
    triggers = re.findall(r'^interest-noawait (/\S+)$', (tree / 'debian/unitlock.triggers').read_text(), re.M)
    watched = ['/' + instance.replace('-', '/').replace('\\x2d', '-') for instance in
               re.findall(r'^Wants=unitlock-refresh@(\S+)\.path$', (tree / 'units/unitlock-refresh.target').read_text(), re.M)]
    hooks = re.findall(r'^ +\{"(/[^"]+)", "', (tree / 'src/facts/hooks.c').read_text(), re.M)
    results = [('there are hooks, triggers, watched paths', hooks and triggers and watched, '')]
    for what, paths, roots in (('hooks: a trigger', hooks, triggers),
                               ('of smartd: watched', [path for path in hooks if 'smartmontools' in path], watched),
                               ('names, PAM, mail, architectures: watched',
                                ['/etc/nsswitch.conf', '/etc/pam.d', '/usr/sbin/sendmail', '/var/lib/dpkg/arch'], watched)):
        missing = [path for path in paths if not below(path, roots)]
        results.append((what, not missing, f'not there: {missing}'))
    # root has 128 instances of inotify by default, and shares them with all containers that are not in a user namespace
    results.append(('no more than twelve paths are watched', len(watched) <= 12, len(watched)))
    return tap.report((ok, what, str(details)) for what, ok, details in results)


sys.exit(main())
