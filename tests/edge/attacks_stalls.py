"""Stalls: connections that keep something open as slowly as they can (RFC 9113 10.5)."""
import frames as f
from attacks import Stall
from server import LONG

ES, EH = f.END_STREAM, f.END_HEADERS
UPLOAD = "/ingest/v1/readings"
HELLO = bytes.fromhex("160301020001")  # The first bytes of a TLS record with a ClientHello.


def say(*parts):
    """These bytes once."""
    return lambda wire, server: wire.send(b"".join(parts))


def ask_long(count):
    """So many long answers."""
    return lambda wire, server: wire.send(b"".join(
        f.get(f.client_id(n), LONG, server.authorization) for n in range(count)))


def upload(wire, server):
    """A body that is taken in."""
    wire.send(f.post(1, UPLOAD, server.authorization, ("content-type", "text/csv"))
              + f.data(1, b"cemsId,pointId,parameterId,timeStamp,value\n"))


def uploads(wire, server):
    """A hundred of them, without a byte of body."""
    wire.send(b"".join(f.post(f.client_id(n), UPLOAD, server.authorization,
                              ("content-type", "text/csv")) for n in range(100)))


def small_windows(wire, n):
    """A byte more for each of the answers, slowly enough to be no flood."""
    wire.send(b"".join(f.window_update(f.client_id(i), 1) for i in range(5)))


def h1_upload(wire, server):
    """A body over HTTP/1.1."""
    wire.send(f"POST {UPLOAD} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.token}\r\n"
              "Content-Type: text/csv\r\nContent-Length: 100000\r\n\r\n".encode())


def h1_ask_long(wire, server):
    """Long answers over HTTP/1.1, piled up."""
    wire.send((f"GET {LONG} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.token}\r\n\r\n"
               * 10).encode())


def read_a_byte(wire, n):
    """Takes as little as TCP lets it."""
    try:
        wire.socket.recv(1)
    except OSError:
        pass


ZERO = ((f.INITIAL_WINDOW_SIZE, 0),)

STALLS = [
    Stall("TCP, then silence", "kHandshakeMs", say(), start="tcp"),
    Stall("half a ClientHello", "kHandshakeMs", say(HELLO), start="tcp"),
    Stall("a ClientHello byte by byte", "kHandshakeMs", say(HELLO),
          lambda wire, n: wire.send(b"\x01"), start="tcp"),
    Stall("TLS, then silence (h2)", "kHeaderMs", say(), start="tls"),
    Stall("TLS, then silence (h1)", "kHeaderMs", say(), start="tls", protocol="http/1.1"),
    Stall("half a preface", "kHeaderMs", say(f.PREFACE[:10]), start="tls"),
    Stall("a preface without SETTINGS", "kHeaderMs", say(f.PREFACE), start="tls"),
    Stall("half a header block", "kHeaderMs", say(f.headers(1, f.block(*f.request()), ES))),
    Stall("half a frame", "kHeaderMs", say(f.get(1)[:20])),
    Stall("a request byte by byte", "kHeaderMs", say(f.get(1)[:12]),
          lambda wire, n: wire.send(f.get(1, "/", ("x", "y" * 999))[12 + n:13 + n])),
    Stall("an upload without a byte", "kBodyStallMs", uploads),
    Stall("an upload, 20 bytes a tick", "kBodyBytesPerSecondMin", upload,
          lambda wire, n: wire.send(f.data(1, b"x" * 20))),
    Stall("window 0 (CVE-2019-9517)", "kWriteStallMs", ask_long(90), settings=ZERO),
    Stall("window 0, small answers", "kWriteStallMs",
          say(*(f.get(f.client_id(n)) for n in range(90))), settings=ZERO),
    Stall("window 0, PINGs meanwhile", "kWriteStallMs", ask_long(90),
          lambda wire, n: wire.send(f.ping()), settings=ZERO),
    Stall("window 0, requests meanwhile", "kWriteStallMs", ask_long(3),
          lambda wire, n: wire.send(f.get(f.client_id(n + 10))), settings=ZERO),
    Stall("windows a byte at a time", "kReadBytesMin", ask_long(5), small_windows, 0.3,
          settings=ZERO),
    Stall("the connection's window stays closed", "kWriteStallMs", ask_long(20),
          settings=((f.INITIAL_WINDOW_SIZE, f.WINDOW_MAX),)),
    Stall("nothing read from TCP", "kWriteStallMs", ask_long(50), reads=False,
          settings=((f.INITIAL_WINDOW_SIZE, f.WINDOW_MAX),), receive_buffer=4096),
    Stall("HTTP/1.1: a head byte by byte", "kHeaderMs", say(b"GET / HTTP/1.1\r\nHost: a\r\nX: "),
          lambda wire, n: wire.send(b"y"), start="tls", protocol="http/1.1"),
    Stall("HTTP/1.1: a line a tick", "kHeaderMs", say(b"GET / HTTP/1.1\r\n"),
          lambda wire, n: wire.send(f"X-{n}: y\r\n".encode()), start="tls", protocol="http/1.1"),
    Stall("HTTP/1.1: a body byte by byte", "kBodyBytesPerSecondMin", h1_upload,
          lambda wire, n: wire.send(b"y"), start="tls", protocol="http/1.1"),
    Stall("HTTP/1.1: nothing read", "kWriteStallMs", h1_ask_long, reads=False, start="tls",
          protocol="http/1.1", receive_buffer=4096),
    Stall("HTTP/1.1: read byte by byte", "kReadBytesMin", h1_ask_long, read_a_byte, 0.5,
          reads=False, start="tls", protocol="http/1.1", receive_buffer=4096),
]
