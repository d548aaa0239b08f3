"""Local calendars by the standard library alone: days, buckets, printed times.

Moments are milliseconds since 1970-01-01T00:00Z, as in the program; ranges are half-open.
"""
import datetime
import functools
import re
import zoneinfo

DAY_MS = 86_400_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_FIXED = re.compile(r"([+-])(\d\d):(\d\d)")

STEPS = {"PT15M": 15, "PT30M": 30, "PT1H": 60}  # Minutes.
MONTHS = {"P1M": 1, "P3M": 3, "P1Y": 12}
ALIASES = {"15min": "PT15M", "30min": "PT30M", "hour": "PT1H", "day": "P1D", "week": "P1W",
           "month": "P1M", "quarter": "P3M", "year": "P1Y"}


@functools.lru_cache(maxsize=None)
def zone(name):
    """`Z`, `+08:00` or an IANA name."""
    if name == "Z":
        return datetime.timezone.utc
    fixed = _FIXED.fullmatch(name)
    if fixed:
        minutes = int(fixed[2]) * 60 + int(fixed[3])
        return datetime.timezone(datetime.timedelta(minutes=minutes if fixed[1] == "+"
                                                    else -minutes))
    return zoneinfo.ZoneInfo(name)


def local(t, name):
    """The zone's wall clock at a moment (an aware datetime)."""
    return (EPOCH + datetime.timedelta(milliseconds=t)).astimezone(zone(name))


def moment(naive, name):
    """The moment of a wall-clock time: the first of two, the end of a gap where there is none."""
    aware = naive.replace(tzinfo=zone(name), fold=0)
    return (aware - EPOCH) // datetime.timedelta(milliseconds=1)


@functools.lru_cache(maxsize=200_000)
def midnight(day, name):
    """The first moment of a local day (a datetime.date)."""
    return moment(datetime.datetime(day.year, day.month, day.day), name)


def day_of(t, name):
    return local(t, name).date()


def next_day(day):
    return day + datetime.timedelta(days=1)


def printed(t, name):
    """The extended form with the zone's offset, milliseconds only where they are not zero."""
    at = local(t, name)
    offset = at.utcoffset() // datetime.timedelta(minutes=1)
    sign = "-" if offset < 0 else "+"
    milliseconds = f".{t % 1000:03d}" if t % 1000 else ""
    return (f"{at:%Y-%m-%dT%H:%M:%S}{milliseconds}"
            f"{sign}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}")


def months_later(day, count):
    index = day.year * 12 + day.month - 1 + count
    return datetime.date(index // 12, index % 12 + 1, 1)


def _cuts(start, end, period, name):
    """Bucket edges from at or before `start` until one is at or behind `end`."""
    day = day_of(start, name)
    if period in STEPS:
        step = STEPS[period] * 60_000
        while True:
            begin, stop = midnight(day, name), midnight(next_day(day), name)
            yield from range(begin, stop, step)
            day = next_day(day)
    if period == "P1W":
        day -= datetime.timedelta(days=day.weekday())
    elif period in MONTHS:
        length = MONTHS[period]
        day = datetime.date(day.year, (day.month - 1) // length * length + 1, 1)
    while True:
        yield midnight(day, name)
        if period in MONTHS:
            day = months_later(day, MONTHS[period])
        else:
            day += datetime.timedelta(days=7 if period == "P1W" else 1)


def buckets(start, end, period, name):
    """[(begin, end)] that cover [start, end), the outer ones clipped."""
    if period is None:
        return [(start, end)]
    edges = [start]
    for cut in _cuts(start, end, period, name):
        if cut >= end:
            break
        if cut > edges[-1]:
            edges.append(cut)
    return list(zip(edges, edges[1:] + [end]))


def earlier(t, duration, name):
    """`t` minus a duration (months, milliseconds): whole days and months by the calendar."""
    months, milliseconds = duration
    if not months and milliseconds % DAY_MS:
        return t - milliseconds
    at = local(t, name).replace(tzinfo=None)
    if months:
        first = months_later(at.date(), -months)
        last = (months_later(first, 1) - datetime.timedelta(days=1)).day
        at = at.replace(year=first.year, month=first.month, day=min(at.day, last))
    at -= datetime.timedelta(days=milliseconds // DAY_MS)
    return moment(at, name) - milliseconds % DAY_MS


_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?"
                       r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def duration(text):
    """(months, milliseconds) of an ISO duration; None for None."""
    if text is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (
        int(part or 0) for part in _DURATION.fullmatch(text).groups())
    return (years * 12 + months,
            (((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds) * 1000)
