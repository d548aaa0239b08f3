"""Local time as the annexes need it: times of day on other days, grids from local midnight.

Moments are milliseconds since 1970-01-01T00:00Z; ranges are half-open; days are datetime.date.
"""
import datetime

import civil

HOUR_MS = 3_600_000


def _offset(t, zone):
    return civil.local(t, zone).utcoffset()


def at_clock(day, clock, zone):
    """The moment of a time of day: the first of two; the first one after it where there is none.

    civil.moment lands behind the gap by as much as the time lies in it; this is the gap's end.
    """
    naive = datetime.datetime.combine(day, clock)
    found = civil.moment(naive, zone)
    if civil.local(found, zone).replace(tzinfo=None) == naive:
        return found
    low, high = found - civil.DAY_MS, found
    new = _offset(high, zone)
    while high - low > 1:  # The moment at which the new offset begins.
        middle = (low + high) // 2
        low, high = (low, middle) if _offset(middle, zone) == new else (middle, high)
    return high


def clock_of(t, zone):
    """The local time of day of a moment."""
    return civil.local(t, zone).time()


def midnight_of(t, zone):
    """The local midnight at or before a moment."""
    return civil.midnight(civil.day_of(t, zone), zone)


def day_span(day, zone):
    return civil.midnight(day, zone), civil.midnight(civil.next_day(day), zone)


def grid(first, last, step, zone):
    """The instants e with first < e <= last that lie whole steps behind their local midnight.

    A grid of whole days has only the midnights: the calendar, not 24 hours, makes a day.
    """
    day = civil.day_of(first, zone)
    while True:
        begin, end = day_span(day, zone)
        if begin > last:
            return
        if step % civil.DAY_MS == 0:
            end = begin + 1
        low = begin + max(0, (first - begin) // step + 1) * step
        yield from range(low, min(end, last + 1), step)
        day = civil.next_day(day)


def grid_count(first, last, step, zone):
    """How many instants `grid` gives, day by day without making them."""
    count, day = 0, civil.day_of(first, zone)
    while True:
        begin, end = day_span(day, zone)
        if begin > last:
            return count
        low = begin + max(0, (first - begin) // step + 1) * step
        count += len(range(low, min(end, last + 1), step))
        day = civil.next_day(day)


def parse_time(text, zone):
    """A time of a request or an archive: with an offset, or the site's local time or day."""
    if len(text) == 10:
        return civil.midnight(datetime.date.fromisoformat(text), zone)
    at = datetime.datetime.fromisoformat(text)
    if at.tzinfo is None:
        return at_clock(at.date(), at.time(), zone)
    return (at - civil.EPOCH) // datetime.timedelta(milliseconds=1)


def milliseconds(text):
    """The length of a duration without months."""
    months, length = civil.duration(text)
    assert not months, text
    return length
