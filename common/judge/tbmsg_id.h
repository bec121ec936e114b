/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_id.h - is a Token Binding ID the one to which a token is bound? RFC
 * 8471 section 5, RFC 8473 section 5.3.
 */
#ifndef JUDGE_TBMSG_ID_H
#define JUDGE_TBMSG_ID_H

#include "cli/report.h"
#include "proof/tbmsg.h"

/*
 * Add CHECK for the binding of M with this type: EXPECTED is its ID, or the
 * SHA-256 of that, and its signature must be valid by RESULTS, one for each
 * binding.  A mix-up that explains another ID is diagnosed.
 */
void judge_tbmsg_id(struct report *r, const struct check *check, unsigned type,
	const struct tbmsg *m, const enum tbmsg_result *results,
	struct view expected, bool is_hash);

#endif
