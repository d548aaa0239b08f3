#!/usr/bin/env python3
"""Instructions of an answer, counted: what does not depend on the machine's hour.

    python3 bench/http/instructions.py [--cems PROGRAM]... [--streams 32] [--work FOLDER]

Runs `cems serve` under Valgrind's callgrind (installed from Debian's packages), asks it the newest
values of bench/http/run.py over 8 connections until what it keeps is kept, and then the same again
while instructions are counted, with the misses of an instruction cache of 32 KiB. Printed are both
by library and answer; more than one program is how a change is judged. A twentieth of the requests
is asked first with nothing counted but the connections, whose handshakes are taken off.
"""
import argparse
import collections
import contextlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "peers"))
# Behind the lines above: these are in that folder and this one, which are to stay clean.
import load  # noqa: E402
import site_asked as site  # noqa: E402
from packages import install  # noqa: E402
from process import Process, free_port  # noqa: E402
from run import build  # noqa: E402
from servers import Server, make_certificate  # noqa: E402

CONNECTIONS = 8
REQUESTS = 16_000
VALGRIND = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--cache-sim=yes",
            "--I1=32768,8,64", "--D1=32768,8,64", "--LL=1048576,16,64"]
COLUMNS = ("Ir", "I1mr")
_NAME = re.compile(r"\((\d+)\)(?: (.*))?")


def costs_of(file):
    """Sums of a callgrind file by library: {library: [instructions, misses]}. Costs of calls, which
    stand on the line behind `calls=`, are their callees' own."""
    names, sums = {}, collections.defaultdict(lambda: [0, 0])
    library, is_call, columns = None, False, ()
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("events: "):
                events = line.split()[1:]
                columns = [1 + events.index(name) for name in COLUMNS]
            elif line.startswith(("ob=", "cob=")):
                number, name = _NAME.match(line.split("=", 1)[1].strip()).groups()
                names.setdefault(number, name)
                library = names[number] if line.startswith("ob=") else library
            elif line.startswith("calls="):
                is_call = True
            elif line[0].isdigit() or line[0] in "+-*":
                fields = line.split()
                if not is_call:
                    for at, column in enumerate(columns):
                        sums[library][at] += int(fields[column]) if column < len(fields) else 0
                is_call = False
    return sums


def control(server, what):
    """Begins or ends counting, or writes the sums so far to the next file."""
    subprocess.run(["callgrind_control", *what, str(server.process.process.pid)], check=True,
                   capture_output=True)


def counted(server, token, urls, streams, requests):
    """Asks while instructions are counted."""
    control(server, ["-i", "on"])
    load.run(server, urls, token, (CONNECTIONS, streams), requests)
    control(server, ["-i", "off"])
    control(server, ["-d"])


def measure(program, options, pair):
    """{library: (instructions, misses)} of an answer."""
    folder = options.work
    for name in ("data", "out"):
        shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
    os.makedirs(folder + "/out")
    token = site.make(program, folder)
    urls = folder + "/urls"
    with open(urls, "w", encoding="ascii") as out:
        out.writelines(f"https://127.0.0.1{path}\n" for path in site.newest_paths())
    port = free_port()
    process = Process(
        [*VALGRIND, f"--callgrind-out-file={folder}/out/calls", program, "serve", "--data",
         folder + "/data", "--listen", f"127.0.0.1:{port}", "--tls-cert", pair[0], "--tls-key",
         pair[1]], folder + "/serve.log")
    with contextlib.ExitStack() as running:
        running.callback(process.stop)
        process.wait_for_line("cems: ready")
        server = Server("cems", process, port, pair[0])
        load.run(server, urls, token, (CONNECTIONS, options.streams), REQUESTS)
        few = REQUESTS // 20
        counted(server, token, urls, options.streams, few)
        counted(server, token, urls, options.streams, REQUESTS)
    small, large = (costs_of(f"{folder}/out/calls.{number}") for number in (1, 2))
    return {library: [(both - once) / (REQUESTS - few)
                      for both, once in zip(large[library], small.get(library, [0, 0]))]
            for library in large}


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cems", action="append", help="a program that is built already")
    parser.add_argument("--streams", type=int, default=32, help="of each connection (default 32)")
    parser.add_argument("--work", default="/tmp/cems-bench-instructions")
    options = parser.parse_args()
    install(["valgrind", "nghttp2-client", "openssl"])
    shutil.rmtree(options.work, ignore_errors=True)
    os.makedirs(options.work)
    pair = make_certificate(options.work)
    print(f"{'an answer':40}{'instructions':>14}{'cache misses':>14}")
    for program in options.cems or [build()]:
        costs = measure(program, options, pair)
        total = [sum(column) for column in zip(*costs.values())]
        print(f"{program:40}{total[0]:14,.0f}{total[1]:14,.0f}")
        for library, (instructions, misses) in sorted(costs.items(), key=lambda one: -one[1][0]):
            if instructions >= 50:
                print(f"  {pathlib.Path(library).name:38}{instructions:14,.0f}{misses:14,.0f}")
    shutil.rmtree(options.work)


if __name__ == "__main__":
    main()
