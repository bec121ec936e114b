/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_words.h - the words of one case that the sentences of the table of
 * causes leave open: {issuer}, {alert}, {not_after} and their kin.
 */
#ifndef JUDGE_CASE_WORDS_H
#define JUDGE_CASE_WORDS_H

#include "judge/inquiry.h"

struct case_words {
	const struct probe *probe;
	const struct client_auth *auth;
	const struct inquiry *inquiry; /* or NULL: one connection alone */
	const struct lint *lint;       /* or NULL */
};

/* A name, and what stands for it: freed after use, or NULL. */
struct case_word {
	const char *name;
	char *(*word)(const struct case_words *w);
};

extern const struct case_word case_further[]; /* ends with { NULL } */

/*
 * SENTENCE with its names filled in; the caller frees it.  NULL if SENTENCE is
 * NULL or a name in it has no value in this case.
 */
char *case_words_fill(const struct case_words *w, const char *sentence);

/* Is this a name that sentences may use?  (for the test of the table) */
bool case_words_has(const char *name, size_t len);

#endif
