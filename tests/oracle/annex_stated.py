"""Numbers that a case file states itself, made by hand: the oracle may be wrong too.

"stated" is a list beside "requests"; an entry is {"path": value}, where a path is members and
positions with dots between them: "records.0.maxDemand". "absent" says that nothing is there.
"""
from fractions import Fraction

import annex_compare

ABSENT = "absent"


def found_at(data, path):
    """What stands at a path, or ABSENT."""
    for step in path.split("."):
        if isinstance(data, list) and step.isdigit() and int(step) < len(data):
            data = data[int(step)]
        elif isinstance(data, dict) and step in data:
            data = data[step]
        else:
            return ABSENT
    return data


def same(wanted, got):
    if isinstance(wanted, list):
        return isinstance(got, list) and len(wanted) == len(got) and all(map(same, wanted, got))
    if isinstance(got, annex_compare.Number):
        return not isinstance(wanted, (bool, str)) and wanted is not None and \
            Fraction(str(wanted)) == Fraction(got)
    return type(wanted) is type(got) and wanted == got


def stated(case, envelopes):
    """The differences of the envelopes from what the file states."""
    faults = []
    for index, (wanted, envelope) in enumerate(zip(case.get("stated", []), envelopes)):
        for path, value in wanted.items():
            got = found_at(envelope.get("data", {}), path)
            if not same(value, got):
                faults.append(f"request {index}: stated {path} {value!r}, got {got!r}")
    return faults
