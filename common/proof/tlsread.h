/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsread.h - reading the octets of TLS messages by the presentation language
 * of RFC 8446 section 3: numbers, and vectors with a length in front.
 */
#ifndef PROOF_TLSREAD_H
#define PROOF_TLSREAD_H

#include "base/bytes.h"
#include "base/err.h"

struct tlsread {
	struct view in;      /* what is left */
	const uint8_t *body; /* where offsets count from */
	struct err *err;
};

/* What is wrong with FIELD, where IN begins: ERR_INPUT; returns -1. */
int tlsread_fault(const struct tlsread *r, const char *field, const char *what);

/* Read a number of N octets, 3 at most. */
int tlsread_number(struct tlsread *r, size_t n, const char *field, size_t *ret)
	_must_check_;

/* Read a vector of at least LEAST octets with a length of N octets. */
int tlsread_vector(struct tlsread *r, size_t n, size_t least, const char *field,
	struct tlsread *ret) _must_check_;

/* Is everything read? */
int tlsread_end(const struct tlsread *r, const char *field) _must_check_;

#endif
