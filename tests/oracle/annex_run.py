#!/usr/bin/env python3
"""Holds Annex A and B to docs/demand-response.md and docs/demand.md: plain loops beside the engine.

    python3 tests/oracle/annex_run.py [--seed N] [--cases N] [--jobs N]
    python3 tests/oracle/annex_run.py --replay FILE...

Case i is made from seed N + i; beside them stand years of minutes. A case that differs is made
small and written to build/oracle, with the line that runs it again. tests/oracle/annex_cases holds
the traps, with numbers made by hand. The last line is `N passed, N failed, N skipped`.
"""
import argparse
import functools
import json
import multiprocessing
import os
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import annex_compare  # noqa: E402  (these need the path above)
import annex_expected  # noqa: E402
import annex_generate  # noqa: E402
import annex_year  # noqa: E402
from annex_probe import AnnexProbe  # noqa: E402
from annex_shrink import readable, shrink  # noqa: E402
from annex_stated import stated  # noqa: E402
from run import FOUND, ROOT, write  # noqa: E402

CASES = pathlib.Path(__file__).resolve().parent / "annex_cases"
SHRUNK_MAX = 8  # Cases made small in one run: each takes up to half a minute.
SHOWN_MAX = 40  # Failures printed: after that many something is wrong with all of them.


def faults_of(case, envelopes):
    """Every difference of a case, one text each."""
    return [f"request {index} {annex_expected.split(case['requests'][index])[0]}: {fault}"
            for index, (want, got) in enumerate(zip(annex_expected.expect(case), envelopes))
            for fault in annex_compare.differences(want, got)]


def kind(fault):
    """What sort of difference it is: the place without what it is about."""
    return re.sub(r"\[[^\]]*\]", "", fault.split(": expected")[0].split(" ", 2)[2])


def tasks(options):
    """How the cases are made, the long ones first: (name, function)."""
    found = [(f"year {index}", functools.partial(annex_year.case, options.seed, index))
             for index in range(len(annex_year.YEARS) if options.years else 0)]
    return found + [(f"seed {seed}", functools.partial(annex_generate.case, seed))
                    for seed in range(options.seed, options.seed + options.cases)]


def check(options, index, results):
    """One worker: every jobs-th task; puts (name, faults) for each that fails, then the count."""
    mine = tasks(options)[index::options.jobs]
    checked = 0
    with AnnexProbe(options.probe) as probe:
        for (name, _), (case, envelopes) in zip(mine, probe.ask_all(make() for _, make in mine)):
            faults = faults_of(case, envelopes)
            checked += 1
            if faults:
                results.put((name, faults))
    results.put((None, checked))


def run_tasks(options):
    """All cases on all cores; returns (cases, [(name, faults)])."""
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=check, args=(options, index, results), daemon=True)
               for index in range(options.jobs)]
    for worker in workers:
        worker.start()
    failed, checked, running = [], 0, len(workers)
    while running:
        try:
            name, what = results.get(timeout=5)
        except multiprocessing.queues.Empty:
            if not any(worker.is_alive() for worker in workers):
                failed.append(("worker", ["a worker broke down; see above"]))
                break
            continue
        if name is None:
            checked, running = checked + what, running - 1
        else:
            failed.append((name, what))
    for worker in workers:
        worker.join()
    order = {name: at for at, (name, _) in enumerate(tasks(options))}
    return checked, sorted(failed, key=lambda each: order.get(each[0], -1))


def report(options, failed):
    """Says what differed; makes the first ones small."""
    FOUND.mkdir(parents=True, exist_ok=True)
    makers, shrunk = dict(tasks(options)), 0
    for name, faults in failed[:SHOWN_MAX]:
        print(f"FAILED {name}:\n  " + "\n  ".join(faults[:5]))
        if not name.startswith("seed") or shrunk >= options.shrink or \
                " code: " in faults[0] and "got 0" in faults[0]:
            continue
        shrunk += 1
        case = shorter(options.probe, makers[name](), faults)
        path = FOUND / f"annex-{name.replace(' ', '-')}.json"
        write(path, case)
        with AnnexProbe(options.probe) as probe:
            faults = faults_of(case, probe.ask(case))
        print(f"  made small: {readable(case['requests'][0])}\n    " + "\n    ".join(faults[:5]))
        print(f"  again: python3 tests/oracle/annex_run.py --replay {path.relative_to(ROOT)}")


def shorter(program, case, faults):
    """The case made small; a candidate that breaks the station ends that station only."""
    wanted, stations = kind(faults[0]), [AnnexProbe(program)]

    def fails(candidate):
        if stations[-1].process.poll() is not None:
            stations.append(AnnexProbe(program))
        return any(kind(fault) == wanted
                   for fault in faults_of(candidate, stations[-1].ask(candidate)))

    try:
        return shrink(case, fails)
    finally:
        for station in stations:
            station.close()


def replay(options, paths):
    """Cases kept as files; returns (passed, failed)."""
    passed = failed = 0
    with AnnexProbe(options.probe) as probe:
        for path in paths:
            case = json.loads(path.read_text(encoding="utf-8"))
            envelopes = probe.ask(case)
            faults = faults_of(case, envelopes) + stated(case, envelopes)
            print(f"{'FAILED' if faults else 'ok'} {path.name} {case.get('trap', '')}")
            if faults:
                print("  " + "\n  ".join(faults[:20]))
            passed, failed = passed + (not faults), failed + bool(faults)
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--probe", default=str(ROOT / "build/dev/tests/station_probe"))
    parser.add_argument("--seed", type=int, default=int(os.environ.get("CEMS_SEED", "1")))
    parser.add_argument("--cases", type=int, default=None, help="random cases (2000)")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--shrink", type=int, default=SHRUNK_MAX, help="cases to make small")
    parser.add_argument("--no-years", dest="years", action="store_false", help="no large cases")
    parser.add_argument("--replay", nargs="+", type=pathlib.Path, help="only these case files")
    options = parser.parse_args()
    if options.replay:
        passed, failed = replay(options, options.replay)
        print(f"{passed} passed, {failed} failed, 0 skipped")
        return 1 if failed else 0
    if options.cases is None:
        options.cases = 20_000 if os.environ.get("CEMS_LONG") else 2_000
    passed, failed = replay(options, sorted(CASES.glob("*.json")))
    started = time.monotonic()
    checked, differing = run_tasks(options)
    print(f"seed {options.seed}: {checked} cases, {len(differing)} of them differ, "
          f"{time.monotonic() - started:.0f} s")
    report(options, differing)
    passed, failed = passed + (not differing), failed + bool(differing)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
