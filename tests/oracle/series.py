"""What one series says about some pieces of time: plain loops, exact rational numbers.

A cell is asked of `pieces`, the disjoint half-open ranges of one bucket that belong to the asked
class; `gap` says that no schedule classifies a part of the bucket.
"""
import bisect
import dataclasses
import decimal
import math
from fractions import Fraction

import civil

QUARTER = 15 * 60_000
ROLLOVER_LEAST = 1000  # A register of fewer digits is not known to end there.
_FIFTEEN = decimal.Context(prec=15, rounding=decimal.ROUND_HALF_EVEN, Emin=-9999, Emax=9999)


@dataclasses.dataclass
class Cell:
    value: Fraction = None
    quality: int = 10
    quotient: bool = False
    at: int = None  # Of a maximum or minimum.

    def number(self):
        """As it is printed, or None."""
        if self.value is None or not self.quotient:
            return self.value
        return fifteen(self.value)


def fifteen(value):
    """Half-even to 15 significant digits."""
    quotient = _FIFTEEN.divide(decimal.Decimal(value.numerator), decimal.Decimal(value.denominator))
    return Fraction(quotient)


def half_even(value, places):
    scale = 10 ** places
    return Fraction(round(value * scale), scale)


def money(value):
    """Half-up (away from zero) to 0.01."""
    cents = abs(value) * 100 + Fraction(1, 2)
    whole = cents.numerator // cents.denominator
    return Fraction(whole if value >= 0 else -whole, 100)


def shared(qualities, worse=()):
    """The quality of a cell that is not null; `worse` are reasons in their order."""
    for quality in worse:
        if quality:
            return quality
    kinds = set(qualities)
    return kinds.pop() if len(kinds) == 1 else 13 if kinds else 0


class Series:
    """Readings in order, and what the archive says of them."""

    def __init__(self, readings, zone, interval=None, decimals=None, rollover=None):
        readings = sorted(readings)
        self.times = [reading[0] for reading in readings]
        self.values = [reading[1] for reading in readings]
        self.qualities = [reading[2] for reading in readings]
        self.scale = math.lcm(1, *(value.denominator for value in self.values))
        self.units = [value.numerator * (self.scale // value.denominator)
                      for value in self.values]  # Values times scale.
        self.zone = zone
        self.interval = interval
        self.decimals = decimals
        self.rollover = rollover

    def old(self, since, t):
        """True when a reading of `since` is more than two collection periods old at `t`."""
        if self.interval is None:
            return True
        months, milliseconds = self.interval
        return t > since + 2 * milliseconds if not months else \
            since < civil.earlier(t, (2 * months, 0), self.zone)


def places_of(value):
    places = 0
    while (value * 10 ** places).denominator != 1:
        places += 1
    return places


class Register(Series):
    """Consumption is a difference of the values at the edges."""

    def prepare(self):
        """`steps[i]` from reading i to the next, None for an exchange; `sums` up to each."""
        self.steps, self.sums = [], [Fraction(0)]
        for before, after in zip(self.values, self.values[1:]):
            step = after - before
            if step < 0:
                step = self._rolled(before, after)
            self.steps.append(step)
            self.sums.append(self.sums[-1] + (step or 0))
        self.exchanges = [i for i, step in enumerate(self.steps) if step is None]

    def _rolled(self, before, after):
        """The step down as a rollover, or None for an exchange."""
        if before < 0 or after < 0:
            return None
        end = self.rollover
        if end is None:
            end = ROLLOVER_LEAST
            while end <= before:
                end *= 10
        if 9 * end <= before * 10 <= 10 * end and after * 10 <= end:
            return end - before + after
        return None

    def demand_pieces(self):
        """[(begin, end, energy)] between neighbours that are at most two periods apart."""
        return [(since, until, step)
                for since, until, before, after, step in zip(
                    self.times, self.times[1:], self.values, self.values[1:], self.steps)
                if after >= before and (self.interval is None or not self.old(since, until))]

    def _edge(self, t):
        """(sum, place, measured, interpolated): place i on or after reading i, i + ½ between."""
        i = bisect.bisect_right(self.times, t) - 1
        if i < 0:
            return self.sums[0], 0, False, False
        if self.times[i] == t or not self.old(self.times[i], t):
            return self.sums[i], i, True, False
        if i + 1 == len(self.times):
            return self.sums[i], i, False, False
        span = self.times[i + 1] - self.times[i]
        value = self.values[i] + (self.steps[i] or 0) * Fraction(t - self.times[i], span)
        decimals = self.decimals
        if decimals is None:
            decimals = max(places_of(self.values[i]), places_of(self.values[i + 1]))
        value = half_even(value, decimals + 3)
        return self.sums[i] + value - self.values[i], i + Fraction(1, 2), True, True

    def cell(self, pieces, gap):
        total, used = None, []
        questionable = estimated = False
        for begin, end in pieces:
            if not self.times or end <= self.times[0]:
                questionable = True
                continue
            first, last = self._edge(begin), self._edge(end)
            if begin >= self.times[-1]:  # Nothing comes to it; alone it is no measurement.
                questionable |= not last[2]
                used.append(self.qualities[-1])
                continue
            total = (total or 0) + last[0] - first[0]
            questionable |= not first[2] or not last[2]
            questionable |= any(first[1] < i + 1 and last[1] > i for i in self.exchanges)
            estimated |= first[3] or last[3]
            used += [self.qualities[int(first[1])], self.qualities[int(last[1])]]
        if total is None:
            return Cell()
        return Cell(total, shared(used, (10 if questionable or gap else 0, 9 if estimated else 0)))

    def count(self, begin, end):
        return bisect.bisect_left(self.times, end) - bisect.bisect_left(self.times, begin)


class Samples(Series):
    """Values that belong to the moment of their stamp."""

    def prepare(self):
        pass

    def chosen(self, pieces):
        for begin, end in pieces:
            yield from range(bisect.bisect_left(self.times, begin),
                             bisect.bisect_left(self.times, end))

    def cell(self, pieces, gap, aggregate, derived=False):
        indexes = list(self.chosen(pieces))
        if not indexes:
            return Cell()
        qualities = [self.qualities[i] for i in indexes]
        quality = shared(qualities, (10 if gap else 0, 11 if derived else 0))
        if aggregate == "avg":
            total = sum(self.units[i] for i in indexes)
            return Cell(Fraction(total, self.scale * len(indexes)), quality, quotient=True)
        sign = 1 if aggregate == "max" else -1
        best = indexes[0]
        for i in indexes:
            if self.units[i] * sign > self.units[best] * sign:
                best = i
        return Cell(self.values[best], quality, quotient=derived, at=self.times[best])

    def count(self, begin, end):
        return bisect.bisect_left(self.times, end) - bisect.bisect_left(self.times, begin)


class Deltas(Samples):
    """Values of intervals, stamped at their ends; `length` is their duration or None."""

    length = None

    def prepare(self):
        self.begins = [None if self.length is None else civil.earlier(t, self.length, self.zone)
                       for t in self.times]

    def chosen(self, pieces):
        for begin, end in pieces:
            yield from range(bisect.bisect_right(self.times, begin),
                             bisect.bisect_right(self.times, end))

    def demand_pieces(self):
        return [] if self.length is None else list(zip(self.begins, self.times, self.values))

    def total(self, pieces, gap):
        value, used = None, []
        divided = missing = False
        for begin, end in pieces:
            covered, until = 0, begin  # Overlapping intervals cover their time once.
            for i in range(bisect.bisect_right(self.times, begin), len(self.times)):
                t, since, amount = self.times[i], self.begins[i], self.values[i]
                if (t if since is None else since) > end:
                    break
                if since is None:
                    overlap, length = (1, 1) if begin < t <= end else (0, 1)
                else:
                    overlap, length = min(t, end) - max(since, begin), t - since
                if overlap <= 0:
                    continue
                if since is not None:
                    covered += max(0, min(t, end) - max(since, until))
                    until = max(until, t)
                divided |= overlap < length
                value = (value or 0) + (amount if overlap == length
                                        else amount * Fraction(overlap, length))
                used.append(self.qualities[i])
            missing |= self.length is not None and covered < end - begin
        if value is None:
            return Cell()
        return Cell(value, shared(used, (10 if missing or gap else 0, 9 if divided else 0)),
                    quotient=divided)

    def count(self, begin, end):
        return bisect.bisect_right(self.times, end) - bisect.bisect_right(self.times, begin)


class Held(Samples):
    """Power as energy: each sample holds until the next, at most two periods. kWh from `unit` W."""

    exponent = 3

    def total(self, pieces, gap):
        hold = None if self.interval is None else 2 * self.interval[1]
        value, measured, length = None, 0, 0
        for begin, end in pieces:
            length += end - begin
            first = max(0, bisect.bisect_right(self.times, begin) - 1)
            for i in range(first, bisect.bisect_left(self.times, end)):
                t = self.times[i]
                until = self.times[i + 1] if i + 1 < len(self.times) else end
                if hold is not None:
                    until = min(until, t + hold)
                overlap = min(until, end) - max(t, begin)
                if overlap > 0:
                    measured += overlap
                    value = (value or 0) + self.units[i] * overlap
        if value is None:
            return Cell()
        value = Fraction(value, self.scale * 3_600_000) * Fraction(10) ** (self.exponent - 3)
        return Cell(value, 10 if gap or measured < length else 11, quotient=True)


def power_windows(power):
    """Demand windows as (end, value): the ends are whole minutes with samples before them."""
    ends = sorted({minute for t in power.times
                   for minute in range(t // 60_000 + 1, (t + QUARTER) // 60_000 + 1)})
    windows = []
    for minute in ends:
        e = minute * 60_000
        inside = list(power.chosen([(e - QUARTER, e)]))
        if power.interval is not None:
            wanted = Fraction(QUARTER, power.interval[1])
            if (wanted - len(inside)) * 3 > wanted:
                continue
        total = sum(power.units[i] for i in inside)
        windows.append((e, Fraction(total, power.scale * len(inside))))
    return windows
