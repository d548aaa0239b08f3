"""ClickHouse beside the server: Debian's package, on loopback, in a folder of its own."""
import http.client
import os
import shutil
import subprocess
import time
import urllib.parse

CONFIG = """<?xml version="1.0"?><yandex>
<logger><level>warning</level><log>{0}/ch.log</log><errorlog>{0}/err.log</errorlog></logger>
<http_port>{1}</http_port><tcp_port>{2}</tcp_port><listen_host>127.0.0.1</listen_host>
<path>{0}/</path><tmp_path>{0}/tmp/</tmp_path><users_config>{0}/users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database>
<keep_alive_timeout>900</keep_alive_timeout>
<timezone>Asia/Shanghai</timezone><mark_cache_size>536870912</mark_cache_size>
<mlock_executable>false</mlock_executable></yandex>
"""
USERS = """<?xml version="1.0"?><yandex>
<profiles><default><max_memory_usage>16000000000</max_memory_usage></default></profiles>
<users><default><password></password><networks><ip>127.0.0.1</ip></networks>
<profile>default</profile><quota>default</quota></default></users>
<quotas><default></default></quotas></yandex>
"""


class ClickHouse:
    """A running server; `ask` is one query over a kept connection."""

    def __init__(self, folder, port):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder + "/tmp")
        with open(folder + "/config.xml", "w", encoding="utf-8") as out:
            out.write(CONFIG.format(folder, port, port + 1))
        with open(folder + "/users.xml", "w", encoding="utf-8") as out:
            out.write(USERS)
        self.tcp = port + 1
        self.process = subprocess.Popen(
            ["clickhouse-server", "--config-file", folder + "/config.xml"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        deadline = time.time() + 60
        while True:
            try:
                self.ask("SELECT 1")
                return
            except OSError:
                self.link.close()
                if time.time() > deadline or self.process.poll() is not None:
                    raise SystemExit("clickhouse-server does not start; see " + folder) from None
                time.sleep(0.2)

    def ask(self, query):
        """Rows of text cells."""
        self.link.request("POST", "/?" + urllib.parse.urlencode({"database": "default"}),
                          query.encode())
        answer = self.link.getresponse()
        body = answer.read().decode()
        if answer.status != 200:
            raise SystemExit("clickhouse: " + body[:500])
        return [line.split("\t") for line in body.splitlines()]

    def load(self, writer, points):
        """The rows of statistics_readings, into table r, merged as far as it will go."""
        self.ask("CREATE TABLE r (s UInt32, t DateTime, v Int64) ENGINE = MergeTree "
                 "PARTITION BY toYYYYMM(t) ORDER BY (s, t)")
        with subprocess.Popen([writer, "rows", str(points)], stdout=subprocess.PIPE) as rows:
            subprocess.run(
                ["clickhouse-client", "--port", str(self.tcp), "--query",
                 "INSERT INTO r FORMAT RowBinary"], stdin=rows.stdout, check=True)
        self.ask("OPTIMIZE TABLE r")

    def stop(self):
        """Ends the server."""
        self.link.close()
        self.process.terminate()
        self.process.wait(60)
