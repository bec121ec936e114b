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
	enum key_type type;
	size_t sig_len; /* octets of its signatures */
};

static gnutls_datum_t
datum(struct view v)
{
	return (gnutls_datum_t){ (unsigned char *)v.data, (unsigned)v.len };
}

/* ---- keys --------------------------------------------------------------- */

static const struct curve {
	const char *name;
	size_t len, sig_len; /* octets of a coordinate, of a signature */
	gnutls_ecc_curve_t gnutls;
	gnutls_sign_algorithm_t sign;
} curves[] = {
	[KEY_EC_P256] = { "P-256", 32, 64, GNUTLS_ECC_CURVE_SECP256R1,
		GNUTLS_SIGN_ECDSA_SECP256R1_SHA256 },
	[KEY_EC_P384] = { "P-384", 48, 96, GNUTLS_ECC_CURVE_SECP384R1,
		GNUTLS_SIGN_ECDSA_SECP384R1_SHA384 },
	[KEY_EC_P521] = { "P-521", 66, 132, GNUTLS_ECC_CURVE_SECP521R1,
		GNUTLS_SIGN_ECDSA_SECP521R1_SHA512 },
	[KEY_ED25519] = { "Ed25519", 32, 64, GNUTLS_ECC_CURVE_ED25519,
		GNUTLS_SIGN_EDDSA_ED25519 },
	[KEY_ED448] = { "Ed448", 57, 114, GNUTLS_ECC_CURVE_ED448,
		GNUTLS_SIGN_EDDSA_ED448 },
};

static bool
is_ec(enum key_type type)
{
	return type == KEY_EC_P256 || type == KEY_EC_P384
		|| type == KEY_EC_P521;
}

/* X and Y of a curve; for Ed25519 and Ed448 there is no Y. */
static int
import_point(enum key_type type, struct view x, struct view y,
	struct pubkey **ret, struct err *err)
{
	_cleanup_pubkey_ struct pubkey *k = NULL;
	const struct curve *c = &curves[type];
	gnutls_datum_t dx = datum(x), dy = datum(y);
	int rc;

	if (x.len != c->len || (is_ec(type) && y.len != c->len))
		return err_set(err, ERR_INPUT,
			"coordinates of %zu and %zu octets: those of %s have "
			"%zu",
			x.len, y.len, c->name, c->len);
	k = xcalloc(1, sizeof(*k));
	k->type = type;
	k->sig_len = c->sig_len;
	rc = gnutls_pubkey_init(&k->gnutls);
	if (rc >= 0)
		rc = gnutls_pubkey_import_ecc_raw(k->gnutls, c->gnutls, &dx,
			is_ec(type) ? &dy : NULL);
	if (rc < 0)
		return err_set(err, ERR_INPUT,
			"the point is not on the curve %s, or has a "
			"coordinate of zero: %s",
			c->name, gnutls_strerror(rc));
	/*
	 * The import takes points beside the curve.  Verification would find
	 * them, too, but could not say so; this costs less than 1 us.
	 */
	if (is_ec(type) && gnutls_pubkey_verify_params(k->gnutls) < 0)
		return err_set(err, ERR_INPUT,
			"the point is not on the curve %s", c->name);
	*ret = steal(k);
	return 0;
}

int
pubkey_p256(struct view x, struct view y, struct pubkey **ret, struct err *err)
{
	return import_point(KEY_EC_P256, x, y, ret, err);
}

static struct view
without_zeros(struct view number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = view_part(number, 1, number.len);
	return number;
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
	if (without_zeros(n).len > PUBKEY_RSA_ANY_E
		&& without_zeros(e).len > PUBKEY_EXPONENT_MAX)
		return err_set(err, ERR_INPUT,
			"an RSA exponent of %zu octets: nobody verifies with "
			"that",
			e.len);
	k = xcalloc(1, sizeof(*k));
	k->type = KEY_RSA;
	k->sig_len = without_zeros(n).len;
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

int
pubkey_of(const struct public_key *key, struct pubkey **ret, struct err *err)
{
	switch (key->type) {
	case KEY_OTHER:
		break;
	case KEY_RSA:
		return pubkey_rsa(key->n, key->e, ret, err);
	case KEY_EC_P256:
	case KEY_EC_P384:
	case KEY_EC_P521:
	case KEY_ED25519:
	case KEY_ED448:
		return import_point(key->type, key->x, key->y, ret, err);
	}
	return err_set(err, ERR_INPUT, "a key of a type that is not known");
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

enum {
	NUMBER_MAX = 66, /* octets of R or S: P-521 */
	DER_SIG_MAX = 1 + 2 + 2 * (2 + 1 + NUMBER_MAX),
	DER_LONG = 0x80, /* lengths from here on take an octet more */
};

static const gnutls_sign_algorithm_t pkcs1[] = {
	[HASH_MD5] = GNUTLS_SIGN_RSA_MD5,
	[HASH_SHA1] = GNUTLS_SIGN_RSA_SHA1,
	[HASH_SHA256] = GNUTLS_SIGN_RSA_SHA256,
	[HASH_SHA384] = GNUTLS_SIGN_RSA_SHA384,
	[HASH_SHA512] = GNUTLS_SIGN_RSA_SHA512,
};

/* 0, which is unknown, for the others. */
static const gnutls_sign_algorithm_t pss[] = {
	[HASH_SHA256] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA256,
	[HASH_SHA384] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA384,
	[HASH_SHA512] = GNUTLS_SIGN_RSA_PSS_RSAE_SHA512,
};

/* A number of LEN octets as INTEGER; returns how many it wrote. */
static size_t
put_integer(uint8_t *out, const uint8_t *number, size_t len)
{
	size_t skip = 0, sign;

	while (skip < len - 1 && number[skip] == 0)
		skip++;
	len -= skip;
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
	size_t half = sig.len / 2, head = 3, len;

	len = put_integer(out + head, sig.data, half);
	len += put_integer(out + head + len, sig.data + half, half);
	out[2] = (uint8_t)len;
	out[1] = 1 | DER_LONG;
	if (len < DER_LONG)
		out++;
	out[0] = DER_SEQUENCE;
	return (struct view){ out, head - (len < DER_LONG) + len };
}

/* ALG is one for K's type of key. */
static bool
verify(const struct pubkey *k, gnutls_sign_algorithm_t alg, struct view data,
	struct view sig)
{
	uint8_t der[DER_SIG_MAX];
	gnutls_datum_t d = datum(data), s;

	if (sig.len != k->sig_len)
		return false;
	/*
	 * S is below the curve's order, of 446 bits (RFC 8032 section 5.2.7);
	 * nettle does not look at its last octet, and would take any.
	 */
	if (k->type == KEY_ED448 && sig.data[sig.len - 1] != 0)
		return false;
	s = datum(is_ec(k->type) ? ecdsa_der(sig, der) : sig);
	return gnutls_pubkey_verify_data2(k->gnutls, alg, 0, &d, &s) >= 0;
}

enum { INFO_HEAD = 19 };

/*
 * The DigestInfo of DATA (RFC 8017 section 9.2, note 1), or nothing if there is
 * none for HASH.
 */
static struct view
digest_info(enum hash_alg hash, struct view data,
	uint8_t out[static INFO_HEAD + HASH_MAX])
{
	static const uint8_t head[INFO_HEAD] = { 0x30, 17, 0x30, 13, 0x06, 9,
		0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0, 0x05, 0,
		0x04, 0 };
	static const uint8_t last_arcs[] = {
		[HASH_SHA256] = 1,
		[HASH_SHA384] = 2,
		[HASH_SHA512] = 3,
	};
	size_t len = hash >= HASH_SHA256
		? hash_data(hash, data, out + INFO_HEAD)
		: 0;

	if (len == 0)
		return (struct view){ NULL, 0 };
	memcpy(out, head, INFO_HEAD);
	out[1] = (uint8_t)(out[1] + len);
	out[14] = last_arcs[hash];
	out[18] = (uint8_t)len;
	return (struct view){ out, INFO_HEAD + len };
}

/*
 * As a signature of that DigestInfo: GnuTLS would build it by way of its ASN.1
 * library, which takes a twelfth of the verification.
 */
static bool
verify_pkcs1(const struct pubkey *k, enum hash_alg hash, struct view data,
	struct view sig)
{
	uint8_t room[INFO_HEAD + HASH_MAX];
	gnutls_datum_t info, s = datum(sig);

	if (k->type != KEY_RSA || sig.len != k->sig_len)
		return false;
	info = datum(digest_info(hash, data, room));
	return info.size > 0
		&& gnutls_pubkey_verify_hash2(k->gnutls, pkcs1[hash],
			   GNUTLS_VERIFY_USE_TLS1_RSA, &info, &s)
		>= 0;
}

bool
pubkey_verify(const struct pubkey *k, enum key_sign how, struct view data,
	struct view sig)
{
	static const struct {
		enum key_type type;
		gnutls_sign_algorithm_t sign;
	} ways[] = {
		[KEY_SIGN_ECDSA_SHA256] = { KEY_EC_P256,
			GNUTLS_SIGN_ECDSA_SHA256 },
		[KEY_SIGN_RSA_PSS_SHA256] = { KEY_RSA,
			GNUTLS_SIGN_RSA_PSS_RSAE_SHA256 },
	};

	if (how == KEY_SIGN_RSA_PKCS1_SHA256)
		return verify_pkcs1(k, HASH_SHA256, data, sig);
	return k->type == ways[how].type
		&& verify(k, ways[how].sign, data, sig);
}

bool
pubkey_verify_jwa(const struct pubkey *k, const struct jwa *alg,
	struct view data, struct view sig)
{
	if (!jwa_takes(alg, k->type))
		return false;
	if (alg->kind == JWA_RSA_PKCS1)
		return verify_pkcs1(k, alg->hash, data, sig);
	if (alg->kind == JWA_RSA_PSS)
		return verify(k, pss[alg->hash], data, sig);
	return verify(k, curves[k->type].sign, data, sig);
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
	switch (how) {
	case KEY_SIGN_ECDSA_SHA256:
		return GNUTLS_SIGN_ECDSA_SHA256;
	case KEY_SIGN_RSA_PKCS1_SHA256:
		return pkcs1[hash];
	case KEY_SIGN_RSA_PSS_SHA256:
		return pss[hash];
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
	if (sig.len != k->sig_len)
		return false;
	/* What TLS 1.1 signed was padded without a DigestInfo, too. */
	if (hash == HASH_NONE && how == KEY_SIGN_RSA_PKCS1_SHA256)
		flags |= GNUTLS_VERIFY_USE_TLS1_RSA;
	else if (alg == GNUTLS_SIGN_UNKNOWN)
		return false;
	if (how == KEY_SIGN_ECDSA_SHA256) {
		if (k->type != KEY_EC_P256)
			return false;
		sig = ecdsa_der(sig, der);
		digest = ecdsa_number(digest, number);
	}
	d = datum(digest);
	s = datum(sig);
	return gnutls_pubkey_verify_hash2(k->gnutls, alg, flags, &d, &s) >= 0;
}
