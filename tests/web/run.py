#!/usr/bin/env python3
"""The console in a real browser: Debian's Chromium against `cems serve` and its demonstration site.

    python3 tests/web/run.py --cems build/release/cems [PART...]

Builds the console when it is not there (tools/console.sh), compares the types it is written with
with what the program documents, and runs web/tests, or only the parts named (access, annexC,
budget, pages, signIn, units). Pictures of every page are left in build/web/screenshots. The last
line is `N passed, N failed, N skipped`; exit status 0 only if none failed.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEB = ROOT / "web"
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

import station  # noqa: E402  (needs the path above)
from annex_c import MOMENT, SITE  # noqa: E402
from wire_names import WireNames  # noqa: E402
from workbench import Workbench  # noqa: E402

LIMITED = "static,dynamic,historic"
ALL = LIMITED + ",statistic,dr,demand,ingest,admin"


def check_types(cems):
    """True when the types are those of the program's document and the sources fit them."""
    document = subprocess.run([cems, "spec", "openapi"], capture_output=True, check=True).stdout
    made = subprocess.run(["node", "scripts/schema.mjs", "-"], cwd=WEB, input=document,
                          capture_output=True, check=True).stdout
    written = (WEB / "src" / "api" / "schema.ts").read_bytes()
    if made != written:
        print("FAILED types of the interfaces: run `cems spec openapi | npm run schema` in web/")
        return False
    checked = subprocess.run(["npm", "run", "--silent", "check"], cwd=WEB, check=False)
    print(f"{'FAILED' if checked.returncode else 'ok'} types", flush=True)
    return checked.returncode == 0


def browse(cems, folder, parts):
    """Runs the parts against a server of the demonstration site; gives what they counted."""
    bench = Workbench(cems, folder, WireNames(None))
    try:
        bench.run("demo", "--data", bench.data)
        bench.run("load", "--data", bench.data, bench.file("other.json", station.archive()))
        site = {"otherName": json.loads(station.archive())["cems"]["name"],
                "everything": bench.token("everything", "*", "--scope", ALL),
                "token": bench.token("tests", SITE, "--scope", ALL),
                "limited": bench.token("limited", SITE, "--scope", LIMITED)}
        server = bench.serve("--clock", MOMENT, "--console", WEB / "dist")
        site["url"] = server.url
        command = ["node", "tests/run.mjs", json.dumps(site), ROOT / "build/web/screenshots"]
        text = ""
        with subprocess.Popen([*command, *parts], cwd=WEB, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                text += line
    finally:
        bench.close()
    counted = re.findall(r"^(\d+) passed, (\d+) failed, \d+ skipped$", text, re.M)
    passed, failed = map(int, counted[-1]) if counted else (0, 1)
    return passed, failed or int(process.returncode != 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems", help="the program under test")
    parser.add_argument("parts", nargs="*", metavar="PART", help="of web/tests; all where none")
    options = parser.parse_args()
    cems = pathlib.Path(options.cems).resolve()
    subprocess.run([ROOT / "tools" / "console.sh"], check=True)
    fits = check_types(cems)
    usage = subprocess.run([cems, "serve", "--help"], capture_output=True, check=True).stdout
    if b"--console" not in usage:
        print("skipped: console: this cems serves none")
        print(f"{int(fits)} passed, {int(not fits)} failed, 1 skipped")
        return int(not fits)
    with tempfile.TemporaryDirectory(prefix="cems-web-") as folder:
        passed, failed = browse(cems, pathlib.Path(folder), options.parts)
    print(f"{passed + fits} passed, {failed + (not fits)} failed, 0 skipped")
    return 1 if failed or not fits else 0


if __name__ == "__main__":
    sys.exit(main())
