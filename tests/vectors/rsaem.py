#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""rsaem.py CORPUS > rsaem.json: RSA signatures of every encoding, opened by
openssl, read by the rules of RFC 8017 with hashlib; seeds for fuzzing go to the
folder CORPUS."""
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

MESSAGE = bytes([0, 1]) + hashlib.sha256(b"exported keying material").digest()
HASHES = {"MD5": hashes.MD5(), "SHA-1": hashes.SHA1(),
          "SHA-256": hashes.SHA256(), "SHA-384": hashes.SHA384(),
          "SHA-512": hashes.SHA512()}
PSS = [name for name in HASHES if name != "MD5"]
MAX = padding.PSS.MAX_LENGTH
KEYS = [  # bits, exponent, how much to make of it
    (528, 3, "tight"), (1024, 3, "some"), (1024, 65537, "all"), (1025, 65537, "some"),
    (1031, 17, "some"), (2041, 65537, "some"), (2047, 65537, "some"),
    (2048, 3, "some"), (2048, 17, "some"), (2048, 65537, "all"),
    (2048, 2 ** 32 + 1, "some"), (2048, 2 ** 64 - 59, "few"),
    (3072, 65537, "some"), (4096, 65537, "some"), (4096, 2 ** 64 - 1, "few")]


def std(octets):
    return base64.b64encode(octets).decode()


def digest(name, octets):
    return hashlib.new(name.replace("-", ""), octets).digest()


def openssl(*args, data=b""):
    return subprocess.run(("openssl",) + args, input=data, check=True,
                          capture_output=True).stdout


class Key:
    def __init__(self, bits, e):
        self.pem = openssl("genpkey", "-algorithm", "RSA", "-pkeyopt",
                           f"rsa_keygen_bits:{bits}", "-pkeyopt",
                           f"rsa_keygen_pubexp:{e}")
        self.key = serialization.load_pem_private_key(self.pem, None)
        numbers = self.key.private_numbers()
        self.n, self.e, self.d = numbers.public_numbers.n, e, numbers.d
        self.bits, self.len = bits, (bits + 7) // 8
        assert self.n.bit_length() == bits and \
            numbers.public_numbers.e == e

    def pkeyutl(self, operation, padded, data):
        with tempfile.NamedTemporaryFile() as f:
            f.write(self.pem)
            f.flush()
            return openssl("pkeyutl", "-" + operation, "-inkey", f.name,
                           "-pkeyopt", "rsa_padding_mode:" + padded, data=data)

    def open(self, sig):
        """EM: openssl and Python must agree on it."""
        em = self.pkeyutl("verifyrecover", "none", sig)
        assert em == pow(int.from_bytes(sig, "big"), self.e, self.n).to_bytes(
            self.len, "big")
        return em

    def close(self, em):
        return pow(int.from_bytes(em, "big"), self.d, self.n).to_bytes(
            self.len, "big")


def mgf1(name, seed, length):
    return b"".join(digest(name, seed + i.to_bytes(4, "big"))
                    for i in range(length // 16 + 1))[:length]


def readings(em, bits):
    """RFC 8017 section 9.1.2 in its order, but for the comparison of H."""
    found, em_bits = [], bits - 1
    em_len = (em_bits + 7) // 8
    if any(em[:len(em) - em_len]):
        return found
    em = em[len(em) - em_len:]
    for name in PSS:
        for mgf in PSS:
            h_len = hashlib.new(name.replace("-", "")).digest_size
            if em_len < h_len + 2 or em[-1] != 0xbc:
                continue
            h = em[em_len - h_len - 1:-1]
            masked = int.from_bytes(em[:em_len - h_len - 1], "big")
            db_bits = em_bits - 8 * h_len - 8
            if masked >> db_bits:
                continue
            db_len = em_len - h_len - 1
            db = masked ^ int.from_bytes(mgf1(mgf, h, db_len), "big")
            db = (db % (1 << db_bits)).to_bytes(db_len, "big").lstrip(b"\0")
            if db[:1] == b"\1":
                found.append({"hash": name, "mgf": mgf, "h": std(h),
                              "salt": std(db[1:])})
    return found


def fits(reading):
    """Does it verify with the salt that was found?"""
    salt = base64.b64decode(reading["salt"])
    m = bytes(8) + digest(reading["hash"], MESSAGE) + salt
    return std(digest(reading["hash"], m)) == reading["h"]


def digest_info(oid, value, null=b"\5\0"):
    alg = bytes([6, len(oid)]) + oid + null
    body = bytes([0x30, len(alg)]) + alg + bytes([4, len(value)]) + value
    return bytes([0x30, len(body)]) + body


def padded(key, rest, ff=None):
    ff = key.len - 3 - len(rest) if ff is None else ff
    return (b"\0\1" + b"\xff" * ff + b"\0" + rest).ljust(key.len, b"\0")


def case(key, name, sig, **want):
    em = key.open(sig)
    made = {"name": name, "signature": std(sig), "em": std(em), **want}
    if em[-1] == 0xbc:
        made["pss"] = readings(em, key.bits)
        for reading in made["pss"]:
            reading["fits"] = "yes" if fits(reading) else "no"
    return made


def pkcs1_cases(key, names):
    for name in names:
        sig = key.key.sign(MESSAGE, padding.PKCS1v15(), HASHES[name])
        yield case(key, f"PKCS#1 {name}", sig,
                   pkcs1={"hash": name, "null": "yes",
                          "digest": std(digest(name, MESSAGE))})
        bare = digest(name, MESSAGE)
        yield case(key, f"PKCS#1 bare {name}",
                   key.pkeyutl("sign", "pkcs1", bare),
                   pkcs1={"hash": "none", "null": "no", "digest": std(bare)})


def pss_cases(key, pairs):
    for name, mgf, salt in pairs:
        h_len = HASHES[name].digest_size
        longest = (key.bits - 1 + 7) // 8 - h_len - 2
        if salt is not MAX and salt > longest:
            continue
        sig = key.key.sign(
            MESSAGE, padding.PSS(padding.MGF1(HASHES[mgf]), salt), HASHES[name])
        salt = longest if salt is MAX else salt
        made = case(key, f"PSS {name}, MGF1 {mgf}, salt {salt}", sig)
        right = [r for r in made["pss"] if r["fits"] == "yes"]
        assert len(right) == 1 and right[0]["hash"] == name and \
            right[0]["mgf"] == mgf and \
            len(base64.b64decode(right[0]["salt"])) == salt
        yield made


def odd_cases(key):
    """EMs that stand next to what is right."""
    sha256 = bytes.fromhex("608648016503040201")
    value = digest("SHA-256", MESSAGE)
    right = digest_info(sha256, value)
    yield case(key, "PKCS#1 SHA-256 without NULL",
               key.close(padded(key, digest_info(sha256, value, b""))),
               pkcs1={"hash": "SHA-256", "null": "no", "digest": std(value)})
    rests = {
        "an unknown hash": digest_info(sha256[:-1] + b"\4", value[:28]),
        "half an OID": digest_info(sha256[:-1], value),
        "a digest that is cut off": digest_info(sha256, value[:-1]),
        "a digest of SHA-1's length": digest_info(sha256, value[:20]),
        "parameters that are no NULL": digest_info(sha256, value, b"\4\0"),
        "NULL with an octet": digest_info(sha256, value, b"\5\1\0"),
        "NULL twice": digest_info(sha256, value, b"\5\0\5\0"),
        "octets behind DigestInfo": right + b"\0",
        "octets within DigestInfo": b"\x30\x33" + right[2:] + b"\5\0",
        "a long length": b"\x30\x81" + right[1:],
        "DigestInfo cut off": right[:-1],
        "a SET": b"\x31" + right[1:],
        "a BIT STRING": right[:17] + b"\3" + right[18:],
        "nothing": b"",
    }
    for name, rest in rests.items():
        yield case(key, "PKCS#1 with " + name, key.close(padded(key, rest)),
                   pkcs1={"hash": "none", "null": "no", "digest": std(rest)})
    yield case(key, "PKCS#1 with 8 of FF", key.close(padded(key, right, 8)),
               pkcs1={"hash": "none", "null": "no",
                      "digest": std(padded(key, right, 8)[11:])})
    ems = {
        "PKCS#1 with 7 of FF": padded(key, right, 7),
        "PKCS#1 block type 2": b"\0\2" + padded(key, right)[2:],
        "PKCS#1 that starts with 01": b"\1\1" + padded(key, right)[2:],
        "PKCS#1 with FE": b"\0\1\xff\xfe" + padded(key, right)[4:],
        "PKCS#1 with FE behind FF":
            padded(key, right)[:20] + b"\xfe" + padded(key, right)[21:],
        "PKCS#1 that never ends": b"\0\1" + b"\xff" * (key.len - 2),
        "digest alone": value.rjust(key.len, b"\0"),
        "zero": bytes(key.len),
        "one": b"\1".rjust(key.len, b"\0"),
        "n - 1": (key.n - 1).to_bytes(key.len, "big"),
    }
    for name, em in ems.items():
        yield case(key, name, key.close(em))
    yield from odd_pss_cases(key)


def odd_pss_cases(key):
    salt, h_len = b"salt of 20 octets...", 32
    em_len = (key.bits - 1 + 7) // 8
    h = digest("SHA-256", bytes(8) + digest("SHA-256", MESSAGE) + salt)
    db_len = em_len - h_len - 1
    mask = mgf1("SHA-256", h, db_len)
    zeros = db_len - len(salt) - 1
    dbs = {"right": bytes(zeros) + b"\1" + salt,
           "02 for 01": bytes(zeros) + b"\2" + salt,
           "a bit more": b"\x40".ljust(zeros, b"\0") + b"\1" + salt,
           "zeros only": bytes(db_len),
           "01 at the end": b"\1".rjust(db_len, b"\0")}
    for name, db in dbs.items():
        masked = bytearray(a ^ b for a, b in zip(db, mask))
        masked[0] &= 0xff >> (8 * em_len - key.bits + 1)
        em = bytes(masked) + h + b"\xbc"
        yield case(key, "PSS by hand, " + name,
                   key.close(em.rjust(key.len, b"\0")))
        if name == "right":
            yield case(key, "PSS by hand, trailer cc",
                       key.close((em[:-1] + b"\xcc").rjust(key.len, b"\0")))
            high = int.from_bytes(em, "big") | 1 << (key.bits - 1)
            if high < key.n:
                yield case(key, "PSS by hand, highest bit",
                           key.close(high.to_bytes(key.len, "big")))


def wrong_cases(key):
    """Signatures of something else: they open, and mean nothing."""
    sig = key.key.sign(MESSAGE, padding.PKCS1v15(), HASHES["SHA-256"])
    for name, wrong in (("last bit", sig[:-1] + bytes([sig[-1] ^ 1])),
                        ("backwards", sig[::-1]), ("zeros", bytes(key.len))):
        if int.from_bytes(wrong, "big") < key.n:
            yield case(key, "wrong: " + name, wrong)
    small = next(s for s in (i.to_bytes(key.len, "big") for i in
                             range(2, 99)) if key.open(s)[-1] != 0xbc)
    yield case(key, "wrong: leading zeros", small)


def cases(key, much):
    if much == "tight":  # no octet is left
        yield from pss_cases(key, [("SHA-512", mgf, 0) for mgf in PSS])
        return
    if much == "few":
        yield from pkcs1_cases(key, ["SHA-256"])
        yield from pss_cases(key, [("SHA-256", "SHA-256", 32)])
        return
    if much == "all":
        yield from pkcs1_cases(key, HASHES)
        salts = 0, 20, 32, 48, 64, MAX
        yield from pss_cases(key, [(h, h, s) for h in PSS for s in salts])
        yield from pss_cases(key, [(h, m, HASHES[h].digest_size) for h in PSS
                                   for m in PSS if h != m])
        yield from odd_cases(key)
    else:
        yield from pkcs1_cases(key, ["SHA-1", "SHA-512"])
        yield from pss_cases(key, [
            ("SHA-1", "SHA-1", 20), ("SHA-256", "SHA-256", 32),
            ("SHA-256", "SHA-1", 20), ("SHA-384", "SHA-512", 0),
            ("SHA-512", "SHA-512", 64), ("SHA-256", "SHA-256", MAX)])
        yield from odd_pss_cases(key)
    yield from wrong_cases(key)


def too_large(key):
    """A signature that would be right, were it not above n: n is added."""
    for name in "SHA-1", "SHA-256", "SHA-384", "SHA-512":
        sig = key.key.sign(MESSAGE, padding.PKCS1v15(), HASHES[name])
        large = int.from_bytes(sig, "big") + key.n
        if large.bit_length() <= 8 * key.len:
            large = large.to_bytes(key.len, "big")
            try:
                key.open(large)
            except subprocess.CalledProcessError:
                return {"too_large": std(large)}
            assert False, "openssl opens it"
    return {}


def seed(corpus, name, key, sig):
    n, e = (x.to_bytes((x.bit_length() + 7) // 8, "big")
            for x in (key["n"], key["e"]))
    with open(os.path.join(corpus, name), "wb") as f:
        f.write(len(n).to_bytes(2, "big") + n + bytes([len(e)]) + e + sig)


def seeds(corpus, key, made):
    names = {"PKCS#1 SHA-256": "pkcs1", "PKCS#1 bare SHA-256": "pkcs1-bare",
             "PKCS#1 SHA-256 without NULL": "pkcs1-no-null",
             "PSS SHA-256, MGF1 SHA-256, salt 32": "pss",
             "PSS SHA-384, MGF1 SHA-1, salt 48": "pss-mgf1-sha1",
             "PSS SHA-1, MGF1 SHA-1, salt 20": "pss-sha1", "zero": "zero",
             "wrong: last bit": "wrong"}
    for c in made:
        if c["name"] in names:
            sig, em = (base64.b64decode(c[x]) for x in ("signature", "em"))
            seed(corpus, names[c["name"]], {"n": key.n, "e": key.e}, sig)
            # To the power of 1: EMs that a fuzzer can change.
            seed(corpus, names[c["name"]] + "-em", {"n": key.n, "e": 1}, em)
    seed(corpus, "too-large", {"n": key.n, "e": key.e}, b"\xff" * key.len)
    seed(corpus, "small", {"n": 3233, "e": 17}, b"\x00\x41")


def main():
    keys = []
    for bits, e, much in KEYS:
        key = Key(bits, e)
        made = list(cases(key, much))
        names = [c["name"] for c in made]
        assert len(set(names)) == len(names), names
        keys.append({"name": f"{bits} bits, e={e}", "bits": str(bits),
                     "n": std(key.n.to_bytes(key.len, "big")),
                     "e": std(e.to_bytes((e.bit_length() + 7) // 8, "big")),
                     **too_large(key), "cases": made})
        if much == "all" and bits == 1024:
            seeds(sys.argv[1], key, made)
    json.dump({"source": "tests/vectors/rsaem.py: signed and opened by openssl "
               "and python3-cryptography, read by hashlib",
               "message": std(MESSAGE), "keys": keys}, sys.stdout, indent=1)
    print()


main()
