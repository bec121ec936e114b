#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""lint.py > lint.json: chains with one flaw each, by python3-cryptography, and
the signs that they show; all in 2026, but what says otherwise."""
import base64
import datetime
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as Use
from cryptography.x509.oid import NameOID


def key():
    return ec.generate_private_key(ec.SECP256R1())


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def usage(digital_signature, key_cert_sign):
    return x509.KeyUsage(digital_signature, False, False, True, False,
                         key_cert_sign, False, False, False)


def cert(subject, own, issuer, by, ca=False, years=(2026, 2027), uses=None,
         signs=None, alg=hashes.SHA256()):
    signs = not ca if signs is None else signs
    b = (x509.CertificateBuilder().subject_name(name(subject))
         .issuer_name(name(issuer)).public_key(own.public_key())
         .serial_number(5)
         .not_valid_before(datetime.datetime(years[0], 1, 1))
         .not_valid_after(datetime.datetime(years[1], 1, 1))
         .add_extension(x509.BasicConstraints(ca, None), critical=True)
         .add_extension(usage(signs, ca), critical=True)
         .add_extension(x509.SubjectKeyIdentifier.from_public_key(
             own.public_key()), critical=False)
         .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
             by.public_key()), critical=False))
    if uses:
        b = b.add_extension(x509.ExtendedKeyUsage([uses]), critical=False)
    return b.sign(by, alg)


def main():
    rk, ik, jk, lk, ok = (key() for _ in range(5))
    weak = rsa.generate_private_key(65537, 1024)
    small = ec.generate_private_key(ec.SECP192R1())
    root = cert("Root", rk, "Root", rk, ca=True)
    sub = cert("CA", ik, "Root", rk, ca=True)
    deep = cert("Deep", jk, "CA", ik, ca=True)
    leaf = cert("x", lk, "CA", ik, uses=Use.CLIENT_AUTH)
    alone = cert("x", lk, "Root", rk)
    fake = cert("CA", ok, "Root", rk, ca=True)
    old = dict(years=(2020, 2021))
    new = dict(years=(2030, 2031))
    cases = [
        ("alone", [alone], "ALONE"),
        ("with its CA", [leaf, sub], "THROUGH_CA"),
        ("with CA and root", [leaf, sub, root], "THROUGH_CA ROOT_SENT"),
        ("two CAs", [cert("x", lk, "Deep", jk), deep, sub],
         "THROUGH_CA DEEP"),
        ("self-signed", [cert("x", lk, "x", lk)], "SELF_SIGNED FLAWED"),
        ("expired", [cert("x", lk, "Root", rk, **old)],
         "EXPIRED FLAWED ALONE"),
        ("not yet valid", [cert("x", lk, "Root", rk, **new)],
         "NOT_YET FLAWED ALONE"),
        ("its CA has expired",
         [leaf, cert("CA", ik, "Root", rk, ca=True, **old)],
         "EXPIRED FLAWED THROUGH_CA"),
        ("a root in the file has expired",
         [leaf, sub, cert("Root", rk, "Root", rk, ca=True, **old)],
         "THROUGH_CA ROOT_SENT"),
        ("for servers", [cert("x", lk, "Root", rk, uses=Use.SERVER_AUTH)],
         "NO_CLIENT_EKU FLAWED ALONE"),
        ("for any purpose",
         [cert("x", lk, "Root", rk, uses=Use.ANY_EXTENDED_KEY_USAGE)],
         "ALONE"),
        ("a CA for servers",
         [leaf, cert("CA", ik, "Root", rk, ca=True, uses=Use.SERVER_AUTH)],
         "THROUGH_CA CA_EKU"),
        ("may not sign", [cert("x", lk, "Root", rk, signs=False)],
         "NO_DIGITAL_SIGNATURE FLAWED ALONE"),
        ("SHA-1", [cert("x", lk, "Root", rk, alg=hashes.SHA1())],
         "WEAK_SIGNATURE FLAWED ALONE"),
        ("a CA signed with SHA-1",
         [leaf, cert("CA", ik, "Root", rk, ca=True, alg=hashes.SHA1())],
         "WEAK_SIGNATURE FLAWED THROUGH_CA"),
        ("a root signed with SHA-1",
         [leaf, sub, cert("Root", rk, "Root", rk, ca=True,
                          alg=hashes.SHA1())], "THROUGH_CA ROOT_SENT"),
        ("RSA 1024", [cert("x", weak, "Root", rk)], "WEAK_KEY FLAWED ALONE"),
        ("EC P-192", [cert("x", small, "Root", rk)],
         "WEAK_KEY FLAWED ALONE"),
        ("a CA of RSA 1024",
         [cert("x", lk, "CA", weak), cert("CA", weak, "Root", rk, ca=True)],
         "WEAK_KEY FLAWED THROUGH_CA"),
        ("CA first", [sub, leaf],
         "LEAF_NOT_FIRST FLAWED THROUGH_CA CHAIN_BROKEN"),
        ("a CA of the same name", [leaf, fake], "THROUGH_CA CHAIN_BROKEN"),
        ("a stranger behind", [leaf, sub, fake],
         "THROUGH_CA DEEP CHAIN_BROKEN"),
    ]
    extras = {"its CA": ([sub], ""), "a CA of the same name":
              ([fake], "OTHER_ISSUER"), "both": ([fake, sub], ""),
              "another CA": ([deep], "")}

    def der(certs):
        return [base64.b64encode(c.public_bytes(
            serialization.Encoding.DER)).decode() for c in certs]

    print(json.dumps({
        "source": "tests/vectors/lint.py with python3-cryptography",
        "cases": [dict(name=n, chain=der(c), signs=s)
                  for n, c, s in cases],
        "child": der([leaf]),
        "extras": [dict(name=n, extra=der(c), signs=s)
                   for n, (c, s) in extras.items()]}, indent=1))


main()
