/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certjwk.h - the certificates in the x5c members of a JWK or JWK Set
 * (RFC 7517 sections 4.7 and 5).
 */
#ifndef PROOF_CERTJWK_H
#define PROOF_CERTJWK_H

#include "proof/cert_pkcs.h"

/* All of them, in the order of the text.  ERR_INPUT. */
int certjwk_read(struct view text, struct cert_ders *ret, struct err *err)
	_must_check_;

#endif
