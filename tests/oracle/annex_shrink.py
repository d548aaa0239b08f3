"""Makes a failing case of the annexes small; the steps that any case can take are shrink's."""
import time
import urllib.parse

from shrink import fewer_readings, fewer_series, first_of, one_request, without

SECONDS = 30
NEEDED = {"cemsId", "eventId", "responseType", "responseMode", "eventStatus", "startTime",
          "endTime", "billingMode", "responseTypes", "responseModes"}


def shrink(case, fails, seconds=SECONDS):
    """The smallest case found within the time. `fails(case)` is true while the fault is there."""
    until = time.monotonic() + seconds

    def still(candidate):
        if time.monotonic() > until:
            return False
        try:
            return fails(candidate)
        except Exception:  # Any way to break is a reason to keep the larger case.
            return False

    before = None
    while before != case and time.monotonic() < until:
        before = case
        for attempt in (one_request, _arguments, _lists, fewer_series, _days, fewer_readings,
                        _members, _plain):
            case = attempt(case, still)
    return case


def _arguments(case, still):
    """Arguments of the request that nothing needs."""
    path, _, query = case["requests"][0].partition("?")
    parts = query.split("&")
    for part in parts[1:]:
        if part.partition("=")[0] not in ("startTime", "endTime"):
            fewer = [each for each in parts if each != part]
            smaller = dict(case, requests=[f"{path}?{'&'.join(fewer)}"])
            if still(smaller):
                case, parts = smaller, fewer
    return case


def _lists(case, still):
    """Events, contracts and lists of holidays, one by one."""
    for name in ("drEvents", "demand", "holidays"):
        entries = case["archive"].get(name, [])
        if isinstance(entries, list):
            case = first_of(case, [without(("archive", name, at))
                                   for at in range(len(entries) - 1, -1, -1)], still)
    return case


def _days(case, still):
    """Whole days of readings, of all series."""
    for day in sorted({row[2] // 86_400_000 for row in case["readings"]}):
        smaller = dict(case, readings=[row for row in case["readings"]
                                       if row[2] // 86_400_000 != day])
        case = smaller if smaller["readings"] and still(smaller) else case
    return case


def _members(case, still):
    """What the site, its resource, events, contracts and points say without need."""
    whole = [("archive", name) for name in ("holidays", "drResource") if name in case["archive"]]
    if "transformerCapacity" in case["archive"]["cems"]:
        whole.append(("archive", "cems", "transformerCapacity"))
    case = first_of(case, [without(path) for path in whole], still)
    archive, paths = case["archive"], []
    for name in ("drResource", "drEvents", "demand"):
        part = archive.get(name, [])
        places = [((), part)] if isinstance(part, dict) else [((at,), each)
                                                             for at, each in enumerate(part)]
        paths += [("archive", name, *place, member) for place, entry in places
                  for member in entry if member not in NEEDED]
    for at, point in enumerate(archive["points"]):
        paths += [("archive", "points", at, member) for member in ("status", "parentPointId")
                  if member in point]
    return first_of(case, [without(path) for path in paths], still)


def _plain(case, still):
    """Qualities of 0, the plainest zone."""
    smaller = dict(case, readings=[row[:4] + [0] for row in case["readings"]])
    case = smaller if smaller != case and still(smaller) else case
    return first_of(case, [lambda each: each["archive"]["cems"].update(timeZone="Z")], still)


def readable(target):
    """A request as people read it."""
    return urllib.parse.unquote(target)
