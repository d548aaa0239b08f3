"""Thousands of slow connections at once, as slowhttptest's -H, -B and -X and readers without a
window are: all are closed soon, and every request of others is answered meanwhile."""
import select
import socket
import ssl
import time

import frames as f
from attacks import GoodClient
from idle_memory import raise_descriptors
from server import LONG
from wire import client_context

CLOSED_SECONDS = 20
TICK_SECONDS = 1.0


class SlowOne:
    """One of them; it says a little more with each tick."""

    def __init__(self, server, kind, contexts):
        protocol = "h2" if kind == "window 0" else "http/1.1"
        raw = socket.socket()
        if kind == "slow read":
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        raw.settimeout(20)
        raw.connect(("127.0.0.1", server.port))
        self.socket = contexts[protocol].wrap_socket(raw, server_hostname="127.0.0.1")
        self.socket.setblocking(False)
        self.kind = kind
        self.opened = time.monotonic()
        self.say(self.first(server))

    def first(self, server):
        """What it begins with."""
        token = f"Authorization: Bearer {server.token}\r\n"
        if self.kind == "slow head":
            return b"GET / HTTP/1.1\r\nHost: a\r\n"
        if self.kind == "slow body":
            return (f"POST /ingest/v1/readings HTTP/1.1\r\nHost: a\r\n{token}Content-Type: text/csv"
                    "\r\nContent-Length: 4096\r\n\r\ncemsId").encode()
        if self.kind == "slow read":
            return (f"GET {LONG} HTTP/1.1\r\nHost: a\r\n{token}\r\n" * 3).encode()
        return (f.PREFACE + f.settings((f.INITIAL_WINDOW_SIZE, 0))
                + f.get(1, "/") + f.get(3, LONG, server.authorization))

    def tick(self):
        """A little more."""
        more = {"slow head": b"X-a: b\r\n", "slow body": b"x"}
        if self.kind in more:
            self.say(more[self.kind])

    def say(self, data):
        """Sends; that it is over is seen elsewhere."""
        try:
            self.socket.send(data)
        except (OSError, ssl.SSLError):
            pass


KINDS = ("slow head", "slow body", "slow read", "window 0")


def run(server, count):
    """(lines to print, what is wrong or None)."""
    count = raise_descriptors(count)
    contexts = {name: client_context((name,)) for name in ("h2", "http/1.1")}
    good = GoodClient(server, CLOSED_SECONDS + 25)
    poller = select.poll()
    slow, lifetimes, refused = {}, {kind: [] for kind in KINDS}, 0
    begun = last_tick = time.monotonic()
    opened = 0
    while opened < count or (slow and time.monotonic() < last_opened + CLOSED_SECONDS + 2):
        if opened < count:
            try:
                one = SlowOne(server, KINDS[opened % len(KINDS)], contexts)
                slow[one.socket.fileno()] = one
                poller.register(one.socket, select.POLLRDHUP)
            except (OSError, ssl.SSLError):
                refused += 1
            opened += 1
            last_opened = time.monotonic()
        for descriptor, _ in poller.poll(0 if opened < count else 100):
            one = slow.pop(descriptor)
            poller.unregister(descriptor)
            one.socket.close()
            lifetimes[one.kind].append(time.monotonic() - one.opened)
        if time.monotonic() > last_tick + TICK_SECONDS:
            last_tick = time.monotonic()
            for one in list(slow.values()):
                one.tick()
    worst = max((max(times) for times in lifetimes.values() if times), default=0.0)
    lines = [f"{kind}: {len(times)} closed, the last after {max(times, default=0):.1f} s"
             for kind, times in lifetimes.items()]
    lines.append(f"{count} opened in {last_opened - begun:.1f} s, {refused} of them refused; "
                 f"{len(slow)} left open")
    left = len(slow)
    for one in slow.values():
        one.socket.close()
    lines.append(f"the good client's p99: {good.p99()} us")
    if refused:
        return lines, f"{refused} were refused"
    if left or worst > CLOSED_SECONDS:
        return lines, f"{left} are still open, the slowest closed after {worst:.1f} s"
    return lines, None
