"""Ten times the stored data: the same four questions, asked of a small and a large site in turn."""
import os
import statistics

from answers import same
from cems_site import Site
from poster import Poster
from session import QUESTIONS, TURNS, Asked, take_in

ROWS = 100000


def run_scale(options, program, folder):
    """{question: [ms of the small one, of the large one]}, and figures of the large one."""
    os.makedirs(folder)
    sites, figures = [], []
    try:
        for scale in (1, options.scale):
            place = os.path.join(folder, str(scale))
            os.makedirs(place)
            site = Site(options.cems, os.path.join(place, "site"), ROWS)
            try:
                sites.append(Asked(site, place))
            except BaseException:
                site.stop()
                raise
            figures.append(take_in(site, Poster(program, place, scale)))
        for question in QUESTIONS:
            for small, large in zip(*(site.answers(question) for site in sites), strict=True):
                same(question, small, large, f"itself with {options.scale} times the data")
        times = {question: [[], []] for question in QUESTIONS}
        for _ in range(options.rounds * TURNS):
            for question in QUESTIONS:
                for site, taken in zip(sites, times[question]):
                    taken.append(site.milliseconds(question))
        figures[1]["memory"] = sites[1].system.process.memory_mb()
    finally:
        for site in sites:
            site.stop()
    return {question: [statistics.median(one) for one in both]
            for question, both in times.items()}, figures[1]
