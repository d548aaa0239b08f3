#!/usr/bin/env python3
"""What comes to the edge of the server: conformance, smuggling, attacks, slow connections, load.

    python3 tests/edge/run.py [--cems build/release/cems] [--only conformance] [--long]

Every part starts a real `cems serve` and speaks to it over TLS. The last line is `N passed, N
failed, N skipped`; exit status 0 only if none failed. --long: the full number of connections and
seconds (docs/edge.md).
"""
import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import conformance  # noqa: E402  (needs the path above)
import conformance_frames  # noqa: E402
import conformance_hpack  # noqa: E402
import conformance_streams  # noqa: E402
from server import Server  # noqa: E402
from wire import Wire  # noqa: E402


def run_conformance(cems, folder, _long):
    """Each case of RFC 9113 and RFC 7541."""
    server = Server(cems, folder)
    cases = conformance_frames.CASES + conformance_streams.CASES + conformance_hpack.CASES
    try:
        for case in cases:
            fault = conformance.run(case, lambda: Wire(server.port))
            yield f"{case.section} {case.what}", fault
        yield "the server lives and stops", None if server.stop() else "it does not"
    finally:
        server.stop()


PARTS = {"conformance": run_conformance}


def main():
    """Runs the parts and counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems")
    parser.add_argument("--only", default="", help="parts whose name contains this")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    cems = str(pathlib.Path(options.cems).resolve())
    passed = failed = 0
    for name, part in PARTS.items():
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="cems-edge-") as folder:
            for what, fault in part(cems, folder, options.long):
                passed, failed = passed + (fault is None), failed + (fault is not None)
                print(f"{'ok' if fault is None else 'FAILED'} {name}: {what}"
                      + (f": {fault}" if fault else ""), flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
