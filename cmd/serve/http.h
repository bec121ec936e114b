/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.h - HTTP/1.1 on connections whose TLS somebody else speaks: the one
 * door to libmicrohttpd.
 */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "base/strbuf.h"
#include "net/visit.h"

enum {
	HTTP_BODY_MAX = 64 << 10,   /* octets of a request's body */
	HTTP_MEMORY_MAX = 64 << 10, /* request line and header fields */
	HTTP_TARGET_MAX = 8 << 10,  /* octets of a request's target */
	HTTP_FIELDS_MAX = 128,      /* header fields of a request */
	HTTP_PARAMS_MAX = 128,      /* parameters of a query or form */
};

/* A request that has come in whole; all texts are the connection's. */
struct http_request {
	struct visit *visit;
	const char *method, *path; /* the path as sent, without the query */
	const char *query;         /* as sent, or NULL */
	struct view body;
	struct http_exchange *exchange; /* the module's own */
};

/*
 * The value of the only field NAME, case aside, without blanks around it; NULL:
 * none, or several.
 */
const char *http_header(const struct http_request *q, const char *name);
size_t http_header_count(const struct http_request *q, const char *name);
/* Every field's value, with LF between: for what must count them; free it. */
char *http_headers(const struct http_request *q, const char *name);

/* Field number I as it was sent, from 0; false: there are not so many. */
bool http_field_at(const struct http_request *q, size_t i,
	const char **ret_name, const char **ret_value);

/*
 * The parameter NAME of the query, decoded; NULL: none, several, or one whose
 * escapes are wrong, that holds a NUL or is no UTF-8.
 */
const char *http_query(const struct http_request *q, const char *name);

/*
 * The parameter NAME of an application/x-www-form-urlencoded body; NULL as
 * above.  RFC 6749 section 3.2 forbids several: RET_COUNT (may be NULL) tells.
 */
const char *
http_form(const struct http_request *q, const char *name, size_t *ret_count);
/* Is there one Content-Type, and does it say that, parameters aside? */
bool http_is_form(const struct http_request *q);

/*
 * The value of the only cookie NAME (RFC 6265 section 4.2.1) as sent; NULL:
 * none, or several; free it.
 */
char *http_cookie(const struct http_request *q, const char *name);

struct http_reply {
	unsigned status;          /* 200 unless set */
	const char *type;         /* Content-Type; static; NULL: no body */
	struct strbuf body;       /* given over */
	struct http_field *field; /* by http_reply_field() */
	size_t n_fields;
	bool close; /* end the connection afterwards */
};

/*
 * Add a header field; control characters in the value become blanks.  NAME
 * stays.  One of those that every reply has (Cache-Control, ...) replaces it.
 */
void http_reply_field(struct http_reply *p, const char *name, const char *fmt,
	...) _printf_(3, 4);

/* Status, "application/json", Cache-Control: no-store, and this body. */
void http_reply_json(struct http_reply *p, unsigned status, const char *fmt,
	...) _printf_(3, 4);

struct http_route {
	const char *method; /* "GET" (HEAD as well) or "POST" */
	const char *path;   /* "/whoami", whole */
	void (*serve)(void *arg, const struct http_request *q,
		struct http_reply *p);
};

struct http_site {
	const struct http_route *const *routes; /* tables, each ends with { 0 };
						   then NULL */
	void *arg;                              /* for serve() */

	/* Asked before any route, may be NULL; true: P is the answer. */
	bool (*refuse)(void *arg, const struct http_request *q,
		struct http_reply *p);
};

struct http;

/* Answer requests by SITE, which stays.  ERR_SYSTEM.  http_free() it. */
int http_new(const struct http_site *site, struct http **ret, struct err *err)
	_must_check_;

/* A front's serve(): answer on INNER, which is taken over, what V asks. */
int http_serve(void *http, struct visit *v, int inner);

/* Close what is open, wait for handlers; NULL is nothing. */
void http_free(struct http *h);
void http_freep(struct http **h);

/* The run-time version of libmicrohttpd. */
const char *http_library_version(void);

#endif
