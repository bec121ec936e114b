#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""jwk.py RFC7515.json RFC8037.json > jwk.json: private keys as JWK, the RFCs'
and new ones, with their public keys by python3-cryptography, and what breaks
them, with words of the complaint that is due."""
import base64
import json
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448, rsa

CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(),
          "P-521": ec.SECP521R1()}
GOOD, BAD = [], []


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(n, length=None):
    return url(n.to_bytes(length or (n.bit_length() + 7) // 8, "big"))


def value(text):
    return int.from_bytes(raw(text), "big")


def spki(jwk):
    """The public half alone, from the members that say so."""
    if jwk["kty"] == "RSA":
        key = rsa.RSAPublicNumbers(value(jwk["e"]), value(jwk["n"]))
        key = key.public_key()
    elif jwk["kty"] == "EC":
        key = ec.EllipticCurvePublicNumbers(
            value(jwk["x"]), value(jwk["y"]),
            CURVES[jwk["crv"]]).public_key()
    elif jwk["crv"] == "Ed25519":
        key = ed25519.Ed25519PublicKey.from_public_bytes(raw(jwk["x"]))
    else:
        key = ed448.Ed448PublicKey.from_public_bytes(raw(jwk["x"]))
    return base64.b64encode(key.public_bytes(
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo)).decode()


def ec_jwk(crv, key=None):
    key = key or ec.generate_private_key(CURVES[crv])
    n, size = key.private_numbers(), (key.key_size + 7) // 8
    return {"kty": "EC", "crv": crv, "x": number(n.public_numbers.x, size),
            "y": number(n.public_numbers.y, size),
            "d": number(n.private_value, size)}


def ec_like(crv, want):
    while True:
        jwk = ec_jwk(crv)
        if want(jwk):
            return jwk


def rsa_jwk(bits, e=65537):
    n = rsa.generate_private_key(e, bits).private_numbers()
    return {"kty": "RSA", "n": number(n.public_numbers.n),
            "e": number(n.public_numbers.e), "d": number(n.d),
            "p": number(n.p), "q": number(n.q), "dp": number(n.dmp1),
            "dq": number(n.dmq1), "qi": number(n.iqmp)}


def okp_jwk(crv):
    cls = ed25519.Ed25519PrivateKey if crv == "Ed25519" else (
        ed448.Ed448PrivateKey)
    key = cls.generate()
    raw_form = serialization.Encoding.Raw
    return {"kty": "OKP", "crv": crv,
            "x": url(key.public_key().public_bytes(
                raw_form, serialization.PublicFormat.Raw)),
            "d": url(key.private_bytes(
                raw_form, serialization.PrivateFormat.Raw,
                serialization.NoEncryption()))}


def good(name, jwk, text=None):
    GOOD.append({"name": name, "text": text or json.dumps(jwk),
                 "spki": spki(jwk)})


def bad(name, jwk, words):
    BAD.append({"name": name, "words": words,
                "text": jwk if isinstance(jwk, str) else json.dumps(jwk)})


def without(jwk, *names):
    return {k: v for k, v in jwk.items() if k not in names}


def flipped(text):
    octets = bytearray(raw(text))
    octets[len(octets) // 2] ^= 4
    return url(bytes(octets))


def good_keys(keys):
    for crv in CURVES:
        keys[crv] = ec_jwk(crv)
        good("EC " + crv, keys[crv])
        for name in "xyd":
            good("EC %s, %s begins with a zero" % (crv, name), ec_like(
                crv, lambda jwk, n=name: raw(jwk[n])[0] == 0))
    for bits in 1024, 2048, 3072:
        keys["RSA"] = rsa_jwk(bits)
        good("RSA-%d" % bits, keys["RSA"])
    good("RSA-2048 with e = 3", rsa_jwk(2048, 3))
    good("RSA, p and q exchanged", dict(
        keys["RSA"], p=keys["RSA"]["q"], q=keys["RSA"]["p"],
        dp=keys["RSA"]["dq"], dq=keys["RSA"]["dp"],
        qi=number(pow(value(keys["RSA"]["p"]), -1,
                      value(keys["RSA"]["q"])))))
    for crv in "Ed25519", "Ed448":
        keys[crv] = okp_jwk(crv)
        good("OKP " + crv, keys[crv])
    more = dict(keys["P-256"], kid="a", use="sig", alg="ES256",
                key_ops=["sign"], x5c=["not looked at"], other={"d": 1})
    good("other members", more)
    good("white space before and behind", more,
         "\n\t " + json.dumps(more, indent=2) + "\r\n")
    public = without(keys["RSA"], "d", "p", "q", "dp", "dq", "qi")
    good("a set with one private key", more, json.dumps({"keys": [
        public, without(keys["P-521"], "d"), {"kty": "oct", "k": "AAAA"},
        more]}))
    good("a set of one", more, json.dumps({"keys": [more], "kid": 1}))


def bad_keys(keys):
    p256 = keys["P-256"]
    for name, jwk in keys.items():
        if jwk["kty"] == "RSA":
            continue
        parts = ["x", "d"] + (["y"] if jwk["kty"] == "EC" else [])
        for part in parts:
            value_ = jwk[part]
            for what, other, words in (
                    ("flipped", flipped(value_), "the parts are no key"),
                    ("short", url(raw(value_)[1:]), part + " has "),
                    ("long", url(b"\0" + raw(value_)), part + " has "),
                    ("empty", "", part + " has 0 octets"),
                    ("zero", url(bytes(len(raw(value_)))),
                     "the parts are no key"),
                    ("all ones", url(b"\xff" * len(raw(value_))),
                     "the parts are no key"),
                    ("a number", 7, part + " is not a string"),
                    ("null", None, part + " is not a string"),
                    ("padded", value_ + "=", part + " is padded with '='"),
                    ("standard", "+/" + value_[2:],
                     part + " is standard base64"),
                    ("with a line break", value_[:9] + "\n" + value_[9:],
                     part + " has white space"),
                    ("not base64", "!" + value_[1:],
                     part + " is not base64url")):
                bad("%s, %s %s" % (name, part, what),
                    dict(jwk, **{part: other}), words)
            words = "private key" if part == "d" else "no %s (RFC" % part
            bad("%s without %s" % (name, part), without(jwk, part), words)
        bad(name + " and another's d", dict(jwk, d=(
            ec_jwk(name) if jwk["kty"] == "EC" else okp_jwk(name))["d"]),
            "the parts are no key")
        bad(name + ", public", without(jwk, "d"),
            "holds a public key but no private key")
    for crv in "P-384", "secp256k1", "X25519", "Ed25519", "", "p-256", 5:
        bad("EC with crv %s" % crv, dict(p256, crv=crv),
            "crv is none" if crv != "P-384" else "with P-384 it has 48")
    bad("EC, d far too long", dict(p256, d="B" * 2733),
        "d is longer than the limit")
    bad("EC without crv", without(p256, "crv"), "crv is none")
    bad("X25519", dict(keys["Ed25519"], crv="X25519"), "crv is none")
    for kty in "ec", "", 5, None, "EC ":
        bad("kty %s" % kty, dict(p256, kty=kty), "kty is missing")
    bad("no kty", without(p256, "kty"), "kty is missing")
    bad("kty twice", json.dumps(p256)[:-1] + ', "kty": "EC"}', "JSON")
    bad("cut off", json.dumps(p256)[:-1], "JSON")
    bad("an empty object", {}, "kty is missing")
    bad("symmetric", {"kty": "oct", "k": "AyM1SysPpbyDfgZld3umj1qz"},
        "a symmetric key")
    bad_rsa(rsa_jwk(1024))
    public = without(p256, "d")
    for name, members, words in (
            ("two", [p256, public, keys["RSA"]], "with 2 private keys"),
            ("three", [p256] * 3, "with 3 private keys"),
            ("none", [public, public], "a JWK Set of 2 keys, none"),
            ("nothing", [], "a JWK Set of 0 keys, none"),
            ("no objects", [1, "d", None, ["d"]], "a JWK Set of 4 keys, none"),
            ("a bad one", [public, dict(p256, d="AA")], "d has 1 octets")):
        bad("a set, " + name, {"keys": members}, words)


def bad_rsa(jwk):
    other = rsa_jwk(1024)
    for part in "n", "e", "d", "p", "q", "dp", "dq", "qi":
        fits = "the parts are no key: " + (
            "n is not the product" if part in "npq" else "e and d do not"
            if part == "e" else "d" if part == "d" else part + " does not fit")
        for what, text, words in (
                ("flipped", flipped(jwk[part]), fits),
                ("another's", other[part], fits),
                ("zero", url(b"\0"), part + " is zero, or begins"),
                ("with a zero before", url(b"\0" + raw(jwk[part])),
                 part + " is zero, or begins"),
                ("one", url(b"\1"), "n has 1 octets" if part == "n" else fits),
                ("two", url(b"\2"), "n has 1 octets" if part == "n" else fits),
                ("even", number(value(jwk[part]) & ~1), fits),
                ("empty", "", part + " is zero"),
                ("true", True, part + " is not a string"),
                ("standard", "+/" + jwk[part][2:],
                 part + " is standard base64")):
            if text != jwk[part]:
                bad("RSA, %s %s" % (part, what), dict(jwk, **{part: text}),
                    words)
        bad("RSA without " + part, without(jwk, part),
            "holds a public key" if part == "d" else
            "no %s (RFC 7518 section 6.3)" % part if part in "ne" else
            "no %s: an RSA key needs p, q" % part)
    for part in "n", "qi":
        bad("RSA, %s far too long" % part, dict(jwk, **{part: "B" * 2733}),
            part + " is longer than the limit")
        bad("RSA, %s of all octets that may be" % part,
            dict(jwk, **{part: url(b"\1" * 2048)}), "the parts are no key")
    bad("RSA, d alone", without(jwk, "p", "q", "dp", "dq", "qi"),
        "cannot sign with d alone")
    bad("RSA, public", {k: jwk[k] for k in ("kty", "n", "e")},
        "holds a public key but no private key")
    bad("RSA, three primes", dict(jwk, oth=[{"r": "AQ", "d": "AQ", "t": "AQ"}]),
        "more than two primes")
    bad("RSA, tiny", dict(rsa_jwk(512), n="AQAB"), "fewer than 64")
    bad("RSA, dp and dq exchanged", dict(jwk, dp=jwk["dq"], dq=jwk["dp"]),
        "dp does not fit the others")
    bad("RSA, p and q exchanged", dict(jwk, p=jwk["q"], q=jwk["p"]),
        "does not fit the others")


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="ascii") as f:
            for case in json.load(f)["cases"]:
                if case.get("jwk_private"):
                    good("RFC, " + case["name"], case["jwk_private"])
    keys = {}
    good_keys(keys)
    bad_keys(keys)
    json.dump({"source": "tests/vectors/jwk.py with python3-cryptography",
               "good": GOOD, "bad": BAD}, sys.stdout, indent=1)
    print()


main()
