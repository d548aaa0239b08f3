"""Real readings: hourly load and oil temperature of a transformer station, two years.

The data set (ETTh1.csv: date, HUFL, HULL, MUFL, MULL, LUFL, LULL, OT) is not part of the project;
CEMS_ETTH1 names the file. Without it these tests are skipped, and say so.
"""
import csv
import datetime
import os
import pathlib

import civil
import sites
from probe import Probe

POWER_MW = "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.6.38.0"
SCHEDULE = {"id": "OWN", "versions": [
    {"version": "1", "validFrom": "2016-01-01", "rules": [
        {"periods": [{"tou": 2, "from": "08:00", "to": "11:00"},
                     {"tou": 2, "from": "18:00", "to": "21:00"},
                     {"tou": 3, "from": "06:00", "to": "08:00"},
                     {"tou": 3, "from": "11:00", "to": "18:00"},
                     {"tou": 3, "from": "21:00", "to": "22:00"},
                     {"tou": 4, "from": "22:00", "to": "06:00"}]},
        {"months": [1, 12], "periods": [{"tou": 1, "from": "19:00", "to": "21:00"}]}]},
    {"version": "2", "validFrom": "2017-05-17", "rules": [
        {"periods": [{"tou": 2, "from": "07:30", "to": "22:10"},
                     {"tou": 4, "from": "22:10", "to": "07:30"}]},
        {"days": ["rest"], "periods": [{"tou": 5, "from": "00:00", "to": "05:30"}]}]}]}


def load(path):
    """A case without requests: the loads as power, as hourly energy and as a register."""
    rows, register = [], 0
    with open(path, encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            at = datetime.datetime.fromisoformat(line["date"])
            t = civil.moment(at, "+08:00")
            rows.append(["HV", "P", t, line["HUFL"], 0])
            rows.append(["MV", "E", t, line["MUFL"], 0])
            rows.append(["R", "OT", t, line["OT"], 0])
            if at.hour % 4 or at.day % 9:  # Some hours are missing.
                rows.append(["LV", "EPI", t, sites_number(register), 0])
            register = (register + int(abs(float(line["LUFL"])) * 1000)) % 10 ** 7
    points = [
        {"pointId": "R", "name": "R", "categoryCode": "05", "energyType": "01", "pointType": 0,
         "parameters": [sites.parameter("OT", "°C", sites.TEMPERATURE, "PT1H")]},
        *({"pointId": name, "name": name, "categoryCode": "05", "energyType": "01",
           "parentPointId": "R", "pointType": 2, "parameters": [made]} for name, made in (
               ("HV", sites.parameter("P", "MW", POWER_MW, "PT1H")),
               ("MV", sites.parameter("E", "kWh", sites.DELTA, "PT1H")),
               ("LV", sites.parameter("EPI", "kWh", sites.REGISTER.format(
                   flow=1, commodity=1, tou=0), "PT1H", decimals=3))))]
    archive = {"cems": {"cemsId": "S", "name": "S", "rootPointId": "R", "timeZone": "+08:00",
                        "touScheme": "OWN"},
               "categories": [{"categoryCode": "05", "name": "05"}], "points": points,
               "touSchedules": [SCHEDULE]}
    return {"archive": archive, "readings": rows, "now": rows[-1][2] + 1}


def sites_number(scaled):
    return f"{scaled // 1000}.{scaled % 1000:03d}"


def requests():
    day = lambda text: civil.midnight(datetime.date.fromisoformat(text), "+08:00")
    full = {"interface": "GetCemsFullStatisticData"}
    years = {"start": day("2016-07-01"), "end": day("2018-07-01")}
    return [dict(full, **years, period="P1M", tou="0,1,2,3,4,5"),
            dict(full, **years, period="P1Y", tou="0,2,4", parameterId="EPI"),
            dict(full, start=day("2017-05-10") + 1_234_567, end=day("2017-05-24") - 7_654_321,
                 period="P1D", tou="0,1,2,3,4,5"),
            dict(full, start=day("2017-01-30"), end=day("2017-02-02"), period="PT15M",
                 tou="0,2", parameterId="EPI,E"),
            dict(full, start=day("2016-09-01"), end=day("2017-03-01"), period="P1W",
                 aggregate="max"),
            dict(full, **years, period="P3M", aggregate="avg", tou="0,1,5")]


def run(program, faults_of):
    """Returns (passed, failed, skipped)."""
    path = pathlib.Path(os.environ.get("CEMS_ETTH1", ""))
    asked = requests()
    if not path.is_file():
        print("skipped: real readings: CEMS_ETTH1 does not name ETTh1.csv (ETDataset, hourly)")
        return 0, 0, 1
    case = load(path)
    failed = 0
    with Probe(program) as probe:
        for request in asked:
            one = dict(case, requests=[request])
            faults = faults_of(one, probe.ask(one))
            failed += bool(faults)
            print(f"{'FAILED' if faults else 'ok'} real readings, {request}")
            print("".join(f"  {fault}\n" for fault in faults[:10]), end="")
    return len(asked) - failed, failed, 0
