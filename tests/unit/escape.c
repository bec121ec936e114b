/* SPDX-License-Identifier: Apache-2.0 */
/*
 * escape.c - hostile text in every syntax: what is escaped, what passes, and
 * that no octet of any kind comes out raw.
 */
#include "cli/escape.h"

#include "base/alloc.h"

#include "tap.h"

typedef void escape_fn(struct strbuf *out, const char *s);

static char *
escaped(escape_fn *escape, const char *s)
{
	struct strbuf out = { .len = 0 };

	escape(&out, s);
	strbuf_char(&out, '\0');
	return out.data;
}

static void
is(escape_fn *escape, const char *name, const char *s, const char *want)
{
	char *got = escaped(escape, s);

	if (!ok(strcmp(got, want) == 0, "%s: case of %zu octets", name,
		    strlen(s)))
		printf("# got  %s\n# want %s\n", got, want);
	free(got);
}

static void
text(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "plain ~ text!", "plain ~ text!" },
		{ "back\\slash \"'<>&#", "back\\slash \"'<>&#" },
		{ "a\nb\tc\rd", "a\\nb\\tc\\x0dd" },
		{ "\033[31mred\033[0m", "\\x1b[31mred\\x1b[0m" },
		{ "\x7f\x01", "\\x7f\\x01" },
		/* C1's CSI, as a character and as a stray octet */
		{ "\xc2\x9b"
		  "2J \x9b"
		  "2J",
			"\\xc2\\x9b2J \\x9b2J" },
		{ "\xe2\x80\xae"
		  "gnp.exe",
			"\\xe2\\x80\\xaegnp.exe" },
		{ "\xe2\x81\xa6"
		  "a",
			"\\xe2\\x81\\xa6a" },
		{ "\xe2\x80\xa8"
		  "a",
			"\\xe2\\x80\\xa8a" },
		{ "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91",
			"\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91" },
		/* cut off, overlong, a surrogate, beyond the last character */
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xc0\xaf", "\\xc0\\xaf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		is(escape_text, "text", cases[i].in, cases[i].out);
}

static void
width(void)
{
	ok(escape_text_width("") == 0, "nothing is no column wide");
	ok(escape_text_width("abc") == 3, "a column a letter");
	ok(escape_text_width("\xc3\xa9\xf0\x9f\x94\x91") == 2,
		"a column a character");
	ok(escape_text_width("a\n\"b#\033 c") == 12, "runs and escapes mix");
	ok(escape_text_width("\n\t\033") == 8, "escapes take their columns");
	ok(escape_text_width("\xe2\x80\xae\xff") == 16, "octets take four");
}

static void
machine(void)
{
	is(escape_json, "json", "", "\"\"");
	is(escape_json, "json", "a\"b\\c/d", "\"a\\\"b\\\\c/d\"");
	is(escape_json, "json", "\n\t\r\b\033\x7f",
		"\"\\n\\t\\u000d\\u0008\\u001b\\u007f\"");
	is(escape_json, "json", "\xc2\x9b\xe2\x80\xae\xe2\x80\xa8",
		"\"\\u009b\\u202e\\u2028\"");
	is(escape_json, "json",
		"\xff"
		"a\xe2\x82",
		"\"\xef\xbf\xbd"
		"a\xef\xbf\xbd\xef\xbf\xbd\"");
	is(escape_json, "json", "\xf0\x9f\x94\x91", "\"\xf0\x9f\x94\x91\"");

	is(escape_yaml, "yaml", "a \"b\"\n# c: d", "\"a \\\"b\\\"\\n# c: d\"");
	is(escape_yaml, "yaml", "a: b: c", "\"a\\x3a b: c\"");
	is(escape_yaml, "yaml", "\"\xff:", "\"\\\"\xef\xbf\xbd\\x3a\"");
	is(escape_yaml, "yaml", "a  : b", "\"a  \\x3a b\"");
	is(escape_yaml, "yaml", ": b", "\"\\x3a b\"");
	is(escape_yaml, "yaml", "a:b", "\"a:b\"");
	is(escape_yaml, "yaml", "", "\"\"");

	is(escape_tap, "tap", "x # SKIP \\ y", "x \\# SKIP \\\\ y");
	is(escape_tap, "tap", "x\nok 1", "x\\\\x0aok 1");
	is(escape_tap, "tap", "\xc3\xa9\xff", "\xc3\xa9\\\\xff");

	is(escape_xml, "xml", "<a b=\"c\" d='e'>&amp;",
		"&#60;a b=&#34;c&#34; d=&#39;e&#39;&#62;&#38;amp;");
	is(escape_xml, "xml", "a\n\033\x01#\\", "a&#10;\\x1b\\x01#\\");
	is(escape_xml, "xml", "\xef\xbf\xbe\xef\xbf\xbf\xff",
		"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	is(escape_xml, "xml", "\xe2\x80\xae\xc2\x9b\xc3\xa9",
		"&#8238;&#155;\xc3\xa9");

	is(escape_roff, "roff", ".SH 'x'", "\\&.SH 'x'");
	is(escape_roff, "roff", "'br", "\\&'br");
	is(escape_roff, "roff", "--a \\fB", "\\-\\-a \\efB");
}

/* Every octet alone, and before every other kind of octet. */
static bool
is_tame(escape_fn *escape)
{
	static const char after[] = { 'a', '\n', '\x80', '\xc3', '\xe2',
		'\xff' };
	bool tame = true;

	for (int first = 1; first < 256; first++) {
		for (size_t i = 0; i < sizeof(after); i++) {
			char s[] = { (char)first, after[i], '\0' };
			char *got = escaped(escape, s);

			for (const char *p = got; *p != '\0'; p++)
				if ((unsigned char)*p < ' ' || *p == '\x7f')
					tame = false;
			/* C1 in UTF-8 */
			for (const char *p = got; *p != '\0'; p++)
				if (*p == '\xc2' && (p[1] & 0xe0) == 0x80)
					tame = false;
			free(got);
		}
	}
	return tame;
}

/* An octet is written as if it stood alone, wherever it stands. */
static void
places(void)
{
	static const char fill[] = "abcdefghijklmnopqrs";
	int wrong = 0;

	for (int c = 1; c < 0x100; c++) {
		_cleanup_str_ char *alone = NULL;
		char s[64], want[64];

		snprintf(s, sizeof(s), "%c", c);
		alone = escaped(escape_json, s);
		for (int n = 0; n < 18; n++) {
			_cleanup_str_ char *got = NULL;

			snprintf(s, sizeof(s), "%.*s%c%s", n, fill, c, fill);
			snprintf(want, sizeof(want), "\"%.*s%.*s%s\"", n, fill,
				(int)strlen(alone) - 2, alone + 1, fill);
			got = escaped(escape_json, s);
			wrong += strcmp(got, want) != 0;
		}
	}
	ok(wrong == 0, "json writes each octet the same at each place");
}

int
main(void)
{
	text();
	width();
	machine();
	places();
	ok(is_tame(escape_text), "text lets no control through");
	ok(is_tame(escape_json), "json lets no control through");
	ok(is_tame(escape_yaml), "yaml lets no control through");
	ok(is_tame(escape_tap), "tap lets no control through");
	ok(is_tame(escape_xml), "xml lets no control through");
	return tap_done();
}
