"""The site that is asked: 1,000 feeders with two parameters, four points with weeks of minutes."""
import datetime
import http.client
import json
import os
import ssl
import subprocess
import threading
import time

ZONE = datetime.timezone(datetime.timedelta(hours=8))
FEEDERS, HISTORIES = 1000, 4
# Rows of a historic answer, so that it is about 2 MB.
HISTORY_ROWS = 35_000
HISTORY_BEGIN = datetime.datetime(2024, 1, 1, tzinfo=ZONE)
READINGS_A_SECOND, POSTS_A_SECOND = 1000, 10
HEADER = "cemsId,pointId,parameterId,timeStamp,value\n"
SCOPES = "static,dynamic,historic,statistic,ingest"


def parameter(name, title):
    """A parameter by the second."""
    return {"parameterId": name, "name": title, "unit": "kW", "interval": "PT1S", "decimals": 2,
            "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}


def archive():
    """The archive file."""
    def point(name, title, parameters):
        return {"pointId": name, "name": title, "parentPointId": "ROOT", "categoryCode": "01",
                "energyType": "01", "parameters": parameters}
    both = [parameter("P", "active power"), parameter("PMAX", "active power, peak")]
    root = {"pointId": "ROOT", "name": "root", "categoryCode": "05", "energyType": "01",
            "parameters": []}
    return {"cems": {"cemsId": "BENCH", "name": "bench", "rootPointId": "ROOT",
                     "timeZone": "+08:00"},
            "categories": [{"categoryCode": "01", "name": "feeders"},
                           {"categoryCode": "05", "name": "supply"}],
            "points": [root, *(point(f"P{n:04}", f"Feeder {n:04}", both) for n in range(FEEDERS)),
                       *(point(f"H{n:04}", f"History {n}", both[:1]) for n in range(HISTORIES))]}


def asked_parameter(number):
    """Which of its two parameters a feeder is asked for."""
    return "P" if number % 2 == 0 else "PMAX"


def newest_paths():
    """A question for each feeder."""
    return [f"/cems/v1/GetPointDynamicData?cemsId=BENCH&pointId=P{n:04}"
            f"&parameterId={asked_parameter(n)}" for n in range(FEEDERS)]


def historic_paths():
    """The four long questions."""
    end = HISTORY_BEGIN + datetime.timedelta(minutes=HISTORY_ROWS)
    times = [moment.isoformat().replace("+", "%2B") for moment in (HISTORY_BEGIN, end)]
    return [f"/cems/v1/GetPointHistoricData?cemsId=BENCH&pointId=H{n:04}&parameterId=P"
            f"&startTime={times[0]}&endTime={times[1]}&pageSize=100000"
            for n in range(HISTORIES)]


def value(point, step):
    """Two decimals, always of the same length; moves as a load does."""
    return f"{100 + (point * 37 + step * 13) % 9000 / 100 + 0.01:.2f}"


def history_rows():
    """Weeks of minutes, and a first reading of each feeder."""
    for n in range(HISTORIES):
        for row in range(HISTORY_ROWS):
            moment = (HISTORY_BEGIN + datetime.timedelta(minutes=row)).isoformat()
            yield f"BENCH,H{n:04},P,{moment},{value(n, row)}\n"
    moment = HISTORY_BEGIN.isoformat()
    for n in range(FEEDERS):
        yield f"BENCH,P{n:04},{asked_parameter(n)},{moment},{value(n, 0)}\n"


def make(cems, folder):
    """A data folder with all that and a token; returns the token."""
    data = os.path.join(folder, "data")
    archive_file, rows_file = (os.path.join(folder, name) for name in ("site.json", "rows.csv"))
    with open(archive_file, "w", encoding="utf-8") as out:
        json.dump(archive(), out)
    with open(rows_file, "w", encoding="utf-8") as out:
        out.write(HEADER)
        out.writelines(history_rows())
    for given in (archive_file, rows_file):
        subprocess.run([cems, "load", "--data", data, given], check=True, capture_output=True)
    return subprocess.run(
        [cems, "token", "add", "--data", data, "--name", "bench", "--cems", "*", "--scope", SCOPES],
        check=True, capture_output=True, text=True).stdout.strip()


class Feed:
    """Readings that come in while questions are asked: one of each feeder a second.

    `with Feed(...)`; at its end every post must have been taken whole, and in time.
    """

    def __init__(self, port, token, certificate):
        self.port = port
        self.headers = {"authorization": "Bearer " + token, "content-type": "text/csv"}
        self.trusted = ssl.create_default_context(cafile=certificate)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.taken = 0
        self.fault = None
        self.begun = 0.0

    def __enter__(self):
        self.begun = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, kind, _value, _trace):
        self.over.set()
        self.thread.join()
        seconds = time.monotonic() - self.begun
        if kind is None and self.fault:
            raise SystemExit(f"readings were not taken: {self.fault}")
        if kind is None and self.taken < READINGS_A_SECOND * (seconds - 1) * 0.9:
            raise SystemExit(f"only {self.taken} readings were taken in {seconds:.1f} s")

    def run(self):
        """Posts until it is over."""
        try:
            link = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.trusted,
                                               timeout=10)
            number = 0
            while not self.over.wait(max(0.0, self.begun + number / POSTS_A_SECOND
                                         - time.monotonic())):
                self.post(link, number)
                number += 1
            link.close()
        except (OSError, http.client.HTTPException) as fault:
            self.fault = fault

    def post(self, link, number):
        """One reading of each of the next hundred feeders."""
        each = READINGS_A_SECOND // POSTS_A_SECOND
        first = number % POSTS_A_SECOND * each
        moment = datetime.datetime.now(ZONE).isoformat(timespec="seconds")
        rows = "".join(f"BENCH,P{n:04},{asked_parameter(n)},{moment},{value(n, number)}\n"
                       for n in range(first, first + each))
        link.request("POST", "/ingest/v1/readings", HEADER + rows, self.headers)
        answer = link.getresponse()
        report = json.loads(answer.read())
        if answer.status != 200 or report["rejectedCount"] != 0:
            raise OSError(f"{answer.status} {report}")
        self.taken += report["accepted"] + report["corrected"] + report["duplicate"]
