/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_read.c - strict JSON, read once and built as cJSON's items.
 *
 * cJSON's own parser is lenient, reads strings three times and asks for memory
 * for each; so the items are made here, in an arena.
 */
#include "base/json_read.h"

#include <cjson/cJSON.h>

#include "base/alloc.h"
#include "base/json.h"
#include "base/json_scan.h"

struct reader {
	struct json_scan scan;
	struct arena *arena;
	size_t depth, n_values;
};

static int
fault(const struct reader *rd, const char *what)
{
	return json_scan_fault(&rd->scan, rd->scan.at, what);
}

static int
peek(const struct reader *rd)
{
	return json_scan_peek(&rd->scan);
}

static bool
take(struct reader *rd, char octet)
{
	return json_scan_take(&rd->scan, octet);
}

/* ---- names -------------------------------------------------------------- */

enum { FEW = 32 }; /* members that are compared at once, not sorted */

/* The names of an object so far. */
struct names {
	const cJSON *first;
	size_t n;
	uint64_t seen; /* a bit for each remainder of their hashes */
};

static uint64_t
bit_of(const char *name, size_t len)
{
	size_t last = len > 0 ? len - 1 : 0;
	uint64_t sum = len + 17 * (uint8_t)name[0] + (uint8_t)name[len / 2]
		+ (uint8_t)name[last];

	return UINT64_C(1) << sum % 64;
}

/* Where the text wrote the name of MEMBER: cJSON has a field to spare. */
static const uint8_t *
place_of(const struct reader *rd, const cJSON *member)
{
	return rd->scan.start + member->valueint;
}

static int
twice(const struct reader *rd, const uint8_t *at)
{
	return json_scan_fault(&rd->scan, at, "a name that appears twice");
}

/* Only names that share a bit can be equal. */
static int
add_name(struct reader *rd, struct names *names, const uint8_t *at,
	const char *name, size_t len)
{
	uint64_t bit = bit_of(name, len);

	if (++names->n > FEW)
		return 0;
	if (names->seen & bit)
		for (const cJSON *m = names->first; m != NULL; m = m->next)
			if (m->string[0] == name[0]
				&& strcmp(m->string, name) == 0)
				return twice(rd, at);
	names->seen |= bit;
	return 0;
}

static int
name_cmp(const void *a, const void *b)
{
	const cJSON *const *x = a, *const *y = b;

	return strcmp((*x)->string, (*y)->string);
}

static int
list_differs(const struct reader *rd, const cJSON *const *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		const uint8_t *a = place_of(rd, list[i - 1]);
		const uint8_t *b = place_of(rd, list[i]);

		if (strcmp(list[i - 1]->string, list[i]->string) == 0)
			return twice(rd, a > b ? a : b);
	}
	return 0;
}

/* Sorted, so that a hostile object costs no square. */
static int
names_differ(const struct reader *rd, const struct names *names)
{
	const cJSON **list;
	size_t n = 0;
	int status;

	if (names->n <= FEW)
		return 0;
	list = xcalloc(names->n, sizeof(*list));
	for (const cJSON *m = names->first; m != NULL; m = m->next)
		list[n++] = m;
	qsort(list, n, sizeof(*list), name_cmp);
	status = list_differs(rd, list, n);
	free(list);
	return status;
}

/* ---- values ------------------------------------------------------------- */

static int value(struct reader *rd, cJSON *item);

static cJSON *
new_item(struct reader *rd)
{
	cJSON *item = arena_take(rd->arena, sizeof(*item));

	*item = (cJSON){ .next = NULL };
	return item;
}

static int
array(struct reader *rd, cJSON *array)
{
	cJSON **link = &array->child;

	array->type = cJSON_Array;
	rd->scan.at++;
	json_scan_white(&rd->scan);
	if (take(rd, ']'))
		return 0;
	do {
		*link = new_item(rd);
		if (value(rd, *link) < 0)
			return -1;
		link = &(*link)->next;
	} while (take(rd, ','));
	return take(rd, ']') ? 0 : fault(rd, "',' or ']' is missing");
}

/* A name and its colon. */
static int
name(struct reader *rd, cJSON *item, struct names *names)
{
	const uint8_t *at = rd->scan.at;
	size_t len;

	if (peek(rd) != '"')
		return fault(rd, "a name in quotes is missing");
	if (json_scan_string(&rd->scan, &item->string, &len) < 0
		|| add_name(rd, names, at, item->string, len) < 0)
		return -1;
	item->valueint = (int)(at - rd->scan.start);
	json_scan_white(&rd->scan);
	return take(rd, ':') ? 0 : fault(rd, "':' is missing");
}

static int
object(struct reader *rd, cJSON *object)
{
	cJSON **link = &object->child;
	struct names names = { .n = 0 };

	object->type = cJSON_Object;
	rd->scan.at++;
	json_scan_white(&rd->scan);
	if (take(rd, '}'))
		return 0;
	do {
		cJSON *member = new_item(rd);

		json_scan_white(&rd->scan);
		if (name(rd, member, &names) < 0 || value(rd, member) < 0)
			return -1;
		*link = member;
		link = &member->next;
		names.first = object->child;
	} while (take(rd, ','));
	if (!take(rd, '}'))
		return fault(rd, "',' or '}' is missing");
	return names_differ(rd, &names);
}

static int
container(struct reader *rd, cJSON *item)
{
	int status;

	if (rd->depth == JSON_DEPTH_MAX)
		return fault(rd, "nested too deep");
	rd->depth++;
	status = peek(rd) == '{' ? object(rd, item) : array(rd, item);
	rd->depth--;
	return status;
}

static int
literal(struct reader *rd, cJSON *item, const char *word, int type)
{
	item->type = type;
	return json_scan_literal(&rd->scan, word);
}

static int
scalar(struct reader *rd, cJSON *item)
{
	size_t len;

	switch (peek(rd)) {
	case -1:
		return fault(rd, "a value is missing");
	case '"':
		item->type = cJSON_String;
		return json_scan_string(&rd->scan, &item->valuestring, &len);
	case 't':
		return literal(rd, item, "true", cJSON_True);
	case 'f':
		return literal(rd, item, "false", cJSON_False);
	case 'n':
		return literal(rd, item, "null", cJSON_NULL);
	case '-':
	case '0' ... '9':
		item->type = cJSON_Number;
		return json_scan_number(&rd->scan, &item->valuestring,
			&item->valuedouble);
	default:
		return fault(rd, "not a value");
	}
}

/* A value and the white space around it. */
static int
value(struct reader *rd, cJSON *item)
{
	int status;

	json_scan_white(&rd->scan);
	if (++rd->n_values > JSON_VALUES_MAX)
		return fault(rd, "too many values");
	status = peek(rd) == '{' || peek(rd) == '[' ? container(rd, item)
						    : scalar(rd, item);
	json_scan_white(&rd->scan);
	return status;
}

int
json_read(struct view text, struct arena *arena, struct cJSON *root,
	struct err *err)
{
	const uint8_t *start = text.len > 0 ? text.data : (const uint8_t *)"";
	struct reader rd = { .arena = arena };

	rd.scan = (struct json_scan){
		.start = start,
		.at = start,
		.end = start + text.len,
		.err = err,
	};
	if (text.len > JSON_SIZE_MAX)
		return err_set(err, ERR_INPUT,
			"JSON: too large: the limit is %d octets",
			(int)JSON_SIZE_MAX);
	rd.scan.to = arena_take(arena, json_scan_room(text.len));
	if (value(&rd, root) < 0)
		return -1;
	if (rd.scan.at < rd.scan.end)
		return fault(&rd, "text behind the value");
	return 0;
}
