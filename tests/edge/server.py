"""The server under test: a real `cems serve` on a folder with a long series, and what it costs."""
import json
import os
import re
import subprocess
import time

SITE, ROWS = "EDGE", 60_000


def archive():
    """One point by the minute."""
    parameter = {"parameterId": "P", "name": "power", "unit": "kW", "interval": "PT1M",
                 "readingTypeId": "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"}
    point = {"pointId": "ROOT", "name": "root", "categoryCode": "05", "energyType": "01",
             "parameters": [parameter]}
    return {"cems": {"cemsId": SITE, "name": "edge", "rootPointId": "ROOT", "timeZone": "+08:00"},
            "categories": [{"categoryCode": "05", "name": "supply"}], "points": [point]}


def rows():
    """Readings of six weeks."""
    yield "cemsId,pointId,parameterId,timeStamp,value\n"
    for n in range(ROWS):
        day, minute = divmod(n, 1440)
        month, day = (1, day + 1) if day < 31 else (2, day - 30)
        moment = f"2024-{month:02}-{day:02}T{minute // 60:02}:{minute % 60:02}:00+08:00"
        yield f"{SITE},ROOT,P,{moment},{n % 997}.25\n"


# About 3 MB; asked with a token only.
LONG = (f"/cems/v1/GetPointHistoricData?cemsId={SITE}&pointId=ROOT&startTime=2024-01-01"
        "&endTime=2024-03-01&pageSize=100000")
SHORT = f"/cems/v1/GetPointDynamicData?cemsId={SITE}&pointId=ROOT"


class Server:
    """It runs until stop()."""

    def __init__(self, cems, folder, *more, prepare=None):
        self.folder = str(folder)
        data = os.path.join(self.folder, "data")
        if not os.path.exists(data):
            self._load(cems, data)
        name = f"edge-{time.time_ns()}"
        self.token = subprocess.run(
            [cems, "token", "add", "--data", data, "--name", name, "--cems", "*", "--scope",
             "static,dynamic,historic,statistic,ingest"], check=True, capture_output=True,
            text=True).stdout.strip()
        # Its log goes to a file: a pipe that nobody reads would stop it.
        with open(os.path.join(self.folder, "serve.log"), "ab") as log:
            self.process = subprocess.Popen(
                [cems, "serve", "--data", data, "--listen", "127.0.0.1:0", *more],
                stdout=subprocess.PIPE, stderr=log, text=True, preexec_fn=prepare)
        line = self.process.stdout.readline()
        if not line.startswith("cems: ready on "):
            self.process.kill()
            raise SystemExit(f"serve said {line!r}; see {self.folder}/serve.log")
        self.port = int(line.rsplit(":", 1)[1])
        self.authorization = ("authorization", "Bearer " + self.token)

    def _load(self, cems, data):
        for name, text in (("site.json", [json.dumps(archive())]), ("rows.csv", rows())):
            path = os.path.join(self.folder, name)
            with open(path, "w", encoding="utf-8") as out:
                out.writelines(text)
            subprocess.run([cems, "load", "--data", data, path], check=True, capture_output=True)

    def memory(self, name="VmRSS"):
        """Bytes; VmHWM is the most since forget_peak()."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as lines:
            return int(re.search(rf"^{name}:\s+(\d+) kB", lines.read(), re.M)[1]) * 1024

    def forget_peak(self):
        """VmHWM begins anew."""
        with open(f"/proc/{self.process.pid}/clear_refs", "w", encoding="ascii") as out:
            out.write("5")

    def alive(self):
        """Whether it still runs."""
        return self.process.poll() is None

    def stop(self):
        """Ends it; False unless it ends by itself with status 0."""
        if self.alive():
            self.process.terminate()
        try:
            return self.process.wait(30) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False
