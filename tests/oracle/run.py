#!/usr/bin/env python3
"""Holds the statistics engine to docs/statistics.md: random sites against plain loops.

    python3 tests/oracle/run.py [--seed N] [--cases N] [--jobs N]
    python3 tests/oracle/run.py --replay FILE...

Case i is made from seed N + i. A case that differs is made small and written to build/oracle, with
the line that runs it again. tests/oracle/cases holds what once differed, and the traps of the
dictionary. The last line is `N passed, N failed, N skipped`.
"""
import argparse
import json
import multiprocessing
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import compare  # noqa: E402  (these need the path above)
import expected  # noqa: E402
import generate  # noqa: E402
import identities  # noqa: E402
import real  # noqa: E402
from probe import Probe  # noqa: E402
from shrink import shrink  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = pathlib.Path(__file__).resolve().parent / "cases"
FOUND = ROOT / "build" / "oracle"
SHRUNK_MAX = 8  # Cases made small in one run: each takes up to half a minute.
IDENTITY_EVERY = 20


def faults_of(case, envelopes):
    """Every difference of a case, one text each."""
    return [f"request {index}: {fault}"
            for index, (request, want, got) in
            enumerate(zip(case["requests"], expected.expect(case), envelopes))
            for fault in compare.differences(case, request, want, got)]


def kind(fault):
    """What sort of difference it is: its words without places and numbers."""
    return re.sub(r"[^a-zA-Z ]", "", fault.split(": expected")[0].split(" ")[-1])


def check_seeds(program, first, count, step, results):
    """One worker: seeds first, first + step, …; puts (seed, what, faults) for each that fails."""
    seeds = range(first, first + count, step)
    with Probe(program) as probe, Probe(program) as second:
        checked = 0
        for case, envelopes in probe.ask_all(generate.case(seed) for seed in seeds):
            faults = faults_of(case, envelopes)
            if faults:
                results.put((case["seed"], "numbers", faults))
            elif case["seed"] % IDENTITY_EVERY == 0:
                request = {name: value for name, value in case["requests"][0].items()
                           if name not in ("pageNo", "pageSize")}
                for identity in identities.ALL:
                    faults = identity(second, case, request)
                    if faults:
                        results.put((case["seed"], identity.__name__, faults))
            checked += 1
    results.put((checked, None, None))


def run_seeds(options):
    """Random cases on all cores; returns (cases, [(seed, what, faults)])."""
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=check_seeds, args=(
        options.probe, options.seed + index, options.cases - index, options.jobs, results))
        for index in range(min(options.jobs, options.cases))]
    for worker in workers:
        worker.start()
    failed, checked, running = [], 0, len(workers)
    while running:
        try:
            seed, what, faults = results.get(timeout=5)
        except multiprocessing.queues.Empty:
            if not any(worker.is_alive() for worker in workers):
                failed.append((-1, "worker", ["a worker broke down; see above"]))
                break
            continue
        if what is None:
            checked += seed
            running -= 1
        else:
            failed.append((seed, what, faults))
    for worker in workers:
        worker.join()
    return checked, sorted(failed)


def report(options, failed):
    """Says what differed; makes the first ones small."""
    FOUND.mkdir(parents=True, exist_ok=True)
    shrunk = 0
    for seed, what, faults in failed:
        print(f"FAILED seed {seed} ({what}):\n  " + "\n  ".join(faults[:5]))
        if what != "numbers" or shrunk >= options.shrink:
            continue
        shrunk += 1
        case = shorter(options.probe, generate.case(seed), faults)
        path = FOUND / f"case-{seed}.json"
        write(path, case)
        with Probe(options.probe) as probe:
            faults = faults_of(case, probe.ask(case))
        print("  made small:\n    " + "\n    ".join(faults[:5]))
        print(f"  again: python3 tests/oracle/run.py --replay {path.relative_to(ROOT)}")


def shorter(program, case, faults):
    wanted = kind(faults[0])
    with Probe(program) as probe:
        def fails(candidate):
            return any(kind(fault) == wanted
                       for fault in faults_of(candidate, probe.ask(candidate)))
        return shrink(case, fails)


def write(path, case):
    """JSON for people: an entry of the long lists a line."""
    lines = []
    for name, value in case.items():
        if name in ("readings", "requests"):
            rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in value)
            lines.append(f'"{name}": [\n  {rows}]')
        elif name == "archive":
            inner = ",\n  ".join(f'"{key}": {json.dumps(part, ensure_ascii=False)}'
                                 for key, part in value.items())
            lines.append(f'"{name}": {{\n  {inner}}}')
        else:
            lines.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}')
    path.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def replay(options, paths):
    """Cases kept as files; returns (passed, failed)."""
    passed = failed = 0
    with Probe(options.probe) as probe:
        for path in paths:
            case = json.loads(path.read_text(encoding="utf-8"))
            envelopes = probe.ask(case)
            faults = faults_of(case, envelopes) + stated(case, envelopes)
            print(f"{'FAILED' if faults else 'ok'} {path.name} {case.get('trap', '')}")
            if faults:
                print("  " + "\n  ".join(faults[:20]))
            passed, failed = passed + (not faults), failed + bool(faults)
    return passed, failed


def stated(case, envelopes):
    """Numbers that a case file states itself, row by row: the oracle may be wrong too."""
    faults = []
    for index, (wanted, envelope) in enumerate(zip(case.get("stated", []), envelopes)):
        rows = compare.rows_of(envelope.get("data", {}))
        got = [[[reading["value"] and float(reading["value"]), int(reading.get("quality", 0))]
                for reading in row["parameter"]["readings"]] for row in rows]
        if got != wanted:
            faults.append(f"request {index}: stated {wanted}, got {got}")
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--probe", default=str(ROOT / "build/dev/tests/station_probe"))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("CEMS_SEED", "1")))
    parser.add_argument("--cases", type=int, default=None, help="random cases (10000)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--shrink", type=int, default=SHRUNK_MAX, help="cases to make small")
    parser.add_argument("--replay", nargs="+", type=pathlib.Path, help="only these case files")
    options = parser.parse_args()
    if options.replay:
        passed, failed = replay(options, options.replay)
        print(f"{passed} passed, {failed} failed, 0 skipped")
        return 1 if failed else 0
    if options.cases is None:
        options.cases = 50_000 if os.environ.get("CEMS_LONG") else 10_000
    passed, failed = replay(options, sorted(CASES.glob("*.json")))
    started = time.monotonic()
    checked, differing = run_seeds(options)
    print(f"seed {options.seed}: {checked} cases, {len(differing)} of them differ, "
          f"{time.monotonic() - started:.0f} s")
    report(options, differing)
    passed, failed = passed + (not differing), failed + bool(differing)
    real_passed, real_failed, skipped = real.run(options.probe, faults_of)
    print(f"{passed + real_passed} passed, {failed + real_failed} failed, {skipped} skipped")
    return 1 if failed + real_failed else 0


if __name__ == "__main__":
    sys.exit(main())
