"""The tables: medians of the rounds, and the ratios that are goals."""
import statistics

# Case, figure, peer, and what ours is to be: at least or at most so many times the peer's.
GOALS = (("c8", "rate", "nginx", ">=", 2.0), ("c8", "rate", "nghttpd", ">=", 0.8),
         ("c8", "p99", "nghttpd", "<=", 1.25), ("c64", "rate", "nginx", ">=", 2.0),
         ("c64", "rate", "nghttpd", ">=", 0.8), ("c64", "p99", "nghttpd", "<=", 1.25),
         ("one", "p50", "h2o", "<=", 1.2), ("bulk", "mb", "nginx", ">=", 1.0),
         ("bulk", "mb", "nghttpd", ">=", 0.9))
CASES = {"c8": "600 bytes, -c 8 -m 32", "c64": "600 bytes, -c 64 -m 32",
         "one": "600 bytes, -c 8 -m 1", "bulk": "2 MB, -c 8 -m 4"}
FIGURES = {"rate": "requests/s", "mb": "MB/s", "cpu": "server's CPU, us a request",
           "p50": "p50, us", "p99": "p99, us"}


def middle(rounds, case, server, figure):
    """The median of the rounds."""
    return statistics.median(one[case][server][figure] for one in rounds)


def print_figures(rounds, servers):
    """Medians, a column a server."""
    for case in rounds[0]:
        print(f"\n{CASES[case]:30}" + "".join(f"{name:>12}" for name in servers))
        for figure, title in FIGURES.items():
            values = (middle(rounds, case, name, figure) for name in servers)
            print(f"{title:30}" + "".join(f"{value:12,.{1 if value < 100 else 0}f}"
                                          for value in values))


def print_goals(rounds):
    """Each ratio with its rounds; 1 when one misses its goal."""
    missed = 0
    print(f"\n{'ratio of the medians':44}{'goal':>10}{'seen':>8}   rounds")
    for case, figure, peer, sign, goal in GOALS:
        if case not in rounds[0] or peer not in rounds[0][case]:
            continue
        seen = middle(rounds, case, "cems", figure) / middle(rounds, case, peer, figure)
        each = [one[case]["cems"][figure] / one[case][peer][figure] for one in rounds]
        met = seen >= goal if sign == ">=" else seen <= goal
        missed += not met
        title = f"{CASES[case]}: {FIGURES[figure].split(',')[0]} of {peer}"
        print(f"{title:44}{sign + ' ' + format(goal, 'g'):>10}{seen:8.2f}   "
              + " ".join(f"{one:.2f}" for one in each) + ("" if met else "   missed"))
    return 1 if missed else 0
