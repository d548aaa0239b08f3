#!/usr/bin/env python3
"""Asks the demonstration site what spec/examples asks, at the moment of Annex C.

    python3 tests/openapi/documented.py --cems build/release/cems            compares
    python3 tests/openapi/documented.py --cems build/release/cems --write    records the answers

A recorded example ("recorded": true in its file) must be answered exactly as it is documented:
numbers by their value, `dataTime` to the minute. Recording takes every example whose interface is
implemented; those of Annex C (C.2 to C.7) only with --annex-c, because their figures are given and
a difference is first of all a fault. After recording run tools/gen_spec.py.
"""
import argparse
import decimal
import json
import pathlib
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = ROOT / "spec" / "examples"
NOW = "2024-07-18T14:30:00+08:00"
sys.path[:0] = [str(HERE.parent / "e2e"), str(ROOT / "tools")]

from spec_format import pretty  # noqa: E402  (needs the path above)
from wire_names import WireNames  # noqa: E402
from workbench import Workbench  # noqa: E402


def parse(text):
    """Numbers as decimals: 6120.0 equals 6120, and nothing is rounded."""
    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


def difference(wanted, got, where=""):
    """The first difference of two documents, or an empty text."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for name in [*wanted, *(name for name in got if name not in wanted)]:
            if name not in got or name not in wanted:
                return f"{where}/{name} is only in the {'document' if name in wanted else 'answer'}"
            found = difference(wanted[name], got[name], f"{where}/{name}")
            if found:
                return found
        return ""
    if isinstance(wanted, list) and isinstance(got, list):
        if len(wanted) != len(got):
            return f"{where} has {len(got)} items, documented are {len(wanted)}"
        pairs = enumerate(zip(wanted, got))
        return next(filter(None, (difference(*two, f"{where}/{i}") for i, two in pairs)), "")
    if where == "/dataTime":
        wanted, got = wanted[:16], got[:16]  # The server's clock runs on.
    return "" if wanted == got else f"{where} is {got}, documented is {wanted}"


class Site:
    """The demonstration site behind a server whose now is the moment of Annex C."""

    def __init__(self, bench):
        bench.run("demo", "--data", bench.data)
        self.token = bench.token("examples")
        self.server = bench.serve("--insecure-h2c", "--clock", NOW)

    def ask(self, target):
        """(answer, fault): the envelope's text, or what the server said instead of code 200."""
        request = urllib.request.Request(self.server.url + target,
                                         headers={"Authorization": f"Bearer {self.token}",
                                                  "Accept-Language": "en"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read().decode(), ""
        except urllib.error.HTTPError as error:
            return "", error.read().decode()


def examples():
    for path in sorted(EXAMPLES.glob("*.json")):
        yield path, json.loads(path.read_text(encoding="utf-8"))


def compare(site):
    """Lines `ok …` and `FAILED …` of the recorded examples; how many are not recorded."""
    unrecorded = 0
    for path, example in examples():
        if not example.get("recorded"):
            unrecorded += 1
            continue
        answer, fault = site.ask(example["request"])
        if answer:
            wanted = parse(path.read_text(encoding="utf-8"))["data"]
            fault = difference(wanted, parse(answer)["data"])
        print(f"FAILED documented {example['id']}: {fault}" if fault
              else f"ok documented {example['id']}")
    return unrecorded


def record(site, annex_c):
    implemented = {interface["name"] for interface in
                   json.loads((ROOT / "spec" / "interfaces.json").read_text("utf-8"))["interfaces"]
                   if interface["implemented"]}
    for path, example in examples():
        if example["interface"] not in implemented:
            continue
        if example["id"].startswith("C.") and not annex_c:
            continue
        answer, fault = site.ask(example["request"])
        if fault:
            print(f"FAILED to record {example['id']}: {fault}")
            continue
        data = example.pop("data")
        example["recorded"] = True
        example["data"] = json.loads(answer)["data"]
        if "dataTime" in example["data"]:
            example["data"]["dataTime"] = NOW  # The clock has run on for a moment.
        path.write_text(pretty(example), encoding="utf-8")
        print(f"ok recorded {example['id']}: {difference(data, example['data']) or 'as it was'}")


def with_site(cems, use):
    with tempfile.TemporaryDirectory(prefix="cems-examples-") as folder:
        bench = Workbench(cems, pathlib.Path(folder), WireNames(None))
        try:
            return use(Site(bench))
        finally:
            bench.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems", help="the program to ask")
    parser.add_argument("--write", action="store_true", help="record the answers")
    parser.add_argument("--annex-c", action="store_true", help="those of Annex C too")
    options = parser.parse_args()
    cems = pathlib.Path(options.cems).resolve()
    if options.write:
        with_site(cems, lambda site: record(site, options.annex_c))
    else:
        unrecorded = with_site(cems, compare)
        if unrecorded:
            print(f"skipped: documented answers: {unrecorded} examples are not recorded yet")
    return 0


if __name__ == "__main__":
    sys.exit(main())
