/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thumbprints agree with RFC 8705 appendix A, with token-binding-own.json, and
 * with hashlib and python3-cryptography for every kind of key.
 */
#include "proof/thumb.h"

#include "tap.h"
#include "vectors.h"

/* Each kind has the value that the oracle gives, or none if that gives none. */
static void
test_case(const struct json *c)
{
	_cleanup_bytes_ struct bytes der = vector_b64(c, "der");
	const struct json *want = json_get(c, "thumbprints");
	const char *name = json_string(json_get(c, "name"));
	struct x509 x, skimmed;
	struct err err;

	if (!ok(x509_parse(bytes_view(&der), &x, &err) == 0
			    && x509_skim(bytes_view(&der), &skimmed, &err) == 0,
		    "%s parses", name))
		return;
	for (const struct thumb_kind *k = thumb_kinds; k->name != NULL; k++) {
		const char *value = json_string(json_get(want, k->name));
		char got[THUMB_TEXT] = "";
		bool has = k->compute(&x, got);

		ok(has == (value != NULL) && (!has || strcmp(got, value) == 0),
			"%s: %s is %s", name, k->name,
			value != NULL ? value : "not defined");
		if (!k->skim)
			continue;
		ok(k->compute(&skimmed, got) == has
				&& (value == NULL || strcmp(got, value) == 0),
			"%s: %s needs no more than a skim", name, k->name);
	}
}

static void
test_rfc8705(void)
{
	_cleanup_json_ struct json *root = vector_json(
		"rfc8705-appendix-a.json");
	const struct json *c = json_first(json_get(root, "cases"));
	const struct json *jwk = json_get(c, "jwk");
	const char *x5c = json_string(json_first(json_get(jwk, "x5c")));
	_cleanup_bytes_ struct bytes der = { 0 };
	char text[THUMB_TEXT];
	struct x509 x;
	struct err err;

	ok(b64_decode(view_of_str(x5c), B64_STD | B64_PAD, &der, &err) == 0
			&& x509_parse(bytes_view(&der), &x, &err) == 0,
		"RFC 8705 appendix A parses");
	ok(thumb_kind_find("x5t#S256")->compute(&x, text)
			&& strcmp(text, json_string(json_get(c, "x5t#S256")))
				== 0,
		"RFC 8705 appendix A: x5t#S256");
	ok(thumb_kind_find("jkt")->compute(&x, text)
			&& strcmp(text,
				   json_string(json_get(c,
					   "jwk_thumbprint_sha256")))
				== 0,
		"RFC 8705 appendix A: jkt");
}

static bool
in_words(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = words; (p = strstr(p, word)) != NULL; p += len)
		if ((p == words || p[-1] == ' ')
			&& (p[len] == ' ' || p[len] == '\0'))
			return true;
	return false;
}

/* The order of reports is part of what scripts read. */
static void
test_table(void)
{
	static const char words[] =
		"x5t#S256 x5t sha256_hex sha1_hex sha256_colon sha1_colon "
		"spki_sha256 jkt ski_hex aki_hex tls_server_end_point_hex "
		"token_binding_id tbh token_binding_id_pss tbh_pss cnf";
	size_t n = 0;

	for (const struct thumb_kind *k = thumb_kinds; k->name != NULL; k++) {
		ok(in_words(words, k->name), "%s is a known kind", k->name);
		ok(thumb_kind_find(k->name) == k, "%s is found", k->name);
		n++;
	}
	ok(n == 16, "there are 16 kinds");
	ok(thumb_kind_find("x5t#S25") == NULL, "no other kind is found");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("certs.json");
	const struct json *c = json_first(json_get(root, "cases"));

	for (; c != NULL; c = json_next(c))
		test_case(c);
	test_rfc8705();
	test_table();
	return tap_done();
}
