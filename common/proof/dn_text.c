/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Distinguished names out of text: RFC 4514 section 3, and what programs print
 * instead of it.
 */
#include "base/hex.h"
#include "proof/dn.h"

struct scan {
	struct view in;
	size_t at;
	struct dn_text *to;
	size_t rdn;
	struct err *err;
};

static int
peek(const struct scan *s)
{
	return s->at < s->in.len ? s->in.data[s->at] : -1;
}

static void
skip_spaces(struct scan *s)
{
	while (peek(s) == ' ')
		s->at++;
}

/* The type that stands at AT with a "=" behind; false if none does. */
static bool
read_type(const struct scan *s, size_t at, char ret_oid[static DER_OID_TEXT],
	const char **ret_other, size_t *ret_end)
{
	struct view rest = view_part(s->in, at, SIZE_MAX), name;
	const uint8_t *equals;

	/* Names are short: what follows need not be looked through. */
	rest = view_part(rest, 0, DER_OID_TEXT + 8);
	if (rest.len == 0)
		return false;
	equals = memchr(rest.data, '=', rest.len);
	if (equals == NULL)
		return false;
	*ret_end = at + (size_t)(equals - rest.data) + 1;
	name = view_trim(view_part(rest, 0, (size_t)(equals - rest.data)));
	return dn_type_named(name, ret_oid, ret_other);
}

static bool
type_follows(const struct scan *s, size_t at)
{
	char oid[DER_OID_TEXT];
	const char *other;
	size_t end;

	return read_type(s, at, oid, &other, &end);
}

static int
hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The octet that two hex digits at AT write, or -1. */
static int
hex_pair(const struct scan *s, size_t at)
{
	int high, low;

	if (at + 1 >= s->in.len)
		return -1;
	high = hex_digit(s->in.data[at]);
	low = hex_digit(s->in.data[at + 1]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool
is_separator(int c)
{
	return c == ',' || c == ';' || c == '+';
}

/* A separator that separates, or the end. */
static bool
at_end(const struct scan *s)
{
	int c = peek(s);

	return c < 0
		|| (is_separator(c)
			&& (s->at + 1 == s->in.len
				|| type_follows(s, s->at + 1)));
}

/* What "\" stands before. */
static void
take_escaped(struct scan *s, struct bytes *to)
{
	int octet = hex_pair(s, s->at + 1);

	if (octet >= 0) {
		bytes_append_u8(to, (size_t)octet);
		s->at += 3;
	} else if (s->at + 1 < s->in.len) {
		bytes_append_u8(to, s->in.data[s->at + 1]);
		s->at += 2;
	} else {
		bytes_append_str(to, "\\");
		s->at++;
	}
}

static int
take_quoted(struct scan *s, struct bytes *to)
{
	size_t start = s->at++;

	while (peek(s) != '"') {
		if (peek(s) < 0)
			return err_set(s->err, ERR_INPUT,
				"the quote at character %zu has no end",
				start + 1);
		if (peek(s) == '\\') {
			take_escaped(s, to);
			continue;
		}
		bytes_append_u8(to, s->in.data[s->at++]);
	}
	s->at++;
	skip_spaces(s);
	if (at_end(s))
		return 0;
	return err_set(s->err, ERR_INPUT,
		"something stands behind the quote at character %zu", s->at);
}

static void
take_plain(struct scan *s, struct bytes *to)
{
	size_t kept = 0; /* spaces at the end are not the value's */

	while (!at_end(s)) {
		int c = peek(s);

		if (c == '\\') {
			take_escaped(s, to);
			kept = to->len;
			continue;
		}
		s->to->unquoted |= is_separator(c);
		bytes_append_u8(to, (size_t)c);
		s->at++;
		if (c != ' ')
			kept = to->len;
	}
	if (to->len > kept) {
		struct bytes trimmed = { 0 };

		bytes_append(&trimmed, to->data, kept);
		bytes_move(to, &trimmed);
	}
}

/* "#" and the value in DER; false, and no step ahead, if it is not that. */
static bool
take_hex(struct scan *s, struct dn_attr *a)
{
	_cleanup_bytes_ struct bytes octets = { 0 };
	size_t start = s->at;
	struct view rest;
	struct der value;
	int octet;

	for (s->at++; (octet = hex_pair(s, s->at)) >= 0; s->at += 2)
		bytes_append_u8(&octets, (size_t)octet);
	skip_spaces(s);
	rest = bytes_view(&octets);
	if (!at_end(s) || !der_read(&rest, &value) || rest.len != 0) {
		s->at = start;
		return false;
	}
	a->is_string = dn_string(&value, &a->value);
	if (!a->is_string)
		bytes_move(&a->value, &octets);
	return true;
}

static int
take_value(struct scan *s, struct dn_attr *a)
{
	skip_spaces(s);
	if (peek(s) == '#' && take_hex(s, a))
		return 0;
	a->is_string = true;
	if (peek(s) == '"')
		return take_quoted(s, &a->value);
	take_plain(s, &a->value);
	return 0;
}

/* The pair that begins here; NULL, and the error is set, if none does. */
static struct dn_attr *
take_type(struct scan *s)
{
	char oid[DER_OID_TEXT];
	const char *other;
	struct dn_attr *a;
	size_t end;

	if (!read_type(s, s->at, oid, &other, &end)) {
		err_set(s->err, ERR_INPUT,
			"at character %zu no type that we know stands before "
			"a =",
			s->at + 1);
		return NULL;
	}
	a = dn_add(&s->to->dn, s->rdn, oid);
	if (a == NULL) {
		err_set(s->err, ERR_INPUT, "more than %d parts", DN_ATTRS_MAX);
		return NULL;
	}
	a->or_oid = other;
	s->at = end;
	return a;
}

static int
parse_commas(struct scan *s)
{
	struct dn_attr *a;

	for (;;) {
		a = take_type(s);
		if (a == NULL || take_value(s, a) < 0)
			return -1;
		if (peek(s) < 0)
			return 0;
		s->rdn += peek(s) != '+';
		s->at++;
	}
}

/* A slash, or a plus, with a type that we know behind. */
static bool
at_slash(const struct scan *s)
{
	int c = peek(s);

	return c < 0 || ((c == '/' || c == '+') && type_follows(s, s->at + 1));
}

/* Only what OpenSSL escapes is an escape here. */
static void
take_slash_escape(struct scan *s, struct bytes *to)
{
	int c = s->at + 1 < s->in.len ? s->in.data[s->at + 1] : -1;
	int octet = c == 'x' ? hex_pair(s, s->at + 2) : -1;

	if (octet >= 0) {
		bytes_append_u8(to, (size_t)octet);
		s->at += 4;
	} else if (c == '/' || c == '+') {
		bytes_append_u8(to, (size_t)c);
		s->at += 2;
	} else {
		bytes_append_str(to, "\\");
		s->at++;
	}
}

static int
parse_slashes(struct scan *s)
{
	struct dn_attr *a;

	s->to->slashes = true;
	for (s->at = 1;; s->at++) {
		a = take_type(s);
		if (a == NULL)
			return -1;
		a->is_string = true;
		while (!at_slash(s)) {
			if (peek(s) == '\\')
				take_slash_escape(s, &a->value);
			else
				bytes_append_u8(&a->value, s->in.data[s->at++]);
		}
		if (peek(s) < 0)
			return 0;
		s->rdn += peek(s) == '/';
	}
}

int
dn_text_parse(struct view text, struct dn_text *ret, struct err *err)
{
	_cleanup_dn_text_ struct dn_text t = { .slashes = false };
	struct scan s = { .in = text, .to = &t, .err = err };

	if (text.len > DN_TEXT_MAX)
		return err_set(err, ERR_INPUT, "longer than %d octets",
			DN_TEXT_MAX);
	if (text.len > 0 && text.data[0] == '/' ? parse_slashes(&s) < 0
						: parse_commas(&s) < 0)
		return -1;
	*ret = t;
	t = (struct dn_text){ .slashes = false };
	return 0;
}

void
dn_text_done(struct dn_text *t)
{
	dn_done(&t->dn);
	*t = (struct dn_text){ .slashes = false };
}
