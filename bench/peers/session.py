"""One round: every system takes the workload in, then all are asked in turn."""
import os
import statistics

from answers import same
from cems_site import Site
from web import Front, get, middle_ms, time_questions

QUESTIONS = ("Q1", "Q2", "Q3", "Q4")
# Each question goes around so often: who is asked first after a wait finds the machine asleep,
# which for a quarter of a second makes half a millisecond three quarters.
TURNS = 3


class Asked:
    """A system with the address that its questions go to."""

    def __init__(self, system, folder):
        self.system = system
        self.folder = os.path.join(folder, "ask-" + system.name)
        self.front = None
        self.headers = getattr(system, "headers", {})
        if hasattr(system, "time"):
            os.makedirs(self.folder)
        elif hasattr(system, "base"):
            os.makedirs(self.folder)
            self.base = system.base
        else:
            self.front = Front(self.folder, system.port)
            self.base = self.front.base

    def answers(self, question):
        """The answers of a question, one each of its variants."""
        system = self.system
        def fetch(asked):
            if hasattr(system, "fetch"):
                return system.fetch(asked)
            return get(system.port, asked, certificate=getattr(system, "certificate", None),
                       headers=self.headers)
        return [system.answer(question, fetch(one)) for one in system.questions()[question]]

    def milliseconds(self, question):
        """The median time of a question."""
        asked, count = self.system.questions()[question], self.system.asks[question]
        if hasattr(self.system, "time"):
            return middle_ms(self.system.time(asked, count))
        return middle_ms(time_questions(self.folder, [self.base + one for one in asked], count,
                                        self.headers))

    def stop(self):
        """Ends the front and the system."""
        if self.front:
            self.front.stop()
        self.system.stop()


def take_in(system, poster):
    """Posts everything; figures of that."""
    before = system.process.memory_mb()
    report = system.post(poster)
    if report.get("accepted", 0) != report["rows"] and system.name.startswith("cems"):
        raise SystemExit(f"cems has accepted {report['accepted']} of {report['rows']} readings")
    taken_in = system.process.memory_mb()
    system.settle()
    return {"rows_s": report["rows"] / report["seconds"], "memory_idle": before,
            "memory_after_ingest": taken_in,
            "bytes_a_reading": system.disk_bytes() / report["rows"],
            "client_cpu_s": report.get("client_cpu_s")}


def compare(asked):
    """Ends the benchmark where an answer of a peer is not ours."""
    ours, *peers = asked
    for question in QUESTIONS:
        expected = ours.answers(question)
        for peer in peers:
            for mine, theirs in zip(expected, peer.answers(question), strict=True):
                same(question, mine, theirs, peer.system.name)


def run_round(cems, poster, folder, peers):
    """Figures by system. Everything that was started is ended, whatever happens."""
    figures, asked = {}, []
    os.makedirs(folder)
    try:
        large = Site(cems, os.path.join(folder, "cems-100k"), 100000)
        try:
            figures["cems-100k"] = take_in(large, poster)
        finally:
            large.stop()
        makers = [lambda: Site(cems, os.path.join(folder, "cems"), 10000)]
        makers += [lambda peer=peer: peer(folder) for peer in peers]
        for make in makers:
            system = make()
            try:
                asked.append(Asked(system, folder))
            except BaseException:
                system.stop()
                raise
            figures[system.name] = take_in(system, poster)
            print(f"  {system.name}: {figures[system.name]['rows_s'] / 1e6:.2f} M readings/s, "
                  f"{figures[system.name]['bytes_a_reading']:.2f} bytes each", flush=True)
        compare(asked)
        print("  all answers are the same", flush=True)
        for question in QUESTIONS:
            turns = [[one.milliseconds(question) for one in asked] for _ in range(TURNS)]
            for one, seen in zip(asked, zip(*turns)):
                figures[one.system.name][question] = statistics.median(seen)
        for one in asked:
            figures[one.system.name]["memory"] = one.system.process.memory_mb()
    finally:
        for one in asked:
            one.stop()
    return figures
