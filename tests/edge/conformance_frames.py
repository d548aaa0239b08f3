"""RFC 9113 3, 4 and 6: the preface, frames, and what each type may look like."""
import struct

import frames as f
from conformance import (Case, after_answer, alive, answer, both, connection_error, data_of, ends,
                         error, one_of, say)

ES, EH = f.END_STREAM, f.END_HEADERS
REQUEST = f.block(*f.request())
HALF_POST = f.post(1)


def settings_acknowledged(wire):
    """One acknowledgement a SETTINGS frame."""
    got = wire.until(lambda one: one.type == f.SETTINGS and one.flags & f.ACK, 3)
    return None if got else "no acknowledgement"


def pong(payload):
    """The same payload comes back."""
    def look(wire):
        got = wire.until(lambda one: one.type == f.PING and one.flags & f.ACK
                         and one.payload == payload, 3)
        return None if got else "no PING acknowledgement"
    return look


def no_pong(wire):
    """An acknowledgement is not acknowledged."""
    fault = alive(wire)
    strange = [one for one in wire.split_frames() if one.type == f.PING
               and one.payload == b"invalid!"]
    return fault or ("an acknowledgement was answered" if strange else None)


PREFACE = [
    Case("3.4", "a preface", lambda w: f.PREFACE + f.settings(), settings_acknowledged,
         handshake=False),
    Case("3.4", "an invalid preface", say(b"INVALID CONNECTION PREFACE\r\n\r\n"), ends,
         handshake=False),
    Case("3.4", "a preface without SETTINGS", say(f.PREFACE, f.get(1)),
         one_of(connection_error(f.PROTOCOL_ERROR), ends), handshake=False),
    Case("3.4", "a first SETTINGS that acknowledges", say(f.PREFACE, f.settings(flags=f.ACK)),
         one_of(connection_error(f.PROTOCOL_ERROR), ends), handshake=False),
    Case("3.4", "a request right behind the preface", say(f.PREFACE, f.settings(), f.get(1)),
         answer(), handshake=False),
]

FRAMES = [
    Case("4.1", "an unknown frame type", say(f.frame(0x16, 0, 0, b"x" * 8)), alive),
    Case("4.1", "an unknown frame type on a stream", say(f.frame(0x16, 0xff, 1, b"x" * 8)), alive),
    Case("4.1", "an undefined flag", say(f.ping(b"undefine", 0x16)), pong(b"undefine")),
    Case("4.1", "a reserved bit", say(f.ping(b"reserved", 0, 0x80000000)), pong(b"reserved")),
    Case("4.2", "DATA of 2^14 bytes", say(HALF_POST, f.data(1, b"x" * f.FRAME_MAX, ES)), answer()),
    Case("4.2", "DATA beyond the limit", say(HALF_POST, f.data(1, b"x" * (f.FRAME_MAX + 1), ES)),
         error(f.FRAME_SIZE_ERROR)),
    Case("4.2", "HEADERS beyond the limit",
         say(f.headers(1, REQUEST + f.block(("x", "y" * f.FRAME_MAX)))),
         connection_error(f.FRAME_SIZE_ERROR)),
    Case("4.2", "SETTINGS beyond the limit", say(f.frame(f.SETTINGS, 0, 0, bytes(6 * 2731))),
         connection_error(f.FRAME_SIZE_ERROR)),
    Case("4.3", "PRIORITY inside a header block",
         say(f.headers(1, REQUEST, ES), f.priority(1, 0), f.frame(f.CONTINUATION, EH, 1)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("4.3", "HEADERS of another stream inside a header block",
         say(f.headers(1, REQUEST, ES), f.get(3)), connection_error(f.PROTOCOL_ERROR)),
    Case("5.5", "an unknown frame inside a header block",
         say(f.headers(1, REQUEST, ES), f.frame(0x16, 0, 1), f.frame(f.CONTINUATION, EH, 1)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("5.4.1", "an error ends the TCP connection", say(f.ping(b"x" * 6)),
         connection_error(f.FRAME_SIZE_ERROR)),
]

DATA = [
    Case("6.1", "a DATA frame", say(HALF_POST, f.data(1, b"test", ES)), answer()),
    Case("6.1", "two DATA frames", say(HALF_POST, f.data(1, b"te"), f.data(1, b"st", ES)),
         answer()),
    Case("6.1", "a padded DATA frame",
         say(HALF_POST, f.data(1, f.padded(b"test", 6), ES | f.PADDED)), answer()),
    Case("6.1", "an empty DATA frame at the end", say(HALF_POST, f.data(1, b"", ES)), answer()),
    Case("6.1", "DATA on stream 0", say(f.data(0, b"test", ES)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.1", "a pad length as long as the payload",
         say(HALF_POST, f.data(1, b"\x05" + b"test", ES | f.PADDED)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.1", "PADDED without a pad length", say(HALF_POST, f.data(1, b"", ES | f.PADDED)),
         connection_error(f.FRAME_SIZE_ERROR, f.PROTOCOL_ERROR)),
]

HEADERS = [
    Case("6.2", "a HEADERS frame", say(f.get(1)), answer()),
    Case("6.2", "a padded HEADERS frame",
         say(f.headers(1, f.padded(REQUEST, 8), ES | EH | f.PADDED)), answer()),
    Case("6.2", "a HEADERS frame with priority",
         say(f.headers(1, f.dependency(0, 16) + REQUEST, ES | EH | f.PRIORITY_FLAG)), answer()),
    Case("6.2", "a padded HEADERS frame with priority",
         say(f.headers(1, f.padded(f.dependency(0, 256) + REQUEST, 3),
                       ES | EH | f.PRIORITY_FLAG | f.PADDED)), answer()),
    Case("6.2", "HEADERS on stream 0", say(f.headers(0, REQUEST)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.2", "a pad length beyond the payload",
         say(f.headers(1, bytes([len(REQUEST) + 1]) + REQUEST, ES | EH | f.PADDED)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.2", "a HEADERS frame too short for its priority",
         say(f.headers(1, b"\0\0\0", ES | EH | f.PRIORITY_FLAG)),
         connection_error(f.FRAME_SIZE_ERROR, f.PROTOCOL_ERROR)),
]

PRIORITY = [
    Case("6.3", "weight 1", say(f.priority(1, 0, 1), f.get(1)), answer()),
    Case("6.3", "weight 256", say(f.priority(1, 0, 256), f.get(1)), answer()),
    Case("6.3", "a dependency", say(f.priority(1, 0), f.priority(3, 1), f.get(1)), answer()),
    Case("6.3", "an exclusive dependency", say(f.priority(1, 0, 16, True), f.get(1)), answer()),
    Case("6.3", "for an idle stream, then a request on a lower one",
         say(f.priority(3, 0), f.get(1)), answer()),
    Case("6.3", "on a half-closed stream", say(f.get(1), f.priority(1, 0)), both(answer(), alive)),
    Case("6.3", "on a closed stream", after_answer(f.get(1), f.priority(1, 0)), alive),
    Case("6.3", "on stream 0", say(f.priority(0, 1)), connection_error(f.PROTOCOL_ERROR)),
    Case("6.3", "of 4 bytes", say(HALF_POST, f.frame(f.PRIORITY, 0, 1, bytes(4))),
         error(f.FRAME_SIZE_ERROR)),
    Case("RFC 7540 5.3.1", "a stream that depends on itself",
         say(f.headers(1, f.dependency(1) + REQUEST, ES | EH | f.PRIORITY_FLAG)),
         error(f.PROTOCOL_ERROR)),
    Case("RFC 7540 5.3.1", "PRIORITY on itself", say(HALF_POST, f.priority(1, 1)),
         error(f.PROTOCOL_ERROR)),
    Case("RFC 7540 5.3.1", "PRIORITY of an idle stream on itself", say(f.priority(3, 3)),
         error(f.PROTOCOL_ERROR, stream=3)),
]

RST_STREAM = [
    Case("6.4", "a reset request", say(HALF_POST, f.reset(1)), alive),
    Case("6.4", "on stream 0", say(f.reset(0)), connection_error(f.PROTOCOL_ERROR)),
    Case("6.4", "on an idle stream", say(f.reset(1)), connection_error(f.PROTOCOL_ERROR)),
    Case("6.4", "of 3 bytes", say(HALF_POST, f.frame(f.RST_STREAM, 0, 1, bytes(3))),
         connection_error(f.FRAME_SIZE_ERROR)),
    Case("7", "an unknown error code", say(HALF_POST, f.reset(1, 0xff)), alive),
]


def setting(what, number, value, expect):
    """A SETTINGS frame with one value."""
    return Case("6.5.2", what, say(f.settings((number, value))), expect)


SETTINGS = [
    Case("6.5", "a SETTINGS frame", say(f.settings()), both(settings_acknowledged, alive)),
    Case("6.5", "an acknowledgement with payload",
         say(f.frame(f.SETTINGS, f.ACK, 0, struct.pack(">HI", 3, 100))),
         connection_error(f.FRAME_SIZE_ERROR)),
    Case("6.5", "on stream 1", say(f.settings((3, 100), stream=1)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.5", "of 3 bytes", say(f.frame(f.SETTINGS, 0, 0, bytes(3))),
         connection_error(f.FRAME_SIZE_ERROR)),
    setting("ENABLE_PUSH 2", f.ENABLE_PUSH, 2, connection_error(f.PROTOCOL_ERROR)),
    setting("INITIAL_WINDOW_SIZE 2^31", f.INITIAL_WINDOW_SIZE, 2**31,
            connection_error(f.FLOW_CONTROL_ERROR)),
    setting("MAX_FRAME_SIZE 2^14 - 1", f.MAX_FRAME_SIZE, f.FRAME_MAX - 1,
            connection_error(f.PROTOCOL_ERROR)),
    setting("MAX_FRAME_SIZE 2^24", f.MAX_FRAME_SIZE, 2**24, connection_error(f.PROTOCOL_ERROR)),
    setting("MAX_FRAME_SIZE 2^24 - 1", f.MAX_FRAME_SIZE, 2**24 - 1, alive),
    setting("an unknown setting", 0xff, 1, alive),
    setting("HEADER_TABLE_SIZE 0", f.HEADER_TABLE_SIZE, 0,
            lambda w: w.send(f.get(1)) and answer()(w)),
    setting("HEADER_TABLE_SIZE 2^32 - 1", f.HEADER_TABLE_SIZE, 2**32 - 1,
            lambda w: w.send(f.get(1)) and answer()(w)),
    Case("6.5.3", "the last of two values counts",
         say(f.settings((f.INITIAL_WINDOW_SIZE, 100), (f.INITIAL_WINDOW_SIZE, 1)), f.get(1)),
         data_of(1)),
]

PING_GOAWAY = [
    Case("6.7", "a PING", say(f.ping(b"h2please")), pong(b"h2please")),
    Case("6.7", "an acknowledgement nobody waits for", say(f.ping(b"invalid!", f.ACK)), no_pong),
    Case("6.7", "on stream 1", say(f.ping(stream=1)), connection_error(f.PROTOCOL_ERROR)),
    Case("6.7", "of 6 bytes", say(f.ping(b"x" * 6)), connection_error(f.FRAME_SIZE_ERROR)),
    Case("6.8", "a GOAWAY", say(f.frame(f.GOAWAY, 0, 0, f.u32(0) + f.u32(0) + b"bye"), f.ping()),
         one_of(pong(b"edgeping"), ends)),
    Case("6.8", "a GOAWAY with a request under way",
         say(f.get(1), f.frame(f.GOAWAY, 0, 0, f.u32(0) + f.u32(0))), answer()),
    Case("7", "a GOAWAY with an unknown error code",
         say(f.frame(f.GOAWAY, 0, 0, f.u32(0) + f.u32(0xff)), f.ping()),
         one_of(pong(b"edgeping"), ends)),
    Case("6.8", "on stream 1", say(f.frame(f.GOAWAY, 0, 1, f.u32(0) + f.u32(0))),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.8", "of 7 bytes", say(f.frame(f.GOAWAY, 0, 0, bytes(7))),
         connection_error(f.FRAME_SIZE_ERROR)),
    Case("6.6", "a PUSH_PROMISE from a client",
         say(HALF_POST, f.frame(f.PUSH_PROMISE, EH, 1, f.u32(2) + REQUEST)),
         connection_error(f.PROTOCOL_ERROR)),
]


def zero_then(*increments):
    """A request behind a window of nothing, which then opens."""
    return say(f.settings((f.INITIAL_WINDOW_SIZE, 0)), f.get(1),
               *(f.window_update(1, one) for one in increments))


def negative_window(wire):
    """3 bytes go out, the window becomes -1, and after two more 1."""
    wire.send(f.settings((f.INITIAL_WINDOW_SIZE, 3)) + f.get(1))
    fault = data_of(3)(wire)
    if fault:
        raise AssertionError(fault)
    wire.frames.clear()
    return f.settings((f.INITIAL_WINDOW_SIZE, 2)) + f.window_update(1, 2)


FLOW = [
    Case("6.9", "a WINDOW_UPDATE of the connection", say(f.window_update(0, 1)), alive),
    Case("6.9", "increment 0 of the connection", say(f.window_update(0, 0)),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.9", "increment 0 of a stream", say(HALF_POST, f.window_update(1, 0)),
         error(f.PROTOCOL_ERROR)),
    Case("6.9", "of 3 bytes", say(f.frame(f.WINDOW_UPDATE, 0, 0, bytes(3))),
         connection_error(f.FRAME_SIZE_ERROR)),
    Case("6.9", "on a half-closed stream", say(f.get(1), f.window_update(1, 100)),
         both(answer(), alive)),
    Case("6.9", "on a closed stream", after_answer(f.get(1), f.window_update(1, 100)), alive),
    Case("6.9.1", "a window of 1", say(f.settings((f.INITIAL_WINDOW_SIZE, 1)), f.get(1)),
         data_of(1)),
    Case("6.9.1", "a stream's window opens", zero_then(1), data_of(1)),
    Case("6.9.1", "the connection's window beyond 2^31 - 1",
         say(f.window_update(0, f.WINDOW_MAX), f.window_update(0, f.WINDOW_MAX)),
         connection_error(f.FLOW_CONTROL_ERROR)),
    Case("6.9.1", "a stream's window beyond 2^31 - 1",
         zero_then(f.WINDOW_MAX, f.WINDOW_MAX), error(f.FLOW_CONTROL_ERROR),
         settings=((f.INITIAL_WINDOW_SIZE, 0),)),
    Case("6.9.2", "a window that changes after the request",
         say(f.settings((f.INITIAL_WINDOW_SIZE, 0)), f.get(1),
             f.settings((f.INITIAL_WINDOW_SIZE, 1))), data_of(1)),
    Case("6.9.2", "a window that becomes negative", negative_window, data_of(1)),
    Case("6.9.2", "SETTINGS that overflow a stream's window",
         say(f.settings((f.INITIAL_WINDOW_SIZE, 0)), f.get(1), f.window_update(1, f.WINDOW_MAX),
             f.settings((f.INITIAL_WINDOW_SIZE, 1000))),
         one_of(error(f.FLOW_CONTROL_ERROR), answer())),
]

CONTINUATION = [
    Case("6.10", "a header block in two frames",
         say(f.headers(1, REQUEST[:5], ES), f.frame(f.CONTINUATION, EH, 1, REQUEST[5:])), answer()),
    Case("6.10", "a header block in three frames",
         say(f.headers(1, REQUEST[:5], ES), f.frame(f.CONTINUATION, 0, 1, REQUEST[5:9]),
             f.frame(f.CONTINUATION, EH, 1, REQUEST[9:])), answer()),
    Case("6.10", "followed by another frame",
         say(f.headers(1, REQUEST[:5], ES), f.frame(f.CONTINUATION, 0, 1, REQUEST[5:]),
             f.data(1, b"test", ES)), connection_error(f.PROTOCOL_ERROR)),
    Case("6.10", "of another stream",
         say(f.headers(1, REQUEST[:5], ES), f.frame(f.CONTINUATION, EH, 3, REQUEST[5:])),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.10", "on stream 0",
         say(f.headers(1, REQUEST[:5], ES), f.frame(f.CONTINUATION, EH, 0, REQUEST[5:])),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.10", "behind END_HEADERS of HEADERS",
         say(f.headers(1, REQUEST, EH), f.frame(f.CONTINUATION, EH, 1, f.block(("a", "b")))),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.10", "behind END_HEADERS of CONTINUATION",
         say(f.headers(1, REQUEST[:5], 0), f.frame(f.CONTINUATION, EH, 1, REQUEST[5:]),
             f.frame(f.CONTINUATION, EH, 1, f.block(("a", "b")))),
         connection_error(f.PROTOCOL_ERROR)),
    Case("6.10", "behind DATA",
         say(HALF_POST, f.data(1, b"test"), f.frame(f.CONTINUATION, EH, 1, f.block(("a", "b")))),
         connection_error(f.PROTOCOL_ERROR)),
]

CASES = (PREFACE + FRAMES + DATA + HEADERS + PRIORITY + RST_STREAM + SETTINGS + PING_GOAWAY + FLOW
         + CONTINUATION)
