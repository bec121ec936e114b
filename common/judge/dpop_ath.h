/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_ath.h - how a wrong ath was made from the right token, RFC 9449
 * section 4.2.
 */
#ifndef JUDGE_DPOP_ATH_H
#define JUDGE_DPOP_ATH_H

#include "base/b64.h"
#include "proof/hash.h"

enum { DPOP_ATH_PARTS = 4 };

/* The mistakes that together explain it. */
struct dpop_ath {
	size_t n;
	struct {
		const char *cause, *words;
	} part[DPOP_ATH_PARTS];
};

/* False if no known mistake explains how ATH was made from TOKEN. */
bool dpop_ath_find(const char *ath, struct view token, struct dpop_ath *ret);

/* Is TEXT, by whatever encoding, DIGEST? */
bool dpop_ath_is(const char *text, struct view digest);

#endif
