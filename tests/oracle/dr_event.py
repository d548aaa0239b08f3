"""Events and the resource of the archive, and where each stands now (docs/demand-response.md)."""
from fractions import Fraction

import annex_time
from annex_site import exact

SHAVING, FILLING = 1, 2
DEFAULTS = {"parameterId": "P", "curveInterval": "PT15M", "baselineMethod": "AVG5",
            "minRate": 0.8, "capRate": 1.2, "minNotice": "PT1H"}
UNDER_WAY = ("far", "near", "active")


class Resource:
    """drResource with its defaults."""

    def __init__(self, site):
        given = site.archive.get("drResource")
        self.given = given is not None
        self.info = {**DEFAULTS, "points": [site.root], **(given or {})}
        self.points = self.info["points"]
        self.parameter = self.info["parameterId"]
        self.interval = annex_time.milliseconds(self.info["curveInterval"])
        self.notice = annex_time.milliseconds(self.info["minNotice"])
        self.least, self.cap = exact(self.info["minRate"]), exact(self.info["capRate"])
        self.price = exact(self.info.get("price"))
        self.method = self.info["baselineMethod"]
        self.shut = set(self.info.get("extension", {}).get("shutdownDays", []))
        self.loads = [site.load(point, self.parameter) for point in self.points]
        self.powers = [site.power(point, self.parameter) for point in self.points]


class Event:
    """One of drEvents."""

    def __init__(self, site, info, notice):
        self.info, self.id, self.kind = info, info["eventId"], info["responseType"]
        self.start = annex_time.parse_time(info["startTime"], site.zone)
        self.end = annex_time.parse_time(info["endTime"], site.zone)
        self.published = info.get("publishTime")
        if self.published is not None:
            self.published = annex_time.parse_time(self.published, site.zone)
        self.cancelled = info["eventStatus"] == "cancelled"
        self.status = self._status(site.now, notice)
        committed = exact(info.get("committedPower"))
        self.commitment = exact(info.get("invitedPower")) if committed is None else committed

    def _status(self, now, notice):
        if self.cancelled:
            return "cancelled"
        if self.published is not None and now < self.published:
            return "none"
        if now >= self.end:
            return "completed"
        if now >= self.start:
            return "active"
        return "near" if now >= self.start - notice else "far"

    def takes_part(self):
        """The reply is optIn, or there is none and none is needed; a cancelled event has nobody."""
        reply = self.info.get("optStatus", "none")
        agreed = reply == "none" and self.info.get("participationMode") in (1, 3)
        return not self.cancelled and (reply == "optIn" or agreed)

    def spoils(self, begin, end):
        """True where the days of [begin, end) are no ordinary ones for the site because of it."""
        return not self.cancelled and self.info.get("optStatus") != "optOut" and \
            self.start < end and begin < self.end

    def response(self, baseline, actual):
        return actual - baseline if self.kind == FILLING else baseline - actual

    def rate(self, response):
        """In percent of the commitment; None without one."""
        return response * 100 / self.commitment if self.commitment else None

    def hours(self):
        return Fraction(self.end - self.start, annex_time.HOUR_MS)


def events_of(site, resource):
    """All events by startTime, then id."""
    made = [Event(site, info, resource.notice) for info in site.archive.get("drEvents", [])]
    return sorted(made, key=lambda event: (event.start, event.id))


def slices(begin, length, step):
    """[(begin, end)] of a range from `begin`, the last one ending with it."""
    return [(begin + at, begin + min(at + step, length)) for at in range(0, length, step)]
