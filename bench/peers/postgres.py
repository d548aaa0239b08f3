"""PostgreSQL 15: COPY in, SQL out, both through psql; every transaction is synced.

It speaks no HTTP: its times are psql's, without a front, and so a little too good.
"""
import json
import os
import pwd
import re
import shutil
import subprocess

from answers import DAY, MONTH_BEGIN, PEAK_HOURS, YEAR_BEGIN, YEAR_END, cents
from process import Process, free_port

PROGRAMS = "/usr/lib/postgresql/15/bin/"
CONFIG = """
port = {port}
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 4GB
max_wal_size = 8GB
work_mem = 64MB
timezone = 'Asia/Shanghai'
random_page_cost = 1.1
wal_compression = lz4
"""


def as_owner(command):
    """PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]


class Postgres:
    """A cluster in a folder of its own."""

    name = "pg"
    title = "PostgreSQL (psql)"
    durable = "fsync"
    packages = ["postgresql-15", "postgresql-client-15"]
    asks = {"Q1": 20, "Q2": 20, "Q3": 30, "Q4": 3}

    def __init__(self, folder):
        self.folder = os.path.join(folder, "pg")
        self.port = free_port()
        os.makedirs(self.folder)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        subprocess.run(as_owner([PROGRAMS + "initdb", "-D", self.folder, "-A", "trust",
                                 "-U", "bench", "--locale=C", "-E", "UTF8"]),
                       check=True, capture_output=True)
        with open(self.folder + "/postgresql.conf", "a", encoding="utf-8") as out:
            out.write(CONFIG.format(port=self.port))
        self.process = Process(as_owner([PROGRAMS + "postgres", "-D", self.folder]),
                               os.path.join(folder, "pg.log"))
        self.process.wait_until(lambda: self.psql("SELECT 1", check=False).returncode == 0)
        for table in "hm":
            self.psql(f"CREATE TABLE {table} (s int, t timestamptz, v float8, "
                      "PRIMARY KEY (s, t))")

    def psql(self, text, check=True):
        """Runs a script."""
        return subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-h", "127.0.0.1", "-p", str(self.port), "-U",
             "bench", "-d", "postgres", "-v", "ON_ERROR_STOP=1"], input=text, text=True,
            check=check, capture_output=True)

    def post(self, poster):
        """10,000 rows a transaction, one connection."""
        return poster.pipe("copy", 10000, ["psql", "-X", "-q", "-h", "127.0.0.1", "-p",
                                           str(self.port), "-U", "bench", "-d", "postgres",
                                           "-v", "ON_ERROR_STOP=1"])

    def settle(self):
        """What its own housekeeping would do."""
        for table in "hm":
            self.psql(f"VACUUM ANALYZE {table}")
        self.psql("CHECKPOINT")

    def disk_bytes(self):
        """Tables and their indexes, without its log."""
        asked = "SELECT pg_total_relation_size('h') + pg_total_relation_size('m')"
        return int(self.psql(asked).stdout)

    def questions(self):
        """Each makes its JSON itself."""
        def rows(query):
            return f"SELECT json_agg(json_build_array(a, b)) FROM ({query}) x;"

        def during(begin):
            return f"t >= to_timestamp({begin}) AND t < to_timestamp({YEAR_END})"
        return {
            "Q1": [rows("SELECT s AS a, l.v AS b FROM generate_series(0, 999) s, LATERAL (SELECT v "
                        "FROM h WHERE h.s = s.s ORDER BY t DESC LIMIT 1) l")],
            "Q2": [rows("SELECT extract(epoch FROM t)::int AS a, v AS b FROM m WHERE "
                        f"s = {n} AND {during(MONTH_BEGIN)} ORDER BY t") for n in range(0, 50, 5)],
            "Q3": [rows(f"SELECT date_trunc('day', t) AS a, sum(v) AS b FROM h WHERE s = {n} AND "
                        f"{during(YEAR_BEGIN)} GROUP BY 1 ORDER BY 1") for n in range(0, 1000, 20)],
            "Q4": [rows("SELECT date_trunc('month', t) AS a, sum(v) AS b FROM h WHERE extract(hour "
                        f"FROM t) IN {PEAK_HOURS} AND {during(YEAR_BEGIN)} GROUP BY 1 ORDER BY 1")]}

    def fetch(self, query):
        """The answer of a question."""
        return self.psql(query).stdout.encode()

    def time(self, queries, asks):
        """Seconds of each ask, as psql says."""
        script = "\\timing on\n" + "\n".join(queries[n % len(queries)] for n in range(asks))
        lines = self.psql("\\o /dev/null\n" + script).stdout
        return [float(found) / 1e3 for found in re.findall(r"Time: ([\d.]+) ms", lines)]

    def answer(self, question, body):
        """An answer in the form of answers.py."""
        pairs = json.loads(body)
        if question == "Q1":
            return {series: cents(float(value)) for series, value in pairs}
        if question == "Q2":
            return [(at, cents(float(value))) for at, value in pairs]
        return [cents(float(value)) for _, value in pairs]

    def stop(self):
        """Ends it; its log of 8 GB goes with the folder."""
        self.process.stop()
        shutil.rmtree(self.folder)
