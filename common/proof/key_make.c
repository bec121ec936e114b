/* SPDX-License-Identifier: Apache-2.0 */
/*
 * New keys by GnuTLS.
 */
#include "proof/key_make.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

static void
privkey_freep(gnutls_x509_privkey_t *key)
{
	if (*key != NULL)
		gnutls_x509_privkey_deinit(*key);
}

static int
generate(gnutls_x509_privkey_t key, enum key_type type, unsigned bits)
{
	switch (type) {
	case KEY_RSA:
		return gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, bits,
			0);
	case KEY_ED25519:
		return gnutls_x509_privkey_generate(key,
			GNUTLS_PK_EDDSA_ED25519,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519), 0);
	case KEY_EC_P256:
		return gnutls_x509_privkey_generate(key, GNUTLS_PK_EC,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	case KEY_EC_P384:
		return gnutls_x509_privkey_generate(key, GNUTLS_PK_EC,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP384R1), 0);
	default:
		return GNUTLS_E_INVALID_REQUEST;
	}
}

int
key_make(enum key_type type, unsigned bits, struct key **ret, struct err *err)
{
	_cleanup_(privkey_freep) gnutls_x509_privkey_t own = NULL;
	int rc = gnutls_x509_privkey_init(&own);

	if (rc >= 0)
		rc = generate(own, type, bits);
	if (rc < 0)
		return err_set(err, ERR_SYSTEM, "a key cannot be made: %s",
			gnutls_strerror(rc));
	return key_wrap(steal(own), ret, err);
}

int
key_pem(const struct key *k, struct bytes *ret_pem, struct err *err)
{
	_cleanup_(privkey_freep) gnutls_x509_privkey_t own = NULL;
	gnutls_datum_t pem = { NULL, 0 };
	int rc = gnutls_privkey_export_x509(key_gnutls(k), &own);

	if (rc >= 0)
		rc = gnutls_x509_privkey_export2_pkcs8(own, GNUTLS_X509_FMT_PEM,
			NULL, GNUTLS_PKCS_PLAIN, &pem);
	if (rc < 0)
		return err_set(err, ERR_INPUT, "a key cannot be written: %s",
			gnutls_strerror(rc));
	bytes_clear(ret_pem);
	bytes_append(ret_pem, pem.data, pem.size);
	wipe(pem.data, pem.size);
	gnutls_free(pem.data);
	return 0;
}
