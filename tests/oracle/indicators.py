"""Indicators: docs/statistics.md "Indicators", E_i by E_i.

Everything comes from station.Station's cells; factors are those of spec/factors.json.
"""
from fractions import Fraction

import civil
import series
import station as stations
import tariff

OF_CLASSES = ("COAL", "CO2", "FEE")
UNITS = {"COAL": "kgce", "CO2": "t", "FEE": "元", "UNIT_OUTPUT_ENERGY": "tce/万元",
         "CARBON_INTENSITY": "tCO2/万元", "UNIT_AREA_ENERGY": "kWh/m²",
         "PER_CAPITA_ENERGY": "kgce/人", "LOAD_RATE": "%", "PEAK_VALLEY_DIFF": "kW",
         "RENEWABLE_SHARE": "%", "UNIT_PRODUCT_ENERGY": None}
ALL = tuple(UNITS)
COMMODITIES = {"01": (1, 2), "02": (9,), "03": (7,), "04": (12,), "05": (13,)}
KINDS = {"01": (12, 72), "02": (58, 42), "03": (58, 42), "04": (12, 31), "05": (12, 72)}


class Missing(Exception):
    """A factor, price, output or figure that is not there."""


def energy_points(station, energy, code):
    """The points whose consumption is E of an energy type, on the site or in a class."""
    if code is not None:
        return [point for point in station.tops(station.in_class(code))
                if point["energyType"] == energy]
    of_type = [point for _, point in sorted(station.points.items())
               if point["energyType"] == energy]
    meters = [point for point in of_type if point.get("pointType") == 1]
    if meters:
        return station.tops(meters)
    return station.tops([point for point in of_type
                         if point.get("pointType") != 0 and point.get("flow") != 2])


def source_of(station, point):
    """The point's forward register of its commodity, else its delta, else its power."""
    energy = point["energyType"]
    ranked = {}
    for parameter in sorted(point.get("parameters", []), key=lambda each: each["parameterId"]):
        fields = stations.fields_of(parameter.get("readingTypeId"))
        kind = stations.kind_of(parameter)
        if fields[5] in COMMODITIES.get(energy, ()) and fields[4] == 1 and fields[11] == 0 and \
                (fields[6], fields[16]) == KINDS[energy] and kind in ("register", "delta"):
            ranked.setdefault(kind, parameter)
        if parameter["parameterId"] == "P":
            ranked.setdefault("held", parameter)
    for kind in ("register", "delta", "held"):
        if kind in ranked:
            shown = ranked[kind] if kind != "held" else {"parameterId": "EPI"}
            return stations.Source(point, shown, ranked[kind], kind, "sum", [0])
    return None


def consumption(station, energy, code, tou, begin, end):
    """(E, questionable) of an energy type; (None, True) where no point has a value."""
    total, questionable = None, False
    for point in energy_points(station, energy, code):
        source = source_of(station, point)
        if source is None:
            continue
        cell = station.cell(source, tou, begin, end)
        questionable |= cell.quality == 10
        if cell.value is not None:
            total = (total or 0) + cell.value
    return total, questionable


def factor(station, energy, name):
    chosen = station.archive["cems"].get("extension", {}).get("factorSet")
    sets = tariff.built_in("factors.json", "factorSets")
    sets = [each for each in sets if chosen in (None, each["id"])]
    for entry in (sets[0]["factors"] if sets else []):
        if entry["energyType"] == energy and name in entry:
            return Fraction(str(entry[name]))
    raise Missing(f"{name} of {energy}")


def weighted(station, name, code, tou, begin, end):
    """Σ E_i × factor, with what makes it questionable."""
    total, questionable = None, False
    media = {entry["code"]: entry["countsAsEnergy"]
             for entry in tariff.built_in("energy_types.json", "energyTypes")}
    for energy in sorted({point["energyType"] for point in station.points.values()}):
        if not media[energy]:
            continue  # Water and the like are no energy.
        amount, doubtful = consumption(station, energy, code, tou, begin, end)
        questionable |= doubtful
        if amount is not None:
            total = (total or 0) + amount * factor(station, energy, name)
    if total is None:
        raise Missing("energy")
    return total, questionable


def fee(station, code, tou, begin, end):
    """Σ E_i × price by class of time and by the price's dates."""
    total, questionable = None, False
    for energy in sorted({point["energyType"] for point in station.points.values()}):
        prices = [entry for entry in station.archive.get("prices", [])
                  if entry["energyType"] == energy]
        cuts = {begin, end}
        for entry in prices:
            for name in ("validFrom", "validTo"):
                if name in entry:
                    cuts.add(civil.midnight(tariff.date(entry[name]), station.zone))
        cuts = sorted(cut for cut in cuts if begin <= cut <= end)
        for first, last in zip(cuts, cuts[1:]):
            for part in ([tou] if tou else [1, 2, 3, 4, 5] if any("tou" in each for each in prices)
                         else [0]):
                amount, doubtful = consumption(station, energy, code, part, first, last)
                questionable |= doubtful
                if amount:
                    total = (total or 0) + amount * price(station, prices, part, first)
                elif amount is not None:
                    total = total or Fraction(0)
    if total is None:
        raise Missing("energy")
    return total, questionable


def price(station, prices, tou, t):
    for entry in prices:
        if tariff.date(entry["validFrom"]) <= civil.day_of(t, station.zone) and \
                ("validTo" not in entry
                 or civil.day_of(t, station.zone) < tariff.date(entry["validTo"])):
            chosen = entry.get("tou", {}).get(str(tou), entry.get("price"))
            if chosen is not None:
                return Fraction(str(chosen))
    raise Missing("price")


def output(station, begin, end, product):
    wanted = f"{civil.day_of(begin, station.zone)}/{civil.day_of(end, station.zone)}"
    for entry in station.archive.get("outputs", []):
        exact = civil.midnight(civil.day_of(begin, station.zone), station.zone) == begin and \
            civil.midnight(civil.day_of(end, station.zone), station.zone) == end
        if exact and entry["timePeriod"] == wanted and ("product" in entry) == product:
            return Fraction(str(entry["value"]))
    raise Missing("output")


def figure(station, name):
    value = station.archive["cems"].get(name)
    if not value:
        raise Missing(name)
    return Fraction(str(value))


def quarters(station, tou, begin, end):
    """The quarter-hour demand of the root point: P's means, else four times its energy."""
    root = station.points[station.root]
    own = {each["parameterId"]: each for each in root.get("parameters", [])}
    if "P" in own:
        windows = station.power_windows(root, own["P"])
        found = [(e, value) for e, value in zip(windows.times, windows.values)
                 if begin < e <= end and (e - civil.midnight(civil.day_of(e - 1, station.zone),
                                                             station.zone)) % series.QUARTER == 0]
    else:
        energy = station.energy_of(root)
        if not energy:
            raise Missing("P")
        found = station.quarter_demand(root, energy[0], begin, end)
    inside = station.pieces(begin, end, tou)[0]
    found = [value for e, value in found if any(a < e <= b for a, b in inside)]
    if not found:
        raise Missing("demand")
    return found


def value(station, name, code, tou, begin, end):
    """(value, questionable) of an indicator."""
    if name in ("COAL", "CO2"):
        total, doubtful = weighted(station, name.lower(), code, tou, begin, end)
        return (total / 1000 if name == "CO2" else total), doubtful
    if name == "FEE":
        total, doubtful = fee(station, code, tou, begin, end)
        return series.money(total), doubtful
    if name in ("LOAD_RATE", "PEAK_VALLEY_DIFF"):
        found = quarters(station, tou, begin, end)
        if name == "PEAK_VALLEY_DIFF":
            return max(found) - min(found), False
        if not max(found):
            raise Missing("demand")
        return sum(found) * 100 / len(found) / max(found), False
    if name == "RENEWABLE_SHARE":
        return renewable(station, tou, begin, end)
    if name == "UNIT_AREA_ENERGY":
        amount, doubtful = consumption(station, "01", None, tou, begin, end)
        if amount is None:
            raise Missing("energy")
        return amount / figure(station, "area"), doubtful
    of_co2 = name == "CARBON_INTENSITY"
    total, doubtful = weighted(station, "co2" if of_co2 else "coal", None, tou, begin, end)
    if name == "PER_CAPITA_ENERGY":
        return total / figure(station, "employees"), doubtful
    return total / 1000 / output(station, begin, end, name == "UNIT_PRODUCT_ENERGY"), doubtful


def renewable(station, tou, begin, end):
    made, doubtful = Fraction(0), False
    for code in ("1001", "1002"):
        if code not in station.categories:
            continue
        for point in station.tops(station.in_class(code)):
            source = source_of(station, point)
            if source is not None:
                cell = station.cell(source, tou, begin, end)
                made += cell.value or 0
                doubtful |= cell.quality == 10
    bought, unsure = consumption(station, "01", None, tou, begin, end)
    if bought is None or not made + bought:
        raise Missing("energy")
    return made * 100 / (made + bought), doubtful or unsure


def cell(station, name, code, tou, begin, end):
    try:
        amount, doubtful = value(station, name, code, tou, begin, end)
    except Missing:
        return series.Cell()
    doubtful |= bool(tou) and station.pieces(begin, end, tou)[1]
    return series.Cell(amount, 10 if doubtful else 11, quotient=name != "FEE")


def row(station, name, tou, cuts):
    """The indicator's row of the root point."""
    return {"pointId": station.root, "tou": tou, "parameterId": name, "unit": UNITS[name],
            "type": None, "indicator": True,
            "cells": [(begin, end, cell(station, name, None, tou, begin, end))
                      for begin, end in cuts]}


def class_entry(station, name, code, tou, cuts):
    return {"parameterId": name, "unit": UNITS[name], "tou": tou,
            "cells": [(begin, end, cell(station, name, code, tou, begin, end))
                      for begin, end in cuts]}
