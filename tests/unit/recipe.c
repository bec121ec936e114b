/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every recipe of a table made by hashlib is named, for an RSA and an EC
 * certificate, and no two recipes make the same value.
 */
#include "proof/recipe.h"

#include "proof/certfile.h"
#include "tap.h"
#include "vectors.h"

/* A chain whose whole file somebody hashed: the certificate, twice. */
static struct bytes
chain_of(struct view der)
{
	_cleanup_str_ char *pem = certfile_pem(der);
	struct bytes file = { 0 };

	bytes_append_str(&file, pem);
	bytes_append_str(&file, pem);
	return file;
}

static bool
is_named(const char *text, const char *name, const struct x509 *x,
	struct view file)
{
	const struct recipe *row;
	struct recipe_value value;

	if (!recipe_read(text, &value))
		return false;
	row = recipe_match(&value, x, file);
	return row != NULL && strcmp(row->name, name) == 0;
}

static void
test_row(const struct recipe *row, const struct json *want,
	const struct x509 *x, struct view file, const char *cert)
{
	const char *value = json_string(json_get(want, row->name));
	_cleanup_str_ char *made = recipe_make(row, x, file);
	_cleanup_str_ char *spaced = NULL;

	if (!ok((value == NULL) == (made == NULL)
			    && (value == NULL || strcmp(made, value) == 0),
		    "%s: %s is made as hashlib makes it", cert, row->name)
		|| value == NULL)
		return;
	ok(is_named(value, row->name, x, file), "%s: %s is named", cert,
		row->name);
	spaced = xasprintf(" %s\n", value);
	ok(is_named(spaced, row->name, x, file),
		"%s: %s is named with white space around it", cert, row->name);
}

static void
test_distinct(const struct x509 *x, struct view file, const char *cert)
{
	const struct recipe *a, *b;
	size_t same = 0, n = 0;

	for (a = recipe_rows; a->name != NULL; a++, n++) {
		_cleanup_str_ char *va = recipe_make(a, x, file);

		for (b = a + 1; b->name != NULL; b++) {
			_cleanup_str_ char *vb = recipe_make(b, x, file);

			same += va != NULL && vb != NULL && strcmp(va, vb) == 0;
			same += strcmp(a->name, b->name) == 0;
		}
	}
	ok(n >= 21 && same == 0, "%s: %zu recipes make distinct values", cert,
		n);
}

static void
test_case(const struct json *c)
{
	_cleanup_bytes_ struct bytes der = vector_b64(c, "der");
	_cleanup_bytes_ struct bytes file = chain_of(bytes_view(&der));
	const struct json *want = json_get(c, "recipes");
	const char *name = json_string(json_get(c, "name"));
	const struct json *value;
	struct recipe_value read;
	struct x509 x;
	struct err err;
	size_t n = 0, rows = 0;

	if (want == NULL
		|| !ok(x509_parse(bytes_view(&der), &x, &err) == 0, "%s parses",
			name))
		return;
	for (value = json_first(want); value != NULL; value = json_next(value))
		n++;
	for (const struct recipe *r = recipe_rows; r->name != NULL; r++) {
		test_row(r, want, &x, bytes_view(&file), name);
		rows += json_get(want, r->name) != NULL;
	}
	ok(rows == n, "%s: all %zu values of hashlib have a row", name, n);
	test_distinct(&x, bytes_view(&file), name);
	ok(recipe_read("A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0", &read)
			&& recipe_match(&read, &x, bytes_view(&file)) == NULL,
		"%s: another certificate's value has no recipe", name);
}

static void
test_refused(void)
{
	static const char *const texts[] = { "", "foo", "=", "zz:zz",
		"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v",
		"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v1",
		"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0 x" };
	struct recipe_value value;
	char longest[RECIPE_TEXT + 2];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		ok(!recipe_read(texts[i], &value) && value.n == 0,
			"\"%s\" is no digest", texts[i]);
	memset(longest, 'a', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	ok(!recipe_read(longest, &value), "%zu characters are no digest",
		strlen(longest));
}

static void
test_bare(void)
{
	static const struct {
		const char *pasted, *value;
	} rows[] = {
		{ "abc", "abc" },
		{ " \"abc\"\n", "abc" },
		{ "'abc'", "abc" },
		{ "sha256 Fingerprint=AC:2D:01", "AC:2D:01" },
		{ "SHA1 Fingerprint=AC:2D", "AC:2D" },
		{ "SHA2-256(a=b.der)= ac2d", "ac2d" },
		{ "ac2d  good.der", "ac2d" },
		{ "AC:2D:01", "AC:2D:01" },
		{ "sha256:ac2d", "ac2d" },
		{ "pin-sha256=\"qw==\"", "qw==" },
		{ "pin-sha256:qwe=", "qwe=" },
		{ "qw==", "qw==" },
		{ "qwe=", "qwe=" },
		{ "x5t#S256=abc", "abc" },
		{ "x5t#S256=abc=", "abc=" },
		{ "\"x5t#S256\": \"abc\",", "abc" },
		{ "{\"x5t#S256\":\"abc\"}", "abc" },
		{ "{\"cnf\":{\"x5t#S256\":\"abc\",\"jkt\":\"d\"}}", "abc" },
		{ "{\"jkt\":\"abc\"}", "abc" },
		{ "{\"cnf\": {\"tbh\": \"abc\"}}", "abc" },
		{ "", "" },
		{ " \n", "" },
		{ "\"\"", "" },
		{ "x5t#S256=", "" },
		{ "{}", "" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(view_eq_str(recipe_bare(view_of_str(rows[i].pasted)),
			   rows[i].value),
			"the value of: %s", rows[i].pasted);
}

static void
test_phrases(void)
{
	for (const struct recipe *r = recipe_rows; r->name != NULL; r++) {
		_cleanup_str_ char *words = recipe_phrase(r);

		ok(strstr(words, " of the ") || strstr(words, " over the "),
			"%s: %s", r->name, words);
	}
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("certs.json");
	const struct json *c = json_first(json_get(root, "cases"));

	ok(recipe_rows[0].cause == NULL, "row 0 is the right recipe");
	for (; c != NULL; c = json_next(c))
		test_case(c);
	test_refused();
	test_bare();
	test_phrases();
	return tap_done();
}
