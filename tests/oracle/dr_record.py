"""The figures of one event: its record once it is over, its state while it is active."""
from fractions import Fraction

import annex_time
import dr_baseline
import series
from annex_marks import ANY, NONE, TEXT, either, settled
from annex_site import exact, number

FIGURES = ("baselineAvg", "baselineMax", "actualAvg", "actualMax", "responsePower",
           "maxResponsePower", "responseEnergy", "responseRate", "effective", "effectivePower",
           "subsidyAmount")
STATE = ("realTimePower", "baselinePower", "responsePower", "responseRate", "qualified")
NUMBERS = ("targetPower", "invitedPower", "price")
KEPT = ("eventId", "eventName", "responseType", "responseMode", "participationMode", "remark",
        "priceUnit")


def fields_of(site, event):
    """The DrEvent of an answer."""
    info = event.info
    made = {name: info[name] for name in KEPT if name in info}
    made.update({name: number(exact(info[name])) for name in NUMBERS if name in info})
    made["eventStatus"] = event.status
    made["startTime"], made["endTime"] = site.printed(event.start), site.printed(event.end)
    made["modificationNumber"] = info.get("modificationNumber", either(NONE, 0))
    made["publishTime"] = settled(site.printed(event.published))
    made["replyDeadline"] = either(NONE, made["startTime"])
    if "replyDeadline" in info:
        deadline = annex_time.parse_time(info["replyDeadline"], site.zone)
        made["replyDeadline"] = site.printed(deadline)
    made["optStatus"] = info.get("optStatus", either(NONE, "none"))
    made["committedPower"] = number(exact(info.get("committedPower")))
    if made["committedPower"] is None:  # It may say what counts as committed.
        made["committedPower"] = either(NONE, number(event.commitment))
    return made


# --- While it is active ---------------------------------------------------------------------------


def state(site, resource, event, events):
    """The DrEventState of an event."""
    made = fields_of(site, event)
    if event.status != "active" or not event.takes_part():
        return dict(made, readings=either(NONE, []), reason=ANY,
                    **{name: NONE for name in STATE})
    hours, base = dr_baseline.of_event(site, resource, event, events)
    actual, reading = power_now(site, resource, hours, event)
    made["readings"] = reading
    made["realTimePower"] = number(actual)
    if base.values is None:
        made.update({name: NONE for name in STATE[1:]}, reason=TEXT)
        made["realTimePower"] = either(NONE, number(actual))
        return made
    slots = hours.slices(hours.own_day)
    planned = next(value for value, (begin, end) in zip(base.values, slots)
                   if begin <= site.now < end)
    made["baselinePower"] = number(planned)
    response = None if actual is None else event.response(planned, actual)
    rate = None if response is None else event.rate(response)
    made["responsePower"] = settled(number(response))
    made["responseRate"] = settled(number(rate))
    made["qualified"] = NONE if rate is None else rate >= 100 * resource.least
    made["reason"] = ANY if rate is None else NONE
    return made


def power_now(site, resource, hours, event):
    """(kW now or None, the Parameter that shows it)."""
    if None not in resource.powers:
        latest = [power.latest(site.now) for power in resource.powers]
        if None in latest:
            return None, ANY
        total = sum((each[1] for each in latest), Fraction(0))
        oldest = min(each[0] for each in latest)
        return total, [{"parameterId": resource.parameter, "name": ANY, "unit": "kW",
                        "readingTypeId": ANY, "interval": ANY, "decimals": ANY, "readings": [
                            {"timeStamp": site.printed(oldest), "value": number(total),
                             "quality": ANY, "timePeriod": ANY}]}]
    day = hours.own_day
    done = [value for value, (_, end) in zip(hours.values(day), hours.slices(day))
            if end <= site.now and value is not None]
    return (done[-1] if done else None), ANY


# --- Once it is over ------------------------------------------------------------------------------


def record(site, resource, event, events, arguments):
    """(the DrRecord of an event, its exact figures or None)."""
    made = fields_of(site, event)
    made["settleStatus"] = event.info.get("settleStatus", either(NONE, 0))
    if event.status != "completed" or not event.takes_part():
        made.update({name: NONE for name in FIGURES}, revision=either(NONE, 0), reason=ANY,
                    subsidyPrice=ANY, baselineCurve=either(NONE, []),
                    actualCurve=either(NONE, []), extension=ANY)
        return made, None
    made["settleStatus"] = event.info.get("settleStatus", 0)
    hours, base = dr_baseline.of_event(site, resource, event, events)
    found = figures(resource, event, hours, base)
    made.update(shown(resource, event, found))
    if arguments.get("includeCurve") == "true":
        made.update(curves(site, event, hours, base))
    if "explain" in arguments:
        made["extension"] = receipt(site, resource, event, base, found)
    return made, found


def figures(resource, event, hours, base):
    """{name: exact value}, or None where too little is there."""
    if base.values is None:
        return None
    day = hours.own_day
    rows = [(end - begin, planned, actual) for (begin, end), planned, actual
            in zip(hours.slices(day), base.values, hours.values(day)) if actual is not None]
    length, there = event.end - event.start, sum(row[0] for row in rows)
    if not there or 3 * (length - there) > length:
        return None
    planned = sum(row[0] * row[1] for row in rows) / there
    actual = sum(row[0] * row[2] for row in rows) / there
    response = event.response(planned, actual)
    made = {"baselineAvg": planned, "baselineMax": max(row[1] for row in rows),
            "actualAvg": actual, "actualMax": max(row[2] for row in rows),
            "responsePower": response,
            "maxResponsePower": max(event.response(*row[1:]) for row in rows),
            "responseEnergy": response * event.hours()}
    made["responseRate"] = rate = event.rate(response)
    if rate is not None:
        made["effective"] = rate >= 100 * resource.least
        made["effectivePower"] = min(response, resource.cap * event.commitment) \
            if made["effective"] else Fraction(0)
        made["subsidyAmount"] = amount(resource, event, made["effectivePower"])
    return made


def amount(resource, event, power):
    """Money for effective power, or None without a price; the resource's is by energy."""
    own = exact(event.info.get("price"))
    price = resource.price if own is None else own
    if price is None:
        return None
    by_power = own is not None and event.info.get("priceUnit") == "yuan/kW"
    return series.money(power * price if by_power else power * event.hours() * price)


def shown(resource, event, found):
    """Figures as the record prints them, with what goes with them."""
    own = exact(event.info.get("price"))
    price = number(resource.price if own is None else own)
    if found is None:
        return dict({name: NONE for name in FIGURES}, reason=TEXT, revision=ANY,
                    subsidyPrice=either(NONE, price))
    made = {}
    for name in FIGURES:
        value = found.get(name)
        made[name] = value if isinstance(value, bool) or name == "subsidyAmount" \
            else number(value)
        made[name] = settled(made[name])
    rate_known = found["responseRate"] is not None
    return dict(made, reason=NONE if rate_known else ANY, revision=ANY,
                subsidyPrice=settled(price))


def curves(site, event, hours, base):
    """baselineCurve and actualCurve; without a baseline both may be left out."""
    day = hours.own_day
    slots = hours.slices(day)

    def curve(values):
        return [{"timeStamp": site.printed(begin), "timePeriod": site.period(begin, end),
                 "value": number(value), "quality": 10 if value is None else ANY}
                for value, (begin, end) in zip(values, slots)]

    actual = curve(hours.values(day))
    if base.values is None:
        empty = curve([None] * len(slots))
        return {"baselineCurve": either(NONE, [], empty), "actualCurve": either(NONE, [], actual)}
    return {"baselineCurve": curve(base.values), "actualCurve": actual}


def receipt(site, resource, event, base, found):
    """The DrReceipt of a record with figures: the readings of the days taken and of the event."""
    if found is None:
        return ANY
    samples, digest = site.receipt(resource.points, resource.parameter,
                                   [*base.ranges, (event.start, event.end)])
    days = [day.isoformat() for day in base.days]
    return {"baselineMethod": resource.method, "baselineDays": days or either(NONE, []),
            "adjustment": settled(number(base.adjustment)), "samples": samples,
            "digest": digest, "algorithm": ANY, "notes": ANY}
