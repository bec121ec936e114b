/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_json.c - tests of cli/report_json.h: JSON goes through a report
 * unchanged, and people can read it.
 */
#include "cli/report_json.h"

#include "cli/render.h"
#include "tap.h"

static struct json *
parsed(const char *text)
{
	struct json *root = NULL;
	struct err err = { .text = "" };

	if (json_parse(view_of_str(text), &root, &err) < 0)
		printf("# %s: %s\n", text, err.text);
	return root;
}

/* What a report of VALUE alone looks like. */
static char *
rendered(const struct report_format *format, const char *label,
	const struct json *value)
{
	struct report_out out = { .format = format };
	struct report r = { .program = "p", .out = &out };
	char *text;

	report_json(&r, "value", label, value);
	render_report(&r);
	text = xstrndup(out.buf.data != NULL ? out.buf.data : "", out.buf.len);
	render_end(&r);
	report_done(&r);
	return text;
}

static bool
same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool
same_scalar(const struct json *a, const struct json *b)
{
	bool p = false, q = false;

	return json_is_object(a) == json_is_object(b)
		&& json_is_array(a) == json_is_array(b)
		&& json_is_null(a) == json_is_null(b)
		&& json_boolean(a, &p) == json_boolean(b, &q) && p == q
		&& same_text(json_digits(a), json_digits(b))
		&& same_text(json_string(a), json_string(b));
}

static bool
same(const struct json *a, const struct json *b)
{
	if (!same_scalar(a, b))
		return false;
	a = json_first(a);
	b = json_first(b);
	for (; a && b; a = json_next(a), b = json_next(b))
		if (!same_text(json_name(a), json_name(b)) || !same(a, b))
			return false;
	return !a && !b;
}

static bool
unchanged(const struct report_format *format, const char *label,
	const struct json *value)
{
	_cleanup_str_ char *text = rendered(format, label, value);
	_cleanup_json_ struct json *root = parsed(text);
	const struct json *facts = json_get(root, "facts");

	return value && root && same(json_get(facts, "value"), value);
}

static void
round_trips(void)
{
	static const char *const values[] = { "null", "true", "false", "0",
		"\"\"", "[]", "{}", "[[]]", "[{}]", "{\"a\":{}}", "{\"\":[]}",
		"[1,-1,9007199254740991,9007199254740993,1e300,-5e-324,0.1]",
		"[1764039599.25,12345678901234567890123,1.0,-0,3.33333333]",
		"[null,true,false,\"x\",1,[2,[3,[]]],{\"a\":[{\"b\":{}}]}]",
		"{\"a\\\"\\\\\\n\\u001b[2J\\u202e\":\"\\\"\\\\\\n\\u001b\"}",
		"{\"\xc3\xa9\":\"\xf0\x9f\x94\x91\",\"<&'>\":\"]]>\"}",
		"{\"cnf\":{\"x5t#S256\":\"A4Dt\",\"jwk\":{\"kty\":\"EC\"}}}" };

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		_cleanup_json_ struct json *value = parsed(values[i]);

		ok(unchanged(&format_json, "label", value)
				&& unchanged(&format_json, NULL, value)
				&& unchanged(&format_ndjson, "label", value),
			"unchanged: %s", values[i]);
	}
}

static void
text_is(const char *json, const char *label, const char *want)
{
	_cleanup_json_ struct json *value = parsed(json);
	_cleanup_str_ char *text = rendered(&format_text, label, value);

	if (!ok(strcmp(text, want) == 0, "text of %s", json))
		printf("# <<%s>>\n# <<%s>>\n", text, want);
}

static void
texts(void)
{
	text_is("{\"a\":1}", NULL, "");
	text_is("[[1],{\"a\":[2]}]", NULL, "");
	text_is("\"x\"", "label", "label    x\n");
	text_is("0.1", "label", "label    0.1\n");
	text_is("1e300", "label", "label    1e300\n");
	text_is("9007199254740993", "label", "label    9007199254740993\n");
	text_is("{}", "label", "label    none\n");
	text_is("[]", "label", "label    none\n");
	text_is("[\"a b\",1,0.5,true,false,null]", "label",
		"label    a b, 1, 0.5, yes, no, none\n");
	text_is("{\"iss\":\"x\",\"aud\":[\"y\",\"z\"],\"cnf\":{\"jkt\":\"q\"},"
		"\"a-longer-name\":null}",
		"claims",
		"claims\n"
		"  iss            x\n"
		"  aud            y, z\n"
		"  cnf\n"
		"    jkt      q\n"
		"  a-longer-name  none\n");
	text_is("[{\"a\":1},{\"a\":2}]", "list",
		"list\n"
		"  a        1\n"
		"\n"
		"  a        2\n");
	text_is("[[1,2],3,{\"a\":4},{},[[5],[]]]", "list",
		"list\n"
		"  1        1, 2\n"
		"  2        3\n"
		"  3\n"
		"    a        4\n"
		"  4        none\n"
		"  5\n"
		"    1        5\n"
		"    2        none\n");
}

/* Names are as hostile as values. */
static void
hostile_names(void)
{
	text_is("{\"\\u001b[2J\\nx\":{\"\\u202e\":1}}", "h",
		"h\n"
		"  \\x1b[2J\\nx\n"
		"    \\xe2\\x80\\xae  1\n");
	text_is("{\"\xc3\xa9\":1,\"\":2}", "h",
		"h\n"
		"  \xc3\xa9        1\n"
		"           2\n");
	text_is("{\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\":1,\"b\":2}", "h",
		"h\n"
		"  \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9    1\n"
		"  b        2\n");
}

static void
copies(void)
{
	struct json *value = parsed("{\"name\":[\"text\",0.5]}");
	struct report_out out = { .format = &format_ndjson };
	struct report r = { .program = "p", .out = &out };

	report_json(&r, "v", "v", value);
	json_free(value);
	render_report(&r);
	strbuf_char(&out.buf, '\0');
	ok(strstr(out.buf.data, "{\"v\":{\"name\":[\"text\",0.5]}}") != NULL,
		"a report outlives the value");
	report_done(&r);
	strbuf_done(&out.buf);
}

static void
terse(void)
{
	_cleanup_json_ struct json *value = parsed("[1,2,3]");
	struct report r = { .program = "p", .terse = true };

	report_json(&r, "v", "v", value);
	ok(r.n_facts == 4, "a terse report has no line for people");
	report_done(&r);
}

/* "bottom" in DEPTH arrays or objects. */
static struct json *
nested(int depth, bool list)
{
	_cleanup_strbuf_ struct strbuf b = { .len = 0 };

	for (int i = 0; i < depth; i++)
		strbuf_str(&b, list ? "[" : "{\"a\":");
	strbuf_str(&b, "\"bottom\"");
	for (int i = 0; i < depth; i++)
		strbuf_char(&b, list ? ']' : '}');
	strbuf_char(&b, '\0');
	return parsed(b.data);
}

/* As deep as JSON goes, below as much as a program opens itself. */
static void
deepest(const struct report_format *format, bool list)
{
	enum { OWN = RENDER_DEPTH - JSON_DEPTH_MAX };
	_cleanup_json_ struct json *value = nested(JSON_DEPTH_MAX, list);
	struct report_out out = { .format = format };
	struct report r = { .program = "p", .out = &out };
	bool facts = format == &format_text || format == &format_json
		|| format == &format_ndjson;

	report_many(&r);
	for (int i = 0; i < OWN; i++)
		report_open(&r, "group", "group");
	report_json(&r, "v", "v", value);
	render_report(&r);
	strbuf_char(&out.buf, '\0');
	ok(value != NULL && (strstr(out.buf.data, "bottom") != NULL) == facts,
		"%s takes the deepest %s", format->name,
		list ? "array" : "object");
	render_end(&r);
	report_done(&r);
}

/* A report is an object with facts, which is an object, too. */
static void
deep(bool list)
{
	_cleanup_json_ struct json *value = nested(JSON_DEPTH_MAX - 2, list);

	ok(unchanged(&format_json, "v", value)
			&& unchanged(&format_ndjson, "v", value),
		"unchanged: the deepest %s", list ? "array" : "object");
}

/* The private half of a key is no fact, whoever wrote it where. */
static void
secrets(const struct report_format *format, bool shown)
{
	static const char key[] = "{\"a\":[{\"jwk\":{\"kty\":\"EC\",\"x\":"
				  "\"open\",\"d\":\"S3CR3T\",\"k\":"
				  "\"S3CR3T\"},\"d\":\"fine\"}]}";
	_cleanup_json_ struct json *value = parsed(key);
	struct report_out out = { .format = format };
	struct report r = { .program = "p",
		.out = &out,
		.show_secrets = shown };

	report_json(&r, "v", "v", value);
	render_report(&r);
	strbuf_char(&out.buf, '\0');
	ok(strstr(out.buf.data, "open") != NULL
			&& strstr(out.buf.data, "fine") != NULL
			&& (strstr(out.buf.data, "S3CR3T") != NULL) == shown,
		"%s: private members of a key are %s", format->name,
		shown ? "shown" : "left out");
	render_end(&r);
	report_done(&r);
}

int
main(void)
{
	for (int shown = 0; shown < 2; shown++) {
		secrets(&format_text, shown);
		secrets(&format_json, shown);
		secrets(&format_ndjson, shown);
	}
	round_trips();
	texts();
	hostile_names();
	copies();
	terse();
	for (size_t i = 0; report_formats[i] != NULL; i++) {
		deepest(report_formats[i], true);
		deepest(report_formats[i], false);
	}
	deep(true);
	deep(false);
	return tap_done();
}
