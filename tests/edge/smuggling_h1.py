"""HTTP/1.1 heads that two parsers could read differently (RFC 9112 11.2), each with a marker
request right behind it: the head is refused, the connection ends, the marker is never answered."""
import re

from wire import Wire

POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
MARKER = b"GET /marker HTTP/1.1\r\nHost: a\r\n\r\n"


def field(text, body=b""):
    """A POST with these bytes as a field's line."""
    return POST + text + b"\r\n\r\n" + body


def line(text):
    """A request line and a Host."""
    return text + b"\r\nHost: a\r\n\r\n"


CASES = [
    ("length and coding", field(b"Content-Length: 4\r\nTransfer-Encoding: chunked", END)),
    ("coding and length", field(b"Transfer-Encoding: chunked\r\nContent-Length: 4", END)),
    ("two lengths", field(b"Content-Length: 4\r\nContent-Length: 0")),
    ("two equal lengths", field(b"Content-Length: 0\r\nContent-Length: 0")),
    ("a list of lengths", field(b"Content-Length: 0, 0")),
    ("a length with plus", field(b"Content-Length: +0")),
    ("a length with minus", field(b"Content-Length: -1")),
    ("a length of 65 bits", field(b"Content-Length: 18446744073709551616")),
    ("a length in hexadecimal", field(b"Content-Length: 0x4")),
    ("a length with a blank", field(b"Content-Length: 1 0")),
    ("a length with a letter", field(b"Content-Length: 0a")),
    ("an empty length", field(b"Content-Length:")),
    ("a quoted length", field(b'Content-Length: "0"')),
    ("a length with a vertical tab", field(b"Content-Length: \x0b0")),
    ("coding xchunked", field(b"Transfer-Encoding: xchunked", END)),
    ("coding chunkedx", field(b"Transfer-Encoding: chunkedx", END)),
    ("coding list", field(b"Transfer-Encoding: gzip, chunked", END)),
    ("coding list, chunked first", field(b"Transfer-Encoding: chunked, identity", END)),
    ("coding identity", field(b"Transfer-Encoding: identity")),
    ("coding gzip", field(b"Transfer-Encoding: gzip")),
    ("coding twice",
     field(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", END)),
    ("coding with a vertical tab", field(b"Transfer-Encoding: \x0bchunked", END)),
    ("coding with a parameter", field(b"Transfer-Encoding: chunked;q=1", END)),
    ("coding in quotes", field(b'Transfer-Encoding: "chunked"', END)),
    ("coding that is empty", field(b"Transfer-Encoding:")),
    ("coding with a comma", field(b"Transfer-Encoding: ,chunked", END)),
    ("coding in HTTP/1.0",
     b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + END),
    ("a blank before the colon", field(b"Content-Length : 0")),
    ("a tab before the colon", field(b"Transfer-Encoding\t: chunked", END)),
    ("a folded field", field(b"X: a\r\n b")),
    ("a folded coding", field(b"Transfer-Encoding:\r\n chunked", END)),
    ("a folded length", field(b"Content-Length:\r\n\t0")),
    ("a blank before the first field", b"GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
    ("a bare LF after a field", field(b"X: a\nContent-Length: 0")),
    ("bare LFs only", b"GET / HTTP/1.1\nHost: a\n\n"),
    ("a bare LF at the head's end", b"GET / HTTP/1.1\r\nHost: a\r\n\n\r\n"),
    ("a bare CR in a value", field(b"X: a\rContent-Length: 5")),
    ("a bare CR in the request line", line(b"GET /\r HTTP/1.1")),
    ("a NUL in a value", field(b"X: a\0b")),
    ("a NUL in a name", field(b"X\0: a")),
    ("a DEL in a value", field(b"X: a\x7fb")),
    ("a field without a colon", field(b"Garbage")),
    ("a field without a name", field(b": a")),
    ("a name with a bracket", field(b"X[]: a")),
    ("a name with a slash", field(b"a/b: a")),
    ("a name above ASCII", field(b"X\xc3\xa9: a")),
    ("no host", b"GET / HTTP/1.1\r\n\r\n"),
    ("two hosts", b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
    ("a host with a user", b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
    ("a host with a path", b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    ("a host with a blank", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    ("an empty host", b"GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    ("an absolute target of another host", line(b"GET http://b/ HTTP/1.1")),
    ("an absolute target with a user", line(b"GET http://u@a/ HTTP/1.1")),
    ("an absolute target of another scheme", line(b"GET ftp://a/ HTTP/1.1")),
    ("a target without a slash", line(b"GET x HTTP/1.1")),
    ("an asterisk with GET", line(b"GET * HTTP/1.1")),
    ("two blanks in the request line", line(b"GET  / HTTP/1.1")),
    ("a tab in the request line", line(b"GET\t/ HTTP/1.1")),
    ("a blank in the target", line(b"GET /a b HTTP/1.1")),
    ("a blank after the version", line(b"GET / HTTP/1.1 ")),
    ("a blank before the method", line(b" GET / HTTP/1.1")),
    ("a byte above ASCII in the target", line(b"GET /\xc3\xa9 HTTP/1.1")),
    ("HTTP/0.9", b"GET /\r\n\r\n"),
    ("HTTP/1.2", line(b"GET / HTTP/1.2")),
    ("HTTP/2.0", line(b"GET / HTTP/2.0")),
    ("HTTP/01.1", line(b"GET / HTTP/01.1")),
    ("a version in small letters", line(b"GET / http/1.1")),
    ("a method with a bracket", line(b"G[T / HTTP/1.1")),
    ("a method of 100 letters", line(b"G" * 100 + b" / HTTP/1.1")),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("a TLS record", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"),
    ("a target of 9,000 bytes", line(b"GET /" + b"a" * 9000 + b" HTTP/1.1")),
    ("fields of 40,000 bytes", field(b"X: " + b"a" * 40_000)),
    ("101 fields", field(b"\r\n".join(b"X: a" for _ in range(101)))),
]
# A body needs a place that takes one: the token of the tests, an upload.
BODIES = [
    ("a chunk size with a sign", b"+1\r\na\r\n" + END),
    ("a chunk size that is empty", b";a\r\n" + END),
    ("a chunk size with 0x", b"0x1\r\na\r\n" + END),
    ("a chunk size with a blank before it", b" 1\r\na\r\n" + END),
    ("a chunk size of 65 bits", b"10000000000000001\r\na\r\n" + END),
    ("a chunk size with a bare LF", b"1\na\n0\n\n\r\n\r\n"),
    ("chunk data longer than its size", b"1\r\nab\r\n" + END),
    ("chunk data shorter than its size", b"5\r\nab\r\n" + END),
    ("a chunk extension of 17 bytes", b"1;abcdefghijklmnop=\r\na\r\n" + END),
    ("a chunk extension of 1 MB", b"1;" + b"a" * 1_000_000 + b"\r\na\r\n" + END),
    ("a trailer with a bare LF", b"0\r\nX: a\nGET: b\r\n\r\n"),
    ("a trailer without a colon", b"0\r\nX\r\n\r\n"),
    ("a trailer that is folded", b"0\r\nX: a\r\n b\r\n\r\n"),
]


def run(server):
    """(name, what is wrong or None) of each case."""
    for name, head in CASES:
        yield name, check(server, head)
    upload = ("POST /ingest/v1/readings HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\n"
              f"Authorization: Bearer {server.token}\r\n"
              "Transfer-Encoding: chunked\r\n\r\n").encode()
    for name, body in BODIES:
        yield name, check(server, upload + body)


def check(server, said):
    """What is wrong with the answer to these bytes and a marker behind them."""
    wire = Wire(server.port, "http/1.1")
    wire.send(said + MARKER)
    over = wire.wait_closed(3)
    wire.close()
    statuses = re.findall(rb"^HTTP/1\.[01] (\d{3})", wire.received, re.M)
    if not over:
        return f"still open, answers {statuses}"
    if b"marker" in wire.received or len(statuses) > 1:
        return f"what came behind it was answered: {statuses}"
    if statuses and statuses[0] not in (b"400", b"413", b"414", b"431"):
        return f"answered with {statuses}"
    return None
