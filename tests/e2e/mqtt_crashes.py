"""kill -9 of the broker and of cems, at random moments of a stream of messages: nothing that was
acknowledged is lost, and what comes twice changes nothing (reliability, findings 4 and 5)."""
import os
import random
import signal
import subprocess
import time

import gateway
import round_trip
import station
from broker import Broker

ROUNDS = 200 if os.environ.get("CEMS_LONG") else 20
BATCH = 40  # Messages a round.
QUIET_SECONDS = 60  # Without a report this long, something is lost.


def arrived(bench, server, token, wanted, seconds=60):
    """Waits until the server answers just what is wanted."""
    end = time.monotonic() + seconds
    while True:
        series = round_trip.fetch_with_curl(bench, server, token, 10000)
        if series == wanted:
            return
        lost = {key: len(set(rows) - set(series.get(key, []))) for key, rows in wanted.items()}
        more = {key: len(set(series.get(key, [])) - set(rows)) for key, rows in wanted.items()}
        assert time.monotonic() < end, f"missing {lost}, not sent {more}"
        time.sleep(0.3)


def test_cems_killed_between_receive_and_commit(bench):
    """What the broker has taken over reaches the store, however often cems dies on it."""
    chance = random.Random(11)
    print(f"seed 11, {ROUNDS} rounds")
    table = station.rows(ROUNDS * BATCH)
    sent = gateway.messages(table)
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token()
    with Broker(bench.folder, "autosave_interval 1000000") as broker:
        server = bench.serve("--mqtt", broker.url)
        time.sleep(0.5)  # The session must be there before the first message.
        for turn in range(ROUNDS):
            publishing = subprocess.Popen(
                ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(broker.port), "-q", "1", "-l", "-t",
                 gateway.TOPIC], stdin=subprocess.PIPE, text=True)
            publishing.stdin.write("\n".join(sent[turn * BATCH:(turn + 1) * BATCH]) + "\n")
            publishing.stdin.close()
            time.sleep(chance.uniform(0, 0.06))
            server.stop(signal.SIGKILL)
            server = bench.serve("--mqtt", broker.url)
            assert publishing.wait(timeout=30) == 0
        arrived(bench, server, token, round_trip.expected(table))


class Spool:
    """A gateway that keeps its messages until they are reported durable."""

    def __init__(self, broker, sent):
        self.broker = broker
        self.left = dict(sent)
        self.reports = gateway.Reports(broker, "-i", "gateway-1", "-c")

    def settle(self):
        for known in self.reports.ids():
            self.left.pop(known, None)

    def send(self, count):
        """Publishes the first messages that are left; some may not arrive."""
        self.settle()
        self.broker.publish(gateway.TOPIC, list(self.left.values())[:count], check=False)

    def empty(self):
        """Sends what is left until all of it has been reported. How long that takes is the disk's
        affair: the broker writes its database at every message, sixty a second on a slow one, and
        few at a time show that it goes on."""
        last = time.monotonic()
        while self.left:
            before = len(self.left)
            self.send(500)
            time.sleep(0.5)
            self.settle()
            if len(self.left) < before:
                last = time.monotonic()
            assert time.monotonic() < last + QUIET_SECONDS, f"{len(self.left)} never reported"


def test_broker_and_cems_killed_in_turn(bench):
    """Every message that was reported durable is there; repeating the others completes the rest."""
    chance = random.Random(12)
    print(f"seed 12, {ROUNDS} rounds")
    table = station.rows(ROUNDS * BATCH)
    sent = {f"{hour:%Y-%m-%dT%H:%M:%S}+08:00": gateway.message(hour, cells)
            for hour, cells in table}
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token()
    with Broker(bench.folder) as broker:
        server = bench.serve("--mqtt", broker.url)
        spool = Spool(broker, sent)
        for turn in range(ROUNDS):
            killer = chance.choice((broker, server))
            pause = chance.uniform(0, 0.1)
            sending = subprocess.Popen(
                ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(broker.port), "-q", "1", "-l", "-t",
                 gateway.TOPIC], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            spool.settle()
            try:
                sending.stdin.write("\n".join(list(spool.left.values())[:BATCH]) + "\n")
                sending.stdin.close()
            except BrokenPipeError:
                pass
            time.sleep(pause)
            killer.stop(signal.SIGKILL)
            sending.kill()
            sending.wait()
            if killer is broker:
                broker.start()
            else:
                server = bench.serve("--mqtt", broker.url)
        spool.empty()
        spool.reports.close()
        arrived(bench, server, token, round_trip.expected(table))
