/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_link.h - is a certificate (or a revocation list) issued by another
 * certificate: by name, by key identifier and by signature?
 */
#ifndef PROOF_CERT_LINK_H
#define PROOF_CERT_LINK_H

#include "proof/cert.h"

/* What holds two certificates together, or where they part first. */
enum cert_link {
	CERT_LINK_HOLDS,
	CERT_LINK_UNCHECKED, /* names fit; no such signature is known */
	CERT_LINK_NAME,      /* the issuer's name is another subject's */
	CERT_LINK_KEY_ID,    /* the same name, another key identifier */
	CERT_LINK_SIGNATURE, /* the same name, but another key has signed */
};

/*
 * Compare names octet for octet and key identifiers where both have one (RFC
 * 5280 sections 4.1.2.4, 4.2.1.1), then verify the signature, however weak.
 * Whether ISSUER may issue at all is not asked.
 */
enum cert_link cert_link(const struct cert *c, const struct cert *issuer);

/* Do name and key identifiers allow that ISSUER has signed C? */
bool cert_link_may_hold(const struct cert *c, const struct cert *issuer);

/*
 * Find out once how each certificate of a chain is linked to the next one, and
 * what that is for number I of CHAIN (which has a next one).
 */
void certs_link(struct certs *chain);
enum cert_link certs_link_of(const struct certs *chain, size_t i);

/*
 * Has SIGNER's key made SIG of DATA by the algorithm SIG_ALG (an
 * AlgorithmIdentifier, header included)?  1, 0, or -1 when the library cannot
 * tell, or is not asked because the key is unwieldy.  Weak algorithms are
 * allowed: the question is who signed.
 */
int cert_has_signed(const struct cert *signer, struct view sig_alg,
	struct view data, struct view sig);

/* CERT_LINK_HOLDS, or UNCHECKED: nothing speaks against it. */
bool cert_link_is_good(enum cert_link link);

/*
 * A public key with which a single verification takes as long as its maker
 * likes: a modulus of more than 16384 bits, or an RSA exponent of more than 64
 * to one of more than 3072.  OpenSSL draws the same lines.
 */
bool cert_key_is_unwieldy(const struct cert *c);

/*
 * A key that servers of today refuse: RSA of less than 2048 bits, a
 * curve of less than 224 (NIST SP 800-57 part 1, table 2: 112 bits).
 */
bool cert_key_is_weak(const struct cert *c);

/*
 * Signed with MD5 or SHA-1 by somebody else; what a root says of itself does
 * not count.
 */
bool cert_signature_is_weak(const struct cert *c);

#endif
