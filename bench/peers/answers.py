"""One form for all answers, so that they can be compared to the last digit.

    Q1  the newest energy of each of the 1,000 series: {series: hundredths}
    Q2  readings of one series, 31 days by the minute: [(begin of the minute, hundredths)]
    Q3  the sum of each day of a year, one series: [hundredths]
    Q4  the sum of each month's peak hours, all 1,000 series: [hundredths]

The peers compute with binary floating point; their sums are exact to far below a hundredth.
"""
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal

ZONE = timezone(timedelta(hours=8))
YEAR_BEGIN = int(datetime(2023, 1, 1, tzinfo=ZONE).timestamp())
YEAR_END = int(datetime(2024, 1, 1, tzinfo=ZONE).timestamp())
MONTH_BEGIN = int(datetime(2023, 12, 1, tzinfo=ZONE).timestamp())
HOUR, DAY = 3600, 86400
PEAK_HOURS = (8, 9, 10, 18, 19, 20)


def cents(value):
    """Hundredths of a Decimal that must not have more digits, or of a float."""
    scaled = Decimal(value) * 100
    rounded = scaled.to_integral_value(ROUND_HALF_EVEN)
    if abs(scaled - rounded) > (Decimal("0.01") if isinstance(value, float) else 0):
        raise SystemExit(f"{value} is no number of hundredths")
    return int(rounded)


def peak_months(hours):
    """Q4 from [(begin of the hour, sum)]."""
    months = [0] * 12
    for at, value in hours:
        local = datetime.fromtimestamp(at, ZONE)
        if local.hour in PEAK_HOURS:
            months[local.month - 1] += value
    return [cents(value) for value in months]


def same(question, ours, theirs, peer):
    """Ends the benchmark where an answer differs."""
    if ours == theirs:
        return
    pairs = (zip(sorted(ours.items()), sorted(theirs.items())) if isinstance(ours, dict)
             else zip(ours, theirs))
    first = next(((a, b) for a, b in pairs if a != b), "one is longer")
    raise SystemExit(f"{question}: cems and {peer} differ: {len(ours)} and {len(theirs)} values, "
                     f"first {first}")
