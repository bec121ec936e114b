# SPDX-License-Identifier: Apache-2.0
"""A client that is not ours: OpenSSL for TLS, python3-cryptography for keys.

OpenSSL knows Token Binding only as octets of an extension that it is told to
send; the messages are made here, right or, where a test wants that, wrong.
"""
import base64
import ctypes
import hashlib
import json
import os
import socket
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature)

ssl = ctypes.CDLL("libssl.so.3")
crypto = ctypes.CDLL("libcrypto.so.3")
for name in ("TLS_client_method", "SSL_CTX_new", "SSL_new",
             "SSL_get1_session"):
    getattr(ssl, name).restype = ctypes.c_void_p
ssl.SSL_CTX_set_options.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
crypto.ERR_error_string.restype = ctypes.c_char_p
crypto.ERR_get_error.restype = ctypes.c_ulong

TOKEN_BINDING = 24
# SSL_EXT_CLIENT_HELLO, _TLS1_2_SERVER_HELLO, _TLS1_3_ENCRYPTED_EXTENSIONS
WHERE = 0x80 | 0x100 | 0x400
SSL_OP_NO_EXTENDED_MASTER_SECRET = 1
SSL_FILETYPE_PEM = 1
SSL_VERIFY_PEER = 1
SSL_CTRL_SET_TLSEXT_HOSTNAME = 55
SSL_CTRL_SET_MIN_PROTO, SSL_CTRL_SET_MAX_PROTO = 123, 124
VERSIONS = {"1.2": 0x0303, "1.3": 0x0304}

PKCS1, PSS, ECDSA = 0, 1, 2
PARAMS = {"rsa2048_pkcs1.5": PKCS1, "rsa2048_pss": PSS, "ecdsap256": ECDSA}
PROVIDED, REFERRED = 0, 1

ADD = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint,
    ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t),
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p)
PARSE = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint,
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t,
    ctypes.c_void_p, ctypes.c_void_p)


def b64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def sha256(octets):
    return hashlib.sha256(octets).digest()


def u16(octets):
    return len(octets).to_bytes(2, "big") + octets


# ---- keys and messages ----------------------------------------------------

class Key:
    """A key for Token Binding, for DPoP, or for tokens."""

    def __init__(self, private):
        self.private = private

    @classmethod
    def new(cls, params=ECDSA):
        if params == ECDSA:
            return cls(ec.generate_private_key(ec.SECP256R1()))
        return cls(rsa.generate_private_key(65537, 2048))

    @classmethod
    def load(cls, name):
        with open(name, "rb") as file:
            return cls(serialization.load_pem_private_key(file.read(), None))

    def numbers(self):
        return self.private.public_key().public_numbers()

    def id(self, params, draft=False):
        n = self.numbers()
        if params == ECDSA:
            key = bytes([64]) + n.x.to_bytes(32, "big") + n.y.to_bytes(
                32, "big")
        else:
            e = n.e.to_bytes(3, "big")
            key = u16(n.n.to_bytes(256, "big")) + bytes([len(e)]) + e
        return bytes([params]) + (key if draft else u16(key))

    def tbh(self, params):
        return b64(sha256(self.id(params)))

    def sign(self, params, data):
        if params == PKCS1:
            return self.private.sign(
                data, padding.PKCS1v15(), hashes.SHA256())
        if params == PSS:
            return self.private.sign(data, padding.PSS(
                padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
        r, s = decode_dss_signature(
            self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def jwk(self):
        n = self.numbers()
        return {"crv": "P-256", "kty": "EC",
                "x": b64(n.x.to_bytes(32, "big")),
                "y": b64(n.y.to_bytes(32, "big"))}

    def jkt(self):
        return b64(sha256(json.dumps(
            self.jwk(), separators=(",", ":"), sort_keys=True).encode()))


def binding(kind, key, params, ekm, signed_as=None, signature=None):
    """A TokenBinding; SIGNED_AS is the type that the signature covers."""
    tbs = bytes([kind if signed_as is None else signed_as, params]) + ekm
    return (bytes([kind]) + key.id(params)
            + u16(signature or key.sign(params, tbs)) + u16(b""))


def message(*bindings):
    return b64(u16(b"".join(bindings)))


# ---- tokens and proofs ----------------------------------------------------

def jws(key, header, claims):
    """Signed with ES256, whatever the header says."""
    text = ".".join(b64(json.dumps(part).encode())
                    for part in (header, claims))
    return text + "." + b64(key.sign(ECDSA, text.encode()))


def proof(key, method, url, token=None, **more):
    claims = {"jti": b64(os.urandom(12)), "htm": method, "htu": url,
              "iat": int(time.time())}
    if token is not None:
        claims["ath"] = b64(sha256(token.encode()))
    claims.update(more)
    return jws(key, {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.jwk()},
               claims)


# ---- TLS and HTTP ---------------------------------------------------------

class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, wanted):
        values = [v for n, v in self.headers if n.lower() == wanted.lower()]
        return values[0] if values else None

    def all(self, wanted):
        return [v for n, v in self.headers if n.lower() == wanted.lower()]

    def json(self):
        return json.loads(self.body)

    def cookie(self):
        """name=value of the only Set-Cookie."""
        value = self.header("Set-Cookie")
        return value.split(";")[0] if value else None


class Failed(Exception):
    """The handshake or the connection ended."""


class Connection:
    """One connection to ORIGIN; OFFER are key parameters, or None.

    EXTENSION is what to send instead of a right offer; CERT names a file
    without its ".pem" and ".key".
    """

    def __init__(self, origin, ca, tls=None, offer=None, cert=None,
                 extension=None, no_ems=False, session=None):
        parts = urlsplit(origin)
        self.origin, self.host = origin, parts.netloc
        self.params = self.answer = None
        ctx = ctypes.c_void_p(ssl.SSL_CTX_new(
            ctypes.c_void_p(ssl.TLS_client_method())))
        assert ssl.SSL_CTX_load_verify_locations(
            ctx, ca.encode(), None) == 1
        ssl.SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, None)
        if tls:
            for what in SSL_CTRL_SET_MIN_PROTO, SSL_CTRL_SET_MAX_PROTO:
                ssl.SSL_CTX_ctrl(ctx, what, ctypes.c_long(VERSIONS[tls]),
                                 None)
        if cert:
            assert ssl.SSL_CTX_use_certificate_chain_file(
                ctx, (cert + ".pem").encode()) == 1
            assert ssl.SSL_CTX_use_PrivateKey_file(
                ctx, (cert + ".key").encode(), SSL_FILETYPE_PEM) == 1
        if no_ems:
            ssl.SSL_CTX_set_options(ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET)
        if offer is not None and extension is None:
            extension = bytes([1, 0, len(offer)]) + bytes(offer)
        if extension is not None:
            self.offer(ctx, extension)
        self.socket = socket.create_connection(
            (parts.hostname, parts.port), 10)
        self.socket.settimeout(None)
        self.conn = ctypes.c_void_p(ssl.SSL_new(ctx))
        ssl.SSL_CTX_free(ctx)
        ssl.SSL_set_fd(self.conn, self.socket.fileno())
        ssl.SSL_ctrl(self.conn, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0,
                     parts.hostname.encode())
        assert ssl.SSL_set1_host(self.conn, parts.hostname.encode()) == 1
        if session:
            assert ssl.SSL_set_session(self.conn, session) == 1
        if ssl.SSL_connect(self.conn) != 1:
            raise Failed(crypto.ERR_error_string(
                ctypes.c_ulong(crypto.ERR_get_error()), None).decode())
        self.resumed = ssl.SSL_session_reused(self.conn) == 1
        if self.answer is not None:
            assert self.answer[:3] == b"\1\0\1" and len(self.answer) == 4
            self.params = self.answer[3]
        self.ekm = self.export()

    def offer(self, ctx, extension):
        kept = ctypes.create_string_buffer(extension, len(extension) or 1)

        def add(_ssl, _type, _context, out, length, *_):
            out[0] = ctypes.addressof(kept)
            length[0] = len(extension)
            return 1

        def parse(_ssl, _type, _context, data, length, *_):
            self.answer = ctypes.string_at(data, length)
            return 1

        self.callbacks = ADD(add), PARSE(parse), kept
        assert ssl.SSL_CTX_add_custom_ext(
            ctx, TOKEN_BINDING, WHERE, self.callbacks[0], None, None,
            self.callbacks[1], None) == 1

    def export(self):
        ekm = ctypes.create_string_buffer(32)
        label = b"EXPORTER-Token-Binding"
        # Without a context (use_context 0), as RFC 8471 section 3.3 has it.
        assert ssl.SSL_export_keying_material(
            self.conn, ekm, ctypes.c_size_t(32), label,
            ctypes.c_size_t(len(label)), None, ctypes.c_size_t(0), 0) == 1
        return ekm.raw

    def message(self, key, referred=None):
        """As it has to be; REFERRED is a key and its parameters."""
        list_ = [binding(PROVIDED, key, self.params, self.ekm)]
        if referred:
            list_.append(binding(REFERRED, *referred, self.ekm))
        return message(*list_)

    def session(self):
        """For another connection; after an answer, with which tickets come."""
        return ctypes.c_void_p(ssl.SSL_get1_session(self.conn))

    def read(self):
        buffer = ctypes.create_string_buffer(65536)
        length = ssl.SSL_read(self.conn, buffer, 65536)
        if length <= 0:
            raise Failed("the connection ended")
        return buffer.raw[:length]

    def request(self, path, headers=(), method="GET", body=None):
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded",
                      f"Content-Length: {len(body)}"]
        data = ("\r\n".join(lines) + "\r\n\r\n" + (body or "")).encode()
        if ssl.SSL_write(self.conn, data, len(data)) != len(data):
            raise Failed("the connection ended")
        return self.response(method)

    def response(self, method):
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.read()
        head, _, body = got.partition(b"\r\n\r\n")
        first, *rest = head.decode().split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in rest]
        response = Response(int(first.split()[1]), headers, b"")
        length = int(response.header("Content-Length") or 0)
        if method != "HEAD":
            while len(body) < length:
                body += self.read()
        response.body = body
        return response

    def close(self):
        if self.conn:
            ssl.SSL_shutdown(self.conn)
            ssl.SSL_free(self.conn)
            self.socket.close()
            self.conn = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
