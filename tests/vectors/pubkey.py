#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""pubkey.py > pubkey.json: public keys in bare numbers and signatures, good
and bad ones, whose verdicts python3-cryptography has given or confirmed."""
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
HASHES = {"MD5": hashes.MD5(), "SHA-1": hashes.SHA1(),
          "SHA-256": hashes.SHA256(), "SHA-384": hashes.SHA384(),
          "SHA-512": hashes.SHA512()}
DATA = b"what is signed"
VERDICTS = {True: "good", False: "bad"}
KEYS, SIGS = [], []


def std(octets):
    return base64.b64encode(octets).decode()


def number(n, length=None):
    return n.to_bytes(length or max(1, (n.bit_length() + 7) // 8), "big")


def digest(name, data):
    return hashlib.new(name.replace("-", "").lower(), data).digest()


# ---- keys ----------------------------------------------------------------

def point(name, x, y, good):
    try:
        ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        assert good, name
    except ValueError:
        assert not good, name
    KEYS.append({"name": name, "x": std(number(x, 32)),
                 "y": std(number(y, 32)), "verdict": VERDICTS[good]})


def root(x, b=B):
    """A y for x, or None."""
    square = (x**3 - 3 * x + b) % P
    y = pow(square, (P + 1) // 4, P)
    return y if y * y % P == square else None


def points(key):
    n = key.public_key().public_numbers()
    point("a point", n.x, n.y, True)
    point("its negative", n.x, P - n.y, True)
    for bit in 0, 7, 100, 255:
        point("bit %d of y flipped" % bit, n.x, n.y ^ 1 << bit, False)
        point("bit %d of x flipped" % bit, n.x ^ 1 << bit, n.y, False)
    point("x and y swapped", n.y, n.x, False)
    point("infinity as zeros", 0, 0, False)
    point("all ones", 2**256 - 1, 2**256 - 1, False)
    # A point of the curve, but GnuTLS takes no coordinate of zero.
    point("x is zero", 0, root(0), True)
    KEYS[-1]["verdict"] = "bad"
    small = next(x for x in range(1, 99) if root(x))
    point("a small x", small, root(small), True)
    point("the same x and p", small + P, root(small), False)
    point("y is p", n.x, P, False)
    point("no y", next(x for x in range(1, 99) if not root(x)), 1, False)
    # A curve that differs in b alone: what an invalid curve attack takes.
    point("on another curve", n.x, pow(n.x**3 - 3 * n.x + next(
        b for b in range(7, 99) if root(n.x, b)), (P + 1) // 4, P), False)
    point("y is zero", n.x, 0, False)


# ---- ECDSA ---------------------------------------------------------------

def ecdsa_verdict(key, r, s, hashed):
    try:
        key.public_key().verify(
            utils.encode_dss_signature(r, s), hashed,
            ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        return True
    except InvalidSignature:
        return False


def add(name, key, how, hash_name, signed, sig, good):
    """SIGNED is data for SHA-256, else a digest, or bare octets."""
    public = key.public_key().public_numbers()
    row = {"name": name, "how": how, "hash": hash_name,
           "signed": std(signed), "sig": std(sig), "verdict": VERDICTS[good]}
    if how == "ecdsa":
        row.update(x=std(number(public.x, 32)), y=std(number(public.y, 32)))
    else:
        row.update(n=std(number(public.n)), e=std(number(public.e)))
    SIGS.append(row)


def ecdsa(name, key, r, s, good):
    assert ecdsa_verdict(key, r, s, digest("SHA-256", DATA)) == good, name
    add(name, key, "ecdsa", "data", DATA, number(r, 32) + number(s, 32), good)


def fresh(key, want):
    """A signature of DATA that WANT likes."""
    while True:
        r, s = utils.decode_dss_signature(
            key.sign(DATA, ec.ECDSA(hashes.SHA256())))
        if want(r, s):
            return r, s


def ecdsa_numbers(key):
    r, s = fresh(key, lambda r, s: True)
    ecdsa("ECDSA", key, r, s, True)
    ecdsa("the negative s", key, r, N - s, True)
    for name, want in (
            ("a top bit in r", lambda r, s: r >> 255),
            ("no top bit in r", lambda r, s: not r >> 255),
            ("a top bit in s", lambda r, s: s >> 255),
            ("no top bit in s", lambda r, s: not s >> 255),
            ("a leading zero in r", lambda r, s: not r >> 248),
            ("a leading zero in s", lambda r, s: not s >> 248),
            ("a zero in r before a top bit", lambda r, s: 1 == r >> 247),
            ("two leading zeros in r", lambda r, s: not r >> 240)):
        ecdsa(name, key, *fresh(key, want), True)
    for name, a, b in (("r is 0", 0, s), ("s is 0", r, 0), ("r, s are 0", 0, 0),
                       ("r is n", N, s), ("s is n", r, N),
                       ("r and n", (r + N) % 2**256, s),
                       ("r is n - 1", N - 1, s), ("s is 1", r, 1),
                       ("r, s are 1", 1, 1), ("swapped", s, r),
                       ("all ones", 2**256 - 1, 2**256 - 1),
                       ("r changed", r ^ 1, s), ("s changed", r, s ^ 1 << 200)):
        ecdsa(name, key, a, b, False)
    plain = number(r, 32) + number(s, 32)
    for name, sig in (("empty", b""), ("63 octets", plain[:-1]),
                      ("65 octets", plain + b"\0"),
                      ("a zero before r", b"\0" + plain),
                      ("DER", utils.encode_dss_signature(r, s))):
        add(name, key, "ecdsa", "data", DATA, sig, False)
    add("other data", key, "ecdsa", "data", DATA + b".", plain, False)
    nothing = utils.decode_dss_signature(
        key.sign(b"", ec.ECDSA(hashes.SHA256())))
    add("no data", key, "ecdsa", "data", b"",
        b"".join(number(n, 32) for n in nothing), True)


def ecdsa_digests(key):
    def of(hashed):
        sig = key.sign(hashed, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        r, s = utils.decode_dss_signature(sig)
        return number(r, 32) + number(s, 32)

    for name in HASHES:
        r, s = utils.decode_dss_signature(
            key.sign(DATA, ec.ECDSA(HASHES[name])))
        sig, hashed = number(r, 32) + number(s, 32), digest(name, DATA)
        add("ECDSA with " + name, key, "ecdsa", name, hashed, sig, True)
        for other in HASHES:
            if other != name:
                add("%s, not %s" % (name, other), key, "ecdsa", other,
                    digest(other, DATA), sig, False)
        add(name + ", a digest cut off", key, "ecdsa", name, hashed[:-1], sig,
            False)
    bare = bytes(range(7, 39))
    add("32 bare octets", key, "ecdsa", "none", bare, of(bare), True)
    add("32 other octets", key, "ecdsa", "none", bare[::-1], of(bare), False)
    add("34 bare octets", key, "ecdsa", "none", bare + b"ab", of(bare), True)
    add("5 bare octets", key, "ecdsa", "none", b"short",
        of(b"short".rjust(32, b"\0")), True)
    add("0 bare octets", key, "ecdsa", "none", b"", of(bytes(32)), True)


# ---- RSA -----------------------------------------------------------------

def rsa_verdict(key, sig, pad):
    try:
        key.public_key().verify(sig, DATA, pad, hashes.SHA256())
        return True
    except InvalidSignature:
        return False


def rsa_data(name, key, how, sig, good):
    pad = padding.PKCS1v15() if how == "pkcs1" else padding.PSS(
        padding.MGF1(hashes.SHA256()), 32)
    # OpenSSL takes a number without its leading zeros; RFC 8017 section 8
    # does not.
    assert rsa_verdict(key, sig, pad) == good or len(
        sig) != key.key_size // 8, name
    add(name, key, how, "data", DATA, sig, good)


def raw(key, octets):
    """What EM becomes by the private key, RFC 8017 section 5.2.1."""
    n = key.private_numbers()
    return number(pow(int.from_bytes(octets, "big"), n.d,
                      n.public_numbers.n), key.key_size // 8)


def rsa_cases(bits, key):
    n, size = key.public_key().public_numbers().n, key.key_size // 8
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    by_pss = key.sign(DATA, pss, hashes.SHA256())
    by_pkcs1 = key.sign(DATA, padding.PKCS1v15(), hashes.SHA256())
    rsa_data("RSA-%s PKCS#1" % bits, key, "pkcs1", by_pkcs1, True)
    rsa_data("RSA-%s PSS" % bits, key, "pss", by_pss, True)
    rsa_data("RSA-%s PSS as PKCS#1" % bits, key, "pkcs1", by_pss, False)
    rsa_data("RSA-%s PKCS#1 as PSS" % bits, key, "pss", by_pkcs1, False)
    while by_pss[0]:
        by_pss = key.sign(DATA, pss, hashes.SHA256())
    rsa_data("RSA-%s leading zero" % bits, key, "pss", by_pss, True)
    rsa_data("RSA-%s without it" % bits, key, "pss", by_pss[1:], False)
    for how, sig in ("pss", by_pss), ("pkcs1", by_pkcs1):
        value = int.from_bytes(sig, "big")
        for name, bad in (("changed", number(value ^ 1, size)),
                          ("too short", sig[1:]), ("too long", b"\0" + sig),
                          ("a zero behind", sig + b"\0"), ("empty", b""),
                          ("of zeros", bytes(size)),
                          ("of ones", b"\xff" * size),
                          ("n - s", number(n - value, size))):
            rsa_data("RSA-%s %s %s" % (bits, how, name), key, how, bad, False)
        if value + n < 1 << key.key_size:
            rsa_data("RSA-%s %s s + n" % (bits, how), key, how,
                     number(value + n, size), False)


def pss_cases(key):
    for salt in 0, 1, 20, 31, 32, 33, 64, padding.PSS.MAX_LENGTH:
        sig = key.sign(DATA, padding.PSS(padding.MGF1(hashes.SHA256()), salt),
                       hashes.SHA256())
        rsa_data("PSS salt %s" % salt, key, "pss", sig, salt == 32)
    for mgf in "SHA-1", "SHA-384", "SHA-512":
        sig = key.sign(DATA, padding.PSS(padding.MGF1(HASHES[mgf]), 32),
                       hashes.SHA256())
        rsa_data("PSS MGF1 " + mgf, key, "pss", sig, False)
    for name in HASHES:
        hashed = digest(name, DATA)
        sig = key.sign(DATA, padding.PSS(padding.MGF1(HASHES[name]),
                                         len(hashed)), HASHES[name])
        # GnuTLS has no PSS with older hashes: they may be good, but are not.
        add("PSS with " + name, key, "pss", name, hashed, sig,
            name not in ("MD5", "SHA-1"))
        for other in HASHES:
            if other != name:
                add("PSS %s, not %s" % (name, other), key, "pss", other,
                    digest(other, DATA), sig, False)
    add("PSS without a hash", key, "pss", "none", digest("SHA-256", DATA),
        key.sign(DATA, padding.PSS(padding.MGF1(hashes.SHA256()), 32),
                 hashes.SHA256()), False)


def pkcs1_cases(key):
    size = key.key_size // 8
    for name in HASHES:
        sig = key.sign(DATA, padding.PKCS1v15(), HASHES[name])
        for other in HASHES:
            add("PKCS#1 with %s as %s" % (name, other), key, "pkcs1", other,
                digest(other, DATA), sig, other == name)
    bare = bytes(range(7, 41))
    em = b"\0\1" + b"\xff" * (size - 3 - len(bare)) + b"\0" + bare
    add("PKCS#1 of bare octets", key, "pkcs1", "none", bare, raw(key, em), True)
    add("PKCS#1 of others", key, "pkcs1", "none", bare[:-1], raw(key, em),
        False)
    # Bleichenbacher's forgery, and padding that is not all ones.
    info = bytes.fromhex("3031300d060960864801650304020105000420")
    t = info + digest("SHA-256", DATA)
    for name, em in (
            ("garbage behind", b"\0\1" + b"\xff" * 8 + b"\0" + t),
            ("a zero in the padding", b"\0\1\xff\0" + b"\xff" *
             (size - 5 - len(t)) + b"\0" + t),
            ("block type 2", b"\0\2" + b"\xff" * (size - 3 - len(t)) + b"\0"
             + t),
            ("no DigestInfo", b"\0\1" + b"\xff" * (size - 35) + b"\0"
             + t[-32:]),
            ("no NULL", b"\0\1" + b"\xff" * (size - 52) + b"\0"
             + bytes.fromhex("302f300b06096086480165030402010420")
             + t[-32:])):
        rsa_data("PKCS#1 " + name, key, "pkcs1",
                 raw(key, em.ljust(size, b"\x55")), False)


def rsa_key(bits, e=65537):
    return rsa.generate_private_key(e, bits)


def main():
    key, other = (ec.generate_private_key(ec.SECP256R1()) for _ in "ab")
    points(key)
    ecdsa_numbers(key)
    ecdsa_digests(key)
    r, s = fresh(key, lambda r, s: True)
    ecdsa("another key", other, r, s, False)
    for bits in 1024, 1032, 2048, 3072:
        rsa_cases(bits, rsa_key(bits))
    rsa_cases("2048, e = 3", rsa_key(2048, 3))
    key = rsa_key(2048)
    pss_cases(key)
    pkcs1_cases(key)
    json.dump({"source": "tests/vectors/pubkey.py with python3-cryptography",
               "keys": KEYS, "signatures": SIGS}, sys.stdout, indent=1)
    print()


main()
