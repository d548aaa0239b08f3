"""The table: medians of the rounds, and the ratios that issue 5 asks for."""
import statistics

# Figure, peer, and what ours is to be: at least or at most so many times the peer's.
GOALS = (("rows_s", "influx", ">=", 3.0), ("rows_s", "vm", ">=", 1.5), ("rows_s", "ch", ">=", 1.0),
         ("bytes_a_reading", "vm", "<=", 0.8), ("Q1", "ch", "<=", 0.15), ("Q2", "vm", "<=", 0.5),
         ("Q3", "vm", "<=", 0.4), ("Q4", "ch", "<=", 0.05), ("memory", "ch", "<=", 1.0))
SCALE_GOAL = 1.2
NAMES = {"rows_s": "ingest, M readings/s", "client_cpu_s": "the client's CPU for that, s",
         "bytes_a_reading": "disk, bytes a reading",
         "memory_idle": "memory when empty, MB", "memory_after_ingest": "memory after ingest, MB",
         "memory": "memory after the questions, MB", "Q1": "Q1 newest of 1,000 series, ms",
         "Q2": "Q2 44,640 readings of one series, ms", "Q3": "Q3 daily sums of a year, ms",
         "Q4": "Q4 monthly peak sums of 1,000 series, ms"}


def shown(figure, value):
    """A number as the table has it."""
    if value is None:
        return "-"
    if figure == "rows_s":
        return f"{value / 1e6:.2f}"
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def middle(rounds, system, figure):
    """The median of the rounds."""
    values = [one[system][figure] for one in rounds if one.get(system, {}).get(figure) is not None]
    return statistics.median(values) if values else None


def print_figures(rounds, titles):
    """Medians, a column a system."""
    print(f"\n{'median of ' + str(len(rounds)):42}" + "".join(f"{one:>20}"
                                                              for one in titles.values()))
    for figure, name in NAMES.items():
        print(f"{name:42}" + "".join(f"{shown(figure, middle(rounds, system, figure)):>20}"
                                     for system in titles))


def verdict(ratio, sign, goal):
    """Whether a goal is met."""
    met = ratio >= goal if sign == ">=" else ratio <= goal
    return f"{ratio:8.3f}   {sign} {goal:<5}  {'met' if met else 'MISSED'}"


def print_ratios(rounds, titles):
    """cems / peer, the median of the rounds' ratios."""
    print(f"\n{'cems / peer':64} {'ratio':>7}   goal")
    for figure, peer, sign, goal in GOALS:
        if peer not in titles:
            continue
        for ours in ("cems", "cems-100k") if figure == "rows_s" else ("cems",):
            ratio = statistics.median(one[ours][figure] / one[peer][figure] for one in rounds)
            print(f"{NAMES[figure] + ', ' + titles[ours] + ' / ' + titles[peer]:64} "
                  f"{verdict(ratio, sign, goal)}")


def print_scale(times, figures, scale):
    """The large site against the small one."""
    print(f"\n{scale} times the stored data: {shown('rows_s', figures['rows_s'])} M readings/s, "
          f"{figures['bytes_a_reading']:.2f} bytes a reading, {figures['memory']:.0f} MB")
    for question, (small, large) in times.items():
        print(f"{NAMES[question]:42}{small:10.3f} -> {large:10.3f}     "
              f"{verdict(large / small, '<=', SCALE_GOAL)}")
