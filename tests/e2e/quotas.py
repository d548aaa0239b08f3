"""Budgets of tokens and addresses, heavy questions, and what a busy tenant does to others
(docs/operations.md "Quotas", reliability bar 27)."""
import json
import pathlib
import re
import subprocess
import sys
import time

import ingest
import station
from operations import fresh_token, observed, page_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATIC = f"/cems/v1/GetCemsStaticData?cemsId={station.SITE}"
DEMO = "CEMS-SH-0001"
# Hours of half a year, four classes of tariff, every series of the site: some 280 units.
ASKED = {"cemsId": DEMO, "startTime": "2023-01-01", "endTime": "2023-07-01", "period": "PT1H",
         "tou": "1,2,3,4", "pageSize": 1000}
HEAVY = "/cems/v1/GetCemsFullStatisticData?" + "&".join(f"{k}={v}" for k, v in ASKED.items())


def fields_of(bench, server, path, token, *more):
    """(status, fields, body) of a request with curl."""
    done = subprocess.run(["curl", "-sS", "-i", "--http2", "--cacert", server.certificate, *more,
                           "-H", f"Authorization: Bearer {token}", server.url + path],
                          capture_output=True, check=True)
    head, _, body = done.stdout.decode().partition("\r\n\r\n")
    lines = head.split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:])
    return int(lines[0].split()[1]), fields, body


def test_a_token_is_held_to_its_budget_and_others_are_not(bench):
    server, admin = observed(bench)
    busy = fresh_token(bench, "busy", "*", "--rate", "1/s", "--burst", "3")
    free = fresh_token(bench, "free")
    time.sleep(3.5)  # A bucket that could not have filled since the start would not be full.
    statuses = [fields_of(bench, server, STATIC, busy)[0] for _ in range(3)]
    assert statuses == [200] * 3, statuses
    refused = [fields_of(bench, server, STATIC, busy, "-H", "Accept-Language: en")
               for _ in range(4)]
    status, fields, body = next(one for one in refused if one[0] == 429)
    answer = json.loads(body)
    assert answer["code"] == 42901 and "1 units a second" in answer["message"], answer
    assert answer["requestId"] == fields["x-request-id"]
    assert 1 <= int(fields["retry-after"]) <= 3, fields
    assert fields["cache-control"] == "no-store"
    assert bench.curl(server, STATIC, free).status == 200
    time.sleep(int(fields["retry-after"]) + 1)
    assert fields_of(bench, server, STATIC, busy)[0] == 200
    assert page_of(admin).value("cems_quota_refusals_total", limit="token") >= 1
    listed = bench.run("token", "list", "--data", bench.data).stdout
    assert re.search(r"busy .* 1/s, 3 at once", listed), listed
    assert server.stop() == 0
    # A restart gives no second burst: only what one second brings.
    again = bench.serve()
    statuses = [fields_of(bench, again, STATIC, busy)[0] for _ in range(3)]
    assert statuses[0] == 200 and 429 in statuses, statuses


def test_an_address_is_held_to_its_budget_and_probes_are_not(bench):
    config = bench.file("cems.toml", "[quota]\naddress-rate = 1\naddress-burst = 1\n")
    server, admin = observed(bench, "--config", config)
    statuses = [bench.curl(server, STATIC).status for _ in range(4)]  # Without a token.
    assert 429 in statuses and statuses[0] == 401, statuses
    assert all(bench.curl(server, "/healthz").status == 200 for _ in range(4))
    assert page_of(admin).value("cems_quota_refusals_total", limit="address") >= 1
    assert server.stop() == 0
    for text, words in (("[quota]\ntoken-rat = 1\n", "token-rate"), ("quota = 1\n", "table"),
                        ("[quota]\ntoken-rate = 0\n", "above 0"),
                        ("[quota]\ntoken-burst = 5\n", "needs token-rate"),
                        ("[quota]\ntoken-rate = \"1\"\n", "whole number")):
        done = bench.run("serve", "--data", bench.data, "--config", bench.file("bad.toml", text),
                         status=1)
        assert words in done.stderr, done.stderr
    bench.run("token", "add", "--data", bench.data, "--name", "x", "--cems", "*", "--rate", "fast",
              status=2)


def test_bodies_are_paid_for_and_refused_before_they_are_read(bench):
    server, _ = observed(bench)
    token = fresh_token(bench, "gateway", "*", "--scope", "ingest", "--rate", "10/s", "--burst",
                        "50")
    body = ingest.csv_body(40_000)  # 1.6 MB: a hundred units, so all of a burst.
    time.sleep(5)
    assert ingest.post(bench, server, token, body, "text/csv").status == 200
    for version in ("--http2", "--http1.1"):
        refused = ingest.post(bench, server, token, body, "text/csv", version=version)
        assert refused.status == 429, refused.body
        assert "42901" in refused.body, refused.body


def demonstrated(bench, *serve):
    bench.run("demo", "--data", bench.data, "--until", "2023-01-15T00:00:00+08:00")
    return bench.serve("--admin-listen", "0", *serve)


def test_heavy_answers_are_the_same_in_every_version_and_coding(bench):
    server = demonstrated(bench)
    token = fresh_token(bench)
    whole = bench.curl(server, HEAVY, token)
    assert whole.status == 200, whole.body[:300]
    assert bench.curl(server, HEAVY, token, version="--http1.1").data == whole.data
    assert bench.curl(server, HEAVY, token, "--compressed").data == whole.data
    post = bench.curl(server, "/cems/v1/GetCemsFullStatisticData", token, "-H",
                      "Content-Type: application/json", "-d", json.dumps(ASKED))
    assert post.data == whole.data
    status, fields, body = fields_of(bench, server, HEAVY, token, "--head")
    assert (status, body) == (200, ""), (status, body)
    again, _, empty = fields_of(bench, server, HEAVY, token, "-H",
                                f"If-None-Match: {fields['etag']}")
    assert again in (200, 304) and (again == 200 or empty == "")
    # Refusals that only the answering finds have their code.
    unknown = bench.curl(server, HEAVY + "&parameterId=NO-SUCH", token)
    assert unknown.status == 404, unknown.body
    assert server.stop() == 0


def test_heavy_questions_under_way_are_bounded(bench):
    config = bench.file("cems.toml", "[quota]\nheavy-per-token = 1\n")
    server = demonstrated(bench, "--config", config)
    token = fresh_token(bench)
    command = ["curl", "-sS", "--http2", "--cacert", server.certificate, "-o", "/dev/null",
               "-w", "%{http_code}", "-H", f"Authorization: Bearer {token}", server.url + HEAVY]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    statuses = [process.communicate(timeout=60)[0] for process in running]
    assert set(statuses) <= {"200", "429"} and "200" in statuses, statuses
    assert bench.curl(server, HEAVY, token).status == 200  # Seats are given back.


def test_a_tenant_at_ten_times_its_quota_leaves_the_others_theirs(bench):
    done = subprocess.run([sys.executable, ROOT / "bench" / "fairness" / "run.py", "--cems",
                           bench.cems, "--smoke"], capture_output=True, text=True, timeout=300,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
