/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers: which route gives them, and what all of them have in common.
 */
#include <strings.h>

#include "serve/http_exchange.h"

static void
add_field(struct http_reply *p, const char *name, char *value)
{
	size_t cap = p->n_fields;

	for (char *c = value; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == '\x7f')
			*c = ' ';
	p->field = xgrow(p->field, &cap, p->n_fields + 1, sizeof(*p->field));
	p->field[p->n_fields++] = (struct http_field){ name, value };
}

void
http_reply_field(struct http_reply *p, const char *name, const char *fmt, ...)
{
	va_list ap;
	char *value;

	va_start(ap, fmt);
	value = xvasprintf(fmt, ap);
	va_end(ap);
	add_field(p, name, value);
}

void
http_reply_json(struct http_reply *p, unsigned status, const char *fmt, ...)
{
	va_list ap;

	p->status = status;
	p->type = "application/json";
	p->body.len = 0;
	va_start(ap, fmt);
	strbuf_vformat(&p->body, fmt, ap);
	va_end(ap);
}

static const char *
name_of(unsigned status)
{
	static const struct {
		unsigned status;
		const char *name;
	} rows[] = {
		{ 404, "not_found" },
		{ 405, "method_not_allowed" },
		{ 413, "content_too_large" },
		{ 414, "uri_too_long" },
		{ 417, "expectation_failed" },
		{ 431, "header_fields_too_large" },
		{ 501, "not_implemented" },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].status == status)
			return rows[i].name;
	return "bad_request";
}

void
http_reply_error(struct http_reply *p, unsigned status, const char *why)
{
	http_reply_json(p, status,
		"{\"error\":\"%s\",\"error_description\":\"%s\"}\n",
		name_of(status), why);
}

static bool
has_field(const struct http_reply *p, const char *name)
{
	for (size_t i = 0; i < p->n_fields; i++)
		if (strcasecmp(p->field[i].name, name) == 0)
			return true;
	return false;
}

void
http_reply_finish(struct http_reply *p)
{
	static const struct {
		const char *name, *value;
		bool page; /* of HTML only */
	} rows[] = {
		{ "Server", "tlsbind-serve", false },
		{ "Cache-Control", "no-store", false },
		{ "Referrer-Policy", "no-referrer", false },
		{ "X-Content-Type-Options", "nosniff", false },
		{ "Content-Security-Policy",
			"default-src 'none'; style-src 'unsafe-inline'; "
			"base-uri 'none'; form-action 'none'; "
			"frame-ancestors 'none'",
			true },
	};
	bool page = p->type != NULL && strncmp(p->type, "text/html", 9) == 0;

	if (p->status == 0)
		p->status = 200;
	if (p->type != NULL && !has_field(p, "Content-Type"))
		http_reply_field(p, "Content-Type", "%s", p->type);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if ((page || !rows[i].page) && !has_field(p, rows[i].name))
			http_reply_field(p, rows[i].name, "%s", rows[i].value);
	if (p->close)
		http_reply_field(p, "Connection", "close");
}

void
http_reply_done(struct http_reply *p)
{
	for (size_t i = 0; i < p->n_fields; i++)
		free(p->field[i].value);
	free(p->field);
	strbuf_done(&p->body);
}

static bool
serves(const struct http_route *r, const char *method)
{
	return strcmp(r->method, method) == 0
		|| (strcmp(r->method, "GET") == 0
			&& strcmp(method, "HEAD") == 0);
}

/* Any path for "*", which asks about the server as such. */
static bool
is_at(const struct http_route *r, const char *path)
{
	return strcmp(path, "*") == 0 || strcmp(r->path, path) == 0;
}

/* "OPTIONS, GET, HEAD, POST": what PATH takes; NULL: there is no such path. */
static char *
allowed(const struct http_site *site, const char *path)
{
	bool get = false, post = false;

	for (size_t i = 0; site->routes[i] != NULL; i++)
		for (const struct http_route *r = site->routes[i];
			r->path != NULL; r++) {
			if (!is_at(r, path))
				continue;
			get |= strcmp(r->method, "GET") == 0;
			post |= strcmp(r->method, "POST") == 0;
		}
	if (!get && !post)
		return NULL;
	return xasprintf("OPTIONS%s%s", get ? ", GET, HEAD" : "",
		post ? ", POST" : "");
}

static const struct http_route *
find_route(const struct http_site *site, const struct http_request *q)
{
	for (size_t i = 0; site->routes[i] != NULL; i++)
		for (const struct http_route *r = site->routes[i];
			r->path != NULL; r++)
			if (strcmp(r->path, q->path) == 0
				&& serves(r, q->method))
				return r;
	return NULL;
}

void
http_answer(const struct http_site *site, const struct http_exchange *e,
	struct http_reply *p)
{
	const struct http_request *q = &e->request;
	const struct http_route *r = find_route(site, q);
	_cleanup_str_ char *allow = NULL;

	if (site->refuse != NULL && site->refuse(site->arg, q, p))
		return;
	if (r != NULL) {
		r->serve(site->arg, q, p);
		return;
	}
	allow = allowed(site, q->path);
	if (allow == NULL) {
		http_reply_error(p, 404, "nothing is here");
		return;
	}
	if (strcmp(q->method, "OPTIONS") == 0)
		p->status = 204;
	else
		http_reply_error(p, 405, "this path takes other methods");
	http_reply_field(p, "Allow", "%s", allow);
}
