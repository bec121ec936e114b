/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_metrics.h - the numbers of a handshake that are worth watching.
 */
#ifndef JUDGE_TELL_METRICS_H
#define JUDGE_TELL_METRICS_H

#include "judge/client_auth.h"

/* Append to R what is known of all metrics below. */
void tell_metrics(struct report *r, const struct probe *p,
	const struct client_auth *a);

extern const struct metric *const handshake_metrics[]; /* then NULL */

#endif
