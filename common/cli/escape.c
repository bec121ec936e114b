/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape.c - hostile text in the syntax of each output: terminals, TAP, YAML
 * 1.2, XML 1.0 and man(7).
 */
#include "cli/escape.h"

#include "base/utf8.h"

enum { NOT_UTF8 = 0x110000 }; /* no character has this number */

/* How one syntax writes a character that may mean something in it. */
typedef void put_fn(struct strbuf *out, const char *s, size_t len, uint32_t cp);

/* What means nothing in any syntax: all but "#&'<>\ and controls. */
static const bool plain[256] = {
	[' ' ... '!'] = true,
	['$' ... '%'] = true,
	['(' ... ';'] = true,
	['='] = true,
	['?' ... '['] = true,
	[']' ... '~'] = true,
};

static bool
deceives(uint32_t cp)
{
	return cp == NOT_UTF8 || utf8_deceives(cp);
}

/* The length of the next character, or of a stray octet. */
static size_t
take(const char *s, size_t len, uint32_t *ret_cp)
{
	size_t n = utf8_next(s, len, ret_cp);

	if (n > 0)
		return n;
	*ret_cp = NOT_UTF8;
	return 1;
}

/* Are the next eight plain?  Without a branch between them. */
static bool
eight_plain(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;

	return plain[s[0]] & plain[s[1]] & plain[s[2]] & plain[s[3]]
		& plain[s[4]] & plain[s[5]] & plain[s[6]] & plain[s[7]];
}

/* How many of the next LEN characters are plain: most, in most texts. */
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

/* Plain runs go out at once. */
static void
escape(struct strbuf *out, const char *s, size_t left, put_fn *put)
{
	while (left > 0) {
		size_t n = plain_run(s, left);
		uint32_t cp;

		if (n > 0) {
			strbuf_add(out, s, n);
		} else {
			n = take(s, left, &cp);
			put(out, s, n, cp);
		}
		s += n;
		left -= n;
	}
}

static void
put_octets(struct strbuf *out, const char *prefix, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		strbuf_format(out, "%s%02x", prefix,
			(unsigned)(unsigned char)s[i]);
}

static void
put_replacement(struct strbuf *out)
{
	strbuf_str(out, "\xef\xbf\xbd");
}

static void
put_text(struct strbuf *out, const char *s, size_t len, uint32_t cp)
{
	if (cp == '\n')
		strbuf_str(out, "\\n");
	else if (cp == '\t')
		strbuf_str(out, "\\t");
	else if (deceives(cp))
		put_octets(out, "\\x", s, len);
	else
		strbuf_add(out, s, len);
}

static void
put_tap(struct strbuf *out, const char *s, size_t len, uint32_t cp)
{
	if (deceives(cp)) {
		put_octets(out, "\\\\x", s, len);
		return;
	}
	if (cp == '\\' || cp == '#')
		strbuf_char(out, '\\');
	strbuf_add(out, s, len);
}

static void
put_xml(struct strbuf *out, const char *s, size_t len, uint32_t cp)
{
	if (cp == NOT_UTF8 || cp == 0xfffe || cp == 0xffff)
		put_replacement(out);
	else if (cp < 0x20 && cp != '\n' && cp != '\t' && cp != '\r')
		put_octets(out, "\\x", s, len);
	else if (deceives(cp) || (len == 1 && cp != '#' && cp != '\\'))
		strbuf_format(out, "&#%u;", cp);
	else
		strbuf_add(out, s, len);
}

static void
put_label(struct strbuf *out, const char *s, size_t len, uint32_t cp)
{
	if (cp == NOT_UTF8)
		put_replacement(out);
	else if (cp == '\n')
		strbuf_str(out, "\\n");
	else if (deceives(cp)) {
		put_octets(out, "\\\\x", s, len);
	} else {
		if (cp == '"' || cp == '\\')
			strbuf_char(out, '\\');
		strbuf_add(out, s, len);
	}
}

void
escape_text(struct strbuf *out, const char *s)
{
	escape(out, s, strlen(s), put_text);
}

size_t
escape_text_width(const char *s)
{
	size_t left = strlen(s), width = 0;

	while (left > 0) {
		size_t n = plain_run(s, left);
		uint32_t cp;

		if (n > 0) {
			width += n;
		} else {
			n = take(s, left, &cp);
			if (cp == '\n' || cp == '\t')
				width += 2;
			else
				width += deceives(cp) ? 4 * n : 1;
		}
		s += n;
		left -= n;
	}
	return width;
}

void
escape_tap(struct strbuf *out, const char *s)
{
	escape(out, s, strlen(s), put_tap);
}

/*
 * YAML 1.2 takes every JSON string for a double-quoted scalar.  Perl's reader
 * takes "word: more" in a list for a mapping, quoted or not.
 */
void
escape_yaml(struct strbuf *out, const char *s)
{
	size_t word = strcspn(s, " "), colon = word + strspn(s + word, " ");

	if (word > 0 && s[word - 1] == ':')
		colon = word - 1;
	strbuf_char(out, '"');
	if (s[colon] == ':') {
		json_write_chars(out, s, colon);
		strbuf_str(out, "\\x3a");
		s += colon + 1;
	}
	json_write_chars(out, s, strlen(s));
	strbuf_char(out, '"');
}

void
escape_xml(struct strbuf *out, const char *s)
{
	escape(out, s, strlen(s), put_xml);
}

void
escape_plugin(struct strbuf *out, const char *s)
{
	size_t len;

	for (;; s += len + 1) {
		len = strcspn(s, "|");
		escape(out, s, len, put_text);
		if (s[len] == '\0')
			return;
		put_octets(out, "\\x", "|", 1);
	}
}

void
escape_perf(struct strbuf *out, const char *s)
{
	static const char special[] = "\"'=|;\\";

	for (size_t left = strlen(s), n; left > 0; s += n, left -= n) {
		uint32_t cp;

		n = take(s, left, &cp);
		if (deceives(cp) || (n == 1 && strchr(special, *s) != NULL))
			strbuf_char(out, '_');
		else
			strbuf_add(out, s, n);
	}
}

void
escape_label(struct strbuf *out, const char *s)
{
	strbuf_char(out, '"');
	escape(out, s, strlen(s), put_label);
	strbuf_char(out, '"');
}

void
escape_roff(struct strbuf *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		strbuf_str(out, "\\&");
	for (; *s != '\0'; s++) {
		if (*s == '\\')
			strbuf_str(out, "\\e");
		else if (*s == '-')
			strbuf_str(out, "\\-");
		else
			strbuf_char(out, *s);
	}
}
