"""The whole answer that the rules give to a statistic request: rows, and aggregates of classes."""
from fractions import Fraction

import civil
import indicators
import series
from station import Refused, Station

CELLS_MAX = 1_000_000
BY_CLASS = ("GetCemsFullStatisticData", "GetCemsSpecCategoryStatisticData")


def answer(station, request):
    """{"rows", "classes": {code: [entry]}} or {"code": 40007}."""
    try:
        return _answer(station, request)
    except Refused as refused:
        return {"code": refused.args[0]}


def _answer(station, request):
    period = request.get("period")
    cuts = civil.buckets(request["start"], request["end"], civil.ALIASES.get(period, period),
                         station.zone)
    rows = []
    names = [name for name in request.get("parameterId", "").split(",") if name]
    points = station.asked_points(request)
    asked = [name for name in names if name in indicators.ALL]
    if request["interface"] not in BY_CLASS[1:]:
        known = asked if any(point["pointId"] == station.root for point in points) else []
    else:
        known = [name for name in asked if name in indicators.OF_CLASSES
                 or any(point["pointId"] == station.root for point in points)]
    sources = station.sources(points, request, known)
    for point in points:
        mine = [(source.parameter["parameterId"], tou, source) for source in sources
                if source.point is point for tou in source.classes]
        own = {each["parameterId"] for each in point.get("parameters", [])}
        if point["pointId"] == station.root:
            mine += [(name, tou, None) for name in asked if name not in own
                     for tou in _classes(station, request)]
        for name, tou, source in sorted(mine, key=lambda each: each[:2]):
            rows.append(station.row(source, tou, request, cuts) if source
                        else indicators.row(station, name, tou, cuts))
    if len(rows) * len(cuts) > CELLS_MAX:
        return {"code": 40005}
    found = {"rows": rows, "classes": {}}
    if request["interface"] in BY_CLASS:
        codes = station.categories if request["interface"] == BY_CLASS[0] \
            else [request["categoryCode"]]  # Points of subclasses stand flat in it.
        for code in codes:
            if request["interface"] == BY_CLASS[0] and not station.in_class(code):
                continue  # Nothing to show.
            found["classes"][code] = class_entries(station, code, request, cuts)
    return found


def _classes(station, request):
    classes = sorted({int(part) for part in str(request.get("tou", "0")).split(",")})
    if classes != [0] and not station.tariff.scheme:
        raise Refused(40007)
    return classes


def class_entries(station, code, request, cuts):
    """The aggregates of a class, by (parameterId, unit, tou)."""
    members = {}
    names = [name for name in request.get("parameterId", "").split(",") if name]
    try:
        sources = station.sources(station.tops(station.in_class(code)), request, names)
    except Refused:
        return []
    for source in sources:
        if source.aggregate == "sum":
            for tou in source.classes:
                key = (source.parameter["parameterId"], source.parameter.get("unit") or "", tou)
                members.setdefault(key, []).append(source)
    entries = []
    for (name, unit, tou), sources in sorted(members.items(), key=lambda item: item[0]):
        cells = []
        for begin, end in cuts:
            cells.append((begin, end, sum_of([station.cell(source, tou, begin, end)
                                              for source in sources])))
        entries.append({"parameterId": name, "unit": unit, "tou": tou, "cells": cells})
    for name in names:
        if name in indicators.OF_CLASSES:
            for tou in _classes(station, request):
                entries.append(indicators.class_entry(station, name, code, tou, cuts))
    return sorted(entries, key=lambda entry: (entry["parameterId"], entry["unit"] or "",
                                              entry["tou"]))


def sum_of(cells):
    """Members of a class together."""
    values = [cell.value for cell in cells if cell.value is not None]
    if not values:
        return series.Cell()
    qualities = {cell.quality for cell in cells}
    quality = 13 if len(values) < len(cells) or len(qualities) > 1 else qualities.pop()
    return series.Cell(sum(values, Fraction(0)), quality,
                       quotient=any(cell.quotient for cell in cells))


def expect(case):
    """The expected answer of each request of a case."""
    station = Station(case)
    return [answer(station, request) for request in case["requests"]]
