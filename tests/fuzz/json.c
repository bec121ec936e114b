/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - fuzzing of base/json.h: whatever the check lets pass, the parser
 * behind it must take.
 */
#include "base/json.h"

#include "base/json_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
walk(const struct json *j, int depth)
{
	if (depth > JSON_DEPTH_MAX)
		abort();
	if (json_string(j) && (json_first(j) || json_is_object(j)))
		abort();
	for (j = json_first(j); j; j = json_next(j))
		walk(j, depth + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_json_ struct json *root = NULL;
	struct view text = { data, size };
	struct err err = { 0 };
	int checked = json_check(text, &err);

	if (json_parse(text, &root, &err) != checked)
		abort();
	if (checked == 0)
		walk(root, 0);
	else if (err.kind != ERR_INPUT || err.text[0] == '\0')
		abort();
	return 0;
}
