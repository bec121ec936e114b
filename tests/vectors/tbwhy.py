#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tbwhy.py TOKEN-BINDING-OWN.json > tbwhy.json: Token Binding messages with
one mistake each, as signers make them, by python3-cryptography; and the cause
that a diagnosis must name."""
import base64
import hashlib
import json
import struct
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

OWN = json.load(open(sys.argv[1], encoding="ascii"))
EKM = bytes(range(7, 39))
OTHER = bytes(range(100, 132))
P256, PKCS1, PSS = 2, 0, 1


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def load(name):
    return serialization.load_pem_private_key(
        OWN["private_keys_pem"][name].encode(), None)


EC, RSA, RSA1024, RSA3072 = map(load, ("ec", "rsa", "rsa1024", "rsa3072"))
SHA = {256: hashes.SHA256(), 1: hashes.SHA1(), 384: hashes.SHA384(),
       512: hashes.SHA512()}


def xy(key=EC):
    n = key.public_key().public_numbers()
    return n.x.to_bytes(32, "big"), n.y.to_bytes(32, "big")


def point(octets):
    return bytes([len(octets)]) + octets


def rsa_key(key=RSA, zero=b""):
    n = key.public_key().public_numbers()
    modulus = zero + n.n.to_bytes((n.n.bit_length() + 7) // 8, "big")
    return struct.pack(">H", len(modulus)) + modulus + b"\x03\x01\x00\x01"


def ident(params, key):
    return bytes([params]) + struct.pack(">H", len(key)) + key


P256_ID = ident(P256, point(b"".join(xy())))


def rs(message, digest=SHA[256]):
    der = EC.sign(message, ec.ECDSA(digest))
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(32, "big"), s.to_bytes(32, "big"), der


def ecdsa(message, digest=SHA[256]):
    return b"".join(rs(message, digest)[:2])


def prehashed(digest):
    der = EC.sign(digest, ec.ECDSA(utils.Prehashed(SHA[256])))
    r, s = utils.decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def pkcs1(message, key=RSA, digest=SHA[256]):
    return key.sign(message, padding.PKCS1v15(), digest)


def pss(message, salt=32, digest=SHA[256], mgf=None, key=RSA):
    return key.sign(message, padding.PSS(padding.MGF1(mgf or digest), salt),
                    digest)


def raw_rsa(block):
    n = RSA.private_numbers()
    return pow(int.from_bytes(block, "big"), n.d,
               n.public_numbers.n).to_bytes(256, "big")


def binding(id_, sig, type_=0):
    return (bytes([type_]) + id_ + struct.pack(">H", len(sig)) + sig + b"\0\0")


def message(*bindings):
    body = b"".join(bindings)
    return struct.pack(">H", len(body)) + body


def tbs(type_, params, ekm=EKM):
    return bytes([type_, params]) + ekm


def until(make, good):
    while True:
        made = make()
        if good(made):
            return made


CASES = []


def case(name, cause, *bindings, ekm=EKM, **more):
    CASES.append({"name": name, "causes": cause.split(), "ekm_hex": ekm.hex(),
                  "message_b64url": url(message(*bindings)), **more})


def signed(name, cause, octets):
    """The same mistake with each kind of key."""
    case(name + ", ecdsap256", cause, binding(P256_ID, ecdsa(octets(P256))))
    case(name + ", rsa2048_pkcs1.5", cause,
         binding(ident(PKCS1, rsa_key()), pkcs1(octets(PKCS1))))
    case(name + ", rsa2048_pss", cause,
         binding(ident(PSS, rsa_key()), pss(octets(PSS))))


signed("the EKM alone", "signed-bare-ekm", lambda p: EKM)
signed("parameters before type", "signed-order",
       lambda p: bytes([p, 0]) + EKM if p else EKM + bytes([0, p]))
signed("EKM in front", "signed-order", lambda p: EKM + bytes([p, 0]))
signed("type left out", "signed-incomplete", lambda p: bytes([p]) + EKM)
signed("no EKM", "signed-incomplete", lambda p: bytes([0, p]))
signed("signed as referred", "signed-other-type", lambda p: tbs(1, p))
signed("signed for other parameters", "signed-other-parameters",
       lambda p: tbs(0, (p + 1) % 3))
signed("EKM in hex", "signed-ekm-text",
       lambda p: bytes([0, p]) + EKM.hex().encode())
signed("EKM in upper-case hex", "signed-ekm-text",
       lambda p: bytes([0, p]) + EKM.hex().upper().encode())
signed("EKM in base64url", "signed-ekm-text",
       lambda p: bytes([0, p]) + url(EKM).encode())
signed("EKM in hex alone", "signed-ekm-text", lambda p: EKM.hex().encode())
signed("SHA-256 of the EKM", "signed-ekm-hash",
       lambda p: bytes([0, p]) + hashlib.sha256(EKM).digest())
signed("hashed twice", "signed-twice-hashed",
       lambda p: hashlib.sha256(tbs(0, p)).digest())
signed("with the key", "signed-whole-id",
       lambda p: bytes([0]) + (P256_ID if p == P256
                               else ident(p, rsa_key())) + EKM)
signed("for another leg", "ekm-mismatch-terminator",
       lambda p: tbs(0, p, OTHER))
for c in CASES[-3:]:
    c["other_hex"] = OTHER.hex()

case("bare EKM, unhashed", "draft-format", binding(P256_ID, prehashed(EKM)))
case("unhashed", "signed-unhashed",
     binding(P256_ID, prehashed(tbs(0, P256)[:32])))
for bits in (1, 384, 512):
    case("ECDSA with SHA-%d" % bits, "signature-hash",
         binding(P256_ID, ecdsa(tbs(0, P256), SHA[bits])))
    case("PKCS#1 with SHA-%d" % bits, "signature-hash",
         binding(ident(PKCS1, rsa_key()),
                 pkcs1(tbs(0, PKCS1), digest=SHA[bits])))
    case("PSS with SHA-%d" % bits, "signature-hash pss-mgf1-hash",
         binding(ident(PSS, rsa_key()),
                 pss(tbs(0, PSS), digest=SHA[bits])))
    case("MGF1 with SHA-%d" % bits, "pss-mgf1-hash",
         binding(ident(PSS, rsa_key()), pss(tbs(0, PSS), mgf=SHA[bits])))
for salt in (0, 20, 31, 33, 48, 64, 222):
    case("salt of %d" % salt, "pss-salt",
         binding(ident(PSS, rsa_key()), pss(tbs(0, PSS), salt)))
case("PSS labelled PKCS#1", "signature-scheme",
     binding(ident(PKCS1, rsa_key()), pss(tbs(0, PKCS1))))
case("PKCS#1 labelled PSS", "signature-scheme",
     binding(ident(PSS, rsa_key()), pkcs1(tbs(0, PSS))))
DIGEST = hashlib.sha256(tbs(0, PKCS1)).digest()
case("no DigestInfo", "signature-no-digestinfo",
     binding(ident(PKCS1, rsa_key()),
             raw_rsa(b"\0\1" + b"\xff" * 221 + b"\0" + DIGEST)))
case("RSA signature backwards", "signature-little-endian",
     binding(ident(PKCS1, rsa_key()), pkcs1(tbs(0, PKCS1))[::-1]))

R, S, DER = rs(tbs(0, P256))
case("DER", "signature-der", binding(P256_ID, DER))
case("DER of the bare EKM", "signature-der signed-bare-ekm",
     binding(P256_ID, rs(EKM)[2]))
case("S before R", "signature-swapped", binding(P256_ID, S + R))
case("R and S backwards", "signature-little-endian",
     binding(P256_ID, R[::-1] + S[::-1]))
case("an octet behind", "signature-trailing", binding(P256_ID, R + S + b"\0"))
case("an octet before", "signature-trailing", binding(P256_ID, b"\0" + R + S))
case("33 octets each", "signature-trailing",
     binding(P256_ID, b"\0" + R + b"\0" + S))
R, S, _ = until(lambda: rs(tbs(0, P256)), lambda v: v[0][0] == 0)
case("R without its zero", "signature-stripped", binding(P256_ID, R[1:] + S))
R, S, _ = until(lambda: rs(tbs(0, P256)), lambda v: v[1][0] == 0)
case("S without its zero", "signature-stripped", binding(P256_ID, R + S[1:]))

X, Y = xy()
case("SEC 1 prefix", "key-sec1-prefix",
     binding(ident(P256, point(b"\4" + X + Y)), ecdsa(tbs(0, P256))))
case("SEC 1 point without its length", "key-sec1-prefix",
     binding(ident(P256, b"\4" + X + Y), ecdsa(tbs(0, P256))))
case("coordinates backwards", "key-little-endian",
     binding(ident(P256, point(X[::-1] + Y[::-1])), ecdsa(tbs(0, P256))))
case("RSA of 1024 bits", "key-size",
     binding(ident(PKCS1, rsa_key(RSA1024)), pkcs1(tbs(0, PKCS1), RSA1024)))
case("RSA of 3072 bits", "key-size",
     binding(ident(PSS, rsa_key(RSA3072)), pss(tbs(0, PSS), key=RSA3072)))
case("a zero before the modulus", "key-leading-zeros",
     binding(ident(PKCS1, rsa_key(zero=b"\0")), pkcs1(tbs(0, PKCS1))))

json.dump({"source": "made by tbwhy.py for this project", "cases": CASES},
          sys.stdout, indent=1)
print()
