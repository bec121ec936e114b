/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_probe.h - the observations of a probe as facts of a report.
 */
#ifndef JUDGE_TELL_PROBE_H
#define JUDGE_TELL_PROBE_H

#include "judge/client_auth.h"

/*
 * Append all facts of P, and the lines that sum them up for people.
 * ASKED is as in explain_verdict().
 */
void tell_probe(struct report *r, const struct probe *p,
	const struct client_auth *a, const struct probe *asked);

#endif
