/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquiry_step.h - a further connection made ready: its plan, what it presents
 * and by what it is opened.
 */
#ifndef JUDGE_INQUIRY_STEP_H
#define JUDGE_INQUIRY_STEP_H

#include "judge/inquiry_plan.h"

enum {
	INQUIRY_SANS_MAX = 3,  /* names of the server's certificate asked for */
	INQUIRY_EXTRA_MAX = 8, /* certificates that complete a chain */
};

/* What a step needs for its own, beside the probe. */
struct inquiry_step;

/*
 * Make P, zeroed, ready to ask what STEP asks; CASE has been decided on.
 * ERR_SYSTEM.  inquiry_step_free() the result once P has ended for good.
 */
int inquiry_step_make(const struct inquiry *q, const struct inquiry_case *c,
	enum step step, struct probe *p, struct inquiry_step **ret,
	struct err *err) _must_check_;

/* The same for another server name; "-" is none. */
int
inquiry_step_name_it(const struct inquiry *q, const char *name, struct probe *p,
	struct inquiry_step **ret, struct err *err) _must_check_;

void inquiry_step_free(struct inquiry_step *s);
void inquiry_step_freep(struct inquiry_step **s);
#define _cleanup_step_ _cleanup_(inquiry_step_freep)

/*
 * Fill in DNS names of the server's certificate that were not asked for, as
 * views, then ""; returns how many.
 */
size_t
inquiry_names(const struct probe *p, const char *ret[static INQUIRY_SANS_MAX]);

/*
 * The chain as presented and what EXTRA adds to it; only the list itself is
 * the caller's.  False: nothing fits.
 */
bool inquiry_complete(const struct certs *chain, const struct certs *extra,
	struct certs *ret);

#endif
