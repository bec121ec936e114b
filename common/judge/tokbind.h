/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tokbind.h - what a probe that offered Token Binding has to say about it
 * (RFC 8472, RFC 8473).
 */
#ifndef JUDGE_TOKBIND_H
#define JUDGE_TOKBIND_H

#include "cli/report.h"
#include "net/probe.h"

/* Was Token Binding offered, and did the handshake get as far as that? */
bool tokbind_applies(const struct probe *p);

/* Append the facts, or the lines that sum them up for people. */
void tell_tokbind(struct report *r, const struct probe *p);
void line_tokbind(struct report *r, const struct probe *p);

/* Add the checks; a broken MUST gets the verdict BAD. */
void judge_tokbind(struct report *r, const struct probe *p, enum verdict bad);

/*
 * "it sent 4 octets: 01000102", "we offered version 1.0: ecdsap256"; NULL if
 * there was none.  The caller frees them.
 */
char *tokbind_sent_words(const struct probe *p);
char *tokbind_offer_words(const struct probe *p);

extern const struct check check_tokbind_answered, check_tokbind_version,
	check_tokbind_parameter, check_tokbind_ems, check_tokbind_ri,
	check_tokbind_header;

#endif
