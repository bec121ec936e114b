/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rsaem_read.c - the two encodings of messages for RSA signatures, RFC 8017
 * section 9, read backwards.
 */
#include "proof/rsaem.h"

#include "base/der.h"

enum {
	PKCS1_FF_MIN = 8,
	PSS_ZEROS = 8,
	PSS_TRAILER = 0xbc,
	MGF1_COUNTER = 4,
};

/* RFC 8017 appendix B.1, the values of the OBJECT IDENTIFIERs. */
static const struct {
	enum hash_alg hash;
	size_t len;
	uint8_t oid[9];
} oids[] = {
	{ HASH_MD5, 8, { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5 } },
	{ HASH_SHA1, 5, { 0x2b, 0x0e, 3, 2, 0x1a } },
	{ HASH_SHA256, 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1 } },
	{ HASH_SHA384, 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2 } },
	{ HASH_SHA512, 9, { 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3 } },
};

static const enum hash_alg pss_hashes[] = {
	HASH_SHA1,
	HASH_SHA256,
	HASH_SHA384,
	HASH_SHA512,
};

static enum hash_alg
hash_of_oid(struct view oid)
{
	for (size_t i = 0; i < ARRAY_LEN(oids); i++)
		if (view_eq(oid, (struct view){ oids[i].oid, oids[i].len }))
			return oids[i].hash;
	return HASH_NONE;
}

/* DigestInfo of a hash that we know, and nothing behind it. */
static bool
digest_info(struct view in, struct rsaem_pkcs1 *ret)
{
	struct der info, alg, oid, digest, null;
	enum hash_alg hash;
	bool has_null;

	if (!der_read_tag(&in, DER_SEQUENCE, &info) || in.len > 0
		|| !der_read_tag(&info.value, DER_SEQUENCE, &alg)
		|| !der_read_tag(&info.value, DER_OCTET_STRING, &digest)
		|| info.value.len > 0
		|| !der_read_tag(&alg.value, DER_OID, &oid))
		return false;
	has_null = der_read_tag(&alg.value, DER_NULL, &null);
	if (alg.value.len > 0 || (has_null && null.value.len > 0))
		return false;
	hash = hash_of_oid(oid.value);
	if (hash == HASH_NONE || digest.value.len != hash_len(hash))
		return false;
	*ret = (struct rsaem_pkcs1){ hash, has_null, digest.value };
	return true;
}

bool
rsaem_pkcs1(struct view em, struct rsaem_pkcs1 *ret)
{
	size_t at = 2;
	struct view rest;

	if (em.len < 2 || em.data[0] != 0 || em.data[1] != 1)
		return false;
	while (at < em.len && em.data[at] == 0xff)
		at++;
	if (at < 2 + PKCS1_FF_MIN || at == em.len || em.data[at] != 0)
		return false;
	rest = view_part(em, at + 1, SIZE_MAX);
	if (!digest_info(rest, ret))
		*ret = (struct rsaem_pkcs1){ HASH_NONE, false, rest };
	return true;
}

/* Take MGF1 (RFC 8017 appendix B.2.1) of SEED off the LEN octets at DB. */
static bool
unmask(uint8_t *db, size_t len, struct view seed, enum hash_alg mgf)
{
	uint8_t input[HASH_MAX + MGF1_COUNTER] = { 0 }, block[HASH_MAX];
	struct view all = { input, seed.len + MGF1_COUNTER };
	size_t n;

	memcpy(input, seed.data, seed.len);
	for (size_t at = 0; at < len; at += n) {
		n = hash_data(mgf, all, block);
		if (n == 0)
			return false;
		for (size_t i = 0; i < n && at + i < len; i++)
			db[at + i] ^= block[i];
		/* One octet is enough for RSAEM_MAX octets of DB. */
		input[all.len - 1]++;
	}
	return true;
}

/* Read EM, whose SPARE highest bits do not belong to it, by one pair. */
static bool
read_pair(struct view em, unsigned spare, enum hash_alg hash, enum hash_alg mgf,
	struct rsaem_pss_reading *ret)
{
	size_t h_len = hash_len(hash), db_len, at = 0;
	uint8_t db[RSAEM_MAX] = { 0 };
	struct view h;

	if (em.len < h_len + 2)
		return false;
	db_len = em.len - h_len - 1;
	h = view_part(em, db_len, h_len);
	memcpy(db, em.data, db_len);
	if (!unmask(db, db_len, h, mgf))
		return false;
	db[0] = (uint8_t)(db[0] & 0xff >> spare);
	while (at < db_len && db[at] == 0)
		at++;
	if (at == db_len || db[at] != 1)
		return false;
	ret->hash = hash;
	ret->mgf = mgf;
	memcpy(ret->h, h.data, h_len);
	ret->salt_len = db_len - at - 1;
	memcpy(ret->salt, db + at + 1, ret->salt_len);
	return true;
}

/*
 * The octets that belong to an EM of BITS bits; false where more than zeros is
 * before them, or not all are there.
 */
static bool
cut_to_bits(struct view *em, size_t bits)
{
	size_t len = bits / 8 + (bits % 8 > 0);

	if (len == 0 || len > RSAEM_MAX || em->len < len)
		return false;
	for (; em->len > len; *em = view_part(*em, 1, SIZE_MAX))
		if (em->data[0] != 0)
			return false;
	return (em->data[0] & ~(0xff >> (8 * len - bits))) == 0;
}

bool
rsaem_pss(struct view em, size_t modulus_bits, struct rsaem_pss *ret)
{
	size_t n = 0;

	if (modulus_bits < 2 || !cut_to_bits(&em, modulus_bits - 1)
		|| em.data[em.len - 1] != PSS_TRAILER)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(pss_hashes); i++)
		for (size_t j = 0; j < ARRAY_LEN(pss_hashes); j++)
			if (read_pair(em,
				    (unsigned)(8 * em.len - modulus_bits + 1),
				    pss_hashes[i], pss_hashes[j],
				    &ret->readings[n]))
				n++;
	if (n == 0)
		return false;
	ret->n = n;
	return true;
}

bool
rsaem_pss_fits(const struct rsaem_pss_reading *reading, enum hash_alg hash,
	struct view message)
{
	uint8_t m[PSS_ZEROS + HASH_MAX + RSAEM_MAX] = { 0 }, h[HASH_MAX];
	size_t len = hash_data(hash, message, h);

	if (len == 0 || hash != reading->hash)
		return false;
	memcpy(m + PSS_ZEROS, h, len);
	memcpy(m + PSS_ZEROS + len, reading->salt, reading->salt_len);
	return hash_data(hash,
		       (struct view){ m, PSS_ZEROS + len + reading->salt_len },
		       h)
		== len
		&& memcmp(h, reading->h, len) == 0;
}
