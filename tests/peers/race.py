#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""race.py PORT: a way to the TLS 1.3 server on 127.0.0.1:PORT, on which an
alert is lost to a client that writes before it reads.

What a server says after a client's last flight is held back for a moment.  A
client that sends more than that flight in the meantime is reset and hears
nothing: so it goes where a server closes at once with data unread.  The own
port is printed as "port NUMBER".
"""
import select
import socket
import struct
import sys
import threading
import time

APPLICATION_DATA = 23  # TLS 1.3 hides the rest of the handshake in it
FLIGHT = 3             # records: Certificate, CertificateVerify, Finished
HELD = 0.3
SECONDS = 10
RESET = struct.pack("ii", 1, 0)


class Records:
    """Counts the records of a direction that carry what TLS 1.3 hides."""

    def __init__(self):
        self.rest, self.hidden = b"", 0

    def feed(self, data):
        self.rest += data
        while len(self.rest) >= 5:
            length = int.from_bytes(self.rest[3:5], "big")
            if len(self.rest) < 5 + length:
                return
            self.hidden += self.rest[0] == APPLICATION_DATA
            self.rest = self.rest[5 + length:]


def relay(client, server):
    seen, held, due = Records(), b"", None
    ends = time.monotonic() + SECONDS
    while time.monotonic() < ends:
        if due is not None and time.monotonic() >= due:
            client.sendall(held)
            return
        readable, _, _ = select.select([client, server], [], [], 0.01)
        if client in readable:
            data = client.recv(65536)
            if not data:
                return
            seen.feed(data)
            if seen.hidden > FLIGHT:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                return
            server.sendall(data)
        if server in readable and due is None:
            data = server.recv(65536)
            if seen.hidden >= FLIGHT:
                held, due = data, time.monotonic() + HELD
            elif not data:
                return
            else:
                client.sendall(data)


def handle(client, port):
    with client, socket.create_connection(("127.0.0.1", port)) as server:
        try:
            relay(client, server)
        except OSError:
            pass


def main():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("port %d" % listener.getsockname()[1], flush=True)
        while True:
            client, _ = listener.accept()
            threading.Thread(target=handle, args=(client, int(sys.argv[1])),
                             daemon=True).start()


if __name__ == "__main__":
    main()
