/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c - fuzzing of what serve/http.h makes of a request: a first line,
 * fields and a body, as the library would hand them over.
 */
#include "serve/http.h"

#include "base/utf8.h"
#include "serve/http_exchange.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
need(bool holds)
{
	if (!holds)
		abort();
}

static void
echo(void *arg _unused_, const struct http_request *q, struct http_reply *p)
{
	_cleanup_str_ char *all = http_headers(q, "a");

	http_reply_field(p, "A", "%s", all);
	http_reply_json(p, 200, "%zu", q->body.len);
}

/* Up to the octet END, which is left out; C strings as the library's. */
static char *
cut(struct view *rest, char end)
{
	const uint8_t *at = rest->len > 0 ? memchr(rest->data, end, rest->len)
					  : NULL;
	size_t len = at != NULL ? (size_t)(at - rest->data) : rest->len;
	char *part = xstrndup((const char *)rest->data, len);

	*rest = view_part(*rest, len + 1, rest->len);
	return part;
}

static void
add_span(struct http_exchange *e, const char *s)
{
	http_exchange_span(e, s, strlen(s));
}

/* As http.c does: from now on all texts are the exchange's. */
static struct http_exchange *
read_first_line(struct view *rest)
{
	_cleanup_str_ char *line = cut(rest, '\n');
	struct view left = view_of_str(line);
	_cleanup_str_ char *method = cut(&left, ' '), *target = cut(&left, ' ');
	_cleanup_str_ char *version = cut(&left, ' ');
	struct http_exchange *e = http_exchange_new(NULL, target);

	e->request.method = arena_strdup(&e->arena, method);
	e->version = arena_strdup(&e->arena, version);
	add_span(e, e->request.method);
	add_span(e, e->target);
	add_span(e, e->version);
	return e;
}

static void
read_fields(struct http_exchange *e, struct view *rest)
{
	while (rest->len > 0) {
		_cleanup_str_ char *line = cut(rest, '\n');
		struct view left = view_of_str(line);
		_cleanup_str_ char *name = cut(&left, ':');
		const char *value = line + strlen(line) - left.len;

		if (*line == '\0')
			return;
		http_exchange_field(e, name, value, left.len);
		add_span(e, e->field[e->n_fields - 1].name);
		add_span(e, e->field[e->n_fields - 1].value);
	}
}

static void
check_text(const char *s)
{
	size_t len = s != NULL ? strlen(s) : 0;

	for (size_t n; len > 0; s += n, len -= n)
		need((n = utf8_next(s, len, NULL)) > 0);
}

static void
check_request(const struct http_request *q)
{
	_cleanup_str_ char *cookie = http_cookie(q, "a");
	size_t count;
	const char *form = http_form(q, "a", &count);

	need(q->path[0] == '/' || strcmp(q->path, "*") == 0);
	for (const char *c = q->path; *c != '\0'; c++)
		need(*c > ' ' && *c <= '~' && *c != '?');
	need(form == NULL || count == 1);
	need(count == 0 || http_is_form(q));
	check_text(form);
	check_text(http_query(q, "a"));
	need(http_header_count(q, "Host") <= 1);
	need(q->body.len == 0 || http_header_count(q, "Content-Length") <= 1);
}

static void
check_reply(const struct http_exchange *e)
{
	static const struct http_route routes[] = { { "GET", "/a", echo },
		{ "POST", "/a", echo }, { 0 } };
	static const struct http_route *const tables[] = { routes, NULL };
	static const struct http_site site = { .routes = tables };
	struct http_reply p = { .status = 0 };

	http_answer(&site, e, &p);
	http_reply_finish(&p);
	need(p.status == 200 || p.status == 204 || p.status == 404
		|| p.status == 405);
	for (size_t i = 0; i < p.n_fields; i++)
		need(strpbrk(p.field[i].value, "\r\n") == NULL);
	http_reply_done(&p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view rest = { data, size };
	struct http_exchange *e = read_first_line(&rest);
	const char *why = NULL;
	unsigned status;

	read_fields(e, &rest);
	(void)http_is_exact(e, (const char *)data);
	status = http_fault(e, size, &why);
	need(status == 0 || (status >= 400 && status < 600 && why != NULL));
	e->request.body = rest;
	if (status == 0) {
		check_request(&e->request);
		check_reply(e);
	}
	http_exchange_free(e);
	return 0;
}
