/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cause.h - the table of causes: which signs tell which cause, how sure that
 * is, and what to do.  A new cause is a new row.
 */
#ifndef JUDGE_CAUSE_H
#define JUDGE_CAUSE_H

#include "judge/sign.h"

enum { CAUSE_LINES = 4, CAUSE_ALERTS = 6 };

struct cause_row {
	const struct cause *cause;
	enum confidence confidence;
	uint64_t all;                 /* signs that must be there */
	uint64_t any;                 /* one of these must be there, unless 0 */
	uint64_t none;                /* signs that exclude it */
	uint8_t alerts[CAUSE_ALERTS]; /* one of these, unless 0 */
	/*
	 * Sentences with {names} for what is known of the case; a sentence
	 * whose name has no value in this case is left out.
	 */
	const char *text;
	const char *because[CAUSE_LINES];
	const char *advice[CAUSE_LINES];
};

extern const struct cause_row cause_rows[];   /* ends with { 0 } */
extern const struct cause *const cause_ids[]; /* every id, then NULL */

/*
 * Add a diagnosis to R for every row that fits the signs, one an id, the
 * surest first; EVIDENCE are the observations that all of them share.
 */
void judge_causes(struct report *r, const struct probe *p,
	const struct client_auth *a, uint64_t signs,
	const struct lines *evidence);

#endif
