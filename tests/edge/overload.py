"""Ten times the load that the server can serve: how much of its best it still does, what memory
that takes, and how soon it is itself again."""
import os
import re
import statistics
import subprocess
import time

from attacks import GoodClient
from server import SITE

GOODPUT, RECOVERED_SECONDS = 0.9, 5.0
# What --memory divides, the program and its libraries, and 60 KB for each of the connections.
MEMORY_BYTES = (128 + 64 + 40) << 20
# A day by the minute, about 80 KB: the server has more to do for it than the client.
DAY = (f"/cems/v1/GetPointHistoricData?cemsId={SITE}&pointId=ROOT&startTime=2024-01-02"
       "&endTime=2024-01-03&pageSize=100000")
FULL, TENFOLD = (8, 8), (64, 10)  # (connections, streams): 64 and 640 requests at once.


def load(server, shape, seconds):
    """h2load that runs for so long."""
    name, value = server.authorization
    return subprocess.Popen(
        ["h2load", "-c", str(shape[0]), "-m", str(shape[1]), "-t", "1", "-D", str(seconds),
         "-H", f"{name}: {value}", f"https://127.0.0.1:{server.port}{DAY}"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def rate(process, seconds):
    """Answers of 200 a second."""
    said = process.communicate()[0]
    statuses = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", said)
    return int(statuses[1]) / seconds


def recovery(server, calm_us):
    """Seconds until a good client's second is as good as before, at most 10."""
    begun = time.monotonic()
    while time.monotonic() < begun + 10:
        started = time.monotonic()
        if GoodClient(server, 1).p99() <= max(2 * calm_us, calm_us + 3000):
            return started - begun
    return 10.0


def run(server, seconds):
    """(lines to print, what is wrong or None)."""
    calm = sorted(GoodClient(server, 1).p99() for _ in range(3))[1]
    load(server, FULL, 1).communicate()
    server.forget_peak()
    # In turn, because a shared machine is faster now and slower then.
    turns = 3 if seconds < 60 else 1
    each = max(2, seconds // turns)
    peaks, goodputs = [], []
    for _ in range(turns):
        peaks.append(rate(load(server, FULL, min(each, 10)), min(each, 10)))
        goodputs.append(rate(load(server, TENFOLD, each), each))
    took = recovery(server, calm)
    peak, goodput = statistics.median(peaks), statistics.median(goodputs)
    memory = server.memory("VmHWM")
    lines = [f"peak {peak:.0f}/s, at ten times the load {goodput:.0f}/s for {turns} x {each} s: "
             f"{goodput / peak:.2f}",
             f"memory at most {memory >> 20} MiB, itself again after {took:.1f} s, "
             f"load average {os.getloadavg()[0]:.1f}"]
    if goodput < GOODPUT * peak:
        return lines, f"goodput is {goodput / peak:.2f} of the peak"
    if memory > MEMORY_BYTES:
        return lines, f"memory grew to {memory >> 20} MiB"
    if took > RECOVERED_SECONDS:
        return lines, f"it took {took:.1f} s to recover"
    return lines, None
