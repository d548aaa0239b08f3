"""Holds the data of an envelope to what is expected, member by member.

A difference is "where: expected X, got Y". Numbers are compared as numbers, whatever their
spelling; a member that is not expected is a difference, and so is one that is not there.
"""
from fractions import Fraction

import civil
from annex_marks import ANY, NONE, TEXT, Either, Length

MISSING = object()
LEAST = 40  # Differences of one answer: after that there is nothing more to learn.


class Number(str):
    """A number of an answer, as it is spelled."""


def differences(expected, envelope):
    """What differs between an expected answer and the envelope that came."""
    code = int(envelope["code"])
    wanted = expected.get("code", 200)
    if code != wanted:
        return [f"code: expected {wanted}, got {code} {envelope['message']} "
                f"{envelope.get('errors', '')}"]
    found = []
    if code == 200:
        _compare(found, "data", expected, envelope.get("data", MISSING))
    return found[:LEAST]


def _compare(found, where, expected, got):
    if expected is ANY:
        return
    if expected is NONE:
        if got is not None and got is not MISSING:
            _differ(found, where, expected, got)
    elif isinstance(expected, Either):
        _compare_any(found, where, expected, got)
    elif isinstance(expected, dict) and isinstance(got, dict):
        for name in list(expected) + [name for name in got if name not in expected]:
            _compare(found, f"{where}.{name}", expected.get(name, MISSING),
                     got.get(name, MISSING))
    elif isinstance(expected, list) and isinstance(got, list):
        if len(expected) != len(got):
            _differ(found, f"{where} length", len(expected), len(got))
        for index, (one, other) in enumerate(zip(expected, got)):
            _compare(found, f"{where}[{_name(one, index)}]", one, other)
    elif not _same(expected, got):
        _differ(found, where, expected, got)


def _compare_any(found, where, expected, got):
    """The fewest differences that one of the choices leaves; none where one fits."""
    tried = []
    for choice in expected.choices:
        faults = []
        _compare(faults, where, choice, got)
        if not faults:
            return
        tried.append(faults)
    found += [f"{fault} (one of {len(tried)} ways)" for fault in min(tried, key=len)]


def _name(expected, index):
    """What an entry of a list is known by."""
    if isinstance(expected, dict):
        for name in ("eventId", "month", "baselineMethod", "parameterId", "timeStamp"):
            if isinstance(expected.get(name), str):
                return f"{index} {expected[name]}"
    return str(index)


def _same(expected, got):
    if expected is TEXT:
        return type(got) is str and got != ""
    if isinstance(expected, Length):
        return type(got) is str and civil.duration(got) == civil.duration(expected.text)
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, (int, Fraction)):
        return isinstance(got, Number) and Fraction(got) == expected
    if isinstance(got, Number) or got is MISSING or expected is MISSING:
        return False
    return expected == got


def _differ(found, where, expected, got):
    found.append(f"{where}: expected {shown(expected)}, got {shown(got)}")


def shown(value):
    if value is MISSING:
        return "nothing"
    if isinstance(value, Fraction):
        return str(value.numerator) if value.denominator == 1 else f"{value} ({float(value):.15g})"
    if isinstance(value, Length):
        return value.text
    text = str(value) if isinstance(value, Number) else repr(value)
    return text if len(text) <= 200 else text[:200] + "…"


def rendered(expected):
    """An answer that fits what is expected, as the station would give it: the test of the test."""
    if isinstance(expected, Either):
        return rendered(expected.choices[-1])
    if isinstance(expected, dict):
        made = {name: rendered(value) for name, value in expected.items()}
        return {name: value for name, value in made.items() if value is not MISSING}
    if isinstance(expected, list):
        return [rendered(value) for value in expected]
    if expected in (ANY, NONE):
        return MISSING
    if expected is TEXT:
        return "because"
    if isinstance(expected, Length):
        return expected.text
    if isinstance(expected, (int, Fraction)) and not isinstance(expected, bool):
        return Number(decimal_text(Fraction(expected)))
    return expected


def decimal_text(value):
    """A fraction whose denominator has only the factors 2 and 5, without an exponent."""
    places = 0
    while (value * 10 ** places).denominator != 1:
        places += 1
    scaled = str(abs(int(value * 10 ** places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{scaled[:-places]}.{scaled[-places:]}" if places else scaled)
