/* SPDX-License-Identifier: Apache-2.0 */
/*
 * access.c - a token in Authorization, and nowhere else.
 */
#include "serve/access.h"

#include <strings.h>

#include "base/json_write.h"
#include "serve/as_dpop.h"
#include "serve/as_token.h"

const struct check check_access_header = {
	"access.header",
	"the token comes in one Authorization header field, and only there",
	"RFC 6750 section 2",
};
const struct check check_access_token = {
	"access.token",
	"the token is one that was issued here",
	"RFC 6750 section 3.1",
};
const struct check check_access_typ = {
	"access.typ",
	"the typ of the token is at+jwt",
	"RFC 9068 section 4",
};
const struct check check_access_lifetime = {
	"access.lifetime",
	"the token says when it expires",
	"RFC 9068 section 2.2",
};

/* ---- answers ------------------------------------------------------------ */

static const char realm[] = "tlsbind";

static void
add_algs(struct strbuf *out)
{
	const char *names[AS_DPOP_ALGS];

	as_dpop_algs(names);
	strbuf_str(out, ", algs=\"");
	for (size_t i = 0; names[i] != NULL; i++) {
		strbuf_str(out, i > 0 ? " " : "");
		strbuf_str(out, names[i]);
	}
	strbuf_char(out, '"');
}

/* RFC 6750 section 3, RFC 9449 section 7.1. */
static void
challenge(struct access *a, bool dpop, const char *error, const char *text)
{
	_cleanup_strbuf_ struct strbuf more = { 0 };

	if (error != NULL)
		strbuf_format(&more, ", error=\"%s\", error_description=\"%s\"",
			error, text);
	if (dpop)
		add_algs(&more);
	http_reply_field(a->p, "WWW-Authenticate", "%s realm=\"%s\"%.*s",
		dpop ? "DPoP" : "Bearer", realm, (int)more.len,
		more.len > 0 ? more.data : "");
}

static void
reply(struct access *a, unsigned status, const char *error,
	const struct proven_why *w)
{
	_cleanup_strbuf_ struct strbuf body = { 0 };

	strbuf_char(&body, '{');
	if (error != NULL)
		json_write_text(&body, "error", error);
	json_write_text(&body, "error_description", w->text);
	if (w->check != NULL)
		json_write_text(&body, "check", w->check);
	if (w->cause != NULL)
		json_write_text(&body, "cause", w->cause);
	strbuf_char(&body, '}');
	http_reply_json(a->p, status, "%.*s", (int)body.len, body.data);
}

void
access_refuse(struct access *a, unsigned status, const char *error,
	const struct proven_why *w)
{
	bool of_proof = strcmp(error, "invalid_dpop_proof") == 0;
	bool has_jkt = json_get(json_get(a->token.claims, "cnf"), "jkt")
		!= NULL;

	challenge(a, a->is_dpop || of_proof || has_jkt, error, w->text);
	reply(a, status, error, w);
}

void
access_fail(struct access *a, const struct err *err)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };

	proven_why_say(&w, &check_access_token, "%s", err->text);
	w.check = NULL;
	reply(a, 500, "server_error", &w);
}

/* Section 3.1: no error where a client did not try to authenticate. */
static int
ask(struct access *a, const char *text)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };

	proven_why_say(&w, &check_access_header, "%s", text);
	challenge(a, false, NULL, NULL);
	challenge(a, true, NULL, NULL);
	reply(a, 401, NULL, &w);
	return -1;
}

static int
refuse(struct access *a, unsigned status, const char *error,
	const struct check *check, const char *text)
{
	_cleanup_proven_why_ struct proven_why w = { .check = NULL };

	proven_why_say(&w, check, "%s", text);
	access_refuse(a, status, error, &w);
	return -1;
}

/* ---- taking it ---------------------------------------------------------- */

/* b64token: RFC 6750 section 2.1. */
static bool
is_b64token(const char *s)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789-._~+/";
	size_t len = strspn(s, chars);

	return len > 0 && s[len + strspn(s + len, "=")] == '\0';
}

/* The value behind the scheme NAME, which knows no case; or NULL. */
static const char *
behind(const char *value, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(value, name, len) != 0
		|| (value[len] != ' ' && value[len] != '\0'))
		return NULL;
	return value + len + strspn(value + len, " ");
}

/* A form or a URL ends up in logs, and so do the tokens in it. */
static bool
is_elsewhere(const struct http_request *q)
{
	size_t n = 0;

	if (q->query != NULL
		&& (http_query(q, "access_token") != NULL
			|| strstr(q->query, "access_token=") != NULL))
		return true;
	if (!http_is_form(q))
		return false;
	(void)http_form(q, "access_token", &n);
	return n > 0;
}

static int
take_credential(struct access *a)
{
	size_t n = http_header_count(a->q, "Authorization");
	const char *value = http_header(a->q, "Authorization");

	if (is_elsewhere(a->q))
		return refuse(a, 400, "invalid_request", &check_access_header,
			"tokens in a URI or a form are not taken: send "
			"Authorization");
	if (n > 1)
		return refuse(a, 400, "invalid_request", &check_access_header,
			"more than one Authorization header field");
	if (n == 0 || value == NULL)
		return ask(a, "no access token came: send Authorization");
	a->credential = behind(value, "DPoP");
	a->is_dpop = a->credential != NULL;
	if (!a->is_dpop)
		a->credential = behind(value, "Bearer");
	if (a->credential == NULL)
		return ask(a, "the schemes here are Bearer and DPoP");
	if (!is_b64token(a->credential))
		return refuse(a, 400, "invalid_request", &check_access_header,
			"what follows the scheme is not one token");
	return 0;
}

/* ---- reading it --------------------------------------------------------- */

static int
read_opaque(struct access *a)
{
	_cleanup_bytes_ struct bytes value = { 0 };
	struct err err;
	int found = as_token_read(a->lab, view_of_str(a->credential), a->now,
		&value, &err);

	a->is_opaque = true;
	if (found == 0)
		return refuse(a, 401, "invalid_token", &check_access_token,
			"it is no JWT, and no token that was issued here and "
			"has not expired");
	if (found < 0 || json_parse(bytes_view(&value), &a->stored, &err) < 0) {
		access_fail(a, &err);
		return -1;
	}
	token_read_json(a->stored, &a->token);
	return 0;
}

static bool
is_for(const struct json *aud, const char *url)
{
	const struct json *one = json_is_array(aud) ? json_first(aud) : aud;

	for (; one != NULL; one = json_is_array(aud) ? json_next(one) : NULL) {
		const char *text = json_string(one);

		if (text != NULL && strcmp(text, url) == 0)
			return true;
	}
	return false;
}

/* The resource is one and the same behind each door. */
static void
choose_audience(struct access *a)
{
	const struct lab *l = a->lab;
	const char *const origins[] = { l->web, l->as, l->mtls };
	const struct json *aud = json_get(a->token.claims, "aud");

	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		free(a->audience);
		a->audience = xasprintf("%s/resource", origins[i]);
		if (is_for(aud, a->audience))
			return;
	}
}

static int
read_token(struct access *a)
{
	if (strchr(a->credential, '.') == NULL) {
		if (read_opaque(a) < 0)
			return -1;
	} else {
		token_read(view_of_str(a->credential), &a->token);
		if (a->token.form != TOKEN_JWT || a->token.response != NULL)
			return refuse(a, 401, "invalid_token",
				&check_access_token,
				a->token.fault.kind != ERR_NONE
					? a->token.fault.text
					: "it is no JWT");
	}
	choose_audience(a);
	/* The judges look at it where a token came with it. */
	bytes_clear(&a->token.scheme);
	bytes_append_str(&a->token.scheme, a->is_dpop ? "DPoP" : "Bearer");
	return 0;
}

int
access_take(struct access *a, const struct lab *lab,
	const struct http_request *q, struct http_reply *p)
{
	*a = (struct access){ .lab = lab,
		.q = q,
		.p = p,
		.now = proven_now(lab),
		.url = xasprintf("%s%s", proven_origin(lab, q), q->path),
		.token.form = TOKEN_OTHER };
	a->keys = (struct jws_keys){ .name = "/jwks",
		.set = { .key = (struct jwk *)&lab->public, .n = 1 },
		.alg = { jwa_find("ES256") },
		.n_algs = 1 };
	jws_none(&a->token.jws);
	return take_credential(a) < 0 ? -1 : read_token(a);
}

void
access_done(struct access *a)
{
	token_done(&a->token);
	json_free(a->stored);
	free(a->audience);
	free(a->url);
}

/* ---- judging it --------------------------------------------------------- */

struct token_case
access_case(const struct access *a)
{
	return (struct token_case){ a->lab->web, a->audience, ACCESS_LEEWAY };
}

bool
access_is_strict(const struct access *a, struct proven_why *w)
{
	double exp;

	if (!a->is_opaque && !jws_is_type(a->token.jws.typ, "at+jwt")) {
		proven_why_say(w, &check_access_typ,
			"its typ is not at+jwt: it is no access token");
		return false;
	}
	if (!json_number(json_get(a->token.claims, "exp"), &exp)) {
		proven_why_say(w, &check_access_lifetime,
			"it has no exp: it would never expire");
		return false;
	}
	return true;
}

void
access_tell(const struct access *a, struct strbuf *out)
{
	static const char *const names[] = { "client_id", "sub", "scope" };

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const char *text = json_string(
			json_get(a->token.claims, names[i]));

		if (text != NULL)
			json_write_text(out, names[i], text);
	}
	json_write_text(out, "scheme", a->is_dpop ? "DPoP" : "Bearer");
	json_write_text(out, "form", a->is_opaque ? "opaque" : "JWT");
	json_write_text(out, "url", a->url);
}
