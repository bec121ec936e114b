/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk_member.h - the members of a JWK that hold numbers, for public and for
 * private keys (RFC 7518 section 6, RFC 8037 section 2).
 */
#ifndef PROOF_JWK_MEMBER_H
#define PROOF_JWK_MEMBER_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/json.h"
#include "proof/x509.h"

enum { JWK_NUMBER_MAX = 2048 }; /* octets: RSA of 16384 bits */

extern const char jwk_ec_section[];    /* "RFC 7518 section 6.2" */
extern const char jwk_rsa_section[];   /* "RFC 7518 section 6.3" */
extern const char jwk_private_words[]; /* a remark on a private key */

struct jwk_curve {
	const char *crv, *kty;
	enum key_type type;
	size_t len; /* octets of x, y and d */
	const char *section;
};

/* The curve of crv, if it is one of kty's; NULL if it is none that we know. */
const struct jwk_curve *jwk_curve_find(const struct json *jwk);

/* The curve of a type of key; NULL for RSA and KEY_OTHER. */
const struct jwk_curve *jwk_curve_of(enum key_type type);

/* Does the curve have a y?  Those of kty OKP have not. */
bool jwk_curve_has_y(const struct jwk_curve *c);

/* Is J a string with these characters, all the same? */
bool jwk_is_text(const struct json *j, const char *want);

/*
 * A member in base64url of at most LIMIT octets.  ERR_INPUT says what is
 * wrong, with SECTION, and without a character of the value.
 */
int jwk_octets(const struct json *jwk, const char *name, const char *section,
	size_t limit, struct bytes *ret, struct err *err) _must_check_;

/* The same with exactly as many octets as the curve has. */
int
jwk_fixed(const struct json *jwk, const char *name, const struct jwk_curve *c,
	struct bytes *ret, struct err *err) _must_check_;

#endif
