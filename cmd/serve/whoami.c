/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whoami.c - a client's own visit, told to itself.
 */
#include "serve/whoami.h"

#include "cli/render.h"
#include "judge/visit.h"
#include "serve/whoami_page.h"

#define NAME "tlsbind-serve"

/*
 * Browsers name text/html, programs name nothing or anything: no weighing (RFC
 * 9110 section 12.5.1) is needed to tell them apart.
 */
static bool
wants_page(const struct http_request *q)
{
	const char *format = http_query(q, "format");
	_cleanup_str_ char *accept = NULL;

	if (format != NULL)
		return strcmp(format, "html") == 0;
	accept = http_headers(q, "Accept");
	return accept != NULL && strcasestr(accept, "text/html") != NULL;
}

static void
answer_page(const struct lab *lab, const struct http_request *q,
	struct http_reply *p)
{
	_cleanup_(report_done) struct report r = { .program = NAME };

	judge_visit(&r, q->visit);
	p->type = "text/html; charset=utf-8";
	whoami_page(&p->body, &r, q, lab);
}

static void
answer_json(const struct http_request *q, struct http_reply *p)
{
	_cleanup_(report_done) struct report r = { .program = NAME };

	judge_visit(&r, q->visit);
	p->type = "application/json";
	render_into(&r, &format_json, &p->body);
}

static void
serve_whoami(void *lab, const struct http_request *q, struct http_reply *p)
{
	/* The same address answers both, and a cache must know. */
	http_reply_field(p, "Vary", "Accept");
	if (wants_page(q))
		answer_page(lab, q, p);
	else
		answer_json(q, p);
}

/* For whoever types the address and nothing behind it. */
static void
serve_root(void *lab, const struct http_request *q, struct http_reply *p)
{
	const char *format = http_query(q, "format");

	if (format != NULL && strcmp(format, "json") == 0)
		answer_json(q, p);
	else
		answer_page(lab, q, p);
}

const struct http_route whoami_routes[] = {
	{ "GET", "/", serve_root },
	{ "GET", "/whoami", serve_whoami },
	{ NULL, NULL, NULL },
};
