"""What an end-to-end test works with: a folder, the program, a running server, and curl."""
import json
import os
import signal
import subprocess
import urllib.parse

import station


class Failure(AssertionError):
    """A command that did not do what it should, with what it printed."""


class Answer:
    """What curl got: the HTTP version and status, and the body as it came."""

    def __init__(self, version, status, body, names, path):
        self.version = version
        self.status = int(status)
        self.body = body
        self.names = names
        self.path = path

    @property
    def json(self):
        """In the standard's names."""
        # Numbers stay text: the tests compare digits, not floats.
        document = json.loads(self.body, parse_float=str, parse_int=str)
        return self.names.envelope(self.path, document)

    @property
    def data(self):
        return self.json["data"]


class Server:
    """A running `cems serve`."""

    def __init__(self, process, url, data):
        self.process = process
        self.url = url
        self.data = data
        self.certificate = data / "tls" / "cert.pem"

    def stop(self, sign=signal.SIGTERM):
        """Ends it and gives its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(timeout=30)


class Workbench:
    def __init__(self, cems, folder, names):
        self.cems = cems
        self.folder = folder
        self.names = names
        self.data = folder / "data"
        self.servers = []

    def close(self):
        for server in self.servers:
            if server.process.poll() is None:
                server.process.kill()
                server.process.wait()

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def archive(self, name, text=None):
        """A file with an archive, the station's where there is no text, in the profile's names."""
        return self.file(name, self.names.archive(station.archive() if text is None else text))

    def run(self, *arguments, status=0, env=None):
        """Runs `cems …`; gives the finished process. Fails on another exit status."""
        arguments = self.names.command(arguments)
        done = subprocess.run([self.cems, *map(str, arguments)], capture_output=True, text=True,
                              timeout=300, env={**os.environ, **(env or {})}, check=False)
        if done.returncode != status:
            raise Failure(f"cems {' '.join(map(str, arguments))}: exit {done.returncode}, "
                          f"expected {status}\n{done.stdout}\n{done.stderr}")
        return done

    def token(self, name="tests", cems="*", *more):
        done = self.run("token", "add", "--data", self.data, "--name", name, "--cems", cems, *more)
        return done.stdout.strip()

    def serve(self, *more, data=None):
        data = data or self.data
        arguments = self.names.command(["serve", "--data", data, "--listen", "127.0.0.1:0", *more])
        process = subprocess.Popen(
            [self.cems, *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=open(self.folder / "serve.log", "ab"), text=True)
        line = process.stdout.readline()
        if not line.startswith("cems: ready on "):
            process.kill()
            raise Failure(f"serve said {line!r}: {(self.folder / 'serve.log').read_text()}")
        server = Server(process, line.split()[-1], data)
        self.servers.append(server)
        return server

    def curl(self, server, path, token=None, *more, version="--http2"):
        """One request with curl; `more` are its further arguments."""
        command = ["curl", "--silent", "--show-error", version, "--cacert", server.certificate,
                   "--write-out", "\n%{http_version} %{http_code}",
                   *self.names.curl_arguments(path, [str(argument) for argument in more])]
        if token:
            command += ["--header", f"{self.names.header('Authorization')}: Bearer {token}"]
        done = subprocess.run([*command, server.url + self.names.path(path)],
                              capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise Failure(f"curl {path}: {done.stderr.decode()}")
        body, _, last = done.stdout.rpartition(b"\n")
        return Answer(*last.decode().split(), body.decode(), self.names, path)

    def get(self, server, token, interface, *more, **parameters):
        """Asks an interface with curl; the answer must be code 200."""
        query = urllib.parse.urlencode(parameters, quote_via=urllib.parse.quote)
        answer = self.curl(server, f"/cems/v1/{interface}?{query}", token, *more)
        if answer.status != 200:
            raise Failure(f"{interface} {parameters}: {answer.status} {answer.body}")
        return answer
