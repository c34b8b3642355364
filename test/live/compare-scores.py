#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the exposures that score.sh collected in a lab. Prints each difference, and last how much was compared."""
import json
import sys


def read(path):
    sections, name = {}, None
    for line in open(path, encoding="utf-8"):
        if line.startswith("= "):
            name = line[2:].strip()
            sections[name] = []
        else:
            sections[name].append(line.rstrip("\n"))
    return sections


def ours(lines):
    units = {}
    for line in lines:
        unit, key, badness = line.split()
        units.setdefault(unit, {})[key] = badness
    return units


def theirs(text):
    rows, cost, weight = {}, 0, 0
    for row in json.loads(text):
        if row["badness"] >= 1 << 32:
            rows[row["json_field"]] = "-"
            continue
        rows[row["json_field"]] = str(row["badness"])
        cost += -(-row["badness"] * row["weight"] // row["range"])
        weight += row["weight"]
    rows["exposure"] = str(-(-cost * 100 // weight))
    return rows


def main(path):
    sections = read(path)
    views = {view: ours(sections[view]) for view in ("files", "manager")}
    units = compared = wrong = 0
    for name, lines in sections.items():
        if not name.startswith("unit ") or not lines or not lines[0].startswith("["):
            continue
        unit = name.split(" ", 1)[1]
        expected = theirs("\n".join(lines))
        units += 1
        for view, scores in views.items():
            if unit not in scores:
                wrong += 1
                print(f"{unit}: systemd scores it, we do not ({view})")
                continue
            for key, badness in expected.items():
                compared += 1
                if scores[unit].get(key) != badness:
                    wrong += 1
                    print(f"{unit}: {key}: systemd says {badness}, we {scores[unit].get(key)} ({view})")
    print(f"{sections['version'][0]}: {units} units, {compared} rows compared, {wrong} differences")
    return 1 if wrong or units < 30 else 0


sys.exit(main(*sys.argv[1:]))
