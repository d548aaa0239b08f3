"""A mosquitto of a test's own: a free loopback port, a folder, and settings that lose nothing.

Debian's mosquitto lies in /usr/sbin; the system's service, if there is one, is left alone.
"""
import os
import shutil
import signal
import socket
import subprocess
import time

PATH = os.environ.get("PATH", "") + ":/usr/sbin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Broker:
    """`settings`: further lines of mosquitto.conf, those of the listener."""

    def __init__(self, folder, *settings, anonymous=True):
        self.folder = folder / "broker"
        self.folder.mkdir()
        self.port = free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        lines = [f"listener {self.port} 127.0.0.1", f"allow_anonymous {str(anonymous).lower()}",
                 "persistence true", f"persistence_location {self.folder}/",
                 "autosave_on_changes true", "autosave_interval 1", "max_queued_messages 0",
                 "max_inflight_messages 1000", *settings]
        if os.geteuid() == 0:
            lines.append("user root")  # Else it gives up the right to its own folder.
        self.config = self.folder / "mosquitto.conf"
        self.config.write_text("\n".join(lines) + "\n")
        self.process = None

    def start(self):
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [shutil.which("mosquitto", path=PATH), "-c", str(self.config)], stdout=log, stderr=log)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.02)
        raise AssertionError(f"mosquitto does not start: {(self.folder / 'log').read_text()}")

    def stop(self, sign=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(sign)
            self.process.wait(timeout=20)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop(signal.SIGKILL)

    def publish(self, topic, payloads, *more, check=True):
        """Publishes with QoS 1, a line a message; back when the broker has acknowledged all."""
        return subprocess.run(
            ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic, "-l",
             *more], input="".join(payload + "\n" for payload in payloads), text=True,
            capture_output=True, timeout=60, check=check)

    def subscribe(self, topic, *more):
        """A running mosquitto_sub; each message it gets is lines of its standard output."""
        return subprocess.Popen(
            ["mosquitto_sub", "-h", "127.0.0.1", "-p", str(self.port), "-q", "1", "-t", topic,
             *more], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
