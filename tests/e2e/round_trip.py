"""What was loaded is what comes out: digit for digit, page by page, and archive by archive."""
import decimal
import json

import station

POINTS = ("T1", "T1-HV", "T1-LV")
RANGE = {"startTime": "2016-07-01", "endTime": "2019-01-01"}


def canonical(text):
    """The one spelling of a number (dictionary S): no exponent, no trailing zeros, no -0."""
    number = decimal.Decimal(text)
    if number == 0:
        return "0"
    out = f"{number:f}"
    return out.rstrip("0").rstrip(".") if "." in out else out


def expected(table):
    return {key: [(t, canonical(v)) for t, v in rows]
            for key, rows in station.expected(table).items()}


def fetch_with_curl(bench, server, token, page_size, **more):
    series = {}
    for point in POINTS:
        page = 1
        while True:
            data = bench.get(server, token, "GetPointHistoricData", cemsId=station.SITE,
                             pointId=point, pageSize=page_size, pageNo=page, **RANGE, **more).data
            station.answered(data, series)
            if not data["page"]["hasNext"]:
                break
            page += 1
    return series


def loaded(bench, hours):
    table = station.rows(hours)
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    bench.run("load", "--data", bench.data,
              *station.load_arguments(bench.file("readings.csv", station.csv(table))))
    return table


def test_readings_come_back_digit_for_digit(bench):
    table = loaded(bench, 6000)
    token = bench.token()
    server = bench.serve()
    assert fetch_with_curl(bench, server, token, 1777) == expected(table)
    assert fetch_with_curl(bench, server, token, 100000) == expected(table)
    backwards = fetch_with_curl(bench, server, token, 4999, order="desc")
    assert {k: v[::-1] for k, v in backwards.items()} == expected(table)


def test_cems_get_joins_the_pages(bench):
    table = loaded(bench, 2000)
    token = bench.token()
    server = bench.serve()
    series = {}
    for point in POINTS:
        done = bench.run("get", "GetPointHistoricData", f"cemsId={station.SITE}",
                         f"pointId={point}", *(f"{k}={v}" for k, v in RANGE.items()),
                         "pageSize=700", "--raw", "--url", server.url, "--token", token,
                         "--cacert", server.certificate)
        data = json.loads(done.stdout, parse_float=str, parse_int=str)
        station.answered(bench.names.data("GetPointHistoricData", data), series)
    assert series == expected(table)


def test_a_full_static_answer_is_an_archive(bench):
    """Out of one folder, into an empty one, out again: identical bytes."""
    bench.run("load", "--data", bench.data, bench.archive("site.json"))

    def full(scopes):
        token = bench.token(f"reader {len(scopes)}", "*", *scopes)
        server = bench.serve()
        text = bench.run("get", "GetCemsFullStaticData", f"cemsId={station.SITE}", "--raw", "--url",
                         server.url, "--token", token, "--insecure").stdout
        server.stop()
        return text

    for scopes in ([], ["--scope", "static,admin"]):
        first = full(scopes)
        bench.data = bench.folder / f"empty-{len(scopes)}"
        bench.run("load", "--data", bench.data, bench.file("again.json", first))
        assert full(scopes) == first, first


def test_loading_into_a_running_server(bench):
    token = bench.token("loader", "*", "--scope", "historic,static,ingest,admin")
    server = bench.serve()
    table = station.rows(500)
    to = ["--url", server.url, "--token", token, "--cacert", server.certificate]
    bench.run("load", *to, bench.archive("site.json"))
    bench.run("load", *to, *station.load_arguments(bench.file("r.csv", station.csv(table))))
    assert fetch_with_curl(bench, server, token, 1000) == expected(table)


def test_a_corrected_value_replaces_the_old_one(bench):
    table = loaded(bench, 100)
    table[50][1]["OT"] = "12.5"
    done = bench.run("load", "--data", bench.data,
                     *station.load_arguments(bench.file("again.csv", station.csv(table))))
    assert "1 corrected" in done.stderr, done.stderr
    token = bench.token()
    assert fetch_with_curl(bench, bench.serve(), token, 1000) == expected(table)
