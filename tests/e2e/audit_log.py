"""The audit log of a real server: what is in it, what a kill leaves, and whatever is done to it."""
import http.client
import json
import signal
import threading
import time

import station
from direct import Connection

TARGET = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"


def records(bench):
    listed = bench.run("audit", "list", "--data", bench.data, "--json").stdout
    return [json.loads(line) for line in listed.splitlines()]


def test_who_was_refused_and_who_wrote(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    reader = bench.token("reader", station.SITE)
    writer = bench.token("writer", "*", "--scope", "ingest,admin")
    server = bench.serve()
    line = Connection(server)
    assert line.ask("GET", TARGET, reader)[0] == 200
    assert line.code("GET", TARGET.replace(station.SITE, "FOREIGN"), reader) == 40301
    assert line.ask("PUT", f"/admin/v1/cems/{station.SITE}", writer,
                    bench.archive("again.json").read_bytes(),
                    Content_Type="application/json")[0] == 200
    assert any(r["action"] == "PUT" for r in records(bench)), "on the disk before the answer"
    row = (f'{{"cemsId":"{station.SITE}","pointId":"T1","parameterId":"NO",'
           f'"timeStamp":"2016-07-01T00:00","value":1}}\n')
    assert line.ask("POST", "/ingest/v1/readings", writer, row.encode(),
                    Content_Type="application/x-ndjson")[0] == 200
    time.sleep(0.3)  # What need not be on the disk before its answer is there by now.
    bench.run("token", "revoke", "--data", bench.data, "reader")
    server.stop()
    told = [(r["actor"], r["action"], r["object"], r["result"]) for r in records(bench)]
    uid = told[0][0]
    assert uid.startswith("uid:")
    assert told == [
        (uid, "token.add", "reader", "ok"), (uid, "token.add", "writer", "ok"),
        (uid, "serve.start", "127.0.0.1:0", "ok"),
        ("reader", "GET", "/cems/v1/GetCemsStaticData", "40301"),
        ("writer", "PUT", f"/admin/v1/cems/{station.SITE}", "200"),
        ("writer", "POST", "/ingest/v1/readings", "200"),
        (uid, "token.revoke", "reader", "ok"), (uid, "serve.stop", "127.0.0.1:0", "ok")], told
    assert all(r["source"] in ("local", "127.0.0.1") for r in records(bench))
    bench.run("audit", "verify", "--data", bench.data)
    bench.run("verify", "--data", bench.data)


def only_file(bench):
    files = sorted((bench.data / "audit").glob("audit-*.jsonl"))
    assert len(files) == 1, files
    return files[0]


def test_what_is_done_to_it_is_found(bench):
    for n in range(6):
        bench.token(f"t{n}")
    path = only_file(bench)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    anchor = bench.run("audit", "verify", "--data", bench.data).stdout.split("anchor: ")[1].strip()

    def finds(what, *more):
        done = bench.run("audit", "verify", "--data", bench.data, *more, status=1)
        assert what in done.stdout, (what, done.stdout)
    path.write_bytes(whole.replace(b'"t3"', b'"t9"'))
    finds("record 4 was altered")
    bench.run("verify", "--data", bench.data, status=1)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    finds("record 3 is missing")
    path.write_bytes(b"".join([lines[0], lines[2], lines[1], *lines[3:]]))
    finds("record 2 stands after record 3")
    path.write_bytes(b"".join(lines[:-2]))
    finds("records 5 to 6 are missing, at the end")
    path.write_bytes(whole)
    bench.run("audit", "verify", "--data", bench.data, "--anchor", anchor)
    for file in (bench.data / "audit").iterdir():
        file.unlink()
    bench.token("after")  # A new chain, whole in itself: only the anchor tells.
    bench.run("audit", "verify", "--data", bench.data)
    finds("is not the one that was noted", "--anchor", anchor)


def test_a_kill_leaves_a_whole_chain_with_all_that_was_acknowledged(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    writer = bench.token("writer", "*", "--scope", "admin")
    archive = bench.archive("again.json").read_bytes()
    acknowledged = 0
    for _ in range(4):
        server = bench.serve()
        line = Connection(server)
        killer = threading.Timer(0.4, server.process.send_signal, [signal.SIGKILL])
        killer.start()
        try:
            while True:
                status = line.ask("PUT", f"/admin/v1/cems/{station.SITE}", writer, archive,
                                  Content_Type="application/json")[0]
                assert status == 200
                acknowledged += 1
        except (OSError, http.client.HTTPException):
            pass  # The connection has ended.
        killer.join()
        server.process.wait()
        bench.run("audit", "verify", "--data", bench.data)
    written = sum(r["action"] == "PUT" for r in records(bench))
    assert acknowledged > 0 and acknowledged <= written <= acknowledged + 4, (acknowledged, written)


def test_floods_are_counted_not_written(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    server = bench.serve()
    line = Connection(server)
    begun = time.monotonic()
    for _ in range(3000):
        assert line.ask("GET", TARGET)[0] == 401
    seconds = time.monotonic() - begun
    server.stop()
    told = [r for r in records(bench) if r["action"] == "GET"]
    assert len(told) <= 1000 + seconds + 2, len(told)
    assert sum(r.get("count", 1) for r in told) == 3000
    assert told[-1]["count"] > 1 and told[-1]["first"] <= told[-1]["time"]
    bench.run("audit", "verify", "--data", bench.data)
