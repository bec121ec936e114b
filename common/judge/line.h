/* SPDX-License-Identifier: Apache-2.0 */
/*
 * line.h - a line of a batch: a JSON object whose members have the names that
 * a command knows.
 */
#ifndef JUDGE_LINE_H
#define JUDGE_LINE_H

#include "base/json.h"
#include "cli/report.h"

/*
 * Parse a line whose members are among KNOWN (then NULL) and tell R its "ref";
 * *ROOT is as json_parse_again() has it.  A name that is not known may be an
 * expectation, mistyped: ERR_INPUT.
 */
int line_parse(struct view text, const char *const *known, struct report *r,
	struct json **root, struct err *err) _must_check_;

/* A member that is a string; NULL: it is not there.  ERR_INPUT. */
int line_text(const struct json *root, const char *name, const char **ret,
	struct err *err) _must_check_;

#endif
