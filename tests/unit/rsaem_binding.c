/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RSA signatures of Token Binding messages that were signed otherwise than
 * RFC 8471 section 3.3 demands say how.
 */
#include "proof/rsaem.h"

#include "base/hex.h"
#include "tap.h"
#include "vectors.h"

struct binding {
	struct bytes octets; /* the views point into it */
	struct view n, e, signature;
	uint8_t message[34]; /* RFC 8471 section 3.3 */
};

/* The first binding of a message: RSA, RFC 8471 section 3. */
static void
read_binding(const struct json *c, const char *text, struct view ekm,
	struct binding *ret)
{
	struct view in;
	struct err err;
	size_t len;

	if (b64_decode(view_of_str(json_string(json_get(c, text))), B64_URL,
		    &ret->octets, &err)
			< 0
		|| ret->octets.len < 528 || ekm.len != 32) {
		printf("Bail out! %s\n", json_string(json_get(c, "name")));
		exit(1);
	}
	in = bytes_view(&ret->octets);
	ret->message[0] = in.data[2];
	ret->message[1] = in.data[3];
	memcpy(ret->message + 2, ekm.data, ekm.len);
	len = (size_t)(in.data[6] << 8 | in.data[7]);
	ret->n = view_part(in, 8, len);
	in = view_part(in, 8 + len, SIZE_MAX);
	ret->e = view_part(in, 1, in.data[0]);
	in = view_part(in, 1U + in.data[0], SIZE_MAX);
	ret->signature = view_part(in, 2,
		(size_t)(in.data[0] << 8 | in.data[1]));
}

static const struct json *
find_case(const struct json *root, const char *name)
{
	const struct json *c = json_first(json_get(root, "cases"));

	while (c != NULL && strcmp(json_string(json_get(c, "name")), name) != 0)
		c = json_next(c);
	return c;
}

struct binding_want {
	const char *name;
	enum hash_alg hash, mgf; /* MGF1's HASH_NONE: PKCS#1 */
	size_t salt_len;
};

/* Of the readings, the one that fits is as WANT says; HASH_NONE: none is. */
static bool
reads_as(struct view em, size_t bits, struct view message,
	const struct binding_want *want)
{
	struct rsaem_pss_reading *fit = NULL;
	struct rsaem_pkcs1 block;
	uint8_t digest[HASH_MAX];
	struct rsaem_pss pss;
	size_t len;

	if (rsaem_pkcs1(em, &block)) {
		len = hash_data(block.hash, message, digest);
		return want->mgf == HASH_NONE && block.hash == want->hash
			&& block.has_null
			&& view_eq(block.digest, (struct view){ digest, len });
	}
	if (!rsaem_pss(em, bits, &pss))
		return want->hash == HASH_NONE;
	for (size_t i = 0; i < pss.n; i++)
		if (rsaem_pss_fits(&pss.readings[i], want->hash, message))
			fit = &pss.readings[i];
	return fit != NULL && fit->hash == want->hash && fit->mgf == want->mgf
		&& fit->salt_len == want->salt_len;
}

static void
test_binding(const struct json *c, const char *text, struct view ekm,
	const struct binding_want *want)
{
	struct binding b = { 0 };
	struct view message = { b.message, sizeof(b.message) };
	uint8_t em[RSAEM_MAX];
	size_t len;

	read_binding(c, text, ekm, &b);
	ok(rsaem_open(b.n, b.e, b.signature, em, &len)
			&& reads_as((struct view){ em, len }, rsaem_bits(b.n),
				message, want),
		"token binding: %s", want->name);
	bytes_done(&b.octets);
}

static void
test_bindings(void)
{
	static const struct binding_want own[] = {
		{ "pss-salt-20", HASH_SHA256, HASH_SHA256, 20 },
		{ "pss-salt-max", HASH_SHA256, HASH_SHA256, 222 },
		{ "pss-mgf1-sha1", HASH_SHA256, HASH_SHA1, 32 },
		{ "pkcs1-signature-labelled-pss", HASH_SHA256, HASH_NONE, 0 },
	};
	static const struct binding_want malformed[] = {
		{ "pss_sha1", HASH_SHA1, HASH_SHA1, 20 },
		{ "pss_zero", HASH_NONE, HASH_NONE, 0 },
		{ "pss_sha384_salt48", HASH_SHA384, HASH_SHA384, 48 },
		{ "pkcs15_ge_n", HASH_NONE, HASH_NONE, 0 },
	};
	_cleanup_json_ struct json *ours = vector_json(
		"token-binding-own.json");
	_cleanup_json_ struct json *bad = vector_json("tbmsg-malformed.json");
	struct err err;

	for (size_t i = 0; i < ARRAY_LEN(own); i++) {
		const struct json *c = find_case(ours, own[i].name);
		_cleanup_bytes_ struct bytes ekm = { 0 };

		if (b64_decode(view_of_str(json_string(json_get(c, "ekm"))),
			    B64_URL, &ekm, &err)
			== 0)
			test_binding(c, "sec_token_binding", bytes_view(&ekm),
				&own[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
		const struct json *c = find_case(bad, malformed[i].name);
		const char *hex = json_string(json_get(c, "ekm_hex"));
		_cleanup_bytes_ struct bytes ekm = { 0 };

		if (hex_decode(view_of_str(hex), &ekm, &err) == 0)
			test_binding(c, "message_b64url", bytes_view(&ekm),
				&malformed[i]);
	}
}

int
main(void)
{
	test_bindings();
	return tap_done();
}
