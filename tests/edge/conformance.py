"""What RFC 9113 and RFC 7541 ask of a server, case by case: a table of what is sent and what must
come. The cases are in conformance_*.py; this file is the words they are written in.

Every case has a connection of its own. `expect` is one of the functions below.
"""
import dataclasses
import typing

import frames as f


@dataclasses.dataclass
class Case:
    """`section` is that of RFC 9113 unless it says otherwise."""

    section: str
    what: str
    send: typing.Callable  # (Wire) -> bytes to send, or None when it has sent by itself
    expect: typing.Callable  # (Wire) -> None when all is well, or what is wrong
    settings: tuple = ()
    handshake: bool = True


def run(case, connect):
    """None when all is well, or what is wrong."""
    wire = connect()
    try:
        if case.handshake:
            wire.handshake(*case.settings)
        said = case.send(wire)
        if said is not None:
            wire.send(said)
        return case.expect(wire)
    except AssertionError as fault:
        return str(fault)
    finally:
        wire.close()


def seen(wire):
    """What has come, for a message."""
    names = ("DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING",
             "GOAWAY", "WINDOW_UPDATE", "CONTINUATION")
    shown = [f"{names[one.type]}({one.stream})" + (f"={one.payload.hex()}" if one.type in (3, 7)
                                                   else "") for one in wire.split_frames()]
    return " ".join(shown) + (" closed" if wire.closed else " still open")


# --- What must come

def connection_error(*codes):
    """GOAWAY with one of the codes, then the end of the connection (5.4.1)."""
    def look(wire):
        wire.wait_closed(3)
        if wire.goaway() not in codes or not wire.closed:
            return f"expected GOAWAY of {codes} and the end, seen {seen(wire)}"
        return None
    return look


def error(*codes, stream=1):
    """A stream error (RST_STREAM) or a connection error with one of the codes: 5.4.2 lets an
    endpoint treat the one as the other."""
    def look(wire):
        found = wire.until(lambda one: one.type == f.GOAWAY or (
            one.type == f.RST_STREAM and one.stream == stream
            and int.from_bytes(one.payload, "big") in codes), 3)
        if found is None or (found.type == f.GOAWAY and wire.goaway() not in codes):
            return f"expected an error of {codes} on stream {stream}, seen {seen(wire)}"
        return None
    return look


def ends(wire):
    """The connection, with or without GOAWAY."""
    return None if wire.wait_closed(3) else f"expected the end, seen {seen(wire)}"


def alive(wire):
    """The connection: a PING comes back, and nothing was reset."""
    wire.send(f.ping(b"liveness"))
    pong = wire.until(lambda one: one.type == f.PING and one.flags & f.ACK
                      and one.payload == b"liveness", 3)
    if pong is None or any(one.type in (f.GOAWAY, f.RST_STREAM) for one in wire.split_frames()):
        return f"expected a living connection, seen {seen(wire)}"
    return None


def answer(stream=1, status=None):
    """A whole answer on a stream: HEADERS, and END_STREAM on it or on DATA."""
    def look(wire):
        last = wire.until(lambda one: one.stream == stream and one.type in (f.HEADERS, f.DATA)
                          and one.flags & f.END_STREAM, 3)
        heads = [one for one in wire.split_frames()
                 if one.stream == stream and one.type == f.HEADERS]
        if last is None or len(heads) != 1:
            return f"expected an answer on stream {stream}, seen {seen(wire)}"
        # The static table has the usual statuses (RFC 7541 A).
        places = {200: 0x88, 400: 0x8c, 404: 0x8d}
        if status and heads[0].payload[0] != places[status]:
            return f"expected status {status}, its block begins with {heads[0].payload[:8].hex()}"
        return None
    return look


def data_of(size, stream=1):
    """A DATA frame of exactly so many bytes comes first."""
    def look(wire):
        first = wire.until(lambda one: one.type == f.DATA and one.stream == stream, 3)
        if first is None or len(first.payload) != size:
            return f"expected DATA of {size} bytes, seen {seen(wire)}"
        return None
    return look


def both(*looks):
    """One after the other."""
    def look(wire):
        for one in looks:
            fault = one(wire)
            if fault:
                return fault
        return None
    return look


def one_of(*looks):
    """Any of them."""
    def look(wire):
        faults = [one(wire) for one in looks]
        return None if None in faults else faults[-1]
    return look


def no_answer(stream=1):
    """No HEADERS for a request that is malformed (8.1.1): it must not be processed."""
    def look(wire):
        if any(one.type == f.HEADERS and one.stream == stream for one in wire.split_frames()):
            return f"a malformed request was answered: {seen(wire)}"
        return None
    return look


def malformed(stream=1):
    """A malformed request: a stream error of PROTOCOL_ERROR, and no answer."""
    return both(error(f.PROTOCOL_ERROR, stream=stream), no_answer(stream))


# --- What is sent

def say(*parts):
    """These bytes at once."""
    return lambda wire: b"".join(parts)


def after_answer(first, *parts, stream=1):
    """These bytes once the first ones have been answered."""
    def send(wire):
        wire.send(first)
        fault = answer(stream)(wire)
        if fault:
            raise AssertionError(fault)
        return b"".join(parts)
    return send
