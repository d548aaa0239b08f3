"""The large cases: a year of minutes, as power and as registers, in sliding and block windows."""
import datetime
import itertools
import random as randoms

import annex_sites
import civil
import sites
from annex_generate import target

MINUTE = 60_000
# (what it is, zone, (name, parameter, minutes between readings) of each point, contract)
YEARS = (
    ("power, sliding", "+08:00", (("R", "P", 1),), {"windowType": 1}),
    ("power, block", "America/New_York", (("R", "P", 1),), {"windowType": 2, "billingDay": 26}),
    ("register, sliding", "Australia/Lord_Howe", (("R", "EPI", 5),),
     {"windowType": 1, "billingDay": 15}),
    ("register and power, block", "Asia/Shanghai", (("R", "EPI", 15), ("A", "P", 5)),
     {"windowType": 2, "demandInterval": "PT30M", "points": ["R", "A"]}),
)


def case(seed, index):
    """One of YEARS with the readings of a seed."""
    random = randoms.Random(f"cems annex year {seed} {index}")
    what, zone, series, more = YEARS[index]
    first, last = (civil.midnight(datetime.date(year, 1, 1), zone) for year in (2024, 2025))
    now = last + random.randrange(40 * 24 * 60) * MINUTE
    points, rows = [], []
    for name, parameter, minutes in series:
        made = sites.parameter("P", "kW", sites.POWER, f"PT{minutes}M") if parameter == "P" else \
            sites.parameter("EPI", "kWh", sites.REGISTER.format(flow=1, commodity=1, tou=0),
                            f"PT{minutes}M")
        points.append({"pointId": name, "name": name, "categoryCode": "05", "energyType": "01",
                       "parameters": [made]})
        times = _times(random, first, last, minutes * MINUTE)
        values = _power(random) if parameter == "P" else _register(random, minutes)
        rows += [[name, parameter, t, value, 0] for t, value in zip(times, values)]
    contract = dict({"cemsId": "S", "billingMode": 4, "contractDemand": 900, "demandPrice": 36.1,
                     "transformerCapacity": 2000, "capacityPrice": 22.6}, **more)
    archive = {"cems": {"cemsId": "S", "name": "S", "rootPointId": "R", "timeZone": zone},
               "categories": [{"categoryCode": "05", "name": "05"}], "points": points,
               "demand": contract}
    span = {"startTime": "2024-01-01", "endTime": "2025-01-01"}
    explained = {"explain": "true"} if len(rows) < 200_000 else {}
    requests = [target("GetCemsDemandHistoricData", dict(span, **explained)),
                target("GetCemsDemandHistoricData", dict(
                    span, includeCurve="true", interval="PT1H", pageSize=1000, pageNo=3)),
                target("GetCemsDemandDynamicData", {})]
    return {"year": index, "seed": seed, "trap": f"a year: {what}", "archive": archive,
            "readings": rows, "now": now, "requests": requests}


def _times(random, first, last, step):
    """Every step, but for a gap now and then."""
    lost = 0
    for t in range(first, last, step):
        if lost:
            lost -= 1
        elif random.random() < .0005:
            lost = random.choice((1, 3, 9, 40))
        else:
            yield t


def _power(random):
    """W of kW: a day's curve and much noise, so that maxima are far from obvious."""
    for minute in itertools.count():
        usual = 300_000 if 8 <= minute // 60 % 24 < 18 else 90_000
        value = usual + int(random.random() * 200_000)
        yield annex_sites.number(value, 3)


def _register(random, minutes):
    """Wh of kWh, rolling over at a million kWh."""
    total = 999_000_000
    for at in itertools.count():
        usual = 400_000 if 8 <= at * minutes // 60 % 24 < 18 else 90_000
        total = (total + int((usual + random.random() * 200_000) * minutes / 60)) % 1_000_000_000
        yield annex_sites.number(total, 3)
