# SPDX-License-Identifier: Apache-2.0
"""A server of OpenSSL that knows Token Binding only as octets.

    tokbind_openssl.py CERT KEY ANSWER_HEX [no-ems]

It answers the extension with these octets and prints "port N", and for each
connection "offer HEX", "resumed" if it was, "ekm HEX" or "failed", then
"end".  openssl s_server -serverinfo does not do: it takes only empty offers.
"""
import ctypes
import re
import socket
import sys

ssl = ctypes.CDLL("libssl.so.3")
crypto = ctypes.CDLL("libcrypto.so.3")
for name in ("TLS_server_method", "SSL_CTX_new", "SSL_new"):
    getattr(ssl, name).restype = ctypes.c_void_p
ssl.SSL_CTX_set_options.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
crypto.ERR_error_string.restype = ctypes.c_char_p
crypto.ERR_get_error.restype = ctypes.c_ulong

TOKEN_BINDING = 24
# SSL_EXT_CLIENT_HELLO, _TLS1_2_SERVER_HELLO, _TLS1_3_ENCRYPTED_EXTENSIONS
WHERE = 0x80 | 0x100 | 0x400
SSL_OP_NO_EXTENDED_MASTER_SECRET = 1
SSL_FILETYPE_PEM = 1
SSL_AD_REASON_OFFSET = 1000

ADD = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint,
    ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(ctypes.c_size_t),
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p)
PARSE = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint,
    ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t,
    ctypes.c_void_p, ctypes.c_void_p)


def say(*words):
    print(*words, flush=True)


def main(cert, key, answer, *more):
    octets = bytes.fromhex(answer)
    kept = ctypes.create_string_buffer(octets, len(octets) or 1)

    def add(_ssl, _type, _context, out, length, *_):
        out[0] = ctypes.addressof(kept)
        length[0] = len(octets)
        return 1

    def parse(_ssl, _type, _context, data, length, *_):
        say("offer", ctypes.string_at(data, length).hex())
        return 1

    callbacks = ADD(add), PARSE(parse)
    ctx = ctypes.c_void_p(ssl.SSL_CTX_new(
        ctypes.c_void_p(ssl.TLS_server_method())))
    assert ssl.SSL_CTX_use_certificate_chain_file(ctx, cert.encode()) == 1
    assert ssl.SSL_CTX_use_PrivateKey_file(
        ctx, key.encode(), SSL_FILETYPE_PEM) == 1
    assert ssl.SSL_CTX_add_custom_ext(
        ctx, TOKEN_BINDING, WHERE, callbacks[0], None, None, callbacks[1],
        None) == 1
    if "no-ems" in more:
        ssl.SSL_CTX_set_options(ctx, SSL_OP_NO_EXTENDED_MASTER_SECRET)

    listener = socket.create_server(("127.0.0.1", 0))
    say("port", listener.getsockname()[1])
    while True:
        peer = listener.accept()[0]
        peer.settimeout(None)
        serve(ctx, peer)
        peer.close()
        say("end")


def serve(ctx, peer):
    conn = ctypes.c_void_p(ssl.SSL_new(ctx))
    ssl.SSL_set_fd(conn, peer.fileno())
    if ssl.SSL_accept(conn) == 1:
        ekm = ctypes.create_string_buffer(32)
        label = b"EXPORTER-Token-Binding"
        # Without a context (use_context 0), as RFC 8471 section 3.3 has it.
        assert ssl.SSL_export_keying_material(
            conn, ekm, ctypes.c_size_t(32), label, ctypes.c_size_t(len(label)),
            None, ctypes.c_size_t(0), 0) == 1
        say("ekm", ekm.raw.hex())
        request = ctypes.create_string_buffer(16384)
        length = ssl.SSL_read(conn, request, 16383)
        if length > 0:
            for value in re.findall(rb"(?im)^Sec-Token-Binding:[ \t]*(\S+)",
                                    request.raw[:length]):
                say("header", value.decode())
            response = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            ssl.SSL_write(conn, response, len(response))
        ssl.SSL_shutdown(conn)
    else:
        error = crypto.ERR_get_error()
        reason = error & 0x7FFFFF
        say("failed", crypto.ERR_error_string(
            ctypes.c_ulong(error), None).decode())
        if reason > SSL_AD_REASON_OFFSET:
            say("alert", reason - SSL_AD_REASON_OFFSET)
    ssl.SSL_free(conn)


main(*sys.argv[1:])
