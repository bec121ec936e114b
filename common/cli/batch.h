/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch.h - lines in, a report a line out (NDJSON), in the order of the input,
 * by all processors and in constant memory.
 *
 * A pipe is answered line by line, as the lines come.  A line that cannot be
 * judged is a report with an error; only the input itself can end a run.
 */
#ifndef CLI_BATCH_H
#define CLI_BATCH_H

#include "base/bytes.h"
#include "cli/report.h"

enum {
	BATCH_LINE_MAX = 256 << 10, /* octets of a line, its end not counted */
	BATCH_JOBS_MAX = 256,
};

/* Functions that may be NULL do nothing then, and their result is NULL. */
struct batch {
	int jobs; /* 0: as many as this process may use processors */

	/* What a worker needs for itself; each worker is one thread. */
	void *(*begin)(void *arg);
	/*
	 * Fill R for one line, which is never blank and may hold NULs; its
	 * end is cut off.  report_ref() tells what the line calls itself,
	 * report_error() that it cannot be judged: no more is said about that
	 * on standard error.  R is terse without --verbose.
	 */
	void (*line)(void *worker, struct report *r, struct view text);
	void (*end)(void *worker);
	void *arg;
};

/*
 * R's output takes a report a line from now on, as OPTION ("batch") wants it.
 * ERR_USAGE if the user asked for another format than NDJSON.
 */
int batch_take_format(struct report *r, const char *option, struct err *err)
	_must_check_;

/*
 * Read lines from NAME, as io_open() takes it, and write a report each to R's
 * output; R itself stays as it is.  The exit status becomes the highest of all
 * lines.  Blank lines are counted, but nothing is said about them.
 *
 * ERR_USAGE if the user asked for another format than NDJSON; ERR_INPUT if the
 * input cannot be read, which leaves the lines before, or has no line.  When
 * nobody takes the output any more it stops: the program's end tells why.
 */
int batch_run(struct report *r, const char *name, const struct batch *b,
	struct err *err) _must_check_;

#endif
