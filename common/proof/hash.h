/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h - message digests, HMAC and HKDF, and the version of the library that
 * makes them.
 */
#ifndef PROOF_HASH_H
#define PROOF_HASH_H

#include "base/bytes.h"

enum hash_alg {
	HASH_NONE,
	HASH_MD5,
	HASH_SHA1,
	HASH_SHA256,
	HASH_SHA384,
	HASH_SHA512
};

enum { HASH_MAX = 64 }; /* octets of the longest digest */

/* Octets of a digest; 0 for HASH_NONE. */
size_t hash_len(enum hash_alg alg);

/* "SHA-256"; "none" for HASH_NONE. */
const char *hash_name(enum hash_alg alg);

/*
 * The digest of DATA; returns its length.  The library's refusal (a FIPS mode
 * without MD5) is reported as length 0.
 */
size_t hash_data(enum hash_alg alg, struct view data,
	uint8_t ret_digest[static HASH_MAX]);

/* The HMAC of DATA (RFC 2104); returns its length, or 0 as above. */
size_t hash_hmac(enum hash_alg alg, struct view key, struct view data,
	uint8_t ret_mac[static HASH_MAX]);

/*
 * HKDF-Expand (RFC 5869 section 2.3): write LEN octets, 255 * hash_len(ALG) at
 * most, to RET.  False if the library refuses.
 */
bool hash_hkdf_expand(enum hash_alg alg, struct view prk, struct view info,
	uint8_t *ret, size_t len) _must_check_;

/* The run-time version of GnuTLS. */
const char *hash_library_version(void);

#endif
