#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""visitor.py > visitor.json: chains of clients with one fault or several, by
python3-cryptography, the faults, and the authorities and lists that a server
has.  visitor.py DIR makes the same at the present time, as files for servers
to judge: DIR/NAME.pem and .key, and DIR/ca.pem and ca.crl."""
import base64
import datetime
import json
import sys
import warnings

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID as Use
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
FIXED = datetime.datetime(2026, 6, 1)
LIVE = len(sys.argv) > 1
NOW = datetime.datetime.utcnow() if LIVE else FIXED
DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
PAST, FUTURE, PRESENT = (-30, -2), (2, 30), (-1, 400)
CLIENT, SERVER = Use.CLIENT_AUTH, Use.SERVER_AUTH
MANY = 32

warnings.simplefilter("ignore")


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def usage(*words):
    every = ("digital_signature", "content_commitment", "key_encipherment",
             "data_encipherment", "key_agreement", "key_cert_sign",
             "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**{word: word in words for word in every})


def key():
    return ec.generate_private_key(ec.SECP256R1())


class Party:
    """A certificate and its key."""

    def __init__(self, text, by=None, *, k=None, ca=False, length=None,
                 ku="digital_signature", eku=CLIENT, dates=PRESENT,
                 alg=None, ids=True, more=(), sign=None):
        self.key = k or key()
        signer = sign or (by.key if by else self.key)
        self.by = by
        builder = (
            x509.CertificateBuilder().subject_name(name(text))
            .issuer_name(by.cert.subject if by else name(text))
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW + dates[0] * DAY)
            .not_valid_after(NOW + dates[1] * DAY))
        if ca is not None:
            builder = builder.add_extension(
                x509.BasicConstraints(ca, length), True)
        if ku:
            builder = builder.add_extension(usage(*ku.split()), True)
        if ids:
            builder = builder.add_extension(
                x509.SubjectKeyIdentifier.from_public_key(
                    self.key.public_key()), False)
            builder = builder.add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    signer.public_key()), False)
        if eku:
            builder = builder.add_extension(x509.ExtendedKeyUsage([eku]),
                                            False)
        for extension in more:
            builder = builder.add_extension(extension, True)
        self.cert = builder.sign(signer, alg or hashes.SHA256())


def authority(text, by=None, **how):
    how = {"ca": True, "ku": "key_cert_sign crl_sign", "eku": None, **how}
    return Party(text, by, **how)


def small():
    return rsa.generate_private_key(65537, 1024)


def crl(issuer, *revoked, sign=None):
    builder = (x509.CertificateRevocationListBuilder()
               .issuer_name(issuer.cert.subject)
               .last_update(NOW - DAY).next_update(NOW + 30 * DAY))
    for party, reason in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(party.cert.serial_number)
            .revocation_date(NOW - DAY / 2)
            .add_extension(x509.CRLReason(reason), False).build())
    return builder.sign((sign or issuer).key, hashes.SHA256())


CASES = []


def case(text, faults, *chain):
    CASES.append((text, faults, chain))


def main():
    root = authority("Root")
    old = authority("Old root", dates=PAST)
    inter = authority("Intermediate", root, length=0)
    other = authority("Other root")
    double = authority("Root", ids=False)
    rsa_root = authority(
        "RSA root", k=rsa.generate_private_key(65537, 2048))
    pinned = Party("pinned")
    revoked = Party("revoked", root)
    gone = Party("gone", root, dates=PAST)
    forged = Party("forged", root)
    back = Party("back", root)
    trusted = authority("Trusted", root, alg=hashes.SHA1())
    twin = authority("Twin", ids=False)
    old_twin = authority("Twin", ids=False, dates=PAST)
    past_root = authority("Past root", dates=PAST)
    under = Party("under", inter)

    case("good", "", Party("good", root))
    case("through", "", under, inter)
    case("root-sent", "", under, inter, root)
    case("shuffled", "", under, root, inter)
    case("twice", "", under, inter, inter)
    case("stranger", "", Party("x", root), other, inter)
    case("no-eku", "", Party("x", root, eku=None))
    case("any-eku", "", Party("x", root, eku=Use.ANY_EXTENDED_KEY_USAGE))
    case("bare", "", Party("x", root, eku=None, ku=None, ids=False, ca=None))
    case("pinned", "", pinned)
    case("trusted-intermediate", "", Party("x", trusted))
    case("other-ca", "unknown-ca", Party("x", other))
    case("other-sent", "unknown-ca", Party("x", other), other)
    case("same-name", "unknown-ca", Party("x", double))
    case("same-name-no-ids", "unknown-ca",
         Party("x", double, ids=False), double)
    case("missing", "unknown-ca", Party("x", inter))
    case("intermediate-first", "no-digital-signature", inter,
         Party("x", inter))
    case("self-signed", "unknown-ca self-signed", Party("x"))
    case("forged-name", "unknown-ca",
         Party("x", root, sign=other.key, ids=False))
    case("decoy", "ca-no-client-auth", *decoys(root))
    case("expired", "expired", Party("x", root, dates=PAST))
    case("not-yet", "not-yet-valid", Party("x", root, dates=FUTURE))
    case("old-root", "expired", Party("x", old))
    case("twin", "", Party("x", twin, ids=False))
    case("old-twin", "expired", Party("x", old_twin, ids=False))
    case("past-root-sent", "unknown-ca", Party("x", past_root), past_root)
    for word, how in (("ca-expired", {"dates": PAST}),
                      ("ca-not-yet", {"dates": FUTURE}),
                      ("ca-eku", {"eku": SERVER}),
                      ("ca-false", {"ca": False}),
                      ("ca-no-sign", {"ku": "digital_signature"}),
                      ("ca-rsa1024", {"k": small()}),
                      ("ca-sha1", {"alg": hashes.SHA1()})):
        ca = authority("CA", root, **how)
        case(word, {"ca-expired": "expired", "ca-not-yet": "not-yet-valid",
                    "ca-eku": "ca-no-client-auth", "ca-false": "constraint",
                    "ca-no-sign": "constraint", "ca-rsa1024": "weak-key",
                    "ca-sha1": "weak-signature"}[word], Party("x", ca), ca)
    deep = authority("Deep", inter)
    case("too-long", "constraint", Party("x", deep), deep, inter)
    limited = authority("Limited", root, more=[x509.NameConstraints(
        [x509.DNSName("inside.example")], None)])
    case("name-constraint", "constraint", Party(
        "x", limited, more=[x509.SubjectAlternativeName(
            [x509.DNSName("outside.example")])]), limited)
    case("critical", "constraint", Party("x", root, more=[
        x509.UnrecognizedExtension(
            x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\5\0")]))
    case("eku", "no-client-auth", Party("x", root, eku=SERVER))
    case("ku", "no-digital-signature",
         Party("x", root, ku="key_encipherment"))
    case("ku-agreement", "no-digital-signature key-agreement-only",
         Party("x", root, ku="key_agreement"))
    case("sha1", "weak-signature", Party("x", root, alg=hashes.SHA1()))
    case("md5", "weak-signature", Party("x", rsa_root, alg=hashes.MD5()))
    case("rsa1024", "weak-key", Party("x", root, k=small()))
    case("revoked", "revoked", revoked)
    case("forged-list", "", forged)
    case("put-back", "", back)
    case("expired+revoked", "expired revoked", gone)
    case("expired+eku", "expired no-client-auth",
         Party("x", root, dates=PAST, eku=SERVER))
    case("expired+other-ca", "expired unknown-ca",
         Party("x", other, dates=PAST))
    case("expired+sha1", "expired weak-signature",
         Party("x", root, dates=PAST, alg=hashes.SHA1()))
    case("not-yet+rsa1024", "not-yet-valid weak-key",
         Party("x", root, dates=FUTURE, k=small()))
    case("eku+ku", "no-client-auth no-digital-signature",
         Party("x", root, eku=SERVER, ku="key_encipherment"))
    case("eku+sha1", "no-client-auth weak-signature",
         Party("x", root, eku=SERVER, alg=hashes.SHA1()))
    case("self-signed+all",
         "unknown-ca self-signed expired no-client-auth weak-key "
         "no-digital-signature", Party("x", dates=PAST, eku=SERVER, k=small(),
                                       ku="key_encipherment"))
    ca = authority("CA", root, dates=PAST, eku=SERVER)
    case("several", "expired ca-no-client-auth weak-signature not-yet-valid",
         Party("x", ca, dates=FUTURE, alg=hashes.SHA1()), ca)
    ca = authority("CA", other, dates=PAST, eku=SERVER)
    case("several-unknown", "expired ca-no-client-auth unknown-ca",
         Party("x", ca), ca)
    if not LIVE:  # nobody has its key
        case("unwieldy", "unknown-ca", unwieldy(12288))
    case("many", "unknown-ca", *many())
    case("many-other", "unknown-ca", *many_other(root))
    case("many-both", "unknown-ca", *many_both())
    cas = [root, old, rsa_root, pinned, trusted, twin, old_twin]
    lost, put_back = (x509.ReasonFlags.key_compromise,
                      x509.ReasonFlags.remove_from_crl)
    lists = [crl(root, (revoked, lost), (gone, lost), (back, put_back)),
             crl(root, (forged, lost), sign=other)]
    write_files(cas, lists) if LIVE else write_json(cas, lists)


def decoys(root):
    """Two of one name and no identifiers; the better one has not signed."""
    real = authority("CA", root, eku=SERVER, ids=False)
    decoy = authority("CA", root, ids=False)
    return Party("x", real, ids=False), decoy, real


def unwieldy(bits):
    """An RSA key with an exponent of BITS, which says that it signed itself."""
    def tlv(tag, value):
        size = len(value).to_bytes(2, "big")
        return bytes([tag, 0x82]) + size + value if len(value) > 255 else (
            bytes([tag, 0x81, len(value)]) if len(value) > 127 else
            bytes([tag, len(value)])) + value

    number = tlv(2, b"\0" + b"\xff" * (bits // 8))
    alg = bytes.fromhex("300d06092a864886f70d01010b0500")
    spki = tlv(0x30, bytes.fromhex("300d06092a864886f70d0101010500")
               + tlv(3, b"\0" + tlv(0x30, number + number)))
    text = name("x").public_bytes()
    dates = tlv(0x30, tlv(0x17, b"260101000000Z") + tlv(
        0x17, b"270101000000Z"))
    tbs = tlv(0x30, bytes.fromhex("a003020102020105") + alg + text + dates
              + text + spki)
    party = Party.__new__(Party)
    party.cert = x509.load_der_x509_certificate(
        tlv(0x30, tbs + alg + tlv(3, b"\0" + b"\x7f" * (bits // 8))))
    return party


def many():
    """All could have issued all, and none has."""
    return [Party("Same", ca=True, ids=False, eku=None, ku=None,
                  sign=key()) for _ in range(MANY)]


def many_other(root):
    """The one that has issued the first comes behind more than are tried."""
    middle = authority("CA", root, ids=False)
    rest = [authority("CA", root, ids=False, sign=key())
            for _ in range(MANY - 1)]
    return [Party("x", middle, ids=False, sign=key())] + rest


def many_both():
    """A half of two keys, each of which has signed the other's; the rest are
    of their name only."""
    a, b = key(), key()
    pairs = [(a, b), (b, a)] * (MANY // 4)
    pairs += [(key(), key()) for _ in range(MANY // 2)]
    return [Party("Same", ca=True, ids=False, eku=None, ku=None, k=own,
                  sign=by) for own, by in pairs]


def write_json(cas, lists):
    def text(thing):
        return base64.b64encode(thing.public_bytes(DER)).decode()

    json.dump({
        "now": int(NOW.replace(tzinfo=datetime.timezone.utc).timestamp()),
        "cas": [text(party.cert) for party in cas],
        "crls": [text(one) for one in lists],
        "cases": [{"name": text_, "faults": faults,
                   "chain": [text(party.cert) for party in chain]}
                  for text_, faults, chain in CASES],
    }, sys.stdout, indent=0)
    print()


def write_files(cas, lists):
    where = sys.argv[1]
    with open(where + "/ca.pem", "wb") as file:
        file.write(b"".join(party.cert.public_bytes(PEM) for party in cas))
    with open(where + "/ca.crl", "wb") as file:
        file.write(lists[0].public_bytes(PEM))
    for text, faults, chain in CASES:
        with open(f"{where}/{text}.pem", "wb") as file:
            file.write(b"".join(p.cert.public_bytes(PEM) for p in chain))
        with open(f"{where}/{text}.key", "wb") as file:
            file.write(chain[0].key.private_bytes(
                PEM, serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption()))
        print(text, faults)


if __name__ == "__main__":
    main()
