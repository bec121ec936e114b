/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsmsg.h - the handshake messages that carry client authentication, read
 * from their octets, and the names of the numbers in them.
 */
#ifndef PROOF_TLSMSG_H
#define PROOF_TLSMSG_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	TLSMSG_AUTHORITIES_MAX = 8192, /* distinguished names of a list */
	TLSMSG_SCHEMES_MAX = 256,
	TLSMSG_TYPES_MAX = 255,
	TLSMSG_OID_FILTERS_MAX = 64,
};

struct oid_filter {
	struct view oid;    /* the value of the OBJECT IDENTIFIER */
	struct view values; /* DER, may be empty */
};

/* CertificateRequest: RFC 5246 section 7.4.4, RFC 8446 section 4.3.2. */
struct certreq {
	struct bytes raw; /* the body; the views point into it */
	bool tls13;
	struct view context;             /* 1.3: certificate_request_context */
	uint8_t types[TLSMSG_TYPES_MAX]; /* 1.2: certificate_types */
	size_t n_types;
	uint16_t schemes[TLSMSG_SCHEMES_MAX];
	size_t n_schemes; /* 0: left out, which 1.3 forbids */
	uint16_t cert_schemes[TLSMSG_SCHEMES_MAX]; /* _algorithms_cert */
	size_t n_cert_schemes;
	struct view *authorities; /* Names, DER */
	size_t n_authorities;
	size_t authorities_len; /* octets of the list on the wire */
	struct oid_filter oid_filters[TLSMSG_OID_FILTERS_MAX];
	size_t n_oid_filters;
};

/*
 * Read the body of a CertificateRequest (copied).  On failure RET is as if
 * never touched.  ERR_INPUT names the field and its offset.
 */
int certreq_parse(struct view body, bool tls13, struct certreq *ret,
	struct err *err) _must_check_;
void certreq_done(struct certreq *r);

/* Is NAME (a DER Name) one of the authorities, octet by octet? */
bool certreq_lists(const struct certreq *r, struct view name);

/*
 * Would a client whose key is of this SPKI and that may sign with TLS 1.2 or
 * 1.3 find a scheme of its own in the request?  (RFC 8446 section 4.2.3)
 */
bool certreq_scheme_for_key(const struct certreq *r, struct view spki);

/*
 * The certificates of a Certificate message's body (RFC 5246 section 7.4.2,
 * RFC 8446 section 4.4.2): how many, and the first one.  An empty list is 0.
 */
int tlsmsg_certificate(struct view body, bool tls13, size_t *ret_n,
	struct view *ret_first, struct err *err) _must_check_;

/*
 * The same; the first ROOM of them are put into RET_LIST, views into BODY,
 * also when one behind them cannot be read.
 */
int tlsmsg_certificates(struct view body, bool tls13, struct view *ret_list,
	size_t room, size_t *ret_n, struct err *err) _must_check_;

/* Registered names; a static string, or "unknown" (never NULL). */
const char *tlsmsg_alert_name(unsigned code);     /* "unknown_ca" */
const char *tlsmsg_scheme_name(unsigned scheme);  /* "ed25519" */
const char *tlsmsg_cert_type_name(unsigned type); /* "ecdsa_sign" */

/* The code of an alert's name, or -1. */
int tlsmsg_alert_code(const char *name);

#endif
