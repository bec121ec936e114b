/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk_use.c - what a key may be used for, and its use: RFC 7517 sections 4.2
 * to 4.4, RFC 8725 section 3.1; and the names that RFC 7638 gives it.
 */
#include "base/b64.h"
#include "proof/jwk.h"
#include "proof/jwk_member.h"

/* ---- fitting ------------------------------------------------------------ */

/* "kty RSA", "kty OKP with crv Ed25519 or Ed448"... */
static const char *
words_of(const struct jwa *alg)
{
	static const char *const words[] = {
		[KEY_OTHER] = "kty OKP with crv Ed25519 or Ed448",
		[KEY_RSA] = "kty RSA",
		[KEY_EC_P256] = "kty EC with crv P-256",
		[KEY_EC_P384] = "kty EC with crv P-384",
		[KEY_EC_P521] = "kty EC with crv P-521",
		[KEY_ED25519] = "kty OKP with crv Ed25519",
		[KEY_ED448] = "kty OKP with crv Ed448",
	};

	return alg->kind == JWA_HMAC ? "kty oct" : words[alg->key];
}

static int
fits_type(const struct jwk *k, const struct jwa *alg, struct err *err)
{
	const struct jwk_curve *c = jwk_curve_of(k->type);

	if (alg->kind == JWA_NONE)
		return err_set(err, ERR_INPUT,
			"alg \"none\" is no signature: no key verifies it (RFC "
			"8725 section 3.2)");
	if (alg->kind == JWA_UNSUPPORTED)
		return err_set(err, ERR_INPUT,
			"alg %s is known, but not supported", alg->name);
	if (jwa_takes(alg, k->type))
		return 0;
	return err_set(err, ERR_INPUT,
		"alg %s takes a key of %s: this one has kty %s%s%s", alg->name,
		words_of(alg), k->kty, c != NULL ? " with crv " : "",
		c != NULL ? c->crv : "");
}

/* RFC 7517 sections 4.2 to 4.4. */
static int
fits_members(const struct jwk *k, const struct jwa *alg, struct err *err)
{
	const struct json *ops = json_get(k->json, "key_ops"), *op;

	if (k->alg != NULL && strcmp(k->alg, alg->name) != 0)
		return err_set(err, ERR_INPUT,
			"the key is for alg \"%.32s\", not for %s (RFC 7517 "
			"section 4.4)",
			k->alg, alg->name);
	if (k->use != NULL && strcmp(k->use, "sig") != 0)
		return err_set(err, ERR_INPUT,
			"the key is not for signatures: its use is \"%.32s\" "
			"(RFC 7517 section 4.2)",
			k->use);
	if (ops == NULL)
		return 0;
	for (op = json_first(ops); op != NULL; op = json_next(op))
		if (jwk_is_text(op, "verify"))
			return 0;
	return err_set(err, ERR_INPUT,
		"the key's key_ops does not have \"verify\" (RFC 7517 section "
		"4.3)");
}

int
jwk_fits(const struct jwk *k, const struct jwa *alg, struct err *err)
{
	if (k->fault.kind != ERR_NONE)
		return err_set(err, ERR_INPUT, "the key has a fault: %s",
			k->fault.text);
	if (fits_type(k, alg, err) < 0 || fits_members(k, alg, err) < 0)
		return -1;
	if (k->is_oct && k->secret.len < hash_len(alg->hash))
		return err_set(err, ERR_INPUT,
			"a key of %zu octets: %s takes %zu or more (RFC 7518 "
			"section 3.2)",
			k->secret.len, alg->name, hash_len(alg->hash));
	return 0;
}

bool
jwk_verify(const struct jwk *k, const struct jwa *alg, struct view data,
	struct view sig)
{
	uint8_t mac[HASH_MAX];
	struct view made = { mac, 0 };
	bool same;

	if (k->pubkey != NULL)
		return pubkey_verify_jwa(k->pubkey, alg, data, sig);
	if (!k->is_oct || k->secret.len == 0 || alg->kind != JWA_HMAC)
		return false;
	made.len = hash_hmac(alg->hash, bytes_view(&k->secret), data, mac);
	same = made.len > 0 && view_eq_secret(made, sig);
	wipe(mac, sizeof(mac));
	return same;
}

/* ---- names -------------------------------------------------------------- */

static void
add_member(struct bytes *json, const char *before, struct view value)
{
	bytes_append_str(json, before);
	json->len += b64_encode_to((char *)bytes_reserve(json,
					   B64_ROOM(value.len)),
		value, B64_URL);
	bytes_append_str(json, "\"");
}

/* The required members alone, in the order of their names. */
static bool
put_json(const struct public_key *key, struct bytes *json)
{
	const struct jwk_curve *c = jwk_curve_of(key->type);

	if (key->type == KEY_RSA) {
		add_member(json, "{\"e\":\"", key->e);
		add_member(json, ",\"kty\":\"RSA\",\"n\":\"", key->n);
	} else if (c != NULL) {
		bytes_append_str(json, "{\"crv\":\"");
		bytes_append_str(json, c->crv);
		bytes_append_str(json, "\",\"kty\":\"");
		bytes_append_str(json, c->kty);
		add_member(json, "\",\"x\":\"", key->x);
		if (jwk_curve_has_y(c))
			add_member(json, ",\"y\":\"", key->y);
	} else {
		return false;
	}
	bytes_append_str(json, "}");
	return true;
}

bool
jwk_thumbprint(const struct public_key *key,
	uint8_t ret_digest[static HASH_MAX])
{
	_cleanup_bytes_ struct bytes json = { 0 };

	return put_json(key, &json)
		&& hash_data(HASH_SHA256, bytes_view(&json), ret_digest) != 0;
}

char *
jwk_text(const struct public_key *key)
{
	struct bytes json = { 0 };

	/* A NUL stands behind, and the caller's free() frees it. */
	return put_json(key, &json) ? (char *)json.data : NULL;
}
