/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_dpop.h - DPoP proofs at the token endpoint: RFC 9449 sections 5, 8 and
 * 11.1.
 */
#ifndef SERVE_AS_DPOP_H
#define SERVE_AS_DPOP_H

#include "base/b64.h"
#include "proof/jwk.h"
#include "serve/as_error.h"
#include "serve/lab.h"

enum {
	AS_NONCE_S = 300, /* a nonce is good for that, or up to twice that */
	AS_NONCE_TEXT = B64_ROOM(32),
	AS_DPOP_ALGS = 32,
};

/*
 * The thumbprint of the key of the proof that came with Q, "" if there is
 * none and C needs none.  -1: invalid_dpop_proof, use_dpop_nonce, or ours.
 */
int as_dpop(const struct lab *l, const struct lab_client *c,
	const struct http_request *q, int64_t now,
	char ret_jkt[static JWK_JKT_TEXT], struct as_error *e) _must_check_;

/* Whatever a proof may be signed with; then NULL. */
void as_dpop_algs(const char *ret_names[static AS_DPOP_ALGS]);

/* The nonce to give at the moment NOW: RFC 9449 section 8. */
void as_dpop_nonce(const struct lab *l, int64_t now,
	char ret_nonce[static AS_NONCE_TEXT]);

#endif
