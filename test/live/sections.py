# SPDX-License-Identifier: GPL-2.0-or-later
"""For the comparisons of what a live test collected in a lab: its sections, and TAP that goes on after the first line."""


def read(path):
    """Lines by section; "= NAME" begins one. Blank lines say nothing."""
    sections, name = {}, None
    for line in open(path, encoding="utf-8"):
        if line.startswith("= "):
            name = line[2:].strip()
            sections[name] = []
        elif line.strip():
            sections[name].append(line.strip())
    return sections


class Tap:
    """The test that collected has printed the first line itself."""

    def __init__(self):
        self.count, self.failed = 1, 0

    def result(self, ok, what, details=()):
        self.count += 1
        self.failed += not ok
        for line in list(details)[:50]:
            print(f"#   {line}")
        print(f"{'ok' if ok else 'not ok'} {self.count} {what}")

    def finish(self):
        """Exit status."""
        print(f"1..{self.count}")
        return 1 if self.failed else 0
