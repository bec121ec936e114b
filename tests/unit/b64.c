/* SPDX-License-Identifier: Apache-2.0 */
/*
 * b64.c - tests of base/b64.h: RFC 4648 section 10, and all that a strict
 * decoder refuses.
 */
#include "base/b64.h"

#include "base/alloc.h"

#include "tap.h"

static const struct {
	const char *plain, *padded, *bare;
} rfc4648[] = {
	{ "", "", "" },
	{ "f", "Zg==", "Zg" },
	{ "fo", "Zm8=", "Zm8" },
	{ "foo", "Zm9v", "Zm9v" },
	{ "foob", "Zm9vYg==", "Zm9vYg" },
	{ "fooba", "Zm9vYmE=", "Zm9vYmE" },
	{ "foobar", "Zm9vYmFy", "Zm9vYmFy" },
};

static bool
decodes(const char *text, unsigned style, const char *plain)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;

	return b64_decode(view_of_str(text), style, &b, &err) == 0
		&& view_eq_str(bytes_view(&b), plain) && b.data[b.len] == '\0';
}

static bool
refuses(const char *text, unsigned style)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err = { 0 };

	bytes_append_str(&b, "kept");
	return b64_decode(view_of_str(text), style, &b, &err) == -1
		&& err.kind == ERR_INPUT && err.text[0] != '\0'
		&& view_eq_str(bytes_view(&b), "kept");
}

static void
test_rfc4648(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rfc4648); i++) {
		const char *plain = rfc4648[i].plain;
		const char *padded = rfc4648[i].padded;
		const char *bare = rfc4648[i].bare;
		_cleanup_str_ char *p = b64_encode(view_of_str(plain),
			B64_STD | B64_PAD);
		_cleanup_str_ char *b = b64url(view_of_str(plain));
		bool needs = strcmp(padded, bare) != 0;

		ok(strcmp(p, padded) == 0 && strcmp(b, bare) == 0,
			"encode \"%s\"", plain);
		ok(decodes(padded, B64_STD | B64_PAD, plain)
				&& decodes(padded, B64_STD | B64_PAD_MAY, plain)
				&& decodes(bare, B64_STD | B64_PAD_MAY, plain)
				&& decodes(bare, B64_URL, plain),
			"decode \"%s\"", plain);
		ok(!needs
				|| (refuses(padded, B64_URL)
					&& refuses(bare, B64_URL | B64_PAD)),
			"padding forbidden and demanded: \"%s\"", plain);
	}
}

static void
test_refused(void)
{
	static const char *const bad[] = {
		"A",
		"AAAAA",
		"Zg=",
		"Zg===",
		"Z===",
		"=",
		"==",
		"====",
		"Zm9v=",
		"Zm9v==",
		"Zm9v====",
		"Zm=v",
		"Z=9v",
		"Zg==Zg==",
		"Zm9v\n",
		" Zm9v",
		"Zm 9v",
		"Zm9*",
		"*m9v",
		"Z*9v",
		"Zm*v",
		"Zm9vYmFyZm9*YmFy",
		"Zm9vYmFyZm9vYm*y",
		"Zm9vYmFyZ*",
		"Zm9vYmFyZm*",
		"\x80m9v",
		"\xffm9v",
		"Zm9vZm9v\xff",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(refuses(bad[i], B64_STD | B64_PAD_MAY)
				&& refuses(bad[i], B64_URL | B64_PAD_MAY)
				&& refuses(bad[i], B64_STD)
				&& refuses(bad[i], B64_URL),
			"refused %zu", i);
	ok(refuses("--__", B64_STD) && refuses("++//", B64_URL),
		"the other alphabet");
	ok(decodes("Pj8-Pz8_", B64_URL, ">?>???")
			&& decodes("Pj8+Pz8/", B64_STD, ">?>???"),
		"its own alphabet");
}

/* RFC 4648 section 3.5: exactly one last character is canonical. */
static void
test_unused_bits(void)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
				     "pqrstuvwxyz0123456789-_";
	size_t two = 0, three = 0;

	for (size_t i = 0; i < 64; i++) {
		char text[] = "AAA";
		uint8_t out[8];

		text[2] = digits[i];
		three += b64_decode_to(out, view_of_str(text), B64_URL) == 2;
		text[1] = digits[i];
		text[2] = '\0';
		two += b64_decode_to(out, view_of_str(text), B64_URL) == 1;
	}
	ok(two == 4, "two characters: 4 of 64 are canonical (%zu)", two);
	ok(three == 16, "three characters: 16 of 64 are canonical (%zu)",
		three);
	ok(refuses("Zh==", B64_STD | B64_PAD)
			&& refuses("Zm9=", B64_STD | B64_PAD),
		"with padding, too");
}

/* Each octet in each place, by the definition of the alphabets. */
static void
test_alphabet(void)
{
	size_t wrong = 0;

	for (unsigned place = 0; place < 12; place++)
		for (unsigned c = 0; c < 256; c++) {
			char text[] = "AAAAAAAAAAAA";
			struct view v = { (const uint8_t *)text, 12 };
			uint8_t out[16];
			bool common = (c >= 'A' && c <= 'Z')
				|| (c >= 'a' && c <= 'z')
				|| (c >= '0' && c <= '9');
			bool std = common || c == '+' || c == '/';
			bool url = common || c == '-' || c == '_';

			text[place] = (char)c;
			wrong += (b64_decode_to(out, v, B64_STD) == 9) != std;
			wrong += (b64_decode_to(out, v, B64_URL) == 9) != url;
		}
	ok(wrong == 0, "256 octets in 12 places of two alphabets");
}

static void
test_round_trip(void)
{
	static const unsigned styles[] = {
		B64_URL,
		B64_STD,
		B64_URL | B64_PAD,
		B64_STD | B64_PAD,
	};
	uint8_t octets[200], out[B64_OCTETS(B64_ROOM(200)) + 1];
	char text[B64_ROOM(200)];
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 167 + 13);
	for (size_t len = 0; len <= sizeof(octets); len++)
		for (size_t s = 0; s < ARRAY_LEN(styles); s++) {
			struct view v = { octets, len };
			size_t n = b64_encode_to(text, v, styles[s]);
			struct view t = { (const uint8_t *)text, n };
			ptrdiff_t got;

			out[B64_OCTETS(n)] = 0xa5;
			got = b64_decode_to(out, t, styles[s]);
			wrong += n >= B64_ROOM(len) || text[n] != '\0'
				|| got != (ptrdiff_t)len
				|| (len > 0 && memcmp(out, octets, len) != 0)
				|| out[B64_OCTETS(n)] != 0xa5;
		}
	ok(wrong == 0, "lengths 0 to 200 there and back, within the room");
}

/* Feed TEXT in pieces of STEP characters; -1 or how many octets in OUT. */
static ptrdiff_t
stream(struct view text, size_t step, unsigned style, uint8_t *out)
{
	struct b64_stream s = { .style = style };
	ptrdiff_t n, len = 0;

	for (size_t i = 0; i < text.len; i += step) {
		n = b64_stream_add(&s, out + len, view_part(text, i, step));
		if (n < 0)
			return -1;
		len += n;
	}
	return b64_stream_end(&s) < 0 ? -1 : len;
}

static void
test_stream_lines(void)
{
	uint8_t octets[151], out[1024];
	char text[1024];
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 31 + 7);
	for (size_t width = 1; width <= 80; width++)
		for (size_t step = 1; step < 70; step += 3) {
			size_t len = 149 + width % 3, n = 0;
			struct view v = { octets, len };
			_cleanup_str_ char *line = b64_encode(v,
				B64_STD | B64_PAD);

			for (size_t i = 0; line[i] != '\0'; i++) {
				if (i > 0 && i % width == 0)
					text[n++] = '\n';
				text[n++] = line[i];
			}
			v = (struct view){ (const uint8_t *)text, n };
			wrong += stream(v, step, B64_STD, out) != (ptrdiff_t)len
				|| memcmp(out, octets, len) != 0;
		}
	ok(wrong == 0, "lines of 1 to 80 characters in many pieces");
}

/* Every octet at every place of a line that is decoded in one go. */
static void
test_stream_line_octets(void)
{
	enum { WIDTH = 64 };
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq"
				   "rstuvwxyz0123456789+/";
	uint8_t text[2 * WIDTH + 2], out[B64_OCTETS(sizeof(text) + 3)];
	struct view v = { text, sizeof(text) };
	size_t wrong = 0;

	memset(text, 'x', sizeof(text));
	text[WIDTH] = text[2 * WIDTH + 1] = '\n';
	for (size_t i = 0; i < WIDTH; i++) {
		for (int c = 0; c < 256; c++) {
			bool known = c != 0 && strchr(good, c) != NULL;

			text[WIDTH + 1 + i] = (uint8_t)c;
			wrong += (stream(v, sizeof(text), B64_STD, out) == 96)
				!= known;
		}
		text[WIDTH + 1 + i] = 'x';
	}
	ok(wrong == 0, "a line holds the 64 characters and no other octet");
}

static void
test_stream_rules(void)
{
	static const char *const good[] = {
		"",
		" \t\r\n\v\f",
		"Zm9v",
		" Z m 9 v ",
		"Zm9vZg==",
		"Zm9vZg= =\n",
		"Zm9vZm8=\r\n",
		"Zm9v\nZm9v\n",
	};
	static const char *const bad[] = {
		"Z",
		"Zg",
		"Zg=",
		"Zm8",
		"Zg===",
		"Zm8==",
		"Zm9v=",
		"=",
		"Zg==Zg==",
		"Zg==Z",
		"Zg=a",
		"Zh==",
		"Zm9=",
		"Zm9v*",
		"Z*",
		"Zm-v",
		"Zm9v-",
		"Zm9vZm9vZm9vZ*9v",
		"Z=",
		"\xff",
	};
	uint8_t out[64];

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		for (size_t step = 1; step < 20; step += 6)
			ok(stream(view_of_str(good[i]), step, B64_STD, out)
					>= 0,
				"stream takes %zu, step %zu", i, step);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		for (size_t step = 1; step < 20; step += 6)
			ok(stream(view_of_str(bad[i]), step, B64_STD, out)
					== -1,
				"stream refuses %zu, step %zu", i, step);
	ok(stream(view_of_str("Pj8- Pz8_"), 9, B64_URL, out) == 6
			&& memcmp(out, ">?>???", 6) == 0,
		"stream of base64url");
}

static void
test_messages(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;

	ok(b64_decode(view_of_str("Zm9vZm*v"), B64_URL, &b, &err) < 0
			&& strstr(err.text, "character 7"),
		"the place: %s", err.text);
	ok(b64_decode(view_of_str("Zm9vZ"), B64_URL, &b, &err) < 0
			&& strstr(err.text, "length"),
		"the length: %s", err.text);
	ok(b64_decode(view_of_str("Zh"), B64_URL, &b, &err) < 0
			&& strstr(err.text, "unused bits"),
		"the bits: %s", err.text);
}

int
main(void)
{
	test_rfc4648();
	test_refused();
	test_unused_bits();
	test_alphabet();
	test_round_trip();
	test_stream_lines();
	test_stream_line_octets();
	test_stream_rules();
	test_messages();
	return tap_done();
}
