"""Counts of a ctest run, test case by test case.

ctest knows one test a program; GoogleTest writes an XML file a program with every case in it
(environment GTEST_OUTPUT), which is what is counted where it is there. A program that crashed left
none, or failed with no case failing (a leak found at exit): that counts as one failure.
"""

import xml.etree.ElementTree

from steps import Counts


def _cases(path):
    """Counts of one GoogleTest XML file."""
    counts = Counts()
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        skipped = case.find("skipped")
        if case.find("failure") is not None:
            counts.failed += 1
        elif skipped is not None:
            counts.skipped += 1
            reason = (skipped.get("message") or skipped.text or "").strip().splitlines()
            counts.reasons.append(f"{name}: {reason[-1] if reason else 'no reason given'}")
        elif case.get("status") == "notrun":
            counts.skipped += 1
            counts.reasons.append(f"{name}: disabled")
        else:
            counts.passed += 1
    return counts


def count_ctest(junit, cases_folder):
    """Counts of the run that ctest wrote to `junit` and its programs to `cases_folder`."""
    if not junit.exists():
        return Counts(failed=1)
    total = Counts()
    for test in xml.etree.ElementTree.parse(junit).getroot().iter("testcase"):
        name, status = test.get("name"), test.get("status")
        cases = cases_folder / f"{name}_test.xml"
        counts = _cases(cases) if cases.exists() else Counts()
        if status == "run":
            total += counts if cases.exists() else Counts(passed=1)
        elif status in ("disabled", "notrun") and not cases.exists() \
                and test.find("skipped") is not None:
            total += Counts(skipped=1, reasons=[f"{name}: {test.find('skipped').get('message')}"])
        else:
            total += counts if counts.failed else counts + Counts(failed=1)
    return total
