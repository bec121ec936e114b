/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exporter.h - keying material that both ends of a TLS connection can compute,
 * from the secrets of a recorded one: RFC 5705, RFC 8446 section 7.5.
 */
#ifndef PROOF_EXPORTER_H
#define PROOF_EXPORTER_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/hash.h"

/* What Token Binding exports, without a context: RFC 8471 section 3.3. */
#define EXPORTER_TOKEN_BINDING "EXPORTER-Token-Binding"

enum {
	EKM_LEN = 32, /* octets of Token Binding's EKM */

	EXPORTER_RANDOM = 32, /* octets of a client's or server's random */
	EXPORTER_MASTER = 48, /* octets of TLS 1.2's master secret */
	EXPORTER_LABEL_MAX = 249,
	EXPORTER_CONTEXT_MAX = 65535,
	EXPORTER_BLOCKS_MAX = 255, /* output, in digests of the hash */
};

/*
 * The hash of a TLS 1.3 connection with an exporter_master_secret of LEN
 * octets; HASH_NONE if there is no such suite.
 */
enum hash_alg exporter_hash(size_t len);

/*
 * TLS 1.3: LEN octets for LABEL and CONTEXT from the exporter_master_secret,
 * or the early one.  No context and an empty one are the same here.
 * ERR_INPUT: a length that no secret has, or beyond the limits above.
 */
int exporter_tls13(struct view exporter_secret, const char *label,
	struct view context, size_t len, struct bytes *ret, struct err *err)
	_must_check_;

/*
 * TLS 1.2: the same from the master secret, with the hash of the cipher
 * suite's PRF (HASH_SHA256, HASH_SHA384).  CONTEXT is NULL where there is
 * none, which is not the same as an empty one.  ERR_INPUT as above.
 */
int exporter_tls12(struct view master_secret, struct view client_random,
	struct view server_random, enum hash_alg prf, const char *label,
	const struct view *context, size_t len, struct bytes *ret,
	struct err *err) _must_check_;

#endif
