# SPDX-License-Identifier: Apache-2.0
"""Tokens, right and forged, at the protected resources of a laboratory.

    resource.py STORY LAB MTLS WEB AS [TLS PARAMETERS]

Each step is a line: its name, the status, the error, the check that failed.
"""
import base64
import hashlib
import hmac
import json
import os
import re
import sys
import time
from urllib.parse import urlencode

from cryptography.hazmat.primitives import serialization
from cryptography import x509

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "peers"))
import tokbind_client as tb  # noqa: E402

story, lab, mtls, web, issuer, *more_args = sys.argv[1:]
ca = lab + "/ca.pem"
GOOD, OTHER, RENEWED = (f"{lab}/clients/{n}" for n in (
    "good-p256", "other", "renewed"))
SEC = "Sec-Token-Binding"
signer = tb.Key.load(lab + "/as.key")
now = int(time.time())
CHARSET = re.compile(r"[\x20-\x21\x23-\x5B\x5D-\x7E]*\Z")
CHALLENGE = re.compile(r'(Bearer|DPoP)( [a-z_]+="[^"]*")'
                       r'(, [a-z_]+="[^"]*")*\Z')


def x5t(name):
    with open(name + ".pem", "rb") as file:
        cert = x509.load_pem_x509_certificate(file.read())
    return tb.b64(tb.sha256(cert.public_bytes(serialization.Encoding.DER)))


def claims(**more):
    made = {"iss": web, "aud": mtls + "/resource", "sub": "client",
            "client_id": "client", "iat": now, "exp": now + 300, "jti": "1",
            "cnf": {"x5t#S256": x5t(GOOD)}}
    made.update(more)
    return {k: v for k, v in made.items() if v is not None}


def token(key=signer, header=None, **more):
    head = {"typ": "at+jwt", "alg": "ES256", "kid": signer.jkt()}
    head.update(header or {})
    return tb.jws(key, {k: v for k, v in head.items() if v is not None},
                  claims(**more))


def parameters(challenge):
    return dict(re.findall(r'([a-z_]+)="([^"]*)"', challenge))


def say(name, response):
    """RFC 6750 section 3 holds for every answer."""
    said = response.json() if response.body else {}
    challenges = response.all("WWW-Authenticate")
    words = [c.split()[0] for c in challenges]
    if response.status == 200:
        assert not challenges
    else:
        assert challenges, name
        for challenge in challenges:
            assert CHALLENGE.match(challenge), challenge
            told = parameters(challenge)
            assert told["realm"]
            assert told.get("error") == said.get("error")
            assert CHARSET.match(told.get("error_description", ""))
    assert response.header("Cache-Control") == "no-store"
    print(name, response.status, ",".join(words) or "-",
          said.get("error", "-"), said.get("check", "-"))
    return response


def bearer(value):
    return ("Authorization", "Bearer " + value)


def ask(name, *headers, origin=mtls, cert=GOOD, path="/resource",
        method="GET", body=None, **how):
    with tb.Connection(origin, ca, cert=cert, **how) as conn:
        return say(name, conn.request(path, headers, method, body))


# ---- how it is sent --------------------------------------------------------

def sent():
    good = token()
    ask("none")
    ask("basic", ("Authorization", "Basic YTpi"))
    said = ask("good", bearer(good)).json()
    assert said["proven"] == {"x5t#S256": x5t(GOOD)}
    assert {"cnf.x5t-s256", "jws.signature", "token.audience"} <= set(
        said["checks"])
    ask("post", bearer(good), method="POST", body="a=b")
    ask("head", bearer(good), method="HEAD")
    ask("lower-case", ("Authorization", "bearer " + good))
    ask("upper-case", ("Authorization", "BEARER " + good))
    ask("blanks", ("Authorization", "Bearer   " + good))
    ask("no-scheme", ("Authorization", good))
    ask("no-blank", ("Authorization", "Bearer" + good))
    ask("no-token", ("Authorization", "Bearer"))
    ask("two-fields", bearer(good), bearer(good))
    ask("two-schemes", bearer(good), ("Authorization", "DPoP " + good))
    ask("two-tokens", ("Authorization", f"Bearer {good} {good}"))
    ask("two-in-one", ("Authorization", f"Bearer {good}, Bearer {good}"))
    ask("in-query", path="/resource?access_token=" + good)
    ask("in-query-too", bearer(good), path="/resource?access_token=" + good)
    ask("in-query-escaped", bearer(good),
        path="/resource?%61ccess_token=" + good)
    ask("in-form", method="POST", body="access_token=" + good)
    ask("in-form-too", bearer(good), method="POST",
        body="access_token=" + good)
    ask("json", ("Authorization", 'Bearer {"active":true}'))
    ask("opaque-unknown", bearer("A" * 43))
    ask("quotes", ("Authorization", 'Bearer "\\'))


# ---- forged tokens ---------------------------------------------------------

def part(value):
    return tb.b64(json.dumps(value).encode())


def hmac_token(secret, header):
    text = part(header) + "." + part(claims())
    return text + "." + tb.b64(
        hmac.new(secret, text.encode(), hashlib.sha256).digest())


def hidden(good):
    """The same signature with a bit of the last character changed."""
    last = good[-1]
    chars = ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
             "0123456789-_")
    return good[:-1] + chars[chars.index(last) ^ 1]


def forged():
    good = token()
    mine = tb.Key.new()
    public = signer.private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM,
                              serialization.PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(serialization.Encoding.DER,
                              serialization.PublicFormat.SubjectPublicKeyInfo)
    jwk = json.dumps(signer.jwk(), separators=(",", ":")).encode()
    ask("good", bearer(good))
    ask("other-key", bearer(token(mine)))
    ask("other-key-and-kid", bearer(token(mine, {"kid": mine.jkt()})))
    ask("no-kid", bearer(token(header={"kid": None})))
    for name, value in (("path", "../../dev/null"), ("sql", "' OR 1=1 --"),
                        ("empty", ""), ("number", 1)):
        ask("kid-" + name, bearer(token(mine, {"kid": value})))
    ask("own-jwk", bearer(token(mine, {"jwk": mine.jwk()})))
    ask("own-jku", bearer(token(mine, {"jku": "https://localhost/jwks"})))
    none = part({"alg": "none", "typ": "at+jwt"}) + "." + part(claims())
    ask("none", bearer(none + "."))
    ask("none-no-dot", bearer(none))
    ask("None", bearer(none.replace(part({"alg": "none", "typ": "at+jwt"}),
                                    part({"alg": "nOnE", "typ": "at+jwt"}))
                       + "."))
    for name, secret in (("pem", pem), ("der", der), ("jwk", jwk),
                         ("empty", b"")):
        ask("hs256-" + name, bearer(hmac_token(
            secret, {"alg": "HS256", "typ": "at+jwt",
                     "kid": signer.jkt()})))
    ask("es384-named", bearer(token(header={"alg": "ES384"})))
    ask("crit", bearer(token(header={"crit": ["exp"], "exp": 1})))
    ask("b64-false", bearer(token(header={"crit": ["b64"], "b64": False})))
    head, body, sig = good.split(".")
    ask("no-signature", bearer(f"{head}.{body}."))
    ask("cut-signature", bearer(good[:-2]))
    ask("zero-signature", bearer(f"{head}.{body}.{tb.b64(bytes(64))}"))
    ask("other-payload", bearer(f"{head}.{part(claims(sub='root'))}.{sig}"))
    ask("spare-bits", bearer(hidden(good)))
    ask("four-dots", bearer(good + ".."))
    doubled = ("{" + json.dumps(claims())[1:-1] + ', "cnf": {"x5t#S256": "'
               + x5t(OTHER) + '"}}')
    text = head + "." + tb.b64(doubled.encode())
    ask("two-cnf", bearer(text + "." + tb.b64(
        signer.sign(tb.ECDSA, text.encode()))))
    ask("huge", bearer("e" * 40000 + "." + body + "." + sig))


def claimed():
    for name, more in (
            ("expired", {"exp": now - 60}),
            ("no-exp", {"exp": None}),
            ("exp-text", {"exp": str(now + 60)}),
            ("not-yet", {"nbf": now + 600}),
            ("other-issuer", {"iss": "https://evil.example"}),
            ("issuer-slash", {"iss": web + "/"}),
            ("no-issuer", {"iss": None}),
            ("other-audience", {"aud": "https://evil.example/resource"}),
            ("no-audience", {"aud": None}),
            ("audience-of-others", {"aud": ["a", "b"]}),
            ("audience-list", {"aud": ["a", mtls + "/resource"]}),
            ("audience-of-web", {"aud": web + "/resource"}),
            ("audience-prefix", {"aud": mtls}),
            ("no-cnf", {"cnf": None}),
            ("empty-cnf", {"cnf": {}}),
            ("null-cnf", {"cnf": "x5t#S256"}),
            ("array-cnf", {"cnf": [{"x5t#S256": x5t(GOOD)}]}),
            ("unknown-cnf", {"cnf": {"kid": "a"}}),
            ("x5t-sha1", {"cnf": {"x5t": "A" * 27}}),
            ("other-certificate", {"cnf": {"x5t#S256": x5t(OTHER)}}),
            ("no-text", {"cnf": {"x5t#S256": 1}}),
            ("case", {"cnf": {"X5T#s256": x5t(GOOD)}}),
            ("one-right-jkt", {"cnf": {"x5t#S256": x5t(GOOD),
                                       "jkt": tb.Key.new().jkt()}}),
            ("one-right-tbh", {"cnf": {"x5t#S256": x5t(GOOD),
                                       "tbh": "A" * 43}}),
            ("one-right-wrong-x5t", {"cnf": {"x5t#S256": x5t(OTHER),
                                             "x5t": "A" * 27}})):
        ask(name, bearer(token(**more)))
    for typ in "JWT", "dpop+jwt", None, "application/at+jwt", "AT+JWT":
        ask(f"typ-{typ}", bearer(token(header={"typ": typ})))


# ---- bound to a certificate ------------------------------------------------

def certificate():
    good = token()
    ask("same", bearer(good))
    ask("thief", bearer(good), cert=OTHER)
    ask("thief-at-bearer", bearer(good), cert=OTHER, path="/bearer")
    ask("renewed-same-key", bearer(good), cert=RENEWED)
    ask("no-certificate", bearer(good), cert=None, origin=issuer)
    ask("no-certificate-at-bearer", bearer(good), cert=None, origin=web,
        path="/bearer")
    ask("any-door", bearer(good), origin=issuer)
    for tls in "1.2", "1.3":
        with tb.Connection(mtls, ca, cert=GOOD, tls=tls) as conn:
            conn.request("/resource", [bearer(good)])
            session = conn.session()
        with tb.Connection(mtls, ca, cert=OTHER, tls=tls,
                           session=session) as conn:
            assert conn.resumed
            # It is GOOD's session, whatever the client would send now.
            say("resumed", conn.request("/resource", [bearer(good)]))
            say("resumed-other", conn.request("/resource", [
                bearer(token(cnf={"x5t#S256": x5t(OTHER)}))]))
    ask("bearer-none", path="/bearer")
    ask("bearer-expired", bearer(token(exp=now - 60)), path="/bearer")
    ask("bearer-forged", bearer(token(tb.Key.new())), path="/bearer")
    ask("bearer-typ", bearer(token(header={"typ": "JWT"})), path="/bearer")
    ask("bearer-no-cnf", bearer(token(cnf=None)), path="/bearer")
    said = ask("bearer", bearer(good), path="/bearer").json()
    assert said["not_looked_at"] == ["x5t#S256"]
    # The key of the certificate is no proof of possession for each request.
    with open(GOOD + ".key", "rb") as file:
        key = tb.Key(serialization.load_pem_private_key(file.read(), None))
    ask("jkt-of-certificate", bearer(token(cnf={"jkt": key.jkt()})))
    ask("jkt-of-certificate-dpop", ("Authorization", "DPoP " + token(
        cnf={"jkt": key.jkt()})))
    ask("jwk-of-certificate", bearer(token(cnf={"jwk": key.jwk()})))


# ---- bound to a DPoP key ---------------------------------------------------

def dpop():
    key, thief = tb.Key.new(), tb.Key.new()
    bound = token(cnf={"jkt": key.jkt()})
    url = mtls + "/resource"

    def use(name, *proofs, value=bound, scheme="DPoP", **how):
        return ask(name, ("Authorization", f"{scheme} {value}"),
                   *(("DPoP", p) for p in proofs), **how)

    def made(method="GET", to=url, by=key, value=bound, **more):
        return tb.proof(by, method, to, value, **more)

    first = made()
    use("good", first)
    use("replayed", first)
    use("jti", made(jti="a jti"))
    use("jti-again", made(jti="a jti", iat=now - 1))
    other = token(cnf={"jkt": thief.jkt()})
    use("jti-other-key", made(jti="a jti", by=thief, value=other), value=other)
    use("lower-case", made(), scheme="dpop")
    use("as-bearer", made(), scheme="Bearer")
    use("as-bearer-without-proof", scheme="Bearer")
    use("no-proof")
    use("two-proofs", made(), made())
    use("two-in-one", made() + ", " + made())
    use("named-again", "DPoP: " + made())
    use("thief", made(by=thief))
    use("other-method", made("POST"))
    use("post", made("POST"), method="POST")
    use("head", made("HEAD"), method="HEAD")
    use("other-url", made(to=mtls + "/bearer"))
    use("other-door", made(to=web + "/resource"))
    use("this-door", made(to=web + "/resource"), origin=web, cert=None)
    use("other-host", made(to=url.replace("localhost", "evil.example")))
    use("query-in-htu", made(to=url + "?a"))
    use("query", made(), path="/resource?a=b")
    use("normalised", made(to=url.replace("https", "HTTPS")))
    use("no-ath", tb.proof(key, "GET", url))
    use("other-ath", made(value=token()))
    use("old", made(iat=now - 3600))
    use("future", made(iat=now + 3600))
    use("no-jti", made(jti=None))
    use("private-jwk", tb.jws(
        key, {"typ": "dpop+jwt", "alg": "ES256", "jwk": dict(
            key.jwk(), d="AA")}, {"jti": "p", "htm": "GET", "htu": url,
                                  "iat": now, "ath": tb.b64(tb.sha256(
                                      bound.encode()))}))
    use("unsigned", made()[:-10] + "A" * 10)
    use("typ", tb.jws(key, {"typ": "JWT", "alg": "ES256", "jwk": key.jwk()},
                      {"jti": "q", "htm": "GET", "htu": url, "iat": now,
                       "ath": tb.b64(tb.sha256(bound.encode()))}))
    unbound = token()
    use("certificate-bound-as-dpop", made(value=unbound), value=unbound)
    use("certificate-bound-as-dpop-no-proof", value=unbound)
    use("certificate-bound-with-proof", made(value=unbound), value=unbound,
        scheme="Bearer")
    both = token(cnf={"jkt": key.jkt(), "x5t#S256": x5t(GOOD)})
    use("both", made(value=both), value=both)
    use("both-other-certificate", made(value=both), value=both, cert=OTHER)
    use("both-no-proof", value=both)
    use("both-other-proof", made(value=both, by=thief), value=both)
    use("at-bearer", path="/bearer", scheme="Bearer")


# ---- bound to a Token Binding ID -------------------------------------------

def tokbind():
    tls, params = more_args[0], tb.PARAMS[more_args[1]]
    key, thief = tb.Key.new(params), tb.Key.new(params)
    bound = token(cnf={"tbh": key.tbh(params)})
    stolen = []

    def use(name, make, value=bound, offer=(params,)):
        with tb.Connection(web, ca, tls=tls, offer=offer) as conn:
            values = make(conn)
            stolen[:] = values
            say(name, conn.request("/resource", [
                bearer(value), *((SEC, v) for v in values)]))

    use("good", lambda c: [c.message(key)])
    old = list(stolen)
    use("replayed", lambda c: old)
    use("thief", lambda c: [c.message(thief)])
    use("as-referred", lambda c: [c.message(thief, (key, params))])
    use("no-message", lambda c: [])
    use("two-messages", lambda c: [c.message(key)] * 2)
    use("signed-as-referred", lambda c: [tb.message(tb.binding(
        tb.PROVIDED, key, params, c.ekm, signed_as=tb.REFERRED))])
    use("not-negotiated", lambda c: old, offer=None)
    use("nothing", lambda c: [], offer=None)
    cert = token(cnf={"x5t#S256": x5t(GOOD), "tbh": key.tbh(params)})
    for name, who, name_of in (("both", key, GOOD), ("both-thief", thief, GOOD),
                               ("both-certificate", key, OTHER)):
        with tb.Connection(issuer, ca, tls=tls, offer=[params],
                           cert=name_of) as conn:
            say(name, conn.request("/resource", [
                bearer(cert), (SEC, conn.message(who))]))
    # A message that does not hold spoils a request that needs none.
    with tb.Connection(mtls, ca, tls=tls, offer=[params], cert=GOOD) as conn:
        say("spoilt", conn.request("/resource", [
            bearer(token()), (SEC, old[0])]))


# ---- tokens of the real authorization server --------------------------------

def get_token(name, cert, *headers, offer=None, tb_key=None, **form):
    with tb.Connection(issuer, ca, cert=cert, offer=offer) as conn:
        more = [(SEC, conn.message(tb_key))] if tb_key else []
        response = conn.request("/token", [*headers, *more], "POST", urlencode(
            {"grant_type": "client_credentials", "client_id": name, **form}))
    assert response.status == 200, response.body
    return response.json()


def issued():
    got = get_token("good-p256", GOOD)
    value = got["access_token"]
    ask("certificate", bearer(value))
    ask("certificate-thief", bearer(value), cert=OTHER)
    ask("certificate-thief-at-bearer", bearer(value), cert=OTHER,
        path="/bearer")
    key = tb.Key.new()
    url = mtls + "/resource"
    value = get_token("dpop", None, ("DPoP", tb.proof(
        key, "POST", issuer + "/token")))
    assert value["token_type"] == "DPoP"
    value = value["access_token"]
    for name, scheme, by in (("dpop", "DPoP", key),
                             ("dpop-thief", "DPoP", tb.Key.new()),
                             ("dpop-bearer", "Bearer", key)):
        ask(name, ("Authorization", f"{scheme} {value}"),
            ("DPoP", tb.proof(by, "GET", url, value)))
    tb_key, thief = tb.Key.new(), tb.Key.new()
    value = get_token("good-p256", GOOD, offer=[tb.ECDSA],
                      tb_key=tb_key)["access_token"]
    for name, by, cert in (("tokbind", tb_key, GOOD),
                           ("tokbind-thief", thief, GOOD),
                           ("tokbind-other-certificate", tb_key, OTHER)):
        with tb.Connection(mtls, ca, cert=cert, offer=[tb.ECDSA]) as conn:
            say(name, conn.request("/resource", [
                bearer(value), (SEC, conn.message(by))]))
    ask("tokbind-without", bearer(value))
    ask("changed", bearer(value[:-4] + "AAAA"))


globals()[story]()
