/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_token.c - facts of a token: RFC 7515 section 4, RFC 7519 section 4.
 */
#include "base/strbuf.h"
#include "cli/report_json.h"
#include "judge/token.h"

enum { NAMES_MAX = 3 }; /* of an audience, in a line */

static const char *
text_of(const struct json *object, const char *name)
{
	return json_string(json_get(object, name));
}

/* The members of the header that tell which key signed, and how. */
static void
line_token(struct report *r, const struct token *t)
{
	const struct jws *j = &t->jws;

	if (t->form != TOKEN_JWT || j->head == NULL) {
		report_line(r, "token", "%s%s", token_words(t),
			t->from_response ? ", from a token response" : "");
		return;
	}
	report_line(r, "token", "%s, %s%s%s%s",
		j->typ != NULL ? j->typ : "JWT without typ",
		j->alg_name != NULL ? j->alg_name : "without alg",
		j->kid != NULL ? ", kid " : ", without kid",
		j->kid != NULL ? j->kid : "",
		t->from_response ? ", from a token response" : "");
}

static void
line_parties(struct report *r, const struct json *claims)
{
	const char *iss = text_of(claims, "iss"), *aud = text_of(claims, "aud");
	const char *client = text_of(claims, "client_id");
	const struct json *list = json_get(claims, "aud");
	_cleanup_strbuf_ struct strbuf names = { 0 };
	size_t n = 0;

	if (aud != NULL)
		strbuf_str(&names, aud);
	for (const struct json *a = json_first(list);
		json_is_array(list) && a != NULL; a = json_next(a), n++)
		if (n < NAMES_MAX && json_string(a) != NULL)
			strbuf_format(&names, "%s%s", names.len > 0 ? ", " : "",
				json_string(a));
	if (n > NAMES_MAX)
		strbuf_format(&names, " and %zu more", n - NAMES_MAX);
	if (iss != NULL || names.len > 0)
		report_line(r, "", "%s%s%s%s%.*s", iss != NULL ? "from " : "",
			iss != NULL ? iss : "",
			iss != NULL && names.len > 0 ? ", " : "",
			names.len > 0 ? "for " : "", (int)names.len,
			names.len > 0 ? names.data : "");
	if (client != NULL)
		report_line(r, "", "client %s", client);
}

static void
line_times(struct report *r, const struct json *claims)
{
	static const struct {
		const char *claim, *words;
	} times[] = {
		{ "iat", "issued" },
		{ "nbf", "valid from" },
		{ "exp", "expires" },
	};

	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		const struct json *j = json_get(claims, times[i].claim);
		_cleanup_str_ char *at = NULL;

		if (j == NULL)
			continue;
		at = tell_token_time(j, r->now);
		report_line(r, "", "%s %s", times[i].words, at);
	}
}

void
tell_token(struct report *r, const struct token *t, bool all)
{
	report_open(r, "token", NULL);
	line_token(r, t);
	line_parties(r, t->claims);
	line_times(r, t->claims);
	report_string(r, "form", NULL, "%s", token_words(t));
	if (t->scheme.len > 0)
		report_string(r, "scheme", NULL, "%s",
			(const char *)t->scheme.data);
	if (t->token_type != NULL)
		report_string(r, "token_type", NULL, "%s", t->token_type);
	if (t->jws.head != NULL)
		report_json(r, "header", all ? "header" : NULL, t->jws.head);
	if (t->claims != NULL)
		report_json(r, "claims", all ? "claims" : NULL, t->claims);
	if (t->value.len > 0) {
		_cleanup_str_ char *text = xstrndup((const char *)t->value.data,
			t->value.len);

		report_secret(r, "compact", NULL, text);
	}
	report_close(r);
}
