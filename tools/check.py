"""Runs every test of the project: what ./test does once the packages are there.

Steps run one after another, those that only compute beside those that mostly wait, each with a log
in build/logs; a failing one does not stop those that do not need it, so one run shows all there is
to mend. The last line counts everything:
`N passed, N failed, N skipped`.
"""

import argparse
import os
import re
import shutil
import sys
import time

from gtest_counts import count_ctest
from steps import LOGS, ROOT, Counts, Steps, configure, jobs


def tidy(steps):
    """The rules that need no compiler: seconds."""
    python = sys.executable
    steps.run("tidy rules", [python, "tools/tidy.py", "--self-test"])
    steps.run("tidy", [python, "tools/tidy.py"])
    folders = ("src", "app", "tests", "bench", "fuzz")
    sources = sorted(str(path.relative_to(ROOT)) for folder in folders for suffix in ("h", "cc")
                     for path in (ROOT / folder).rglob(f"*.{suffix}"))
    steps.run("format", ["clang-format", "--dry-run", "-Werror", *sources])
    scripts = ["run", "test", ".ci/run", "tools/hooks/pre-commit", "packaging/postinst",
               "packaging/prerm", "packaging/postrm",
               *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tools").glob("*.sh"))]
    steps.run("shellcheck", ["shellcheck", *scripts])
    steps.run("spec tables", [python, "tools/gen_spec.py", "--check"])


def build(steps, preset, *, targets=(), options=()):
    """Configures and builds a preset (the step `build PRESET`)."""
    command = ["cmake", "--build", "--preset", preset, "-j", str(jobs())]
    for target in targets:
        command += ["--target", target]
    command += ["--", "-k", "0"]  # One run shows everything that does not compile.
    steps.run(f"build {preset}", configure(preset, *options), command)


def ctest(steps, preset, labels=None):
    """The unit tests of a preset that is built (the step `ctest PRESET`)."""
    cases, junit = LOGS / f"cases-{preset}", LOGS / f"ctest-{preset}.xml"
    shutil.rmtree(cases, ignore_errors=True)
    junit.unlink(missing_ok=True)
    command = ["ctest", "--preset", preset, "-j", str(jobs()), "--output-junit", str(junit)]
    if labels:
        command += ["-L", labels]
    steps.run(f"ctest {preset}", command, needs=[f"build {preset}"],
              count=lambda log, status: count_ctest(junit, cases),
              environment={"GTEST_OUTPUT": f"xml:{cases}/"})


def count_unittests(log, status):
    """Counts of a program made with Python's unittest."""
    text = log.read_text(encoding="utf-8", errors="replace")
    numbers = {name: int(number) for name, number in
               re.findall(r"\b(Ran|failures|errors|skipped)(?: |=)(\d+)\b", text)}
    failed = numbers.get("failures", 0) + numbers.get("errors", 0)
    skipped = numbers.get("skipped", 0)
    passed = numbers.get("Ran", 0) - failed - skipped
    return Counts(passed, failed or int(status != 0), skipped)


def scripts(steps):
    """The tests of what is written in Python: generators and this workshop."""
    for path in sorted((ROOT / "tests").glob("*/*_test.py")):
        steps.run(path.stem, [sys.executable, str(path.relative_to(ROOT))], count=count_unittests)


def headers(steps):
    """Every public header compiles alone."""
    steps.run("headers", ["cmake", "--build", "--preset", "dev", "-j", str(jobs()),
                          "--target", "all_verify_interface_header_sets"], needs=["build dev"])


def end_to_end(steps):
    """The program as its users see it."""
    if not (ROOT / "tests" / "e2e" / "run.py").exists():
        steps.skip("end to end", "tests/e2e/run.py is not there")
        return
    command = [sys.executable, "tests/e2e/run.py", "--cems", "build/release/cems"]
    steps.run("end to end", command, needs=["build release"])
    steps.run("all renamed", [*command, "--profile", "tests/profile/renamed.json"],
              needs=["build release"])


def package(steps, *, in_a_root):
    """The .deb of the release build; with --long in a Debian of its own too."""
    steps.run("package", [sys.executable, "tests/package/run.py", "--build", "build/release",
                          *(["--root"] if in_a_root else [])], needs=["build release"])


def edge(steps, name, parts, is_long):
    """What comes to the edge of the server: conformance, attacks, slow connections, load."""
    command = [sys.executable, "tests/edge/run.py", "--cems", "build/release/cems", "--only", parts]
    steps.run(name, [*command, *(["--long"] if is_long else [])], needs=["build release"])


def openapi(steps):
    """The document of the interfaces: linters, examples, a generated client."""
    steps.run("openapi", [sys.executable, "tests/openapi/run.py", "--cems", "build/release/cems"],
              needs=["build release"])


def console(steps):
    """The console: built, and looked at in a real browser."""
    steps.run("build console", ["tools/console.sh"])
    steps.run("console", [sys.executable, "tests/web/run.py", "--cems", "build/release/cems"],
              needs=["build release", "build console"])


def oracle(steps):
    """Random sites against plain loops over their readings (tests/oracle)."""
    steps.run("oracle", [sys.executable, "tests/oracle/run.py"], needs=["build dev"])
    steps.run("oracle annexes", [sys.executable, "tests/oracle/annex_run.py"], needs=["build dev"])


def fuzz(steps, seconds):
    """Each fuzz target for a few seconds; links them first, which the step's time includes."""
    steps.run("fuzz", [sys.executable, "tools/fuzz", "--seconds", str(seconds)],
              needs=["build dev"])


def lint(steps, everything):
    """clang-tidy: on what has changed, within a budget; with --long on everything."""
    steps.run("lint", [sys.executable, "tools/lint.py", *(["--all"] if everything else [])])


def main():
    parser = argparse.ArgumentParser(prog="./test", description="Runs the tests of cems.")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--fast", action="store_true", help="under a minute: tidy and quick suites")
    length.add_argument("--long", action="store_true",
                        help="also ThreadSanitizer, lint of everything, longer fuzzing and loops")
    arguments = parser.parse_args()
    started = time.monotonic()
    if arguments.long:
        os.environ["CEMS_LONG"] = "1"
    steps = Steps()
    tidy(steps)
    scripts(steps)
    build(steps, "dev", options=["-DCMAKE_VERIFY_INTERFACE_HEADER_SETS=ON"])
    ctest(steps, "dev", labels="fast|tidy" if arguments.fast else None)
    if not arguments.fast:
        headers(steps)
        build(steps, "release", targets=["cems"])
        with steps.beside(lambda: oracle(steps)):
            end_to_end(steps)
            edge(steps, "edge", "conformance,smuggling,memory,descriptors,slow", arguments.long)
        edge(steps, "edge timed", "attacks,overload", arguments.long)
        seconds = int(os.environ.get("FUZZ_SECONDS", "60" if arguments.long else "5"))
        with steps.beside(lambda: fuzz(steps, seconds), lambda: lint(steps, arguments.long)):
            openapi(steps)
            console(steps)
            package(steps, in_a_root=arguments.long and os.geteuid() == 0)
    if arguments.long:
        build(steps, "tsan")
        ctest(steps, "tsan")
    print(f"{time.monotonic() - started:.0f} s; logs in {LOGS.relative_to(ROOT)}")
    print(steps.total)
    return 1 if steps.total.failed else 0


if __name__ == "__main__":
    sys.exit(main())
