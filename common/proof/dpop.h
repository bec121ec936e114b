/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop.h - DPoP proofs (RFC 9449 section 4), read from bytes that may be
 * hostile; whether they hold is judged elsewhere.
 */
#ifndef PROOF_DPOP_H
#define PROOF_DPOP_H

#include "proof/jwk.h"
#include "proof/jws.h"

enum {
	DPOP_TEXT_MAX = JWS_MAX, /* octets of an input */
	DPOP_JTI_MAX = 1024,     /* octets: RFC 9449 section 11.1 */
};

#define DPOP_TYPE "dpop+jwt"

/* A claim as it stands. */
struct dpop_claim {
	bool is_there;
	const char *text; /* NULL: absent, or no string */
};

struct dpop {
	size_t count; /* of proofs; this is the first of them */
	bool joined;  /* several stand in one field, with commas */
	struct jws jws;
	struct jwk jwk; /* of the header; given to jwk_done() if has_jwk */
	bool has_jwk;
	struct json *claims;     /* the payload, or NULL */
	struct err claims_fault; /* why it is none; ERR_NONE: it is one */
	struct dpop_claim jti, htm, htu, ath, nonce;
	bool has_iat;      /* there is such a claim */
	bool is_iat_sound; /* it is a number that time can be */
	int64_t iat;       /* seconds since 1970, a fraction cut off */
};

/*
 * Read TEXT, which stays the caller's: a proof, its header field, a header
 * section, or several proofs in fields or lines of their own, or with commas
 * between them.  RET is overwritten and given to dpop_done(); nothing fails,
 * what is wrong stands in it.
 */
void dpop_read(struct view text, struct dpop *ret);
void dpop_done(struct dpop *d);
#define _cleanup_dpop_ _cleanup_(dpop_done)

/* Is the proof a JWS whose header and payload can be read? */
bool dpop_is_readable(const struct dpop *d);

/*
 * Is NAME, a member typ, "dpop+jwt"?  Media types know no case, and
 * "application/" may stand in front (RFC 7515 section 4.1.9).  NULL is not.
 */
bool dpop_is_type(const char *name);

#endif
