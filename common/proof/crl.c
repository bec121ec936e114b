/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a revocation list as views of its octets, RFC 5280 section 5.
 */
#include "proof/crl.h"

#include "base/alloc.h"
#include "base/b64.h"
#include "base/der.h"
#include "base/io.h"

/* ---- one list ----------------------------------------------------------- */

static bool
is_time(struct view in)
{
	return in.len > 0
		&& (in.data[0] == DER_UTC_TIME
			|| in.data[0] == DER_GENERALIZED_TIME);
}

/* The value of the extension with this OID, in a list of extensions. */
static bool
find_extension(struct view list, const char *oid, struct view *ret_value)
{
	struct der extension, id, value;
	char text[DER_OID_TEXT];

	while (der_read_tag(&list, DER_SEQUENCE, &extension)) {
		struct der critical;

		if (!der_read_tag(&extension.value, DER_OID, &id)
			|| !der_oid_text(id.value, text)
			|| strcmp(text, oid) != 0)
			continue;
		(void)der_read_tag(&extension.value, DER_BOOLEAN, &critical);
		if (!der_read_tag(&extension.value, DER_OCTET_STRING, &value))
			return false;
		*ret_value = value.value;
		return true;
	}
	return false;
}

/*
 * onlyContainsCACerts, onlySomeReasons, onlyContainsAttributeCerts of an
 * IssuingDistributionPoint.
 */
static bool
leaves_out_clients(struct view value)
{
	struct der list, field;

	if (!der_read_tag(&value, DER_SEQUENCE, &list))
		return true;
	while (der_read(&list.value, &field))
		if (field.whole.data[0] == DER_CONTEXT_PRIM(2)
			|| field.whole.data[0] == DER_CONTEXT_PRIM(3)
			|| field.whole.data[0] == DER_CONTEXT_PRIM(5))
			return true;
	return false;
}

/* Nobody can tell what a critical extension means that he does not know. */
static bool
has_unknown(struct view list)
{
	struct der extension, id, critical;
	char text[DER_OID_TEXT];

	while (der_read_tag(&list, DER_SEQUENCE, &extension))
		if (der_read_tag(&extension.value, DER_OID, &id)
			&& der_read_tag(&extension.value, DER_BOOLEAN,
				&critical)
			&& critical.value.len == 1
			&& critical.value.data[0] != 0
			&& (!der_oid_text(id.value, text)
				|| (strcmp(text, "2.5.29.27") != 0
					&& strcmp(text, "2.5.29.28") != 0)))
			return true;
	return false;
}

struct entry {
	struct view serial, extensions;
	int64_t since;
};

static bool
read_entry(struct view *list, struct entry *ret)
{
	struct der entry, serial, since, extensions = { 0 };

	if (!der_read_tag(list, DER_SEQUENCE, &entry)
		|| !der_read_tag(&entry.value, DER_INTEGER, &serial)
		|| !der_read(&entry.value, &since)
		|| !der_time(&since, &ret->since))
		return false;
	if (entry.value.len != 0
		&& (!der_read_tag(&entry.value, DER_SEQUENCE, &extensions)
			|| entry.value.len != 0))
		return false;
	ret->serial = serial.value;
	ret->extensions = extensions.value;
	return true;
}

static const char *
read_entries(struct view *tbs, struct crl *c)
{
	struct der list;
	struct entry entry;

	if (!der_read_tag(tbs, DER_SEQUENCE, &list))
		return NULL;
	c->revoked = list.value;
	for (struct view in = list.value; in.len > 0; c->n_revoked++)
		if (!read_entry(&in, &entry))
			return "revokedCertificates";
	return NULL;
}

static const char *
read_tail(struct view tbs, struct crl *c)
{
	struct der wrapped, list;
	struct view value;

	if (tbs.len == 0)
		return NULL;
	if (!der_read_tag(&tbs, DER_CONTEXT(0), &wrapped) || tbs.len != 0
		|| !der_read_tag(&wrapped.value, DER_SEQUENCE, &list)
		|| wrapped.value.len != 0)
		return "crlExtensions";
	c->is_delta = find_extension(list.value, "2.5.29.27", &value);
	c->is_partial = has_unknown(list.value)
		|| (find_extension(list.value, "2.5.29.28", &value)
			&& leaves_out_clients(value));
	return NULL;
}

static const char *
read_tbs(struct view tbs, struct crl *c)
{
	struct der version, alg, issuer, time;
	const char *field;

	(void)der_read_tag(&tbs, DER_INTEGER, &version);
	if (!der_read_tag(&tbs, DER_SEQUENCE, &alg))
		return "signature";
	if (!der_read_tag(&tbs, DER_SEQUENCE, &issuer))
		return "issuer";
	c->issuer = issuer.whole;
	if (!is_time(tbs) || !der_read(&tbs, &time)
		|| !der_time(&time, &c->this_update))
		return "thisUpdate";
	if (is_time(tbs)
		&& (!der_read(&tbs, &time)
			|| !der_time(&time, &c->next_update)))
		return "nextUpdate";
	field = read_entries(&tbs, c);
	return field != NULL ? field : read_tail(tbs, c);
}

static const char *
read_list(struct view in, struct crl *c)
{
	struct der tbs, alg, bits;

	if (!der_read_tag(&in, DER_SEQUENCE, &tbs))
		return "tbsCertList";
	if (!der_read_tag(&in, DER_SEQUENCE, &alg))
		return "signatureAlgorithm";
	if (!der_read_tag(&in, DER_BIT_STRING, &bits) || bits.value.len == 0
		|| in.len != 0)
		return "signatureValue";
	c->tbs = tbs.whole;
	c->sig_alg = alg.whole;
	c->signature = view_part(bits.value, 1, bits.value.len);
	return read_tbs(tbs.value, c);
}

int
crl_parse(struct view der, struct crl *ret, struct err *err)
{
	struct crl c = { .der = der };
	struct view in = der;
	struct der outer;
	const char *field;

	if (!der_read_tag(&in, DER_SEQUENCE, &outer) || in.len != 0)
		return err_set(err, ERR_INPUT,
			"not a revocation list: no DER SEQUENCE that fills it "
			"(RFC 5280 section 5.1)");
	field = read_list(outer.value, &c);
	if (field != NULL)
		return err_set(err, ERR_INPUT,
			"not a revocation list: no valid %s (RFC 5280 section "
			"5.1)",
			field);
	*ret = c;
	return 0;
}

/* ---- what it says ------------------------------------------------------- */

static const char *
reason_of(struct view extensions)
{
	enum { ENUMERATED = 0x0a };
	static const char *const names[] = { "unspecified", "keyCompromise",
		"cACompromise", "affiliationChanged", "superseded",
		"cessationOfOperation", "certificateHold", NULL,
		"removeFromCRL", "privilegeWithdrawn", "aACompromise" };
	struct view value;
	struct der code;

	if (!find_extension(extensions, "2.5.29.21", &value)
		|| !der_read_tag(&value, ENUMERATED, &code)
		|| code.value.len != 1
		|| code.value.data[0] >= ARRAY_LEN(names))
		return NULL;
	return names[code.value.data[0]];
}

/* certificateIssuer holds from its entry on (RFC 5280 section 5.3.3). */
static struct view
issuer_of(struct view extensions, struct view before)
{
	struct der names, name;
	struct view value;

	if (!find_extension(extensions, "2.5.29.29", &value))
		return before;
	if (!der_read_tag(&value, DER_SEQUENCE, &names)
		|| !der_read_tag(&names.value, DER_CONTEXT(4), &name))
		return (struct view){ NULL, 0 };
	return name.value;
}

bool
crl_lists(const struct crl *crl, struct view issuer, struct view serial,
	struct crl_entry *ret_entry)
{
	struct view in = crl->revoked, of = crl->issuer;
	struct entry entry;

	while (read_entry(&in, &entry)) {
		of = issuer_of(entry.extensions, of);
		if (!view_eq(entry.serial, serial) || !view_eq(of, issuer))
			continue;
		if (ret_entry != NULL)
			*ret_entry = (struct crl_entry){ entry.since,
				reason_of(entry.extensions) };
		return true;
	}
	return false;
}

/* ---- inputs ------------------------------------------------------------- */

static int
take(struct bytes *der, struct crls *ret, struct err *err)
{
	struct crl c;

	if (ret->n == CRLS_MAX)
		return err_set(err, ERR_INPUT,
			"more than %d revocation lists: give those that matter",
			CRLS_MAX);
	if (crl_parse(bytes_view(der), &c, err) < 0)
		return -1;
	ret->der = xgrow(ret->der, &ret->der_cap, ret->n + 1,
		sizeof(ret->der[0]));
	ret->crl = xgrow(ret->crl, &ret->cap, ret->n + 1, sizeof(ret->crl[0]));
	ret->crl[ret->n] = c;
	ret->der[ret->n++] = *der;
	*der = (struct bytes){ 0 };
	return 0;
}

/* Everything in IN up to MARK, behind which IN goes on; false without it. */
static bool
cut(struct view *in, const char *mark, struct view *ret_before)
{
	size_t len = strlen(mark);
	const uint8_t *p = in->len == 0 ? NULL
					: memmem(in->data, in->len, mark, len);

	if (p == NULL)
		return false;
	*ret_before = view_part(*in, 0, (size_t)(p - in->data));
	*in = view_part(*in, ret_before->len + len, in->len);
	return true;
}

static int
decode(struct view text, struct bytes *ret, struct err *err)
{
	struct b64_stream s = { .style = B64_STD };
	uint8_t *room = bytes_reserve(ret, B64_OCTETS(text.len + 3));
	ptrdiff_t n = b64_stream_add(&s, room, text);

	if (n < 0 || b64_stream_end(&s) < 0)
		return err_set(err, ERR_INPUT,
			"base64 that is damaged: copy the file again");
	ret->len = (size_t)n;
	return 0;
}

static int
take_pem(struct view in, struct crls *ret, struct err *err)
{
	static const char begin[] = "-----BEGIN X509 CRL-----";
	static const char end[] = "-----END X509 CRL-----";
	struct view before, text;
	size_t block = 0;

	while (cut(&in, begin, &before)) {
		_cleanup_bytes_ struct bytes der = { 0 };

		block++;
		if (!cut(&in, end, &text))
			return err_set(err, ERR_INPUT,
				"list %zu is cut off: its END line is missing",
				block);
		if (decode(text, &der, err) < 0 || take(&der, ret, err) < 0)
			return err_context(err, "list %zu", block);
	}
	if (block == 0)
		return err_set(err, ERR_INPUT,
			"no revocation list found: expected PEM (X509 CRL) or "
			"DER");
	return 0;
}

int
crls_read(struct view octets, struct crls *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes der = { 0 };

	if (octets.len == 0 || octets.data[0] != DER_SEQUENCE)
		return take_pem(octets, ret, err);
	bytes_append_view(&der, octets);
	return take(&der, ret, err);
}

int
crls_load(const char *name, struct crls *ret, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };

	if (io_load(name, CRL_MAX, &data, err) < 0)
		return -1;
	if (crls_read(bytes_view(&data), ret, err) < 0)
		return err_context(err, "%s", io_name(name));
	return 0;
}

void
crls_done(struct crls *crls)
{
	for (size_t i = 0; i < crls->n; i++)
		bytes_done(&crls->der[i]);
	free(crls->der);
	free(crls->crl);
	*crls = (struct crls){ 0 };
}
