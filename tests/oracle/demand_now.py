"""What the running window of demand comes to, from its samples so far (docs/demand.md, "Now")."""
import dataclasses
from fractions import Fraction

import annex_time

FIVE_MINUTES = 300_000
DAY_MS = 86_400_000


@dataclasses.dataclass
class Share:
    """What one point has added to the running window, and what part of it is still to come."""

    gained: Fraction  # kW of the whole window.
    rest: Fraction    # Part of the window, 0 to 1.
    latest: Fraction  # kW.


def running(site, contract):
    """The block [begin, end) of the contract's interval, from local midnight, that holds now."""
    midnight = annex_time.midnight_of(site.now, site.zone)
    begin = midnight + (site.now - midnight) // contract.interval * contract.interval
    return begin, begin + contract.interval


def real_time(powers, now):
    """The newest P at or before now, over the points; None where one has none."""
    latest = [power.latest(now) if power is not None else None for power in powers]
    return None if None in latest else sum((each[1] for each in latest), Fraction(0))


def stale(power, t, now):
    if power.interval is None:
        return now - t > DAY_MS
    return now - t > max(3 * power.interval, FIVE_MINUTES)


def share(power, begin, end, now):
    """The Share of one point, or None where its newest sample is stale or there is none."""
    latest = power.latest(now) if power is not None else None
    if latest is None or stale(power, latest[0], now):
        return None
    count, total = power.sum_of(begin, now + 1)
    if power.interval is None:
        passed = Fraction(now - begin, end - begin) if count else Fraction(0)
        return Share(passed * total / count if count else Fraction(0), 1 - passed, latest[1])
    wanted = max(Fraction(end - begin, power.interval), count)
    return Share(total / wanted, 1 - Fraction(count) / wanted, latest[1])


def prediction(site, windows):
    """The Share of each point in the running window; None where one has no fresh sample."""
    begin, end = running(site, windows.contract)
    shares = [share(power, begin, end, site.now) for power in windows.powers]
    if None in shares:
        return None
    return shares


def predicted(shares):
    return sum((each.gained + each.rest * each.latest for each in shares), Fraction(0))


def headroom(shares, limit):
    """The mean power over the rest with which the window ends at the limit, or None."""
    gained = sum((each.gained for each in shares), Fraction(0))
    rest = sum((each.rest for each in shares), Fraction(0)) / len(shares)
    return None if limit is None or rest <= 0 else (limit - gained) / rest


def status(contract, current, coming, most):
    """0 normal, 1 warning, 2 above the alarm, 3 above the limit."""
    if most is not None and most > contract.limit:
        return 3
    if most is not None and most > contract.ratio("alarmRatio") * contract.contracted:
        return 2
    near = max((each for each in (current, coming) if each is not None), default=None)
    if near is not None and near >= contract.ratio("warnRatio") * contract.contracted:
        return 1
    return 0
