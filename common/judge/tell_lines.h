/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_lines.h - the observations of a probe in a few lines for people.
 */
#ifndef JUDGE_TELL_LINES_H
#define JUDGE_TELL_LINES_H

#include "judge/client_auth.h"

/*
 * Append the lines; machine formats do not show them.
 * ASKED is as in explain_verdict().
 */
void tell_lines(struct report *r, const struct probe *p,
	const struct client_auth *a, const struct probe *asked);

#endif
