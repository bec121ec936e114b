/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert.h - what a certificate says, in words and numbers for a report.
 */
#ifndef PROOF_CERT_H
#define PROOF_CERT_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/x509.h"

enum {
	CERT_NAMES_MAX = 256, /* EKUs and SANs that we keep, each */
	CERT_PARTS_MAX = 8192 /* of subject and issuer, for GnuTLS to read */
};

struct cert {
	struct bytes der;       /* the original octets */
	struct x509 x;          /* views into der */
	bool imported;          /* GnuTLS understands it too */
	char *import_error;     /* its words if not */
	char *subject, *issuer; /* RFC 4514; any characters */
	char *serial_hex;       /* lower case */
	char *key_type;         /* "EC P-256", "RSA", "Ed25519", or an OID */
	unsigned key_bits;
	char *sig_alg;    /* "ecdsa-with-SHA256", or an OID */
	bool self_signed; /* issuer = subject, and it verifies itself */
	bool is_ca;
	bool has_key_usage;     /* the extension is there */
	bool digital_signature; /* allowed, or no key usage given */
	bool cert_sign;         /* the same */
	bool has_eku;
	bool client_auth; /* allowed by EKU, or no EKU given */
	bool server_auth;
	char **ekus; /* "clientAuth", or an OID */
	size_t n_ekus;
	char **sans; /* "DNS:a.example", "URI:...", "IP:...", ... */
	size_t n_sans;
	int to_next; /* by certs_link(): 1 + enum cert_link, or 0 */
};

/*
 * Read a certificate from its DER octets (copied).  Only what is no
 * certificate at all fails (ERR_INPUT); one that GnuTLS refuses is read as far
 * as x509.h can.  cert_free() the result.
 */
int cert_read(struct view der, struct cert **ret, struct err *err) _must_check_;
void cert_free(struct cert *c);
void cert_freep(struct cert **c);
#define _cleanup_cert_ _cleanup_(cert_freep)

/* A Name (RFC 5280 section 4.1.2.4) from its DER, as RFC 4514 writes it. */
char *cert_name_text(struct view name);

/* Key type and size, "RSA 2048", "EC P-256"; the caller frees it. */
char *cert_key_words(const struct cert *c);

/* Its CN alone, still escaped, or all of it when there is none; free it. */
char *cert_short_name(const char *rfc4514);

/* A chain in the order of its file: leaf first if the file is right. */
struct certs {
	struct cert **cert;
	size_t n, cap;
	const char *weak_cipher; /* "3DES": of their PKCS#12; or NULL */
};
void certs_add(struct certs *list, struct cert *c); /* takes C over */
void certs_done(struct certs *list);
#define _cleanup_certs_ _cleanup_(certs_done)

#endif
