"""Sets an answer of the station beside the expected one; says where they differ.

A difference is "where: expected X, got Y". Numbers are compared as numbers.
"""
from fractions import Fraction

import civil

PAGE_SIZE = 100  # Where none is asked.
URLS = {"start": "startTime", "end": "endTime"}


def url(request, cems="S"):
    """The request as a target; times are UTC, which any zone understands."""
    if "url" in request:
        return request["url"]
    parts = [f"cemsId={cems}"]
    for name, value in request.items():
        if name == "interface":
            continue
        if name in URLS:
            name, value = URLS[name], civil.printed(value, "Z").replace("+", "%2B")
        parts.append(f"{name}={value}")
    return f"/cems/v1/{request['interface']}?" + "&".join(parts)


class Differences(list):
    def check(self, where, expected, got):
        if expected != got:
            self.append(f"{where}: expected {shown(expected)}, got {shown(got)}")


def shown(value):
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{value} ({float(value):.15g})"
    return repr(value)


def number(text):
    return None if text is None else Fraction(text)


def differences(case, request, expected, got):
    """What differs between one expected answer and the envelope that came."""
    found = Differences()
    zone = case["archive"]["cems"].get("timeZone", "+08:00")
    code = int(got["code"])
    if code != expected.get("code", 200):
        found.append(f"code: expected {expected.get('code', 200)}, got {code} {got['message']}"
                     f" {got.get('errors', '')}")
    if found or code != 200:
        return found
    data = got["data"]
    rows = rows_of(data)
    key = lambda row: (row["pointId"], row["parameterId"], row["tou"])
    names = [key(row) for row in expected["rows"]]
    got_names = [(row["pointId"], row["parameter"]["parameterId"], int(row["tou"]))
                 for row in rows]
    found.check("total", len(names), int(data["dataCount"]["total"]))
    if "pageNo" in request or "pageSize" in request:
        size = request.get("pageSize", PAGE_SIZE)
        page = slice((request.get("pageNo", 1) - 1) * size, request.get("pageNo", 1) * size)
        names, expected = names[page], dict(expected, rows=expected["rows"][page])
    if request["interface"] == "GetCemsFullStatisticData":
        names, got_names = sorted(names), sorted(got_names)
        rows = sorted(rows, key=lambda row: (row["pointId"], row["parameter"]["parameterId"],
                                             int(row["tou"])))
        expected = dict(expected, rows=sorted(expected["rows"], key=key))
    found.check("rows", names, got_names)
    if not found:
        for row, came in zip(expected["rows"], rows):
            compare_row(found, "/".join(map(str, key(row))), row, came, zone)
    if int(data["page"]["pageNo"]) == 1:
        for code, entries in expected["classes"].items():
            compare_class(found, f"class {code}", entries, class_of(data, code), zone)
    return found


def rows_of(data):
    """All rows, in the order of the answer."""
    rows = list(data.get("points", []))
    for category in data.get("categories", []):
        rows += category.get("statisticPoints", []) + rows_of(category)
    return rows


def class_of(data, code):
    """The class's entries of an answer, wherever it nests."""
    for category in data.get("categories", []):
        if category["categoryCode"] == code:
            return category
        inner = class_of(category, code)
        if inner is not None:
            return inner
    return None


def compare_row(found, where, row, came, zone):
    if "aggregate" in row:
        found.check(f"{where} aggregate", row["aggregate"], came["aggregate"])
    parameter = came["parameter"]
    if row["unit"] is not None:
        found.check(f"{where} unit", row["unit"], parameter["unit"])
    compare_type(found, where, row["type"], parameter.get("readingTypeId"))
    compare_cells(found, where, row["cells"], parameter["readings"], zone)
    for name in ("total", "avg", "max", "min", "ratio"):
        if name in row or "indicator" not in row:
            found.check(f"{where} {name}", row.get(name), number(came.get(name)))
    for name in ("maxTime", "minTime"):
        if name in row:
            found.check(f"{where} {name}", civil.printed(row[name], zone), came.get(name))
    if "present" in row:
        extension = came.get("extension", {})
        for name in ("expected", "present"):
            got = extension.get(name)
            found.check(f"{where} {name}", row[name], None if got is None else int(got))


def compare_type(found, where, settled, came):
    if settled is None or came is None:
        found.check(f"{where} readingTypeId", settled, came)
        return
    fields = [int(part) for part in came.split(".")]
    found.check(f"{where} readingTypeId {came}", settled,
                {position: fields[position] for position in settled})


def compare_cells(found, where, cells, readings, zone):
    found.check(f"{where} cells", len(cells), len(readings))
    for (begin, end, cell), reading in zip(cells, readings):
        period = f"{civil.printed(begin, zone)}/{civil.printed(end, zone)}"
        found.check(f"{where} timePeriod", period, reading.get("timePeriod"))
        found.check(f"{where} timeStamp", civil.printed(begin, zone), reading["timeStamp"])
        found.check(f"{where} {period} value", cell.number(), number(reading["value"]))
        found.check(f"{where} {period} quality", cell.quality, int(reading.get("quality", 0)))


def compare_class(found, where, entries, category, zone):
    got = [] if category is None else category.get("parameters", [])
    names = [entry["parameterId"] for entry in entries]
    got_names = [parameter["parameterId"] for parameter in got]
    found.check(f"{where} aggregates", names, got_names)
    if names == got_names:
        for entry, parameter in zip(entries, got):
            inside = f"{where} {entry['parameterId']} tou {entry['tou']}"
            found.check(f"{inside} unit", entry["unit"], parameter["unit"])
            compare_cells(found, inside, entry["cells"], parameter["readings"], zone)
