#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Clients that are broken or mean, against a server of ours.

    hostile_clients.py PORT PID PKI NAME [NUMBER]

PORT is of tlsbind-serve, PID its process, PKI a directory made by pki.sh.
After each of the clients named NAME a good one must be answered at once, and
once all have gone the server has as many descriptors and threads as before.
Prints what was done; exit status 1: something did not hold, which is named.
"""

import os
import random
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

PORT = PID = 0
PKI = ""
CLIENTS = {}
REQUEST = b"GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET /whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
PATIENCE_S = 20
KEPT_THREADS = 32  # that the server keeps for clients to come
# What its memory may grow by, for good; more for a program of the sanitizers.
ROOM_KIB = int(os.environ.get("ROOM_KIB", 40 << 10))


def client(function):
    """A subcommand."""
    CLIENTS[function.__name__.replace("_", "-")] = function
    return function


class Wrong(Exception):
    """What did not hold."""


# ---- the server, from outside ---------------------------------------------

def count(what):
    """How many entries /proc/PID/WHAT has."""
    return len(os.listdir(f"/proc/{PID}/{what}"))


def memory_kib():
    """What the server has in memory."""
    with open(f"/proc/{PID}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    raise Wrong("the server has no memory")


def until_back(what, measure, most):
    """Wait until the server has no more of it than that."""
    end = time.monotonic() + PATIENCE_S
    while (now := measure()) > most:
        if time.monotonic() > end:
            raise Wrong(f"{what}: {now}, {most} are due")
        time.sleep(0.05)


# ---- clients ----------------------------------------------------------------

def context(version=None, cert="good", chain=None):
    """What a client of ours speaks."""
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    c.check_hostname = False
    c.verify_mode = ssl.CERT_NONE
    c.post_handshake_auth = True
    if version:
        c.minimum_version = c.maximum_version = version
    if chain:
        c.load_cert_chain(chain, f"{PKI}/{cert}.key")
    elif cert:
        c.load_cert_chain(f"{PKI}/{cert}.pem", f"{PKI}/{cert}.key")
    return c


def dial():
    """A connection without anything on it."""
    tcp = socket.create_connection(("127.0.0.1", PORT), timeout=PATIENCE_S)
    tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return tcp


def reset(tcp):
    """End it by RST."""
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                   struct.pack("ii", 1, 0))
    tcp.close()


def read_all(conn):
    """What comes until the end, which must come."""
    answer = b""
    try:
        while piece := conn.recv(65536):
            answer += piece
    except TimeoutError as e:
        raise Wrong(f"no end after {answer[:60]}") from e
    except OSError:
        pass
    return answer


GOOD = None


def good():
    """A client that does all as it should, and is answered."""
    with GOOD.wrap_socket(dial()) as conn:
        conn.sendall(LAST)
        answer = read_all(conn)
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise Wrong(f"a good client is answered {answer[:60]}")


class Flight:
    """A client whose octets to the server one may look at, cut and change.

    touch(at, octets) gets what is to be sent and where in the whole stream it
    stands, and returns what is sent instead; None: no more."""

    def __init__(self, tls, touch):
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = tls.wrap_bio(self.into, self.out)
        self.tcp, self.touch, self.sent = dial(), touch, 0

    def flush(self):
        """Send what there is; False: that was all."""
        octets = self.out.read()
        if not octets:
            return True
        changed = self.touch(self.sent, octets)
        self.sent += len(octets)
        if changed:
            self.tcp.sendall(changed)
        return changed is not None and len(changed) >= len(octets)

    def run(self):
        """Shake hands, ask, read the answer's first octets."""
        for step in (self.tls.do_handshake, lambda: self.tls.write(LAST),
                     lambda: self.tls.read(100)):
            while True:
                try:
                    step()
                    break
                except ssl.SSLWantReadError:
                    if not self.flush():
                        return
                    piece = self.tcp.recv(65536)
                    if not piece:
                        return
                    self.into.write(piece)
            if not self.flush():
                return


VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


def boundaries(tls):
    """Where records of a client's flight end, and how long it is."""
    stream = bytearray()

    def keep(_, octets):
        stream.extend(octets)
        return octets

    flight = Flight(tls, keep)
    flight.run()
    flight.tcp.close()
    at, ends = 0, []
    while at < len(stream):
        at += 5 + struct.unpack("!H", stream[at + 3:at + 5])[0]
        ends.append(at)
    return ends, len(stream)


@client
def cuts(_):
    """Connections that end after each octet of interest, in each way."""
    done = 0
    for version in VERSIONS.values():
        tls = context(version)
        ends, length = boundaries(tls)
        places = {n for end in ends for n in range(end - 3, end + 9)}
        places |= set(range(0, 12)) | set(range(0, length, 37))
        for n in sorted(places):
            if n >= length:
                continue

            def cut(at, octets, n=n):
                return octets[:max(n - at, 0)]

            for end in (reset, socket.socket.close):
                flight = Flight(tls, cut)
                try:
                    flight.run()
                except OSError:
                    pass
                end(flight.tcp)
                done += 1
        good()
    return f"cuts: {done}"


@client
def changes(_):
    """Connections with one octet that is not what it should be."""
    done = 0
    for version in VERSIONS.values():
        tls = context(version)
        ends, length = boundaries(tls)
        places = {n for end in ends for n in range(end, end + 7)}
        places |= set(range(0, length, 11))
        for n in sorted(places):

            def change(at, octets, n=n):
                changed = bytearray(octets)
                if at <= n < at + len(octets):
                    changed[n - at] ^= 1 << n % 8
                return bytes(changed)

            flight = Flight(tls, change)
            # Some changes make it wait for more, as it should.
            flight.tcp.settimeout(0.1)
            try:
                flight.run()
            except (OSError, ssl.SSLError):
                pass
            flight.tcp.close()
            done += 1
        good()
    return f"changes: {done}"


def record(kind, data, version=0x0301, length=None):
    """A TLS record."""
    return struct.pack("!BHH", kind, version,
                       len(data) if length is None else length) + data


def sealed(secret, number, data):
    """Record NUMBER of a TLS 1.3 client with handshake messages, RFC 8446
    section 5.2, by AES-256-GCM and SHA-384."""

    def expand(label, length):
        info = struct.pack("!HB", length, 6 + len(label)) + b"tls13 " \
            + label + b"\0"
        return HKDFExpand(hashes.SHA384(), length, info).derive(secret)

    nonce = int.from_bytes(expand(b"iv", 12), "big") ^ number
    inner = data + bytes([22])
    header = struct.pack("!BHH", 23, 0x0303, len(inner) + 16)
    return header + AESGCM(expand(b"key", 32)).encrypt(
        nonce.to_bytes(12, "big"), inner, header)


def certificate(name):
    """A Certificate message, RFC 8446 section 4.4.2."""
    with open(f"{PKI}/{name}.pem", encoding="ascii") as pem:
        der = ssl.PEM_cert_to_DER_cert(pem.read())
    entry = len(der).to_bytes(3, "big") + der + b"\0\0"
    body = b"\0" + len(entry).to_bytes(3, "big") + entry
    return b"\x0b" + len(body).to_bytes(3, "big") + body


@client
def unasked(_):
    """A certificate, or a hello, when all has been said: nobody asked."""
    tls = context(ssl.TLSVersion.TLSv1_3)
    with tempfile.NamedTemporaryFile() as log:
        tls.keylog_filename = log.name
        for message in (certificate("self-signed"), client_hello()):
            conn = tls.wrap_socket(dial())
            if conn.cipher()[0] != "TLS_AES_256_GCM_SHA384":
                raise Wrong(f"another suite: {conn.cipher()[0]}")
            with open(log.name, encoding="ascii") as lines:
                secret = [line.split()[2] for line in lines
                          if line.startswith("CLIENT_TRAFFIC_SECRET_0 ")][-1]
            conn.sendall(REQUEST * 20)
            os.write(conn.fileno(), sealed(bytes.fromhex(secret), 1, message))
            read_all(conn)
            conn.close()
            good()
    return "unasked: 2"


def client_hello():
    """The first record of an ordinary client, without its header."""
    tls = context(cert=None).wrap_bio(ssl.MemoryBIO(), out := ssl.MemoryBIO(),
                                      server_hostname="localhost")
    try:
        tls.do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()[5:]


def garbage():
    """What is no beginning of a handshake."""
    hello = client_hello()
    dice = random.Random(6)
    return {
        "http": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "http-huge": b"GET /" + b"x" * (1 << 20),
        "ssl2": b"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10" + b"a" * 37,
        "ssh": b"SSH-2.0-OpenSSH_9.2\r\n",
        "smtp": b"EHLO x\r\n",
        "zeros": bytes(1 << 16),
        "ones": b"\xff" * (1 << 16),
        "random": dice.randbytes(1 << 20),
        "empty-records": record(22, b"") * 5000,
        "empty-alerts": record(21, b"") * 100,
        "warnings": record(21, b"\x01\x5a") * 5000,
        "fatal": record(21, b"\x02\x28"),
        "close-notify": record(21, b"\x01\x00"),
        "alert-cut": record(21, b"\x02"),
        "ccs": record(20, b"\x01") * 5000,
        "heartbeat": record(24, b"\x01\x40\x00"),
        "data": record(23, b"hello" * 1000),
        "odd-type": record(99, b"hello"),
        "odd-version": record(22, hello, 0x0909),
        "long": record(22, hello + bytes(70000), length=0xffff),
        "too-long": record(22, bytes(16385)),
        "short": record(22, hello[:-1]) + record(22, b"\xff" * 100),
        "message-long": record(22, b"\x01\xff\xff\xff"
                               + bytes(16380)) * 64,
        "message-odd": record(22, b"\x63\x00\x00\x01a"),
        "finished-first": record(22, b"\x14\x00\x00\x0c" + bytes(12)),
        "request-first": record(22, b"\x00\x00\x00\x00") * 1000,
        "hello-octets": b"".join(record(22, hello[n:n + 1])
                                 for n in range(len(hello))),
        "hello-twice": record(22, hello) * 2,
        "hello-empty": record(22, b"\x01\x00\x00\x00"),
        "hello-and-data": record(22, hello) + record(23, bytes(16000)) * 64,
        "hello-changed": record(22, dice.randbytes(4) + hello[4:]),
    }


@client
def garbage_before(_):
    """Whatever comes instead of a handshake."""
    shapes = garbage()
    for name, octets in shapes.items():
        tcp = dial()
        try:
            tcp.sendall(octets)
            tcp.shutdown(socket.SHUT_WR)
            read_all(tcp)
        except Wrong as e:
            raise Wrong(f"{name}: {e}") from e
        except OSError:
            pass
        tcp.close()
        good()
    return f"shapes: {len(shapes)}"


@client
def garbage_after(_):
    """Records that are wrong behind a handshake that was right."""
    shapes = [b"\xff" * 100, record(23, bytes(64), 0x0303),
              record(23, bytes(16000), 0x0303), record(23, b"", 0x0303),
              record(21, b"\x02\x28", 0x0303), record(22, bytes(100), 0x0303),
              record(23, b"", 0x0303, length=0xffff) + bytes(70000),
              random.Random(6).randbytes(1 << 20), REQUEST]
    for version in VERSIONS.values():
        for octets in shapes:
            conn = context(version).wrap_socket(dial())
            conn.sendall(REQUEST)
            tcp = socket.socket(fileno=conn.detach())
            tcp.settimeout(PATIENCE_S)
            try:
                tcp.sendall(octets)
                tcp.shutdown(socket.SHUT_WR)
                read_all(tcp)
            except (BrokenPipeError, ConnectionResetError):
                pass
            tcp.close()
        good()
    return f"shapes: {2 * len(shapes)}"


@client
def chains(_):
    """Many certificates, and large ones."""
    work = os.environ["BATS_TEST_TMPDIR"]
    with open(f"{PKI}/good.pem", encoding="ascii") as pem:
        own = pem.read()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=large",
         "-addext", "subjectAltName=" + ",".join(
             f"DNS:{n:0>50}.example" for n in range(1600)),
         "-keyout", "/dev/null", "-out", f"{work}/large.pem"],
        check=True, capture_output=True)
    with open(f"{work}/large.pem", encoding="ascii") as pem:
        large = pem.read()
    told = []
    for name, more in (("31", own * 30), ("200", own * 199),
                       ("100 KiB", large), ("1 MiB", large * 10)):
        with open(f"{work}/chain.pem", "w", encoding="ascii") as pem:
            pem.write(own + more)
        for version in VERSIONS.values():
            try:
                tls = context(version, chain=f"{work}/chain.pem")
                with tls.wrap_socket(dial()) as conn:
                    conn.sendall(LAST)
                    answer = read_all(conn)[:12]
            except OSError as e:
                answer = type(e).__name__
            told.append(f"{name}: {answer}")
        good()
    return "; ".join(told)


@client
def slow(_):
    """One octet a second in the handshake: the server ends it in time."""
    hello = record(22, client_hello())
    ended = []

    def drip(octets):
        tcp = dial()
        tcp.settimeout(1)
        for n in range(len(octets)):
            try:
                tcp.sendall(octets[n:n + 1])
                if tcp.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        else:
            return
        tcp.close()
        ended.append(1)

    threads = [threading.Thread(target=drip, args=(hello,), daemon=True)
               for _ in range(20)]
    threads += [threading.Thread(target=drip, args=(bytes(100),), daemon=True)
                for _ in range(20)]
    for thread in threads:
        thread.start()
    good()
    end = time.monotonic() + PATIENCE_S
    for thread in threads:
        thread.join(max(end - time.monotonic(), 0))
    if len(ended) != len(threads):
        raise Wrong(f"{len(threads) - len(ended)} handshakes go on")
    return f"slow: {len(threads)}"


@client
def slow_requests(_):
    """One octet at a time in the request, many together: all are answered."""
    conns = [context().wrap_socket(dial()) for _ in range(30)]
    for n in range(len(LAST)):
        for conn in conns:
            conn.sendall(LAST[n:n + 1])
        if n % 20 == 0:
            good()
    for conn in conns:
        if not read_all(conn).startswith(b"HTTP/1.1 200 "):
            raise Wrong("a slow request is not answered")
        conn.close()
    return f"slow: {len(conns)}"


@client
def deaf(_):
    """Asks and asks, and reads nothing: the server waits, then ends it."""
    fds, conns = count("fd"), []
    for _ in range(10):
        conn = context().wrap_socket(dial())
        conn.settimeout(0.2)
        conns.append(conn)
        try:
            for _ in range(1000):
                conn.sendall(REQUEST * 1000)
            raise Wrong("all that was asked was taken")
        except TimeoutError:
            pass
        good()
    # While they are still there.
    until_back("descriptors", lambda: count("fd"), fds)
    for conn in conns:
        conn.close()
    return f"deaf: {len(conns)}"


@client
def crowd(number):
    """So many at once, who shake hands, wait for each other, and ask."""
    tls, tcps = context(), [dial() for _ in range(number)]
    conns = [tls.wrap_socket(tcp) for tcp in tcps]
    most = count("task")
    for conn in conns:
        conn.sendall(REQUEST)
    for conn in conns:
        if not conn.recv(65536).startswith(b"HTTP/1.1 200 "):
            raise Wrong("one of many is not answered")
    for conn in conns[::2]:
        conn.close()
    for conn in conns[1::2]:
        reset(conn)
    return f"at once: {number}, threads: {most}"


@client
def storm(number):
    """So many, one after the other, each a whole visit."""
    start = time.monotonic()
    for _ in range(number):
        good()
    return f"in a row: {number}, a second: " \
        f"{number / (time.monotonic() - start):.0f}"


@client
def half_open(_):
    """Nothing, a part of a hello, a part of a request; reset and closed."""
    hello = record(22, client_hello())
    for octets in (b"", hello[:3], hello[:100], hello):
        tcps = [dial() for _ in range(50)]
        for tcp in tcps:
            tcp.sendall(octets)
        good()
        for tcp in tcps[::2]:
            reset(tcp)
        for tcp in tcps[1::2]:
            tcp.close()
    conns = [context().wrap_socket(dial()) for _ in range(50)]
    for conn in conns:
        conn.sendall(REQUEST[:30])
    good()
    for conn in conns:
        conn.close()
    return "half open: 250"


@client
def stay(_):
    """Idle, half-open and asking clients that stay: the server is stopped
    while this runs, and all of it ends."""
    hello = record(22, client_hello())
    tcps = [dial() for _ in range(150)]
    for n, tcp in enumerate(tcps):
        tcp.sendall((b"", hello[:50], hello)[n % 3])
    conns = [context().wrap_socket(dial()) for _ in range(150)]
    for n, conn in enumerate(conns):
        conn.sendall((b"", REQUEST[:20], REQUEST)[n % 3])
    print("all are there", flush=True)
    for tcp in tcps:
        try:
            while tcp.recv(65536):
                pass
        except OSError:
            pass
    for conn in conns:
        read_all(conn)
    print("all have ended", flush=True)


def main():
    """One kind of client."""
    global PORT, PID, PKI, GOOD  # pylint: disable=global-statement
    PORT, PID, PKI, name = (int(sys.argv[1]), int(sys.argv[2]), sys.argv[3],
                            sys.argv[4])
    number = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    GOOD = context()
    if name == "stay":
        CLIENTS[name](number)
        return 0
    try:
        good()
        # A client has its answer before the server has put all away.
        time.sleep(0.3)
        fds, threads, kib = count("fd"), count("task"), memory_kib()
        done = CLIENTS[name](number)
        good()
        until_back("descriptors", lambda: count("fd"), fds)
        until_back("threads", lambda: count("task"), threads + KEPT_THREADS)
        until_back("KiB", memory_kib, kib + ROOM_KIB)
    except (Wrong, OSError) as e:
        print(f"{name}: {type(e).__name__}: {e}")
        return 1
    print(f"{name}: {done}; KiB: {kib} {memory_kib()}")
    return 0


sys.exit(main())
