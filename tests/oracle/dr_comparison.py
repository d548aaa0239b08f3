"""The expected answer of CompareDrBaselines: every method on days without an event."""
import datetime
from fractions import Fraction

import annex_time
import civil
import dr_baseline
import dr_event
from annex_marks import ANY, NONE, TEXT, either
from annex_paging import count_of
from annex_site import number

USUAL = "13:00/15:00"
DAYS_MAX = 366


def compare(site, arguments):
    start, end = (annex_time.parse_time(arguments[name], site.zone)
                  for name in ("startTime", "endTime"))
    resource = dr_event.Resource(site)
    events = dr_event.events_of(site, resource)
    event = None
    if "eventId" in arguments:
        event = next((each for each in events if each.id == arguments["eventId"]), None)
        if event is None:
            return {"code": 40406}
    clock, length, text = hours_of(site, resource, event)
    hours = dr_baseline.Hours(site, resource, clock, length)
    days = placebo_days(site, hours, start, end, events)
    if len(days) > DAYS_MAX:
        return {"code": 40005}
    found = [figures(hours, method, days, events) for method in dr_baseline.METHODS]
    methods = [{"baselineMethod": method.id, "days": count, "mape": number(mape),
                "bias": number(bias), "reason": TEXT if mape is None else NONE}
               for method, (count, mape, bias) in zip(dr_baseline.METHODS, found)]
    return {"cems": site.reference(), "startTime": site.printed(start),
            "endTime": site.printed(end), "hours": text, "placeboDays": len(days),
            "best": best(found, len(days)), "methods": methods, "dataCount": count_of(6)}


def hours_of(site, resource, event):
    """(time of day, length, how it is printed) of the placebo events."""
    if event is not None:
        begin, end = (annex_time.clock_of(t, site.zone) for t in (event.start, event.end))
        text = f"{begin:%H:%M}/{end:%H:%M}"
        if not end.hour + end.minute:
            text = either(text, f"{begin:%H:%M}/24:00")
        if begin.second or end.second or begin.microsecond or end.microsecond:
            text = ANY  # A time of day of the archive has no seconds.
        return begin, event.end - event.start, text
    text = resource.info.get("availablePeriods", [USUAL])[0]
    first, last = (_minutes(part) for part in text.split("/"))
    length = (last - first) % 1440 or 1440
    return datetime.time(first // 60, first % 60), length * 60_000, text


def _minutes(text):
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def placebo_days(site, hours, start, end, events):
    """Working days that lie wholly in the range and the past, with no event on them or in their
    hours, which may run over midnight."""
    found, day = [], civil.day_of(start, site.zone)
    while annex_time.day_span(day, site.zone)[1] <= min(end, site.now):
        span = annex_time.day_span(day, site.zone)
        begin = hours.begin(day)
        if start <= span[0] and site.works(day) and \
                not any(event.spoils(*span) or event.spoils(begin, begin + hours.length)
                        for event in events):
            found.append(day)
        day = civil.next_day(day)
    return found


def figures(hours, method, days, events):
    """(days with a figure, mape, bias) of a method; mape and bias are None where there is none."""
    count, errors, slots = 0, [], []
    for day in days:
        loads = hours.values(day)
        if None in loads:
            continue
        base = dr_baseline.baseline(hours, method, day, events)
        if base.values is None:
            continue
        count += 1
        slots += zip(base.values, loads)
    errors = [abs(planned - load) / abs(load) for planned, load in slots if load]
    mape = sum(errors) * 100 / len(errors) if errors else None
    total = sum((load for _, load in slots), Fraction(0))
    bias = sum(planned - load for planned, load in slots) * 100 / total if total else None
    return count, mape, bias


def best(found, days):
    """The least error, then the least bias, then the first; of those with enough days."""
    ranked = [(mape, abs(bias) if bias is not None else float("inf"), at)
              for at, (count, mape, bias) in enumerate(found)
              if mape is not None and 2 * count >= days]
    return dr_baseline.METHODS[min(ranked)[2]].id if ranked else None
