/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lint.h - what is wrong with a client certificate, its chain and its key,
 * told from the files alone: no connection, no signing.
 */
#ifndef JUDGE_LINT_H
#define JUDGE_LINT_H

#include "judge/sign.h"
#include "proof/cert_link.h"
#include "proof/crl.h"
#include "proof/tlsmsg.h"

/* What there is to look at; all but CHAIN and LEAF may be missing. */
struct lint {
	const struct certs *chain; /* as the file has them */
	const struct cert *leaf;   /* the key's, or the first */
	bool has_key, key_fits;
	const struct crls *crls;       /* lists given by the user, or NULL */
	const struct certs *extra;     /* that may complete it, or NULL */
	const struct certreq *request; /* of a server, or NULL */
	int64_t now;
	int64_t server_now; /* the server's clock, or 0 */
};

/*
 * What a probe presented, was asked for and was told about the time.  Lists
 * of revoked certificates and extra ones are not a probe's: add them.  CHAIN
 * and LEAF are NULL if it had nothing to present.
 */
struct lint lint_of_probe(const struct probe *p, int64_t now);

/*
 * The signs that the files show: KEY_MISMATCH up to ALONE and FLAWED, CA_EKU
 * up to CLOCKS_DIFFER.
 */
sign_set lint_signs(const struct lint *l);

/*
 * A check for each property, with what was found.  What does not hold is of
 * verdict CERTAIN where every server refuses it, OTHERWISE where many do, and
 * a warning where it only is of no use.
 */
void judge_lint(struct report *r, const struct lint *l, enum verdict certain,
	enum verdict otherwise);

/*
 * The same for a chain that somebody has sent: what only files, a server's
 * request or a revocation list would show is left out.
 */
void judge_lint_sent(struct report *r, const struct lint *l,
	enum verdict certain, enum verdict otherwise);

/*
 * The certificate of EXTRA that bears the issuer's name of the chain's end
 * but has another key, if no certificate of EXTRA has the right one; else
 * NULL.
 */
const struct cert *lint_namesake(const struct lint *l);

/*
 * The certificate that is out of date, the leaf before others; NULL if none
 * is.  Its dates are those that SIGN_EXPIRED and SIGN_NOT_YET speak of.
 */
const struct cert *lint_out_of_date(const struct lint *l);

/* The certificates that lead from the leaf upwards, each issued by the next. */
enum { LINT_PATH_MAX = 100 };
struct lint_path {
	const struct cert *cert[LINT_PATH_MAX];
	size_t n; /* at least 1 */
};
struct lint_path lint_path(const struct lint *l);

/* Where the chain as sent ends: the last that is no root; never NULL. */
const struct cert *lint_last(const struct lint *l);

/* A certificate of the chain that a revocation list of its issuer lists. */
struct lint_revoked {
	const struct cert *cert;
	const struct crl *crl;
	struct crl_entry entry;
};
bool lint_find_revoked(const struct lint *l, struct lint_revoked *ret);

extern const struct check check_client_cert_key, check_client_cert_dates,
	check_client_cert_eku, check_client_cert_key_usage,
	check_client_cert_order, check_client_cert_chain,
	check_client_cert_root, check_client_cert_strength,
	check_client_cert_issuer, check_client_cert_scheme,
	check_client_cert_container, check_client_cert_revoked;

/* All of them, for the list of a program; those of judge_lint_sent(). */
#define LINT_CHECKS                                                      \
	LINT_SENT_CHECKS, &check_client_cert_issuer,                     \
		&check_client_cert_scheme, &check_client_cert_container, \
		&check_client_cert_revoked
#define LINT_SENT_CHECKS                                              \
	&check_client_cert_key, &check_client_cert_dates,             \
		&check_client_cert_eku, &check_client_cert_key_usage, \
		&check_client_cert_order, &check_client_cert_chain,   \
		&check_client_cert_root, &check_client_cert_strength

#endif
