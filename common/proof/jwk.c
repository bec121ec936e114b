/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwk.c - reading one key: its members as they stand, its numbers as a key
 * that can verify, or the reason why it cannot.
 */
#include "proof/jwk.h"

#include "base/alloc.h"
#include "base/b64.h"
#include "proof/jwk_member.h"

enum { TOP_BIT = 0x80 }; /* of JWK_RSA_MIN octets of modulus */

/* Remarks gather in one text. */
static void
remark(struct jwk *k, const char *words)
{
	if (k->remark.kind == ERR_NONE)
		err_set(&k->remark, ERR_INPUT, "%s", words);
	else
		err_set(&k->remark, ERR_INPUT, "%s; %s", k->remark.text, words);
}

/* ---- what is left of a key, and of a key with a fault ------------------- */

static struct view
without_zeros(struct view number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = view_part(number, 1, number.len);
	return number;
}

static int
check_rsa(struct view n, struct view e, struct err *err)
{
	unsigned low = e.len > 0 ? e.data[e.len - 1] : 0;

	if (n.len < JWK_RSA_MIN
		|| (n.len == JWK_RSA_MIN && !(n.data[0] & TOP_BIT)))
		return err_set(err, ERR_INPUT,
			"an RSA modulus (n) of fewer than %d bits (RFC 7518 "
			"section 3.3)",
			JWK_RSA_MIN * 8);
	if (!(n.data[n.len - 1] & 1))
		return err_set(err, ERR_INPUT,
			"an RSA modulus (n) that is even: it is no product of "
			"two large primes");
	if (!(low & 1) || (e.len == 1 && low < 3))
		return err_set(err, ERR_INPUT,
			"an RSA exponent (e) that is even or below 3 (RFC 8017 "
			"section 3.1)");
	if (e.len > JWK_E_MAX)
		return err_set(err, ERR_INPUT,
			"an RSA exponent (e) of %zu octets: more than the "
			"limit of %d",
			e.len, JWK_E_MAX);
	return 0;
}

/* Copy FIRST and SECOND to the key's own octets. */
static void
keep(struct jwk *k, struct view first, struct view second,
	struct view *ret_first, struct view *ret_second)
{
	bytes_clear(&k->octets);
	bytes_append_view(&k->octets, first);
	bytes_append_view(&k->octets, second);
	*ret_first = view_part(bytes_view(&k->octets), 0, first.len);
	*ret_second = view_part(bytes_view(&k->octets), first.len, second.len);
}

/* KEY's numbers are of the right lengths. */
static int
take(struct jwk *k, const struct public_key *key)
{
	struct public_key own = { .type = key->type };
	uint8_t digest[HASH_MAX];

	if (key->type == KEY_RSA) {
		keep(k, without_zeros(key->n), without_zeros(key->e), &own.n,
			&own.e);
		if (check_rsa(own.n, own.e, &k->fault) < 0)
			return -1;
	} else {
		keep(k, key->x, key->y, &own.x, &own.y);
	}
	if (pubkey_of(&own, &k->pubkey, &k->fault) < 0)
		return -1;
	k->type = own.type;
	k->key = own;
	if (jwk_thumbprint(&own, digest))
		b64_encode_to(k->jkt,
			(struct view){ digest, hash_len(HASH_SHA256) },
			B64_URL);
	return 0;
}

/* A key with a fault verifies nothing, and is nobody's. */
static void
spoil(struct jwk *k)
{
	pubkey_free(k->pubkey);
	k->pubkey = NULL;
	k->type = KEY_OTHER;
	k->key = (struct public_key){ .type = KEY_OTHER };
	k->jkt[0] = '\0';
	bytes_done(&k->secret);
}

/* ---- numbers ------------------------------------------------------------ */

static int
read_curve(struct jwk *k, const struct jwk_curve *c)
{
	_cleanup_bytes_ struct bytes x = { 0 }, y = { 0 };
	struct public_key key = { .type = c->type };

	if (jwk_fixed(k->json, "x", c, &x, &k->fault) < 0
		|| (jwk_curve_has_y(c)
			&& jwk_fixed(k->json, "y", c, &y, &k->fault) < 0))
		return -1;
	key.x = bytes_view(&x);
	key.y = bytes_view(&y);
	return take(k, &key);
}

static int
read_rsa(struct jwk *k)
{
	_cleanup_bytes_ struct bytes n = { 0 }, e = { 0 };
	struct public_key key = { .type = KEY_RSA };

	if (jwk_octets(k->json, "n", jwk_rsa_section, JWK_NUMBER_MAX, &n,
		    &k->fault)
			< 0
		|| jwk_octets(k->json, "e", jwk_rsa_section, JWK_NUMBER_MAX, &e,
			   &k->fault)
			< 0)
		return -1;
	if ((n.len > 0 && n.data[0] == 0) || (e.len > 0 && e.data[0] == 0))
		remark(k,
			"n or e begins with an octet of zero, which is to be "
			"left away (RFC 7518 section 2): others may see "
			"another thumbprint");
	key.n = bytes_view(&n);
	key.e = bytes_view(&e);
	return take(k, &key);
}

static int
read_oct(struct jwk *k)
{
	k->is_oct = k->is_private = true;
	if (jwk_octets(k->json, "k", "RFC 7518 section 6.4", JWK_OCT_MAX,
		    &k->secret, &k->fault)
		< 0)
		return -1;
	if (k->secret.len == 0)
		return err_set(&k->fault, ERR_INPUT,
			"k is empty (RFC 7518 section 6.4)");
	return 0;
}

static int
read_numbers(struct jwk *k)
{
	const struct jwk_curve *c = jwk_curve_find(k->json);

	if (c != NULL)
		return read_curve(k, c);
	if (strcmp(k->kty, "RSA") == 0)
		return read_rsa(k);
	if (strcmp(k->kty, "oct") == 0)
		return read_oct(k);
	if (strcmp(k->kty, "EC") != 0 && strcmp(k->kty, "OKP") != 0)
		return err_set(&k->fault, ERR_INPUT,
			"kty \"%.32s\" is not known: EC, RSA, OKP and oct are "
			"(RFC 7518 section 6.1)",
			k->kty);
	if (k->crv == NULL)
		return err_set(&k->fault, ERR_INPUT, "no crv (%s)",
			strcmp(k->kty, "EC") == 0 ? jwk_ec_section
						  : "RFC 8037 section 2");
	return err_set(&k->fault, ERR_INPUT,
		"crv \"%.32s\" is not known with kty %s: P-256, P-384 and "
		"P-521 are with EC, Ed25519 and Ed448 with OKP",
		k->crv, k->kty);
}

/* ---- the other members -------------------------------------------------- */

static int
read_texts(struct jwk *k)
{
	const struct {
		const char *name, *section, **ret;
	} texts[] = {
		{ "kty", "RFC 7517 section 4.1", &k->kty },
		{ "use", "RFC 7517 section 4.2", &k->use },
		{ "alg", "RFC 7517 section 4.4", &k->alg },
		{ "kid", "RFC 7517 section 4.5", &k->kid },
		{ "crv", jwk_ec_section, &k->crv },
	};
	int rc = 0;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const struct json *member = json_get(k->json, texts[i].name);

		*texts[i].ret = json_string(member);
		if (member != NULL && *texts[i].ret == NULL && rc == 0)
			rc = err_set(&k->fault, ERR_INPUT,
				"%s is not a string (%s)", texts[i].name,
				texts[i].section);
	}
	if (rc == 0 && k->kty == NULL)
		rc = err_set(&k->fault, ERR_INPUT,
			"no kty (RFC 7517 section 4.1)");
	return rc;
}

static int
check_key_ops(struct jwk *k)
{
	const struct json *ops = json_get(k->json, "key_ops");
	const struct json *op = json_first(ops);

	if (ops == NULL)
		return 0;
	while (json_string(op) != NULL)
		op = json_next(op);
	if (json_is_array(ops) && op == NULL)
		return 0;
	return err_set(&k->fault, ERR_INPUT,
		"key_ops is not an array of strings (RFC 7517 section 4.3)");
}

static bool
is_same(const struct public_key *a, const struct public_key *b)
{
	return a->type == b->type && view_eq(a->n, b->n) && view_eq(a->e, b->e)
		&& view_eq(a->x, b->x) && view_eq(a->y, b->y);
}

static int
check_x5t(struct jwk *k, const char *name, const char *section,
	enum hash_alg hash)
{
	_cleanup_bytes_ struct bytes given = { 0 };
	uint8_t digest[HASH_MAX];
	struct view made = { digest, 0 };

	if (json_get(k->json, name) == NULL)
		return 0;
	if (jwk_octets(k->json, name, section, HASH_MAX, &given, &k->fault) < 0)
		return -1;
	if (given.len != hash_len(hash))
		return err_set(&k->fault, ERR_INPUT,
			"%s has %zu octets: it is %s, which has %zu (%s)", name,
			given.len, hash_name(hash), hash_len(hash), section);
	made.len = hash_data(hash, bytes_view(&k->x5c), digest);
	if (k->x5c.len == 0 || view_eq(bytes_view(&given), made))
		return 0;
	return err_set(&k->fault, ERR_INPUT,
		"%s is not that of the first certificate in x5c (%s)", name,
		section);
}

static int
read_x5c(struct jwk *k)
{
	static const char section[] = "RFC 7517 section 4.7";
	const struct json *list = json_get(k->json, "x5c");
	const char *text = json_string(json_first(list));
	struct public_key key;
	struct x509 x;

	if (list == NULL)
		return 0;
	if (!json_is_array(list) || text == NULL)
		return err_set(&k->fault, ERR_INPUT,
			"x5c is not an array of strings (%s)", section);
	if (b64_decode(view_of_str(text), B64_STD | B64_PAD, &k->x5c, &k->fault)
			< 0
		|| x509_parse(bytes_view(&k->x5c), &x, &k->fault) < 0) {
		bytes_done(&k->x5c);
		return err_context(&k->fault, "x5c[0] (%s)", section);
	}
	x509_public_key(&x, &key);
	if (key.type != KEY_OTHER && is_same(&key, &k->key))
		return 0;
	return err_set(&k->fault, ERR_INPUT,
		"the first certificate in x5c has another key (%s)", section);
}

static int
read_all(struct jwk *k)
{
	if (!json_is_object(k->json))
		return err_set(&k->fault, ERR_INPUT,
			"not a JSON object (RFC 7517 section 4)");
	if (json_get(k->json, "d") != NULL) {
		k->is_private = true;
		remark(k, jwk_private_words);
	}
	if (read_texts(k) < 0 || check_key_ops(k) < 0 || read_numbers(k) < 0
		|| read_x5c(k) < 0
		|| check_x5t(k, "x5t", "RFC 7517 section 4.8", HASH_SHA1) < 0
		|| check_x5t(k, "x5t#S256", "RFC 7517 section 4.9", HASH_SHA256)
			< 0)
		return -1;
	return 0;
}

/* ---- doors -------------------------------------------------------------- */

void
jwk_read(const struct json *json, struct jwk *ret)
{
	*ret = (struct jwk){ .json = json };
	if (read_all(ret) < 0)
		spoil(ret);
}

void
jwk_done(struct jwk *k)
{
	spoil(k);
	bytes_done(&k->octets);
	bytes_done(&k->x5c);
}

void
jwk_of_spki(struct view spki, struct jwk *ret)
{
	struct public_key key;

	if (x509_spki(spki, &key)) {
		jwk_of_key(&key, ret);
		return;
	}
	*ret = (struct jwk){ .json = NULL };
	err_set(&ret->fault, ERR_INPUT,
		"a public key of a type, or in a form, that is not known");
}

void
jwk_of_key(const struct public_key *key, struct jwk *ret)
{
	const struct jwk_curve *c = jwk_curve_of(key->type);

	*ret = (struct jwk){ .json = NULL };
	ret->kty = c != NULL ? c->kty : "RSA";
	ret->crv = c != NULL ? c->crv : NULL;
	if (take(ret, key) < 0)
		spoil(ret);
}
