#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tbmsg_oracle.py: Token Binding messages (RFC 8471, RFC 8473) read, verified
and made by Python on OpenSSL, for comparison with tlsbind-tbmsg.

make EKM PEM TYPE PARAMETERS [PEM TYPE PARAMETERS]...
    prints the value of Sec-Token-Binding, a binding for each three words
verify EKM VALUE
    prints "TYPE PARAMETERS valid|invalid|unevaluated" for each binding
split VALUE DIRECTORY
    writes what openssl needs to verify binding N: N.tbs without its EKM (hex),
    N.pem (public key), N.sig (DER for ECDSA), N.params
join VALUE SIGNATURE
    prints VALUE with the signature of its only binding replaced by that file's
"""
import base64
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

SHA256 = hashes.SHA256()
PKCS1, PSS, P256 = range(3)
NAMES = ("rsa2048_pkcs1.5", "rsa2048_pss", "ecdsap256")
TYPES = ("provided", "referred")
SALT = padding.PSS(padding.MGF1(SHA256), 32)


class Malformed(Exception):
    """The offset at which a message breaks off."""


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def unurl(text):
    """Strict: what an encoder writes, and nothing else."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise Malformed("base64url")
    octets = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if url(octets) != text:
        raise Malformed("spare bits")
    return octets


def u16(octets):
    return struct.pack(">H", len(octets)) + octets


# ---- making ---------------------------------------------------------------

def load(pem):
    return serialization.load_pem_private_key(pem, None)


def ident(key, params):
    n = key.public_key().public_numbers()
    if params == P256:
        point = n.x.to_bytes(32, "big") + n.y.to_bytes(32, "big")
        return bytes([params]) + u16(bytes([64]) + point)
    exponent = n.e.to_bytes((n.e.bit_length() + 7) // 8, "big")
    modulus = n.n.to_bytes((n.n.bit_length() + 7) // 8, "big")
    return bytes([params]) + u16(
        u16(modulus) + bytes([len(exponent)]) + exponent)


def raw_ecdsa(der):
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def sign(key, params, tbs):
    if params == P256:
        return raw_ecdsa(key.sign(tbs, ec.ECDSA(SHA256)))
    how = SALT if params == PSS else padding.PKCS1v15()
    return key.sign(tbs, how, SHA256)


def binding(kind, key, params, ekm, extensions=b"", ident_params=None):
    signature = sign(key, params, bytes([kind, params]) + ekm)
    return (bytes([kind]) + ident(key, ident_params or params)
            + u16(signature) + u16(extensions))


def message(*bindings):
    return u16(b"".join(bindings))


# ---- reading --------------------------------------------------------------

class Cursor:
    def __init__(self, octets, at, end):
        self.octets, self.at, self.end = octets, at, end

    def take(self, n):
        if self.end - self.at < n:
            raise Malformed(self.at)
        self.at += n
        return self.octets[self.at - n:self.at]

    def vector(self, prefix):
        return self.take(int.from_bytes(self.take(prefix), "big"))


class Binding:
    """One TokenBinding; .faults are the parts whose form is wrong."""

    def __init__(self, c):
        start = c.at
        self.offset = start
        self.type = c.take(1)[0]
        self.params = c.take(1)[0]
        self.key = c.vector(2)
        self.id = c.octets[start + 1:c.at]
        self.signature = c.vector(2)
        self.extensions = c.vector(2)
        self.faults = set()
        self.public = None
        self.read_key()
        known = self.params <= P256
        want = 64 if self.params == P256 else 256
        if (len(self.signature) != want if known
                else len(self.signature) < 64):
            self.faults.add("binding.signature-size")
        self.read_extensions()

    def read_key(self):
        if self.params > P256:
            return
        try:
            c = Cursor(self.key, 0, len(self.key))
            if self.params == P256:
                self.read_point(c.vector(1))
            else:
                self.read_rsa(c.vector(2), c.vector(1))
            if c.at != c.end:
                raise Malformed(c.at)
        except (Malformed, ValueError):
            self.public = None
            self.faults.add("binding.key")

    def read_point(self, point):
        if len(point) != 64:
            raise Malformed(0)
        self.public = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), b"\x04" + point)

    def read_rsa(self, modulus, exponent):
        n, e = (int.from_bytes(x, "big") for x in (modulus, exponent))
        if (n.bit_length() != 2048 or len(modulus) != 256 or n % 2 == 0
                or exponent[:1] in (b"", b"\0") or e % 2 == 0 or e < 3):
            raise Malformed(0)
        self.public = rsa.RSAPublicNumbers(e, n).public_key()

    def read_extensions(self):
        c = Cursor(self.extensions, 0, len(self.extensions))
        try:
            while c.at < c.end:
                c.take(1)
                c.vector(2)
        except Malformed:
            self.faults.add("binding.extensions")

    def verify(self, ekm):
        if self.params > P256:
            return "unevaluated"
        if self.faults & {"binding.key", "binding.signature-size"}:
            return "invalid"
        tbs = bytes([self.type, self.params]) + ekm
        try:
            if self.params == P256:
                half = (self.signature[:32], self.signature[32:])
                der = utils.encode_dss_signature(
                    *(int.from_bytes(x, "big") for x in half))
                self.public.verify(der, tbs, ec.ECDSA(SHA256))
            else:
                how = SALT if self.params == PSS else padding.PKCS1v15()
                self.public.verify(self.signature, tbs, how, SHA256)
        except InvalidSignature:
            return "invalid"
        return "valid"

    def names(self):
        return [TYPES[self.type] if self.type < 2
                else "unknown (%d)" % self.type,
                NAMES[self.params] if self.params < 3
                else "unknown (%d)" % self.params]


def parse(octets):
    """Bindings of a message that is whole; Malformed otherwise."""
    c = Cursor(octets, 0, len(octets))
    if int.from_bytes(c.take(2), "big") != len(octets) - 2:
        raise Malformed(0)
    if len(octets) - 2 < 132:
        raise Malformed(0)
    bindings = []
    while c.at < c.end:
        bindings.append(Binding(c))
    return bindings


def accepts(bindings, ekm, negotiated=None):
    """Must a server accept it?  RFC 8471 section 4.2, the strict reading."""
    count = [sum(b.type == kind for b in bindings) for kind in (0, 1)]
    if count[0] != 1 or count[1] > 1:
        return False
    for b in bindings:
        result = b.verify(ekm)
        if b.faults or result == "invalid":
            return False
        if b.type == 0 and (result != "valid"
                            or negotiated not in (None, b.params)):
            return False
    return True


# ---- commands -------------------------------------------------------------

def make(ekm, *words):
    ekm, bindings = bytes.fromhex(ekm), []
    for pem, kind, params in zip(*[iter(words)] * 3):
        with open(pem, "rb") as file:
            key = load(file.read())
        bindings.append(binding(int(kind), key, NAMES.index(params), ekm))
    print(url(message(*bindings)))


def verify(ekm, value):
    for b in parse(unurl(value)):
        print(*b.names(), b.verify(bytes.fromhex(ekm)))


def split(value, directory):
    for n, b in enumerate(parse(unurl(value))):
        signature = b.signature
        if b.params == P256:
            signature = utils.encode_dss_signature(
                int.from_bytes(signature[:32], "big"),
                int.from_bytes(signature[32:], "big"))
        pem = b.public.public_bytes(
            serialization.Encoding.PEM,
            serialization.PublicFormat.SubjectPublicKeyInfo)
        tbs = bytes([b.type, b.params]).hex().encode()
        for suffix, data in (("tbs", tbs), ("pem", pem), ("sig", signature),
                             ("params", NAMES[b.params].encode())):
            with open("%s/%d.%s" % (directory, n, suffix), "wb") as file:
                file.write(data)


def join(value, signature):
    b, = parse(unurl(value))
    with open(signature, "rb") as file:
        octets = file.read()
    if b.params == P256:
        octets = raw_ecdsa(octets)
    print(url(message(bytes([b.type]) + b.id + u16(octets)
                      + u16(b.extensions))))


if __name__ == "__main__":
    {"make": make, "verify": verify, "split": split,
     "join": join}[sys.argv[1]](*sys.argv[2:])
