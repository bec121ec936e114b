/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop.h - what a server must check of a DPoP proof, in order: RFC 9449
 * sections 4.3 and 11.1.
 */
#ifndef JUDGE_DPOP_H
#define JUDGE_DPOP_H

#include "cli/report.h"
#include "proof/dpop.h"

enum {
	DPOP_MAX_AGE = 300, /* seconds, where nothing else is asked for */
	DPOP_LEEWAY = 30,
};

/* What is known of the request with which the proof came. */
struct dpop_case {
	const char *method; /* NULL: unknown */
	const char *url;    /* NULL: unknown; dpop.url fails if it is no URI */
	const char *nonce;  /* that the server gave; NULL: unknown */
	struct view access_token; /* as it was sent; empty: none or unknown */
	const char *jkt;          /* the token's cnf.jkt, or NULL */
	bool is_unbound;      /* the token is known, and names no such key: */
	bool is_sent_as_dpop; /* by the scheme of Authorization */
	int max_age;          /* seconds from iat to the report's now */
	int leeway;           /* seconds that iat may be in the future */
	bool brief;           /* facts without lines, causes without a search */
};

/*
 * Facts, the checks below in this order, and a diagnosis for each FAIL that a
 * known mistake explains; no headline.  VERDICT_FAIL if a check failed, else
 * VERDICT_PASS: what was not known was skipped.
 */
enum verdict
judge_dpop(struct report *r, const struct dpop *d, const struct dpop_case *c);

#define DPOP_CHECKS                                                     \
	&check_dpop_single, &check_dpop_form, &check_dpop_claims,       \
		&check_dpop_type, &check_dpop_algorithm,                \
		&check_dpop_signature, &check_dpop_public_key,          \
		&check_dpop_method, &check_dpop_url, &check_dpop_nonce, \
		&check_dpop_time, &check_dpop_token, &check_dpop_key
extern const struct check check_dpop_single, check_dpop_form, check_dpop_claims,
	check_dpop_type, check_dpop_algorithm, check_dpop_signature,
	check_dpop_public_key, check_dpop_method, check_dpop_url,
	check_dpop_nonce, check_dpop_time, check_dpop_token, check_dpop_key;

#endif
