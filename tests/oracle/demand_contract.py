"""The demand contracts of a site, with their defaults, and its billing months (docs/demand.md)."""
import dataclasses
import datetime
from fractions import Fraction

import annex_time
import civil
from annex_site import exact

SLIDING, BLOCK = 1, 2
DEFAULTS = {"windowType": SLIDING, "demandInterval": "PT15M", "slidingStep": "PT1M",
            "overLimitRatio": 1.05, "minContractRatio": 0.4, "warnRatio": 0.9, "alarmRatio": 1,
            "overVariant": "A", "billingDay": 1}


class Contract:
    """One DemandInfo of the archive; what it leaves out has its default."""

    def __init__(self, site, info):
        self.info = {**DEFAULTS, "points": [site.root], **info}
        if "transformerCapacity" not in info and "transformerCapacity" in site.archive["cems"]:
            self.info["transformerCapacity"] = site.archive["cems"]["transformerCapacity"]
        self.points = self.info["points"]
        self.day = self.info["billingDay"]
        self.interval = annex_time.milliseconds(self.info["demandInterval"])
        self.step = annex_time.milliseconds(self.info["slidingStep"])
        if self.info["windowType"] == BLOCK:
            self.step = self.interval
        since = self.info.get("validFrom")
        self.since = datetime.date.min if since is None else datetime.date.fromisoformat(since)
        self.contracted = exact(self.info.get("contractDemand"))
        self.capacity = exact(self.info.get("transformerCapacity"))
        self.effective = self._effective()
        ratio = self.ratio("overLimitRatio")
        self.limit = None if self.effective is None else ratio * self.effective

    def ratio(self, name):
        return exact(self.info[name])

    def _effective(self):
        """The contract, but at least a part of the capacity; of what is there."""
        known = [] if self.contracted is None else [self.contracted]
        if self.capacity is not None:
            known.append(self.ratio("minContractRatio") * self.capacity)
        return max(known, default=None)

    def compares(self, point):
        """False where the figures of `point` (None: all points) have nothing to be held to."""
        return self.contracted is not None and self.is_whole(point)

    def is_whole(self, point):
        return point is None or self.points == [point]


def contracts(site):
    """All contracts by the day from which they hold."""
    given = site.archive.get("demand", [])
    given = [given] if isinstance(given, dict) else given
    return sorted((Contract(site, info) for info in given), key=lambda contract: contract.since)


def in_force(known, day):
    """The contract that holds on a day, or None."""
    return max((contract for contract in known if contract.since <= day), default=None,
               key=lambda contract: contract.since)


@dataclasses.dataclass
class Month:
    """A billing month [begin, end) and its contract (None where it has none)."""

    begin: int
    end: int
    name: str
    contract: Contract


def _begins(known, day):
    """True when a billing month begins on a day."""
    holds = in_force(known, day) or known[0]
    if day.day == holds.day:
        return True
    before = in_force(known, day - datetime.timedelta(days=1))
    return holds.since == day and before is not None and before.day != holds.day


def _first_begin(known, day, step):
    """The nearest day on which a month begins: backwards from `day` on, or forwards behind it."""
    day += datetime.timedelta(days=1) if step > 0 else datetime.timedelta(0)
    while not _begins(known, day):
        day += datetime.timedelta(days=step)
    return day


def month_of(site, known, day):
    """The billing month that holds a day."""
    first, behind = _first_begin(known, day, -1), _first_begin(known, day, 1)
    holds = in_force(known, first)
    if holds is None:
        holds = next((contract for contract in known if contract.since < behind), None)
    last = behind - datetime.timedelta(days=1)
    return Month(civil.midnight(first, site.zone), civil.midnight(behind, site.zone),
                 f"{last:%Y-%m}", holds)


def months_of(site, known, start, end):
    """The billing months that [start, end) touches, in order."""
    if not known:
        return
    day = civil.day_of(start, site.zone)
    while civil.midnight(day, site.zone) < end:
        month = month_of(site, known, day)
        yield month
        day = civil.day_of(month.end, site.zone)


def charges(contract, most):
    """{name: exact money} of a month with the maximum `most`; what lacks a figure is left out."""
    info, found = contract.info, {}
    price, limit, base = exact(info.get("demandPrice")), contract.limit, contract.effective
    if None not in (price, limit, most):
        over = 2 * price * max(Fraction(0), most - limit)
        found["contractChargeA"] = base * price + over
        found["contractChargeB"] = (limit if most > limit else base) * price + over
    if None not in (price, most):
        found["actualCharge"] = most * price
    if contract.capacity is not None and info.get("capacityPrice") is not None:
        found["capacityCharge"] = contract.capacity * exact(info["capacityPrice"])
    named = {2: "capacityCharge", 3: "actualCharge",
             4: "contractCharge" + info["overVariant"]}.get(info["billingMode"])
    if named in found:
        found["basicCharge"] = found[named]
    return found
