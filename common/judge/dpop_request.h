/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_request.h - the part of the judgement of a DPoP proof that needs to
 * know the request.
 */
#ifndef JUDGE_DPOP_REQUEST_H
#define JUDGE_DPOP_REQUEST_H

#include "judge/dpop.h"

/* The checks from dpop.method on, for judge_dpop(). */
void judge_dpop_request(struct report *r, const struct dpop *d,
	const struct dpop_case *c);

#endif
