/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match_one.h - one registered value against one certificate.
 */
#ifndef JUDGE_MATCH_ONE_H
#define JUDGE_MATCH_ONE_H

#include "proof/dn_match.h"
#include "proof/san.h"

/* The better comes first; the first two are accepted. */
enum match_result {
	MATCH_EXACT,
	MATCH_SAME,
	MATCH_FORMAT,
	MATCH_REVERSED,
	MATCH_SHUFFLED,
	MATCH_OTHER_TYPE, /* a SAN of another type */
	MATCH_IN_SUBJECT, /* no SAN, but in the subject */
	MATCH_CASE,
	MATCH_WILDCARD,
	MATCH_DIFFERS,
	MATCH_UNREADABLE,
	MATCH_NONE, /* nothing was compared */
};

/* What was found of a value in the certificate that is nearest to it. */
struct match_found {
	enum match_result result;
	size_t distance;  /* the less the nearer, where both differ */
	const char *form; /* "openssl_oneline", or NULL */
	char *evidence;   /* what goes on with "it", "the value" */
	const char *key;  /* what to register, and as which of the five, */
	char *right;      /* or NULL */
};

/* Replace FOUND if the certificate is nearer to VALUE; true if it was. */
bool
match_dn(const struct x509 *x, const char *value, struct match_found *found);
bool match_san(const struct x509 *x, enum san_type type, const char *value,
	struct match_found *found);

void match_found_done(struct match_found *found);

#endif
