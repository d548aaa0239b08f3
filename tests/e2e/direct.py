"""Requests without curl, for tests that send thousands: HTTP/1.1 on one TLS connection."""
import http.client
import json
import ssl
import urllib.parse


class Connection:
    def __init__(self, server, certificate=None, key=None):
        address = urllib.parse.urlsplit(server.url)
        context = ssl.create_default_context(cafile=str(server.certificate))
        if certificate:
            context.load_cert_chain(certificate, key)
        self.connection = http.client.HTTPSConnection(address.hostname, address.port,
                                                      context=context, timeout=30)

    def ask(self, method, target, token=None, body=None, **fields):
        """(status, header fields, body) of one request."""
        headers = {name.replace("_", "-"): value for name, value in fields.items()}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        self.connection.request(method, target, body=body, headers=headers)
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    def code(self, *arguments, **more):
        """The envelope's code, or the status of an answer without one."""
        status, _, body = self.ask(*arguments, **more)
        return json.loads(body).get("code", status) if body else status
