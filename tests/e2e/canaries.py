"""Canaries: marked tokens, keys and passwords go through every door, and are then looked for in
everything that was written (reliability bar 25)."""
import os
import pathlib
import signal

import station
from direct import Connection

TARGET = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"


def everything_written(bench):
    """(name, bytes) of each file under the test's folder, the canaries' own left out."""
    for folder, _, names in os.walk(bench.folder):
        for name in names:
            path = pathlib.Path(folder) / name
            if not name.startswith("canary."):
                yield path, path.read_bytes()


def mark_of(text):
    """The secret in a token or a key, which may have strokes of its own."""
    return text.split("_", 3)[3].rpartition("_")[0] if text.startswith("cems_") else text


def core_files(bench):
    return [p for p, _ in everything_written(bench) if p.name.startswith("core")]


def test_no_secret_is_in_any_log_answer_or_file(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token("canary", "*", "--scope", "static,ingest,admin")
    key_file = bench.folder / "canary.key"
    signer = bench.token("signer", "*", "--sign", "hmac-sm3", "--sign-key", key_file)
    key = key_file.read_text().strip()
    foreign = "cems_live_23456789_" + "Q" * 43 + "_00000000"
    password = "canary-password-5e1f"
    server = bench.serve()
    line = Connection(server)
    answers = []
    for secret in (token, signer, foreign, password):
        for target in (TARGET, f"{TARGET}&access_token={secret}", f"/{secret}",
                       f"/admin/v1/cems/{station.SITE}?token={secret}"):
            for fields in ({}, {"X_Request_Id": "r-1"}, {"Cookie": f"token={secret}"}):
                answers.append(line.ask("GET", target, secret, **fields)[2])
        answers.append(line.ask("POST", "/ingest/v1/readings", secret, secret.encode(),
                                Content_Type="application/x-ndjson")[2])
    answers.append(line.ask("GET", TARGET, None, Authorization=f"Basic {password}")[2])
    listed = bench.run("token", "list", "--data", bench.data).stdout
    got = bench.run("get", "GetCemsStaticData", f"cemsId={station.SITE}", "--url", server.url,
                    "--token", signer, "--cacert", server.certificate, "--sign-key", key_file)
    limits = pathlib.Path(f"/proc/{server.process.pid}/limits").read_text()
    assert "Max core file size        0                    0" in limits, limits
    server.process.send_signal(signal.SIGABRT)
    server.process.wait()
    assert core_files(bench) == []
    bench.serve().stop()
    audited = bench.run("audit", "list", "--data", bench.data, "--json").stdout
    marks = {name: mark_of(text)
             for name, text in {"token": token, "signer": signer, "key": key, "foreign": foreign,
                                "password": password}.items()}
    for name, mark in marks.items():
        for where, text in (("list", listed), ("get", got.stdout + got.stderr),
                            ("audit", audited)):
            assert mark not in text, (name, where)
        for path, content in everything_written(bench):
            assert mark.encode() not in content, (name, path)
    # A path is an address like any other and is said back; nothing else of a request is.
    for answer in answers:
        for name in ("token", "signer", "key"):
            assert marks[name] not in answer or "40401" in answer, (name, answer)


def test_keys_that_everybody_may_read_are_refused(bench):
    bench.serve().stop()
    key = bench.data / "tls" / "key.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    done = bench.run("serve", "--data", bench.data, "--listen", "127.0.0.1:0", status=1)
    assert "chmod 600" in done.stderr and "key.pem" in done.stderr, done.stderr
    done = bench.run("serve", "--data", bench.data, "--listen", "127.0.0.1:0", "--tls-cert",
                     bench.data / "tls" / "cert.pem", "--tls-key", key, status=1)
    assert "chmod 600" in done.stderr, done.stderr
    key.chmod(0o640)  # A group that may read keys is usual.
    bench.serve().stop()
    password = bench.file("password", "secret\n")
    password.chmod(0o644)
    done = bench.run("serve", "--data", bench.data, "--listen", "127.0.0.1:0", "--mqtt",
                     "mqtt://127.0.0.1:1", "--mqtt-user", "u", "--mqtt-password-file", password,
                     status=1)
    assert "chmod 600" in done.stderr, done.stderr
    signing = bench.file("signing.key", "cems_sign_hmac-sha256_x\n")
    signing.chmod(0o644)
    done = bench.run("get", "GetCemsStaticData", "cemsId=X", "--token", "t", "--sign-key",
                     signing, status=1)
    assert "chmod 600" in done.stderr, done.stderr
