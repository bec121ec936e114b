#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""hostile.py PKI: many bad servers, each on its own port of 127.0.0.1.

Prints a line "NAME PORT" for each, then "ready", and serves until it is
killed.  PKI is a directory made by pki.sh.
"""
import itertools
import os
import random
import socket
import ssl
import struct
import sys
import threading
import urllib.parse
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CCS, ALERT, HANDSHAKE, DATA = 20, 21, 22, 23
HELLO_REQUEST, SERVER_HELLO, EXTENSIONS, CERTIFICATE = 0, 2, 8, 11
KEY_EXCHANGE, REQUEST, HELLO_DONE = 12, 13, 14
NEW_TICKET, CERTIFICATE_VERIFY, FINISHED = 4, 15, 20
UNKNOWN_CA = 48
PKI = ""
SERVERS = {}


def server(function):
    SERVERS[function.__name__.replace("_", "-")] = function
    return function


# ---- the pieces of TLS --------------------------------------------------

def vec8(data):
    return struct.pack("!B", len(data)) + data


def vec16(data):
    return struct.pack("!H", len(data)) + data


def vec24(data):
    return struct.pack("!I", len(data))[1:] + data


def record(kind, data, version=0x0303):
    return struct.pack("!BHH", kind, version, len(data)) + data


def records(kind, data):
    return b"".join(record(kind, data[at:at + 16384])
                    for at in range(0, len(data), 16384))


def message(kind, body):
    return bytes([kind]) + vec24(body)


def alert(level, code):
    return record(ALERT, bytes([level, code]))


def read_exactly(sock, count):
    data = b""
    while len(data) < count:
        more = sock.recv(count - len(data))
        if not more:
            raise ConnectionError("the client is gone")
        data += more
    return data


class Hello:
    """What we need of a ClientHello."""

    def __init__(self, sock):
        header = read_exactly(sock, 5)
        self.raw = read_exactly(sock, struct.unpack("!H", header[3:])[0])
        body = self.raw[4:]
        self.random = body[2:34]
        at = 35 + body[34]
        self.session_id = body[35:at]
        at += 2 + struct.unpack_from("!H", body, at)[0]
        at += 1 + body[at]
        self.shares = {}
        end = at + 2 + struct.unpack_from("!H", body, at)[0]
        at += 2
        while at < end:
            kind, length = struct.unpack_from("!HH", body, at)
            if kind == 51:
                self.read_shares(body[at + 6:at + 4 + length])
            at += 4 + length

    def read_shares(self, data):
        at = 0
        while at < len(data):
            group, length = struct.unpack_from("!HH", data, at)
            self.shares[group] = data[at + 4:at + 4 + length]
            at += 4 + length


def extension(kind, data):
    return struct.pack("!H", kind) + vec16(data)


def server_hello(hello, suite, extensions, version=0x0303):
    # Like a real server's random, and without the mark of a downgrade.
    return message(SERVER_HELLO, struct.pack("!H", version) + bytes(32)[:24]
                   + b"not yet!" + vec8(hello.session_id)
                   + struct.pack("!HB", suite, 0) + vec16(extensions))


def server_der():
    with open(os.path.join(PKI, "server.pem"), "rb") as file:
        cert = x509.load_pem_x509_certificate(file.read())
    return cert.public_bytes(serialization.Encoding.DER)


def hello_12(sock):
    """Up to a ServerHello of TLS 1.2 with ECDHE-ECDSA-AES128-GCM-SHA256."""
    hello = Hello(sock)
    answer = server_hello(hello, 0xC02B, extension(0xFF01, b"\0")
                          + extension(11, b"\1\0"))
    sock.sendall(record(HANDSHAKE, answer))
    return hello


def key_exchange_12(hello):
    """An honest ServerKeyExchange: only what comes later is bad."""
    with open(os.path.join(PKI, "server.key"), "rb") as file:
        key = serialization.load_pem_private_key(file.read(), None)
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(
        serialization.Encoding.X962,
        serialization.PublicFormat.UncompressedPoint)
    params = b"\3" + struct.pack("!H", 23) + vec8(point)
    ours = bytes(32)[:24] + b"not yet!"
    signature = key.sign(hello.random + ours + params,
                         ec.ECDSA(hashes.SHA256()))
    return message(KEY_EXCHANGE, params + b"\4\3" + vec16(signature))


def hmac_sha256(key, data):
    mac = hmac.HMAC(key, hashes.SHA256())
    mac.update(data)
    return mac.finalize()


def sha256(data):
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def expand_label(secret, label, context, length):
    info = struct.pack("!H", length) + vec8(b"tls13 " + label) + vec8(context)
    return hmac_sha256(secret, info + b"\1")[:length]


def share_13(hello):
    """Our key share and the secret, by a group that the client offers."""
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    point = (serialization.Encoding.X962,
             serialization.PublicFormat.UncompressedPoint)
    if 29 in hello.shares:
        key = x25519.X25519PrivateKey.generate()
        peer = x25519.X25519PublicKey.from_public_bytes(hello.shares[29])
        return 29, key.public_key().public_bytes(*raw), key.exchange(peer)
    key = ec.generate_private_key(ec.SECP256R1())
    peer = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), hello.shares[23])
    return (23, key.public_key().public_bytes(*point),
            key.exchange(ec.ECDH(), peer))


class Sealed:
    """TLS 1.3 up to the server's encrypted handshake messages."""

    def __init__(self, sock):
        self.sock = sock
        hello = Hello(sock)
        group, share, secret = share_13(hello)
        answer = server_hello(
            hello, 0x1301, extension(43, b"\3\4")
            + extension(51, struct.pack("!H", group) + vec16(share)))
        sock.sendall(record(HANDSHAKE, answer) + record(CCS, b"\1"))
        early = hmac_sha256(bytes(32), bytes(32))
        derived = expand_label(early, b"derived", sha256(b""), 32)
        self.secret = hmac_sha256(derived, secret)
        self.seen = hello.raw + answer
        self.traffic = expand_label(self.secret, b"s hs traffic",
                                    sha256(self.seen), 32)
        self.use(self.traffic)

    def use(self, traffic):
        self.key = AESGCM(expand_label(traffic, b"key", b"", 16))
        self.iv = int.from_bytes(expand_label(traffic, b"iv", b"", 12), "big")
        self.sent = 0

    def seal(self, data, kind=HANDSHAKE):
        sealed = b""
        for at in range(0, len(data), 16384):
            inner = data[at:at + 16384] + bytes([kind])
            header = struct.pack("!BHH", DATA, 0x0303, len(inner) + 16)
            nonce = (self.iv ^ self.sent).to_bytes(12, "big")
            self.sent += 1
            sealed += header + self.key.encrypt(nonce, inner, header)
        return sealed

    def send(self, data, kind=HANDSHAKE):
        self.sock.sendall(self.seal(data, kind))

    def finish(self):
        """Ask for a certificate, and go on as if it had been looked at."""
        flight = (message(EXTENSIONS, vec16(b""))
                  + message(REQUEST, b"\0" + vec16(SIGNATURE_ALGORITHMS))
                  + message(CERTIFICATE, b"\0" + vec24(
                      vec24(server_der()) + vec16(b""))))
        with open(os.path.join(PKI, "server.key"), "rb") as file:
            key = serialization.load_pem_private_key(file.read(), None)
        signature = key.sign(
            b" " * 64 + b"TLS 1.3, server CertificateVerify\0"
            + sha256(self.seen + flight), ec.ECDSA(hashes.SHA256()))
        flight += message(CERTIFICATE_VERIFY, b"\4\3" + vec16(signature))
        flight += message(FINISHED, hmac_sha256(
            expand_label(self.traffic, b"finished", b"", 32),
            sha256(self.seen + flight)))
        self.send(flight)
        derived = expand_label(self.secret, b"derived", sha256(b""), 32)
        self.use(expand_label(hmac_sha256(derived, bytes(32)),
                              b"s ap traffic", sha256(self.seen + flight),
                              32))


# ---- endings ------------------------------------------------------------

def silence(sock):
    """Listen, say nothing, until the client has had enough."""
    while sock.recv(65536):
        pass


def forever(sock, data, pause=0.0):
    while True:
        sock.sendall(data)
        time.sleep(pause)


def drain(sock):
    """Take what is there, so that closing does not reset."""
    sock.settimeout(0.2)
    try:
        while sock.recv(65536):
            pass
    except OSError:
        pass


# ---- no TLS at all ------------------------------------------------------

# No octet of it begins a TLS record.
NOISE = bytes(octet | 128 for octet in random.Random(5246).randbytes(65536))


@server
def plain_http(sock):
    sock.recv(65536)
    body = b"<h1>Your client speaks TLS to a plain port</h1>\n"
    sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n"
                 b"Connection: close\r\nContent-Length: %d\r\n\r\n%s"
                 % (len(body), body))


@server
def ssh(sock):
    sock.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    silence(sock)


@server
def garbage(sock):
    sock.recv(65536)
    sock.sendall(NOISE[:2000])


@server
def garbage_flood(sock):
    forever(sock, NOISE)


@server
def escape_banner(sock):
    sock.sendall(b"\33]0;owned\7\33[2J\33[31m hello\r\n")
    silence(sock)


@server
def close_at_once(sock):
    del sock


@server
def close_after_hello(sock):
    Hello(sock)


@server
def reset(sock):
    sock.recv(1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                    struct.pack("ii", 1, 0))


@server
def silent(sock):
    silence(sock)


# ---- records ------------------------------------------------------------

@server
def half_record_silence(sock):
    sock.sendall(record(HANDSHAKE, bytes([2, 0, 0, 118, 3, 3]) * 20)[:20])
    silence(sock)


@server
def half_record_close(sock):
    Hello(sock)
    sock.sendall(record(HANDSHAKE, bytes([2, 0, 0, 118, 3, 3]) * 20)[:20])


@server
def record_overflow(sock):
    Hello(sock)
    sock.sendall(struct.pack("!BHH", HANDSHAKE, 0x0303, 0xFFFF) + bytes(65535))
    silence(sock)


@server
def record_just_over(sock):
    Hello(sock)
    length = 16384 + 2049
    sock.sendall(struct.pack("!BHH", HANDSHAKE, 0x0303, length)
                 + bytes(length))
    silence(sock)


@server
def alert_fatal(sock):
    Hello(sock)
    sock.sendall(alert(2, 40))


@server
def alert_unknown_code(sock):
    Hello(sock)
    sock.sendall(alert(2, 237))


@server
def alert_warning(sock):
    Hello(sock)
    sock.sendall(alert(1, 112))
    silence(sock)


@server
def alert_close_notify(sock):
    Hello(sock)
    sock.sendall(alert(1, 0))


@server
def alert_bad_level(sock):
    Hello(sock)
    sock.sendall(alert(77, 40))


@server
def flood_warnings(sock):
    Hello(sock)
    forever(sock, alert(1, 112) * 1000)


@server
def flood_empty(sock):
    Hello(sock)
    forever(sock, record(HANDSHAKE, b"") * 1000)


# ---- handshake messages -------------------------------------------------

@server
def tls10(sock):
    answer = server_hello(Hello(sock), 0xC013, b"", version=0x0301)
    sock.sendall(record(HANDSHAKE, answer, version=0x0301))
    silence(sock)


@server
def endless_drip(sock):
    """A Certificate message in fragments of one octet, for ever."""
    hello_12(sock)
    for octet in itertools.chain(b"\x0b\0\xff\xff\0\xff\xfc",
                                 itertools.repeat(0)):
        sock.sendall(record(HANDSHAKE, bytes([octet])))
        time.sleep(0.02)


@server
def endless_requests(sock):
    """HelloRequests, which a client may ignore, as fast as they go."""
    hello_12(sock)
    forever(sock, record(HANDSHAKE, message(HELLO_REQUEST, b"")) * 1000)


@server
def endless_ccs(sock):
    """ChangeCipherSpecs, which TLS 1.3 tells a client to ignore."""
    Sealed(sock)
    forever(sock, record(CCS, b"\1") * 1000)


@server
def huge_certificate(sock):
    """16 MiB, announced and sent, in one list of one certificate."""
    hello_12(sock)
    cert = bytes(0xFFFFFF - 6)
    sock.sendall(records(HANDSHAKE, message(CERTIFICATE, vec24(vec24(cert)))))
    silence(sock)


@server
def many_certificates(sock):
    """100 KiB of the same certificate, over and over."""
    hello_12(sock)
    cert = vec24(server_der())
    chain = cert * (100 * 1024 // len(cert))
    sock.sendall(records(HANDSHAKE, message(CERTIFICATE, vec24(chain))))
    silence(sock)


@server
def broken_certificate(sock):
    hello_12(sock)
    cert = bytearray(server_der())
    cert[1:4] = b"\x84\xff\xff"
    sock.sendall(records(HANDSHAKE,
                         message(CERTIFICATE, vec24(vec24(bytes(cert))))))
    silence(sock)


def request_12(sock, body):
    hello = hello_12(sock)
    sock.sendall(records(HANDSHAKE,
                         message(CERTIFICATE, vec24(vec24(server_der())))
                         + key_exchange_12(hello) + message(REQUEST, body)
                         + message(HELLO_DONE, b"")))
    drain(sock)


@server
def request12_truncated(sock):
    request_12(sock, b"\2\1\x40\0\x20\4\3")


@server
def request12_names(sock):
    """Its lengths are right, and the names are no names."""
    names = (vec16(b"\33]0;owned\7\33[2J") + vec16(b"") + vec16(b"\x30\x84")
             + vec16(b"\x30" * 4000))
    request_12(sock, vec8(b"\1\x40") + vec16(b"\4\3\5\3") + vec16(names))


def request_13(sock, body):
    sealed = Sealed(sock)
    sealed.send(message(EXTENSIONS, vec16(b"")) + message(REQUEST, body))
    drain(sock)


SIGNATURE_ALGORITHMS = extension(13, vec16(b"\4\3\5\3"))


@server
def request13_truncated(sock):
    request_13(sock, b"\0\0\xff" + SIGNATURE_ALGORITHMS)


@server
def request13_bad_list(sock):
    request_13(sock, b"\0" + vec16(extension(13, b"\xff\xff\4\3")))


@server
def request13_names(sock):
    names = (vec16(b"\33]0;owned\7\33[2J") + vec16(b"\x30\x84")
             + vec16(b"\x30" * 4000))
    request_13(sock, b"\0" + vec16(SIGNATURE_ALGORITHMS
                                   + extension(47, vec16(names))))


@server
def request13_many_names(sock):
    names = vec16(b"\x30\0") * 16000
    request_13(sock, b"\0" + vec16(SIGNATURE_ALGORITHMS
                                   + extension(47, vec16(names))))


# ---- before the client's certificate has come ---------------------------

def finished(sock):
    sealed = Sealed(sock)
    sealed.finish()
    return sealed


@server
def data_then_alert(sock):
    sealed = finished(sock)
    sock.sendall(sealed.seal(b"220 ready\r\n", DATA)
                 + sealed.seal(bytes([2, UNKNOWN_CA]), ALERT))
    drain(sock)


@server
def ticket_then_alert(sock):
    sealed = finished(sock)
    sock.sendall(sealed.seal(new_ticket())
                 + sealed.seal(bytes([2, UNKNOWN_CA]), ALERT))
    drain(sock)


@server
def ticket_flood(sock):
    sealed = finished(sock)
    while True:
        sealed.send(new_ticket())


@server
def late_request_flood(sock):
    sealed = finished(sock)
    while True:
        sealed.send(message(REQUEST, vec8(os.urandom(8))
                            + vec16(SIGNATURE_ALGORITHMS)))


def new_ticket():
    return message(NEW_TICKET, struct.pack("!II", 3600, 1)
                   + vec8(os.urandom(8)) + vec16(os.urandom(2000))
                   + vec16(b""))


# ---- after an honest handshake ------------------------------------------

TOKEN_BINDING = extension(24, b"\1\0\1\2")


@server
def tokbind13_closed(sock):
    Sealed(sock).send(message(EXTENSIONS, vec16(TOKEN_BINDING)))


@server
def tokbind12_closed(sock):
    hello = Hello(sock)
    extensions = (extension(0xff01, b"\0") + extension(23, b"")
                  + TOKEN_BINDING)
    sock.sendall(record(22, server_hello(hello, 0xC02B, extensions)))


def honest(sock, **options):
    """A real TLS server; asks for a certificate and takes any."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(os.path.join(PKI, "server.pem"),
                            os.path.join(PKI, "server.key"))
    for name, value in options.items():
        setattr(context, name, value)
    return context.wrap_socket(sock, server_side=True)


@server
def http_endless_head(sock):
    with honest(sock) as tls:
        tls.recv(65536)
        tls.sendall(b"HTTP/1.1 200 OK\r\n")
        forever(tls, b"X-Filler: " + b"a" * 8000 + b"\r\n")


@server
def http_endless_body(sock):
    with honest(sock) as tls:
        tls.recv(65536)
        tls.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        forever(tls, b"a" * 16384)


@server
def http_drip(sock):
    with honest(sock) as tls:
        tls.recv(65536)
        tls.sendall(b"HTTP/1.1 200 OK\r\nX-Filler: ")
        forever(tls, b"a", 0.02)


@server
def http_silent(sock):
    with honest(sock) as tls:
        silence(tls)


@server
def http_garbage(sock):
    with honest(sock) as tls:
        tls.recv(65536)
        tls.sendall(b"\0\1\2 no HTTP, \33[2J\33]0;owned\7 really\r\n\r\n")


@server
def http_escapes(sock):
    with honest(sock) as tls:
        tls.recv(65536)
        tls.sendall(b"HTTP/1.1 403 Forb\33[2Jidden\r\n"
                    b"Server: evil\33]0;owned\7\r\n"
                    b"Content-Length: 20\r\nConnection: close\r\n\r\n"
                    b"<title>\33[31m</title>")


@server
def http_challenge(sock):
    """401, with the request in Location, and hostile octets as well."""
    with honest(sock) as tls:
        asked = urllib.parse.quote(tls.recv(65536)).encode()
        tls.sendall(b"HTTP/1.1 401 Unauthorized\r\n"
                    b"WWW-Authenticate: Basic realm=\"a, b\"\r\n"
                    b"WWW-Authenticate: Bearer error=\"invalid_token\", "
                    b"error_description=\"bound to \33[2J another\"\r\n"
                    b"Location: /" + asked + b"\r\n"
                    b"Set-Cookie: a=first; Secure\r\n"
                    b"Set-Cookie: b=second\33]0;x\7\r\n"
                    b"Content-Length: 0\r\nConnection: close\r\n\r\n")


@server
def data_flood(sock):
    """Application data without having been asked, for ever."""
    with honest(sock) as tls:
        forever(tls, b"a" * 16384)


# ---- the frame ----------------------------------------------------------

def serve(sock, behave):
    with sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            behave(sock)
        except (OSError, ssl.SSLError, KeyError):
            pass


def accept(listener, behave):
    while True:
        sock, _ = listener.accept()
        threading.Thread(target=serve, args=(sock, behave),
                         daemon=True).start()


def listen(name, backlog):
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(backlog)
    print(name, listener.getsockname()[1], flush=True)
    return listener


def black_hole():
    """Nobody accepts, and the queue is full: a SYN gets no answer."""
    listener = listen("black-hole", 0)
    full = [listener]
    for _ in range(4):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(listener.getsockname())
        full.append(sock)
    time.sleep(0.1)
    return full


def main():
    global PKI
    PKI = sys.argv[1]
    for name, behave in SERVERS.items():
        threading.Thread(target=accept, args=(listen(name, 16), behave),
                         daemon=True).start()
    hole = black_hole()
    print("ready", flush=True)
    threading.Event().wait()
    del hole


if __name__ == "__main__":
    main()
