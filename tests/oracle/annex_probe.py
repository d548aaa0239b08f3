"""Asks station_probe about cases of the annexes, whose requests are targets already."""
import json
import queue
import threading

from annex_compare import Number
from probe import Probe

AHEAD = 3  # Cases asked before the first answer is read: each may be megabytes long.


class AnnexProbe(Probe):
    """A running station_probe; numbers of its answers stay text and are known as numbers."""

    refusal = ""  # Why the last archive was refused.

    def close(self):
        try:
            super().close()
        except BrokenPipeError:  # It ended by itself; what was still on its way is lost.
            self.process.wait(timeout=60)

    def ask_all(self, cases):
        """Yields (case, envelopes) for each; a few are asked ahead, by a thread of their own:
        the station does not read on while nobody reads what it writes."""
        asked = queue.Queue(AHEAD)

        def feed():
            try:
                for case in cases:
                    asked.put(case)
                    self.process.stdin.write(self._line(case, None))
                    self.process.stdin.flush()
            except BrokenPipeError:
                pass  # The reader finds out, and says so.
            finally:
                asked.put(None)

        feeder = threading.Thread(target=feed, daemon=True)
        feeder.start()
        for case in iter(asked.get, None):
            try:
                bodies = self._answer()["bodies"]
            except RuntimeError as broken:  # It may have asserted; nothing more comes from it.
                yield case, self._refused(case, str(broken))
                return
            yield case, bodies or self._refused(case, self.refusal)
        feeder.join()

    def ask(self, case, targets=None):
        """The envelopes of one case."""
        return super().ask(case, targets) or self._refused(case, self.refusal)

    @staticmethod
    def _refused(case, why):
        return [{"code": "0", "message": why}] * len(case["requests"])

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"station_probe ended with {self.process.wait()}")
        answer = json.loads(line, parse_float=Number, parse_int=Number)
        if "problems" in answer:
            self.refusal = "the archive was refused: " + "; ".join(answer["problems"])
        return dict({"bodies": []}, **answer)

    @staticmethod
    def _line(case, targets):
        line = {name: case[name] for name in ("archive", "readings", "now", "store")
                if name in case}
        line["requests"] = case["requests"] if targets is None else targets
        return json.dumps(line, ensure_ascii=False) + "\n"
