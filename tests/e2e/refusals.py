"""Wrong requests over the wire: the code, the HTTP status, a message that says what to do, and a
server that has not changed and still answers."""
import station

STATIC = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
HISTORIC = "/cems/v1/GetPointHistoricData"
H = f"cemsId={station.SITE}&pointId=T1&startTime=2016-07-01&endTime=2016-08-01"

# (what, path, curl arguments, code)
WRONG = [
    ("no such address", "/nothing", [], 40401),
    ("no such interface", "/cems/v1/GetCemsStatic", [], 40401),
    ("no such event", f"/cems/v1/GetCemsDrDynamicData?cemsId={station.SITE}&eventId=E", [], 40406),
    ("trailing slash", f"/cems/v1/GetCemsStaticData/?cemsId={station.SITE}", [], 40401),
    ("method", STATIC, ["-X", "DELETE"], 40501),
    ("method of health", "/healthz", ["-X", "POST"], 40501),
    ("missing site", "/cems/v1/GetCemsStaticData", [], 40001),
    ("empty site", "/cems/v1/GetCemsStaticData?cemsId=", [], 40001),
    ("missing point", f"/cems/v1/GetPointStaticData?cemsId={station.SITE}", [], 40001),
    ("missing class", f"/cems/v1/GetCemsSpecCategoryStaticData?cemsId={station.SITE}", [], 40001),
    ("missing time", f"/cems/v1/GetPointHistoricData?cemsId={station.SITE}&pointId=T1", [], 40001),
    ("unknown site", "/cems/v1/GetCemsStaticData?cemsId=NO", [], 40402),
    ("unknown point", f"/cems/v1/GetPointStaticData?cemsId={station.SITE}&pointId=NO", [], 40403),
    ("unknown class",
     f"/cems/v1/GetCemsSpecCategoryStaticData?cemsId={station.SITE}&categoryCode=10", [], 40404),
    ("unknown parameter", f"{HISTORIC}?{H}&parameterId=NO", [], 40405),
    ("time", f"{HISTORIC}?{H.replace('2016-07-01', 'now')}", [], 40003),
    ("day 31 of June", f"{HISTORIC}?{H.replace('2016-07-01', '2016-06-31')}", [],
     40003),
    ("YYYYMM", f"{HISTORIC}?{H.replace('2016-07-01', '201607')}", [], 40003),
    ("60th second",
     f"{HISTORIC}?{H.replace('2016-07-01', '2016-07-01T00:00:60')}", [], 40003),
    ("reversed range", f"{HISTORIC}?{H.replace('2016-08-01', '2016-06-01')}", [],
     40004),
    ("empty range", f"{HISTORIC}?{H.replace('2016-08-01', '2016-07-01')}", [],
     40004),
    ("too fine a grid", f"{HISTORIC}?{H}&interval=PT1S", [], 40005),
    ("page zero", f"{HISTORIC}?{H}&pageNo=0", [], 40006),
    ("negative page", f"{HISTORIC}?{H}&pageNo=-3", [], 40006),
    ("page too big", f"{HISTORIC}?{H}&pageSize=100001", [], 40006),
    ("static page too big",
     f"/cems/v1/GetCemsFullStaticData?cemsId={station.SITE}&pageSize=1001", [], 40006),
    ("page not a number", f"{HISTORIC}?{H}&pageNo=one", [], 40002),
    ("order", f"{HISTORIC}?{H}&order=random", [], 40002),
    ("interval", f"{HISTORIC}?{H}&interval=hour", [], 40002),
    ("reading type", f"{HISTORIC}?{H}&readingTypeId=0.0.0", [], 40002),
    ("twice the same name", f"{HISTORIC}?{H}&pointId=T1-HV", [], 40002),
    ("51 filters", f"{HISTORIC}?{H}&parameterId={','.join(['P'] * 51)}", [], 40002),
    ("broken percent", "/cems/v1/GetCemsStaticData?cemsId=%zz", [], 40002),
    ("unknown name, strict", f"{STATIC}&x=1&strict=true", [],
     40002),
    ("accept", STATIC, ["-H", "Accept: image/png"], 40601),
    ("body type", "/cems/v1/GetCemsStaticData",
     ["-H", "Content-Type: text/plain", "-d", "{}"], 41501),
    ("body not JSON", "/cems/v1/GetCemsStaticData",
     ["-H", "Content-Type: application/json", "-d", "{"], 40002),
    ("long address", f"/cems/v1/GetCemsStaticData?cemsId={'x' * 9000}", [], 41401),
    ("many header fields", STATIC,
     [a for n in range(120) for a in ("-H", f"X-Field-{n}: 1")], 43101),
]


def check(answer, what, code):
    assert answer.status == code // 100, (what, answer.status, answer.body)
    body = answer.json
    assert body["code"] == str(code), (what, answer.body)
    assert "data" not in body, what
    assert len(body["message"]) > 8 and body["requestId"] and body["timestamp"], (what, answer.body)


def test_each_gets_its_code_and_changes_nothing(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    bench.run("load", "--data", bench.data,
              *station.load_arguments(bench.file("r.csv", station.csv(station.rows(100)))))
    token = bench.token()
    server = bench.serve()

    def everything():
        return [bench.get(server, token, "GetCemsFullStaticData", cemsId=station.SITE).data,
                bench.get(server, token, "GetPointHistoricData", cemsId=station.SITE,
                          pointId="T1-HV", startTime="2016-01-01", endTime="2018-01-01").data]
    before = everything()
    for version in ("--http2", "--http1.1"):
        for what, path, arguments, code in WRONG:
            answer = bench.curl(server, path, token, *arguments, version=version)
            check(answer, (what, version), code)
    body = bench.file("big.json", '{"cemsId":"' + "x" * (2 << 20) + '"}')
    check(bench.curl(server, "/cems/v1/GetCemsStaticData", token, "-H",
                     "Content-Type: application/json", "--data-binary", f"@{body}"), "body", 41301)
    assert everything() == before
    assert server.process.poll() is None


def test_tokens(bench):
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    token = bench.token("one", station.SITE, "--scope", "static")
    other = bench.token("other", "CEMS-OTHER")
    old = bench.token("old", "*", "--expires", "2099-01-01")
    server = bench.serve()
    static = STATIC
    check(bench.curl(server, static), "none", 40101)
    check(bench.curl(server, static, token[:-1] + "x"), "mistyped", 40102)
    check(bench.curl(server, static, other), "another site's", 40301)
    check(bench.curl(server, static, None, "-H", f"Authorization: Basic {token}"), "scheme", 40102)
    check(bench.curl(server, f"{HISTORIC}?{H}", token), "scope", 40302)
    assert bench.curl(server, static, old).status == 200
    assert bench.curl(server, static, token).status == 200
    for path in ("/healthz", "/readyz"):
        assert bench.curl(server, path).status == 200
