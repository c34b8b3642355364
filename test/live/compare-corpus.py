#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the exposures that corpus.sh collected. Continues its TAP after the first line."""
import json
import re
import sys

from sections import Tap, read

UNITS, PACKAGES = 350, 150


def template(name):
    """All load a template as an instance; systemd shows that."""
    return re.sub(r"@(test[-_]instance|i)\.service$", "@.service", name)


def ours(lines):
    found = {}
    for unit in json.loads(lines[0]):
        if unit["exposure"] and "/systemd/user/" not in (unit.get("file") or ""):
            found[template(unit["unit"])] = unit["exposure"]
    return found


def main(path):
    sections = read(path)
    tap = Tap()
    result = tap.result

    def compare(what, theirs, mine, least):
        wrong = [f"{name}: systemd says {exposure}, we {mine.get(name)}" for name, exposure in sorted(theirs.items())
                 if mine.get(name) != exposure]
        result(not wrong and len(theirs) >= least, f"{what}: {len(theirs) - len(wrong)} of {len(theirs)} equal", wrong)

    online = {template(unit["unit"]): unit["exposure"] for line in sections["online"] for unit in json.loads(line)}
    print(f"# {sections['version'][0]}")
    files, running, like = ours(sections["files"]), ours(sections["running"]), ours(sections["like"])
    compare("from files, by another version's program", online, files, UNITS)
    compare("of the running manager", online, running, UNITS)
    # The lab masks some at its boot, above all files.
    masked = set(re.findall(r"Unit (\S+) is masked", "\n".join(sections["refused"])))
    extra = sorted(name for name in files if name not in online and name not in masked)
    result(not extra, "systemd scores what we score", extra + sections["refused"] if extra else ())

    if sections["packages"]:
        packaged = json.loads(sections["packages"][0])
        packages = {unit["file"].split(":")[0] for unit in packaged}
        result(len(packages) >= PACKAGES, f"the corpus has {len(packages)} packages with services")
        # One package alone has no drop-ins of others.
        alone = ours(sections["packages"])
        wrong = [f"{name}: {alone[name]} in its package, {exposure} in the tree" for name, exposure in files.items()
                 if name in alone and alone[name] != exposure]
        result(not wrong and len(alone) >= UNITS, f"{len(alone)} units are the same when read from their package", wrong)

    offline = {template(match[1]): match[2] for match in
               (re.search(r"for (\S+): (\d+\.\d)", line) for line in sections["offline"]) if match}
    compare("with --like-systemd as --offline=yes", offline, like, UNITS)
    differ = sum(offline[name] != online[name] for name in offline if name in online)
    print(f"# systemd's own offline figure is another than its online figure for {differ} of {len(offline)}")
    return tap.finish()


sys.exit(main(*sys.argv[1:]))
