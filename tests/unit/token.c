/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens in whatever they come, and what a resource server must see in them:
 * times, issuer, audience and scheme.
 */
#include "judge/token.h"

#include "base/b64.h"
#include "judged.h"
#include "tap.h"
#include "vectors.h"

enum { NOW = 1764079200 };

/* A JWT with that payload; nobody has signed it.  The caller frees it. */
static char *
jwt(const char *payload)
{
	_cleanup_str_ char *body = b64url(view_of_str(payload));

	return xasprintf("eyJhbGciOiJFUzI1NiJ9.%s.AAAA", body);
}

/* ---- forms -------------------------------------------------------------- */

struct form {
	const char *text;
	enum token_form form;
	const char *value, *scheme, *words; /* NULL: none */
	bool claims, from_response;
};

/* {"alg":"ES256","typ":"Application/Token-Introspection+JWT"} */
#define INTROSPECTION                                          \
	"eyJhbGciOiJFUzI1NiIsInR5cCI6IkFwcGxpY2F0aW9uL1Rva2Vu" \
	"LUludHJvc3BlY3Rpb24rSldUIn0"
#define JWT "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"

static const struct form forms[] = {
	{ JWT, TOKEN_JWT, JWT, NULL, "a JWT", true, false },
	{ " \r\n" JWT "\n", TOKEN_JWT, JWT, NULL, "a JWT", true, false },
	{ "Bearer " JWT, TOKEN_JWT, JWT, "Bearer", "a JWT", true, false },
	{ "bEARER   " JWT, TOKEN_JWT, JWT, "bEARER", "a JWT", true, false },
	{ "DPoP " JWT, TOKEN_JWT, JWT, "DPoP", "a JWT", true, false },
	{ "Authorization: Bearer " JWT "\r\n", TOKEN_JWT, JWT, "Bearer",
		"a JWT", true, false },
	{ "authorization:DPoP " JWT, TOKEN_JWT, JWT, "DPoP", "a JWT", true,
		false },
	{ "GET / HTTP/1.1\r\nHost: a.b.c\r\nAUTHORIZATION:  DPoP " JWT
	  "\r\nDPoP: e30.e30.AA\r\n\r\n",
		TOKEN_JWT, JWT, "DPoP", "a JWT", true, false },
	{ "Proxy-Authorization: Bearer a\nAuthorization: Bearer " JWT,
		TOKEN_JWT, JWT, "Bearer", "a JWT", true, false },
	{ "Authorization: " JWT, TOKEN_JWT, JWT, NULL, "a JWT", true, false },
	{ "Bearerx", TOKEN_OPAQUE, "Bearerx", NULL, "an opaque token", false,
		false },
	{ "mF_9.B5f-4.1JqM", TOKEN_JWT, "mF_9.B5f-4.1JqM", NULL, "a JWT", false,
		false },
	{ "2YotnFZFEjr1zCsicMWpAA", TOKEN_OPAQUE, "2YotnFZFEjr1zCsicMWpAA",
		NULL, "an opaque token", false, false },
	{ "Bearer AZaz09-._~+/==", TOKEN_OPAQUE, "AZaz09-._~+/==", "Bearer",
		"an opaque token", false, false },
	{ "e30.e30.e30.e30.e30", TOKEN_OPAQUE, "e30.e30.e30.e30.e30", NULL,
		"an encrypted token (JWE, five parts)", false, false },
	{ JWT "~WyJhIl0~", TOKEN_JWT, JWT "~WyJhIl0~", NULL, "a JWT", true,
		false },
	{ JWT "~WyJhIl0~" JWT, TOKEN_JWT, JWT "~WyJhIl0~" JWT, NULL, "a JWT",
		true, false },
	{ "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"AA\"}",
		TOKEN_OPAQUE,
		"{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":"
		"\"AA\"}",
		NULL, "a JWS in the flattened JSON serialisation", false,
		false },
	{ "{\"payload\":\"e30\",\"signatures\":[]}", TOKEN_OPAQUE,
		"{\"payload\":\"e30\",\"signatures\":[]}", NULL,
		"a JWS in the general JSON serialisation", false, false },
	{ "{\"ciphertext\":\"e30\"}", TOKEN_OPAQUE, "{\"ciphertext\":\"e30\"}",
		NULL, "an encrypted token (JWE) in JSON", false, false },
	{ "{\"access_token\":\"" JWT "\",\"token_type\":\"DPoP\"}", TOKEN_JWT,
		JWT, NULL, "a JWT", true, true },
	{ "{\"access_token\":\"abc\",\"active\":true}", TOKEN_OPAQUE, "abc",
		NULL, "an opaque token", false, true },
	{ "{\"active\":true,\"sub\":\"a\"}", TOKEN_INTROSPECTION, NULL, NULL,
		"an introspection response", true, false },
	{ "{\"active\":false}", TOKEN_INTROSPECTION, NULL, NULL,
		"an introspection response", true, false },
	{ "{\"cnf\":{}}", TOKEN_CLAIMS, NULL, NULL,
		"claims without a signature", true, false },
	{ "{\"iss\":1}", TOKEN_CLAIMS, NULL, NULL, "claims without a signature",
		true, false },
	{ "{\"sub\":1}", TOKEN_CLAIMS, NULL, NULL, "claims without a signature",
		true, false },
	{ "{\"exp\":1}", TOKEN_CLAIMS, NULL, NULL, "claims without a signature",
		true, false },
	{ "{\"aud\":1}", TOKEN_CLAIMS, NULL, NULL, "claims without a signature",
		true, false },
	{ "{\"client_id\":1}", TOKEN_CLAIMS, NULL, NULL,
		"claims without a signature", true, false },
};

static void
test_form(const struct form *f)
{
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };

	token_read(view_of_str(f->text), &t);
	ok(t.form == f->form && view_eq_str(t.value, f->value ? f->value : "")
			&& view_eq_str(bytes_view(&t.scheme),
				f->scheme ? f->scheme : "")
			&& (t.claims != NULL) == f->claims
			&& t.from_response == f->from_response
			&& (t.token_type != NULL)
				== (strstr(f->text, "token_type") != NULL)
			&& strcmp(token_words(&t), f->words) == 0,
		"%.60s: %s", f->text, token_words(&t));
}

/* What is no token at all is not called one. */
static void
test_none(const char *text, const char *words)
{
	_cleanup_token_ struct token t = { .form = TOKEN_JWT };
	struct report r = { .program = "p", .now = NOW };
	struct token_case c = { .issuer = "a" };

	token_read(view_of_str(text), &t);
	judge_token(&r, &t, &c);
	if (!ok(t.form == TOKEN_OTHER && t.claims == NULL
			    && t.jws.form == JWS_OTHER
			    && t.jws.form_fault.kind == ERR_INPUT
			    && t.fault.kind == ERR_INPUT
			    && judged(&r, "token.form", "fail", words)
			    && r.n_findings == 1
			    && strcmp(token_words(&t), "no token") == 0,
		    "%.60s: %s", text, t.fault.text))
		show(&r);
	report_done(&r);
}

static void
test_nones(void)
{
	test_none("", "it is empty");
	test_none(" \n", "it is empty");
	test_none("Bearer ", "it is empty");
	test_none("Authorization: DPoP\r\n", "it is empty");
	test_none("two words", "it has 1 part with");
	test_none("a=b", "it has 1 part with");
	test_none("=", "it has 1 part with");
	test_none("a@b", "it has 1 part with");
	test_none("a[b", "it has 1 part with");
	test_none("Authorization: Bearer a\nAuthorization: Bearer b",
		"there are 2 Authorization fields");
	test_none("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
		"there are 0 Authorization fields");
	test_none("a\x01", "it has 1 part with");
	test_none("a\xc3\xa9", "it has 1 part with");
	test_none("Basic YTpi", "it has 1 part with");
	test_none("{", "JSON, octet ");
	test_none("{}", "the JSON has neither access_token");
	test_none("{\"access_token\":7}", "access_token is no string");
	test_none("{\"access_token\":\"\"}", "it is empty");
	test_none("{\"access_token\":\"a b\"}", "it has 1 part");
	test_none("{\"error\":\"invalid_grant\"}",
		"an error of an OAuth endpoint: invalid_grant");
	test_none("{\"error\":7}", "an error of an OAuth endpoint: error");
	test_none("{\"sub\":1,\"sub\":2}", "a name that appears twice");
	test_none("[\"a\"]", "it has 1 part");
}

/* The payload is no object: a JWS, but no JWT. */
static void
test_payload(const char *payload, const char *words)
{
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	_cleanup_str_ char *text = jwt(payload);
	struct report r = { .program = "p", .now = NOW };
	struct token_case c = { .issuer = NULL };

	token_read(view_of_str(text), &t);
	judge_token(&r, &t, &c);
	ok(t.form == TOKEN_JWT && t.claims == NULL
			&& judged(&r, "token.form", "fail", words)
			&& r.n_findings == 1,
		"payload %.40s: %s", payload, t.fault.text);
	report_done(&r);
}

/* The other ways in. */
static void
test_doors(void)
{
	_cleanup_token_ struct token jws = { .form = TOKEN_OTHER };
	_cleanup_token_ struct token claims = { .form = TOKEN_OTHER };
	_cleanup_token_ struct token none = { .form = TOKEN_JWT };
	_cleanup_json_ struct json *root = NULL;
	struct err err;

	token_read_jws(view_of_str("DPoP " JWT), &jws);
	ok(jws.form == TOKEN_JWT && jws.claims == NULL && jws.payload == NULL
			&& jws.fault.kind == ERR_NONE
			&& view_eq_str(jws.jws.payload, "{}")
			&& jws.jws.alg != NULL,
		"a JWS whose payload is not looked at");
	if (json_parse(view_of_str("{\"active\":true,\"a\":[]}"), &root, &err)
		< 0)
		exit(1);
	token_read_json(root, &claims);
	ok(claims.form == TOKEN_INTROSPECTION && claims.claims == root
			&& claims.response == NULL
			&& claims.jws.form == JWS_OTHER
			&& claims.jws.form_fault.kind == ERR_INPUT,
		"JSON that was parsed");
	token_read_json(json_get(root, "a"), &none);
	ok(none.form == TOKEN_OTHER && none.fault.kind == ERR_INPUT,
		"a list: %s", none.fault.text);
}

/* Thousands of brackets neither crash nor pass. */
static void
test_deep(void)
{
	enum { DEEP = 10000, FITS = 62 };

	for (size_t n = FITS; n <= DEEP; n += DEEP - FITS) {
		_cleanup_bytes_ struct bytes b = { 0 };

		bytes_append_str(&b, "{\"cnf\":");
		for (size_t i = 0; i < n; i++)
			bytes_append_str(&b, "[");
		for (size_t i = 0; i < n; i++)
			bytes_append_str(&b, "]");
		bytes_append_str(&b, "}");
		if (n == DEEP) {
			test_payload((const char *)b.data, "the payload: JSON");
			test_none((const char *)b.data, "JSON, octet");
		} else {
			_cleanup_str_ char *text = jwt((const char *)b.data);
			_cleanup_token_ struct token t = { .claims = NULL };

			token_read(view_of_str(text), &t);
			ok(t.claims != NULL, "%zu deep", n);
		}
	}
}

/* Neither is more than the limit opaque, nor anything else. */
static void
test_long(void)
{
	for (int dots = 0; dots < 3; dots++) {
		_cleanup_bytes_ struct bytes b = { 0 };
		_cleanup_token_ struct token t = { .claims = NULL };

		bytes_append_str(&b, dots > 0 ? "e30.e30." : "");
		while (b.len < JWS_MAX)
			bytes_append_str(&b, "A");
		token_read(bytes_view(&b), &t);
		ok(t.form == (dots > 0 ? TOKEN_JWT : TOKEN_OPAQUE),
			"%zu characters", b.len);
		token_done(&t);
		bytes_append_str(&b, "A");
		token_read(bytes_view(&b), &t);
		ok(t.form == TOKEN_OTHER
				&& strstr(t.fault.text, "the limit is 1048576")
					!= NULL,
			"one more: %s", t.fault.text);
	}
}

static void
test_undecided(const char *text)
{
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	struct report r = { .program = "p", .now = NOW };
	struct token_case c = { .audience = "a" };

	token_read(view_of_str(text), &t);
	judge_token(&r, &t, &c);
	ok(judged(&r, "token.form", "undecided", "give the introspection")
			&& r.n_findings == 1 && report_status(&r) == 4,
		"%s: undecided", text);
	report_done(&r);
}

/* ---- claims ------------------------------------------------------------- */

static const struct token_case any = { .issuer = NULL };

/* A token of that text gets CHECK with that verdict; "" is no word of it. */
static void
test_text(const char *text, const struct token_case *c, const char *check,
	const char *verdict, const char *words)
{
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	struct report r = { .program = "p", .now = NOW };

	token_read(view_of_str(text), &t);
	tell_token(&r, &t, true);
	judge_token(&r, &t, c);
	if (!ok(*verdict != '\0' ? judged(&r, check, verdict, words)
				 : !mentioned(&r, check),
		    "%.70s: %s %s %s", text, check, verdict, words))
		show(&r);
	report_done(&r);
}

static void
test_claims(const char *claims, const struct token_case *c, const char *check,
	const char *verdict, const char *words)
{
	_cleanup_str_ char *text = jwt(claims);
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	struct report r = { .program = "p", .now = NOW };

	token_read(view_of_str(text), &t);
	tell_token(&r, &t, true);
	judge_token(&r, &t, c);
	if (!ok(*verdict != '\0' ? judged(&r, check, verdict, words)
				 : !mentioned(&r, check),
		    "%.70s: %s %s %s", claims, check, verdict, words))
		show(&r);
	report_done(&r);
}

static void
test_time(const char *claims, const char *verdict, const char *words)
{
	static const struct token_case c = { .leeway = 0 };

	test_claims(claims, &c, "token.time", verdict, words);
}

static void
test_times(void)
{
	static const struct token_case minute = { .leeway = 60 };

	test_time("{\"exp\":1764079201}", "pass",
		"expires 2025-11-25T14:00:01Z, in 1 s");
	test_time("{\"exp\":1764079200}", "fail",
		"expired: 2025-11-25T14:00:00Z, 0 s ago");
	test_time("{\"exp\":1764079200.5}", "pass", "in 1 s");
	test_time("{\"exp\":1764079199.5}", "fail", "expired");
	test_time("{\"exp\":1.7640792005e9}", "pass", "in 1 s");
	test_time("{\"nbf\":1764079200,\"exp\":1764079201}", "pass", "");
	test_time("{\"nbf\":1764079200.5,\"exp\":1764079209}", "fail",
		"not valid before: 2025-11-25T14:00:01Z, in 1 s");
	test_time("{\"nbf\":1764079199.5,\"exp\":1764079209}", "pass", "");
	test_time("{\"nbf\":1764079201,\"exp\":1764079209}", "fail",
		"compare the clocks of issuer");
	test_time("{\"exp\":-1}", "fail", "expired: 1969-12-31T23:59:59Z");
	test_time("{\"exp\":0}", "fail", "expired: 1970-01-01T00:00:00Z");
	test_time("{\"exp\":-1e300}", "fail", "expired: @-1000000000000000");
	test_time("{\"exp\":1e300}", "pass", "expires @1000000000000000");
	test_time("{\"nbf\":1e300}", "fail", "not valid before: @1000");
	test_time("{\"nbf\":-1e300}", "warn", "there is no exp");
	test_time("{\"exp\":\"1764079201\"}", "fail", "exp is no number");
	test_time("{\"exp\":null}", "fail", "exp is no number");
	test_time("{\"exp\":true}", "fail", "exp is no number");
	test_time("{\"exp\":[1764079201]}", "fail", "exp is no number");
	test_time("{\"exp\":1764079201,\"nbf\":\"0\"}", "fail",
		"nbf is no number");
	test_time("{\"exp\":1764079201000}", "warn",
		"it looks like milliseconds");
	test_time("{\"exp\":1764079201000000}", "pass", "in 3");
	test_time("{\"exp\":7000000000}", "pass", "expires 2191-");
	test_time("{\"nbf\":1764079200000,\"exp\":1764079201}", "fail",
		"it looks like milliseconds");
	test_time("{\"iat\":\"x\",\"exp\":1764079201}", "pass", "");
	test_time("{}", "warn", "there is no exp");
	test_text("{\"active\":true}", &any, "token.time", "skip",
		"there is no exp");
	test_claims("{\"exp\":1764079141}", &minute, "token.time", "pass",
		"59 s ago");
	test_claims("{\"exp\":1764079140}", &minute, "token.time", "fail",
		"expired: 2025-11-25T13:59:00Z, 1 min ago");
	test_claims("{\"nbf\":1764079260,\"exp\":1764079261}", &minute,
		"token.time", "pass", "");
	test_claims("{\"nbf\":1764079261,\"exp\":1764079262}", &minute,
		"token.time", "fail", "not valid before");
}

static void
test_parties(void)
{
	static const struct token_case c = { .issuer = "https://as.example",
		.audience = "https://rs.example" };
	const char *const iss = "token.issuer", *const aud = "token.audience";

	test_claims("{\"iss\":\"https://as.example\"}", &c, iss, "pass",
		"https://as.example");
	test_claims("{\"iss\":\"https://as.example/\"}", &c, iss, "fail",
		"iss is https://as.example/, not https://as.example");
	test_claims("{\"iss\":\"HTTPS://as.example\"}", &c, iss, "fail",
		"compared character by character");
	test_claims("{\"iss\":[\"https://as.example\"]}", &c, iss, "fail",
		"there is no iss");
	test_claims("{}", &c, iss, "fail", "there is no iss");
	test_claims("{\"iss\":\"x\"}", &any, iss, "", "");
	test_claims("{\"aud\":\"https://rs.example\"}", &c, aud, "pass",
		"https://rs.example");
	test_claims("{\"aud\":[\"a\",7,null,\"https://rs.example\"]}", &c, aud,
		"pass", "https://rs.example");
	test_claims("{\"aud\":[\"a\",[\"https://rs.example\"]]}", &c, aud,
		"fail", "aud is a list without it");
	test_claims("{\"aud\":[]}", &c, aud, "fail", "a list without it");
	test_claims("{\"aud\":{\"a\":\"https://rs.example\"}}", &c, aud, "fail",
		"aud is no text, not https://rs.example");
	test_claims("{\"aud\":7}", &c, aud, "fail", "aud is no text");
	test_claims("{\"aud\":\"https://rs.example/\"}", &c, aud, "fail",
		"aud is https://rs.example/, not https://rs.example");
	test_claims("{\"aud\":\"https\"}", &c, aud, "fail", "aud is https,");
	test_claims("{}", &c, aud, "fail", "there is no aud");
	test_claims("{\"aud\":\"x\"}", &any, aud, "", "");
}

static void
test_active(void)
{
	const char *const id = "token.active";

	test_text("{\"active\":true}", &any, id, "pass", "active is true");
	test_text("{\"active\":false}", &any, id, "fail", "active is false");
	test_text("{\"active\":\"true\"}", &any, id, "fail", "is no boolean");
	test_text("{\"active\":1}", &any, id, "fail", "is no boolean");
	test_text("{\"active\":null}", &any, id, "fail", "is no boolean");
	test_text("{\"sub\":\"a\"}", &any, id, "warn", "give the token itself");
	test_text(JWT, &any, id, "", "");
	test_claims("{\"active\":7}", &any, id, "", "");
	test_claims("{\"token_introspection\":{\"active\":true}}", &any, id,
		"pass", "active is true");
	test_claims("{\"token_introspection\":{\"active\":false}}", &any, id,
		"fail", "active is false");
	test_claims("{\"token_introspection\":{\"sub\":\"a\"}}", &any, id,
		"fail", "token_introspection has no active");
	test_claims("{\"exp\":1,\"token_introspection\":{\"exp\":1764079201}}",
		&any, "token.time", "pass", "in 1 s");
	test_claims("{\"token_introspection\":[]}", &any, id, "", "");
	test_claims("{\"token_introspection\":{\"active\":true}}", &any,
		"token.form", "fail", "typ is not token-introspection+jwt");
	test_text(INTROSPECTION ".eyJ0b2tlbl9pbnRyb3NwZWN0aW9uIjp7ImFjdGl2ZSI6"
				"dHJ1ZX19.AAAA",
		&any, "token.form", "pass", "a JWT");
	test_text(INTROSPECTION ".e30.AAAA", &any, "token.form", "fail",
		"no object token_introspection");
	test_text("{\"active\":false,\"access_token\":\"" JWT "\"}", &any,
		"token.form", "fail", "active is false beside");
}

static void
test_types(void)
{
	const char *const id = "token.type";
	/* {"cnf":{"jkt":"a"}} */
#define BOUND "eyJhbGciOiJFUzI1NiJ9.eyJjbmYiOnsiamt0IjoiYSJ9fQ.AAAA"
	test_text("Bearer " BOUND, &any, id, "fail",
		"the scheme is Bearer, but cnf has jkt");
	test_text("dpop " BOUND, &any, id, "pass", "the scheme is dpop");
	test_text(BOUND, &any, id, "", "");
	test_text("Bearer " JWT, &any, id, "", "");
	test_text("{\"token_type\":\"bearer\",\"access_token\":\"" BOUND "\"}",
		&any, id, "fail", "token_type is bearer, but cnf has jkt");
	test_text("{\"token_type\":\"DPoP\",\"access_token\":\"" BOUND "\"}",
		&any, id, "pass", "token_type is DPoP");
	test_text("{\"token_type\":7,\"access_token\":\"" BOUND "\"}", &any, id,
		"", "");
	test_text("{\"active\":true,\"token_type\":\"Bearer\","
		  "\"cnf\":{\"jkt\":\"a\"}}",
		&any, id, "fail", "token_type is Bearer");
	test_claims("{\"token_introspection\":{\"active\":true,\"token_type\":"
		    "\"Bearer\",\"cnf\":{\"jkt\":\"a\"}}}",
		&any, id, "fail", "token_type is Bearer");
}

/* ---- again -------------------------------------------------------------- */

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_fault(const struct err *a, const struct err *b)
{
	return a->kind == b->kind
		&& (a->kind == ERR_NONE || strcmp(a->text, b->text) == 0);
}

static bool
is_same(const struct token *a, const struct token *b)
{
	const struct jws *x = &a->jws, *y = &b->jws;

	return a->form == b->form && view_eq(a->value, b->value)
		&& view_eq(bytes_view(&a->scheme), bytes_view(&b->scheme))
		&& (a->claims == NULL) == (b->claims == NULL)
		&& same_fault(&a->fault, &b->fault) && x->form == y->form
		&& (x->head == NULL) == (y->head == NULL) && x->alg == y->alg
		&& same_text(x->alg_name, y->alg_name)
		&& same_text(x->kid, y->kid) && view_eq(x->header, y->header)
		&& same_fault(&x->form_fault, &y->form_fault)
		&& same_fault(&x->header_fault, &y->header_fault)
		&& same_fault(&x->crit_fault, &y->crit_fault);
}

/* Nothing of one token is seen in the next one. */
static void
test_again(void)
{
	static const char *const texts[] = { JWT, BOUND, ("DPoP " BOUND),
		"eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.AAAA",
		"eyJhbGciOjd9.e30.AAAA", "W10.e30.AAAA", "eyJhbGciIg.e30.AAAA",
		"eyJhbGciOiJub25lIn0.eyJh.AAAA", "!.e30.AAAA",
		"2YotnFZFEjr1zCsicMWpAA", "", "a.b.c.d.e", "{\"active\":true}",
		("{\"access_token\":\"" BOUND "\"}") };
	_cleanup_token_ struct token t = { .form = TOKEN_OTHER };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		for (size_t k = 0; k < ARRAY_LEN(texts); k++) {
			_cleanup_token_ struct token other = {
				.form = TOKEN_OTHER
			};

			token_read(view_of_str(texts[k]), &other);
			token_read_again(view_of_str(texts[i]), &t);
			token_read_again(view_of_str(texts[k]), &t);
			n += is_same(&t, &other);
		}
	ok(n == ARRAY_LEN(texts) * ARRAY_LEN(texts),
		"a token is read the same whatever was read before");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		test_form(&forms[i]);
	test_nones();
	test_payload("", "the payload: JSON");
	test_payload("[]", "the payload is no JSON object");
	test_payload("\"e30.e30.AA\"", "the payload is no JSON object");
	test_payload("{\"cnf\":{},\"cnf\":{}}", "a name that appears twice");
	test_payload("{\"a\":1}{", "the payload: JSON");
	test_doors();
	test_deep();
	test_long();
	test_undecided("2YotnFZFEjr1zCsicMWpAA");
	test_undecided("e30.e30.e30.e30.e30");
	test_undecided("{\"ciphertext\":\"\"}");
	test_times();
	test_parties();
	test_active();
	test_types();
	test_again();
	return tap_done();
}
