"""ClickHouse's ways to the consumption by month and class of time.

`differences` takes neighbouring readings of each register, whatever their times. `edges` knows that
there is one at each full hour, and counts each reading up for the hour that it ends and down for
the one that it begins: the cheapest way to the same sums.
"""
from bench_site import DAY, HOT, HOT_MONTHS


def hour_class(at):
    """The class of the hour that begins at an expression."""
    table = DAY + HOT
    return f"{table}[(toMonth({at}) IN {HOT_MONTHS}) * 24 + toHour({at}) + 1]"


def differences(head, keys):
    """All pairs of neighbours, by sorted arrays."""
    return (f"SELECT {head}toMonth(t) AS m, {hour_class('t')} AS k, sum(n - v) FROM (SELECT s, "
            "groupArray(t) AS ts, groupArray(v) AS vs FROM (SELECT s, t, v FROM r ORDER BY s, t) "
            "GROUP BY s) ARRAY JOIN arrayPopBack(ts) AS t, arrayPopBack(vs) AS v, "
            f"arrayPopFront(vs) AS n GROUP BY {keys}m, k ORDER BY {keys}m, k")


def edges(head, keys):
    """Two sums over the readings."""
    begin, end = "toDateTime('2023-01-01 00:00:00')", "toDateTime('2024-01-01 00:00:00')"
    return (f"SELECT {head}m, k, sum(d) FROM ("
            f"SELECT {keys}toMonth(t) AS m, {hour_class('t')} AS k, -sum(v) AS d FROM r "
            f"WHERE t < {end} GROUP BY {keys}m, k UNION ALL "
            f"SELECT {keys}toMonth(t - 3600) AS m, {hour_class('(t - 3600)')} AS k, sum(v) AS d "
            f"FROM r WHERE t > {begin} GROUP BY {keys}m, k) "
            f"GROUP BY {keys}m, k ORDER BY {keys}m, k")
