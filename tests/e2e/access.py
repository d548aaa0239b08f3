"""Who may what, asked of a running server: the matrix of docs/access.md from its own OpenAPI
document, tokens that change, wrong tries, client certificates, signed requests."""
import base64
import hashlib
import hmac
import json
import os
import re
import ssl
import subprocess
import time
import urllib.parse

import station
from direct import Connection

OWN, FOREIGN, ABSENT = station.SITE, "CEMS-FOREIGN", "CEMS-ABSENT"
VALUES = {"cemsId": "{}", "pointId": "T1", "categoryCode": "05", "startTime": "2016-07-01",
          "endTime": "2016-08-01", "eventId": "E", "method": "AVG5"}
BODIES = {
    "/admin/v1/cems/{cemsId}": '{"cems":{"cemsId":"{}"}}',
    "/ingest/v1/dr-events": '{"cemsId":"{}","eventId":"E","action":"cancel"}',
    "/ingest/v1/dr-replies": '{"cemsId":"{}","eventId":"E","optStatus":"optIn"}',
    "/ingest/v1/readings": '{"cemsId":"{}","pointId":"T1","parameterId":"P",'
                           '"timeStamp":"2016-07-01T00:00","value":1}\n',
}
OPEN = ("/", "/healthz", "/readyz", "/openapi.json")


def operations(document):
    """(method, target, body, scope) of every operation, `{}` standing for the site."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path in OPEN or method not in ("get", "put", "post"):
                continue
            if path in BODIES:
                yield method.upper(), path.replace("{cemsId}", "{}"), BODIES[path]
            elif method == "get":
                names = [p.get("name") or p["$ref"].rsplit("/", 1)[1]
                         for p in operation.get("parameters", [])]
                query = "&".join(f"{n}={v}" for n, v in VALUES.items() if n in names)
                yield "GET", f"{path}?{query or 'cemsId={}'}", None


def bare(body):
    """An answer without what may differ."""
    document = json.loads(body)
    document.pop("requestId", None)
    document.pop("timestamp", None)
    return document


def length(body):
    """Its length without the moment, which has milliseconds only where they are not zero."""
    return len(body) - len(json.loads(body).get("timestamp", ""))


def two_sites(bench):
    bench.run("load", "--data", bench.data, bench.archive("own.json"))
    foreign = station.archive().replace(OWN, FOREIGN)
    bench.run("load", "--data", bench.data, bench.archive("foreign.json", foreign))


def test_the_matrix_of_every_operation(bench):
    two_sites(bench)
    every = "static,dynamic,historic,statistic,dr,demand,ingest,admin"
    own = bench.token("own", OWN, "--scope", every)
    revoked = bench.token("revoked", "*", "--scope", every)
    bench.run("token", "revoke", "--data", bench.data, "revoked")
    soon = bench.token("soon", "*", "--scope", every, "--expires", "1s")
    nothing = bench.token("nothing", OWN, "--scope", "demand")
    server = bench.serve()
    line = Connection(server)
    document = json.loads(line.ask("GET", "/openapi.json")[2])
    table = list(operations(document))
    assert len(table) >= 24 + 4, table
    time.sleep(1.1)
    guessed = own[:19] + ("A" if own[19] != "A" else "B") + own[20:]
    asked = 0
    for method, target, body in table:
        kind = "application/x-ndjson" if "readings" in target else "application/json"

        def ask(site, token, how=method, where=target, content=body):
            text = content.replace("{}", site).encode() if content else None
            # A live stream has no end to wait for; who may not have JSON is told so after all else.
            more = {"Accept": "application/json"} if "Watch" in where else {}
            return line.ask(how, where.replace("{}", site), token, text, Content_Type=kind, **more)

        for token, status in ((None, 401), (revoked, (401, 429)), (soon, 401),
                              (guessed, (401, 429))):
            answers = [ask(site, token) for site in (OWN, ABSENT)]
            assert all(a[0] in (status if isinstance(status, tuple) else (status,))
                       for a in answers), (target, token, answers)
            if token is None:
                assert bare(answers[0][2]) == bare(answers[1][2]), target
        if target.startswith("/access/"):  # About the token itself: names its own sites only.
            assert FOREIGN not in ask(FOREIGN, own)[2], target
            continue
        foreign, absent = ask(FOREIGN, own), ask(ABSENT, own)
        assert bare(foreign[2]) == bare(absent[2]), (target, foreign, absent)
        assert length(foreign[2]) == length(absent[2]), target
        assert foreign[0] == (200 if "readings" in target else 403), (target, foreign)
        assert ask(OWN, own)[0] not in (401, 403, 405, 429), target
        if "Demand" not in target:
            assert ask(OWN, nothing)[0] == 403, target
        # Other methods, a method in a field, other spellings.
        other = "DELETE" if method == "GET" else "GET"
        assert ask(OWN, own, how=other, content=None)[0] == 405, target
        assert line.ask(other, target.replace("{}", OWN), own,
                        X_HTTP_Method_Override=method)[0] == 405, target
        assert ask(OWN, own, how="OPTIONS", content=None)[0] == 405, target
        path, _, query = target.partition("?")
        for spelling in (path + "/", "/" + path, path.upper()):
            assert ask(OWN, own, where=f"{spelling}?{query}")[0] in (400, 404), spelling
        asked += 1
    print(f"{asked} operations")


def test_a_mixed_batch_stores_only_what_is_ones_own(bench):
    two_sites(bench)
    own = bench.token("own", OWN, "--scope", "ingest")
    server = bench.serve()
    line = Connection(server)
    rows = "".join(f'{{"cemsId":"{site}","pointId":"T1-HV","parameterId":"HUFL",'
                   f'"timeStamp":"2016-07-01T0{hour}:00","value":1}}\n'
                   for hour, site in enumerate((OWN, FOREIGN, OWN, ABSENT)))
    status, _, body = line.ask("POST", "/ingest/v1/readings", own, rows.encode(),
                               Content_Type="application/x-ndjson")
    report = json.loads(body)
    assert status == 200 and len(report["rejected"]) >= 2, body
    second, fourth = (r for r in report["rejected"] if r["line"] in (2, 4))
    assert second["code"] == fourth["code"] and second["reason"] == fourth["reason"], body


def test_changes_of_tokens_take_effect_within_a_second(bench):
    bench.run("load", "--data", bench.data, bench.archive("own.json"))
    server = bench.serve()
    line = Connection(server)
    target = f"/cems/v1/GetCemsStaticData?cemsId={OWN}"

    def becomes(token, wanted):
        begun = time.monotonic()
        while line.ask("GET", target, token)[0] != wanted:
            assert time.monotonic() - begun < 1, (token, wanted)
            time.sleep(0.05)

    first = bench.token("platform", OWN)
    becomes(first, 200)
    second = bench.run("token", "rotate", "--data", bench.data, "platform", "--overlap",
                       "2s").stdout.strip()
    rotated = time.monotonic()
    becomes(second, 200)
    assert line.ask("GET", target, first)[0] == 200
    assert bench.run("token", "list", "--data", bench.data).stdout.count("platform") == 2
    bench.run("token", "rotate", "--data", bench.data, "platform", status=1)
    time.sleep(max(0, 2.3 - (time.monotonic() - rotated)))
    assert line.code("GET", target, first) == 40103
    assert line.ask("GET", target, second)[0] == 200
    bench.run("token", "revoke", "--data", bench.data, "platform")
    becomes(second, 401)


def test_ten_wrong_tries_and_then_a_wait(bench):
    bench.run("load", "--data", bench.data, bench.archive("own.json"))
    token = bench.token("own", OWN)
    server = bench.serve()
    line = Connection(server)
    target = f"/cems/v1/GetCemsStaticData?cemsId={OWN}"
    codes = [line.code("GET", target, "cems_live_wrong") for _ in range(30)]
    assert codes[:10] == [40102] * 10 and set(codes[11:]) == {42901}, codes
    status, fields, _ = line.ask("GET", target, "cems_live_wrong")
    assert status == 429 and 1 <= int(fields["retry-after"]) <= 6, fields
    assert line.ask("GET", target, token)[0] == 200
    server.stop()
    listed = bench.run("audit", "list", "--data", bench.data).stdout
    assert listed.count(" 42901 ") == 21, listed


# --- Signed requests

def signed(key, target, token, nonce=None, when=None, body=b""):
    when = when or time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    nonce = nonce or base64.b16encode(os.urandom(12)).decode()
    path, _, query = target.partition("?")
    text = "\n".join(["GET", path, "&".join(sorted(query.split("&"))), when, nonce,
                      hashlib.sha256(body).hexdigest()])
    mac = hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()
    return ["GET", target, token], {"X_Cems_Timestamp": when, "X_Cems_Nonce": nonce,
                                    "X_Cems_Signature": base64.b64encode(mac).decode()}


def test_a_signed_request_is_let_in_once_also_across_a_kill(bench):
    bench.run("load", "--data", bench.data, bench.archive("own.json"))
    key_file = bench.folder / "signer.key"
    token = bench.token("signer", OWN, "--sign", "hmac-sha256", "--sign-key", key_file)
    assert key_file.stat().st_mode & 0o777 == 0o600
    key = key_file.read_text().strip()
    target = f"/cems/v1/GetCemsStaticData?strict=true&cemsId={OWN}"
    server = bench.serve()
    line = Connection(server)
    request, fields = signed(key, target, token)
    assert line.code(*request, **fields) == 200
    assert line.code(*request, **fields) == 40105
    assert line.code("GET", target, token) == 40106
    old, old_fields = signed(key, target, token, when="2024-01-01T00:00:00Z")
    assert line.code(*old, **old_fields) == 40104
    wrong, wrong_fields = signed(key + "x", target, token)
    assert line.code(*wrong, **wrong_fields) == 40106
    server.process.kill()
    server.process.wait()
    server = bench.serve()
    line = Connection(server)
    assert line.code(*request, **fields) == 40105
    server.stop()
    server = bench.serve()
    line = Connection(server)
    assert line.code(*request, **fields) == 40105
    fresh, fresh_fields = signed(key, target, token)
    assert line.code(*fresh, **fresh_fields) == 200
    bench.run("get", "GetCemsStaticData", f"cemsId={OWN}", "--url", server.url, "--token", token,
              "--cacert", server.certificate, "--sign-key", key_file)
    bench.run("get", "GetCemsStaticData", f"cemsId={OWN}", "--url", server.url, "--token", token,
              "--cacert", server.certificate, status=1)


# --- Client certificates

class Authority:
    """A CA made with openssl, and certificates of it."""

    def __init__(self, folder, name):
        self.folder = folder
        self.name = name
        self.certificate = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        self.openssl("req", "-x509", *self.new_key(self.key), "-days", "30", "-subj",
                     f"/CN={name}", "-out", self.certificate)

    @staticmethod
    def new_key(path):
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path)

    @staticmethod
    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)

    def client(self, name, usage="clientAuth", days=30, dns=None):
        """(certificate, key) for a client; `days` may be over already."""
        stem = self.folder / f"{self.name}-{name}"
        request, key, certificate = (stem.with_suffix(s) for s in (".csr", ".key", ".pem"))
        self.openssl("req", *self.new_key(key), "-subj", f"/CN={name}", "-out", request)
        extensions = stem.with_suffix(".ext")
        extensions.write_text(f"subjectAltName=DNS:{dns or name + '.example'}\n"
                              f"extendedKeyUsage={usage}\n")
        self.openssl("x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key,
                     "-CAcreateserial", "-days", days, "-extfile", extensions, "-out",
                     certificate)
        return certificate, key


def refused_in_handshake(server, target, certificate=None, key=None):
    try:
        Connection(server, certificate, key).ask("GET", target)
    except (ssl.SSLError, ConnectionError, OSError):
        return True
    return False


def test_client_certificates_stand_for_their_tokens(bench):
    two_sites(bench)
    ours, others = Authority(bench.folder, "ours"), Authority(bench.folder, "others")
    own = ours.client("own")
    tenant = ours.client("tenant")
    bench.token("own", OWN, "--certificate", "dns:own.example")
    bound = bench.token("tenant", FOREIGN, "--certificate", tenant[0])
    free = bench.token("free", OWN)
    mine, foreign = (f"/cems/v1/GetCemsStaticData?cemsId={site}" for site in (OWN, FOREIGN))
    server = bench.serve("--client-ca", ours.certificate, "--client-cert", "optional")
    line = Connection(server, *own)
    assert line.ask("GET", mine)[0] == 200
    assert line.code("GET", foreign) == 40301
    other = Connection(server, *tenant)
    assert other.ask("GET", foreign)[0] == 200 and other.code("GET", mine) == 40301
    # A token that has certificates is good beside one of them only; another's does not help.
    assert other.ask("GET", foreign, bound)[0] == 200
    assert line.code("GET", foreign, bound) == 40102
    assert Connection(server).code("GET", foreign, bound) == 40102
    assert Connection(server).ask("GET", mine, free)[0] == 200
    assert Connection(server).code("GET", mine) == 40101
    stranger = Connection(server, *ours.client("stranger"))
    assert stranger.code("GET", mine) == 40102
    # HTTP/2, whose streams are used again by other connections.
    for _ in range(4):
        with_it = bench.curl(server, mine, None, "--cert", own[0], "--key", own[1])
        assert (with_it.version, with_it.status) == ("2", 200), with_it.body
        assert bench.curl(server, mine).json["code"] == "40101"
    wrong = {"another CA's": others.client("own"), "over": ours.client("old", days=-1),
             "of a server": ours.client("web", usage="serverAuth", dns="own.example")}
    for what, pair in wrong.items():
        assert refused_in_handshake(server, mine, *pair), what
    assert line.ask("GET", mine)[0] == 200
    server.stop()
    server = bench.serve("--client-ca", ours.certificate, "--client-cert", "required")
    assert refused_in_handshake(server, mine)
    assert Connection(server, *own).ask("GET", mine)[0] == 200
    bench.run("get", "GetCemsStaticData", f"cemsId={OWN}", "--url", server.url, "--cacert",
              server.certificate, "--cert", own[0], "--cert-key", own[1])


def test_old_tls_and_its_vices_are_refused(bench):
    server = bench.serve()
    address = urllib.parse.urlsplit(server.url).netloc

    def s_client(*more, text="Q\n"):
        return subprocess.run(["openssl", "s_client", "-connect", address, *more], input=text,
                              capture_output=True, text=True, timeout=30, check=False)
    for version in ("-tls1", "-tls1_1"):
        assert s_client(version, "-cipher", "ALL:@SECLEVEL=0").returncode != 0, version
    for suite in ("AES128-SHA", "AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"):
        assert s_client("-tls1_2", "-cipher", f"{suite}:@SECLEVEL=0").returncode != 0, suite
    good = s_client("-tls1_2")
    assert good.returncode == 0 and "Compression: NONE" in good.stdout, good.stdout
    renegotiated = s_client("-tls1_2", text="R\n")
    assert "no renegotiation" in (renegotiated.stderr + renegotiated.stdout), renegotiated.stderr
    early = s_client("-tls1_3").stdout
    assert set(re.findall(r"Max Early Data: (\d+)", early)) <= {"0"}, early
    assert "Early data was accepted" not in early, early
    assert "Cipher is TLS_AES_128_GCM_SHA256" in early, "the quickest of what both know"
    only = s_client("-tls1_3", "-ciphersuites", "TLS_AES_256_GCM_SHA384").stdout
    assert "Cipher is TLS_AES_256_GCM_SHA384" in only, only
