"""The expected answers of GetCemsDemand{Static,Dynamic,Historic}Data: docs/demand.md, by loops.

Each takes the Site and the request's arguments and gives `data`, or {"code": …} of an error.
"""
import annex_time
import civil
import demand_contract
import demand_now
import series
from annex_marks import ANY, Length, NONE, either, settled
from annex_paging import page_of
from annex_site import number
from demand_windows import Windows

CURVE_MAX = 1_000_000
MD = {"sliding": "0.0.73.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0",
      "block": "0.0.53.6.1.1.8.0.0.0.0.0.0.0.0.3.38.0"}
QUARTER = 900_000


def static(site, _):
    """The contract in force now, with every default filled in."""
    known = demand_contract.contracts(site)
    contract = demand_contract.in_force(known, civil.day_of(site.now, site.zone))
    info = dict(contract.info, cemsId=site.archive["cems"]["cemsId"])
    for name in ("demandInterval", "slidingStep"):
        info[name] = Length(info[name])
    for name, value in info.items():
        if isinstance(value, (int, float)):
            info[name] = demand_contract.exact(value)
    for name in ("transformerCapacity", "contractDemand", "demandPrice", "capacityPrice"):
        info.setdefault(name, NONE)
    info.setdefault("validFrom", NONE)
    info["effectiveContractDemand"] = settled(number(contract.effective))
    return {"cems": site.reference(), "demand": info}


# --- Now ------------------------------------------------------------------------------------------


def dynamic(site, arguments):
    point = arguments.get("pointId")
    if point is not None and point not in site.points:
        return {"code": 40403}
    known = demand_contract.contracts(site)
    month = demand_contract.month_of(site, known, civil.day_of(site.now, site.zone))
    contract = month.contract
    windows = Windows(site, contract, point)
    current, current_end = windows.newest(site.now)
    midnight = annex_time.midnight_of(site.now, site.zone)
    day_most, day_end, _ = windows.most(midnight, site.now)
    most, most_end, _ = windows.most(month.begin, site.now)
    shares = demand_now.prediction(site, windows)
    coming = demand_now.predicted(shares) if shares else None
    if not shares and current is not None and site.now - current_end <= contract.interval:
        coming = current
    data = {
        "cems": site.reference(), "dataTime": site.printed(site.now),
        "currentDemand": number(current), "currentDemandTime": site.printed(current_end),
        "realTimePower": number(demand_now.real_time(windows.powers, site.now)),
        "predictedDemand": number(coming),
        "dayMaxDemand": number(day_most), "dayMaxDemandTime": site.printed(day_end),
        "monthMaxDemand": number(most), "monthMaxDemandTime": site.printed(most_end),
        "parameters": [_reading(site, contract, "MD", current, current_end),
                       _reading(site, contract, "MDmax_M", most, most_end)]}
    if contract.compares(point):
        data["headroom"] = number(demand_now.headroom(shares, contract.limit)) if shares else None
        data.update(_compared(contract, current, coming, most))
    return data


def _compared(contract, current, coming, most):
    """The figures that need a contract."""
    over = None if most is None else max(0, most - contract.limit)
    rate = None
    if current is not None and contract.contracted:
        rate = current * 100 / contract.contracted
    return {"contractDemand": number(contract.contracted), "demandLimit": number(contract.limit),
            "demandRate": settled(number(rate)),
            "margin": NONE if current is None else number(contract.limit - current),
            "overDemand": settled(number(over)),
            "status": demand_now.status(contract, current, coming, most)}


def _type(contract, name):
    """The reading type where the tables of reading types have one for such a window."""
    if contract.interval != QUARTER or contract.step not in (60_000, QUARTER):
        return ANY
    kind = "block" if contract.info["windowType"] == demand_contract.BLOCK else "sliding"
    if kind == "sliding" and contract.step == QUARTER:
        return ANY
    return MD[kind] if name == "MD" else MD[kind].replace("0.0.", "13.8.", 1)


def _reading(site, contract, name, value, end):
    """A Parameter of one reading; without a value there is none, or one of null."""
    made = {"parameterId": name, "name": ANY, "unit": "kW", "readingTypeId": _type(contract, name),
            "interval": ANY, "decimals": ANY}
    if value is None:
        return dict(made, readings=either(NONE, [], [{
            "timeStamp": ANY, "value": None, "quality": ANY, "timePeriod": ANY}]))
    return dict(made, readings=[{
        "timeStamp": site.printed(end), "value": number(value), "quality": 11,
        "timePeriod": site.period(end - contract.interval, end)}])


# --- Past months ----------------------------------------------------------------------------------


def historic(site, arguments):
    start, end = (annex_time.parse_time(arguments[name], site.zone)
                  for name in ("startTime", "endTime"))
    point = arguments.get("pointId")
    if point is not None and point not in site.points:
        return {"code": 40403}
    months = [month for month in demand_contract.months_of(
        site, demand_contract.contracts(site), start, end)
        if month.contract is not None and month.begin <= site.now]
    data = {"cems": site.reference(), "startTime": site.printed(start),
            "endTime": site.printed(end)}
    records = [record(site, month, point, "explain" in arguments) for month in months]
    if arguments.get("includeCurve") != "true":
        return dict(data, **page_of("records", records, arguments))
    curve = curve_of(site, months, (start, end), point, arguments.get("interval"))
    if curve is None:
        return {"code": 40007}
    if len(curve) > CURVE_MAX:
        return {"code": 40005}
    data.update(page_of("readings", curve, arguments))
    contract = months[0].contract if months else None
    data["curve"] = {"parameterId": "MD", "name": ANY, "unit": "kW", "interval": ANY,
                     "decimals": ANY, "readings": data.pop("readings"),
                     "readingTypeId": _type(contract, "MD") if months else ANY}
    data["records"] = records if data["page"]["pageNo"] == 1 else []
    return data


def record(site, month, point, explain):
    """The DemandRecord of one billing month, whole, up to now."""
    contract = month.contract
    windows = Windows(site, contract, point)
    until = min(month.end, site.now)
    most, at, present = windows.most(month.begin, until)
    made = {"month": month.name, "timePeriod": site.period(month.begin, month.end),
            "maxDemand": number(most), "maxDemandTime": site.printed(at)}
    if contract.compares(point):
        made["contractDemand"] = number(contract.contracted)
        rate = most * 100 / contract.contracted if contract.contracted and most is not None \
            else None
        made["demandRate"] = settled(number(rate))
        made["overDemand"] = NONE if most is None else number(max(0, most - contract.limit))
    if contract.is_whole(point):
        made.update({name: series.money(value) for name, value
                     in demand_contract.charges(contract, most).items()})
    expected = annex_time.grid_count(month.begin, until, contract.step, site.zone) \
        if until > month.begin else 0
    made["extension"] = {"present": present, "expected": expected}
    if explain:
        made["extension"].update(receipt(site, month, windows, present, expected))
    return made


def receipt(site, month, windows, present, expected):
    """How the record came about: all readings of the time that its windows cover."""
    contract, until = month.contract, min(month.end, site.now)
    covered = windows.range_of(month.begin, until) if month.begin < until else None
    samples, digest = site.receipt(windows.points, "P", [covered] if covered else [])
    kind = "block" if contract.info["windowType"] == demand_contract.BLOCK else "sliding"
    return {"coverage": NONE if not expected else number(
                demand_contract.Fraction(100 * present, expected)),
            "samples": samples, "algorithm": f"demand-{kind}", "notes": ANY, "digest": digest,
            "tariff": [], "qualities": ANY}


def curve_of(site, months, span, point, interval):
    """A reading for each window whose e - 1 ms is in the range; None for an interval off it."""
    readings = []
    for month in months:
        contract = month.contract
        windows = Windows(site, contract, point)
        step = contract.step if interval is None else annex_time.milliseconds(interval)
        if step % contract.step:
            return None
        first, last = max(span[0], month.begin), min(span[1], month.end, site.now)
        for e in annex_time.grid(first, last, step, site.zone) if first < last else ():
            value = windows.value(e)
            readings.append({
                "timeStamp": site.printed(e),
                "value": None if value is None else number(demand_contract.Fraction(*value)),
                "quality": 10 if value is None else 11,
                "timePeriod": site.period(e - contract.interval, e)})
    return readings
