"""The four servers: on free ports of loopback, with two threads and the same certificate each."""
import http.client
import os
import socket
import ssl
import subprocess

from process import Process, free_port

NGINX = """worker_processes 2;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.err;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=4096 inactive=600s;
  open_file_cache_valid 600s;
  ssl_protocols TLSv1.3;
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  client_body_temp_path {folder}/nginx.body;
  proxy_temp_path {folder}/nginx.proxy;
  fastcgi_temp_path {folder}/nginx.fastcgi;
  uwsgi_temp_path {folder}/nginx.uwsgi;
  scgi_temp_path {folder}/nginx.scgi;
  default_type application/json;
  server {{ listen 127.0.0.1:{port} ssl http2; root {root}; }}
}}
"""

H2O = """num-threads: 2
{user}
pid-file: {folder}/h2o.pid
error-log: {folder}/h2o.err
listen:
  host: 127.0.0.1
  port: {port}
  ssl:
    certificate-file: {certificate}
    key-file: {key}
    minimum-version: TLSv1.2
hosts:
  default:
    paths:
      "/":
        file.dir: {root}
"""


def make_certificate(folder):
    """ECDSA over P-256, self-signed; (certificate, key)."""
    certificate, key = folder + "/cert.pem", folder + "/key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True)
    return certificate, key


class Server:
    """One server that runs."""

    def __init__(self, name, process, port, certificate):
        self.name = name
        self.process = process
        self.port = port
        self.certificate = certificate
        self.base = f"https://127.0.0.1:{port}"

    def get(self, path, headers):
        """The body of one answer over HTTP/2; SystemExit unless it is 200."""
        given = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
        asked = subprocess.run(
            ["curl", "-sS", "--http2", "--cacert", self.certificate, "-w", "\n%{http_code}", *given,
             self.base + path], capture_output=True, check=False)
        body, _, status = asked.stdout.rpartition(b"\n")
        if status != b"200":
            raise SystemExit(f"{self.name}: {path}: {status} {asked.stderr!r} {body[:300]!r}")
        return body

    def get_all(self, paths, headers):
        """The bodies of many answers, over one HTTP/1.1 connection: not for nghttpd."""
        link = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30,
            context=ssl.create_default_context(cafile=self.certificate))
        bodies = []
        for path in paths:
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            bodies.append(answer.read())
            if answer.status != 200:
                raise SystemExit(f"{self.name}: {path}: {answer.status} {bodies[-1][:300]!r}")
        link.close()
        return bodies

    def takes_connections(self):
        """Whether somebody listens."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def cpu_seconds(self):
        """CPU time of the process and its children so far."""
        ticks, todo = 0, [self.process.process.pid]
        while todo:
            pid = todo.pop()
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
            for thread in os.listdir(f"/proc/{pid}/task"):
                with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as children:
                    todo += map(int, children.read().split())
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Ends it."""
        self.process.stop()


def _command(name, folder, root, port, pair):
    certificate, key = pair
    is_root = os.geteuid() == 0
    if name == "nghttpd":
        return ["nghttpd", "-n2", "-a", "127.0.0.1", "-d", root, str(port), key, certificate]
    text = NGINX if name == "nginx" else H2O
    user = {"nginx": "user root;", "h2o": "user: root"}[name] if is_root else ""
    config = f"{folder}/{name}.conf"
    with open(config, "w", encoding="utf-8") as out:
        out.write(text.format(folder=folder, certificate=certificate, key=key, port=port,
                              root=root, user=user))
    if name == "nginx":
        return ["nginx", "-c", config, "-g", "daemon off;"]
    return ["h2o", "-c", config]


def start_peer(name, folder, root, pair):
    """nginx, nghttpd or h2o over the files below `root`."""
    port = free_port()
    # Peers are in /usr/sbin, which is not on everybody's path.
    environment = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin"}
    process = Process(_command(name, folder, root, port, pair), f"{folder}/{name}.log",
                      env=environment)
    server = Server(name, process, port, pair[0])
    process.wait_until(server.takes_connections)
    return server


def start_cems(cems, folder, pair, name="cems"):
    """`cems serve` on the folder of site.make()."""
    port = free_port()
    process = Process([cems, "serve", "--data", folder + "/data", "--listen", f"127.0.0.1:{port}",
                       "--tls-cert", pair[0], "--tls-key", pair[1]], f"{folder}/{name}.log")
    process.wait_for_line("cems: ready")
    return Server(name, process, port, pair[0])
