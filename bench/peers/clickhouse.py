"""ClickHouse: tab-separated rows in, SQL out; what has been taken is not synced."""
import json
import os
import urllib.parse

from answers import DAY, MONTH_BEGIN, PEAK_HOURS, YEAR_BEGIN, YEAR_END, cents
from process import Process, free_port, until_quiet
from web import get, ready

CONFIG = """<?xml version="1.0"?><yandex>
<logger><level>warning</level><log>{0}/ch.log</log><errorlog>{0}/err.log</errorlog></logger>
<http_port>{1}</http_port><tcp_port>{2}</tcp_port><listen_host>127.0.0.1</listen_host>
<interserver_http_port>{3}</interserver_http_port>
<path>{0}/</path><tmp_path>{0}/tmp/</tmp_path><users_config>{0}/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<keep_alive_timeout>900</keep_alive_timeout>
<uncompressed_cache_size>536870912</uncompressed_cache_size>
<timezone>Asia/Shanghai</timezone><mark_cache_size>536870912</mark_cache_size>
<mlock_executable>false</mlock_executable></yandex>
"""
USERS = """<?xml version="1.0"?><yandex>
<profiles><default></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas></yandex>
"""


def ask(query):
    """A path with its query."""
    return "/?" + urllib.parse.urlencode({"query": query + " FORMAT JSONCompact"})


class ClickHouse:
    """clickhouse-server in a folder of its own."""

    name = "ch"
    title = "ClickHouse"
    durable = "no fsync"
    packages = ["clickhouse-server"]
    asks = {"Q1": 50, "Q2": 50, "Q3": 100, "Q4": 20}

    def __init__(self, folder):
        self.folder = os.path.join(folder, "ch")
        self.port = free_port()
        os.makedirs(self.folder + "/tmp")
        for name, text in (("config.xml", CONFIG), ("users.xml", USERS)):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as out:
                out.write(text.format(self.folder, self.port, free_port(), free_port()))
        self.process = Process(
            ["clickhouse-server", "--config-file", self.folder + "/config.xml"],
            os.path.join(folder, "ch.log"))
        self.process.wait_until(lambda: ready(self.port, "/ping"))
        for table in "hm":
            self.run(f"CREATE TABLE {table} (s UInt32, t DateTime, v Float64) ENGINE = MergeTree "
                     "PARTITION BY toYYYYMM(t) ORDER BY (s, t)")

    def run(self, statement):
        """Runs a statement; its text."""
        return get(self.port, "/", method="POST", body=statement.encode()).decode()

    def post(self, poster):
        """100,000 rows a request."""
        urls = [f"http://127.0.0.1:{self.port}/?query=" +
                urllib.parse.quote(f"INSERT INTO {table} FORMAT TSV") for table in "hm"]
        return poster.post("tsv", 100000, *urls)

    def settle(self):
        """One part a partition."""
        for table in "hm":
            self.run(f"OPTIMIZE TABLE {table} FINAL")
        until_quiet(self.folder)

    def disk_bytes(self):
        """The parts in use."""
        return int(self.run("SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND "
                            "database = 'default'"))

    def questions(self):
        """Q1 looks at the last day only, which is what makes it fast."""
        return {
            "Q1": [ask("SELECT s, argMax(v, t) FROM h WHERE t >= toDateTime("
                       f"{YEAR_END - DAY}) GROUP BY s")],
            "Q2": [ask(f"SELECT toUInt32(t), v FROM m WHERE s = {n} AND t >= toDateTime("
                       f"{MONTH_BEGIN}) AND t < toDateTime({YEAR_END}) ORDER BY t")
                   for n in range(0, 50, 5)],
            "Q3": [ask(f"SELECT toDate(t) AS d, sum(v) FROM h WHERE s = {n} AND t >= toDateTime("
                       f"{YEAR_BEGIN}) AND t < toDateTime({YEAR_END}) GROUP BY d ORDER BY d")
                   for n in range(0, 1000, 20)],
            "Q4": [ask(f"SELECT toYYYYMM(t) AS m, sum(v) FROM h WHERE toHour(t) IN {PEAK_HOURS} "
                       f"AND t >= toDateTime({YEAR_BEGIN}) AND t < toDateTime({YEAR_END}) "
                       "GROUP BY m ORDER BY m")]}

    def answer(self, question, body):
        """An answer in the form of answers.py."""
        rows = json.loads(body)["data"]
        if question == "Q1":
            return {series: cents(float(value)) for series, value in rows}
        if question == "Q2":
            return [(at, cents(float(value))) for at, value in rows]
        return [cents(float(value)) for _, value in rows]

    def stop(self):
        """Ends it."""
        self.process.stop()
