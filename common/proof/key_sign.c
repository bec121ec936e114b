/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_sign.c - signatures by private keys, in the forms of JOSE and of token
 * binding, where ECDSA's two numbers have no DER around them.
 */
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "base/der.h"
#include "proof/key.h"

enum { SALT_LEN = 32 };

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

int
key_sign(const struct key *k, enum key_sign how, struct view data,
	struct bytes *ret_sig, struct err *err)
{
	gnutls_datum_t in = { (unsigned char *)data.data, (unsigned)data.len };
	gnutls_datum_t out = { NULL, 0 };
	unsigned bits = 0;
	int pk = gnutls_privkey_get_pk_algorithm(key_gnutls(k), &bits);
	gnutls_sign_algorithm_t alg = algorithm(how, pk);
	bool good = true;
	int rc;

	if (alg == GNUTLS_SIGN_UNKNOWN)
		return err_set(err, ERR_INPUT,
			"cannot sign by %s: the key is of another kind, %s",
			how_name(how), gnutls_pk_get_name(pk));
	if (pk == GNUTLS_PK_RSA_PSS && has_other_salt(k))
		return err_set(err, ERR_INPUT,
			"cannot sign by %s: the key demands a salt of another "
			"length than %d octets",
			how_name(how), SALT_LEN);
	rc = gnutls_privkey_sign_data2(key_gnutls(k), alg, 0, &in, &out);
	if (rc < 0)
		return err_set(err, ERR_INPUT, "cannot sign by %s: %s",
			how_name(how), gnutls_strerror(rc));
	if (how == KEY_SIGN_ECDSA_SHA256) {
		good = plain_ecdsa((struct view){ out.data, out.size },
			(bits + 7) / 8, ret_sig);
	} else {
		bytes_clear(ret_sig);
		bytes_append(ret_sig, out.data, out.size);
	}
	gnutls_free(out.data);
	return good ? 0
		    : err_set(err, ERR_INPUT,
			    "cannot sign by %s: the key gave a signature that "
			    "is none",
			    how_name(how));
}
