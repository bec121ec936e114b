/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Message digests by GnuTLS.
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

const char *
hash_library_version(void)
{
	return gnutls_check_version(NULL);
}
