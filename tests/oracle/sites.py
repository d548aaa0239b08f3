"""Random sites: points, parameters, schedules, holidays, factors; every choice from one Random."""
import datetime
from fractions import Fraction

import civil
import tariff

ZONES = ("+08:00", "+08:00", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe",
         "Europe/London", "Z", "-03:30", "America/Sao_Paulo")
# Days where calendars, tariffs or clocks change.
ANCHORS = ("2024-01-01", "2024-02-10", "2024-02-28", "2024-03-09", "2024-03-30", "2024-04-06",
           "2024-05-01", "2024-06-30", "2024-07-17", "2024-10-01", "2024-10-05", "2024-10-26",
           "2024-11-02", "2023-12-30", "2018-02-16", "2018-11-03")
CODES = ("02", "0201", "0202", "03", "05", "0502", "10", "1001", "1002", "20", "21")
ENERGY = {"20": "02", "21": "03"}

REGISTER = "0.0.0.1.{flow}.{commodity}.12.0.0.0.0.{tou}.0.0.0.3.72.0"
POWER = "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.3.38.0"
TEMPERATURE = "0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0"
DEMAND = "0.0.73.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0"
DELTA15 = "0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"
DELTA = "0.0.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"
DAILY = "11.26.0.4.1.1.12.0.0.0.0.0.0.0.0.3.72.0"
VOLUME = "0.0.0.1.1.{commodity}.58.0.0.0.0.0.0.0.0.0.42.0"


def parameter(name, unit, reading_type, interval=None, **more):
    made = {"parameterId": name, "name": name, "unit": unit, "readingTypeId": reading_type}
    if interval:
        made["interval"] = interval
    made.update({key: value for key, value in more.items() if value is not None})
    return made


def register(random, name, step, *, flow=1, tou=0, commodity=1, volume=False):
    reading_type = VOLUME.format(commodity=commodity) if volume else \
        REGISTER.format(flow=flow, commodity=commodity, tou=tou)
    decimals = random.choice((None, 0, 1, 2, 3))
    rollover = {"rollover": 10 ** random.randint(2, 4)} if random.random() < .15 else None
    return parameter(name, "m³" if volume else "kWh", reading_type,
                     step if random.random() < .8 else None, decimals=decimals,
                     extension=rollover)


def parameters(random, energy, step):
    """The parameters of one point."""
    if energy != "01":
        return [register(random, "V", step, commodity={"02": 9, "03": 7}[energy], volume=True)]
    made = []
    if random.random() < .5:
        epi = register(random, "EPI", step, commodity=random.choice((1, 1, 2)))
        made.append(epi)
        if random.random() < .2:
            fields = epi["readingTypeId"].split(".")
            fields[11] = str(random.randint(1, 5))
            made.append(dict(epi, parameterId="EPI_T" + fields[11],
                             readingTypeId=".".join(fields)))
    if random.random() < .15:
        made.append(register(random, "EPE", step, flow=19))
    if random.random() < .35:
        choice = random.random()
        made.append(parameter("E15", "kWh", DELTA15, "PT15M" if choice < .5 else None)
                    if step in ("PT15M", "PT5M") else
                    parameter("E_D", "kWh", DAILY, "P1D" if choice < .5 else None)
                    if step == "P1D" else
                    parameter("E", "kWh", DELTA, step if choice < .85 else None))
    if random.random() < .5:
        made.append(parameter("P", "kW", POWER, step))
    if random.random() < .25:
        made.append(parameter("T", "°C", TEMPERATURE, step if random.random() < .7 else None))
    if random.random() < .2:
        made.append(parameter("MD", "kW", DEMAND, step))
    return made or [parameter("P", "kW", POWER, step)]


def points(random, step):
    made = [{"pointId": "R", "name": "R", "categoryCode": "05", "energyType": "01", "pointType": 0,
             "parameters": parameters(random, "01", step) if random.random() < .6 else []}]
    for index in range(random.choice((1, 2, 2, 3, 4, 6))):
        code = random.choice(CODES)
        energy = ENERGY.get(code, "01")
        point = {"pointId": f"A{index}", "name": f"A{index}", "categoryCode": code,
                 "energyType": energy, "parameters": parameters(random, energy, step)}
        if random.random() < .8:
            point["parentPointId"] = random.choice(made)["pointId"]
        if random.random() < .7:
            point["pointType"] = random.choice((0, 1, 1, 2, 3))
        if random.random() < .3:
            point["flow"] = random.choice((1, 2, 3))
        made.append(point)
    return made


def _clock(minutes):
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _periods(random, whole):
    """Periods of a rule: the whole day cut at random, or some pieces of it."""
    cuts = sorted(random.sample(range(0, 1440, random.choice((15, 30, 60))), random.randint(2, 6)))
    pairs = list(zip(cuts, cuts[1:] + cuts[:1]))  # The last one wraps midnight.
    if not whole:
        pairs = random.sample(pairs, random.randint(1, len(pairs)))
    return [{"tou": random.randint(1, 5), "from": _clock(a), "to": _clock(b)} for a, b in pairs]


def _rules(random):
    rules = [{"periods": _periods(random, random.random() < .8)}]
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        rule = {"periods": _periods(random, False)}
        if random.random() < .5:
            rule["months"] = sorted(random.sample(range(1, 13), random.randint(1, 8)))
        if random.random() < .5:
            rule["days"] = random.sample(("weekday", "rest", "holiday"), random.randint(1, 2))
        if random.random() < .2:
            rule["days"], rule["holidays"] = ["holiday"], ["NewYear"]
        rules.append(rule)
    return rules


def built_in_schemes():
    return [entry["id"] for entry in tariff.built_in("tou_schedules.json", "touSchedules")
            if "versions" in entry]


def schedule(random, anchor):
    """A schedule of the site's own, with a change near the anchor more often than not."""
    versions = [{"version": "1", "validFrom": "2017-01-01", "rules": _rules(random)}]
    if random.random() < .5:
        day = anchor + datetime.timedelta(days=random.randint(-1, 3))
        second = {"version": "2", "validFrom": day.isoformat()}
        if built_in_schemes() and random.random() < .3:
            second["scheme"] = random.choice(built_in_schemes())
        else:
            second["rules"] = _rules(random)
        versions.append(second)
        if random.random() < .2:
            versions[0]["validTo"] = (day - datetime.timedelta(days=1)).isoformat()
    if random.random() < .1:
        end = anchor + datetime.timedelta(days=random.randint(4, 6))
        versions[-1]["validTo"] = end.isoformat()
    return {"id": "OWN", "versions": versions}


def holidays(random, anchor):
    """A list for the anchor's year: one fair of some days, perhaps with working rest days."""
    first = anchor + datetime.timedelta(days=random.randint(-2, 4))
    last = first + datetime.timedelta(days=random.randint(1, 3))
    last = min(last, datetime.date(first.year + 1, 1, 1))
    entry = {"year": first.year, "version": "1", "holidays": [
        {"name": random.choice(("Fair", "NewYear")), "from": first.isoformat(),
         "to": last.isoformat()}]}
    worked = anchor + datetime.timedelta(days=random.randint(-3, 7))
    worked += datetime.timedelta(days=max(0, 5 - worked.weekday()))  # Rest days only.
    if worked.year == first.year and not first <= worked < last:
        entry["workdays"] = [worked.isoformat()]
    return [entry]


def prices(random, anchor):
    later = (anchor + datetime.timedelta(days=random.randint(0, 4))).isoformat()
    money = lambda: float(Fraction(random.randint(10, 150), 100))
    entry = {"energyType": "01", "unit": "kWh", "validFrom": "2017-01-01"}
    if random.random() < .5:
        entry["price"] = money()
    else:
        entry["tou"] = {str(tou): money() for tou in range(1, 6)}
    made = [entry]
    if random.random() < .4:
        made = [dict(entry, validTo=later), dict(entry, validFrom=later, price=money())]
        made[1].pop("tou", None)
    if random.random() < .7:
        made.append({"energyType": "03", "unit": "m³", "validFrom": "2017-01-01",
                     "price": money()})
    return made


def archive(random, anchor, step):
    """A whole archive."""
    cems = {"cemsId": "S", "name": "S", "rootPointId": "R", "timeZone": random.choice(ZONES)}
    made = {"cems": cems, "categories": [], "points": points(random, step)}
    codes = {point["categoryCode"] for point in made["points"]} | {random.choice(CODES)}
    if random.random() < .8:
        codes |= {code[:2] for code in codes}
    made["categories"] = [{"categoryCode": code, "name": code} for code in sorted(codes)]
    choice = random.random()
    if choice < .75:
        cems["touScheme"] = "OWN"
        made["touSchedules"] = [schedule(random, anchor)]
    elif choice < .9 and built_in_schemes():
        cems["touScheme"] = random.choice(built_in_schemes())
    if random.random() < .4:
        made["holidays"] = holidays(random, anchor)
    if random.random() < .4:
        made["prices"] = prices(random, anchor)
    if random.random() < .3:
        cems["area"] = random.randint(10, 5000)
    if random.random() < .3:
        cems["employees"] = random.randint(1, 500)
    if random.random() < .3:
        end = civil.months_later(anchor, 1).isoformat()
        made["outputs"] = [{"timePeriod": f"{anchor.replace(day=1).isoformat()}/{end}",
                            "value": random.randint(1, 900), "unit": "万元"}]
    return made
