"""What must hold between the answers themselves, whatever the numbers are."""
import copy
import datetime
from fractions import Fraction

import civil
import compare
import expected
from station import Station

NEAR = Fraction(1, 10 ** 12)


def _ask(probe, case, *requests):
    envelopes = probe.ask(case, [compare.url(request) for request in requests])
    return [envelope.get("data") for envelope in envelopes]


def _near(a, b, exactly):
    return a == b if exactly else abs(a - b) <= NEAR * max(abs(a), abs(b), 1)


def _key(row):
    return row["pointId"], row["parameter"]["parameterId"], int(row["tou"])


def pages(probe, case, request):
    """The union of all pages is the whole."""
    whole, = _ask(probe, case, dict(request, pageSize=1000))
    if whole is None:
        return []
    size = max(1, len(compare.rows_of(whole)) // 3)
    first, = _ask(probe, case, dict(request, pageSize=size))
    asked = [dict(request, pageSize=size, pageNo=number)
             for number in range(1, int(first["page"]["totalPages"]) + 1)]
    found = [compare.rows_of(page) for page in _ask(probe, case, *asked)]
    rows = [row for page in found for row in page]
    if "GetCemsFull" in request["interface"]:  # Parents repeat; their order is the tree's.
        return [] if sorted(map(repr, rows)) == sorted(map(repr, compare.rows_of(whole))) \
            else ["the pages together are not the whole"]
    faults = [] if rows == compare.rows_of(whole) else ["the pages together are not the whole"]
    if first["page"].get("next"):
        by_cursor, page = compare.rows_of(first), first
        while page["page"].get("next"):
            page, = _ask(probe, case, dict(request, pageSize=size, cursor=page["page"]["next"]))
            by_cursor += compare.rows_of(page)
        if by_cursor != rows:
            faults.append("the pages by cursor are not those by number")
    return faults


def classes(probe, case, request):
    """Σ over the classes 1…5 is class 0 where the schedule covers all."""
    if not case["archive"]["cems"].get("touScheme"):
        return []
    station = Station(case)
    if any(span[2] == 0 for span in station.tariff.spans(request["start"], request["end"])):
        return []
    data, = _ask(probe, case, dict(request, tou="0,1,2,3,4,5", pageSize=1000))
    totals = {}
    for row in compare.rows_of(data or {}):
        if row.get("total") is not None and row["parameter"].get("readingTypeId"):
            totals.setdefault(_key(row)[:2], {})[_key(row)[2]] = Fraction(row["total"])
    split = {key for key in totals if not _has_by_tariff(case, key)}
    return [f"{key}: the classes add up to {float(sum(v for k, v in of.items() if k))}, "
            f"class 0 is {float(of[0])}"
            for key, of in totals.items() if key in split and 0 in of
            and not _near(sum(v for k, v in of.items() if k), of[0], False)]


def _has_by_tariff(case, key):
    """True when the point has registers by tariff, whose readings need not add up."""
    return any(parameter["readingTypeId"].split(".")[11] != "0"
               for point in case["archive"]["points"] if point["pointId"] == key[0]
               for parameter in point["parameters"])


def periods(probe, case, request):
    """Σ of the cells is the total, and the total does not depend on the period."""
    request = {name: value for name, value in request.items() if name != "period"}
    faults, totals = [], {}
    for data in _ask(probe, case, dict(request, pageSize=1000),
                     *(dict(request, period=period, pageSize=1000)
                       for period in ("P1D", "P1M", "P1Y"))):
        for row in compare.rows_of(data or {}):
            if row["aggregate"] != "sum" or row.get("total") is None or \
                    "readingTypeId" not in row["parameter"]:
                continue
            total = Fraction(row["total"])
            cells = sum(Fraction(reading["value"]) for reading in row["parameter"]["readings"]
                        if reading["value"] is not None)
            if totals.setdefault(_key(row), total) != total:
                faults.append(f"{_key(row)}: the total changes with the period")
            if not _near(cells, total, False):
                faults.append(f"{_key(row)}: cells add up to {float(cells)}, total {float(total)}")
    return faults


def whole_site(probe, case, request):
    """10.2 is 10.3 over all classes."""
    request = {name: value for name, value in request.items()
               if name not in ("pointId", "categoryCode", "interface", "parameterId")}
    codes = [entry["categoryCode"] for entry in case["archive"]["categories"]]
    tops = [code for code in codes if Station(case).parent_class(code) is None]
    full, = _ask(probe, case, dict(request, interface="GetCemsFullStatisticData", pageSize=1000))
    if full is None:
        return []
    parts = _ask(probe, case, *(dict(request, interface="GetCemsSpecCategoryStatisticData",
                                     categoryCode=code, pageSize=1000) for code in tops))
    if any(part is None for part in parts):  # An aggregate that fits nothing there.
        return []
    rows = [repr(row) for part in parts for row in compare.rows_of(part)]
    same = sorted(rows) == sorted(map(repr, compare.rows_of(full)))
    return [] if same else ["10.2 is not 10.3 over all classes"]


def from_history(probe, case, request):
    """The statistic follows from the readings that GetPointHistoricData answers."""
    rows = []
    times = [row[2] for row in case["readings"]] or [0]
    span = {"start": min(times), "end": max(times) + 1, "interface": "GetPointHistoricData",
            "pageSize": 100_000}
    for point in case["archive"]["points"]:
        data, = _ask(probe, case, dict(span, pointId=point["pointId"]))
        for row in (data or {}).get("points", []):
            for parameter in row["parameters"]:
                for reading in parameter["readings"]:
                    t = _moment(reading["timeStamp"])
                    rows.append([row["pointId"], parameter["parameterId"], t, reading["value"],
                                 int(reading.get("quality", 0))])
    if sorted(rows) != sorted(rows_once(case)):
        return ["GetPointHistoricData does not give the readings back"]
    answered = dict(case, readings=rows, requests=[request])
    got, = probe.ask(answered)
    return compare.differences(answered, request, expected.expect(answered)[0], got)


def rows_once(case):
    """The case's readings in canonical spelling."""
    kept = {}
    for point, parameter, t, value, quality in case["readings"]:
        text = value.rstrip("0").rstrip(".") if "." in value else value
        kept[(point, parameter, t)] = ["0" if text in ("-0", "") else text, quality]
    return [[*key, *rest] for key, rest in kept.items()]


def _moment(text):
    at = datetime.datetime.fromisoformat(text)
    return (at - civil.EPOCH) // datetime.timedelta(milliseconds=1)


def digests(probe, case, request):
    """Equal digests, equal numbers: of one changed reading a row moves only with its digest.

    The ratio alone is made of two rows.
    """
    if not case["readings"]:
        return []
    changed = copy.deepcopy(case)
    row = changed["readings"][case["seed"] % len(changed["readings"])]
    row[3] = row[3] + "5" if "." in row[3] else row[3] + ".5"
    request = dict(request, explain="true", pageSize=1000)
    before, = _ask(probe, case, request)
    after, = _ask(probe, changed, request)
    faults = []
    numbers = lambda row: {name: value for name, value in row.items() if name != "ratio"}
    old = {_key(row): numbers(row) for row in compare.rows_of(before or {})}
    for row in map(numbers, compare.rows_of(after or {})):
        other = old.get(_key(row))
        if other is None or "digest" not in row.get("extension", {}):
            faults.append(f"{_key(row)}: no receipt")
        elif row["extension"]["digest"] == other["extension"]["digest"] and row != other:
            faults.append(f"{_key(row)}: the digest stayed, the numbers did not")
    return faults


def tariff(probe, case, request):
    """The tariff alone: the classes of the range's time."""
    if not case["archive"]["cems"].get("touScheme"):
        return []
    wanted = Station(case).tariff.spans(request["start"], request["end"])
    got = probe.spans(dict(case, requests=[request]))[0]
    return [f"expected {want}, got {came}" for want, came in zip(wanted, got) if want != came][:1]


ALL = (tariff, pages, classes, periods, whole_site, from_history, digests)
