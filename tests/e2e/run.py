#!/usr/bin/env python3
"""End-to-end tests: the real program on real sockets, asked with real curl.

    python3 tests/e2e/run.py --cems build/release/cems [--only NAME] [--profile FILE]

With --profile the program speaks the names of that file (docs/profile.md), the tests still those
of the standard: wire_names.py stands between them.

Every function named test_* of the modules below gets a fresh folder and runs on its own. The last
line is `N passed, N failed, N skipped`; exit status 0 only if none failed.
"""
import argparse
import importlib
import pathlib
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from wire_names import WireNames  # noqa: E402  (needs the path above)
from workbench import Workbench  # noqa: E402  (needs the path above)

MODULES = ("commands", "round_trip", "annex_c", "crashes", "kills", "refusals", "serving",
           "profiles", "documents", "representations", "annexes", "dr_calls", "ingest", "mqtt_in",
           "mqtt_crashes", "operations", "access", "audit_log", "canaries", "live", "quotas")
# What is not about names, or brings its own profile.
STANDARD_ONLY = ("crashes", "kills", "profiles", "documents", "representations", "dr_calls",
                 "ingest", "mqtt_in", "mqtt_crashes", "operations", "access", "audit_log",
                 "canaries", "live", "quotas")


def tests_of(only, profile):
    for module in MODULES:
        if profile and module in STANDARD_ONLY:
            continue
        for name, function in sorted(vars(importlib.import_module(module)).items()):
            label = f"{module}.{name.removeprefix('test_')}"
            if name.startswith("test_") and only in label:
                yield label, function


def run(label, function, cems, names):
    """True when the test passed; says why when it did not."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cems-e2e-") as folder:
        bench = Workbench(cems, pathlib.Path(folder), names)
        try:
            function(bench)
        except Exception:  # A test may fail in any way; the others go on.
            print(f"FAILED {label}\n{traceback.format_exc()}", flush=True)
            return False
        finally:
            bench.close()
    print(f"ok {label} ({time.monotonic() - started:.1f} s)", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems", help="the program under test")
    parser.add_argument("--only", default="", help="run tests whose name contains this")
    parser.add_argument("--profile", help="a wire profile to run under")
    options = parser.parse_args()
    names = WireNames(options.profile and pathlib.Path(options.profile).resolve())
    cems = pathlib.Path(options.cems).resolve()
    results = [run(label, function, cems, names)
               for label, function in tests_of(options.only, options.profile)]
    print(f"{results.count(True)} passed, {results.count(False)} failed, 0 skipped")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
