"""Readings over HTTP: every form and coding, bodies of any length in bounded memory, and a server
that answers others meanwhile (docs/ingest.md)."""
import datetime
import gzip
import json
import pathlib
import re
import subprocess
import threading
import time

import station
from wire_names import WireNames

READINGS = "/ingest/v1/readings"
ROOT = pathlib.Path(__file__).resolve().parents[2]
MIB = 1 << 20


def minute(i):
    return f"{station.BEGIN + datetime.timedelta(minutes=i):%Y-%m-%dT%H:%M:%S}+08:00"


def csv_body(count, first=0):
    head = "cemsId,pointId,parameterId,timeStamp,value\n"
    return head + "".join(f"{station.SITE},T1,OT,{minute(first + i)},{i % 997}.25\n"
                          for i in range(count))


def ndjson_body(count, first=0):
    return "".join(json.dumps({"cemsId": station.SITE, "pointId": "T1", "parameterId": "OT",
                               "timeStamp": minute(first + i), "value": i % 997 + 0.25}) + "\n"
                   for i in range(count))


def open_station(bench, *serve):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token("gateway", "*", "--scope", "ingest,historic")
    return bench.serve(*serve), token


def post(bench, server, token, body, content_type, *more, version="--http2"):
    path = bench.folder / f"body-{threading.get_ident()}"
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return bench.curl(server, READINGS, token, "--header", f"Content-Type: {content_type}",
                      "--header", "Accept-Language: en", "--header", "Expect:",
                      "--data-binary", f"@{path}", *more, version=version)


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, capture_output=True, check=True).stdout


def memory(server, name):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M)[1]) * 1024


def stored(bench, server, token):
    answer = bench.get(server, token, "GetPointHistoricData", cemsId=station.SITE, pointId="T1",
                       startTime="2000-01-01", endTime="2026-01-01", pageSize=1)
    return int(answer.data["page"]["totalPages"])


def test_forms_and_codings_are_the_same(bench):
    server, token = open_station(bench)
    for version in ("--http2", "--http1.1"):
        for body, kind in ((csv_body(5000).encode(), "text/csv"),
                           (ndjson_body(5000).encode(), "application/x-ndjson")):
            for coded, more in ((body, ()),
                                (gzip.compress(body), ("--header", "Content-Encoding: gzip")),
                                (zstd(body), ("--header", "Content-Encoding: zstd")),
                                (body, ("--header", "Transfer-Encoding: chunked")
                                 if version == "--http1.1" else ())):
                answer = post(bench, server, token, coded, kind, *more, version=version)
                assert answer.status == 200, answer.body
                report = json.loads(answer.body)
                assert report["accepted"] + report["duplicate"] == 5000, report
                assert report["rejectedCount"] == 0, report
    assert stored(bench, server, token) == 5000


def test_what_cannot_be_taken_is_refused_and_the_server_goes_on(bench):
    server, token = open_station(bench)
    body = csv_body(5000).encode()
    bomb = gzip.compress(b"cemsId,pointId,parameterId,timeStamp,value\n" + b"\n" * (64 * MIB), 9)
    assert len(bomb) < MIB
    before = memory(server, "VmHWM")
    for data, kind, coding, status, code in (
            (gzip.compress(body)[:-5], "text/csv", "gzip", 400, 40002),
            (zstd(body)[:-5], "text/csv", "zstd", 400, 40002),
            (body, "text/csv", "gzip", 400, 40002),
            (bomb, "text/csv", "gzip", 413, 41301),
            (bomb, "application/x-ndjson", "gzip", 413, 41301),
            (body, "text/csv", "br", 415, 41501),
            (body, "text/csv", "gzip, gzip", 415, 41501),
            (body, "application/json", "identity", 415, 41501),
            (b"a,b\n1,2\n" + body, "text/csv", "identity", 400, 40002)):
        for version in ("--http2", "--http1.1"):
            answer = post(bench, server, token, data, kind, "--header",
                          f"Content-Encoding: {coding}", version=version)
            assert answer.status == status, (coding, version, answer.status, answer.body)
            assert json.loads(answer.body)["code"] == code, answer.body
    assert memory(server, "VmHWM") < before + 32 * MIB
    assert stored(bench, server, token) == 0, "each was one batch"
    reader = bench.token("reader", "*", "--scope", "historic")
    time.sleep(1)  # A new token is known within a second (contract).
    assert post(bench, server, reader, body, "text/csv").status == 403
    assert post(bench, server, "cems_x", body, "text/csv").status == 401


def test_bad_rows_are_listed_and_the_others_stored(bench):
    server, token = open_station(bench)
    lines = ndjson_body(100).splitlines()
    lines[10] = lines[10].replace("T1", "T9")
    lines[20] = "{"
    lines[30] = lines[30].replace("OT", "XX")
    lines[40] = re.sub(r'"timeStamp": "[^"]*"', '"timeStamp": "2999-01-01T00:00:00Z"', lines[40])
    report = json.loads(post(bench, server, token, "\r\n".join(lines), "application/x-ndjson").body)
    assert report["accepted"] == 96 and report["rejectedCount"] == 4
    assert [(r["line"], r["code"]) for r in report["rejected"]] == [
        (11, 42201), (21, 40002), (31, 42201), (41, 42201)], report
    listed = bench.run("quarantine", "list", "--data", bench.data).stdout.splitlines()
    assert len(listed) == 2 and "2999-01-01T00:00:00Z" in listed[1], listed


def test_a_long_body_is_streamed_in_bounded_memory(bench):
    server, token = open_station(bench)
    # The same million readings twice, and then some: 100 MB of text, without a file of it.
    block = csv_body(250_000)
    head, rows = block.split("\n", 1)
    blocks = 9
    assert blocks * len(rows) > 100 * MIB * 0.95
    before = memory(server, "VmHWM")
    slowest = 0.0
    for version in ("--http2", "--http1.1"):
        command = ["curl", "--silent", "--show-error", version, "--cacert", server.certificate,
                   "--header", f"Authorization: Bearer {token}", "--header",
                   "Content-Type: text/csv", "--upload-file", "-", "--request", "POST",
                   server.url + READINGS]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as curl:
            def feed(pipe=curl.stdin):
                pipe.write((head + "\n").encode())
                for _ in range(blocks):
                    pipe.write(rows.encode())
                pipe.close()
            feeder = threading.Thread(target=feed)
            feeder.start()
            while curl.poll() is None:
                started = time.monotonic()
                assert bench.curl(server, "/healthz").status == 200
                slowest = max(slowest, time.monotonic() - started)
                time.sleep(0.02)
            feeder.join()
            report = json.loads(curl.stdout.read())
        assert report["rejectedCount"] == 0, report
        assert report["accepted"] + report["duplicate"] == blocks * 250_000, report
    assert stored(bench, server, token) == 250_000
    grown = memory(server, "VmHWM") - before
    assert grown < 96 * MIB, f"{grown / MIB:.0f} MiB for bodies of 100 MB"
    assert slowest < 5, f"{slowest:.1f} s for /healthz beside it"


def test_a_body_that_breaks_off_stores_no_part_of_a_batch(bench):
    server, token = open_station(bench)
    body = csv_body(40_000)
    command = ["curl", "--silent", "--cacert", str(server.certificate), "--http1.1", "--header",
               f"Authorization: Bearer {token}", "--header", "Content-Type: text/csv",
               "--upload-file", "-", "--request", "POST", server.url + READINGS]
    for _ in range(5):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as curl:
            curl.stdin.write(body[:len(body) // 2].encode())
            curl.stdin.flush()
            time.sleep(0.1)
            curl.kill()
    assert stored(bench, server, token) == 0
    assert post(bench, server, token, body, "text/csv").status == 200
    assert stored(bench, server, token) == 40_000
    assert server.stop() == 0


def test_names_follow_the_profile(bench):
    profile = ROOT / "tests" / "profile" / "renamed.json"
    wire = WireNames(profile)
    text = json.loads(bench.run("spec", "openapi", "--profile", profile).stdout)
    content = text["paths"][READINGS]["post"]["requestBody"]["content"]
    names = re.search(r"members (.*); the last", content["application/x-ndjson"]["schema"][
        "description"])[1].split(", ")
    assert len(names) == 6 and names[0] != "cemsId"
    bench.run("load", "--data", bench.data, bench.file("plain.json", station.archive()))
    token = bench.token("gateway", "*", "--scope", "ingest")
    server = bench.serve("--profile", profile)
    values = (station.SITE, "T1", "OT", minute(0), 1.5, 0)
    line = json.dumps(dict(zip(names, values)))
    done = subprocess.run(
        ["curl", "--silent", "--cacert", server.certificate, "--header", "Content-Type:",
         "--header", f"{wire.header('Authorization')}: Bearer {token}",
         "--header", f"{wire.header('Content-Type')}: application/x-ndjson",
         "--data-binary", line, server.url + READINGS], capture_output=True, text=True, check=True)
    assert '"accepted":1' in done.stdout, done.stdout
