#!/usr/bin/env python3
"""Durable ingest against a raw log with the same fsyncs: in process, and by `cems load`.

    bench/kv/measure.py [--rounds 3] [--batches 1000,10000] [--build build/release] [--work DIR]
                        [--points 200 --days 31] [--no-load]

Needs the programs kv_bench and cems of a release build. One run of each in turn makes a round; the
ratio is the median of the rounds' ratios. Every run reads back what it wrote and fails where a
reading is missing or differs. `cems load` is timed from its start to its end and compared with the
raw log at 10,000 readings a batch.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import time

LOAD_AGAINST = 10000


class Runs:
    """The programs, and the folder they work in."""

    def __init__(self, options):
        self.bench = os.path.join(options.build, "kv_bench")
        self.cems = os.path.join(options.build, "cems")
        self.work = options.work
        self.shape = [str(options.points), str(options.days)]
        self.readings = options.points * options.days * 1440
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)

    def ingest(self, mode, batch):
        """One run of kv_bench: what it printed."""
        folder = os.path.join(self.work, mode)
        printed = subprocess.run([self.bench, mode, folder, str(batch), *self.shape], check=True,
                                 capture_output=True, text=True).stdout
        shutil.rmtree(folder)
        return json.loads(printed)

    def write_csv(self):
        """The files for `cems load`, once."""
        subprocess.run([self.bench, "csv", self.work, *self.shape], check=True)

    def load(self):
        """One `cems load` into a fresh folder: readings a second."""
        data = os.path.join(self.work, "data")
        shutil.rmtree(data, ignore_errors=True)
        into = [self.cems, "load", "--data", data]
        subprocess.run([*into, self.work + "/archive.json"], check=True, capture_output=True)
        begun = time.perf_counter()
        subprocess.run([*into, self.work + "/readings.csv"], check=True, capture_output=True)
        seconds = time.perf_counter() - begun
        subprocess.run([self.bench, "check", data + "/store", *self.shape], check=True)
        shutil.rmtree(data)
        return self.readings / seconds


def line(name, rates, floors, more=""):
    """Prints one row of the table."""
    ratio = statistics.median(one / floor for one, floor in zip(rates, floors))
    print(f"{name:28} {statistics.median(rates) / 1e6:8.2f} M/s   ratio {ratio:5.2f}   {more}",
          flush=True)


def commits(results):
    """Medians of a list of kv_bench's answers, as text."""
    def middle(key):
        return statistics.median(result[key] for result in results)
    return (f"commit p50 {middle('p50_ms'):.3f} p99 {middle('p99_ms'):.2f} "
            f"max {middle('max_ms'):.1f} ms, cpu {middle('cpu_s'):.2f} s, "
            f"{middle('bytes_a_reading'):.2f} B/reading")


def main():
    """Measures and prints."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--batches", default="1000,10000")
    asked.add_argument("--build", default="build/release")
    asked.add_argument("--work", default="/tmp/cems-bench-kv")
    asked.add_argument("--points", type=int, default=200)
    asked.add_argument("--days", type=int, default=31)
    asked.add_argument("--no-load", action="store_true")
    options = asked.parse_args()
    runs = Runs(options)
    for batch in map(int, options.batches.split(",")):
        pairs = [(runs.ingest("raw", batch), runs.ingest("store", batch))
                 for _ in range(options.rounds)]
        raw, store = zip(*pairs)
        floors = [one["readings_s"] for one in raw]
        line(f"raw log, {batch} a batch", floors, floors, commits(raw))
        line(f"store, {batch} a batch", [one["readings_s"] for one in store], floors,
             commits(store))
    if not options.no_load:
        runs.write_csv()
        pairs = [(runs.ingest("raw", LOAD_AGAINST)["readings_s"], runs.load())
                 for _ in range(options.rounds)]
        floors, loads = zip(*pairs)
        line(f"raw log, {LOAD_AGAINST} a batch", floors, floors)
        line("cems load", loads, floors)
    shutil.rmtree(runs.work)


if __name__ == "__main__":
    main()
