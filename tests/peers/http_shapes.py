#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Send requests that two readers may read in two ways, through TLS, and tell
how often and how each is answered.

    http_shapes.py PORT [--plain]

Every shape goes over a connection of its own, in one piece; "octets" of a
shape are as sent.  What is expected: the status of each answer, in order, and
that the server then ends the connection.  Exit status 1: some were answered
otherwise, which standard output names.
"""

import re
import socket
import ssl
import sys

HOST = b"Host: localhost\r\n"
END = b"Connection: close\r\n\r\n"
# A request that must never be answered: it stands where a body, or nothing,
# is.
SECOND = b"GET /smuggled HTTP/1.1\r\n" + HOST + END
LAST = b"GET /whoami HTTP/1.1\r\n" + HOST + END


def get(fields=b"", target=b"/whoami", host=HOST, version=b"HTTP/1.1"):
    """A GET; what is behind it is closed by END."""
    return (b"GET " + target + b" " + version + b"\r\n" + host + fields
            + b"\r\n")


def post(fields, body=b"", target=b"/whoami"):
    """A POST, which no route of /whoami takes: 405."""
    return b"POST " + target + b" HTTP/1.1\r\n" + HOST + fields + b"\r\n" + body


CHUNKED = b"Transfer-Encoding: chunked\r\n"
CHUNKS = b"5\r\nhello\r\n0\r\n\r\n"

SHAPES = {
    # ---- what is allowed
    "plain": (LAST, [200]),
    "pipelined": (get() + get(target=b"/none") + LAST, [200, 404, 200]),
    "pipelined-body": (post(b"Content-Length: 5\r\n", b"hello") + LAST,
                       [405, 200]),
    "empty-lines-first": (b"\r\n\r\n" + LAST, [200]),
    "body-of-get": (get(b"Content-Length: 5\r\n") + b"hello" + LAST,
                    [200, 200]),
    "chunked": (post(CHUNKED, CHUNKS) + SECOND, [405]),
    "chunk-extension": (post(CHUNKED, b"5;a=b\r\nhello\r\n0\r\n\r\n")
                        + SECOND, [405]),
    "trailer": (post(CHUNKED, b"5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n")
                + SECOND, [405]),
    "old": (b"GET /whoami HTTP/1.0\r\n\r\n" + SECOND, [200]),
    "absolute": (get(b"Connection: close\r\n",
                     target=b"https://localhost/whoami"), [200]),
    "expect": (post(b"Expect: 100-continue\r\nContent-Length: 5\r\n"
                    b"Connection: close\r\n", b"hello"), [100, 405]),
    "options-star": (b"OPTIONS * HTTP/1.1\r\n" + HOST + END, [204]),
    # ---- how long is the body?
    "length-twice": (post(b"Content-Length: 5\r\nContent-Length: 5\r\n",
                          b"hello") + SECOND, [400]),
    "lengths-differ": (post(b"Content-Length: 0\r\nContent-Length: %d\r\n"
                            % len(SECOND)) + SECOND, [400]),
    "length-list": (post(b"Content-Length: 5, 5\r\n", b"hello") + SECOND,
                    [400]),
    "length-plus": (post(b"Content-Length: +5\r\n", b"hello") + SECOND, [400]),
    "length-minus": (post(b"Content-Length: -5\r\n", b"hello") + SECOND,
                     [400]),
    "length-hex": (post(b"Content-Length: 0x5\r\n", b"hello") + SECOND, [400]),
    "length-blank": (post(b"Content-Length: \r\n") + SECOND, [400]),
    "length-inner-blank": (post(b"Content-Length: 1 0\r\n") + SECOND, [400]),
    "length-huge": (post(b"Content-Length: 99999999999999999999999\r\n")
                    + SECOND, [413]),
    "length-2-63": (post(b"Content-Length: 9223372036854775808\r\n") + SECOND,
                    [413]),
    "length-too-large": (post(b"Content-Length: 65537\r\n", b"x" * 65537)
                         + SECOND, [413]),
    "length-nul": (post(b"Content-Length: 5\0\r\n", b"hello") + SECOND, [400]),
    "length-nul-more": (post(b"Content-Length: 5\0" b"6\r\n", b"hello")
                        + SECOND, [400]),
    "length-and-chunked": (post(b"Content-Length: %d\r\n" % len(CHUNKS)
                                + CHUNKED, CHUNKS) + SECOND, [400]),
    "chunked-and-length": (post(CHUNKED + b"Content-Length: 3\r\n", CHUNKS)
                           + SECOND, [400]),
    "chunked-twice": (post(CHUNKED + CHUNKED, CHUNKS) + SECOND, [400]),
    "chunked-list": (post(b"Transfer-Encoding: gzip, chunked\r\n", CHUNKS)
                     + SECOND, [501]),
    "chunked-xchunked": (post(b"Transfer-Encoding: xchunked\r\n", CHUNKS)
                         + SECOND, [501]),
    "chunked-quoted": (post(b'Transfer-Encoding: "chunked"\r\n', CHUNKS)
                       + SECOND, [501]),
    "chunked-vt": (post(b"Transfer-Encoding: \vchunked\r\n", CHUNKS) + SECOND,
                   [400]),
    "chunked-blank-behind": (post(b"Transfer-Encoding: chunked \r\n", CHUNKS)
                             + SECOND, [501]),
    "chunked-identity": (post(b"Transfer-Encoding: identity\r\n", CHUNKS)
                         + SECOND, [501]),
    "chunked-folded": (post(b"Transfer-Encoding:\r\n chunked\r\n", CHUNKS)
                       + SECOND, [400]),
    "chunked-blank-colon": (post(b"Transfer-Encoding : chunked\r\n", CHUNKS)
                            + SECOND, [400]),
    "chunked-tab-before": (post(b"X: y\r\n\tTransfer-Encoding: chunked\r\n",
                                CHUNKS) + SECOND, [400]),
    "chunked-bare-lf": (post(b"X: y\nTransfer-Encoding: chunked\r\n", CHUNKS)
                        + SECOND, [400]),
    "chunked-bare-cr": (post(b"X: y\rTransfer-Encoding: chunked\r\n", CHUNKS)
                        + SECOND, [400]),
    "chunked-nul-name": (post(b"Transfer-\0Encoding: chunked\r\n", CHUNKS)
                         + SECOND, [400]),
    "chunked-old": (b"POST /whoami HTTP/1.0\r\n" + CHUNKED + b"\r\n" + CHUNKS
                    + SECOND, [400]),
    "chunk-size-minus": (post(CHUNKED, b"-5\r\nhello\r\n0\r\n\r\n") + SECOND,
                         [400]),
    "chunk-size-plus": (post(CHUNKED, b"+5\r\nhello\r\n0\r\n\r\n") + SECOND,
                        [400]),
    "chunk-size-0x": (post(CHUNKED, b"0x5\r\nhello\r\n0\r\n\r\n") + SECOND,
                      [400]),
    "chunk-size-blank": (post(CHUNKED, b"5 \r\nhello\r\n0\r\n\r\n") + SECOND,
                         [400]),
    "chunk-size-none": (post(CHUNKED, b"\r\nhello\r\n0\r\n\r\n") + SECOND,
                        [400]),
    "chunk-size-word": (post(CHUNKED, b"five\r\nhello\r\n0\r\n\r\n") + SECOND,
                        [400]),
    "chunk-size-2-64": (post(CHUNKED, b"10000000000000005\r\nhello\r\n"
                             b"0\r\n\r\n") + SECOND, [413]),
    "chunk-too-long": (post(CHUNKED, b"3\r\nhello\r\n0\r\n\r\n") + SECOND,
                       [400]),
    "chunks-too-large": (post(CHUNKED, b"8000\r\n" + b"x" * 0x8000
                              + b"\r\n8001\r\n" + b"x" * 0x8001
                              + b"\r\n0\r\n\r\n") + SECOND, [413]),
    # ---- lines and fields
    "bare-lf": (b"GET /whoami HTTP/1.1\nHost: localhost\n\n" + SECOND, [400]),
    "bare-lf-last": (b"GET /whoami HTTP/1.1\r\nHost: localhost\r\n\n" + SECOND,
                     [400]),
    "bare-lf-once": (get(b"A: b\nC: d\r\n") + SECOND, [400]),
    "folded": (get(b"A: b\r\n c\r\n") + SECOND, [400]),
    "folded-tab": (get(b"A: b\r\n\tc\r\n") + SECOND, [400]),
    "folded-first": (b"GET /whoami HTTP/1.1\r\n Host: localhost\r\n\r\n"
                     + SECOND, [400]),
    "blank-before-colon": (get(b"A : b\r\n") + SECOND, [400]),
    "no-colon": (get(b"A\r\n") + SECOND, [400]),
    "no-name": (get(b": b\r\n") + SECOND, [400]),
    "nul-in-name": (get(b"A\0B: c\r\n") + SECOND, [400]),
    "nul-in-value": (get(b"A: b\0c\r\n") + SECOND, [400]),
    # Octets that one line hides and that another one lacks.
    "nul-balanced": (get(b"A: b\0c\r\nE: f\nG: h\nI: j\r\n") + SECOND, [400]),
    "nul-hides-field": (get(b"A: b\0\0Host: other\r\n") + SECOND, [400]),
    "nul-in-target": (get(target=b"/whoami\0x") + SECOND, [400]),
    "control-in-value": (get(b"A: b\x01c\r\n") + SECOND, [400]),
    "delete-in-value": (get(b"A: b\x7fc\r\n") + SECOND, [400]),
    "utf8-in-name": (get("Ä: b\r\n".encode()) + SECOND, [400]),
    "many-fields": (get(b"A: b\r\n" * 129) + SECOND, [431]),
    "large-field": (get(b"A: " + b"b" * 65536 + b"\r\n") + SECOND, [431]),
    "huge-fields": (get(b"A: " + b"b" * (1 << 20) + b"\r\n") + SECOND, [431]),
    # ---- host and target
    "no-host": (get(host=b"") + SECOND, [400]),
    "host-twice": (get(b"Host: localhost\r\n") + SECOND, [400]),
    "hosts-differ": (get(b"Host: other\r\n") + SECOND, [400]),
    "host-empty": (get(host=b"Host:\r\n") + SECOND, [400]),
    "host-path": (get(host=b"Host: localhost/x\r\n") + SECOND, [400]),
    "absolute-other": (get(target=b"https://other/whoami") + SECOND, [400]),
    "absolute-similar": (get(target=b"https://localhosx/whoami") + SECOND,
                         [400]),
    "absolute-no-host": (get(target=b"https://localhost/whoami", host=b"")
                         + SECOND, [400]),
    "connect": (b"CONNECT localhost:443 HTTP/1.1\r\n" + HOST + b"\r\n"
                + SECOND, [400]),
    "relative": (get(target=b"whoami") + SECOND, [400]),
    "fragment": (get(target=b"/whoami#x") + SECOND, [400]),
    "blank-in-target": (get(target=b"/whoami x") + SECOND, [400]),
    "tab-in-target": (get(target=b"/whoami\tx") + SECOND, [400]),
    "utf8-in-target": (get(target="/whoamä".encode()) + SECOND, [400]),
    "long-target": (get(target=b"/" + b"x" * 8192) + SECOND, [414]),
    "huge-target": (get(target=b"/" + b"x" * (1 << 20)) + SECOND, [414]),
    "star": (get(target=b"*") + SECOND, [400]),
    # ---- the request line
    "two-blanks": (b"GET  /whoami HTTP/1.1\r\n" + HOST + b"\r\n" + SECOND,
                   [400]),
    "blank-first": (b" GET /whoami HTTP/1.1\r\n" + HOST + b"\r\n" + SECOND,
                    []),
    "blank-behind": (b"GET /whoami HTTP/1.1 \r\n" + HOST + b"\r\n" + SECOND,
                     [400]),
    "tabs": (b"GET\t/whoami\tHTTP/1.1\r\n" + HOST + b"\r\n" + SECOND, []),
    "method-odd": (b"G(T /whoami HTTP/1.1\r\n" + HOST + b"\r\n" + SECOND,
                   [400]),
    "method-lower": (b"get /whoami HTTP/1.1\r\n" + HOST + END, [405]),
    "version-0-9": (b"GET /whoami\r\n" + SECOND, [400]),
    "version-2": (b"GET /whoami HTTP/2.0\r\n" + HOST + b"\r\n" + SECOND,
                  [505]),
    "version-lower": (b"GET /whoami http/1.1\r\n" + HOST + b"\r\n" + SECOND,
                      [400]),
    "version-long": (b"GET /whoami HTTP/1.10\r\n" + HOST + b"\r\n" + SECOND,
                     [400]),
    "http2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [505]),
    "garbage": (b"\x80\x01\x02\xff\r\n\r\n", []),
    "tls-in-tls": (b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00\r\n", []),
    "expect-other": (post(b"Expect: something\r\nContent-Length: 5\r\n",
                          b"hello") + SECOND, [417]),
}


def connect(port, plain):
    """A connection that is ready for HTTP."""
    tcp = socket.create_connection(("127.0.0.1", port), timeout=10)
    if plain:
        return tcp
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(tcp, server_hostname="localhost")


def ask(port, octets, plain):
    """Everything that comes back until the server ends it, and whether."""
    answer = b""
    with connect(port, plain) as conn:
        try:
            conn.sendall(octets)
        except OSError:
            pass  # it has closed already: what it said is there
        try:
            while piece := conn.recv(65536):
                answer += piece
        except TimeoutError:
            return answer, False
        except OSError:
            pass
    return answer, True


def main():
    """All shapes, one after the other."""
    port, plain = int(sys.argv[1]), "--plain" in sys.argv
    wrong = 0
    if plain:
        # A ClientHello on a plain port: the front itself says what it is.
        SHAPES["tls-in-tls"] = (SHAPES["tls-in-tls"][0], [400])
    for name, (octets, expected) in SHAPES.items():
        answer, ended = ask(port, octets, plain)
        # libmicrohttpd 0.9.75 writes the head of its own refusal of a bad
        # Content-Length twice before it closes: that is still one answer.
        answer = re.sub(rb"^(HTTP/1\.1 4.*?\r\n\r\n)\1", rb"\1", answer,
                        flags=re.S)
        got = [int(n) for n in
               re.findall(rb"HTTP/1\.[01] ([0-9]{3}) [A-Z]", answer)]
        if got != expected or not ended or b"smuggled" in answer:
            wrong += 1
            print(f"{name}: {got}, not {expected}"
                  f"{'' if ended else ', and goes on'}", flush=True)
    print(f"shapes: {len(SHAPES)}, wrong: {wrong}")
    return 1 if wrong else 0


sys.exit(main())
