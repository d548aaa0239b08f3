#!/usr/bin/env python3
"""Requests a second of cems beside nginx, nghttpd and h2o, which hand out the same bytes as files.

    python3 bench/http/run.py [--rounds 3] [--seconds 3] [--servers nginx,nghttpd,h2o]
                              [--cases c8,c64,one,bulk] [--cems PROGRAM]... [--work FOLDER]

Installs the peers from Debian's packages (their services are not started) and builds cems, unless
`--cems` names a program; more than one are measured beside each other, which is how a change is
judged. Everything runs on free ports of 127.0.0.1 and is ended afterwards.

The questions are GetPointDynamicData of 1,000 feeders in rotation (about 600 bytes each) while
1,000 readings a second come in, each of a series that is asked for; and four historic answers of
2 MB. The peers serve files with the same bytes, asked with the same header fields and equally long
paths; one h2load with one thread asks them in turn in each round, TLS 1.3, AES-128-GCM, two threads
in every server. Rates and the server's CPU time a request come from runs without a log, percentiles
from runs with one. The result are ratios of the medians of the rounds, with the rounds' own beside.
"""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(HERE.parent / "peers"))
# Behind the lines above: these are in that folder and this one, which are to stay clean.
import load  # noqa: E402
import site_asked as site  # noqa: E402
from packages import install  # noqa: E402
from servers import make_certificate, start_cems, start_peer  # noqa: E402
from table import print_figures, print_goals  # noqa: E402

PEERS = ("nginx", "nghttpd", "h2o")
PACKAGES = ["nginx-core", "nghttp2-client", "nghttp2-server", "h2o", "openssl", "curl"]
# Name: (connections, streams), whether answers are the long ones.
CASES = {"c8": ((8, 32), False), "c64": ((64, 32), False), "one": ((8, 1), False),
         "bulk": ((8, 4), True)}


def build():
    """The release build's program."""
    folder = ROOT / "build" / "release"
    if not (folder / "CMakeCache.txt").exists():
        subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", str(folder), "--target", "cems"], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    return str(folder / "cems")


def file_of(path):
    """Where a peer has the answer to one of our paths: as long, but for the query's `?`."""
    interface, query = path.removeprefix("/cems/v1/").split("?")
    words = dict(word.split("=") for word in query.split("&"))
    return f"/{interface}/{words['pointId']}.json?{query}"


class Questions:
    """The questions, in our words and the peers', and how long the answers are."""

    def __init__(self, folder, paths, ours, token):
        name, root = paths[0].split("?")[0].rsplit("/", 1)[1], folder + "/root"
        self.headers = {"authorization": "Bearer " + token}
        self.ours_file, self.peers_file = f"{folder}/{name}.ours", f"{folder}/{name}.peers"
        self.ours, self.peers = paths, [file_of(path) for path in paths]
        for file, words in ((self.ours_file, self.ours), (self.peers_file, self.peers)):
            with open(file, "w", encoding="ascii") as out:
                out.writelines(f"https://127.0.0.1{path}\n" for path in words)
        os.makedirs(f"{root}/{name}")
        self.bodies = ours.get_all(paths, self.headers)
        for path, body in zip(self.peers, self.bodies):
            with open(root + path.split("?")[0], "wb") as out:
                out.write(body)
        self.bytes = sum(map(len, self.bodies)) / len(paths)

    def file(self, is_ours):
        """The file for h2load."""
        return self.ours_file if is_ours else self.peers_file

    def check_peer(self, peer):
        """The same bytes."""
        for path, body in list(zip(self.peers, self.bodies))[::97]:
            if peer.get(path, self.headers) != body:
                raise SystemExit(f"{peer.name} answers {path} with other bytes")


def newest_value(server, questions):
    """(time, value) of the reading in the first dynamic answer, after a look at its ids."""
    path = questions.ours[0]
    data = json.loads(server.get(path, questions.headers))["data"]
    (point,) = data["points"]
    (parameter,) = point["parameters"]
    if f"pointId={point['pointId']}&parameterId={parameter['parameterId']}" not in path:
        raise SystemExit(f"cems answers {path} with another series")
    (reading,) = parameter["readings"]
    return reading["timeStamp"], reading["value"]


def measure(server, questions, token, shape, seconds, log_file):
    """Figures of one server in one case."""
    urls = questions.file(server.name.startswith("cems"))
    at_once = shape[0] * shape[1]
    pilot = load.run(server, urls, token, shape, at_once * 4)
    count = max(at_once * 4, int(pilot.rate * seconds / 2))
    pilot = load.run(server, urls, token, shape, count)
    count = max(at_once * 4, int(pilot.rate * seconds))
    cpu = server.cpu_seconds()
    plain = load.run(server, urls, token, shape, count)
    cpu = server.cpu_seconds() - cpu
    if abs(plain.data_bytes / count / questions.bytes - 1) > 0.03:
        raise SystemExit(f"{server.name}: bodies of {plain.data_bytes / count:.0f} bytes, "
                         f"{questions.bytes:.0f} expected")
    logged = load.run(server, urls, token, shape, max(at_once * 4, count // 2), log_file)
    return {"rate": plain.rate, "mb": plain.megabytes, "cpu": cpu / count * 1e6,
            "p50": logged.percentile(50), "p99": logged.percentile(99)}


def measure_newest(server, *given):
    """measure() while readings come in, which must be seen in the answers."""
    questions, token = given[:2]
    before = newest_value(server, questions)
    with site.Feed(server.port, token, server.certificate):
        figures = measure(server, *given)
    if newest_value(server, questions) == before:
        raise SystemExit("a newest value has not moved while readings came in")
    return figures


def run_round(servers, asked, token, options):
    """Figures by case and server."""
    figures = {}
    for case in options.cases:
        shape, is_long = CASES[case]
        figures[case] = {}
        for server in servers:
            is_fed = server.name.startswith("cems") and not is_long
            one = (measure_newest if is_fed else measure)(
                server, asked[is_long], token, shape, options.seconds, options.work + "/log")
            figures[case][server.name] = one
            print(f"  {case:5} {server.name:8} {one['rate']:9.0f}/s {one['mb']:7.1f} MB/s, "
                  f"{one['cpu']:7.2f} us CPU a request, p50 {one['p50']} us, p99 {one['p99']} us",
                  flush=True)
    return figures


def start_ours(programs, folder, pair, running):
    """Each program on its own copy of one data folder; (servers, token)."""
    first = f"{folder}/cems0"
    os.makedirs(first)
    token = site.make(programs[0], first)
    servers = []
    for number in range(1, len(programs)):
        shutil.copytree(first, f"{folder}/cems{number}")
    for number, program in enumerate(programs):
        server = start_cems(program, f"{folder}/cems{number}", pair, f"cems{number or ''}")
        running.callback(server.stop)
        servers.append(server)
        # Each feeder gets a reading of now, so that answers have their final length.
        with site.Feed(server.port, token, server.certificate) as feed:
            while feed.taken < site.FEEDERS and not feed.fault:
                feed.over.wait(0.1)
    return servers, token


def start_peers(names, folder, pair, asked, running):
    """The peers, once they hand out the same bytes."""
    for name in names:
        peer = start_peer(name, folder, folder + "/root", pair)
        running.callback(peer.stop)
        for questions in asked:
            questions.check_peer(peer)
        yield peer


def parse_arguments():
    """The options, with `servers` and `cases` as lists."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--servers", default=",".join(PEERS), help="of " + ", ".join(PEERS))
    parser.add_argument("--cases", default=",".join(CASES), help="of " + ", ".join(CASES))
    parser.add_argument("--cems", action="append", help="a program that is built already")
    parser.add_argument("--work", default="/tmp/cems-bench-http")
    options = parser.parse_args()
    options.servers = [name for name in options.servers.split(",") if name]
    options.cases = options.cases.split(",")
    if not set(options.servers) <= set(PEERS) or not set(options.cases) <= set(CASES):
        parser.error("--servers or --cases names something unknown")
    return options


def main():
    """Measures and prints."""
    options = parse_arguments()
    install(PACKAGES)
    programs = options.cems or [build()]
    shutil.rmtree(options.work, ignore_errors=True)
    os.makedirs(options.work + "/root")
    pair = make_certificate(options.work)
    rounds = []
    with contextlib.ExitStack() as running:
        servers, token = start_ours(programs, options.work, pair, running)
        asked = [Questions(options.work, paths, servers[0], token)
                 for paths in (site.newest_paths(), site.historic_paths())]
        print("answers of {:.0f} and {:.0f} bytes".format(*(one.bytes for one in asked)))
        servers += start_peers(options.servers, options.work, pair, asked, running)
        for number in range(options.rounds):
            print(f"round {number + 1}, load average {os.getloadavg()[0]:.1f}", flush=True)
            rounds.append(run_round(servers, asked, token, options))
    shutil.rmtree(options.work)
    print_figures(rounds, [server.name for server in servers])
    return print_goals(rounds)


if __name__ == "__main__":
    sys.exit(main())
