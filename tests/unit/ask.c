/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of net/ask: header fields that a user adds (RFC 9110 section 5).
 */
#include "net/ask.h"

#include "tap.h"

static const struct {
	const char *name, *text;
	const char *fields; /* NULL: refused */
} rows[] = {
	{ "a field", "Authorization: Bearer a\n",
		"Authorization: Bearer a\r\n" },
	{ "no line end", "Cookie: a=b", "Cookie: a=b\r\n" },
	{ "CR LF, blank lines, blanks", "\r\nA:  b \t\r\n\r\n\nC:d\r\n\r\n",
		"A: b\r\nC: d\r\n" },
	{ "a colon in the value", "X: a:b", "X: a:b\r\n" },
	{ "an empty value", "X:", "X: \r\n" },
	{ "octets that are not ASCII", "X: \xc3\xa4", "X: \xc3\xa4\r\n" },
	{ "all characters of a name", "!#$%&'*+-.^_`|~09azAZ: x",
		"!#$%&'*+-.^_`|~09azAZ: x\r\n" },
	{ "nothing", "", "" },
	{ "no colon", "secret", NULL },
	{ "no name", ": secret", NULL },
	{ "a blank in the name", "A b: secret", NULL },
	{ "a blank before the colon", "A : secret", NULL },
	{ "a folded line", "A: b\n secret", NULL },
	{ "a name that is not ASCII", "\xc3\xa4: secret", NULL },
	{ "a CR inside", "A: secret\rHost: b", NULL },
	{ "an escape", "A: secret\x1b", NULL },
	{ "DEL", "A: secret\x7f", NULL },
	{ "Host", "host: secret", NULL },
	{ "Content-Length", "CONTENT-LENGTH: secret", NULL },
	{ "Transfer-Encoding", "Transfer-Encoding: secret", NULL },
	{ "Connection", "Connection: secret", NULL },
	{ "Sec-Token-Binding", "Sec-Token-Binding: secret", NULL },
	{ "names that only begin so", "Hosts: a\nConnection-Id: b",
		"Hosts: a\r\nConnection-Id: b\r\n" },
};

static void
lines(size_t i)
{
	_cleanup_bytes_ struct bytes fields = { 0 };
	struct err err = { 0 };
	int result = ask_fields(view_of_str(rows[i].text), &fields, &err);

	if (rows[i].fields != NULL)
		ok(result == 0
				&& view_eq_str(bytes_view(&fields),
					rows[i].fields),
			"%s", rows[i].name);
	else
		ok(result < 0 && err.kind == ERR_INPUT
				&& strstr(err.text, "line ") != NULL
				&& strstr(err.text, "secret") == NULL,
			"%s is refused, and the value not shown", rows[i].name);
}

static void
nul(void)
{
	static const uint8_t text[] = "A: b\0c\n";
	_cleanup_bytes_ struct bytes fields = { 0 };
	struct err err = { 0 };

	ok(ask_fields((struct view){ text, sizeof(text) - 1 }, &fields, &err)
			< 0,
		"a NUL is refused");
}

static void
limit(void)
{
	_cleanup_bytes_ struct bytes fields = { 0 };
	struct err err = { 0 };
	int n = 0;

	while (n < 70000
		&& ask_fields(view_of_str("Name: value\n"), &fields, &err) == 0)
		n++;
	ok(n > 4000 && fields.len <= ASK_FIELDS_MAX && err.kind == ERR_INPUT,
		"more than the limit is refused, over all inputs");
}

static void
has(void)
{
	struct view v = view_of_str("A: b\r\nuser-agent: c\r\n");

	ok(ask_has_field(v, "User-Agent") && ask_has_field(v, "a")
			&& !ask_has_field(v, "user") && !ask_has_field(v, "b"),
		"which fields there are");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		lines(i);
	nul();
	limit();
	has();
	return tap_done();
}
