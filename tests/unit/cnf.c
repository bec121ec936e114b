/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The confirmation claim: the RFCs' own, and every shape that it must not
 * have.
 */
#include "proof/cnf.h"

#include "tap.h"
#include "vectors.h"

static struct json *
parse(const char *text)
{
	struct json *root = NULL;
	struct err err;

	if (json_parse(view_of_str(text), &root, &err) < 0) {
		printf("Bail out! %s: %s\n", text, err.text);
		exit(1);
	}
	return root;
}

static const char *
text(const struct json *j, const char *member)
{
	const char *s = json_string(json_get(j, member));

	return s != NULL ? s : "";
}

/* ---- the RFCs' own ------------------------------------------------------ */

static void
test_rfc7800(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc7800-examples.json");
	const struct json *row = json_first(json_get(root, "cases"));
	static const struct {
		enum cnf_method a, b;
	} want[] = {
		{ CNF_JWK, CNF_JWK },
		{ CNF_KID, CNF_KID },
		{ CNF_JKU, CNF_KID },
	};

	for (size_t i = 0; row != NULL; row = json_next(row), i++) {
		_cleanup_cnf_ struct cnf c = { .json = NULL };
		const char *jkt = text(row, "thumbprint_sha256");

		cnf_read(row, &c);
		ok(c.fault.kind == ERR_NONE && c.n_unknown == 0
				&& c.n_known == 1 + (want[i].a != want[i].b)
				&& c.item[want[i].a].json != NULL
				&& c.item[want[i].b].json != NULL
				&& strcmp(c.jwk.jkt, jkt) == 0,
			"%s", text(row, "name"));
	}
}

/* What a claim with one digest must look like. */
static void
test_digest(const char *name, const struct json *claims, enum cnf_method m,
	const char *digest, bool spare)
{
	_cleanup_cnf_ struct cnf c = { .json = NULL };
	char again[B64_ROOM(CNF_DIGEST)];

	cnf_read(claims, &c);
	b64_encode_to(again, (struct view){ c.item[m].digest, CNF_DIGEST },
		B64_URL);
	ok(c.fault.kind == ERR_NONE && c.n_known == 1 && c.n_unknown == 0
			&& c.item[m].has_digest && c.item[m].spare_bits == spare
			&& c.item[m].text != NULL
			&& strcmp(c.item[m].text, digest) == 0
			&& strncmp(again, digest, 42) == 0
			&& (again[42] == digest[42]) == !spare,
		"%s: %s %s", name, cnf_method_name(m), c.fault.text);
}

static void
test_published(void)
{
	static const char *const files[] = {
		"oauth-token-binding-examples.json",
		"oidc-token-bound-authentication-examples.json",
	};
	_cleanup_json_ struct json *dpop = vector_json("rfc9449-examples.json");

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		_cleanup_json_ struct json *root = vector_json(files[i]);
		const struct json *row = json_first(
			json_get(root, i == 0 ? "cases" : "id_tokens"));

		for (; row != NULL; row = json_next(row))
			if (json_get(row, "cnf") != NULL)
				test_digest(text(row, "name"), row, CNF_TBH,
					text(json_get(row, "cnf"), "tbh"),
					false);
	}
	test_digest("RFC 9449", json_get(dpop, "bound_access_token"), CNF_JKT,
		text(dpop, "jkt"), false);
}

/* RFC 8705: the certificate's digest, and the one of its figures 2 and 3. */
static void
test_rfc8705(void)
{
	_cleanup_json_ struct json *root = vector_json(
		"rfc8705-appendix-a.json");
	const struct json *good = json_first(json_get(root, "cases"));
	const struct json *odd = json_first(json_get(root, "unverifiable"));
	const char *both[] = { text(good, "x5t#S256"), text(odd, "x5t#S256") };

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		_cleanup_str_ char *t =
			xasprintf("{\"cnf\":{\"x5t#S256\":\"%s\"}}", both[i]);
		_cleanup_json_ struct json *claims = parse(t);

		test_digest("RFC 8705", claims, CNF_X5T_S256, both[i], i == 1);
	}
}

/* ---- digests ------------------------------------------------------------ */

static void
test_text(const char *t, bool want, bool want_spare)
{
	uint8_t digest[CNF_DIGEST] = { 0xa5 };
	bool spare = !want_spare;
	bool good = cnf_digest(t, digest, &spare);

	ok(good == want
			&& (good ? spare == want_spare
				 : digest[0] == 0xa5 && spare == !want_spare),
		"'%s': %s%s", t, want ? "32 octets" : "none",
		want_spare ? ", spare bits" : "");
}

static void
test_texts(void)
{
#define B42 "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg"
	test_text(B42 "0", true, false);
	test_text(B42 "1", true, true);
	test_text(B42 "2", true, true);
	test_text(B42 "3", true, true);
	test_text(B42 "_", true, true);
	test_text(B42 "8", true, false);
	test_text(B42 "A", true, false);
	test_text(B42 "B", true, true);
	test_text(B42, false, false);
	test_text(B42 "0=", false, false);
	test_text(B42 "=", false, false);
	test_text(B42 "0A", false, false);
	test_text(B42 "+", false, false);
	test_text(B42 " ", false, false);
	test_text(B42 "\n", false, false);
	test_text("+wcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg0", false, false);
	test_text("bwcK0esc3ACC3DB2Y5/lESsXE8o9ltc05O89jdN+dg0", false, false);
	test_text("", false, false);
	test_text("6f070ad1eb1cdc0082dc30766399", false, false);
}

/* ---- shapes ------------------------------------------------------------- */

/* Words of the fault, or "" for none; how many members. */
static void
test_shape(const char *cnf, const char *words, size_t known, size_t unknown)
{
	_cleanup_str_ char *t = xasprintf("{\"sub\":\"a\",\"cnf\":%s}", cnf);
	_cleanup_json_ struct json *claims = parse(t);
	_cleanup_cnf_ struct cnf c = { .json = NULL };

	cnf_read(claims, &c);
	ok(c.json != NULL && (c.fault.kind == ERR_NONE) == (*words == '\0')
			&& strstr(c.fault.text, words) != NULL
			&& c.n_known == known && c.n_unknown == unknown
			&& (unknown > 0) == (c.unknown != NULL),
		"cnf %s: %s", cnf, c.fault.text);
}

static void
test_shapes(void)
{
	static const char no_object[] = "cnf is no JSON object";
	static const char two[] = "more than one of jwk, jwe and jku";

	test_shape("\"abc\"", no_object, 0, 0);
	test_shape("[]", no_object, 0, 0);
	test_shape("[{\"jkt\":\"a\"}]", no_object, 0, 0);
	test_shape("null", no_object, 0, 0);
	test_shape("true", no_object, 0, 0);
	test_shape("7", no_object, 0, 0);
	test_shape("{}", "cnf is empty", 0, 0);
	test_shape("{\"a\":1,\"b\":2}", "", 0, 2);
	test_shape("{\"JKT\":\"a\",\"x5t#s256\":\"b\"}", "", 0, 2);
	test_shape("{\"jkt\":\"a\",\"a\":1,\"kid\":\"b\"}", "", 2, 1);
	test_shape("{\"jwk\":{},\"jwe\":\"a\"}", two, 2, 0);
	test_shape("{\"jwk\":{},\"jku\":\"a\"}", two, 2, 0);
	test_shape("{\"jwe\":\"a\",\"jku\":\"a\"}", two, 2, 0);
	test_shape("{\"jwe\":\"a\",\"jku\":\"a\",\"jwk\":1}", two, 3, 0);
	test_shape("{\"jku\":\"a\",\"kid\":\"a\"}", "", 2, 0);
	test_shape("{\"jwk\":{},\"x5t#S256\":\"a\",\"tbh\":\"b\"}", "", 3, 0);
	test_shape("{\"x5t\":\"a\"}", "", 1, 0);
}

static void
test_members(void)
{
	_cleanup_json_ struct json *claims = parse(
		"{\"cnf\":{\"zz\":1,\"yy\":2,\"jkt\":7,\"x5t#S256\":null,"
		"\"x5t\":\"" B42 "0\",\"kid\":\"" B42 "0\",\"jwk\":\"x\"}}");
	_cleanup_cnf_ struct cnf c = { .json = NULL };

	cnf_read(claims, &c);
	ok(strcmp(c.unknown, "zz") == 0, "the first unknown name");
	ok(c.item[CNF_JKT].json != NULL && c.item[CNF_JKT].text == NULL
			&& !c.item[CNF_JKT].has_digest,
		"a number is there, but no text");
	ok(c.item[CNF_X5T_S256].json != NULL
			&& c.item[CNF_X5T_S256].text == NULL,
		"null is there, too");
	ok(c.item[CNF_X5T].text != NULL && !c.item[CNF_X5T].has_digest
			&& !c.item[CNF_KID].has_digest,
		"x5t and kid are no digests of 32 octets");
	ok(c.jwk.fault.kind == ERR_INPUT, "jwk is no key: %s",
		c.jwk.fault.text);
	ok(c.item[CNF_TBH].json == NULL && c.item[CNF_TBH].text == NULL,
		"what is not there is not");
}

static void
test_none(void)
{
	_cleanup_json_ struct json *claims = parse("{\"CNF\":{}}");
	_cleanup_json_ struct json *list = parse("[\"cnf\"]");
	_cleanup_json_ struct json *word = parse("\"cnf\"");
	const struct json *const none[] = { NULL, claims, list, word };

	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		struct cnf c = { .json = claims, .n_known = 7 };

		cnf_read(none[i], &c);
		ok(c.json == NULL && c.n_known == 0 && c.fault.kind == ERR_NONE,
			"none: %zu", i);
		cnf_done(&c);
	}
}

static void
test_names(void)
{
	static const char *const want[] = { "x5t#S256", "jkt", "jwk", "tbh",
		"x5t", "kid", "jwe", "jku" };

	for (size_t i = 0; i < CNF_METHODS; i++)
		ok(strcmp(cnf_method_name((enum cnf_method)i), want[i]) == 0,
			"%s", want[i]);
}

int
main(void)
{
	test_rfc7800();
	test_published();
	test_rfc8705();
	test_texts();
	test_shapes();
	test_members();
	test_none();
	test_names();
	return tap_done();
}
