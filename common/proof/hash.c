/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Message digests, HMAC and HKDF by GnuTLS.
 */
#include "proof/hash.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

static const struct {
	const char *name;
	size_t len;
	int gnutls;
} algs[] = {
	[HASH_NONE] = { "none", 0, GNUTLS_DIG_NULL },
	[HASH_MD5] = { "MD5", 16, GNUTLS_DIG_MD5 },
	[HASH_SHA1] = { "SHA-1", 20, GNUTLS_DIG_SHA1 },
	[HASH_SHA256] = { "SHA-256", 32, GNUTLS_DIG_SHA256 },
	[HASH_SHA384] = { "SHA-384", 48, GNUTLS_DIG_SHA384 },
	[HASH_SHA512] = { "SHA-512", 64, GNUTLS_DIG_SHA512 },
};

size_t
hash_len(enum hash_alg alg)
{
	return algs[alg].len;
}

const char *
hash_name(enum hash_alg alg)
{
	return algs[alg].name;
}

size_t
hash_data(enum hash_alg alg, struct view data,
	uint8_t ret_digest[static HASH_MAX])
{
	if (alg == HASH_NONE)
		return 0;
	if (gnutls_hash_fast((gnutls_digest_algorithm_t)algs[alg].gnutls,
		    data.data, data.len, ret_digest)
		< 0)
		return 0;
	return algs[alg].len;
}

size_t
hash_hmac(enum hash_alg alg, struct view key, struct view data,
	uint8_t ret_mac[static HASH_MAX])
{
	if (alg == HASH_NONE)
		return 0;
	/* GnuTLS defines each digest's number as that of its HMAC. */
	if (gnutls_hmac_fast((gnutls_mac_algorithm_t)algs[alg].gnutls, key.data,
		    key.len, data.data, data.len, ret_mac)
		< 0)
		return 0;
	return algs[alg].len;
}

bool
hash_hkdf_expand(enum hash_alg alg, struct view prk, struct view info,
	uint8_t *ret, size_t len)
{
	gnutls_datum_t key = { (unsigned char *)prk.data, (unsigned)prk.len };
	gnutls_datum_t text = { (unsigned char *)info.data,
		(unsigned)info.len };

	if (alg == HASH_NONE || prk.len > UINT32_MAX || info.len > UINT32_MAX)
		return false;
	return gnutls_hkdf_expand((gnutls_mac_algorithm_t)algs[alg].gnutls,
		       &key, &text, ret, len)
		>= 0;
}

const char *
hash_library_version(void)
{
	return gnutls_check_version(NULL);
}
