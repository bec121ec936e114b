/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err.c - tests of base/err.h.
 */
#include "base/err.h"

#include <errno.h>

#include "tap.h"

int
main(void)
{
	struct err err = { 0 };
	char long_text[2 * sizeof(err.text)];

	ok(err_set(&err, ERR_INPUT, "%s: bad", "x.pem") == -1
			&& err.kind == ERR_INPUT
			&& strcmp(err.text, "x.pem: bad") == 0,
		"err_set");
	ok(err_context(&err, "entry %d", 2) == -1 && err.kind == ERR_INPUT
			&& strcmp(err.text, "entry 2: x.pem: bad") == 0,
		"err_context");
	ok(err_set(&err, ERR_USAGE, "again: %s", err.text) == -1
			&& strcmp(err.text, "again: entry 2: x.pem: bad") == 0,
		"an argument may be the text itself");
	ok(err_errno(&err, ERR_SYSTEM, ENOENT, "%s", "f") == -1
			&& err.kind == ERR_SYSTEM
			&& strcmp(err.text, "f: No such file or directory")
				== 0,
		"err_errno");

	memset(long_text, 'a', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	err_set(&err, ERR_INPUT, "%s", long_text);
	ok(strlen(err.text) == sizeof(err.text) - 1, "a long text is cut off");
	err_context(&err, "ctx");
	ok(strncmp(err.text, "ctx: aaa", 8) == 0
			&& strlen(err.text) == sizeof(err.text) - 1,
		"context before a full text");
	err_context(&err, "%s", long_text);
	ok(strlen(err.text) <= sizeof(err.text) - 1, "a long context");
	err_errno(&err, ERR_INPUT, EACCES, "%s", long_text);
	ok(strlen(err.text) <= sizeof(err.text) - 1, "a long text and errno");

	ok(strcmp(err_kind_name(ERR_NONE), "none") == 0
			&& strcmp(err_kind_name(ERR_USAGE), "usage") == 0
			&& strcmp(err_kind_name(ERR_INPUT), "input") == 0
			&& strcmp(err_kind_name(ERR_NETWORK), "network") == 0
			&& strcmp(err_kind_name(ERR_SYSTEM), "system") == 0,
		"names of the kinds");
	return tap_done();
}
