/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cert_pkcs.h - what PKCS#7, PKCS#12 and PKCS#11 hold: certificates in their
 * original octets, and private keys.
 */
#ifndef PROOF_CERT_PKCS_H
#define PROOF_CERT_PKCS_H

#include "base/bytes.h"
#include "base/err.h"
#include "proof/certfile.h"

enum {
	CERT_PKCS_MAX = 65536,     /* certificates of one container */
	CERT_PKCS_ITER = 10000000, /* rounds of a key derivation */
};

struct gnutls_x509_privkey_int;

/* The certificates of a container, in its order. */
struct cert_ders {
	struct bytes *der;
	size_t n, cap;
	const char *weak_cipher; /* "RC2-40", "3DES", ... or NULL: PKCS#12 */
};
void cert_ders_add(struct cert_ders *list, struct view der);
void cert_ders_done(struct cert_ders *list);

/* PKCS#7 (RFC 2315) or CMS signed data, DER or BER. */
int cert_pkcs7(struct view data, struct cert_ders *ret, struct err *err)
	_must_check_;

/*
 * PKCS#12 (RFC 7292).  RET_KEY receives the first private key (a
 * gnutls_x509_privkey_t, the caller frees it) or NULL; it may be NULL itself.
 * PASS is asked if neither the empty passphrase nor none fits; NAME is what it
 * is asked for.
 */
int cert_pkcs12(struct view data, const char *name, struct certfile_pass *pass,
	struct cert_ders *ret, struct gnutls_x509_privkey_int **ret_key,
	struct err *err) _must_check_;

/* The certificates that a pkcs11: URL (RFC 7512) names. */
int cert_pkcs11(const char *url, struct certfile_pass *pass,
	struct cert_ders *ret, struct err *err) _must_check_;

/*
 * A gnutls_pin_callback_t whose USERDATA is a struct certfile_pass or NULL:
 * GNUTLS_PIN of the environment, else PASS.
 */
int cert_pkcs11_pin(void *userdata, int attempt, const char *token_url,
	const char *token_label, unsigned flags, char *pin, size_t pin_max);

#endif
