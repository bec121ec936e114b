/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.h - what a resource server must see in a token besides its signature
 * and its binding: RFC 7519 section 4.1, RFC 7662 section 2.2, RFC 9449
 * section 7.1.
 */
#ifndef JUDGE_TOKEN_H
#define JUDGE_TOKEN_H

#include "cli/report.h"
#include "proof/token.h"

struct token_case {
	const char *issuer, *audience; /* NULL: any */
	int leeway;                    /* seconds that clocks may differ */
};

/*
 * Checks of form, liveness, times, issuer, audience and scheme.  What was not
 * asked for and is not odd is not said.
 */
void judge_token(struct report *r, const struct token *t,
	const struct token_case *c);

/* The first of them alone: is it a token that can be read? */
void judge_token_form(struct report *r, const struct token *t);

/*
 * Facts and lines for people: header and claims; if ALL, people see all of
 * them too.  The token itself only with --show-secrets.
 */
void tell_token(struct report *r, const struct token *t, bool all);

/* All that a token says, and that nothing of it was verified. */
void judge_token_show(struct report *r, const struct token *t);

/* "2026-11-25T14:02:11Z, 6 min 3 s ago"; the caller frees it. */
char *tell_token_time(const struct json *number, int64_t now);

#define TOKEN_CHECKS                                                           \
	&check_token_form, &check_token_kind, &check_token_active,             \
		&check_token_time, &check_token_issuer, &check_token_audience, \
		&check_token_type
extern const struct check check_token_form, check_token_kind,
	check_token_active, check_token_time, check_token_issuer,
	check_token_audience, check_token_type;

#endif
