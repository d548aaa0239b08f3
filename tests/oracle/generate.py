"""Random cases: a site, its readings with their gaps, and what is asked of it."""
import datetime
import random as randoms

import civil
import indicators
import sites

MINUTE = 60_000
# (collection periods, longest range in hours, periods that give a bearable number of buckets)
SCALES = (
    (("PT1M", "PT5M", "PT5M"), 1.5, (None, "PT15M", "PT30M", "hour", "P1D")),
    (("PT15M", "PT15M", "PT30M", "PT1H"), 24, (None, "PT1H", "PT1H", "P1D", "P1W", "P1M")),
    (("PT15M", "PT30M"), 5, (None, "PT15M", "30min", "PT1H", "day")),
    (("PT1H", "P1D"), 24 * 5, (None, "P1D", "P1D", "week", "P1M", "P1Y")),
    (("P1D",), 24 * 120, (None, "P1W", "P1M", "month", "P3M", "quarter", "P1Y", "year")),
)
QUALITIES = (0, 0, 0, 0, 0, 7, 8, 9, 14, 19)
INTERFACES = ("GetCemsStatisticData", "GetCemsFullStatisticData",
              "GetCemsSpecCategoryStatisticData", "GetPointStatisticData", "GetPointStatisticData",
              "GetPointFullStatisticData", "GetPointSpecCategoryStatisticData")


def stamps(random, start, end, step, zone):
    """When readings come: on a grid, with bursts missing, now and then off it."""
    months, length = civil.duration(step)
    assert not months
    offset = random.choice((0, 0, 0, 0, random.randrange(0, length, 1000)))
    found, t = [], civil.midnight(civil.day_of(start, zone), zone) + offset
    lost = 0
    while t <= end:
        if lost == 0 and random.random() < .06:
            lost = random.choice((1, 2, 3, 8))
        if lost:
            lost -= 1
        elif t >= start:
            found.append(t)
        if length % civil.DAY_MS == 0:  # Days begin at midnight, whatever the clocks do.
            t = civil.midnight(civil.next_day(civil.day_of(t - offset, zone)), zone) + offset
        else:
            t += length
    if random.random() < .1:
        found = sorted({t + random.randrange(-length // 3, length // 3, 1000) for t in found})
    return found


def number(scaled, decimals):
    """A decimal text of an integer of units 10^-decimals."""
    sign, scaled = "-" if scaled < 0 else "", abs(scaled)
    if not decimals:
        return sign + str(scaled)
    return f"{sign}{scaled // 10 ** decimals}.{scaled % 10 ** decimals:0{decimals}d}"


def register_values(random, parameter, count):
    decimals = parameter.get("decimals")
    decimals = random.choice((0, 2)) if decimals is None else decimals
    modulus = parameter.get("extension", {}).get("rollover")
    top = (modulus or 10 ** random.randint(2, 5)) * 10 ** decimals
    value = random.choice((0, random.randrange(top // 2), top - random.randint(1, top // 20 + 1)))
    roll = modulus is not None or random.random() < .5
    for _ in range(count):
        yield number(value, decimals)
        value += random.choice((0, 0, 1, random.randrange(1, top // 40 + 2)))
        if roll and value >= top:
            value -= top
        if random.random() < .01:
            value = random.randrange(value // 2 + 1)  # Another meter.


def sample_values(random, count):
    decimals = random.choice((0, 1, 3))
    value = random.randint(-50, 500)
    for _ in range(count):
        yield number(value, decimals)
        value = random.choice((value, value + random.randint(-40, 40), random.randint(-9, 99)))


def readings(random, archive, start, end, step):
    """[[pointId, parameterId, ms, "value", quality]]."""
    zone = archive["cems"]["timeZone"]
    rows = []
    for point in archive["points"]:
        for parameter in point["parameters"]:
            if random.random() < .04:
                continue  # A series that never came.
            name = parameter["parameterId"]
            own = parameter.get("interval") or {"E15": "PT15M", "E_D": "P1D"}.get(name, step)
            times = stamps(random, start, end, own, zone)
            times = times[:150]
            values = register_values(random, parameter, len(times)) \
                if parameter["readingTypeId"].split(".")[3] == "1" \
                else sample_values(random, len(times))
            usual = random.choice(QUALITIES)
            for t, value in zip(times, values):
                quality = random.choice(QUALITIES) if random.random() < .05 else usual
                rows.append([point["pointId"], name, t, value, quality])
    return rows


def request(random, archive, bounds, periods):
    """One question about the site."""
    interface = random.choice(INTERFACES)
    made = {"interface": interface}
    if "Point" in interface:
        made["pointId"] = random.choice(archive["points"])["pointId"]
    if "SpecCategory" in interface:
        made["categoryCode"] = random.choice(archive["categories"])["categoryCode"]
    made["start"], made["end"] = bounds
    period = random.choice(periods)
    if period:
        made["period"] = period
    if random.random() < (.7 if "touScheme" in archive["cems"] else .05):
        chosen = random.choice((range(6), range(1, 6), random.sample(range(6), 2),
                                [random.randint(1, 5)]))
        made["tou"] = ",".join(map(str, chosen))
    if random.random() < .2:
        made["aggregate"] = random.choice(("sum", "avg", "max", "min"))
    _filter(random, archive, made)
    if random.random() < .3:
        made["explain"] = "true"
    if random.random() < .1 and interface != "GetCemsFullStatisticData":
        made["pageSize"], made["pageNo"] = random.randint(1, 5), random.randint(1, 3)
    return made


def _filter(random, archive, made):
    if random.random() < .4:
        return
    at_root = made["interface"] in ("GetCemsStatisticData", "GetCemsFullStatisticData") or \
        made.get("pointId") == archive["cems"]["rootPointId"] and \
        "SpecCategory" not in made["interface"]
    if at_root and random.random() < .35:
        made["parameterId"] = random.choice(indicators.ALL)
        made.pop("aggregate", None)
        return
    known = sorted({parameter["parameterId"] for point in _near(archive, made)
                    for parameter in point["parameters"]})
    names = random.sample(known, random.randint(1, min(2, len(known)))) if known else []
    if random.random() < .3 and "P" in known:
        names.append(random.choice(("EPI", "MD")))
    if names:
        made["parameterId"] = ",".join(dict.fromkeys(names))


def _near(archive, made):
    """The points that a request is about, nearly: what it names sometimes has no such parameter."""
    wanted = made.get("pointId") if "Full" not in made["interface"] else None
    if made["interface"] == "GetCemsStatisticData":
        wanted = archive["cems"]["rootPointId"]
    return [point for point in archive["points"]
            if point["categoryCode"].startswith(made.get("categoryCode", ""))
            and ("categoryCode" in made or wanted in (None, point["pointId"]))]


def bounds(random, first, last, zone):
    """A range: whole days and months, or any edges; now and then beyond the readings."""
    span = last - first
    start = first + random.randrange(-span // 4, span // 2 or 1, 1)
    end = start + random.randrange(span // 20 + 1, span + 2, 1)
    choice = random.random()
    if choice < .5:
        start -= start % (15 * MINUTE)
        end += -end % (15 * MINUTE)
    elif choice < .75:
        start -= start % MINUTE
        end += -end % MINUTE
    elif choice < .95:
        start = civil.midnight(civil.day_of(start, zone), zone)
        end = civil.midnight(civil.next_day(civil.day_of(end - 1, zone)), zone)
    return start, max(end, start + 1)


def case(seed):
    """The case of a seed."""
    random = randoms.Random(f"cems oracle {seed}")
    steps, hours, periods = random.choice(SCALES)
    step = random.choice(steps)
    anchor = datetime.date.fromisoformat(random.choice(sites.ANCHORS))
    archive = sites.archive(random, anchor, step)
    zone = archive["cems"]["timeZone"]
    first = civil.midnight(anchor, zone) + random.randrange(-12 * 60, 24 * 60) * MINUTE
    last = first + random.randrange(int(hours * 15), int(hours * 60) + 1) * MINUTE
    rows = readings(random, archive, first, last, step)
    now = last + random.choice((0, MINUTE, 3_600_000, 400 * civil.DAY_MS))
    requests = [request(random, archive, bounds(random, first, last, zone), periods)
                for _ in range(random.randint(1, 3))]
    if random.random() < .5 and len(requests) > 1:
        requests[1] = dict(requests[0], **{key: requests[1][key] for key in ("tou", "period")
                                           if key in requests[1]})
    made = {"seed": seed, "archive": archive, "readings": rows, "now": now, "requests": requests}
    if random.random() < .02:
        made["store"] = "rocks"
    return made
