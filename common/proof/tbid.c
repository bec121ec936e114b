/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbid.c - the octets by which Token Binding knows a key.
 */
#include "proof/tbid.h"

#include "base/b64.h"

static const char *const names[TBID_PARAMS] = {
	[TBID_RSA2048_PKCS1_5] = "rsa2048_pkcs1.5",
	[TBID_RSA2048_PSS] = "rsa2048_pss",
	[TBID_ECDSAP256] = "ecdsap256",
};

const char *
tbid_params_name(unsigned params)
{
	return params < TBID_PARAMS ? names[params] : NULL;
}

bool
tbid_params_find(struct view name, uint8_t *ret_params)
{
	for (unsigned i = 0; i < TBID_PARAMS; i++) {
		if (!view_eq_str(name, names[i]))
			continue;
		*ret_params = (uint8_t)i;
		return true;
	}
	return false;
}

static void
add_p256(struct bytes *id, const struct public_key *key)
{
	bytes_append_u16(id, 1 + 2 * TBID_P256_LEN);
	bytes_append_u8(id, 2 * TBID_P256_LEN);
	bytes_append_view(id, key->x);
	bytes_append_view(id, key->y);
}

static void
add_rsa(struct bytes *id, const struct public_key *key)
{
	bytes_append_u16(id, 2 + key->n.len + 1 + key->e.len);
	bytes_append_u16(id, key->n.len);
	bytes_append_view(id, key->n);
	bytes_append_u8(id, key->e.len);
	bytes_append_view(id, key->e);
}

static bool
is_rsa2048(const struct public_key *key)
{
	return key->type == KEY_RSA && key->n.len == TBID_RSA_LEN
		&& key->n.data[0] >= 0x80 && key->e.len <= UINT8_MAX;
}

bool
tbid_build(const struct public_key *key, unsigned params, struct bytes *ret_id)
{
	bool ec = params == TBID_ECDSAP256;
	struct bytes id = { 0 };

	if (params >= TBID_PARAMS
		|| !(ec ? key->type == KEY_EC_P256 : is_rsa2048(key)))
		return false;
	bytes_append_u8(&id, params);
	if (ec)
		add_p256(&id, key);
	else
		add_rsa(&id, key);
	bytes_move(ret_id, &id);
	return true;
}

void
tbid_hash(struct view id, char ret_text[static TBID_HASH_TEXT])
{
	uint8_t digest[HASH_MAX];
	struct view v = { digest, hash_data(HASH_SHA256, id, digest) };

	b64_encode_to(ret_text, v, B64_URL);
}

bool
tbid_has_hash(struct view id, struct view hash)
{
	uint8_t digest[HASH_MAX];
	struct view v = { digest, hash_data(HASH_SHA256, id, digest) };

	return view_eq(v, hash);
}
