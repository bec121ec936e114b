/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_write.c - strings and members as JSON has them.
 */
#include "base/json_write.h"

#include "base/utf8.h"

/* What JSON takes as it is. */
static const bool plain[256] = {
	[' ' ... '!'] = true,
	['#' ... '['] = true,
	[']' ... '~'] = true,
};

/*
 * Does JSON take all eight octets as they are?  A borrow or a carry comes from
 * an octet that it does not.
 */
static bool
eight_plain(const char *s)
{
	static const uint64_t one = UINT64_C(0x0101010101010101);
	uint64_t octets, found;

	memcpy(&octets, s, sizeof(octets));
	found = (octets - one * ' ') | ((octets ^ one * '"') - one)
		| ((octets ^ one * '\\') - one) | (octets + one) | octets;
	return (found & one * 0x80) == 0;
}

/* The last eight may have been looked at in part. */
static bool
is_plain(const char *s, size_t len)
{
	if (len >= 8) {
		for (; len > 8; s += 8, len -= 8)
			if (!eight_plain(s))
				return false;
		return eight_plain(s + len - 8);
	}
	for (; len > 0 && plain[(unsigned char)*s]; s++)
		len--;
	return len == 0;
}

/* How many of the next LEN octets are plain. */
static size_t
plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (len - n >= 8 && eight_plain(s + n))
		n += 8;
	while (n < len && plain[(unsigned char)s[n]])
		n++;
	return n;
}

/* A character that is not plain; N is 0 for an octet that is none. */
static void
put(struct strbuf *out, const char *s, size_t n, uint32_t cp)
{
	if (n == 0)
		strbuf_str(out, "\xef\xbf\xbd");
	else if (cp == '"' || cp == '\\')
		strbuf_add(out, cp == '"' ? "\\\"" : "\\\\", 2);
	else if (cp == '\n')
		strbuf_str(out, "\\n");
	else if (cp == '\t')
		strbuf_str(out, "\\t");
	else if (utf8_deceives(cp))
		strbuf_format(out, "\\u%04x", cp);
	else
		strbuf_add(out, s, n);
}

void
json_write_chars(struct strbuf *out, const char *s, size_t len)
{
	while (len > 0) {
		size_t n = plain_run(s, len);
		uint32_t cp = 0;

		if (n > 0) {
			strbuf_add(out, s, n);
		} else {
			n = utf8_next(s, len, &cp);
			put(out, s, n, cp);
			n += n == 0;
		}
		s += n;
		len -= n;
	}
}

/* Most texts need no escape, and are looked at and copied in one go. */
void
json_write_string(struct strbuf *out, const char *s)
{
	size_t len = strlen(s);

	strbuf_char(out, '"');
	if (is_plain(s, len))
		strbuf_add(out, s, len);
	else
		json_write_chars(out, s, len);
	strbuf_char(out, '"');
}

void
json_write_name(struct strbuf *out, const char *name)
{
	if (out->len > 0 && out->data[out->len - 1] != '{')
		strbuf_char(out, ',');
	json_write_string(out, name);
	strbuf_char(out, ':');
}

void
json_write_text(struct strbuf *out, const char *name, const char *value)
{
	json_write_name(out, name);
	json_write_string(out, value);
}

void
json_write_integer(struct strbuf *out, const char *name, int64_t value)
{
	json_write_name(out, name);
	strbuf_integer(out, value);
}

void
json_write_boolean(struct strbuf *out, const char *name, bool value)
{
	json_write_name(out, name);
	strbuf_str(out, value ? "true" : "false");
}

void
json_write_texts(struct strbuf *out, const char *name,
	const char *const *values)
{
	json_write_name(out, name);
	strbuf_char(out, '[');
	for (size_t i = 0; values[i] != NULL; i++) {
		if (i > 0)
			strbuf_char(out, ',');
		json_write_string(out, values[i]);
	}
	strbuf_char(out, ']');
}
