#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measure the goals of speed and size against other programs, turn by turn.

Only ratios of one interleaved run, or instruction counts, are judged: the
milliseconds of a shared machine mean nothing.  Names on the command line
(P1, P12, ...) choose goals; BENCH_ROUNDS, BENCH_CERTS, BENCH_MESSAGES,
BENCH_TARGETS, BENCH_LINES (in thousands), BENCH_TOKENS and BENCH_VISITS set
how much is done.
The status is 1 when a goal is missed.
"""
import base64
import json
import os
import re
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import time

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "15"))
CERTS = int(os.environ.get("BENCH_CERTS", "100000"))
MESSAGES = int(os.environ.get("BENCH_MESSAGES", "6000"))
TARGETS = int(os.environ.get("BENCH_TARGETS", "1000"))
LINES = int(os.environ.get("BENCH_LINES", "1000"))
TOKENS = int(os.environ.get("BENCH_TOKENS", "200000"))
VISITS = int(os.environ.get("BENCH_VISITS", "400"))
BUILD = os.environ["builddir"]
SOURCE = os.environ["srcdir"]
HOME = os.environ["PEERS_HOME"]
PKI = os.environ["PKI"]
PORT = os.environ["BENCH_PORT"]

THUMBPRINT = BUILD + "/tlsbind-thumbprint"
HANDSHAKE = BUILD + "/tlsbind-handshake"
TBMSG = BUILD + "/tlsbind-tbmsg"
CNF = BUILD + "/tlsbind-cnf"
BARE = BUILD + "/tests/bench/bare_gnutls"
BARE_HANDSHAKE = BUILD + "/tests/bench/bare_handshake"
BARE_VERIFY = BUILD + "/tests/bench/bare_verify"
BARE_JWS = BUILD + "/tests/bench/bare_jws"
BARE_DECODE = BUILD + "/tests/bench/bare_decode"
BARE_IMPORT = BUILD + "/tests/bench/bare_import"
FAR = BUILD + "/tests/bench/far"
KEY_LOAD = BUILD + "/tests/bench/key_load"
LOAD = BUILD + "/tests/bench/load"
SERVE = BUILD + "/tlsbind-serve"

CERT = PKI + "/good.pem"
KEY = PKI + "/good.key"
CA = PKI + "/server-ca.pem"
PEER = "localhost:" + PORT

missed = 0


# ---- how to measure -------------------------------------------------------

def run_once(argv, env=None):
    """Seconds from start to end, output thrown away."""
    quiet = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
             (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0),
             (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
    start = time.perf_counter()
    pid = os.posix_spawnp(argv[0], argv, {**os.environ, **(env or {})},
                          file_actions=quiet)
    os.waitpid(pid, 0)
    return time.perf_counter() - start


def cpu_once(argv):
    """Seconds of a processor, of which others take none."""
    quiet = [(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)]
    pid = os.posix_spawnp(argv[0], argv, os.environ, file_actions=quiet)
    usage = os.wait4(pid, 0)[2]
    return usage.ru_utime + usage.ru_stime


def medians(*commands, rounds=ROUNDS):
    """The median time of each command, all of them taking turns."""
    commands = [c if isinstance(c, tuple) else (c, None) for c in commands]
    times = [[] for _ in commands]
    for argv, env in commands:
        run_once(argv, env)
    for _ in range(rounds):
        for taken, (argv, env) in zip(times, commands):
            taken.append(run_once(argv, env))
    return [statistics.median(t) for t in times]


def instructions(*argv):
    """What callgrind counts in a run, in millions."""
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
         *argv], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found:
        sys.exit("callgrind failed: " + done.stderr)
    return int(found[1]) / 1e6


def peak_kib(*argv):
    """The most memory that a run had resident."""
    peak = 0
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            try:
                with open("/proc/%d/status" % child.pid,
                          encoding="ascii") as status:
                    found = re.search(r"VmHWM:\s*(\d+)", status.read())
            except ProcessLookupError:
                break
            peak = max(peak, int(found[1]) if found else 0)
            time.sleep(0.002)
    return peak


# ---- how to tell ------------------------------------------------------------

def judge(goal, got, limit, unit, words, at_least=False):
    global missed
    hit = got >= limit if at_least else got <= limit
    missed += not hit
    print("%-4s %-4s %8.2f%-3s %s %6.2f%-3s %s" % (
        goal, "hit" if hit else "MISS", got, unit,
        ">=" if at_least else "<=", limit, unit, words), flush=True)


def tell(words):
    print("                                   " + words, flush=True)


# ---- inputs -----------------------------------------------------------------

def pem(der):
    text = base64.b64encode(der).decode("ascii")
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return ("-----BEGIN CERTIFICATE-----\n" + "\n".join(lines) +
            "\n-----END CERTIFICATE-----\n")


def der_and_serial(path):
    """The DER of a certificate and where its serial number's octets are."""
    with open(path, encoding="ascii") as f:
        text = f.read()
    body = text.split("-----")[2]
    der = bytearray(base64.b64decode(body))
    serial = subprocess.run(["openssl", "x509", "-in", path, "-noout",
                             "-serial"], capture_output=True, text=True,
                            check=True).stdout.strip().split("=")[1]
    return der, der.find(bytes.fromhex(serial)) + 1


def bundle(count):
    """A file of so many different certificates, half RSA and half EC."""
    path = "%s/bundle-%d.pem" % (HOME, count)
    templates = [der_and_serial(PKI + "/good-rsa.pem"),
                 der_and_serial(PKI + "/good.pem")]
    with open(path, "w", encoding="ascii") as out:
        for i in range(count):
            der, at = templates[i % 2]
            der[at:at + 8] = i.to_bytes(8, "big")
            out.write(pem(der))
    return path


def b64url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def token_bindings(kind, count):
    """Messages of one kind of key, each with its own EKM: as lines of a batch,
    and in parts for GnuTLS alone."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import (ec, padding, rsa,
                                                           utils)
    sha256 = hashes.SHA256()
    keys = []
    for _ in range(50 if kind == 2 else 4):
        if kind == 2:
            key = ec.generate_private_key(ec.SECP256R1())
            numbers = key.public_key().public_numbers()
            parts = [n.to_bytes(32, "big") for n in (numbers.x, numbers.y)]
            ident = b"\2\0\x41\x40" + b"".join(parts)
        else:
            key = rsa.generate_private_key(65537, 2048)
            numbers = key.public_key().public_numbers()
            parts = [numbers.n.to_bytes(256, "big"), b"\1\0\1"]
            ident = (bytes([kind]) + b"\1\6\1\0" + parts[0] + b"\3" + parts[1])
        keys.append((key, parts, ident))
    base = "%s/messages-%d-%d" % (HOME, kind, count)
    with open(base + ".ndjson", "w", encoding="ascii") as lines, \
            open(base + ".hex", "w", encoding="ascii") as bare:
        for i in range(count):
            key, parts, ident = keys[i % len(keys)]
            ekm = os.urandom(32)
            tbs = bytes([0, kind]) + ekm
            if kind == 2:
                der = signature = key.sign(tbs, ec.ECDSA(sha256))
                signature = b"".join(
                    n.to_bytes(32, "big")
                    for n in utils.decode_dss_signature(der))
            else:
                der = signature = key.sign(
                    tbs, padding.PSS(padding.MGF1(sha256), 32)
                    if kind == 1 else padding.PKCS1v15(), sha256)
            body = (b"\0" + ident + len(signature).to_bytes(2, "big") +
                    signature + b"\0\0")
            message = len(body).to_bytes(2, "big") + body
            lines.write('{"tbmsg":"%s","ekm":"%s"}\n' % (b64url(message),
                                                        b64url(ekm)))
            bare.write(" ".join(p.hex() for p in (
                bytes([kind]), ekm, parts[0], parts[1], der)) + "\n")
    return base


PAYLOAD = 860  # octets of a token's claims


def claims(thumbprint, number):
    """What an access token of everyday says, in so many octets."""
    known = {
        "iss": "https://as.example.com", "sub": "ty.webb@example.com",
        "aud": ["https://rs.example.com", "https://api.example.com"],
        "exp": int(time.time()) + 86400, "iat": int(time.time()) - 60,
        "jti": "%032x" % number, "client_id": "s6BhdRkqt3",
        "scope": "openid profile email accounts payments",
        "cnf": {"x5t#S256": thumbprint},
        "roles": ["reader", "writer"], "amr": ["mfa"], "active": True,
        "authorization_details": []}
    step = {"type": "account_information", "actions": ["list", "read"],
            "locations": ["https://api.example.com/accounts"]}
    while len(json.dumps(known, separators=(",", ":"))) < PAYLOAD - 200:
        known["authorization_details"].append(step)
    known["fill"] = ""
    left = PAYLOAD - len(json.dumps(known, separators=(",", ":")))
    known["fill"] = "x" * left
    return json.dumps(known, separators=(",", ":")).encode()


def signing_key(alg):
    """A key pair, its public half as JWK, and how it signs."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import (
        ec, ed25519, padding, rsa, utils)
    from cryptography.hazmat.primitives.serialization import (Encoding,
                                                              PublicFormat)
    if alg == "EdDSA":
        key = ed25519.Ed25519PrivateKey.generate()
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return key, {"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)}, key.sign
    hash_ = {"256": hashes.SHA256(), "384": hashes.SHA384()}[alg[2:]]
    if alg[:2] == "ES":
        curve = {"256": ec.SECP256R1(), "384": ec.SECP384R1()}[alg[2:]]
        key, size = ec.generate_private_key(curve), int(alg[2:]) // 8
        point = key.public_key().public_numbers()

        def sign(data):
            r_s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hash_)))
            return b"".join(n.to_bytes(size, "big") for n in r_s)
        return key, {"kty": "EC", "crv": "P-" + alg[2:],
                     "x": b64url(point.x.to_bytes(size, "big")),
                     "y": b64url(point.y.to_bytes(size, "big"))}, sign
    key = rsa.generate_private_key(65537, 2048)
    pad = (padding.PSS(padding.MGF1(hash_), hash_.digest_size)
           if alg[:2] == "PS" else padding.PKCS1v15())
    n = key.public_key().public_numbers().n.to_bytes(256, "big")
    return (key, {"kty": "RSA", "e": "AQAB", "n": b64url(n)},
            lambda data: key.sign(data, pad, hash_))


def thumbprint_of(path):
    return subprocess.run([THUMBPRINT, "--print", "x5t#S256", path],
                          capture_output=True, text=True,
                          check=True).stdout.strip()


def signed_tokens(alg, count, distinct=1000):
    """Files of that many tokens, of which some come again and again: .jwt has
    one a line, .ndjson is a batch; .pem and .jwks have the key."""
    from cryptography.hazmat.primitives.serialization import (Encoding,
                                                              PublicFormat)
    key, jwk, sign = signing_key(alg)
    base = "%s/tokens-%s-%d" % (HOME, alg, count)
    with open(base + ".pem", "wb") as f:
        f.write(key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with open(base + ".jwks", "w", encoding="ascii") as f:
        json.dump({"keys": [{**jwk, "kid": "bench", "alg": alg}]}, f)
    header = b64url(json.dumps({"alg": alg, "typ": "at+jwt",
                                "kid": "bench"}).encode())
    thumbprint, tokens = thumbprint_of(CERT), []
    for i in range(min(distinct, count)):
        text = header + "." + b64url(claims(thumbprint, i))
        tokens.append(text + "." + b64url(sign(text.encode())))
    with open(base + ".jwt", "w", encoding="ascii") as bare, \
            open(base + ".ndjson", "w", encoding="ascii") as lines:
        for i in range(count):
            token = tokens[i % len(tokens)]
            bare.write(token + "\n")
            lines.write('{"token":"%s"}\n' % token)
    return base


def bound_tokens(count):
    """Tokens as ES256 makes them, all different, whose signatures are noise:
    .jwt has one a line, .ndjson is a batch with what was presented."""
    base = "%s/bound-%d" % (HOME, count)
    thumbprint = thumbprint_of(CERT)
    header = b64url(b'{"alg":"ES256","typ":"at+jwt","kid":"bench"}')
    noise = os.urandom(64 + 997)
    with open(base + ".jwt", "w", encoding="ascii") as bare, \
            open(base + ".ndjson", "w", encoding="ascii") as lines:
        for i in range(count):
            at = i % 997
            token = "%s.%s.%s" % (header, b64url(claims(thumbprint, i)),
                                  b64url(noise[at:at + 64]))
            bare.write(token + "\n")
            lines.write('{"token":"%s","x5t#S256":"%s"}\n' % (token,
                                                              thumbprint))
    return base


# ---- the goals --------------------------------------------------------------

def p1():
    openssl = ["openssl", "x509", "-in", CERT, "-noout", "-fingerprint",
               "-sha256"]
    ours, default, no_ca, certtool, report = medians(
        [THUMBPRINT, "--print", "x5t#S256", CERT], openssl,
        (openssl, {"SSL_CERT_FILE": "/none"}),
        ["certtool", "--fingerprint", "--hash", "sha256", "--infile", CERT],
        [THUMBPRINT, CERT])
    judge("P1", ours / default, 0.15, "x",
          "one thumbprint: openssl x509 as Debian ships it")
    judge("P1", ours / no_ca, 0.65, "x",
          "one thumbprint: openssl x509 without a CA file")
    judge("P1", ours / certtool, 1.0, "x", "one thumbprint: certtool")
    tell("the full report takes %.2fx of one thumbprint" % (report / ours))


def p2():
    bare = instructions(BARE)
    for program in (THUMBPRINT, HANDSHAKE, TBMSG, CNF):
        if not os.path.exists(program):
            continue
        name = os.path.basename(program)
        count = instructions(program, "--version")
        judge("P2", count / bare, 1.15, "x",
              name + ": start-up of a bare GnuTLS program, instructions")
        judge("P2", count, 4.2, "M", name + ": instructions to start")
        libs = subprocess.run(["ldd", program], capture_output=True,
                              text=True, check=True).stdout
        judge("P2", libs.count("libcurl"), 0, "", name + ": libcurl linked")


def p4():
    path = bundle(CERTS)
    ours, dgst = medians(
        [THUMBPRINT, "--print", "sha256_hex", path],
        ["openssl", "dgst", "-sha256", path])
    judge("P4", ours / dgst, 1.4, "x",
          "%d thumbprints: openssl dgst -sha256 of the same file" % CERTS)
    tell("%.0f certificates a second" % (CERTS / ours))
    tenth = bundle(CERTS // 10)
    small, bare = medians([THUMBPRINT, "--print", "sha256_hex", tenth],
                          [BARE_IMPORT, tenth], rounds=5)
    judge("P4", bare / small, 40, "x",
          "%d thumbprints: times as fast as GnuTLS's import" % (CERTS // 10),
          at_least=True)


def p5():
    path = bundle(CERTS)
    one = peak_kib(THUMBPRINT, "--print", "sha256_hex", path) / 1024
    judge("P5", one, 8, "MiB", "%d thumbprints: memory" % CERTS)
    full = peak_kib(THUMBPRINT, "--format", "ndjson", path) / 1024
    judge("P5", full, 8, "MiB", "%d full reports: memory" % CERTS)


def bare_verify(path, threads):
    done = subprocess.run([BARE_VERIFY, path + ".hex", str(threads)],
                          capture_output=True, text=True, check=True)
    return float(done.stdout)


def batch(path, jobs):
    return [TBMSG, "verify", "--batch", "--jobs", str(jobs),
            path + ".ndjson"]


def rates(path):
    """Seconds on one core and on two: our whole process, and GnuTLS alone."""
    taken = [[], [], [], []]
    for _ in range(ROUNDS):
        taken[0].append(run_once(batch(path, 1)))
        taken[1].append(bare_verify(path, 1))
        taken[2].append(run_once(batch(path, 2)))
        taken[3].append(bare_verify(path, 2))
    return [statistics.median(t) for t in taken]


def p6():
    names = {2: "ecdsap256", 1: "rsa2048_pss", 0: "rsa2048_pkcs1.5"}
    for kind, factor in ((2, 1), (1, 3), (0, 3)):
        count = MESSAGES * factor
        one, bare_one, two, bare_two = rates(token_bindings(kind, count))
        words = "%d messages, %s: " % (count, names[kind])
        judge("P6", bare_one / one, 0.95, "x",
              words + "the rate of GnuTLS alone, one core", at_least=True)
        judge("P6", one / two, 1.9, "x", words + "two cores", at_least=True)
        tell("%.0f a second on one core; GnuTLS alone gains %.2fx by two" % (
            count / one, bare_one / bare_two))


def seconds_of(*argv):
    """What a program says that it took."""
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def jws_rates(alg, path):
    def ours(jobs):
        return run_once([CNF, "verify", "--batch", "--jobs", str(jobs),
                         "--jwks", path + ".jwks", path + ".ndjson"])

    def bare(threads):
        return seconds_of(BARE_JWS, alg, path + ".pem", path + ".jwt",
                          str(threads))[0]

    rounds = [(ours(1), bare(1), ours(2), bare(2)) for _ in range(ROUNDS)]
    return [statistics.median(t) for t in zip(*rounds)]


def p6_jws():
    for alg, factor in (("ES256", 1), ("RS256", 5), ("PS256", 5),
                        ("EdDSA", 1.5), ("ES384", 0.5)):
        count = int(MESSAGES * factor)
        one, bare_one, two, bare_two = jws_rates(alg,
                                                 signed_tokens(alg, count))
        words = "%d tokens, %s: " % (count, alg)
        judge("P6", bare_one / one, 0.95, "x",
              words + "the rate of GnuTLS alone, one core", at_least=True)
        judge("P6", one / two, 1.9, "x", words + "two cores", at_least=True)
        tell("%.0f a second on one core; GnuTLS alone gains %.2fx by two" % (
            count / one, bare_one / bare_two))


def p7():
    path = bound_tokens(TOKENS)
    npm = subprocess.run([SOURCE + "/tests/peers/npm.sh"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout.strip()
    check = [CNF, "check", "--batch", "--jobs", "1", path + ".ndjson"]
    rounds = [(cpu_once(check), cpu_once([BARE_DECODE, path + ".jwt"]),
               *seconds_of("node", SOURCE + "/tests/bench/decode.mjs", npm,
                           path + ".jwt"))
              for _ in range(max(ROUNDS // 3, 5))]
    ours, bare, jose, both = [statistics.median(t) for t in zip(*rounds)]
    words = "%d tokens checked: " % TOKENS
    judge("P7", bare / ours, 0.8, "x",
          words + "the rate of decoding them and cJSON alone", at_least=True)
    judge("P7", jose / ours, 2.5, "x",
          words + "the rate of jose's decodeJwt, Node.js started before",
          at_least=True)
    tell("%.2fx of it with decodeProtectedHeader; decoding alone is %.2fx" % (
        both / ours, jose / bare))
    tell("%.0f a second; %.0f decoded alone; %.0f by jose" % (
        TOKENS / ours, TOKENS / bare, TOKENS / jose))


def p7_memory():
    path = bound_tokens(1000) + ".ndjson"
    argv = [CNF, "check", "--batch", "-"]
    small, large = [fed_peak_kib(argv, path, n) for n in (10, 1000)]
    judge("P7M", (large - small) / 1024, 1, "MiB",
          "more memory for 10^6 tokens than for 10^4")
    tell("%.1f MiB for 10^4" % (small / 1024))


def p8():
    path = signed_tokens("ES256", 1)
    ours, jose = medians(
        [CNF, "verify", path + ".jwt", "--jwks", path + ".jwks", "-q"],
        ["jose", "jws", "ver", "-i", path + ".jwt", "-k", path + ".jwks"],
        rounds=max(ROUNDS, 15) * 4)
    judge("P8", ours / jose, 0.75, "x", "one token verified: jose jws ver")


def fed_peak_kib(argv, path, times):
    """The most memory of a run that reads a file so many times over."""
    with open(path, "rb") as f:
        octets = f.read()
    with subprocess.Popen(argv, stdin=subprocess.PIPE,
                          stdout=subprocess.DEVNULL) as child:
        for _ in range(times):
            child.stdin.write(octets)
        with open("/proc/%d/status" % child.pid, encoding="ascii") as status:
            peak = int(re.search(r"VmHWM:\s*(\d+)", status.read())[1])
        child.stdin.close()
    return peak


def p6_memory():
    path = token_bindings(0, 1000) + ".ndjson"
    argv = [TBMSG, "verify", "--batch", "-"]
    small, large = [fed_peak_kib(argv, path, n) for n in (10, 1000)]
    judge("P6M", (large - small) / 1024, 1, "MiB",
          "more memory for 10^6 lines than for 10^4")
    tell("%.1f MiB for 10^4" % (small / 1024))


def probe(*more, ca=CA, cert=CERT, key=KEY):
    trust = ["--ca", ca] if ca else []
    return [HANDSHAKE, *trust, "--cert", cert, "--key", key, *more]


def p9():
    commands = [
        probe(PEER),
        ["openssl", "s_client", "-connect", PEER, "-CAfile", CA,
         "-cert", CERT, "-key", KEY],
        ["gnutls-cli", "--x509cafile", CA, "--x509certfile", CERT,
         "--x509keyfile", KEY, "-p", PORT, "localhost"]]
    if shutil.which("curl"):
        commands.append(["curl", "-s", "--cacert", CA, "--cert", CERT,
                         "--key", KEY, "https://%s/" % PEER])
    ours, s_client, gnutls_cli, *curl = medians(*commands)
    judge("P9", ours / s_client, 0.65, "x", "one probe: openssl s_client")
    judge("P9", ours / gnutls_cli, 0.2, "x", "one probe: gnutls-cli")
    if curl:
        judge("P9", ours / curl[0], 0.5, "x", "one probe: curl")
    else:
        tell("curl is not installed")


def p10():
    one, system, bare_one, bare_system = medians(
        probe(PEER), probe(PEER, ca=None),
        [BARE_HANDSHAKE, PORT, CA, CERT, KEY, "1"],
        [BARE_HANDSHAKE, PORT, "-", CERT, KEY, "1"])
    judge("P10", (system - one) * 1e3, 1.5, "ms",
          "what the system's trust adds to a probe")
    tell("GnuTLS loads all of it: %.1f ms" % ((bare_system - bare_one) * 1e3))


def cost_of(argv, stdin=os.devnull):
    """Wall and CPU seconds of a run with all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with open(stdin, "rb") as source:
        done = subprocess.run(argv, stdin=source, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (wall, after.ru_utime + after.ru_stime - before.ru_utime -
            before.ru_stime, done.stderr)


def p11():
    count, one_way = TARGETS, 25
    path = "%s/targets-%d" % (HOME, count)
    with subprocess.Popen([FAR, PORT, str(one_way)], text=True,
                          stdout=subprocess.PIPE) as far:
        peer = "localhost:" + far.stdout.readline().split()[1]
        with open(path, "w", encoding="ascii") as f:
            f.write((peer + "\n") * count)
        ours = probe("--targets", path)
        theirs = ["openssl", "s_client", "-CAfile", CA, "-cert", CERT,
                  "-key", KEY, "-connect"]
        many = ["xargs", "-P50", "-I{}", *theirs, "{}"]
        rounds = []
        for _ in range(max(ROUNDS // 5, 3)):
            wall, cpu, words = cost_of(ours)
            if "%d accepted" % count not in words:
                sys.exit("not every target accepted: " + words)
            rounds.append((wall, cpu, *cost_of(many, path)[:2],
                           *cost_of(theirs + [peer])[:1]))
        wall, cpu, their_wall, their_cpu, one = [
            statistics.median(t) for t in zip(*rounds)]
        peak = peak_kib(*ours) / 1024
        far.kill()
    words = "%d targets at %d ms: " % (count, 2 * one_way)
    judge("P11", wall / their_wall, 0.35, "x",
          words + "xargs -P50 openssl s_client, time")
    judge("P11", cpu / their_cpu, 0.15, "x",
          words + "xargs -P50 openssl s_client, processor")
    judge("P11", wall / (one * count), 0.05, "x",
          words + "one after the other, by a sample")
    judge("P11", peak, 24, "MiB", words + "memory")
    tell("%.1f s, %.2f ms of a processor each; %.1f s and %.2f ms" % (
        wall, cpu / count * 1e3, their_wall, their_cpu / count * 1e3))


def p11_memory():
    """Targets that nobody listens for, so that there are a million soon."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        path = HOME + "/nobody"
        with open(path, "w", encoding="ascii") as f:
            f.write("127.0.0.1:%d\n" % nobody.getsockname()[1] * 1000)
        argv = probe("--targets", "-")
        small, large = [fed_peak_kib(argv, path, n) for n in (10, LINES)]
    judge("P11M", (large - small) / 1024, 1, "MiB",
          "more memory for %d targets than for 10^4" % (LINES * 1000))
    tell("%.1f MiB for 10^4" % (small / 1024))


def p12():
    many = 11

    def each(one, several):
        return (several - one) / (many - 1)

    ours_1 = instructions(*probe(PEER))
    bare_1 = instructions(BARE_HANDSHAKE, PORT, CA, CERT, KEY, "1")
    ours = each(ours_1, instructions(*probe(*[PEER] * many)))
    bare = each(bare_1, instructions(BARE_HANDSHAKE, PORT, CA, CERT, KEY,
                                     str(many)))
    judge("P12", ours / bare, 1.15, "x",
          "a handshake and its report: a bare handshake, instructions")
    judge("P12", ours_1 / bare_1, 1.15, "x",
          "a whole run with one handshake, instructions")


def p14():
    done = subprocess.run([KEY_LOAD, PKI + "/good-rsa.pem",
                           PKI + "/good-rsa.key", str(max(ROUNDS, 15) * 4)],
                          capture_output=True, text=True, check=True)
    rounds = [[int(n) for n in line.split()]
              for line in done.stdout.splitlines()]
    ours, theirs = [statistics.median(c) / 1e3 for c in zip(*rounds)]
    judge("P14", ours, 0.5, "ms", "loading an RSA key and seeing that it fits")
    tell("GnuTLS with its test signature: %.2f ms" % theirs)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_server(argv, port):
    """A server, once it listens; killed by its caller."""
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return child
        time.sleep(0.05)
    child.kill()
    sys.exit(argv[0] + " does not listen")


def server_cpu(child):
    """Seconds of a processor that a server has used so far."""
    with open("/proc/%d/stat" % child.pid, encoding="ascii") as f:
        words = f.read().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def p15():
    """Handshakes with a client certificate that both verify."""
    ours, theirs = free_port(), free_port()
    cas = PKI + "/client-ca.pem"
    cert, key = PKI + "/server.pem", PKI + "/server.key"
    servers = [
        (ours, start_server([
            SERVE, "--listen", "127.0.0.1:%d" % ours, "--ca", cas,
            "--cert", cert, "--key", key], ours)),
        (theirs, start_server([
            "gnutls-serv", "--quiet", "--http", "--require-client-cert",
            "--verify-client-cert", "--x509cafile", cas, "--x509certfile",
            cert, "--x509keyfile", key, "--port", str(theirs)], theirs))]
    try:
        for port, _ in servers:
            subprocess.run([LOAD, str(port), CERT, KEY, "8", "1"], check=True)
        for threads in "1", "4":
            before = [server_cpu(child) for _, child in servers]
            rounds = medians(*[[LOAD, str(port), CERT, KEY, str(VISITS),
                                threads] for port, _ in servers])
            used = [(server_cpu(child) - b) / VISITS / (ROUNDS + 1) * 1e3
                    for (_, child), b in zip(servers, before)]
            judge("P15", rounds[1] / rounds[0], 0.9, "x",
                  "mTLS handshakes/s from %s clients at once: gnutls-serv"
                  % threads, at_least=True)
            tell("%.0f/s and %.2f ms of a processor each: %.0f/s, %.2f ms" % (
                VISITS / rounds[0], used[0], VISITS / rounds[1], used[1]))
    finally:
        for _, child in servers:
            child.terminate()
            child.wait()


GOALS = {"P1": p1, "P2": p2, "P4": p4, "P5": p5, "P6": p6, "P6J": p6_jws,
         "P6M": p6_memory, "P7": p7, "P7M": p7_memory, "P8": p8,
         "P9": p9, "P10": p10, "P11": p11, "P11M": p11_memory, "P12": p12, "P14": p14,
         "P15": p15}


def main():
    wanted = [w.upper() for w in sys.argv[1:]] or list(GOALS)
    if not set(wanted) <= set(GOALS):
        sys.exit("goals: " + " ".join(GOALS))
    for goal in wanted:
        GOALS[goal]()
    sys.exit(1 if missed else 0)


main()
