#!/usr/bin/env python3
"""What one tenant at ten times its quota does to the others (reliability bar 27).

    python3 bench/fairness/run.py [--cems PROGRAM] [--rounds 5] [--seconds 5] [--smoke]

A server with the demonstration site and two tokens: `noisy` has a quota of 500 units a second,
`others` have none and ask for newest values at a steady 800 requests a second over TLS. In turns,
`noisy` is silent, asks at its quota, at ten times that, and as fast as it can; first for newest
values, then for a statistic of the whole site by the hours of ten days, which costs some 220 units
and is heavy. Printed are the medians of the rounds. Exit status 1 where the others' p99 beside more
than the quota is over 1.2 times that beside the quota, or less than 98 % of what was answered then
is.
`--smoke` is one short round in which only the counts are judged: a busy machine says nothing of
percentiles.
"""
import argparse
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SITE = "CEMS-SH-0001"
QUOTA = 500  # Units a second.
OTHERS = 800  # Requests a second, over four connections.
FAST = 1 << 30  # Instead of a rate.
NEWEST = f"/cems/v1/GetPointDynamicData?cemsId={SITE}&pointId=PV-01"
HOURS = (f"/cems/v1/GetCemsFullStatisticData?cemsId={SITE}&startTime=2023-01-01&"
         "endTime=2023-01-11&period=PT1H&pageSize=1000")


class Server:
    def __init__(self, cems, folder):
        self.data = folder / "data"
        subprocess.run([cems, "demo", "--data", self.data, "--until", "2023-03-01T00:00:00+08:00"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.cems = cems
        self.others = self.token("others")
        self.noisy = self.token("noisy", "--rate", f"{QUOTA}/s", "--burst", str(QUOTA))
        self.process = subprocess.Popen(
            [cems, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def token(self, name, *more):
        return subprocess.run([self.cems, "token", "add", "--data", self.data, "--name", name,
                               "--cems", "*", *more], check=True, capture_output=True,
                              text=True).stdout.strip()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


def h2load(server, token, path, rate, seconds, connections, log):
    """A run of h2load at a steady rate, or as fast as it can; the running process."""
    each = max(1, rate // connections)
    paced = ["-D", str(seconds)] if rate == FAST else \
        ["-n", str(each * connections * seconds), "--rps", str(each)]
    return subprocess.Popen(
        ["h2load", *paced, "-c", str(connections), "-m", "32", f"--log-file={log}",
         "-H", f"authorization: Bearer {token}", server.url + path],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def read(log):
    """[(status, microseconds)] of a log of h2load."""
    rows = [line.split("\t") for line in pathlib.Path(log).read_text().splitlines()]
    return [(int(row[1]), int(row[2])) for row in rows]


def run(server, path, noisy_rate, seconds, folder):
    """One round: (others' p99 in µs, part of theirs that was answered, noisy's statuses)."""
    logs = folder / "others.log", folder / "noisy.log"
    for log in logs:
        log.unlink(missing_ok=True)
    noise = None
    if noisy_rate > 0:
        noise = h2load(server, server.noisy, path, noisy_rate, seconds, min(4, noisy_rate),
                       logs[1])
    others = h2load(server, server.others, NEWEST, OTHERS, seconds, 4, logs[0])
    others.communicate(timeout=seconds * 10 + 60)
    statuses = []
    if noise is not None:
        noise.communicate(timeout=seconds * 10 + 60)
        statuses = [status for status, _ in read(logs[1])]
    answers = read(logs[0])
    good = sorted(took for status, took in answers if status == 200)
    return good[len(good) * 99 // 100], len(good) / (OTHERS * seconds), statuses


def judge(name, server, path, quota, options, folder):
    """Prints the medians of the rounds; True when the bars hold."""
    rates = {"alone": 0, "beside it at its quota": quota, "at ten times": 10 * quota,
             "as fast as it can": FAST}
    rounds = {word: [] for word in rates}
    for _ in range(options.rounds):
        for word, rate in rates.items():
            rounds[word].append(run(server, path, rate, options.seconds, folder))
    p99, part = ({word: statistics.median(one[i] for one in rounds[word]) for word in rates}
                 for i in (0, 1))
    print(f"{name}: others' p99 and how much of what they asked was answered")
    for word in rates:
        print(f"  {word:>23}: {p99[word]:6.0f} µs, {part[word]:.1%}")
    _, calm, *louder = rates
    fine = True
    for loud in louder:
        statuses = [status for one in rounds[loud] for status in one[2]]
        refused = statuses.count(429) / max(1, len(statuses))
        print(f"  {loud} against the quota: {p99[loud] / p99[calm]:.2f} x; noisy was refused "
              f"{refused:.0%} of {len(statuses)}")
        fine &= part[loud] >= 0.98 * part[calm] and set(statuses) == {200, 429}
        fine &= options.smoke or p99[loud] <= 1.2 * p99[calm]
    return fine


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default=str(ROOT / "build" / "release" / "cems"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--smoke", action="store_true")
    options = parser.parse_args()
    if options.smoke:
        options.rounds, options.seconds = 1, 2
    with tempfile.TemporaryDirectory(prefix="cems-fairness-") as name:
        folder = pathlib.Path(name)
        server = Server(os.path.abspath(options.cems), folder)
        try:
            good = judge("newest values", server, NEWEST, QUOTA, options, folder)
            good &= judge("ten days by hours", server, HOURS, 2, options, folder)
        finally:
            server.stop()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
