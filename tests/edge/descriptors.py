"""More connections than the server has descriptors: the rest waits, and nothing else suffers."""
import socket
import time

import idle_memory
from server import LONG
from wire import Wire

COUNT = 400  # Of a server that may have about 190.


def run(server):
    """What is wrong, or None."""
    idle = []
    for _ in range(COUNT):
        one = socket.socket()
        one.setblocking(False)
        one.connect_ex(("127.0.0.1", server.port))
        idle.append(one)
    time.sleep(1)
    if not server.alive():
        return "the server is gone"
    # They say nothing, so they are closed soon and who comes later gets in.
    begun = time.monotonic()
    wire = None
    while wire is None and time.monotonic() < begun + 15:
        try:
            wire = Wire(server.port)
        except OSError:
            time.sleep(0.1)
    for one in idle:
        one.close()
    if wire is None:
        return "nobody else gets in"
    wire.handshake()
    idle_memory.ask(wire, server)
    wire.close()
    after = Wire(server.port, "http/1.1")
    after.send(f"GET {LONG} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {server.token}\r\n\r\n"
               .encode())
    deadline = time.monotonic() + 10
    while b"HTTP/1.1 200" not in after.received and time.monotonic() < deadline:
        after.take(0.1)
    after.close()
    return None if b"HTTP/1.1 200" in after.received else "the store cannot be read"
