/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inquest.h - any number of inquiries at the same time, each of which takes
 * as many connections as its question needs.
 */
#ifndef JUDGE_INQUEST_H
#define JUDGE_INQUEST_H

#include "judge/inquiry.h"

struct inquest {
	/*
	 * The next inquiry, or NULL in *RET when there is none now; asked only
	 * when there is room for its first connection.
	 */
	int (*next)(void *arg, struct inquiry **ret, struct err *err);
	/* As the input() of a fleet's source; may be NULL. */
	int (*input)(void *arg);
	/* Q is over and belongs to the caller again. */
	void (*over)(void *arg, struct inquiry *q);
	void *arg;
};

/*
 * Run all that N gives, AT_ONCE connections at the same time (0: as many as
 * fleet_run() takes).  ERR_SYSTEM, or an error of next(); inquiries that are
 * not over then are freed.
 */
int inquest_run(const struct inquest *n, size_t at_once, struct err *err)
	_must_check_;

#endif
