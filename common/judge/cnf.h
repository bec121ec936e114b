/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf.h - does what was presented with a token satisfy its confirmation? RFC
 * 7800, RFC 8705 section 3, RFC 9449 section 6, and tbh.
 */
#ifndef JUDGE_CNF_H
#define JUDGE_CNF_H

#include "cli/report.h"
#include "judge/cnf_certs.h"
#include "proof/cnf.h"
#include "proof/token.h"

/* What was presented.  Digests of 32 octets; an empty one: it was not. */
struct cnf_case {
	const struct cnf_certs *certs; /* the first one was, if has_cert */
	struct view x5t_s256; /* of the certificate; also without certs */
	struct view jkt;      /* of the key of a DPoP proof */
	struct view tbh;      /* of a provided Token Binding ID */
	bool key_unproven;    /* the DPoP proof does not hold, */
	bool tbh_unproven;    /* nor does the Token Binding message */
	bool brief;           /* facts without lines, causes without a search */
};

/*
 * A check for each member of cnf, the cause where it does not hold, and the
 * facts cnf and binding.  PASS: every member that we know is that of what was
 * presented; where that is unproven, its check fails and nothing matches.
 * UNDECIDED: one cannot be judged, or the claims are hidden.
 */
enum verdict judge_cnf(struct report *r, const struct token *t,
	const struct cnf *cnf, const struct cnf_case *c);

/* For judge_cnf(): which certificate and which recipe explain x5t#S256. */
void judge_cnf_x5t_cause(struct report *r, const struct cnf_item *i,
	const struct cnf_certs *certs);

/* For judge_cnf(): why there is no cnf. */
void judge_cnf_missing_cause(struct report *r, const struct token *t);

/* A cause that judge_cnf() can name; never NULL. */
const struct cause *judge_cnf_cause(const char *id);

#define CNF_CHECKS                                                \
	&check_cnf_present, &check_cnf_form, &check_cnf_x5t_s256, \
		&check_cnf_jkt, &check_cnf_jwk, &check_cnf_tbh,   \
		&check_cnf_other
extern const struct check check_cnf_present, check_cnf_form, check_cnf_x5t_s256,
	check_cnf_jkt, check_cnf_jwk, check_cnf_tbh, check_cnf_other;
extern const struct cause *const judge_cnf_causes[]; /* then NULL */

#endif
