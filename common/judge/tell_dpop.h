/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_dpop.h - a DPoP proof as facts of a report.
 */
#ifndef JUDGE_TELL_DPOP_H
#define JUDGE_TELL_DPOP_H

#include "cli/report.h"
#include "proof/dpop.h"

/*
 * The group "dpop": what the header and the claims say, and the key's
 * thumbprint.  SECRET, or empty, is not shown if it stands in ath.  With LINES
 * also for people.
 */
void tell_dpop(struct report *r, const struct dpop *d, struct view secret,
	bool lines);

/*
 * TEXT as far as a line of evidence may tell it; "none" for NULL.  The caller
 * frees it.
 */
char *tell_dpop_text(const char *text);

/* ATH in the same way, or words that do not reveal SECRET if that is it. */
char *tell_dpop_ath(const char *ath, struct view secret);

#endif
