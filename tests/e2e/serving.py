"""The server as a process: start, protocols, revocation, drain, refusals to start."""
import subprocess
import time

import station


def stationed(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    bench.run("load", "--data", bench.data,
              *station.load_arguments(bench.file("r.csv", station.csv(station.rows(9000)))))


def test_both_versions_of_http_over_tls(bench):
    stationed(bench)
    token = bench.token()
    server = bench.serve()
    path = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
    assert bench.curl(server, path, token).version == "2"
    assert bench.curl(server, path, token, version="--http1.1").version == "1.1"
    assert bench.curl(server, path, token, "--tlsv1.2", "--tls-max", "1.2").status == 200
    post = bench.curl(server, "/cems/v1/GetCemsStaticData", token, "-H",
                      "Content-Type: application/json", "-d", f'{{"cemsId":"{station.SITE}"}}')
    assert post.data == bench.curl(server, path, token).data
    head = subprocess.run(["curl", "-sS", "--http2", "--head", "--cacert", server.certificate, "-H",
                           f"{bench.names.header('Authorization')}: Bearer {token}",
                           server.url + bench.names.path(path)],
                          capture_output=True, text=True, check=True).stdout
    assert head.startswith("HTTP/2 200") and "content-length:" in head, head


def test_a_revoked_token_stops_working_within_a_second(bench):
    stationed(bench)
    token = bench.token("short")
    server = bench.serve()
    path = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
    assert bench.curl(server, path, token).status == 200
    bench.run("token", "revoke", "--data", bench.data, "short")
    time.sleep(1)
    assert bench.curl(server, path, token).status == 401
    fresh = bench.token("fresh")
    time.sleep(1)
    assert bench.curl(server, path, fresh).status == 200


def test_a_stop_lets_a_running_answer_finish(bench):
    stationed(bench)
    token = bench.token()
    server = bench.serve()
    path = (f"/cems/v1/GetPointHistoricData?cemsId={station.SITE}&pointId=T1-HV&"
            "startTime=2016-01-01&endTime=2019-01-01&pageSize=100000")
    whole = bench.curl(server, path, token).body
    slow = subprocess.Popen(["curl", "-sS", "--http2", "--cacert", server.certificate,
                             "--limit-rate", "600k", "-H",
                             f"{bench.names.header('Authorization')}: Bearer {token}",
                             server.url + bench.names.path(path)], stdout=subprocess.PIPE)
    first = slow.stdout.read(1000)  # It has begun.
    server.process.terminate()
    body = (first + slow.stdout.read()).decode()
    assert slow.wait() == 0
    data = f'"{bench.names.member("Envelope", "data")}"'
    assert data in body and body.partition(data)[2] == whole.partition(data)[2]
    assert server.process.wait(timeout=15) == 0
    assert bench.serve().stop() == 0


def test_clear_text_only_on_loopback(bench):
    stationed(bench)
    token = bench.token()
    server = bench.serve("--insecure-h2c")
    assert server.url.startswith("http://")
    path = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
    assert bench.curl(server, path, token, version="--http2-prior-knowledge").version == "2"
    assert bench.curl(server, path, token, version="--http1.1").version == "1.1"
    server.stop()
    for flag in (["--insecure-h2c"], ["--clock", "2024-07-18T14:30:00+08:00"]):
        done = bench.run("serve", "--data", bench.data, "--listen", "0.0.0.0:0", *flag, status=2)
        assert "127.0.0.1" in done.stderr, done.stderr


def test_the_answers_now_is_the_clock(bench):
    stationed(bench)
    token = bench.token()
    server = bench.serve("--clock", "2016-07-10T00:20:00+08:00")
    data = bench.get(server, token, "GetPointDynamicData", cemsId=station.SITE,
                     pointId="T1-HV").data
    assert data["dataTime"].startswith("2016-07-10T00:2"), data
    stamps = {p["readings"][0]["timeStamp"] for p in data["points"][0]["parameters"]}
    assert stamps <= {"2016-07-10T00:00:00+08:00", "2016-07-09T23:00:00+08:00"}, stamps


def test_a_configuration_file_is_taken_whole_or_not_at_all(bench):
    config = bench.file("cems.toml", f'data = "{bench.data}"\nlisten = "127.0.0.1:0"\n')
    process = subprocess.Popen([bench.cems, "serve", "--config", config], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout.readline().startswith("cems: ready on https://127.0.0.1:")
    process.terminate()
    assert process.wait(timeout=15) == 0
    for text in ('lisen = "127.0.0.1:0"', "listen = 1", "listen = "):
        done = bench.run("serve", "--config", bench.file("bad.toml", text + "\n"), status=1)
        assert "bad.toml" in done.stderr, done.stderr
    assert "nofile" in bench.run("serve", "--config", "nofile", status=1).stderr


def test_the_console_is_served_where_there_is_one(bench):
    stationed(bench)
    script = "render();\n" * 20_000
    for name, text in (("index.html", "<!doctype html>"), ("assets/index-BxLq2f0A.js", script)):
        (bench.folder / "console" / name).parent.mkdir(parents=True, exist_ok=True)
        bench.file(f"console/{name}", text)
    server = bench.serve("--console", bench.folder / "console")
    for version in ("--http2", "--http1.1"):
        assert bench.curl(server, "/", version=version).body == "<!doctype html>"
        asked = bench.curl(server, "/assets/index-BxLq2f0A.js", None, "--compressed",
                           version=version)
        assert asked.body == script
    head = bench.curl(server, "/", None, "--head").body
    assert "content-security-policy: default-src 'none'" in head.lower(), head
    tag = next(line.split(": ")[1].strip() for line in head.splitlines()
               if line.lower().startswith("etag:"))
    assert bench.curl(server, "/", None, "-H", f"If-None-Match: {tag}").status == 304
    assert bench.curl(server, "/nothing", None).status == 404
    assert bench.curl(server, "/../data/tokens", None, "--path-as-is").status == 404
    assert bench.curl(server, "/healthz").status == 200
    server.stop()
    without = bench.serve("--console", "none")
    assert bench.curl(without, "/").status == 404
    without.stop()
    done = bench.run("serve", "--data", bench.data, "--console", bench.data, status=1)
    assert "index.html" in done.stderr, done.stderr


def test_one_process_uses_a_folder_at_a_time(bench):
    stationed(bench)
    server = bench.serve()
    again = bench.run("serve", "--data", bench.data, "--listen", "127.0.0.1:0", status=1)
    assert "--url" in again.stderr and str(server.process.pid) in again.stderr, again.stderr
    port = server.url.rpartition(":")[2]
    taken = bench.run("serve", "--data", bench.folder / "other", "--listen", f"127.0.0.1:{port}",
                      status=1)
    assert port in taken.stderr, taken.stderr
