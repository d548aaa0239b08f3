"""The whole answer of Annex A and B that the documents give to a request of a case."""
import urllib.parse

import annex_site
import demand_expected
import dr_comparison
import dr_expected

ANSWERS = {"GetCemsDemandStaticData": demand_expected.static,
           "GetCemsDemandDynamicData": demand_expected.dynamic,
           "GetCemsDemandHistoricData": demand_expected.historic,
           "GetCemsDrStaticData": dr_expected.static,
           "GetCemsDrDynamicData": dr_expected.dynamic,
           "GetCemsDrHistoricData": dr_expected.historic,
           "CompareDrBaselines": dr_comparison.compare}


def split(target):
    """(interface, {argument: text}) of a request."""
    parts = urllib.parse.urlsplit(target)
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    return parts.path.rsplit("/", 1)[1], {name: urllib.parse.unquote(value)
                                          for name, _, value in pairs}


def expect(case):
    """For each request its expected `data`, or {"code": …} of the error."""
    site = annex_site.Site(case)
    return [ANSWERS[name](site, arguments)
            for name, arguments in map(split, case["requests"])]
