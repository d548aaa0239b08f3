"""kill -9 in the middle of things: nothing that was acknowledged is lost, nothing is doubled."""
import random
import signal
import subprocess
import time

import round_trip
import station


def test_kill_during_load_then_the_same_load(bench):
    """The result equals one clean load, whenever the kill comes."""
    table = station.rows(17000)
    csv = bench.file("readings.csv", station.csv(table))
    bench.run("load", "--data", bench.data, bench.archive("site.json"))
    chance = random.Random(2)
    killed = 0
    for _ in range(6):
        process = subprocess.Popen([bench.cems, "load", "--data", bench.data,
                                    *map(str, station.load_arguments(csv))],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.02, 0.25))
        process.kill()
        killed += process.wait() == -signal.SIGKILL
    assert killed > 0, "every load was over before its kill"
    bench.run("load", "--data", bench.data, *station.load_arguments(csv))
    token = bench.token()
    series = round_trip.fetch_with_curl(bench, bench.serve(), token, 100000)
    assert series == round_trip.expected(table)


def test_a_killed_server_starts_again_with_everything(bench):
    table = station.rows(300)
    token = bench.token("loader", "*", "--scope", "historic,static,ingest,admin")
    server = bench.serve()
    to = ["--url", server.url, "--token", token, "--cacert", server.certificate]
    bench.run("load", *to, bench.archive("site.json"))
    bench.run("load", *to, *station.load_arguments(bench.file("r.csv", station.csv(table))))
    server.stop(signal.SIGKILL)
    started = time.monotonic()
    server = bench.serve()
    assert time.monotonic() - started < 3, "restart to ready must take 3 s or less"
    assert round_trip.fetch_with_curl(bench, server, token, 1000) == round_trip.expected(table)
