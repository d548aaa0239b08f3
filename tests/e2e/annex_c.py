"""The demonstration site asked as Annex C asks it: printed answers, and answers that can only come
from its readings.
"""
import atexit
import decimal
import json
import pathlib
import shutil
import tempfile

from workbench import Failure

SITE = "CEMS-SH-0001"
MOMENT = "2024-07-18T14:30:00+08:00"
APRIL_MAY = {"startTime": "2024-04-01T00:00:00+08:00", "endTime": "2024-06-01T00:00:00+08:00"}
_site = []


def demo_folder(bench):
    """The site, made once a run; a test that writes into it copies it first."""
    if not _site:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="cems-demo-"))
        atexit.register(shutil.rmtree, folder, True)
        bench.run("demo", "--data", folder / "site")
        _site.append(folder / "site")
    return _site[0]


def serve(bench, copied=False):
    """A server on the site at the moment of Annex C, and a token for it."""
    folder = demo_folder(bench)
    if copied:
        shutil.copytree(folder, bench.data)
        folder = bench.data
    token = bench.run("token", "add", "--data", folder, "--cems", SITE, "--name",
                      bench.folder.name, "--scope",
                      "static,dynamic,historic,statistic,dr,demand,ingest,admin").stdout.strip()
    return bench.serve("--clock", MOMENT, data=folder), token


def canonical(value):
    """Numbers by their value, dataTime left out: what two answers are compared by."""
    if isinstance(value, dict):
        return {k: canonical(v) for k, v in value.items() if k != "dataTime"}
    if isinstance(value, list):
        return [canonical(v) for v in value]
    return value


def parsed(text):
    return json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal)


def exact(answer):
    """The data of an answer, in the standard's names."""
    return answer.names.envelope(answer.path, parsed(answer.body))["data"]


def ask(bench, server, token, target):
    answer = bench.curl(server, target, token)
    if answer.status != 200:
        raise Failure(f"{target}: {answer.status} {answer.body}")
    return exact(answer)


def numbers(parameter):
    return [str(reading["value"]) for reading in parameter["readings"]]


def test_c2_the_archive(bench):
    server, token = serve(bench)
    data = ask(bench, server, token, f"/cems/v1/GetCemsStaticData?cemsId={SITE}")
    cems = data["cems"]
    assert (cems["name"], cems["industryCode"], cems["regionCode"], cems["touScheme"]) == (
        "上海某智能制造工厂", "C3821", "310114", "SH-2022-50-TWOPART")
    assert [(c["categoryCode"], c["pointCount"]) for c in data["categories"]] == [
        ("02", 2), ("05", 2), ("10", 2), ("20", 1), ("21", 1), ("22", 1)]
    assert data["dataCount"] == {"total": 1, "categoryCount": 6, "pointCount": 9}


def test_c3_the_load_of_distributed_energy(bench):
    server, token = serve(bench)
    data = ask(bench, server, token,
               f"/cems/v1/GetCemsSpecCategoryDynamicData?cemsId={SITE}&categoryCode=10")
    (category,) = data["categories"]
    sums = {p["parameterId"]: numbers(p) for p in category["parameters"]}
    assert sums["P"] == ["512.4"]
    points = {p["pointId"]: {q["parameterId"]: numbers(q) for q in p["parameters"]}
              for p in category["points"]}
    assert points["PV-01"]["P"] == ["632.4"]
    assert points["ESS-01"]["P"] == ["-120"] and points["ESS-01"]["SOC"] == ["63.5"]


UNIT_OUTPUT = (f"/cems/v1/GetCemsStatisticData?cemsId={SITE}&startTime=2023-01-01"
               "&endTime=2024-01-01&period=P1Y&parameterId=UNIT_OUTPUT_ENERGY")


def test_c4_energy_per_output_value(bench):
    server, token = serve(bench)
    data = ask(bench, server, token, UNIT_OUTPUT)
    (row,) = data["points"]
    assert numbers(row["parameter"]) == ["0.036522"]
    assert row["parameter"]["readings"][0]["quality"] == 11
    parts = ask(bench, server, token,
                f"/cems/v1/GetCemsFullStatisticData?cemsId={SITE}&startTime=2023-01-01"
                "&endTime=2024-01-01&period=P1Y&parameterId=EPI,G,H")
    totals = {row["pointId"]: str(row["total"]) for category in parts["categories"]
              for row in category.get("statisticPoints", [])}
    assert (totals["IN-01"], totals["G-01"], totals["H-01"]) == ("8400000", "120000", "3600")


def peak_of_hvac(bench, server, token):
    return ask(bench, server, token,
               f"/cems/v1/GetCemsSpecCategoryStatisticData?cemsId={SITE}&categoryCode=02"
               "&startTime=2024-04-01T00:00:00%2B08:00&endTime=2024-06-01T00:00:00%2B08:00"
               "&period=P1M&tou=2&parameterId=EPI")


def test_c5_peak_energy_of_air_conditioning(bench):
    server, token = serve(bench)
    (category,) = peak_of_hvac(bench, server, token)["categories"]
    assert numbers(category["parameters"][0]) == ["24360.5", "32790.8"]
    rows = {row["pointId"]: row for row in category["statisticPoints"]}
    assert numbers(rows["HVAC-01"]["parameter"]) == ["18240.5", "26310.2"]
    assert numbers(rows["HVAC-02"]["parameter"]) == ["6120", "6480.6"]
    assert [str(rows[p]["total"]) for p in ("HVAC-01", "HVAC-02")] == ["44550.7", "12600.6"]
    assert (rows["HVAC-01"]["parameter"]["readingTypeId"] ==
            "13.26.0.4.1.1.12.0.0.0.0.2.0.0.0.3.72.0")


def test_c5_follows_from_the_register_readings(bench):
    """Nothing but subtraction: readings at the edges of 08-11 and 18-21 of each day."""
    server, token = serve(bench)
    for point, months in (("HVAC-01", ("18240.5", "26310.2")), ("HVAC-02", ("6120", "6480.6"))):
        answer = bench.get(server, token, "GetPointHistoricData", cemsId=SITE, pointId=point,
                           parameterId="EPI", interval="PT1H", pageSize=100000, **APRIL_MAY)
        readings = exact(answer)["points"][0]["parameters"][0]["readings"]
        at = {r["timeStamp"]: r["value"] for r in readings}
        sums = {"04": decimal.Decimal(0), "05": decimal.Decimal(0)}
        for stamp in at:
            month, clock = stamp[5:7], stamp[11:13]
            if clock in ("08", "18"):
                behind = stamp[:11] + f"{int(clock) + 3:02}" + stamp[13:]
                sums[month] += at[behind] - at[stamp]
        assert tuple(format(s.normalize(), "f") for s in sums.values()) == months, (point, sums)


def test_a_corrected_register_moves_its_month_by_exactly_that(bench):
    """One register reading of May, at the end of a peak period, is corrected by +100."""
    server, token = serve(bench, copied=True)
    stamp = "2024-05-20T21:00:00+08:00"
    answer = bench.get(server, token, "GetPointHistoricData", cemsId=SITE, pointId="HVAC-01",
                       parameterId="EPI", startTime=stamp, endTime="2024-05-20T21:01:00+08:00")
    (reading,) = exact(answer)["points"][0]["parameters"][0]["readings"]
    corrected = bench.file("corrected.csv", bench.names.csv(
        "cemsId,pointId,parameterId,timeStamp,value\n"
        f"{SITE},HVAC-01,EPI,{stamp},{reading['value'] + 100}\n"))
    bench.run("load", corrected, "--url", server.url, "--token", token, "--cacert",
              server.certificate)
    (category,) = peak_of_hvac(bench, server, token)["categories"]
    assert numbers(category["parameters"][0]) == ["24360.5", "32890.8"]


def test_c4_follows_the_output_value(bench):
    server, token = serve(bench, copied=True)
    (path,) = (bench.data / "archive").glob("*.json")
    archive = json.loads(path.read_text(encoding="utf-8"))
    for output in archive["outputs"]:
        output["value"] = output["value"] * 2
    body = bench.archive("archive.json", json.dumps(archive, ensure_ascii=False))
    answer = bench.curl(server, f"/admin/v1/cems/{SITE}", token, "--request", "PUT", "--header",
                        "Content-Type: application/json", "--data-binary", f"@{body}")
    assert answer.status == 200, answer.body
    (row,) = ask(bench, server, token, UNIT_OUTPUT)["points"]
    assert numbers(row["parameter"]) == ["0.018261"]


FAMILIES = {"Dynamic": "", "Historic": "&startTime=2024-07-01&endTime=2024-07-02",
            "Statistic": "&startTime=2024-07-01&endTime=2024-07-03&period=P1D"}
EXTENTS = {"Cems": "", "CemsFull": "", "CemsSpecCategory": "&categoryCode=02",
           "Point": "&pointId=IN-01", "PointFull": "&pointId=IN-01",
           "PointSpecCategory": "&pointId=P0001&categoryCode=02"}


def rows_of(data):
    """Readings with a value, wherever they stand."""
    if isinstance(data, dict):
        mine = 1 if data.get("value") is not None and "timeStamp" in data else 0
        return mine + sum(rows_of(v) for v in data.values())
    return sum(rows_of(v) for v in data) if isinstance(data, list) else 0


def test_every_family_and_extent_has_rows(bench):
    server, token = serve(bench)
    for family, range_ in FAMILIES.items():
        for extent, more in EXTENTS.items():
            name = f"Get{extent}{family}Data"
            data = ask(bench, server, token, f"/cems/v1/{name}?cemsId={SITE}{more}{range_}")
            assert rows_of(data) > 0, name
            assert data["dataCount"]["total"] > 0, name


def test_full_is_the_sum_of_its_classes(bench):
    server, token = serve(bench)
    question = f"cemsId={SITE}&startTime=2024-04-01&endTime=2024-07-01&period=P1M&tou=0,1,2,3,4,5"
    full = ask(bench, server, token,
               f"/cems/v1/GetCemsFullStatisticData?{question}&parameterId=EPI")
    for category in full["categories"]:
        one = ask(bench, server, token, "/cems/v1/GetCemsSpecCategoryStatisticData?"
                  f"{question}&parameterId=EPI&categoryCode={category['categoryCode']}")
        assert canonical(one["categories"][0]["parameters"]) == canonical(category["parameters"])
        assert one["categories"][0]["statisticPoints"] == category["statisticPoints"]


def test_classes_of_time_add_up_and_months_make_the_quarter(bench):
    server, token = serve(bench)
    rows = ask(bench, server, token,
               f"/cems/v1/GetPointStatisticData?cemsId={SITE}&pointId=IN-01&parameterId=EPI"
               "&startTime=2024-04-01&endTime=2024-07-01&period=P1M&tou=0,1,2,3,4,5")["points"]
    cells = {int(row["tou"]): [r["value"] for r in row["parameter"]["readings"]] for row in rows}
    for month in range(3):
        assert sum(cells[k][month] or 0 for k in range(1, 6)) == cells[0][month]
    (quarter,) = ask(bench, server, token,
                     f"/cems/v1/GetPointStatisticData?cemsId={SITE}&pointId=IN-01&parameterId=EPI"
                     "&startTime=2024-04-01&endTime=2024-07-01&period=P3M")["points"]
    assert sum(cells[0]) == quarter["parameter"]["readings"][0]["value"] == quarter["total"]
