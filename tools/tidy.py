#!/usr/bin/env python3
"""Checks the layer table and the style rules of docs/style.md that a machine can check.

`tools/tidy.py` checks the tree, `tools/tidy.py --self-test` the rules themselves: each has a
fixture in tests/tools/fixtures that must fail with exactly the findings written there. The rules
are in tools/tidy_rules/. Exit status 1 when there is anything to mend; warnings do not count.
"""

import argparse
import pathlib
import re
import sys

from tidy_rules import code, layers, prose
from tidy_rules.source import File, Tree, read_tree

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "tools" / "fixtures"
RULES = layers.RULES + code.RULES + prose.RULES


def check(tree):
    """Prints the findings; returns the number of rules that found something to mend."""
    failed = 0
    for rule in RULES:
        findings = sorted(set(rule(tree)))
        for finding in findings:
            print(f"{finding} [{rule.__name__}]")
        failed += any(not finding.warning for finding in findings)
    return failed


def _unescape(text):
    """A fixture's text as bytes: ⟦41⟧ is the byte 0x41, ⟦5 × line⟧ five such lines."""
    text = re.sub(r"⟦(\d+) × ([^⟧]*)⟧\n", lambda m: (m[2] + "\n") * int(m[1]), text)
    parts = re.split(r"⟦([0-9A-F]{2})⟧", text)
    data = b""
    for index, part in enumerate(parts):
        data += bytes([int(part, 16)]) if index % 2 else part.encode()
    return data


def read_fixture(path):
    """(tree, expected findings). `=== path` opens a file, `=== expect` the findings."""
    sections = re.split(r"^=== (.*)\n", path.read_text(encoding="utf-8"), flags=re.M)
    files, expected = [], []
    for name, body in zip(sections[1::2], sections[2::2]):
        if name == "expect":
            expected = _unescape(body).decode().splitlines()
        else:
            # ⟦no newline⟧ takes away the last one, which the section's own end brings along.
            files.append(File(name, _unescape(body.replace("⟦no newline⟧\n", ""))))
    return Tree(files), expected


def self_test(rules, fixtures):
    """Runs each rule on its fixture; returns (passed, failed)."""
    passed = failed = 0
    for rule in rules:
        path = fixtures / f"{rule.__name__}.txt"
        if not path.exists():
            failed += 1
            print(f"{rule.__name__}: no fixture {path}")
            continue
        tree, expected = read_fixture(path)
        found = [str(finding) for finding in sorted(set(rule(tree)))]
        if found == expected and found:
            passed += 1
            continue
        failed += 1
        print(f"{rule.__name__}: the fixture's findings differ")
        for line in sorted(set(expected) - set(found)):
            print(f"  missing: {line}")
        for line in sorted(set(found) - set(expected)):
            print(f"  extra:   {line}")
    names = {rule.__name__ for rule in rules}
    for path in sorted(fixtures.glob("*.txt")):
        if path.stem not in names:
            failed += 1
            print(f"{path}: a fixture of no rule")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--self-test", action="store_true", help="check the rules themselves")
    parser.add_argument("--list", action="store_true", help="print the rules")
    arguments = parser.parse_args()
    if arguments.list:
        for rule in RULES:
            print(f"{rule.__name__:20} {rule.__doc__.splitlines()[0]}")
        return 0
    if arguments.self_test:
        passed, failed = self_test(RULES, FIXTURES)
    else:
        failed = check(read_tree(ROOT))
        passed = len(RULES) - failed
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
