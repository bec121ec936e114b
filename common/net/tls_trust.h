/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_trust.h - trust anchors, read once and used by any number of probes.
 */
#ifndef NET_TLS_TRUST_H
#define NET_TLS_TRUST_H

#include "base/bytes.h"
#include "base/err.h"

struct tls_trust;

/*
 * Read the certificates of FILE, or of the system's file when it is NULL.  A
 * system without a file that we know has no anchors, and no error.  ERR_INPUT.
 * tls_trust_free() it.
 */
int tls_trust_load(const char *file, struct tls_trust **ret, struct err *err)
	_must_check_;
void tls_trust_free(struct tls_trust *t);

/* Where they come from, or NULL when there are none. */
const char *tls_trust_source(const struct tls_trust *t);

#endif
