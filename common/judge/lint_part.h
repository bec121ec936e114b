/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint_part.h - what the files of lint.h share: one group of checks a file.
 */
#ifndef JUDGE_LINT_PART_H
#define JUDGE_LINT_PART_H

#include "judge/lint.h"

/* What is being judged, and how strictly. */
struct lint_bench {
	struct report *r;
	const struct lint *l;
	struct lint_path path;
	enum verdict certain, otherwise;
};

/* "certificate 2, Test CA", or the name of the only one; free it. */
char *lint_who(const struct lint *l, const struct cert *c);

/* Self-signed, and not the client's own. */
bool lint_is_root(const struct lint *l, const struct cert *c);

/* Key, dates, purposes and strength of each. */
void lint_check_each(const struct lint_bench *b);
/* How they belong together. */
void lint_check_chain(const struct lint_bench *b);
/* What a server has said of them, and their container. */
void lint_check_request(const struct lint_bench *b);
/* Revocation. */
void lint_check_revoked(const struct lint_bench *b);

#endif
