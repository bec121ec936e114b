/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws_make.h - JSON Web Signatures that we make, in the compact serialisation
 * (RFC 7515 sections 5.1 and 7.1).
 */
#ifndef PROOF_JWS_MAKE_H
#define PROOF_JWS_MAKE_H

#include "proof/key.h"

/* A member of the header: a string, or a value that is written as it stands. */
struct jws_member {
	const char *name;
	const char *text;
	const char *json; /* if text is NULL */
};

/*
 * Sign PAYLOAD by KEY, an EC key on P-256, as ES256; the header has alg and
 * then MEMBERS, which end with { NULL }.  RET is replaced.  ERR_INPUT: KEY is
 * of another kind, or cannot sign.
 */
int jws_make(const struct key *key, const struct jws_member *members,
	struct view payload, struct bytes *ret, struct err *err) _must_check_;

#endif
