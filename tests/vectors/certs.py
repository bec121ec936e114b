#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""certs.py TOKEN-BINDING-OWN.json > certs.json: certificates of every kind of
key, with what their thumbprints are by hashlib and python3-cryptography."""
import base64
import datetime
import hashlib
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import (ec, ed25519, ed448,
                                                       padding, rsa)
from cryptography.x509.oid import NameOID

OWN = json.load(open(sys.argv[1], encoding="ascii"))


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def std(octets):
    return base64.b64encode(octets).decode()


def colons(octets):
    return octets.hex(":")


def sha256(octets):
    return hashlib.sha256(octets).digest()


def number(n, length=None):
    return n.to_bytes(length or (n.bit_length() + 7) // 8, "big")


def jwk(key):
    if isinstance(key, rsa.RSAPublicKey):
        n = key.public_numbers()
        return {"e": url(number(n.e)), "kty": "RSA", "n": url(number(n.n))}
    if isinstance(key, ec.EllipticCurvePublicKey):
        n = key.public_numbers()
        size = (key.curve.key_size + 7) // 8
        crv = {256: "P-256", 384: "P-384", 521: "P-521"}[key.curve.key_size]
        return {"crv": crv, "kty": "EC", "x": url(number(n.x, size)),
                "y": url(number(n.y, size))}
    raw = key.public_bytes(serialization.Encoding.Raw,
                           serialization.PublicFormat.Raw)
    crv = "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else "Ed448"
    return {"crv": crv, "kty": "OKP", "x": url(raw)}


def jkt(key):
    text = json.dumps(jwk(key), sort_keys=True, separators=(",", ":"))
    return sha256(text.encode())


def binding_id(key, params):
    if isinstance(key, rsa.RSAPublicKey):
        n = key.public_numbers()
        if key.key_size != 2048:
            return None
        body = b"\1\0" + number(n.n)
        body += bytes([len(number(n.e))]) + number(n.e)
    elif isinstance(key, ec.EllipticCurvePublicKey) and \
            key.curve.key_size == 256:
        n = key.public_numbers()
        body = b"\x40" + number(n.x, 32) + number(n.y, 32)
        params = 2
    else:
        return None
    return bytes([params]) + len(body).to_bytes(2, "big") + body


def end_point(cert):
    try:
        alg = cert.signature_hash_algorithm
    except Exception:
        return None
    if alg is None:
        return None
    name = "sha256" if alg.name in ("md5", "sha1") else alg.name
    return hashlib.new(name, cert.public_bytes(
        serialization.Encoding.DER)).hexdigest()


def thumbprints(cert):
    der = cert.public_bytes(serialization.Encoding.DER)
    key = cert.public_key()
    spki = key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)
    sha1 = hashlib.sha1(der).digest()
    all_of = {
        "x5t#S256": url(sha256(der)), "x5t": url(sha1),
        "sha256_hex": sha256(der).hex(), "sha1_hex": sha1.hex(),
        "sha256_colon": colons(sha256(der)).upper(),
        "sha1_colon": colons(sha1).upper(),
        "spki_sha256": std(sha256(spki)), "jkt": url(jkt(key)),
        "cnf": json.dumps({"x5t#S256": url(sha256(der))},
                          separators=(",", ":")),
    }
    for kind, params in (("token_binding_id", 0), ("token_binding_id_pss", 1)):
        value = binding_id(key, params)
        if value and (params == 0 or isinstance(key, rsa.RSAPublicKey)):
            all_of[kind] = url(value)
            all_of[kind.replace("token_binding_id", "tbh")] = url(sha256(value))
    if end_point(cert):
        all_of["tls_server_end_point_hex"] = end_point(cert)
    for ext in cert.extensions:
        if isinstance(ext.value, x509.SubjectKeyIdentifier):
            all_of["ski_hex"] = ext.value.digest.hex()
        if isinstance(ext.value, x509.AuthorityKeyIdentifier):
            all_of["aki_hex"] = ext.value.key_identifier.hex()
    return all_of


def add_hex(made, name, octets):
    made[name + "hex"] = octets.hex()
    made[name + "hex-upper"] = octets.hex().upper()
    made[name + "colon"] = colons(octets)
    made[name + "colon-upper"] = colons(octets).upper()


def recipes(cert):
    """Every way of field reports to make an x5t#S256, wrong ones included."""
    der = cert.public_bytes(serialization.Encoding.DER)
    pem = cert.public_bytes(serialization.Encoding.PEM)
    lines = b"".join(pem.splitlines(True)[1:-1])
    spki = cert.public_key().public_bytes(
        serialization.Encoding.DER,
        serialization.PublicFormat.SubjectPublicKeyInfo)
    d, s = sha256(der), hashlib.sha1(der).digest()
    chain = pem + pem
    key = cert.public_key()
    made = {
        "der-sha256-b64url": url(d),
        "der-sha256-b64url-padded": url(d) + "=",
        "der-sha256-b64": std(d),
        "der-sha256-hex": d.hex(),
        "der-sha256-hex-upper": d.hex().upper(),
        "der-sha256-colon-upper": colons(d).upper(),
        "der-sha256-colon": colons(d),
        "der-sha256-hex-b64url": url(d.hex().encode()),
        "der-sha256-hex-upper-b64url": url(d.hex().upper().encode()),
        "der-sha256-colon-b64url": url(colons(d).encode()),
        "der-sha256-colon-upper-b64url": url(colons(d).upper().encode()),
        "der-sha256-b64url-b64url": url(url(d).encode()),
        "der-sha256-b64-b64url": url(std(d).encode()),
        "der-sha1-b64url": url(s),
        "der-sha1-b64url-padded": url(s) + "=",
        "der-sha1-b64": std(s),
        "der-sha1-hex": s.hex(),
        "der-sha1-hex-upper": s.hex().upper(),
        "der-sha1-colon-upper": colons(s).upper(),
        "der-sha1-colon": colons(s),
        "der-sha1-hex-b64url": url(s.hex().encode()),
        "der-sha1-hex-upper-b64url": url(s.hex().upper().encode()),
        "der-sha384-b64url": url(hashlib.sha384(der).digest()),
        "der-sha384-hex": hashlib.sha384(der).hexdigest(),
        "der-sha512-b64url": url(hashlib.sha512(der).digest()),
        "der-sha512-hex": hashlib.sha512(der).hexdigest(),
        "spki-sha256-b64": std(sha256(spki)),
    }
    for alg in "sha384", "sha512":
        digest = hashlib.new(alg, der).digest()
        made[f"der-{alg}-b64"] = std(digest)
        add_hex(made, f"der-{alg}-", digest)
    for ext in cert.extensions:
        if isinstance(ext.value, x509.SubjectKeyIdentifier):
            add_hex(made, "ski-", ext.value.digest)
        if isinstance(ext.value, x509.AuthorityKeyIdentifier):
            add_hex(made, "aki-", ext.value.key_identifier)
    for name, params in (("binding", 0), ("binding-pss", 1)):
        if params and not isinstance(key, rsa.RSAPublicKey):
            continue
        value = binding_id(key, params)
        made[name + "-b64url"] = url(value)
        made[name + "-sha256-b64url"] = url(sha256(value))
        made[name + "-sha256-hex"] = sha256(value).hex()
    for name, octets in (
            ("pem-lf", pem), ("pem-crlf", pem.replace(b"\n", b"\r\n")),
            ("pem-open", pem.rstrip(b"\n")),
            ("pem-body", lines.replace(b"\n", b"")),
            ("pem-body-lines", lines), ("spki", spki), ("file", chain)):
        made[name + "-sha256-b64url"] = url(sha256(octets))
        made[name + "-sha256-hex"] = sha256(octets).hex()
    made["jkt-sha256-b64url"] = url(jkt(cert.public_key()))
    made["jkt-sha256-hex"] = jkt(cert.public_key()).hex()
    return made


def new_cert(key, name, signer, alg, **how):
    subject = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example, Inc."),
        x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example CA")])
    return x509.CertificateBuilder(
        issuer, subject, key.public_key(), 0x00c0ffee00 + len(name),
        datetime.datetime(2026, 1, 1), datetime.datetime(2036, 1, 1)
    ).add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
    ).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(
            signer.public_key()), False
    ).add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name + ".example")]), False
    ).sign(signer, alg, **how)


def main():
    own = {name: serialization.load_pem_private_key(pem.encode(), None)
           for name, pem in OWN["private_keys_pem"].items()}
    ca, rca = ec.generate_private_key(ec.SECP256R1()), own["rsa3072"]
    certs = {name: new_cert(key, name, ca, hashes.SHA256())
             for name, key in own.items()}
    certs["p384"] = new_cert(ec.generate_private_key(ec.SECP384R1()), "p384",
                             ca, hashes.SHA384())
    certs["p521"] = new_cert(ec.generate_private_key(ec.SECP521R1()), "p521",
                             ca, hashes.SHA512())
    certs["ed25519"] = new_cert(own["ec"], "ed25519-signed",
                                ed25519.Ed25519PrivateKey.generate(), None)
    certs["ed25519-key"] = new_cert(ed25519.Ed25519PrivateKey.generate(),
                                    "ed25519", ca, hashes.SHA256())
    certs["ed448-key"] = new_cert(ed448.Ed448PrivateKey.generate(), "ed448",
                                  ca, hashes.SHA256())
    certs["rsa-sha1"] = new_cert(own["rsa"], "sha1", rca, hashes.SHA1())
    certs["rsa-sha384"] = new_cert(own["rsa"], "sha384", rca, hashes.SHA384())
    cases = []
    for name, cert in certs.items():
        case = {"name": name,
                "der": std(cert.public_bytes(serialization.Encoding.DER)),
                "thumbprints": thumbprints(cert)}
        if name in ("ec", "rsa"):
            # Only then are base64 and base64url of the digests distinct.
            while not all(set("-_") & set(thumbprints(cert)[kind])
                          for kind in ("x5t#S256", "x5t")):
                cert = new_cert(own[name], name, ca, hashes.SHA256())
            case["der"] = std(cert.public_bytes(serialization.Encoding.DER))
            case["thumbprints"] = thumbprints(cert)
            case["recipes"] = recipes(cert)
        cases.append(case)
    for name, ids in OWN["tb_ids"].items():
        kind = "token_binding_id" + ("_pss" if name == "rsa_pss" else "")
        case = name.removesuffix("_pss").removesuffix("_pkcs1.5")
        got = next(c for c in cases if c["name"] == case)["thumbprints"]
        assert got[kind] == ids and \
            got[kind.replace("token_binding_id", "tbh")] == OWN["tbh"][name]
    json.dump({"source": "tests/vectors/certs.py with hashlib and "
               "python3-cryptography; Token Binding IDs agree with "
               "token-binding-own.json", "cases": cases}, sys.stdout, indent=1)
    print()


main()
