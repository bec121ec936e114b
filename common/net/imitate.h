/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imitate.h - how other servers answer a client certificate that they do not
 * take: which faults they see, and what they say.
 */
#ifndef NET_IMITATE_H
#define NET_IMITATE_H

#include "net/visit.h"

#define IMITATE_WORDS "openssl gnutls go java node nginx"

struct imitation;

/* The one of that name, or NULL. */
const struct imitation *imitate_find(const char *name);

/*
 * What I, or we ourselves where it is NULL, answer a certificate with these
 * faults (visit_fault, more than one perhaps): REFUSAL_NONE, REFUSAL_CLOSE,
 * REFUSAL_HTTP or the number of an alert.  Our own answer is the alert that
 * RFC 8446 section 6.2 has for it.
 */
int imitate_refusal(const struct imitation *i, unsigned faults, bool tls13);

/* Those of FAULTS that I does not see, or forgives. */
unsigned imitate_ignored(const struct imitation *i, unsigned faults);

#endif
