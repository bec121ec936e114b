/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What we write, a strict reader reads, with the same names and values; how
 * each character is escaped is in escape.c.
 */
#include "base/json_write.h"

#include "base/json.h"
#include "base/utf8.h"
#include "tap.h"

static struct json *
read_back(const struct strbuf *b)
{
	struct json *root = NULL;
	struct err err;

	ok(json_parse((struct view){ (const uint8_t *)b->data, b->len }, &root,
		   &err) == 0,
		"it is JSON: %.*s", (int)b->len, b->data);
	return root;
}

static void
test_members(void)
{
	static const char *const two[] = { "a", "b\"", NULL };
	static const char *const nothing[] = { NULL };
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };
	_cleanup_json_ struct json *root = NULL;
	const struct json *inner;
	int64_t n = 0;
	bool truth = false;

	strbuf_char(&b, '{');
	json_write_text(&b, "na\"me", "va\\lue\x01");
	json_write_integer(&b, "n", -5);
	json_write_boolean(&b, "yes", true);
	json_write_name(&b, "inner");
	strbuf_char(&b, '{');
	json_write_texts(&b, "two", two);
	json_write_texts(&b, "none", nothing);
	strbuf_str(&b, "}");
	json_write_text(&b, "last{", "{");
	json_write_text(&b, "more", "");
	strbuf_char(&b, '}');
	root = read_back(&b);
	inner = json_get(root, "inner");
	ok(strcmp(json_string(json_get(root, "na\"me")), "va\\lue\x01") == 0,
		"a text and its name come back");
	ok(json_integer(json_get(root, "n"), &n) && n == -5, "an integer");
	ok(json_boolean(json_get(root, "yes"), &truth) && truth, "a boolean");
	ok(strcmp(json_string(json_next(json_first(json_get(inner, "two")))),
		   "b\"")
			== 0,
		"an array of texts");
	ok(json_is_array(json_get(inner, "none"))
			&& json_first(json_get(inner, "none")) == NULL,
		"an empty one");
	ok(json_get(root, "more") != NULL, "a brace in a text is none");
}

/* A part of a string may end inside of a character. */
static void
test_chars(void)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	json_write_chars(&b, "a\0\xc3\xa4", 3);
	strbuf_char(&b, '\0');
	ok(strcmp(b.data, "a\\u0000\xef\xbf\xbd") == 0,
		"NUL and half a character: %s", b.data);
}

static void
test_deceives(void)
{
	static const uint32_t all[] = { 0, 0x1f, 0x7f, 0x9f, 0x61c, 0x200e,
		0x202e, 0x2028, 0x2066, 0x2069, 0xfeff };
	static const uint32_t none[] = { ' ', '~', 0xa0, 0x2027, 0x202f, 0x2065,
		0x206a, 0x10ffff };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		ok(utf8_deceives(all[i]), "U+%04X deceives", all[i]);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		ok(!utf8_deceives(none[i]), "U+%04X does not", none[i]);
}

int
main(void)
{
	test_members();
	test_chars();
	test_deceives();
	return tap_done();
}
