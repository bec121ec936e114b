/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rsaem.h - the encoded message (EM) inside an RSA signature, RFC 8017: what a
 * signature that did not verify was made of.
 *
 * For diagnosis only.  Nothing here accepts a signature: that is the library's
 * part.  All data are public, so the time that it takes may depend on them.
 */
#ifndef PROOF_RSAEM_H
#define PROOF_RSAEM_H

#include "proof/hash.h"

enum {
	RSAEM_MAX = 512,        /* octets of a modulus and of an EM: RSA-4096 */
	RSAEM_EXPONENT_MAX = 8, /* octets of a public exponent */
	RSAEM_READINGS = 16,    /* four digests, each with four for MGF1 */
};

/*
 * RSAVP1 (section 5.2.2): EM is SIGNATURE to the power of EXPONENT, modulo
 * MODULUS, in as many octets as the modulus has; all are big-endian.  Leading
 * zeros of modulus and exponent do not count.  False, and nothing written,
 * where the modulus is too long, even or 1, the exponent too long or 0, or the
 * signature of another length than the modulus or not below it.
 */
bool
rsaem_open(struct view modulus, struct view exponent, struct view signature,
	uint8_t ret_em[static RSAEM_MAX], size_t *ret_len) _must_check_;

/* The length of a modulus in bits, without leading zeros. */
size_t rsaem_bits(struct view modulus);

struct rsaem_pkcs1 {
	enum hash_alg hash; /* HASH_NONE: no DigestInfo that we know */
	bool has_null;      /* the hash's parameters are NULL, not absent */
	struct view digest; /* in EM; for HASH_NONE all behind the padding */
};

/*
 * EMSA-PKCS1-v1_5 (section 9.2): 00 01, at least 8 of FF, 00, and DigestInfo
 * in DER, of MD5, SHA-1, SHA-256, SHA-384 or SHA-512, whose parameters are NULL
 * or absent; or anything else, HASH_NONE: APIs of "raw" padding sign the bare
 * digest.  False where the padding is another one.
 */
bool rsaem_pkcs1(struct view em, struct rsaem_pkcs1 *ret) _must_check_;

struct rsaem_pss_reading {
	enum hash_alg hash;  /* of the message and of H */
	enum hash_alg mgf;   /* of MGF1 */
	uint8_t h[HASH_MAX]; /* hash_len(hash) octets */
	uint8_t salt[RSAEM_MAX];
	size_t salt_len; /* octets */
};

struct rsaem_pss {
	struct rsaem_pss_reading readings[RSAEM_READINGS];
	size_t n;
};

/*
 * EMSA-PSS (section 9.1.2) under a modulus of so many bits: the readings of EM
 * with SHA-1, SHA-256, SHA-384 and SHA-512, for H and for MGF1, whose padding
 * is right.  False, and nothing written, where there is none.
 *
 * The padding may be short, 7 bits under a modulus of whole octets: about one
 * EM in eight then reads by a second pair as well, with a salt as long as there
 * is room.  rsaem_pss_fits() tells.
 */
bool rsaem_pss(struct view em, size_t modulus_bits, struct rsaem_pss *ret)
	_must_check_;

/*
 * Is H that of MESSAGE and the salt, both digests by HASH?  False where the
 * reading is one with another hash.
 */
bool rsaem_pss_fits(const struct rsaem_pss_reading *reading, enum hash_alg hash,
	struct view message);

#endif
