"""VictoriaMetrics: line protocol in, PromQL out; what has been taken is not synced."""
import json
import os
import urllib.parse

from answers import DAY, HOUR, MONTH_BEGIN, YEAR_BEGIN, YEAR_END, cents, peak_months
from process import Process, folder_bytes, free_port, until_quiet
from web import get, ready

PEAK = ("sum(h_v) if ((hour(time()+8*3600) >= 8 < 11) or (hour(time()+8*3600) >= 18 < 21))")


def ask(path, **query):
    """A path with its query; no answer from its cache."""
    return f"/api/v1/{path}?" + urllib.parse.urlencode({**query, "nocache": 1})


class Victoria:
    """victoria-metrics in a folder of its own."""

    name = "vm"
    title = "VictoriaMetrics"
    durable = "no fsync"
    packages = ["victoria-metrics"]
    asks = {"Q1": 50, "Q2": 50, "Q3": 200, "Q4": 10}

    def __init__(self, folder):
        self.folder = os.path.join(folder, "vm")
        self.port = free_port()
        self.process = Process(
            ["victoria-metrics", "-storageDataPath=" + self.folder,
             f"-httpListenAddr=127.0.0.1:{self.port}", "-retentionPeriod=20y",
             "-search.maxPointsPerTimeseries=100000"], os.path.join(folder, "vm.log"))
        self.process.wait_until(lambda: ready(self.port, "/health"))

    def post(self, poster):
        """10,000 lines a request."""
        url = f"http://127.0.0.1:{self.port}/write?db=d&precision=s"
        return poster.post("lines", 10000, url, url)

    def settle(self):
        """Everything into as few files as it wants."""
        get(self.port, "/internal/force_flush")
        get(self.port, "/internal/force_merge")
        until_quiet(self.folder, 10)

    def disk_bytes(self):
        """Everything in its folder."""
        return folder_bytes(self.folder)

    def questions(self):
        """Q2 is its export, a line of columns; Q4 gives the hours, the client adds up."""
        return {
            "Q1": [ask("query", query="h_v", time=YEAR_END - HOUR)],
            "Q2": [ask("export", **{"match[]": f'm_v{{s="p{n:04}"}}', "start": MONTH_BEGIN,
                                    "end": YEAR_END - 60}) for n in range(0, 50, 5)],
            "Q3": [ask("query_range", query=f'sum_over_time(h_v{{s="p{n:04}"}}[1d])',
                       start=YEAR_BEGIN + DAY - HOUR, end=YEAR_END - HOUR, step=DAY)
                   for n in range(0, 1000, 20)],
            "Q4": [ask("query_range", query=PEAK, start=YEAR_BEGIN, end=YEAR_END - HOUR,
                       step=HOUR)]}

    def answer(self, question, body):
        """An answer in the form of answers.py."""
        if question == "Q2":
            line = json.loads(body)
            return [(at // 1000, cents(float(value)))
                    for at, value in zip(line["timestamps"], line["values"])]
        result = json.loads(body)["data"]["result"]
        if question == "Q1":
            return {int(one["metric"]["s"][1:]): cents(float(one["value"][1])) for one in result}
        values = [(at, float(value)) for at, value in result[0]["values"]]
        if question == "Q3":
            return [cents(value) for _, value in values]
        return peak_months(values)

    def stop(self):
        """Ends it."""
        self.process.stop()
