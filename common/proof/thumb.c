/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Thumbprints and pins of a certificate and its key: RFC 8705 section 3.1,
 * RFC 7515 section 4.1, RFC 7638, RFC 7469, RFC 5929, RFC 8471.
 */
#include "proof/thumb.h"

#include "base/alloc.h"
#include "base/b64.h"
#include "base/hex.h"
#include "proof/jwk.h"
#include "proof/tbid.h"

static bool
put_b64(struct view data, unsigned style, char *ret_text)
{
	if (data.len == 0 || B64_ROOM(data.len) > THUMB_TEXT)
		return false;
	b64_encode_to(ret_text, data, style);
	return true;
}

static bool
put_hex(struct view data, unsigned style, char *ret_text)
{
	_cleanup_str_ char *text = NULL;

	if (data.len == 0 || data.len * 3 > THUMB_TEXT)
		return false;
	text = hex_encode(data, style);
	memcpy(ret_text, text, strlen(text) + 1);
	return true;
}

static bool
digest_b64(enum hash_alg alg, struct view data, unsigned style, char *ret_text)
{
	uint8_t digest[HASH_MAX];
	struct view v = { digest, hash_data(alg, data, digest) };

	return put_b64(v, style, ret_text);
}

static bool
digest_hex(enum hash_alg alg, struct view data, unsigned style, char *ret_text)
{
	uint8_t digest[HASH_MAX];
	struct view v = { digest, hash_data(alg, data, digest) };

	return put_hex(v, style, ret_text);
}

/* ---- kinds that hash the certificate ------------------------------------ */

static bool
x5t_s256(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_b64(HASH_SHA256, x->der, B64_URL, ret_text);
}

static bool
x5t(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_b64(HASH_SHA1, x->der, B64_URL, ret_text);
}

static bool
sha256_hex(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_hex(HASH_SHA256, x->der, HEX_LOWER, ret_text);
}

static bool
sha1_hex(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_hex(HASH_SHA1, x->der, HEX_LOWER, ret_text);
}

static bool
sha256_colon(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_hex(HASH_SHA256, x->der, HEX_UPPER | HEX_COLONS,
		ret_text);
}

static bool
sha1_colon(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_hex(HASH_SHA1, x->der, HEX_UPPER | HEX_COLONS, ret_text);
}

static bool
tls_server_end_point(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_hex(thumb_end_point_hash(x), x->der, HEX_LOWER, ret_text);
}

static bool
cnf(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	char text[THUMB_TEXT];
	int len;

	if (!x5t_s256(x, text))
		return false;
	len = snprintf(ret_text, THUMB_TEXT, "{\"x5t#S256\":\"%s\"}", text);
	return len < THUMB_TEXT;
}

/* ---- kinds that name the key -------------------------------------------- */

static bool
spki_sha256(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return digest_b64(HASH_SHA256, x->spki, B64_STD | B64_PAD, ret_text);
}

static bool
jkt(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	uint8_t digest[HASH_MAX];
	struct view v = { digest, hash_len(HASH_SHA256) };

	return thumb_jkt(x, digest) && put_b64(v, B64_URL, ret_text);
}

static bool
ski(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	struct view id;

	return x509_subject_key_id(x, &id) && put_hex(id, HEX_LOWER, ret_text);
}

static bool
aki(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	struct view id;

	return x509_authority_key_id(x, &id)
		&& put_hex(id, HEX_LOWER, ret_text);
}

static bool
put_id(const struct x509 *x, unsigned params, char *ret_text)
{
	_cleanup_bytes_ struct bytes id = { 0 };

	return thumb_token_binding_id(x, params, &id)
		&& put_b64(bytes_view(&id), B64_URL, ret_text);
}

static bool
put_tbh(const struct x509 *x, unsigned params, char *ret_text)
{
	_cleanup_bytes_ struct bytes id = { 0 };

	if (!thumb_token_binding_id(x, params, &id))
		return false;
	tbid_hash(bytes_view(&id), ret_text);
	return true;
}

static bool
token_binding_id(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return put_id(x, TBID_ECDSAP256, ret_text)
		|| put_id(x, TBID_RSA2048_PKCS1_5, ret_text);
}

static bool
tbh(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return put_tbh(x, TBID_ECDSAP256, ret_text)
		|| put_tbh(x, TBID_RSA2048_PKCS1_5, ret_text);
}

static bool
token_binding_id_pss(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return put_id(x, TBID_RSA2048_PSS, ret_text);
}

static bool
tbh_pss(const struct x509 *x, char ret_text[static THUMB_TEXT])
{
	return put_tbh(x, TBID_RSA2048_PSS, ret_text);
}

const struct thumb_kind thumb_kinds[] = { { "x5t#S256", "RFC 8705 section 3.1",
						  x5t_s256, true },
	{ "x5t", "RFC 7515 section 4.1.7", x5t, true },
	{ "sha256_hex", NULL, sha256_hex, true },
	{ "sha1_hex", NULL, sha1_hex, true },
	{ "sha256_colon", NULL, sha256_colon, true },
	{ "sha1_colon", NULL, sha1_colon, true },
	{ "spki_sha256", "RFC 7469 section 2.4", spki_sha256, false },
	{ "jkt", "RFC 7638 section 3", jkt, false },
	{ "ski_hex", "RFC 5280 section 4.2.1.2", ski, false },
	{ "aki_hex", "RFC 5280 section 4.2.1.1", aki, false },
	{ "tls_server_end_point_hex", "RFC 5929 section 4.1",
		tls_server_end_point, true },
	{ "token_binding_id", "RFC 8471 section 3.2", token_binding_id, false },
	{ "tbh", "OpenID Connect Token Bound Authentication 1.0", tbh, false },
	{ "token_binding_id_pss", "RFC 8471 section 3.2", token_binding_id_pss,
		false },
	{ "tbh_pss", "OpenID Connect Token Bound Authentication 1.0", tbh_pss,
		false },
	{ "cnf", "RFC 8705 section 3.1", cnf, true }, { .name = NULL } };

const struct thumb_kind *
thumb_kind_find(const char *name)
{
	for (const struct thumb_kind *k = thumb_kinds; k->name != NULL; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

bool
thumb_jkt(const struct x509 *x, uint8_t ret_digest[static HASH_MAX])
{
	struct public_key key;

	x509_public_key(x, &key);
	return jwk_thumbprint(&key, ret_digest);
}

bool
thumb_token_binding_id(const struct x509 *x, unsigned params,
	struct bytes *ret_id)
{
	struct public_key key;

	x509_public_key(x, &key);
	return tbid_build(&key, params, ret_id);
}

enum hash_alg
thumb_end_point_hash(const struct x509 *x)
{
	enum hash_alg hash = x509_signature_hash(x);

	return hash == HASH_MD5 || hash == HASH_SHA1 ? HASH_SHA256 : hash;
}
