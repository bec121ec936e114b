/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token.c - the token itself: is it one, is it alive, is it meant for us?
 */
#include "judge/token.h"

#include <strings.h>

const struct check check_token_form = {
	"token.form",
	"it is a token whose claims can be read",
	"RFC 7519 section 7.2",
};
const struct check check_token_kind = {
	"token.kind",
	"its typ does not say that it is something else than an access token",
	"RFC 8725 section 3.11",
};
const struct check check_token_active = {
	"token.active",
	"the introspection response says that the token is active",
	"RFC 7662 section 2.2",
};
const struct check check_token_time = {
	"token.time",
	"the token is neither expired nor not yet valid",
	"RFC 7519 section 4.1.4",
};
const struct check check_token_issuer = {
	"token.issuer",
	"the token is from the expected issuer",
	"RFC 7519 section 4.1.1",
};
const struct check check_token_audience = {
	"token.audience",
	"the token is for the expected audience",
	"RFC 7519 section 4.1.3",
};
const struct check check_token_type = {
	"token.type",
	"a token that is bound to a DPoP key is sent as DPoP, not as Bearer",
	"RFC 9449 section 7.1",
};

/* ---- form and liveness -------------------------------------------------- */

/* Claims can be read in some texts that no reader should take for a token. */
static const struct err *
form_fault(const struct token *t)
{
	if (t->fault.kind != ERR_NONE)
		return &t->fault;
	return t->jws.form_fault.kind != ERR_NONE ? &t->jws.form_fault
						  : &t->jws.header_fault;
}

void
judge_token_form(struct report *r, const struct token *t)
{
	bool is_sound = t->form != TOKEN_JWT || form_fault(t)->kind == ERR_NONE;

	if (t->claims != NULL && is_sound) {
		report_check(r, &check_token_form, VERDICT_PASS, "%s",
			token_words(t));
	} else if (t->form == TOKEN_OPAQUE) {
		report_check(r, &check_token_form, VERDICT_UNDECIDED,
			"it is %s: what it is bound to cannot be seen in it",
			token_words(t));
		report_advise(r,
			"give the introspection response of this token");
	} else {
		report_check(r, &check_token_form, VERDICT_FAIL, "%s",
			form_fault(t)->text);
	}
}

static bool
is_among(const char *typ, const char *const *types)
{
	while (*types != NULL && !jws_is_type(typ, *types))
		types++;
	return *types != NULL;
}

/* What an issuer signs for other ends must not serve as a token. */
static void
check_kind(struct report *r, const struct token *t)
{
	static const char *const tokens[] = { "at+jwt", "JWT",
		"token-introspection+jwt", NULL };
	static const char *const others[] = { "dpop+jwt", "kb+jwt",
		"logout+jwt", "oauth-authz-req+jwt", "secevent+jwt", NULL };
	const char *typ = t->jws.typ;

	if (typ == NULL)
		return;
	if (is_among(typ, tokens)) {
		report_check(r, &check_token_kind, VERDICT_PASS, "%s", typ);
		return;
	}
	report_check(r, &check_token_kind,
		is_among(typ, others) ? VERDICT_FAIL : VERDICT_WARN,
		"typ is %s", typ);
	report_advise(r, "access tokens have the typ at+jwt (RFC 9068)");
}

static void
check_active(struct report *r, const struct token *t)
{
	const struct json *active = json_get(t->claims, "active");
	bool is_active;

	/* In a token it is a claim like any other, unless RFC 9701 is meant. */
	if (t->form == TOKEN_JWT && t->claims == t->payload)
		return;
	if (active == NULL && t->form == TOKEN_JWT) {
		report_check(r, &check_token_active, VERDICT_FAIL,
			"token_introspection has no active");
		report_advise(r, "the endpoint must write true or false");
	} else if (active == NULL) {
		report_check(r, &check_token_active, VERDICT_WARN,
			"there is no member active: these are claims that "
			"somebody decoded, not an introspection response");
		report_advise(r, "give the token itself");
	} else if (!json_boolean(active, &is_active)) {
		report_check(r, &check_token_active, VERDICT_FAIL,
			"active is no boolean");
		report_advise(r, "the endpoint must write true or false");
	} else if (!is_active) {
		report_check(r, &check_token_active, VERDICT_FAIL,
			"active is false: the token is expired, revoked or "
			"unknown, or this caller may not ask");
		report_advise(r,
			"get a new token; ask the server that issued it, with "
			"credentials that may introspect");
	} else {
		report_check(r, &check_token_active, VERDICT_PASS,
			"active is true");
	}
}

/* ---- times -------------------------------------------------------------- */

/* A NumericDate (RFC 7519 section 2) as a moment that can be written. */
static bool
moment(const struct json *number, int64_t *ret)
{
	static const double limit = 1e15;
	double value;

	if (!json_number(number, &value))
		return false;
	if (!(value > -limit && value < limit))
		value = value < 0 ? -limit : limit;
	/* The first whole second that is not before it. */
	*ret = (int64_t)value + (value > (double)(int64_t)value);
	return true;
}

char *
tell_token_time(const struct json *number, int64_t now)
{
	char at[CLOCK_TEXT], span[CLOCK_TEXT];
	int64_t t;

	if (!moment(number, &t))
		return xstrdup("no number");
	if (t <= now)
		return xasprintf("%s, %s ago", clock_format(t, at),
			clock_span(now - t, span));
	return xasprintf("%s, in %s", clock_format(t, at),
		clock_span(t - now, span));
}

/* Milliseconds, as JavaScript counts, are far in the future. */
static const char *
milliseconds(int64_t t, int64_t now)
{
	return t / 1000 > now / 2 && t / 1000 < now * 2
		? "; it looks like milliseconds: NumericDate counts seconds"
		: "";
}

static bool
check_moment(struct report *r, const char *name, const struct json *number,
	int64_t limit, bool must_be_later)
{
	_cleanup_str_ char *words = NULL;
	int64_t t = 0;

	if (!moment(number, &t)) {
		report_check(r, &check_token_time, VERDICT_FAIL,
			"%s is no number", name);
		report_advise(r, "write a NumericDate: seconds since 1970");
		return false;
	}
	if (must_be_later ? limit < t : limit >= t)
		return true;
	words = tell_token_time(number, r->now);
	report_check(r, &check_token_time, VERDICT_FAIL, "%s: %s%s",
		must_be_later ? "expired" : "not valid before", words,
		must_be_later ? "" : milliseconds(t, r->now));
	report_advise(r, "%s",
		must_be_later
			? "get a new token; if it is new, compare the clocks"
			: "compare the clocks of issuer and resource server");
	return false;
}

static void
check_time(struct report *r, const struct token *t, int leeway)
{
	const struct json *exp = json_get(t->claims, "exp");
	const struct json *nbf = json_get(t->claims, "nbf");
	_cleanup_str_ char *words = NULL;
	const char *hint;
	int64_t t_exp = 0;

	if (exp != NULL && !check_moment(r, "exp", exp, r->now - leeway, true))
		return;
	if (nbf != NULL && !check_moment(r, "nbf", nbf, r->now + leeway, false))
		return;
	if (exp == NULL) {
		report_check(r, &check_token_time,
			t->form == TOKEN_JWT ? VERDICT_WARN : VERDICT_SKIP,
			"there is no exp: it never expires");
		if (t->form == TOKEN_JWT)
			report_advise(r,
				"the issuer should limit the token's life");
		return;
	}
	(void)moment(exp, &t_exp);
	hint = milliseconds(t_exp, r->now);
	/* Words have their price, and a terse report would drop them. */
	if (*hint == '\0' && r->terse)
		return;
	words = tell_token_time(exp, r->now);
	report_check(r, &check_token_time,
		*hint != '\0' ? VERDICT_WARN : VERDICT_PASS, "expires %s%s",
		words, hint);
	if (*hint != '\0')
		report_advise(r, "write a NumericDate: seconds since 1970");
}

/* ---- whom it is from and for -------------------------------------------- */

static void
check_issuer(struct report *r, const struct token *t, const char *want)
{
	const char *iss;

	if (want == NULL)
		return;
	iss = json_string(json_get(t->claims, "iss"));
	if (iss != NULL && strcmp(iss, want) == 0) {
		report_check(r, &check_token_issuer, VERDICT_PASS, "%s", iss);
	} else if (iss == NULL) {
		report_check(r, &check_token_issuer, VERDICT_FAIL,
			"there is no iss");
	} else {
		report_check(r, &check_token_issuer, VERDICT_FAIL,
			"iss is %s, not %s", iss, want);
		report_advise(r,
			"they are compared character by character: look at the "
			"end of the path, too");
	}
}

static bool
is_for(const struct json *aud, const char *want)
{
	const struct json *one = json_is_array(aud) ? json_first(aud) : aud;

	for (; one != NULL; one = json_is_array(aud) ? json_next(one) : NULL) {
		const char *text = json_string(one);

		if (text != NULL && strcmp(text, want) == 0)
			return true;
	}
	return false;
}

static void
check_audience(struct report *r, const struct token *t, const char *want)
{
	const struct json *aud;
	const char *text;

	if (want == NULL)
		return;
	aud = json_get(t->claims, "aud");
	text = json_string(aud);
	if (is_for(aud, want))
		report_check(r, &check_token_audience, VERDICT_PASS, "%s",
			want);
	else if (aud == NULL)
		report_check(r, &check_token_audience, VERDICT_FAIL,
			"there is no aud");
	else
		report_check(r, &check_token_audience, VERDICT_FAIL,
			"aud is %s, not %s",
			text != NULL                 ? text
				: json_is_array(aud) ? "a list without it"
						     : "no text",
			want);
}

/* ---- scheme ------------------------------------------------------------- */

static void
check_type(struct report *r, const struct token *t)
{
	const struct json *cnf = json_get(t->claims, "cnf");
	const char *type = json_string(json_get(t->claims, "token_type"));
	const char *from = "token_type";

	if (t->scheme.len > 0) {
		type = (const char *)t->scheme.data;
		from = "the scheme";
	} else if (t->token_type != NULL) {
		type = t->token_type;
	}
	if (json_get(cnf, "jkt") == NULL || type == NULL)
		return;
	if (strcasecmp(type, "DPoP") == 0) {
		report_check(r, &check_token_type, VERDICT_PASS, "%s is %s",
			from, type);
		return;
	}
	report_check(r, &check_token_type, VERDICT_FAIL,
		"%s is %s, but cnf has jkt", from, type);
	report_advise(r,
		"send Authorization: DPoP, and a proof with each request");
}

void
judge_token(struct report *r, const struct token *t, const struct token_case *c)
{
	judge_token_form(r, t);
	if (t->claims == NULL)
		return;
	check_kind(r, t);
	check_active(r, t);
	check_time(r, t, c->leeway);
	check_issuer(r, t, c->issuer);
	check_audience(r, t, c->audience);
	check_type(r, t);
}
