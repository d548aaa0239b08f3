"""HTTP/2 frames and HPACK, as bytes (RFC 9113 4 and 6, RFC 7541): whatever is asked for, sound or
not. There is no state here: header blocks are literals that leave the peer's table alone."""
import struct

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS = 0, 1, 2, 3, 4
PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 5, 6, 7, 8, 9

END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY_FLAG = 1, 1, 4, 8, 0x20

NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, FLOW_CONTROL_ERROR = 0, 1, 2, 3
STREAM_CLOSED, FRAME_SIZE_ERROR, REFUSED_STREAM, CANCEL = 5, 6, 7, 8
COMPRESSION_ERROR, ENHANCE_YOUR_CALM = 9, 11

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS = 1, 2, 3
INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = 4, 5, 6

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
WINDOW_MAX = 2**31 - 1
FRAME_MAX = 16384


def frame(kind, flags, stream, payload=b""):
    """A frame; `stream` may have its reserved bit set."""
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def u32(number):
    """Four bytes."""
    return struct.pack(">I", number)


# --- HPACK

def integer(number, prefix_bits, pattern=0):
    """RFC 7541 5.1."""
    top = (1 << prefix_bits) - 1
    if number < top:
        return bytes([pattern | number])
    out = bytearray([pattern | top])
    number -= top
    while number >= 128:
        out.append(number % 128 + 128)
        number //= 128
    return bytes(out) + bytes([number])


def text(value):
    """A string without Huffman coding (5.2)."""
    raw = value if isinstance(value, bytes) else value.encode("latin-1")
    return integer(len(raw), 7) + raw


def literal(name, value):
    """A field that is not indexed (6.2.2)."""
    return b"\x00" + text(name) + text(value)


def indexed_literal(name, value):
    """A field that enters the table (6.2.1)."""
    return b"\x40" + text(name) + text(value)


def index(number):
    """A field of the tables (6.1)."""
    return integer(number, 7, 0x80)


def table_size(number):
    """6.3."""
    return integer(number, 5, 0x20)


def block(*fields):
    """A header block of (name, value) pairs."""
    return b"".join(literal(name, value) for name, value in fields)


def request(method="GET", path="/", *more, authority="127.0.0.1", scheme="https"):
    """The fields of a request."""
    return [(":method", method), (":scheme", scheme), (":path", path), (":authority", authority),
            *more]


# --- Frames with a meaning

def headers(stream, fields, flags=END_STREAM | END_HEADERS):
    """A HEADERS frame of fields, or of a block that is made already."""
    return frame(HEADERS, flags, stream,
                 fields if isinstance(fields, bytes) else block(*fields))


def get(stream, path="/", *more):
    """A whole request."""
    return headers(stream, request("GET", path, *more))


def post(stream, path="/", *more):
    """The head of a request with a body to come."""
    return headers(stream, request("POST", path, *more), END_HEADERS)


def data(stream, payload, flags=0):
    """A DATA frame."""
    return frame(DATA, flags, stream, payload)


def settings(*pairs, flags=0, stream=0):
    """A SETTINGS frame of (id, value) pairs."""
    return frame(SETTINGS, flags, stream, b"".join(struct.pack(">HI", *pair) for pair in pairs))


def window_update(stream, increment):
    """A WINDOW_UPDATE frame."""
    return frame(WINDOW_UPDATE, 0, stream, u32(increment))


def reset(stream, code=CANCEL):
    """A RST_STREAM frame."""
    return frame(RST_STREAM, 0, stream, u32(code))


def ping(payload=b"edgeping", flags=0, stream=0):
    """A PING frame."""
    return frame(PING, flags, stream, payload)


def priority(stream, depends_on, weight=16, exclusive=False):
    """A PRIORITY frame; `weight` is 1 to 256."""
    return frame(PRIORITY, 0, stream, dependency(depends_on, weight, exclusive))


def dependency(depends_on, weight=16, exclusive=False):
    """The five bytes of RFC 7540 6.3."""
    return u32(depends_on | (0x80000000 if exclusive else 0)) + bytes([weight - 1])


def padded(payload, pad):
    """The payload of a PADDED frame."""
    return bytes([pad]) + payload + bytes(pad)


def client_id(number):
    """The stream identifier of the n-th request, counted from 0."""
    return 2 * number + 1
