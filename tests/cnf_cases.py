#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""cnf_cases.py KIND DIRECTORY: tokens for tlsbind-cnf, a JSON object a line,
each with what must be said of it.  DIRECTORY has the vectors.

recipes  wrong thumbprints of two certificates, by every recipe
bound    confirmations, candidates, forms of tokens, times, parties
dpop     proofs of dpop.json and of RFC 9449, each with a token
jws      signatures of jws.json and of the RFCs
files    into files of this directory: what all tests take

.given has the members of a line of a batch, .args options, .candidates more
certificates, .batch: not for a line of a batch (false), or for nothing else
(true); .want is for cnf_compare: .status, .word, .method, .matches, .causes,
.checks: their verdicts, or these and words of the evidence or the advice.
"""
import base64
import datetime
import hashlib
import json
import os
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = 1800000000
ISSUER, OURS = "https://as.example", "https://api.example"


def url(octets):
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def load(name):
    with open(os.path.join(sys.argv[2], name + ".json"),
              encoding="utf-8") as file:
        return json.load(file)


def case(ref, given, args=(), candidates=(), batch=None, **want):
    print(json.dumps({"ref": ref, "given": given, "args": list(args),
                      "candidates": list(candidates), "batch": batch,
                      "want": want}))


# ---- keys, certificates, tokens --------------------------------------------

def key(n):
    return ec.derive_private_key(n << 200 | 7, ec.SECP256R1())


AS, CLIENT, OTHER = key(0x11223344), key(0x55667788), key(0x99)
# Its signatures are always the same.
CA = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def jwk(k):
    n = k.public_key().public_numbers()
    return {"crv": "P-256", "kty": "EC", "x": url(n.x.to_bytes(32, "big")),
            "y": url(n.y.to_bytes(32, "big"))}


def jkt(k):
    text = json.dumps(jwk(k), sort_keys=True, separators=(",", ":"))
    return url(hashlib.sha256(text.encode()).digest())


def certificate(cn, k, serial, *extensions):
    def name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    start = datetime.datetime(2026, 1, 1)
    made = x509.CertificateBuilder(
        name("Example CA"), name(cn), k.public_key(), serial, start,
        start + datetime.timedelta(days=900))
    for e in extensions:
        made = made.add_extension(e, False)
    return made.sign(CA, None)


CLIENTS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
SERVERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
BOTH = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH,
                              ExtendedKeyUsageOID.CLIENT_AUTH])
CERTS = {
    "client": certificate("client-7", CLIENT, 7, CLIENTS),
    "renewed": certificate("client-7", CLIENT, 8, CLIENTS),
    "ca": certificate("Example CA", CA, 1,
                      x509.BasicConstraints(True, None)),
    "server": certificate("proxy.example", OTHER, 9, SERVERS),
    "both": certificate("mesh.example", OTHER, 10, BOTH),
    "other": certificate("client-8", OTHER, 11),
}


def der(name):
    return CERTS[name].public_bytes(serialization.Encoding.DER)


def pem(name):
    return CERTS[name].public_bytes(serialization.Encoding.PEM).decode()


def x5t(name, alg="sha256"):
    return url(hashlib.new(alg, der(name)).digest())


def sign(data, k=AS):
    r, s = utils.decode_dss_signature(k.sign(data, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def jwt(payload, k=AS, **header):
    """PAYLOAD is a dict, or JSON as it stands."""
    if not isinstance(payload, str):
        payload = json.dumps(payload)
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "as-1", **header}
    data = url(json.dumps(header).encode()) + "." + url(payload.encode())
    return data + "." + url(sign(data.encode(), k))


def claims(cnf=None, **more):
    made = {"iss": ISSUER, "aud": OURS, "exp": NOW + 600, **more}
    if cnf is not None:
        made["cnf"] = cnf
    return {k: v for k, v in made.items() if v is not None}


RIGHT = {"x5t#S256": x5t("client")}
KEYS = json.dumps({"keys": [{**jwk(AS), "kid": "as-1"}]})
WRONG_KEYS = json.dumps({"keys": [{**jwk(OTHER), "kid": "as-1"}]})


def token(ref, value, args=(), candidates=(), batch=None, **want):
    """What is said of a token that comes with the client's certificate."""
    if isinstance(value, dict):
        value = jwt(value)
    case(ref, {"token": value, "cert": pem("client")}, args, candidates,
         batch, **want)


# ---- recipes ---------------------------------------------------------------

CAUSES = (
    ("der-sha256-b64url-padded", "x5t-padded"),
    ("der-sha256-hex-b64url", "x5t-double-encoded"),
    ("der-sha256-hex-upper-b64url", "x5t-double-encoded"),
    ("der-sha256-colon-b64url", "x5t-double-encoded"),
    ("der-sha256-colon-upper-b64url", "x5t-double-encoded"),
    ("der-sha256-b64url-b64url", "x5t-double-encoded"),
    ("der-sha256-b64-b64url", "x5t-double-encoded"),
    ("der-sha256-b64", "x5t-std-base64"),
    ("der-sha256-hex-upper", "x5t-hex-upper"),
    ("der-sha256-hex", "x5t-hex"),
    ("der-sha256-colon", "x5t-colon-hex"), ("der-sha1-", "x5t-sha1"),
    ("der-sha384-", "x5t-wrong-hash-len"),
    ("der-sha512-", "x5t-wrong-hash-len"), ("pem-", "x5t-of-pem"),
    ("spki-", "x5t-of-spki"), ("jkt-", "x5t-is-jkt"),
    ("binding-sha256-", "x5t-is-tbh"), ("binding-pss-sha256-", "x5t-is-tbh"),
    ("binding-", "x5t-is-binding-id"), ("ski-", "x5t-is-key-id"),
    ("aki-", "x5t-is-key-id"), ("file-", "x5t-of-chain"))


def recipes():
    for c in load("certs")["cases"]:
        once = "".join(["-----BEGIN CERTIFICATE-----\n"] + [
            c["der"][i:i + 64] + "\n" for i in range(0, len(c["der"]), 64)] + [
            "-----END CERTIFICATE-----\n"])
        right = c["thumbprints"]["x5t#S256"]
        for name, value in c.get("recipes", {}).items():
            want = {"status": 1, "word": "NOT BOUND", "matches": False,
                    "checks": {"cnf.x5t-s256": ["fail", right]},
                    "causes": [w for n, w in CAUSES if name.startswith(n)][:1],
                    "advice": right}
            if value == right:
                want = {"status": 0, "word": "BOUND", "matches": True,
                        "checks": {"cnf.x5t-s256": "pass"}, "causes": []}
            case("%s %s" % (c["name"], name),
                 {"token": jwt(claims({"x5t#S256": value})),
                  "cert": once + once}, batch=False,
                 method="x5t#S256", **want)


# ---- what a token is bound to ----------------------------------------------

def candidates():
    chain = pem("client") + pem("ca")
    everyone = [pem(n) for n in CERTS if n != "client"]
    case("a chain", {"token": jwt(claims(RIGHT)), "cert": chain}, status=0,
         checks={"cnf.x5t-s256": ["pass", "certificate 1 of"]}, causes=[])
    for ref, cnf, causes, says in (
            ("of the renewed certificate", x5t("renewed"),
             ["cnf-rotated-cert"], "candidate-1"),
            ("of the CA", x5t("ca"), ["cnf-wrong-cert"], "a CA"),
            ("of a server", x5t("server"), ["cnf-bound-at-other-hop"],
             "candidate-3"),
            ("of one for servers and clients", x5t("both"),
             ["cnf-wrong-cert"], "mesh.example"),
            ("of another", x5t("other"), ["cnf-wrong-cert"], "client-8"),
            ("hex of another", hashlib.sha256(der("other")).hexdigest(),
             ["x5t-hex", "cnf-wrong-cert"], "candidate-5"),
            ("SHA-1 of the renewed", x5t("renewed", "sha1"),
             ["x5t-sha1", "cnf-rotated-cert"], "candidate-1"),
            ("of nobody", url(bytes(32)), ["cnf-wrong-cert"],
             "6 certificates given"),
            ("no digest", "x", ["cnf-wrong-cert"], "--candidate")):
        token(ref, claims({"x5t#S256": cnf}), (), everyone, False, status=1,
              word="NOT BOUND", method="x5t#S256", matches=False,
              causes=causes, says=says)
    for typ, verdict in (("JWT", "pass"), ("Application/AT+jwt", "pass"),
                         ("dpop+jwt", "fail"), ("logout+JWT", "fail"),
                         ("application/secevent+jwt", "fail"),
                         ("at+jwt2", "warn"), ("", "warn")):
        token("of the type '%s'" % typ, jwt(claims(RIGHT), typ=typ),
              status=verdict == "fail", matches=True,
              word="REJECTED" if verdict == "fail" else "BOUND", causes=[],
              checks={"token.kind": verdict})
    token("right, with candidates", claims(RIGHT), (), everyone, False,
          status=0, word="BOUND", causes=[])
    case("the CA of a chain", {"token": jwt(claims({"x5t#S256": x5t("ca")})),
                               "cert": chain}, batch=False, status=1,
         causes=["cnf-wrong-cert"], says="certificate 2 of")
    case("no certificate, only a candidate",
         {"token": jwt(claims(RIGHT)), "jkt": jkt(CLIENT)}, batch=True,
         status=1, checks={"cnf.x5t-s256": ["fail", "no certificate"]})


def members():
    mine, its = jkt(CLIENT), jkt(OTHER)
    odd = x5t("client")[:-1] + chr(ord(x5t("client")[-1]) + 1)
    bad = ("B" if odd[0] != "B" else "C") + odd[1:]
    private = {**jwk(CLIENT), "d": url(bytes(31) + b"\5")}
    for ref, cnf, status, word, method, matches, causes, checks in (
            ("x5t#S256", RIGHT, 0, "BOUND", "x5t#S256", True, [],
             {"cnf.x5t-s256": "pass", "cnf.present": "pass"}),
            ("spare bits, right", {"x5t#S256": odd}, 0, "BOUND", "x5t#S256",
             True, [], {"cnf.form": ["warn", "RFC 4648 section 3.5"],
                        "cnf.x5t-s256": "pass"}),
            ("spare bits, wrong", {"x5t#S256": bad}, 1, "NOT BOUND",
             "x5t#S256", False, ["cnf-wrong-cert"], {"cnf.form": "warn"}),
            ("jkt of the certificate", {"jkt": mine}, 0, "BOUND", "jkt", True,
             [], {"cnf.jkt": ["pass", "the certificate's key"]}),
            ("jkt of another", {"jkt": its}, 1, "NOT BOUND", "jkt", False, [],
             {"cnf.jkt": ["fail", "the certificate's key is " + mine],
              "cnf.x5t-s256": None}),
            ("jkt that is x5t", {"jkt": x5t("client")}, 1, "NOT BOUND", "jkt",
             False, ["jkt-is-x5t"], {"cnf.jkt": "fail"}),
            ("jwk", {"jwk": jwk(CLIENT)}, 0, "BOUND", "jwk", True, [],
             {"cnf.jwk": "pass", "cnf.form": None}),
            ("jwk of another", {"jwk": jwk(OTHER)}, 1, "NOT BOUND", "jwk",
             False, [], {"cnf.jwk": ["fail", its]}),
            ("private jwk", {"jwk": private}, 0, "BOUND", "jwk", True, [],
             {"cnf.form": ["warn", "private"]}),
            ("jwk that is none", {"jwk": {"kty": "EC"}}, 1, "NOT BOUND",
             "jwk", False, [], {"cnf.jwk": "fail"}),
            ("jwk that is text", {"jwk": "x"}, 1, "NOT BOUND", "jwk", False,
             [], {"cnf.jwk": "fail"}),
            ("tbh without a message", {"tbh": mine}, 1, "NOT BOUND", "tbh",
             False, [], {"cnf.tbh": ["fail", "--tbmsg"]}),
            ("x5t alone", {"x5t": x5t("client", "sha1")}, 1, "NOT BOUND",
             "x5t", False, ["x5t-sha1"], {"cnf.x5t-s256": ["fail", "SHA-1"]}),
            ("x5t beside", {**RIGHT, "x5t": "x"}, 0, "BOUND", "x5t#S256",
             True, [], {}),
            ("kid alone", {"kid": "a"}, 4, "UNDECIDED", "kid", False, [],
             {"cnf.other": ["undecided", "kid"]}),
            ("jku and kid", {"jku": "https://a.example", "kid": "a"}, 4,
             "UNDECIDED", "kid", False, [], {"cnf.other": "undecided"}),
            ("jwe alone", {"jwe": "a.b.c.d.e"}, 4, "UNDECIDED", "jwe", False,
             [], {"cnf.other": "undecided"}),
            ("unknown alone", {"osc": {}}, 4, "UNDECIDED", "osc", False, [],
             {"cnf.other": ["undecided", "osc"]}),
            ("unknown beside", {**RIGHT, "osc": {}}, 0, "BOUND", "x5t#S256",
             True, [], {"cnf.other": "warn"}),
            ("kid beside the wrong one", {"x5t#S256": x5t("other"),
                                          "kid": "a"}, 1, "NOT BOUND",
             "x5t#S256", False, ["cnf-wrong-cert"], {"cnf.other": "warn"}),
            ("x5t#S256 and jkt, right", {**RIGHT, "jkt": mine}, 0, "BOUND",
             "x5t#S256", True, [], {"cnf.jkt": "pass"}),
            ("x5t#S256 right, jkt wrong", {**RIGHT, "jkt": its}, 1,
             "NOT BOUND", "x5t#S256", False, ["cnf-both-jkt-and-x5t"],
             {"cnf.x5t-s256": "pass", "cnf.jkt": "fail"}),
            ("x5t#S256 wrong, jkt right", {"x5t#S256": x5t("other"),
                                           "jkt": mine}, 1, "NOT BOUND",
             "x5t#S256", False, ["cnf-wrong-cert", "cnf-both-jkt-and-x5t"],
             {"cnf.x5t-s256": "fail", "cnf.jkt": "pass"}),
            ("all of them", {**RIGHT, "jkt": mine, "jwk": jwk(CLIENT),
                             "tbh": mine}, 1, "NOT BOUND", "x5t#S256", False,
             [], {"cnf.jwk": "pass", "cnf.tbh": "fail"})):
        shown = cnf
        if cnf.get("jwk") == private:
            shown = {"jwk": {**private,
                             "d": "(hidden, --show-secrets shows it)"}}
        token(ref, claims(cnf), status=status, word=word, method=method,
              matches=matches, causes=causes, checks=checks, cnf=shown)
    for value in (None, 1, True, [], {}, [x5t("client")]):
        token("x5t#S256 is %s" % json.dumps(value),
              claims({"x5t#S256": value}), status=1, word="NOT BOUND",
              matches=False, checks={"cnf.form": ["fail", "no string"]})
    for value in ("", "A" * 10000, x5t("client") + "=", " " + x5t("client"),
                  x5t("client") + "\n", x5t("client").swapcase()):
        token("x5t#S256 is %.20r" % value, claims({"x5t#S256": value}),
              status=1, word="NOT BOUND", matches=False,
              checks={"cnf.x5t-s256": "fail"})


def confirmations():
    token("no cnf", claims(), status=1, word="NOT BOUND", method=None,
          matches=None, causes=["cnf-missing"],
          checks={"cnf.present": ["fail", "whoever holds the token"]})
    for name in ("x5t#S256", "jkt", "tbh", "x5t"):
        token("%s beside cnf" % name,
              claims(**{name: x5t("client")}), status=1, word="NOT BOUND",
              causes=["cnf-misplaced"], says=name)
    for text in ('"%s"' % x5t("client"), "[]", "null", "1", "true", '""',
                 '[{"x5t#S256":"%s"}]' % x5t("client")):
        token("cnf is %.9s" % text, jwt('{"exp":%d,"cnf":%s}' % (
            NOW + 9, text)), status=1, word="NOT BOUND", method=None,
              matches=False, causes=["cnf-malformed"],
              checks={"cnf.form": ["fail", "no JSON object"]})
    token("cnf is empty", claims({}), status=1, word="NOT BOUND",
          causes=["cnf-malformed"], checks={"cnf.form": ["fail", "empty"]})
    token("two keys in cnf", claims({"jwk": jwk(CLIENT), "jwe": "x"}),
          status=1, causes=["cnf-malformed"],
          checks={"cnf.form": ["fail", "more than one of"]})
    one = '"cnf":%s' % json.dumps(RIGHT)
    for ref, text in (
            ("cnf twice", '{"exp":%d,%s,%s}' % (NOW + 9, one, one)),
            ("x5t#S256 twice", '{"exp":%d,"cnf":{"x5t#S256":"a",%s}' % (
                NOW + 9, one[7:])),
            ("cnf in two spellings", '{"exp":%d,%s,"c\\u006ef":1}' % (
                NOW + 9, one))):
        token(ref, jwt(text), status=1, word="NO TOKEN",
              checks={"token.form": "fail"})
    token("cnf by another case", jwt('{"exp":%d,"CNF":%s}' % (
        NOW + 9, one[6:])), status=1, causes=["cnf-missing"])


# ---- in what a token comes -------------------------------------------------

def forms():
    good, both = jwt(claims(RIGHT)), {**claims(RIGHT), "active": True}
    bound = {"status": 0, "word": "BOUND", "method": "x5t#S256",
             "matches": True, "causes": []}
    for ref, text in (
            ("white space around", "\r\n  %s \t\n" % good),
            ("Bearer", "Bearer " + good), ("bEARER", "bEARER  " + good),
            ("DPoP", "DPoP " + good),
            ("a field", "Authorization: Bearer " + good),
            ("AUTHORIZATION", "AUTHORIZATION:bearer " + good),
            ("a header section", "GET / HTTP/1.1\r\nHost: a\r\n"
             "authorization: Bearer %s\r\nAccept: */*\r\n\r\n" % good),
            ("a token response", json.dumps({
                "access_token": good, "token_type": "Bearer",
                "expires_in": 60})),
            ("introspection", json.dumps(both)), ("as an object", both),
            ("RFC 9701", jwt({"iss": ISSUER, "aud": OURS,
                              "token_introspection": both},
                             typ="token-introspection+jwt")),
            ("claims that were decoded", json.dumps(claims(RIGHT)))):
        token(ref, text, **bound)
    for ref, active, words in (
            ("false", False, "revoked"), ('"true"', "true", "no boolean"),
            ("1", 1, "no boolean"), ("null", None, "no boolean")):
        made = {**both, "active": active}
        for how, value in (("", json.dumps(made)), (" of RFC 9701", jwt(
                {"token_introspection": made}))):
            token("active is %s%s" % (ref, how), value, status=1,
                  word="REJECTED", matches=True, causes=[],
                  checks={"token.active": ["fail", words],
                          "cnf.x5t-s256": "pass"})
    token("active is false, alone", '{"active":false}', status=1,
          causes=["introspection-no-cnf"], checks={"token.active": "fail"})
    token("no active in RFC 9701", jwt({"token_introspection": claims(RIGHT)}),
          status=1, word="REJECTED", checks={"token.active": "fail"})
    token("no active", json.dumps(claims(RIGHT)), status=0,
          checks={"token.active": "warn"})
    token("active is a claim of a JWT", claims(RIGHT, active=False), status=0,
          checks={"token.active": None})
    token("introspection without cnf", {"active": True}, status=1,
          causes=["cnf-missing"])
    token("an introspection response without cnf", '{"active":true}',
          status=1, word="NOT BOUND", causes=["introspection-no-cnf"])
    for ref, text in (
            ("opaque", "2YotnFZFEjr1zCsicMWpAA"),
            ("an opaque one of a response",
             '{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"x"}'),
            ("a JWE", "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA")):
        token(ref, text, status=4, word="UNDECIDED", matches=None, causes=[],
              checks={"token.form": "undecided", "cnf.present": None})
    for ref, text, words in (
            ("empty", "", ""), ("blanks", " \n", ""),
            ("words", "no such token", ""),
            ("JSON of nothing", "{}", "neither access_token"),
            ("JSON that is cut", '{"cnf":', ""),
            ("a token that is no string", '{"access_token":1}', "no string"),
            ("an error", '{"error":"invalid_client"}', "invalid_client"),
            ("two fields", "Authorization: Bearer a\r\n"
             "Authorization: Bearer a", "2 Authorization fields"),
            ("no JSON inside", jwt("hello"), "the payload"),
            ("a list inside", jwt("[]"), "no JSON object"),
            ("a blank in the claims", good[:150] + " " + good[150:], ""),
            ("two of them", good + "\n" + good, "more than one?"),
            ("nothing inside", jwt(""), "the payload")):
        token(ref, text, status=1, word="NO TOKEN", matches=None, causes=[],
              checks={"token.form": ["fail", words]})


    head, rest = good.split(".", 1)
    for ref, text, words in (
            ("padding", good + "=", "the signature"),
            ("a blank in the header", head[:9] + " " + head[9:] + "." + rest,
             "the header"),
            ("a SD-JWT", good + "~" + url(b'["s","a",1]') + "~", "SD-JWT"),
            ("no alg", jwt(claims(RIGHT), alg=None), "alg"),
            ("a kid that is no string", jwt(claims(RIGHT), kid=[]), "kid"),
            ("a header that is no object", url(b"[]") + "." + rest,
             "the header")):
        token("no token, for " + ref, text, status=1, word="REJECTED",
              matches=True, causes=[], checks={"token.form": ["fail", words]})


def scheme():
    mine = jwt(claims({"jkt": jkt(CLIENT)}))
    for ref, text, status in (
            ("Bearer", "Bearer " + mine, 1), ("bearer", "bearer " + mine, 1),
            ("DPoP", "DPoP " + mine, 0), ("dpop", "dpop " + mine, 0),
            ("token_type Bearer", json.dumps(
                {"access_token": mine, "token_type": "Bearer"}), 1),
            ("token_type DPoP", json.dumps(
                {"access_token": mine, "token_type": "DPoP"}), 0),
            ("introspected as Bearer", json.dumps(
                {**claims({"jkt": jkt(CLIENT)}), "active": True,
                 "token_type": "Bearer"}), 1)):
        token("jkt as " + ref, text, status=status, matches=True,
              word="REJECTED" if status else "BOUND", causes=[],
              checks={"token.type": "fail" if status else "pass"})
    token("jkt without a scheme", mine, status=0, checks={"token.type": None})


# ---- times and parties -----------------------------------------------------

def times():
    for ref, more, leeway, status, words in (
            ("exp now", {"exp": NOW}, 0, 1, "expired"),
            ("exp in a second", {"exp": NOW + 1}, 0, 0, "expires"),
            ("exp in half a second", {"exp": NOW + .5}, 0, 0, "expires"),
            ("exp half a second ago", {"exp": NOW - .5}, 0, 1, "expired"),
            ("exp, leeway", {"exp": NOW - 5}, 6, 0, "expires"),
            ("exp, too little leeway", {"exp": NOW - 5}, 5, 1, "expired"),
            ("exp in 1970", {"exp": 0}, 0, 1, "1970-01-01T00:00:00Z"),
            ("exp before", {"exp": -1e300}, 0, 1, "expired"),
            ("exp beyond", {"exp": 1e300}, 0, 0, "expires"),
            ("exp is text", {"exp": str(NOW + 9)}, 0, 1, "no number"),
            ("exp is null", None, 0, 1, "no number"),
            ("nbf now", {"nbf": NOW}, 0, 0, "expires"),
            ("nbf in a second", {"nbf": NOW + 1}, 0, 1, "not valid before"),
            ("nbf in a fraction", {"nbf": NOW + .1}, 0, 1,
             "not valid before"),
            ("nbf, leeway", {"nbf": NOW + 7}, 7, 0, "expires"),
            ("nbf, too little leeway", {"nbf": NOW + 8}, 7, 1,
             "not valid before"),
            ("nbf in milliseconds", {"nbf": NOW * 1000}, 0, 1,
             "milliseconds"),
            ("nbf is a list", {"nbf": [1]}, 0, 1, "no number")):
        text = claims(RIGHT, **more) if more else jwt(
            '{"exp":null,"cnf":%s}' % json.dumps(RIGHT))
        args = ("--leeway", str(leeway)) if leeway else ()
        token(ref, text, args, status=status, causes=[], matches=True,
              word="REJECTED" if status else "BOUND",
              checks={"token.time": ["fail" if status else "pass", words]})
    token("exp in milliseconds", claims(RIGHT, exp=(NOW + 600) * 1000),
          status=0, checks={"token.time": ["warn", "milliseconds"]})
    token("no exp", claims(RIGHT, exp=None), status=0,
          checks={"token.time": ["warn", "never expires"]})
    token("no exp in a response", json.dumps(
        {"active": True, "cnf": RIGHT}), status=0,
          checks={"token.time": "skip"})
    token("another time", claims(RIGHT, exp=1500), ("--now", "@1499"),
          status=0)
    token("another time, later", claims(RIGHT, exp=1500),
          ("--now", "1970-01-01T00:25:00Z"), status=1)


def parties():
    for ref, more, status, check, words in (
            ("issuer", {}, 0, "token.issuer", ISSUER),
            ("issuer with a slash", {"iss": ISSUER + "/"}, 1, "token.issuer",
             "character by character"),
            ("another issuer", {"iss": "https://b.example"}, 1,
             "token.issuer", "b.example"),
            ("no issuer", {"iss": None}, 1, "token.issuer", "no iss"),
            ("a list of issuers", {"iss": [ISSUER]}, 1, "token.issuer",
             "no iss"),
            ("audience", {}, 0, "token.audience", OURS),
            ("one of two", {"aud": ["x", OURS]}, 0, "token.audience", OURS),
            ("none of two", {"aud": ["x", OURS + "/"]}, 1, "token.audience",
             "a list without it"),
            ("another audience", {"aud": "x"}, 1, "token.audience", "aud is"),
            ("no audience", {"aud": None}, 1, "token.audience", "no aud"),
            ("no text", {"aud": 1}, 1, "token.audience", "no text"),
            ("an empty list", {"aud": []}, 1, "token.audience", "without")):
        made = jwt(claims(RIGHT, **more))
        want = {"status": status, "word": "REJECTED" if status else "BOUND",
                "checks": {check: ["fail" if status else "pass", words]}}
        name, value = (("issuer", ISSUER) if check == "token.issuer"
                       else ("audience", OURS))
        case(ref, {"token": made, "cert": pem("client"), name: value}, **want)


def trust():
    made, alone = jwt(claims(RIGHT)), claims(RIGHT, active=True)
    for ref, value, keys, must, status, checks in (
            ("signed", made, KEYS, False, 0, {"jws.signature": "pass",
                                              "token.authentic": None}),
            ("signed, and must be", made, KEYS, True, 0,
             {"jws.signature": "pass"}),
            ("signed by another", made, WRONG_KEYS, False, 1,
             {"jws.signature": "fail", "cnf.x5t-s256": "pass"}),
            ("keys that are none", made, "{}", False, 1,
             {"jws.key": "fail"}),
            ("without keys", made, None, False, 0,
             {"token.authentic": ["warn", "--jwks"]}),
            ("without keys, and must be", made, None, True, 1,
             {"token.authentic": ["fail", "--jwks"]}),
            ("none", url(b'{"alg":"none"}') + "." + made.split(".")[1] + ".",
             KEYS, False, 1, {"jws.algorithm": "fail"}),
            ("without a signature, and must be", alone, None, True, 1,
             {"token.authentic": ["fail", "it has no signature"]}),
            ("a key of its own", jwt(claims(RIGHT), OTHER, jwk=jwk(OTHER)),
             KEYS, False, 1, {"jws.header-key": "warn",
                              "jws.signature": "fail"})):
        given = {"token": value, "cert": pem("client")}
        if keys is not None:
            given["jwks"] = keys
        case(ref, given, ("--require-signature",) if must else (),
             status=status, word="REJECTED" if status else "BOUND",
             matches=True, checks=checks)
    case("an algorithm that is not allowed",
         {"token": made, "cert": pem("client"), "jwks": KEYS},
         ("--alg", "RS256,ES384"), batch=False, status=1, word="REJECTED",
         checks={"jws.algorithm": "fail"})


def digests():
    for name, value in (("x5t#S256", x5t("client")), ("jkt", jkt(CLIENT)),
                        ("tbh", jkt(OTHER))):
        check = {"x5t#S256": "cnf.x5t-s256"}.get(name, "cnf." + name)
        for right in True, False:
            seen = value if right else url(bytes(32))
            case("%s, %s" % (name, right),
                 {"token": jwt(claims({name: value})), name: seen},
                 batch=True, status=0 if right else 1, method=name,
                 matches=right, word="BOUND" if right else "NOT BOUND",
                 checks={check: "pass" if right else "fail"})


def bound():
    candidates()
    members()
    confirmations()
    forms()
    scheme()
    times()
    parties()
    trust()
    digests()


# ---- proofs ----------------------------------------------------------------

def proof(text, k=OTHER, **more):
    made = {"jti": "a", "htm": "GET", "htu": OURS + "/", "iat": NOW,
            "ath": url(hashlib.sha256(text.encode()).digest()), **more}
    return jwt(made, k, typ="dpop+jwt", kid="d", jwk=jwk(OTHER))


def with_proof():
    """A certificate and a proof, and what a token is bound to of them."""
    both, mine = {**RIGHT, "jkt": jkt(OTHER)}, {"jkt": jkt(OTHER)}
    cert, key_words = "cert.pem", "the key of the DPoP proof"
    all_words = "%s and %s" % (cert, key_words)
    text = jwt(claims(RIGHT))
    for ref, status, verdict in (("DPoP", 1, "fail"), ("Bearer", 0, "warn")):
        case("with a proof: x5t#S256 alone, as " + ref, {
            "token": "%s %s" % (ref, text), "dpop": proof(text),
            "cert": pem("client")}, status=status, matches=True,
             headline="bound to " + cert, checks={
                 "dpop.key": [verdict, "neither jkt nor jwk"]})
    for ref, cnf, k, has_cert, status, matches, words in (
            ("jkt", mine, OTHER, True, 0, True, key_words),
            ("jwk", {"jwk": jwk(OTHER)}, OTHER, False, 0, True, key_words),
            ("x5t#S256 and jkt", both, OTHER, True, 0, True, all_words),
            ("x5t#S256 without a certificate", RIGHT, OTHER, False, 1, False,
             key_words),
            ("both, no certificate", both, OTHER, False, 1, False, key_words),
            ("jkt of the certificate", {"jkt": jkt(CLIENT)}, OTHER, True, 1,
             False, key_words),
            ("jkt, signed by another", mine, CLIENT, True, 1, False,
             "the proof does not hold"),
            ("jwk, signed by another", {"jwk": jwk(OTHER)}, CLIENT, False, 1,
             False, "the proof does not hold"),
            ("both, signed by another", both, CLIENT, True, 1, False,
             "the proof does not hold")):
        text = jwt(claims(cnf))
        given = {"token": "DPoP " + text, "dpop": proof(text, k),
                 "method": "GET", "url": OURS + "/?a=b"}
        if has_cert:
            given["cert"] = pem("client")
        case("with a proof: " + ref, given, status=status, matches=matches,
             headline=words, checks={
                 "dpop.signature": "pass" if k is OTHER else "fail"})


def dpop():
    with_proof()
    for c in load("dpop")["cases"]:
        # A URL that is none is refused before anything is judged.
        if c.get("jkt") is None or c.get("url") == "accounts":
            continue
        given = {"token": json.dumps({"active": True, "cnf": {
            "jkt": c["jkt"]}}), "dpop": c["dpop"]}
        given.update((n, c[n]) for n in ("method", "url", "nonce")
                     if c.get(n) is not None)
        checks = {n: "fail" for n in c["fails"]}
        checks.update((n, "warn") for n in c["warns"])
        want = {"now": c["now"], "status": 1 if c["fails"] else 0,
                "fails": sorted(c["fails"]), "causes": c["causes"],
                "checks": checks, "method": "jkt",
                "matches": not c["fails"]}
        case("dpop.json, " + c["name"], given,
             ("--access-token", c["access_token"]), batch=False, **want)
        case("dpop.json in a line, " + c["name"],
             {**given, "access_token": c["access_token"]}, batch=True, **want)
    rfc = load("rfc9449-examples")
    bearer = rfc["bound_access_token"]["jws"]
    for c in rfc["proofs"]:
        data = c["dpop"].split(".")[1]
        iat = json.loads(base64.urlsafe_b64decode(data + "=="))["iat"]
        given = {"token": json.dumps({"active": True, "cnf": {
            "jkt": rfc["jkt"]}}), "dpop": c["dpop"], "method": c["htm"],
            "url": c["htu"]}
        args = ["--access-token", c["access_token"]] if c[
            "access_token"] else []
        for ref, more, later, want in (
                ("", {}, 0, {"status": 0, "word": "BOUND", "causes": []}),
                ("later, ", {}, 301, {"status": 1, "word": "REJECTED",
                                      "checks": {"dpop.time": "fail"}}),
                ("by PUT, ", {"method": "PUT"}, 0, {
                    "status": 1, "checks": {"dpop.method": "fail"}}),
                ("changed, ", {"dpop": c["dpop"][:-5] + "AAAAA"}, 0, {
                    "status": 1, "word": "REJECTED",
                    "checks": {"dpop.signature": "fail",
                               "cnf.jkt": ["fail", "nobody has proven"]}})):
            case("RFC 9449, %s%s" % (ref, c["name"]), {**given, **more}, args,
                 batch=False if args else None, now=iat + later,
                 matches=want["status"] == 0, **want)
    # The proof of figure 12 is for another token than that of figure 7.
    for ref, value, scheme_verdict in (("Bearer", bearer, "fail"),
                                       ("DPoP", bearer, "pass")):
        case("RFC 9449's token as " + ref,
             {**given, "token": "%s %s" % (ref, value)}, now=iat, status=1,
             word="REJECTED", checks={"token.type": scheme_verdict,
                                      "dpop.token": "fail",
                                      "dpop.key": "pass"})
    case("RFC 9449's opaque token", {**given, "token": "DPoP " + args[1]},
         now=iat, status=4, word="UNDECIDED", checks={"dpop.token": "pass"})
    case("RFC 9449's opaque token, by PUT",
         {**given, "token": "DPoP " + args[1], "method": "PUT"},
         now=iat, status=1, word="REJECTED",
         checks={"token.form": "undecided", "dpop.method": "fail"})


# ---- signatures ------------------------------------------------------------

# In these an input has blanks or a scheme around it, which do not count, or
# it is JSON.
ELSEWHERE = ("white space before", "Bearer before", "flattened", "general",
             "JWE in JSON")


def jws():
    data = load("jws")
    for c in data["cases"]:
        name, text = c["name"], c["token"]
        if name in ELSEWHERE or text != text.strip() or "\0" in text:
            continue
        checks = {k["id"]: [k["verdict"], k["words"]] for k in c["checks"]}
        bad = any(v == "fail" for v, _ in checks.values())
        case(name, {"token": text, "jwks": data["sets"][c["keys"]]},
             ("--alg", c["allow"]) if c["allow"] else (),
             status=1 if bad else 0, word="INVALID" if bad else "VALID",
             checks=checks, causes=[c["cause"]] if c["cause"] else [])
    for file in ("rfc7515-a1-a7", "rfc7520-4.1-4.4", "rfc8037-eddsa"):
        for c in load(file)["cases"]:
            if c.get("jws") is None:
                continue
            good = c["jws"].split(".")[2] != ""
            keys = json.dumps(c.get("jwk") or json.loads(KEYS))
            case("%s, %s" % (file, c["name"]),
                 {"token": c["jws"], "jwks": keys},
                 status=0 if good else 1, word="VALID" if good else "INVALID",
                 checks={"jws.signature": "pass"} if good else {})
            if good:
                case("%s, %s, changed" % (file, c["name"]),
                     {"token": c["jws"][:-9] + "AAAA" + c["jws"][-5:],
                      "jwks": keys}, status=1, word="INVALID",
                     checks={"jws.signature": "fail"})


# ---- files -----------------------------------------------------------------

# What terminals, logs and parsers of reports take for something else.
EVIL = ("\x1b]0;x\x07\x1b[2J\u202e\n::error::x\r\nnot ok 1 - x\t\x85\u2028"
        "]]>&<a b='\"'>\\")


def files():
    made = jwt(claims(RIGHT, sub="a", scope="read write", deep={"a": [1, {
        "b": None}]}, far=2 ** 53, part=.5, yes=True))
    texts = {
        "good.jwt": made, "jwks.json": KEYS, "wrong.json": WRONG_KEYS,
        "no.jwt": jwt(claims({"x5t#S256": x5t("other")})),
        "hex.jwt": jwt(claims({"x5t#S256": hashlib.sha256(
            der("client")).hexdigest()})),
        "kid.jwt": jwt(claims({"kid": "a"})),
        "jkt.jwt": jwt(claims({"jkt": jkt(OTHER)})),
        "private.jwt": jwt(claims({"jwk": {**jwk(CLIENT), "d": url(
            b"no one shall see this in a report")}})),
        "opaque": "2YotnFZFEjr1zCsicMWpAA", "twice.jwt": made + "\n" + made,
        "jwe": "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA",
        "evil.jwt": jwt({EVIL: EVIL, "iss": EVIL, "aud": [EVIL, EVIL],
                         "client_id": EVIL, "sub": {EVIL: [EVIL]},
                         "exp": NOW + 9,
                         "cnf": {"x5t#S256": EVIL, EVIL: EVIL}},
                        kid=EVIL, typ=EVIL, more={EVIL: EVIL}),
        "deep.jwt": jwt('{"cnf":%s}' % ("[" * 10000 + "]" * 10000)),
        "deep.json": '{"cnf":%s}' % ("[" * 10000 + "]" * 10000),
        "large.jwt": large(1 << 20), "larger.jwt": large((1 << 20) + 1),
        "evil.proof": jwt({EVIL: EVIL, "htm": EVIL, "htu": EVIL, "jti": EVIL,
                           "nonce": EVIL, "ath": EVIL, "iat": NOW}, OTHER,
                          typ=EVIL, kid=EVIL, jwk=jwk(OTHER)),
        "request.proof": proof("2YotnFZFEjr1zCsicMWpAA"),
    }
    texts["jkt.proof"] = proof(texts["jkt.jwt"])
    texts.update((name + ".pem", pem(name)) for name in CERTS)
    for name, text in texts.items():
        with open(name, "w", encoding="utf-8", newline="") as file:
            file.write(text)


def large(length):
    """A token of so many characters."""
    header = url(b'{"alg":"ES256"}') + "."
    size = (length - len(header) - 200) // 4 * 3
    payload = json.dumps(claims({"kid": "a"}, pad=""))
    payload = payload.replace('"pad": "', '"pad": "' + "a" * (
        size - len(payload)))
    made = header + url(payload.encode()) + "."
    return made + "A" * (length - len(made))


if __name__ == "__main__":
    globals()[sys.argv[1]]()
