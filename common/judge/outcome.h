/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcome.h - how a probe came out, in a few words: for lines that stand
 * beside those of other probes.
 */
#ifndef JUDGE_OUTCOME_H
#define JUDGE_OUTCOME_H

#include "judge/client_auth.h"

/*
 * "accepted, ticket", "rejected, HTTP 400", "rejected, unknown_ca",
 * "failed, unrecognized_name", "not reached"; the caller frees it.
 */
char *outcome_words(const struct probe *p);

/*
 * Members of an open group: requested, resumed, verdict, evidence, alert (its
 * name or null), http_status (or null) and tls_version (or null).
 */
void outcome_facts(struct report *r, const struct probe *p);

#endif
