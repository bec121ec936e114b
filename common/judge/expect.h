/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect.h - assertions about a handshake for CI: rejected,
 * alert=unknown_ca, tls>=1.3, server-cert-days>=30, cause=expired, ...
 */
#ifndef JUDGE_EXPECT_H
#define JUDGE_EXPECT_H

#include "judge/client_auth.h"

/* Words that completion offers. */
#define EXPECT_WORDS                                          \
	"accepted rejected requested not-requested optional " \
	"undecided alert= tls>= tls= ems http= trusted "      \
	"server-cert-days>= client-cert-days>= cause= tokbind="

/* Does TEXT make sense?  ERR_USAGE names what would. */
int expect_parse(const char *text, struct err *err) _must_check_;

/*
 * Add a check for the assertion TEXT: pass, fail, a warning where the
 * second of two limits holds, or undecided where the peer could not be asked.
 * The diagnoses and the other checks must be in R already.
 */
void judge_expect(struct report *r, const char *text, const struct probe *p,
	const struct client_auth *a);

extern const struct check check_expect;

#endif
