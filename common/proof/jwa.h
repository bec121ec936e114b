/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwa.h - the signature algorithms of JOSE: RFC 7518 section 3.1, RFC 8037
 * section 3.1, RFC 9864 section 2.
 */
#ifndef PROOF_JWA_H
#define PROOF_JWA_H

#include "proof/hash.h"
#include "proof/x509.h"

enum jwa_kind {
	JWA_NONE, /* "none": never verifies (RFC 8725 section 3.2) */
	JWA_HMAC,
	JWA_RSA_PKCS1,
	JWA_RSA_PSS, /* MGF1 with the same hash, a salt as long as it */
	JWA_ECDSA,
	JWA_EDDSA,
	JWA_UNSUPPORTED /* registered, but GnuTLS has it not: ES256K */
};

struct jwa {
	const char *name; /* "ES256", as it stands in alg */
	enum jwa_kind kind;
	enum hash_alg hash; /* HASH_NONE for EdDSA */
	/* The one type of key; KEY_OTHER: oct, or EdDSA's either curve. */
	enum key_type key;
	size_t sig_len; /* octets; 0: it depends on the key */
};

extern const struct jwa jwa_rows[]; /* ends with { 0 } */

/* The row of that name, compared case by case; NULL if there is none. */
const struct jwa *jwa_find(const char *name);

/* Can keys of this type (KEY_OTHER: an oct key) be used with ALG? */
bool jwa_takes(const struct jwa *alg, enum key_type type);

#endif
