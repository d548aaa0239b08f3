"""kill -9 of a server that is being posted to: each acknowledged batch is there, none in half."""
import datetime
import http.client
import itertools
import os
import random
import signal
import ssl
import threading
import time
from collections import Counter

import station

ROWS = 200  # A batch has so many readings, a second apart; those of batch n have the value n.
POSTERS = 2
ROUNDS = 200 if os.environ.get("CEMS_LONG") else 20


def instant(number):
    """Begin of batch `number`."""
    return station.BEGIN + datetime.timedelta(seconds=ROWS * number)


def batch(number):
    """The CSV of batch `number`."""
    begin = instant(number)
    rows = (f"{station.SITE},T1-HV,P,{begin + datetime.timedelta(seconds=i):%Y-%m-%dT%H:%M:%S}"
            f"+08:00,{number}" for i in range(ROWS))
    return "cemsId,pointId,parameterId,timeStamp,value\n" + "\n".join(rows) + "\n"


class Posters:
    """Threads that post batch after batch, each on its own connection, until the server is gone."""

    def __init__(self, server, token, numbers):
        self.acknowledged = []
        self.under_way = []
        self.refused = []
        self.first = threading.Event()
        self.numbers = numbers
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
        self.port = int(server.url.rpartition(":")[2])
        self.trust = ssl.create_default_context(cafile=server.certificate)
        self.threads = [threading.Thread(target=self.post) for _ in range(POSTERS)]
        for thread in self.threads:
            thread.start()

    def post(self):
        link = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=self.trust)
        while True:
            number = next(self.numbers)
            self.under_way.append(number)
            try:
                link.request("POST", "/ingest/v1/readings", batch(number), self.headers)
                answer = link.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException):
                return
            if answer.status != 200:
                self.refused.append((number, answer.status, body))
                return
            self.acknowledged.append(number)
            self.first.set()

    def join(self):
        for thread in self.threads:
            thread.join()


def stored(bench, server, token, first, end):
    """How many readings of each batch from `first` to `end` - 1 are there, by number."""
    counts = Counter()
    page = 1
    while True:
        data = bench.get(server, token, "GetPointHistoricData", cemsId=station.SITE,
                         pointId="T1-HV", parameterId="P",
                         startTime=f"{instant(first):%Y-%m-%dT%H:%M:%S}+08:00",
                         endTime=f"{instant(end):%Y-%m-%dT%H:%M:%S}+08:00", pageSize=100000,
                         pageNo=page).data
        for rows in station.answered(data).values():
            for stamp, value in rows:
                number = int(value)
                at = datetime.datetime.fromisoformat(stamp).replace(tzinfo=None)
                assert instant(number) <= at < instant(number + 1), (stamp, value)
                counts[number] += 1
        if not data["page"]["hasNext"]:
            return counts
        page += 1


def test_kills_lose_nothing_that_was_acknowledged(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token("poster", "*", "--scope", "historic,ingest")
    chance = random.Random(5)
    numbers = itertools.count()
    acknowledged = set()
    server = bench.serve()
    begun = 0
    for round_ in range(ROUNDS):
        posters = Posters(server, token, numbers)
        assert posters.first.wait(30), f"round {round_}: nothing is acknowledged"
        time.sleep(chance.uniform(0, 0.15))
        server.stop(signal.SIGKILL)
        posters.join()
        assert not posters.refused, posters.refused[0]
        acknowledged.update(posters.acknowledged)
        started = time.monotonic()
        server = bench.serve()
        assert time.monotonic() - started < 3, "restart to ready must take 3 s or less"
        end = max(posters.under_way) + 1
        counts = stored(bench, server, token, begun, end)
        lost = [n for n in posters.acknowledged if counts[n] != ROWS]
        assert not lost, f"round {round_}: acknowledged batches {lost[:5]} are not there"
        half = [n for n in posters.under_way if counts[n] not in (0, ROWS)]
        assert not half, f"round {round_}: batches {half[:5]} are there in part"
        begun = end
    counts = stored(bench, server, token, 0, begun)
    assert not [n for n in acknowledged if counts[n] != ROWS], "an early batch went later"
    assert len(acknowledged) > ROUNDS * POSTERS, "hardly anything was tried"
