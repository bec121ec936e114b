/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - the observations behind a verdict, in words for a person.
 */
#ifndef JUDGE_EXPLAIN_H
#define JUDGE_EXPLAIN_H

#include "judge/client_auth.h"

/*
 * Add a line for each observation from which the verdict follows: "alert 48
 * unknown_ca came 41 ms after the TLS 1.3 handshake".  ASKED has put the same
 * question with an HTTP request, or is NULL.  There may be none.
 * explain_done() the lines.
 */
void explain_verdict(struct lines *l, const struct probe *p,
	const struct client_auth *a, const struct probe *asked);

/* Why there was no finished handshake: reached, refused, garbled, timed out. */
void explain_failure(struct lines *l, const struct probe *p);

void explain_done(struct lines *l);
#define _cleanup_lines_ _cleanup_(explain_done)

#endif
