/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlstrace_body.h - what a trace wants to know of the bodies of messages: for
 * tlstrace.c alone.
 */
#ifndef PROOF_TLSTRACE_BODY_H
#define PROOF_TLSTRACE_BODY_H

#include "proof/tlstrace.h"

struct tlstrace_hello {
	bool tls13;
	bool retry;
	bool bad;
};

/* A ServerHello, RFC 8446 section 4.1.3 and RFC 5246 section 7.4.1.3. */
void tlstrace_read_hello(struct view body, struct tlstrace_hello *ret);

/* Fill in what E->type says of BODY: count, code, bad. */
void tlstrace_read_body(struct view body, bool tls13, struct tlstrace_entry *e);

#endif
