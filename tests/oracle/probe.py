"""Asks station_probe: cases in, envelopes out; many at once, in order."""
import json
import subprocess
import threading

import compare


class Probe:
    """A running station_probe. Ended by `close`, or with the `with` that made it."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, encoding="utf-8")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.wait(timeout=60)

    def ask(self, case, targets=None):
        """The envelopes of a case's requests (or of other targets); numbers stay text."""
        self.process.stdin.write(self._line(case, targets))
        self.process.stdin.flush()
        return self._answer()["bodies"]

    def spans(self, case):
        """What its tariff says of each request's range: [(begin, end, class), …]."""
        self.process.stdin.write(self._line(dict(case, readings=[]), []))
        self.process.stdin.flush()
        return [[tuple(map(int, span)) for span in spans] for spans in self._answer()["spans"]]

    def ask_all(self, cases):
        """Yields (case, envelopes) for each; the next ones are asked meanwhile."""
        asked, room = [], threading.Semaphore(64)
        ended = object()

        def feed():
            for case in cases:
                room.acquire()
                asked.append(case)
                self.process.stdin.write(self._line(case, None))
                self.process.stdin.flush()
                ready.release()
            asked.append(ended)
            ready.release()

        ready = threading.Semaphore(0)
        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        at = 0
        while True:
            ready.acquire()
            case, asked[at] = asked[at], None
            at += 1
            if case is ended:
                break
            yield case, self._answer()["bodies"]
            room.release()
        feeder.join()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"station_probe ended with {self.process.wait()}")
        answer = json.loads(line, parse_float=str, parse_int=str)
        if "problems" in answer:
            raise RuntimeError("the archive was refused: " + "; ".join(answer["problems"]))
        return answer

    @staticmethod
    def _line(case, targets):
        if targets is None:
            targets = [compare.url(request) for request in case["requests"]]
        line = {name: case[name] for name in ("archive", "readings", "now", "store")
                if name in case}
        line["spans"] = [[request["start"], request["end"]] for request in case["requests"]]
        return json.dumps(dict(line, requests=targets), ensure_ascii=False) + "\n"
