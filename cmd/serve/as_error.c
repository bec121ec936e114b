/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_error.c - saying no, and what every endpoint demands of a request.
 */
#include "serve/as_error.h"

#include "base/json_write.h"
#include "serve/proven.h"

int
as_error_set(struct as_error *e, const char *code, const char *fmt, ...)
{
	_cleanup_str_ char *said = NULL, *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	said = xvasprintf(fmt, ap);
	va_end(ap);
	text = proven_describe(said);
	snprintf(e->text, sizeof(e->text), "%s", text);
	e->code = code;
	e->check = e->cause = e->fault = NULL;
	return -1;
}

int
as_error_judged(struct as_error *e, const char *code, const struct report *r)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };

	proven_why(r, &w);
	as_error_set(e, code, "%s: %s", w.check != NULL ? w.check : "?",
		w.text);
	e->check = w.check;
	e->cause = w.cause;
	return -1;
}

int
as_error_own(struct as_error *e, const struct err *err)
{
	return as_error_set(e, "server_error", "%s", err->text);
}

/*
 * Without the Authorization field, 400 is the answer to a client that did not
 * prove who it is: a 401 must have a challenge, and certificates have none.
 */
static unsigned
status_of(const struct as_error *e, bool authorization)
{
	if (strcmp(e->code, "server_error") == 0)
		return 500;
	return authorization && strcmp(e->code, "invalid_client") == 0 ? 401
								       : 400;
}

/* The scheme by which the client tried it: RFC 6749 section 5.2. */
static void
challenge(struct http_reply *p, const struct http_request *q)
{
	const char *field = http_header(q, "Authorization");
	size_t len = field != NULL ? strspn(field,
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz"
			     "0123456789-")
				   : 0;

	http_reply_field(p, "WWW-Authenticate", "%.*s realm=\"tlsbind\"",
		len > 0 ? (int)len : 5, len > 0 ? field : "Basic");
}

void
as_error_reply(struct http_reply *p, const struct http_request *q,
	const struct as_error *e)
{
	_cleanup_strbuf_ struct strbuf body = { .len = 0 };
	unsigned status = status_of(e,
		http_header_count(q, "Authorization") > 0);

	strbuf_char(&body, '{');
	json_write_text(&body, "error", e->code);
	json_write_text(&body, "error_description", e->text);
	if (e->check != NULL)
		json_write_text(&body, "check", e->check);
	if (e->cause != NULL)
		json_write_text(&body, "cause", e->cause);
	if (e->fault != NULL)
		json_write_text(&body, "fault", e->fault);
	strbuf_char(&body, '}');
	http_reply_json(p, status, "%.*s", (int)body.len, body.data);
	http_reply_field(p, "Pragma", "no-cache");
	if (status == 401)
		challenge(p, q);
}

int
as_parameter(const struct http_request *q, const char *name, const char **ret,
	struct as_error *e)
{
	size_t count = 0;
	const char *value = http_form(q, name, &count);

	if (count > 1)
		return as_error_set(e, "invalid_request",
			"%s is given %zu times: once is right", name, count);
	if (count == 1 && value == NULL)
		return as_error_set(e, "invalid_request",
			"%s is no UTF-8, or is escaped in a wrong way", name);
	*ret = value != NULL && *value != '\0' ? value : NULL;
	return 0;
}

int
as_demand_form(const struct http_request *q, struct as_error *e)
{
	if (http_is_form(q))
		return 0;
	return as_error_set(e, "invalid_request",
		"the body must be a form: Content-Type: "
		"application/x-www-form-urlencoded");
}
