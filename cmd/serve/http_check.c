/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a request must not be.  The library reads generously, and a request
 * that two readers take for two things is how one is smuggled past the other
 * (RFC 9112 section 11.2): what is not plain is refused, and the connection
 * ends.
 */
#include <strings.h>

#include "proof/field.h"
#include "serve/http_exchange.h"

enum { GAP_MAX = 64 }; /* octets before a field's value */

/*
 * Spans that the library has moved elsewhere, as it does with folded lines, are
 * no gap apart either.
 */
static bool
is_gap(struct http_span before, const char *next, size_t least, size_t most)
{
	size_t gap = (size_t)((uintptr_t)next - (uintptr_t)before.at)
		- before.len;

	return gap >= least && gap <= most;
}

bool
http_is_exact(const struct http_exchange *e, const char *end)
{
	const struct http_span *s = e->span;
	size_t last = e->n_spans - 1;

	for (size_t i = 0; i < last; i++) {
		bool first_line = i < 2, in_field = i >= 3 && i % 2 == 1;
		size_t least = first_line || in_field ? 1 : 2;

		if (!is_gap(s[i], s[i + 1].at, least,
			    in_field ? GAP_MAX : least))
			return false;
	}
	return is_gap(s[last], end, 4, 4);
}

static bool
is_token(const char *s)
{
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++)
		if (!field_is_token_octet((uint8_t)*s))
			return false;
	return true;
}

static bool
is_plain(const char *s)
{
	for (; *s != '\0'; s++)
		if (((unsigned char)*s < ' ' && *s != '\t') || *s == '\x7f')
			return false;
	return true;
}

static unsigned
fault_of_fields(const struct http_exchange *e, size_t size,
	const char **ret_why)
{
	if (size > HTTP_MEMORY_MAX || e->n_fields > HTTP_FIELDS_MAX) {
		*ret_why = "the header section is too large";
		return 431;
	}
	for (size_t i = 0; i < e->n_fields; i++)
		if (!is_token(e->field[i].name)
			|| !is_plain(e->field[i].value)) {
			*ret_why = "a header field is malformed";
			return 400;
		}
	return 0;
}

/* RFC 9110 section 7.2, RFC 9112 section 3.2. */
static unsigned
fault_of_host(const struct http_exchange *e, const char **ret_why)
{
	size_t count = http_header_count(&e->request, "Host");
	const char *host = http_header(&e->request, "Host");
	bool old = strcmp(e->version, "HTTP/1.0") == 0;

	*ret_why = "one Host field is due, with a host";
	if (count == 0)
		return old ? 0 : 400;
	return count == 1 && *host != '\0'
			&& strpbrk(host, " \t/?#@,\\") == NULL
		? 0
		: 400;
}

/* The path of an absolute-form target (RFC 9112 section 3.2.2), or NULL. */
static char *
path_of_absolute(const struct http_exchange *e)
{
	const char *host = http_header(&e->request, "Host");
	char *at = e->target;
	size_t len;

	if (strncasecmp(at, "https://", 8) == 0)
		at += 8;
	else if (strncasecmp(at, "http://", 7) == 0)
		at += 7;
	else
		return NULL;
	len = strcspn(at, "/?");
	if (host == NULL || strlen(host) != len
		|| strncasecmp(at, host, len) != 0 || at[len] != '/')
		return NULL;
	return at + len;
}

static bool
is_visible(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s <= ' ' || *s > '~' || *s == '#')
			return false;
	return true;
}

static unsigned
fault_of_target(struct http_exchange *e, const char **ret_why)
{
	bool any = strcmp(e->request.method, "OPTIONS") == 0
		&& strcmp(e->target, "*") == 0;
	char *path = e->target[0] == '/' || any ? e->target
						: path_of_absolute(e);
	char *question;

	if (strlen(e->target) > HTTP_TARGET_MAX) {
		*ret_why = "the target is too long";
		return 414;
	}
	if (path == NULL || !is_visible(path)) {
		*ret_why = "the target is not one of this server";
		return 400;
	}
	path = arena_strdup(&e->arena, path);
	question = strchr(path, '?');
	if (question != NULL) {
		*question = '\0';
		e->request.query = question + 1;
	}
	e->request.path = path;
	return 0;
}

/*
 * Does the library take this for chunks?  It does not when blanks follow, and
 * would read until the connection ends.
 */
static bool
is_chunked(const struct http_exchange *e)
{
	for (size_t i = 0; i < e->n_fields; i++)
		if (strcasecmp(e->field[i].name, "Transfer-Encoding") == 0)
			return strcasecmp(e->field[i].value, "chunked") == 0
				&& e->span[3 + 2 * i + 1].len
				== strlen("chunked");
	return false;
}

/* RFC 9112 section 6.3; the library has read the number already. */
static unsigned
fault_of_body(const struct http_exchange *e, const char **ret_why)
{
	const struct http_request *q = &e->request;
	const char *length = http_header(q, "Content-Length");
	size_t codings = http_header_count(q, "Transfer-Encoding");
	size_t lengths = http_header_count(q, "Content-Length");

	*ret_why = "how long the body is cannot be told";
	if (codings + lengths > 1)
		return 400;
	if (codings > 0 && strcmp(e->version, "HTTP/1.0") == 0)
		return 400;
	if (codings > 0 && !is_chunked(e))
		return 501;
	if (lengths == 0)
		return 0;
	if (*length == '\0' || length[strspn(length, "0123456789")] != '\0')
		return 400;
	*ret_why = "the body is too large";
	return strlen(length) > 19 || strtoull(length, NULL, 10) > HTTP_BODY_MAX
		? 413
		: 0;
}

unsigned
http_fault(struct http_exchange *e, size_t size, const char **ret_why)
{
	const char *expect = http_header(&e->request, "Expect");
	unsigned status = fault_of_fields(e, size, ret_why);

	if (status == 0)
		status = fault_of_host(e, ret_why);
	if (status == 0)
		status = fault_of_target(e, ret_why);
	if (status == 0)
		status = fault_of_body(e, ret_why);
	if (status == 0 && expect != NULL
		&& strcasecmp(expect, "100-continue") != 0) {
		*ret_why = "nothing but 100-continue may be expected";
		status = 417;
	}
	if (status == 0 && !is_token(e->request.method)) {
		*ret_why = "the method is malformed";
		status = 400;
	}
	return status;
}
