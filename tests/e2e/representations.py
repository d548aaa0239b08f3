"""Codings and conditional requests over both versions of HTTP, decoded by programs that share no
code with the server."""
import subprocess
import zlib

import station

VERSIONS = ("--http2", "--http1.1")
HISTORIC = (f"/cems/v1/GetPointHistoricData?cemsId={station.SITE}&pointId=T1-HV&"
            "startTime=2016-01-01&endTime=2019-01-01&pageSize=100000")
STATIC = f"/cems/v1/GetCemsFullStaticData?cemsId={station.SITE}"
DECODERS = {
    "identity": lambda body: body,
    "gzip": lambda body: zlib.decompress(body, wbits=31),
    "zstd": lambda body: subprocess.run(["zstd", "-dc"], input=body, capture_output=True,
                                        check=True).stdout,
}


def stationed(bench):
    bench.run("load", "--data", bench.data, bench.file("site.json", station.archive()))
    bench.run("load", "--data", bench.data,
              *station.load_arguments(bench.file("r.csv", station.csv(station.rows(9000)))))
    return bench.token(), bench.serve()


def ask(bench, server, token, path, version, *more):
    """(status, fields, body as bytes): curl undoes the framing and nothing else."""
    head = bench.folder / "head"
    done = subprocess.run(["curl", "-sS", version, "--cacert", server.certificate, "-D", head, "-H",
                           f"Authorization: Bearer {token}", *more, server.url + path],
                          capture_output=True, timeout=120, check=True)
    first, *lines = head.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(": ", 1) for line in lines if ": " in line)
    fields = {name.lower(): value for name, value in pairs}
    return int(first.split()[1]), fields, done.stdout


def data_of(body):
    return body[body.index(b'"data"'):]


def test_every_coding_is_the_same_answer(bench):
    token, server = stationed(bench)
    for path in (HISTORIC, STATIC):
        plain = data_of(ask(bench, server, token, path, "--http2")[2])
        for version in VERSIONS:
            for coding, decode in DECODERS.items():
                accept = ("-H", f"Accept-Encoding: {coding}")
                status, fields, body = ask(bench, server, token, path, version, *accept)
                assert status == 200, fields
                assert fields.get("content-encoding", "identity") == coding, fields
                assert data_of(decode(body)) == plain, (version, coding)
                assert coding == "identity" or len(body) < len(plain) / 2, (coding, len(body))
                length = fields.get("content-length")
                assert length is None or int(length) == len(body), (fields, len(body))
                assert (length is None) == (path == HISTORIC), fields
                # HEAD: the same fields, no content (RFC 9110 9.3.2).
                status, of_head, body = ask(bench, server, token, path, version, *accept, "--head",
                                            "-o", "/dev/null")
                assert status == 200 and body == b""
                assert fields.keys() == of_head.keys(), (fields, of_head)
                for name in fields:
                    # The envelope's time and id make every encoded body a little different.
                    if name not in ("date", "x-request-id", "content-length"):
                        assert of_head.get(name) == fields.get(name), (version, coding, name)


def test_nothing_is_sent_again_until_something_changes(bench):
    token, server = stationed(bench)
    for version in VERSIONS:
        for path in (HISTORIC, STATIC):
            _, fields, _ = ask(bench, server, token, path, version)
            known = ("-H", f"If-None-Match: {fields['etag']}")
            status, again, body = ask(bench, server, token, path, version, *known)
            assert status == 304 and body == b"" and again["etag"] == fields["etag"], again
            assert "content-length" not in again and "transfer-encoding" not in again, again
    tag = ask(bench, server, token, HISTORIC, "--http2")[1]["etag"]
    server.stop()
    writer = bench.token("writer", "*", "--scope", "ingest")  # Known from the start.
    server = bench.serve()
    known = ("-H", f"If-None-Match: {tag}")
    assert ask(bench, server, token, HISTORIC, "--http2", *known)[0] == 304, "after a restart"
    row = f"{station.SITE},T1-HV,P,2016-07-01T00:30:00+08:00,1.5\n"
    body = bench.file("one.csv", "cemsId,pointId,parameterId,timeStamp,value\n" + row)
    kept = ask(bench, server, writer, "/ingest/v1/readings", "--http2", "-H",
               "Content-Type: text/csv", "--data-binary", f"@{body}")
    assert kept[0] == 200, kept
    assert ask(bench, server, token, HISTORIC, "--http2", *known)[0] == 200


def test_a_post_asks_the_same_over_both_versions(bench):
    token, server = stationed(bench)
    plain = data_of(ask(bench, server, token, STATIC, "--http2")[2])
    for version in VERSIONS:
        status, fields, body = ask(bench, server, token, STATIC.partition("?")[0], version, "-H",
                                   "Content-Type: application/json", "-H", "Accept-Encoding: gzip",
                                   "-d", f'{{"cemsId":"{station.SITE}"}}')
        assert status == 200 and fields["content-encoding"] == "gzip", fields
        assert data_of(zlib.decompress(body, wbits=31)) == plain
