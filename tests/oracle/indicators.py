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
    metered = lambda points: [point for point in points if source_of(station, point)]
    if code is not None:
        return metered(point for point in station.tops(station.in_class(code))
                       if point["energyType"] == energy)
    of_type = [point for _, point in sorted(station.points.items())
               if point["energyType"] == energy]
    gateways = [point for point in of_type if point.get("pointType") == 1]
    if gateways:
        return station.tops(gateways)
    return station.tops(metered(point for point in of_type
                                if point.get("pointType") != 0 and point.get("flow") != 2))


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


def cell_of_point(station, point, tou, begin, end):
    source = source_of(station, point)
    if source is None:
        raise Missing(f"a meter at {point['pointId']}")
    return station.cell(source, tou, begin, end)


def consumption(station, energy, code, tou, begin, end):
    """(E, questionable) of an energy type; (None, False) where it has no point."""
    total, questionable = None, False
    for point in energy_points(station, energy, code):
        cell = cell_of_point(station, point, tou, begin, end)
        if cell.value is None:
            raise Missing(f"consumption of {point['pointId']}")
        questionable |= cell.quality == 10
        total = (total or 0) + cell.value
    return total, questionable


def energies(station):
    return sorted({point["energyType"] for point in station.points.values()})


def is_energy(energy):
    """False for working media: water and the like."""
    return {entry["code"]: entry["countsAsEnergy"]
            for entry in tariff.built_in("energy_types.json", "energyTypes")}[energy]


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
    for energy in filter(is_energy, energies(station)):
        amount, doubtful = consumption(station, energy, code, tou, begin, end)
        questionable |= doubtful
        if amount is not None:
            total = (total or 0) + amount * factor(station, energy, name)
    if total is None:
        raise Missing("energy")
    return total, questionable


class Price:
    """An entry of the archive's prices with its dates as moments."""

    def __init__(self, station, entry, later):
        at = lambda text: civil.midnight(tariff.date(text), station.zone)
        self.begin = at(entry["validFrom"])
        self.end = at(entry["validTo"]) if "validTo" in entry else \
            min((begin for begin in map(at, later) if begin > self.begin), default=None)
        self.by_class = {int(tou): Fraction(str(each))
                         for tou, each in entry.get("tou", {}).items()}
        self.other = Fraction(str(entry["price"])) if "price" in entry else None

    def holds(self, begin, end):
        """In force somewhere in the range."""
        return self.begin < end and (self.end is None or begin < self.end)

    def cost(self, amount, tou):
        """What is zero needs no price."""
        each = self.by_class.get(tou, self.other)
        if amount and each is None:
            raise Missing(f"price of class {tou}")
        return amount * each if amount else Fraction(0)


def prices_of(station, energy, span):
    entries = [entry for entry in station.archive.get("prices", [])
               if entry["energyType"] == energy]
    later = [entry["validFrom"] for entry in entries]
    found = [Price(station, entry, later) for entry in entries]
    return [price for price in found if price.holds(*span)]


def fee(station, code, tou, begin, end, span):
    """Σ E_i × price by class of time and by the price's dates."""
    total, questionable = None, False
    for energy in energies(station):
        points = energy_points(station, energy, code)
        prices = prices_of(station, energy, span)
        if not prices and not is_energy(energy):
            continue
        if points and not prices:
            raise Missing(f"a price of {energy}")
        for point in points:
            cost, doubtful = fee_of(station, point, prices, tou, begin, end)
            total = (total or 0) + cost
            questionable |= doubtful
    if total is None:
        raise Missing("energy")
    return total, questionable


def fee_of(station, point, prices, tou, begin, end):
    """The cost of one point's consumption in a bucket, cut where prices change."""
    cuts = {begin, end, *(price.begin for price in prices),
            *(price.end for price in prices if price.end is not None)}
    cuts = sorted(cut for cut in cuts if begin <= cut <= end)
    total, questionable = None, False
    for first, last in zip(cuts, cuts[1:]):
        cell = cell_of_point(station, point, tou, first, last)
        if cell.value is None:
            questionable = True
            continue
        questionable |= cell.quality == 10
        total = total or Fraction(0)
        price = [each for each in prices if each.holds(first, last)]
        if not price:
            if cell.value:
                raise Missing("a price")
        elif tou or not price[0].by_class or not station.tariff.scheme:
            total += price[0].cost(cell.value, tou)
        else:
            cost, doubtful = by_classes(station, point, price[0], cell.value, first, last)
            total, questionable = total + cost, questionable or doubtful
    if total is None:
        raise Missing(f"consumption of {point['pointId']}")
    return total, questionable


def by_classes(station, point, price, amount, begin, end):
    """All time, class by class; what is in none has the price of none."""
    source, cost, doubtful, registers = source_of(station, point), Fraction(0), False, 0
    whole = amount
    for tou in range(1, 6):
        part = station.cell(source, tou, begin, end)
        if station.by_tariff(source, tou) is not source.read:
            registers += 1
            doubtful |= part.quality == 10
        cost += price.cost(part.value or 0, tou)
        amount -= part.value or 0
    if not registers:
        return cost + price.cost(amount, 0), doubtful
    noise = abs(amount) * 100 <= abs(whole)
    gap = registers < 5 and any(not tou for _, _, tou in station.tariff.spans(begin, end))
    if gap and not (noise and price.other is None):
        return cost + price.cost(amount, 0), doubtful
    return cost, doubtful or not noise


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


def value(station, name, code, tou, begin, end, span):
    """(value, questionable) of an indicator in a bucket of the range `span`."""
    if name in ("COAL", "CO2"):
        total, doubtful = weighted(station, name.lower(), code, tou, begin, end)
        return (total / 1000 if name == "CO2" else total), doubtful
    if name == "FEE":
        total, doubtful = fee(station, code, tou, begin, end, span)
        return series.money(total), doubtful
    if name in ("LOAD_RATE", "PEAK_VALLEY_DIFF"):
        found = quarters(station, tou, begin, end)
        unclassed = bool(tou) and station.pieces(begin, end, tou)[1]
        if name == "PEAK_VALLEY_DIFF":
            return max(found) - min(found), unclassed
        if not max(found):
            raise Missing("demand")
        return sum(found) * 100 / len(found) / max(found), unclassed
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
                if cell.value is None:
                    raise Missing(f"consumption of {point['pointId']}")
                made += cell.value
                doubtful |= cell.quality == 10
    bought, unsure = consumption(station, "01", None, tou, begin, end)
    if bought is None or not made + bought:
        raise Missing("energy")
    return made * 100 / (made + bought), doubtful or unsure


def cell(station, name, code, tou, begin, end, span):
    try:
        amount, doubtful = value(station, name, code, tou, begin, end, span)
    except Missing:
        return series.Cell()
    return series.Cell(amount, 10 if doubtful else 11, quotient=name != "FEE")


def cells(station, name, code, tou, cuts):
    span = cuts[0][0], cuts[-1][1]
    return [(begin, end, cell(station, name, code, tou, begin, end, span)) for begin, end in cuts]


def row(station, name, tou, cuts):
    """The indicator's row of the root point."""
    span = cuts[0][0], cuts[-1][1]
    whole = cell(station, name, None, tou, *span, span).number()
    return {"pointId": station.root, "tou": tou, "parameterId": name, "unit": UNITS[name],
            "type": None, "indicator": True, "cells": cells(station, name, None, tou, cuts),
            "total" if name in OF_CLASSES else "avg": whole}


def class_entry(station, name, code, tou, cuts):
    return {"parameterId": name, "unit": UNITS[name], "tou": tou,
            "cells": cells(station, name, code, tou, cuts)}
