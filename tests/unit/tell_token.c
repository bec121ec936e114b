/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading tokens, and what a report tells of them: no secret, all claims.
 */
#include "judge/token.h"

#include "tap.h"
#include "vectors.h"

enum { NOW = 1764079200 };

/* ---- loading ------------------------------------------------------------ */

static void
test_load(const char *arg, bool literal, const char *want)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	struct err err = { 0 };
	bool is_literal = !literal;

	bytes_append_str(&text, "old");
	ok(token_load(arg, &text, &is_literal, &err) == 0
			&& is_literal == literal
			&& view_eq_str(bytes_view(&text), want),
		"%s: %s %s", arg, literal ? "a token" : "a name", err.text);
}

static void
test_loads(void)
{
	_cleanup_bytes_ struct bytes text = { 0 };
	bool literal = true;
	struct err err = { 0 };

	test_load("eyJh.e30.", true, "eyJh.e30.");
	test_load("EYJ", true, "EYJ");
	test_load("ewogICJhbGciOiJub25lIn0.e30.", true,
		"ewogICJhbGciOiJub25lIn0.e30.");
	test_load("ew0KICJhbGciOiJub25lIn0.e30.", true,
		"ew0KICJhbGciOiJub25lIn0.e30.");
	test_load("eyAiYWxnIjoibm9uZSJ9.e30.", true,
		"eyAiYWxnIjoibm9uZSJ9.e30.");
	test_load("Bearer abc", true, "Bearer abc");
	test_load("dpop abc", true, "dpop abc");
	test_load("Authorization: x", true, "Authorization: x");
	test_load("{\"active\":true}", true, "{\"active\":true}");
	test_load("ewkiYWxnIjoibm9uZSJ9.e30.", true,
		"ewkiYWxnIjoibm9uZSJ9.e30.");
	test_load("/dev/null", false, "");
	setenv("TOKEN", "eyJ", 1);
	test_load("env:TOKEN", false, "eyJ");
	ok(token_load("/nonexistent/abc", &text, &literal, &err) < 0 && literal
			&& text.len == 0 && err.kind == ERR_INPUT,
		"no file: %s", err.text);
	ok(token_load("authorization.jwt", &text, &literal, &err) < 0,
		"a name that only begins like the field");
	ok(token_load("Bearer", &text, &literal, &err) < 0, "Bearer alone");
	ok(token_load("/dev/zero", &text, &literal, &err) < 0
			&& err.kind == ERR_INPUT,
		"too long: %s", err.text);
}

/* A file of that name wins over what looks like a token. */
static void
test_file(void)
{
	static const char name[] = "eyJ.test_tell_token";
	FILE *f = fopen(name, "w");

	if (f == NULL || fputs("content", f) < 0 || fclose(f) != 0)
		exit(1);
	test_load(name, false, "content");
	(void)remove(name);
}

/* ---- telling ------------------------------------------------------------ */

static bool
has_fact(const struct report *r, const char *key, const char *text)
{
	for (size_t i = 0; i < r->n_facts; i++)
		if (r->facts[i].key != NULL && strcmp(r->facts[i].key, key) == 0
			&& r->facts[i].text != NULL
			&& strcmp(r->facts[i].text, text) == 0)
			return true;
	return false;
}

static bool
has_line(const struct report *r, const char *text)
{
	for (size_t i = 0; i < r->n_facts; i++)
		if (r->facts[i].kind == FACT_LINE && r->facts[i].text != NULL
			&& strcmp(r->facts[i].text, text) == 0)
			return true;
	return false;
}

static bool
leaks(const struct report *r, const char *secret)
{
	for (size_t i = 0; i < r->n_facts; i++)
		if (r->facts[i].text != NULL
			&& strstr(r->facts[i].text, secret) != NULL)
			return true;
	return false;
}

static void
tell(struct report *r, const char *text)
{
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };

	report_clear(r);
	token_read(view_of_str(text), &t);
	tell_token(r, &t, true);
}

static void
test_line(const char *head, const char *claims, const char *want)
{
	_cleanup_str_ char *a = b64url(view_of_str(head));
	_cleanup_str_ char *b = b64url(view_of_str(claims));
	_cleanup_str_ char *text = xasprintf("%s.%s.c2VjcmV0", a, b);
	struct report r = { .program = "p", .now = NOW };

	tell(&r, text);
	ok(has_line(&r, want) && !leaks(&r, "c2VjcmV0"), "%s", want);
	report_done(&r);
}

static void
test_lines(void)
{
	static const char es[] = "{\"alg\":\"ES256\"}";

	test_line("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"a\"}", "{}",
		"at+jwt, ES256, kid a");
	test_line(es, "{}", "JWT without typ, ES256, without kid");
	test_line("{}", "{}", "JWT without typ, without alg, without kid");
	test_line(es, "{\"iss\":\"a\",\"aud\":\"b\"}", "from a, for b");
	test_line(es, "{\"iss\":\"a\"}", "from a");
	test_line(es, "{\"aud\":[\"b\"]}", "for b");
	test_line(es, "{\"aud\":[7,\"b\",\"c\"]}", "for b, c");
	test_line(es, "{\"aud\":[\"a\",\"b\",\"c\"]}", "for a, b, c");
	test_line(es, "{\"aud\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}",
		"for a, b, c and 2 more");
	test_line(es, "{\"client_id\":\"c\"}", "client c");
	test_line(es, "{\"iat\":1764079140}",
		"issued 2025-11-25T13:59:00Z, 1 min ago");
	test_line(es, "{\"nbf\":1764079200}",
		"valid from 2025-11-25T14:00:00Z, 0 s ago");
	test_line(es, "{\"exp\":1764079260.0}",
		"expires 2025-11-25T14:01:00Z, in 1 min");
	test_line(es, "{\"exp\":\"soon\"}", "expires no number");
	test_line(es, "{\"iat\":1e300}",
		"issued @1000000000000000, in 31688682 years");
}

static void
test_facts(void)
{
	struct report r = { .program = "p", .now = NOW };

	tell(&r, "DPoP eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2VjcmV0");
	ok(has_fact(&r, "form", "a JWT") && has_fact(&r, "scheme", "DPoP")
			&& has_fact(&r, "alg", "ES256")
			&& has_fact(&r, "sub", "a"),
		"form, scheme, header and claims");
	ok(!leaks(&r, "c2VjcmV0"), "no signature");
	r.show_secrets = true;
	tell(&r,
		"{\"token_type\":\"DPoP\",\"access_token\":"
		"\"eyJhbGciOiJFUzI1NiJ9.e30.c2VjcmV0\"}");
	ok(has_fact(&r, "compact", "eyJhbGciOiJFUzI1NiJ9.e30.c2VjcmV0")
			&& has_fact(&r, "token_type", "DPoP"),
		"unless it may be shown");
	ok(has_line(&r,
		   "JWT without typ, ES256, without kid, from a token "
		   "response"),
		"a token response");
	r.show_secrets = false;
	tell(&r, "Bearer secretsecret");
	ok(has_fact(&r, "form", "an opaque token")
			&& has_line(&r, "an opaque token")
			&& !leaks(&r, "secretsecret"),
		"an opaque token is a secret");
	tell(&r, "{\"access_token\":\"secretsecret\"}");
	ok(has_line(&r, "an opaque token, from a token response")
			&& !leaks(&r, "secretsecret"),
		"also in a response");
	tell(&r, "{\"error\":\"a\"}");
	ok(has_line(&r, "no token") && r.depth == 0, "no token");
	report_done(&r);
}

/* ---- showing ------------------------------------------------------------ */

static void
test_show(const char *text, const char *word, const char *headline)
{
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	struct report r = { .program = "p", .now = NOW };

	token_read(view_of_str(text), &t);
	judge_token_show(&r, &t);
	ok(r.word != NULL && strcmp(r.word, word) == 0
			&& strcmp(r.headline, headline) == 0 && r.depth == 0,
		"%s: %s", r.word, r.headline);
	report_done(&r);
}

static void
test_shows(void)
{
	test_show("eyJhbGciOiJFUzI1NiJ9.e30.AA", "UNVERIFIED",
		"a JWT, not bound to any key");
	test_show("{\"sub\":1,\"cnf\":{\"a\":1}}", "UNVERIFIED",
		"claims without a signature with a cnf that names no key that "
		"we know");
	test_show("{\"active\":true,\"cnf\":{\"jkt\":1,\"x5t#S256\":1}}",
		"UNVERIFIED",
		"an introspection response, bound to a certificate (x5t#S256) "
		"and to a DPoP key (jkt)");
	test_show("abc", "OPAQUE", "its claims cannot be read");
	test_show("a b", "NO TOKEN", "its claims cannot be read");
	test_show("{\"cnf\":{\"x5t#S256\":1,\"jkt\":1,\"jwk\":1,\"tbh\":1,"
		  "\"x5t\":1,\"kid\":1,\"jwe\":1,\"jku\":1}}",
		"UNVERIFIED",
		"claims without a signature, bound to a certificate (x5t#S256) "
		"and to a DPoP key (jkt) and to a key (jwk) and to a Token "
		"Binding ID (tbh) and by SHA-1 (x5t), which binds nothing and "
		"to a key that it does not show (kid) and to an encrypted key "
		"(jwe) and to a key elsewhere (jku)");
}

int
main(void)
{
	test_loads();
	test_file();
	test_lines();
	test_facts();
	test_shows();
	return tap_done();
}
