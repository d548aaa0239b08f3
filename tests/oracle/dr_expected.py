"""Expected answers of GetCemsDr{Static,Dynamic,Historic}Data: docs/demand-response.md, by loops.

Each takes the Site and the request's arguments and gives `data`, or {"code": …} of an error.
"""
from fractions import Fraction

import annex_time
import dr_event
import dr_record
from annex_marks import ANY, Length, NONE, either, settled
from annex_paging import count_of, page_of
from annex_site import exact, number

LENGTHS = ("minNotice", "minDuration", "maxDuration", "curveInterval")
MEMBERS = ("cemsId", "participantType", "aggregatorId", "aggregatorName", "responseTypes",
           "responseModes", "participationModes", "contractedDecrease", "contractedIncrease",
           "minNotice", "minDuration", "maxDuration", "maxEventsPerDay", "maxEventsPerYear",
           "availablePeriods", "baselineMethod", "minRate", "capRate", "controllablePoints",
           "points", "parameterId", "curveInterval", "contractStart", "contractEnd", "price",
           "extension")


def static(site, _):
    """The resource with its defaults; without one there is nothing the site can do."""
    resource = dr_event.Resource(site)
    info = dict(resource.info, cemsId=site.archive["cems"]["cemsId"])
    if not resource.given:
        info = {name: ANY for name in MEMBERS}
        info.update(cemsId=site.archive["cems"]["cemsId"], responseTypes=[], responseModes=[])
        return {"cems": site.reference(), "resource": info}
    for name, value in info.items():
        info[name] = Length(value) if name in LENGTHS else _numbers(value)
    for name in MEMBERS:
        info.setdefault(name, NONE)
    return {"cems": site.reference(), "resource": info}


def _numbers(value):
    """The same with exact numbers; members of a list may lack what they do not say."""
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if isinstance(value, dict):
        return {name: _numbers(each) for name, each in value.items()}
    return exact(value) if isinstance(value, (int, float)) and not isinstance(value, bool) \
        else value


def dynamic(site, arguments):
    """The events that are far, near or active; with an eventId that one, in whatever state."""
    resource = dr_event.Resource(site)
    events = dr_event.events_of(site, resource)
    asked = [event for event in events if event.status in dr_event.UNDER_WAY]
    if "eventId" in arguments:
        asked = [event for event in events if event.id == arguments["eventId"]]
        if not asked:
            return {"code": 40406}
    states = [dr_record.state(site, resource, event, events) for event in asked]
    return {"cems": site.reference(), "dataTime": site.printed(site.now),
            "adjustableDecrease": adjustable(site, resource, "decrease"),
            "adjustableIncrease": adjustable(site, resource, "increase"),
            "events": states, "dataCount": count_of(len(states))}


def adjustable(site, resource, what):
    """Of the controllable points that are in order, else what the contract says."""
    points = [entry for entry in resource.info.get("controllablePoints", [])
              if site.points[entry["pointId"]].get("status", 1) == 1]
    parts = [exact(entry[what]) for entry in points if entry.get(what) is not None]
    if points:
        return number(sum(parts, Fraction(0))) if parts else either(NONE, 0)
    return settled(number(exact(resource.info.get("contracted" + what.capitalize()))))


def historic(site, arguments):
    """A record for each event that begins in the range."""
    start, end = (annex_time.parse_time(arguments[name], site.zone)
                  for name in ("startTime", "endTime"))
    resource = dr_event.Resource(site)
    events = dr_event.events_of(site, resource)
    asked = [event for event in events if start <= event.start < end and _passes(event, arguments)]
    made = [dr_record.record(site, resource, event, events, arguments) for event in asked]
    data = {"cems": site.reference(), "startTime": site.printed(start),
            "endTime": site.printed(end), "summary": summary(asked, [each for _, each in made])}
    return dict(data, **page_of("records", [row for row, _ in made], arguments))


def _passes(event, arguments):
    wanted = {"responseType": str(event.kind), "eventStatus": event.status, "eventId": event.id}
    return all(arguments.get(name, value) == value for name, value in wanted.items())


def summary(events, figures):
    """Of all events asked for, on whatever page; sums of exact figures, of money as it is paid."""
    known = [each for each in figures if each is not None]
    energy = sum((each["responseEnergy"] for each in known), Fraction(0))
    money = [each["subsidyAmount"] for each in known if each.get("subsidyAmount") is not None]
    return {"eventCount": len(events),
            "participatedCount": sum(event.takes_part() for event in events),
            "effectiveCount": sum(each.get("effective", False) for each in known),
            "responseEnergy": number(energy) if known else either(NONE, 0),
            "subsidyAmount": sum(money, Fraction(0)) if money else either(NONE, 0)}
