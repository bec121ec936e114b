/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON Web Signatures: the RFCs' own, and those of attackers and of clumsy
 * issuers, each judged in the words that are due; none verifies but the true.
 */
#include "judge/jws.h"

#include "judged.h"
#include "tap.h"
#include "vectors.h"

static const char *
text(const struct json *j, const char *member)
{
	const char *s = json_string(json_get(j, member));

	return s != NULL ? s : "";
}

/* The keys in TEXT; what is wrong with them is the judge's. */
static void
take_keys(struct jws_keys *k, struct view keys)
{
	*k = (struct jws_keys){ .name = "keys.json" };
	bytes_append_view(&k->source, keys);
	(void)!jwks_parse(bytes_view(&k->source), &k->set, &k->fault);
}

static enum verdict
judge(struct report *r, struct view token, const struct jws_keys *k,
	const struct jwk **ret_key)
{
	_cleanup_jws_ struct jws j = { .form = JWS_OTHER };
	enum verdict v;

	jws_read(token, &j);
	v = judge_jws(r, &j, k, ret_key, false);
	return v;
}

static bool
verifies(struct view token, const struct jws_keys *k)
{
	struct report r = { .program = "p" };
	bool pass = judge(&r, token, k, NULL) == VERDICT_PASS;

	/* The status of the program and the verdict never disagree. */
	if (pass != (report_status(&r) == 0))
		abort();
	report_done(&r);
	return pass;
}

/* ---- own cases ---------------------------------------------------------- */

static bool
has_cause(const struct report *r, const char *id)
{
	if (*id == '\0')
		return r->n_diagnoses == 0;
	return r->n_diagnoses == 1 && strcmp(r->diagnoses[0].cause->id, id) == 0
		&& r->diagnoses[0].evidence.n > 0
		&& r->diagnoses[0].advice.n > 0;
}

static bool
has_checks(const struct report *r, const struct json *checks)
{
	const struct json *c = json_first(checks);

	for (; c != NULL; c = json_next(c))
		if (!judged(r, text(c, "id"), text(c, "verdict"),
			    text(c, "words")))
			return false;
	return true;
}

/* Without a check that fails it is due to pass. */
static bool
must_pass(const struct json *checks)
{
	const struct json *c = json_first(checks);

	while (c != NULL && strcmp(text(c, "verdict"), "fail") != 0)
		c = json_next(c);
	return c == NULL;
}

static void
test_case(const struct json *row, const char *keys)
{
	_cleanup_jws_keys_ struct jws_keys k = { .name = NULL };
	const struct json *checks = json_get(row, "checks");
	struct report r = { .program = "p" };
	const struct jwk *right = NULL;
	struct err err = { 0 };
	enum verdict v;

	take_keys(&k, view_of_str(keys));
	if (text(row, "allow")[0] != '\0'
		&& jws_keys_allow(&k, text(row, "allow"), &err) < 0)
		exit(1);
	v = judge(&r, view_of_str(text(row, "token")), &k, &right);
	if (!ok(v == (must_pass(checks) ? VERDICT_PASS : VERDICT_FAIL)
			    && (v == VERDICT_PASS) == (right != NULL)
			    && (v == VERDICT_PASS) == (report_status(&r) == 0)
			    && has_checks(&r, checks)
			    && has_cause(&r, text(row, "cause")),
		    "%s", text(row, "name")))
		show(&r);
	report_done(&r);
}

static void
test_own(void)
{
	_cleanup_json_ struct json *root = vector_json("jws.json");
	const struct json *row = json_first(json_get(root, "cases"));

	for (; row != NULL; row = json_next(row)) {
		const struct json *set = json_first(json_get(root, "sets"));
		int64_t n = 0;

		(void)json_integer(json_get(row, "keys"), &n);
		while (n-- > 0)
			set = json_next(set);
		test_case(row, json_string(set));
	}
}

/* ---- the RFCs' own ------------------------------------------------------ */

/* Any bit and any cut of a token that verifies makes it another one. */
static void
test_changed(const char *name, const char *token, const struct jws_keys *k)
{
	enum { STRIDE = 7 };
	_cleanup_bytes_ struct bytes copy = { 0 };
	size_t taken = 0;

	bytes_append_str(&copy, token);
	for (size_t i = 0; i < copy.len; i += STRIDE) {
		copy.data[i] ^= (uint8_t)(1u << i % 8);
		taken += verifies(bytes_view(&copy), k);
		copy.data[i] ^= (uint8_t)(1u << i % 8);
		taken += verifies(view_part(bytes_view(&copy), 0, i), k);
		taken += verifies(view_part(bytes_view(&copy), i + 1, SIZE_MAX),
			k);
	}
	bytes_append_u8(&copy, 'A');
	taken += verifies(bytes_view(&copy), k);
	ok(taken == 0, "%s: %zu changed ones verify", name, taken);
}

static void
test_published(const char *name, const char *token, const struct json *jwk,
	bool valid)
{
	_cleanup_jws_keys_ struct jws_keys k = { .name = "keys.json" };
	struct report r = { .program = "p" };

	k.set.key = xcalloc(1, sizeof(*k.set.key));
	k.set.n = 1;
	jwk_read(jwk, k.set.key);
	if (!ok((judge(&r, view_of_str(token), &k, NULL) == VERDICT_PASS)
				    == valid
			    && (report_status(&r) == 0) == valid,
		    "%s: %s", name, valid ? "verifies" : "does not"))
		show(&r);
	if (valid)
		test_changed(name, token, &k);
	report_done(&r);
}

static void
test_rfc(const char *file, const char *list)
{
	_cleanup_json_ struct json *root = vector_json(file);
	const struct json *row = json_first(json_get(root, list));

	for (; row != NULL; row = json_next(row))
		if (text(row, "jws")[0] != '\0')
			test_published(text(row, "name"), text(row, "jws"),
				json_get(row, "jwk"),
				strcmp(text(row, "expect"), "valid") == 0);
}

/* Each proof brings its key: good with it, and only if it is trusted. */
static void
test_dpop(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc9449-examples.json");
	const struct json *row = json_first(json_get(root, "proofs"));

	for (; row != NULL; row = json_next(row)) {
		_cleanup_jws_ struct jws j = { .form = JWS_OTHER };
		_cleanup_jws_keys_ struct jws_keys none = { .name = "none" };
		const char *name = text(row, "name");

		jws_read(view_of_str(text(row, "dpop")), &j);
		ok(strcmp(j.typ, "dpop+jwt") == 0 && j.kid == NULL, "%s: typ",
			name);
		test_published(name, text(row, "dpop"), json_get(j.head, "jwk"),
			true);
		ok(!verifies(j.text, &none), "%s: not by its own key", name);
	}
}

/* ---- forms -------------------------------------------------------------- */

static char *
member_text(const struct json *root, const char *member)
{
	const struct json *row = json_first(json_get(root, "cases"));
	const struct json *m, *sig;

	while (json_get(row, member) == NULL)
		row = json_next(row);
	m = json_get(row, member);
	sig = json_first(json_get(m, "signatures"));
	return sig != NULL
		? xasprintf("{\"payload\":\"%s\",\"signatures\":[{"
			    "\"protected\":"
			    "\"%s\",\"signature\":\"%s\"}]}",
			text(m, "payload"), text(sig, "protected"),
			text(sig, "signature"))
		: xasprintf("{\"payload\":\"%s\",\"protected\":\"%s\","
			    "\"signature\":\"%s\"}",
			text(m, "payload"), text(m, "protected"),
			text(m, "signature"));
}

static void
test_form(const char *t, enum jws_form want)
{
	_cleanup_jws_ struct jws j = { .form = JWS_OTHER };

	jws_read(view_of_str(t), &j);
	ok(j.form == want
			&& (j.form_fault.kind == ERR_NONE)
				== (want == JWS_COMPACT),
		"%.40s: %s", t, jws_form_words(want));
}

/* C ends there, a token does not. */
static void
test_nul(void)
{
	_cleanup_jws_keys_ struct jws_keys k = { .name = NULL };
	_cleanup_json_ struct json *root = vector_json("rfc7515-a1-a7.json");
	const struct json *row = json_first(json_get(root, "cases"));
	_cleanup_bytes_ struct bytes t = { 0 };

	k.name = "keys.json";
	k.set.key = xcalloc(1, sizeof(*k.set.key));
	k.set.n = 1;
	jwk_read(json_get(row, "jwk"), k.set.key);
	bytes_append_str(&t, text(row, "jws"));
	ok(verifies(bytes_view(&t), &k), "without a NUL behind");
	bytes_append_u8(&t, 0);
	ok(!verifies(bytes_view(&t), &k), "with a NUL behind");
}

static void
test_forms(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc7515-a1-a7.json");
	_cleanup_str_ char *general = member_text(root, "general_json");
	_cleanup_str_ char *flattened = member_text(root, "flattened_json");

	test_form(general, JWS_GENERAL);
	test_form(flattened, JWS_FLATTENED);
	test_form("e30.e30.", JWS_COMPACT);
	test_form("..", JWS_COMPACT);
	test_form("e30.e30.e30.e30.e30", JWS_ENCRYPTED);
	test_form("....", JWS_ENCRYPTED);
	test_form("{\"ciphertext\":1,\"payload\":\"\"}", JWS_JSON_ENCRYPTED);
	test_form("{\"payload\":\"\"}", JWS_OTHER);
	test_form("{\"signature\":\"\"}", JWS_OTHER);
	test_form("{\"payload\":\"\",\"signature\":\"\"", JWS_OTHER);
	test_form("{", JWS_OTHER);
	test_form("", JWS_OTHER);
	test_form("~..", JWS_OTHER);
	test_form("...", JWS_OTHER);
}

/* A token of just the limit is read and verifies; one more is not. */
static void
test_limit(void)
{
	_cleanup_jws_keys_ struct jws_keys k = { .name = NULL };
	_cleanup_bytes_ struct bytes t = { 0 };
	static const char key[] =
		"{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka"
		"GxwdHh8\"}";
	/* {"alg":"HS256"} and 43 characters of a digest. */
	static const char head[] = "eyJhbGciOiJIUzI1NiJ9.";
	uint8_t mac[HASH_MAX];
	struct report r = { .program = "p" };
	char sig[B64_ROOM(HASH_MAX)];

	take_keys(&k, view_of_str(key));
	bytes_append_str(&t, head);
	while (t.len < JWS_MAX - 44)
		bytes_append_u8(&t, 'A');
	(void)hash_hmac(HASH_SHA256, bytes_view(&k.set.key->secret),
		bytes_view(&t), mac);
	b64_encode_to(sig, (struct view){ mac, 32 }, B64_URL);
	bytes_append_str(&t, ".");
	bytes_append_str(&t, sig);
	ok(t.len == JWS_MAX && verifies(bytes_view(&t), &k),
		"a token of %zu characters", t.len);
	bytes_append_u8(&t, 'A');
	ok(judge(&r, bytes_view(&t), &k, NULL) == VERDICT_FAIL
			&& judged(&r, "jws.form", "fail",
				"it has 1048577 characters: the limit is "
				"1048576"),
		"one more");
	report_done(&r);
}

/* ---- many keys, brief judgements, options ------------------------------- */

/* N keys that may, of which the last is the right one. */
static void
test_many(size_t n, bool found)
{
	_cleanup_bytes_ struct bytes set = { 0 };
	_cleanup_jws_keys_ struct jws_keys k = { .name = NULL };
	_cleanup_json_ struct json *root = vector_json("rfc7515-a1-a7.json");
	const struct json *row = json_first(json_get(root, "cases"));
	struct report r = { .program = "p" };

	bytes_append_str(&set, "{\"keys\":[");
	for (size_t i = 1; i < n; i++) {
		_cleanup_str_ char *one =
			xasprintf("{\"kty\":\"oct\",\"k\":\"%042zuA\"},", i);

		bytes_append_str(&set, one);
	}
	bytes_append_str(&set, "{\"kty\":\"oct\",\"k\":\"");
	bytes_append_str(&set, text(json_get(row, "jwk"), "k"));
	bytes_append_str(&set, "\"}]}");
	take_keys(&k, bytes_view(&set));
	ok((judge(&r, view_of_str(text(row, "jws")), &k, NULL) == VERDICT_PASS)
				== found
			&& (found
				|| judged(&r, "jws.signature", "fail",
					"any of the first 64 of 65 keys that "
					"may: more are not tried")),
		"%zu keys", n);
	report_done(&r);
}

static void
test_brief(void)
{
	_cleanup_jws_keys_ struct jws_keys k = { .name = NULL };
	_cleanup_jws_keys_ struct jws_keys secret = { .name = NULL };
	_cleanup_jws_ struct jws j = { .form = JWS_OTHER };
	struct report r = { .program = "p" };

	take_keys(&k, view_of_str("{\"kty\":\"RSA\"}"));
	take_keys(&secret,
		view_of_str("{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODxA"
			    "REhMUFRYXGBkaGxwdHh8\"}"));
	/* {"alg":"HS256"} and the HMAC by the text above. */
	jws_read(view_of_str("eyJhbGciOiJIUzI1NiJ9.e30.AAAA"), &j);
	ok(judge_jws(&r, &j, &k, NULL, true) == VERDICT_FAIL
			&& r.n_diagnoses == 0
			&& !judged(&r, "jws.key", "fail", "no known mistake"),
		"a brief judgement has no cause");
	report_clear(&r);
	ok(judge_jws(&r, &j, &secret, NULL, true) == VERDICT_FAIL
			&& r.n_diagnoses == 0
			&& judged(&r, "jws.signature", "fail", "3 octets")
			&& !judged(&r, "jws.signature", "fail", "no known"),
		"nor has one by a key that may");
	report_clear(&r);
	ok(judge_jws(&r, &j, &k, NULL, false) == VERDICT_FAIL
			&& judged(&r, "jws.key", "fail", "no known mistake"),
		"a long one looks for one");
	report_done(&r);
}

static void
test_allow(const char *list, size_t want)
{
	struct jws_keys k = { .name = NULL };
	struct err err = { 0 };
	int rc = jws_keys_allow(&k, list, &err);

	ok(want > 0 ? rc == 0 && k.n_algs == want
		    : rc < 0 && err.kind == ERR_USAGE
				&& strstr(err.text, "none, ") == NULL,
		"--alg '%s': %zu %s", list, want, err.text);
}

static void
test_allowed(void)
{
	test_allow("ES256", 1);
	test_allow(" ES256 ,, RS256", 2);
	test_allow("ES256,ES256,ES256,ES256,ES256,ES256,ES256,ES256,ES256,"
		   "ES256,ES256,ES256,ES256,ES256,ES256,ES256,ES256,RS256",
		2);
	test_allow("HS256,HS384,HS512,RS256,RS384,RS512,PS256,PS384,PS512,"
		   "ES256,ES384,ES512,EdDSA,Ed25519,Ed448",
		15);
	test_allow("", 0);
	test_allow(" , ", 0);
	test_allow("none", 0);
	test_allow("ES256,none", 0);
	test_allow("ES256K", 0);
	test_allow("es256", 0);
}

static void
test_load(void)
{
	_cleanup_jws_keys_ struct jws_keys k = { .name = NULL };
	_cleanup_jws_keys_ struct jws_keys bad = { .name = NULL };
	_cleanup_str_ char *path = vector_path("jwk.json");
	struct err err = { 0 };

	ok(jws_keys_load(&k, "/nonexistent/keys", &err) < 0
			&& err.kind == ERR_INPUT,
		"no file: %s", err.text);
	ok(jws_keys_load(&bad, path, &err) == 0 && bad.set.n == 1
			&& bad.source.len > 0,
		"a file");
}

int
main(void)
{
	test_rfc("rfc7515-a1-a7.json", "cases");
	test_rfc("rfc7520-4.1-4.4.json", "cases");
	test_rfc("rfc8037-eddsa.json", "cases");
	test_rfc("oidc-token-bound-authentication-examples.json", "id_tokens");
	test_dpop();
	test_own();
	test_forms();
	test_nul();
	test_limit();
	test_many(64, true);
	test_many(65, false);
	test_brief();
	test_allowed();
	test_load();
	return tap_done();
}
