/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf.h - the confirmation claim: RFC 7800, RFC 8705 section 3.1, RFC 9449
 * section 6.1, and tbh of OpenID Connect Token Bound Authentication.
 */
#ifndef PROOF_CNF_H
#define PROOF_CNF_H

#include "proof/jwk.h"

enum cnf_method {
	CNF_X5T_S256,
	CNF_JKT,
	CNF_JWK,
	CNF_TBH,
	CNF_X5T, /* no confirmation method, but seen in its place */
	CNF_KID,
	CNF_JWE,
	CNF_JKU,
	CNF_METHODS
};

enum { CNF_DIGEST = 32, CNF_TEXT_MAX = 2048 };

/* A member of cnf that we know. */
struct cnf_item {
	const struct json *json; /* its value, or NULL: it is not there */
	const char *text;        /* of a string, else NULL */
	uint8_t digest[CNF_DIGEST];
	bool has_digest; /* x5t#S256, jkt, tbh: it is base64url of 32 octets */
	bool spare_bits; /* of its last character some are set in vain */
};

struct cnf {
	const struct json *json; /* as it stands, or NULL: there is none */
	struct cnf_item item[CNF_METHODS];
	size_t n_known, n_unknown; /* members */
	const char *unknown;       /* the name of the first of these */
	struct jwk jwk; /* the key in item[CNF_JWK], if it is there */
	/* No object, empty, two keys where RFC 7800 section 3.1 allows one. */
	struct err fault;
};

/* Read the cnf of CLAIMS, which may be NULL; cnf_done() the result. */
void cnf_read(const struct json *claims, struct cnf *ret);
void cnf_done(struct cnf *c);
#define _cleanup_cnf_ _cleanup_(cnf_done)

/* "x5t#S256", as it is written. */
const char *cnf_method_name(enum cnf_method m);

/*
 * 32 octets in base64url without padding; bits of the last character that
 * belong to no octet may be set (*RET_SPARE), as in an example of RFC 8705.
 */
bool cnf_digest(const char *text, uint8_t ret_digest[static CNF_DIGEST],
	bool *ret_spare);

#endif
