/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbmsg_make.h - making a Token Binding message from keys and an EKM, and
 * telling an EKM: RFC 8471 sections 3 and 4.1.
 */
#ifndef JUDGE_TBMSG_MAKE_H
#define JUDGE_TBMSG_MAKE_H

#include "cli/opt.h"
#include "judge/ekm_set.h"

#define TBMSG_MAKE_PRINTS "value header hex id tbh"

enum { TBMSG_EKM_LENGTH_MAX = 4096 }; /* octets of one export */

/* What to make, as it was typed. */
struct tbmsg_make {
	const char *key, *referred_key, *pass;
	bool pss;                          /* RSA keys as rsa2048_pss */
	const struct opt_list *extensions; /* "TYPE:HEX" */
};

/*
 * Make a message for the one EKM of EKMS, verify it, and tell it in R; or
 * print only the value that PRINT names.  ERR_USAGE, ERR_INPUT.
 */
int tbmsg_make(struct report *r, const struct tbmsg_make *make,
	const struct ekm_set *ekms, const char *print, struct err *err)
	_must_check_;

/*
 * Derive keying material from the key log that O names, and tell it: that is
 * what was asked for.  CONTEXT is hex, or NULL.  ERR_USAGE, ERR_INPUT.
 */
int tbmsg_ekm(struct report *r, const struct ekm_opts *o, const char *label,
	const char *context, size_t len, const char *print, struct err *err)
	_must_check_;

#endif
