/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key.h - private keys: loading them, knowing which public key they have, and
 * signing with them.
 */
#ifndef PROOF_KEY_H
#define PROOF_KEY_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/certfile.h"

struct key;

/*
 * Load a key from PEM or DER (PKCS#1, SEC1, PKCS#8, encrypted or not),
 * PKCS#12, a JWK (key_jwk.h), or a pkcs11: URL.  PASS is asked only when it is
 * needed.
 * ERR_INPUT: "client.key: encrypted, and no passphrase was given: use ...".
 */
int key_load(const char *name, struct certfile_pass *pass, struct key **ret,
	struct err *err) _must_check_;

/* The same of octets that are at hand, if they are not encrypted. */
int key_read(struct view text, struct key **ret, struct err *err) _must_check_;

struct gnutls_x509_privkey_int;

/* A key of the library's own (a gnutls_x509_privkey_t), taken over. */
int key_wrap(struct gnutls_x509_privkey_int *x509, struct key **ret,
	struct err *err) _must_check_;

void key_free(struct key *k);
void key_freep(struct key **k);
#define _cleanup_key_ _cleanup_(key_freep)

/* Its SubjectPublicKeyInfo, DER; computed without a signature. */
int key_spki(const struct key *k, struct bytes *ret_spki, struct err *err)
	_must_check_;

enum key_sign { /* all hash with SHA-256 */
	KEY_SIGN_ECDSA_SHA256,
	KEY_SIGN_RSA_PKCS1_SHA256,
	KEY_SIGN_RSA_PSS_SHA256, /* MGF1 with SHA-256, a salt of 32 octets */
};

/*
 * Sign DATA: R || S for ECDSA, each as long as the curve's order with its
 * leading zeros (64 octets in all for P-256), the plain number for RSA.
 * ERR_INPUT when K is a key of another kind, or refuses.
 */
int key_sign(const struct key *k, enum key_sign how, struct view data,
	struct bytes *ret_sig, struct err *err) _must_check_;

/* The GnuTLS object inside (a gnutls_privkey_t); it stays K's. */
struct gnutls_privkey_st *key_gnutls(const struct key *k);

#endif
