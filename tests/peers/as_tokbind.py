# SPDX-License-Identifier: Apache-2.0
"""Token Binding at the authorization server, by a client that is not ours.

    as_tokbind.py LAB AS MTLS TLS PARAMETERS

LAB is the laboratory's directory, AS and MTLS are origins of it.  Each step is
a line: its name, the status, and the check that failed, to which ID the token
is bound, or what the resource proved.
"""
import base64
import json
import sys

import tokbind_client as tb

lab, origin, mtls, tls, words = sys.argv[1:]
params = tb.PARAMS[words]
ca, cert = lab + "/ca.pem", lab + "/clients/good-p256"
FORM = "grant_type=client_credentials&client_id=good-p256"
SEC = "Sec-Token-Binding"
key, other = tb.Key.new(params), tb.Key.new(tb.ECDSA)
known = {key.tbh(params): "provided", other.tbh(tb.ECDSA): "referred"}


def dial(to=origin, offer=(params,)):
    return tb.Connection(to, ca, tls=tls, offer=offer and list(offer),
                         cert=cert)


def cnf_of(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=="))["cnf"]


def ask(name, values, offer=(params,)):
    """A request for a token; VALUES makes its fields from a connection."""
    with dial(offer=offer) as conn:
        response = conn.request(
            "/token", [(SEC, value) for value in values(conn)], "POST", FORM)
    said = response.json()
    if response.status != 200:
        print(name, response.status, said["error"], said.get("check", "-"))
        return None
    cnf = cnf_of(said["access_token"])
    assert "x5t#S256" in cnf
    print(name, response.status, known.get(cnf.get("tbh"), cnf.get("tbh")))
    return said["access_token"]


def use(name, token, which, kind):
    """At the resource, with that key for the connection."""
    with dial(mtls, offer=(kind,)) as conn:
        response = conn.request("/resource", [
            ("Authorization", "Bearer " + token), (SEC, conn.message(which))])
    said = response.json()
    print(name, response.status, said.get("check") or
          " ".join(sorted(said["proven"])))


def forged(conn, provided, referred):
    """Signed over another EKM, where that is said."""
    ekm, no = conn.ekm, bytes(32)
    return [tb.message(
        tb.binding(tb.PROVIDED, key, conn.params, ekm if provided else no),
        tb.binding(tb.REFERRED, other, tb.ECDSA, ekm if referred else no))]


own = ask("provided", lambda c: [c.message(key)])
its = ask("referred", lambda c: [c.message(key, (other, tb.ECDSA))])
use("provided-used", own, key, params)
use("provided-stolen", own, other, tb.ECDSA)
use("referred-used", its, other, tb.ECDSA)
use("referred-by-provided", its, key, params)
ask("none", lambda c: [])
ask("not-negotiated", lambda c: [tb.message(
    tb.binding(tb.PROVIDED, key, params, c.ekm))], offer=None)
ask("two", lambda c: [c.message(key)] * 2)
ask("empty", lambda c: [""])
ask("padded", lambda c: [c.message(key) + "=="])
ask("provided-forged", lambda c: forged(c, False, True))
ask("referred-forged", lambda c: forged(c, True, False))
ask("only-referred", lambda c: [tb.message(
    tb.binding(tb.REFERRED, other, tb.ECDSA, c.ekm))])
