"""cems: the site of the workload, its server, and the four questions in its own words."""
import json
import os
import subprocess
from datetime import datetime
from decimal import Decimal

from answers import cents
from process import Process, folder_bytes, free_port, until_quiet

PEAK_HOURS = (8, 9, 10, 18, 19, 20)
PEAK, FLAT = 2, 3
HOURS, MINUTES = 1000, 50


def periods():
    """The tariff: peak in PEAK_HOURS, flat in the others."""
    kinds = [PEAK if hour in PEAK_HOURS else FLAT for hour in range(24)]
    edges = [0] + [hour for hour in range(1, 24) if kinds[hour] != kinds[hour - 1]] + [24]
    return [{"tou": kinds[a], "from": f"{a:02}:00", "to": f"{b:02}:00"}
            for a, b in zip(edges, edges[1:])]


def point(name, category, interval):
    """A meter that says the energy of each interval."""
    period = {"PT1H": 7, "PT1M": 3}[interval]
    return {"pointId": name, "name": name, "parentPointId": "ROOT", "categoryCode": category,
            "energyType": "01",
            "parameters": [{"parameterId": "EPI", "name": "energy", "unit": "kWh",
                            "interval": interval, "decimals": 2,
                            "readingTypeId": f"0.0.{period}.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}


def archive():
    """1,000 points by the hour in one class, 50 by the minute in another."""
    root = {"pointId": "ROOT", "name": "root", "categoryCode": "05", "energyType": "01",
            "parameters": []}
    return {"cems": {"cemsId": "BENCH", "name": "bench", "rootPointId": "ROOT",
                     "timeZone": "+08:00", "touScheme": "PEAK"},
            "categories": [{"categoryCode": "01", "name": "by the hour"},
                           {"categoryCode": "02", "name": "by the minute"},
                           {"categoryCode": "05", "name": "supply"}],
            "points": [root, *(point(f"H{n:04}", "01", "PT1H") for n in range(HOURS)),
                       *(point(f"M{n:04}", "02", "PT1M") for n in range(MINUTES))],
            "touSchedules": [{"id": "PEAK", "versions": [
                {"version": "1", "validFrom": "2000-01-01", "rules": [{"periods": periods()}]}]}]}


def ask(interface, **query):
    """A path with its query."""
    words = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/cems/v1/{interface}?cemsId=BENCH&{words}".replace("+", "%2B")


def data_of(body):
    """What is under `data`, numbers exact."""
    answer = json.loads(body, parse_float=Decimal, parse_int=Decimal)
    if "data" not in answer:
        raise SystemExit("cems: " + body[:500].decode())
    return answer["data"]


def points_of(node):
    """(point, its readings) of an answer, at any depth."""
    for category in node.get("categories", []):
        yield from points_of(category)
    for one in node.get("points", []):
        for parameter in one.get("parameters", [one.get("parameter")]):
            yield one["pointId"], parameter["readings"]


class Site:
    """A data folder and `cems serve` on it."""

    name = "cems"
    format = "csv"
    asks = {"Q1": 50, "Q2": 50, "Q3": 200, "Q4": 20}

    def __init__(self, cems, folder, rows):
        self.rows = rows
        self.folder = os.path.join(folder, "data")
        self.log = os.path.join(folder, "cems.log")
        os.makedirs(folder)
        archive_file = os.path.join(folder, "archive.json")
        with open(archive_file, "w", encoding="utf-8") as out:
            json.dump(archive(), out)
        subprocess.run([cems, "load", "--data", self.folder, archive_file], check=True,
                       capture_output=True)
        self.token = subprocess.run(
            [cems, "token", "add", "--data", self.folder, "--name", "bench", "--cems", "*",
             "--scope", "static,dynamic,historic,statistic,ingest"],
            check=True, capture_output=True, text=True).stdout.strip()
        self.port = free_port()
        self.process = Process(
            [cems, "serve", "--data", self.folder, "--listen", f"127.0.0.1:{self.port}",
             "--clock", "2024-01-01T00:05:00+08:00"], self.log)
        self.certificate = os.path.join(self.folder, "tls", "cert.pem")
        self.process.wait_for_line("cems: ready")
        self.base = f"https://127.0.0.1:{self.port}"
        self.headers = {"authorization": "Bearer " + self.token}

    def post(self, poster):
        """Posts the workload."""
        url = self.base + "/ingest/v1/readings"
        return poster.post(self.format, self.rows, url, url, self.token, self.certificate)

    def settle(self):
        """Waits for the background."""
        until_quiet(self.folder)

    def disk_bytes(self):
        """Everything in the data folder."""
        return folder_bytes(self.folder)

    def questions(self):
        """The paths of each question."""
        year = {"startTime": "2023-01-01T00:00:00+08:00", "endTime": "2024-01-01T00:00:00+08:00"}
        # A reading is stamped with the end of its minute.
        month = {"startTime": "2023-12-01T00:01:00+08:00", "endTime": "2024-01-01T00:01:00+08:00"}
        return {
            "Q1": [ask("GetCemsSpecCategoryDynamicData", categoryCode="01", pageSize=HOURS)],
            "Q2": [ask("GetPointHistoricData", pointId=f"M{n:04}", **month, pageSize=100000)
                   for n in range(0, MINUTES, 5)],
            "Q3": [ask("GetPointStatisticData", pointId=f"H{n:04}", **year, period="P1D",
                       parameterId="EPI") for n in range(0, HOURS, 20)],
            "Q4": [ask("GetCemsSpecCategoryStatisticData", categoryCode="01", **year, period="P1M",
                       tou=PEAK, parameterId="EPI", pageSize=1)]}

    def answer(self, question, body):
        """An answer in the form of answers.py."""
        data = data_of(body)
        if question == "Q4":
            return [cents(one["value"]) for category in data["categories"]
                    for one in category["parameters"][0]["readings"]]
        points = dict(points_of(data))
        if question == "Q1":
            return {int(name[1:]): cents(readings[0]["value"])
                    for name, readings in points.items()}
        (readings,) = points.values()
        if question == "Q3":
            return [cents(one["value"]) for one in readings]
        return [(int(datetime.fromisoformat(one["timeStamp"]).timestamp()) - 60,
                 cents(one["value"])) for one in readings]

    def stop(self):
        """Ends the server."""
        self.process.stop()
