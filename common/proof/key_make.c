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

/*
 * RFC 5915 section 3 wants the number of a private key to be as long as the
 * curve's order; GnuTLS writes it as an INTEGER, with an octet more or less
 * where the first bits are so, and readers refuse that.
 */
static bool
is_writable(gnutls_x509_privkey_t key, size_t len)
{
	gnutls_datum_t k = { NULL, 0 };
	bool holds;

	if (gnutls_x509_privkey_export_ecc_raw(key, NULL, NULL, NULL, &k) < 0)
		return false;
	/* Exported, it is such an INTEGER, too. */
	holds = k.size == len && k.data[0] != 0 && k.data[0] < 0x80;
	wipe(k.data, k.size);
	gnutls_free(k.data);
	return holds;
}

/* One in two is; *KEY may become another object. */
static int
generate_ec(gnutls_x509_privkey_t *key, gnutls_ecc_curve_t curve)
{
	enum { TRIES_MAX = 128 };
	size_t len = (size_t)gnutls_ecc_curve_get_size(curve);
	int rc = 0;

	for (int i = 0; i < TRIES_MAX; i++) {
		rc = gnutls_x509_privkey_generate(*key, GNUTLS_PK_EC,
			GNUTLS_CURVE_TO_BITS(curve), 0);
		if (rc < 0 || is_writable(*key, len))
			return rc;
		gnutls_x509_privkey_deinit(*key);
		*key = NULL;
		rc = gnutls_x509_privkey_init(key);
		if (rc < 0)
			return rc;
	}
	return GNUTLS_E_RANDOM_FAILED;
}

static int
generate(gnutls_x509_privkey_t *key, enum key_type type, unsigned bits)
{
	switch (type) {
	case KEY_RSA:
		return gnutls_x509_privkey_generate(*key, GNUTLS_PK_RSA, bits,
			0);
	case KEY_ED25519:
		return gnutls_x509_privkey_generate(*key,
			GNUTLS_PK_EDDSA_ED25519,
			GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519), 0);
	case KEY_EC_P256:
		return generate_ec(key, GNUTLS_ECC_CURVE_SECP256R1);
	case KEY_EC_P384:
		return generate_ec(key, GNUTLS_ECC_CURVE_SECP384R1);
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
		rc = generate(&own, type, bits);
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
