#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""iis.py PKI: a server that answers about client certificates as IIS does.

It takes a certificate or none.  It answers 403.7 where there is none, 403.16
where other-root has issued it, and 200 where client-ca has.  Its port of
127.0.0.1 is printed as "port NUMBER".
"""
import socket
import ssl
import sys
import threading

LIMIT = 1 << 16
SECONDS = 10
PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">
<html><head><title>IIS 10.0 Detailed Error - %s - Forbidden</title></head>
<body><div id="content"><h3>HTTP Error %s - Forbidden</h3>
<h4>%s</h4></div></body></html>
"""
NO_CERTIFICATE = ("403.7", "The page you are attempting to access requires a "
                  "client certificate.")
BAD_CERTIFICATE = ("403.16", "The client certificate is not trusted.")


def response(status, body):
    return ("HTTP/1.1 %s\r\nServer: Microsoft-IIS/10.0\r\n"
            "Content-Type: text/html\r\nContent-Length: %d\r\n"
            "Connection: close\r\n\r\n%s" % (status, len(body), body)).encode()


def answer(peer):
    issuer = dict(pair[0] for pair in peer["issuer"]) if peer else {}
    if issuer.get("commonName") == "Test Client CA":
        return response("200 OK", "welcome\n")
    code, why = BAD_CERTIFICATE if peer else NO_CERTIFICATE
    return response("403 Forbidden", PAGE % (code, code, why))


def has_request(tls):
    request = b""
    while b"\r\n\r\n" not in request and len(request) < LIMIT:
        data = tls.recv(LIMIT)
        if not data:
            return False
        request += data
    return True


def handle(sock, context):
    sock.settimeout(SECONDS)
    try:
        with context.wrap_socket(sock, server_side=True) as tls:
            if has_request(tls):
                tls.sendall(answer(tls.getpeercert()))
    except OSError:
        sock.close()


def main():
    pki = sys.argv[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki + "/server.pem", pki + "/server.key")
    context.verify_mode = ssl.CERT_OPTIONAL
    for name in "client-ca", "other-root":
        context.load_verify_locations("%s/%s.pem" % (pki, name))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        print("port %d" % listener.getsockname()[1], flush=True)
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=handle, args=(sock, context),
                             daemon=True).start()


if __name__ == "__main__":
    main()
