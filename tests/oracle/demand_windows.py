"""Demand windows of a contract's points, and what is the greatest of some (docs/demand.md).

A window is known by its end e; its value is a pair (numerator, denominator), or None.
"""
from fractions import Fraction

import annex_site
import annex_time
import civil


class Windows:
    """The windows of a contract, of all its points or of one point alone."""

    def __init__(self, site, contract, point=None):
        self.site, self.contract = site, contract
        self.points = contract.points if point is None else [point]
        self.loads = [site.load(name) for name in self.points]
        self.powers = [site.power(name) for name in self.points]

    def value(self, e):
        return annex_site.mean_of(self.loads, e - self.contract.interval, e)

    def ends(self, first, last):
        """The ends e of all windows with first < e <= last."""
        return annex_time.grid(first, last, self.contract.step, self.site.zone)

    def reach(self):
        """(first, last): no window has a value that ends at or before first, or behind last."""
        spans = [load.span() if load is not None else None for load in self.loads]
        if None in spans:
            return 0, 0
        return max(first for first, _ in spans), \
            min(last for _, last in spans) + self.contract.interval

    def range_of(self, first, last):
        """[begin, end) of the readings of all windows with first < e <= last, or None."""
        lowest = next(self.ends(first, last), None)
        if lowest is None:
            return None
        *_, highest = self.ends(max(first, last - 2 * civil.DAY_MS), last)
        return lowest - self.contract.interval, highest

    def valued(self, first, last):
        """(e, pair) of each window with a value and first < e <= last, in order."""
        low, high = self.reach()
        for e in self.ends(max(first, low), min(last, high)):
            value = self.value(e)
            if value is not None:
                yield e, value

    def most(self, first, last):
        """(greatest value or None, the end of its first window, number of windows with one)."""
        key = (*self.points, self.contract.interval, self.contract.step, first, last)
        if key not in self.site.maxima:
            self.site.maxima[key] = self._most(first, last)
        return self.site.maxima[key]

    def _most(self, first, last):
        best, at, count = None, None, 0
        for e, value in self.valued(first, last):
            count += 1
            # Denominators are above 0, so that pairs compare without being reduced.
            if best is None or value[0] * best[1] > best[0] * value[1]:
                best, at = value, e
        return (None if best is None else Fraction(*best)), at, count

    def newest(self, now):
        """(value, e) of the newest window up to now, at most a day before the newest reading."""
        seen = [load.newest(now) for load in self.loads if load is not None]
        seen = [t for t in seen if t is not None]
        if not seen:
            return None, None
        first = max(seen) - civil.DAY_MS - 1
        last = min(now, max(seen) + self.contract.interval)
        for e in reversed(list(self.ends(first, last))):
            value = self.value(e)
            if value is not None:
                return Fraction(*value), e
        return None, None
