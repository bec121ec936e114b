/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Throw-away certificates by GnuTLS.
 */
#include "proof/cert_make.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>

enum { DAY = 86400, RSA_BITS = 2048, SERIAL_LEN = 16 };

static void
crt_freep(gnutls_x509_crt_t *crt)
{
	if (*crt != NULL)
		gnutls_x509_crt_deinit(*crt);
}

static void
privkey_freep(gnutls_x509_privkey_t *key)
{
	if (*key != NULL)
		gnutls_x509_privkey_deinit(*key);
}

static int
generate(enum key_type type, gnutls_x509_privkey_t *ret)
{
	int rc = gnutls_x509_privkey_init(ret);

	if (rc < 0)
		return rc;
	switch (type) {
	case KEY_RSA:
		return gnutls_x509_privkey_generate(*ret, GNUTLS_PK_RSA,
			RSA_BITS, 0);
	case KEY_ED25519:
		return gnutls_x509_privkey_generate(*ret,
			GNUTLS_PK_EDDSA_ED25519,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519), 0);
	case KEY_EC_P256:
		return gnutls_x509_privkey_generate(*ret, GNUTLS_PK_EC,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	default:
		return GNUTLS_E_INVALID_REQUEST;
	}
}

/* A positive number without an octet of zeros in front (X.690 section 8.3). */
static int
set_serial(gnutls_x509_crt_t crt)
{
	uint8_t serial[SERIAL_LEN];
	int rc = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));

	serial[0] = (uint8_t)((serial[0] & 0x7f) | 0x40);
	return rc < 0 ? rc
		      : gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
}

static int
describe(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, int64_t now)
{
	static const char name[] = "tlsbind decoy";
	int rc = gnutls_x509_crt_set_version(crt, 3);

	if (rc >= 0)
		rc = set_serial(crt);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_dn_by_oid(crt,
			GNUTLS_OID_X520_COMMON_NAME, 0, name, sizeof(name) - 1);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_activation_time(crt,
			(time_t)(now - DAY));
	if (rc >= 0)
		rc = gnutls_x509_crt_set_expiration_time(crt,
			(time_t)(now + DAY));
	if (rc >= 0)
		rc = gnutls_x509_crt_set_key(crt, key);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_key_usage(crt,
			GNUTLS_KEY_DIGITAL_SIGNATURE);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_key_purpose_oid(crt,
			GNUTLS_KP_TLS_WWW_CLIENT, 0);
	return rc;
}

/* Ed25519 has its hash inside; GnuTLS wants to hear its name all the same. */
static int
make(enum key_type type, int64_t now, gnutls_x509_crt_t crt,
	gnutls_x509_privkey_t key, gnutls_datum_t *ret_der)
{
	int rc = describe(crt, key, now);

	if (rc >= 0)
		rc = gnutls_x509_crt_sign2(crt, crt, key,
			type == KEY_ED25519 ? GNUTLS_DIG_SHA512
					    : GNUTLS_DIG_SHA256,
			0);
	return rc < 0
		? rc
		: gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, ret_der);
}

static int
refused(int rc, struct err *err)
{
	return err_set(err, ERR_SYSTEM, "a certificate cannot be made: %s",
		gnutls_strerror(rc));
}

int
cert_make(enum key_type type, int64_t now, struct cert **ret,
	struct key **ret_key, struct err *err)
{
	_cleanup_(privkey_freep) gnutls_x509_privkey_t own = NULL;
	_cleanup_(crt_freep) gnutls_x509_crt_t crt = NULL;
	_cleanup_cert_ struct cert *c = NULL;
	gnutls_datum_t der = { NULL, 0 };
	int rc = generate(type, &own);

	if (rc >= 0)
		rc = gnutls_x509_crt_init(&crt);
	if (rc >= 0)
		rc = make(type, now, crt, own, &der);
	if (rc < 0)
		return refused(rc, err);
	rc = cert_read((struct view){ der.data, der.size }, &c, err);
	gnutls_free(der.data);
	if (rc < 0 || key_wrap(steal(own), ret_key, err) < 0)
		return -1;
	*ret = steal(c);
	return 0;
}
