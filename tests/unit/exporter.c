/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exporter.c - tests of proof/exporter.h and of the HMAC and HKDF below it:
 * RFC 4231, RFC 5869, recorded connections of two libraries, RFC 8448.
 */
#include "proof/exporter.h"

#include "octets.h"
#include "tap.h"
#include "vectors.h"

static const char token_binding[] = EXPORTER_TOKEN_BINDING;
static const char channel_binding[] = "EXPORTER-Channel-Binding";

static const char *
text(const struct json *from, const char *member)
{
	const char *s = json_string(json_get(from, member));

	if (s == NULL) {
		printf("Bail out! no %s\n", member);
		exit(1);
	}
	return s;
}

static bool
same(const struct bytes *b, const char *hex)
{
	_cleanup_bytes_ struct bytes want = octets(hex);

	return view_eq(bytes_view(b), bytes_view(&want));
}

/* ---- HMAC and HKDF-Expand ----------------------------------------------- */

/* RFC 4231 sections 4.3 (test case 2) and 4.7 (test case 6: a long key). */
static void
test_hmac(void)
{
	uint8_t mac[HASH_MAX], key[131];
	struct view jefe = view_of_str("Jefe"), long_key = { key, sizeof(key) };
	struct view data = view_of_str("what do ya want for nothing?");
	struct bytes got = { mac, 32, sizeof(mac) };

	memset(key, 0xaa, sizeof(key));
	ok(hash_hmac(HASH_SHA256, jefe, data, mac) == 32
			&& same(&got,
				"5bdcc146bf60754e6a042426089575c75a003f089d2739"
				"839dec58b964ec3843"),
		"RFC 4231: SHA-256");
	data = view_of_str(
		"Test Using Larger Than Block-Size Key - Hash Key First");
	ok(hash_hmac(HASH_SHA256, long_key, data, mac) == 32
			&& same(&got,
				"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5"
				"140546040f0ee37f54"),
		"RFC 4231: a key longer than a block");
	got.len = 48;
	data = view_of_str("what do ya want for nothing?");
	ok(hash_hmac(HASH_SHA384, jefe, data, mac) == 48
			&& same(&got,
				"af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b"
				"47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab2"
				"1649"),
		"RFC 4231: SHA-384");
	ok(hash_hmac(HASH_NONE, jefe, data, mac) == 0, "no hash");
}

/* RFC 5869 appendices A.1 and A.2. */
static void
test_hkdf(void)
{
	_cleanup_bytes_ struct bytes prk = octets(
		"077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3"
		"e5");
	_cleanup_bytes_ struct bytes info = octets("f0f1f2f3f4f5f6f7f8f9");
	uint8_t out[42];
	struct bytes got = { out, sizeof(out), sizeof(out) };

	ok(hash_hkdf_expand(HASH_SHA256, bytes_view(&prk), bytes_view(&info),
		   out, sizeof(out))
			&& same(&got,
				"3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a"
				"4c5db02d56ecc4c5bf34007208d5b887185865"),
		"RFC 5869: HKDF-Expand");
	ok(!hash_hkdf_expand(HASH_NONE, bytes_view(&prk), bytes_view(&info),
		   out, sizeof(out)),
		"no hash");
}

/* ---- recorded connections ----------------------------------------------- */

/* Does SECRET give what the vector's MEMBER says, for its label? */
static void
check_tls13(const struct json *row, const char *member)
{
	_cleanup_bytes_ struct bytes secret = octets(
		text(row, "exporter_secret"));
	_cleanup_bytes_ struct bytes ekm = { 0 };
	const struct json *want = json_get(row, member);
	const char *context = json_string(json_get(want, "context"));
	struct err err;

	if (want == NULL)
		return;
	if (context == NULL)
		context = text(want, "context_ascii");
	ok(exporter_tls13(bytes_view(&secret), text(want, "label"),
		   view_of_str(context), EKM_LEN, &ekm,
		   &err) == 0
			&& same(&ekm, text(want, "ekm")),
		"%s, %s", text(row, "name"), member);
}

static void
test_tls13(const struct json *root)
{
	const struct json *row = json_first(json_get(root, "tls13"));

	for (; row != NULL; row = json_next(row)) {
		check_tls13(row, "token_binding");
		check_tls13(row, "channel_binding");
		check_tls13(row, "with_context");
	}
}

static void
test_fizz(const struct json *root)
{
	const struct json *row = json_get(root, "fizz");
	_cleanup_bytes_ struct bytes ekm = { 0 };
	const struct view nothing = { 0 };
	struct err err;

	ok(exporter_tls13(view_of_str(
				  text(row, "exporter_master_secret_ascii")),
		   text(row, "label"), nothing, EKM_LEN, &ekm,
		   &err) == 0
			&& same(&ekm, text(row, "ekm_hex")),
		"%s", text(row, "name"));
}

static void
check_tls12(const struct json *row, const char *label,
	const struct view *context, const char *member)
{
	_cleanup_bytes_ struct bytes master = octets(
		text(row, "master_secret"));
	_cleanup_bytes_ struct bytes client = octets(
		text(row, "client_random"));
	_cleanup_bytes_ struct bytes server = octets(
		text(row, "server_random"));
	_cleanup_bytes_ struct bytes ekm = { 0 };
	enum hash_alg prf = strcmp(text(row, "prf_hash"), "sha384") == 0
		? HASH_SHA384
		: HASH_SHA256;
	struct err err;

	ok(exporter_tls12(bytes_view(&master), bytes_view(&client),
		   bytes_view(&server), prf, label, context, EKM_LEN, &ekm,
		   &err) == 0
			&& same(&ekm, text(row, member)),
		"%s, %s", text(row, "name"), member);
}

static void
test_tls12(const struct json *root)
{
	const struct json *row = json_first(json_get(root, "tls12"));
	const struct view empty = { 0 };

	for (; row != NULL; row = json_next(row)) {
		check_tls12(row, token_binding, NULL,
			"token_binding_no_context");
		check_tls12(row, token_binding, &empty,
			"token_binding_empty_context_WRONG");
		check_tls12(row, channel_binding, NULL,
			"channel_binding_no_context");
		check_tls12(row, channel_binding, &empty,
			"channel_binding_empty_context");
	}
}

/* ---- other lengths, by an independent implementation --------------------- */

/* Secret, randoms and contexts of rising octets: 00 01 02 ... */
static struct bytes
rising(size_t len)
{
	struct bytes b = { 0 };
	uint8_t *p = bytes_reserve(&b, len);

	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)i;
	b.len = len;
	return b;
}

/* The SHA-256 of a long output stands for it. */
static bool
digest_is(const struct bytes *b, const char *hex)
{
	uint8_t digest[HASH_MAX];
	struct bytes got = { digest, 0, sizeof(digest) };

	got.len = hash_data(HASH_SHA256, bytes_view(b), digest);
	return same(&got, hex);
}

static const struct {
	size_t secret, context, len;
	const char *digest;
} long_13[] = {
	{ 32, 0, 1,
		"594e519ae499312b29433b7dd8a97ff068defcba9755b6d5d00e84c524d67b"
		"06" },
	{ 32, 1, 31,
		"6fb525e98346cb0794debfd15ac77d111bd67007cd613a84d1d5d05c21281c"
		"93" },
	{ 32, 300, 33,
		"8ed4fc6e007e10fb4a8bf32ea5b7ef60c8f3ef0f06d20d65b6cd8477516c26"
		"10" },
	{ 32, 0, 8160,
		"e4d121d5c4d4a3071dd0b29dd0b5fbf26ffe870ec69f7ba24d030cf595c05a"
		"85" },
	{ 48, 0, 47,
		"a7071542f4e090d4cf3b811c176231ba697304af2a4d98c30895b216db58c0"
		"52" },
	{ 48, 65535, 49,
		"b3bb817c83338825a659ba60ad19ff28a7fe405c2bff41dad31f2653a632c0"
		"40" },
	{ 48, 7, 12240,
		"96a6b113f87cbd0d3602496409e33b9cff0124dd99a15d88de654c9c6e2ad2"
		"1a" },
};

static const struct {
	enum hash_alg prf;
	size_t context, len;
	const char *digest;
} long_12[] = {
	{ HASH_SHA256, 0, 1,
		"83891d7fe85c33e52c8b4e5814c92fb6a3b9467299200538a6babaa8b452d8"
		"79" },
	{ HASH_SHA256, 1, 31,
		"85f6592e0a42596bc1557a18e535833183b04c0b7f73ab637c867267926773"
		"8f" },
	{ HASH_SHA256, 300, 33,
		"fcd025d9948817013ce015b849591582b384b7b4d8bb69c36813dbdc07eef4"
		"58" },
	{ HASH_SHA256, 0, 8160,
		"2b343ad6263bf4a815c4407b9c9a22542d1bff42e2026d2072ecbfcea7b2ad"
		"78" },
	{ HASH_SHA384, 0, 47,
		"b860ef3c78a880760cff98668020fd1cebaa72ffa9c8801a193fbb1d2f2901"
		"11" },
	{ HASH_SHA384, 65535, 49,
		"7e5ba53b3ad818be20c28ebb04d40ba4cce057fbc122605777924bde0838dd"
		"27" },
	{ HASH_SHA384, 7, 12240,
		"b226b633b39db0b8c173b5249210813341c4cf7fa0a2ccca5d4e9886ed93e6"
		"7e" },
};

static void
test_lengths_13(void)
{
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(long_13); i++) {
		_cleanup_bytes_ struct bytes secret = rising(long_13[i].secret);
		_cleanup_bytes_ struct bytes context = rising(
			long_13[i].context);
		_cleanup_bytes_ struct bytes out = { 0 };

		ok(exporter_tls13(bytes_view(&secret), "EXPERIMENTAL x",
			   bytes_view(&context), long_13[i].len, &out,
			   &err) == 0
				&& out.len == long_13[i].len
				&& digest_is(&out, long_13[i].digest),
			"1.3: secret of %zu, context of %zu, output of %zu",
			secret.len, context.len, long_13[i].len);
	}
}

static void
test_lengths_12(void)
{
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(long_12); i++) {
		_cleanup_bytes_ struct bytes b = rising(48);
		_cleanup_bytes_ struct bytes c = rising(long_12[i].context);
		_cleanup_bytes_ struct bytes out = { 0 };
		struct view master = bytes_view(&b), context = bytes_view(&c);

		ok(exporter_tls12(master, view_part(master, 0, 32),
			   view_part(master, 16, 32), long_12[i].prf,
			   "EXPERIMENTAL x", &context, long_12[i].len, &out,
			   &err) == 0
				&& out.len == long_12[i].len
				&& digest_is(&out, long_12[i].digest),
			"1.2: %s, context of %zu, output of %zu",
			hash_name(long_12[i].prf), context.len, long_12[i].len);
	}
}

/* ---- limits -------------------------------------------------------------- */

static bool
refused(int result, const struct err *err, const struct bytes *kept,
	const char *word)
{
	return result == -1 && err->kind == ERR_INPUT
		&& strstr(err->text, word) != NULL
		&& view_eq_str(bytes_view(kept), "kept");
}

static void
test_limits_13(void)
{
	_cleanup_bytes_ struct bytes b = rising(65536), ret = { 0 };
	struct view v = bytes_view(&b), s = view_part(v, 0, 32), no = { 0 };
	char label[EXPORTER_LABEL_MAX + 2] = "";
	struct err err = { 0 };
	static const size_t lens[] = { 0, 20, 31, 33, 47, 49, 64 };

	bytes_append_str(&ret, "kept");
	memset(label, 'x', EXPORTER_LABEL_MAX + 1);
	for (size_t i = 0; i < ARRAY_LEN(lens); i++)
		ok(refused(exporter_tls13(view_part(v, 0, lens[i]), "x", no, 32,
				   &ret, &err),
			   &err, &ret, "exporter secret of"),
			"1.3: %s", err.text);
	ok(refused(exporter_tls13(s, "", no, 32, &ret, &err), &err, &ret,
		   "label of 0"),
		"1.3: %s", err.text);
	ok(refused(exporter_tls13(s, label, no, 32, &ret, &err), &err, &ret,
		   "label of 250"),
		"1.3: %s", err.text);
	ok(refused(exporter_tls13(s, "x", v, 32, &ret, &err), &err, &ret,
		   "context of 65536"),
		"1.3: %s", err.text);
	ok(refused(exporter_tls13(s, "x", no, 0, &ret, &err), &err, &ret,
		   "gives 1 to 8160"),
		"1.3: %s", err.text);
	ok(refused(exporter_tls13(s, "x", no, 8161, &ret, &err), &err, &ret,
		   "8161 octets"),
		"1.3: %s", err.text);
	label[EXPORTER_LABEL_MAX] = '\0';
	ok(exporter_tls13(s, label, view_part(v, 0, 65535), 8160, &ret, &err)
				== 0
			&& ret.len == 8160,
		"1.3: all limits at once");
}

static void
test_limits_12(void)
{
	_cleanup_bytes_ struct bytes b = rising(65536), ret = { 0 };
	struct view all = bytes_view(&b), m = view_part(all, 0, 48);
	struct view r = view_part(all, 0, 32), cut = view_part(all, 0, 31);
	const enum hash_alg alg = HASH_SHA256;
	struct err err = { 0 };

	bytes_append_str(&ret, "kept");
	ok(refused(exporter_tls12(r, r, r, alg, "x", NULL, 32, &ret, &err),
		   &err, &ret, "master secret of 32"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, cut, r, alg, "x", NULL, 32, &ret, &err),
		   &err, &ret, "client random of 31"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, r, cut, alg, "x", NULL, 32, &ret, &err),
		   &err, &ret, "server random of 31"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, r, r, HASH_NONE, "x", NULL, 32, &ret,
			   &err),
		   &err, &ret, "none"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, r, r, HASH_SHA512, "x", NULL, 32, &ret,
			   &err),
		   &err, &ret, "SHA-512"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, r, r, alg, "x", &all, 32, &ret, &err),
		   &err, &ret, "context of 65536"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, r, r, alg, "", NULL, 32, &ret, &err), &err,
		   &ret, "label of 0"),
		"1.2: %s", err.text);
	ok(refused(exporter_tls12(m, r, r, alg, "x", NULL, 8161, &ret, &err),
		   &err, &ret, "8161 octets"),
		"1.2: %s", err.text);
}

static void
test_hash(void)
{
	ok(exporter_hash(32) == HASH_SHA256 && exporter_hash(48) == HASH_SHA384,
		"the hash follows from the length of the secret");
	ok(exporter_hash(0) == HASH_NONE && exporter_hash(64) == HASH_NONE,
		"TLS 1.3 has no other");
}

int
main(void)
{
	_cleanup_json_ struct json *root = vector_json("tls-exporter-own.json");

	test_hmac();
	test_hkdf();
	test_tls13(root);
	test_fizz(root);
	test_tls12(root);
	test_lengths_13();
	test_lengths_12();
	test_limits_13();
	test_limits_12();
	test_hash();
	return tap_done();
}
