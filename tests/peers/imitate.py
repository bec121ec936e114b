#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""imitate.py CERT KEY CA [CRL]: a TLS server by Python's ssl, which demands a
client certificate of CA and looks into CRL.  It prints "port N"."""
import socket
import ssl
import sys
import threading


def serve(context, connection):
    connection.settimeout(10)
    try:
        with context.wrap_socket(connection, server_side=True) as tls:
            tls.sendall(b"hello\n")
            tls.recv(100)
    except OSError:
        pass


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    context.load_verify_locations(sys.argv[3])
    context.verify_mode = ssl.CERT_REQUIRED
    if len(sys.argv) > 4:
        context.load_verify_locations(sys.argv[4])
        context.verify_flags |= ssl.VERIFY_CRL_CHECK_CHAIN
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("port", listener.getsockname()[1], flush=True)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(context, connection),
                             daemon=True).start()


main()
