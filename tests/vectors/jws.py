#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""jws.py RFC7515.json RFC8037.json TOKEN-BINDING-OWN.json > jws.json: tokens,
true ones and those of attackers and of clumsy issuers, by
python3-cryptography; and what a judge must say of them."""
import base64
import hashlib
import hmac
import json
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (
    ec, ed448, ed25519, padding, rsa, utils)

SHA = {256: hashes.SHA256(), 384: hashes.SHA384(), 512: hashes.SHA512()}
CURVES = {"P-256": (ec.SECP256R1(), 32), "P-384": (ec.SECP384R1(), 48),
          "P-521": (ec.SECP521R1(), 66)}
ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
CASES, SETS = [], []


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def value(text):
    return int.from_bytes(raw(text), "big")


def number(n):
    return url(n.to_bytes((n.bit_length() + 7) // 8, "big"))


def rfc(path, name):
    found = [c for c in json.load(open(path, encoding="utf-8"))["cases"]
             if c["name"].startswith(name)]
    return found[0]["jwk_private"]


def load_rsa(jwk):
    n, d = value(jwk["n"]), value(jwk["d"])
    p, q = value(jwk["p"]), value(jwk["q"])
    return rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p),
        rsa.RSAPublicNumbers(value(jwk["e"]), n)).private_key()


RSA = load_rsa(rfc(sys.argv[1], "A.2"))
P256 = ec.derive_private_key(value(rfc(sys.argv[1], "A.3")["d"]),
                             CURVES["P-256"][0])
P384 = ec.derive_private_key(0x1f2e3d << 300 | 5, CURVES["P-384"][0])
P521 = ec.derive_private_key(value(rfc(sys.argv[1], "A.4")["d"]),
                             CURVES["P-521"][0])
OTHER = ec.derive_private_key(0xabcdef << 200 | 3, CURVES["P-256"][0])
ED25519 = ed25519.Ed25519PrivateKey.from_private_bytes(
    raw(rfc(sys.argv[2], "ed25519")["d"]))
ED448 = ed448.Ed448PrivateKey.from_private_bytes(bytes(range(57)))
PEMS = json.load(open(sys.argv[3], encoding="ascii"))["private_keys_pem"]
RSA2 = serialization.load_pem_private_key(PEMS["rsa"].encode(), None)
WEAK = serialization.load_pem_private_key(PEMS["rsa1024"].encode(), None)
SECRET = bytes(range(64, 128))

# ---- keys ------------------------------------------------------------------


def jwk(key, **more):
    if isinstance(key, bytes):
        made = {"kty": "oct", "k": url(key)}
    elif isinstance(key, rsa.RSAPrivateKey):
        n = key.public_key().public_numbers()
        made = {"kty": "RSA", "n": number(n.n), "e": number(n.e)}
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        crv = {256: "P-256", 384: "P-384", 521: "P-521"}[key.key_size]
        n, size = key.public_key().public_numbers(), CURVES[crv][1]
        made = {"kty": "EC", "crv": crv, "x": url(n.x.to_bytes(size, "big")),
                "y": url(n.y.to_bytes(size, "big"))}
    else:
        crv = ("Ed25519" if isinstance(key, ed25519.Ed25519PrivateKey)
               else "Ed448")
        made = {"kty": "OKP", "crv": crv,
                "x": url(key.public_key().public_bytes(
                    serialization.Encoding.Raw,
                    serialization.PublicFormat.Raw))}
    return {**made, **more}


def jwks(*keys):
    return json.dumps({"keys": list(keys)})


def spki(key, pem=True):
    octets = key.public_key().public_bytes(
        serialization.Encoding.PEM if pem else serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo)
    return octets.decode() if pem else octets


# ---- signatures ------------------------------------------------------------


def rs(key, data, bits=256):
    return utils.decode_dss_signature(key.sign(data, ec.ECDSA(SHA[bits])))


def pair(r, s, size=32):
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def ecdsa(key, bits=256):
    size = (key.key_size + 7) // 8
    return lambda data: pair(*rs(key, data, bits), size)


def pss(bits=256, salt=None, mgf=None, key=RSA):
    return lambda data: key.sign(data, padding.PSS(
        padding.MGF1(SHA[mgf or bits]), bits // 8 if salt is None else salt),
        SHA[bits])


def pkcs1(bits=256, key=RSA):
    return lambda data: key.sign(data, padding.PKCS1v15(), SHA[bits])


def mac(secret, bits=256):
    return lambda data: hmac.new(secret, data, "sha%d" % bits).digest()


def eddsa(key):
    return key.sign


def until(make, is_good):
    while True:
        made = make()
        if is_good(made):
            return made


def nothing(data):
    return b""


CLAIMS = '{"iss":"joe"}'


def token(header, sign, payload=CLAIMS):
    """HEADER is a dict, or JSON as it stands."""
    if isinstance(header, dict):
        header = json.dumps(header, separators=(",", ":"))
    data = url(header.encode()) + "." + url(payload.encode())
    return data + "." + url(sign(data.encode()))


ES = {"alg": "ES256"}
ONE = jwks(jwk(P256))
ALL = jwks(jwk(RSA, kid="rsa"), jwk(P256, kid="p256"), jwk(P384, kid="p384"),
           jwk(P521, kid="p521"), jwk(ED25519, kid="ed25519"),
           jwk(ED448, kid="ed448"), jwk(SECRET, kid="oct"))


def case(name, text, keys, *checks, cause=None, allow=None):
    """CHECKS: "id verdict words", of which the words are evidence."""
    if keys not in SETS:
        SETS.append(keys)
    CASES.append({"name": name, "token": text, "keys": SETS.index(keys),
                  "allow": allow, "cause": cause, "checks": [
                      dict(zip(("id", "verdict", "words"),
                               c.split(" ", 2))) for c in checks]})


def good(name, text, keys, *checks, **more):
    case(name, text, keys, "jws.form pass ", "jws.algorithm pass ",
         "jws.signature pass ", *checks, **more)


def bad(name, text, keys, *checks, **more):
    case(name, text, keys, *checks, **more)


# ---- what verifies ---------------------------------------------------------

SIGNED = {
    "HS256": mac(SECRET), "HS384": mac(SECRET, 384),
    "HS512": mac(SECRET, 512), "RS256": pkcs1(), "RS384": pkcs1(384),
    "RS512": pkcs1(512), "PS256": pss(), "PS384": pss(384),
    "PS512": pss(512), "ES256": ecdsa(P256), "ES384": ecdsa(P384, 384),
    "ES512": ecdsa(P521, 512), "Ed25519": eddsa(ED25519),
    "Ed448": eddsa(ED448)}
for alg, signer in SIGNED.items():
    good(alg, token({"alg": alg}, signer), ALL, "jws.key pass kid ")
RICH = json.dumps({
    "iss": "https://as.example", "sub": "a", "aud": ["a", "b"],
    "exp": 1764079261.5, "nbf": 1764079200, "iat": 1764079200,
    "client_id": "c", "token_type": "Bearer", "cnf": {
        "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2",
        "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        "jwk": jwk(P256), "kid": "k", "osc": 1}}, separators=(",", ":"))
for alg, signer in SIGNED.items():
    good(alg + " of many claims", token({"alg": alg}, signer, RICH), ALL)
good("EdDSA, Ed25519", token({"alg": "EdDSA"}, eddsa(ED25519)), ALL)
good("EdDSA, Ed448", token({"alg": "EdDSA"}, eddsa(ED448)), ALL)
good("RS256 by PEM", token({"alg": "RS256"}, pkcs1()), spki(RSA),
     "jws.key pass the key in keys.json")
good("ES256 by PEM with another kid",
     token({"alg": "ES256", "kid": "strange"}, ecdsa(P256)), spki(P256))
good("allowed", token(ES, ecdsa(P256)), ALL, allow="RS256, ES256")
good("header with white space and line ends",
     token('{"typ":"JWT",\r\n "alg":"ES256"}', ecdsa(P256)), ONE)
good("empty payload", token(ES, ecdsa(P256), ""), ONE)
good("payload that is no JSON", token(ES, ecdsa(P256), "Payload"), ONE)
good("b64 true", token({"alg": "ES256", "b64": True}, ecdsa(P256)), ONE,
     "jws.critical pass no crit")
good("unknown members of the header",
     token({"alg": "ES256", "foo": [1, {"alg": "none"}]}, ecdsa(P256)), ONE)
good("the key with its private part is told",
     token({"alg": "ES256"}, ecdsa(P256)),
     json.dumps(jwk(P256, d=rfc(sys.argv[1], "A.3")["d"])),
     "jws.key warn ")
good("two keys of one kid, the second signed",
     token({"alg": "ES256", "kid": "a"}, ecdsa(P256)),
     jwks(jwk(OTHER, kid="a"), jwk(P256, kid="a")),
     "jws.key warn 2 keys in keys.json have the kid a: all were tried")
good("another kid is there twice",
     token({"alg": "ES256", "kid": "b"}, ecdsa(P256)),
     jwks(jwk(OTHER, kid="a"), jwk(RSA, kid="a"), jwk(P256, kid="b")),
     "jws.key pass kid b")
good("no kid in a set with kids", token(ES, ecdsa(P256)), ALL,
     "jws.key pass kid p256")
good("a kid in a set without kids",
     token({"alg": "ES256", "kid": "b"}, ecdsa(P256)),
     jwks(jwk(OTHER), jwk(P256)), "jws.key pass the key in keys.json")
good("a key alone whose kid is another",
     token({"alg": "ES256", "kid": "b"}, ecdsa(P256)),
     json.dumps(jwk(P256, kid="a")), "jws.key pass kid a")
good("the same key twice: the first counts", token(ES, ecdsa(P256)),
     jwks(jwk(OTHER, kid="a"), jwk(P256, kid="b"), jwk(P256, kid="c")),
     "jws.key pass kid b", "jws.signature pass ES256, kid b")
good("a broken key beside", token(ES, ecdsa(P256)),
     jwks({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, jwk(P256)))
for ops in ["verify"], ["sign", "verify"]:
    good("key_ops %s" % ops, token(ES, ecdsa(P256)),
         jwks(jwk(P256, key_ops=ops)))
good("use sig, and alg", token(ES, ecdsa(P256)),
     jwks(jwk(P256, use="sig", alg="ES256")))
good("s of ECDSA may be the other one", token(
    ES, lambda data: pair(*(lambda r, s: (r, ORDER - s))(*rs(P256, data)))),
    ONE)

# ---- algorithms ------------------------------------------------------------

for alg in "none", "None", "NONE", "nOnE":
    for what, signer in (("without a signature", nothing),
                         ("with one", ecdsa(P256))):
        for keys in ALL, spki(P256), jwks():
            bad("alg %s %s" % (alg, what), token({"alg": alg}, signer), keys,
                "jws.algorithm fail alg %s means that nobody signed it" % alg)
for alg in "es256", "ES256 ", " ES256", "RS1", "A128KW", "dir", "":
    bad("alg '%s'" % alg, token({"alg": alg}, ecdsa(P256)), ALL,
        "jws.algorithm fail is no algorithm of JWS")
bad("ES256K", token({"alg": "ES256K"}, ecdsa(P256)), ALL,
    "jws.algorithm fail is not supported here")
bad("no alg", token({"typ": "JWT"}, ecdsa(P256)), ALL,
    "jws.form fail alg: is missing")
for alg in 256, None, True, ["ES256"], {"ES256": 1}:
    bad("alg %s" % json.dumps(alg), token({"alg": alg}, ecdsa(P256)), ALL,
        "jws.form fail alg: is no string")
for kid in 1, None, ["a"]:
    bad("kid %s" % json.dumps(kid),
        token({"alg": "ES256", "kid": kid}, ecdsa(P256)), ALL,
        "jws.form fail kid: is no string", "jws.algorithm pass ES256")
bad("typ a number", token({"alg": "ES256", "typ": 1}, ecdsa(P256)), ALL,
    "jws.form fail typ: is no string")
bad("not allowed", token(ES, ecdsa(P256)), ALL,
    "jws.algorithm fail is not among those of --alg", allow="RS256,ES384")
for what, keys in (("PEM", spki(RSA)), ("EC PEM", spki(P256)),
                   ("JWK Set", ONE), ("JWK", json.dumps(jwk(RSA)))):
    for bits in 256, 384, 512:
        bad("HS%d with the %s as secret" % (bits, what),
            token({"alg": "HS%d" % bits}, mac(keys.encode(), bits)), keys,
            "jws.key fail takes a key of kty oct",
            cause="jws-hmac-of-public-key")
bad("HS256 with the PEM without its line end as secret",
    token({"alg": "HS256"}, mac(spki(RSA).strip().encode())), spki(RSA),
    "jws.key fail ", cause="jws-hmac-of-public-key")
bad("HS256 with another PEM as secret",
    token({"alg": "HS256"}, mac(spki(P256).encode())), spki(RSA),
    "jws.key fail ")
bad("ES256 that is an HMAC with the PEM", token(
    ES, mac(spki(P256).encode())), spki(P256),
    "jws.signature fail the signature has 32 octets: one of ES256 has 64")
bad("HS256 with the file of a secret as secret", token(
    {"alg": "HS256"}, mac(json.dumps(jwk(SECRET)).encode())),
    json.dumps(jwk(SECRET)), "jws.signature fail no known mistake")
bad("HS256 with the file of two keys as secret", token({"alg": "HS256"}, mac(
    jwks(jwk(SECRET), jwk(P256)).encode())), jwks(jwk(SECRET), jwk(P256)),
    "jws.signature fail ", cause="jws-hmac-of-public-key")
bad("HS256 with an empty secret", token({"alg": "HS256"}, mac(b"")), ALL,
    "jws.signature fail the signature is not by kid oct")
bad("HS384 named HS256", token({"alg": "HS256"}, mac(SECRET, 384)), ALL,
    "jws.signature fail the signature has 48 octets: one of HS256 has 32",
    cause="jws-other-algorithm")
bad("HS256 cut", token({"alg": "HS256"}, lambda d: mac(SECRET)(d)[:16]), ALL,
    "jws.signature fail the signature has 16 octets")
bad("PS256 named RS256", token({"alg": "RS256"}, pss()), ALL,
    "jws.signature fail the signature is not by kid rsa", cause="jws-other-algorithm")
bad("RS256 named PS256", token({"alg": "PS256"}, pkcs1()), ALL,
    "jws.signature fail ", cause="jws-other-algorithm")
bad("RS512 named RS256", token({"alg": "RS256"}, pkcs1(512)), ALL,
    "jws.signature fail ", cause="jws-other-algorithm")
bad("ES384 named ES256", token({"alg": "ES256"}, ecdsa(P384, 384)), ALL,
    "jws.signature fail the signature has 96 octets: one of ES256 has 64",
    cause="jws-other-algorithm")
bad("Ed448 named Ed25519", token({"alg": "Ed25519"}, eddsa(ED448)), ALL,
    "jws.signature fail ", cause="jws-other-algorithm")
bad("ES256 for a key of P-384", token(ES, ecdsa(P256)), jwks(jwk(P384)),
    "jws.key fail takes a key of kty EC with crv P-256")
bad("SHA-256 with P-384", token(ES, ecdsa(P384, 256)), jwks(jwk(P384)),
    "jws.key fail takes a key of kty EC with crv P-256")
bad("ES384 with SHA-256", token({"alg": "ES384"}, ecdsa(P384, 256)), ALL,
    "jws.signature fail the signature is not by kid p384")
bad("RS256 for an EC key", token({"alg": "RS256"}, pkcs1()), ONE,
    "jws.key fail takes a key of kty RSA")
bad("HS256 for an EC key", token({"alg": "HS256"}, mac(SECRET)), ONE,
    "jws.key fail takes a key of kty oct")
bad("ES256 for a secret", token(ES, ecdsa(P256)), jwks(jwk(SECRET)),
    "jws.key fail takes a key of kty EC")
for bits, salt, mgf in (256, 0, 0), (256, 20, 0), (256, 31, 0), (256, 64, 0), (
        256, 222, 0), (384, 32, 0), (512, 190, 0):
    bad("PS%d with a salt of %d" % (bits, salt),
        token({"alg": "PS%d" % bits}, pss(bits, salt)), ALL,
        "jws.signature fail the signature is not by kid rsa", cause="jws-pss-salt")
bad("PS256 with MGF1 of SHA-384",
    token({"alg": "PS256"}, pss(256, 32, 384)), ALL, "jws.signature fail ")
bad("PS256 with another salt for another text", token(
    {"alg": "PS256"}, lambda d: pss(256, 20)(d + b".")), ALL,
    "jws.signature fail ")

# ---- signatures ------------------------------------------------------------

for alg in SIGNED:
    bad("%s with an empty signature" % alg, token({"alg": alg}, nothing), ALL,
        "jws.signature fail the signature is empty")
    bad("%s of another text" % alg, token(
        {"alg": alg}, lambda d, sign=SIGNED[alg]: sign(d + b"x")), ALL,
        "jws.signature fail the signature is not by kid ")
    bad("%s with an octet behind" % alg, token(
        {"alg": alg}, lambda d, sign=SIGNED[alg]: sign(d) + b"\0"), ALL,
        "jws.signature fail ")
    bad("%s with an octet before" % alg, token(
        {"alg": alg}, lambda d, sign=SIGNED[alg]: b"\0" + sign(d)), ALL,
        "jws.signature fail ")
    bad("%s without its last octet" % alg, token(
        {"alg": alg}, lambda d, sign=SIGNED[alg]: sign(d)[:-1]), ALL,
        "jws.signature fail ")
for key, alg, bits in ((P256, "ES256", 256), (P384, "ES384", 384),
                       (P521, "ES512", 512)):
    bad(alg + " in DER", token({"alg": alg}, lambda d, k=key, b=bits: k.sign(
        d, ec.ECDSA(SHA[b]))), ALL, "jws.signature fail octets: one of " + alg,
        cause="jws-der")
    bad(alg + " in DER, of another text", token(
        {"alg": alg}, lambda d, k=key, b=bits: k.sign(
            d + b"x", ec.ECDSA(SHA[b]))), ALL, "jws.signature fail ")
for part in 0, 1:
    bad("ES256 in DER, %s short" % "rs"[part], token(
        ES, lambda d, p=part: utils.encode_dss_signature(*until(
            lambda: rs(P256, d), lambda both: both[p] < 2 ** 248))), ALL,
        "jws.signature fail octets: one of ES256", cause="jws-der")
    bad("ES512 in DER, %s long" % "rs"[part], token(
        {"alg": "ES512"}, lambda d, p=part: utils.encode_dss_signature(*until(
            lambda: rs(P521, d, 512), lambda both: both[p] >= 2 ** 520))),
        ALL, "jws.signature fail octets: one of ES512", cause="jws-der")
for name, r, s in (("r and s of 0", 0, 0), ("r of n", ORDER, 1),
                   ("r and s of n", ORDER, ORDER), ("s of n", 1, ORDER),
                   ("r of 0", 0, 1), ("s of 0", 1, 0),
                   ("r and s of 1", 1, 1),
                   ("all ones", 2 ** 256 - 1, 2 ** 256 - 1)):
    bad("ES256, " + name, token(ES, lambda d, r=r, s=s: pair(r, s)), ALL,
        "jws.signature fail the signature is not by kid p256")
bad("ES256, r + n", token(ES, lambda d: (lambda r, s: pair(
    (r + ORDER) % 2 ** 256, s))(*rs(P256, d))), ALL, "jws.signature fail ")
bad("ES512 of 128 octets", token({"alg": "ES512"}, lambda d: b"".join(
    n.to_bytes(66, "big")[2:] for n in rs(P521, d, 512))), ALL,
    "jws.signature fail the signature has 128 octets: one of ES512 has 132")
bad("RS256 of 0", token({"alg": "RS256"}, lambda d: bytes(256)), ALL,
    "jws.signature fail ")
bad("RS256 of 1", token({"alg": "RS256"}, lambda d: bytes(255) + b"\1"), ALL,
    "jws.signature fail ")
bad("RS256 of n - 1", token({"alg": "RS256"}, lambda d: (
    RSA.public_key().public_numbers().n - 1).to_bytes(256, "big")), ALL,
    "jws.signature fail ")
bad("Ed25519 of zeros", token({"alg": "EdDSA"}, lambda d: bytes(64)), ALL,
    "jws.signature fail the signature is not by any of the keys")

# ---- keys that the header brings -------------------------------------------

for member, brought in (
        ("jwk", jwk(OTHER)), ("jku", "https://evil.example/jwks.json"),
        ("x5u", "https://evil.example/cert.pem"), ("x5c", ["MIIB"])):
    bad("signed by the key of its " + member,
        token({"alg": "ES256", member: brought}, ecdsa(OTHER)), ONE,
        "jws.header-key warn the header has %s, which is not trusted" % member,
        "jws.signature fail the signature is not by the key in keys.json")
    bad("the same without any key, " + member,
        token({"alg": "ES256", member: brought}, ecdsa(OTHER)), jwks(),
        "jws.header-key warn ", "jws.key fail keys.json has no key")
    good("signed by the trusted key, with " + member,
         token({"alg": "ES256", member: brought}, ecdsa(P256)), ONE,
         "jws.header-key warn the header has %s, which is not trusted" % (
             member))

# ---- crit ------------------------------------------------------------------

for crit, words in (
        ([], "crit is no list of names, or an empty one"),
        ("exp", "crit is no list"), (None, "crit is no list"),
        ({"a": "exp"}, "crit is no list"), ([1], "crit is no list"),
        ([["exp"]], "crit is no list"), (True, "crit is no list"),
        (["exp"], "crit names 'exp', which the header does not have"),
        (["alg"], "crit names 'alg', which every reader understands"),
        (["kid"], "which every reader understands"),
        (["x5t#S256"], "which every reader understands"),
        (["crit"], "which every reader understands"),
        (["b64"], "crit names 'b64', which the header does not have"),
        ([""], "crit names '', which the header does not have"),
        (["foo"], "crit names 'foo', which is not understood here"),
        (["foo", "foo"], "which is not understood here"),
        (["foo", 1], "which is not understood here")):
    bad("crit %s" % json.dumps(crit),
        token({"alg": "ES256", "crit": crit, "foo": 1}, ecdsa(P256)), ALL,
        "jws.critical fail " + words, "jws.form pass ")
bad("b64 false", token({"alg": "ES256", "b64": False}, ecdsa(P256)), ALL,
    "jws.critical fail b64 is false, but crit does not name it")
bad("b64 false, in crit", token(
    {"alg": "ES256", "b64": False, "crit": ["b64"]}, ecdsa(P256)), ALL,
    "jws.critical fail crit names 'b64', which is not understood here")

# ---- headers ---------------------------------------------------------------

for text, words in (
        ('{"alg":"ES256","alg":"none"}', "a name that appears twice"),
        ('{"alg":"none","alg":"ES256"}', "a name that appears twice"),
        ('{"alg":"ES256","al\\u0067":"none"}', "appears twice"),
        ('["ES256"]', "the header: is no JSON object"),
        ('"ES256"', "the header: is no JSON object"),
        ("", "the header: "), ("{}x", "the header: "),
        ('{"alg":"ES256"', "the header: "),
        ('{"alg":"ES256\\u0000"}', "the header: "),
        ('\ufeff{"alg":"ES256"}', "the header: "),
        ('{"alg":"ES256",}', "the header: ")):
    bad("header " + text, token(text, ecdsa(P256)), ALL,
        "jws.form fail the header: ", "jws.form fail " + words)
HEAD, BODY, SIG = token(ES, ecdsa(P256), CLAIMS + " ").split(".")
assert len(HEAD) % 4 == 0 and len(BODY) % 4 == 3 and len(SIG) % 4 == 2
bad("header of invalid UTF-8", ".".join(
    [url(b'{"alg":"ES256","a":"\xff"}'), BODY, SIG]), ALL,
    "jws.form fail the header: ")

# ---- base64url -------------------------------------------------------------

PARTS = ("the header", HEAD), ("the payload", BODY), ("the signature", SIG)
for i, (what, part) in enumerate(PARTS):
    spare = {0: None, 2: "QRST"[1], 3: "B"}[len(part) % 4]
    for how, changed in (
            ("padding", part + "=="[:-len(part) % 4 or 2]),
            ("one =", part + "="), ("a blank", part[:4] + " " + part[4:]),
            ("a blank behind", part + " "), ("a tab before", "\t" + part),
            ("a line end", part[:8] + "\n" + part[8:]),
            ("CR LF behind", part + "\r\n"),
            ("a control character", part + "\1"), ("a percent", part + "%3D"),
            ("+ of standard base64", part[:3] + "+" + part[4:]),
            ("/ of standard base64", part[:3] + "/" + part[4:]),
            ("a character too much", part + "A" * (5 - len(part) % 4)),
            ("a tilde", part + "~"), ("an octet of 0xe9", part + "\u00e9")):
        texts = [p for _, p in PARTS]
        texts[i] = changed
        bad("%s with %s" % (what, how), ".".join(texts), ALL,
            "jws.form fail it has 1 part" if how == "a tilde" and i == 0 else
            "jws.form fail it has 2 parts" if how == "a tilde" and i == 1 else
            "jws.form fail %s: " % what)
    if len(part) % 4 == 0:
        continue
    digits = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
              "0123456789-_")
    texts = [p for _, p in PARTS]
    texts[i] = part[:-1] + digits[digits.index(part[-1]) | 1]
    bad(what + " with spare bits", ".".join(texts), ALL,
        "jws.form fail %s: " % what)

# ---- forms -----------------------------------------------------------------

for name, text, words in (
        ("nothing", "", "it is empty"),
        ("one part", HEAD, "it has 1 part with"),
        ("two parts", HEAD + "." + BODY, "it has 2 parts"),
        ("four parts", ".".join([HEAD, BODY, SIG, SIG]), "it has 4 parts"),
        ("five parts", ".".join([HEAD, BODY, SIG, SIG, SIG]),
         "it is an encrypted token (JWE, five parts)"),
        ("six parts", "a.b.c.d.e.f", "it has 6 parts"),
        ("two dots", "..", "the header: "),
        ("an empty header", "." + BODY + "." + SIG, "the header: "),
        ("SD-JWT", ".".join([HEAD, BODY, SIG]) + "~WyJhIl0~",
         "SD-JWTs (RFC 9901) are not supported"),
        ("SD-JWT with a key binding",
         ".".join([HEAD, BODY, SIG]) + "~WyJhIl0~" + ".".join(
             [HEAD, BODY, SIG]), "SD-JWTs (RFC 9901) are not supported"),
        ("flattened", json.dumps({"payload": BODY, "protected": HEAD,
                                  "signature": SIG}),
         "it is a JWS in the flattened JSON serialisation"),
        ("general", json.dumps({"payload": BODY, "signatures": [
            {"protected": HEAD, "signature": SIG}]}),
         "it is a JWS in the general JSON serialisation"),
        ("JWE in JSON", json.dumps({"protected": HEAD, "ciphertext": "AA"}),
         "it is an encrypted token (JWE) in JSON"),
        ("white space before", " " + ".".join([HEAD, BODY, SIG]),
         "the header: "),
        ("Bearer before", "Bearer " + ".".join([HEAD, BODY, SIG]),
         "the header: ")):
    bad(name, text, ALL, "jws.form fail " + words)
bad("detached payload", token(ES, ecdsa(P256)).replace(
    url(CLAIMS.encode()), ""), ALL, "jws.signature fail ")

# ---- key sets --------------------------------------------------------------

N = RSA.public_key().public_numbers().n
for name, key, words in (
        ("RSA of 1024 bits", jwk(WEAK), "fewer than 2048 bits"),
        ("RSA with exponent 1", jwk(RSA, e="AQ"), "even or below 3"),
        ("RSA with exponent 0", jwk(RSA, e="AA"), "even or below 3"),
        ("RSA with exponent 2", jwk(RSA, e="Ag"), "even or below 3"),
        ("RSA without n", {"kty": "RSA", "e": "AQAB"}, "no n")):
    bad(name, token({"alg": "RS256"}, pkcs1(
        key=WEAK if "1024" in name else RSA)), jwks(key),
        "jws.key fail the key has a fault: ", "jws.key fail " + words)
bad("exponent 1, and the padding for a signature", token(
    {"alg": "RS256"}, lambda d: b"\0\1" + b"\xff" * 202 + b"\0"
    + bytes.fromhex("3031300d060960864801650304020105000420")
    + hashlib.sha256(d).digest()), jwks(jwk(RSA, e="AQ")),
    "jws.key fail the key has a fault: ")
for crv, key, alg in (("P-256", P256, "ES256"), ("P-384", P384, "ES384"),
                      ("P-521", P521, "ES512")):
    whole = jwk(key)
    bad("a point off " + crv, token({"alg": alg}, SIGNED[alg]), jwks(
        {**whole, "y": whole["x"]}), "jws.key fail the key has a fault: ")
    bad("x of %s one octet short" % crv, token({"alg": alg}, SIGNED[alg]),
        jwks({**whole, "x": url(raw(whole["x"])[1:])}),
        "jws.key fail the key has a fault: ")
bad("use enc", token(ES, ecdsa(P256)), jwks(jwk(P256, use="enc")),
    "jws.key fail its use is", cause="jws-unfit-key")
bad("use enc, by kid", token({"alg": "ES256", "kid": "a"}, ecdsa(P256)),
    jwks(jwk(P256, use="enc", kid="a")),
    "jws.key fail keys.json, kid a: the key is not for signatures",
    cause="jws-unfit-key")
bad("key_ops sign", token(ES, ecdsa(P256)),
    jwks(jwk(P256, key_ops=["sign"])), "jws.key fail key_ops",
    cause="jws-unfit-key")
bad("key_ops empty", token(ES, ecdsa(P256)), jwks(jwk(P256, key_ops=[])),
    "jws.key fail key_ops", cause="jws-unfit-key")
bad("alg of the key is another", token({"alg": "PS256"}, pss()),
    jwks(jwk(RSA, alg="RS256")), "jws.key fail the key is for alg",
    cause="jws-unfit-key")
bad("alg of the key is another, and was used",
    token({"alg": "PS256"}, pkcs1()), jwks(jwk(RSA, alg="RS256")),
    "jws.key fail the key is for alg", cause="jws-other-algorithm")
bad("Ed25519 by a key for EdDSA", token({"alg": "Ed25519"}, eddsa(ED25519)),
    jwks(jwk(ED25519, alg="EdDSA")), "jws.key fail the key is for alg",
    cause="jws-unfit-key")
bad("a secret too short", token({"alg": "HS256"}, mac(SECRET[:31])),
    jwks(jwk(SECRET[:31])), "jws.key fail a key of 31 octets",
    cause="jws-unfit-key")
bad("no key that may: the first says why", token(
    {"alg": "ES384"}, ecdsa(P256)), jwks(jwk(ED448), jwk(RSA), jwk(P521)),
    "jws.key fail this one has kty OKP with crv Ed448")
bad("no such kid", token({"alg": "ES256", "kid": "b"}, ecdsa(OTHER)), ALL,
    "jws.key fail none of the 7 keys in keys.json has the kid b")
bad("no such kid, but the key", token(
    {"alg": "ES256", "kid": "b"}, ecdsa(P256)), ALL,
    "jws.key fail none of the 7 keys in keys.json has the kid b",
    cause="jws-other-key")
bad("no such kid in this case", token(
    {"alg": "ES256", "kid": "P256"}, ecdsa(P256)), ALL,
    "jws.key fail has the kid P256", cause="jws-other-key")
bad("kid of another key", token({"alg": "ES256", "kid": "a"}, ecdsa(P256)),
    jwks(jwk(OTHER, kid="a"), jwk(P256, kid="b")),
    "jws.signature fail the signature is not by kid a", cause="jws-other-key")
bad("kid of a key of another type",
    token({"alg": "ES256", "kid": "rsa"}, ecdsa(P256)), ALL,
    "jws.key fail keys.json, kid rsa: alg ES256 takes",
    cause="jws-other-key")
bad("the right key has no kid", token(
    {"alg": "ES256", "kid": "b"}, ecdsa(P256)),
    jwks(jwk(OTHER, kid="a"), jwk(P256)),
    "jws.key fail none of the 2 keys", cause="jws-other-key")
bad("two keys of one kid, neither signed",
    token({"alg": "ES256", "kid": "a"}, ecdsa(P384)),
    jwks(jwk(OTHER, kid="a"), jwk(P256, kid="a")), "jws.key warn 2 keys",
    "jws.signature fail ")
bad("two keys that may, neither signed", token(
    ES, lambda d: ecdsa(P256)(d + b"x")), jwks(jwk(OTHER), jwk(P256)),
    "jws.key pass 2 keys in keys.json may",
    "jws.signature fail the signature is not by any of the keys")
for name, keys, words in (
        ("no keys at all", "", "keys.json: empty"),
        ("no key in the set", jwks(), "keys.json has no key"),
        ("keys that are no list", '{"keys":{}}', "keys is not an array"),
        ("keys that are no key", '{"keys":[1,null,"a"]}', "has a fault"),
        ("text for keys", "hello", "neither a JWK Set"),
        ("a list for keys", "[]", "no object"),
        ("duplicate keys", '{"keys":[],"keys":[]}', "keys.json: ")):
    bad(name, token(ES, ecdsa(P256)), keys, "jws.key fail " + words)

json.dump({"source": "made by jws.py for this project", "sets": SETS,
           "cases": CASES},
          sys.stdout, indent=1)
print()
