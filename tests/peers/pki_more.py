#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""pki_more.py DIR: what the causes need beyond pki.sh, which made DIR.

authorities  policy-ca, issuing-ca (under it), narrow-ca (for servers only),
             inspector-ca
servers      names (localhost, a.example, b.example), inspector
clients      deep (two intermediates), narrow, with-root, revoked,
             other (of client-ca, another identity)
lists        client-ca.crl (revokes "revoked"), none.crl (revokes nothing),
             huge-cas.pem (names of more than 16 KiB, client-ca among them)
containers   legacy.p12 (RC2-40; passphrase in good-encrypted.pass)
"""
import datetime
import ipaddress
import subprocess
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH
SERVER = ExtendedKeyUsageOID.SERVER_AUTH
DAY = datetime.timedelta(days=1)
NOW = datetime.datetime.now(datetime.timezone.utc).replace(
    microsecond=0, tzinfo=None)
LONG_NAME = 60

# That SHA-1 is weak is what it is wanted for.
warnings.filterwarnings("ignore", message="SHA1 signatures are deprecated")


def subject(common, organization="tlsbind"):
    return x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
        x509.NameAttribute(NameOID.COMMON_NAME, common)])


def new_key(kind="p256"):
    if kind == "p256":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(public_exponent=65537,
                                    key_size=int(kind[3:]))


def usage(*words):
    every = ("digital_signature", "content_commitment", "key_encipherment",
             "data_encipherment", "key_agreement", "key_cert_sign",
             "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{word: word in words for word in every})


class Party:
    """A certificate, its key, and who issued it."""

    def __init__(self, cert, key, issuer=None):
        self.cert, self.key, self.issuer = cert, key, issuer

    @classmethod
    def load(cls, directory, name):
        with open("%s/%s.pem" % (directory, name), "rb") as file:
            cert = x509.load_pem_x509_certificate(file.read())
        with open("%s/%s.key" % (directory, name), "rb") as file:
            key = serialization.load_pem_private_key(file.read(), None)
        return cls(cert, key)

    def pem(self):
        return self.cert.public_bytes(serialization.Encoding.PEM)

    def key_pem(self):
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption())


def issue(name, issuer=None, *, key=None, ca=None, eku=(CLIENT,),
          ku=("digital_signature",), first=-DAY, last=825 * DAY,
          digest=None, alt=()):
    """A certificate; CA is the path length of an authority."""
    name = name if isinstance(name, x509.Name) else subject(name)
    key = key or new_key()
    signer = issuer.key if issuer else key
    if ca is not None:
        ku = ("key_cert_sign", "crl_sign")
    builder = (
        x509.CertificateBuilder().subject_name(name)
        .issuer_name(issuer.cert.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + first).not_valid_after(NOW + last)
        .add_extension(x509.BasicConstraints(ca is not None, ca), True)
        .add_extension(usage(*ku), True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(
            signer.public_key()), False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(
            key.public_key()), False))
    if eku:
        builder = builder.add_extension(x509.ExtendedKeyUsage(eku), False)
    if alt:
        builder = builder.add_extension(
            x509.SubjectAlternativeName(alt), False)
    return Party(builder.sign(signer, digest or hashes.SHA256()), key, issuer)


def save(directory, name, parties, key):
    with open("%s/%s.pem" % (directory, name), "wb") as file:
        file.write(b"".join(party.pem() for party in parties))
    with open("%s/%s.key" % (directory, name), "wb") as file:
        file.write(key.key_pem())


def save_crl(directory, name, issuer, revoked=()):
    builder = (x509.CertificateRevocationListBuilder()
               .issuer_name(issuer.cert.subject)
               .last_update(NOW - DAY).next_update(NOW + 30 * DAY))
    for party in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(party.cert.serial_number)
            .revocation_date(NOW - DAY / 2).build())
    with open("%s/%s.crl" % (directory, name), "wb") as file:
        file.write(builder.sign(issuer.key, hashes.SHA256()).public_bytes(
            serialization.Encoding.PEM))


def save_huge(directory, client_ca):
    key = new_key()
    with open(directory + "/huge-cas.pem", "wb") as file:
        file.write(client_ca.pem())
        for i in range(200):
            name = subject(("Authority %d " % i).ljust(LONG_NAME, "x"))
            file.write(issue(name, key=key, ca=0, eku=()).pem())


def names(*some):
    return [x509.DNSName(name) for name in some] + [
        x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]


def main():
    where = sys.argv[1]
    root = Party.load(where, "client-ca")
    servers = Party.load(where, "server-ca")

    policy = issue("Test Policy CA", root, ca=1, eku=())
    issuing = issue("Test Issuing CA", policy, ca=0, eku=())
    deep = issue("deep", issuing)
    save(where, "deep", [deep, issuing, policy], deep)

    narrow_ca = issue("Test Narrow CA", root, ca=0, eku=(SERVER,))
    narrow = issue("narrow", narrow_ca)
    save(where, "narrow", [narrow, narrow_ca], narrow)

    inter = Party.load(where, "intermediate")
    with_root = issue("with-root", inter)
    save(where, "with-root", [with_root, inter, root], with_root)

    revoked = issue("revoked", root)
    save(where, "revoked", [revoked], revoked)
    save_crl(where, "client-ca", root, [revoked])
    save_crl(where, "none", root)
    other = issue("other", root)
    save(where, "other", [other], other)
    save_huge(where, root)

    server = issue("localhost", servers, eku=(SERVER,),
                   alt=names("localhost", "a.example", "b.example"))
    save(where, "names", [server], server)
    inspector_ca = issue(subject("Zscaler Root CA", "Zscaler Inc."), ca=1,
                         eku=())
    inspector = issue("localhost", inspector_ca, eku=(SERVER,),
                      alt=names("localhost"))
    save(where, "inspector", [inspector, inspector_ca], inspector)

    subprocess.run(
        ["openssl", "pkcs12", "-export", "-legacy", "-in", where + "/good.pem",
         "-inkey", where + "/good.key", "-out", where + "/legacy.p12",
         "-passout", "file:%s/good-encrypted.pass" % where,
         "-certpbe", "PBE-SHA1-RC2-40", "-keypbe", "PBE-SHA1-3DES"],
        check=True)


if __name__ == "__main__":
    main()
