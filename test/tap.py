# SPDX-License-Identifier: GPL-2.0-or-later
"""Results of a test script, as the Test Anything Protocol has them."""


def report(results):
    """Prints (passed, name, details) each; details, a text or lines, are shown of what failed. Returns the exit status."""
    results = list(results)
    for number, (passed, what, details) in enumerate(results, 1):
        if not passed:
            for line in details.splitlines() if isinstance(details, str) else details:
                print(f'# {line}')
        print(f'{"ok" if passed else "not ok"} {number} {what}')
    print(f'1..{len(results)}')
    return 0 if results and all(passed for passed, _, _ in results) else 1
