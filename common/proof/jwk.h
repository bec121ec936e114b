/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk.h - public and symmetric keys as JWK and JWK Set (RFC 7517, RFC 7518
 * section 6, RFC 8037 section 2), and their thumbprints (RFC 7638).
 *
 * A key with a fault does not spoil its set: it stays in it, with the reason
 * why nothing verifies with it.
 */
#ifndef PROOF_JWK_H
#define PROOF_JWK_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/json.h"
#include "proof/jwa.h"
#include "proof/pubkey.h"

enum {
	JWK_KEYS_MAX = 4096, /* of a set */
	JWK_OCT_MAX = 4096,  /* octets of a symmetric key */
	JWK_RSA_MIN = 256,   /* octets: RFC 7518 section 3.3 wants 2048 bits */
	JWK_E_MAX = 8,       /* octets of an RSA exponent */
	JWK_JKT_TEXT = 44,   /* a thumbprint: 43 characters and the NUL */
};

struct jwk {
	const struct json *json; /* as it stands; belongs to the text's root */
	/* Members as they stand, NULL if absent; belong to the root, too. */
	const char *kty, *crv, *kid, *alg, *use;
	enum key_type type; /* KEY_OTHER: oct, or a key that has a fault */
	bool is_oct;
	bool is_private;        /* has d, or is symmetric */
	struct public_key key;  /* views into octets */
	struct bytes octets;    /* the public numbers */
	struct bytes secret;    /* of an oct key */
	struct bytes x5c;       /* DER of the first certificate, or empty */
	struct pubkey *pubkey;  /* NULL for oct and where there is a fault */
	char jkt[JWK_JKT_TEXT]; /* RFC 7638; "" where there is none */
	struct err fault;       /* kind ERR_NONE: it is sound */
	struct err remark;      /* what is odd and does no harm, or ERR_NONE */
};

/*
 * Read one JWK into RET, which is overwritten and given to jwk_done().
 * Faults are its own: no or an unknown kty or crv, a member that is missing,
 * no string, not base64url, too short or too long; a point off its curve, an
 * RSA modulus below 2048 bits or with leading zeros (a remark: its thumbprint
 * is that of the right number), an exponent that is even, below 3 or longer
 * than JWK_E_MAX; x5c whose
 * first certificate has another key, or x5t and x5t#S256 that are not its.
 */
void jwk_read(const struct json *json, struct jwk *ret);
void jwk_done(struct jwk *k);

/* The key of a SubjectPublicKeyInfo (a certificate's, a PEM file's). */
void jwk_of_spki(struct view spki, struct jwk *ret);

/* The same of bare numbers; kty and crv are then set, to static strings. */
void jwk_of_key(const struct public_key *key, struct jwk *ret);

/*
 * May K verify what ALG signed?  RFC 7517 sections 4.2 to 4.4: kty and crv fit
 * ALG; of alg, use and key_ops those that are there are the same, are "sig",
 * and have "verify".  Else ERR_INPUT says why not.  Also -1 for a key
 * with a fault, and for "none".
 */
int jwk_fits(const struct jwk *k, const struct jwa *alg, struct err *err)
	_must_check_;

/* Whether SIG is K's signature of DATA; K fits ALG.  Constant time for HMAC. */
bool jwk_verify(const struct jwk *k, const struct jwa *alg, struct view data,
	struct view sig);

/* A JWK Set, or a set of one. */
struct jwks {
	struct json *root;
	struct jwk *key;
	size_t n;
	bool is_set;          /* it was a set; else a key alone */
	const char *same_kid; /* a kid that two keys have, or NULL */
};

/*
 * Read TEXT: a JWK Set, a JWK, a PEM or DER public key, or a certificate.
 * RET is overwritten.  ERR_INPUT when it is none of these, or has more than
 * JWK_KEYS_MAX keys; keys of unknown types are kept, with that fault.
 */
int
jwks_parse(struct view text, struct jwks *ret, struct err *err) _must_check_;
void jwks_done(struct jwks *s);
#define _cleanup_jwks_ _cleanup_(jwks_done)

/* RFC 7638 over the required members; false for KEY_OTHER. */
bool jwk_thumbprint(const struct public_key *key,
	uint8_t ret_digest[static HASH_MAX]);

/*
 * The key as a public JWK without white space, members in the order of RFC
 * 7638: {"crv":"P-256","kty":"EC","x":"...","y":"..."}.  NULL for KEY_OTHER;
 * the caller frees it.
 */
char *jwk_text(const struct public_key *key);

#endif
