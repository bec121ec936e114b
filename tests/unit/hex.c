/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hex.c - tests of base/hex.h: RFC 4648 section 10 and what is no hex.
 */
#include "base/hex.h"

#include "base/alloc.h"

#include "tap.h"

static void
test_encode(void)
{
	static const uint8_t octets[] = { 0x00, 0x0f, 0xf0, 0xab };
	struct view v = { octets, sizeof(octets) };
	_cleanup_str_ char *rfc = hex_encode(view_of_str("foobar"), HEX_UPPER);
	_cleanup_str_ char *lower = hex_encode(v, HEX_LOWER);
	_cleanup_str_ char *colons = hex_encode(v, HEX_UPPER | HEX_COLONS);
	_cleanup_str_ char *none = hex_encode(view_part(v, 0, 0), HEX_COLONS);
	_cleanup_str_ char *one = hex_encode(view_part(v, 3, 1), HEX_COLONS);

	ok(strcmp(rfc, "666F6F626172") == 0, "RFC 4648: foobar");
	ok(strcmp(lower, "000ff0ab") == 0, "lower case");
	ok(strcmp(colons, "00:0F:F0:AB") == 0, "upper case with colons");
	ok(strcmp(none, "") == 0 && strcmp(one, "ab") == 0,
		"no colon where nothing follows");
}

static void
test_decode(void)
{
	static const char *const good[] = {
		"666f6f",
		"666F6F",
		"66:6f:6f",
		"66:6F:6f",
	};
	static const char *const bad[] = {
		"",
		"6",
		"666",
		"66 6f",
		"66:6f6f",
		"666f:6f",
		"66:",
		":66",
		"66:6",
		"66::6f",
		"6:66f",
		"6g",
		"g6",
		"0x66",
		"66-6f",
		"66:6f:",
		"\xc3\xa4",
	};
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		_cleanup_bytes_ struct bytes b = { 0 };

		ok(hex_decode(view_of_str(good[i]), &b, &err) == 0
				&& view_eq_str(bytes_view(&b), "foo"),
			"%s", good[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		_cleanup_bytes_ struct bytes b = { 0 };

		bytes_append_str(&b, "kept");
		err = (struct err){ 0 };
		ok(hex_decode(view_of_str(bad[i]), &b, &err) == -1
				&& err.kind == ERR_INPUT && err.text[0] != '\0'
				&& view_eq_str(bytes_view(&b), "kept"),
			"not hex: \"%s\"", bad[i]);
	}
}

static void
test_all_octets(void)
{
	uint8_t octets[256];
	struct view v = { octets, sizeof(octets) };

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)i;
	for (unsigned style = 0; style < 4; style++) {
		_cleanup_bytes_ struct bytes b = { 0 };
		_cleanup_str_ char *text = hex_encode(v, style);
		struct err err;

		ok(hex_decode(view_of_str(text), &b, &err) == 0
				&& view_eq(bytes_view(&b), v),
			"all octets there and back, style %u", style);
	}
}

int
main(void)
{
	test_encode();
	test_decode();
	test_all_octets();
	return tap_done();
}
