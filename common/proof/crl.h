/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crl.h - certificate revocation lists (RFC 5280 section 5), read from their
 * octets: who has issued them, when, and whether a certificate is listed.
 */
#ifndef PROOF_CRL_H
#define PROOF_CRL_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	CRL_MAX = 64 << 20, /* octets of an input */
	CRLS_MAX = 1024,    /* lists of an input */
};

struct crl {
	struct view der;     /* all of it */
	struct view tbs;     /* tbsCertList, header included */
	struct view sig_alg; /* AlgorithmIdentifier, header included */
	struct view signature;
	struct view issuer;               /* Name, header included */
	int64_t this_update, next_update; /* 0: not given */
	struct view revoked; /* revokedCertificates, without its header */
	size_t n_revoked;
	bool is_delta;   /* only what has changed: section 5.2.4 */
	bool is_partial; /* it need not list all: sections 5.2 and 5.2.5 */
};

/* What a list says of a certificate. */
struct crl_entry {
	int64_t since;      /* revocationDate */
	const char *reason; /* "keyCompromise" (section 5.3.1), or NULL */
};

/*
 * Read a DER list that fills DER entirely; RET holds views into it.  Every
 * entry is looked at.  ERR_INPUT names the field that is malformed.
 */
int crl_parse(struct view der, struct crl *ret, struct err *err) _must_check_;

/*
 * Is the certificate of this ISSUER (a Name, header included) and SERIAL (an
 * INTEGER's octets) listed?  In an indirect list (section 5.3.3) entries may
 * be other issuers' than the list's own.  RET_ENTRY may be NULL.
 */
bool crl_lists(const struct crl *crl, struct view issuer, struct view serial,
	struct crl_entry *ret_entry);

/* The lists of an input, and its octets, into which they point. */
struct crls {
	struct bytes *der;
	struct crl *crl;
	size_t n, cap, der_cap;
};

/*
 * Read one list in DER, or any number in PEM (RFC 7468 section 6); they are
 * added to RET.  An input without any is an error.  ERR_INPUT.
 */
int
crls_read(struct view octets, struct crls *ret, struct err *err) _must_check_;
/* The same of a file, "-" or env:NAME. */
int crls_load(const char *name, struct crls *ret, struct err *err) _must_check_;
void crls_done(struct crls *crls);
#define _cleanup_crls_ _cleanup_(crls_done)

#endif
