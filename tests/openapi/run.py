#!/usr/bin/env python3
"""The OpenAPI document under test: two linters, its examples, and a client generated from it.

    python3 tests/openapi/run.py --cems build/release/cems

Works in build/openapi, where `tools/install.sh test` has put the npm packages of package-lock.json.
A line a check; the last line is `N passed, N failed, N skipped`.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "build" / "openapi"
sys.path.insert(0, str(HERE.parent / "e2e"))

import station  # noqa: E402  (needs the path above)
from wire_names import WireNames  # noqa: E402
from workbench import Workbench  # noqa: E402

PAGES = ("interfaces", "models", "codes", "reading-types")
SCOPES = "static,dynamic,historic,statistic,dr,demand,ingest,admin"


class Checks:
    """Runs commands in WORK; a command is a check, or says itself what it checked."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def run(self, name, *command):
        """True when it exits with 0. Lines `ok …`, `FAILED …`, `skipped: …` count."""
        started = time.monotonic()
        done = subprocess.run([str(part) for part in command], cwd=WORK, capture_output=True,
                              text=True, timeout=300, check=False)
        text = done.stdout + done.stderr
        passed, failed, skipped = (len(re.findall(rf"^{word} ", text, re.M))
                                   for word in ("ok", "FAILED", "skipped:"))
        self.skipped += skipped
        self.passed += passed + (done.returncode == 0 and passed + failed + skipped == 0)
        self.failed += failed + (done.returncode != 0 and failed == 0)
        verdict = "ok" if done.returncode == 0 and failed == 0 else "FAILED"
        print(f"{name}: {verdict} ({time.monotonic() - started:.1f} s)\n{text}", flush=True)
        return done.returncode == 0

    def same(self, name, text, path):
        """That a committed file is what the program prints."""
        equal = path.exists() and path.read_text(encoding="utf-8") == text
        self.passed += equal
        self.failed += not equal
        print(f"{name}: {'ok' if equal else 'FAILED: differs from ' + str(path.relative_to(ROOT))}")


def program(name):
    return WORK / "node_modules" / ".bin" / name


def ask_a_server(checks, cems):
    """The compiled client against a small site."""
    with tempfile.TemporaryDirectory(prefix="cems-openapi-") as folder:
        bench = Workbench(cems, pathlib.Path(folder), WireNames(None))
        try:
            bench.run("load", "--data", bench.data, bench.file("site.json", station.archive()))
            readings = bench.file("r.csv", station.csv(station.rows(240)))
            bench.run("load", "--data", bench.data, *station.load_arguments(readings))
            token = bench.token("client", "*", "--scope", SCOPES)
            server = bench.serve("--insecure-h2c", "--clock", "2016-07-10T00:20:00+08:00")
            checks.run("generated client", "node", "out/client.js", "openapi.json", server.url,
                       token, station.SITE, "T1", "0501")
        finally:
            bench.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems", help="the program under test")
    cems = pathlib.Path(parser.parse_args().cems).resolve()
    if not (WORK / "node_modules").exists():
        sys.exit("openapi: no npm packages in build/openapi; run tools/install.sh test")
    for path in HERE.iterdir():
        if path.suffix in (".mjs", ".mts", ".ts", ".json", ".yaml"):
            shutil.copy(path, WORK)
    checks = Checks()
    printed = subprocess.run([cems, "spec", "openapi"], capture_output=True, text=True, check=True)
    (WORK / "openapi.json").write_text(printed.stdout, encoding="utf-8")
    for page in PAGES:
        text = subprocess.run([cems, "spec", "markdown", page], capture_output=True, text=True,
                              check=True).stdout
        checks.same(f"docs/reference/{page}.md", text, ROOT / "docs" / "reference" / f"{page}.md")
    checks.run("redocly", "node", "lint.mjs", "openapi.json")
    checks.run("spectral", program("spectral"), "lint", "--quiet", "--fail-severity", "hint",
               "--ruleset", "spectral.yaml", "openapi.json")
    checks.run("examples", "node", "examples.mjs", "openapi.json")
    if (checks.run("generate", program("openapi-typescript"), "openapi.json", "-o",
                   "generated.d.ts")
            and checks.run("compile", program("tsc"), "-p", "tsconfig.json")):
        shutil.copy(WORK / "schemas.mjs", WORK / "out")
        ask_a_server(checks, cems)
    checks.run("documented answers", sys.executable, HERE / "documented.py", "--cems", cems)
    print(f"{checks.passed} passed, {checks.failed} failed, {checks.skipped} skipped")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
