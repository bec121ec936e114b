/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json.c - tests of base/json.h: what RFC 8259 and RFC 7493 allow, and what
 * a lenient parser would have let pass.
 */
#include "base/json.h"

#include "base/clock.h"

#include "octets.h"
#include "tap.h"

#define TEXT(s)                                     \
	{                                           \
		(const uint8_t *)(s), sizeof(s) - 1 \
	}

static const struct {
	const char *what;
	struct view text;
} accepted[] = {
	{ "a string", TEXT("\"a\"") },
	{ "a number", TEXT("0") },
	{ "literals", TEXT("[true,false,null]") },
	{ "empty array", TEXT("[]") },
	{ "empty object", TEXT("{}") },
	{ "empty name", TEXT("{\"\":1}") },
	{ "empty string", TEXT("\"\"") },
	{ "white space", TEXT(" \t\r\n[ \n1 , 2 ] \t\r\n") },
	{ "white space in objects", TEXT(" { \"a\" : 1 , \"b\" : { } } ") },
	{ "numbers",
		TEXT("[0,-0,1,-1,10,0.5,-0.5,1.25,1e5,1E5,1e+5,1e-5,0e0,123."
		     "456e78]") },
	{ "the largest double and the least",
		TEXT("[1.7976931348623157e308,-1.7976931348623157e+308,1e-400,"
		     "0e999]") },
	{ "63 characters",
		TEXT("123456789012345678901234567890123456789012345678901234567"
		     "890123") },
	{ "escapes", TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\"") },
	{ "surrogates", TEXT("\"\\ud83d\\ude00\\uD83D\\uDE00\"") },
	{ "last surrogates", TEXT("\"\\uDBFF\\uDFFF\"") },
	{ "UTF-8", TEXT("\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x7f\"") },
	{ "names of several objects", TEXT("[{\"a\":1},{\"a\":{\"a\":2}}]") },
	{ "names that differ in case", TEXT("{\"a\":1,\"A\":2}") },
	{ "a name that begins another", TEXT("{\"a\":1,\"aa\":2,\"\":3}") },
	{ "names that only differ behind long beginnings",
		TEXT("{\"aaaaaaaaaaaaaaaab\":1,\"aaaaaaaaaaaaaaaac\":2}") },
	{ "two empty objects", TEXT("{\"a\":{},\"b\":{}}") },
};

static const struct {
	const char *what;
	struct view text;
	size_t octet; /* where the fault is, from 1 */
} refused[] = {
	{ "nothing", TEXT(""), 1 },
	{ "white space only", TEXT("  "), 3 },
	{ "a byte order mark", TEXT("\xef\xbb\xbf{}"), 1 },
	{ "two values", TEXT("1 2"), 3 },
	{ "text behind", TEXT("{}x"), 3 },
	{ "NUL behind", TEXT("{}\0"), 3 },
	{ "a second bracket", TEXT("[]]"), 3 },
	{ "an open array", TEXT("[1"), 3 },
	{ "an open empty array", TEXT("["), 2 },
	{ "a comma at the end", TEXT("[1,]"), 4 },
	{ "a comma at the start", TEXT("[,1]"), 2 },
	{ "two commas", TEXT("[1,,2]"), 4 },
	{ "no comma", TEXT("[1 2]"), 4 },
	{ "the wrong bracket", TEXT("[1}"), 3 },
	{ "an open object", TEXT("{\"a\":1"), 7 },
	{ "no value", TEXT("{\"a\":}"), 6 },
	{ "no colon", TEXT("{\"a\" 1}"), 6 },
	{ "no name", TEXT("{:1}"), 2 },
	{ "a number as name", TEXT("{1:1}"), 2 },
	{ "a bare name", TEXT("{a:1}"), 2 },
	{ "a comma behind the last member", TEXT("{\"a\":1,}"), 8 },
	{ "single quotes", TEXT("{'a':1}"), 2 },
	{ "a comment", TEXT("[1/*x*/]"), 3 },
	{ "True", TEXT("True"), 1 },
	{ "tru", TEXT("tru"), 1 },
	{ "nul", TEXT("[nul]"), 2 },
	{ "truer", TEXT("truer"), 5 },
	{ "NaN", TEXT("NaN"), 1 },
	{ "Infinity", TEXT("-Infinity"), 2 },
	{ "plus", TEXT("+1"), 1 },
	{ "minus alone", TEXT("-"), 2 },
	{ "two minuses", TEXT("--1"), 2 },
	{ "leading zero", TEXT("01"), 2 },
	{ "leading zero, negative", TEXT("-01"), 3 },
	{ "two zeros", TEXT("00"), 2 },
	{ "no digit before the point", TEXT(".5"), 1 },
	{ "no digit behind the point", TEXT("1."), 3 },
	{ "no digit between point and e", TEXT("1.e5"), 3 },
	{ "no exponent", TEXT("1e"), 3 },
	{ "no exponent behind its sign", TEXT("1e+"), 4 },
	{ "a fractional exponent", TEXT("1e5.5"), 4 },
	{ "hexadecimal", TEXT("0x1"), 2 },
	{ "64 characters",
		TEXT("[12345678901234567890123456789012345678901234567890123456"
		     "78901234]"),
		2 },
	{ "beyond doubles", TEXT("[0,1e400]"), 4 },
	{ "beyond negative doubles", TEXT("-1e400"), 1 },
	{ "just beyond doubles", TEXT(" 1.7976931348623159e308 "), 2 },
	{ "an exponent that nothing holds", TEXT("1E99999999999999999999"), 1 },
	{ "a number with NUL", TEXT("1\0"), 2 },
	{ "an open string", TEXT("\"a"), 3 },
	{ "an open string behind a backslash", TEXT("\"a\\"), 4 },
	{ "a backslash before the last quote", TEXT("\"a\\\""), 5 },
	{ "a raw line end", TEXT("\"a\nb\""), 3 },
	{ "a raw tab", TEXT("\"\t\""), 2 },
	{ "a raw NUL", TEXT("\"\0\""), 2 },
	{ "a raw 1f", TEXT("\"\x1f\""), 2 },
	{ "no such escape", TEXT("\"\\x41\""), 3 },
	{ "the escape of NUL", TEXT("\"\\\0\""), 3 },
	{ "a capital U", TEXT("\"\\U0041\""), 3 },
	{ "three digits", TEXT("\"\\u041\""), 7 },
	{ "no hex digits", TEXT("\"\\u00g0\""), 6 },
	{ "\\u cut off", TEXT("\"\\u00"), 6 },
	{ "\\u0000", TEXT("\"a\\u0000\""), 3 },
	{ "\\u0000 in a name", TEXT("{\"a\\u0000\":1}"), 4 },
	{ "a lone high surrogate", TEXT("\"\\ud800\""), 2 },
	{ "a lone low surrogate", TEXT("\"\\udc00\""), 2 },
	{ "two high surrogates", TEXT("\"\\ud800\\ud800\""), 2 },
	{ "two low surrogates", TEXT("\"\\udc00\\udc00\""), 2 },
	{ "a high surrogate and \\ue000", TEXT("\"\\ud800\\ue000\""), 2 },
	{ "surrogates turned round", TEXT("\"\\udc00\\ud800\""), 2 },
	{ "a high surrogate and a letter", TEXT("\"\\ud800\\u0041\""), 2 },
	{ "a high surrogate and text", TEXT("\"\\ud800abcdef\""), 2 },
	{ "a high surrogate and an escape", TEXT("\"\\ud800\\n\""), 2 },
	{ "a lone continuation", TEXT("\"\x80\""), 2 },
	{ "an overlong slash", TEXT("\"\xc0\xaf\""), 2 },
	{ "an overlong NUL", TEXT("\"\xe0\x80\x80\""), 2 },
	{ "a surrogate in UTF-8", TEXT("\"\xed\xa0\x80\""), 2 },
	{ "beyond Unicode", TEXT("\"\xf4\x90\x80\x80\""), 2 },
	{ "a character cut off", TEXT("\"\xe2\x82\""), 2 },
	{ "Latin-1", TEXT("\"\xe9\""), 2 },
	{ "UTF-8 outside a string", TEXT("[\xc3\xa9]"), 2 },
	{ "UTF-16", TEXT("{\0}\0"), 2 },
	{ "a form feed", TEXT("[\f]"), 2 },
	{ "a duplicate name", TEXT("{\"a\":1,\"a\":2}"), 8 },
	{ "a duplicate name, escaped", TEXT("{\"a\":1,\"\\u0061\":2}"), 8 },
	{ "a duplicate name, surrogates",
		TEXT("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}"), 11 },
	{ "a duplicate empty name", TEXT("{\"\":1,\"\":2}"), 7 },
	{ "a duplicate name inside",
		TEXT("[{\"b\":{\"a\":1,\"c\":{},\"a\":2}}]"), 21 },
	{ "a duplicate name around another object",
		TEXT("{\"a\":{\"b\":1},\"c\":0,\"a\":2}"), 20 },
};

static bool
parses(struct view text, struct err *err)
{
	_cleanup_json_ struct json *root = NULL;
	uint8_t *room;
	int status;

	*err = (struct err){ 0 };
	status = json_parse(exact(text, &room), &root, err);
	free(room);
	return status == 0 && root;
}

static void
test_accepted(void)
{
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(accepted); i++)
		ok(parses(accepted[i].text, &err), "accepted: %s %s",
			accepted[i].what, err.text);
}

static void
test_refused(void)
{
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		char place[32];
		struct err err;

		snprintf(place, sizeof(place), "octet %zu:", refused[i].octet);
		ok(!parses(refused[i].text, &err) && err.kind == ERR_INPUT
				&& strstr(err.text, place),
			"refused: %s: %s", refused[i].what, err.text);
	}
}

static bool
nests(size_t depth, const char *open, const char *close)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;

	for (size_t i = 0; i < depth; i++)
		bytes_append_str(&b, open);
	bytes_append_str(&b, "1");
	for (size_t i = 0; i < depth; i++)
		bytes_append_str(&b, close);
	return parses(bytes_view(&b), &err);
}

static void
test_limits(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;

	ok(nests(JSON_DEPTH_MAX, "[", "]")
			&& nests(JSON_DEPTH_MAX, "{\"a\":", "}"),
		"the deepest");
	ok(!nests(JSON_DEPTH_MAX + 1, "[", "]")
			&& !nests(JSON_DEPTH_MAX + 1, "{\"a\":", "}")
			&& !nests(1000000, "[", "]"),
		"too deep");

	bytes_append_str(&b, "[0");
	for (size_t i = 2; i < JSON_VALUES_MAX; i++)
		bytes_append_str(&b, ",0");
	bytes_append_str(&b, "]");
	ok(parses(bytes_view(&b), &err), "the most values");
	b.len--;
	bytes_append_str(&b, ",0]");
	ok(!parses(bytes_view(&b), &err), "too many values: %s", err.text);

	bytes_clear(&b);
	memset(bytes_reserve(&b, JSON_SIZE_MAX), 'a', JSON_SIZE_MAX);
	b.len = JSON_SIZE_MAX;
	b.data[0] = b.data[JSON_SIZE_MAX - 1] = '"';
	ok(parses(bytes_view(&b), &err), "the largest text");
	bytes_append_str(&b, " ");
	ok(!parses(bytes_view(&b), &err), "too large: %s", err.text);
}

/* An object as large as can be, whose names are alike for long. */
static void
test_many_names(void)
{
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;
	char member[64];
	int64_t took = clock_mono_us();

	bytes_append_str(&b, "{\"first\":0");
	for (int i = 0; i < 200000; i++) {
		snprintf(member, sizeof(member), ",\"aaaaaaaaaaaaaaaa%06d\":0",
			i * 7919 % 200000);
		bytes_append_str(&b, member);
	}
	bytes_append_str(&b, "}");
	ok(parses(bytes_view(&b), &err), "200000 names");
	b.len--;
	bytes_append_str(&b, ",\"first\":1}");
	ok(!parses(bytes_view(&b), &err), "one of them twice: %s", err.text);
	took = clock_mono_us() - took;
	ok(took < 30 * 1000000, "in a time that is no square: %lld ms",
		(long long)took / 1000);
}

/* A name twice among so many, whichever it is. */
static void
test_twice(void)
{
	enum { MOST = 70 };
	int wrong = 0;

	for (int n = 2; n <= MOST; n++)
		for (int other = 0; other < n - 1; other++) {
			_cleanup_bytes_ struct bytes b = { 0 };
			char member[32], place[32];
			struct err err;
			size_t at = 0;

			for (int i = 0; i < n; i++) {
				snprintf(member, sizeof(member), "%c\"n%d\":0",
					i > 0 ? ',' : '{',
					i < n - 1 ? i : other);
				at = b.len + 2;
				bytes_append_str(&b, member);
			}
			bytes_append_str(&b, "}");
			snprintf(place, sizeof(place), "octet %zu: a name", at);
			wrong += parses(bytes_view(&b), &err)
				|| !strstr(err.text, place);
			b.data[at + 1] = 'x';
			wrong += !parses(bytes_view(&b), &err);
		}
	ok(wrong == 0, "each of up to %d names twice is seen: %d are not", MOST,
		wrong);
}

/* What does not stand for itself, at every place of strings of many lengths. */
static void
test_places(void)
{
	static const struct {
		const char *text, *want; /* NULL: refused */
	} odd[] = { { "\\n", "\n" }, { "\xc3\xa9", "\xc3\xa9" },
		{ "\x7f", "\x7f" }, { "\x1f", NULL }, { "\x80", NULL },
		{ "\n", NULL }, { "\\u20ac", "\xe2\x82\xac" } };

	for (size_t k = 0; k < ARRAY_LEN(odd); k++) {
		int wrong = 0;

		for (int n = 0; n < 40 * 40; n++) {
			static const char fill[] =
				"!#09AZ[]az~ !#09AZ[]az~ !#09AZ[]az~ !#09AZ";
			_cleanup_json_ struct json *root = NULL;
			const char *want = odd[k].want;
			char text[128], copy[128];
			struct err err;
			uint8_t *room;

			snprintf(text, sizeof(text), "\"%.*s%s%.*s\"", n / 40,
				fill, odd[k].text, n % 40, fill);
			snprintf(copy, sizeof(copy), "%.*s%s%.*s", n / 40, fill,
				want ? want : "", n % 40, fill);
			if (json_parse(exact(view_of_str(text), &room), &root,
				    &err)
				< 0)
				wrong += want != NULL;
			else
				wrong += !want
					|| strcmp(json_string(root), copy) != 0;
			free(room);
		}
		ok(wrong == 0, "odd octets number %zu at every place", k);
	}
}

static void
test_access(void)
{
	_cleanup_json_ struct json *root = NULL;
	struct view text = TEXT("{\"cnf\":{\"x5t#S256\":\"a\\u00e9\\n\"},"
				"\"list\":[\"one\",2,\"three\"],\"CNF\":null}");
	const struct json *cnf, *j;
	struct err err;

	if (!ok(json_parse(text, &root, &err) == 0, "parse"))
		return;
	cnf = json_get(root, "cnf");
	ok(json_is_object(root) && json_is_object(cnf) && !json_is_array(cnf),
		"objects");
	ok(strcmp(json_string(json_get(cnf, "x5t#S256")), "a\xc3\xa9\n") == 0,
		"a string without its escapes");
	ok(!json_string(json_get(root, "CNF"))
			&& !json_is_object(json_get(root, "CNF")),
		"null is null");
	ok(!json_get(root, "Cnf") && !json_get(cnf, "cnf"),
		"names are compared octet by octet");
	j = json_get(root, "list");
	ok(json_is_array(j) && !json_is_object(j) && !json_get(j, "one"),
		"an array");
	j = json_first(j);
	ok(strcmp(json_string(j), "one") == 0, "first");
	j = json_next(j);
	ok(j && !json_string(j) && !json_first(j) && !json_get(j, "a"),
		"a number has nothing inside");
	j = json_next(j);
	ok(strcmp(json_string(j), "three") == 0 && !json_next(j), "last");
	ok(json_first(root) == cnf && json_next(cnf), "members in order");
	ok(!json_get(NULL, "a") && !json_first(NULL) && !json_next(NULL)
			&& !json_string(NULL) && !json_is_array(NULL)
			&& !json_is_object(NULL),
		"nothing has nothing");
	json_freep(&root);
	json_freep(&root);
	ok(!root, "freed");
}

static void
number_is(const char *text, double want, bool whole)
{
	_cleanup_json_ struct json *root = NULL;
	struct err err = { .text = "" };
	double number = -1;
	int64_t integer = -7;
	bool flag;

	if (!ok(json_parse(view_of_str(text), &root, &err) == 0, "%s %s", text,
		    err.text))
		return;
	ok(json_number(root, &number) && number - want == 0,
		"%s is %.17g, not %.17g", text, want, number);
	ok(json_integer(root, &integer) == whole
			&& integer == (whole ? (int64_t)want : -7),
		"%s is %swhole", text, whole ? "" : "not ");
	ok(strcmp(json_digits(root), text) == 0, "%s is written so", text);
	ok(!json_boolean(root, &flag), "%s is neither true nor false", text);
}

static void
test_numbers(void)
{
	number_is("0", 0, true);
	number_is("-0", 0, true);
	number_is("1.0", 1, true);
	number_is("1e3", 1000, true);
	number_is("-1.5", -1.5, false);
	number_is("1764039599.25", 1764039599.25, false);
	number_is("2147483648", 2147483648.0, true);
	number_is("-4294967297", -4294967297.0, true);
	number_is("9007199254740991", 9007199254740991.0, true);
	number_is("9007199254740992", 9007199254740992.0, false);
	number_is("-9007199254740993", -9007199254740992.0, false);
	number_is("999999999999999999", 999999999999999999.0, false);
	number_is("-12345678901234567890", -12345678901234567890.0, false);
	number_is("1e300", 1e300, false);
	number_is("1e-400", 0, true);
}

static void
test_booleans(void)
{
	static const char *const others[] = { "null", "0", "1", "\"true\"",
		"[true]", "{\"a\":true}" };
	struct err err;

	for (int i = 0; i < 2; i++) {
		_cleanup_json_ struct json *root = NULL;
		bool value = i == 0;
		double number;

		ok(json_parse(view_of_str(i ? "true" : "false"), &root, &err)
					== 0
				&& json_boolean(root, &value) && value == i,
			"a boolean is %s", i ? "true" : "false");
		ok(!json_number(root, &number) && !json_digits(root),
			"and no number");
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		_cleanup_json_ struct json *root = NULL;
		bool value;

		ok(json_parse(view_of_str(others[i]), &root, &err) == 0
				&& !json_boolean(root, &value),
			"no boolean: %s", others[i]);
	}
	ok(!json_boolean(NULL, &(bool){ false })
			&& !json_number(NULL, &(double){ 0 })
			&& !json_digits(NULL),
		"nothing is neither");
}

/* In the room of one value, another one; of a fault, nothing is left. */
static void
test_again(void)
{
	enum { LONG = 100000 };
	_cleanup_bytes_ struct bytes b = { 0 };
	_cleanup_json_ struct json *root = NULL;
	struct err err;
	bool truth;

	bytes_append_str(&b, "[0");
	for (int i = 0; i < LONG; i++)
		bytes_append_str(&b, ",0");
	bytes_append_str(&b, "]");
	ok(json_parse_again(view_of_str("{\"a\":\"b\"}"), &root, &err) == 0
			&& strcmp(json_string(json_get(root, "a")), "b") == 0,
		"a value where there was none");
	ok(json_parse_again(view_of_str("{\"b\":[]}"), &root, &err) == 0
			&& json_get(root, "a") == NULL
			&& json_is_array(json_get(root, "b")),
		"another one in its room");
	ok(json_parse_again(bytes_view(&b), &root, &err) == 0
			&& json_is_array(root),
		"a large one");
	ok(json_parse_again(view_of_str("{\"a\":1,"), &root, &err) < 0
			&& !json_is_object(root) && !json_first(root)
			&& !json_get(root, "a"),
		"after a fault there is no value");
	ok(json_parse_again(view_of_str("true"), &root, &err) == 0
			&& json_boolean(root, &truth) && truth,
		"and then there is one");
}

int
main(void)
{
	test_accepted();
	test_refused();
	test_limits();
	test_many_names();
	test_twice();
	test_places();
	test_access();
	test_numbers();
	test_booleans();
	test_again();
	return tap_done();
}
