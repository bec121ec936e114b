/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h - one line on a terminal that says how far long work is.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/base.h"

struct progress {
	bool wanted, shown;
	int64_t start, last; /* microseconds of clock_mono_us() */
};

/* Work begins.  Nothing is ever shown unless it is WANTED. */
void progress_begin(struct progress *p, bool wanted);

/*
 * So many lines are done: show it on standard error, from the second second
 * on and a few times a second.
 */
void progress_tell(struct progress *p, int64_t lines);

/* Take the line away. */
void progress_end(struct progress *p);

#endif
