/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_http.c - serve/http.h: what a request brought, by itself; then real
 * requests on socket pairs, and the end of the server in the middle of them.
 */
#include "serve/http.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "serve/http_exchange.h"
#include "tap.h"

static bool
same(const char *got, const char *expected)
{
	if (got == NULL || expected == NULL)
		return got == expected;
	return strcmp(got, expected) == 0;
}

/* ---- by itself ---- */

static void
field(struct http_exchange *e, const char *name, const char *value)
{
	http_exchange_field(e, name, value, strlen(value));
}

static void
test_params(void)
{
	static const struct {
		const char *text, *value;
		size_t count;
	} rows[] = {
		{ "", NULL, 0 },
		{ "a=b", "b", 1 },
		{ "a", "", 1 },
		{ "a=", "", 1 },
		{ "&&x=1&a=b&&", "b", 1 },
		{ "%61=b", "b", 1 },
		{ "a=b=c", "b=c", 1 },
		{ "a=b+c%2b%26%3D", "b c+&=", 1 },
		{ "a=%C3%A4", "\xC3\xA4", 1 },
		{ "A=b", NULL, 0 },
		{ "a=b&a=b", NULL, 2 },
		{ "a=b&%61=c", NULL, 2 },
		{ "a=b&a=%zz", NULL, 2 },
		{ "a=%", NULL, 1 },
		{ "a=%4", NULL, 1 },
		{ "a=%4g", NULL, 1 },
		{ "a=%u0041", NULL, 1 },
		{ "a=%00", NULL, 1 },
		{ "a=b%00", NULL, 1 },
		{ "a=%C3", NULL, 1 },
		{ "a=%C0%80", NULL, 1 },
		{ "a=%ED%A0%80", NULL, 1 },
		{ "%=1&a=b", "b", 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_exchange *e = http_exchange_new(NULL, "/");
		size_t count = 99;
		const char *form;

		e->request.query = rows[i].text;
		e->request.body = view_of_str(rows[i].text);
		ok(same(http_query(&e->request, "a"), rows[i].value),
			"the query '%s'", rows[i].text);
		form = http_form(&e->request, "a", &count);
		ok(form == NULL && count == 0, "is no form without a type");
		e->form = (struct http_params){ .read = false };
		field(e, "content-type",
			"Application/X-WWW-form-urlencoded ;charset=utf-8");
		form = http_form(&e->request, "a", &count);
		ok(same(form, rows[i].value) && count == rows[i].count,
			"the form '%s': %zu", rows[i].text, count);
		http_exchange_free(e);
	}
}

static void
test_params_bound(void)
{
	struct http_exchange *e = http_exchange_new(NULL, "/");
	_cleanup_bytes_ struct bytes text = { 0 };

	for (int i = 0; i < HTTP_PARAMS_MAX; i++)
		bytes_append_str(&text, "x&");
	bytes_append_str(&text, "a=1");
	e->request.query = (const char *)text.data;
	ok(http_query(&e->request, "a") == NULL, "too many parameters");
	e->query = (struct http_params){ .read = false };
	e->request.query += 2;
	ok(same(http_query(&e->request, "a"), "1"), "as many as are read");
	http_exchange_free(e);
}

static void
test_types(void)
{
	static const struct {
		const char *type;
		bool form;
	} rows[] = {
		{ "application/x-www-form-urlencoded", true },
		{ "application/x-www-form-urlencoded;", true },
		{ "application/x-www-form-urlencoded2", false },
		{ "application/x-www-form-urlencoded x", false },
		{ "application/x-www-form-urlencode", false },
		{ "application/json", false },
		{ "", false },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_exchange *e = http_exchange_new(NULL, "/");

		field(e, "Content-Type", rows[i].type);
		ok(http_is_form(&e->request) == rows[i].form, "the type '%s'",
			rows[i].type);
		field(e, "Content-Type", rows[i].type);
		ok(!http_is_form(&e->request), "and twice");
		http_exchange_free(e);
	}
}

static void
test_fields(void)
{
	struct http_exchange *e = http_exchange_new(NULL, "/");
	_cleanup_str_ char *all, *none;

	field(e, "DPoP", " \ta b\t ");
	field(e, "Other", "x");
	ok(same(http_header(&e->request, "dpop"), "a b"), "blanks around it");
	field(e, "dpop", "");
	field(e, "DPOP", "c\v");
	ok(http_header(&e->request, "DPoP") == NULL, "several are none");
	ok(http_header_count(&e->request, "DPoP") == 3, "but counted");
	all = http_headers(&e->request, "DPoP");
	ok(same(all, "a b\n\nc\v"), "and listed");
	none = http_headers(&e->request, "Absent");
	ok(same(none, ""), "none: an empty list");
	ok(http_header(&e->request, "Absent") == NULL, "none");
	http_exchange_free(e);
}

static void
test_cookies(void)
{
	static const struct {
		const char *first, *second, *value;
	} rows[] = {
		{ "a=b", NULL, "b" },
		{ "x=y; a=b", NULL, "b" },
		{ "x=y;a=b ; z", NULL, "b" },
		{ "a=", NULL, "" },
		{ "a=b=c", NULL, "b=c" },
		{ "a=\"b\"", NULL, "\"b\"" },
		{ "a", NULL, NULL },
		{ "aa=b; A=b", NULL, NULL },
		{ "a=b; a=b", NULL, NULL },
		{ "a=b", "a=c", NULL },
		{ "x=y", "a=c", "c" },
		{ ";;;", NULL, NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_exchange *e = http_exchange_new(NULL, "/");
		_cleanup_str_ char *value = NULL;

		field(e, "Cookie", rows[i].first);
		if (rows[i].second != NULL)
			field(e, "cookie", rows[i].second);
		value = http_cookie(&e->request, "a");
		ok(same(value, rows[i].value), "the cookie in '%s'",
			rows[i].first);
		http_exchange_free(e);
	}
}

static void
test_reply(void)
{
	struct http_reply p = { .status = 0 };

	http_reply_field(&p, "Cache-Control", "max-age=%d", 60);
	http_reply_field(&p, "X", "a\r\nSet-Cookie: b\x7f");
	ok(same(p.field[1].value, "a  Set-Cookie: b "),
		"no line can be put into a field");
	p.type = "text/html; charset=utf-8";
	http_reply_finish(&p);
	ok(p.status == 200, "200 unless set");
	ok(p.n_fields == 7, "what is there already, no default replaces");
	ok(same(p.field[6].name, "Content-Security-Policy"),
		"pages have a policy");
	http_reply_done(&p);
}

/* ---- on socket pairs ---- */

static int entered[2]; /* a pipe: a route has begun */

static void
echo(void *arg, const struct http_request *q, struct http_reply *p)
{
	http_reply_json(p, 200, "%s %s %s %s %zu\n", (const char *)arg,
		q->method, q->path, q->query != NULL ? q->query : "-",
		q->body.len);
}

static void
linger(void *arg, const struct http_request *q, struct http_reply *p)
{
	ok(write(entered[1], "", 1) == 1, "a route has begun");
	poll(NULL, 0, 200);
	echo(arg, q, p);
}

static bool
deny(void *arg _unused_, const struct http_request *q, struct http_reply *p)
{
	if (strcmp(q->path, "/denied") != 0)
		return false;
	http_reply_error(p, 400, "denied");
	return true;
}

static const struct http_route routes[] = { { "GET", "/get", echo },
	{ "POST", "/post", echo }, { "GET", "/denied", echo },
	{ "GET", "/linger", linger }, { 0 } };
static const struct http_route *const tables[] = { routes, NULL };
static char word[] = "word";
static const struct http_site site = { tables, word, deny };

static struct http *
start(void)
{
	struct http *h = NULL;
	struct err err;

	ok(http_new(&site, &h, &err) == 0, "it starts");
	return h;
}

/* The client's end of a new connection; -1 after a failure. */
static int
join(struct http *h, struct visit *v)
{
	int fd[2] = { -1, -1 };

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, fd) < 0)
		return -1;
	ok(http_serve(h, v, fd[1]) == 0, "a connection is taken");
	return fd[0];
}

static void
send_all(int fd, const char *text)
{
	size_t len = strlen(text);

	ok(send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len, "sent");
}

/* Everything until the end. */
static char *
receive(int fd)
{
	_cleanup_bytes_ struct bytes all = { 0 };
	ssize_t n;

	do {
		n = recv(fd, bytes_reserve(&all, 4096), 4096, 0);
		if (n > 0)
			all.len += (size_t)n;
	} while (n > 0);
	close(fd);
	return xstrndup(all.len > 0 ? (char *)all.data : "", all.len);
}

static void
noted(const struct visit *v, size_t i, const char *method, const char *target,
	unsigned status)
{
	const struct visit_request *q = &v->request[i];

	ok(v->n_requests > i && strcmp(q->method, method) == 0
			&& strcmp(q->target, target) == 0
			&& q->status == status,
		"request %zu is noted: %s %s %u", i, q->method, q->target,
		q->status);
}

static void
test_answers(void)
{
	static const char bodies[] = "word GET /get a=%20b&c 0\n";
	struct http *h = start();
	struct visit *v = visit_new();
	int fd = join(h, v);
	_cleanup_str_ char *got = NULL;
	const char *at;

	send_all(fd,
		"GET /get?a=%20b&c HTTP/1.1\r\nHost: x\r\n\r\n"
		"HEAD /get HTTP/1.1\r\nHost: x\r\n\r\n"
		"PUT /post HTTP/1.1\r\nHost: x\r\n\r\n"
		"OPTIONS /post HTTP/1.1\r\nHost: x\r\n\r\n"
		"GET /denied HTTP/1.1\r\nHost: x\r\n\r\n"
		"POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
		"\r\nhi"
		"GET /%67et HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		"\r\n");
	got = receive(fd);
	at = strstr(got, bodies);
	ok(at != NULL, "the query is as sent");
	ok(strstr(got, "Content-Length: 19\r\n\r\nHTTP/1.1 405") != NULL,
		"HEAD has no body");
	ok(strstr(got, "Allow: OPTIONS, POST\r\n") != NULL, "Allow");
	ok(strstr(got, "word POST /post - 2\n") != NULL, "a body");
	http_free(h);
	noted(v, 0, "GET", "/get?a=%20b&c", 200);
	noted(v, 1, "HEAD", "/get", 200);
	noted(v, 2, "PUT", "/post", 405);
	noted(v, 3, "OPTIONS", "/post", 204);
	noted(v, 4, "GET", "/denied", 400);
	noted(v, 5, "POST", "/post", 200);
	noted(v, 6, "GET", "/%67et", 404);
	ok(v->refs == 1, "no reference stays behind");
	visit_unref(v);
}

static void
test_refused(void)
{
	struct http *h = start();
	struct visit *v = visit_new();
	_cleanup_str_ char *ours = NULL, *its = NULL;
	int fd = join(h, v);

	send_all(fd, "GET /get HTTP/1.1\r\n\r\n");
	ours = receive(fd);
	ok(strncmp(ours, "HTTP/1.1 400 ", 13) == 0, "without Host: 400");
	ok(strstr(ours, "Connection: close\r\n") != NULL, "and the end");
	fd = join(h, v);
	send_all(fd, "GET /get HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n");
	its = receive(fd);
	ok(strncmp(its, "HTTP/1.1 400 ", 13) == 0, "without a colon: 400");
	http_free(h);
	noted(v, 0, "GET", "/get", 400);
	noted(v, 1, "?", "/get", 400);
	visit_unref(v);
}

/* Idle, in the request line, in the body, and in a route. */
static void
test_end(void)
{
	static const char *const begun[] = { "", "GET /g",
		"GET /get HTTP/1.1\r\nHost: ",
		"POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx",
		"GET /get HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /linger HTTP/1.1\r\nHost: x\r\n\r\n" };
	struct http *h = start();
	struct visit *v = visit_new();
	int fd[ARRAY_LEN(begun)];
	char c;

	ok(pipe2(entered, O_CLOEXEC) == 0, "a pipe");
	for (size_t i = 0; i < ARRAY_LEN(begun); i++) {
		fd[i] = join(h, v);
		send_all(fd[i], begun[i]);
	}
	ok(read(entered[0], &c, 1) == 1, "the route runs");
	http_free(h);
	ok(v->refs == 1, "all connections have ended");
	for (size_t i = 0; i < ARRAY_LEN(begun); i++)
		free(receive(fd[i]));
	close(entered[0]);
	close(entered[1]);
	visit_unref(v);
	http_free(NULL);
}

int
main(void)
{
	test_params();
	test_params_bound();
	test_types();
	test_fields();
	test_cookies();
	test_reply();
	test_answers();
	test_refused();
	test_end();
	return tap_done();
}
