/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tap.h - the Test Anything Protocol for unit tests: one line for each fact,
 * the plan at the end.
 */
#ifndef UNIT_TAP_H
#define UNIT_TAP_H

#include <stdarg.h>

#include "base/base.h"

static int tap_count, tap_failures;

/* Report one fact; returns it, so that a test may depend on it. */
static inline bool _printf_(2, 3) ok(bool holds, const char *fmt, ...)
{
	va_list ap;

	if (!holds)
		tap_failures++;
	printf("%sok %d - ", holds ? "" : "not ", ++tap_count);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
	/* What comes after a crash must not hide what came before. */
	fflush(stdout);
	return holds;
}

/* Print the plan; returns what main() returns. */
static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failures > 0;
}

#endif
