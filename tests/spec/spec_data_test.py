#!/usr/bin/env python3
"""The generator's checks: each broken piece of data is refused with the file and the item named.

Every case copies spec/, breaks one thing and reads the copy. Standard library only.
"""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from spec_data import Spec, SpecError, clause_key, snake  # noqa: E402
from spec_format import pretty  # noqa: E402


def first(document, member):
    return document[member][0]


def field(document, name):
    return next(f for m in document["models"] for f in m["fields"] if f["name"] == name)


def version(document):
    return document["touSchedules"][0]["versions"][0]


CASES = (
    ("interfaces.json", lambda d: d["interfaces"].append(first(d, "interfaces")), "there twice"),
    ("interfaces.json", lambda d: first(d, "interfaces").update(response="Nothing"),
     "GetCemsStaticData: unknown response model Nothing"),
    ("interfaces.json", lambda d: first(d, "interfaces")["parameters"].append({"name": "x"}),
     "unknown parameter x"),
    ("interfaces.json", lambda d: first(d, "interfaces").update(pageUnit="Point"),
     "come together"),
    ("interfaces.json", lambda d: first(d, "interfaces").update(path="/x"), "template"),
    ("interfaces.json", lambda d: first(d, "interfaces").update(origin="invented"), "origin"),
    ("interfaces.json", lambda d: first(d, "interfaces").update(confidence=60), "seed"),
    ("models/point.json", lambda d: field(d, "level").update(chinese=""), "Point.level"),
    ("models/point.json", lambda d: field(d, "level").update(type="int"), "unknown type int"),
    ("models/point.json", lambda d: field(d, "level").update(name="pointId"), "there twice"),
    ("models/point.json", lambda d: field(d, "level").update(name="Level"), "lowerCamelCase"),
    ("models/point.json", lambda d: field(d, "points").update(model="Pt"), "unknown model Pt"),
    ("models/point.json", lambda d: field(d, "level").update(requirement="M"), "R, O or C"),
    ("models/point.json", lambda d: field(d, "flow").update(enumeration="x"),
     "unknown enumeration x"),
    ("models/point.json", lambda d: field(d, "level").update(clause="six"), "no clause"),
    ("models/dr_record.json", lambda d: first(d, "models").update(extends="X"), "unknown model X"),
    ("parameters.json", lambda d: first(d, "parameters").update(type="text"), "unknown type"),
    ("return_codes.json", lambda d: d["codes"][1].update(http=404), "first three digits"),
    ("return_codes.json", lambda d: d["codes"][1].update(code=40002), "40002 is there twice"),
    ("categories.json", lambda d: d["categories"][2].update(parent="77"), "unknown parent 77"),
    ("reading_types.json", lambda d: first(d, "builtin").update(readingTypeId="1.2"), "18"),
    ("reading_types.json", lambda d: first(d, "builtin").update(
        readingTypeId="0.0.0.99.0.1.37.0.0.0.0.0.0.0.224.3.38.0"), "code 99"),
    ("reading_types.json", lambda d: d["positions"].pop(), "1 to 18"),
    ("headers.json", lambda d: first(d, "headers").update(required="yes"), "required"),
    ("tou_schedules.json", lambda d: first(d, "touSchedules").update(id="SH"), "tou_schemes.json"),
    ("tou_schedules.json", lambda d: version(d).update(scheme="BJ-TOU"), "either scheme or rules"),
    ("tou_schedules.json", lambda d: version(d).update(validFrom="2023-02-29"), "no date"),
    ("tou_schedules.json", lambda d: version(d).update(validTo="2022-01-01"), "after validFrom"),
    ("tou_schedules.json", lambda d: version(d).pop("source"), "source is missing"),
    ("tou_schedules.json", lambda d: first(version(d), "rules").update(months=[0]), "1 to 12"),
    ("tou_schedules.json", lambda d: first(version(d), "rules").update(day="rest"),
     "day is no member"),
    ("tou_schedules.json", lambda d: first(version(d), "rules").update(
        days=["holiday"], holidays=["Easter"]), "holiday Easter"),
    ("tou_schedules.json", lambda d: first(first(version(d), "rules"), "periods").update(tou=6),
     "tou is 1 to 5"),
    ("tou_schedules.json", lambda d: first(first(version(d), "rules"), "periods").update(to="7"),
     "no time of day"),
    ("holidays.json", lambda d: first(d, "holidays").update(workdays=["2022-01-05"]), "rest day"),
    ("holidays.json", lambda d: first(first(d, "holidays"), "holidays").update(to="2022-01-01"),
     "NewYear has no day"),
    ("holidays.json", lambda d: first(d, "holidays").update(year=2023), "2023 is there twice"),
    ("factors.json", lambda d: d["factorSets"].reverse(), "newest set"),
    ("factors.json", lambda d: first(first(d, "factorSets"), "factors").update(unit="MWh"),
     "unknown energy type or unit"),
    ("factors.json", lambda d: first(first(d, "factorSets"), "factors").update(coal=0), "zero"),
    ("indicators.json", lambda d: first(d, "indicators").update(isSum=1), "true or false"),
    ("indicators.json", lambda d: first(d, "indicators").update(unit=""), "COAL: no unit"),
    ("indicators.json", lambda d: first(d, "indicators").update(id="coal"), "capitals"),
    ("indicators.json", lambda d: first(d, "indicators").update(id="CO2"), "CO2 is there twice"),
    ("qualities.json", lambda d: d.clear(), "no list 'qualities'"),
    ("examples/C.2.json", lambda d: d.update(interface="X"), "C.2.json: unknown interface X"),
    ("examples/C.2.json", lambda d: d.update(request="/x?cemsId=1"), "the address of"),
    ("examples/C.2.json", lambda d: d.update(request=d["request"] + "&x=1"), "no parameter x"),
    ("examples/C.2.json", lambda d: d.update(request=d["request"].partition("?")[0]),
     "cemsId is missing"),
)


class SpecDataTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copytree(ROOT / "spec", self.folder, dirs_exist_ok=True)

    def test_the_committed_data_are_right(self):
        Spec(self.folder)

    def test_each_broken_piece_is_named(self):
        for name, spoil, message in CASES:
            with self.subTest(file=name, message=message):
                path = self.folder / name
                before = path.read_text("utf-8")
                document = json.loads(before)
                spoil(document)
                path.write_text(json.dumps(document), "utf-8")
                with self.assertRaises(SpecError) as caught:
                    Spec(self.folder)
                self.assertIn(message, str(caught.exception))
                path.write_text(before, "utf-8")

    def test_a_file_that_is_no_json_is_named(self):
        (self.folder / "headers.json").write_text("{", "utf-8")
        with self.assertRaisesRegex(SpecError, "spec/headers.json"):
            Spec(self.folder)

    def test_files_have_the_common_layout(self):
        for path in sorted(self.folder.rglob("*.json")):
            text = path.read_text("utf-8")
            self.assertEqual(text, pretty(json.loads(text)),
                             f"{path.name}: run tools/spec_format.py on it")

    def test_clauses_are_ordered_as_in_the_document(self):
        clauses = ["10.1", "A.3", "6.10", "6.2", "B.2", "5.4"]
        self.assertEqual(sorted(clauses, key=clause_key),
                         ["5.4", "6.2", "6.10", "10.1", "A.3", "B.2"])

    def test_names_become_identifiers(self):
        self.assertEqual(snake("parentPointId"), "parent_point_id")
        self.assertEqual(snake("GetCemsDrStaticData"), "get_cems_dr_static_data")
        self.assertEqual(snake("X-Cems-Nonce"), "x_cems_nonce")


if __name__ == "__main__":
    unittest.main()
