/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_error.h - refusals of the authorization server, in the words of OAuth:
 * RFC 6749 section 5.2, RFC 8707 section 2, RFC 9449 sections 5 and 8.
 */
#ifndef SERVE_AS_ERROR_H
#define SERVE_AS_ERROR_H

#include "cli/report.h"
#include "serve/http.h"

enum { AS_TEXT_MAX = 512 };

struct as_error {
	const char *code; /* "invalid_client"; this and the others are static */
	const char *check, *cause; /* ids of what a judge found, or NULL */
	const char *fault;         /* visit_fault_name(), or NULL */
	char text[AS_TEXT_MAX];
};

/*
 * Record why; always -1, so that callers may return it.  What RFC 6749 has no
 * place for in error_description is replaced: quotes, backslashes, controls,
 * all that is not ASCII.
 */
int as_error_set(struct as_error *e, const char *code, const char *fmt, ...)
	_printf_(3, 4);

/* The same, as a judge of R says it. */
int
as_error_judged(struct as_error *e, const char *code, const struct report *r);

/* Something of ours failed: no fault of the client's; always -1. */
int as_error_own(struct as_error *e, const struct err *err);

/* Answer Q with it. */
void as_error_reply(struct http_reply *p, const struct http_request *q,
	const struct as_error *e);

/*
 * The parameter NAME of a form, NULL if it is missing or empty, which RFC 6749
 * section 3.2 takes for the same.  -1 if it is there more than once.
 */
int as_parameter(const struct http_request *q, const char *name,
	const char **ret, struct as_error *e) _must_check_;

/* -1 unless Q has a form. */
int
as_demand_form(const struct http_request *q, struct as_error *e) _must_check_;

#endif
