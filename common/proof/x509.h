/* SPDX-License-Identifier: Apache-2.0 */
/*
 * x509.h - the parts of a certificate (RFC 5280 section 4.1) as views of its
 * original octets: no copy, no re-encoding, and no refusal of what a stricter
 * library would not import (version 1, odd extensions).
 */
#ifndef PROOF_X509_H
#define PROOF_X509_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/hash.h"

enum { X509_MAX = 4 << 20 }; /* octets of a certificate that we look at */

struct x509 {
	struct view der;     /* all of it */
	struct view tbs;     /* tbsCertificate, header included */
	int version;         /* 1 to 3, as people count */
	struct view serial;  /* INTEGER's octets, big endian */
	struct view sig_alg; /* the outer AlgorithmIdentifier, with header */
	struct view issuer;  /* Name, header included: comparable octets */
	struct view subject;
	bool dated; /* both times are well-formed; else 0 */
	int64_t not_before, not_after;
	struct view spki;       /* SubjectPublicKeyInfo, header included */
	struct view key_alg;    /* its algorithm OID's value */
	struct view key_params; /* its parameters, header included, or empty */
	struct view key;        /* subjectPublicKey without unused-bits octet */
	struct view extensions; /* the SEQUENCE's content, or empty */
	struct view signature;  /* signatureValue without unused-bits octet */
};

/*
 * Read a DER certificate that fills DER entirely.  RET holds views into DER.
 * ERR_INPUT names the field that is malformed.
 */
int x509_parse(struct view der, struct x509 *ret, struct err *err) _must_check_;

/*
 * The same, but only as far as it takes to know that it is a certificate, and
 * to hash it: what comes behind the issuer stays empty.
 */
int x509_skim(struct view der, struct x509 *ret, struct err *err) _must_check_;

/*
 * The value of the extension with this OID (dotted); false if absent.
 * RET_CRITICAL may be NULL.
 */
bool x509_extension(const struct x509 *x, const char *oid,
	struct view *ret_value, bool *ret_critical);

/* keyIdentifier of AKI and SKI (RFC 5280 sections 4.2.1.1, 4.2.1.2). */
bool x509_authority_key_id(const struct x509 *x, struct view *ret_id);
bool x509_subject_key_id(const struct x509 *x, struct view *ret_id);

/* Issuer and subject are the same name. */
bool x509_is_self_issued(const struct x509 *x);

/*
 * The digest inside the certificate's signature algorithm, RSASSA-PSS
 * parameters included (RFC 4055); HASH_NONE where it has none of its own
 * (Ed25519, Ed448) or we do not know it.
 */
enum hash_alg x509_signature_hash(const struct x509 *x);

/* "ecdsa-with-SHA256", "RSASSA-PSS-SHA256"; NULL if we do not know it. */
const char *x509_signature_name(const struct x509 *x);

/*
 * The public key in the forms that JWK and Token Binding need, from the SPKI.
 * KEY_OTHER leaves the views empty.
 */
enum key_type {
	KEY_OTHER,
	KEY_RSA,
	KEY_EC_P256,
	KEY_EC_P384,
	KEY_EC_P521,
	KEY_ED25519,
	KEY_ED448
};
struct public_key {
	enum key_type type;
	struct view n, e; /* RSA: modulus, exponent, no leading zeros */
	struct view x, y; /* EC: field size each; OKP: x alone */
};
void x509_public_key(const struct x509 *x, struct public_key *ret);
/* The same for a SubjectPublicKeyInfo alone; false for all but these types. */
bool x509_spki(struct view spki, struct public_key *ret);

#endif
