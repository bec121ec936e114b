/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cnf_line.h - tokens in the lines of a batch, judged one by one.
 */
#ifndef JUDGE_CNF_LINE_H
#define JUDGE_CNF_LINE_H

#include "judge/cnf_check.h"

/*
 * For struct batch, whose ARG is a struct cnf_check for cnf_line_check(), a
 * struct jws_keys for cnf_line_verify(): what holds for every line that does
 * not say otherwise.
 *
 * cnf_line_check() takes {"token", "cert", "x5t#S256", "jkt", "tbh", "jwks",
 * "dpop", "method", "url", "nonce", "access_token", "issuer", "audience",
 * "ref"}, of which the first is needed, and one of what can be presented where
 * ARG has none.  All are strings, but token may be an object: an introspection
 * response, of which access_token may be the token.
 * "cert" holds certificates as text: PEM, base64, or a forwarded header's
 * value; "x5t#S256", "jkt" and "tbh" are what was proven elsewhere.
 *
 * cnf_line_verify() takes {"token", "jwks", "ref"}.
 */
void *cnf_line_begin(void *arg);
void cnf_line_check(void *worker, struct report *r, struct view text);
void cnf_line_verify(void *worker, struct report *r, struct view text);
void cnf_line_end(void *worker);

/*
 * Judge the JWS in TEXT alone, as token_read() finds it: headline, facts,
 * checks, cause.  In brief: without lines for people and causes.  T, which was
 * read before or is done, takes the token.
 */
void judge_jws_alone(struct report *r, struct view text,
	const struct jws_keys *k, bool brief, struct token *t);

#endif
