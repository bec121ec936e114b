/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rsaem.c - fuzzing of proof/rsaem.h: modulus and exponent as a Token Binding
 * key has them (RFC 8471 section 3), then the signature.  What opens agrees
 * with the laws of powers; what reads is encoded again.
 */
#include "proof/rsaem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* DigestInfo by its octets, RFC 8017 section 9.2 note 1; 0 for HASH_NONE. */
static size_t
put_digest_info(uint8_t *out, const struct rsaem_pkcs1 *block)
{
	static const char *const with_null[] = {
		[HASH_MD5] = "\x30\x20\x30\x0c\x06\x08\x2a\x86\x48\x86\xf7\x0d"
			     "\x02\x05\x05\x00\x04\x10",
		[HASH_SHA1] = "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a"
			      "\x05\x00\x04\x14",
		[HASH_SHA256] = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x01\x05\x00\x04\x20",
		[HASH_SHA384] = "\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x02\x05\x00\x04\x30",
		[HASH_SHA512] = "\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65"
				"\x03\x04\x02\x03\x05\x00\x04\x40",
	};
	static const size_t lens[] = { 0, 18, 15, 19, 19, 19 };
	size_t len = lens[block->hash];

	if (len == 0)
		return 0;
	memcpy(out, with_null[block->hash], len);
	if (!block->has_null) {
		memmove(out + len - 4, out + len - 2, 2);
		out[1] = (uint8_t)(out[1] - 2);
		out[3] = (uint8_t)(out[3] - 2);
		len -= 2;
	}
	return len;
}

static void
check_pkcs1(struct view em)
{
	uint8_t info[32];
	struct rsaem_pkcs1 block;
	size_t len, ff;

	if (!rsaem_pkcs1(em, &block))
		return;
	len = put_digest_info(info, &block);
	must(block.digest.len + len + 11 <= em.len);
	ff = em.len - 3 - len - block.digest.len;
	must(em.data[0] == 0 && em.data[1] == 1 && em.data[2 + ff] == 0);
	for (size_t i = 0; i < ff; i++)
		must(em.data[2 + i] == 0xff);
	must(memcmp(em.data + 3 + ff, info, len) == 0);
	must(block.digest.data == em.data + 3 + ff + len);
}

static uint8_t
mask_octet(const struct rsaem_pss_reading *r, size_t at)
{
	uint8_t input[HASH_MAX + 4] = { 0 }, block[HASH_MAX];
	size_t len = hash_len(r->hash), step = hash_len(r->mgf);

	memcpy(input, r->h, len);
	input[len + 3] = (uint8_t)(at / step);
	must(hash_data(r->mgf, (struct view){ input, len + 4 }, block) == step);
	return block[at % step];
}

/* Encode the reading to where EM ends, RFC 8017 section 9.1.1. */
static void
check_reading(struct view em, size_t bits, const struct rsaem_pss_reading *r)
{
	size_t len = (bits + 6) / 8, h_len = hash_len(r->hash), zeros, db;
	const uint8_t *p = em.data + (em.len - len);

	for (size_t i = 0; i < em.len - len; i++)
		must(em.data[i] == 0);
	must(r->salt_len + h_len + 2 <= len);
	db = len - h_len - 1;
	zeros = db - r->salt_len - 1;
	for (size_t i = 0; i < db; i++) {
		unsigned plain = i < zeros ? 0
			: i == zeros       ? 1
					   : r->salt[i - zeros - 1];
		unsigned masked = plain ^ mask_octet(r, i);

		if (i == 0)
			masked &= 0xffU >> (8 * len - (bits - 1));
		must(p[i] == masked);
	}
	must(memcmp(p + db, r->h, h_len) == 0 && p[len - 1] == 0xbc);
}

static void
check_em(struct view em, size_t bits)
{
	struct rsaem_pss pss;

	check_pkcs1(em);
	if (!rsaem_pss(em, bits, &pss))
		return;
	must(pss.n > 0 && pss.n <= RSAEM_READINGS);
	for (size_t i = 0; i < pss.n; i++) {
		must(i == 0 || pss.readings[i].hash != pss.readings[i - 1].hash
			|| pss.readings[i].mgf != pss.readings[i - 1].mgf);
		check_reading(em, bits, &pss.readings[i]);
		rsaem_pss_fits(&pss.readings[i], pss.readings[i].hash, em);
	}
}

/* (s^e)^3 is (s^3)^e, and s^1 is s. */
static void
check_powers(struct view n, struct view e, struct view s, struct view em)
{
	static const uint8_t odd[] = { 1, 3 };
	struct view one = { odd, 1 }, three = { odd + 1, 1 };
	uint8_t a[RSAEM_MAX], b[RSAEM_MAX], c[RSAEM_MAX];
	size_t len;

	must(rsaem_open(n, one, s, a, &len) && len == s.len
		&& memcmp(a, s.data, len) == 0);
	must(rsaem_open(n, three, em, a, &len) && len == s.len);
	must(rsaem_open(n, three, s, b, &len) && len == s.len);
	must(rsaem_open(n, e, (struct view){ b, len }, c, &len)
		&& memcmp(a, c, len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view in = { data, size }, n, e;
	uint8_t em[RSAEM_MAX];
	size_t len;

	if (size < 3)
		return 0;
	n = view_part(in, 2, (size_t)data[0] << 8 | data[1]);
	in = view_part(in, 2 + n.len, SIZE_MAX);
	if (in.len == 0)
		return 0;
	e = view_part(in, 1, in.data[0]);
	in = view_part(in, 1 + e.len, SIZE_MAX);
	check_em(in, rsaem_bits(n));
	if (!rsaem_open(n, e, in, em, &len))
		return 0;
	must(len == in.len);
	check_powers(n, e, in, (struct view){ em, len });
	check_em((struct view){ em, len }, rsaem_bits(n));
	return 0;
}
