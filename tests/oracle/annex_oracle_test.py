#!/usr/bin/env python3
"""The annexes' oracle by itself: its arithmetic against numbers made by hand, no station needed.

Every case of annex_cases must give what it states, and an answer made from what is expected must
pass the comparison, while one with a changed number must not.
"""
import datetime
import json
import os
import pathlib
import sys
import unittest
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import annex_compare  # noqa: E402  (these need the path above)
import annex_expected  # noqa: E402
import annex_generate  # noqa: E402
import annex_load  # noqa: E402
import annex_site  # noqa: E402
import annex_stated  # noqa: E402
import annex_time  # noqa: E402
import civil  # noqa: E402
import demand_contract  # noqa: E402
import dr_event  # noqa: E402
import dr_record  # noqa: E402
import series  # noqa: E402
import sites  # noqa: E402

CASES = sorted((pathlib.Path(__file__).resolve().parent / "annex_cases").glob("*.json"))
SEEDS = int(os.environ.get("CEMS_ORACLE_SEEDS", "60"))
NEW_YORK, LORD_HOWE = "America/New_York", "Australia/Lord_Howe"


def site(zone="+08:00", **archive):
    return annex_site.Site({"now": 0, "readings": [], "archive": dict({
        "cems": {"cemsId": "S", "name": "S", "rootPointId": "R", "timeZone": zone},
        "points": [{"pointId": "R"}]}, **archive)})


def contract(**info):
    return demand_contract.Contract(site(), dict({"cemsId": "S", "billingMode": 4}, **info))


def day(text):
    return datetime.date.fromisoformat(text)


def answered(case):
    """Envelopes of a station that answers as expected."""
    return [{"code": want.get("code", 200), "message": "", "data": annex_compare.rendered(want)}
            for want in annex_expected.expect(case)]


class TimeTest(unittest.TestCase):
    def test_a_skipped_time_is_the_first_after_it(self):
        half_past_two = datetime.time(2, 30)
        self.assertEqual(annex_time.at_clock(day("2024-03-10"), half_past_two, NEW_YORK),
                         annex_time.parse_time("2024-03-10T07:00:00Z", NEW_YORK))
        self.assertEqual(annex_time.at_clock(day("2024-03-11"), half_past_two, NEW_YORK),
                         annex_time.parse_time("2024-03-11T06:30:00Z", NEW_YORK))

    def test_a_repeated_time_is_the_first(self):
        self.assertEqual(annex_time.at_clock(day("2024-11-03"), datetime.time(1, 30), NEW_YORK),
                         annex_time.parse_time("2024-11-03T05:30:00Z", NEW_YORK))

    def test_a_grid_starts_anew_at_midnight(self):
        # 2024-04-07 has 24.5 hours in Lord Howe: the hour that ends at midnight is half on.
        first = civil.midnight(day("2024-04-07"), LORD_HOWE)
        last = civil.midnight(day("2024-04-08"), LORD_HOWE)
        found = list(annex_time.grid(first, last, annex_time.HOUR_MS, LORD_HOWE))
        self.assertEqual(last - found[-2], annex_time.HOUR_MS // 2)
        self.assertEqual(found[-1], last)
        self.assertEqual(len(found), 25)
        self.assertEqual(annex_time.grid_count(first, last, annex_time.HOUR_MS, LORD_HOWE), 25)


class LoadTest(unittest.TestCase):
    def test_a_third_may_be_missing(self):
        load = annex_load.PowerLoad([(t * 1000, "1.5", 0) for t in range(10)], 1000, Fraction(1))
        self.assertEqual(Fraction(*load.mean(0, 15_000)), Fraction(3, 2))
        self.assertIsNone(load.mean(0, 15_001))

    def test_watts_are_kilowatts(self):
        parameter = sites.parameter("P", "W", "0.0.0.12.0.1.37.0.0.0.0.0.0.0.224.0.38.0")
        self.assertEqual(annex_site.kilo(parameter), Fraction(1, 1000))

    def energy(self, readings, pieces):
        return annex_load.EnergyLoad(readings, None, Fraction(1), pieces, True)

    def test_energy_is_divided_by_time(self):
        hour = annex_time.HOUR_MS
        load = self.energy([(0, "10", 0), (hour, "13.5", 0), (2 * hour, "3", 0)],
                           annex_load.register_pieces("Z", (0, hour)))
        self.assertEqual(Fraction(*load.mean(hour // 2, hour)), Fraction(7, 2))
        # Two thirds of the range are before the step down: 3.5 kWh * (2 / 3) over half an hour.
        self.assertEqual(Fraction(*load.mean(hour * 2 // 3, hour * 7 // 6)), Fraction(7, 3))
        self.assertIsNone(load.mean(hour, 2 * hour))

    def test_deltas_that_overlap_cover_their_time_once(self):
        minute = 60_000
        deltas = [(15 * minute, "1", 0), (20 * minute, "1", 0), (45 * minute, "1", 0)]
        load = self.energy(deltas, annex_load.delta_pieces("Z", (0, 15 * minute)))
        self.assertFalse(load.apart)
        self.assertEqual(Fraction(*load.mean(0, 15 * minute)), 4 * Fraction(5, 3))
        self.assertIsNone(load.mean(15 * minute, 30 * minute))  # Five minutes of fifteen.


class DemandTest(unittest.TestCase):
    def test_the_dictionary_charges(self):
        made = contract(contractDemand=4000, demandPrice=36.1)
        for most, a, b in ((4300, 151_620, 158_840), (4200, 144_400, 144_400)):
            found = demand_contract.charges(made, Fraction(most))
            self.assertEqual((found["contractChargeA"], found["contractChargeB"]), (a, b))
        self.assertEqual(found["basicCharge"], 144_400)

    def test_the_capacity_sets_a_least_contract(self):
        self.assertEqual(contract(contractDemand=100, transformerCapacity=630).effective, 252)
        self.assertEqual(contract(transformerCapacity=630).limit, Fraction(2646, 10))
        self.assertIsNone(contract().effective)

    def test_money_is_rounded_half_up(self):
        self.assertEqual(series.money(Fraction(1005, 1000)), Fraction(101, 100))

    def test_months(self):
        place = site(demand=[{"cemsId": "S", "billingMode": 4, "billingDay": 26},
                             {"cemsId": "S", "billingMode": 4, "billingDay": 5,
                              "validFrom": "2024-03-03"}])
        known = demand_contract.contracts(place)
        begin, end = (civil.midnight(day(text), "+08:00") for text in ("2024-02-20", "2024-04-01"))
        months = list(demand_contract.months_of(place, known, begin, end))
        self.assertEqual([(month.name, place.printed(month.begin)[:10]) for month in months], [
            ("2024-02", "2024-01-26"), ("2024-03", "2024-02-26"), ("2024-03", "2024-03-03"),
            ("2024-04", "2024-03-05")])
        self.assertEqual([month.contract.day for month in months], [26, 26, 5, 5])

    def test_a_month_before_all_contracts_has_none(self):
        place = site(demand={"cemsId": "S", "billingMode": 4, "validFrom": "2024-03-10"})
        known = demand_contract.contracts(place)
        self.assertIsNone(demand_contract.month_of(place, known, day("2024-02-10")).contract)
        self.assertIsNotNone(demand_contract.month_of(place, known, day("2024-03-01")).contract)


class EventTest(unittest.TestCase):
    def event(self, now=0, **info):
        place = site(drResource={"price": 4.0})
        place.now = annex_time.parse_time(now, "Z") if now else 0
        resource = dr_event.Resource(place)
        return resource, dr_event.Event(place, dict({
            "eventId": "A", "responseType": 1, "eventStatus": "far", "committedPower": 800,
            "publishTime": "2024-07-18T16:00:00+08:00", "startTime": "2024-07-20T13:00:00+08:00",
            "endTime": "2024-07-20T15:00:00+08:00"}, **info), resource.notice)

    def test_states(self):
        for now, status in (("2024-07-18T15:59:59+08:00", "none"),
                            ("2024-07-18T16:00:00+08:00", "far"),
                            ("2024-07-20T12:00:00+08:00", "near"),
                            ("2024-07-20T13:00:00+08:00", "active"),
                            ("2024-07-20T15:00:00+08:00", "completed")):
            self.assertEqual(self.event(now)[1].status, status)
            self.assertEqual(self.event(now, eventStatus="cancelled")[1].status, "cancelled")

    def test_who_takes_part(self):
        for reply, mode, part in (("optIn", 2, True), ("optOut", 1, False), ("none", 1, True),
                                  ("none", 2, False), ("none", 3, True)):
            event = self.event(optStatus=reply, participationMode=mode)[1]
            self.assertEqual(event.takes_part(), part)

    def test_money(self):
        resource, event = self.event()
        self.assertEqual(event.rate(Fraction(860)), Fraction(1075, 10))
        self.assertEqual(dr_record.amount(resource, event, Fraction(860)), 6880)
        resource, event = self.event(price=0.335, priceUnit="yuan/kW")
        self.assertEqual(dr_record.amount(resource, event, Fraction(1)), Fraction(34, 100))

    def test_slices_end_with_the_event(self):
        self.assertEqual(dr_event.slices(5, 40, 15), [(5, 20), (20, 35), (35, 45)])


class WholeTest(unittest.TestCase):
    def test_cases_give_what_they_state(self):
        self.assertTrue(CASES)
        for path in CASES:
            case = json.loads(path.read_text(encoding="utf-8"))
            self.assertEqual(annex_stated.stated(case, answered(case)), [], path.name)

    def test_seeds_are_answered_and_compared(self):
        for seed in range(SEEDS):
            case = annex_generate.case(seed)
            self.assertEqual(case, annex_generate.case(seed))
            for want, got in zip(annex_expected.expect(case), answered(case)):
                self.assertEqual(annex_compare.differences(want, got), [], seed)

    def test_a_difference_is_found(self):
        case = json.loads(CASES[0].read_text(encoding="utf-8"))
        want = annex_expected.expect(case)[0]
        for change in (lambda data: data["records"][0].pop("maxDemand"),
                       lambda data: data["records"][0].update(maxDemand=None),
                       lambda data: data["records"][0].update(maxDemand="100"),
                       lambda data: data["records"][0].update(unknown=None),
                       lambda data: data["records"].clear()):
            got = answered(case)[0]
            change(got["data"])
            self.assertNotEqual(annex_compare.differences(want, got), [])


if __name__ == "__main__":
    unittest.main()
