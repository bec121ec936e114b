/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PKCS#12 (RFC 7292): every certificate in its original octets, and the first
 * private key.
 */
#include "proof/cert_pkcs.h"

#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>

static void
p12_freep(gnutls_pkcs12_t *p12)
{
	if (*p12 != NULL)
		gnutls_pkcs12_deinit(*p12);
}

static void
bag_freep(gnutls_pkcs12_bag_t *bag)
{
	if (*bag != NULL)
		gnutls_pkcs12_bag_deinit(*bag);
}

/* A passphrase costs so many rounds; a hostile file asks for 2^32 of them. */
static int
check_rounds(unsigned rounds, struct err *err)
{
	if (rounds <= CERT_PKCS_ITER)
		return 0;
	return err_set(err, ERR_INPUT,
		"PKCS#12 with %u rounds of key derivation: more than the limit "
		"of %d",
		rounds, CERT_PKCS_ITER);
}

/* 1 if the MAC fits, 0 if not, -1. */
static int
try_pass(gnutls_pkcs12_t p12, const char *pass, struct err *err)
{
	int rc = gnutls_pkcs12_verify_mac(p12, pass);

	if (rc >= 0)
		return 1;
	if (rc == GNUTLS_E_MAC_VERIFY_FAILED)
		return 0;
	return err_set(err, ERR_INPUT,
		"PKCS#12 whose MAC cannot be checked: %s", gnutls_strerror(rc));
}

static int
given_pass(const char *name, struct certfile_pass *pass, const char **ret_pass,
	struct err *err)
{
	if (certfile_pass_get(pass, name, err) < 0)
		return -1;
	*ret_pass = pass->secret.len > 0 ? (char *)pass->secret.data : "";
	return 0;
}

/* The passphrase that fits: none, the empty one, or what PASS gives. */
static int
find_pass(gnutls_pkcs12_t p12, const char *name, struct certfile_pass *pass,
	const char **ret_pass, struct err *err)
{
	static const char *const guesses[] = { "", NULL };
	unsigned rounds = 0;
	int rc;

	if (gnutls_pkcs12_mac_info(p12, NULL, NULL, NULL, &rounds, NULL) < 0) {
		/* Nothing tells beforehand whether a passphrase fits. */
		*ret_pass = "";
		return pass == NULL || pass->source == NULL
			? 0
			: given_pass(name, pass, ret_pass, err);
	}
	if (check_rounds(rounds, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(guesses); i++) {
		rc = try_pass(p12, guesses[i], err);
		*ret_pass = guesses[i];
		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	if (given_pass(name, pass, ret_pass, err) < 0)
		return -1;
	rc = try_pass(p12, *ret_pass, err);
	if (rc == 0)
		return err_set(err, ERR_INPUT,
			"wrong passphrase: its MAC does not fit the PKCS#12 "
			"file: check --pass");
	return rc < 0 ? -1 : 0;
}

/*
 * The ciphers of PKCS#12 itself (RFC 7292 appendix C) and of PKCS#5 version
 * 1.5: OpenSSL 3 reads 3DES alone, and has dropped the others.
 */
static void
note_cipher(unsigned schema, struct cert_ders *ret)
{
	switch (schema) {
	case GNUTLS_PKCS_PKCS12_RC2_40:
		ret->weak_cipher = "RC2-40";
		break;
	case GNUTLS_PKCS_PKCS12_ARCFOUR:
		ret->weak_cipher = "RC4";
		break;
	case GNUTLS_PKCS_PBES1_DES_MD5:
	case GNUTLS_PKCS_PBES2_DES:
		ret->weak_cipher = "DES";
		break;
	case GNUTLS_PKCS_PKCS12_3DES:
		if (ret->weak_cipher == NULL)
			ret->weak_cipher = "3DES";
		break;
	default:
		break;
	}
}

static void
note_key_cipher(const gnutls_datum_t *data, struct cert_ders *ret)
{
	unsigned schema = 0;

	if (gnutls_pkcs8_info(data, GNUTLS_X509_FMT_DER, &schema, NULL, NULL,
		    NULL, NULL, NULL)
		>= 0)
		note_cipher(schema, ret);
}

static int
take_key(const gnutls_datum_t *data, enum gnutls_pkcs12_bag_type_t type,
	const char *pass, gnutls_x509_privkey_t *ret_key, struct err *err)
{
	unsigned flags = type == GNUTLS_BAG_PKCS8_KEY ? GNUTLS_PKCS_PLAIN : 0;
	gnutls_x509_privkey_t key = NULL;
	unsigned rounds = 0;
	int rc;

	if (gnutls_pkcs8_info(data, GNUTLS_X509_FMT_DER, NULL, NULL, NULL, NULL,
		    &rounds, NULL)
			>= 0
		&& check_rounds(rounds, err) < 0)
		return -1;
	rc = gnutls_x509_privkey_init(&key);
	if (rc >= 0)
		rc = gnutls_x509_privkey_import_pkcs8(key, data,
			GNUTLS_X509_FMT_DER, pass, flags);
	if (rc < 0) {
		gnutls_x509_privkey_deinit(key);
		return err_set(err, ERR_INPUT,
			"the key in the PKCS#12 file cannot be read: %s",
			gnutls_strerror(rc));
	}
	*ret_key = key;
	return 0;
}

static int
open_bag(gnutls_pkcs12_bag_t bag, const char *pass, struct cert_ders *ret,
	struct err *err)
{
	unsigned rounds = 0, schema = 0;
	int rc;

	if (gnutls_pkcs12_bag_get_type(bag, 0) != GNUTLS_BAG_ENCRYPTED)
		return 0;
	if (gnutls_pkcs12_bag_enc_info(bag, &schema, NULL, NULL, NULL, &rounds,
		    NULL)
			>= 0
		&& check_rounds(rounds, err) < 0)
		return -1;
	note_cipher(schema, ret);
	rc = gnutls_pkcs12_bag_decrypt(bag, pass);
	if (rc == GNUTLS_E_DECRYPTION_FAILED)
		return err_set(err, ERR_INPUT,
			"wrong passphrase for the PKCS#12 file: check --pass");
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"PKCS#12 that cannot be decrypted: %s",
			gnutls_strerror(rc));
	return 0;
}

static int
take_bag(gnutls_pkcs12_bag_t bag, const char *pass, struct cert_ders *ret,
	gnutls_x509_privkey_t *ret_key, struct err *err)
{
	int n;

	if (open_bag(bag, pass, ret, err) < 0)
		return -1;
	n = gnutls_pkcs12_bag_get_count(bag);
	for (int i = 0; i < n; i++) {
		int type = gnutls_pkcs12_bag_get_type(bag, (unsigned)i);
		gnutls_datum_t data;

		if (gnutls_pkcs12_bag_get_data(bag, (unsigned)i, &data) < 0)
			continue;
		if (type == GNUTLS_BAG_PKCS8_ENCRYPTED_KEY)
			note_key_cipher(&data, ret);
		if (type == GNUTLS_BAG_CERTIFICATE)
			cert_ders_add(ret,
				(struct view){ data.data, data.size });
		else if ((type == GNUTLS_BAG_PKCS8_KEY
				 || type == GNUTLS_BAG_PKCS8_ENCRYPTED_KEY)
			&& ret_key != NULL && *ret_key == NULL
			&& take_key(&data, (enum gnutls_pkcs12_bag_type_t)type,
				   pass, ret_key, err)
				< 0)
			return -1;
	}
	return 0;
}

static int
take_bags(gnutls_pkcs12_t p12, const char *pass, struct cert_ders *ret,
	gnutls_x509_privkey_t *ret_key, struct err *err)
{
	for (int i = 0;; i++) {
		_cleanup_(bag_freep) gnutls_pkcs12_bag_t bag = NULL;
		int rc = gnutls_pkcs12_bag_init(&bag);

		if (rc >= 0)
			rc = gnutls_pkcs12_get_bag(p12, i, bag);
		if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			return 0;
		if (rc < 0)
			return err_set(err, ERR_INPUT,
				"PKCS#12 that cannot be read: %s",
				gnutls_strerror(rc));
		if (take_bag(bag, pass, ret, ret_key, err) < 0)
			return -1;
	}
}

int
cert_pkcs12(struct view data, const char *name, struct certfile_pass *pass,
	struct cert_ders *ret, struct gnutls_x509_privkey_int **ret_key,
	struct err *err)
{
	gnutls_datum_t in = { (unsigned char *)data.data, (unsigned)data.len };
	_cleanup_(p12_freep) gnutls_pkcs12_t p12 = NULL;
	const char *word = NULL;
	int rc;

	if (ret_key != NULL)
		*ret_key = NULL;
	rc = gnutls_pkcs12_init(&p12);
	if (rc >= 0)
		rc = gnutls_pkcs12_import(p12, &in, GNUTLS_X509_FMT_DER, 0);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"PKCS#12 that cannot be read: %s", gnutls_strerror(rc));
	if (find_pass(p12, name, pass, &word, err) < 0)
		return -1;
	return take_bags(p12, word, ret, ret_key, err);
}
