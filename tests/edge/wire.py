"""One connection of a client that says exactly what it is told to, over TLS or in the clear.

Reading and writing are interleaved, so that neither side's full buffer stops a test; what the
server says is split into frames and kept.
"""
import collections
import select
import socket
import ssl
import time

import frames

Frame = collections.namedtuple("Frame", "type flags stream payload")
RECEIVED_KEPT = 4 << 20  # Bytes; a flood's answers are not interesting beyond.


def client_context(protocols=("h2",)):
    """TLS as a client that trusts anybody: what is tested here is not the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    return context


class Wire:
    """A connection. `closed` tells whether the server has ended it."""

    def __init__(self, port, protocol="h2", is_tls=True, reads=True, receive_buffer=0):
        raw = socket.socket()
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(10)
        raw.connect(("127.0.0.1", port))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.is_tls = is_tls
        self.socket = (client_context((protocol,)).wrap_socket(raw, server_hostname="127.0.0.1")
                       if is_tls else raw)
        self.socket.setblocking(False)
        self.reads = reads
        self.closed = False
        self.received = b""
        self.split = 0
        self.frames = []
        self.poller = select.poll()
        self.poller.register(self.socket, 0)

    # --- Bytes

    def send(self, data, seconds=10):
        """Sends all of it; False when the server has hung up, or takes nothing for so long."""
        view, deadline = memoryview(data), time.monotonic() + seconds
        while view and not self.closed:
            if time.monotonic() > deadline:
                return False
            try:
                view = view[self.socket.send(view):]
                self.take(0)
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                self.take(0.05, for_writing=True)
            except (OSError, ssl.SSLError):
                self.closed = True
        return not self.closed

    def take(self, seconds, for_writing=False):
        """Waits for the server for at most so long and takes what it has said."""
        if self.closed:
            return
        interest = (select.POLLIN if self.reads else 0) | select.POLLRDHUP
        self.poller.modify(self.socket, interest | (select.POLLOUT if for_writing else 0))
        pending = self.reads and self.is_tls and self.socket.pending()
        events = self.poller.poll(0 if pending else seconds * 1000)
        if not self.reads:
            self.closed = any(event & (select.POLLERR | select.POLLHUP | select.POLLRDHUP)
                              for _, event in events)
            return
        if pending or any(event & ~select.POLLOUT for _, event in events):
            self.read_some()

    def read_some(self):
        """Takes what is there."""
        try:
            while True:
                got = self.socket.recv(65536)
                if not got:
                    self.closed = True
                    return
                if len(self.received) < RECEIVED_KEPT:
                    self.received += got
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return
        except (OSError, ssl.SSLError):
            self.closed = True

    def wait_closed(self, seconds):
        """Whether the server hangs up within so long."""
        deadline = time.monotonic() + seconds
        while not self.closed and time.monotonic() < deadline:
            self.take(min(0.05, max(0.0, deadline - time.monotonic())))
        return self.closed

    def close(self):
        """Hangs up."""
        self.socket.close()

    # --- Frames

    def begin(self, *settings):
        """Says the preface; settings are pairs."""
        return self.send(frames.PREFACE + frames.settings(*settings))

    def split_frames(self):
        """All frames so far."""
        while len(self.received) - self.split >= 9:
            head = self.received[self.split:self.split + 9]
            size = int.from_bytes(head[:3], "big")
            if len(self.received) - self.split < 9 + size:
                break
            payload = self.received[self.split + 9:self.split + 9 + size]
            self.frames.append(Frame(head[3], head[4],
                                     int.from_bytes(head[5:], "big") & 0x7fffffff, payload))
            self.split += 9 + size
        return self.frames

    def until(self, is_wanted, seconds=5):
        """The first frame that is wanted, or None when it does not come."""
        deadline, looked = time.monotonic() + seconds, 0
        while True:
            for one in self.split_frames()[looked:]:
                if is_wanted(one):
                    return one
            looked = len(self.frames)
            if self.closed or time.monotonic() > deadline:
                return None
            self.take(0.05)

    def handshake(self, *settings):
        """Preface, and the acknowledgement of each other's settings."""
        self.begin(*settings)
        theirs = self.until(lambda f: f.type == frames.SETTINGS and not f.flags & frames.ACK)
        self.send(frames.settings(flags=frames.ACK))
        mine = self.until(lambda f: f.type == frames.SETTINGS and f.flags & frames.ACK)
        if not (theirs and mine):
            raise AssertionError("the server does not begin HTTP/2")
        return theirs

    def goaway(self):
        """The error code of a GOAWAY that has come, or None."""
        for one in self.split_frames():
            if one.type == frames.GOAWAY:
                return int.from_bytes(one.payload[4:8], "big")
        return None

    def reset_code(self, stream):
        """The error code of a RST_STREAM that has come, or None."""
        for one in self.split_frames():
            if one.type == frames.RST_STREAM and one.stream == stream:
                return int.from_bytes(one.payload[:4], "big")
        return None
