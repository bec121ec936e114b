/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_issue.h - certificates and revocation lists (RFC 5280) of one's own,
 * for laboratories and tests: faults that a description asks for are made.
 */
#ifndef PROOF_CERT_ISSUE_H
#define PROOF_CERT_ISSUE_H

#include "proof/cert.h"
#include "proof/key.h"

enum cert_usage { /* bits of keyUsage: section 4.2.1.3 */
	CERT_USE_SIGNATURE = 1 << 0,
	CERT_USE_ENCIPHERMENT = 1 << 1,
	CERT_USE_CERTS = 1 << 2,
	CERT_USE_CRLS = 1 << 3,
};

enum cert_purpose { /* bits of extKeyUsage: section 4.2.1.12 */
	CERT_FOR_CLIENT = 1 << 0,
	CERT_FOR_SERVER = 1 << 1,
};

enum {
	CERT_SERIAL_LEN = 16, /* octets of the serial numbers that we choose */
	CERT_SERIAL_MAX = 19, /* that others do: section 4.1.2.2, and a sign */
};

/* Who signs.  Nobody checks whether the certificate allows that. */
struct cert_issuer {
	const struct cert *cert;
	const struct key *key;
};

struct cert_request {
	const struct key *key;    /* the subject's */
	const char *organisation; /* UTF-8, or NULL */
	const char *cn;           /* UTF-8 */
	const char *const *sans;  /* "DNS:a.example", "IP:::1", "URI:...",
				      "email:..."; NULL behind the last */
	bool is_ca;               /* basicConstraints are there anyway */
	int pathlen;              /* of a CA; -1: none given */
	unsigned usage;           /* cert_usage; 0: no keyUsage */
	unsigned purpose;         /* cert_purpose; 0: no extKeyUsage */
	int64_t not_before, not_after;
	enum hash_alg hash;        /* HASH_SHA256 or HASH_SHA1 */
	const struct view *serial; /* big endian; NULL: a random one */
};

/*
 * The certificate that R describes, signed by BY, or by R's own key when BY is
 * NULL.  A signer with an Ed25519 key leaves R's hash aside.  Key identifiers
 * are SHA-1 of the public key (section 4.2.1.2).  ERR_SYSTEM: the library
 * refuses, or a name in sans or the serial number is malformed.
 */
int cert_issue(const struct cert_request *r, const struct cert_issuer *by,
	struct cert **ret, struct err *err) _must_check_;

enum cert_reason {                   /* CRLReason: section 5.3.1 */
	CERT_REASON_UNSPECIFIED = 0, /* not written, as the RFC wants it */
	CERT_REASON_KEY_COMPROMISE = 1,
	CERT_REASON_CA_COMPROMISE = 2,
};

struct cert_revoked {
	struct view serial; /* big endian */
	int64_t since;
	enum cert_reason reason;
};

/*
 * The DER of a list (section 5) of what BY has revoked, version 2, with BY's
 * key identifier.  NUMBER is below 128.  ERR_SYSTEM: the library refuses.
 */
struct cert_crl {
	const struct cert_revoked *revoked;
	size_t n_revoked;
	int64_t this_update, next_update;
	unsigned number;
};
int cert_crl(const struct cert_crl *c, const struct cert_issuer *by,
	struct bytes *ret_der, struct err *err) _must_check_;

#endif
