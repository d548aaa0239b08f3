"""Random cases of demand response and demand management; all of a case comes from its seed."""
import datetime
import random as randoms
import urllib.parse

import annex_events
import annex_sites
import annex_time
import civil
from annex_sites import MINUTE

HOUR = annex_time.HOUR_MS


def case(seed):
    """The case of a seed: a little more demand response than demand."""
    random = randoms.Random(f"cems annex {seed}")
    made = dr_case(random) if random.random() < .58 else demand_case(random)
    if random.random() < .01:
        made["store"] = "rocks"
    return dict({"seed": seed}, **made)


def target(interface, arguments):
    """A request as a URL target."""
    parts = [f"{name}={urllib.parse.quote(str(value), safe='')}"
             for name, value in {"cemsId": "S", **arguments}.items()]
    return f"/cems/v1/{interface}?" + "&".join(parts)


# --- Demand response ------------------------------------------------------------------------------


def dr_case(random):
    zone, day = annex_sites.zone_and_day(random)
    step = random.choice((15, 15, 15, 15, 15, 30, 5, 5, 1)) * MINUTE
    history = random.choice((8, 16, 24, 30, 47, 47)) if step == 15 * MINUTE else \
        random.choice((8, 17)) if step < 15 * MINUTE else 47
    archive = annex_sites.archive(random, zone, f"PT{step // MINUTE}M")
    resource = annex_events.resource(random, archive["points"], day)
    if random.random() < .97:
        archive["drResource"] = resource
    if random.random() < .5:
        archive["holidays"] = annex_sites.holidays(random, day)
    weather = annex_sites.Weather(random, resource.get("extension", {}).get("shutdownDays", []))
    archive["drEvents"] = annex_events.events(random, day, zone, weather.base, history)
    main = next(event for event in archive["drEvents"] if event["eventId"] == "E0")
    start, end = (annex_time.parse_time(main[name], zone) for name in ("startTime", "endTime"))
    now = clock(random, start, end)
    first = civil.midnight(day - datetime.timedelta(days=history), zone)
    hours = None
    if step < 15 * MINUTE and random.random() < .7:  # Only what an event's hours ask for.
        at = annex_time.clock_of(start, zone)
        hours = lambda day: (annex_time.at_clock(day, at, zone) - 4 * HOUR - step,
                             annex_time.at_clock(day, at, zone) + end - start + step)
    rows = annex_sites.readings(random, archive, weather, first, end + HOUR, step, now, hours)
    days = [civil.midnight(day - datetime.timedelta(days=back), zone) for back in (25, 12, -1, -3)]
    requests = [dr_request(random, zone, days, now) for _ in range(random.randint(1, 3))]
    return {"archive": archive, "readings": rows, "now": now, "requests": requests}


def clock(random, start, end):
    """Now, long after, just after, within or before the event."""
    within = start + random.randrange(0, end - start, 1000)
    within -= random.choice((0, within % MINUTE))
    return random.choice((end + 40 * HOUR, end + 40 * HOUR, end + 5 * 24 * HOUR, end + MINUTE, end,
                          within, within, within, start, start - 30 * MINUTE, start - 3 * HOUR,
                          start - 30 * HOUR, start - 50 * HOUR))


def dr_request(random, zone, days, now):
    """One question; `days` are midnights: two to begin at, two to end at."""
    choice = random.random()
    if choice < .08:
        return target("GetCemsDrStaticData", {})
    if choice < .35:
        asked = {"eventId": random.choice(("E0", "E0", "E1", "X"))} if random.random() < .6 else {}
        return target("GetCemsDrDynamicData", asked)
    asked = {"startTime": civil.printed(random.choice(days[:2]), zone),
             "endTime": civil.printed(random.choice(days[2:]), zone)}
    if choice < .43:
        if random.random() < .4:
            asked["eventId"] = "E0"
        return target("CompareDrBaselines", asked)
    for name, chance, value in (("includeCurve", .5, "true"), ("explain", .5, "true"),
                                ("responseType", .1, random.choice((1, 2))),
                                ("eventStatus", .1, random.choice(("completed", "cancelled"))),
                                ("eventId", .1, "E0"), ("pageSize", .2, random.randint(1, 3)),
                                ("pageNo", .12, random.randint(1, 3))):
        if random.random() < chance:
            asked[name] = value
    return target("GetCemsDrHistoricData", asked)


# --- Demand ---------------------------------------------------------------------------------------

# (collection period in minutes, days of readings at most)
SCALES = ((1, 1.2), (1, .8), (5, 5), (5, 3), (15, 12), (15, 8), (30, 20), (3, 2))


def demand_case(random):
    zone, day = annex_sites.zone_and_day(random)
    minutes, longest = random.choice(SCALES)
    step = minutes * MINUTE
    archive = annex_sites.archive(random, zone, f"PT{minutes}M")
    weather = annex_sites.Weather(random)
    contracts = contract_list(random, archive, day, weather.base)
    archive["demand"] = contracts[0] if len(contracts) == 1 and random.random() < .7 else contracts
    roll = contracts[-1].get("billingDay", 1)  # Readings lie around a change of months.
    edge = civil.midnight(day.replace(day=roll), zone)
    last = edge + int(random.uniform(-.1, .6) * longest * 24) * HOUR + \
        random.choice((0, 0, random.randrange(HOUR)))
    first = last - int(random.uniform(.3, 1) * longest * 24) * HOUR
    now = random.choice((last, last, last, last + MINUTE, last - random.randrange(3 * HOUR),
                         last + 20 * HOUR, last + 26 * HOUR, last + 20 * 24 * HOUR,
                         annex_time.midnight_of(last, zone)))
    now -= random.choice((0, now % MINUTE, now % (15 * MINUTE)))
    rows = annex_sites.readings(random, archive, weather, first, last, step, now)
    requests = [demand_request(random, archive, (first, last), zone)
                for _ in range(random.randint(1, 3))]
    return {"archive": archive, "readings": rows, "now": now, "requests": requests}


def contract_list(random, archive, day, base):
    """One contract, or several that begin near the day; the first from a day long before."""
    found = []
    for index in range(random.choice((1, 1, 1, 2, 2, 3))):
        made = dict(found[-1]) if found and random.random() < .5 else \
            contract(random, archive, base)
        if index:
            begin = day + datetime.timedelta(days=random.randint(-12, 12))
            made["validFrom"] = begin.isoformat()
            if random.random() < .4:
                made["billingDay"] = random.choice((1, begin.day % 28 + 1, 26))
            made["contractDemand"] = random.choice((abs(base) * 2 or 10, abs(base) + 1))
        else:
            made["validFrom"] = random.choice(("2000-01-01", "2022-05-17"))
        found.append(made)
    days = [made.get("validFrom") for made in found]
    return [made for index, made in enumerate(found) if made.get("validFrom") not in days[:index]]


def contract(random, archive, base):
    names = [point["pointId"] for point in archive["points"]]
    made = {"cemsId": "S", "billingMode": random.choice((1, 2, 3, 4, 4, 4))}
    if made["billingMode"] == 4 or random.random() < .7:
        made["contractDemand"] = max(1, int(abs(base) * random.choice((.8, 1, 1.1, 1.2, 2))))
    if random.random() < .5:
        made["points"] = random.sample(names, random.randint(1, len(names)))
    if random.random() < .5:
        made["windowType"] = random.choice((1, 2))
    if random.random() < .35:
        made["demandInterval"], made["slidingStep"] = random.choice(
            (("PT15M", "PT5M"), ("PT30M", "PT1M"), ("PT30M", "PT10M"), ("PT1H", "PT15M"),
             ("PT10M", "PT2M"), ("PT5M", "PT5M"), ("PT2H", "PT1H")))
    for name, chance, value in (("overLimitRatio", .2, random.choice((1, 1.1))),
                                ("minContractRatio", .2, random.choice((0.4, 0.3, 0))),
                                ("warnRatio", .2, 0.75), ("alarmRatio", .2, 0.95),
                                ("overVariant", .6, random.choice("AB")),
                                ("demandPrice", .85, random.choice((36.1, 42, 0.333))),
                                ("capacityPrice", .7, random.choice((22.6, 28))),
                                ("transformerCapacity", .3, random.choice((800, 315.75))),
                                ("billingDay", .5, random.choice((1, 2, 15, 26, 28)))):
        if random.random() < chance:
            made[name] = value
    if random.random() < .15:  # A load without noise meets the limit exactly.
        made.update(contractDemand=abs(base), overLimitRatio=1, minContractRatio=0)
    return made


def demand_request(random, archive, span, zone):
    choice = random.random()
    if choice < .06:
        return target("GetCemsDemandStaticData", {})
    asked = {}
    if random.random() < .15:
        asked["pointId"] = random.choice([point["pointId"] for point in archive["points"]] + ["X"])
    if choice < .45:
        return target("GetCemsDemandDynamicData", asked)
    first, last = span
    if random.random() < .5:
        first, last = first - 40 * 24 * HOUR, last + 10 * 24 * HOUR
    if random.random() < .5:
        last = first + random.randrange(HOUR, 12 * HOUR)
        if random.random() < .5:
            asked.update(includeCurve="true", pageSize=random.choice((7, 100, 1000)),
                         pageNo=random.choice((1, 1, 2, 3)))
            if random.random() < .6:
                asked["interval"] = random.choice(("PT15M", "PT5M", "PT1H", "PT30M", "P1D"))
    if random.random() < .4:
        asked["explain"] = "true"
    if random.random() < .1 and "pageSize" not in asked:
        asked.update(pageSize=1, pageNo=random.randint(1, 2))
    asked.update(startTime=civil.printed(first, zone), endTime=civil.printed(last, zone))
    return target("GetCemsDemandHistoricData", asked)
