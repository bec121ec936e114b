#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""jwa.py > jwa.json: signatures of every algorithm of JOSE, good and bad ones,
whose verdicts python3-cryptography has given."""
import base64
import hashlib
import hmac
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (
    ec, ed25519, ed448, padding, rsa, utils)

DATA = b"header.payload"
HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(),
          "512": hashes.SHA512()}
ORDERS = {
    "P-256": 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551,
    "P-384": int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f437"
                 "2ddf581a0db248b0a77aecec196accc52973", 16),
    "P-521": int("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                 "ffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71"
                 "e91386409", 16)}
EDDSA_ORDERS = {
    "Ed25519": 2**252 + 27742317777372353535851937790883648493,
    "Ed448": 2**446 - int("1381806680989511535200738674851542"
                          "6880336692474882178609894547503885")}
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(),
          "P-521": ec.SECP521R1()}
EC_OF = {"256": "P-256", "384": "P-384", "512": "P-521"}
KEYS, SIGS = {}, []


def std(octets):
    return base64.b64encode(octets).decode()


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def number(n, length=None):
    return n.to_bytes(length or (n.bit_length() + 7) // 8, "big")


def add(name, alg, key, sig, good, signed=DATA):
    SIGS.append({"name": alg + " " + name, "alg": alg, "key": key,
                 "signed": std(signed), "sig": std(sig),
                 "verdict": "good" if good else "bad"})


def holds(verify, *args):
    try:
        verify(*args)
        return True
    except (InvalidSignature, ValueError):
        return False


# ---- ECDSA ---------------------------------------------------------------

def ec_key(crv):
    key = ec.generate_private_key(CURVES[crv])
    n, size = key.public_key().public_numbers(), (key.key_size + 7) // 8
    KEYS[crv] = {"kty": "EC", "crv": crv, "x": url(number(n.x, size)),
                 "y": url(number(n.y, size))}
    return key


def ecdsa(size, keys):
    alg, crv = "ES" + size, EC_OF[size]
    key, order = keys[crv], ORDERS[crv]
    length = (key.key_size + 7) // 8
    der = key.sign(DATA, ec.ECDSA(HASHES[size]))
    r, s = utils.decode_dss_signature(der)

    def case(name, a, b, good):
        assert holds(key.public_key().verify, utils.encode_dss_signature(a, b),
                     DATA, ec.ECDSA(HASHES[size])) == good, name
        add(name, alg, crv, number(a, length) + number(b, length), good)

    top = 2 ** (8 * length) - 1
    case("as it is", r, s, True)
    case("the negative s", r, order - s, True)
    for name, a, b in (
            ("r is 0", 0, s), ("s is 0", r, 0), ("r and s are 0", 0, 0),
            ("r is n", order, s), ("s is n", r, order),
            ("r and s are n", order, order), ("r, s are 1", 1, 1),
            ("r is n + 1", order + 1, s), ("s is n + 1", r, order + 1),
            ("all ones", top, top), ("swapped", s, r)):
        case(name, a, b, False)
    for name, a, b in (("s + n", r, s + order), ("r + n", r + order, s)):
        if max(a, b) <= top:
            case(name, a, b, False)
    while r >> (8 * length - 8) and crv != "P-521" or r >> 512:
        r, s = utils.decode_dss_signature(
            key.sign(DATA, ec.ECDSA(HASHES[size])))
    case("a leading zero in r", r, s, True)
    plain = number(r, length) + number(s, length)
    add("as DER", alg, crv, der, False)
    add("DER filled up", alg, crv, der.ljust(2 * length, b"\0")[:2 * length],
        False)
    for name, sig in (("empty", b""), ("an octet less", plain[:-1]),
                      ("an octet more", plain + b"\0"),
                      ("a zero before each", b"\0" + plain[:length] + b"\0"
                       + plain[length:]),
                      ("without the zero", plain[1:]),
                      ("without the zeros", number(r) + number(s)),
                      ("r alone", plain[:length])):
        if sig != plain:
            add(name, alg, crv, sig, False)
    add("over other data", alg, crv, plain, False, DATA + b".")
    for other in HASHES:
        if other != size:
            r, s = utils.decode_dss_signature(
                key.sign(DATA, ec.ECDSA(HASHES[other])))
            sig = number(r, length) + number(s, length)
            add("with SHA-" + other, alg, crv, sig, False)
            add("by %s's key" % alg, "ES" + other, crv, sig, False)
    nothing = utils.decode_dss_signature(key.sign(b"", ec.ECDSA(HASHES[size])))
    add("no data", alg, crv, b"".join(number(n, length) for n in nothing),
        True, b"")


# ---- EdDSA ---------------------------------------------------------------

def eddsa(crv, cls):
    key = cls.generate()
    public = key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    KEYS[crv] = {"kty": "OKP", "crv": crv, "x": url(public)}
    sig, half = key.sign(DATA), len(public)
    s = int.from_bytes(sig[half:], "little") + EDDSA_ORDERS[crv]
    for alg in "EdDSA", crv:
        for name, value, good in (
                ("as it is", sig, True), ("empty", b"", False),
                ("an octet less", sig[:-1], False),
                ("an octet more", sig + b"\0", False),
                ("s + L", sig[:half] + s.to_bytes(half, "little"), False),
                ("s is 0", sig[:half] + bytes(half), False),
                ("s is L", sig[:half] + EDDSA_ORDERS[crv].to_bytes(
                    half, "little"), False),
                ("zeros", bytes(2 * half), False),
                ("ones", b"\xff" * 2 * half, False),
                ("swapped", sig[half:] + sig[:half], False)):
            assert holds(key.public_key().verify, value, DATA) == good, name
            add(crv + " " + name, alg, crv, value, good)
        add(crv + " no data", alg, crv, key.sign(b""), True, b"")
        add(crv + " over other data", alg, crv, sig, False, DATA + b".")
        add(crv + " of the hash", alg, crv, key.sign(
            hashlib.sha512(DATA).digest()), False)


# ---- RSA -----------------------------------------------------------------

def rsa_key(name, bits, e=65537):
    key = rsa.generate_private_key(e, bits)
    n = key.public_key().public_numbers()
    KEYS[name] = {"kty": "RSA", "n": url(number(n.n)), "e": url(number(n.e))}
    return key


def rsa_cases(size, name, key):
    h, length = HASHES[size], key.key_size // 8
    n = key.public_key().public_numbers().n
    pads = {"RS" + size: padding.PKCS1v15(),
            "PS" + size: padding.PSS(padding.MGF1(h), h.digest_size)}
    for alg, pad in pads.items():
        sig = key.sign(DATA, pad, h)
        value = int.from_bytes(sig, "big")
        for words, bad in (("empty", b""), ("an octet less", sig[:-1]),
                           ("an octet more", sig + b"\0"),
                           ("a zero before", b"\0" + sig),
                           ("zeros", bytes(length)),
                           ("one", number(1, length)),
                           ("n", number(n, length)),
                           ("n - 1", number(n - 1, length)),
                           ("ones", b"\xff" * length),
                           ("n - s", number(n - value, length))):
            assert not holds(key.public_key().verify, bad, DATA, pad, h)
            add("%s %s" % (name, words), alg, name, bad, False)
        if value + n < 1 << 8 * length:
            add(name + " s + n", alg, name, number(value + n, length), False)
        add(name + " as it is", alg, name, sig, True)
        add(name + " over other data", alg, name, sig, False, DATA + b".")
        for other in ("RS" + size, "PS" + size) + tuple(
                alg[:2] + other for other in HASHES if other != size):
            if other != alg:
                add("%s from %s" % (name, alg), other, name, sig, False)
    add(name + " no data", "RS" + size, name, key.sign(
        b"", padding.PKCS1v15(), h), True, b"")
    data = b""
    while key.sign(data, padding.PKCS1v15(), h)[0]:
        data += b"."
    sig = key.sign(data, padding.PKCS1v15(), h)
    add(name + " a leading zero", "RS" + size, name, sig, True, data)
    add(name + " without it", "RS" + size, name, sig[1:], False, data)


def pss_cases(size, name, key):
    h = HASHES[size]
    for salt in (0, 1, 20, 32, 48, 64, h.digest_size - 1, h.digest_size + 1,
                 padding.PSS.MAX_LENGTH):
        add("a salt of %s" % salt, "PS" + size, name, key.sign(
            DATA, padding.PSS(padding.MGF1(h), salt), h),
            salt == h.digest_size)
    for mgf in HASHES:
        add("MGF1 with SHA-" + mgf, "PS" + size, name, key.sign(
            DATA, padding.PSS(padding.MGF1(HASHES[mgf]), h.digest_size), h),
            mgf == size)


# ---- HMAC ----------------------------------------------------------------

def hmac_cases(size):
    secret, alg = bytes(range(1, 1 + int(size) // 8)), "HS" + size
    KEYS[alg] = {"kty": "oct", "k": url(secret)}
    mac = hmac.digest(secret, DATA, "sha" + size)
    add("as it is", alg, alg, mac, True)
    add("no data", alg, alg, hmac.digest(secret, b"", "sha" + size), True, b"")
    add("over other data", alg, alg, mac, False, DATA + b".")
    for name, bad in (("empty", b""), ("half", mac[:len(mac) // 2]),
                      ("an octet less", mac[:-1]),
                      ("an octet more", mac + b"\0"),
                      ("zeros", bytes(len(mac))),
                      ("the hash", hashlib.new("sha" + size,
                                               secret + DATA).digest())):
        add(name, alg, alg, bad, False)


def main():
    keys = {crv: ec_key(crv) for crv in CURVES}
    for size in HASHES:
        ecdsa(size, keys)
        hmac_cases(size)
    eddsa("Ed25519", ed25519.Ed25519PrivateKey)
    eddsa("Ed448", ed448.Ed448PrivateKey)
    for name, bits, e in (("RSA-2048", 2048, 65537), ("RSA-3072", 3072, 65537),
                          ("RSA-2048, e = 3", 2048, 3)):
        key = rsa_key(name, bits, e)
        for size in HASHES:
            rsa_cases(size, name, key)
            if bits == 2048 and e != 3:
                pss_cases(size, name, key)
    json.dump({"source": "tests/vectors/jwa.py with python3-cryptography",
               "keys": KEYS, "signatures": SIGS}, sys.stdout, indent=1)
    print()


main()
