/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbid.h - Token Binding key parameters and the Token Binding ID, RFC 8471
 * sections 3, 3.2 and 6.1.
 */
#ifndef PROOF_TBID_H
#define PROOF_TBID_H

#include "proof/x509.h"

/* TokenBindingKeyParameters; a message may hold any other number, too. */
enum tbid_params {
	TBID_RSA2048_PKCS1_5 = 0,
	TBID_RSA2048_PSS = 1,
	TBID_ECDSAP256 = 2
};

enum {
	TBID_PARAMS = 3,     /* how many of them there are */
	TBID_P256_LEN = 32,  /* octets of a coordinate, of R and of S */
	TBID_RSA_LEN = 256,  /* octets of a modulus, and of a signature */
	TBID_HASH_TEXT = 44, /* tbh: 43 characters and the NUL */
};

/* "ecdsap256", as RFC 8471 writes it, or NULL for an unknown number. */
const char *tbid_params_name(unsigned params);
/* The number of that name; false for any other. */
bool tbid_params_find(struct view name, uint8_t *ret_params);

/*
 * TokenBindingID of KEY with these key parameters; RET_ID is replaced.  False,
 * and RET_ID as it was, where the key is of another type or size.
 */
bool
tbid_build(const struct public_key *key, unsigned params, struct bytes *ret_id);

/*
 * tbh: base64url of SHA-256 over a Token Binding ID (OpenID Connect Token
 * Bound Authentication 1.0 section 3).
 */
void tbid_hash(struct view id, char ret_text[static TBID_HASH_TEXT]);
/* Is that HASH, 32 octets? */
bool tbid_has_hash(struct view id, struct view hash);

#endif
