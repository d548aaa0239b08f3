"""InfluxDB 1.6: line protocol in, InfluxQL out; every batch is synced to its log."""
import json
import os
import urllib.parse

from answers import DAY, MONTH_BEGIN, YEAR_BEGIN, YEAR_END, cents, peak_months
from process import Process, folder_bytes, free_port, until_quiet
from web import get, ready

CONFIG = """reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
dir = "{folder}/meta"
[data]
dir = "{folder}/data"
wal-dir = "{folder}/wal"
index-version = "tsi1"
query-log-enabled = false
# Compacted soon, so that the size on the disk is the final one.
cache-snapshot-write-cold-duration = "8s"
compact-full-write-cold-duration = "8s"
max-series-per-database = 0
[http]
bind-address = "127.0.0.1:{port}"
log-enabled = false
max-row-limit = 0
[monitor]
store-enabled = false
"""


def ask(query):
    """A path with its query."""
    return "/query?" + urllib.parse.urlencode({"db": "d", "epoch": "s", "q": query})


class Influx:
    """influxd in a folder of its own."""

    name = "influx"
    title = "InfluxDB"
    durable = "fsync"
    packages = ["influxdb"]
    asks = {"Q1": 20, "Q2": 20, "Q3": 50, "Q4": 1}

    def __init__(self, folder):
        self.folder = os.path.join(folder, "influx")
        self.port = free_port()
        config = os.path.join(folder, "influx.conf")
        os.makedirs(self.folder)
        with open(config, "w", encoding="utf-8") as out:
            out.write(CONFIG.format(rpc=free_port(), port=self.port, folder=self.folder))
        self.process = Process(["influxd", "-config", config], os.path.join(folder, "influx.log"))
        self.process.wait_until(lambda: ready(self.port, "/ping"))
        get(self.port, "/query?q=" + urllib.parse.quote("CREATE DATABASE d"), method="POST")

    def post(self, poster):
        """10,000 lines a request."""
        url = f"http://127.0.0.1:{self.port}/write?db=d&precision=s"
        return poster.post("lines", 10000, url, url)

    def settle(self):
        """Waits for the compaction."""
        until_quiet(self.folder, 12)

    def disk_bytes(self):
        """Everything in its folder."""
        return folder_bytes(self.folder)

    def questions(self):
        """InfluxQL knows no hour of the day: Q4 asks for the hours, and the client adds up."""
        year = f"time >= {YEAR_BEGIN}s AND time < {YEAR_END}s"
        return {
            "Q1": [ask(f"SELECT last(v) FROM h WHERE time >= {YEAR_END - DAY}s GROUP BY s")],
            "Q2": [ask(f"SELECT v FROM m WHERE s = 'p{n:04}' AND time >= {MONTH_BEGIN}s AND "
                       f"time < {YEAR_END}s") for n in range(0, 50, 5)],
            "Q3": [ask(f"SELECT sum(v) FROM h WHERE s = 'p{n:04}' AND {year} GROUP BY time(1d) "
                       "tz('Asia/Shanghai')") for n in range(0, 1000, 20)],
            "Q4": [ask(f"SELECT sum(v) FROM h WHERE {year} GROUP BY time(1h)")]}

    def answer(self, question, body):
        """An answer in the form of answers.py."""
        series = json.loads(body)["results"][0]["series"]
        if question == "Q1":
            return {int(one["tags"]["s"][1:]): cents(one["values"][0][1]) for one in series}
        values = series[0]["values"]
        if question == "Q2":
            return [(at, cents(value)) for at, value in values]
        if question == "Q3":
            return [cents(value) for _, value in values]
        return peak_months(values)

    def stop(self):
        """Ends it."""
        self.process.stop()
