#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""lint_cases.py DIR N SEED: N chains of client certificates, each with up to
three flaws by chance, made by python3-cryptography.  DIR/I.pem is the chain as
a file, DIR/I.key the key, DIR/I.leaf.pem the client's own, DIR/I.all.pem the
rest.  A line a case goes to standard output: I, the checks of tlsbind that
must not hold, and whether OpenSSL, which sorts chains itself and never sees
the key, must take it ("yes" or "no")."""
import datetime
import os
import random
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as Use
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.utcnow()
PEM = serialization.Encoding.PEM
# What OpenSSL sees of a flaw, and the check that fails by it.
FLAWS = {
    "expired": ("dates", True), "not-yet": ("dates", True),
    "ca-expired": ("dates", True), "eku": ("eku", True),
    "ca-eku": ("eku", True), "ku": ("key-usage", True),
    "ca-ku": ("key-usage", True), "ca-false": ("key-usage", True),
    "sha1": ("strength", True), "rsa1024": ("strength", True),
    "order": ("order", False), "stranger": ("chain", False),
    "other-issuer": ("chain", True), "key": ("key", False),
    "root": (None, False),
}
# Those of a row cannot be told apart, or undo each other.
EXCLUDED = [{"expired", "not-yet"}, {"ca-ku", "ca-false"},
            {"other-issuer", "ca-ku"}, {"other-issuer", "ca-false"},
            {"other-issuer", "order"}, {"ca-false", "key", "order"}]


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "lint"),
                      x509.NameAttribute(NameOID.COMMON_NAME, text)])


def usage(**what):
    every = dict.fromkeys(
        "digital_signature content_commitment key_encipherment "
        "data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only".split(), False)
    return x509.KeyUsage(**{**every, **what})


def certificate(subject, key, issuer, by, ca, ku, eku=None, dates=(-1, 30),
                alg=hashes.SHA256()):
    if isinstance(by, ed25519.Ed25519PrivateKey):
        alg = None
    b = (x509.CertificateBuilder().subject_name(name(subject))
         .issuer_name(name(issuer)).public_key(key.public_key())
         .serial_number(x509.random_serial_number())
         .not_valid_before(NOW + dates[0] * DAY)
         .not_valid_after(NOW + dates[1] * DAY)
         .add_extension(x509.BasicConstraints(ca, None), critical=True)
         .add_extension(ku, critical=True)
         .add_extension(x509.SubjectKeyIdentifier.from_public_key(
             key.public_key()), critical=False)
         .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
             by.public_key()), critical=False))
    if eku:
        b = b.add_extension(x509.ExtendedKeyUsage([eku]), critical=False)
    return b.sign(by, alg)


def choose(rng):
    while True:
        flaws = set(rng.sample(sorted(FLAWS), rng.choice([0, 1, 1, 2, 2, 3])))
        if not any(pair <= flaws for pair in EXCLUDED):
            return flaws


def ca_dates(flaws):
    return (-30, -2) if "ca-expired" in flaws else (-1, 30)


def chain_of(flaws, keys, rng):
    root, ca, own = rng.sample(keys["any"], 3)
    if "rsa1024" in flaws:
        own = keys["rsa1024"]
    if "sha1" in flaws:  # Ed25519 has a hash of its own
        ca = keys["ec"]
    top = certificate("Root", root, "Root", root, True,
                      usage(key_cert_sign=True, crl_sign=True))
    listed = keys["other"] if "other-issuer" in flaws else ca
    middle = certificate(
        "CA", listed, "Root", root, "ca-false" not in flaws,
        usage(crl_sign=True) if "ca-ku" in flaws
        else usage(key_cert_sign=True),
        Use.SERVER_AUTH if "ca-eku" in flaws else None, ca_dates(flaws))
    leaf = certificate(
        "client", own, "CA", ca, False,
        usage(key_encipherment=True) if "ku" in flaws
        else usage(digital_signature=True),
        Use.SERVER_AUTH if "eku" in flaws else Use.CLIENT_AUTH,
        (-30, -2) if "expired" in flaws
        else (2, 30) if "not-yet" in flaws else (-1, 30),
        hashes.SHA1() if "sha1" in flaws else hashes.SHA256())
    return top, middle, leaf, own


def write(path, *certs):
    with open(path, "wb") as out:
        for c in certs:
            out.write(c.public_bytes(PEM))


def shuffled(chain, flaws, rng):
    want = list(chain)
    while "order" in flaws and chain == want:
        rng.shuffle(chain)
    return chain


def make(i, flaws, keys, rng):
    top, middle, leaf, own = chain_of(flaws, keys, rng)
    chain = [leaf, middle] + ([top] if "root" in flaws else [])
    chain = shuffled(chain, flaws, rng)
    if "stranger" in flaws:
        chain.append(certificate("Stranger", keys["other"], "Nobody",
                                 keys["ec"], True, usage(key_cert_sign=True)))
    write(f"{i}.pem", *chain)
    write(f"{i}.leaf.pem", leaf)
    write(f"{i}.all.pem", middle)
    write(f"{i}.root.pem", top)
    shown = keys["spare"] if "key" in flaws else own
    with open(f"{i}.key", "wb") as out:
        out.write(shown.private_bytes(
            PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
    checks = sorted({FLAWS[f][0] for f in flaws} - {None})
    print(i, ",".join(checks) or "-",
          "no" if any(FLAWS[f][1] for f in flaws) else "yes",
          ",".join(sorted(flaws)) or "-")


def main():
    warnings.simplefilter("ignore")
    rng = random.Random(sys.argv[3])
    os.chdir(sys.argv[1])
    keys = {"ec": ec.generate_private_key(ec.SECP256R1()), "other": ec.generate_private_key(ec.SECP256R1()),
            "spare": ec.generate_private_key(ec.SECP256R1()),
            "rsa1024": rsa.generate_private_key(65537, 1024),
            "any": [ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1()),
                    rsa.generate_private_key(65537, 2048),
                    ed25519.Ed25519PrivateKey.generate()]}
    for i in range(int(sys.argv[2])):
        make(i, choose(rng), keys, rng)


main()
