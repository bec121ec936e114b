/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_make.h - new private keys, and their text for a file.
 */
#ifndef PROOF_KEY_MAKE_H
#define PROOF_KEY_MAKE_H

#include "proof/key.h"
#include "proof/x509.h"

/*
 * A new key of TYPE: KEY_EC_P256, KEY_EC_P384, KEY_ED25519, or KEY_RSA of BITS
 * (which the others ignore).  key_free() it.  ERR_SYSTEM: another type, or the
 * library refuses.
 */
int key_make(enum key_type type, unsigned bits, struct key **ret,
	struct err *err) _must_check_;

/*
 * K as PKCS#8 in PEM (RFC 5958, RFC 7468 section 10), not encrypted.
 * ERR_INPUT: the key does not leave its token.
 */
int key_pem(const struct key *k, struct bytes *ret_pem, struct err *err)
	_must_check_;

#endif
