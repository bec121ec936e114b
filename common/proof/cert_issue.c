/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates from a description, by GnuTLS.
 */
#include "proof/cert_issue.h"

#include <arpa/inet.h>
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

static void
crt_freep(gnutls_x509_crt_t *crt)
{
	if (*crt != NULL)
		gnutls_x509_crt_deinit(*crt);
}

static void
pubkey_gnutls_freep(gnutls_pubkey_t *pub)
{
	if (*pub != NULL)
		gnutls_pubkey_deinit(*pub);
}

/* GnuTLS writes the octets as they come: the sign bit must not be set. */
static int
set_given_serial(gnutls_x509_crt_t crt, struct view given)
{
	uint8_t serial[CERT_SERIAL_MAX + 1] = { 0 };

	if (given.len == 0 || given.len > CERT_SERIAL_MAX)
		return GNUTLS_E_INVALID_REQUEST;
	memcpy(serial + 1, given.data, given.len);
	if ((given.data[0] & 0x80) != 0)
		return gnutls_x509_crt_set_serial(crt, serial, given.len + 1);
	return gnutls_x509_crt_set_serial(crt, serial + 1, given.len);
}

/* A positive number without an octet of zeros in front (X.690 section 8.3). */
static int
set_serial(gnutls_x509_crt_t crt, const struct view *given)
{
	uint8_t serial[CERT_SERIAL_LEN];
	int rc;

	if (given != NULL)
		return set_given_serial(crt, *given);
	rc = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof(serial));
	serial[0] = (uint8_t)((serial[0] & 0x7f) | 0x40);
	return rc < 0 ? rc
		      : gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
}

static int
set_name(gnutls_x509_crt_t crt, const char *oid, const char *value)
{
	return value == NULL ? 0
			     : gnutls_x509_crt_set_dn_by_oid(crt, oid, 0, value,
				     (unsigned)strlen(value));
}

static int
set_ip(gnutls_x509_crt_t crt, const char *text)
{
	uint8_t addr[sizeof(struct in6_addr)];
	unsigned len = strchr(text, ':') != NULL ? sizeof(struct in6_addr)
						 : sizeof(struct in_addr);

	if (inet_pton(len == sizeof(struct in_addr) ? AF_INET : AF_INET6, text,
		    addr)
		!= 1)
		return GNUTLS_E_INVALID_REQUEST;
	return gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_IPADDRESS,
		addr, len, GNUTLS_FSAN_APPEND);
}

static int
set_san(gnutls_x509_crt_t crt, const char *san)
{
	static const struct {
		const char *prefix;
		gnutls_x509_subject_alt_name_t type;
	} kinds[] = {
		{ "DNS:", GNUTLS_SAN_DNSNAME },
		{ "IP:", GNUTLS_SAN_IPADDRESS },
		{ "URI:", GNUTLS_SAN_URI },
		{ "email:", GNUTLS_SAN_RFC822NAME },
	};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		size_t len = strlen(kinds[i].prefix);

		if (strncmp(san, kinds[i].prefix, len) != 0)
			continue;
		san += len;
		if (kinds[i].type == GNUTLS_SAN_IPADDRESS)
			return set_ip(crt, san);
		return gnutls_x509_crt_set_subject_alt_name(crt, kinds[i].type,
			san, (unsigned)strlen(san), GNUTLS_FSAN_APPEND);
	}
	return GNUTLS_E_INVALID_REQUEST;
}

static int
set_sans(gnutls_x509_crt_t crt, const char *const *sans)
{
	int rc = 0;

	for (; sans != NULL && *sans != NULL && rc >= 0; sans++)
		rc = set_san(crt, *sans);
	return rc;
}

static int
set_uses(gnutls_x509_crt_t crt, const struct cert_request *r)
{
	static const unsigned bits[][2] = {
		{ CERT_USE_SIGNATURE, GNUTLS_KEY_DIGITAL_SIGNATURE },
		{ CERT_USE_ENCIPHERMENT, GNUTLS_KEY_KEY_ENCIPHERMENT },
		{ CERT_USE_CERTS, GNUTLS_KEY_KEY_CERT_SIGN },
		{ CERT_USE_CRLS, GNUTLS_KEY_CRL_SIGN },
	};
	unsigned usage = 0;
	int rc = gnutls_x509_crt_set_basic_constraints(crt, r->is_ca,
		r->is_ca ? r->pathlen : -1);

	for (size_t i = 0; i < ARRAY_LEN(bits); i++)
		if (r->usage & bits[i][0])
			usage |= bits[i][1];
	if (rc >= 0 && usage != 0)
		rc = gnutls_x509_crt_set_key_usage(crt, usage);
	if (rc >= 0 && r->purpose & CERT_FOR_CLIENT)
		rc = gnutls_x509_crt_set_key_purpose_oid(crt,
			GNUTLS_KP_TLS_WWW_CLIENT, 0);
	if (rc >= 0 && r->purpose & CERT_FOR_SERVER)
		rc = gnutls_x509_crt_set_key_purpose_oid(crt,
			GNUTLS_KP_TLS_WWW_SERVER, 0);
	return rc;
}

/* The public key, and its identifier. */
static int
set_key(gnutls_x509_crt_t crt, const struct key *key)
{
	_cleanup_(pubkey_gnutls_freep) gnutls_pubkey_t pub = NULL;
	uint8_t id[HASH_MAX];
	size_t len = sizeof(id);
	int rc = gnutls_pubkey_init(&pub);

	if (rc >= 0)
		rc = gnutls_pubkey_import_privkey(pub, key_gnutls(key), 0, 0);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_pubkey(crt, pub);
	if (rc >= 0)
		rc = gnutls_pubkey_get_key_id(pub, GNUTLS_KEYID_USE_SHA1, id,
			&len);
	return rc < 0 ? rc : gnutls_x509_crt_set_subject_key_id(crt, id, len);
}

static int
describe(gnutls_x509_crt_t crt, const struct cert_request *r)
{
	int rc = gnutls_x509_crt_set_version(crt, 3);

	if (rc >= 0)
		rc = set_serial(crt, r->serial);
	if (rc >= 0)
		rc = set_name(crt, GNUTLS_OID_X520_ORGANIZATION_NAME,
			r->organisation);
	if (rc >= 0)
		rc = set_name(crt, GNUTLS_OID_X520_COMMON_NAME, r->cn);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_activation_time(crt,
			(time_t)r->not_before);
	if (rc >= 0)
		rc = gnutls_x509_crt_set_expiration_time(crt,
			(time_t)r->not_after);
	if (rc >= 0)
		rc = set_uses(crt, r);
	if (rc >= 0)
		rc = set_sans(crt, r->sans);
	return rc < 0 ? rc : set_key(crt, r->key);
}

/* Ed25519 has its hash inside; GnuTLS wants to hear its name all the same. */
static int
sign_with(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer,
	const struct key *key, enum hash_alg hash)
{
	gnutls_privkey_t own = key_gnutls(key);
	gnutls_digest_algorithm_t digest = hash == HASH_SHA1
		? GNUTLS_DIG_SHA1
		: GNUTLS_DIG_SHA256;

	if (gnutls_privkey_get_pk_algorithm(own, NULL)
		== GNUTLS_PK_EDDSA_ED25519)
		digest = GNUTLS_DIG_SHA512;
	return gnutls_x509_crt_privkey_sign(crt, issuer, own, digest, 0);
}

static int
sign_by(gnutls_x509_crt_t crt, const struct cert_request *r,
	const struct cert_issuer *by)
{
	_cleanup_(crt_freep) gnutls_x509_crt_t issuer = NULL;
	const struct bytes *der = &by->cert->der;
	gnutls_datum_t data = { der->data, (unsigned)der->len };
	struct view id;
	int rc = gnutls_x509_crt_init(&issuer);

	if (rc >= 0)
		rc = gnutls_x509_crt_import(issuer, &data, GNUTLS_X509_FMT_DER);
	if (rc >= 0 && x509_subject_key_id(&by->cert->x, &id))
		rc = gnutls_x509_crt_set_authority_key_id(crt, id.data, id.len);
	return rc < 0 ? rc : sign_with(crt, issuer, by->key, r->hash);
}

int
cert_issue(const struct cert_request *r, const struct cert_issuer *by,
	struct cert **ret, struct err *err)
{
	_cleanup_(crt_freep) gnutls_x509_crt_t crt = NULL;
	gnutls_datum_t der = { NULL, 0 };
	int rc = gnutls_x509_crt_init(&crt);

	if (rc >= 0)
		rc = describe(crt, r);
	if (rc >= 0)
		rc = by != NULL ? sign_by(crt, r, by)
				: sign_with(crt, crt, r->key, r->hash);
	if (rc >= 0)
		rc = gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der);
	if (rc < 0)
		return err_set(err, ERR_SYSTEM,
			"a certificate cannot be made: %s",
			gnutls_strerror(rc));
	rc = cert_read((struct view){ der.data, der.size }, ret, err);
	gnutls_free(der.data);
	return rc;
}
