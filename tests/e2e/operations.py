"""What a running server tells of itself: /metrics, the access log (docs/operations.md)."""
import collections
import json
import pathlib
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request

import gateway
import ingest
import mqtt_in
import station
from broker import Broker
from exposition import Page

ROOT = pathlib.Path(__file__).resolve().parents[2]


def ask(url, timeout=10):
    """(status, content type, body) of a GET in clear text."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers["Content-Type"], refusal.read().decode()


def observed(bench, *serve):
    """A server with the station's archive and an admin listener; (server, its admin URL)."""
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    server = bench.serve("--admin-listen", "0", *serve)
    found = re.findall(r"metrics on (http://\S+)/metrics",
                       (bench.folder / "serve.log").read_text())
    return server, found[-1]


def fresh_token(bench, *arguments):
    """A token that the running server knows: it looks at the file four times a second."""
    token = bench.token(*arguments)
    time.sleep(0.6)
    return token


def page_of(admin):
    status, kind, text = ask(admin + "/metrics")
    assert status == 200 and kind == "text/plain; version=0.0.4; charset=utf-8", (status, kind)
    return Page(text)


def test_metrics_are_only_on_the_admin_listener(bench):
    server, admin = observed(bench)
    assert admin.startswith("http://127.0.0.1:"), admin  # A port alone is loopback's.
    assert ask(admin + "/healthz")[0] == 200
    assert ask(admin + "/cems/v1/GetCemsStaticData")[0] == 404
    assert ask(admin + "/openapi.json")[0] == 404
    assert bench.curl(server, "/metrics").status == 404
    assert bench.curl(server, "/metrics", bench.token()).status == 404
    assert server.stop() == 0
    bench.run("serve", "--data", bench.data, "--admin-listen", "nonsense", status=2)
    plain = bench.serve()
    assert "metrics on" not in (bench.folder / "serve.log").read_text().split("stopped")[-1]
    assert plain.stop() == 0


def test_prometheus_own_checker_accepts_the_page(bench):
    """promtool stands in the package prometheus; without it the strict reader alone speaks."""
    _, admin = observed(bench)
    text = ask(admin + "/metrics")[2]
    Page(text)
    promtool = shutil.which("promtool")
    if promtool:
        done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0 and not done.stdout + done.stderr, done.stdout + done.stderr


def test_figures_are_those_of_a_known_workload(bench):
    server, admin = observed(bench)
    token = fresh_token(bench, "gateway", "*", "--scope", "static,dynamic,historic,ingest")
    path = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
    before = page_of(admin)
    size = 0
    for _ in range(7):
        size += len(bench.curl(server, path, token).body.encode())
    bench.curl(server, path, token, version="--http1.1")
    for _ in range(3):
        assert bench.curl(server, path).status == 401
    assert bench.curl(server, "/cems/v1/GetCemsStaticData?cemsId=NOT-HERE", token).status == 404
    assert bench.curl(server, "/nowhere", token).status == 404
    body = ingest.csv_body(250) + f"{station.SITE},T1,NONE,{ingest.minute(0)},1\n"
    for _ in range(2):
        assert ingest.post(bench, server, token, body, "text/csv").status == 200
    history = bench.get(server, token, "GetPointHistoricData", cemsId=station.SITE, pointId="T1",
                        startTime="2016-01-01", endTime="2017-01-01", pageSize=100000)
    after = page_of(admin)

    def rise(name, **labels):
        return after.value(name, **labels) - before.value(name, **labels)
    static = "GetCemsStaticData"
    assert rise("cems_requests_total", interface=static, code="200") == 8
    assert rise("cems_requests_total", interface=static, code="40101") == 3
    assert rise("cems_requests_total", interface=static, code="40402") == 1
    assert rise("cems_requests_total", interface="unknown", code="40401") == 1
    assert rise("cems_answer_duration_seconds_count", interface=static) == 12
    assert rise("cems_answer_bytes_total", interface=static) > size
    assert rise("cems_answer_bytes_total", interface="GetPointHistoricData") == \
        len(history.body.encode())
    assert rise("cems_requests_total", interface="/ingest/v1/readings", code="200") == 2
    for result, count in (("accepted", 250), ("duplicate", 250), ("rejected", 2),
                          ("corrected", 0)):
        assert rise("cems_readings_total", way="http", result=result) == count, result
    assert rise("cems_store_readings_total", result="accepted") == 250
    assert after.value("cems_store_series") == 1
    assert after.value("cems_store_head_readings") == 250
    # The duplicate batch is compared, not written, and waits in the same call as any.
    assert rise("cems_commit_duration_seconds_count") == 2
    assert rise("cems_connections_accepted_total") == 8 + 3 + 1 + 1 + 2 + 1
    assert rise("cems_tls_handshakes_total", result="complete") == 16
    assert after.total("cems_answers_cut_total") == 0
    assert after.value("cems_store_writable") == 1 and after.value("cems_sites") == 1
    assert after.value("process_resident_memory_bytes") > 1 << 20
    started = after.value("process_start_time_seconds")
    assert abs(time.time() - started) < 60, started


def test_mqtt_figures(bench):
    table = station.rows(50)
    with Broker(bench.folder) as broker:
        _, admin = observed(bench, "--mqtt", broker.url)
        mqtt_in.wait_for_log(bench, "mqtt: subscribed")
        reports = gateway.Reports(broker)
        broker.publish(gateway.TOPIC, gateway.messages(table))
        reports.wait(len(table))
        reports.close()
        page = page_of(admin)
        assert page.value("cems_mqtt_connected") == 1
        assert page.value("cems_mqtt_messages_total") == len(table)
        assert page.value("cems_readings_total", way="mqtt", result="accepted") == \
            gateway.readings_in(table)
    end = time.monotonic() + 10
    while page_of(admin).value("cems_mqtt_connected") != 0:
        assert time.monotonic() < end, "the broker is gone"
        time.sleep(0.1)


def lines_of(path, count, seconds=5):
    """The log's lines as objects, when there are so many."""
    end = time.monotonic() + seconds
    while True:
        text = path.read_text() if path.exists() else ""
        if text.count("\n") >= count:
            return [json.loads(line) for line in text.splitlines()]
        assert time.monotonic() < end, f"{text.count(chr(10))} lines, not {count}:\n{text}"
        time.sleep(0.05)


def test_the_access_log_has_a_line_for_each_answer(bench):
    log = bench.folder / "access.log"
    server, _ = observed(bench, "--access-log", log)
    token = fresh_token(bench, "platform")
    path = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
    whole = bench.curl(server, path, token, "-H", "X-Request-Id: mine-1")
    bench.curl(server, path, version="--http1.1")
    # A site's name that would forge a line, and one that is too long to be kept.
    bench.curl(server, "/cems/v1/GetCemsStaticData?cemsId=a%0D%0A%7B%22forged%22%3A1%7D%1B%5B2J",
               token)
    bench.curl(server, "/cems/v1/GetCemsStaticData?cemsId=" + "x" * 3000, token)
    history = bench.get(server, token, "GetPointHistoricData", cemsId=station.SITE, pointId="T1",
                        startTime="2016-01-01", endTime="2017-01-01")
    first, second, forged, long, streamed = lines_of(log, 5)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00", first.pop("time")), first
    assert 0 <= first.pop("microseconds") < 1_000_000
    assert first == {"requestId": "mine-1", "client": "127.0.0.1", "protocol": "h2",
                     "token": "platform", "method": "GET", "interface": "GetCemsStaticData",
                     "cemsId": station.SITE, "status": 200, "code": 200,
                     "bytes": len(whole.body.encode())}, first
    assert (second["status"], second["code"], second["protocol"]) == (401, 40101, "http/1.1")
    assert "token" not in second
    assert forged["cemsId"].startswith("a\r\n{"), forged
    assert "cemsId" not in long
    assert streamed["bytes"] == len(history.body.encode())
    text = log.read_text()
    assert token not in text and token.split("_")[3] not in text
    assert len(text.splitlines()) == 5 and "\x1b" not in text and "\r" not in text


def test_the_access_log_is_opened_anew_on_sighup(bench):
    log, old = bench.folder / "access.log", bench.folder / "access.log.1"
    server, _ = observed(bench, "--access-log", log)
    bench.curl(server, "/healthz")
    lines_of(log, 1)
    log.rename(old)
    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    bench.curl(server, "/readyz")
    assert [line["interface"] for line in lines_of(log, 1)] == ["/readyz"]
    assert len(lines_of(old, 1)) == 1
    assert server.stop() == 0


def test_a_hot_access_log_says_how_many_it_left_out(bench):
    log = bench.folder / "access.log"
    server, admin = observed(bench, "--access-log", log, "--insecure-h2c")
    count = 20_000
    done = subprocess.run(["h2load", "-n", str(count), "-c", "4", "-m", "10",
                           server.url + "/healthz"], capture_output=True, text=True, check=True)
    assert f"{count} succeeded" in done.stdout, done.stdout
    end = time.monotonic() + 10
    results = {}
    while sum(results.values()) < count:  # The last lines are on their way.
        assert time.monotonic() < end, results
        page = page_of(admin)
        results = {result: page.value("cems_access_log_lines_total", result=result)
                   for result in ("written", "left_out", "dropped")}
    assert results["left_out"] > 0 and results["dropped"] == 0, results
    lines = lines_of(log, results["written"])
    assert len(lines) == results["written"] and sum(results.values()) == count, results
    gaps = sum(line.get("leftOut", 0) for line in lines)
    assert 0 < gaps <= results["left_out"]
    assert collections.Counter(line["status"] for line in lines).keys() == {200}


def test_the_document_lists_the_metrics_that_there_are(bench):
    _, admin = observed(bench)
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    listed = {name: (kind, {label for label in labels.split(", ") if label})
              for name, kind, labels in
              re.findall(r"^\| `(\w+)` \| (\w+) \| ([^|]*?) ?\| ", text, re.M)}
    page = page_of(admin)
    assert {name: kind for name, (kind, _) in listed.items()} == page.families
    for name, labels in page.samples:
        name = name if name in listed else name.rpartition("_")[0]
        assert {key for key, _ in labels} - {"le"} == listed[name][1], (name, labels)


def test_dashboard_and_alerts_ask_for_metrics_that_there_are(bench):
    _, admin = observed(bench)
    page = page_of(admin)
    known = set(page.families)
    for name, kind in page.families.items():
        if kind == "histogram":
            known |= {name + suffix for suffix in ("_bucket", "_sum", "_count")}
    dashboard = json.loads((ROOT / "packaging" / "grafana" / "cems.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"]
             for target in panel.get("targets", ())]
    rules = (ROOT / "packaging" / "prometheus" / "cems.rules.yml").read_text()
    asked += re.findall(r"^ *expr: (.*)$", rules, re.M)
    assert len(asked) > 40
    named = {name for expression in asked
             for name in re.findall(r"\b(?:cems|process)_\w+", expression)}
    assert named <= known, named - known
    # What is worth a metric is worth a look: each is on the dashboard.
    assert {name.removesuffix("_bucket") for name in named} == \
        set(page.families) - {"process_virtual_memory_bytes"}
