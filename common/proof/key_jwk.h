/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_jwk.h - the private key in a JWK or JWK Set (RFC 7517, RFC 7518 section
 * 6, RFC 8037).
 */
#ifndef PROOF_KEY_JWK_H
#define PROOF_KEY_JWK_H

#include "base/bytes.h"
#include "base/err.h"

struct gnutls_x509_privkey_int;

/* Whether IN begins as a JSON object does. */
bool key_jwk_is(struct view in);

/*
 * The one private key in TEXT: EC on P-256, P-384 or P-521, RSA with all its
 * primes' members, Ed25519 or Ed448, whose parts fit each other.  RET_KEY
 * receives a gnutls_x509_privkey_t, the caller frees it.  ERR_INPUT names the
 * member that is at fault, never its value.
 */
int key_jwk(struct view text, struct gnutls_x509_privkey_int **ret_key,
	struct err *err) _must_check_;

#endif
