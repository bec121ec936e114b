/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_trust.h - trust anchors, read once and used by any number of probes.
 */
#ifndef NET_TLS_TRUST_H
#define NET_TLS_TRUST_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/cert.h"

struct tls_trust;

/*
 * Read the certificates of FILE, or of the system's file when it is NULL.  A
 * system without a file that we know has no anchors, and no error.  ERR_INPUT.
 * tls_trust_free() it.
 */
int tls_trust_load(const char *file, struct tls_trust **ret, struct err *err)
	_must_check_;
void tls_trust_free(struct tls_trust *t);

enum { TLS_TRUST_KEPT = 64 }; /* answers about chains, of any age */

/* What these anchors make of a chain, dates left aside. */
struct tls_trust_answer {
	bool trusted;
	char *why; /* NULL when it is trusted */
	size_t roots_loaded;
	char *root; /* or NULL */
	int64_t root_not_after;
};

/*
 * What was kept about the same chain, or NULL; valid until the next
 * tls_trust_keep().  Servers of a fleet often present one certificate, and
 * its path needs to be validated once.
 */
const struct tls_trust_answer *
tls_trust_recall(const struct tls_trust *t, const struct certs *chain);
/* Keep a copy of what A says about CHAIN. */
void tls_trust_keep(const struct tls_trust *t, const struct certs *chain,
	const struct tls_trust_answer *a);

/* Where they come from, or NULL when there are none. */
const char *tls_trust_source(const struct tls_trust *t);

#endif
