/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public and symmetric keys as JWK: the RFCs' own keys, thumbprints and
 * signatures, and what is broken, refused in the words that are due.
 */
#include "proof/jwk.h"

#include "proof/jws.h"
#include "tap.h"
#include "vectors.h"

static const char *
text(const struct json *j, const char *member)
{
	const char *s = json_string(json_get(j, member));

	return s != NULL ? s : "";
}

static struct bytes
from_url(struct view v)
{
	struct bytes data = { 0 };
	struct err err;

	if (b64_decode(v, B64_URL, &data, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(1);
	}
	return data;
}

/* ---- the RFCs' own ------------------------------------------------------ */

/* A compact JWS of alg ALG: true as it is, false with a bit flipped. */
static void
test_jws(const char *name, const struct jwk *k, const char *alg_name,
	const char *jws)
{
	const struct jwa *alg = jwa_find(alg_name);
	const char *dot = strrchr(jws, '.');
	_cleanup_str_ char *copy = xstrndup(jws, (size_t)(dot - jws));
	struct view input = view_of_str(copy);
	_cleanup_bytes_ struct bytes sig = from_url(view_of_str(dot + 1));
	struct err err = { 0 };
	size_t taken = 0;

	ok(alg != NULL && jwk_fits(k, alg, &err) == 0
			&& jwk_verify(k, alg, input, bytes_view(&sig)),
		"%s: %s verifies %s", name, alg_name, err.text);
	for (size_t i = 0; i < sig.len; i++) {
		sig.data[i] ^= (uint8_t)(1u << i % 8);
		taken += jwk_verify(k, alg, input, bytes_view(&sig));
		sig.data[i] ^= (uint8_t)(1u << i % 8);
	}
	for (size_t i = 0; i < sig.len; i += sig.len / 8)
		taken += jwk_verify(k, alg, input,
			view_part(bytes_view(&sig), 0, i));
	copy[0] ^= 1;
	taken += jwk_verify(k, alg, input, bytes_view(&sig));
	ok(taken == 0, "%s: %zu changed ones verify", name, taken);
}

static void
test_case(const struct json *row)
{
	struct jwk k;
	const char *jkt = text(row, "thumbprint_sha256");
	const char *name = text(row, "name"), *alg = strrchr(name, ' ');
	const struct json *jwk = json_get(row, "jwk");

	if (jwk == NULL)
		jwk = json_get(json_get(row, "cnf"), "jwk");
	if (!json_is_object(jwk))
		return;
	jwk_read(jwk, &k);
	ok(k.fault.kind == ERR_NONE && k.remark.kind == ERR_NONE
			&& (k.pubkey != NULL) == !k.is_oct,
		"%s: sound %s%s", name, k.fault.text, k.remark.text);
	if (jkt[0] != '\0')
		ok(strcmp(k.jkt, jkt) == 0, "%s: jkt %s", name, k.jkt);
	if (text(row, "jws")[0] != '\0')
		test_jws(name, &k, alg != NULL ? alg + 1 : "EdDSA",
			text(row, "jws"));
	jwk_done(&k);
}

static void
test_rfc(const char *file)
{
	_cleanup_json_ struct json *root = vector_json(file);
	const struct json *row = json_first(json_get(root, "cases"));

	for (; row != NULL; row = json_next(row))
		test_case(row);
}

/* Each proof has its own key in its header (RFC 9449 section 4.2). */
static void
test_proofs(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc9449-examples.json");
	const struct json *row = json_first(json_get(root, "proofs"));

	for (; row != NULL; row = json_next(row)) {
		_cleanup_jws_ struct jws j = { .form = JWS_OTHER };
		struct jwk k;

		jws_read(view_of_str(text(row, "dpop")), &j);
		jwk_read(json_get(j.head, "jwk"), &k);
		ok(strcmp(k.jkt, text(root, "jkt")) == 0, "%s: jkt %s",
			text(row, "name"), k.jkt);
		test_jws("RFC 9449", &k, "ES256", text(row, "dpop"));
		jwk_done(&k);
	}
}

/* Private keys have the public half that python3-cryptography sees. */
static void
test_private(void)
{
	_cleanup_json_ struct json *root = vector_json("jwk.json");
	const struct json *row = json_first(json_get(root, "good"));

	for (; row != NULL; row = json_next(row)) {
		_cleanup_bytes_ struct bytes spki = vector_b64(row, "spki");
		_cleanup_jwks_ struct jwks s = { .n = 0 };
		struct err err = { 0 };
		const struct jwk *last;
		struct jwk k;

		if (jwks_parse(view_of_str(text(row, "text")), &s, &err) < 0) {
			ok(false, "%s: %s", text(row, "name"), err.text);
			continue;
		}
		last = &s.key[s.n - 1];
		jwk_of_spki(bytes_view(&spki), &k);
		ok(last->is_private
				&& (strcmp(last->jkt, k.jkt) == 0
					|| strstr(last->fault.text, "x5c")),
			"%s: jkt %s", text(row, "name"), last->jkt);
		jwk_done(&k);
	}
}

/* ---- every form, and every fault ---------------------------------------- */

/* Neither in a fault nor in a remark may a value stand. */
static bool
tells(const struct jwks *s, const struct err *err)
{
	static const char *const secrets[] = { "k", "d", "x", "y", "n" };

	for (size_t i = 0; s->root != NULL && i < ARRAY_LEN(secrets); i++) {
		const char *value = text(s->root, secrets[i]);

		if (strlen(value) > 8 && strstr(err->text, value) != NULL)
			return true;
	}
	return false;
}

static void
test_good(const char *name, const struct json *row, const struct jwk *k)
{
	_cleanup_str_ char *json = jwk_text(&k->key);
	const char *remark = text(row, "remark");

	ok(k->fault.kind == ERR_NONE && strcmp(k->jkt, text(row, "jkt")) == 0
			&& json != NULL,
		"%s: jkt %s %s", name, k->jkt, k->fault.text);
	ok(remark[0] == '\0' ? k->remark.kind == ERR_NONE
			     : strstr(k->remark.text, remark) != NULL,
		"%s: remark %s", name, k->remark.text);
	ok(k->is_private == (strstr(k->remark.text, "private") != NULL),
		"%s: private or not", name);
}

static void
test_bad(const char *name, const struct json *row, const struct jwks *s)
{
	const struct jwk *k = &s->key[0];
	struct err err = { 0 };
	size_t fits = 0;

	ok(k->fault.kind == ERR_INPUT
			&& strstr(k->fault.text, text(row, "fault")) != NULL
			&& !tells(s, &k->fault),
		"%s: %s", name, k->fault.text);
	for (const struct jwa *a = jwa_rows; a->name != NULL; a++)
		fits += jwk_fits(k, a, &err) == 0;
	ok(fits == 0 && k->pubkey == NULL && k->jkt[0] == '\0'
			&& k->type == KEY_OTHER && k->secret.len == 0,
		"%s: nothing of it is used", name);
}

static void
test_fit(const char *name, const struct json *row, const struct jwk *k)
{
	const char *words = text(row, "words");
	struct err err = { 0 };
	int rc = jwk_fits(k, jwa_find(text(row, "alg")), &err);

	ok(words[0] == '\0' ? rc == 0
			    : rc < 0 && err.kind == ERR_INPUT
				&& strstr(err.text, words) != NULL,
		"%s: %s", name, err.text);
}

static void
test_row(const struct json *row)
{
	_cleanup_bytes_ struct bytes in = vector_b64(row, "text");
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	const char *name = text(row, "name"), *words = text(row, "error");
	struct err err = { 0 };
	int rc = jwks_parse(bytes_view(&in), &s, &err);

	if (words[0] != '\0') {
		ok(rc < 0 && err.kind == ERR_INPUT
				&& strstr(err.text, words) != NULL,
			"%s: %s", name, err.text);
		return;
	}
	if (!ok(rc == 0 && s.n == 1 && !s.is_set && s.same_kid == NULL,
		    "%s: one key %s", name, err.text))
		return;
	if (json_get(row, "jkt") != NULL)
		test_good(name, row, &s.key[0]);
	else if (json_get(row, "fault") != NULL)
		test_bad(name, row, &s);
	else
		test_fit(name, row, &s.key[0]);
}

static void
test_rows(void)
{
	_cleanup_json_ struct json *root = vector_json("jwk_public.json");
	const struct json *row = json_first(json_get(root, "rows"));

	for (; row != NULL; row = json_next(row))
		test_row(row);
}

/* ---- sets --------------------------------------------------------------- */

static const char p256[] =
	"{\"kty\":\"EC\",\"crv\":\"P-256\","
	"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"";

static void
test_kids(const char *name, const char *keys, size_t n, const char *same)
{
	_cleanup_str_ char *set = xasprintf("{\"keys\":[%s]}", keys);
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	struct err err = { 0 };
	int rc = jwks_parse(view_of_str(set), &s, &err);

	ok(rc == 0 && s.is_set && s.n == n, "%s: %zu keys %s", name, s.n,
		err.text);
	ok(same == NULL ? s.same_kid == NULL
			: s.same_kid != NULL && strcmp(s.same_kid, same) == 0,
		"%s: %s twice", name, s.same_kid ? s.same_kid : "none");
}

static void
test_sets(void)
{
	_cleanup_jwks_ struct jwks s = { .n = 0 };
	_cleanup_str_ char *set = xasprintf("{\"keys\":[{\"kty\":\"XX\","
					    "\"kid\":\"a\"},7,%s,\"kid\":\"b\"}"
					    "]}",
		p256);
	struct err err = { 0 };

	test_kids("an empty set", "", 0, NULL);
	test_kids("no kid", "{},{},[],null", 4, NULL);
	test_kids("other kids", "{\"kid\":\"a\"},{\"kid\":\"A\"},{}", 3, NULL);
	test_kids("two of a kid",
		"{\"kid\":\"b\"},{\"kid\":\"a\"},{\"kid\":\"b\"}", 3, "b");
	test_kids("kids that are no strings", "{\"kid\":1},{\"kid\":1}", 2,
		NULL);
	test_kids("empty kids", "{\"kid\":\"\"},{\"kid\":\"\"}", 2, "");
	if (jwks_parse(view_of_str(set), &s, &err) < 0)
		exit(1);
	ok(s.n == 3 && s.key[0].fault.kind == ERR_INPUT
			&& s.key[1].fault.kind == ERR_INPUT
			&& s.key[2].fault.kind == ERR_NONE
			&& strcmp(s.key[2].kid, "b") == 0,
		"one sound key among others: %s", s.key[2].fault.text);
}

/* N keys of a set; false if they are refused. */
static bool
takes_keys(size_t n, struct err *err)
{
	_cleanup_bytes_ struct bytes set = { 0 };
	_cleanup_jwks_ struct jwks s = { .n = 0 };

	bytes_append_str(&set, "{\"keys\":[{}");
	for (size_t i = 1; i < n; i++)
		bytes_append_str(&set, ",{}");
	bytes_append_str(&set, "]}");
	return jwks_parse(bytes_view(&set), &s, err) == 0 && s.n == n;
}

static void
test_limits(void)
{
	_cleanup_bytes_ struct bytes big = { 0 };
	struct err err = { 0 };
	struct jwks s = { .n = 0 };

	bool takes = takes_keys(JWK_KEYS_MAX, &err);

	ok(takes, "a set of %d keys %s", JWK_KEYS_MAX, err.text);
	ok(!takes_keys(JWK_KEYS_MAX + 1, &err)
			&& strstr(err.text, "a JWK Set of 4097 keys") != NULL,
		"one more: %s", err.text);
	bytes_append_str(&big, p256);
	memset(bytes_reserve(&big, JSON_SIZE_MAX), ' ', JSON_SIZE_MAX);
	big.len += JSON_SIZE_MAX;
	bytes_append_str(&big, "}");
	ok(jwks_parse(bytes_view(&big), &s, &err) < 0 && s.key == NULL
			&& strstr(err.text, "more than the limit") != NULL,
		"too many octets: %s", err.text);
}

/* ---- the other doors ---------------------------------------------------- */

static void
test_doors(void)
{
	struct public_key other = { .type = KEY_OTHER };
	uint8_t digest[HASH_MAX];
	struct jwk k;

	jwk_of_key(&other, &k);
	ok(k.fault.kind == ERR_INPUT, "no key at all: %s", k.fault.text);
	jwk_done(&k);
	jwk_of_spki(view_of_str("x"), &k);
	ok(k.fault.kind == ERR_INPUT && jwk_text(&k.key) == NULL
			&& !jwk_thumbprint(&k.key, digest),
		"no SPKI: %s", k.fault.text);
	jwk_done(&k);
}

int
main(void)
{
	test_rfc("rfc7515-a1-a7.json");
	test_rfc("rfc7520-4.1-4.4.json");
	test_rfc("rfc7638-example.json");
	test_rfc("rfc7800-examples.json");
	test_rfc("rfc8037-eddsa.json");
	test_rfc("rfc8705-appendix-a.json");
	test_proofs();
	test_private();
	test_rows();
	test_sets();
	test_limits();
	test_doors();
	return tap_done();
}
