/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_cause.h - the mistakes that explain why a DPoP proof does not hold.
 *
 * Each function is for the check that was added last, which failed, and adds a
 * diagnosis if it knows the mistake.
 */
#ifndef JUDGE_DPOP_CAUSE_H
#define JUDGE_DPOP_CAUSE_H

#include "judge/dpop.h"
#include "proof/uri.h"

/* typ is not "dpop+jwt". */
void judge_dpop_type_cause(struct report *r, const struct dpop *d);

/* The algorithm is HMAC. */
void judge_dpop_symmetric_cause(struct report *r, const struct dpop *d);

/* htm is not the request's method. */
void judge_dpop_method_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c);

/* htu is HTU, which has a query or a fragment. */
void judge_dpop_query_cause(struct report *r, const struct uri *htu);

/* htu cannot be read as a URI; URL, or NULL, is the request's. */
void judge_dpop_relative_cause(struct report *r, const struct dpop *d,
	const struct uri *url);

/* HTU and URL, the request's URI, differ in PART. */
void judge_dpop_url_cause(struct report *r, const struct uri *htu,
	const struct uri *url, enum uri_part part);

/* iat is not within the time that is allowed. */
void judge_dpop_time_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c);

/* ath is there, and not that of the access token.  Nothing in brief. */
void judge_dpop_ath_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c);

/* The token's jkt is not that of the proof. */
void judge_dpop_key_cause(struct report *r, const struct dpop *d,
	const struct dpop_case *c);

/* Is IAT, seconds since 1970, within the time that C allows? */
bool
dpop_is_timely(const struct report *r, const struct dpop_case *c, int64_t iat);

/* The cause with this id, which must be one of those below. */
const struct cause *dpop_cause_find(const char *id);

/* All, then NULL; a proof may also have one of judge_jws_causes. */
extern const struct cause *const dpop_cause_ids[];

#endif
