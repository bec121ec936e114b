#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""headers.py: a backend behind a proxy on a port of 127.0.0.1, which is
printed as "port NUMBER".

Its answer is the header section of the request, octet for octet, as no parser
would give it back.
"""
import socketserver

LIMIT = 1 << 20


class Echo(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self):
        section = b""
        for line in self.rfile:
            section += line
            if line == b"\r\n" or len(section) > LIMIT:
                break
        self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n"
                         b"Content-Type: application/octet-stream\r\n"
                         b"Content-Length: %d\r\n\r\n" % len(section))
        self.wfile.write(section)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Echo) as server:
        print("port %d" % server.server_address[1], flush=True)
        server.serve_forever()
