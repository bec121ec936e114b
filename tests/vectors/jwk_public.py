#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""jwk_public.py > jwk_public.json: public and symmetric keys in every form,
with their thumbprints by python3-cryptography and hashlib, and what is wrong
with them, with words of the complaint that is due."""
import base64
import datetime
import hashlib
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, ed448, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(),
          "P-521": ec.SECP521R1()}
ORDER_OF_MEMBERS = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"),
                    "OKP": ("crv", "kty", "x")}
ROWS = []
PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PKCS1 = serialization.PublicFormat.PKCS1
PLAIN = serialization.NoEncryption()


def std(octets):
    return base64.b64encode(octets).decode()


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(n, length=None):
    return n.to_bytes(length or (n.bit_length() + 7) // 8, "big")


def jkt(jwk):
    """RFC 7638 section 3.1."""
    text = json.dumps({m: jwk[m] for m in ORDER_OF_MEMBERS[jwk["kty"]]},
                      separators=(",", ":"))
    return url(hashlib.sha256(text.encode()).digest())


def row(name, text, **more):
    if isinstance(text, dict):
        text = json.dumps(text)
    if isinstance(text, str):
        text = text.encode()
    ROWS.append(dict({"name": name, "text": std(text)}, **more))


def good(name, text, jwk, remark=""):
    row(name, text, jkt=jkt(jwk), remark=remark)


def bad(name, jwk, fault):
    row(name, jwk, fault=fault)


def error(name, text, words):
    row(name, text, error=words)


def fits(name, jwk, alg, words=""):
    row(name, jwk, alg=alg, words=words)


def without(jwk, *names):
    return {k: v for k, v in jwk.items() if k not in names}


# ---- keys ----------------------------------------------------------------

def ec_jwk(key):
    n, size = key.public_key().public_numbers(), (key.key_size + 7) // 8
    crv = {256: "P-256", 384: "P-384", 521: "P-521"}[key.key_size]
    return {"kty": "EC", "crv": crv, "x": url(number(n.x, size)),
            "y": url(number(n.y, size))}


def okp_jwk(key, crv):
    return {"kty": "OKP", "crv": crv, "x": url(key.public_key().public_bytes(
        serialization.Encoding.Raw, serialization.PublicFormat.Raw))}


def rsa_jwk(key):
    n = key.public_key().public_numbers()
    return {"kty": "RSA", "n": url(number(n.n)), "e": url(number(n.e))}


def certificate(key, public=None):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a")])
    day = datetime.datetime(2024, 1, 1)
    builder = x509.CertificateBuilder(
        name, name, public or key.public_key(), 7, day,
        day + datetime.timedelta(9999))
    hashed = None if isinstance(key, (
        ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)) else hashes.SHA256()
    return builder.sign(key, hashed)


def all_keys():
    keys = {crv: ec.generate_private_key(curve)
            for crv, curve in CURVES.items()}
    keys["RSA"] = rsa.generate_private_key(65537, 2048)
    keys["Ed25519"] = ed25519.Ed25519PrivateKey.generate()
    keys["Ed448"] = ed448.Ed448PrivateKey.generate()
    jwks = {crv: ec_jwk(keys[crv]) for crv in CURVES}
    jwks["RSA"] = rsa_jwk(keys["RSA"])
    for crv in "Ed25519", "Ed448":
        jwks[crv] = okp_jwk(keys[crv], crv)
    return keys, jwks


# ---- good ones -----------------------------------------------------------

def forms(name, key, jwk):
    public = key.public_key()
    good(name, jwk, jwk)
    good(name + ", white space", "\n\t" + json.dumps(jwk, indent=3) + " \r\n",
         jwk)
    good(name + ", other members", dict(
        jwk, kid="a", use="sig", key_ops=["verify"], other={"d": 1}), jwk)
    good(name + ", private", dict(jwk, d="AAAA"), jwk, "a private key: only")
    for words, encoding in ("PEM", PEM), ("DER", DER):
        good("%s, SPKI in %s" % (name, words),
             public.public_bytes(encoding, SPKI), jwk)
        good("%s, certificate in %s" % (name, words),
             certificate(key).public_bytes(encoding), jwk)
        good("%s, PKCS#8 in %s" % (name, words), key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, PLAIN), jwk,
            "a private key: only")
        if name in "P-256 P-384 P-521 RSA":
            good("%s, private in %s" % (name, words), key.private_bytes(
                encoding, serialization.PrivateFormat.TraditionalOpenSSL,
                PLAIN), jwk, "a private key: only")
        if name == "RSA":
            good("%s, PKCS#1 in %s" % (name, words),
                 public.public_bytes(encoding, PKCS1), jwk)
    pem = public.public_bytes(PEM, SPKI)
    good(name + ", text before", b"Key of a\n\n" + pem, jwk)
    good(name + ", CRLF", pem.replace(b"\n", b"\r\n"), jwk)
    good(name + ", two of them", pem + pem, jwk, "more than one key")
    good(name + ", other things before", b"-----BEGIN DH PARAMETERS-----\nMA=="
         b"\n-----END DH PARAMETERS-----\n" + pem, jwk)
    error(name + ", END line cut off", pem[:-20], "END line that is due")
    error(name + ", another END line", pem.replace(b"END PUBLIC", b"END SECRET"),
          "END line that is due")
    error(name + ", base64 damaged", pem.replace(b"\nM", b"\n!"),
          "base64 is damaged")
    error(name + ", PEM cut short", b"-----BEGIN PUBLIC KEY-----\n"
          + base64.b64encode(public.public_bytes(DER, SPKI)[:-1])
          + b"\n-----END PUBLIC KEY-----\n", "neither a JWK Set")
    error(name + ", DER cut off", public.public_bytes(DER, SPKI)[:-1],
          "neither a JWK Set")
    error(name + ", encrypted in PEM", key.private_bytes(
        PEM, serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x")), "an encrypted private")
    error(name + ", encrypted in DER", key.private_bytes(
        DER, serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x")), "an encrypted private")


def pkcs12_case(key):
    error("PKCS#12", pkcs12.serialize_key_and_certificates(
        None, key, certificate(key), None, PLAIN), "PKCS#12: give")


def x5c_cases(name, key, jwk):
    der = certificate(key).public_bytes(DER)
    other = certificate(key, ec.generate_private_key(
        CURVES["P-256"]).public_key()).public_bytes(DER)
    sha1, sha256 = hashlib.sha1(der).digest(), hashlib.sha256(der).digest()
    full = dict(jwk, x5c=[std(der)], x5t=url(sha1), **{"x5t#S256": url(sha256)})
    good(name + " with x5c", dict(jwk, x5c=[std(der)]), jwk)
    good(name + " with x5c of two", dict(jwk, x5c=[std(der), std(other)]), jwk)
    good(name + " with x5c, x5t", full, jwk)
    good(name + " with x5t alone", without(full, "x5c"), jwk)
    for words, member, value, fault in (
            ("another key's x5c", "x5c", [std(other)], "x5c has another key"),
            ("x5c the wrong way round", "x5c", [std(other), std(der)],
             "x5c has another key"),
            ("x5c in base64url", "x5c", [url(der)], "x5c[0]"),
            ("x5c cut off", "x5c", [std(der[:-1])], "not a certificate"),
            ("x5c with a line break", "x5c", [std(der)[:64] + "\n"
                                              + std(der)[64:]], "x5c[0]"),
            ("x5c in PEM", "x5c", [certificate(key).public_bytes(
                PEM).decode()], "x5c[0]"),
            ("an octet behind x5c", "x5c", [std(der + b"\0")], "x5c[0]"),
            ("x5c empty", "x5c", [], "not an array of strings"),
            ("x5c no array", "x5c", std(der), "not an array of strings"),
            ("x5c of numbers", "x5c", [7], "not an array of strings"),
            ("x5c of nothing", "x5c", [""], "not a certificate"),
            ("x5c null", "x5c", None, "not an array of strings"),
            ("x5t of another", "x5t", url(hashlib.sha1(other).digest()),
             "x5t is not that"),
            ("x5t of the wrong size", "x5t", url(sha256), "x5t has 32 octets"),
            ("x5t in hex", "x5t", sha1.hex(), "x5t has 30 octets"),
            ("x5t padded", "x5t", url(sha1) + "=", "x5t is padded"),
            ("x5t a number", "x5t", 7, "x5t is not a string"),
            ("x5t#S256 of another", "x5t#S256", url(
                hashlib.sha256(other).digest()), "x5t#S256 is not that"),
            ("x5t#S256 of the wrong size", "x5t#S256", url(sha1),
             "x5t#S256 has 20 octets")):
        bad("%s with %s" % (name, words), dict(full, **{member: value}), fault)


# ---- bad ones ------------------------------------------------------------

def bad_coordinates(name, jwk):
    members = ["x", "y"] if jwk["kty"] == "EC" else ["x"]
    for m in members:
        text, size = jwk[m], len(raw(jwk[m]))
        for words, value, fault in (
                ("short", url(raw(text)[1:]), "%s has %d octets: with %s" % (
                    m, size - 1, name)),
                ("long", url(b"\0" + raw(text)), "%s has %d octets" % (
                    m, size + 1)),
                ("empty", "", m + " has 0 octets"),
                ("missing", 0, "no %s (RFC" % m),
                ("a number", 7, m + " is not a string"),
                ("null", None, m + " is not a string"),
                ("padded", text + "=", m + " is padded with '='"),
                ("standard", "+/" + text[2:], m + " is standard base64"),
                ("with a space", text[:9] + " " + text[9:],
                 m + " has white space"),
                ("with a line break", text + "\n", m + " has white space"),
                ("not base64", "!" + text[1:], m + " is not base64url"),
                ("cut off by one", text[:len(text) // 4 * 4 - 3],
                 m + " has a length that no"),
                ("very long", "B" * 2733, m + " is longer than the limit")):
            bad("%s, %s %s" % (name, m, words),
                without(jwk, m) if value == 0 and words == "missing"
                else dict(jwk, **{m: value}), fault)
        if len(text) % 4:
            # The same octets, if the unused bits were ignored.
            spare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
                "0123456789-_"
            bad("%s, %s with spare bits" % (name, m), dict(jwk, **{
                m: text[:-1] + spare[spare.index(text[-1]) + 1]}),
                m + " ends with a character whose unused bits")
        if jwk["kty"] == "EC":
            octets = bytearray(raw(text))
            octets[-1] ^= 1
            for words, value in (
                    ("flipped", octets), ("zero", bytes(size)),
                    ("all ones", b"\xff" * size)):
                bad("%s, %s %s" % (name, m, words),
                    dict(jwk, **{m: url(bytes(value))}), "not on the curve")


def bad_kinds(jwks):
    p256 = jwks["P-256"]
    for name in CURVES:
        bad_coordinates(name, jwks[name])
        size = len(raw(jwks[name]["x"]))
        bad(name + ", the point 0, 0", dict(
            jwks[name], x=url(bytes(size)), y=url(bytes(size))),
            "not on the curve " + name)
        bad(name + ", x and y swapped", dict(
            jwks[name], x=jwks[name]["y"], y=jwks[name]["x"]),
            "not on the curve " + name)
        for other in CURVES:
            if other != name:
                bad("%s, said to be %s" % (name, other),
                    dict(jwks[name], crv=other), "x has")
    for name in "Ed25519", "Ed448":
        bad_coordinates(name, jwks[name])
    for kty in ("ec", "Ec", "EC ", "", "ecc", "AKP", "\x1b[31m", "x" * 99):
        bad("kty %r" % kty, dict(p256, kty=kty), "is not known")
    for kty in "rsa", "Rsa":
        bad("kty " + kty, dict(jwks["RSA"], kty=kty), "is not known")
    for kty in "okp", "EC", "RSA", "oct":
        bad("Ed25519 with kty " + kty, dict(jwks["Ed25519"], kty=kty), {
            "okp": "is not known", "EC": "is not known with kty EC",
            "RSA": "no n", "oct": "no k"}[kty])
    bad("no kty", without(p256, "kty"), "no kty")
    bad("Kty", dict(without(p256, "kty"), Kty="EC"), "no kty")
    for crv in "p-256", "P256", "secp256k1", "Ed25519", "", "prime256v1":
        bad("EC with crv " + crv, dict(p256, crv=crv), "is not known with kty")
    for crv in "X25519", "X448", "ed25519", "P-256":
        bad("OKP with crv " + crv, dict(jwks["Ed25519"], crv=crv),
            "is not known with kty")
    bad("EC without crv", without(p256, "crv"), "no crv")
    bad("OKP without crv", without(jwks["Ed448"], "crv"), "no crv")
    for m in "kty", "crv", "kid", "alg", "use":
        for value in 7, None, ["a"], {}, True:
            bad("%s is %r" % (m, value), dict(p256, **{m: value}),
                m + " is not a string")
    for value in "verify", 7, {"verify": 1}, ["verify", 7], [None], None:
        bad("key_ops is %r" % value, dict(p256, key_ops=value),
            "key_ops is not an array")
    bad("an empty object", {}, "no kty")


def bad_rsa(key, jwk):
    n = raw(jwk["n"])
    top, even = bytearray(n), bytearray(n)
    top[0] &= 0x7f
    even[-1] &= 0xfe
    for bits in 512, 1024, 2040:
        bad("RSA-%d" % bits, rsa_jwk(rsa.generate_private_key(65537, bits)),
            "fewer than 2048 bits")
    top[0] |= 0x40
    bad("RSA of 2047 bits", dict(jwk, n=url(bytes(top))),
        "fewer than 2048 bits")
    bad("RSA of 2047 bits, filled up", dict(jwk, n=url(b"\0" + bytes(top))),
        "fewer than 2048 bits")
    bad("RSA of 1024 bits, filled up", dict(jwk, n=url(
        bytes(128) + n[:127] + b"\1")), "fewer than 2048 bits")
    bad("RSA, n even", dict(jwk, n=url(bytes(even))), "that is even")
    bad("RSA, n of zeros", dict(jwk, n=url(bytes(256))), "fewer than 2048")
    for e in 0, 1, 2, 4, 65536, 65538:
        bad("RSA, e = %d" % e, dict(jwk, e=url(number(e, 3))), "even or below")
        bad("RSA, e = %d, short" % e, dict(jwk, e=url(number(e))),
            "even or below")
    bad("RSA, a long e", dict(jwk, e=url(b"\1" + bytes(7) + b"\1")),
        "e) of 9 octets")
    bad("RSA, e as n", dict(jwk, e=jwk["n"]), "e) of 256 octets")
    bad("RSA, e a number", dict(jwk, e=65537), "e is not a string")
    bad("RSA, n too long", dict(jwk, n=url(b"\1" * 2049)),
        "n is longer than the limit")
    for m in "n", "e":
        bad("RSA without " + m, without(jwk, m), "no %s (RFC" % m)
        bad("RSA, %s empty" % m, dict(jwk, **{m: ""}),
            "fewer than" if m == "n" else "even or below")
        bad("RSA, %s padded" % m, dict(jwk, **{m: jwk[m] + "="}),
            m + " is padded")
    for zeros in 1, 2, 256:
        good("RSA, n with %d zeros" % zeros,
             dict(jwk, n=url(bytes(zeros) + n)), jwk, "begins with an octet")
    good("RSA, e with a zero", dict(jwk, e="AAEAAQ"), jwk, "begins with an oct")
    good("RSA, private, n with a zero", dict(jwk, d="AQ", n=url(b"\0" + n)),
         jwk, "a private key: only its public half is used; n or e begins")
    weak = rsa.generate_private_key(65537, 1024)
    for encoding in PEM, DER:
        for form in SPKI, PKCS1:
            bad("RSA-1024 in PEM or DER", weak.public_key().public_bytes(
                encoding, form), "fewer than 2048")
    bad("a certificate of RSA-1024", certificate(weak).public_bytes(PEM),
        "fewer than 2048")
    k1 = ec.generate_private_key(ec.SECP256K1())
    bad("secp256k1 in PEM", k1.public_key().public_bytes(PEM, SPKI),
        "of a type, or in a form, that is not known")
    compressed = key["P-256"].public_key().public_bytes(
        serialization.Encoding.X962,
        serialization.PublicFormat.CompressedPoint)
    bad("a compressed point", bytes.fromhex(
        "3039301306072a8648ce3d020106082a8648ce3d030107032200") + compressed,
        "of a type, or in a form, that is not known")


def oct_cases():
    def key(length):
        return {"kty": "oct", "k": url(bytes(i % 255 + 1
                                             for i in range(length)))}

    for size in 256, 384, 512:
        for length in 1, size // 8 - 1, size // 8, 64, 4096:
            fits("oct of %d octets and HS%d" % (length, size), key(length),
                 "HS%d" % size, "" if length >= size // 8 else
                 "a key of %d octets: HS%d takes" % (length, size))
    bad("oct, too long", key(4097), "k is longer than the limit of 4096")
    bad("oct, empty", {"kty": "oct", "k": ""}, "k is empty")
    bad("oct without k", {"kty": "oct"}, "no k")
    bad("oct, k a number", {"kty": "oct", "k": 7}, "k is not a string")
    bad("oct, padded", {"kty": "oct", "k": "AAAA=="}, "k is padded")
    bad("oct with a certificate", dict(key(32), x5c=[std(certificate(
        ec.generate_private_key(ec.SECP256K1())).public_bytes(DER))]),
        "x5c has another key")


# ---- fitting -------------------------------------------------------------

def fit_cases(jwks):
    takes = {"ES256": ["P-256"], "ES384": ["P-384"], "ES512": ["P-521"],
             "RS256": ["RSA"], "PS512": ["RSA"], "HS256": [],
             "EdDSA": ["Ed25519", "Ed448"], "Ed25519": ["Ed25519"],
             "Ed448": ["Ed448"], "ES256K": [], "none": []}
    secret = {"kty": "oct", "k": url(bytes(64))}
    for alg, names in takes.items():
        for name, jwk in jwks.items():
            fits("%s and %s" % (name, alg), jwk, alg, "" if name in names else
                 "no signature" if alg == "none" else
                 "not supported" if alg == "ES256K" else
                 "alg %s takes a key of" % alg)
        fits("oct and " + alg, secret, alg, "" if alg == "HS256" else
             "no signature" if alg == "none" else
             "not supported" if alg == "ES256K" else
             "alg %s takes a key of" % alg)
    p256, key = jwks["P-256"], jwks["RSA"]
    for more, jwk, alg, words in (
            ({"alg": "ES256"}, p256, "ES256", ""),
            ({"alg": "es256"}, p256, "ES256", "is for alg"),
            ({"alg": "ES384"}, p256, "ES256", "is for alg"),
            ({"alg": "ECDH-ES"}, p256, "ES256", "is for alg"),
            ({"alg": ""}, p256, "ES256", "is for alg"),
            ({"alg": "none"}, p256, "ES256", "is for alg"),
            ({"alg": "none"}, p256, "none", "no signature"),
            ({"alg": "RS256"}, key, "PS256", "is for alg"),
            ({"alg": "RS256"}, key, "RS512", "is for alg"),
            ({"alg": "RSA-OAEP"}, key, "RS256", "is for alg"),
            ({"alg": "HS256"}, key, "HS256", "takes a key of kty oct"),
            ({"alg": "HS256"}, secret, "HS512", "is for alg"),
            ({"use": "sig"}, p256, "ES256", ""),
            ({"use": "enc"}, p256, "ES256", 'its use is "enc"'),
            ({"use": "enc", "alg": "ES256"}, p256, "ES256", "its use is"),
            ({"use": "Sig"}, p256, "ES256", 'its use is "Sig"'),
            ({"use": "x"}, p256, "ES256", 'its use is "x"'),
            ({"key_ops": ["verify"]}, p256, "ES256", ""),
            ({"key_ops": ["sign", "verify"]}, p256, "ES256", ""),
            ({"key_ops": ["sign"]}, p256, "ES256", 'does not have "verify"'),
            ({"key_ops": ["Verify"]}, p256, "ES256", 'does not have "verify"'),
            ({"key_ops": []}, p256, "ES256", 'does not have "verify"'),
            ({"key_ops": ["encrypt", "deriveKey"]}, p256, "ES256",
             'does not have "verify"'),
            ({"y": p256["x"]}, p256, "ES256", "has a fault: the point"),
            ({"n": url(b"\1" * 128)}, key, "RS256", "has a fault: an RSA")):
        fits("%s and %s" % (json.dumps(more)[:40], alg), dict(jwk, **more),
             alg, words)


# ---- what is no key ------------------------------------------------------

def no_keys(keys, jwks):
    p256 = jwks["P-256"]
    text = json.dumps(p256)
    csr = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([])).sign(keys["P-256"], hashes.SHA256())
    for name, octets, words in (
            ("nothing", "", "empty"), ("white space", " \n\t", "empty"),
            ("words", "hello", "neither a JWK Set"),
            ("a number", "7", "neither a JWK Set"),
            ("an array", "[" + text + "]", "no object"),
            ("a string", '"' + "x" * 40 + '"', "neither a JWK Set"),
            ("cut off", text[:-1], "JSON"), ("text behind", text + "x", "JSON"),
            ("kty twice", text[:-1] + ', "kty": "EC"}', "JSON"),
            ("x twice", text[:-1] + ', "x": "' + p256["x"] + '"}', "JSON"),
            ("a NUL in kid", text[:-1] + ', "kid": "a\\u0000b"}', "JSON"),
            ("not UTF-8", text[:-1].encode() + b', "kid": "\xff"}', "JSON"),
            ("deep", '{"a":' * 99 + "1" + "}" * 99, "JSON"),
            ("deep arrays", '{"keys":' + "[" * 9999, "JSON"),
            ("keys no array", '{"keys": {}}', "keys is not an array"),
            ("keys null", '{"keys": null}', "keys is not an array"),
            ("zeros", b"\0" * 99, "neither a JWK Set"),
            ("a request in DER", csr.public_bytes(DER), "not a certificate"),
            ("a request in PEM", csr.public_bytes(PEM),
             "neither a public key nor a certificate"),
            ("a certificate's label", b"-----BEGIN CERTIFICATE-----\nMAA=\n"
             b"-----END CERTIFICATE-----\n", "neither a JWK Set"),
            ("a private key's label", b"-----BEGIN PRIVATE KEY-----\nMAA=\n"
             b"-----END PRIVATE KEY-----\n", "cannot be read"),
            ("a label without dashes", "-----BEGIN PUBLIC KEY\nMAA=",
             "END line"),
            ("a JWT", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA", "neither a JWK Set")):
        error(name, octets, words)


def main():
    keys, jwks = all_keys()
    for name in keys:
        forms(name, keys[name], jwks[name])
        x5c_cases(name, keys[name], jwks[name])
    pkcs12_case(keys["P-256"])
    bad_kinds(jwks)
    bad_rsa(keys, jwks["RSA"])
    oct_cases()
    fit_cases(jwks)
    no_keys(keys, jwks)
    json.dump({"source": "tests/vectors/jwk_public.py with "
               "python3-cryptography", "rows": ROWS}, sys.stdout, indent=1)
    print()


main()
