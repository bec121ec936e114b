/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tally.h - many reports in one line: how often which word, and why.
 */
#ifndef CLI_TALLY_H
#define CLI_TALLY_H

#include "base/strbuf.h"
#include "cli/report.h"

enum {
	TALLY_WORDS_MAX = 12, /* different words of headlines */
	TALLY_CAUSES_MAX = 96,
	TALLY_SHOWN_MAX = 5, /* causes of one word */
	TALLY_WORD_MAX = 24, /* octets */
};

/* Zeroed at first; needs no cleaning up. */
struct tally {
	size_t n, good; /* reports, and those whose status is 0 */
	struct tally_row {
		char word[TALLY_WORD_MAX]; /* in lower case */
		size_t n;
		struct tally_cause {
			const char *id;
			size_t n;
		} cause[TALLY_CAUSES_MAX];
		size_t n_causes;
	} row[TALLY_WORDS_MAX];
	size_t n_rows;
};

/*
 * Count R, which is complete: by the word of its headline ("unreadable" where
 * an error has left it without one), and by the first cause that it names.
 */
void tally_add(struct tally *t, const struct report *r);

/*
 * "988 accepted, 10 rejected (unknown-ca 8, client-cert-expired 2), 2
 * unreached": the most frequent first.
 */
void tally_put(const struct tally *t, struct strbuf *out);

#endif
