"""RFC 9113 5 and 8: the states of streams, and what makes a request."""
import frames as f
from conformance import (Case, after_answer, alive, answer, both, connection_error, error,
                         malformed, one_of, say)

ES, EH = f.END_STREAM, f.END_HEADERS
HALF_POST = f.post(1)
TRAILERS = f.block(("x-trailer", "a"))


def continuation(stream=1):
    """A CONTINUATION frame that belongs nowhere."""
    return f.frame(f.CONTINUATION, EH, stream, f.block(("a", "b")))


IDLE = [
    Case("5.1", "idle: DATA", say(f.data(1, b"test", ES)),
         connection_error(f.PROTOCOL_ERROR, f.STREAM_CLOSED)),
    Case("5.1", "idle: RST_STREAM", say(f.reset(1)), connection_error(f.PROTOCOL_ERROR)),
    Case("5.1", "idle: WINDOW_UPDATE", say(f.window_update(1, 100)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("5.1", "idle: CONTINUATION", say(continuation()), connection_error(f.PROTOCOL_ERROR)),
    Case("5.1", "idle: PRIORITY", say(f.priority(1, 0)), alive),
]

# The answer may be out or not when the frame comes: a window of nothing holds it back in one case.
HELD = ((f.INITIAL_WINDOW_SIZE, 0),)
CLOSED = [case for name, settings, begin in (
    ("half-closed", HELD, lambda *parts: say(f.get(1), *parts)),
    ("answered at once", (), lambda *parts: say(f.get(1), *parts)),
    ("closed", (), lambda *parts: after_answer(f.get(1), *parts)),
) for case in (
    Case("5.1", name + ": DATA", begin(f.data(1, b"test", ES)), error(f.STREAM_CLOSED),
         settings=settings),
    Case("5.1", name + ": HEADERS", begin(f.get(1)), error(f.STREAM_CLOSED), settings=settings),
    Case("5.1", name + ": CONTINUATION", begin(continuation()),
         connection_error(f.STREAM_CLOSED, f.PROTOCOL_ERROR), settings=settings),
    Case("5.1", name + ": RST_STREAM", begin(f.reset(1)), alive, settings=settings),
    Case("5.1", name + ": WINDOW_UPDATE", begin(f.window_update(1, 1)), alive, settings=settings),
    Case("5.1", name + ": PRIORITY", begin(f.priority(1, 0)), alive, settings=settings),
)]

RESET = [
    Case("5.1", "reset by the peer: DATA",
         say(HALF_POST, f.reset(1), f.data(1, b"test", ES)), error(f.STREAM_CLOSED)),
    Case("5.1", "reset by the peer: HEADERS", say(HALF_POST, f.reset(1), f.get(1)),
         error(f.STREAM_CLOSED)),
    Case("5.1", "reset by the peer: trailers",
         say(HALF_POST, f.reset(1), f.headers(1, TRAILERS)), error(f.STREAM_CLOSED)),
    Case("5.1", "reset by the peer: CONTINUATION", say(HALF_POST, f.reset(1), continuation()),
         connection_error(f.STREAM_CLOSED, f.PROTOCOL_ERROR)),
    Case("5.1", "reset by the peer: WINDOW_UPDATE",
         say(HALF_POST, f.reset(1), f.window_update(1, 9)), one_of(alive, error(f.STREAM_CLOSED))),
    Case("5.1", "reset by us: DATA that was on its way",
         say(f.post(1, "/", ("X", "y")), f.data(1, b"test"), f.data(1, b"test", ES), f.get(3)),
         both(error(f.PROTOCOL_ERROR), answer(3))),
    Case("5.1", "reset by us: trailers that were on their way",
         say(f.post(1, "/", ("X", "y")), f.headers(1, TRAILERS), f.get(3)),
         both(error(f.PROTOCOL_ERROR), answer(3))),
]


def too_many(wire):
    """One request more than the server's SETTINGS allow, with nothing answered."""
    settings = next(one for one in wire.split_frames() if one.type == f.SETTINGS)
    values = {int.from_bytes(settings.payload[i:i + 2], "big"):
              int.from_bytes(settings.payload[i + 2:i + 6], "big")
              for i in range(0, len(settings.payload), 6)}
    count = values[f.MAX_CONCURRENT_STREAMS]
    return b"".join(f.get(f.client_id(n)) for n in range(count + 1))


def refused(wire):
    """REFUSED_STREAM on the last, or the connection's end."""
    got = wire.until(lambda one: one.type in (f.GOAWAY, f.RST_STREAM), 3)
    code = wire.goaway() if got and got.type == f.GOAWAY else got and got.payload[-1]
    if got and code in (f.PROTOCOL_ERROR, f.REFUSED_STREAM, f.ENHANCE_YOUR_CALM):
        return None
    return f"a stream beyond the limit was not refused: {got}"


IDENTIFIERS = [
    Case("5.1.1", "an even identifier", say(f.get(2)), connection_error(f.PROTOCOL_ERROR)),
    Case("5.1.1", "a lower identifier", say(f.get(5), f.get(3)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("5.1.1", "a lower identifier after answers", after_answer(f.get(5), f.get(3), stream=5),
         connection_error(f.PROTOCOL_ERROR)),
    Case("5.1.1", "identifiers with gaps", say(f.get(1), f.get(7), f.get(101)),
         both(answer(1), answer(7), answer(101))),
    Case("5.1.1", "the highest identifier", say(f.get(2**31 - 1)), answer(2**31 - 1)),
    Case("5.1.2", "one stream too many", too_many, refused, settings=HELD),
]

MESSAGES = [
    Case("8.1", "GET", say(f.get(1)), answer()),
    Case("8.1", "HEAD", say(f.headers(1, f.request("HEAD"))), answer()),
    Case("8.1", "POST", say(HALF_POST, f.data(1, b"test", ES)), answer()),
    Case("8.1", "POST without content", say(f.headers(1, f.request("POST"))), answer()),
    Case("8.1", "OPTIONS *", say(f.headers(1, f.request("OPTIONS", "*"))), answer()),
    Case("8.1", "POST with trailers", say(HALF_POST, f.data(1, b"test"), f.headers(1, TRAILERS)),
         answer()),
    Case("8.1", "a second HEADERS without END_STREAM",
         say(HALF_POST, f.data(1, b"test"), f.headers(1, TRAILERS, EH)), error(f.PROTOCOL_ERROR)),
    Case("8.1", "a second HEADERS without END_STREAM, before DATA",
         say(HALF_POST, f.headers(1, TRAILERS, EH), f.data(1, b"test", ES)),
         error(f.PROTOCOL_ERROR)),
    Case("8.2.3", "cookies in crumbs", say(f.get(1, "/", ("cookie", "a=b"), ("cookie", "c=d"))),
         answer()),
    Case("8.2.2", "TE: trailers", say(f.get(1, "/", ("te", "trailers"))), answer()),
    Case("8.1", "a header list of 15 KB", say(f.get(1, "/", ("x", "y" * 15000))), answer()),
    Case("8.1", "a header list of 30 KB in two frames",
         say(f.headers(1, f.request("GET", "/", ("x", "y" * 15000)), ES),
             f.frame(f.CONTINUATION, EH, 1, f.block(("z", "y" * 15000)))), answer()),
    Case("8.5", "CONNECT", say(f.headers(1, [(":method", "CONNECT"), (":authority", "a:1")])),
         answer()),
    Case("5.1", "many requests one after another",
         say(*(f.get(f.client_id(n)) for n in range(60))), answer(f.client_id(59))),
]


def bad_request(section, what, fields):
    """A request that is malformed, without content."""
    return Case(section, what, say(f.headers(1, fields)), malformed())


def bad_field(section, what, name, value):
    """A request that one field makes malformed."""
    return bad_request(section, what, f.request("GET", "/", (name, value)))


def without(name):
    """A request that lacks a pseudo-field."""
    return [field for field in f.request() if field[0] != name]


FIELDS = [
    bad_field("8.2", "a name in capitals", "X-TEST", "ok"),
    bad_field("8.2.1", "a name with a blank", "x test", "ok"),
    bad_field("8.2.1", "a name with a colon", "x:test", "ok"),
    bad_field("8.2.1", "an empty name", "", "ok"),
    bad_field("8.2.1", "a value with LF", "x-test", "a\nb"),
    bad_field("8.2.1", "a value with CR", "x-test", "a\rb"),
    bad_field("8.2.1", "a value with NUL", "x-test", "a\0b"),
    bad_field("8.2.2", "connection", "connection", "keep-alive"),
    bad_field("8.2.2", "keep-alive", "keep-alive", "timeout=5"),
    bad_field("8.2.2", "proxy-connection", "proxy-connection", "keep-alive"),
    bad_field("8.2.2", "transfer-encoding", "transfer-encoding", "chunked"),
    bad_field("8.2.2", "upgrade", "upgrade", "h2c"),
    bad_field("8.2.2", "TE other than trailers", "te", "trailers, deflate;q=0.5"),
    bad_field("8.3", "an unknown pseudo-field", ":test", "ok"),
    bad_field("8.3", "a response's pseudo-field", ":status", "200"),
    bad_request("8.3", "a pseudo-field behind a field", [("x-test", "ok"), *f.request()]),
    bad_request("8.3", "a pseudo-field behind a field, within",
                [*without(":path"), ("x-test", "ok"), (":path", "/")]),
    bad_field("8.3", "two :method", ":method", "GET"),
    bad_field("8.3", "two :scheme", ":scheme", "https"),
    bad_field("8.3", "two :path", ":path", "/"),
    bad_field("8.3", "two :authority", ":authority", "127.0.0.1"),
    bad_request("8.3.1", "no :method", without(":method")),
    bad_request("8.3.1", "no :scheme", without(":scheme")),
    bad_request("8.3.1", "no :path", without(":path")),
    bad_request("8.3.1", "an empty :path", [*without(":path"), (":path", "")]),
    Case("8.1", "a pseudo-field in trailers",
         say(HALF_POST, f.data(1, b"test"), f.headers(1, f.block((":method", "POST")))),
         error(f.PROTOCOL_ERROR)),
    Case("8.2", "capitals in trailers",
         say(HALF_POST, f.data(1, b"test"), f.headers(1, f.block(("X", "y")))),
         one_of(error(f.PROTOCOL_ERROR), answer())),
]

LENGTHS = [
    Case("8.1.1", "content-length beyond the content",
         say(f.post(1, "/", ("content-length", "9")), f.data(1, b"test", ES)),
         error(f.PROTOCOL_ERROR)),
    Case("8.1.1", "content-length below the content",
         say(f.post(1, "/", ("content-length", "1")), f.data(1, b"test", ES)),
         error(f.PROTOCOL_ERROR)),
    Case("8.1.1", "content-length below the content of two frames",
         say(f.post(1, "/", ("content-length", "1")), f.data(1, b"te"), f.data(1, b"st", ES)),
         error(f.PROTOCOL_ERROR)),
    Case("8.1.1", "content-length without content",
         say(f.headers(1, f.request("POST", "/", ("content-length", "4")))),
         error(f.PROTOCOL_ERROR)),
    Case("8.1.1", "content-length that fits",
         say(f.post(1, "/", ("content-length", "4")), f.data(1, b"test", ES)), answer()),
]

CASES = IDLE + CLOSED + RESET + IDENTIFIERS + MESSAGES + FIELDS + LENGTHS
