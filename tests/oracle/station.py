"""A site as the oracle sees it, and what it expects of each statistic request.

A case is {"archive", "readings": [[pointId, parameterId, ms, "value", quality], …], "now",
"requests": [{"interface": …, argument: …}, …]}.
"""
import dataclasses
import functools
from fractions import Fraction

import civil
import series
import tariff

REGISTERS = {1, 3, 9}  # Bulk, cumulative, summation.
FITTING = {"register": ("sum",), "delta": ("sum", "avg", "max", "min"),
           "demand": ("max", "avg", "min"), "sample": ("avg", "max", "min")}
MEASURING = {1: 10, 2: 15, 3: 1, 4: 1440, 5: 30, 6: 5, 7: 60, 10: 2, 14: 3, 31: 20, 50: 60, 51: 30,
             52: 20, 53: 15, 54: 10, 55: 5, 56: 1, 78: 12, 79: 120, 80: 240, 81: 360, 82: 720,
             83: 180}  # Minutes.
MACRO = {11: (0, civil.DAY_MS), 24: (0, 7 * civil.DAY_MS), 13: (1, 0)}
ROW_MACRO = {"P1D": 11, "P1W": 24, "P1M": 13}
ROW_MEASURING = {"PT15M": 2, "PT30M": 5, "PT1H": 7}


class Refused(Exception):
    """The code of an answer that is an error."""


@functools.lru_cache(maxsize=None)
def fields_of(text):
    """The 18 numbers of a reading type; zeros where there is none."""
    return [int(part) for part in text.split(".")] if text else [0] * 18


def alike(a, b):
    """The same reading type; electricity's two commodities are one."""
    return all(x == y or (i == 5 and {x, y} == {1, 2})
               for i, (x, y) in enumerate(zip(fields_of(a), fields_of(b))))


@dataclasses.dataclass
class Source:
    """One series as a row reads it."""

    point: dict
    parameter: dict   # What the row shows.
    read: dict        # Whose readings it is made of.
    measure: str      # register, delta, sample, demand (of the parameter), held or windows.
    aggregate: str
    classes: list


def kind_of(parameter):
    fields = fields_of(parameter.get("readingTypeId"))
    if fields[3] in REGISTERS:
        return "register"
    if fields[3] == 4:
        return "delta"
    return "demand" if fields[6] == 8 else "sample"


class Station:
    def __init__(self, case):
        archive = case["archive"]
        self.archive, self.now = archive, case["now"]
        self.zone = archive["cems"].get("timeZone", "+08:00")
        self.points = {point["pointId"]: point for point in archive["points"]}
        self.categories = {entry["categoryCode"]: entry for entry in archive["categories"]}
        self.root = archive["cems"]["rootPointId"]
        self.tariff = tariff.Tariff(archive)
        self.readings = {}
        for point, parameter, t, value, quality in case["readings"]:
            self.readings.setdefault((point, parameter), {})[t] = (Fraction(value), quality)
        self._series, self._pieces, self._cells = {}, {}, {}

    # --- Points -----------------------------------------------------------------------------------

    def parent(self, point):
        """The point above: the archive's, else none."""
        return self.points.get(point.get("parentPointId"))

    def above(self, point):
        point = self.parent(point)
        while point is not None:
            yield point
            point = self.parent(point)

    def class_codes(self, code):
        """The class and its subclasses."""
        found = [code]
        for other in self.categories.values():
            if self.parent_class(other["categoryCode"]) == code:
                found += self.class_codes(other["categoryCode"])
        return found

    def parent_class(self, code):
        given = self.categories[code].get("parentCode")
        if given is None and len(code) > 2 and code[:-2] in self.categories:
            return code[:-2]
        return given

    def in_class(self, code):
        codes = set(self.class_codes(code))
        return [point for _, point in sorted(self.points.items())
                if point["categoryCode"] in codes]

    def tops(self, points):
        """Those without an ancestor among them."""
        ids = {point["pointId"] for point in points}
        return [point for point in points
                if not any(above["pointId"] in ids for above in self.above(point))]

    def asked_points(self, request):
        """The points of the answer's rows, by id."""
        kind = request["interface"]
        below = lambda top: [point for _, point in sorted(self.points.items())
                             if point is top or top in self.above(point)]
        if kind == "GetCemsStatisticData":
            return [self.points[self.root]]
        if kind == "GetCemsFullStatisticData":
            return [point for _, point in sorted(self.points.items())]
        if kind == "GetCemsSpecCategoryStatisticData":
            return self.in_class(request["categoryCode"])
        top = self.points[request["pointId"]]
        if kind == "GetPointStatisticData":
            return [top]
        points = below(top)
        if kind == "GetPointSpecCategoryStatisticData":
            inside = self.in_class(request["categoryCode"])
            points = [point for point in points if point in inside]
        return points

    # --- Series -----------------------------------------------------------------------------------

    def series(self, point, parameter, as_what):
        key = (point["pointId"], parameter["parameterId"], as_what)
        if key in self._series:
            return self._series[key]
        kept = self.readings.get(key[:2], {})
        rollover = parameter.get("extension", {}).get("rollover")
        makers = {"register": series.Register, "delta": series.Deltas, "held": series.Held}
        made = makers.get(as_what, series.Samples)(
            [(t, value, quality) for t, (value, quality) in kept.items()], self.zone,
            civil.duration(parameter.get("interval")), parameter.get("decimals"),
            None if rollover is None else Fraction(rollover))
        fields = fields_of(parameter.get("readingTypeId"))
        if as_what == "delta":
            made.length = made.interval
            if made.length is None and fields[2] in MEASURING:
                made.length = (0, MEASURING[fields[2]] * 60_000)
            if made.length is None:
                made.length = MACRO.get(fields[0])
        if as_what == "held":
            made.exponent = fields[15]
        made.prepare()
        self._series[key] = made
        return made

    def energy_of(self, point, flow=1):
        """The point's energy parameters of a direction: registers first, then deltas."""
        found = []
        for parameter in sorted(point.get("parameters", []), key=lambda each: each["parameterId"]):
            fields = fields_of(parameter.get("readingTypeId"))
            if kind_of(parameter) in ("register", "delta") and fields[5] in (1, 2) and \
                    fields[6] == 12 and fields[16] == 72 and fields[4] == flow and fields[11] == 0:
                found.append(parameter)
        return sorted(found, key=lambda each: kind_of(each) != "register")

    def sources(self, points, request, indicators=()):
        """The rows' sources in the order of the answer; `indicators` are asked beside them."""
        names = [name for name in request.get("parameterId", "").split(",") if name]
        types = [text for text in request.get("readingTypeId", "").split(",") if text]
        classes = sorted({int(part) for part in str(request.get("tou", "0")).split(",")})
        found, unfit = [], []
        for point in points:
            own = {each["parameterId"]: each for each in point.get("parameters", [])}
            here = []
            for name, parameter in own.items():
                if names and name not in names:
                    continue
                if types and not any(alike(parameter.get("readingTypeId"), text)
                                     for text in types):
                    continue
                here.append(self._own_source(point, parameter, request, classes))
            for name in names:
                if name not in own and not types:
                    here.append(self._derived(point, own, name, request, classes))
            here = [source for source in here if source is not None]
            unfit += [source for source in here if source.aggregate is None]
            found += sorted((source for source in here if source.aggregate),
                            key=lambda source: source.parameter["parameterId"])
        here = {source.parameter["parameterId"] for source in found + unfit}
        if not set(names) <= here | set(indicators):
            raise Refused(40405)
        if unfit and (names or not found):
            raise Refused(40007)
        if classes != [0] and not self.tariff.scheme:
            raise Refused(40007)
        return [source for source in found if source.classes]

    def _fitting(self, kind, request):
        asked = request.get("aggregate")
        return FITTING[kind][0] if asked is None else asked if asked in FITTING[kind] else None

    def _own_source(self, point, parameter, request, classes):
        kind = kind_of(parameter)
        tou = fields_of(parameter.get("readingTypeId"))[11]
        if kind == "register" and tou:
            classes = [tou] if 0 in classes or tou in classes else []
        return Source(point, parameter, parameter, kind, self._fitting(kind, request), classes)

    def _derived(self, point, own, name, request, classes):
        """EPI or MD where the point has none."""
        power = own.get("P")
        energy = self.energy_of(point)
        shown = {"parameterId": name}
        if name == "EPI" and power is not None and not energy:
            shown.update(unit="kWh", readingTypeId="0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.3.72.0")
            return Source(point, shown, power, "held", self._fitting("register", request), classes)
        if name == "MD" and (power is not None or energy):
            shown.update(unit="kW", readingTypeId="0.0.73.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0")
            read = power if power is not None else energy[0]
            return Source(point, shown, read, "windows", self._fitting("demand", request), classes)
        return None

    # --- Rows -------------------------------------------------------------------------------------

    def pieces(self, begin, end, tou):
        """(ranges of the class in the bucket, whether some of it is unclassified, all of it)."""
        key = (begin, end, tou)
        if key not in self._pieces:
            if tou == 0:
                self._pieces[key] = [(begin, end)], False, False
            else:
                spans = self.tariff.spans(begin, end)
                self._pieces[key] = ([span[:2] for span in spans if span[2] == tou],
                                     any(span[2] == 0 for span in spans),
                                     all(span[2] == 0 for span in spans))
        return self._pieces[key]

    def by_tariff(self, source, tou):
        """What a register row of a class reads: the register by tariff where there is one."""
        fields = fields_of(source.read.get("readingTypeId"))
        if tou and source.measure == "register" and not fields[11]:
            for other in source.point["parameters"]:
                theirs = fields_of(other.get("readingTypeId"))
                if theirs[11] == tou and theirs[:11] + theirs[12:] == fields[:11] + fields[12:]:
                    return other
        return source.read

    def cell(self, source, tou, begin, end, aggregate=None):
        aggregate = aggregate or source.aggregate
        read = self.by_tariff(source, tou)
        if source.measure == "register" and fields_of(read.get("readingTypeId"))[11]:
            tou = 0  # The meter has split it.
        key = (source.point["pointId"], source.parameter["parameterId"], read["parameterId"],
               source.measure, aggregate, tou, begin, end)
        if key not in self._cells:
            self._cells[key] = self._cell(source, read, tou, begin, end, aggregate)
        return self._cells[key]

    def _cell(self, source, read, tou, begin, end, aggregate):
        pieces, gap, blank = self.pieces(begin, end, tou)
        if blank:
            return series.Cell()
        if source.measure == "windows":
            windows = self.windows(source.point, read, begin, end)
            return windows.cell([(a + 1, b + 1) for a, b in pieces], gap, aggregate, True)
        readings = self.series(source.point, read, source.measure)
        if aggregate == "sum":
            if not pieces:
                return series.Cell(Fraction(0), 10 if gap else 0)
            if source.measure == "register":
                return readings.cell(pieces, gap)
            return readings.total(pieces, gap)
        return readings.cell(pieces, gap, aggregate)

    def windows(self, point, read, begin, end):
        """Demand windows as samples at their ends."""
        if kind_of(read) == "sample":
            return self.power_windows(point, read)
        found = self.quarter_demand(point, read, begin, end)
        return series.Samples([(t, value, 0) for t, value in found], self.zone)

    def power_windows(self, point, power):
        key = (point["pointId"], power["parameterId"], "windows")
        if key not in self._series:
            found = series.power_windows(self.series(point, power, "sample"))
            self._series[key] = series.Samples([(t, value, 0) for t, value in found], self.zone)
        return self._series[key]

    def quarter_demand(self, point, read, begin, end):
        """Four times the consumption of each quarter hour that ends in (begin, end]."""
        pieces = self.series(point, read, kind_of(read)).demand_pieces()
        found = []
        for first, last in civil.buckets(begin - series.QUARTER, end, "PT15M", self.zone):
            if not begin < last <= end or last - first != series.QUARTER:
                continue
            energy, there, until = Fraction(0), 0, first
            for since, stop, amount in pieces:
                overlap = min(stop, last) - max(since, first)
                if overlap > 0:
                    energy += amount * Fraction(overlap, stop - since)
                    there += max(0, min(stop, last) - max(since, until))
                    until = max(until, stop)
            if there and there * 3 >= 2 * series.QUARTER:
                found.append((last, energy * 4))
        return found

    def row(self, source, tou, request, cuts):
        """One SimpleStatisticPoint, numbers as Fractions."""
        start, end = cuts[0][0], cuts[-1][1]
        row = {"pointId": source.point["pointId"], "tou": tou, "aggregate": source.aggregate,
               "parameterId": source.parameter["parameterId"],
               "unit": source.parameter.get("unit"), "type": row_type(source, tou, request)}
        row["cells"] = [(begin, stop, self.cell(source, tou, begin, stop)) for begin, stop in cuts]
        if source.aggregate == "sum":
            whole = self.cell(source, tou, start, end)
            row["total"] = whole.number()
            row["whole"] = whole
            all_day = self.cell(source, 0, start, end)
            # A register by tariff has no class 0 beside it.
            by_tariff = fields_of(source.parameter.get("readingTypeId"))[11]
            if tou and not by_tariff and whole.value is not None and all_day.value:
                row["ratio"] = series.fifteen(whole.value * 100 / all_day.value)
        else:
            for name in ("avg", "max", "min"):
                cell = self.cell(source, tou, start, end, name)
                row[name] = cell.number()
                if cell.at is not None:
                    row[name + "Time"] = cell.at
        row["expected"], row["present"] = self.coverage(source, tou, start, end)
        return row

    def coverage(self, source, tou, start, end):
        read = self.by_tariff(source, tou)
        if source.measure == "register" and fields_of(read.get("readingTypeId"))[11]:
            tou = 0
        measure = kind_of(read) if source.measure == "windows" else source.measure
        readings = self.series(source.point, read, measure)
        pieces = self.pieces(start, end, tou)[0]
        present = sum(readings.count(begin, stop) for begin, stop in pieces)
        if readings.interval is None or readings.interval[0]:
            return None, present
        time = sum(max(0, min(stop, self.now) - begin) for begin, stop in pieces)
        length = readings.interval[1]  # Stamps of a grid from the start: of deltas at the ends.
        return (time // length if measure == "delta" else -(-time // length)), present


def row_type(source, tou, request):
    """{position: number} of the fields of the reading type that the text settles."""
    period = request.get("period")
    period = civil.ALIASES.get(period, period)
    if not source.parameter.get("readingTypeId"):
        return None
    settled = {0: 0 if period in ROW_MEASURING else ROW_MACRO.get(period, 32),
               1: {"sum": 26, "avg": 2, "max": 8, "min": 9}[source.aggregate], 11: tou}
    own = fields_of(source.parameter["readingTypeId"])
    if source.measure in ("register", "held"):
        settled[2], settled[3] = ROW_MEASURING.get(period, 0), 4
    for position in (4, 5, 6, 12, 13, 14, 15, 16, 17):
        settled[position] = own[position]
    if source.measure == "register" and own[11]:
        settled[11] = own[11]
    return settled
