/* SPDX-License-Identifier: Apache-2.0 */
/*
 * case_words.h - the words of one case that the sentences of the table of
 * causes leave open: {issuer}, {alert}, {not_after} and their kin.
 */
#ifndef JUDGE_CASE_WORDS_H
#define JUDGE_CASE_WORDS_H

#include "judge/client_auth.h"

struct case_words {
	const struct probe *probe;
	const struct client_auth *auth;
};

/*
 * SENTENCE with its names filled in; the caller frees it.  NULL if SENTENCE is
 * NULL or a name in it has no value in this case.
 */
char *case_words_fill(const struct case_words *w, const char *sentence);

/* Is this a name that sentences may use?  (for the test of the table) */
bool case_words_has(const char *name, size_t len);

#endif
