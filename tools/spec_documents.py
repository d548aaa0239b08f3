"""The documents of spec/ that the program reads as it reads an archive: built-in tariff schedules,
holidays and factor sets. What the program would assert at start is a fault of the data here.

Used by spec_data.py; the forms are in docs/statistics.md.
"""
import datetime
import re

DAYS = {"weekday", "rest", "holiday"}
UNITS = {"kWh", "m³", "GJ", "t", "kg"}
SATURDAY = 5


def check_documents(spec, fault):
    """Adds every fault of the three documents by `fault(where, what)`."""
    names = _check_holidays(spec.documents["holidays"], fault)
    _check_schedules(spec, names, fault)
    _check_factors(spec, fault)


def _members(item, where, required, optional, fault):
    """True when nothing is missing; unknown members are faults too."""
    missing = set(required) - set(item)
    for name in sorted(missing):
        fault(where, f"{name} is missing")
    for name in sorted(set(item) - set(required) - set(optional)):
        fault(where, f"{name} is no member here")
    return not missing


def _date(text, where, fault):
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        fault(where, f"{text!r} is no date")
        return datetime.date.min


def _twice(names, where, fault):
    for name in sorted({name for name in names if names.count(name) > 1}, key=str):
        fault(where, f"{name} is there twice")


# --- holidays -----------------------------------------------------------------------------------


def _check_holidays(document, fault):
    """The names of all holidays."""
    names = set()
    lists = document.get("holidays", [])
    _twice([item.get("year") for item in lists], "holidays.json", fault)
    for item in lists:
        where = f"holidays.json: {item.get('year')}"
        if _members(item, where, ("year", "version", "document", "source", "holidays", "workdays"),
                    (), fault):
            names |= _check_year(item, where, fault)
    return names


def _check_year(item, where, fault):
    taken = set()
    for holiday in item["holidays"]:
        if not _members(holiday, where, ("name", "from", "to"), (), fault):
            continue
        begin, end = _date(holiday["from"], where, fault), _date(holiday["to"], where, fault)
        if begin >= end:
            fault(where, f"{holiday['name']} has no day")
        elif end.year > item["year"] or begin < datetime.date(item["year"] - 1, 12, 1):
            fault(where, f"{holiday['name']} is not in the year")
        taken |= {begin + datetime.timedelta(days) for days in range((end - begin).days)}
    for text in item["workdays"]:
        day = _date(text, where, fault)
        if day.weekday() < SATURDAY or day in taken:
            fault(where, f"{text} is no rest day")
    return {holiday.get("name") for holiday in item["holidays"]}


# --- schedules ----------------------------------------------------------------------------------


def _check_schedules(spec, holiday_names, fault):
    schedules = spec.documents["tou_schedules"].get("touSchedules", [])
    ids = [schedule.get("id") for schedule in schedules]
    _twice(ids, "tou_schedules.json", fault)
    for name in sorted({scheme["id"] for scheme in spec.tou_schemes} ^ set(ids), key=str):
        fault("tou_schedules.json", f"{name} must be here and in tou_schemes.json")
    for schedule in schedules:
        where = f"tou_schedules.json: {schedule.get('id')}"
        if not _members(schedule, where, ("id", "versions"), (), fault):
            continue
        starts = [version.get("validFrom") for version in schedule["versions"]]
        if not starts or starts != sorted(set(starts), key=str):
            fault(where, "versions follow one another")
        for version in schedule["versions"]:
            _check_version(version, f"{where} {version.get('version')}", ids, holiday_names, fault)


def _check_version(version, where, ids, holiday_names, fault):
    if not _members(version, where, ("version", "validFrom", "source"),
                    ("validTo", "document", "scheme", "rules"), fault):
        return
    begin = _date(version["validFrom"], where, fault)
    if "validTo" in version and _date(version["validTo"], where, fault) <= begin:
        fault(where, "validTo is not after validFrom")
    if ("scheme" in version) == ("rules" in version):
        fault(where, "either scheme or rules")
    if version.get("scheme", ids[0]) not in ids:
        fault(where, f"unknown scheme {version['scheme']}")
    for rule in version.get("rules", []):
        _check_rule(rule, where, holiday_names, fault)


def _check_rule(rule, where, holiday_names, fault):
    if not _members(rule, where, ("periods",), ("months", "days", "holidays"), fault):
        return
    if not set(rule.get("months", [1])) <= set(range(1, 13)):
        fault(where, "months are 1 to 12")
    if not set(rule.get("days", ["rest"])) <= DAYS:
        fault(where, "days are weekday, rest, holiday")
    if "holidays" in rule and rule.get("days") != ["holiday"]:
        fault(where, "a rule for some holidays has the days holiday")
    for name in set(rule.get("holidays", [])) - holiday_names:
        fault(where, f"no list has the holiday {name}")
    for period in rule["periods"]:
        if not _members(period, where, ("tou", "from", "to"), (), fault):
            continue
        if period["tou"] not in range(1, 6):
            fault(where, "tou is 1 to 5")
        for text in (period["from"], period["to"]):
            if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
                fault(where, f"{text} is no time of day")


# --- factors ------------------------------------------------------------------------------------


def _check_factors(spec, fault):
    sets = spec.documents["factors"].get("factorSets", [])
    _twice([item.get("id") for item in sets], "factors.json", fault)
    years = [item.get("year", 0) for item in sets]
    if not sets or years != sorted(years, reverse=True):
        fault("factors.json", "the newest set comes first")
    energy_types = {entry["code"] for entry in spec.energy_types}
    for item in sets:
        where = f"factors.json: {item.get('id')}"
        if not _members(item, where, ("id", "version", "year", "english", "chinese", "source",
                                      "factors"), (), fault):
            continue
        _twice([factor.get("energyType") for factor in item["factors"]], where, fault)
        for factor in item["factors"]:
            if not _members(factor, where, ("energyType", "unit", "source"), ("coal", "co2"),
                            fault):
                continue
            if factor["energyType"] not in energy_types or factor["unit"] not in UNITS:
                fault(where, f"unknown energy type or unit of {factor['energyType']}")
            if not all(factor.get(name, 1) > 0 for name in ("coal", "co2")):
                fault(where, f"a factor of {factor['energyType']} is not above zero")
