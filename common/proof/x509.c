/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a certificate as views of its octets, RFC 5280 section 4.1.
 */
#include "proof/x509.h"

#include "base/der.h"

/* Versions are one octet; an unknown one is still a certificate to hash. */
static bool
read_version(struct view *tbs, int *ret_version)
{
	struct der wrapped, number;

	*ret_version = 1;
	if (!der_read_tag(tbs, DER_CONTEXT(0), &wrapped))
		return true;
	if (!der_read_tag(&wrapped.value, DER_INTEGER, &number)
		|| wrapped.value.len != 0 || number.value.len != 1
		|| number.value.data[0] > 0x7e)
		return false;
	*ret_version = number.value.data[0] + 1;
	return true;
}

/* Of any tag: a certificate with odd dates can still be hashed. */
static bool
read_validity(struct view validity, struct x509 *x)
{
	struct der from, to;

	if (!der_read(&validity, &from) || !der_read(&validity, &to))
		return false;
	x->dated = der_time(&from, &x->not_before)
		&& der_time(&to, &x->not_after);
	if (!x->dated)
		x->not_before = x->not_after = 0;
	return true;
}

static bool
read_key(struct view *tbs, struct x509 *x)
{
	struct der spki, alg, oid, bits;

	if (!der_read_tag(tbs, DER_SEQUENCE, &spki)
		|| !der_read_tag(&spki.value, DER_SEQUENCE, &alg)
		|| !der_read_tag(&alg.value, DER_OID, &oid)
		|| !der_read_tag(&spki.value, DER_BIT_STRING, &bits)
		|| bits.value.len == 0)
		return false;
	x->spki = spki.whole;
	x->key_alg = oid.value;
	x->key_params = alg.value;
	x->key = view_part(bits.value, 1, bits.value.len);
	return true;
}

/* What follows the key: unique identifiers, which nobody uses, and [3]. */
static bool
read_tail(struct view tbs, struct x509 *x)
{
	struct der element, list;

	while (tbs.len != 0) {
		if (!der_read(&tbs, &element))
			return false;
		if (element.tag != DER_CONTEXT(3))
			continue;
		if (!der_read_tag(&element.value, DER_SEQUENCE, &list))
			return false;
		x->extensions = list.value;
	}
	return true;
}

/*
 * The fields up to the dates, by which a certificate differs from a request
 * and from a revocation list.  NULL, or the name of the one that is malformed.
 */
static const char *
read_head(struct view *tbs, struct x509 *x, struct view *ret_validity)
{
	struct der serial, alg, issuer, validity;

	if (!read_version(tbs, &x->version))
		return "version";
	if (!der_read_tag(tbs, DER_INTEGER, &serial))
		return "serialNumber";
	if (!der_read_tag(tbs, DER_SEQUENCE, &alg))
		return "signature";
	if (!der_read_tag(tbs, DER_SEQUENCE, &issuer))
		return "issuer";
	if (!der_read_tag(tbs, DER_SEQUENCE, &validity)
		|| validity.value.len == 0
		|| validity.value.data[0] == DER_SEQUENCE)
		return "validity";
	x->serial = serial.value;
	x->issuer = issuer.whole;
	*ret_validity = validity.value;
	return NULL;
}

static const char *
read_rest(struct view tbs, struct view validity, struct x509 *x)
{
	struct der subject;

	if (!read_validity(validity, x))
		return "validity";
	if (!der_read_tag(&tbs, DER_SEQUENCE, &subject))
		return "subject";
	if (!read_key(&tbs, x))
		return "subjectPublicKeyInfo";
	if (!read_tail(tbs, x))
		return "extensions";
	x->subject = subject.whole;
	return NULL;
}

static const char *
read_certificate(struct view in, struct x509 *x, bool skim)
{
	struct der tbs, alg, bits;
	struct view validity;
	const char *field;

	if (!der_read_tag(&in, DER_SEQUENCE, &tbs))
		return "tbsCertificate";
	if (!der_read_tag(&in, DER_SEQUENCE, &alg))
		return "signatureAlgorithm";
	if (!der_read_tag(&in, DER_BIT_STRING, &bits) || bits.value.len == 0
		|| in.len != 0)
		return "signatureValue";
	x->tbs = tbs.whole;
	x->sig_alg = alg.whole;
	x->signature = view_part(bits.value, 1, bits.value.len);
	field = read_head(&tbs.value, x, &validity);
	return field != NULL || skim ? field
				     : read_rest(tbs.value, validity, x);
}

static int
parse(struct view der, bool skim, struct x509 *ret, struct err *err)
{
	struct x509 x = { .der = der };
	struct view in = der;
	struct der outer;
	const char *field;

	if (der.len > X509_MAX)
		return err_set(err, ERR_INPUT,
			"a certificate of %zu octets: larger than the limit of "
			"%d",
			der.len, X509_MAX);
	if (!der_read_tag(&in, DER_SEQUENCE, &outer))
		return err_set(err, ERR_INPUT,
			"not a certificate: no DER SEQUENCE (RFC 5280 section "
			"4.1)");
	if (in.len != 0)
		return err_set(err, ERR_INPUT,
			"%zu octets behind the certificate, which ends at "
			"octet %zu",
			in.len, outer.whole.len);
	field = read_certificate(outer.value, &x, skim);
	if (field != NULL)
		return err_set(err, ERR_INPUT,
			"not a certificate: no valid %s (RFC 5280 section 4.1)",
			field);
	*ret = x;
	return 0;
}

int
x509_parse(struct view der, struct x509 *ret, struct err *err)
{
	return parse(der, false, ret, err);
}

int
x509_skim(struct view der, struct x509 *ret, struct err *err)
{
	return parse(der, true, ret, err);
}

bool
x509_extension(const struct x509 *x, const char *oid, struct view *ret_value,
	bool *ret_critical)
{
	struct view list = x->extensions;
	struct der extension, id, critical, value;
	char text[DER_OID_TEXT];

	while (der_read_tag(&list, DER_SEQUENCE, &extension)) {
		if (!der_read_tag(&extension.value, DER_OID, &id)
			|| !der_oid_text(id.value, text)
			|| strcmp(text, oid) != 0)
			continue;
		critical = (struct der){ 0 };
		(void)der_read_tag(&extension.value, DER_BOOLEAN, &critical);
		if (!der_read_tag(&extension.value, DER_OCTET_STRING, &value))
			return false;
		*ret_value = value.value;
		if (ret_critical != NULL)
			*ret_critical = critical.value.len == 1
				&& critical.value.data[0] != 0;
		return true;
	}
	return false;
}

bool
x509_authority_key_id(const struct x509 *x, struct view *ret_id)
{
	struct view value;
	struct der list, id;

	if (!x509_extension(x, "2.5.29.35", &value, NULL)
		|| !der_read_tag(&value, DER_SEQUENCE, &list)
		|| !der_read_tag(&list.value, DER_CONTEXT_PRIM(0), &id))
		return false;
	*ret_id = id.value;
	return true;
}

bool
x509_subject_key_id(const struct x509 *x, struct view *ret_id)
{
	struct view value;
	struct der id;

	if (!x509_extension(x, "2.5.29.14", &value, NULL)
		|| !der_read_tag(&value, DER_OCTET_STRING, &id))
		return false;
	*ret_id = id.value;
	return true;
}

bool
x509_is_self_issued(const struct x509 *x)
{
	return view_eq(x->issuer, x->subject);
}

bool
x509_spki(struct view spki, struct public_key *ret)
{
	struct x509 x = { .version = 0 };

	if (!read_key(&spki, &x) || spki.len != 0)
		return false;
	x509_public_key(&x, ret);
	return ret->type != KEY_OTHER;
}
