#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""tbmsg_cases.py: Token Binding messages in bulk for tlsbind-tbmsg --batch,
each with what must be said of it.

vectors DIRECTORY   a line for each published or own vector, what is stated
causes DIRECTORY    a line for each case of tbwhy.json: no EKM in the lines
damage DIRECTORY    good messages damaged everywhere, judged by tbmsg_oracle
large DIRECTORY     messages as large as there can be
decoded DIRECTORY   vectors whose IDs are known, and those without an EKM

A line is what verify --batch reads, and .want beside it, for
tbmsg_compare: .status, .bindings
(type, parameters, result), .ids, .tbh, .causes, .layout, .ttrp, .checks;
.offset is where it breaks off, .placed: a fault of the form has its place.
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "peers"))
import tbmsg_oracle as oracle  # noqa: E402

DRAFT = "drafts -05 to -09"
OWN_CAUSES = {
    "type-byte-changed": ["signed-other-type"],
    "signed-ekm-only": ["signed-bare-ekm"],
    "signed-with-whole-id": ["signed-whole-id"],
    "pss-salt-20": ["pss-salt"], "pss-salt-max": ["pss-salt"],
    "pss-mgf1-sha1": ["pss-mgf1-hash"],
    "pkcs1-signature-labelled-pss": ["signature-scheme"],
    "rsa-modulus-leading-zero": ["key-leading-zeros"],
    "rsa-1024": ["key-size"], "rsa-3072": ["key-size"],
    "ec-point-with-04-prefix": ["key-sec1-prefix"],
    "ecdsa-der-signature": ["signature-der"],
    "empty-list": ["message-empty"], "trailing-byte": ["message-trailing"],
    "padded-base64": ["header-padded"],
    "standard-base64-alphabet": ["header-standard-base64"],
    "inner-space": ["header-white-space"],
    "line-fold": ["header-white-space"],
    "non-canonical-last-char": ["header-spare-bits"],
    "wrong-ekm": [], "ecdsa-bit-flip": [], "empty-string": [],
    "ec-point-not-on-curve": [],
}


def load(name):
    with open(os.path.join(sys.argv[2], name + ".json"),
              encoding="utf-8") as file:
        return json.load(file)


def line(ref, value, ekm, negotiated=None, **want):
    out = {"ref": ref, "tbmsg": value}
    if ekm is not None:
        out["ekm"] = ekm
    if negotiated in (0, 1, 2):
        out["negotiated"] = oracle.NAMES[negotiated]
    out["want"] = want
    print(json.dumps(out))


# ---- vectors --------------------------------------------------------------

def own():
    data = load("token-binding-own")
    known = {"provided-ecdsap256": "ec", "ecdsa-x-leading-zero": "ec_x0",
             "provided-rsa2048-pkcs1.5": "rsa_pkcs1.5",
             "provided-rsa2048-pss": "rsa_pss"}
    for c in data["cases"]:
        name, stated = c["name"], c["expect"]
        good = stated == "valid" or stated.startswith("provided valid")
        assert good or stated.startswith(("reject", "ambiguous", "decodes"))
        want = {"status": 0 if good else 1}
        if good:
            want["causes"] = []
        want["causes"] = OWN_CAUSES.get(name, want.get("causes"))
        if name in known:
            want["ids"] = [data["tb_ids"][known[name]]]
            want["tbh"] = [data["tbh"][known[name]]]
        line("own " + name, c["sec_token_binding"], c["ekm"],
             c["negotiated_key_parameters"], **want)


def implementation(c):
    """What is stated of a case, by the rules of RFC 8471."""
    verified = c["verified"]
    draft = "-08" in c["draft"].split(",")[0] and "RFC" not in c["draft"]
    want = {"status": 0 if verified["verdict"] == "accept" else 1}
    if "bytes" in c["draft"]:
        # Not what the other rules say of these octets: what ours say.
        draft = "draft -08 bytes" in c["draft"]
        want["status"] = 1 if draft else 0
    elif "bindings" in verified:
        want["bindings"] = bindings_of(verified)
        want["ids"] = [b["tbid_b64url"] for b in verified["bindings"]]
        want["tbh"] = [b["tbh_sha256_b64url"] for b in verified["bindings"]]
    if c["negotiated_key_parameters"] == 239:
        want["status"] = 1
    if draft or "-08 (" in c["draft"]:
        want.update(status=1, layout=DRAFT, causes=["draft-format"])
        # Valid by the draft, which is not what a server goes by.
        if "bindings" in want:
            want["bindings"] = [[t, p, "invalid"]
                                for t, p, _ in want["bindings"]]
    return want


def bindings_of(verified):
    result = {"valid": "valid", "invalid": "invalid", "malformed": "invalid",
              "unevaluated": "unevaluated", None: None}
    out = []
    for b in verified["bindings"]:
        params, kind = b["key_parameters"], b["type"]
        got = result[b["signature_result"]]
        if str(params).startswith("ed25519"):
            params, got = 239, "unevaluated"
        out.append([kind if kind in oracle.TYPES else "unknown (%d)" % kind,
                    params if params in oracle.NAMES
                    else "unknown (%d)" % params, got])
    return out


def others():
    for c in load("tbmsg-malformed")["cases"]:
        line("malformed " + c["name"], c["message_b64url"], c["ekm_hex"],
             c["negotiated"], status=0 if c["expected"] == "accept" else 1)
    for name in ("ttrp-examples", "oauth-token-binding-examples",
                 "oidc-token-bound-authentication-examples"):
        for c in load(name)["cases"]:
            assert c["expect"] == "valid"
            line("%s %s" % (name, c["name"]), c["sec_token_binding"],
                 c["ekm"], status=0, causes=[])


def vectors():
    own()
    others()
    for c in load("tbmsg-implementations")["cases"]:
        if c["type"] == "tbmsg" and c["ekm_hex"]:
            line("implementations " + c["name"], c["message_b64url"],
                 c["ekm_hex"], c["negotiated_key_parameters"],
                 **implementation(c))


def causes():
    for c in load("tbwhy")["cases"]:
        line(c["name"], c["message_b64url"], None, status=1,
             causes=c["causes"])


def decoded():
    for c in load("tbmsg-implementations")["cases"]:
        want = implementation(c) if c["type"] == "tbmsg" else {}
        if "ids" not in want:
            continue
        line("implementations " + c["name"], c["message_b64url"], None,
             ids=want["ids"], tbh=want["tbh"],
             bindings=[b[:2] + ["unevaluated"] for b in want["bindings"]])
    for c in load("ttrp-examples")["cases"]:
        # Types in one digit or two, in either case: two small ones are ours.
        line("ttrp " + c["name"], c["sec_token_binding"], None, status=0,
             ttrp={k: re.sub(r"\b[0-9A-F]{1,2}\.",
                             lambda m: m[0].lower().rjust(3, "0"), v)
                   for k, v in c.items()
                   if k.endswith("Token-Binding-ID") and v})
    for c in load("oauth-token-binding-examples")["cases"]:
        want = {"status": 0}
        if "tbh_of" in c:
            want["tbh_of"] = [c["tbh_of"], c["cnf"]["tbh"]]
        if c.get("pkce", {}).get("code_challenge_method") == "TB-S256":
            want["tbh_of"] = ["provided", c["pkce"]["code_challenge"]]
        if c.get("pkce", {}).get("code_challenge_method") == "referred_tb":
            want["id_of"] = ["referred", c["pkce"]["code_verifier"]]
        line("oauth " + c["name"], c["sec_token_binding"], None, **want)
    oidc = load("oidc-token-bound-authentication-examples")
    for token in oidc["id_tokens"]:
        c, = [x for x in oidc["cases"] if x["name"] == token["bound_to"]]
        line("oidc " + c["name"], c["sec_token_binding"], None, status=0,
             tbh_of=["provided", token["cnf"]["tbh"]])
    c, = load("rfc8473-example")["cases"]
    line(c["name"], c["sec_token_binding"], None, status=0, layout="RFC 8471")


# ---- damage ---------------------------------------------------------------

def judged(ref, octets, ekm, **want):
    """A line whose wants the oracle knows."""
    counted = (len(octets) - 2 == int.from_bytes(octets[:2], "big") >= 132)
    want["checks"] = {"message.length": "pass" if counted else "fail"}
    try:
        bindings = oracle.parse(octets)
    except oracle.Malformed:
        want.update(status=1, placed=True)
    else:
        results = [b.names() + [b.verify(ekm)] for b in bindings]
        want.update(status=0 if oracle.accepts(bindings, ekm) else 1,
                    bindings=results, placed=True,
                    faults=sorted({f for b in bindings for f in b.faults}))
        if len(bindings) < 9:
            want["ids"] = [oracle.url(b.id) for b in bindings]
    line(ref, oracle.url(octets), ekm.hex(), **want)


def boundaries(octets):
    """Where each field that has octets begins, by a walk of our own."""
    at, starts, ends = 2, [], {2}
    while at < len(octets):
        starts += [at, at + 1]
        at += 2
        for _ in range(3):
            n = int.from_bytes(octets[at:at + 2], "big")
            starts += [at] + ([at + 2] if n else [])
            at += 2 + n
        ends.add(at)
    return starts, ends


def truncations(name, octets, ekm):
    starts, ends = boundaries(octets)
    for n in range(len(octets)):
        judged("%s cut to %d" % (name, n), octets[:n], ekm)
        if n < 2:
            continue
        want = {} if n in ends else {"offset": max(
            s for s in starts if s <= n)}
        judged("%s cut to %d, counted anew" % (name, n),
               oracle.u16(octets[2:n]), ekm, **want)


def changes(name, octets, ekm, thorough):
    for i in range(len(octets)):
        every = range(1, 256) if i in thorough else [1 << i % 8]
        for bits in every:
            other = octets[:i] + bytes([octets[i] ^ bits]) + octets[i + 1:]
            judged("%s octet %d ^ %02x" % (name, i, bits), other, ekm)


def shifts(name, octets, ekm):
    for i in range(len(octets) + 1):
        judged("%s one more at %d" % (name, i),
               octets[:i] + b"\0" + octets[i:], ekm)
        judged("%s one less at %d" % (name, i),
               octets[:i] + octets[i + 1:], ekm)


def damage():
    data = load("token-binding-own")
    ekm = bytes.fromhex(data["ekm1"])
    good = {c["name"]: bytes.fromhex(c["tbmsg_hex"]) for c in data["cases"]
            if c["expect"] == "valid"}
    for name, octets in good.items():
        assert oracle.accepts(oracle.parse(octets), ekm), name
        judged(name, octets, ekm)
        truncations(name, octets, ekm)
    changes("P-256", good["provided-ecdsap256"], ekm,
            {0, 1, 2, 3, 4, 5, 6, 71, 72, 137, 138})
    for params in ("pkcs1.5", "pss"):
        changes("RSA " + params, good["provided-rsa2048-" + params], ekm,
                {3, 4, 5, 6, 7, 8, 263, 264, 265, 266, 267, 268, 269, 526,
                 527})
    changes("extensions", good["unknown-extension"], ekm,
            {138, 139, 140, 141})
    changes("two", good["provided+referred-ecdsa"], ekm, {139, 140})
    shifts("P-256", good["provided-ecdsap256"], ekm)
    # The signature holds, but the ID would be another one.
    for name in ("ecdsap256", "rsa2048-pkcs1.5", "rsa2048-pss"):
        octets = good["provided-" + name]
        n = int.from_bytes(octets[4:6], "big")
        judged(name + " with more in the key", oracle.u16(
            octets[2:4] + oracle.u16(octets[6:6 + n] + b"\0")
            + octets[6 + n:]), ekm)
    for n in (0, 1, 63, 64):
        judged("unknown parameters, signature of %d" % n, oracle.message(
            good["provided-ecdsap256"][2:],
            b"\x07\x09\0\0" + oracle.u16(b"\1" * n) + b"\0\0"), ekm)


# ---- size -----------------------------------------------------------------

def large():
    data = load("token-binding-own")
    ekm = bytes.fromhex(data["ekm1"])
    key = oracle.load(data["private_keys_pem"]["ec"].encode())
    provided = oracle.binding(0, key, 2, ekm)
    small = b"\x07\x09\0\0" + oracle.u16(b"\0" * 64) + b"\0\0"
    other = oracle.binding(77, key, 2, ekm)
    room = 65535 - len(provided)

    def extended(n):
        return oracle.binding(0, key, 2, ekm, b"\x05" + oracle.u16(b"\0" * n))

    judged("65535 octets", oracle.message(extended(room - 3)), ekm)
    judged("400 bindings", oracle.message(provided, *[other] * 399), ekm)
    judged("400 bad bindings",
           oracle.message(provided, *[other[:-40] + b"bad!" + other[-36:]]
                          * 399), ekm)
    judged("910 minimal bindings", oracle.message(*[small] * 910), ekm)
    judged("1 and 908", oracle.message(provided, *[small] * (room // 72)),
           ekm)
    line("8191 empty bindings", oracle.url(
        oracle.u16((b"\0\2" + b"\0" * 6) * 8191)), ekm.hex(), status=1,
         placed=True)
    # As long as the first two characters say, were they octets.
    for n in (15205, 15410):
        judged("a list of %d" % n, oracle.message(extended(n - 140)), ekm)
    line("87385 characters", "A" * 87385, ekm.hex(), status=1, placed=True)
    line("87384 characters", "A" * 87384, ekm.hex(), status=1, placed=True)
    line("200000 characters", "_" * 200000, ekm.hex(), status=1, placed=True,
         checks={"header.encoding": "fail"})


if __name__ == "__main__":
    globals()[sys.argv[1]]()
