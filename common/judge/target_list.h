/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target_list.h - a list of targets of any length, asked many at a time: a
 * report a line (NDJSON), in the order in which they are over.
 */
#ifndef JUDGE_TARGET_LIST_H
#define JUDGE_TARGET_LIST_H

#include "judge/inquiry.h"
#include "judge/plan_cache.h"

/* What holds for every line that does not say otherwise. */
struct target_list {
	struct plan_maker maker;
	const struct inquiry_wish *wish;
	const struct opt_list *expect; /* those of a line come on top */
	int at_once;                   /* connections; 0: as fleet_run() */
};

/* Tell R the answer: judge_handshake(), subject, error; then report_next(). */
void target_tell(struct report *r, const struct inquiry *q,
	const struct opt_list *expect);

/*
 * Ask every target of NAME, which io_open() takes, and write a report each to
 * R's output, which tells the line's number and its ref; R itself stays as it
 * is.  A line is read when there is room for it.  One that makes no sense, or
 * whose certificate cannot be read, is a report with an error.  At the end
 * standard error is told how many ended how, unless nothing is to be written
 * or a format gathers all reports.
 *
 * ERR_USAGE if the user asked for a format that neither is NDJSON nor gathers;
 * ERR_INPUT if the input cannot be read, which ends it when all that is under
 * way is over, or has no target; ERR_SYSTEM.
 */
int target_list_run(struct report *r, const char *name,
	const struct target_list *list, struct err *err) _must_check_;

#endif
