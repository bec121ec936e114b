/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_path.h - the way from a certificate to an authority that is trusted,
 * through others that came with it in any order (RFC 5280 section 6.1, RFC
 * 8446 section 4.4.2).
 */
#ifndef PROOF_CERT_PATH_H
#define PROOF_CERT_PATH_H

#include "proof/cert_link.h"

enum {
	CERT_PATH_SENT_MAX = 32,  /* of a chain that are looked at */
	CERT_PATH_CHECKS_MAX = 64 /* signatures that are verified for one */
};

struct cert_path {
	/* Each is issued by the next; the authority comes last. */
	const struct cert *cert[CERT_PATH_SENT_MAX + 1];
	size_t n;      /* at least 1 */
	bool anchored; /* else all that the first one leads to, and no way */
};

/*
 * The shortest way from the first of CHAIN (which has one) to one of ANCHORS,
 * which are valid at NOW if there is a choice.  Names and key identifiers tell
 * who may have issued whom; with VERIFY signatures must, too, as many as are
 * allowed.  Whether they may issue at all is not asked.
 */
void cert_path_find(const struct certs *chain, const struct certs *anchors,
	int64_t now, bool verify, struct cert_path *ret);

/*
 * pathLenConstraint of a certificate (RFC 5280 section 4.2.1.9); -1 without
 * one.  What is malformed or very large is INT_MAX.
 */
int cert_path_len(const struct cert *c);

#endif
