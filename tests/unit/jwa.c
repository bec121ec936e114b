/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every algorithm with signatures, good and bad, whose verdicts
 * python3-cryptography has given; and all that may not be verified with it.
 */
#include "proof/jwa.h"

#include "proof/jwk.h"
#include "tap.h"
#include "vectors.h"

enum { FLIP_EVERY = 5 }; /* octets: all of them would take minutes */

static const char *
text(const struct json *j, const char *member)
{
	const char *s = json_string(json_get(j, member));

	return s != NULL ? s : "";
}

/* EdDSA and Ed25519 are the same; all else is another algorithm. */
static bool
is_alike(const struct jwa *a, const struct jwa *b)
{
	return a == b || (a->kind == JWA_EDDSA && b->kind == JWA_EDDSA);
}

/* A signature that is good is so in no other way. */
static void
test_others(const char *name, const struct jwk *k, const struct jwa *alg,
	struct view data, struct view sig)
{
	size_t n = 0;

	for (const struct jwa *a = jwa_rows; a->name != NULL; a++)
		if (!is_alike(a, alg))
			n += jwk_verify(k, a, data, sig);
	ok(n == 0, "%s: verifies by %zu other algorithms", name, n);
}

static void
test_flips(const char *name, const struct jwk *k, const struct jwa *alg,
	struct bytes *data, struct bytes *sig)
{
	struct bytes *both[] = { data, sig };
	const size_t steps[] = { FLIP_EVERY, 1 };
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(both); i++)
		for (size_t at = 0; at < both[i]->len; at += steps[i]) {
			uint8_t bit = (uint8_t)(1u << at % 8);

			both[i]->data[at] ^= bit;
			n += jwk_verify(k, alg, bytes_view(data),
				bytes_view(sig));
			both[i]->data[at] ^= bit;
		}
	ok(n == 0, "%s: %zu with a bit flipped verify", name, n);
}

static void
test_signature(const struct json *keys, const struct json *row)
{
	_cleanup_bytes_ struct bytes data = vector_b64(row, "signed");
	_cleanup_bytes_ struct bytes sig = vector_b64(row, "sig");
	const struct jwa *alg = jwa_find(text(row, "alg"));
	bool good = strcmp(text(row, "verdict"), "good") == 0, takes;
	const char *name = text(row, "name");
	struct err err = { 0 };
	struct jwk k;

	jwk_read(json_get(keys, text(row, "key")), &k);
	takes = jwa_takes(alg, k.type) && k.is_oct == (alg->kind == JWA_HMAC);
	ok(k.fault.kind == ERR_NONE && (jwk_fits(&k, alg, &err) == 0) == takes
			&& jwk_verify(&k, alg, bytes_view(&data),
				   bytes_view(&sig))
				== good,
		"%s: %s", name, good ? "good" : "bad");
	ok(!good || alg->sig_len == 0 || alg->sig_len == sig.len,
		"%s: %zu octets", name, sig.len);
	if (good && strstr(name, "as it is") != NULL) {
		test_others(name, &k, alg, bytes_view(&data), bytes_view(&sig));
		test_flips(name, &k, alg, &data, &sig);
	}
	jwk_done(&k);
}

/* ---- the table ---------------------------------------------------------- */

static void
test_table(void)
{
	static const struct {
		const char *name;
		enum key_type takes[2];
	} rows[] = {
		{ "HS256", { KEY_OTHER, KEY_OTHER } },
		{ "RS384", { KEY_RSA, KEY_RSA } },
		{ "PS512", { KEY_RSA, KEY_RSA } },
		{ "ES256", { KEY_EC_P256, KEY_EC_P256 } },
		{ "ES384", { KEY_EC_P384, KEY_EC_P384 } },
		{ "ES512", { KEY_EC_P521, KEY_EC_P521 } },
		{ "EdDSA", { KEY_ED25519, KEY_ED448 } },
		{ "Ed25519", { KEY_ED25519, KEY_ED25519 } },
		{ "Ed448", { KEY_ED448, KEY_ED448 } },
	};
	static const char *const not_there[] = { "", "es256", "ES256 ", "NONE",
		"None", "ed25519", "EDDSA", "HS1", "RS1", "ES256k", "A128KW" };

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int type = KEY_OTHER; type <= KEY_ED448; type++) {
			bool want = type == (int)rows[i].takes[0]
				|| type == (int)rows[i].takes[1];

			ok(jwa_takes(jwa_find(rows[i].name),
				   (enum key_type)type)
					== want,
				"%s and keys of type %d", rows[i].name, type);
		}
	for (int type = KEY_OTHER; type <= KEY_ED448; type++)
		ok(!jwa_takes(jwa_find("none"), (enum key_type)type)
				&& !jwa_takes(jwa_find("ES256K"),
					(enum key_type)type),
			"none and ES256K take no key of type %d", type);
	for (size_t i = 0; i < ARRAY_LEN(not_there); i++)
		ok(jwa_find(not_there[i]) == NULL, "no \"%s\"", not_there[i]);
	for (const struct jwa *a = jwa_rows; a->name != NULL; a++)
		ok(jwa_find(a->name) == a
				&& (a->kind != JWA_HMAC
					|| a->sig_len == hash_len(a->hash)),
			"%s is itself", a->name);
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("jwa.json");
	const struct json *row = json_first(json_get(root, "signatures"));

	test_table();
	for (; row != NULL; row = json_next(row))
		test_signature(json_get(root, "keys"), row);
	return tap_done();
}
