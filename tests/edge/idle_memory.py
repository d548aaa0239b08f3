"""What an idle connection costs: the server's memory with many, less that without, a piece."""
import resource
import time

import frames as f
from server import SHORT
from wire import Wire

BYTES_EACH = 40 << 10


def raise_descriptors(count):
    """Room for so many sockets of ours; how many there are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, max(soft, count + 200))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return min(count, wanted - 200)


def ask(wire, server, stream=1):
    """One answered request."""
    wire.send(f.get(stream, SHORT, server.authorization))
    if wire.until(lambda one: one.stream == stream and one.flags & f.END_STREAM
                  and one.type in (f.DATA, f.HEADERS)) is None:
        raise AssertionError("a request was not answered")


def measure(server, count, protocol="h2"):
    """Bytes a connection of `count` that have asked once and are idle."""
    def open_one():
        wire = Wire(server.port, protocol)
        if protocol == "h2":
            wire.handshake()
            ask(wire, server)
        else:
            wire.send(f"GET {SHORT} HTTP/1.1\r\nHost: a\r\n"
                      f"Authorization: Bearer {server.token}\r\n\r\n".encode())
            while b"\r\n\r\n" not in wire.received:
                wire.take(1)
        return wire

    for _ in range(50):  # What the first ones bring along stays.
        open_one().close()
    time.sleep(0.5)
    before = server.memory()
    wires = [open_one() for _ in range(count)]
    time.sleep(0.5)
    each = (server.memory() - before) / count
    lost = sum(wire.closed for wire in wires)
    for wire in wires:
        wire.close()
    if lost:
        raise AssertionError(f"{lost} of {count} idle connections were lost")
    return each
