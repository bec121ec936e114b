/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint.h - what is wrong with a client certificate, its chain and its key,
 * told from the files alone: no connection, no signing.
 */
#ifndef JUDGE_LINT_H
#define JUDGE_LINT_H

#include "judge/sign.h"
#include "proof/cert.h"
#include "proof/tlsmsg.h"

struct crls;

/* What there is to look at; all but CHAIN may be missing. */
struct lint {
	const struct certs *chain; /* as the file has them */
	const struct cert *leaf;   /* the key's, or the first */
	bool has_key, key_fits;
	bool p12_legacy;               /* its container uses RC2-40 or 3DES */
	const struct crls *crls;       /* lists given by the user, or NULL */
	const struct certs *extra;     /* that may complete it, or NULL */
	const struct certreq *request; /* of a server, or NULL */
	int64_t now;
	int64_t server_now; /* the server's clock, or 0 */
};

/* The signs that the files show: KEY_MISMATCH up to CLOCKS_DIFFER. */
sign_set lint_signs(const struct lint *l);

/*
 * A check for each property, with what was found; what does not hold is of
 * verdict BAD where every server refuses it, and else a warning.
 */
void judge_lint(struct report *r, const struct lint *l, enum verdict bad);

#endif
