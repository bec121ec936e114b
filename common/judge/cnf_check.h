/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_check.h - the judgement of one token with all that came with it: its
 * signature, a certificate, a DPoP proof, a Token Binding message.
 */
#ifndef JUDGE_CNF_CHECK_H
#define JUDGE_CNF_CHECK_H

#include "judge/cnf.h"
#include "judge/dpop.h"
#include "judge/jws.h"
#include "judge/tbmsg_line.h"
#include "judge/token.h"

/* What is given beside the token; none of it is changed by a judgement. */
struct cnf_check {
	struct token_case token;
	struct jws_keys keys;
	bool has_keys;
	bool require_signature;

	struct cnf_certs certs;
	/* Proven elsewhere: 32 octets, or empty.  Certs and proofs win. */
	struct bytes x5t_s256, jkt, tbh;

	bool has_dpop;
	struct bytes dpop;         /* the proof, or header lines with it */
	struct dpop_case request;  /* without access_token and jkt */
	struct bytes access_token; /* if the token itself is not at hand */

	bool has_tbmsg;
	struct bytes tbmsg; /* the header's value, or lines with it */
	struct tbmsg_line connection;

	bool brief; /* for a line of a batch */
};

void cnf_check_done(struct cnf_check *c);
#define _cleanup_cnf_check_ _cleanup_(cnf_check_done)

/* The request of a proof; its texts are kept.  ERR_INPUT: url is none. */
int cnf_check_request(struct cnf_check *c, const struct dpop_case *request,
	struct err *err) _must_check_;

/*
 * The token itself, where another text only tells of it: as token_read_jws()
 * takes it from TEXT, which is copied.  ERR_INPUT, without a word of it.
 */
int cnf_check_access_token(struct cnf_check *c, struct view text,
	struct err *err) _must_check_;

/* Was anything presented that a token could be bound to? */
bool cnf_check_has_proof(const struct cnf_check *c);

/*
 * Judge a token: headline, facts, checks, causes.  Only one that is sound and
 * whose every member of cnf is proven is BOUND.
 */
void cnf_check_judge(struct report *r, const struct token *t,
	const struct cnf_check *c);

#define CNF_CHECK_CHECKS                                                 \
	TOKEN_CHECKS, &check_token_authentic, JWS_CHECKS, &judge_header, \
		CNF_CHECKS
extern const struct check check_token_authentic;

/* Of everything that is judged here; then NULL. */
extern const struct cause *const *const cnf_check_causes[];

#endif
