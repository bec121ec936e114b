/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Revocation lists, octet by octet: GnuTLS writes no reasons.
 */
#include "proof/cert_issue.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "base/clock.h"
#include "base/der.h"

/* An algorithm to sign with, and how it is written, header included. */
struct signer {
	gnutls_pk_algorithm_t key;
	gnutls_sign_algorithm_t sign;
	size_t len;
	const char *algorithm;
};

static const struct signer signers[] = {
	{ GNUTLS_PK_ECDSA, GNUTLS_SIGN_ECDSA_SHA256, 12,
		"\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02" },
	{ GNUTLS_PK_RSA, GNUTLS_SIGN_RSA_SHA256, 15,
		"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05"
		"\x00" },
	{ GNUTLS_PK_EDDSA_ED25519, GNUTLS_SIGN_EDDSA_ED25519, 7,
		"\x30\x05\x06\x03\x2b\x65\x70" },
};

/* Identifier, length (X.690 section 8.1.3), and content. */
static void
put(struct bytes *out, uint8_t tag, struct view content)
{
	uint8_t octet[sizeof(content.len)];
	size_t n = 0;

	for (size_t rest = content.len; rest > 0; rest >>= 8)
		octet[n++] = (uint8_t)rest;
	bytes_append_u8(out, tag);
	if (content.len < 0x80)
		bytes_append_u8(out, content.len);
	else
		bytes_append_u8(out, 0x80 | n);
	for (; content.len >= 0x80 && n > 0; n--)
		bytes_append_u8(out, octet[n - 1]);
	bytes_append_view(out, content);
}

/* The same of what was gathered in PART, which is empty behind it. */
static void
put_part(struct bytes *out, uint8_t tag, struct bytes *part)
{
	put(out, tag, bytes_view(part));
	bytes_clear(part);
}

/* UTCTime has no century: section 4.1.2.5. */
static void
put_time(struct bytes *out, int64_t t)
{
	enum { CENTURY = 2 };
	static const int64_t year_2050 = 2524608000;
	char text[CLOCK_TEXT], plain[CLOCK_TEXT];
	size_t len = 0;

	clock_format(t, text);
	for (const char *p = text; *p != '\0'; p++)
		if (*p == 'Z' || (*p >= '0' && *p <= '9'))
			plain[len++] = *p;
	if (t >= 0 && t < year_2050)
		put(out, DER_UTC_TIME,
			(struct view){ (uint8_t *)plain + CENTURY,
				len - CENTURY });
	else
		put(out, DER_GENERALIZED_TIME,
			(struct view){ (uint8_t *)plain, len });
}

/* A number of which we have the octets: its sign bit stays clear. */
static void
put_number(struct bytes *out, struct view number)
{
	_cleanup_bytes_ struct bytes octets = { 0 };

	if (number.len == 0 || (number.data[0] & 0x80) != 0)
		bytes_append_u8(&octets, 0);
	bytes_append_view(&octets, number);
	put_part(out, DER_INTEGER, &octets);
}

/* Extension, not critical, of id-ce (2.5.29) number LAST. */
static void
put_extension(struct bytes *out, uint8_t last, struct view value)
{
	_cleanup_bytes_ struct bytes part = { 0 };
	const uint8_t oid[] = { 0x55, 0x1d, last };

	put(&part, DER_OID, (struct view){ oid, sizeof(oid) });
	put(&part, DER_OCTET_STRING, value);
	put_part(out, DER_SEQUENCE, &part);
}

static void
put_entry(struct bytes *out, const struct cert_revoked *r)
{
	enum { REASON_CODE = 21, ENUMERATED = 0x0a };
	_cleanup_bytes_ struct bytes entry = { 0 }, extensions = { 0 };
	const uint8_t reason[] = { ENUMERATED, 1, (uint8_t)r->reason };

	put_number(&entry, r->serial);
	put_time(&entry, r->since);
	if (r->reason != CERT_REASON_UNSPECIFIED) {
		put_extension(&extensions, REASON_CODE,
			(struct view){ reason, sizeof(reason) });
		put_part(&entry, DER_SEQUENCE, &extensions);
	}
	put_part(out, DER_SEQUENCE, &entry);
}

static void
put_extensions(struct bytes *out, const struct cert_crl *c,
	const struct cert *issuer)
{
	enum { CRL_NUMBER = 20, AUTHORITY_KEY_ID = 35 };
	_cleanup_bytes_ struct bytes list = { 0 }, value = { 0 }, id = { 0 };
	const uint8_t number[] = { DER_INTEGER, 1, (uint8_t)c->number };
	struct view key_id;

	if (x509_subject_key_id(&issuer->x, &key_id)) {
		put(&id, DER_CONTEXT_PRIM(0), key_id);
		put_part(&value, DER_SEQUENCE, &id);
		put_extension(&list, AUTHORITY_KEY_ID, bytes_view(&value));
		bytes_clear(&value);
	}
	put_extension(&list, CRL_NUMBER,
		(struct view){ number, sizeof(number) });
	put_part(&value, DER_SEQUENCE, &list);
	put(out, DER_CONTEXT(0), bytes_view(&value));
}

static void
put_tbs(struct bytes *out, const struct cert_crl *c, const struct cert *issuer,
	struct view algorithm)
{
	static const uint8_t v2[] = { DER_INTEGER, 1, 1 };
	_cleanup_bytes_ struct bytes tbs = { 0 }, revoked = { 0 };

	bytes_append(&tbs, v2, sizeof(v2));
	bytes_append_view(&tbs, algorithm);
	bytes_append_view(&tbs, issuer->x.subject);
	put_time(&tbs, c->this_update);
	put_time(&tbs, c->next_update);
	for (size_t i = 0; i < c->n_revoked; i++)
		put_entry(&revoked, &c->revoked[i]);
	/* An empty list is left out: section 5.1.2.6. */
	if (revoked.len > 0)
		put_part(&tbs, DER_SEQUENCE, &revoked);
	put_extensions(&tbs, c, issuer);
	put_part(out, DER_SEQUENCE, &tbs);
}

static const struct signer *
signer_of(gnutls_privkey_t key)
{
	gnutls_pk_algorithm_t is = (gnutls_pk_algorithm_t)
		gnutls_privkey_get_pk_algorithm(key, NULL);

	for (size_t i = 0; i < ARRAY_LEN(signers); i++)
		if (signers[i].key == is)
			return &signers[i];
	return NULL;
}

static void
put_signature(struct bytes *out, gnutls_datum_t signature)
{
	_cleanup_bytes_ struct bytes bits = { 0 };

	bytes_append_u8(&bits, 0);
	bytes_append(&bits, signature.data, signature.size);
	put_part(out, DER_BIT_STRING, &bits);
}

int
cert_crl(const struct cert_crl *c, const struct cert_issuer *by,
	struct bytes *ret_der, struct err *err)
{
	_cleanup_bytes_ struct bytes list = { 0 };
	const struct signer *s = signer_of(key_gnutls(by->key));
	gnutls_datum_t data, signature = { NULL, 0 };
	struct view algorithm;
	int rc;

	if (s == NULL)
		return err_set(err, ERR_SYSTEM,
			"keys of this kind sign no revocation lists");
	algorithm = (struct view){ (const uint8_t *)s->algorithm, s->len };
	put_tbs(&list, c, by->cert, algorithm);
	data = (gnutls_datum_t){ list.data, (unsigned)list.len };
	rc = gnutls_privkey_sign_data2(key_gnutls(by->key), s->sign, 0, &data,
		&signature);
	if (rc < 0)
		return err_set(err, ERR_SYSTEM,
			"a revocation list cannot be signed: %s",
			gnutls_strerror(rc));
	bytes_append_view(&list, algorithm);
	put_signature(&list, signature);
	gnutls_free(signature.data);
	bytes_clear(ret_der);
	put_part(ret_der, DER_SEQUENCE, &list);
	return 0;
}
