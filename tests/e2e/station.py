"""A transformer station with readings as real data sets have them: hourly, local time, 32-bit
floats printed with all their digits. Generated from a seed; nothing here is anybody's data."""
import datetime
import json
import random
import struct

SITE = "CEMS-TEST-0001"
COLUMNS = {"HUFL": ("T1-HV", "P"), "HULL": ("T1-HV", "Q"), "LUFL": ("T1-LV", "P"),
           "OT": ("T1", "OT")}
BEGIN = datetime.datetime(2016, 7, 1)


def archive():
    """As text, in the form of the full static answer's `data`, with optional members."""
    def parameter(name, title, code, unit):
        return {"parameterId": name, "name": title, "unit": unit, "interval": "PT1H",
                "readingTypeId": code}
    power = parameter("P", "有功负荷", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.6.38.0", "MW")
    reactive = parameter("Q", "无功负荷", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.6.63.0", "Mvar")
    oil = parameter("OT", "油温", "0.0.0.12.0.0.46.0.0.0.0.0.0.0.0.0.23.0", "°C")
    side = {"parentPointId": "T1", "pointType": 2, "categoryCode": "0501", "energyType": "01"}
    return json.dumps({
        "cems": {"cemsId": SITE, "name": "试验变电站", "timeZone": "+08:00", "rootPointId": "T1",
                 "energyTypes": ["01"], "contact": "李四", "phone": "021-12345678",
                 "longitude": 121.473700000000001, "updateTime": "2024-01-01T00:00:00+08:00",
                 "extension": {"note": "a \"quoted\" text", "n": [1, 2.50]}},
        "categories": [{"categoryCode": "05", "name": "供配电", "categories": [
            {"categoryCode": "0501", "name": "变压器", "points": [
                {"pointId": "T1-HV", "name": "高压侧", "parameters": [power, reactive],
                 "voltageLevel": 110, **side},
                {"pointId": "T1-LV", "name": "低压侧", "parameters": [power], "voltageLevel": 10.50,
                 **side}]}],
            "points": [{"pointId": "T1", "name": "1号变压器", "pointType": 1, "energyType": "01",
                        "parameters": [oil]}]}],
        "demand": {"billingMode": 4, "contractDemand": 4000},
    }, ensure_ascii=False, indent=1)


def float32_text(value):
    """The 64-bit digits of a 32-bit float: what data frames print."""
    return repr(struct.unpack("f", struct.pack("f", value))[0])


def rows(hours, seed=1):
    """[(local time, {column: text})]; some cells are empty, some numbers tiny or negative."""
    chance = random.Random(seed)
    out = []
    for hour in range(hours):
        cells = {}
        for column in COLUMNS:
            scale = chance.choice((10, 1, 0.001, -5, 1e-7, 100000))
            cells[column] = "" if chance.random() < 0.01 else float32_text(chance.random() * scale)
        out.append((BEGIN + datetime.timedelta(hours=hour), cells))
    return out


def csv(table):
    lines = ["date," + ",".join(COLUMNS)]
    lines += [f"{t:%Y-%m-%d %H:%M:%S}," + ",".join(cells[c] for c in COLUMNS) for t, cells in table]
    return "\n".join(lines) + "\n"


def load_arguments(path):
    mapping = ",".join(f"{c}={point}/{parameter}" for c, (point, parameter) in COLUMNS.items())
    return ["--cems", SITE, "--time", "date", "--zone", "+08:00", "--map", mapping, path]


def expected(table):
    """{(point, parameter): [(timeStamp, Decimal text)]} of what the file holds."""
    series = {key: [] for key in COLUMNS.values()}
    for t, cells in table:
        for column, key in COLUMNS.items():
            if cells[column]:
                series[key].append((f"{t:%Y-%m-%dT%H:%M:%S}+08:00", cells[column]))
    return series


def answered(data, into=None):
    """The same form, from the `data` of a historic answer; joins pages given one after another."""
    series = {} if into is None else into
    for point in data["points"]:
        for parameter in point["parameters"]:
            rows_ = series.setdefault((point["pointId"], parameter["parameterId"]), [])
            rows_ += [(r["timeStamp"], r["value"]) for r in parameter["readings"]]
    return series
