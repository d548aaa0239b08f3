"""Which class of time each moment has: docs/statistics.md "Classes of time", minute by wall clock.

A class is 1…5, or 0 for time that no rule paints.
"""
import datetime
import functools
import json
import pathlib

import civil

_NO_RULES = []
_SPEC = pathlib.Path(__file__).resolve().parents[2] / "spec"


@functools.lru_cache(maxsize=None)
def built_in(file, member):
    """A list of spec/, or nothing where it is not there."""
    path = _SPEC / file
    return json.loads(path.read_text(encoding="utf-8")).get(member, []) if path.exists() else []


def date(text):
    return datetime.date.fromisoformat(text)


def clock(text):
    """Minutes of the day."""
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


class Holidays:
    """The built-in years, and the site's in their place."""

    def __init__(self, own):
        years = {}
        for entry in [*built_in("holidays.json", "holidays"), *own]:
            years[entry["year"]] = entry
        self.names, self.workdays = {}, set()
        for entry in years.values():
            for holiday in entry.get("holidays", []):
                day, end = date(holiday["from"]), date(holiday["to"])
                while day < end:
                    self.names[day] = holiday["name"]
                    day = civil.next_day(day)
            self.workdays.update(date(day) for day in entry.get("workdays", []))

    def kind(self, day):
        """(kind, name of the holiday or None)."""
        if day in self.names:
            return "holiday", self.names[day]
        return ("weekday" if day.weekday() < 5 or day in self.workdays else "rest"), None


class Tariff:
    """The schedule that a site's touScheme names."""

    def __init__(self, archive):
        self.zone = archive["cems"].get("timeZone", "+08:00")
        self.holidays = Holidays(archive.get("holidays", []))
        self.schemes = {entry["id"]: entry
                        for entry in built_in("tou_schedules.json", "touSchedules")}
        self.schemes.update({entry["id"]: entry for entry in archive.get("touSchedules", [])})
        self.scheme = archive["cems"].get("touScheme")
        self._days, self._painted = {}, {}

    def _rules(self, scheme, day):
        """The rules in force on a local date."""
        versions = self.schemes[scheme].get("versions", [])
        versions = sorted(versions, key=lambda version: version["validFrom"])
        for index, version in enumerate(versions):
            end = version.get("validTo")
            if end is None and index + 1 < len(versions):
                end = versions[index + 1]["validFrom"]
            if date(version["validFrom"]) <= day and (end is None or day < date(end)):
                if "scheme" in version:
                    return self._rules(version["scheme"], day)
                return version["rules"]
        return _NO_RULES

    def minutes(self, day):
        """[(minute, class)]: the class from that minute of the wall clock on."""
        kind, name = self.holidays.kind(day)
        rules = self._rules(self.scheme, day)
        key = (kind, name, day.month, id(rules))  # Rules live as long as the archive.
        if key not in self._painted:
            self._painted[key] = self._paint(rules, kind, name, day.month)
        return self._painted[key]

    @staticmethod
    def _paint(rules, kind, name, month):
        painted = [0] * 1440
        for rule in rules:
            if month not in rule.get("months", [month]):
                continue
            if kind not in rule.get("days", [kind]):
                continue
            if "holidays" in rule and name not in rule["holidays"]:
                continue
            for period in rule["periods"]:
                begin, end = clock(period["from"]), clock(period["to"])
                parts = [(begin, end)] if begin < end else [(begin, 1440), (0, end)]
                for first, last in parts:
                    painted[first:last] = [period["tou"]] * (last - first)
        changes = [(0, painted[0])]
        for minute in range(1, 1440):
            if painted[minute] != painted[minute - 1]:
                changes.append((minute, painted[minute]))
        return changes

    def _day_spans(self, day):
        """[(begin, end, class)] of a local day, in moments."""
        if day in self._days:
            return self._days[day]
        begin, end = civil.midnight(day, self.zone), civil.midnight(civil.next_day(day), self.zone)
        changes = self.minutes(day)
        spans = []
        if end - begin == civil.DAY_MS:
            for (minute, tou), (until, _) in zip(changes, changes[1:] + [(1440, 0)]):
                spans.append((begin + minute * 60_000, begin + until * 60_000, tou))
        else:  # The clock changes on this day: ask it every five minutes.
            for t in range(begin, end, 300_000):
                wall = civil.local(t, self.zone)
                tou = [each for minute, each in changes if minute <= wall.hour * 60 + wall.minute]
                if spans and spans[-1][2] == tou[-1]:
                    spans[-1] = (spans[-1][0], min(t + 300_000, end), tou[-1])
                else:
                    spans.append((t, min(t + 300_000, end), tou[-1]))
        self._days[day] = spans
        return spans

    def spans(self, start, end):
        """[(begin, end, class)] that cover the range; neighbours differ in class."""
        found = []
        day = civil.day_of(start, self.zone)
        while civil.midnight(day, self.zone) < end:
            for begin, stop, tou in self._day_spans(day):
                begin, stop = max(begin, start), min(stop, end)
                if begin >= stop:
                    continue
                if found and found[-1][2] == tou:
                    found[-1] = (found[-1][0], stop, tou)
                else:
                    found.append((begin, stop, tou))
            day = civil.next_day(day)
        return found
