"""The mean power of one point over a range of time, from its samples or from its energy.

docs/statistics.md "Samples" says how: of samples the mean of those in the range, of energy what
was used in it over its length; a range that lacks more than a third has no value. Numbers are
pairs (numerator, denominator) of integers, not reduced: a year of minutes is asked a million times.
"""
import bisect
import itertools
import math
from fractions import Fraction

import civil

HOUR_MS = 3_600_000  # kWh over milliseconds to kW.


def units_of(texts):
    """(integers, scale): the values of decimal texts times scale."""
    places = max((len(text) - text.index(".") - 1 for text in texts if "." in text), default=0)
    found = []
    for text in texts:
        whole, _, part = text.partition(".")
        found.append(int(whole + part.ljust(places, "0")))
    return found, 10 ** places


class Load:
    """Readings [(ms, "value", quality)] of a series, and the factor that makes them kW or kWh."""

    def __init__(self, readings, interval, factor):
        self.readings = sorted(readings)
        self.times = [reading[0] for reading in self.readings]
        self.units, self.scale = units_of([reading[1] for reading in self.readings])
        self.interval = interval
        self.factor = factor

    def span(self):
        """(first, last): a range has no value that ends at or before first or begins behind last.
        """
        return (self.times[0], self.times[-1]) if self.times else None

    def newest(self, now):
        """The time of the newest reading at or before now, or None."""
        at = bisect.bisect_right(self.times, now)
        return self.times[at - 1] if at else None


class PowerLoad(Load):
    """Samples of power, each belonging to the moment of its stamp."""

    def __init__(self, readings, interval, factor):
        super().__init__(readings, interval, factor)
        self.sums = [0, *itertools.accumulate(self.units)]

    def mean(self, begin, end):
        """The mean over [begin, end) in kW as a pair, or None."""
        first = bisect.bisect_left(self.times, begin)
        last = bisect.bisect_left(self.times, end, first)
        count = last - first
        if not count:
            return None
        # N - count > N / 3, with N = (end - begin) / interval.
        if self.interval is not None and \
                3 * count * self.interval < 2 * (end - begin):
            return None
        return ((self.sums[last] - self.sums[first]) * self.factor.numerator,
                self.scale * count * self.factor.denominator)

    def sum_of(self, begin, end):
        """(number, sum in kW) of the samples in [begin, end)."""
        first, last = bisect.bisect_left(self.times, begin), bisect.bisect_left(self.times, end)
        return last - first, Fraction(self.sums[last] - self.sums[first], self.scale) * self.factor

    def latest(self, now):
        """(time, kW, quality) of the newest sample at or before now, or None."""
        at = bisect.bisect_right(self.times, now) - 1
        if at < 0:
            return None
        return (self.times[at], Fraction(self.units[at], self.scale) * self.factor,
                self.readings[at][2])

    def used(self, begin, end):
        """Indexes of the readings that a mean over the range is made of."""
        return range(bisect.bisect_left(self.times, begin), bisect.bisect_left(self.times, end))


class EnergyLoad(Load):
    """Energy in pieces (begin, end, amount), each spread evenly over its time.

    `pieces` are (begin, end, units, indexes of its readings) in the order of their ends.
    """

    def __init__(self, readings, interval, factor, pieces_of, is_register):
        super().__init__(readings, interval, factor)
        self.is_register = is_register
        self.pieces = pieces_of(self)
        self.begins = [piece[0] for piece in self.pieces]
        self.ends = [piece[1] for piece in self.pieces]
        self.apart = all(end <= begin for end, begin in zip(self.ends, self.begins[1:]))
        self.ordered = all(a <= b for a, b in zip(self.begins, self.begins[1:]))
        self.common = math.lcm(1, *{end - begin for begin, end, *_ in self.pieces})
        self.energy = [0, *itertools.accumulate(piece[2] for piece in self.pieces)]
        self.covered = [0, *itertools.accumulate(piece[1] - piece[0] for piece in self.pieces)]

    def span(self):
        return (min(self.begins), self.ends[-1]) if self.pieces else None

    def mean(self, begin, end):
        energy, there = self._between(begin, end)
        if not there or 3 * there < 2 * (end - begin):
            return None
        return (energy * HOUR_MS * self.factor.numerator,
                self.scale * self.common * (end - begin) * self.factor.denominator)

    def _between(self, begin, end):
        """(energy times scale times common, covered milliseconds) in [begin, end)."""
        if self.apart:
            low, high = self._until(begin), self._until(end)
            return high[0] - low[0], high[1] - low[1]
        energy, there, reached = 0, 0, begin
        for index in self._overlapping(begin, end):
            since, until, amount, _ = self.pieces[index]
            overlap = min(until, end) - max(since, begin)
            if overlap > 0:
                energy += amount * (self.common // (until - since)) * overlap
                there += max(0, min(until, end) - max(since, reached))
                reached = max(reached, until)
        return energy, there

    def _until(self, t):
        """The same for all time before t, of pieces that do not overlap."""
        at = bisect.bisect_right(self.ends, t)
        energy, there = self.energy[at] * self.common, self.covered[at]
        if at < len(self.pieces) and self.begins[at] < t:
            since, until, amount, _ = self.pieces[at]
            energy += amount * (self.common // (until - since)) * (t - since)
            there += t - since
        return energy, there

    def _overlapping(self, begin, end):
        first = bisect.bisect_right(self.ends, begin)
        last = bisect.bisect_left(self.begins, end) if self.ordered else len(self.pieces)
        return range(first, last)

    def used(self, begin, end):
        if self.is_register:  # All of the range, and those around it, whatever lies between them.
            return range(max(bisect.bisect_right(self.times, begin) - 1, 0),
                         min(bisect.bisect_left(self.times, end) + 1, len(self.times)))
        found = set()
        for index in self._overlapping(begin, end):
            if self.begins[index] < end:
                found.update(self.pieces[index][3])
        return sorted(found)


def register_pieces(zone, duration):
    """Differences of neighbours that are at most two collection periods apart.

    Time over which the register steps down is in no piece.
    """
    def pieces(load):
        found = []
        for index in range(1, len(load.times)):
            since, until = load.times[index - 1], load.times[index]
            amount = load.units[index] - load.units[index - 1]
            if amount >= 0 and (duration is None or not _old(since, until, duration, zone)):
                found.append((since, until, amount, (index - 1, index)))
        return found
    return pieces


def _old(since, until, duration, zone):
    """True when more than two collection periods lie between two readings."""
    months, length = duration
    if months:
        return since < civil.earlier(until, (2 * months, 0), zone)
    return until > since + 2 * length


def delta_pieces(zone, duration):
    """(t - interval, t] each; those whose interval is not known say nothing of demand."""
    def pieces(load):
        if duration is None:
            return []
        return [(civil.earlier(t, duration, zone), t, load.units[index], (index,))
                for index, t in enumerate(load.times)]
    return pieces
