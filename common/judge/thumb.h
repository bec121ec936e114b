/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thumb.h - does a value that should be the x5t#S256 of a certificate fit any
 * of those that were seen, and if not, how was it made?
 */
#ifndef JUDGE_THUMB_H
#define JUDGE_THUMB_H

#include "cli/report.h"
#include "proof/recipe.h"

enum { THUMB_S256_TEXT = 44 }; /* 43 characters and the NUL */

/* A value, and the certificate that explains it best so far. */
struct thumb_claim {
	char *text;    /* without what people paste with it */
	bool readable; /* some recipe makes such a text */
	struct recipe_value value;
	const struct recipe *recipe; /* the best that fits, or NULL */
	char *source;                /* whose value it is by that recipe: */
	size_t index;
	char right[THUMB_S256_TEXT]; /* its x5t#S256 */
};

struct thumb_judge {
	struct thumb_claim *claim;
	size_t n;
	size_t seen;                 /* certificates */
	char *source;                /* of the first one seen, */
	char right[THUMB_S256_TEXT]; /* and its x5t#S256 */
};

/*
 * Judge these values, or those within what was pasted.  ERR_USAGE if one is
 * empty: an unset variable is nothing to compare with.
 */
int judge_thumb_begin(struct thumb_judge *j, const char *const *values,
	size_t n, struct err *err) _must_check_;

/*
 * The content of a regular file, as some recipes hash that; empty for others,
 * and for one that is too large.
 */
void judge_thumb_whole(const char *name, struct bytes *ret);

/*
 * A certificate: number INDEX (from 0) of the input SOURCE, whose whole
 * content is FILE, or empty if it is not known.  True if it explains a value
 * better than all before it.
 */
bool judge_thumb_see(struct thumb_judge *j, const struct x509 *x,
	const char *source, size_t index, struct view file);

/*
 * Headline, a check for each value, a diagnosis for each that is wrong, and
 * the fact "expected".
 */
void judge_thumb_say(const struct thumb_judge *j, struct report *r);
void judge_thumb_done(struct thumb_judge *j);

/* One of judge_thumb_causes, by an id of a recipe; never NULL. */
const struct cause *judge_thumb_cause(const char *id);

/* x5t#S256 of a certificate. */
void
judge_thumb_right(const struct x509 *x, char ret_text[static THUMB_S256_TEXT]);

/* A value as a sentence shows it, with its length; the caller frees it. */
char *judge_thumb_brief(const char *text);

extern const struct check judge_thumb_expected;
extern const struct cause *const judge_thumb_causes[]; /* then NULL */

#endif
