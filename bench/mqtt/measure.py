#!/usr/bin/env python3
"""Messages a second that cems takes from mosquitto, against those that mosquitto_sub -q 1 takes.

    bench/mqtt/measure.py [--messages 20000] [--rounds 3] [--cems build/release/cems] [--form F]

Needs Debian's mosquitto and mosquitto-clients. A message is 100 readings. In each round, in turn:
the messages are queued at a broker for a subscriber that is away; then it comes, and the time runs
from its first byte until the last message is acknowledged: mosquitto_sub, which throws them away,
and `cems serve`, which has them on the disk and has reported on each; the report on the last one is
what the clock waits for. Rounds are interleaved on fresh data; the result is the ratio of the
medians. `--form` is how readings are spelled: `flat`, each an object with ids and time; `grouped`,
by moment (docs/mqtt.md). `--version` 5 or 3.
"""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

POINTS = 100
TOPIC = "cems/BENCH/gateway/g1/readings"
LAST = "cems/BENCH/gateway/last"  # Of another gateway, so that its report comes alone.
ZONE = datetime.timezone(datetime.timedelta(hours=8))
BEGIN = datetime.datetime(2024, 1, 1, tzinfo=ZONE)
SBIN = os.environ.get("PATH", "") + ":/usr/sbin"


def archive():
    parameter = {"parameterId": "P", "name": "P", "unit": "kW", "interval": "PT1S",
                 "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}
    points = [{"pointId": f"P{i:04}", "name": "p", "pointType": 2, "energyType": "01",
               "parentPointId": "ROOT", "parameters": [parameter]} for i in range(POINTS)]
    root = {"pointId": "ROOT", "name": "r", "pointType": 1, "energyType": "01", "parameters": []}
    return json.dumps({
        "cems": {"cemsId": "BENCH", "name": "bench", "timeZone": "+08:00", "rootPointId": "ROOT",
                 "energyTypes": ["01"]},
        "categories": [{"categoryCode": "05", "name": "c", "points": [root, *points]}]})


def payload(number, form):
    """The readings of one second; values move as a load does."""
    moment = (BEGIN + datetime.timedelta(seconds=number)).isoformat()
    values = [round(100 + i + ((number * 7 + i * 13) % 100) / 10, 1) for i in range(POINTS)]
    if form == "grouped":
        body = {"timeStamp": moment, "readings": [
            {"pointId": f"P{i:04}", "values": {"P": value}} for i, value in enumerate(values)]}
    else:
        body = [{"pointId": f"P{i:04}", "parameterId": "P", "timeStamp": moment, "value": value}
                for i, value in enumerate(values)]
    return json.dumps(body, separators=(",", ":"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """A mosquitto that keeps everything; it saves at its end only, so that saving is not timed."""

    def __init__(self, folder):
        self.port = free_port()
        folder.mkdir()
        config = folder / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
            f"persistence_location {folder}/\nautosave_interval 0\nmax_queued_messages 0\n"
            f"max_inflight_messages 1000\nlog_dest none\n"
            + ("user root\n" if os.geteuid() == 0 else ""))
        self.process = subprocess.Popen([shutil.which("mosquitto", path=SBIN), "-c", config])
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)

    def publish(self, text, topic=TOPIC):
        """Back when the broker has acknowledged every line."""
        subprocess.run(["mosquitto_pub", "-p", str(self.port), "-q", "1", "-t", topic, "-l"],
                       input=text, check=True)

    def stop(self):
        self.process.kill()
        self.process.wait()


def time_peer(folder, text, messages, version):
    """mosquitto_sub: seconds from its start to its end, less what it takes for one message."""
    command = ["mosquitto_sub", "-i", "peer", "-c", "-q", "1", "-t", TOPIC, "-V",
               "mqttv5" if version == 5 else "mqttv311"]
    if version == 5:
        command += ["-x", "4294967295"]

    def run(broker, *more):
        begun = time.perf_counter()
        subprocess.run([*command, "-p", str(broker.port), *more], stdout=subprocess.DEVNULL,
                       check=False)
        return time.perf_counter() - begun

    broker = Broker(folder)
    run(broker, "-E")  # Makes the session.
    broker.publish(b"x\n")
    start = run(broker, "-C", "1")
    broker.publish(text)
    seconds = run(broker, "-C", str(messages))
    broker.stop()
    return seconds - start


def time_cems(folder, text, last, messages, version, cems):
    """cems serve: seconds from the first message that moves to the last acknowledgement."""
    broker = Broker(folder)
    data = folder / "data"
    (folder / "archive.json").write_text(archive())
    subprocess.run([cems, "load", "--data", data, folder / "archive.json"], check=True,
                   capture_output=True)

    def serve():
        log = open(folder / "log", "ab")
        return subprocess.Popen([cems, "serve", "--data", data, "--listen", "127.0.0.1:0", "--mqtt",
                                 f"mqtt://127.0.0.1:{broker.port}", "--mqtt-version", str(version)],
                                stdout=subprocess.DEVNULL, stderr=log)

    def until(text_wanted):
        while text_wanted not in (folder / "log").read_text():
            time.sleep(0.002)

    server = serve()
    until("mqtt: subscribed")
    server.send_signal(signal.SIGTERM)
    server.wait()
    broker.publish(text)
    broker.publish(last, LAST + "/readings")
    report = subprocess.Popen(["mosquitto_sub", "-p", str(broker.port), "-q", "1", "-C", "1", "-t",
                               LAST + "/ack"], stdout=subprocess.DEVNULL)
    time.sleep(0.3)
    server = serve()
    until("the broker knows us")
    begun = time.perf_counter()
    report.wait()
    seconds = time.perf_counter() - begun
    server.send_signal(signal.SIGTERM)
    server.wait()
    broker.stop()
    kept = subprocess.run([cems, "verify", "--data", data], check=True, capture_output=True,
                          text=True).stdout
    if f"{(messages + 1) * POINTS} readings" not in kept.replace(",", ""):
        sys.exit(f"{messages + 1} messages were sent: {kept}")
    return seconds


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cems", default="build/release/cems")
    parser.add_argument("--form", choices=("flat", "grouped"), default="flat")
    parser.add_argument("--version", type=int, choices=(3, 5), default=5)
    options = parser.parse_args()
    cems = str(pathlib.Path(options.cems).resolve())
    text = "".join(payload(i, options.form) + "\n" for i in range(options.messages)).encode()
    last = (payload(options.messages, options.form) + "\n").encode()
    peer, ours = [], []
    for turn in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="cems-bench-mqtt-") as name:
            folder = pathlib.Path(name)
            peer.append(options.messages / time_peer(folder / "peer", text, options.messages,
                                                     options.version))
            ours.append(options.messages / time_cems(folder / "cems", text, last, options.messages,
                                                     options.version, cems))
        print(f"round {turn + 1}: mosquitto_sub {peer[-1]:.0f}/s, cems {ours[-1]:.0f}/s",
              flush=True)
    ratio = statistics.median(ours) / statistics.median(peer)
    print(f"messages of 100 readings ({options.form}, {len(text) // options.messages} bytes, MQTT "
          f"{options.version}): mosquitto_sub {statistics.median(peer):.0f}/s, "
          f"cems {statistics.median(ours):.0f}/s, ratio {ratio:.2f} (bar 0.5)")
    return 0 if ratio >= 0.5 else 1


if __name__ == "__main__":
    sys.exit(main())
