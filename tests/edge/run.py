#!/usr/bin/env python3
"""What comes to the edge of the server: conformance, smuggling, attacks, slow connections, load.

    python3 tests/edge/run.py [--cems build/release/cems] [--only conformance,slow] [--long]

Every part starts a real `cems serve` and speaks to it over TLS. The last line is `N passed, N
failed, N skipped`; exit status 0 only if none failed. --long: the full number of connections and
seconds (docs/edge.md).
"""
import argparse
import pathlib
import resource
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import attacks  # noqa: E402
import attacks_floods  # noqa: E402
import attacks_headers  # noqa: E402
import attacks_stalls  # noqa: E402
import conformance  # noqa: E402  (needs the path above)
import conformance_frames  # noqa: E402
import conformance_hpack  # noqa: E402
import conformance_streams  # noqa: E402
import descriptors  # noqa: E402
import idle_memory  # noqa: E402
import overload  # noqa: E402
import slow  # noqa: E402
import smuggling_h1  # noqa: E402
import smuggling_h2  # noqa: E402
from server import Server  # noqa: E402
from wire import Wire  # noqa: E402


def run_conformance(cems, folder, _options):
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


def run_attacks(cems, folder, options):
    """Each attack of the table, with a well-behaved client beside it."""
    server = Server(cems, folder)
    seconds = 5 if options.long else 1
    all_seen = []
    try:
        calm = attacks.calm(server, seconds)
        for flood in attacks_floods.FLOODS + attacks_headers.FLOODS:
            seen = attacks.run_flood(flood, server, seconds, calm)
            for _ in range(3):
                if "p99" not in seen.fault:
                    break
                # What another program of the machine does may look like an attack's cost: once
                # more, and for longer, as the p99 of a second is its second longest answer.
                longer = max(seconds, 4)
                seen = attacks.run_flood(flood, server, longer, attacks.calm(server, longer))
            all_seen.append(seen)
            yield seen.name, seen.fault or None
        alone = [[one] for one in attacks_stalls.STALLS]
        together = alone if options.long else [attacks_stalls.STALLS]
        for stalls in together:
            for seen in attacks.run_stalls(stalls, server, attacks.calm(server, 1)):
                all_seen.append(seen)
                yield seen.name, seen.fault or None
        yield "the server lives and stops", None if server.stop() else "it does not"
    finally:
        server.stop()
        print("\n".join(attacks.table(all_seen)))


def run_smuggling(cems, folder, _options):
    """Requests that two parsers could read differently."""
    server = Server(cems, folder)
    try:
        for version, corpus in (("HTTP/1.1", smuggling_h1), ("HTTP/2", smuggling_h2)):
            for name, fault in corpus.run(server):
                yield f"{version}, {name}", fault
    finally:
        server.stop()


def run_slow(cems, folder, options):
    """Slow connections by the thousand."""
    server = Server(cems, folder)
    try:
        lines, fault = slow.run(server, 5000 if options.long else 400)
        print("\n".join(lines))
        yield "slow connections", fault
    finally:
        server.stop()


def run_memory(cems, folder, options):
    """Idle connections."""
    count = idle_memory.raise_descriptors(5000 if options.long else 500)
    for protocol in ("h2", "http/1.1"):
        server = Server(cems, folder)
        try:
            each = idle_memory.measure(server, count, protocol)
            yield (f"{count} idle connections ({protocol}), {each / 1024:.1f} KiB each",
                   None if each <= idle_memory.BYTES_EACH else "too much")
        finally:
            server.stop()


def run_descriptors(cems, folder, _options):
    """A server that runs out of descriptors goes on."""
    server = Server(cems, folder, prepare=lambda: resource.setrlimit(
        resource.RLIMIT_NOFILE, (700, 700)))
    try:
        yield "more connections than descriptors", descriptors.run(server)
    finally:
        server.stop()


def run_overload(cems, folder, options):
    """More than it can serve."""
    server = Server(cems, folder)
    try:
        seconds = options.overload_seconds or (30 if options.long else 6)
        for _ in range(1 if options.overload_seconds else 3):
            # Somebody else's work on the machine looks like ours done worse: then once more.
            lines, fault = overload.run(server, seconds)
            print("\n".join(lines))
            if not fault:
                break
        yield "ten times the load", fault
    finally:
        server.stop()


PARTS = {"conformance": run_conformance, "smuggling": run_smuggling, "memory": run_memory,
         "descriptors": run_descriptors, "slow": run_slow, "overload": run_overload,
         "attacks": run_attacks}


def main():
    """Runs the parts and counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems")
    parser.add_argument("--only", default=",".join(PARTS), help="parts (default: all)")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--overload-seconds", type=int, default=0, help="600 is ten minutes")
    options = parser.parse_args()
    cems = str(pathlib.Path(options.cems).resolve())
    wanted = options.only.split(",")
    if unknown := sorted(set(wanted) - set(PARTS)):
        parser.error(f"no part {' '.join(unknown)}; there are: {' '.join(PARTS)}")
    passed = failed = 0
    for name in wanted:
        part = PARTS[name]
        with tempfile.TemporaryDirectory(prefix="cems-edge-") as folder:
            for what, fault in part(cems, folder, options):
                passed, failed = passed + (fault is None), failed + (fault is not None)
                print(f"{'ok' if fault is None else 'FAILED'} {name}: {what}"
                      + (f": {fault}" if fault else ""), flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
