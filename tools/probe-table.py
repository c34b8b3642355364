#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""probe-table.py MEASURED PAGE: puts what tools/probe-table.sh measured into the table of docs/probe.md, between its two marks, with
those rows that are equal in exposure and not in what is open. A row that was not measured this time stays.
"""
import json
import sys
from pathlib import Path

BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"
HEAD = (
    "| Service | Exposure | Open | Machine | Others | Aids | After `learn` | Open | Machine | Others | Aids |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)
EQUAL = "\nEqual in exposure, and not in what is open:\n\n| Exposure | Less is open in | | More is open in | |\n|---|---|---|---|---|\n"


def cells(text):
    probe = json.loads(text)
    if not probe:
        return [""] * 5
    grades = [row["grade"] for row in probe["primitives"] if row["outcome"] == "open"]
    return [f"{probe['exposure']:.1f}", str(len(grades))] + [str(grades.count(grade)) for grade in (3, 2, 1)]


def equal_rows(rows):
    sandboxes = []
    for unit, row in rows.items():
        for words, found in (("", row[1:6]), (" under its drop-in", row[6:11])):
            if found[0]:
                sandboxes.append((found[0], int(found[1]), f"{unit}{words}", f"{found[1]} open, {found[2]} take the machine"))
    for exposure in sorted({one[0] for one in sandboxes}, key=float):
        same = sorted(one for one in sandboxes if one[0] == exposure)
        if len(same) > 1 and same[0][3] != same[-1][3]:
            yield f"| {exposure} | {same[0][2]} | {same[0][3]} | {same[-1][2]} | {same[-1][3]} |\n"


def main():
    measured, page = Path(sys.argv[1]), Path(sys.argv[2])
    before, rest = page.read_text().split(BEGIN)
    table, after = rest.split(END)
    rows = {}
    for line in table.splitlines():
        row = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(row) == 11 and row[0] != "Service" and not row[0].startswith("-"):
            rows[row[0]] = row
    for line in measured.read_text().splitlines():
        unit, first, second, *said = line.rstrip("\t").split("\t")
        rows[unit] = [unit, *cells(first), *cells(second)]
        if said:
            print(f"{unit}: learn did not get there: {said[0]}", file=sys.stderr)
    body = "".join("| " + " | ".join(rows[unit]) + " |\n" for unit in sorted(rows, key=lambda unit: (-float(rows[unit][1]), unit)))
    page.write_text(before + BEGIN + HEAD + body + EQUAL + "".join(equal_rows(rows)) + END + after)


main()
