#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Asks the systemd-analyze of several systemds what they make of the units here, and writes it beside them.

usage: update.py ROOT...     (trees with systemd, "/" for this host; as root)
Each case's file "rows" gets a line for each row of the assessment (JSON key, then "VERSION=BADNESS", "-" where the row
does not apply) and one, "exposure", with the total in tenths. Only the versions asked for are replaced."""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def run(root, *command):
    command = command if root == "/" else ("chroot", root) + command
    return subprocess.run(command, check=True, capture_output=True, text=True,
                          env={"PATH": os.environ["PATH"], "SYSTEMD_ANALYZE_DEBUG": "1", "LANG": "C.UTF-8",
                               "SYSTEMD_UNIT_PATH": "", "SYSTEMD_LOG_LEVEL": "err"}).stdout


def read_rows(path):
    rows = {}
    if os.path.exists(path):
        for line in open(path, encoding="utf-8"):
            key, *values = line.split()
            rows[key] = dict(value.split("=") for value in values)
    return rows


def main(roots):
    for root in roots:
        version = run(root, "systemd-analyze", "--version").split()[1]
        for case in sorted(os.listdir(HERE)):
            unit = os.path.join(HERE, case, "unit.service")
            if not os.path.exists(unit):
                continue
            inside = f"/tmp/{case}.service"
            shutil.copy(unit, root + inside)
            text = run(root, "systemd-analyze", "security", "--offline=yes", "--no-pager", "--json=short", inside)
            os.unlink(root + inside)
            path = os.path.join(HERE, case, "rows")
            rows = read_rows(path)
            cost = weight = 0
            for row in json.loads(text):
                applies = row["badness"] < 1 << 32
                rows.setdefault(row["json_field"], {})[version] = str(row["badness"]) if applies else "-"
                if applies:
                    cost += -(-row["badness"] * row["weight"] // row["range"])
                    weight += row["weight"]
            rows.setdefault("exposure", {})[version] = str(-(-cost * 100 // weight))
            with open(path, "w", encoding="utf-8") as out:
                for key in sorted(rows):
                    out.write(" ".join([key] + [f"{v}={b}" for v, b in sorted(rows[key].items())]) + "\n")


main(sys.argv[1:])
