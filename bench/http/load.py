"""Runs h2load and reads what it says; every answer must have been a success."""
import re
import subprocess

# Groups are left to them: nghttpd knows P-256 only.
SUITES = ["--tls13-ciphers=TLS_AES_128_GCM_SHA256"]
_DONE = re.compile(r"^finished in ([\d.]+)(us|ms|s), ", re.M)
_REQUESTS = re.compile(r"(\d+) total, \d+ started, \d+ done, (\d+) succeeded", re.M)
_TRAFFIC = re.compile(r"^traffic: .*\((\d+)\) total, .*\((\d+)\) headers .*\((\d+)\) data", re.M)
_UNIT = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


class Run:
    """What one run of h2load has seen."""

    def __init__(self, said, requests, log):
        done, counts, traffic = (p.search(said) for p in (_DONE, _REQUESTS, _TRAFFIC))
        if not (done and counts and traffic) or int(counts[2]) != requests:
            raise SystemExit("h2load: " + said)
        self.requests = requests
        self.seconds = float(done[1]) * _UNIT[done[2]]
        self.data_bytes = int(traffic[3])
        self.micros = sorted(log)

    @property
    def rate(self):
        """Requests a second."""
        return self.requests / self.seconds

    @property
    def megabytes(self):
        """MB of bodies a second."""
        return self.data_bytes / self.seconds / 1e6

    def percentile(self, percent):
        """Microseconds that so many percent of the requests took at most. REQUIRES: a log."""
        return self.micros[min(len(self.micros) - 1, len(self.micros) * percent // 100)]


def run(server, urls_file, token, shape, requests, log_file=None):
    """Asks the URLs of a file in rotation. `shape` is (connections, streams)."""
    clients, streams = shape
    command = ["h2load", "-n", str(requests), "-c", str(clients), "-m", str(streams), "-t", "1",
               "-i", urls_file, "-B", server.base, "-H", "authorization: Bearer " + token, *SUITES]
    if log_file:
        # h2load appends.
        with open(log_file, "w", encoding="ascii"):
            command += ["--log-file", log_file]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    micros = []
    if log_file:
        with open(log_file, encoding="ascii") as lines:
            micros = [int(line.split("\t")[2]) for line in lines]
    return Run(said, requests, micros)
