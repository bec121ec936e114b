/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json.c - a JSON value as facts, each member in its place.
 */
#include "cli/report_json.h"

#include "base/strbuf.h"

static bool
is_container(const struct json *j)
{
	return json_is_object(j) || json_is_array(j);
}

/* How people see an array. */
enum layout {
	LAYOUT_ROW,      /* scalars: on one line */
	LAYOUT_ITEMS,    /* objects with members: a blank line between them */
	LAYOUT_NUMBERED, /* all else, labelled from 1 */
};

static enum layout
layout_of(const struct json *array)
{
	size_t n = 0, scalars = 0, objects = 0;

	for (const struct json *j = json_first(array); j; j = json_next(j)) {
		n++;
		scalars += !is_container(j);
		objects += json_is_object(j) && json_first(j) != NULL;
	}
	if (n > 0 && n == scalars)
		return LAYOUT_ROW;
	return n == objects ? LAYOUT_ITEMS : LAYOUT_NUMBERED;
}

static char *
copy(struct report *r, const char *s)
{
	return arena_strdup(&r->of_facts, s);
}

static char *
ordinal(struct report *r, size_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%zu", n);
	return copy(r, text);
}

static void
put_scalar(struct report *r, const char *key, const char *label,
	const struct json *j)
{
	const char *text = json_string(j), *digits = json_digits(j);
	bool truth;

	if (text != NULL)
		report_string(r, key, label, "%s", text);
	else if (digits != NULL)
		report_number(r, key, label, digits);
	else if (json_boolean(j, &truth))
		report_boolean(r, key, label, truth);
	else
		report_null(r, key, label);
}

/* The facts from FIRST on, which are scalars. */
static void
put_row(struct report *r, const char *label, size_t first)
{
	_cleanup_strbuf_ struct strbuf row = { .len = 0 };

	for (size_t i = first; i < r->n_facts; i++) {
		const struct fact *f = &r->facts[i];

		strbuf_str(&row, i > first ? ", " : "");
		if (f->text != NULL)
			strbuf_str(&row, f->text);
		else if (f->kind == FACT_BOOLEAN)
			strbuf_str(&row, f->num != 0 ? "yes" : "no");
		else
			strbuf_str(&row, "none");
	}
	strbuf_char(&row, '\0');
	report_line(r, label, "%s", row.data);
}

/* How a value is called; an item of a list is shown without a label. */
struct place {
	const char *key, *label;
	bool shown;
};

static void put_value(struct report *r, struct place at, const struct json *j);

static void
put_array(struct report *r, struct place at, const struct json *array)
{
	enum layout layout = layout_of(array);
	bool row = layout == LAYOUT_ROW;
	size_t n = 0, first;

	report_open_list(r, at.key, row ? NULL : at.label);
	first = r->n_facts;
	for (const struct json *j = json_first(array); j; j = json_next(j)) {
		struct place item = { .shown = at.shown };

		n++;
		if (layout == LAYOUT_NUMBERED && at.shown)
			item.label = ordinal(r, n);
		put_value(r, item, j);
	}
	report_close(r);
	if (row && at.shown && !r->terse)
		put_row(r, at.label, first);
}

/* In a key, what only its owner may know: RFC 7518 sections 6.2.2 to 6.4.1. */
static bool
is_secret(const struct json *object, const char *name)
{
	static const char *const names[] = { "d", "p", "q", "dp", "dq", "qi",
		"k", NULL };
	const char *const *n = names;

	if (json_get(object, "kty") == NULL)
		return false;
	while (*n != NULL && strcmp(*n, name) != 0)
		n++;
	return *n != NULL;
}

static void
put_object(struct report *r, struct place at, const struct json *object)
{
	report_open(r, at.key, at.label);
	for (const struct json *j = json_first(object); j; j = json_next(j)) {
		const char *name = copy(r, json_name(j));
		struct place member = { name, at.shown ? name : NULL,
			at.shown };

		if (json_string(j) != NULL && is_secret(object, name))
			report_secret(r, name, member.label, json_string(j));
		else
			put_value(r, member, j);
	}
	report_close(r);
}

/* Goes no deeper than JSON_DEPTH_MAX. */
static void
put_value(struct report *r, struct place at, const struct json *j)
{
	if (json_is_object(j))
		put_object(r, at, j);
	else if (json_is_array(j))
		put_array(r, at, j);
	else
		put_scalar(r, at.key, at.label, j);
}

void
report_json(struct report *r, const char *key, const char *label,
	const struct json *value)
{
	put_value(r, (struct place){ key, label, label != NULL }, value);
}
