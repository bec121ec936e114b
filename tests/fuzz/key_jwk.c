/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_jwk.c - fuzzing of proof/key_jwk.h: a key that is taken has a public
 * half and can sign.
 */
#include "proof/key_jwk.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
use(gnutls_x509_privkey_t x509)
{
	unsigned char word[] = "word";
	gnutls_datum_t in = { word, sizeof(word) }, sig = { NULL, 0 };
	gnutls_sign_algorithm_t alg = GNUTLS_SIGN_ECDSA_SHA256;
	gnutls_privkey_t key = NULL;
	gnutls_pubkey_t pub = NULL;
	int pk;

	if (gnutls_privkey_init(&key) < 0 || gnutls_pubkey_init(&pub) < 0
		|| gnutls_privkey_import_x509(key, x509,
			   GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE)
			< 0)
		abort();
	pk = gnutls_privkey_get_pk_algorithm(key, NULL);
	if (pk == GNUTLS_PK_RSA)
		alg = GNUTLS_SIGN_RSA_SHA256;
	else if (pk == GNUTLS_PK_EDDSA_ED25519)
		alg = GNUTLS_SIGN_EDDSA_ED25519;
	else if (pk == GNUTLS_PK_EDDSA_ED448)
		alg = GNUTLS_SIGN_EDDSA_ED448;
	if (gnutls_pubkey_import_privkey(pub, key, 0, 0) < 0
		|| gnutls_privkey_sign_data2(key, alg, 0, &in, &sig) < 0
		|| gnutls_pubkey_verify_data2(pub, alg, 0, &in, &sig) < 0)
		abort();
	gnutls_free(sig.data);
	gnutls_pubkey_deinit(pub);
	gnutls_privkey_deinit(key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { data, size };
	gnutls_x509_privkey_t key = NULL;
	struct err err = { 0 };

	if (key_jwk(text, &key, &err) == 0)
		use(key);
	else if (key != NULL || err.text[0] == '\0')
		abort();
	return 0;
}
