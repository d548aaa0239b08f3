"""Quiet steps: each runs with its output in a log, and says one line; what ./test is made of.

A step that is itself a test runner ends its output with `N passed, N failed, N skipped` and names
what it skipped in lines `skipped: what: why`; any other step counts as one test.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "logs"

_COUNTS = re.compile(r"^(\d+) passed, (\d+) failed, (\d+) skipped$", re.M)
_FAILURE = re.compile(r"\bFAILED\b|\b[Ee]rror:|internal error|ERROR: |Failure$")
_PROGRESS = re.compile(r"^\s*\[?(\d+)/(\d+)\b")
_NICE = 19  # Of what runs beside other steps: it takes what they leave.


@dataclasses.dataclass
class Counts:
    """Tests that passed, failed and were skipped; `reasons` says why they were."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list = dataclasses.field(default_factory=list)

    def __add__(self, other):
        return Counts(self.passed + other.passed, self.failed + other.failed,
                      self.skipped + other.skipped, self.reasons + other.reasons)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def jobs(gigabytes_each=1.5):
    """Processes to run at once: one a core, but no more than the free memory has room for.

    1.5 GB is what the compiler takes for a file of ours that includes Asio, with sanitizers.
    """
    cores = len(os.sched_getaffinity(0))
    with open("/proc/meminfo", encoding="ascii") as meminfo:
        free_kib = int(re.search(r"^MemAvailable:\s+(\d+)", meminfo.read(), re.M)[1])
    return max(1, min(cores, int(free_kib / 1048576 / gigabytes_each)))


def configure(preset, *options):
    """The command that configures a preset.

    A folder of another compiler is begun anew: CMake would do so too, and forget what the preset
    says beside the compiler.
    """
    presets = json.loads((ROOT / "CMakePresets.json").read_text(encoding="utf-8"))
    wanted = next(one for one in presets["configurePresets"] if one["name"] == preset)
    cache = ROOT / "build" / preset / "CMakeCache.txt"
    used = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache.read_text(encoding="utf-8"), re.M) \
        if cache.exists() else None
    is_other = used and os.path.basename(used[1]) != wanted["cacheVariables"]["CMAKE_CXX_COMPILER"]
    return ["cmake", *(["--fresh"] if is_other else []), "--preset", preset, *options]


def run_logged(commands, log, title="", environment=None):
    """Runs commands in the project's root until one fails; returns the last one's exit status.

    Their output goes to `log`.

    On a terminal the count of ninja or ctest (`[3/40]`) is shown behind the title meanwhile.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    shown = sys.stdout.isatty() and threading.current_thread() is threading.main_thread()
    status = 0
    with log.open("w", encoding="utf-8") as written:
        for command in commands:
            written.write("$ " + " ".join(map(str, command)) + "\n")
            written.flush()
            with subprocess.Popen(
                    command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
                    env={**os.environ, **(environment or {})}) as process:
                for line in process.stdout:
                    written.write(line)
                    progress = _PROGRESS.match(line) if shown else None
                    if progress:
                        print(f"\r\033[K{title} {progress[1]}/{progress[2]}", end="", flush=True)
            status = process.returncode
            if status != 0:
                break
    if shown:
        print("\r\033[K", end="", flush=True)
    return status


def counts_of(log, status):
    """What a test runner's log says of its tests; one test when it says nothing."""
    text = log.read_text(encoding="utf-8", errors="replace")
    found = _COUNTS.findall(text)
    if not found:
        return Counts(passed=int(status == 0), failed=int(status != 0))
    passed, failed, skipped = map(int, found[-1])
    if status != 0 and failed == 0:
        failed = 1  # It broke down after its last test, or beside them.
    return Counts(passed, failed, skipped, re.findall(r"^skipped: (.*)$", text, re.M))


def tail(log, lines=25):
    """What a log says of failures and its end, indented, for whoever watches.

    A runner of many tests names the one that failed long before its end; lines as long as a
    command are cut.
    """
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    named = [line for line in text[:-lines] if _FAILURE.search(line)][:lines]
    shown = [*named, *(["…"] if named else []), *text[-lines:]]
    cut = (line if len(line) <= 400 else line[:400] + " …" for line in shown)
    return "\n".join("    " + line for line in cut)


class Steps:
    """Runs steps one after another, prints a line for each, and remembers how they went."""

    def __init__(self):
        self.total = Counts()
        self.broken = set()
        self._saying = threading.Lock()

    @contextlib.contextmanager
    def beside(self, *others):
        """The steps of functions `others`, one after another, beside those of the with block.

        They work while the block's steps wait: at the lowest priority, so that those which measure
        time do not notice. The block ends when both have.
        """
        def work():
            os.setpriority(os.PRIO_PROCESS, 0, _NICE)  # Of this thread, and of what it starts.
            for other in others:
                try:
                    other()
                except Exception:  # pylint: disable=broad-exception-caught
                    self._say(["a step broke down", traceback.format_exc()], Counts(failed=1))

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def run(self, name, *commands, needs=(), count=counts_of, environment=None):
        """One step. `needs` names earlier steps without which it makes no sense."""
        missing = [need for need in needs if need in self.broken]
        if missing:
            self.skip(name, f"{missing[0]} failed")
            self.broken.add(name)
            return
        log = LOGS / (name.replace(" ", "-") + ".log")
        started = time.monotonic()
        status = run_logged(commands, log, name, environment)
        counts = count(log, status)
        seconds = time.monotonic() - started
        failed = status != 0 or counts.failed > 0
        verdict = "FAILED" if failed else "ok"
        said = [f"{name:14} {verdict:6} {seconds:6.1f} s   {counts}",
                *(f"    skipped: {reason}" for reason in counts.reasons)]
        if failed:
            self.broken.add(name)
            said += [tail(log), f"    log: {log.relative_to(ROOT)}"]
        self._say(said, counts)

    def skip(self, name, reason):
        """Says that a step was not run, and why."""
        self._say([f"{name:14} skipped: {reason}"], Counts(skipped=1))

    def _say(self, lines, counts):
        with self._saying:
            self.total += counts
            print("\n".join(lines), flush=True)
