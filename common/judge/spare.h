/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spare.h - what a question needs beside the identity that it is asked with:
 * another one, further issuers, revocation lists.
 */
#ifndef JUDGE_SPARE_H
#define JUDGE_SPARE_H

#include "judge/inquiry.h"
#include "proof/crl.h"

/* The names of what to read, each NULL if it was not given. */
struct spare_names {
	const char *cert, *key; /* of another identity */
	const char *extra;      /* certificates that may complete the chain */
	const char *crl;
	const char *pass; /* for all of them */
};

struct spare {
	struct tls_plan other;
	struct certs extra;
	struct certfile_pass extra_pass;
	struct crls crls;
};

/*
 * Read what NAMES names, and let WISH have it; it outlives the wish.  S is
 * zeroed, and given to spare_done() after failure, too.  ERR_USAGE, ERR_INPUT.
 */
int spare_load(struct spare *s, const struct spare_names *names,
	struct inquiry_wish *wish, struct err *err) _must_check_;
void spare_done(struct spare *s);
#define _cleanup_spare_ _cleanup_(spare_done)

#endif
