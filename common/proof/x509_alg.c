/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The algorithms that a certificate names: how it was signed (RFC 3279, 4055,
 * 5758, 8410), and its public key (RFC 3279, 5480, 8410).
 */
#include "proof/x509.h"

#include "base/der.h"

/* An OBJECT IDENTIFIER's value, written as its octets. */
#define OID(octets)                                           \
	{                                                     \
		(const uint8_t *)(octets), sizeof(octets) - 1 \
	}

static const struct view rsa_pss = OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a");

static const struct signature {
	struct view oid;
	const char *name;
	enum hash_alg hash;
} signatures[] = {
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"),
		"sha256WithRSAEncryption", HASH_SHA256 },
	{ OID("\x2a\x86\x48\xce\x3d\x04\x03\x02"), "ecdsa-with-SHA256",
		HASH_SHA256 },
	{ OID("\x2a\x86\x48\xce\x3d\x04\x03\x03"), "ecdsa-with-SHA384",
		HASH_SHA384 },
	{ OID("\x2a\x86\x48\xce\x3d\x04\x03\x04"), "ecdsa-with-SHA512",
		HASH_SHA512 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"),
		"sha384WithRSAEncryption", HASH_SHA384 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"),
		"sha512WithRSAEncryption", HASH_SHA512 },
	{ OID("\x2b\x65\x70"), "Ed25519", HASH_NONE },
	{ OID("\x2b\x65\x71"), "Ed448", HASH_NONE },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), "sha1WithRSAEncryption",
		HASH_SHA1 },
	{ OID("\x2b\x0e\x03\x02\x1d"), "sha1WithRSA", HASH_SHA1 },
	{ OID("\x2a\x86\x48\xce\x3d\x04\x01"), "ecdsa-with-SHA1", HASH_SHA1 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"), "md5WithRSAEncryption",
		HASH_MD5 },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"),
		"sha224WithRSAEncryption", HASH_NONE },
	{ OID("\x2a\x86\x48\xce\x3d\x04\x03\x01"), "ecdsa-with-SHA224",
		HASH_NONE },
	{ OID("\x2a\x86\x48\xce\x38\x04\x03"), "dsa-with-SHA1", HASH_SHA1 },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x03\x02"), "dsa-with-SHA256",
		HASH_SHA256 },
};

static const struct pss {
	struct view oid;
	const char *name;
	enum hash_alg hash;
} pss_hashes[] = {
	{ OID("\x2b\x0e\x03\x02\x1a"), "RSASSA-PSS-SHA1", HASH_SHA1 },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), "RSASSA-PSS-SHA256",
		HASH_SHA256 },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x02"), "RSASSA-PSS-SHA384",
		HASH_SHA384 },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x03"), "RSASSA-PSS-SHA512",
		HASH_SHA512 },
};

static const struct curve {
	struct view oid;
	enum key_type type;
	size_t len; /* octets of a coordinate */
} curves[] = {
	{ OID("\x2a\x86\x48\xce\x3d\x03\x01\x07"), KEY_EC_P256, 32 },
	{ OID("\x2b\x81\x04\x00\x22"), KEY_EC_P384, 48 },
	{ OID("\x2b\x81\x04\x00\x23"), KEY_EC_P521, 66 },
};

/* RFC 4055 section 3.1: without parameters or [0], the hash is SHA-1. */
static const struct pss *
find_pss(struct view params)
{
	struct der list, hash, alg, oid;

	if (!der_read_tag(&params, DER_SEQUENCE, &list)
		|| !der_read_tag(&list.value, DER_CONTEXT(0), &hash))
		return &pss_hashes[0];
	if (!der_read_tag(&hash.value, DER_SEQUENCE, &alg)
		|| !der_read_tag(&alg.value, DER_OID, &oid))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(pss_hashes); i++)
		if (view_eq(pss_hashes[i].oid, oid.value))
			return &pss_hashes[i];
	return NULL;
}

/* The name and the hash of a signature algorithm; false if we know neither. */
static bool
find_signature(const struct x509 *x, const char **ret_name,
	enum hash_alg *ret_hash)
{
	struct view in = x->sig_alg;
	const struct pss *pss;
	struct der alg, oid;

	if (!der_read_tag(&in, DER_SEQUENCE, &alg)
		|| !der_read_tag(&alg.value, DER_OID, &oid))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
		if (!view_eq(signatures[i].oid, oid.value))
			continue;
		*ret_name = signatures[i].name;
		*ret_hash = signatures[i].hash;
		return true;
	}
	if (!view_eq(rsa_pss, oid.value))
		return false;
	pss = find_pss(alg.value);
	if (pss == NULL)
		return false;
	*ret_name = pss->name;
	*ret_hash = pss->hash;
	return true;
}

static struct view
without_leading_zeros(struct view number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = view_part(number, 1, number.len);
	return number;
}

static void
read_rsa(const struct x509 *x, struct public_key *ret)
{
	struct view in = x->key;
	struct der key, n, e;

	if (!der_read_tag(&in, DER_SEQUENCE, &key)
		|| !der_read_tag(&key.value, DER_INTEGER, &n)
		|| !der_read_tag(&key.value, DER_INTEGER, &e))
		return;
	n.value = without_leading_zeros(n.value);
	e.value = without_leading_zeros(e.value);
	if (n.value.len == 0 || e.value.len == 0)
		return;
	ret->type = KEY_RSA;
	ret->n = n.value;
	ret->e = e.value;
}

/* A compressed point (SEC 1) has no Y to show, so it stays KEY_OTHER. */
static void
read_ec(const struct x509 *x, struct public_key *ret)
{
	struct view in = x->key_params;
	struct der oid;

	if (!der_read_tag(&in, DER_OID, &oid))
		return;
	for (size_t i = 0; i < ARRAY_LEN(curves); i++) {
		const struct curve *c = &curves[i];

		if (!view_eq(c->oid, oid.value))
			continue;
		if (x->key.len != 2 * c->len + 1 || x->key.data[0] != 4)
			return;
		ret->type = c->type;
		ret->x = view_part(x->key, 1, c->len);
		ret->y = view_part(x->key, 1 + c->len, c->len);
	}
}

static void
read_okp(const struct x509 *x, enum key_type type, size_t len,
	struct public_key *ret)
{
	if (x->key.len != len)
		return;
	ret->type = type;
	ret->x = x->key;
}

enum hash_alg
x509_signature_hash(const struct x509 *x)
{
	enum hash_alg hash;
	const char *name;

	return find_signature(x, &name, &hash) ? hash : HASH_NONE;
}

const char *
x509_signature_name(const struct x509 *x)
{
	enum hash_alg hash;
	const char *name;

	return find_signature(x, &name, &hash) ? name : NULL;
}

void
x509_public_key(const struct x509 *x, struct public_key *ret)
{
	static const struct view rsa = OID(
		"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01");
	static const struct view ec = OID("\x2a\x86\x48\xce\x3d\x02\x01");
	static const struct view ed25519 = OID("\x2b\x65\x70");
	static const struct view ed448 = OID("\x2b\x65\x71");

	*ret = (struct public_key){ .type = KEY_OTHER };
	if (view_eq(x->key_alg, rsa) || view_eq(x->key_alg, rsa_pss))
		read_rsa(x, ret);
	else if (view_eq(x->key_alg, ec))
		read_ec(x, ret);
	else if (view_eq(x->key_alg, ed25519))
		read_okp(x, KEY_ED25519, 32, ret);
	else if (view_eq(x->key_alg, ed448))
		read_okp(x, KEY_ED448, 57, ret);
}
