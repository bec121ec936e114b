/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jwa.c - the table of signature algorithms, and which keys they take.
 */
#include "proof/jwa.h"

/* R and S of ECDSA, each as long as the order of the curve. */
enum { P256_SIG = 2 * 32, P384_SIG = 2 * 48, P521_SIG = 2 * 66 };
enum { ED25519_SIG = 64, ED448_SIG = 114 };

const struct jwa jwa_rows[] = {
	{ "HS256", JWA_HMAC, HASH_SHA256, KEY_OTHER, 32 },
	{ "HS384", JWA_HMAC, HASH_SHA384, KEY_OTHER, 48 },
	{ "HS512", JWA_HMAC, HASH_SHA512, KEY_OTHER, 64 },
	{ "RS256", JWA_RSA_PKCS1, HASH_SHA256, KEY_RSA, 0 },
	{ "RS384", JWA_RSA_PKCS1, HASH_SHA384, KEY_RSA, 0 },
	{ "RS512", JWA_RSA_PKCS1, HASH_SHA512, KEY_RSA, 0 },
	{ "PS256", JWA_RSA_PSS, HASH_SHA256, KEY_RSA, 0 },
	{ "PS384", JWA_RSA_PSS, HASH_SHA384, KEY_RSA, 0 },
	{ "PS512", JWA_RSA_PSS, HASH_SHA512, KEY_RSA, 0 },
	{ "ES256", JWA_ECDSA, HASH_SHA256, KEY_EC_P256, P256_SIG },
	{ "ES384", JWA_ECDSA, HASH_SHA384, KEY_EC_P384, P384_SIG },
	{ "ES512", JWA_ECDSA, HASH_SHA512, KEY_EC_P521, P521_SIG },
	{ "EdDSA", JWA_EDDSA, HASH_NONE, KEY_OTHER, 0 },
	{ "Ed25519", JWA_EDDSA, HASH_NONE, KEY_ED25519, ED25519_SIG },
	{ "Ed448", JWA_EDDSA, HASH_NONE, KEY_ED448, ED448_SIG },
	{ "ES256K", JWA_UNSUPPORTED, HASH_SHA256, KEY_OTHER, P256_SIG },
	{ "none", JWA_NONE, HASH_NONE, KEY_OTHER, 0 },
	{ .name = NULL },
};

const struct jwa *
jwa_find(const char *name)
{
	for (const struct jwa *a = jwa_rows; a->name != NULL; a++)
		if (a->name[0] == name[0] && strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

bool
jwa_takes(const struct jwa *alg, enum key_type type)
{
	switch (alg->kind) {
	case JWA_NONE:
	case JWA_UNSUPPORTED:
		return false;
	case JWA_HMAC:
	case JWA_RSA_PKCS1:
	case JWA_RSA_PSS:
	case JWA_ECDSA:
		break;
	case JWA_EDDSA:
		if (alg->key == KEY_OTHER)
			return type == KEY_ED25519 || type == KEY_ED448;
		break;
	}
	return type == alg->key;
}
