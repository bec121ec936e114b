#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""dn.py > dn.json: certificates with awkward subjects, and how openssl,
certtool, GnuTLS, python3-cryptography, Caddy and HAProxy print them."""
import base64
import ctypes
import datetime
import json
import os
import ssl
import subprocess
import sys
import tempfile
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ObjectIdentifier

OIDS = {"CN": "2.5.4.3", "SN": "2.5.4.4", "serialNumber": "2.5.4.5",
        "C": "2.5.4.6", "L": "2.5.4.7", "ST": "2.5.4.8", "STREET": "2.5.4.9",
        "O": "2.5.4.10", "OU": "2.5.4.11", "title": "2.5.4.12",
        "description": "2.5.4.13", "businessCategory": "2.5.4.15",
        "postalCode": "2.5.4.17", "name": "2.5.4.41", "GN": "2.5.4.42",
        "initials": "2.5.4.43", "generation": "2.5.4.44",
        "dnQualifier": "2.5.4.46", "pseudonym": "2.5.4.65",
        "orgId": "2.5.4.97", "UID": "0.9.2342.19200300.100.1.1",
        "DC": "0.9.2342.19200300.100.1.25",
        "email": "1.2.840.113549.1.9.1",
        "unstructured": "1.2.840.113549.1.9.2",
        "jurisdictionC": "1.3.6.1.4.1.311.60.2.1.3", "other": "1.2.3.4.5"}

# RDNs in the order of the certificate; pairs of one RDN are in one list.
SUBJECTS = {
    "plain": [["C", "NL"], ["O", 'Voorbeeld B.V., "Ops"'], ["OU", "a+b"],
              ["CN", "client-7"], ["email", "ops@example.com"]],
    "one": [["CN", "client-7"]],
    "utf8": [["C", "HR"], ["ST", "Me\u0111imurje"], ["L", "\u010cakovec"],
             ["CN", "\u010d/\u017e=1"]],
    "multi": [["DC", "com"], ["DC", "example"], ["OU", "x", "CN", "multi"],
              ["UID", "u1"]],
    "edge": [["O", " lead"], ["OU", "#hash"], ["L", "trail "],
             ["CN", "a;b<c>d\\e"]],
    "types": [["SN", "Doe"], ["GN", "Jane"], ["serialNumber", "123"],
              ["title", "Dr"], ["STREET", "Main 1"], ["postalCode", "1234"],
              ["businessCategory", "Private"], ["orgId", "NTRNL-1"],
              ["dnQualifier", "q"], ["pseudonym", "p"], ["initials", "J"],
              ["generation", "Jr"], ["jurisdictionC", "NL"],
              ["other", "foo"], ["description", "d"], ["name", "n"],
              ["unstructured", "u"], ["CN", "types"]],
    "repeated": [["C", "NL"], ["ST", "s"], ["L", "l"], ["STREET", "st"],
                 ["postalCode", "pc"], ["O", "o"], ["OU", "ou1"],
                 ["OU", "ou2"], ["serialNumber", "1"], ["CN", "a"],
                 ["CN", "b"], ["other", "Gr\u00f6\u00dfe"]],
    "bmp": [["O", "Gr\u00f6\u00dfe"], ["CN", "bmp"]],
    "slash": [["O", "a/b+c"], ["CN", "host/x.example\\q"]],
    "control": [["O", "two  spaces"], ["CN", "tab\tq\"=x"]],
    "long": [["O", "o" * 300], ["other", "l" * 200], ["CN", "long"]],
}


def attribute(case, name, value):
    kind = _ASN1Type.BMPString if case == "bmp" and name == "O" else None
    return x509.NameAttribute(ObjectIdentifier(OIDS[name]), value, kind,
                              _validate=False)


def make(case, rdns):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.RelativeDistinguishedName(
        attribute(case, r[i], r[i + 1]) for i in range(0, len(r), 2))
        for r in rdns])
    cert = x509.CertificateBuilder(
        name, name, key.public_key(), 7, datetime.datetime(2026, 1, 1),
        datetime.datetime(2036, 1, 1)).sign(key, hashes.SHA256())
    return cert, key


def openssl(pem, style):
    out = subprocess.run(["openssl", "x509", "-in", pem, "-noout", "-subject"]
                         + style, check=True, capture_output=True).stdout
    return out.decode().removeprefix("subject=").rstrip("\n")


def gnutls(pem, flags):
    class Datum(ctypes.Structure):
        _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_uint)]
    lib, cert = ctypes.CDLL("libgnutls.so.30"), ctypes.c_void_p()
    with open(pem, "rb") as f:
        octets = f.read()
    text = Datum()
    lib.gnutls_x509_crt_init(ctypes.byref(cert))
    assert not lib.gnutls_x509_crt_import(
        cert, ctypes.byref(Datum(octets, len(octets))), 1)
    assert not lib.gnutls_x509_crt_get_dn3(cert, ctypes.byref(text), flags)
    return text.data.decode()


CADDY = """{"admin": {"disabled": true}, "apps": {"http": {"servers": {"s": {
"listen": ["127.0.0.1:18644"], "automatic_https": {"disable": true},
"tls_connection_policies": [{"client_authentication": {"mode": "require"}}],
"routes": [{"handle": [{"handler": "static_response",
"body": "{http.request.tls.client.subject}"}]}]}}},
"tls": {"certificates": {"load_files": [
{"certificate": "server.crt", "key": "server.key"}]}}}}"""
HAPROXY = """defaults
 mode http
 timeout client 5s
 timeout server 5s
 timeout connect 5s
frontend f
 bind 127.0.0.1:18645 ssl crt server.both verify optional ca-file all.pem
 http-request return status 200 content-type text/plain lf-string %[ssl_c_s_dn]
"""


def start():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    "server.key", "-out", "server.crt", "-subj",
                    "/CN=localhost", "-addext",
                    "subjectAltName=DNS:localhost"],
                   check=True, stderr=subprocess.DEVNULL)
    for name, text in (("caddy.json", CADDY), ("haproxy.cfg", HAPROXY)):
        with open(name, "w", encoding="ascii") as f:
            f.write(text)
    with open("server.both", "w", encoding="ascii") as f:
        f.write(open("server.crt").read() + open("server.key").read())
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return [subprocess.Popen(["caddy", "run", "--config", "caddy.json"],
                             env={**os.environ, "HOME": os.getcwd()},
                             **quiet),
            subprocess.Popen(["haproxy", "-f", "haproxy.cfg"], **quiet)]


def ask(port, case):
    return subprocess.run(
        ["curl", "-sfk", "--cert", case + ".pem", "--key", case + ".key",
         f"https://localhost:{port}/"], check=True,
        capture_output=True).stdout.decode()


def main():
    certs = {case: make(case, rdns) for case, rdns in SUBJECTS.items()}
    cases = []
    os.chdir(tempfile.mkdtemp())
    for case, (cert, key) in certs.items():
        pem = cert.public_bytes(serialization.Encoding.PEM)
        for name in case + ".pem", "all.pem":
            with open(name, "ab") as f:
                f.write(pem)
        with open(case + ".key", "wb") as f:
            f.write(key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.TraditionalOpenSSL,
                serialization.NoEncryption()))
    programs = start()
    time.sleep(3)
    for case, (cert, _) in certs.items():
        pem = case + ".pem"
        parsed = x509.load_pem_x509_certificate(open(pem, "rb").read())
        forms = {
            "gnutls": gnutls(pem, 0), "gnutls_compat": gnutls(pem, 1),
            "openssl_rfc2253": openssl(pem, ["-nameopt", "RFC2253"]),
            "openssl": openssl(pem, []),
            "openssl_oneline": openssl(pem, ["-nameopt", "compat"]),
            "python": parsed.subject.rfc4514_string(),
            "go": ask(18644, case)}
        # What is no UTF-8 cannot be told here.
        if case != "bmp":
            forms["haproxy"] = ask(18645, case)
        cases.append({"name": case, "der": base64.b64encode(
            ssl.PEM_cert_to_DER_cert(open(pem).read())).decode(),
            "forms": forms})
    for program in programs:
        program.terminate()
    json.dump({"source": "tests/vectors/dn.py with openssl 3.0.19, GnuTLS "
               "3.7.9, python3-cryptography 38.0.4, Caddy 2.6.2 and HAProxy "
               "2.6.12", "cases": cases}, sys.stdout, indent=1)
    print()


main()
