#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""dpop.py > dpop.json: DPoP proofs by python3-cryptography, sound ones and
such with one mistake each; and the checks that must fail or warn, and the
causes that a diagnosis must name."""
import base64
import hashlib
import hmac
import json
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import (
    ec, ed25519, padding, rsa, utils)
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat)

NOW = 1700000000
URL = "https://api.example/v1/accounts"


def url(octets):
    if isinstance(octets, str):
        octets = octets.encode()
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def sha(text, name="sha256"):
    if isinstance(text, str):
        text = text.encode()
    return hashlib.new(name, text).digest()


CLAIMS = '{"iss":"https://as.example","sub":"a","exp":1700000600}'
TOKEN = ".".join((url('{"alg":"ES256","typ":"at+jwt"}'), url(CLAIMS),
                  url(b"\5" * 64)))
PART = TOKEN.split(".")
EC = ec.generate_private_key(ec.SECP256R1())
OTHER = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
P521 = ec.generate_private_key(ec.SECP521R1())
RSA = rsa.generate_private_key(65537, 2048)
RSA1024 = rsa.generate_private_key(65537, 1024)
ED = ed25519.Ed25519PrivateKey.generate()
SECRET = bytes(range(32))
SHAS = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def number(n, size=None):
    return url(n.to_bytes(size or (n.bit_length() + 7) // 8, "big"))


def jwk(key=EC, private=False):
    if isinstance(key, bytes):
        return {"kty": "oct", "k": url(key)}
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return {"kty": "OKP", "crv": "Ed25519", "x": url(
            key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))}
    n = key.public_key().public_numbers()
    if isinstance(key, rsa.RSAPrivateKey):
        return {"kty": "RSA", "n": number(n.n), "e": number(n.e)}
    size = (key.curve.key_size + 7) // 8
    made = {"kty": "EC", "crv": "P-%d" % key.curve.key_size,
            "x": number(n.x, size), "y": number(n.y, size)}
    if private:
        made["d"] = number(key.private_numbers().private_value, size)
    return made


def digest_of(key=EC):
    """RFC 7638."""
    names = {"EC": "crv kty x y", "RSA": "e kty n", "OKP": "crv kty x"}
    k = jwk(key)
    return sha(json.dumps({m: k[m] for m in names[k["kty"]].split()},
                          separators=(",", ":")))


def sign(alg, key, data, der=False):
    if alg in ("HS256", "HS384", "HS512"):
        return hmac.new(key, data, "sha" + alg[2:]).digest()
    if alg == "EdDSA":
        return key.sign(data)
    if alg == "none":
        return b""
    digest = SHAS[alg[2:]]
    if alg.startswith("RS"):
        return key.sign(data, padding.PKCS1v15(), digest)
    if alg.startswith("PS"):
        return key.sign(data, padding.PSS(
            padding.MGF1(digest), digest.digest_size), digest)
    made = key.sign(data, ec.ECDSA(digest))
    if der:
        return made
    size = (key.curve.key_size + 7) // 8
    return b"".join(v.to_bytes(size, "big")
                    for v in utils.decode_dss_signature(made))


GONE = object()


def proof(alg="ES256", key=EC, header=None, claims=None, how="ES256",
          der=False, raw_claims=None, raw_header=None):
    """HEADER and CLAIMS change what a sound proof has; GONE takes away."""
    if alg != "ES256" and how == "ES256":
        how = alg
    h = {"typ": "dpop+jwt", "alg": alg, "jwk": jwk(key), **(header or {})}
    c = {"jti": "e1j3V_bKic8-LAEB", "htm": "GET", "htu": URL,
         "iat": NOW - 7, "ath": url(sha(TOKEN)), "nonce": "eyJ7S_zG.ey",
         **(claims or {})}
    h = {m: v for m, v in h.items() if v is not GONE}
    c = {m: v for m, v in c.items() if v is not GONE}
    text = url(raw_header or json.dumps(h)) + "." + url(
        raw_claims or json.dumps(c))
    return text + "." + url(sign(how, key, text.encode(), der))


CASES = []


def case(name, dpop, fails="", causes="", warns="", skips="", words=None,
         **known):
    """What is KNOWN of the request; None takes away.  WORDS must be said."""
    request = {"method": "GET", "url": URL, "nonce": "eyJ7S_zG.ey",
               "access_token": TOKEN, "jkt": url(digest_of(EC)),
               "now": NOW, **known}
    CASES.append({
        "name": name, "dpop": dpop, "fails": fails.split(),
        "causes": causes.split(), "warns": warns.split(),
        "skips": skips.split(), "words": words or "",
        **{m: v for m, v in request.items() if v is not None}})


def claim(name, fails, causes="", claims=None, **more):
    case(name, proof(claims=claims), fails, causes, **more)


# ---- sound ----------------------------------------------------------------

SOUND = proof()
case("all is well", SOUND)
case("a field", "DPoP: " + SOUND)
case("a request", "GET /v1/accounts HTTP/1.1\r\nHost: api.example\r\n"
     "dpop:\t" + SOUND + " \r\nAuthorization: DPoP " + TOKEN + "\r\n\r\n")
case("RS256", proof("RS256", RSA), jkt=url(digest_of(RSA)))
case("PS384", proof("PS384", RSA), jkt=url(digest_of(RSA)))
case("ES384", proof("ES384", P384), jkt=url(digest_of(P384)))
case("ES512", proof("ES512", P521), jkt=url(digest_of(P521)))
case("EdDSA", proof("EdDSA", ED), jkt=url(digest_of(ED)))
case("nothing known of the request", SOUND,
     skips="dpop.method dpop.url dpop.nonce dpop.token dpop.key",
     method=None, url=None, nonce=None, access_token=None, jkt=None)
case("a token request", proof(claims={"ath": GONE, "nonce": GONE}),
     skips="dpop.nonce dpop.token dpop.key",
     nonce=None, access_token=None, jkt=None)
case("typ in another case", proof(header={"typ": "DPoP+JWT"}))
case("typ with application/", proof(header={"typ": "application/dpop+jwt"}))
case("typ with Application/", proof(header={"typ": "Application/DPOP+jwt"}))
claim("fraction of a second", "", claims={"iat": NOW - 6.5})
claim("iat as 1.7e9", "", claims={"iat": 1.7e9})
claim("the oldest", "", claims={"iat": NOW - 300})
claim("the newest", "", claims={"iat": NOW + 30})
claim("other claims", "", claims={"exp": 1, "nbf": NOW + 999, "x": [{}]})
case("URL with a query", SOUND, url=URL + "?from=1#top")

# ---- 1: one proof ---------------------------------------------------------

case("two fields", "DPoP: %s\r\nDPoP: %s\r\n" % (SOUND, SOUND), "dpop.single")
case("two lines", SOUND + "\n" + SOUND + "\n", "dpop.single")
case("a field and a line", "DPoP: %s\n%s\n" % (SOUND, SOUND), "dpop.single")
case("joined", "DPoP: %s, %s" % (SOUND, SOUND), "dpop.single")
case("joined, bare", SOUND + "," + SOUND + ",", "dpop.single")
NO_HEADER = ("dpop.type dpop.algorithm dpop.signature dpop.public-key "
             "dpop.key ")
NO_CLAIMS = ("dpop.claims dpop.method dpop.url dpop.nonce dpop.time "
             "dpop.token ")
case("no such field", "Host: api.example\r\nAuthorization: DPoP " + TOKEN,
     "dpop.single", skips="dpop.form " + NO_HEADER + NO_CLAIMS)
case("nothing", " ", "dpop.single", skips="dpop.form " + NO_HEADER + NO_CLAIMS)

# ---- 2: a JWT -------------------------------------------------------------

case("crit", proof(header={"crit": ["x"], "x": 1}), "dpop.form")
case("kid that is no string", proof(header={"kid": 1}), "dpop.form")
case("claims twice", proof(raw_claims='{"jti":"a","jti":"b"}'),
     "dpop.form", skips=NO_CLAIMS)
case("claims that are no object", proof(raw_claims="[1]"),
     "dpop.form", skips=NO_CLAIMS)
case("claims that are no JSON", proof(raw_claims="jti=1"),
     "dpop.form", skips=NO_CLAIMS)
case("a header that is no object", proof(raw_header="[1]"),
     "dpop.form", skips=NO_HEADER)
case("encrypted", SOUND + ".a.a", "dpop.form",
     skips=NO_HEADER + NO_CLAIMS)
case("nonsense", "nonsense", "dpop.form",
     skips=NO_HEADER + NO_CLAIMS)
case("padded", SOUND + "==", "dpop.form dpop.signature")
H, C, S = SOUND.split(".")
case("as JSON", json.dumps({"protected": H, "payload": C, "signature": S}),
     "dpop.form", skips=NO_HEADER + NO_CLAIMS)

# ---- 3: claims ------------------------------------------------------------

claim("no jti", "dpop.claims", claims={"jti": GONE})
claim("empty jti", "dpop.claims", claims={"jti": ""})
claim("jti as number", "dpop.claims", claims={"jti": 7})
claim("no htm", "dpop.claims", claims={"htm": GONE}, skips="dpop.method")
claim("htm as list", "dpop.claims", claims={"htm": ["GET"]},
      skips="dpop.method")
claim("no htu", "dpop.claims", claims={"htu": GONE}, skips="dpop.url")
claim("no iat", "dpop.claims", claims={"iat": GONE}, skips="dpop.time")
claim("iat as text", "dpop.claims", claims={"iat": str(NOW)},
      skips="dpop.time")
claim("iat as null", "dpop.claims", claims={"iat": None}, skips="dpop.time")
claim("iat beyond all time", "dpop.claims", claims={"iat": 1e300},
      skips="dpop.time")
claim("the longest jti", "", claims={"jti": "j" * 1024})
claim("too long a jti", "", claims={"jti": "j" * 1025}, warns="dpop.claims")

# ---- 4 to 7: header -------------------------------------------------------

case("no typ", proof(header={"typ": GONE}), "dpop.type", "dpop-typ")
for typ in ("JWT", "dpop", "dpop+jwt;v=1", "application/application/dpop+jwt",
            "at+jwt", "application/jwt"):
    case("typ " + typ, proof(header={"typ": typ}), "dpop.type", "dpop-typ",
         words="an access token" if typ == "at+jwt" else "does not say")
case("alg none", proof("none"), "dpop.algorithm", skips="dpop.signature")
case("no alg", proof(header={"alg": GONE}), "dpop.algorithm",
     skips="dpop.signature")
case("alg es256", proof(header={"alg": "es256"}), "dpop.algorithm", skips="dpop.signature")
case("alg ES256K", proof(header={"alg": "ES256K"}), "dpop.algorithm",
     skips="dpop.signature")
case("HS256 with a public key", proof("HS256", SECRET,
                                      header={"jwk": jwk(EC)}),
     "dpop.algorithm", "dpop-symmetric", skips="dpop.signature")
case("HS256 with its secret", proof("HS256", SECRET),
     "dpop.algorithm dpop.public-key", "dpop-symmetric",
     skips="dpop.signature dpop.key")
case("signed with another key", proof(header={"jwk": jwk(OTHER)}),
     "dpop.signature", jkt=url(digest_of(OTHER)))
case("changed", H + "." + url(json.dumps(
    {"jti": "b", "htm": "GET", "htu": URL, "iat": NOW,
     "ath": url(sha(TOKEN)), "nonce": "eyJ7S_zG.ey"})) + "." + S,
     "dpop.signature")
case("no signature", H + "." + C + ".", "dpop.signature")
case("DER", proof(der=True), "dpop.signature", "jws-der")
case("PS256 that says RS256", proof("RS256", RSA, how="PS256"),
     "dpop.signature", "jws-other-algorithm", jkt=url(digest_of(RSA)))
case("ES256 with P-384", proof("ES256", P384), "dpop.signature",
     jkt=url(digest_of(P384)))
case("RS256 with 1024 bits", proof("RS256", RSA1024),
     "dpop.signature", skips="dpop.key")
case("no jwk", proof(header={"jwk": GONE}), "dpop.signature",
     skips="dpop.public-key dpop.key")
case("jwk as text", proof(header={"jwk": "x"}), "dpop.signature",
     skips="dpop.key")
case("jwk for encryption", proof(header={"jwk": dict(jwk(), use="enc")}),
     "dpop.signature")
case("jwk with d", proof(header={"jwk": jwk(EC, True)}), "dpop.public-key")
N = RSA.private_numbers()
case("jwk with p alone", proof("RS256", RSA, header={
    "jwk": dict(jwk(RSA), p=number(N.p))}), "dpop.public-key",
     jkt=url(digest_of(RSA)))

# ---- 8: method ------------------------------------------------------------

claim("another method", "dpop.method", claims={"htm": "POST"})
claim("method in lower case", "dpop.method", "dpop-htm-case",
      claims={"htm": "get"})

# ---- 9: URI ---------------------------------------------------------------

claim("another path", "dpop.url", "dpop-htu-path",
      claims={"htu": "https://api.example/v1/cards"})
claim("a slash at the end", "dpop.url", "dpop-htu-path",
      claims={"htu": URL + "/"},
      words="slash at the end")
claim("path without the proxy's prefix", "dpop.url", "dpop-htu-path",
      claims={"htu": "https://api.example/accounts"},
      words="prefix that htu does not have")
claim("path in another case", "dpop.url", "dpop-htu-path",
      claims={"htu": "https://api.example/V1/accounts"},
      words="case only")
claim("htu with the query", "dpop.url", "dpop-htu-query",
      claims={"htu": URL + "?from=1"}, url=URL + "?from=1")
claim("htu with a query, no URL known", "dpop.url", "dpop-htu-query",
      claims={"htu": URL + "?from=1"}, url=None)
claim("htu with a fragment", "dpop.url", "dpop-htu-query",
      claims={"htu": URL + "#top"})
claim("htu with an empty query", "dpop.url", "dpop-htu-query",
      claims={"htu": URL + "?"})
claim("another scheme", "dpop.url", "dpop-htu-origin",
      claims={"htu": "http://api.example/v1/accounts"})
claim("another host", "dpop.url", "dpop-htu-origin",
      claims={"htu": "https://evil.example/v1/accounts"})
claim("another port", "dpop.url", "dpop-htu-origin",
      claims={"htu": "https://api.example:8443/v1/accounts"})
claim("the host behind userinfo", "dpop.url", "dpop-htu-origin",
      claims={"htu": "https://api.example@evil.example/v1/accounts"})
claim("a path alone", "dpop.url", "dpop-htu-relative",
      claims={"htu": "/v1/accounts"})
claim("a path alone, no URL known", "dpop.url", "dpop-htu-relative",
      claims={"htu": "/v1/accounts"}, url=None)
claim("no URI", "dpop.url", claims={"htu": "api example"})
claim("the same once normalised", "", warns="dpop.url",
      claims={"htu": "HTTPS://API.example:443/v1/x/../%61ccounts"})
case("no URI to compare with", SOUND, "dpop.url", url="accounts")

# ---- 10: nonce ------------------------------------------------------------

claim("no nonce", "dpop.nonce", claims={"nonce": GONE})
claim("another nonce", "dpop.nonce", claims={"nonce": "eyJ7S_zG.eY"})
claim("nonce as number", "dpop.claims dpop.nonce", claims={"nonce": 1})

# ---- 11: time -------------------------------------------------------------


def timed(name, iat, causes="", nonce=False, words=None):
    claim(name, "" if nonce else "dpop.time", causes,
          claims={"iat": iat, **({} if nonce else {"nonce": GONE})},
          warns="dpop.time" if nonce else "",
          skips="" if nonce else "dpop.nonce", words=words,
          **({} if nonce else {"nonce": None}))


timed("a second too old", NOW - 301)
timed("a second too new", NOW + 31, "dpop-clock")
timed("half an hour old", NOW - 1000)
timed("old with the nonce", NOW - 1000, nonce=True)
timed("milliseconds", (NOW - 3) * 1000 + 123, "dpop-iat-ms", words="milli")
timed("microseconds", (NOW - 3) * 1000000 + 123, "dpop-iat-ms",
      words="micro")
timed("nanoseconds", (NOW - 3) * 1000000000 + 123, "dpop-iat-ms",
      words="nano")
timed("old milliseconds", (NOW - 86400) * 1000, "dpop-iat-ms")
timed("two hours east", NOW + 7200 - 5, "dpop-clock",
      words="a clock 2 h east of UTC")
timed("India", NOW + 19800 - 5, "dpop-clock",
      words="a clock 5 h 30 min east of UTC")
timed("five hours west", NOW - 18000 - 5, "dpop-clock",
      words="a clock 5 h west of UTC")
timed("a clock ahead", NOW + 1000, "dpop-clock",
      words="in the future: 16 min 40 s")
timed("1970", 0)
timed("before 1970", -1)
timed("long before", -4e17)

# ---- 12: token and key ----------------------------------------------------


def ath(name, value, causes):
    claim("ath: " + name, "dpop.token", causes, claims={"ath": value})


RIGHT = sha(TOKEN)
ath("none", GONE, "")
ath("of another token", url(sha("x")), "")
ath("hex", RIGHT.hex(), "dpop-ath-hex")
ath("upper-case hex", RIGHT.hex().upper(), "dpop-ath-hex")
ath("base64url of hex", url(RIGHT.hex()), "dpop-ath-hex")
ath("padded", base64.urlsafe_b64encode(RIGHT).decode(), "dpop-ath-padded")
ath("standard base64", base64.b64encode(RIGHT).decode(), "dpop-ath-padded")
ath("half", url(RIGHT[:16]), "dpop-ath-half")
for alg in ("sha1", "sha384", "sha512", "md5"):
    ath(alg, url(sha(TOKEN, alg)), "dpop-ath-hash")
ath("half of SHA-512", url(sha(TOKEN, "sha512")[:32]),
    "dpop-ath-hash dpop-ath-half")
ath("hex of SHA-1", sha(TOKEN, "sha1").hex(), "dpop-ath-hash dpop-ath-hex")
ath("the token", TOKEN, "dpop-ath-hash")
ath("the token in base64url", url(TOKEN), "dpop-ath-hash")
ath("of the payload", url(sha(PART[1])), "dpop-ath-of-payload")
ath("of the claims", url(sha(CLAIMS)), "dpop-ath-of-payload")
ath("of what is signed", url(sha(PART[0] + "." + PART[1])),
    "dpop-ath-of-payload")
ath("of the signature", url(sha(PART[2])), "dpop-ath-of-payload")
ath("with DPoP", url(sha("DPoP " + TOKEN)), "dpop-ath-of-more")
ath("with Bearer", url(sha("Bearer " + TOKEN)), "dpop-ath-of-more")
ath("with a line's end", url(sha(TOKEN + "\n")), "dpop-ath-of-more")
ath("in quotation marks", url(sha('"%s"' % TOKEN)), "dpop-ath-of-more")
ath("hex of the payload", sha(PART[1]).hex(),
    "dpop-ath-of-payload dpop-ath-hex")
OPAQUE = url(b"opaque token that encodes octets")
case("ath of the octets of an opaque token", proof(claims={
    "ath": url(sha(b"opaque token that encodes octets"))}), "dpop.token",
     "dpop-ath-of-payload", access_token=OPAQUE)
claim("ath as number", "dpop.claims dpop.token", claims={"ath": 1})

case("bound to another key", SOUND, "dpop.key", "dpop-key-mismatch",
     jkt=url(digest_of(OTHER)))
case("jkt in hex", SOUND, "dpop.key", "dpop-jkt-encoding",
     jkt=digest_of(EC).hex())
case("jkt padded", SOUND, "dpop.key", "dpop-jkt-encoding",
     jkt=base64.urlsafe_b64encode(digest_of(EC)).decode())
case("no jkt", SOUND, skips="dpop.key", jkt=None)

json.dump({"source": "made by dpop.py for this project", "cases": CASES},
          sys.stdout, indent=1)
print()
