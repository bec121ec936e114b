/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readable.h - certificates that GnuTLS refuses: a warning, however many there
 * are.
 */
#ifndef JUDGE_READABLE_H
#define JUDGE_READABLE_H

#include "cli/report.h"
#include "proof/cert.h"

enum { READABLE_SHOWN = 8 };

struct readable_judge {
	size_t refused;
	char *refusal[READABLE_SHOWN]; /* the first of them */
};

/* A certificate, and where it stands: "chain.pem #2". */
void judge_readable_see(struct readable_judge *j, const struct cert *c,
	const char *where);

/* A check, unless all were readable; then J is empty again. */
void judge_readable_say(struct readable_judge *j, struct report *r);
void judge_readable_done(struct readable_judge *j);

extern const struct check judge_readable;

#endif
