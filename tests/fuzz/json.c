/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - fuzzing of base/json.h: what it takes, cJSON's own parser takes,
 * too, and both see the same.
 */
#include "base/json.h"

#include <cjson/cJSON.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool
same_value(const struct json *j, const cJSON *item)
{
	double number = 0, other = item->valuedouble;
	bool flag = false;

	return json_is_null(j) == cJSON_IsNull(item)
		&& json_is_object(j) == cJSON_IsObject(item)
		&& json_is_array(j) == cJSON_IsArray(item)
		&& json_number(j, &number) == cJSON_IsNumber(item)
		&& (!cJSON_IsNumber(item) || number - other == 0)
		&& json_boolean(j, &flag) == cJSON_IsBool(item)
		&& flag == cJSON_IsTrue(item)
		&& same_text(json_string(j), cJSON_GetStringValue(item));
}

static void
compare(const struct json *j, const cJSON *item, int depth)
{
	if (depth > JSON_DEPTH_MAX || !same_value(j, item))
		abort();
	j = json_first(j);
	for (item = item->child; j && item; item = item->next) {
		if (!same_text(json_name(j), item->string))
			abort();
		compare(j, item, depth + 1);
		j = json_next(j);
	}
	if (j || item)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_json_ struct json *root = NULL;
	struct err err = { 0 };
	cJSON *item;

	if (json_parse((struct view){ data, size }, &root, &err) < 0) {
		if (root || err.kind != ERR_INPUT || err.text[0] == '\0')
			abort();
		return 0;
	}
	item = cJSON_ParseWithLength((const char *)data, size);
	if (!item)
		abort();
	compare(root, item, 0);
	cJSON_Delete(item);
	return 0;
}
