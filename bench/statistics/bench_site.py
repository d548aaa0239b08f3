"""The site that is measured, and its server."""
import http.client
import subprocess
import time

IDLE_SECONDS = 30
# Class of each hour: ordinary months, then July and August.
DAY = [4] * 6 + [3] * 2 + [2] * 3 + [3] * 7 + [2] * 3 + [3] + [4] * 2
HOT = [4] * 6 + [3] * 2 + [2] * 3 + [3] + [1] * 2 + [3] * 4 + [2] * 3 + [3] + [4] * 2
HOT_MONTHS = (7, 8)


def periods(hours):
    """The periods of a rule."""
    edges = [0] + [h for h in range(1, 24) if hours[h] != hours[h - 1]] + [24]
    return [{"tou": hours[a], "from": f"{a:02}:00", "to": f"{b:02}:00"}
            for a, b in zip(edges, edges[1:])]


def archive(points):
    """The site: a root in the class of supply, the others below it in three classes."""
    def point(number):
        out = {"pointId": f"P{number:05}", "name": f"point {number}",
               "categoryCode": "05" if number == 0 else ("01", "0201", "0304")[number % 3],
               "energyType": "01",
               "parameters": [{"parameterId": "EPI", "name": "EPI", "unit": "kWh",
                               "interval": "PT1H", "decimals": 2,
                               "readingTypeId": "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0"}]}
        if number:
            out["parentPointId"] = "P00000"
        return out
    classes = [{"categoryCode": "01", "name": "light"}, {"categoryCode": "02", "name": "air"},
               {"categoryCode": "0201", "name": "plant", "parentCode": "02"},
               {"categoryCode": "03", "name": "power"},
               {"categoryCode": "0304", "name": "production", "parentCode": "03"},
               {"categoryCode": "05", "name": "supply"}]
    return {"cems": {"cemsId": "BENCH", "name": "bench", "rootPointId": "P00000",
                     "timeZone": "+08:00", "touScheme": "SEASONS"},
            "categories": classes, "points": [point(n) for n in range(points)],
            "touSchedules": [{"id": "SEASONS", "versions": [
                {"version": "1", "validFrom": "2020-01-01", "rules": [
                    {"periods": periods(DAY)},
                    {"months": list(HOT_MONTHS), "periods": periods(HOT)}]}]}]}


class Server:
    """cems serve on a data folder."""

    def __init__(self, cems, data, port, log):
        self.token = subprocess.run(
            [cems, "token", "add", "--data", data, "--name", f"bench-{time.time_ns()}",
             "--cems", "*"],
            check=True, capture_output=True, text=True).stdout.strip()
        self.log = log
        with open(log, "w", encoding="utf-8") as said:
            self.process = subprocess.Popen(
                [cems, "serve", "--data", data, "--listen", f"127.0.0.1:{port}", "--insecure-h2c"],
                stdout=subprocess.PIPE, stderr=said, text=True)
        self.process.stdout.readline()
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.asked = time.time()

    def body(self, path, query):
        """An answer's bytes."""
        if time.time() - self.asked > IDLE_SECONDS:
            self.link.close()  # The server has, too; the next request connects again.
        self.link.request("GET", f"{path}?cemsId=BENCH&{query}",
                          headers={"authorization": "Bearer " + self.token})
        answer = self.link.getresponse()
        body = answer.read()
        self.asked = time.time()
        if answer.status != 200:
            raise SystemExit(f"{path}: {body[:500].decode()}")
        return body

    def wait_for_rollups(self):
        """Until the pieces of past time are kept; how long the server says that took."""
        for _ in range(6000):
            with open(self.log, encoding="utf-8") as said:
                for line in said:
                    if "kept pieces of past time" in line:
                        return line.split("info ")[1].strip()
            time.sleep(0.1)
        raise SystemExit("no pieces of past time are kept after ten minutes")

    def memory(self):
        """PSS in MB."""
        with open(f"/proc/{self.process.pid}/smaps_rollup", encoding="utf-8") as lines:
            return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))

    def stop(self):
        """Ends the server."""
        self.link.close()
        self.process.terminate()
        self.process.wait(60)
