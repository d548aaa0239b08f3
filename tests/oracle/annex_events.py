"""Random resources and events of demand response."""
import datetime

import annex_sites
import annex_time
import civil

MINUTE = 60_000
METHODS = ("AVG5", "AVG5", "HIGH5OF10", "HIGH4OF5", "TRIM10", "AVG10ADJ", "AVG10ADJ", "PRE15")


def resource(random, points, day):
    """drResource: mostly with a method of its own, sometimes with little more than nothing."""
    made = {"cemsId": "S", "responseTypes": random.choice(([1], [1, 2], [2])),
            "responseModes": random.choice(([3], [1, 2, 3]))}
    if random.random() < .9:
        made["baselineMethod"] = random.choice(METHODS)
    names = [point["pointId"] for point in points]
    if random.random() < .6:
        made["points"] = random.sample(names, random.randint(1, len(names)))
    if random.random() < .5:
        made["curveInterval"] = random.choice(("PT15M", "PT30M", "PT1H", "PT5M", "PT45M"))
    for name, values in (("minRate", (0.8, 0.9, 0.5, 1)), ("capRate", (1.2, 1, 1.5)),
                         ("price", (1.0, 3.75)), ("minNotice", ("PT1H", "PT30M", "PT4H")),
                         ("contractedDecrease", (500, 80.5)), ("contractedIncrease", (30, 0)),
                         ("availablePeriods", (["14:00/17:00"], ["09:30/10:45", "13:00/15:00"],
                                               ["22:00/02:00"], ["02:15/03:15"])),
                         ("participationModes", ([1, 2],)), ("participantType", (1, 2))):
        if random.random() < .4:
            made[name] = random.choice(values)
    if random.random() < .25:
        made["controllablePoints"] = _controllable(random, points)
    if random.random() < .35:
        shut = [day - datetime.timedelta(days=random.randint(1, 25))
                for _ in range(random.randint(1, 4))]
        made["extension"] = {"shutdownDays": sorted({each.isoformat() for each in shut})}
    return made


def _controllable(random, points):
    """Entries of points of which at least one is in order."""
    well = [point for point in points if point.get("status", 1) == 1]
    made = [{"pointId": point["pointId"], "name": point["pointId"],
             "decrease": random.choice((10, 25.5, 120)), "increase": random.choice((0, 5))}
            for point in points]
    return made if well else []


def span(random, day, zone):
    """[start, end) of an event on a day: mostly on a grid of quarters, sometimes far off it."""
    hours = (13, 13, 9, 10.5, 19, 23, 2.25, .25)
    if zone in annex_sites.ANCHORS and random.random() < .6:
        hours = (1.5, 1.75, 2, 2.25, 2.5)  # When clocks change there.
    start = civil.midnight(day, zone) + random.choice(hours) * 60 * MINUTE
    if random.random() < .15:
        start += random.choice((7 * MINUTE, 60_000, 90_000, 12_345))
    length = random.choice((60, 120, 120, 90, 15, 50, 180, 240))
    if random.random() < .06:
        length = 37.5
    return int(start), int(start + length * MINUTE)


def event(random, name, day, zone, base, status=None):
    """One of drEvents; it is cancelled or not, the rest of its status the clock tells."""
    start, end = span(random, day, zone)
    made = {"eventId": name, "responseType": random.choice((1, 1, 1, 2)),
            "responseMode": random.choice((1, 2, 3, 3)),
            "eventStatus": status or ("cancelled" if random.random() < .12 else "far"),
            "startTime": civil.printed(start, zone), "endTime": civil.printed(end, zone)}
    if random.random() < .9:
        made["participationMode"] = random.choice((1, 2, 2, 3))
    made["optStatus"] = random.choice(("optIn", "optIn", "optIn", "none", "optOut"))
    if random.random() < .15:
        del made["optStatus"]
    if random.random() < .8:
        published = start - random.choice((2, 24, 45)) * annex_time.HOUR_MS
        made["publishTime"] = civil.printed(published, zone)
        if random.random() < .5:
            made["replyDeadline"] = civil.printed(published + annex_time.HOUR_MS, zone)
    power = max(1, int(abs(base) * random.choice((.05, .2, .3, 1))))
    for member, chance, value in (("committedPower", .75, power), ("invitedPower", .5, power + 3),
                                  ("modificationNumber", .5, random.randint(0, 3)),
                                  ("price", .7, random.choice((4.0, 0.35, 1.125))),
                                  ("priceUnit", .6, random.choice(("yuan/kWh", "yuan/kW"))),
                                  ("settleStatus", .2, random.choice((0, 0, 1, 2))),
                                  ("eventName", .2, "an event"), ("targetPower", .2, 10_000)):
        if random.random() < chance:
            made[member] = value
    return made


def events(random, day, zone, base, history):
    """The event that matters first, then others in the days before it, on its day or behind."""
    made = [event(random, "E0", day, zone, base, "far" if random.random() < .95 else None)]
    if random.random() < .6:
        made[0].update(optStatus="optIn", committedPower=random.choice((5, 100, 800)))
    for index in range(random.choice((0, 1, 2, 2, 3, 5))):
        other = day - datetime.timedelta(days=random.randint(-2, min(history, 20)))
        made.append(event(random, f"E{index + 1}", other, zone, base))
    random.shuffle(made)
    return made
