/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape.c - hostile text in the syntax of each output: terminals, TAP, JSON
 * (RFC 8259 section 7), YAML 1.2, XML 1.0 and man(7).
 */
#include "cli/escape.h"

#include "base/utf8.h"

enum { NOT_UTF8 = 0x110000 }; /* no character has this number */

/* How one syntax writes a character that may mean something in it. */
typedef void put_fn(FILE *out, const char *s, size_t len, uint32_t cp);

/* Means nothing in any syntax. */
static bool
is_plain(char c)
{
	return c >= ' ' && c <= '~' && c != '"' && c != '#' && c != '&'
		&& c != '\'' && c != '<' && c != '>' && c != '\\';
}

/* Could a terminal, a log or a reader's eye be deceived by it? */
static bool
deceives(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x61c
		|| cp == 0x200e || cp == 0x200f
		|| (cp >= 0x2028 && cp <= 0x202e)
		|| (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff
		|| cp == NOT_UTF8;
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

/* How many of the next LEN characters are plain: most, in most texts. */
static size_t
plain_run(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_plain(s[n]))
		n++;
	return n;
}

/* Plain runs go out at once. */
static void
escape(FILE *out, const char *s, size_t left, put_fn *put)
{
	while (left > 0) {
		size_t n = plain_run(s, left);
		uint32_t cp;

		if (n > 0) {
			fwrite(s, 1, n, out);
		} else {
			n = take(s, left, &cp);
			put(out, s, n, cp);
		}
		s += n;
		left -= n;
	}
}

static void
put_octets(FILE *out, const char *prefix, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		fprintf(out, "%s%02x", prefix, (unsigned)(unsigned char)s[i]);
}

static void
put_replacement(FILE *out)
{
	fputs("\xef\xbf\xbd", out);
}

static void
put_text(FILE *out, const char *s, size_t len, uint32_t cp)
{
	if (cp == '\n')
		fputs("\\n", out);
	else if (cp == '\t')
		fputs("\\t", out);
	else if (deceives(cp))
		put_octets(out, "\\x", s, len);
	else
		fwrite(s, 1, len, out);
}

static void
put_json(FILE *out, const char *s, size_t len, uint32_t cp)
{
	if (cp == NOT_UTF8)
		put_replacement(out);
	else if (cp == '"' || cp == '\\')
		fprintf(out, "\\%c", (int)cp);
	else if (cp == '\n')
		fputs("\\n", out);
	else if (cp == '\t')
		fputs("\\t", out);
	else if (deceives(cp))
		fprintf(out, "\\u%04x", cp);
	else
		fwrite(s, 1, len, out);
}

static void
put_tap(FILE *out, const char *s, size_t len, uint32_t cp)
{
	if (deceives(cp)) {
		put_octets(out, "\\\\x", s, len);
		return;
	}
	if (cp == '\\' || cp == '#')
		putc('\\', out);
	fwrite(s, 1, len, out);
}

static void
put_xml(FILE *out, const char *s, size_t len, uint32_t cp)
{
	if (cp == NOT_UTF8 || cp == 0xfffe || cp == 0xffff)
		put_replacement(out);
	else if (cp < 0x20 && cp != '\n' && cp != '\t' && cp != '\r')
		put_octets(out, "\\x", s, len);
	else if (deceives(cp) || (len == 1 && cp != '#' && cp != '\\'))
		fprintf(out, "&#%u;", cp);
	else
		fwrite(s, 1, len, out);
}

void
escape_text(FILE *out, const char *s)
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
escape_json(FILE *out, const char *s)
{
	putc('"', out);
	escape(out, s, strlen(s), put_json);
	putc('"', out);
}

void
escape_tap(FILE *out, const char *s)
{
	escape(out, s, strlen(s), put_tap);
}

/*
 * YAML 1.2 takes every JSON string for a double-quoted scalar.  Perl's reader
 * takes "word: more" in a list for a mapping, quoted or not.
 */
void
escape_yaml(FILE *out, const char *s)
{
	size_t word = strcspn(s, " "), colon = word + strspn(s + word, " ");

	if (word > 0 && s[word - 1] == ':')
		colon = word - 1;
	putc('"', out);
	if (s[colon] == ':') {
		escape(out, s, colon, put_json);
		fputs("\\x3a", out);
		s += colon + 1;
	}
	escape(out, s, strlen(s), put_json);
	putc('"', out);
}

void
escape_xml(FILE *out, const char *s)
{
	escape(out, s, strlen(s), put_xml);
}

void
escape_roff(FILE *out, const char *s)
{
	if (*s == '.' || *s == '\'')
		fputs("\\&", out);
	for (; *s != '\0'; s++) {
		if (*s == '\\')
			fputs("\\e", out);
		else if (*s == '-')
			fputs("\\-", out);
		else
			putc(*s, out);
	}
}
