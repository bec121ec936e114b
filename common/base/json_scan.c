/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_scan.c - the words of strict JSON: each octet is looked at once.
 *
 * No word is longer than its copy and a NUL, with one octet that ends it.  So
 * copies stay behind what was read, and need no check of their room.
 */
#include "base/json_scan.h"

#include <endian.h>

#include "base/json.h"
#include "base/utf8.h"

int
json_scan_fault(const struct json_scan *s, const uint8_t *at, const char *what)
{
	return err_set(s->err, ERR_INPUT, "JSON, octet %zu: %s",
		(size_t)(at - s->start) + 1, what);
}

static int
fault(const struct json_scan *s, const char *what)
{
	return json_scan_fault(s, s->at, what);
}

static int
peek(const struct json_scan *s)
{
	return json_scan_peek(s);
}

static bool
take(struct json_scan *s, char octet)
{
	return json_scan_take(s, octet);
}

/* ---- strings ------------------------------------------------------------ */

static bool
is_plain(uint8_t c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

/* Eight times the octet C. */
static uint64_t
eight(uint8_t c)
{
	return UINT64_C(0x0101010101010101) * c;
}

/*
 * How many of the eight octets, the lowest first, are plain.  A borrow can
 * only disturb what stands behind an octet that is not.
 */
static size_t
plain_of(uint64_t octets)
{
	uint64_t found = ((octets - eight(0x20))
				 | ((octets ^ eight('"')) - eight(1))
				 | ((octets ^ eight('\\')) - eight(1)) | octets)
		& eight(0x80);

	return found == 0 ? 8 : (size_t)__builtin_ctzll(found) / 8;
}

/* Copy what stands for itself, which is most of most texts. */
static void
copy_plain(struct json_scan *s)
{
	/* The compiler takes it that what is written at TO may be in *S. */
	const uint8_t *at = s->at, *end = s->end;
	char *to = s->to;
	size_t n = JSON_SCAN_SLACK;

	while (n == JSON_SCAN_SLACK && end - at >= JSON_SCAN_SLACK) {
		uint64_t octets;

		memcpy(&octets, at, sizeof(octets));
		memcpy(to, &octets, sizeof(octets));
		n = plain_of(le64toh(octets));
		at += n;
		to += n;
	}
	if (n == JSON_SCAN_SLACK)
		while (at < end && is_plain(*at))
			*to++ = (char)*at++;
	s->at = at;
	s->to = to;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Behind "\u". */
static bool
hex4(struct json_scan *s, uint32_t *ret)
{
	uint32_t v = 0;

	for (int i = 0; i < 4; i++, s->at++) {
		int d = peek(s);

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

/* Behind "\u", too. */
static int
unicode_escape(struct json_scan *s)
{
	const uint8_t *start = s->at - 2;
	uint32_t cp, low;

	if (!hex4(s, &cp))
		return fault(s, "\\u without four hex digits");
	if (cp == 0)
		return json_scan_fault(s, start, "\\u0000 in a string");
	if (cp >= 0xd800 && cp <= 0xdfff) {
		if (cp >= 0xdc00 || !take(s, '\\') || !take(s, 'u')
			|| !hex4(s, &low) || low < 0xdc00 || low > 0xdfff)
			return json_scan_fault(s, start, "a lone surrogate");
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
	}
	s->to += utf8_put(s->to, cp);
	return 0;
}

/* Behind the backslash. */
static int
escape(struct json_scan *s)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *p;

	if (take(s, 'u'))
		return unicode_escape(s);
	p = peek(s) > 0 ? strchr(from, peek(s)) : NULL;
	if (p == NULL)
		return fault(s, "no such escape");
	s->at++;
	*s->to++ = to[p - from];
	return 0;
}

/* What does not stand for itself. */
static int
special(struct json_scan *s)
{
	size_t n;

	if (peek(s) < 0)
		return fault(s, "a string without an end");
	if (peek(s) < 0x20)
		return fault(s, "a control character in a string");
	if (take(s, '\\'))
		return escape(s);
	n = utf8_next((const char *)s->at, (size_t)(s->end - s->at), NULL);
	if (n == 0)
		return fault(s, "not UTF-8");
	memcpy(s->to, s->at, n);
	s->at += n;
	s->to += n;
	return 0;
}

int
json_scan_string(struct json_scan *s, char **ret, size_t *ret_len)
{
	char *start = s->to;

	s->at++;
	for (;;) {
		copy_plain(s);
		if (take(s, '"'))
			break;
		if (special(s) < 0)
			return -1;
	}
	*ret = start;
	*ret_len = (size_t)(s->to - start);
	*s->to++ = '\0';
	return 0;
}

/* ---- numbers ------------------------------------------------------------ */

static int
digits(struct json_scan *s)
{
	if (!is_digit(peek(s)))
		return fault(s, "a digit is missing");
	while (is_digit(peek(s)))
		s->at++;
	return 0;
}

static int
whole_part(struct json_scan *s)
{
	take(s, '-');
	if (!take(s, '0'))
		return digits(s);
	return is_digit(peek(s)) ? fault(s, "a number with a leading zero") : 0;
}

/* What may follow the whole part; *RET tells whether it is there. */
static int
other_parts(struct json_scan *s, bool *ret)
{
	bool fraction = take(s, '.'), exponent;

	if (fraction && digits(s) < 0)
		return -1;
	exponent = take(s, 'e') || take(s, 'E');
	if (exponent) {
		if (!take(s, '+'))
			take(s, '-');
		if (digits(s) < 0)
			return -1;
	}
	*ret = fraction || exponent;
	return 0;
}

/* A whole number of so few digits that no integer overflows. */
static double
short_number(const char *text)
{
	const char *p = *text == '-' ? text + 1 : text;
	int64_t n = 0;

	for (; *p != '\0'; p++)
		n = 10 * n + (*p - '0');
	return *text == '-' ? -(double)n : (double)n;
}

int
json_scan_number(struct json_scan *s, char **ret, double *ret_value)
{
	enum { SHORT = 18 };
	const uint8_t *start = s->at;
	bool more;
	double value;
	size_t len;

	if (whole_part(s) < 0 || other_parts(s, &more) < 0)
		return -1;
	len = (size_t)(s->at - start);
	if (len > JSON_NUMBER_MAX)
		return json_scan_fault(s, start, "a number of too many digits");
	memcpy(s->to, start, len);
	s->to[len] = '\0';
	value = more || len > SHORT ? strtod(s->to, NULL) : short_number(s->to);
	if (!__builtin_isfinite(value))
		return json_scan_fault(s, start,
			"a number beyond what a double holds");
	*ret = s->to;
	*ret_value = value;
	s->to += len + 1;
	return 0;
}

/* ---- literals ----------------------------------------------------------- */

int
json_scan_literal(struct json_scan *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return fault(s, "not a value");
	s->at += len;
	return 0;
}
