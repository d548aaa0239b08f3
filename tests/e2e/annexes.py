"""Annexes A and B on the demonstration site: C.6 and C.7 computed from readings, so that readings
that are corrected move them.
"""
from annex_c import SITE, exact, serve
from decimal import Decimal

EVENT_DAY = {"startTime": "2023-07-01", "endTime": "2023-10-01"}


def record_of(bench, server, token, **more):
    (record,) = exact(bench.get(server, token, "GetCemsDrHistoricData", cemsId=SITE, **EVENT_DAY,
                                **more))["records"]
    return record


def stored(bench, server, token, point, start, end):
    """{stamp: value} of the power of a point."""
    data = exact(bench.get(server, token, "GetPointHistoricData", cemsId=SITE, pointId=point,
                           parameterId="P", startTime=start, endTime=end, pageSize="1000"))
    (parameter,) = data["points"][0]["parameters"]
    return {reading["timeStamp"]: reading["value"] for reading in parameter["readings"]}


def correct(bench, server, token, name, point, values):
    """Loads other values into the running server."""
    lines = "".join(f"{SITE},{point},P,{stamp},{value}\n" for stamp, value in values.items())
    path = bench.file(name, bench.names.csv(
        "cemsId,pointId,parameterId,timeStamp,value\n" + lines))
    bench.run("load", path, "--url", server.url, "--token", token, "--cacert",
              server.certificate)


def test_c6_participation_in_demand_response(bench):
    server, token = serve(bench)
    data = exact(bench.get(server, token, "GetCemsDrHistoricData", cemsId=SITE, **EVENT_DAY))
    assert data["summary"] == {
        "eventCount": 1, "participatedCount": 1, "effectiveCount": 1,
        "responseEnergy": 1720, "subsidyAmount": Decimal("6880.00")}, data["summary"]
    (record,) = data["records"]
    for name, value in {"eventId": "DR20230808001", "eventStatus": "completed",
                        "baselineAvg": 4120, "actualAvg": 3260, "responsePower": 860,
                        "responseRate": Decimal("107.5"), "responseEnergy": 1720,
                        "effective": True, "effectivePower": 860, "subsidyPrice": 4,
                        "subsidyAmount": 6880}.items():
        assert record[name] == value, (name, record[name])
    receipt = record_of(bench, server, token, explain="true")["extension"]
    assert receipt["baselineDays"] == ["2023-08-07", "2023-08-04", "2023-08-03", "2023-08-02",
                                       "2023-08-01"], receipt
    assert receipt["samples"] == 6 * 120, receipt


def test_c6_moves_with_corrected_readings(bench):
    """80 kW less over the event: 940 kW, and the revision has risen."""
    server, token = serve(bench, copied=True)
    before = record_of(bench, server, token)
    power = stored(bench, server, token, "P0001", "2023-08-08T13:00:00+08:00",
                   "2023-08-08T15:00:00+08:00")
    assert len(power) == 120
    correct(bench, server, token, "event.csv", "P0001",
            {stamp: value - 80 for stamp, value in power.items()})
    after = record_of(bench, server, token)
    assert (before["responsePower"], after["responsePower"]) == (860, 940), after
    assert after["revision"] > before["revision"], (before, after)
    assert after["effectivePower"] == 940 and after["subsidyAmount"] == 7520, after


def test_c7_demand(bench):
    server, token = serve(bench)
    data = exact(bench.get(server, token, "GetCemsDemandDynamicData", cemsId=SITE))
    for name, value in {"currentDemand": Decimal("3650.4"),
                        "currentDemandTime": "2024-07-18T14:30:00+08:00",
                        "monthMaxDemand": Decimal("3921.6"),
                        "monthMaxDemandTime": "2024-07-12T10:43:00+08:00",
                        "contractDemand": 4000, "demandLimit": 4200,
                        "demandRate": Decimal("91.26"), "margin": Decimal("549.6"),
                        "overDemand": 0, "status": 1}.items():
        assert data[name] == value, (name, data[name])


def test_c7_moves_with_a_corrected_sample(bench):
    """15 kW less in one minute of the window: 1 kW less in its mean."""
    server, token = serve(bench, copied=True)
    stamp = "2024-07-12T10:35:00+08:00"
    power = stored(bench, server, token, "P0001", stamp, "2024-07-12T10:36:00+08:00")
    correct(bench, server, token, "sample.csv", "P0001", {stamp: power[stamp] - 15})
    data = exact(bench.get(server, token, "GetCemsDemandHistoricData", cemsId=SITE,
                           startTime="2024-07-12T10:42:00+08:00",
                           endTime="2024-07-12T10:43:00+08:00", includeCurve="true"))
    (window,) = data["curve"]["readings"]
    assert window["timeStamp"] == "2024-07-12T10:43:00+08:00"
    assert window["value"] == Decimal("3920.6"), window


def test_a_month_at_4300_kw_in_both_variants(bench):
    """A quarter of an hour at 4,300 kW under the contract of 4,000 kW."""
    server, token = serve(bench, copied=True)
    quarter = {f"2024-06-14T10:{minute:02}:00+08:00": 4300 for minute in range(15)}
    correct(bench, server, token, "peak.csv", "P0001", quarter)
    (record,) = exact(bench.get(server, token, "GetCemsDemandHistoricData", cemsId=SITE,
                                startTime="2024-06-01", endTime="2024-07-01"))["records"]
    assert (record["maxDemand"], record["overDemand"]) == (4300, 100), record
    assert record["maxDemandTime"] == "2024-06-14T10:15:00+08:00"
    assert (record["contractChargeA"], record["contractChargeB"]) == (151620, 158840), record
    assert record["basicCharge"] == 151620


def test_a_year_of_demand_has_its_pages(bench):
    server, token = serve(bench)
    whole = exact(bench.get(server, token, "GetCemsDemandHistoricData", cemsId=SITE,
                            startTime="2023-01-01", endTime="2024-01-01"))
    assert [month["month"] for month in whole["records"]] == [
        f"2023-{month:02}" for month in range(1, 13)]
    assert all(month["maxDemand"] < 4400 for month in whole["records"])
    joined, cursor = [], {}
    while cursor is not None:
        page = exact(bench.get(server, token, "GetCemsDemandHistoricData", cemsId=SITE,
                               startTime="2023-01-01", endTime="2024-01-01", pageSize="5",
                               **cursor))
        joined += page["records"]
        cursor = {"cursor": page["page"]["next"]} if page["page"]["hasNext"] else None
    assert joined == whole["records"]
