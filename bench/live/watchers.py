#!/usr/bin/env python3
"""1,000 live streams on one server while 10,000 readings a second come in (extension X2).

    python3 bench/live/watchers.py --cems build/release/cems [--watchers 1000] [--rate 10000]
                                   [--seconds 20] [--one]

Every stream has a connection of its own (TLS, HTTP/1.1) and watches a point of its own, or with
--one all of them the same. A reading's value is the moment it was posted, so a stream tells how
late it is. Ends with exit status 1 unless every stream's last value is right within a second.
Streams and gateway share the machine with the server.
"""
import argparse
import datetime
import http.client
import json
import pathlib
import re
import resource
import selectors
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

SITE = "LIVE"
PARAMETER = ('{"parameterId":"P","name":"P","unit":"kW","interval":"PT1M",'
             '"readingTypeId":"0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}')
VALUE = re.compile(rb'"value":(\d+)')
TICK = 0.1  # Seconds between the gateway's batches.


def archive(points):
    return json.dumps({
        "cems": {"cemsId": SITE, "name": SITE, "rootPointId": "R", "timeZone": "+08:00"},
        "categories": [{"categoryCode": "05", "name": "05"}],
        "points": [{"pointId": "R", "name": "R", "categoryCode": "05", "energyType": "01"}] +
                  [{"pointId": f"P{i}", "name": f"P{i}", "categoryCode": "05", "energyType": "01",
                    "parentPointId": "R", "parameters": [json.loads(PARAMETER)]}
                   for i in range(points)]})


def milliseconds():
    return int(time.monotonic() * 1000)


class Gateway(threading.Thread):
    """Posts a batch every tick: every point in turn, as many as the rate says."""

    def __init__(self, address, trust, token, points, rate, seconds):
        super().__init__()
        self.link = http.client.HTTPSConnection(*address, context=trust)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
        self.points, self.rate, self.seconds = points, rate, seconds
        self.last = {}  # By point: the value that was acknowledged last.
        self.posted = 0
        self.late = 0.0

    def run(self):
        per_tick, begun, at = int(self.rate * TICK), time.monotonic(), 0
        for tick in range(int(self.seconds / TICK)):
            wait = begun + tick * TICK - time.monotonic()
            self.late = max(self.late, -wait)
            time.sleep(max(0, wait))
            stamp = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=1)
            value, rows, values = milliseconds(), [], {}
            for i in range(per_tick):
                # A point that comes again within a tick has its readings milliseconds apart.
                moment = stamp + datetime.timedelta(milliseconds=i // self.points)
                point = (at + i) % self.points
                rows.append(f"{SITE},P{point},P,{moment:%Y-%m-%dT%H:%M:%S}."
                            f"{moment.microsecond // 1000:03d}Z,{value}\n")
                values[point] = value
            at += per_tick
            self.link.request("POST", "/ingest/v1/readings",
                              "cemsId,pointId,parameterId,timeStamp,value\n" + "".join(rows),
                              self.headers)
            answer = self.link.getresponse()
            report = json.loads(answer.read())
            assert report["rejectedCount"] == 0, report["rejected"][:3]
            self.posted += report["accepted"]
            self.last.update(values)


class Watcher:
    def __init__(self, address, trust, token, point):
        self.point = point
        self.socket = trust.wrap_socket(socket.create_connection(address),
                                        server_hostname=address[0])
        self.socket.sendall(
            f"GET /cems/v1/WatchPointDynamicData?cemsId={SITE}&pointId=P{point} HTTP/1.1\r\n"
            f"Host: {address[0]}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
        self.socket.setblocking(False)
        self.value = None
        self.bytes = 0
        self.skipped = 0

    def take(self, delays):
        try:
            while True:
                text = self.socket.recv(65536)
                if not text:
                    raise SystemExit("a stream ended")
                self.bytes += len(text)
                self.skipped += text.count(b"event: skipped")
                values = VALUE.findall(text)
                if values:
                    self.value = int(values[-1])
                    delays.append(milliseconds() - self.value)
        except (ssl.SSLWantReadError, BlockingIOError):
            pass


def usage(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    ticks = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024,
            (int(ticks[11]) + int(ticks[12])) / 100)


def measure(server, address, trust, token, options):
    points = options.points or options.watchers
    before = usage(server.pid)
    watchers = [Watcher(address, trust, token, 0 if options.one else i % points)
                for i in range(options.watchers)]
    ready = selectors.DefaultSelector()
    for watcher in watchers:
        ready.register(watcher.socket, selectors.EVENT_READ, watcher)
    gateway = Gateway(address, trust, token, points, options.rate, options.seconds)
    delays, begun, started = [], time.monotonic(), usage(server.pid)
    gateway.start()
    over = None
    while over is None or time.monotonic() < over + 1:
        for key, _ in ready.select(0.05):
            key.data.take(delays)
        if over is None and not gateway.is_alive():
            over = time.monotonic()
    took, after = over - begun, usage(server.pid)
    delays.sort()
    wrong = [w.point for w in watchers if w.value != gateway.last[w.point]]
    print(f"{len(watchers)} streams of {points} points, {gateway.posted / took:,.0f} readings/s in "
          f"for {took:.0f} s")
    print(f"events {len(delays):,}, {sum(w.bytes for w in watchers) / took / 1e6:.1f} MB/s out; "
          f"skipped {sum(w.skipped for w in watchers)}; the gateway was {gateway.late:.2f} s late")
    print(f"from post to reader: p50 {delays[len(delays) // 2]} ms, "
          f"p99 {delays[len(delays) * 99 // 100]} ms, most {delays[-1]} ms")
    print(f"server: {(after[1] - started[1]) / took:.2f} cores, {before[0]} MB before, "
          f"{started[0]} MB with the streams, {after[0]} MB at the end")
    print(f"last value right within a second: {len(watchers) - len(wrong)} of {len(watchers)}")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cems", default="build/release/cems")
    parser.add_argument("--watchers", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=10_000, help="readings a second")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--points", type=int, help="default: as many as streams")
    parser.add_argument("--one", action="store_true", help="all streams watch the same point")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory(prefix="cems-live-") as name:
        folder = pathlib.Path(name)
        (folder / "site.json").write_text(archive(options.points or options.watchers), "utf-8")
        run = [options.cems, "load", "--data", name, folder / "site.json"]
        subprocess.run(run, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        token = subprocess.run([options.cems, "token", "add", "--data", name, "--name", "bench",
                                "--cems", "*", "--scope", "ingest,dynamic"], check=True,
                               capture_output=True, text=True).stdout.strip()
        with subprocess.Popen([options.cems, "serve", "--data", name, "--listen", "127.0.0.1:0"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as server:
            try:
                address = ("127.0.0.1", int(server.stdout.readline().rpartition(":")[2]))
                trust = ssl.create_default_context(cafile=folder / "tls" / "cert.pem")
                good = measure(server, address, trust, token, options)
            finally:
                server.terminate()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
