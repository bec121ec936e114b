#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""crl.py > crl.json: revocation lists by python3-cryptography, and what they
say; the chain of a CA and its certificates goes with them."""
import base64
import datetime
import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

DER = serialization.Encoding.DER
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 1, 1)


def std(octets):
    return base64.b64encode(octets).decode()


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def cert(subject, issuer, key, by, serial, alg):
    b = (x509.CertificateBuilder().subject_name(name(subject))
         .issuer_name(name(issuer)).public_key(key.public_key())
         .serial_number(serial).not_valid_before(NOW)
         .not_valid_after(NOW + 3650 * DAY))
    return b.sign(by, alg)


def entry(serial, reason=None, issuer=None):
    b = (x509.RevokedCertificateBuilder().serial_number(serial)
         .revocation_date(NOW - DAY))
    if reason:
        b = b.add_extension(x509.CRLReason(reason), critical=False)
    if issuer:
        b = b.add_extension(x509.CertificateIssuer(
            [x509.DirectoryName(name(issuer))]), critical=True)
    return b.build()


def crl(issuer, by, entries, alg=hashes.SHA256(), delta=False):
    b = (x509.CertificateRevocationListBuilder().issuer_name(name(issuer))
         .last_update(NOW).next_update(NOW + 30 * DAY)
         .add_extension(x509.CRLNumber(7), critical=False))
    if delta:
        b = b.add_extension(x509.DeltaCRLIndicator(6), critical=True)
    for e in entries:
        b = b.add_revoked_certificate(e)
    return b.sign(by, alg)


def main():
    ca, other = (ec.generate_private_key(ec.SECP256R1()) for _ in "ab")
    big = rsa.generate_private_key(65537, 2048)
    edward = ed25519.Ed25519PrivateKey.generate()
    flags = x509.ReasonFlags
    some = [entry(5), entry(0x80, flags.key_compromise),
            entry(0x7fffffffffffffff, flags.certificate_hold)]
    lists = {
        "ec": crl("CA", ca, some),
        "empty": crl("CA", ca, []),
        "other-key": crl("CA", other, some),
        "other-name": crl("Other", other, some),
        "rsa": crl("CA", big, some),
        "ed25519": crl("CA", edward, some, alg=None),
        "delta": crl("CA", ca, [entry(6, flags.remove_from_crl)], delta=True),
        "indirect": crl("CA", ca, [entry(1), entry(2, issuer="Other"),
                                   entry(3), entry(4, issuer="CA")]),
    }
    signers = {"ca": (ca, hashes.SHA256()),
               "other": (other, hashes.SHA256()),
               "rsa": (big, hashes.SHA256()),
               "ed25519": (edward, None)}
    print(json.dumps({
        "source": "tests/vectors/crl.py with python3-cryptography",
        "certs": [dict(name=n, der=std(cert("CA", "CA", k, k, 1, alg)
                                       .public_bytes(DER)))
                  for n, (k, alg) in signers.items()],
        "lists": [dict(name=n, der=std(c.public_bytes(DER)))
                  for n, c in lists.items()]}, indent=1))


main()
