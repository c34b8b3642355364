#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""profiles-table.py MEASURED PAGE: puts what tools/try-profile.sh measured into the table of docs/PROFILES.md, between its two marks.
A row that was not measured this time stays.
"""
import re
import sys
from pathlib import Path

BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
HEAD = "| unit | release | exercise | exposure | open primitives | left as they are |\n|---|---|---|---|---|---|\n"
PROBE = re.compile(r"(\d+) of (\d+) primitives open, exposure ([\d.]+); with the drop-in (\d+), exposure ([\d.]+)")


def row(line):
    unit, suite, result, probe, left = line.rstrip("\n").split("\t")
    found = PROBE.search(probe)
    exposure = f"{found[3]} → {found[5]}" if found else "?"
    primitives = f"{found[1]} → {found[4]} of {found[2]}" if found else "?"
    names = ", ".join(sorted(set(left.split())))
    return (unit, suite), f"| {unit} | {suite} | {result} | {exposure} | {primitives} | {names} |\n"


def main():
    measured, page = Path(sys.argv[1]), Path(sys.argv[2])
    text = page.read_text()
    before, rest = text.split(BEGIN)
    table, after = rest.split(END)
    rows = {}
    for line in table.splitlines(keepends=True):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 3 and cells[1].endswith(".service"):
            rows[(cells[1], cells[2])] = line
    for line in measured.read_text().splitlines():
        key, made = row(line)
        rows[key] = made
    page.write_text(before + BEGIN + HEAD + "".join(rows[key] for key in sorted(rows)) + END + after)


main()
