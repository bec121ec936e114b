/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Throw-away certificates.
 */
#include "proof/cert_make.h"

#include "proof/cert_issue.h"
#include "proof/key_make.h"

enum { DAY = 86400, RSA_BITS = 2048 };

int
cert_make(enum key_type type, int64_t now, struct cert **ret,
	struct key **ret_key, struct err *err)
{
	_cleanup_key_ struct key *key = NULL;
	struct cert_request r = {
		.cn = "tlsbind decoy",
		.usage = CERT_USE_SIGNATURE,
		.purpose = CERT_FOR_CLIENT,
		.not_before = now - DAY,
		.not_after = now + DAY,
		.hash = HASH_SHA256,
	};

	if (key_make(type, RSA_BITS, &key, err) < 0)
		return -1;
	r.key = key;
	if (cert_issue(&r, NULL, ret, err) < 0)
		return -1;
	*ret_key = steal(key);
	return 0;
}
