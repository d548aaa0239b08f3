#!/usr/bin/env python3
"""A site of many points: what its statistics cost here, and what ClickHouse takes for them.

    bench/statistics/measure.py [--points 10000] [--build build/release] [--work DIR]

Needs the programs cems and statistics_readings of a release build, and Debian's packages
clickhouse-server and clickhouse-client (--no-peer leaves them out). Every point has a register of
hourly energy for the year 2023; the tariff has seasons. The same question goes to both: the
consumption of each month in each class of time, of all points together (class aggregates, page 1)
and of each point (all pages). Answers are compared to the last digit; times are medians of
interleaved rounds over one kept connection each, HTTP/1.1 in the clear.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import time
from decimal import Decimal

from peer import ClickHouse
from questions import differences, edges
from bench_site import Server, archive

FULL = "/cems/v1/GetCemsFullStatisticData"
YEAR = "startTime=2023-01-01T00:00:00%2B08:00&endTime=2024-01-01T00:00:00%2B08:00"
ASK = YEAR + "&period=P1M&tou=0,1,2,3,4,5&parameterId=EPI&pageSize="

def sums_of(rows):
    """ClickHouse's cells that are not zero, in kWh."""
    return {tuple(map(int, row[:-1])): Decimal(row[-1]).scaleb(-2) for row in rows
            if row[-1] != "0"}


def class_of(parameter):
    """The class of time that a row's reading type says."""
    return int(parameter["readingTypeId"].split(".")[11])


def numbered(readings):
    """(month, value) of a row's readings."""
    return ((month + 1, one["value"]) for month, one in enumerate(readings))


def aggregates_of(body):
    """Sums over all classes of equipment (each point is in one) by month and class of time."""
    data = json.loads(body, parse_float=Decimal, parse_int=Decimal)["data"]
    sums = {}
    for category in data["categories"]:
        for parameter in category["parameters"]:
            for month, value in numbered(parameter["readings"]):
                key = (month, class_of(parameter))
                sums[key] = sums.get(key, 0) + value
    return {key: value for key, value in sums.items() if value and key[1]}


def points_of(node):
    """Every row of a page."""
    for category in node.get("categories", []):
        yield from category.get("statisticPoints", [])
        yield from points_of(category)


def timed(work):
    """Seconds and result."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def pages(server, asked):
    """The bodies of all pages."""
    out = []
    number = 1
    while True:
        out.append(server.body(FULL, f"{asked}&pageNo={number}"))
        page = json.loads(out[-1][-600:].split(b'"page":')[1].split(b"}")[0] + b"}")
        if not page["hasNext"]:
            return out
        number += 1


def rows_of(bodies):
    """Cells by point, month and class of all pages."""
    sums = {}
    for body in bodies:
        for row in points_of(json.loads(body, parse_float=Decimal, parse_int=Decimal)["data"]):
            tou = class_of(row["parameter"])
            for month, value in numbered(row["parameter"]["readings"]):
                if tou and value:
                    sums[(int(row["pointId"][1:]), month, tou)] = value
    return sums


def measure(server, peer, options):
    """Asks both in turn."""
    asked = {"one page": lambda: [server.body(FULL, ASK + "1000")],
             "all pages": lambda: pages(server, ASK + "1000")}
    ways = {"edges": edges, "differences": differences}
    begun = server.memory()
    cold, first = timed(asked["one page"])
    print(f"first answer after a start {cold * 1e3:.0f} ms; "
          f"memory {begun:.0f} -> {server.memory():.0f} MB", flush=True)
    if options.one_page:
        del asked["all pages"]
    for name, ask in asked.items():
        ours, theirs = [], {way: [] for way in ways if peer}
        keys = "" if name == "one page" else "s, "
        for _ in range(options.rounds):
            seconds, bodies = timed(ask)
            ours.append(seconds)
            for way, taken in theirs.items():
                seconds, rows = timed(lambda: peer.ask(ways[way](keys, keys)))
                taken.append(seconds)
                expected = sums_of(rows)
                got = aggregates_of(bodies[0]) if name == "one page" else rows_of(bodies)
                if got != expected:
                    raise SystemExit(f"{name}, {way}: the answers differ")
        own = statistics.median(ours)
        print(f"{name}: {own * 1e3:.1f} ms, {sum(map(len, bodies)) / 1e6:.1f} MB", flush=True)
        for way, taken in theirs.items():
            peers = statistics.median(taken)
            print(f"  ClickHouse by {way}: {peers * 1e3:.0f} ms; ratio {own / peers:.4f}",
                  flush=True)
    print(f"memory {server.memory():.0f} MB")


def main():
    """Measures and prints."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--points", type=int, default=10000)
    asked.add_argument("--build", default="build/release")
    asked.add_argument("--work", default="/tmp/cems-bench-statistics")
    asked.add_argument("--port", type=int, default=18500)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--one-page", action="store_true", help="leave out the other pages")
    asked.add_argument("--keep", action="store_true", help="use the readings of the last run")
    asked.add_argument("--no-peer", action="store_true")
    options = asked.parse_args()
    writer = os.path.join(options.build, "statistics_readings")
    cems = os.path.join(options.build, "cems")
    data = os.path.join(options.work, "data")
    if not options.keep:
        shutil.rmtree(options.work, ignore_errors=True)
        os.makedirs(data)
        with open(options.work + "/archive.json", "w", encoding="utf-8") as out:
            json.dump(archive(options.points), out)
        subprocess.run([cems, "load", "--data", data, options.work + "/archive.json"],
                       check=True)
        seconds, _ = timed(lambda: subprocess.run(
            [writer, "store", data + "/store", str(options.points)], check=True))
        print(f"{options.points} points, {options.points * 8761 / 1e6:.1f} M readings written in "
              f"{seconds:.0f} s", flush=True)
    peer = server = None
    try:
        if not options.no_peer:
            peer = ClickHouse(options.work + "/clickhouse", options.port + 1)
            peer.load(writer, options.points)
        if not options.keep:
            server = Server(cems, data, options.port, options.work + "/server.log")
            print(server.wait_for_rollups(), flush=True)
            server.stop()
        server = Server(cems, data, options.port, options.work + "/server.log")
        measure(server, peer, options)
    finally:
        for one in (server, peer):
            if one:
                one.stop()


if __name__ == "__main__":
    main()
