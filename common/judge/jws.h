/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jws.h - is the signature of a JWS by one of these keys? RFC 7515 section
 * 5.2, RFC 8725 section 3.
 */
#ifndef JUDGE_JWS_H
#define JUDGE_JWS_H

#include "cli/report.h"
#include "proof/jwk.h"
#include "proof/jws.h"

enum { JWS_ALGS_MAX = 16 };

/* The keys that are trusted, and what they may be used for. */
struct jws_keys {
	struct jwks set;
	struct err fault;    /* they cannot be read: a fault of the set */
	struct bytes source; /* the octets of their file */
	const char *name;    /* of it: "jwks.json" */
	const struct jwa *alg[JWS_ALGS_MAX]; /* allowed; then NULL */
	size_t n_algs;                       /* 0: whatever fits a key */
};

/*
 * The keys in a file, as jwks_parse() takes them, into K, which is zeroed and
 * given to jws_keys_done() after failure, too.  ERR_INPUT only when the file
 * cannot be read: what is wrong with its content is for the judge.
 */
int jws_keys_load(struct jws_keys *k, const char *name, struct err *err)
	_must_check_;

/* The names of algorithms, commas between.  ERR_USAGE. */
int jws_keys_allow(struct jws_keys *k, const char *list, struct err *err)
	_must_check_;
void jws_keys_done(struct jws_keys *k);
#define _cleanup_jws_keys_ _cleanup_(jws_keys_done)

/*
 * Checks, and the cause where a signature does not verify.  PASS only if the
 * signature verifies with a key that may do it; else FAIL.  RET_KEY, which may
 * be NULL, is that key.  A BRIEF judgement looks for no cause.
 */
enum verdict judge_jws(struct report *r, const struct jws *j,
	const struct jws_keys *k, const struct jwk **ret_key, bool brief);

/* For judge_jws(): which mistake explains a signature that does not verify. */
void judge_jws_cause(struct report *r, const struct jws *j,
	const struct jws_keys *k);

/*
 * The diagnosis alone; false if no known mistake explains it.  J has an
 * algorithm.
 */
bool judge_jws_mistake(struct report *r, const struct jws *j,
	const struct jws_keys *k);

#define JWS_CHECKS                                                  \
	&check_jws_form, &check_jws_algorithm, &check_jws_critical, \
		&check_jws_key, &check_jws_signature, &check_jws_header_key
extern const struct check check_jws_form, check_jws_algorithm,
	check_jws_critical, check_jws_key, check_jws_signature,
	check_jws_header_key;
extern const struct cause *const judge_jws_causes[]; /* then NULL */

#endif
