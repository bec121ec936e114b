/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pubkey.c - verification of signatures by GnuTLS, without a detour by
 * SubjectPublicKeyInfo, which would cost more to build and to parse than all
 * the rest here.
 */
#include "proof/pubkey.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#include "base/alloc.h"
#include "base/der.h"

struct pubkey {
	gnutls_pubkey_t gnutls;
};

static gnutls_datum_t
datum(struct view v)
{
	return (gnutls_datum_t){ (unsigned char *)v.data, (unsigned)v.len };
}

/* ---- keys --------------------------------------------------------------- */

int
pubkey_p256(struct view x, struct view y, struct pubkey **ret, struct err *err)
{
	_cleanup_pubkey_ struct pubkey *k = NULL;
	gnutls_datum_t dx = datum(x), dy = datum(y);
	int rc;

	if (x.len != PUBKEY_P256 || y.len != PUBKEY_P256)
		return err_set(err, ERR_INPUT,
			"coordinates of %zu and %zu octets: those of P-256 "
			"have %d",
			x.len, y.len, PUBKEY_P256);
	k = xcalloc(1, sizeof(*k));
	rc = gnutls_pubkey_init(&k->gnutls);
	if (rc >= 0)
		rc = gnutls_pubkey_import_ecc_raw(k->gnutls,
			GNUTLS_ECC_CURVE_SECP256R1, &dx, &dy);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"the point is not on the curve P-256, or has a "
			"coordinate of zero: %s",
			gnutls_strerror(rc));
	/*
	 * The import takes points beside the curve.  Verification would find
	 * them, too, but could not say so; this costs less than 1 us.
	 */
	if (gnutls_pubkey_verify_params(k->gnutls) < 0)
		return err_set(err, ERR_INPUT,
			"the point is not on the curve P-256");
	*ret = steal(k);
	return 0;
}

int
pubkey_rsa(struct view n, struct view e, struct pubkey **ret, struct err *err)
{
	_cleanup_pubkey_ struct pubkey *k = NULL;
	gnutls_datum_t dn = datum(n), de = datum(e);
	int rc;

	if (n.len > PUBKEY_RSA_MAX || e.len > n.len)
		return err_set(err, ERR_INPUT,
			"an RSA modulus of %zu octets and an exponent of %zu: "
			"the limit is %d, and no exponent is longer than its "
			"modulus",
			n.len, e.len, PUBKEY_RSA_MAX);
	k = xcalloc(1, sizeof(*k));
	rc = gnutls_pubkey_init(&k->gnutls);
	if (rc >= 0)
		rc = gnutls_pubkey_import_rsa_raw(k->gnutls, &dn, &de);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"modulus and exponent are no RSA key: %s",
			gnutls_strerror(rc));
	*ret = steal(k);
	return 0;
}

void
pubkey_free(struct pubkey *k)
{
	if (k == NULL)
		return;
	if (k->gnutls != NULL)
		gnutls_pubkey_deinit(k->gnutls);
	free(k);
}

void
pubkey_freep(struct pubkey **k)
{
	pubkey_free(*k);
}

/* ---- signatures --------------------------------------------------------- */

enum { DER_SIG_MAX = 2 + 2 * (2 + 1 + PUBKEY_P256) };

/* A number of PUBKEY_P256 octets as INTEGER; returns how many it wrote. */
static size_t
put_integer(uint8_t *out, const uint8_t *number)
{
	size_t skip = 0, len, sign;

	while (skip < PUBKEY_P256 - 1 && number[skip] == 0)
		skip++;
	len = PUBKEY_P256 - skip;
	sign = number[skip] >> 7;
	out[0] = DER_INTEGER;
	out[1] = (uint8_t)(sign + len);
	out[2] = 0;
	memcpy(out + 2 + sign, number + skip, len);
	return 2 + sign + len;
}

/* R || S as Ecdsa-Sig-Value, the only form that GnuTLS takes. */
static struct view
ecdsa_der(struct view sig, uint8_t out[static DER_SIG_MAX])
{
	size_t len = put_integer(out + 2, sig.data);

	len += put_integer(out + 2 + len, sig.data + PUBKEY_P256);
	out[0] = DER_SEQUENCE;
	out[1] = (uint8_t)len;
	return (struct view){ out, 2 + len };
}

bool
pubkey_verify(const struct pubkey *k, enum key_sign how, struct view data,
	struct view sig)
{
	static const gnutls_sign_algorithm_t algorithms[] = {
		[KEY_SIGN_ECDSA_SHA256] = GNUTLS_SIGN_ECDSA_SHA256,
		[KEY_SIGN_RSA_PKCS1_SHA256] = GNUTLS_SIGN_RSA_SHA256,
		[KEY_SIGN_RSA_PSS_SHA256] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA256,
	};
	uint8_t der[DER_SIG_MAX];
	gnutls_datum_t d = datum(data), s;

	if (how == KEY_SIGN_ECDSA_SHA256) {
		if (sig.len != 2 * PUBKEY_P256)
			return false;
		sig = ecdsa_der(sig, der);
	}
	s = datum(sig);
	return gnutls_pubkey_verify_data2(k->gnutls, algorithms[how], 0, &d, &s)
		>= 0;
}

/* FIPS 186-4 section 6.4: the leftmost 256 bits, or all as a number. */
static struct view
ecdsa_number(struct view digest, uint8_t out[static PUBKEY_P256])
{
	digest = view_part(digest, 0, PUBKEY_P256);
	memset(out, 0, PUBKEY_P256 - digest.len);
	if (digest.len > 0)
		memcpy(out + PUBKEY_P256 - digest.len, digest.data, digest.len);
	return (struct view){ out, PUBKEY_P256 };
}

static gnutls_sign_algorithm_t
digest_algorithm(enum key_sign how, enum hash_alg hash)
{
	static const gnutls_sign_algorithm_t pkcs1[] = {
		[HASH_MD5] = GNUTLS_SIGN_RSA_MD5,
		[HASH_SHA1] = GNUTLS_SIGN_RSA_SHA1,
		[HASH_SHA256] = GNUTLS_SIGN_RSA_SHA256,
		[HASH_SHA384] = GNUTLS_SIGN_RSA_SHA384,
		[HASH_SHA512] = GNUTLS_SIGN_RSA_SHA512,
	};
	static const gnutls_sign_algorithm_t pss[] = {
		[HASH_SHA256] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA256,
		[HASH_SHA384] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA384,
		[HASH_SHA512] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA512,
	};

	switch (how) {
	case KEY_SIGN_ECDSA_SHA256:
		return GNUTLS_SIGN_ECDSA_SHA256;
	case KEY_SIGN_RSA_PKCS1_SHA256:
		return pkcs1[hash];
	case KEY_SIGN_RSA_PSS_SHA256:
		return pss[hash]; /* 0, which is unknown, for the others */
	}
	return GNUTLS_SIGN_UNKNOWN;
}

bool
pubkey_verify_digest(const struct pubkey *k, enum key_sign how,
	enum hash_alg hash, struct view digest, struct view sig)
{
	/* A diagnosis wants to know, even of what nobody should use. */
	unsigned flags = GNUTLS_VERIFY_ALLOW_BROKEN
		| GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	gnutls_sign_algorithm_t alg = digest_algorithm(how, hash);
	uint8_t der[DER_SIG_MAX], number[PUBKEY_P256];
	gnutls_datum_t d, s;

	if (hash != HASH_NONE && digest.len != hash_len(hash))
		return false;
	/* What TLS 1.1 signed was padded without a DigestInfo, too. */
	if (hash == HASH_NONE && how == KEY_SIGN_RSA_PKCS1_SHA256)
		flags |= GNUTLS_VERIFY_USE_TLS1_RSA;
	else if (alg == GNUTLS_SIGN_UNKNOWN)
		return false;
	if (how == KEY_SIGN_ECDSA_SHA256) {
		if (sig.len != 2 * PUBKEY_P256)
			return false;
		sig = ecdsa_der(sig, der);
		digest = ecdsa_number(digest, number);
	}
	d = datum(digest);
	s = datum(sig);
	return gnutls_pubkey_verify_hash2(k->gnutls, alg, flags, &d, &s) >= 0;
}
