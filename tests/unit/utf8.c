/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.c - tests of base/utf8.h against RFC 3629.
 */
#include "base/utf8.h"

#include "tap.h"

/* Write CP by the table of RFC 3629 section 3; returns the octets. */
static size_t
encode(uint32_t cp, char out[static 4])
{
	if (cp < 0x80) {
		out[0] = (char)cp;
		return 1;
	}
	if (cp < 0x800) {
		out[0] = (char)(0xc0 + cp / 64);
		out[1] = (char)(0x80 + cp % 64);
		return 2;
	}
	if (cp < 0x10000) {
		out[0] = (char)(0xe0 + cp / 4096);
		out[1] = (char)(0x80 + cp / 64 % 64);
		out[2] = (char)(0x80 + cp % 64);
		return 3;
	}
	out[0] = (char)(0xf0 + cp / 262144);
	out[1] = (char)(0x80 + cp / 4096 % 64);
	out[2] = (char)(0x80 + cp / 64 % 64);
	out[3] = (char)(0x80 + cp % 64);
	return 4;
}

static void
test_all_characters(void)
{
	size_t wrong = 0, cut = 0;

	for (uint32_t cp = 0; cp < 0x110000; cp++) {
		bool surrogate = cp >= 0xd800 && cp <= 0xdfff;
		char s[4];
		size_t n = encode(cp, s);
		uint32_t got = UINT32_MAX;

		if (utf8_next(s, n, &got) != (surrogate ? 0 : n))
			wrong++;
		else if (got != (surrogate ? UINT32_MAX : cp))
			wrong++;
		if (utf8_next(s, n - 1, NULL) != 0)
			cut++;
	}
	ok(wrong == 0, "all characters and no surrogate");
	ok(cut == 0, "no character that is cut off");
}

static void
test_malformed(void)
{
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xfe",
		"\xff",
		"\xc3(",
		"\xe2\x82(",
		"\xf0\x9f\x92(",
		"\xe2(\xac",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(utf8_next(bad[i], strlen(bad[i]), NULL) == 0,
			"malformed sequence %zu", i);
}

int
main(void)
{
	uint32_t cp = 0;

	test_all_characters();
	test_malformed();
	ok(utf8_next("", 0, NULL) == 0, "nothing");
	ok(utf8_next("\0x", 2, &cp) == 1 && cp == 0, "NUL is a character");
	ok(utf8_next("a\xff", 2, &cp) == 1 && cp == 'a',
		"what follows does not matter");
	return tap_done();
}
