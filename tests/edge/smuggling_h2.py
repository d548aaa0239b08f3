"""Requests over HTTP/2 that something behind us could read differently, and other spellings of a
path: none of them is served."""
import frames as f
from server import SHORT
from wire import Wire

PATH, QUERY = SHORT.split("?")


def field(name, value):
    """A request with one more field."""
    return f.request("GET", SHORT, (name, value))


def path(text):
    """A request for another path with a sound query."""
    return f.request("GET", text + "?" + QUERY)


def instead(name, value):
    """A request with another pseudo-field."""
    return [(key, value if key == name else old) for key, old in f.request("GET", SHORT)]


def without(name):
    """A request that lacks a pseudo-field."""
    return [one for one in f.request("GET", SHORT) if one[0] != name]


CASES = [
    ("CR LF in a value", field("x", "a\r\nb: c")),
    ("LF in a value", field("x", "a\nb")),
    ("CR in a value", field("x", "a\rb")),
    ("NUL in a value", field("x", "a\0b")),
    ("a blank before a value", field("x", " a")),
    ("a blank after a value", field("x", "a ")),
    ("LF in a name", field("x\ny", "a")),
    ("a blank in a name", field("x y", "a")),
    ("a colon in a name", field("x:y", "a")),
    ("capitals in a name", field("Host", "127.0.0.1")),
    ("transfer-encoding", field("transfer-encoding", "chunked")),
    ("connection", field("connection", "transfer-encoding")),
    ("upgrade", field("upgrade", "websocket")),
    ("two lengths", f.request("GET", SHORT, ("content-length", "0"), ("content-length", "0"))),
    ("a signed length", field("content-length", "+0")),
    ("a length in hexadecimal", field("content-length", "0x0")),
    ("a length and no content", field("content-length", "5")),
    ("a length of 65 bits", field("content-length", "18446744073709551616")),
    ("two hosts", f.request("GET", SHORT, ("host", "127.0.0.1"), ("host", "127.0.0.1"))),
    ("host is not :authority", field("host", "other")),
    ("a user in :authority", instead(":authority", "user@127.0.0.1")),
    ("a path in :authority", instead(":authority", "127.0.0.1/x")),
    ("an empty :authority and no host", instead(":authority", "")),
    ("neither :authority nor host", without(":authority")),
    ("a blank in :path", instead(":path", SHORT + " HTTP/1.1")),
    ("CR LF in :path", instead(":path", SHORT + "\r\nx: y")),
    ("an absolute :path", instead(":path", "https://127.0.0.1" + SHORT)),
    ("a :path without slash", instead(":path", SHORT[1:])),
    ("* with GET", instead(":path", "*")),
    ("a fragment in :path", instead(":path", SHORT + "#x")),
    ("CR LF in :method", instead(":method", "GET / HTTP/1.1\r\nx: y")),
    ("a blank in :method", instead(":method", "GET /")),
    ("an odd :scheme", instead(":scheme", "ht tp")),
    ("a :scheme with a slash", instead(":scheme", "https://a/")),
    ("an empty :scheme", instead(":scheme", "")),
    ("dot segments", path("/cems/v1/x/.." + PATH.removeprefix("/cems/v1"))),
    ("a dot segment", path("/cems/./v1" + PATH.removeprefix("/cems/v1"))),
    ("encoded dot segments", path("/cems/v1/x/%2e%2e" + PATH.removeprefix("/cems/v1"))),
    ("dot segments encoded twice", path("/cems/v1/x/%252e%252e" + PATH.removeprefix("/cems/v1"))),
    ("an encoded slash", path(PATH.replace("/v1/", "/v1%2f"))),
    ("an encoded slash in capitals", path(PATH.replace("/v1/", "/v1%2F"))),
    ("an encoded NUL", path(PATH + "%00")),
    ("an encoded letter", path(PATH.replace("Get", "%47et"))),
    ("a letter encoded twice", path(PATH.replace("Get", "%2547et"))),
    ("a backslash", path(PATH.replace("/v1/", "/v1\\"))),
    ("two slashes", path("/" + PATH)),
    ("two slashes within", path(PATH.replace("/v1/", "/v1//"))),
    ("a slash behind", path(PATH + "/")),
    ("a path parameter", path(PATH + ";x=y")),
    ("capitals in the path", path(PATH.upper())),
    ("an encoded NUL in the query", f.request("GET", SHORT + "%00")),
    ("a broken encoding in the query", f.request("GET", SHORT + "%4")),
    ("no UTF-8 in the query", f.request("GET", SHORT + "%ff")),
    ("a name twice in the query", f.request("GET", SHORT + "&pointId=ROOT")),
]
# So that the cases mean something: this one is.
SERVED = [("the plain request", f.request("GET", SHORT)),
          ("host equals :authority", field("host", "127.0.0.1")),
          ("host for :authority", [*without(":authority"), ("host", "127.0.0.1")]),
          ("an underscore is another name", field("content_length", "5"))]
STATUS_200 = 0x88  # RFC 7541 A.


def run(server):
    """(name, what is wrong or None) of each case."""
    for name, fields in CASES:
        status = ask(server, fields)
        yield name, "it was served" if status == STATUS_200 else None
    for name, fields in SERVED:
        yield name, None if ask(server, fields) == STATUS_200 else "it was not served"


def ask(server, fields):
    """The first byte of the answer's header block; None for a reset or the end."""
    wire = Wire(server.port)
    wire.handshake()
    wire.send(f.headers(1, [*fields, server.authorization]))
    got = wire.until(lambda one: one.type in (f.GOAWAY, f.RST_STREAM)
                     or one.type == f.HEADERS, 3)
    wire.close()
    if got is None and not wire.closed:
        raise AssertionError("no answer at all")
    return got.payload[0] if got and got.type == f.HEADERS else None
