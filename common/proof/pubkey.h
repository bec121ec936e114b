/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pubkey.h - public keys from bare numbers, and whether a signature is theirs.
 *
 * Made for one signature after the other, each with a key that was never seen
 * before: all but the arithmetic of the signature costs about 2 microseconds.
 */
#ifndef PROOF_PUBKEY_H
#define PROOF_PUBKEY_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/hash.h"
#include "proof/jwa.h"
#include "proof/key.h"

enum {
	PUBKEY_P256 = 32,        /* octets of X, Y, R or S */
	PUBKEY_RSA_MAX = 2048,   /* octets of a modulus: 16384 bits */
	PUBKEY_RSA_ANY_E = 384,  /* ... that may have any exponent */
	PUBKEY_EXPONENT_MAX = 8, /* octets of one above that */
};

struct pubkey;

/*
 * The point (X, Y) of P-256, each PUBKEY_P256 octets.  ERR_INPUT when they
 * are not, or when the point is not on the curve (RFC 8471 section 3.2).
 */
int pubkey_p256(struct view x, struct view y, struct pubkey **ret,
	struct err *err) _must_check_;

/*
 * The RSA key of modulus N and public exponent E, big-endian.  ERR_INPUT when
 * N has more than PUBKEY_RSA_MAX octets, E is longer than N or so long that a
 * verification would take up to seconds, or the numbers can be no key.
 * Whether a modulus is long enough is the caller's to say.
 */
int pubkey_rsa(struct view n, struct view e, struct pubkey **ret,
	struct err *err) _must_check_;

/*
 * A key of any type but KEY_OTHER.  ERR_INPUT as above, for each curve; that
 * x of Ed25519 or Ed448 is no point shows only when nothing verifies.
 */
int pubkey_of(const struct public_key *key, struct pubkey **ret,
	struct err *err) _must_check_;

void pubkey_free(struct pubkey *k);
void pubkey_freep(struct pubkey **k);
#define _cleanup_pubkey_ _cleanup_(pubkey_freep)

/*
 * Whether SIG is K's signature of DATA, in the forms of key_sign(): exactly 64
 * octets for ECDSA, exactly as many as the modulus for RSA, a PSS salt of
 * exactly 32.  False also when K is a key of another kind.
 */
bool pubkey_verify(const struct pubkey *k, enum key_sign how, struct view data,
	struct view sig);

/*
 * Whether SIG is K's signature of DATA by ALG, in the forms of RFC 7518
 * sections 3.3 to 3.5 and RFC 8037 section 3.1: R || S and EdDSA of exactly
 * the curve's size, RSA of the modulus', the PSS salt as long as the hash.
 * False also when K is a key of another type or curve than ALG's, and for
 * HMAC and "none".
 */
bool pubkey_verify_jwa(const struct pubkey *k, const struct jwa *alg,
	struct view data, struct view sig);

/*
 * For diagnosis: the same of a digest, by HASH in the place of SHA-256 (also
 * in PSS, whose salt is then as long).  With HASH_NONE, DIGEST is what was
 * signed without a hash: ECDSA's number (FIPS 186-4 section 6.4 cuts it to 32
 * octets), or all that PKCS#1 pads; there is no PSS without a hash.
 */
bool pubkey_verify_digest(const struct pubkey *k, enum key_sign how,
	enum hash_alg hash, struct view digest, struct view sig);

#endif
