"""The six baselines of an event: candidate days, the days taken, the adjustment.

docs/demand-response.md, "Baselines". An event is imagined at any local day with the same hours
(`Hours`), so that the loads of a day are made once for all events and methods that ask for them.
"""
import dataclasses
import datetime
from fractions import Fraction

import annex_site
import annex_time
import civil
from dr_event import slices

LOOKBACK_DAYS = 45
SHUT_SHARE = Fraction(1, 4)
ADJUST_FROM, ADJUST_TO = 4 * annex_time.HOUR_MS, annex_time.HOUR_MS
QUARTER = 900_000


@dataclasses.dataclass
class Method:
    id: str
    days: int = 0       # Newest candidates taken into account,
    least: int = 0      # at least.
    same: bool = False  # Day kind: that of the event's day, not working.
    back: int = 1       # First day back.


METHODS = [Method("AVG5", 5, 5), Method("HIGH5OF10", 10, 10, back=2),
           Method("HIGH4OF5", 5, 5, same=True), Method("TRIM10", 10, 10, same=True),
           Method("AVG10ADJ", 10, 5, same=True), Method("PRE15")]
BY_ID = {method.id: method for method in METHODS}


@dataclasses.dataclass
class Baseline:
    """kW of each slice, or None where `reason` is; the days it was made of, newest first."""

    values: list = None
    days: list = dataclasses.field(default_factory=list)
    adjustment: Fraction = None
    reason: str = None
    ranges: list = dataclasses.field(default_factory=list)  # Whose readings went in.


class Hours:
    """The loads of a resource at the same local hours of any day."""

    def __init__(self, site, resource, clock, length):
        self.site, self.resource = site, resource
        self.clock, self.length = clock, length
        self.own_day, self.own_begin = None, None
        self._days, self._means = {}, {}

    def begin(self, day):
        """On its own day an event begins when it begins, also in an hour that is there twice."""
        if day == self.own_day:
            return self.own_begin
        return annex_time.at_clock(day, self.clock, self.site.zone)

    def slices(self, day):
        return slices(self.begin(day), self.length, self.resource.interval)

    def load(self, begin, end):
        """kW over a range, or None."""
        key = (begin, end)
        if key not in self._means:
            pair = annex_site.mean_of(self.resource.loads, begin, end)
            self._means[key] = None if pair is None else Fraction(*pair)
        return self._means[key]

    def values(self, day):
        """The load of each slice, None where it has none."""
        if day not in self._days:
            self._days[day] = [self.load(*each) for each in self.slices(day)]
        return self._days[day]

    def mean(self, day):
        """The mean over the slices by time."""
        total = sum(value * (end - begin) for value, (begin, end)
                    in zip(self.values(day), self.slices(day)))
        return Fraction(total, self.length)

    def adjusting(self, day):
        """The hours before an event that tell what kind of day it is."""
        return self.begin(day) - ADJUST_FROM, self.begin(day) - ADJUST_TO


def looked_at(hours, method, day):
    """What of a day is compared; a part may be on the day before it or after it."""
    spans = [(hours.begin(day), hours.begin(day) + hours.length)]
    return spans + [hours.adjusting(day)] * (method.id == "AVG10ADJ")


def met(hours, day, begin, end, others):
    """True where [begin, end) meets the event itself, which is on `day`, or another one."""
    own = hours.begin(day)
    return begin < own + hours.length and own < end or \
        any(event.spoils(begin, end) for event in others)


def candidates(hours, method, day, others):
    """The candidate days of an event on `day`, newest first; `others` are the other events."""
    site, found = hours.site, []
    for back in range(method.back, LOOKBACK_DAYS + 1):
        before = day - datetime.timedelta(days=back)
        works = site.works(before)
        if works != (site.works(day) if method.same else True):
            continue
        span = annex_time.day_span(before, site.zone)
        if any(event.spoils(*span) for event in others) or \
                any(met(hours, day, begin, end, others) for begin, end
                    in looked_at(hours, method, before)):
            continue
        if before.isoformat() in hours.resource.shut:
            continue
        if None in hours.values(before) or \
                method.id == "AVG10ADJ" and hours.load(*hours.adjusting(before)) is None or \
                method.id == "HIGH5OF10" and hours.load(*span) is None:
            continue
        found.append(before)
    if not found:
        return found
    usual = sum(hours.mean(each) for each in found) / len(found)
    if usual <= 0:
        return found
    return [each for each in found if hours.mean(each) >= SHUT_SHARE * usual]


def pick(hours, method, days):
    """The days taken of the candidates taken into account; newest first, as they come."""
    if method.id in ("AVG5", "AVG10ADJ"):
        return days
    if method.id == "HIGH5OF10":
        def rank(day):
            return hours.load(*annex_time.day_span(day, hours.site.zone)), day
    else:
        def rank(day):
            return hours.mean(day), day
    by_load = sorted(days, key=rank)  # Of equal loads the newer day is the higher.
    kept = {"HIGH5OF10": by_load[-5:], "HIGH4OF5": by_load[-4:], "TRIM10": by_load[1:-1]}
    return [day for day in days if day in kept[method.id]]


def baseline(hours, method, day, others):
    """The Baseline of an event that begins at the hours of `day`."""
    if method.id == "PRE15":
        span = hours.begin(day) - QUARTER, hours.begin(day)
        load = hours.load(*span)
        if load is None:
            return Baseline(reason="no load in the quarter hour before")
        return Baseline([load] * len(hours.slices(day)), ranges=[span])
    days = candidates(hours, method, day, others)[:method.days]
    if len(days) < method.least:
        return Baseline(reason="too few days")
    days = pick(hours, method, days)
    values = [sum(slot) / len(days) for slot in zip(*(hours.values(each) for each in days))]
    made = Baseline(values, days)
    made.ranges = [(hours.begin(each), hours.begin(each) + hours.length) for each in days]
    if method.id == "AVG10ADJ":
        adjust(hours, day, made)
    return made


def adjust(hours, day, made):
    """Multiplies every slice by how the day goes; without a measure of it there is no baseline."""
    actual = hours.load(*hours.adjusting(day))
    usual = sum(hours.load(*hours.adjusting(each)) for each in made.days) / len(made.days)
    if actual is None or usual <= 0:
        made.values, made.reason = None, "no load to adjust by"
        return
    made.adjustment = min(max(actual / usual, Fraction(4, 5)), Fraction(6, 5))
    made.values = [value * made.adjustment for value in made.values]
    made.ranges += [hours.adjusting(each) for each in [*made.days, day]]


def of_event(site, resource, event, events):
    """(Hours of an event, its Baseline by the resource's method)."""
    clock = annex_time.clock_of(event.start, site.zone)
    hours = Hours(site, resource, clock, event.end - event.start)
    hours.own_day, hours.own_begin = civil.day_of(event.start, site.zone), event.start
    others = [other for other in events if other is not event]
    return hours, baseline(hours, BY_ID[resource.method], hours.own_day, others)
