"""Live streams (X2): both versions of HTTP, resuming while readings come in and over kill -9, slow
readers, revocation, a stop. docs/live.md says what is promised."""
import datetime
import itertools
import json
import os
import random
import signal
import subprocess
import threading
import time

import station

BEGIN = datetime.datetime(2016, 7, 1, 0, 0)


def instant(i):
    return f"{BEGIN + datetime.timedelta(seconds=i):%Y-%m-%dT%H:%M:%S}+08:00"


class Stream(threading.Thread):
    """curl on a live stream; events are collected as they come."""

    def __init__(self, bench, server, token, *more, version="--http2", last_id=None, since=None,
                 point="T1", parameter="OT"):
        super().__init__()
        names = bench.names
        path = (f"/cems/v1/WatchPointDynamicData?cemsId={station.SITE}&pointId={point}"
                f"&parameterId={parameter}")
        if since:
            path += f"&since={since}"
        command = ["curl", "-sSN", version, "--cacert", server.certificate, "-H",
                   f"{names.header('Authorization')}: Bearer {token}", *more]
        if last_id:
            command += ["-H", f"{names.header('Last-Event-ID')}: {last_id}"]
        self.process = subprocess.Popen([*command, server.url + names.path(path)],
                                        stdout=subprocess.PIPE, text=True)
        self.events = []
        self.heartbeats = 0
        self.start()

    def run(self):
        event = {}
        for line in self.process.stdout:
            name, _, value = line.rstrip("\n").partition(": ")
            if line == "\n" and "event" in event:
                self.events.append((event["event"], event.get("id"), json.loads(event["data"])))
                event = {}
            elif line == ":\n":
                self.heartbeats += 1
            else:
                event[name] = value

    def wait_for(self, wanted, seconds=30):
        until = time.monotonic() + seconds
        while not wanted(self):
            assert time.monotonic() < until, self.events[-3:]
            assert self.is_alive() or wanted(self), self.events[-3:]
            time.sleep(0.01)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.join()

    @property
    def last_id(self):
        return next((id for _, id, _ in reversed(self.events) if id), None)

    @property
    def values(self):
        """Of all readings, in the order of their coming."""
        return [int(reading["value"]) for name, _, data in self.events if name == "data"
                for point in data["points"] for parameter in point["parameters"]
                for reading in parameter["readings"]]


def stationed(bench, *serve):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token("gateway", "*", "--scope", "ingest,dynamic")
    return bench.serve(*serve), token


def post(bench, server, token, first, count=1):
    """Readings of OT, a second apart, whose values are their numbers."""
    rows = "".join(f"{station.SITE},T1,OT,{instant(i)},{i}\n" for i in range(first, first + count))
    body = bench.file(f"rows-{threading.get_ident()}.csv",
                      "cemsId,pointId,parameterId,timeStamp,value\n" + rows)
    answer = bench.curl(server, "/ingest/v1/readings", token, "-H", "Content-Type: text/csv",
                        "-H", "Expect:", "--data-binary", f"@{body}")
    assert answer.status == 200, answer.body


def test_readings_arrive_over_both_versions_of_http(bench):
    server, token = stationed(bench)
    streams = [Stream(bench, server, token, version=version)
               for version in ("--http2", "--http1.1")]
    for stream in streams:
        stream.wait_for(lambda s: s.events)
    for i in range(5):
        posted = time.monotonic()
        post(bench, server, token, i)
        for stream in streams:
            stream.wait_for(lambda s: s.values and s.values[-1] == i)
        assert time.monotonic() - posted < 2
    for stream in streams:
        assert stream.values == list(range(5)), stream.values
        stream.wait_for(lambda s: s.heartbeats, seconds=15)
        stream.close()
    server.stop()


def test_resuming_repeats_nothing_and_loses_nothing(bench):
    server, token = stationed(bench)
    total = 400
    randomness = random.Random(35031)

    def gateway():
        for i in range(0, total, 4):
            post(bench, server, token, i, 4)

    sender = threading.Thread(target=gateway)
    stream = Stream(bench, server, token, since=instant(0))
    values = []
    sender.start()
    for _ in range(8):
        seen = len(values) + len(stream.values)
        stream.wait_for(lambda s: len(values) + len(s.values)
                        >= min(total, seen + randomness.randrange(1, 40)))
        stream.close()
        values += stream.values
        stream = Stream(bench, server, token, last_id=stream.last_id)
    stream.wait_for(lambda s: len(values) + len(s.values) >= total)
    values += stream.values
    stream.close()
    sender.join()
    assert values == list(range(total)), values


def test_a_stream_goes_on_after_kill_9(bench):
    server, token = stationed(bench)
    values, last_id, numbers = [], None, itertools.count(0, 5)
    for _ in range(3):
        stream = Stream(bench, server, token, last_id=last_id,
                        since=None if last_id else instant(0))
        post(bench, server, token, next(numbers), 5)
        stream.wait_for(lambda s: len(s.values) >= 3)
        post(bench, server, token, next(numbers), 5)  # Acknowledged, and perhaps not sent.
        server.stop(signal.SIGKILL)
        stream.join(timeout=30)
        values += stream.values
        last_id = stream.last_id or last_id
        server = bench.serve()
    stream = Stream(bench, server, token, last_id=last_id)
    stream.wait_for(lambda s: len(values) + len(s.values) >= 30)
    values += stream.values
    stream.close()
    assert values == list(range(30)), values


def test_a_slow_reader_gets_the_newest_and_is_told_what_it_missed(bench):
    server, token = stationed(bench)
    slow = Stream(bench, server, token, "--limit-rate", "2k", "--no-progress-meter")
    slow.wait_for(lambda s: s.events)
    total = 60_000
    for i in range(0, total, 1500):
        post(bench, server, token, i, 1500)
    slow.process.send_signal(signal.SIGSTOP)  # It takes nothing at all for a while.
    for i in range(total, 2 * total, 1500):
        post(bench, server, token, i, 1500)
    slow.process.send_signal(signal.SIGCONT)
    slow.close()
    quick = Stream(bench, server, token)
    quick.wait_for(lambda s: s.values and s.values[-1] == 2 * total - 1)  # After the flood.
    post(bench, server, token, 2 * total)
    quick.wait_for(lambda s: s.values[-1] == 2 * total)
    quick.close()
    given = len(slow.values)
    skipped = sum(int(data["dataCount"]["readingCount"]) for name, _, data in slow.events
                  if name == "skipped")
    assert given < total or skipped > 0, (given, skipped)
    assert slow.values == sorted(set(slow.values)), "by time, none twice"


def test_a_revoked_token_ends_the_stream_within_a_second(bench):
    server, token = stationed(bench)
    stream = Stream(bench, server, token)
    stream.wait_for(lambda s: s.events)
    bench.run("token", "revoke", "--data", bench.data, "gateway")
    revoked = time.monotonic()
    stream.join(timeout=10)
    assert time.monotonic() - revoked < 1.5
    name, _, data = stream.events[-1]
    assert name == "end" and data["code"] == 40102, stream.events[-1]


def test_a_stop_says_so_and_does_not_wait(bench):
    server, token = stationed(bench)
    streams = [Stream(bench, server, token, version=version)
               for version in ("--http2", "--http1.1")]
    for stream in streams:
        stream.wait_for(lambda s: s.events)
    begun = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - begun < 5
    for stream in streams:
        stream.join(timeout=10)
        name, _, data = stream.events[-1]
        assert name == "end" and data["code"] == 50301, stream.events[-1]
        assert stream.process.wait() == 0, "an end, not a break"


def test_the_command_line_prints_events_as_they_come(bench):
    server, token = stationed(bench)
    process = subprocess.Popen(
        [bench.cems, "get", "WatchPointDynamicData", f"cemsId={station.SITE}", "pointId=T1",
         "--url", server.url, "--token", token, "--cacert", server.certificate],
        stdout=subprocess.PIPE, text=True, env=os.environ)
    lines = []
    reader = threading.Thread(target=lambda: lines.extend(process.stdout))
    reader.start()
    post(bench, server, token, 7)
    until = time.monotonic() + 10
    while not any('"value":7' in line for line in lines):
        assert time.monotonic() < until, lines
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=10)
    reader.join()
    refused = bench.run("get", "WatchPointDynamicData", f"cemsId={station.SITE}", "pointId=none",
                        "--url", server.url, "--token", token, "--cacert", server.certificate,
                        status=1)
    assert "40403" in refused.stderr, refused.stderr
