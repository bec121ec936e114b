/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_make.h - a certificate that nobody has issued, made to see whether a
 * server takes just any.
 */
#ifndef PROOF_CERT_MAKE_H
#define PROOF_CERT_MAKE_H

#include "proof/cert.h"
#include "proof/key.h"

/*
 * Make a new key of TYPE (KEY_EC_P256, KEY_RSA of 2048 bits, KEY_ED25519) and
 * a self-signed certificate for it: CN "tlsbind decoy", a random serial
 * number, valid from a day before NOW until a day after, for clients, without
 * any other flaw.  Both are the caller's.  ERR_SYSTEM when the library refuses.
 */
int cert_make(enum key_type type, int64_t now, struct cert **ret,
	struct key **ret_key, struct err *err) _must_check_;

#endif
