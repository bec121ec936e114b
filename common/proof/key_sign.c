/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_sign.c - what private keys give away: their public half, and signatures
 * in the forms of JOSE and of token binding, where ECDSA's two numbers have no
 * DER around them.
 */
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "base/der.h"
#include "proof/key.h"

enum { SALT_LEN = 32 };

/* ---- the public half ---------------------------------------------------- */

static int
public_half(const struct key *k, gnutls_pubkey_t *ret, struct err *err)
{
	gnutls_pubkey_t pub = NULL;
	int rc = gnutls_pubkey_init(&pub);

	if (rc >= 0)
		rc = gnutls_pubkey_import_privkey(pub, key_gnutls(k), 0, 0);
	if (rc >= 0) {
		*ret = pub;
		return 0;
	}
	gnutls_pubkey_deinit(pub);
	if (rc == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
		return err_set(err, ERR_INPUT,
			"the token holds the private key but neither its "
			"public key nor a certificate with the same ID: write "
			"one there, as p11tool --write --load-pubkey does");
	return err_set(err, ERR_INPUT, "the public key of a private key: %s",
		gnutls_strerror(rc));
}

int
key_spki(const struct key *k, struct bytes *ret_spki, struct err *err)
{
	gnutls_datum_t der = { NULL, 0 };
	gnutls_pubkey_t pub = NULL;
	int rc;

	if (public_half(k, &pub, err) < 0)
		return -1;
	rc = gnutls_pubkey_export2(pub, GNUTLS_X509_FMT_DER, &der);
	gnutls_pubkey_deinit(pub);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"the public key of a private key: %s",
			gnutls_strerror(rc));
	bytes_clear(ret_spki);
	bytes_append(ret_spki, der.data, der.size);
	gnutls_free(der.data);
	return 0;
}

/* ---- signatures --------------------------------------------------------- */

static const char *
how_name(enum key_sign how)
{
	switch (how) {
	case KEY_SIGN_ECDSA_SHA256:
		return "ECDSA with SHA-256";
	case KEY_SIGN_RSA_PKCS1_SHA256:
		return "RSA PKCS#1 v1.5 with SHA-256";
	case KEY_SIGN_RSA_PSS_SHA256:
		return "RSA-PSS with SHA-256";
	}
	return "?";
}

/* What GnuTLS calls HOW for a key of this kind; unknown if it cannot be. */
static gnutls_sign_algorithm_t
algorithm(enum key_sign how, int pk)
{
	if (how == KEY_SIGN_ECDSA_SHA256 && pk == GNUTLS_PK_ECDSA)
		return GNUTLS_SIGN_ECDSA_SHA256;
	if (how == KEY_SIGN_RSA_PKCS1_SHA256 && pk == GNUTLS_PK_RSA)
		return GNUTLS_SIGN_RSA_SHA256;
	if (how == KEY_SIGN_RSA_PSS_SHA256 && pk == GNUTLS_PK_RSA)
		return GNUTLS_SIGN_RSA_PSS_RSAE_SHA256;
	if (how == KEY_SIGN_RSA_PSS_SHA256 && pk == GNUTLS_PK_RSA_PSS)
		return GNUTLS_SIGN_RSA_PSS_SHA256;
	return GNUTLS_SIGN_UNKNOWN;
}

/* A number of LEN octets at OUT, from an INTEGER's value. */
static bool
put_number(uint8_t *out, size_t len, struct view value)
{
	while (value.len > 0 && value.data[0] == 0)
		value = view_part(value, 1, value.len);
	if (value.len > len)
		return false;
	memset(out, 0, len - value.len);
	memcpy(out + len - value.len, value.data, value.len);
	return true;
}

/* Ecdsa-Sig-Value, RFC 3279 section 2.2.3, as two numbers of LEN octets. */
static bool
plain_ecdsa(struct view in, size_t len, struct bytes *ret_sig)
{
	_cleanup_bytes_ struct bytes sig = { 0 };
	struct der outer, r, s;
	uint8_t *out = bytes_reserve(&sig, 2 * len);

	if (!der_read_tag(&in, DER_SEQUENCE, &outer)
		|| !der_read_tag(&outer.value, DER_INTEGER, &r)
		|| !der_read_tag(&outer.value, DER_INTEGER, &s)
		|| !put_number(out, len, r.value)
		|| !put_number(out + len, len, s.value))
		return false;
	sig.len = 2 * len;
	bytes_move(ret_sig, &sig);
	return true;
}

/*
 * A key for RSA-PSS alone may name its own salt, which GnuTLS then takes
 * instead of the 32 octets that the verifier demands.
 */
static bool
has_other_salt(const struct key *k)
{
	gnutls_x509_spki_t spki = NULL;
	gnutls_digest_algorithm_t hash = GNUTLS_DIG_UNKNOWN;
	unsigned salt = SALT_LEN;
	bool other = gnutls_x509_spki_init(&spki) >= 0
		&& gnutls_privkey_get_spki(key_gnutls(k), spki, 0) >= 0
		&& gnutls_x509_spki_get_rsa_pss_params(spki, &hash, &salt) >= 0
		&& hash != GNUTLS_DIG_UNKNOWN && salt != SALT_LEN;

	if (spki != NULL)
		gnutls_x509_spki_deinit(spki);
	return other;
}

/* Octets of the curve's order.  GnuTLS says 0 bits of a key in a token. */
static int
order_len(const struct key *k, size_t *ret_len, struct err *err)
{
	gnutls_ecc_curve_t curve = GNUTLS_ECC_CURVE_INVALID;
	gnutls_pubkey_t pub = NULL;
	unsigned bits = 0;

	gnutls_privkey_get_pk_algorithm(key_gnutls(k), &bits);
	if (bits == 0) {
		if (public_half(k, &pub, err) < 0)
			return -1;
		gnutls_pubkey_export_ecc_raw2(pub, &curve, NULL, NULL, 0);
		gnutls_pubkey_deinit(pub);
		bits = 8 * (unsigned)gnutls_ecc_curve_get_size(curve);
	}
	*ret_len = (bits + 7) / 8;
	return 0;
}

static int
sign(const struct key *k, gnutls_sign_algorithm_t alg, struct view data,
	struct bytes *ret_sig, struct err *err)
{
	gnutls_datum_t in = { (unsigned char *)data.data, (unsigned)data.len };
	gnutls_datum_t out = { NULL, 0 };
	size_t len = 0;
	bool good = true;
	int rc;

	if (alg == GNUTLS_SIGN_ECDSA_SHA256 && order_len(k, &len, err) < 0)
		return -1;
	rc = gnutls_privkey_sign_data2(key_gnutls(k), alg, 0, &in, &out);
	if (rc < 0)
		return err_set(err, ERR_INPUT, "%s", gnutls_strerror(rc));
	if (alg == GNUTLS_SIGN_ECDSA_SHA256) {
		good = plain_ecdsa((struct view){ out.data, out.size }, len,
			ret_sig);
	} else {
		bytes_clear(ret_sig);
		bytes_append(ret_sig, out.data, out.size);
	}
	gnutls_free(out.data);
	return good ? 0
		    : err_set(err, ERR_INPUT,
			    "the key gave a signature that is none");
}

int
key_sign(const struct key *k, enum key_sign how, struct view data,
	struct bytes *ret_sig, struct err *err)
{
	int pk = gnutls_privkey_get_pk_algorithm(key_gnutls(k), NULL);
	gnutls_sign_algorithm_t alg = algorithm(how, pk);
	int rc;

	if (alg == GNUTLS_SIGN_UNKNOWN)
		rc = err_set(err, ERR_INPUT, "the key is of another kind, %s",
			gnutls_pk_get_name((gnutls_pk_algorithm_t)pk));
	else if (pk == GNUTLS_PK_RSA_PSS && has_other_salt(k))
		rc = err_set(err, ERR_INPUT,
			"the key demands a salt of another length than %d",
			SALT_LEN);
	else
		rc = sign(k, alg, data, ret_sig, err);
	return rc < 0 ? err_context(err, "cannot sign by %s", how_name(how))
		      : 0;
}
