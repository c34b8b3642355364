#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the lists that score-list.sh collected in a lab. Continues its TAP after the first line."""
import json
import re
import sys

from sections import Tap, read


def template(name):
    """Both load a template as an instance; systemd shows that."""
    return re.sub(r"@test[-_]instance\.service$", "@.service", name)


def main(path):
    sections = read(path)
    tap = Tap()
    result = tap.result

    states = [name.split(" ", 1)[1] for name in sections if name.startswith("ours ")]
    for state in states:
        least = 1 if state == "user" else 40
        ours = {}
        for unit in json.loads(sections[f"ours {state}"][0]):
            for name in [unit["unit"]] + unit["aliases"]:
                ours[name] = unit
        missing = [name for name in sections[f"files {state}"] if name not in ours]
        result(not missing and len(sections[f"files {state}"]) >= least, f"{state}: all {len(sections[f'files {state}'])} unit files are listed",
               missing)
        theirs = {}
        for line in sections[f"theirs {state}"]:
            for unit in json.loads(line):
                theirs[template(unit["unit"])] = unit["exposure"]
        wrong = [f"{name}: systemd says {exposure}, we {ours[name]['exposure'] if name in ours else 'nothing'}"
                 for name, exposure in theirs.items() if name not in ours or ours[name]["exposure"] != exposure]
        scored = {unit["unit"] for unit in ours.values() if unit["exposure"]}
        unscored = sorted(scored - set(theirs))
        result(not wrong and len(theirs) >= least, f"{state}: {len(theirs) - len(wrong)} of {len(theirs)} equal", wrong)
        result(not unscored, f"{state}: systemd scores what we score", unscored)
    told = {unit["unit"]: unit for unit in json.loads(sections["ours told"][0])}
    result(told["later.service"]["fired_by"] == ["timer"] and "timer" in told["apt-daily.service"]["fired_by"],
           "what timers fire is listed and marked")
    result(told["masked.service"]["exposure"] is None and told["masked.service"]["state"] == "masked", "masked units are marked")
    plain = json.loads(sections["ours plain"][0])
    result(json.loads(sections["unprivileged"][0]) and
           len(json.loads(sections["unprivileged"][0])) >= len(plain), "nobody needs to be root")
    result(set(states) >= {"plain", "unread", "told", "defaults"}, f"states compared: {', '.join(states)}")
    return tap.finish()


sys.exit(main(*sys.argv[1:]))
