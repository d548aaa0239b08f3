"""Servers of the benchmark: started in a folder of their own, on loopback, ended by their id."""
import os
import socket
import subprocess
import time

# Longer than any of them waits before it packs what came last (cems: ten seconds).
QUIET_SECONDS = 12
QUIET_SECONDS_MAX = 60


def free_port():
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def folder_bytes(folder):
    """Length of all files; one that goes meanwhile counts nothing."""
    total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_size
            except FileNotFoundError:
                pass
    return total


def until_quiet(folder, quiet_seconds=QUIET_SECONDS):
    """Waits until a folder has not changed its size for a while."""
    deadline = time.monotonic() + QUIET_SECONDS_MAX
    size, since = folder_bytes(folder), time.monotonic()
    while time.monotonic() < deadline and time.monotonic() - since < quiet_seconds:
        time.sleep(0.5)
        now = folder_bytes(folder)
        if now != size:
            size, since = now, time.monotonic()


class Process:
    """One server process; its output goes to a file."""

    def __init__(self, command, log, **options):
        self.log = log
        with open(log, "w", encoding="utf-8") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT,
                                            stdin=subprocess.DEVNULL, **options)

    def wait_until(self, ready, seconds=60):
        """Waits until `ready()` is true."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SystemExit(f"a server does not start; see {self.log}")
            time.sleep(0.05)

    def wait_for_line(self, text):
        """Waits until its output has a text."""
        def there():
            with open(self.log, encoding="utf-8", errors="replace") as lines:
                return text in lines.read()
        self.wait_until(there)

    def memory_mb(self):
        """PSS of the process and all below it, in MB."""
        total, todo = 0, [self.process.pid]
        while todo:
            pid = todo.pop()
            try:
                with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as lines:
                    total += next(int(line.split()[1]) for line in lines
                                  if line.startswith("Pss:"))
                with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
                    todo += map(int, children.read().split())
            except (FileNotFoundError, ProcessLookupError, StopIteration):
                continue
        return total / 1024

    def stop(self):
        """Ends it, by force where it does not listen."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
