#!/usr/bin/env python3
"""The workshop's own tests: what ./test counts, and what ./run does with a program made up here.

Standard library only; nothing is built, no server but a few lines of Python is started.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import unittest.mock

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from gtest_counts import count_ctest  # noqa: E402
from steps import Counts, Steps, configure, counts_of  # noqa: E402

CASES = """<testsuites><testsuite name="Time">
<testcase name="Parses" status="run" classname="Time"/>
<testcase name="Skips" status="run" classname="Time"><skipped message="no zone here"/></testcase>
<testcase name="DISABLED_Later" status="notrun" classname="Time"/>
{more}</testsuite></testsuites>"""
FAILING = '<testcase name="Fails" status="run" classname="Time"><failure message="x"/></testcase>'

# Stands for build/release/cems: writes down how it was called, and serves until SIGTERM.
PROGRAM = """#!/usr/bin/env python3
import os, signal, sys, time
with open("calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
if "add" in sys.argv:
    print("secret-token")
if "serve" in sys.argv:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(int(os.environ.get("STATUS", "0"))))
    print("cems: ready on https://127.0.0.1:4711", flush=True)
    while True:
        time.sleep(1)
sys.exit(int(os.environ.get("DEMO_STATUS", "0")) if "demo" in sys.argv[1] else 0)
"""


class CountsTest(unittest.TestCase):
    """What a run of ctest, or of a step, counts as."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def ctest(self, status, cases=None):
        junit = self.folder / "junit.xml"
        junit.write_text(f'<testsuite><testcase name="base" status="{status}"/></testsuite>')
        if cases is not None:
            (self.folder / "base_test.xml").write_text(cases)
        return count_ctest(junit, self.folder)

    def test_cases_count_one_by_one(self):
        counts = self.ctest("run", CASES.format(more=""))
        self.assertEqual((counts.passed, counts.failed, counts.skipped), (1, 0, 2))
        self.assertIn("Time.Skips: no zone here", counts.reasons)

    def test_a_failing_case_counts_once(self):
        self.assertEqual(self.ctest("fail", CASES.format(more=FAILING)).failed, 1)

    def test_a_program_that_fails_after_its_cases_counts_as_failed(self):
        self.assertEqual(self.ctest("fail", CASES.format(more="")).failed, 1)

    def test_a_crash_without_cases_counts_as_failed(self):
        self.assertEqual(self.ctest("fail").failed, 1)

    def test_a_run_that_wrote_nothing_counts_as_failed(self):
        self.assertEqual(count_ctest(self.folder / "none.xml", self.folder).failed, 1)

    def test_a_step_counts_what_its_last_line_says(self):
        log = self.folder / "log"
        log.write_text("1 passed, 0 failed, 0 skipped\n"
                       "skipped: a: b\n"
                       "5 passed, 1 failed, 1 skipped\n")
        self.assertEqual(counts_of(log, 1), Counts(5, 1, 1, ["a: b"]))

    def test_a_step_that_breaks_down_after_its_tests_has_failed(self):
        log = self.folder / "log"
        log.write_text("5 passed, 0 failed, 0 skipped\nSegmentation fault\n")
        self.assertEqual(counts_of(log, 139).failed, 1)


class BesideTest(unittest.TestCase):
    """Steps that compute while others wait."""

    def setUp(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        for patch in (unittest.mock.patch("steps.ROOT", folder),
                      unittest.mock.patch("steps.LOGS", folder),
                      unittest.mock.patch("builtins.print")):
            patch.start()
            self.addCleanup(patch.stop)
        self.steps = Steps()

    def test_they_are_counted_and_make_way_for_the_others(self):
        own = os.getpriority(os.PRIO_PROCESS, 0)
        tell = [sys.executable, "-c", "import os; print(os.nice(0), 'passed, 1 failed, 0 skipped')"]
        with self.steps.beside(lambda: self.steps.run("beside", tell),
                               lambda: self.steps.run("after", ["true"], needs=["beside"])):
            self.steps.run("first", ["true"])
        self.assertEqual(self.steps.total, Counts(19 + 1, 1, 1))
        self.assertEqual(os.getpriority(os.PRIO_PROCESS, 0), own)

    def test_one_that_breaks_down_has_failed(self):
        with self.steps.beside(lambda: 1 / 0, lambda: self.steps.run("after", ["true"])):
            pass
        self.assertEqual(self.steps.total, Counts(1, 1, 0))


class ConfigureTest(unittest.TestCase):
    """CMake forgets a preset's settings when only the compiler of a folder changes."""

    def test_a_folder_of_another_compiler_is_begun_anew(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        shutil.copy(ROOT / "CMakePresets.json", folder)
        cache = folder / "build" / "release" / "CMakeCache.txt"
        cache.parent.mkdir(parents=True)
        with unittest.mock.patch("steps.ROOT", folder):
            self.assertEqual(configure("release"), ["cmake", "--preset", "release"])
            for compiler, fresh in (("/usr/bin/g++", False), ("/usr/bin/clang++", True)):
                cache.write_text(f"CMAKE_AR:FILEPATH=ar\nCMAKE_CXX_COMPILER:STRING={compiler}\n")
                self.assertEqual("--fresh" in configure("release"), fresh, compiler)


class RunTest(unittest.TestCase):
    """./run in a folder of its own, where installing and building do nothing."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copy(ROOT / "run", self.folder)
        for path, text in (("bin/cmake", "#!/bin/sh\n"), ("tools/install.sh", "#!/bin/sh\n"),
                           ("build/release/cems", PROGRAM)):
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
            target.chmod(0o755)

    def start(self, *arguments, **environment):
        path = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        return subprocess.Popen(
            [str(self.folder / "run"), *arguments], stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder,
            env={**os.environ, **environment, "PATH": path},
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))

    def serve(self, *arguments, stop=signal.SIGTERM, **environment):
        """Runs until the examples are printed, sends `stop`; returns (status, text)."""
        text = ""
        with self.start(*arguments, **environment) as process:
            # Whatever goes wrong, nothing that was started here is left behind.
            self.addCleanup(self.end, process.pid)
            deadline = threading.Timer(20, self.end, [process.pid])
            deadline.start()
            for line in process.stdout:
                text += line
                if "Ctrl-C stops it" in line:
                    process.send_signal(stop)
            deadline.cancel()
            return process.wait(), text

    @staticmethod
    def end(group):
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def calls(self):
        return (self.folder / "calls").read_text().splitlines()

    def test_first_run_makes_site_and_token_second_does_not(self):
        status, text = self.serve()
        self.assertEqual(status, 0, text)
        for part in ("https://127.0.0.1:4711", "secret-token", "--http2", "cems get"):
            self.assertIn(part, text)
        self.assertIn("demo --data ./cems-data --until now", self.calls())
        self.assertIn("serve --data ./cems-data --listen 127.0.0.1:8443", self.calls())
        token = self.folder / "cems-data/demo-token"
        self.assertEqual(token.stat().st_mode & 0o777, 0o600)
        (self.folder / "calls").unlink()
        status, text = self.serve("--port", "9443")
        self.assertEqual(status, 0, text)
        self.assertIn("secret-token", text)
        self.assertEqual(self.calls(), ["serve --data ./cems-data --listen 127.0.0.1:9443"])

    def test_ctrl_c_ends_it_cleanly(self):
        self.assertEqual(self.serve(stop=signal.SIGINT)[0], 0)

    def test_the_servers_failure_is_ours(self):
        self.assertEqual(self.serve(STATUS="3")[0], 1)

    def test_annex_c_has_its_own_clock_and_folder(self):
        self.assertEqual(self.serve("--annex-c")[0], 0)
        self.assertIn("demo --data build/annex-c", self.calls())
        self.assertIn("--clock 2024-07-18T14:30:00+08:00", self.calls()[-1])

    def test_annex_c_refuses_a_folder_with_newer_readings(self):
        self.serve()
        status, text = self.serve("--annex-c", "--data", "cems-data")
        self.assertEqual(status, 1)
        self.assertIn("name another folder", text)

    def test_data_of_another_origin_is_served_as_it_is(self):
        (self.folder / "mine").mkdir()
        (self.folder / "mine/store").write_text("x")
        status, text = self.serve("--data", "mine")
        self.assertEqual(status, 0, text)
        self.assertFalse([call for call in self.calls() if call.startswith("demo")])

    def test_an_interrupted_site_is_made_again(self):
        self.assertEqual(self.serve(DEMO_STATUS="1")[0], 1)
        self.assertEqual(self.serve()[0], 0)
        self.assertEqual(len([call for call in self.calls() if call.startswith("demo")]), 2)

    def test_wrong_usage_is_2(self):
        for arguments in (["--nope"], ["--port", "99999"], ["--port"], ["--data"]):
            self.assertEqual(self.serve(*arguments)[0], 2, arguments)


if __name__ == "__main__":
    unittest.main()
