# SPDX-License-Identifier: Apache-2.0
"""The story of Token Binding at a server, told by a client that is not ours.

    tokbind_flow.py STORY LAB WEB AS TLS PARAMETERS

LAB is the laboratory's directory, WEB and AS are origins of it.  Each step is
a line: its name, the status, and the check that failed or what came of it.
"""
import base64
import json
import os
import sys
import time
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "peers"))
import tokbind_client as tb  # noqa: E402

story, lab, web, idp, tls, words = sys.argv[1:]
params = tb.PARAMS[words]
ca = lab + "/ca.pem"
SEC = "Sec-Token-Binding"


def say(name, response, *more):
    said = response.json() if response.body else {}
    assert response.header("Cache-Control") == "no-store"
    assert (response.status == 401) == bool(
        response.header("WWW-Authenticate"))
    print(name, response.status,
          *(more or (said.get("check") or said.get("cookie") or "-",)))
    return response


def dial(origin=web, **how):
    how.setdefault("offer", [params])
    return tb.Connection(origin, ca, tls=tls, **how)


def ask(name, values=(), cookie=None, path="/tokbind", origin=web, key=None,
        conn=None, **how):
    """One request on a connection of its own; KEY signs what it needs."""
    conn = conn or dial(origin, **how)
    with conn:
        if key:
            values = (conn.message(key),)
        headers = [(SEC, value) for value in values]
        if cookie:
            headers.append(("Cookie", cookie))
        return say(name, conn.request(path, headers))


def wrong(name, make, **how):
    """The value that MAKE makes of a connection's EKM."""
    conn = dial(**how)
    with conn:
        value = make(conn)
        return say(name, conn.request("/tokbind", [(SEC, value)]))


# ---- without Token Binding -------------------------------------------------

def without():
    for name, how in (("no-offer", {"offer": None}),
                      ("no-ems", {"no_ems": True}),
                      ("draft-version", {"extension": bytes(
                          [0, 13, 1, params])}),
                      ("no-common-parameters", {"offer": [77]})):
        if name == "no-ems" and tls == "1.3":
            continue
        with dial(**how) as conn:
            response = conn.request("/tokbind")
            state = response.json()["token_binding"]
            say(name, response, *(f"{k}={str(state[k]).lower()}" for k in (
                "offered", "negotiated", "extended_master_secret")))
    key = tb.Key.new(params)
    with dial(offer=None) as conn:
        conn.params = params
        say("unasked", conn.request("/tokbind", [(SEC, conn.message(key))]))


# ---- one site --------------------------------------------------------------

def flow():
    alice, mallory = tb.Key.new(params), tb.Key.new(params)
    ask("no-message")
    with dial() as conn:
        value = conn.message(alice)
        say("two-messages", conn.request(
            "/tokbind", [(SEC, value), (SEC, value)]))
        first = say("register", conn.request("/tokbind", [(SEC, value)]))
        cookie = first.cookie()
        say("same-connection", conn.request(
            "/tokbind", [(SEC, value), ("Cookie", cookie)]))
    said = first.json()
    assert said["client"] == alice.tbh(params) and said["first_use"]
    attributes = first.header("Set-Cookie").split("; ")
    assert attributes[0].startswith("__Host-tlsbind=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(attributes)
    assert not any(a.startswith("Domain") for a in attributes)

    again = ask("return", cookie=cookie, key=alice)
    assert again.json()["client"] == said["client"]
    assert not again.json()["first_use"]
    other = ask("return-without-cookie", key=alice)
    assert other.cookie() != cookie and not other.json()["first_use"]
    assert other.json()["client"] == said["client"]

    ask("stolen-other-key", cookie=cookie, key=mallory)
    ask("stolen-no-message", cookie=cookie)
    ask("stolen-no-token-binding", cookie=cookie, offer=None)
    ask("stolen-replayed-message", cookie=cookie, values=[value])
    ask("stolen-two-messages", cookie=cookie, values=[value, value])
    ask("unknown-cookie", cookie="__Host-tlsbind=" + "A" * 43, key=alice)
    ask("still-good", cookie=cookie, key=alice)
    with dial() as conn:
        conn.request("/tokbind", [(SEC, conn.message(alice))])
        session = conn.session()
        value = conn.message(alice)
    with dial(session=session) as conn:
        assert conn.resumed
        headers = [("Cookie", cookie)]
        say("resumed-message-of-before", conn.request(
            "/tokbind", [(SEC, value), *headers]))
        say("resumed", conn.request(
            "/tokbind", [(SEC, conn.message(alice)), *headers]))
    # RFC 8472 section 3: a resumption negotiates again, or does not.
    with dial(session=session, offer=None) as conn:
        say("resumed-without", conn.request("/tokbind", headers))


# ---- messages that are wrong ----------------------------------------------

def other_params():
    return {tb.ECDSA: tb.PSS, tb.PSS: tb.PKCS1, tb.PKCS1: tb.PSS}[params]


def draft(key, conn):
    """As drafts -05 to -09 have it: no key_length, the EKM alone signed."""
    if params == tb.ECDSA:
        der = key.private.sign(conn.ekm, ec.ECDSA(
            utils.Prehashed(hashes.SHA256())))
        r, s = utils.decode_dss_signature(der)
        sig = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    else:
        sig = key.sign(params, conn.ekm)
    return tb.message(bytes([tb.PROVIDED]) + key.id(params, draft=True)
                      + tb.u16(sig) + tb.u16(b""))


def swapped(key, other, conn):
    tbs = {kind: bytes([kind, params]) + conn.ekm
           for kind in (tb.PROVIDED, tb.REFERRED)}
    return tb.message(
        tb.binding(tb.PROVIDED, key, params, conn.ekm,
                   signature=other.sign(params, tbs[tb.REFERRED])),
        tb.binding(tb.REFERRED, other, params, conn.ekm,
                   signature=key.sign(params, tbs[tb.PROVIDED])))


def raw(value):
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


def messages():
    key, second = tb.Key.new(params), tb.Key.new(params)
    odd = other_params()
    stranger = tb.Key.new(odd)

    def one(conn, kind=tb.PROVIDED, by=key, with_=params, **how):
        return tb.binding(kind, by, with_, conn.ekm, **how)

    wrong("right", lambda c: c.message(key))
    wrong("with-referred", lambda c: c.message(key, (second, params)))
    wrong("referred-alone", lambda c: tb.message(one(c, tb.REFERRED)))
    wrong("signed-as-referred",
          lambda c: tb.message(one(c, signed_as=tb.REFERRED)))
    wrong("referred-signed-as-provided", lambda c: tb.message(
        one(c), one(c, tb.REFERRED, by=second, signed_as=tb.PROVIDED)))
    wrong("swapped-signatures", lambda c: swapped(key, second, c))
    wrong("two-provided", lambda c: tb.message(one(c), one(c, by=second)))
    wrong("two-referred", lambda c: tb.message(
        one(c), one(c, tb.REFERRED), one(c, tb.REFERRED, by=second)))
    wrong("other-parameters",
          lambda c: tb.message(one(c, by=stranger, with_=odd)))
    wrong("other-signer", lambda c: tb.message(one(
        c, signature=second.sign(
            params, bytes([0, params]) + c.ekm))))
    wrong("no-ekm", lambda c: tb.message(
        tb.binding(tb.PROVIDED, key, params, bytes(32))))
    wrong("draft-layout", lambda c: draft(key, c))
    if params == tb.ECDSA:
        wrong("der-signature", lambda c: tb.message(one(
            c, signature=key.private.sign(
                bytes([0, params]) + c.ekm, ec.ECDSA(hashes.SHA256())))))
    wrong("padded", lambda c: (
        c.message(key) + "=" * 4)[:-(-len(c.message(key)) % 4) or None])
    wrong("hex", lambda c: raw(c.message(key)).hex())
    wrong("named-again", lambda c: SEC + ": " + c.message(key))
    wrong("cut", lambda c: tb.b64(raw(c.message(key))[:-3]))
    wrong("more-behind", lambda c: c.message(key) + "AAAA")
    wrong("empty-list", lambda c: "AAA")
    wrong("empty", lambda c: "")


# ---- two sites -------------------------------------------------------------

def location(response):
    parts = urlsplit(response.header("Location"))
    return (f"{parts.scheme}://{parts.netloc}", f"{parts.path}?{parts.query}",
            {k: v[0] for k, v in parse_qs(parts.query).items()})


def begin(key, name=None):
    """At the relying party; returns where it sends us."""
    with dial() as conn:
        response = conn.request("/tokbind/rp", [(SEC, conn.message(key))])
    if name:
        say(name, response,
            response.header("Include-Referred-Token-Binding-ID") or "-")
    return location(response)


def provider(where, key, referred, name=None):
    """At the provider, which sends us back."""
    origin, path, _ = where
    with dial(origin) as conn:
        response = conn.request(
            path, [(SEC, conn.message(key, referred))])
    if name:
        say(name, response)
    return response


def finish(name, where, key):
    origin, path, _ = where
    return ask(name, path=path, origin=origin, key=key)


def post(name, key, **form):
    with dial() as conn:
        return say(name, conn.request(
            "/tokbind/rp/return", [(SEC, conn.message(key))], method="POST",
            body=urlencode(form)))


def claims_of(token):
    return json.loads(raw(token.split(".")[1]))


def federated():
    at_rp, at_idp, thief = (tb.Key.new(params) for _ in range(3))
    ask("rp-without", path="/tokbind/rp", offer=None)
    ask("rp-no-message", path="/tokbind/rp")
    there = begin(at_rp, "rp")
    assert there[0] == idp, there
    provider(there, at_idp, None, "idp-no-referred")
    back = location(provider(there, at_idp, (at_rp, params), "idp"))
    assert back[0] == web, back

    finish("return-other-key", back, thief)
    ask("return-no-message", path=back[1])
    ask("return-without", path=back[1], offer=None)
    done = finish("return", back, at_rp).json()
    assert done["client"] == at_rp.tbh(params)
    assert done["subject"] == at_idp.tbh(params)
    claims = claims_of(done["id_token"])
    assert claims["cnf"] == {"tbh": at_rp.tbh(params)}, claims
    assert claims["iss"] == web and claims["aud"] == web + "/tokbind/rp"
    finish("return-again", back, at_rp)

    state = begin(thief)[2]["state"]
    post("token-stolen", thief, id_token=done["id_token"], state=state)
    post("token-again", at_rp, id_token=done["id_token"],
         state=back[2]["state"])
    post("token-other-question", at_rp, id_token=done["id_token"],
         state=begin(at_rp)[2]["state"])
    post("token-no-state", at_rp, id_token=done["id_token"])
    there = begin(at_rp)
    back = location(provider(there, at_idp, (at_rp, params)))
    token = finish("second", back, at_rp).json()["id_token"]
    with dial() as conn:
        say("id-token-as-access-token", conn.request("/resource", [
            ("Authorization", "Bearer " + token),
            (SEC, conn.message(at_rp))]))
    access_token(at_rp)

    mixed = location(provider(begin(at_rp), at_rp, (at_idp, params)))
    finish("ids-mixed-up", mixed, at_rp)
    forced = location(provider(begin(thief), thief, (thief, params)))
    finish("forced-login", forced, at_rp)
    odd = other_params()
    other = tb.Key.new(odd)
    provider(begin(at_rp), at_idp, (other, odd), "referred-other-parameters")
    there = begin(at_rp)
    with dial(there[0]) as conn:
        say("referred-forged", conn.request(there[1], [(SEC, tb.message(
            tb.binding(tb.PROVIDED, at_idp, params, conn.ekm),
            tb.binding(tb.REFERRED, at_rp, params, conn.ekm,
                       signed_as=tb.PROVIDED)))]))
    for name, query in (("idp-nobody", "rp=evil&state=" + "A" * 43),
                        ("idp-no-state", "rp=web"),
                        ("idp-split", "rp=web&state=a%0d%0aSet-Cookie:x")):
        with dial(idp) as conn:
            say(name, conn.request("/tokbind/idp?" + query, [(
                SEC, conn.message(at_idp, (at_rp, params)))]))


def access_token(key):
    """What is signed for another end by the same key must not pass."""
    signer = tb.Key.load(lab + "/as.key")
    now = int(time.time())
    state = begin(key)[2]["state"]
    claims = {"iss": web, "aud": web + "/tokbind/rp", "sub": "x",
              "exp": now + 60, "iat": now, "nonce": state,
              "cnf": {"tbh": key.tbh(params)}}
    for typ in "at+jwt", "dpop+jwt", None:
        header = {"alg": "ES256", "kid": signer.jkt()}
        if typ:
            header["typ"] = typ
        post(f"typ-{typ}", key, state=state,
             id_token=tb.jws(signer, header, claims))
    post("forged", key, state=state, id_token=tb.jws(
        tb.Key.new(), {"alg": "ES256", "typ": "JWT"}, claims))
    post("other-audience", key, state=state, id_token=tb.jws(
        signer, {"alg": "ES256", "typ": "JWT"},
        dict(claims, aud=idp + "/tokbind/rp")))
    post("no-cnf", key, state=state, id_token=tb.jws(
        signer, {"alg": "ES256", "typ": "JWT"},
        {k: v for k, v in claims.items() if k != "cnf"}))
    post("no-nonce", key, state=state, id_token=tb.jws(
        signer, {"alg": "ES256", "typ": "JWT"},
        {k: v for k, v in claims.items() if k != "nonce"}))
    asked = begin(tb.Key.new(params))[2]["state"]
    post("asked-by-another", key, state=asked, id_token=tb.jws(
        signer, {"alg": "ES256", "typ": "JWT"}, dict(claims, nonce=asked)))
    post("made-right", key, state=state, id_token=tb.jws(
        signer, {"alg": "ES256", "typ": "JWT"}, claims))


# ---- before and after a restart -------------------------------------------

def key_file():
    return lab + ("/tokbind-p256.key" if params == tb.ECDSA
                  else "/tokbind-rsa.key")


def before():
    cookie = ask("before", key=tb.Key.load(key_file())).cookie()
    with open("cookie", "w", encoding="ascii") as file:
        file.write(cookie)


def after():
    with open("cookie", encoding="ascii") as file:
        cookie = file.read()
    ask("after", cookie=cookie, key=tb.Key.load(key_file()))
    ask("after-stolen", cookie=cookie, key=tb.Key.new(params))
    again = ask("after-without-cookie", key=tb.Key.load(key_file()))
    assert not again.json()["first_use"]


def until_killed():
    """Register until the server is gone; what it confirmed is in a file."""
    key = tb.Key.load(key_file())
    with open("cookies", "w", encoding="ascii") as file:
        try:
            with dial() as conn:
                value = conn.message(key)
                while True:
                    response = conn.request("/tokbind", [(SEC, value)])
                    assert response.status == 200
                    print(response.cookie(), file=file, flush=True)
        except tb.Failed:
            pass


def all_there():
    key = tb.Key.load(key_file())
    with open("cookies", encoding="ascii") as file:
        cookies = file.read().split()
    assert len(cookies) > 10
    with dial() as conn:
        value = conn.message(key)
        lost = sum(conn.request("/tokbind", [
            (SEC, value), ("Cookie", cookie)]).status != 200
            for cookie in cookies)
    print("lost", lost)


globals()[story]()
