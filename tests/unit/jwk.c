/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Public and symmetric keys as JWK: the RFCs' own keys, thumbprints and
 * signatures, and what is broken, refused in the words that are due.
 */
#include "proof/jwk.h"

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

int
main(void)
{
	test_rfc("rfc7515-a1-a7.json");
	test_rfc("rfc7520-4.1-4.4.json");
	test_rfc("rfc7638-example.json");
	test_rfc("rfc7800-examples.json");
	test_rfc("rfc8037-eddsa.json");
	test_rfc("rfc8705-appendix-a.json");
	return tap_done();
}
