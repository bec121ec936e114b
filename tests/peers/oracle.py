#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""oracle.py: what another client (Python on OpenSSL) sees of a server.

Reads lines "PORT VERSION CERTIFICATE PATH" (VERSION 1.2 or 1.3; CERTIFICATE
the stem of a .pem and a .key, or "none"; PATH "-" to ask nothing) and prints
one word for each: "ok", the number of the alert that came at any time, the
HTTP status, "eof", or "silence".  It reads before it judges: a TLS 1.3
handshake that ended well is "ok" only when a session ticket followed.
"""
import concurrent.futures
import re
import socket
import ssl
import sys

WAIT = 2
SETTLE = 0.3
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
ALERTS = {
    "SSLV3_ALERT_HANDSHAKE_FAILURE": 40, "SSLV3_ALERT_BAD_CERTIFICATE": 42,
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": 43,
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": 45,
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": 46, "TLSV1_ALERT_UNKNOWN_CA": 48,
    "TLSV1_ALERT_ACCESS_DENIED": 49, "TLSV1_ALERT_DECODE_ERROR": 50,
    "TLSV1_ALERT_DECRYPT_ERROR": 51, "TLSV1_ALERT_INTERNAL_ERROR": 80,
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": 116,
}


def context(version, cert):
    ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ctx.check_hostname = False
    ctx.verify_mode = ssl.CERT_NONE
    ctx.minimum_version = ctx.maximum_version = VERSIONS[version]
    # Or it would not load the weak certificates.
    ctx.set_ciphers("DEFAULT:@SECLEVEL=0")
    if cert != "none":
        ctx.load_cert_chain(cert + ".pem", cert + ".key")
    return ctx


def judge(tls, version, path):
    if path != "-":
        tls.sendall(b"GET %s HTTP/1.1\r\nHost: localhost\r\n"
                    b"Connection: close\r\n\r\n" % path.encode())
    tls.settimeout(WAIT if path != "-" else SETTLE)
    try:
        data = tls.recv(4096)
    except TimeoutError:
        ticket = tls.session is not None and tls.session.has_ticket
        return "ok" if version == "1.2" or ticket else "silence"
    if not data:
        return "eof"
    status = re.match(rb"HTTP/1\.. (\d+)", data)
    return status.group(1).decode() if status else "data"


def probe(line):
    port, version, cert, path = line.split()
    try:
        with socket.create_connection(("127.0.0.1", int(port)), 10) as sock:
            with context(version, cert).wrap_socket(sock) as tls:
                return judge(tls, version, path)
    except ssl.SSLEOFError:
        return "eof"
    except ssl.SSLError as err:
        return str(ALERTS.get(err.reason, err.reason))
    except ConnectionError:
        return "eof"


def main():
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for word in pool.map(probe, sys.stdin):
            print(word)


if __name__ == "__main__":
    main()
