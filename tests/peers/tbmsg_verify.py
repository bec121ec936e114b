# SPDX-License-Identifier: Apache-2.0
"""Verify a Token Binding message, without any code of ours (RFC 8471).

    tbmsg_verify.py MESSAGE EKM_HEX KEY_PEM PARAMETER

MESSAGE is the value of Sec-Token-Binding.  It must hold one binding: provided,
of this parameter, with the public half of this key, signed for this EKM.
Prints the Token Binding ID and tbh.
"""
import base64
import hashlib
import sys

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

PARAMETERS = ["rsa2048_pkcs1.5", "rsa2048_pss", "ecdsap256"]


def b64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def take(octets, width):
    length = int.from_bytes(octets[:width], "big")
    assert len(octets) >= width + length, "cut"
    return octets[width:width + length], octets[width + length:]


def main(text, ekm, key_file, name):
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
                            "wxyz0123456789-_")
    message = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert b64url(message) == text
    bindings, rest = take(message, 2)
    assert rest == b""
    kind, params = bindings[0], bindings[1]
    assert kind == 0 and PARAMETERS[params] == name, (kind, params)
    key, rest = take(bindings[2:], 2)
    identifier = bindings[1:4 + len(key)]
    signature, rest = take(rest, 2)
    extensions, rest = take(rest, 2)
    assert extensions == rest == b""

    with open(key_file, "rb") as file:
        public = serialization.load_pem_private_key(
            file.read(), None).public_key()
    signed = bytes([kind, params]) + bytes.fromhex(ekm)
    assert len(signed) == 34
    numbers = public.public_numbers()
    if name == "ecdsap256":
        assert key == (b"\x40" + numbers.x.to_bytes(32, "big")
                       + numbers.y.to_bytes(32, "big"))
        assert len(signature) == 64
        public.verify(utils.encode_dss_signature(
            int.from_bytes(signature[:32], "big"),
            int.from_bytes(signature[32:], "big")), signed,
            ec.ECDSA(hashes.SHA256()))
    else:
        assert key == (b"\1\0" + numbers.n.to_bytes(256, "big") + b"\3\1\0\1")
        public.verify(
            signature, signed,
            padding.PSS(padding.MGF1(hashes.SHA256()), 32)
            if name == "rsa2048_pss" else padding.PKCS1v15(),
            hashes.SHA256())
    print(b64url(identifier), b64url(hashlib.sha256(identifier).digest()))


main(*sys.argv[1:])
