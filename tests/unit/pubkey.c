/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys from bare numbers and their signatures, good and bad: what
 * python3-cryptography says of them, and two RFCs' own examples.
 */
#include "proof/pubkey.h"

#include "tap.h"
#include "vectors.h"

static const char *const hows[] = {
	[KEY_SIGN_ECDSA_SHA256] = "ecdsa",
	[KEY_SIGN_RSA_PKCS1_SHA256] = "pkcs1",
	[KEY_SIGN_RSA_PSS_SHA256] = "pss",
};

static const char *
text(const struct json *j, const char *member)
{
	const char *s = json_string(json_get(j, member));

	return s != NULL ? s : "";
}

static bool
is_good(const struct json *row)
{
	return strcmp(text(row, "verdict"), "good") == 0;
}

static size_t
find(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	printf("Bail out! %s\n", name);
	exit(1);
}

static struct pubkey *
key_of(const struct json *row, struct err *err)
{
	bool ec = json_get(row, "x") != NULL;
	_cleanup_bytes_ struct bytes a = vector_b64(row, ec ? "x" : "n");
	_cleanup_bytes_ struct bytes b = vector_b64(row, ec ? "y" : "e");
	struct pubkey *k = NULL;

	if (ec)
		return pubkey_p256(bytes_view(&a), bytes_view(&b), &k, err) < 0
			? NULL
			: k;
	return pubkey_rsa(bytes_view(&a), bytes_view(&b), &k, err) < 0 ? NULL
								       : k;
}

static void
test_point(const struct json *row)
{
	struct err err = { 0 };
	_cleanup_pubkey_ struct pubkey *k = key_of(row, &err);

	if (is_good(row))
		ok(k != NULL, "%s: taken %s", text(row, "name"), err.text);
	else
		ok(k == NULL && err.kind == ERR_INPUT
				&& strstr(err.text, "not on the curve P-256"),
			"%s: %s", text(row, "name"), err.text);
}

static bool
verifies(const struct pubkey *k, enum key_sign how, const char *hash,
	struct view what, struct view sig)
{
	static const char *const hashes[] = {
		[HASH_NONE] = "none",
		[HASH_MD5] = "MD5",
		[HASH_SHA1] = "SHA-1",
		[HASH_SHA256] = "SHA-256",
		[HASH_SHA384] = "SHA-384",
		[HASH_SHA512] = "SHA-512",
	};
	uint8_t digest[HASH_MAX];
	size_t len;
	bool good;

	if (strcmp(hash, "data") != 0)
		return pubkey_verify_digest(k, how,
			(enum hash_alg)find(hashes, ARRAY_LEN(hashes), hash),
			what, sig);
	/* Both doors must agree. */
	good = pubkey_verify(k, how, what, sig);
	len = hash_data(HASH_SHA256, what, digest);
	ok(pubkey_verify_digest(k, how, HASH_SHA256,
		   (struct view){ digest, len },
		   sig) == good,
		"the same of the digest");
	return good;
}

static void
test_signature(const struct json *row)
{
	struct err err = { 0 };
	_cleanup_pubkey_ struct pubkey *k = key_of(row, &err);
	_cleanup_bytes_ struct bytes what = vector_b64(row, "signed");
	_cleanup_bytes_ struct bytes sig = vector_b64(row, "sig");
	enum key_sign how = (enum key_sign)find(hows, ARRAY_LEN(hows),
		text(row, "how"));
	bool good = is_good(row);

	ok(k != NULL
			&& verifies(k, how, text(row, "hash"),
				   bytes_view(&what), bytes_view(&sig))
				== good,
		"%s: %s %s", text(row, "name"), good ? "good" : "bad",
		err.text);
	/* A key of another kind, or another way, is never right. */
	for (size_t i = 0; good && i < ARRAY_LEN(hows); i++)
		if (i != how
			&& pubkey_verify(k, (enum key_sign)i, bytes_view(&what),
				bytes_view(&sig)))
			ok(false, "%s verifies as %s", text(row, "name"),
				hows[i]);
}

/* ---- the RFCs' own ------------------------------------------------------ */

static struct bytes
from_url(struct view v)
{
	struct bytes data = { 0 };
	struct err err;

	if (b64_decode(v, B64_URL, &data, &err) < 0)
		exit(1);
	return data;
}

static void
test_jws(const struct json *row, enum key_sign how)
{
	const struct json *jwk = json_get(row, "jwk");
	bool ec = how == KEY_SIGN_ECDSA_SHA256;
	const char *jws = text(row, "jws"), *dot = strrchr(jws, '.');
	struct view input = { (const uint8_t *)jws, (size_t)(dot - jws) };
	_cleanup_bytes_ struct bytes sig = from_url(view_of_str(dot + 1));
	_cleanup_bytes_ struct bytes a = from_url(
		view_of_str(text(jwk, ec ? "x" : "n")));
	_cleanup_bytes_ struct bytes b = from_url(
		view_of_str(text(jwk, ec ? "y" : "e")));
	_cleanup_pubkey_ struct pubkey *k = NULL;
	struct err err;
	int rc = ec ? pubkey_p256(bytes_view(&a), bytes_view(&b), &k, &err)
		    : pubkey_rsa(bytes_view(&a), bytes_view(&b), &k, &err);

	ok(rc == 0 && pubkey_verify(k, how, input, bytes_view(&sig)),
		"RFC 7515 %s", text(row, "name"));
	input.len--;
	ok(rc == 0 && !pubkey_verify(k, how, input, bytes_view(&sig)),
		"RFC 7515 %s, cut off", text(row, "name"));
}

static void
test_rfc7515(void)
{
	_cleanup_json_ struct json *root = vector_json("rfc7515-a1-a7.json");
	const struct json *row = json_first(json_get(root, "cases"));

	for (; row != NULL; row = json_next(row)) {
		if (strcmp(text(row, "name"), "A.2 RS256") == 0)
			test_jws(row, KEY_SIGN_RSA_PKCS1_SHA256);
		if (strcmp(text(row, "name"), "A.3 ES256") == 0)
			test_jws(row, KEY_SIGN_ECDSA_SHA256);
	}
}

/* ---- numbers that are no keys ------------------------------------------- */

static void
test_lengths(void)
{
	static const uint8_t ones[PUBKEY_RSA_MAX + 2] = { 1 };
	static const size_t bad[] = { 0, 1, 31, 33, 64 };
	struct view full = { ones, PUBKEY_P256 };

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct view other = { ones, bad[i] };
		struct pubkey *k = NULL;
		struct err err = { 0 }, err_y = { 0 };

		ok(pubkey_p256(other, full, &k, &err) < 0 && k == NULL
				&& strstr(err.text, "those of P-256 have 32"),
			"X of %zu octets: %s", bad[i], err.text);
		ok(pubkey_p256(full, other, &k, &err_y) < 0 && k == NULL
				&& strstr(err_y.text, "those of P-256 have 32"),
			"Y of %zu octets: %s", bad[i], err_y.text);
	}
}

/* Whatever they are, no division by zero, and no signature fits. */
static void
test_strange_rsa(void)
{
	static uint8_t n[PUBKEY_RSA_MAX + 1], sig[PUBKEY_RSA_MAX];
	static const size_t lens[] = { 0, 1, 2, 11, 12, 64, 256, 2048, 2049 };
	static const uint8_t firsts[] = { 0, 1, 0x80 }, lasts[] = { 0, 1, 2 };
	static const uint8_t es[][3] = { { 0 }, { 1 }, { 2 }, { 3 },
		{ 1, 0, 1 } };
	size_t taken = 0, verified = 0, long_taken = 0;

	for (size_t i = 0; i < ARRAY_LEN(lens) * 3 * 3 * ARRAY_LEN(es); i++) {
		size_t len = lens[i / (9 * ARRAY_LEN(es))];
		const uint8_t *e = es[i % ARRAY_LEN(es)];
		_cleanup_pubkey_ struct pubkey *k = NULL;
		struct err err;

		memset(n, 0, sizeof(n));
		n[0] = firsts[i / ARRAY_LEN(es) % 3];
		if (len > 0)
			n[len - 1] |= lasts[i / ARRAY_LEN(es) / 3 % 3];
		if (pubkey_rsa((struct view){ n, len },
			    (struct view){ e, e[0] == 1 ? 3 : 1 }, &k, &err)
			< 0)
			continue;
		taken++;
		long_taken += len > PUBKEY_RSA_MAX;
		for (int how = KEY_SIGN_RSA_PKCS1_SHA256;
			how <= KEY_SIGN_RSA_PSS_SHA256; how++)
			for (uint8_t last = 0; last < 2; last++) {
				if (len > 0)
					sig[len - 1] = last;
				verified += pubkey_verify(k, (enum key_sign)how,
					view_of_str("x"),
					(struct view){ sig, len });
			}
	}
	ok(long_taken == 0 && verified == 0,
		"%zu strange RSA keys taken, %zu too long, %zu verify", taken,
		long_taken, verified);
}

static void
test_exponent(void)
{
	static const uint8_t n[64] = { 0x80 };
	struct pubkey *k = NULL;
	struct err err = { 0 };

	ok(pubkey_rsa((struct view){ n, 63 }, (struct view){ n, 64 }, &k, &err)
				< 0
			&& k == NULL && err.kind == ERR_INPUT,
		"an exponent longer than the modulus: %s", err.text);
}

/* Up to 3072 bits an exponent may be odd; above, it would cost seconds. */
static void
test_long_exponent(void)
{
	uint8_t ones[PUBKEY_RSA_MAX];
	struct pubkey *k = NULL;
	struct err err = { 0 };

	memset(ones, 0xff, sizeof(ones));
	ok(pubkey_rsa((struct view){ ones, PUBKEY_RSA_ANY_E },
		   (struct view){ ones, PUBKEY_RSA_ANY_E - 1 }, &k,
		   &err) == 0,
		"a long exponent to a small modulus");
	pubkey_free(k);
	k = NULL;
	ok(pubkey_rsa((struct view){ ones, sizeof(ones) },
		   (struct view){ ones, PUBKEY_EXPONENT_MAX }, &k,
		   &err) == 0,
		"64 bits to a large one");
	pubkey_free(k);
	k = NULL;
	ok(pubkey_rsa((struct view){ ones, sizeof(ones) },
		   (struct view){ ones, PUBKEY_EXPONENT_MAX + 1 }, &k,
		   &err) < 0
			&& k == NULL && err.kind == ERR_INPUT,
		"more: %s", err.text);
}

/* Every type but KEY_OTHER, with all lengths but the right one. */
static void
test_types(void)
{
	static const uint8_t ones[128] = { [0 ... 127] = 1 };
	static const struct {
		enum key_type type;
		size_t len;
		const char *words;
	} types[] = {
		{ KEY_EC_P256, 32, "those of P-256 have 32" },
		{ KEY_EC_P384, 48, "those of P-384 have 48" },
		{ KEY_EC_P521, 66, "those of P-521 have 66" },
		{ KEY_ED25519, 32, "those of Ed25519 have 32" },
		{ KEY_ED448, 57, "those of Ed448 have 57" },
	};
	struct public_key key = { .type = KEY_OTHER };
	struct pubkey *k = NULL;
	struct err err = { 0 };

	ok(pubkey_of(&key, &k, &err) < 0 && k == NULL && err.kind == ERR_INPUT,
		"no key: %s", err.text);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		size_t taken = 0, words = 0;

		key.type = types[i].type;
		for (size_t len = 0; len < sizeof(ones); len++) {
			key.x = (struct view){ ones, len };
			key.y = (struct view){ ones, types[i].len };
			if (len == types[i].len)
				continue;
			taken += pubkey_of(&key, &k, &err) == 0;
			words += strstr(err.text, types[i].words) != NULL;
		}
		ok(taken == 0 && words == sizeof(ones) - 1,
			"%zu lengths taken: %s", taken, err.text);
	}
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("pubkey.json");
	const struct json *row = json_first(json_get(root, "keys"));

	for (; row != NULL; row = json_next(row))
		test_point(row);
	row = json_first(json_get(root, "signatures"));
	for (; row != NULL; row = json_next(row))
		test_signature(row);
	test_rfc7515();
	test_lengths();
	test_strange_rsa();
	test_exponent();
	test_long_exponent();
	test_types();
	pubkey_free(NULL);
	return tap_done();
}
