"""Makes a failing case small: drops and simplifies while it still fails in the same way."""
import copy
import time

SECONDS = 30


def shrink(case, fails, seconds=SECONDS):
    """The smallest case found within the time. `fails(case)` is true while the fault is there."""
    until = time.monotonic() + seconds
    # A change may make a case senseless; whatever it then raises, the change is taken back.
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
        for attempt in (one_request, fewer_series, fewer_readings, _archive, _ask, _range, _plain):
            case = attempt(case, still)
    return case


def first_of(case, candidates, still):
    """Takes every candidate change that still fails, one after another."""
    for change in candidates:
        smaller = copy.deepcopy(case)
        if change(smaller) is not False and smaller != case and still(smaller):
            case = smaller
    return case


def one_request(case, still):
    for request in case["requests"]:
        smaller = dict(case, requests=[request])
        if len(case["requests"]) > 1 and still(smaller):
            return smaller
    return case


def fewer_series(case, still):
    """Whole series of readings, then points and parameters that nothing needs."""
    keys = sorted({(row[0], row[1]) for row in case["readings"]})
    for key in keys:
        smaller = dict(case, readings=[row for row in case["readings"]
                                       if (row[0], row[1]) != key])
        case = smaller if still(smaller) else case
    for index in range(len(case["archive"]["points"]) - 1, 0, -1):
        def drop_point(smaller, index=index):
            gone = smaller["archive"]["points"].pop(index)
            for point in smaller["archive"]["points"]:
                if point.get("parentPointId") == gone["pointId"]:
                    point.pop("parentPointId")
            smaller["readings"] = [row for row in smaller["readings"] if row[0] != gone["pointId"]]
        case = first_of(case, [drop_point], still)
    for index, point in enumerate(case["archive"]["points"]):
        for at in range(len(point["parameters"]) - 1, -1, -1):
            def drop_parameter(smaller, index=index, at=at):
                owner = smaller["archive"]["points"][index]
                gone = owner["parameters"].pop(at)["parameterId"]
                smaller["readings"] = [row for row in smaller["readings"]
                                       if row[:2] != [owner["pointId"], gone]]
            case = first_of(case, [drop_parameter], still)
    return case


def fewer_readings(case, still):
    """Runs of readings, from halves down to single ones."""
    size = max(1, len(case["readings"]) // 2)
    while True:
        at = 0
        while at < len(case["readings"]):
            smaller = dict(case, readings=case["readings"][:at] + case["readings"][at + size:])
            if still(smaller):
                case = smaller
            else:
                at += size
        if size == 1:
            return case
        size //= 2


def without(path):
    """A change that removes the member or item at a path."""
    def change(smaller):
        place = smaller
        for step in path[:-1]:
            place = place[step]
        place.pop(path[-1])
    return change


def _archive(case, still):
    archive = case["archive"]
    paths = [("archive", name) for name in ("holidays", "prices", "outputs", "touSchedules")
             if name in archive]
    paths += [("archive", "cems", name) for name in ("area", "employees", "touScheme")
              if name in archive["cems"]]
    paths += [("archive", "categories", at) for at in range(len(archive["categories"]) - 1, -1, -1)]
    case = first_of(case, [without(path) for path in paths], still)
    paths = []
    for s, schedule in enumerate(case["archive"].get("touSchedules", [])):
        for v in range(len(schedule["versions"]) - 1, -1, -1):
            version = schedule["versions"][v]
            here = ("archive", "touSchedules", s, "versions", v)
            for r in range(len(version.get("rules", [])) - 1, -1, -1):
                rule = version["rules"][r]
                paths += [(*here, "rules", r, "periods", p)
                          for p in range(len(rule["periods"]) - 1, -1, -1)]
                paths += [(*here, "rules", r, name)
                          for name in ("months", "days", "holidays") if name in rule]
                paths.append((*here, "rules", r))
            paths.append(here)
    return first_of(case, [without(path) for path in paths], still)


def _ask(case, still):
    request = case["requests"][0]
    changes = [without(("requests", 0, name)) for name in ("explain", "aggregate", "period",
                                                           "parameterId", "tou")
               if name in request]
    for tou in str(request.get("tou", "")).split(","):
        changes.append(lambda smaller, tou=tou: smaller["requests"][0].update(tou=tou)
                       if tou else False)
    for name in request.get("parameterId", "").split(","):
        changes.append(lambda smaller, name=name: smaller["requests"][0].update(parameterId=name)
                       if name else False)
    changes.append(lambda smaller: smaller["archive"]["cems"].update(timeZone="Z"))
    return first_of(case, changes, still)


def _range(case, still):
    """Halves the range from either end as long as that works."""
    for name, other in (("start", "end"), ("end", "start")):
        for _ in range(40):
            request = case["requests"][0]
            middle = (request["start"] + request["end"]) // 2
            rounded = middle - middle % 900_000
            middle = rounded if request["start"] < rounded < request["end"] else middle
            smaller = dict(case, requests=[dict(request, **{name: middle})])
            if middle in (request[name], request[other]) or not still(smaller):
                break
            case = smaller
    return case


def _plain(case, still):
    """Qualities of 0, no odd attributes of parameters."""
    smaller = dict(case, readings=[row[:4] + [0] for row in case["readings"]])
    case = smaller if smaller != case and still(smaller) else case
    paths = [("archive", "points", index, "parameters", at, name)
             for index, point in enumerate(case["archive"]["points"])
             for at, parameter in enumerate(point["parameters"])
             for name in ("extension", "decimals", "interval") if name in parameter]
    return first_of(case, [without(path) for path in paths], still)
