/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certpem.h - the certificates of PEM text (RFC 7468), one block after the
 * other.
 */
#ifndef PROOF_CERTPEM_H
#define PROOF_CERTPEM_H

#include "proof/certfeed.h"

enum { CERTPEM_LABEL = 64 }; /* room for a label and its NUL */

enum certpem_kind {
	CERTPEM_OTHER,
	CERTPEM_CERTIFICATE,
	CERTPEM_TRUSTED,
	CERTPEM_PKCS7
};

struct certpem {
	size_t blocks;  /* begun so far, of any kind */
	uint64_t begin; /* where the last one began */
	enum certpem_kind kind;
	char label[CERTPEM_LABEL];
	char skipped[CERTPEM_LABEL]; /* the first that was no
						   certificate, or "" */
};

/*
 * The octets of the next block that holds certificates: 1, 0 at the end, -1.
 * Zero P before the first call.
 */
int certpem_next(struct certpem *p, struct certfeed *f, struct bytes *ret,
	struct err *err) _must_check_;

/* DER in PEM: 64 columns, LF; the caller frees it. */
char *certpem_text(const char *label, struct view der);

#endif
