/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_check.c - strict JSON, RFC 8259 and RFC 7493, read once without
 * building anything.
 */
#include "base/json_check.h"

#include "base/alloc.h"
#include "base/json.h"
#include "base/utf8.h"

/* A name of an open object, unescaped: where in check.names it lies. */
struct name {
	size_t start;
	size_t len;
	size_t at; /* where the text writes it */
};

struct check {
	struct view text;
	size_t at;
	size_t depth;
	size_t n_values;
	struct bytes names; /* of all open objects, the innermost last */
	struct name *list;
	size_t n_list;
	size_t cap_list;
	struct err *err;
};

static void
check_done(struct check *c)
{
	bytes_done(&c->names);
	free(c->list);
}
#define _cleanup_check_ _cleanup_(check_done)

static int
fault_at(struct check *c, size_t at, const char *what)
{
	return err_set(c->err, ERR_INPUT, "JSON, octet %zu: %s", at + 1, what);
}

static int
fault(struct check *c, const char *what)
{
	return fault_at(c, c->at, what);
}

/* The next octet, or -1 at the end. */
static int
peek(const struct check *c)
{
	return c->at < c->text.len ? c->text.data[c->at] : -1;
}

static bool
take(struct check *c, int octet)
{
	if (peek(c) != octet)
		return false;
	c->at++;
	return true;
}

static void
skip_white(struct check *c)
{
	while (take(c, ' ') || take(c, '\t') || take(c, '\n') || take(c, '\r'))
		;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static int
digits(struct check *c)
{
	if (!is_digit(peek(c)))
		return fault(c, "a digit is missing");
	while (is_digit(peek(c)))
		c->at++;
	return 0;
}

/* The LEN octets at START, which is a number with an exponent. */
static bool
fits_double(const struct check *c, size_t start, size_t len)
{
	char text[JSON_NUMBER_MAX + 1];

	memcpy(text, c->text.data + start, len);
	text[len] = '\0';
	return __builtin_isfinite(strtod(text, NULL));
}

static int
number(struct check *c)
{
	size_t start = c->at, len;
	bool exponent;

	take(c, '-');
	if (take(c, '0')) {
		if (is_digit(peek(c)))
			return fault(c, "a number with a leading zero");
	} else if (digits(c) < 0) {
		return -1;
	}
	if (take(c, '.') && digits(c) < 0)
		return -1;
	exponent = take(c, 'e') || take(c, 'E');
	if (exponent) {
		if (!take(c, '+'))
			take(c, '-');
		if (digits(c) < 0)
			return -1;
	}
	len = c->at - start;
	if (len > JSON_NUMBER_MAX)
		return fault_at(c, start, "a number of too many digits");
	if (exponent && !fits_double(c, start, len))
		return fault_at(c, start,
			"a number beyond what a double holds");
	return 0;
}

static int
literal(struct check *c, const char *word)
{
	if (!view_eq_str(view_part(c->text, c->at, strlen(word)), word))
		return fault(c, "not a value");
	c->at += strlen(word);
	return 0;
}

/* Behind "\u". */
static bool
hex4(struct check *c, uint32_t *ret)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++, c->at++) {
		int d = peek(c);

		if (is_digit(d))
			v = v << 4 | (uint32_t)(d - '0');
		else if ((d | 0x20) >= 'a' && (d | 0x20) <= 'f')
			v = v << 4 | (uint32_t)((d | 0x20) - 'a' + 10);
		else
			return false;
	}
	*ret = v;
	return true;
}

static int
unicode_escape(struct check *c, uint32_t *ret)
{
	size_t start = c->at - 2;
	uint32_t cp, low;

	if (!hex4(c, &cp))
		return fault(c, "\\u without four hex digits");
	if (cp == 0)
		return fault_at(c, start, "\\u0000 in a string");
	if (cp >= 0xd800 && cp <= 0xdfff) {
		if (cp >= 0xdc00 || !take(c, '\\') || !take(c, 'u')
			|| !hex4(c, &low) || low < 0xdc00 || low > 0xdfff)
			return fault_at(c, start, "a lone surrogate");
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	}
	*ret = cp;
	return 0;
}

/* Behind the backslash. */
static int
escape(struct check *c, uint32_t *ret)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *p;

	if (take(c, 'u'))
		return unicode_escape(c, ret);
	p = peek(c) > 0 ? strchr(from, peek(c)) : NULL;
	if (!p)
		return fault(c, "no such escape");
	c->at++;
	*ret = (uint32_t)to[p - from];
	return 0;
}

/* What stands for itself, and takes up most of most texts. */
static struct view
plain_run(const struct check *c)
{
	const uint8_t *start = c->text.data + c->at, *p = start;
	const uint8_t *end = c->text.data + c->text.len;

	while (p < end && (uint8_t)(*p - 0x20) < 0x5f && *p != '"'
		&& *p != '\\')
		p++;
	return (struct view){ start, (size_t)(p - start) };
}

/* OUT takes the text without its escapes; it may be NULL. */
static int
string(struct check *c, struct bytes *out)
{
	c->at++;
	while (!take(c, '"')) {
		struct view plain = plain_run(c);
		uint32_t cp;
		size_t n;

		c->at += plain.len;
		if (plain.len > 0 && out)
			bytes_append_view(out, plain);
		if (plain.len > 0)
			continue;
		if (peek(c) < 0)
			return fault(c, "a string without an end");
		if (peek(c) < 0x20)
			return fault(c, "a control character in a string");
		if (take(c, '\\')) {
			if (escape(c, &cp) < 0)
				return -1;
		} else {
			n = utf8_next((const char *)c->text.data + c->at,
				c->text.len - c->at, &cp);
			if (n == 0)
				return fault(c, "not UTF-8");
			c->at += n;
		}
		if (out)
			utf8_append(out, cp);
	}
	return 0;
}

static int
member_name(struct check *c)
{
	struct name name = { .start = c->names.len, .at = c->at };

	if (peek(c) != '"')
		return fault(c, "a name in quotes is missing");
	if (string(c, &c->names) < 0)
		return -1;
	name.len = c->names.len - name.start;
	c->list = xgrow(c->list, &c->cap_list, c->n_list + 1, sizeof(*c->list));
	c->list[c->n_list++] = name;
	skip_white(c);
	if (!take(c, ':'))
		return fault(c, "':' is missing");
	return 0;
}

static int
name_cmp(const void *a, const void *b, void *names)
{
	const struct name *x = a, *y = b;
	const uint8_t *octets = names;

	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->len == 0
		? 0
		: memcmp(octets + x->start, octets + y->start, x->len);
}

/* Sorted, so that a hostile object costs no square. */
static int
names_differ(struct check *c, size_t first)
{
	struct name *list = c->list + first;
	size_t n = c->n_list - first;

	if (n < 2)
		return 0;
	qsort_r(list, n, sizeof(*list), name_cmp, c->names.data);
	for (size_t i = 1; i < n; i++)
		if (name_cmp(&list[i - 1], &list[i], c->names.data) == 0)
			return fault_at(c,
				list[i].at > list[i - 1].at ? list[i].at
							    : list[i - 1].at,
				"a name that appears twice");
	return 0;
}

static int value(struct check *c);

static int
array(struct check *c)
{
	c->at++;
	skip_white(c);
	if (take(c, ']'))
		return 0;
	do {
		if (value(c) < 0)
			return -1;
	} while (take(c, ','));
	return take(c, ']') ? 0 : fault(c, "',' or ']' is missing");
}

static int
object(struct check *c)
{
	size_t first = c->n_list;
	size_t names_len = c->names.len;

	c->at++;
	skip_white(c);
	if (take(c, '}'))
		return 0;
	do {
		skip_white(c);
		if (member_name(c) < 0 || value(c) < 0)
			return -1;
	} while (take(c, ','));
	if (!take(c, '}'))
		return fault(c, "',' or '}' is missing");
	if (names_differ(c, first) < 0)
		return -1;
	c->n_list = first;
	c->names.len = names_len;
	return 0;
}

static int
container(struct check *c)
{
	int status;

	if (c->depth == JSON_DEPTH_MAX)
		return fault(c, "nested too deep");
	c->depth++;
	status = peek(c) == '{' ? object(c) : array(c);
	c->depth--;
	return status;
}

static int
scalar(struct check *c)
{
	switch (peek(c)) {
	case -1:
		return fault(c, "a value is missing");
	case '"':
		return string(c, NULL);
	case 't':
		return literal(c, "true");
	case 'f':
		return literal(c, "false");
	case 'n':
		return literal(c, "null");
	case '-':
		return number(c);
	default:
		return is_digit(peek(c)) ? number(c) : fault(c, "not a value");
	}
}

/* A value and the white space around it. */
static int
value(struct check *c)
{
	int status;

	skip_white(c);
	if (++c->n_values > JSON_VALUES_MAX)
		return fault(c, "too many values");
	status = peek(c) == '{' || peek(c) == '[' ? container(c) : scalar(c);
	skip_white(c);
	return status;
}

int
json_check(struct view text, struct err *err)
{
	_cleanup_check_ struct check c = { .text = text, .err = err };

	if (text.len > JSON_SIZE_MAX)
		return err_set(err, ERR_INPUT,
			"JSON: too large: the limit is %d octets",
			(int)JSON_SIZE_MAX);
	if (value(&c) < 0)
		return -1;
	if (c.at < text.len)
		return fault(&c, "text behind the value");
	return 0;
}
