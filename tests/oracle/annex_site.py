"""A site as the annexes see it: its points' loads, its calendar, what went into an answer.

A case is {"archive", "readings": [[pointId, parameterId, ms, "value", quality], …], "now",
"requests": ["/cems/v1/…", …]}.
"""
import hashlib
from fractions import Fraction

import annex_load
import annex_time
import civil
import series
import station
import tariff


def exact(value):
    """A number of the archive as it is written, or None."""
    return None if value is None else Fraction(str(value))


def number(value):
    """As an answer prints it: 15 significant digits are enough for what is exact, too."""
    return None if value is None else series.fifteen(Fraction(value))


def plain(text):
    """The one spelling of a decimal number: no zeros at its end, no -0."""
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


class Site:
    def __init__(self, case):
        archive = case["archive"]
        self.archive, self.now = archive, case["now"]
        self.zone = archive["cems"].get("timeZone", "+08:00")
        self.root = archive["cems"]["rootPointId"]
        self.points = {point["pointId"]: point for point in archive["points"]}
        self.calendar = tariff.Holidays(archive.get("holidays", []))
        self.readings = {}
        for point, parameter, t, value, *quality in case["readings"]:
            kept = self.readings.setdefault((point, parameter), {})
            kept[t] = (t, value, quality[0] if quality else 0)  # The last of a stamp counts.
        self._loads = {}
        self.maxima = {}  # What demand_windows has found, for requests that ask again.

    def reference(self):
        """The Cems of every answer."""
        cems = self.archive["cems"]
        return {"cemsId": cems["cemsId"], "name": cems["name"]}

    def printed(self, t):
        return None if t is None else civil.printed(t, self.zone)

    def period(self, begin, end):
        return f"{self.printed(begin)}/{self.printed(end)}"

    def works(self, day):
        """True on a weekday that is no listed holiday, and on a listed working rest day."""
        return self.calendar.kind(day)[0] == "weekday"

    # --- Loads ------------------------------------------------------------------------------------

    def parameter(self, point, name):
        """The parameter of a point by its id, or None."""
        for parameter in self.points[point].get("parameters", []):
            if parameter["parameterId"] == name:
                return parameter
        return None

    def power(self, point, name="P"):
        """The samples of a parameter of the point, or None where it has no such parameter."""
        parameter = self.parameter(point, name)
        if parameter is None:
            return None
        key = (point, name)
        if key not in self._loads:
            months, length = civil.duration(parameter.get("interval")) or (1, 0)
            self._loads[key] = annex_load.PowerLoad(
                self._read(point, name), None if months else length, kilo(parameter))
        return self._loads[key]

    def load(self, point, name="P"):
        """What tells the point's load: its power, else its energy; None where it has neither."""
        return self.power(point, name) or self._energy(point)

    def _energy(self, point):
        parameter = self.energy_parameter(point)
        if parameter is None:
            return None
        key = (point, parameter["parameterId"])
        if key not in self._loads:
            duration = civil.duration(parameter.get("interval"))
            is_register = station.kind_of(parameter) == "register"
            if is_register:
                pieces = annex_load.register_pieces(self.zone, duration)
            else:
                pieces = annex_load.delta_pieces(self.zone, duration or self._typed(parameter))
            self._loads[key] = annex_load.EnergyLoad(
                self._read(*key), None, kilo(parameter), pieces, is_register)
        return self._loads[key]

    @staticmethod
    def _typed(parameter):
        """The interval that the reading type of a delta tells, or None."""
        fields = station.fields_of(parameter.get("readingTypeId"))
        if fields[2] in station.MEASURING:
            return 0, station.MEASURING[fields[2]] * 60_000
        return station.MACRO.get(fields[0])

    def energy_parameter(self, point):
        """A forward register, else a delta, that counts everything; EPI, else the first by id."""
        found = [parameter for parameter in self.points[point].get("parameters", [])
                 if counts_all(parameter)]
        return min(found, default=None, key=lambda parameter: (
            station.kind_of(parameter) != "register", parameter["parameterId"] != "EPI",
            parameter["parameterId"]))

    def _read(self, point, name):
        return list(self.readings.get((point, name), {}).values())

    # --- Receipts ---------------------------------------------------------------------------------

    def receipt(self, points, name, ranges):
        """(number, digest) of the readings that went into means over ranges, point by point."""
        lines = []
        for point in points:
            load = self.load(point, name)
            if load is None:
                continue
            used = sorted({index for begin, end in ranges for index in load.used(begin, end)})
            lines += [f"{self.printed(t)},{plain(value)},{quality}\n"
                      for t, value, quality in (load.readings[index] for index in used)]
        return len(lines), hashlib.sha256("".join(lines).encode()).hexdigest()


def kilo(parameter):
    """The factor from the parameter's values to kW or kWh, by the multiplier of its type."""
    if not parameter.get("readingTypeId"):
        return Fraction(1)
    return Fraction(10) ** (station.fields_of(parameter["readingTypeId"])[15] - 3)


def counts_all(parameter):
    """Forward active energy of all phases and all time."""
    fields = station.fields_of(parameter.get("readingTypeId"))
    return station.kind_of(parameter) in ("register", "delta") and fields[4] == 1 and \
        fields[5] in (1, 2) and fields[6] == 12 and fields[16] == 72 and \
        fields[14] in (0, 224, 225) and not any(fields[7:14])


def mean_of(loads, begin, end):
    """The means of all loads over [begin, end), added, as a pair; None where one has none."""
    total = None
    for load in loads:
        mean = load.mean(begin, end) if load is not None else None
        if mean is None:
            return None
        total = mean if total is None else (total[0] * mean[1] + mean[0] * total[1],
                                            total[1] * mean[1])
    return total
