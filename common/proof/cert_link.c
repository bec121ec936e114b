/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who has issued a certificate, and whether its key and its signature are of
 * a strength that servers take.
 */
#include "proof/cert_link.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "base/der.h"

enum {
	RSA_BITS_MIN = 2048,
	RSA_MODULUS_MAX = 16384 / 8,
	RSA_MODULUS_SMALL = 3072 / 8, /* with any exponent */
	RSA_EXPONENT_MAX = 64 / 8,
	SPKI_MAX = 4096 /* octets, of all other kinds of keys */
};

static void
pubkey_freep(gnutls_pubkey_t *key)
{
	if (*key != NULL)
		gnutls_pubkey_deinit(*key);
}

static void
spki_freep(gnutls_x509_spki_t *spki)
{
	if (*spki != NULL)
		gnutls_x509_spki_deinit(*spki);
}

/* The hash of RSASSA-PSS is in the parameters, not in the OID. */
static gnutls_sign_algorithm_t
pss_algorithm(const struct x509 *x)
{
	switch (x509_signature_hash(x)) {
	case HASH_SHA256:
		return GNUTLS_SIGN_RSA_PSS_SHA256;
	case HASH_SHA384:
		return GNUTLS_SIGN_RSA_PSS_SHA384;
	case HASH_SHA512:
		return GNUTLS_SIGN_RSA_PSS_SHA512;
	default:
		return GNUTLS_SIGN_UNKNOWN;
	}
}

static gnutls_sign_algorithm_t
algorithm_of(struct view sig_alg)
{
	struct x509 x = { .sig_alg = sig_alg };
	char text[DER_OID_TEXT];
	struct der alg, oid;

	if (!der_read_tag(&sig_alg, DER_SEQUENCE, &alg)
		|| !der_read_tag(&alg.value, DER_OID, &oid)
		|| !der_oid_text(oid.value, text))
		return GNUTLS_SIGN_UNKNOWN;
	return strcmp(text, "1.2.840.113549.1.1.10") == 0
		? pss_algorithm(&x)
		: gnutls_oid_to_sign(text);
}

/* saltLength of RSASSA-PSS: RFC 4055 section 3.1; as good as none if huge. */
static unsigned
pss_salt(struct view sig_alg)
{
	enum { DEFAULT = 20 };
	struct der alg, oid, list, element, number;
	unsigned salt = 0;

	if (!der_read_tag(&sig_alg, DER_SEQUENCE, &alg)
		|| !der_read_tag(&alg.value, DER_OID, &oid)
		|| !der_read_tag(&alg.value, DER_SEQUENCE, &list))
		return DEFAULT;
	while (der_read(&list.value, &element))
		if (element.tag == DER_CONTEXT(2)
			&& der_read_tag(&element.value, DER_INTEGER, &number)
			&& number.value.len <= sizeof(uint16_t)) {
			for (size_t i = 0; i < number.value.len; i++)
				salt = salt << 8 | number.value.data[i];
			return salt;
		}
	return DEFAULT;
}

/* GnuTLS takes a salt as long as the hash unless the key says otherwise. */
static int
expect_salt(gnutls_pubkey_t key, gnutls_sign_algorithm_t alg, unsigned salt)
{
	_cleanup_(spki_freep) gnutls_x509_spki_t spki = NULL;
	int rc = gnutls_x509_spki_init(&spki);

	if (rc < 0)
		return rc;
	gnutls_x509_spki_set_rsa_pss_params(spki,
		gnutls_sign_get_hash_algorithm(alg), salt);
	return gnutls_pubkey_set_spki(key, spki, 0);
}

static bool
is_longer(struct view integer, size_t max)
{
	while (integer.len > 0 && integer.data[0] == 0)
		integer = view_part(integer, 1, integer.len);
	return integer.len > max;
}

/* Two numbers are RSA's whatever the OID says, which also has one for PSS. */
bool
cert_key_is_unwieldy(const struct cert *c)
{
	struct view key = c->x.key;
	struct der list, n, e;

	return c->x.spki.len > SPKI_MAX
		|| (der_read_tag(&key, DER_SEQUENCE, &list)
			&& der_read_tag(&list.value, DER_INTEGER, &n)
			&& der_read_tag(&list.value, DER_INTEGER, &e)
			&& (is_longer(n.value, RSA_MODULUS_MAX)
				|| (is_longer(n.value, RSA_MODULUS_SMALL)
					&& is_longer(e.value,
						RSA_EXPONENT_MAX))));
}

static gnutls_datum_t
datum(struct view v)
{
	return (gnutls_datum_t){ (unsigned char *)v.data, (unsigned)v.len };
}

int
cert_has_signed(const struct cert *signer, struct view sig_alg,
	struct view data, struct view sig)
{
	enum {
		WEAK = GNUTLS_VERIFY_ALLOW_BROKEN
			| GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1
	};
	gnutls_datum_t spki = datum(signer->x.spki), what = datum(data),
		       by = datum(sig);
	_cleanup_(pubkey_freep) gnutls_pubkey_t key = NULL;
	gnutls_sign_algorithm_t alg = algorithm_of(sig_alg);
	int rc;

	if (alg == GNUTLS_SIGN_UNKNOWN || cert_key_is_unwieldy(signer)
		|| gnutls_pubkey_init(&key) < 0
		|| gnutls_pubkey_import(key, &spki, GNUTLS_X509_FMT_DER) < 0
		|| (gnutls_sign_get_pk_algorithm(alg) == GNUTLS_PK_RSA_PSS
			&& expect_salt(key, alg, pss_salt(sig_alg)) < 0))
		return -1;
	rc = gnutls_pubkey_verify_data2(key, alg, WEAK, &what, &by);
	return rc >= 0                                           ? 1
		: rc == GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM ? -1
								 : 0;
}

/* Identifiers that only one of the two has tell nothing. */
static bool
key_ids_part(const struct cert *c, const struct cert *issuer)
{
	struct view wanted, is;

	return x509_authority_key_id(&c->x, &wanted)
		&& x509_subject_key_id(&issuer->x, &is) && !view_eq(wanted, is);
}

enum cert_link
cert_link(const struct cert *c, const struct cert *issuer)
{
	int signed_by;

	if (!view_eq(c->x.issuer, issuer->x.subject))
		return CERT_LINK_NAME;
	if (key_ids_part(c, issuer))
		return CERT_LINK_KEY_ID;
	signed_by = cert_has_signed(issuer, c->x.sig_alg, c->x.tbs,
		c->x.signature);
	if (signed_by < 0)
		return CERT_LINK_UNCHECKED;
	return signed_by > 0 ? CERT_LINK_HOLDS : CERT_LINK_SIGNATURE;
}

bool
cert_link_may_hold(const struct cert *c, const struct cert *issuer)
{
	return view_eq(c->x.issuer, issuer->x.subject)
		&& !key_ids_part(c, issuer);
}

void
certs_link(struct certs *chain)
{
	for (size_t i = 0; i + 1 < chain->n; i++)
		chain->cert[i]->to_next = 1
			+ (int)cert_link(chain->cert[i], chain->cert[i + 1]);
}

enum cert_link
certs_link_of(const struct certs *chain, size_t i)
{
	const struct cert *c = chain->cert[i];

	return c->to_next > 0 ? (enum cert_link)(c->to_next - 1)
			      : cert_link(c, chain->cert[i + 1]);
}

bool
cert_link_is_good(enum cert_link link)
{
	return link == CERT_LINK_HOLDS || link == CERT_LINK_UNCHECKED;
}

/* Named curves below 224 bits: SEC 2, X9.62, RFC 5639. */
static bool
is_small_curve(const char *oid)
{
	static const char *const small[] = { "1.2.840.10045.3.1.1",
		"1.2.840.10045.3.1.2", "1.2.840.10045.3.1.3", "1.3.132.0.1",
		"1.3.132.0.2", "1.3.132.0.4", "1.3.132.0.5", "1.3.132.0.6",
		"1.3.132.0.7", "1.3.132.0.8", "1.3.132.0.9", "1.3.132.0.15",
		"1.3.132.0.22", "1.3.132.0.23", "1.3.132.0.24", "1.3.132.0.25",
		"1.3.132.0.28", "1.3.132.0.29", "1.3.132.0.30", "1.3.132.0.31",
		"1.3.36.3.3.2.8.1.1.1", "1.3.36.3.3.2.8.1.1.2",
		"1.3.36.3.3.2.8.1.1.3", "1.3.36.3.3.2.8.1.1.4" };

	for (size_t i = 0; i < ARRAY_LEN(small); i++)
		if (strcmp(oid, small[i]) == 0)
			return true;
	return false;
}

bool
cert_key_is_weak(const struct cert *c)
{
	if (strcmp(c->key_type, "RSA") == 0)
		return c->key_bits < RSA_BITS_MIN;
	return strncmp(c->key_type, "EC ", 3) == 0
		&& is_small_curve(c->key_type + 3);
}

bool
cert_signature_is_weak(const struct cert *c)
{
	enum hash_alg hash = x509_signature_hash(&c->x);

	return !c->self_signed && (hash == HASH_MD5 || hash == HASH_SHA1);
}
