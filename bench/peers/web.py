"""HTTP for the benchmark: single requests, the front before the peers, and timed questions."""
import http.client
import os
import ssl
import statistics
import subprocess

from process import Process, free_port

FRONT = """worker_processes 2;
pid {folder}/front.pid;
error_log {folder}/front.err;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  ssl_protocols TLSv1.3;
  ssl_certificate {folder}/front.cert;
  ssl_certificate_key {folder}/front.key;
  client_body_temp_path {folder}/front.body;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_buffer_size 64k;
  proxy_buffers 64 64k;
  proxy_busy_buffers_size 512k;
  proxy_max_temp_file_size 0;
  proxy_temp_path {folder}/front.proxy;
  proxy_read_timeout 300s;
  large_client_header_buffers 8 64k;
  upstream peer {{ server 127.0.0.1:{peer}; keepalive 32; }}
  server {{ listen 127.0.0.1:{port} ssl http2; location / {{ proxy_pass http://peer; }} }}
}}
"""


def get(port, path, method="GET", body=None, certificate=None, headers=None):
    """The body of one answer."""
    if certificate is None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    else:
        trusted = ssl.create_default_context(cafile=certificate)
        link = http.client.HTTPSConnection("127.0.0.1", port, timeout=300, context=trusted)
    link.request(method, path, body, headers or {})
    answer = link.getresponse()
    out = answer.read()
    link.close()
    if answer.status >= 300:
        raise SystemExit(f"{path}: {answer.status} {out[:500].decode(errors='replace')}")
    return out


def ready(port, path):
    """Whether a server answers."""
    try:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        link.request("GET", path)
        answer = link.getresponse()
        answer.read()
        return answer.status < 500
    except (OSError, http.client.HTTPException):
        return False


class Front:
    """nginx before one peer: TLS 1.3 and HTTP/2, kept connections behind."""

    def __init__(self, folder, peer_port):
        os.makedirs(folder)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "30", "-subj", "/CN=127.0.0.1", "-keyout", folder + "/front.key",
             "-out", folder + "/front.cert"], check=True, capture_output=True)
        port = free_port()
        with open(folder + "/front.conf", "w", encoding="utf-8") as out:
            out.write(FRONT.format(folder=folder, peer=peer_port, port=port))
        self.process = Process(["nginx", "-c", folder + "/front.conf", "-g", "daemon off;"],
                               folder + "/front.log")
        self.base = f"https://127.0.0.1:{port}"
        self.process.wait_until(lambda: os.path.exists(folder + "/front.pid"))

    def stop(self):
        """Ends it."""
        self.process.stop()


def time_questions(folder, urls, asks, headers):
    """Seconds of each of so many requests, one after another on one HTTP/2 connection.

    From the request's first byte to the answer's last, as h2load writes them down.
    """
    urls_file, log = os.path.join(folder, "urls"), os.path.join(folder, "h2load.log")
    with open(urls_file, "w", encoding="utf-8") as out:
        out.write("\n".join(urls) + "\n")
    if os.path.exists(log):
        os.unlink(log)
    given = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    said = subprocess.run(
        ["h2load", "-n", str(asks), "-c", "1", "-m", "1", "-t", "1", "-i", urls_file,
         "--log-file", log, *given], check=True, capture_output=True, text=True).stdout
    if f" {asks} succeeded" not in said:
        raise SystemExit("h2load: " + said)
    with open(log, encoding="utf-8") as lines:
        return [int(line.split("\t")[2]) / 1e6 for line in lines]


def middle_ms(seconds):
    """The median in ms; the first ask, which finds nothing warm, counts like the others."""
    return statistics.median(seconds) * 1e3
