/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dpop_request.c - does a DPoP proof belong to this request, this time and
 * this token?  Checks 8 to 12 of RFC 9449 section 4.3.
 */
#include "judge/dpop_request.h"

#include "base/b64.h"
#include "judge/dpop_cause.h"
#include "judge/tell_dpop.h"

/* A proof, and the request with which it came. */
struct bench {
	struct report *r;
	const struct dpop *d;
	const struct dpop_case *c;
};

static void
skip(const struct bench *b, const struct check *check, const char *why)
{
	report_check(b->r, check, VERDICT_SKIP, "%s", why);
}

/* ---- the request -------------------------------------------------------- */

static void
check_method(const struct bench *b)
{
	const char *htm = b->d->htm.text;
	_cleanup_str_ char *shown = tell_dpop_text(htm);

	if (htm == NULL) {
		skip(b, &check_dpop_method, "there is no htm");
	} else if (b->c->method == NULL) {
		report_check(b->r, &check_dpop_method, VERDICT_SKIP,
			"htm is '%s': give --method to have it checked", shown);
	} else if (strcmp(htm, b->c->method) == 0) {
		report_check(b->r, &check_dpop_method, VERDICT_PASS, "%s",
			shown);
	} else {
		report_check(b->r, &check_dpop_method, VERDICT_FAIL,
			"htm is '%s', the method is '%s'", shown, b->c->method);
		judge_dpop_method_cause(b->r, b->d, b->c);
	}
}

/* HTU, which is a URI, and the request's. */
static void
compare_urls(const struct bench *b, const struct uri *htu,
	const struct uri *url)
{
	enum uri_part part = uri_compare(htu, url);
	_cleanup_str_ char *mine = uri_normal(htu), *its = uri_normal(url);
	_cleanup_str_ char *shown = tell_dpop_text(mine);

	if (part != URI_NOTHING) {
		report_check(b->r, &check_dpop_url, VERDICT_FAIL,
			"htu has another %s: %s", uri_part_name(part), shown);
		report_because(b->r, "the request's URI is %s", its);
		judge_dpop_url_cause(b->r, htu, url, part);
	} else if (htu->has_query || htu->has_fragment) {
		report_check(b->r, &check_dpop_url, VERDICT_FAIL,
			"htu has a %s; without it, it would be %s",
			htu->has_query ? "query" : "fragment", shown);
		judge_dpop_query_cause(b->r, htu);
	} else if (uri_is_verbatim(htu, url)) {
		report_check(b->r, &check_dpop_url, VERDICT_PASS, "%s", shown);
	} else {
		report_check(b->r, &check_dpop_url, VERDICT_WARN,
			"the same only once both are normalised: %s", shown);
		report_advise(b->r,
			"write htu like this: servers should normalise it, "
			"but some compare character by character");
	}
}

static void
check_url(const struct bench *b)
{
	const char *text = b->d->htu.text;
	_cleanup_str_ char *shown = tell_dpop_text(text);
	struct uri htu, url;
	struct err err, ignored;
	bool has_url = b->c->url != NULL
		&& uri_parse(view_of_str(b->c->url), &url, &ignored) == 0;

	if (text == NULL) {
		skip(b, &check_dpop_url, "there is no htu");
	} else if (uri_parse(view_of_str(text), &htu, &err) < 0) {
		report_check(b->r, &check_dpop_url, VERDICT_FAIL,
			"htu is '%s': %s", shown, err.text);
		judge_dpop_relative_cause(b->r, b->d, has_url ? &url : NULL);
	} else if (has_url) {
		compare_urls(b, &htu, &url);
	} else if (b->c->url != NULL) {
		report_check(b->r, &check_dpop_url, VERDICT_FAIL,
			"the request's URI is no URI: %s", ignored.text);
	} else if (htu.has_query || htu.has_fragment) {
		report_check(b->r, &check_dpop_url, VERDICT_FAIL,
			"htu has a %s", htu.has_query ? "query" : "fragment");
		judge_dpop_query_cause(b->r, &htu);
	} else {
		report_check(b->r, &check_dpop_url, VERDICT_SKIP,
			"htu is '%s': give --url to have it checked", shown);
	}
}

/* Returns whether it is the one that is expected. */
static bool
check_nonce(const struct bench *b)
{
	const char *nonce = b->d->nonce.text;
	_cleanup_str_ char *shown = tell_dpop_text(nonce);

	if (b->c->nonce == NULL) {
		report_check(b->r, &check_dpop_nonce, VERDICT_SKIP,
			nonce != NULL ? "nonce is '%s': give --nonce to have "
					"it checked"
				      : "nonce: %s; give --nonce if the server "
					"sent one",
			shown);
		return false;
	}
	if (nonce != NULL && strcmp(nonce, b->c->nonce) == 0) {
		report_check(b->r, &check_dpop_nonce, VERDICT_PASS, "%s",
			shown);
		return true;
	}
	report_check(b->r, &check_dpop_nonce, VERDICT_FAIL,
		nonce != NULL ? "nonce is '%s', the server gave '%s'"
			      : "nonce: %s, the server gave '%s'",
		shown, b->c->nonce);
	if (nonce == NULL)
		report_because(b->r,
			"once a nonce was given, a proof without it must not "
			"be accepted (RFC 9449 section 11.3)");
	report_advise(b->r,
		"take the latest DPoP-Nonce of this very server: authorization "
		"and resource servers have nonces of their own");
	return false;
}

/* ---- the time ----------------------------------------------------------- */

bool
dpop_is_timely(const struct report *r, const struct dpop_case *c, int64_t iat)
{
	return iat <= r->now + c->leeway && r->now - iat <= c->max_age;
}

static void
tell_time(const struct bench *b, enum verdict verdict)
{
	int64_t age = b->r->now - b->d->iat;
	char when[CLOCK_TEXT], span[CLOCK_TEXT], most[CLOCK_TEXT];

	clock_span(age >= 0 ? b->c->max_age : b->c->leeway, most);
	report_check(b->r, &check_dpop_time, verdict,
		"iat is %s, %s %s; the limit is %s",
		clock_format(b->d->iat, when), clock_span(age, span),
		age >= 0 ? "ago" : "in the future", most);
}

/* A nonce that the server dated may stand for iat: RFC 9449 section 4.3. */
static void
check_time(const struct bench *b, bool has_nonce)
{
	if (!b->d->is_iat_sound) {
		skip(b, &check_dpop_time, "there is no iat that is a time");
		return;
	}
	if (dpop_is_timely(b->r, b->c, b->d->iat)) {
		tell_time(b, VERDICT_PASS);
		return;
	}
	tell_time(b, has_nonce ? VERDICT_WARN : VERDICT_FAIL);
	if (has_nonce)
		report_because(b->r,
			"the nonce is right: a server may judge the time by "
			"that instead");
	judge_dpop_time_cause(b->r, b->d, b->c);
}

/* ---- the token ---------------------------------------------------------- */

/* The ath of TOKEN (RFC 9449 section 4.2); the caller frees it. */
static char *
ath_of(struct view token)
{
	uint8_t digest[HASH_MAX];
	size_t len = hash_data(HASH_SHA256, token, digest);

	return b64url((struct view){ digest, len });
}

static void
check_token(const struct bench *b)
{
	struct view token = b->c->access_token;
	const char *ath = b->d->ath.text;
	_cleanup_str_ char *want = NULL, *shown = NULL;

	if (token.len == 0) {
		skip(b, &check_dpop_token,
			ath != NULL ? "ath is there, no access token is given"
				    : "no access token is given");
		return;
	}
	want = ath_of(token);
	shown = tell_dpop_ath(ath, token);
	if (ath != NULL && strcmp(ath, want) == 0) {
		report_check(b->r, &check_dpop_token, VERDICT_PASS, "ath is %s",
			shown);
		return;
	}
	report_check(b->r, &check_dpop_token, VERDICT_FAIL, "ath: %s", shown);
	report_because(b->r, "the ath of the token is %s", want);
	if (ath == NULL)
		report_advise(b->r,
			"with an access token a proof must have ath: base64url "
			"of the SHA-256 of the token");
	else
		judge_dpop_ath_cause(b->r, b->d, b->c);
}

static void
check_key(const struct bench *b)
{
	const char *jkt = b->d->has_jwk ? b->d->jwk.jkt : "";
	_cleanup_str_ char *shown = tell_dpop_text(b->c->jkt);

	if (b->c->is_unbound) {
		report_check(b->r, &check_dpop_key,
			b->c->is_sent_as_dpop ? VERDICT_FAIL : VERDICT_WARN,
			"cnf has neither jkt nor jwk: the token is bound to no "
			"key of a proof");
		report_advise(b->r,
			"the issuer must bind the token to the key: with a "
			"proof at the token endpoint");
	} else if (b->c->jkt == NULL) {
		skip(b, &check_dpop_key, "no cnf.jkt of a token is given");
	} else if (*jkt == '\0') {
		skip(b, &check_dpop_key,
			"the proof has no sound key to compare with cnf.jkt");
	} else if (strcmp(jkt, b->c->jkt) == 0) {
		report_check(b->r, &check_dpop_key, VERDICT_PASS,
			"cnf.jkt is %s", shown);
	} else {
		report_check(b->r, &check_dpop_key, VERDICT_FAIL,
			"cnf.jkt is %s", shown);
		report_because(b->r, "the key of the proof is %s", jkt);
		judge_dpop_key_cause(b->r, b->d, b->c);
	}
}

void
judge_dpop_request(struct report *r, const struct dpop *d,
	const struct dpop_case *c)
{
	static const struct check *const of_claims[] = { &check_dpop_method,
		&check_dpop_url, &check_dpop_nonce, &check_dpop_time,
		&check_dpop_token };
	const struct bench b = { .r = r, .d = d, .c = c };

	if (json_is_object(d->claims)) {
		check_method(&b);
		check_url(&b);
		check_time(&b, check_nonce(&b));
		check_token(&b);
	} else {
		for (size_t i = 0; i < ARRAY_LEN(of_claims); i++)
			skip(&b, of_claims[i], "there are no claims");
	}
	check_key(&b);
}
