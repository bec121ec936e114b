/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Unit test of net/answer: HTTP/1.x responses whole, in pieces, and broken
 * (RFC 9112).
 */
#include "net/answer.h"
#include "tap.h"

static const struct {
	const char *name, *text;
	enum answer_state state;
	int status;
	const char *body;
} rows[] = {
	{ "with a length", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
		ANSWER_DONE, 200, "hi" },
	{ "body not complete", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi",
		ANSWER_MORE, 200, "hi" },
	{ "head not complete", "HTTP/1.1 200 OK\r\nContent-Le", ANSWER_MORE, 0,
		"" },
	{ "bare line feeds", "HTTP/1.0 404 No\nContent-Length:1\n\nx",
		ANSWER_DONE, 404, "x" },
	{ "no reason phrase", "HTTP/1.1 204 \r\n\r\n", ANSWER_DONE, 204, "" },
	{ "until the connection ends", "HTTP/1.0 200 OK\r\n\r\nabc",
		ANSWER_MORE, 200, "abc" },
	{ "chunked",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
		"1\r\na\r\n0\r\n\r\n",
		ANSWER_DONE, 200, "1\r\na\r\n0\r\n\r\n" },
	{ "chunked, more to come",
		"HTTP/1.1 200 OK\r\n"
		"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
		ANSWER_MORE, 200, "1\r\na\r\n" },
	{ "an interim response before it",
		"HTTP/1.1 100 Continue\r\n\r\n"
		"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
		ANSWER_DONE, 403, "" },
	{ "only an interim response", "HTTP/1.1 103 Early Hints\r\n\r\n",
		ANSWER_MORE, 0, "" },
	{ "a length that is no number",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", ANSWER_MORE,
		200, "" },
	{ "another protocol", "220 mail.example ESMTP\r\n", ANSWER_BAD, 0, "" },
	{ "HTTP/2", "HTTP/2 200 OK\r\n\r\n", ANSWER_BAD, 0, "" },
	{ "no status", "HTTP/1.1 OK fine\r\n\r\n", ANSWER_BAD, 0, "" },
	{ "one wrong octet", "HTTQ", ANSWER_BAD, 0, "" },
};

static bool
agrees(const struct answer *a, enum answer_state state, size_t i)
{
	struct view body = a->head_len != 0 ? answer_body(a)
					    : (struct view){ NULL, 0 };

	return state == rows[i].state
		&& (state == ANSWER_BAD
			|| (a->status == rows[i].status
				&& view_eq_str(body, rows[i].body)));
}

static void
whole_and_in_pieces(size_t i)
{
	struct view text = view_of_str(rows[i].text);
	struct answer whole = { .status = 0 }, pieces = { .status = 0 };
	enum answer_state state = ANSWER_MORE;

	ok(agrees(&whole, answer_add(&whole, text), i), "%s", rows[i].name);
	for (size_t at = 0; at < text.len && state == ANSWER_MORE; at++)
		state = answer_add(&pieces, view_part(text, at, 1));
	ok(agrees(&pieces, state, i), "%s, octet by octet", rows[i].name);
	answer_done(&whole);
	answer_done(&pieces);
}

static void
fields(void)
{
	struct answer a = { .status = 0 };
	struct view v;

	answer_add(&a,
		view_of_str("HTTP/1.1 400 Bad\r\nSERVER:  nginx \r\n"
			    "X-Server: no\r\nServer: second\r\nContent-Length: "
			    "26\r\n\r\n"
			    "The SSL Certificate ERROR.\r\n"));
	ok(answer_field(&a, "server", &v) && view_eq_str(v, "nginx"),
		"the first field of a name, trimmed, case ignored");
	ok(answer_field_at(&a, "server", 1, &v) && view_eq_str(v, "second")
			&& !answer_field_at(&a, "server", 2, &v),
		"the second one, and no third");
	ok(!answer_field(&a, "serve", &v), "part of a name is no name");
	ok(!answer_field(&a, "the ssl certificate", &v),
		"the body holds no fields");
	ok(answer_mentions(&a, "the ssl certificate error"),
		"text of the body is found, case ignored");
	ok(!answer_mentions(&a, "nginx"), "text of the head is not");
	answer_done(&a);
}

static void
nul(void)
{
	static const char text[] = "HTTP/1.1 200 OK\r\nServer: a\0b\r\n\r\n";
	struct answer a = { .status = 0 };

	ok(answer_add(&a,
		   (struct view){ (const uint8_t *)text, sizeof(text) - 1 })
			== ANSWER_BAD,
		"a NUL in a field");
	answer_done(&a);
}

static void
limits(void)
{
	struct answer a = { .status = 0 }, b = { .status = 0 };
	struct bytes big = { 0 };
	enum answer_state state;

	bytes_append_str(&big, "HTTP/1.1 200 OK\r\nX: ");
	while (big.len < ANSWER_HEAD_MAX + 10)
		bytes_append_str(&big, "aaaaaaaaaaaaaaaa");
	ok(answer_add(&a, bytes_view(&big)) == ANSWER_BAD,
		"a head without end is refused");
	answer_add(&b, view_of_str("HTTP/1.1 200 OK\r\n\r\n"));
	state = ANSWER_MORE;
	for (int i = 0; i < 100 && state == ANSWER_MORE; i++)
		state = answer_add(&b, view_part(bytes_view(&big), 0, 1000));
	ok(state == ANSWER_DONE && answer_body(&b).len == ANSWER_BODY_MAX,
		"of a body without end, %d octets are kept", ANSWER_BODY_MAX);
	answer_done(&a);
	answer_done(&b);
	bytes_done(&big);
}

/* A field more, and the head still ends with one empty line. */
static void
request(void)
{
	_cleanup_bytes_ struct bytes a = { 0 }, b = { 0 };

	answer_ask(&a, "/a", "a.example", "8443", (struct view){ NULL, 0 });
	answer_ask_field(&a, "Sec-Token-Binding", "AIk");
	ok(view_eq_str(bytes_view(&a),
		   "GET /a HTTP/1.1\r\nHost: a.example:8443\r\n"
		   "User-Agent: tlsbind\r\nAccept: */*\r\n"
		   "Connection: close\r\nSec-Token-Binding: AIk\r\n\r\n"),
		"a request with a field");
	answer_ask(&b, "", "::1", "443",
		view_of_str("Cookie: a=b\r\naccept: text/html\r\n"));
	ok(view_eq_str(bytes_view(&b),
		   "GET / HTTP/1.1\r\nHost: [::1]\r\n"
		   "User-Agent: tlsbind\r\nCookie: a=b\r\naccept: text/html\r\n"
		   "Connection: close\r\n\r\n"),
		"fields of the user, one of them in the place of ours");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		whole_and_in_pieces(i);
	fields();
	nul();
	limits();
	request();
	return tap_done();
}
