"""Random sites for the annexes: calendars, points with power, registers or deltas, their readings.

Readings come on a grid of the collection period; what is lost, who does not work on which day and
which meter was exchanged is drawn once for a site, so that its points lose the same hours or not.
"""
import datetime

import annex_time
import civil
import sites
from generate import number

MINUTE = 60_000
ZONES = ("+08:00", "+08:00", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe")
# Days near which clocks or calendars change, by zone; any zone may have any of them.
ANCHORS = {"America/New_York": ("2024-03-11", "2024-03-17", "2024-03-23", "2024-11-04",
                                "2024-11-10"),
           "Australia/Lord_Howe": ("2024-04-08", "2024-04-14", "2024-10-07", "2024-10-13"),
           None: ("2024-01-03", "2024-02-20", "2024-03-01", "2024-05-08", "2024-07-18",
                  "2024-10-10", "2023-08-08", "2025-01-06")}
WATT = "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.0.38.0"
EXPONENT = {sites.POWER: 0, WATT: 3}  # Digits more than in kW.


def zone_and_day(random):
    zone = random.choice(ZONES)
    return zone, datetime.date.fromisoformat(random.choice(ANCHORS.get(zone) or ANCHORS[None]))


def power(random, step, name="P"):
    kind, unit = (WATT, "W") if random.random() < .04 else (sites.POWER, "kW")
    return sites.parameter(name, unit, kind, step if random.random() < .93 else None)


def energy(random, step):
    """A register, or deltas that say their interval or whose reading type does, or neither."""
    choice = random.random()
    if choice < .6:
        return sites.parameter("EPI", "kWh", sites.REGISTER.format(flow=1, commodity=1, tou=0),
                               step if random.random() < .9 else None)
    if step == "PT15M" and choice < .75:
        return sites.parameter("EPI15", "kWh", sites.DELTA15)
    return sites.parameter("E", "kWh", sites.DELTA, step if random.random() < .95 else None)


def point(random, name, step, parent=None):
    """A point with power, with energy, with both, or rarely with neither."""
    choice = random.random()
    parameters = [power(random, step)] if choice < .72 else []
    if choice > .6:
        parameters.append(energy(random, step))
    made = {"pointId": name, "name": name, "categoryCode": "05", "energyType": "01",
            "parameters": parameters}
    if parent:
        made["parentPointId"] = parent
    if random.random() < .3:
        made["status"] = random.choice((0, 1, 1, 2, 3))
    return made


def archive(random, zone, step):
    """A site of one to three points; the root is one of them."""
    names = ["R", "A", "B"][:random.choice((1, 1, 2, 2, 3))]
    points = [point(random, name, step, "R" if name != "R" else None) for name in names]
    if not points[0]["parameters"]:
        points[0]["parameters"] = [power(random, step)]
    made = {"cems": {"cemsId": "S", "name": "S", "rootPointId": "R", "timeZone": zone},
            "categories": [{"categoryCode": "05", "name": "05"}], "points": points}
    if random.random() < .6:
        made["cems"]["transformerCapacity"] = random.choice((630, 1000, 1250.5, 6300))
    return made


def holidays(random, day):
    """A list of the day's year: a fair some days before it, perhaps with a worked rest day."""
    first = day - datetime.timedelta(days=random.randint(0, 15))
    last = min(first + datetime.timedelta(days=random.randint(1, 4)),
               datetime.date(first.year + 1, 1, 1))
    entry = {"year": first.year, "version": "1", "holidays": [
        {"name": "Fair", "from": first.isoformat(), "to": last.isoformat()}]}
    worked = day - datetime.timedelta(days=random.randint(-1, 20))
    worked += datetime.timedelta(days=max(0, 5 - worked.weekday()))  # Rest days only.
    if worked.year == first.year and not first <= worked < last:
        entry["workdays"] = [worked.isoformat()]
    return [entry]


class Weather:
    """What the site's days are like: which are shut, what is lost, how the load goes."""

    def __init__(self, random, shut=()):
        self.random, self.shut = random, set(shut)
        self.single = random.choice((0, 0, .01, .05))   # Readings lost one by one,
        self.hour = random.choice((0, 0, .02))          # hours of them,
        self.day = random.choice((0, 0, .04))           # whole days.
        self.base = random.choice((0, 40, 40, 300, 300, 4000, 4000, -30))
        self.swing = random.choice((0, 7, abs(self.base) // 3 + 1))
        self.quality = random.choice((0, 0, 0, 8, 14))

    def level(self, day):
        """The usual load of a day in kW: little on rest days and where it is shut."""
        level = self.base * (1 if day.weekday() < 5 else self.random.choice((.2, 1)))
        if day.isoformat() in self.shut or self.random.random() < .04:
            level *= .03
        return level


def stamps(weather, first, last, step, zone, hours=None):
    """(ms, level) of the readings that come; `hours` (a function of the day) says when, if not
    always."""
    random, day = weather.random, civil.day_of(first, zone)
    offset = random.choice((0, 0, 0, 0, random.randrange(0, step, 1000)))
    while True:
        begin, end = annex_time.day_span(day, zone)
        if begin > last:
            return
        level = weather.level(day)
        if random.random() >= weather.day:
            if hours is not None:
                begin, end = hours(day)
            begin += -begin % step + offset
            lost = -1  # The hour since 1970 of which nothing comes.
            for t in range(max(begin, first + -(first - begin) % step), min(end, last + 1), step):
                if weather.hour and t // 3_600_000 != lost and \
                        random.random() < weather.hour * step / 3_600_000:
                    lost = t // 3_600_000
                if t // 3_600_000 != lost and \
                        (not weather.single or random.random() >= weather.single):
                    yield t, level
        day = civil.next_day(day)


def series(weather, parameter, stamps_and_levels, step):
    """(ms, "value") of a parameter along the stamps."""
    random, swing = weather.random, weather.swing
    decimals = random.choice((0, 1, 3))
    scale, register = 10 ** decimals, random.choice((0, 5000, 99_000)) * 10 ** decimals
    kind = parameter["readingTypeId"].split(".")[3]
    more = EXPONENT.get(parameter["readingTypeId"], 0)
    for t, level in stamps_and_levels:
        value = int((level + random.random() * swing) * scale)
        if kind == "12":
            yield t, number(value, max(0, decimals - more)) if decimals >= more else \
                str(value * 10 ** (more - decimals))
            continue
        used = value * step // 3_600_000
        if kind == "4":
            yield t, number(used, decimals)
            continue
        register += used
        if register >= 100_000 * scale and random.random() < .9:
            register -= 100_000 * scale
        elif random.random() < .0005:
            register = random.randrange(100)  # Another meter.
        yield t, number(register, decimals)


def readings(random, made, weather, first, last, step, now, hours=None):
    """[[pointId, parameterId, ms, "value", quality]] of every parameter of a site."""
    rows, zone = [], made["cems"]["timeZone"]
    ahead = random.choice((0, 0, 0, 4 * MINUTE))
    for each in made["points"]:
        for parameter in each["parameters"]:
            if random.random() < .01:
                continue  # A series that never came.
            # Only power is there ahead of time: a register would tell of the time before it.
            until = min(last, now + (ahead if parameter["parameterId"] == "P" else 0))
            name, quality = parameter["parameterId"], weather.quality
            length = 900_000 if name == "EPI15" else step
            rows += [[each["pointId"], name, t, value, quality] for t, value in series(
                weather, parameter, stamps(weather, first, until, length, zone, hours), length)]
    return rows
