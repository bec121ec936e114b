/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_exchange.h - one request and its answer, between the library that reads
 * and writes them and the routes: no other module needs it.
 */
#ifndef SERVE_HTTP_EXCHANGE_H
#define SERVE_HTTP_EXCHANGE_H

#include "base/arena.h"
#include "serve/http.h"

struct http_field {
	const char *name; /* of a reply: static */
	char *value;
};

/* NULL as a value: it cannot be decoded. */
struct http_params {
	struct http_field *param;
	size_t n;
	bool read;
};

/* A part of the header section, where the library has found it. */
struct http_span {
	const char *at;
	size_t len;
};

struct http_exchange {
	struct http_request request;
	struct arena arena;  /* what follows, and the request's texts */
	char *target;        /* as sent */
	const char *version; /* "HTTP/1.1" */
	struct http_field *field;
	size_t n_fields, fields_cap;
	struct bytes body;
	struct http_params query, form;
	size_t number; /* of visit_asked() */
	bool asked, answered;
	uint64_t body_len; /* also of what was not kept */

	/* Method, target, version, then a name and a value each field. */
	struct http_span raw_target;
	struct http_span *span;
	size_t n_spans, spans_cap;
};

/* On the heap, as the target is seen where nothing else is. */
struct http_exchange *http_exchange_new(struct visit *v, const char *target);
void http_exchange_free(struct http_exchange *e);

/* The next part of the header section. */
void http_exchange_span(struct http_exchange *e, const char *at, size_t len);

/* A header field, copied. */
void http_exchange_field(struct http_exchange *e, const char *name,
	const char *value, size_t value_len);

/*
 * Is the header section, which ends before END, nothing but its spans, with
 * one blank between the first three, CRLF behind each line, and a colon and
 * blanks in each field?  What a lenient reader passed over shows here: bare
 * line feeds, folded lines, NUL.
 */
bool http_is_exact(const struct http_exchange *e, const char *end);

/*
 * Everything about the request that RFC 9112 has a server refuse, and our own
 * limits: a status and why, or 0.  SIZE is the header section's.  Splits the
 * target.
 */
unsigned http_fault(struct http_exchange *e, size_t size, const char **ret_why);

/* Fill P with what the site answers. */
void http_answer(const struct http_site *site, const struct http_exchange *e,
	struct http_reply *p);

/* An error: {"error":NAME OF STATUS,"error_description":WHY}. */
void http_reply_error(struct http_reply *p, unsigned status, const char *why);

/* Add the fields that every reply has, but for those that P has already. */
void http_reply_finish(struct http_reply *p);
void http_reply_done(struct http_reply *p);

#endif
