"""The words that attacks are written in, and how one is run and judged (docs/edge.md).

A flood says something again and again until the server ends the connection, which it must within a
second of the first byte. A stall keeps something open as slowly as it can; the server must end it
within 15 seconds. Meanwhile the server's memory and a well-behaved client are watched.

The attacker itself runs at the lowest priority: a real one brings a machine of its own, and a busy
loop of Python on two shared cores makes the client's p99 four times as long before the server has
done anything. What the server does for the attacker is done at the server's priority, and that is
what the client's p99 is to show.
"""
import concurrent.futures
import dataclasses
import itertools
import os
import statistics
import subprocess
import time
import typing

from server import SHORT
from wire import Wire

CLOSED_SECONDS = 1.0
STALLED_SECONDS = 15.0
MEMORY_BYTES = 10 << 20
P99_RATIO = 2.0
# Below this, percentiles of a shared machine are weather.
P99_NOISE_US = 3000
PAUSE_SECONDS = 0.1  # Between two connections of an attacker who has been closed.


@dataclasses.dataclass
class Flood:
    """`steps(server)` gives byte strings, for ever or for a while."""

    name: str
    limit: str  # What stops it: a name of src/base/limits.h, or the library's rule.
    steps: typing.Callable
    settings: tuple = ()
    reads: bool = True
    # Whether the connection may live on, because what was said costs nothing.
    is_harmless: bool = False


@dataclasses.dataclass
class Stall:
    """`begin(wire, server)` once, `tick(wire, n)` every `interval` seconds."""

    name: str
    limit: str
    begin: typing.Callable
    tick: typing.Callable = lambda wire, n: None
    interval: float = 0.5
    settings: tuple = ()
    # What is there before begin(): "tcp", "tls" or "h2".
    start: str = "h2"
    protocol: str = "h2"
    reads: bool = True
    receive_buffer: int = 0


@dataclasses.dataclass
class Seen:
    """How an attack went."""

    name: str
    limit: str
    seconds: float = 0.0  # Until it was closed; the worst of its connections.
    connections: int = 0
    memory: int = 0  # Bytes more than before.
    p99_ratio: float = 0.0
    fault: str = ""


class GoodClient:
    """h2load with one stream at a time, while something else goes on."""

    def __init__(self, server, seconds):
        self.log = os.path.join(server.folder, "good.log")
        if os.path.exists(self.log):
            os.unlink(self.log)
        name, value = server.authorization
        self.process = subprocess.Popen(
            ["h2load", "-c", "2", "-m", "1", "-t", "1", "-D", f"{seconds:.0f}", "--rps", "150",
             "--log-file", self.log, "-H", f"{name}: {value}",
             f"https://127.0.0.1:{server.port}{SHORT}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def done(self):
        """Whether its time is over."""
        return self.process.poll() is not None

    def p99(self):
        """Microseconds. Every request must have been answered with 200."""
        self.process.wait()
        with open(self.log, encoding="ascii") as lines:
            asked = [line.split("\t") for line in lines]
        bad = [one[1] for one in asked if one[1] != "200"]
        if bad or not asked:
            raise AssertionError(f"the good client got {bad[:3]} in {len(asked)} answers")
        times = sorted(int(one[2]) for one in asked)
        return times[min(len(times) - 1, len(times) * 99 // 100)]


def at_lowest_priority(work):
    """The result of `work()`, done by a thread that gives way to everybody (Linux: nice is a
    thread's, so nobody needs the right to take it back)."""
    with concurrent.futures.ThreadPoolExecutor(
            1, initializer=lambda: os.setpriority(os.PRIO_PROCESS, 0, 19)) as attacker:
        return attacker.submit(work).result()


def flood_once(flood, server):
    """Seconds until the server has closed the connection, or None."""
    wire = Wire(server.port, reads=True)
    try:
        wire.handshake(*flood.settings)
        wire.reads = flood.reads
        begun = time.monotonic()
        for said in flood.steps(server):
            if not wire.send(said, 1) or time.monotonic() > begun + CLOSED_SECONDS:
                break
        wire.reads = True  # What is there is read to see the end behind it.
        over = wire.wait_closed(max(0.1, begun + CLOSED_SECONDS - time.monotonic()))
        return time.monotonic() - begun if over else None
    finally:
        wire.close()


def run_flood(flood, server, seconds, calm_p99):
    """Floods again and again for so long; what was seen."""
    seen = Seen(flood.name, flood.limit)
    before = server.memory()
    server.forget_peak()
    good = GoodClient(server, seconds)

    def attack():
        while not good.done() and not seen.fault:
            took = flood_once(flood, server)
            seen.connections += 1
            if took is None and not flood.is_harmless:
                seen.fault = f"still open after {CLOSED_SECONDS:.0f} s"
            seen.seconds = max(seen.seconds, took or 0.0)
            time.sleep(PAUSE_SECONDS)

    at_lowest_priority(attack)
    return judge(seen, server, before, good, calm_p99)


def judge(seen, server, memory_before, good, calm_p99, memory_max=MEMORY_BYTES):
    """Fills in what it has cost the others."""
    p99 = good.p99()
    seen.p99_ratio = p99 / calm_p99
    seen.memory = server.memory("VmHWM") - memory_before
    if not server.alive():
        seen.fault = "the server is gone"
    elif not seen.fault and seen.memory > memory_max:
        seen.fault = f"memory grew by {seen.memory >> 20} MiB"
    elif not seen.fault and seen.p99_ratio > P99_RATIO and p99 > P99_NOISE_US:
        seen.fault = f"the good client's p99 is {seen.p99_ratio:.1f} times as long"
    return seen


def calm(server, seconds):
    """The good client's p99 when nothing else goes on."""
    return statistics.median(GoodClient(server, seconds).p99() for _ in range(3))


class StallUnderWay:
    """One stalled connection."""

    def __init__(self, stall, server):
        self.stall = stall
        self.wire = Wire(server.port, stall.protocol, stall.start != "tcp", True,
                         stall.receive_buffer)
        if stall.start == "h2":
            self.wire.handshake(*stall.settings)
        self.begun = time.monotonic()
        stall.begin(self.wire, server)
        self.wire.reads = stall.reads
        self.ticks = itertools.count()
        self.next = self.begun + stall.interval
        self.seconds = None

    def turn(self):
        """Goes on; True while it is open."""
        now = time.monotonic()
        if now >= self.next and not self.wire.closed:
            self.next = now + self.stall.interval
            self.stall.tick(self.wire, next(self.ticks))
        self.wire.take(0)
        if self.wire.closed and self.seconds is None:
            self.seconds = now - self.begun
            self.wire.close()
        return self.seconds is None


def run_stalls(stalls, server, calm_p99):
    """All at once; what was seen of each."""
    before = server.memory()
    server.forget_peak()
    good = GoodClient(server, STALLED_SECONDS)

    def attack():
        begun = [StallUnderWay(stall, server) for stall in stalls]
        over = time.monotonic() + STALLED_SECONDS + 1
        while any([one.turn() for one in begun]) and time.monotonic() < over:
            time.sleep(0.01)
        return begun

    under_way = at_lowest_priority(attack)
    all_seen = []
    for one in under_way:
        seen = Seen(one.stall.name, one.stall.limit, one.seconds or 0.0, 1)
        if one.seconds is None or one.seconds > STALLED_SECONDS:
            seen.fault = f"still open after {STALLED_SECONDS:.0f} s"
            one.wire.close()
        all_seen.append(seen)
    judged = judge(Seen(f"{len(stalls)} together", ""), server, before, good, calm_p99,
                   MEMORY_BYTES * max(1, len(stalls) // 6))
    judged.connections = len(stalls)
    judged.seconds = max(one.seconds for one in all_seen)
    return [*all_seen, judged]


def repeat(make):
    """An endless flood of make(n)."""
    return lambda server: (make(n) for n in itertools.count())


def table(all_seen):
    """The lines of a table."""
    yield f"{'attack':38}{'closed s':>9}{'times':>6}{'memory':>9}{'p99':>6}  stopped by"
    for one in all_seen:
        memory = f"{one.memory / 1048576:.1f} MiB" if one.p99_ratio else ""
        ratio = f"{one.p99_ratio:.1f}x" if one.p99_ratio else ""
        yield (f"{one.name:38}{one.seconds:9.2f}{one.connections:6}{memory:>9}{ratio:>6}  "
               f"{one.limit}" + (f"  FAILED: {one.fault}" if one.fault else ""))
