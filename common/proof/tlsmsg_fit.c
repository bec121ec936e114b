/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsmsg_fit.c - which keys can answer a CertificateRequest, RFC 8446 section
 * 4.2.3, RFC 5246 section 7.4.4 and RFC 8422 section 5.5.
 */
#include "proof/tlsmsg.h"

#include "base/der.h"

enum { TYPE_RSA_SIGN = 1, TYPE_ECDSA_SIGN = 64 };

enum key_kind { KEY_OTHER, KEY_RSA, KEY_RSA_PSS, KEY_EC, KEY_EDDSA };

struct key_form {
	enum key_kind kind;
	uint16_t scheme; /* the only one of TLS 1.3; 0: any, or none */
};

/* The value of an OBJECT IDENTIFIER and what a key that names it may use. */
struct oid_row {
	const char *oid;
	size_t len;
	struct key_form form;
};
#define OID(s) s, sizeof(s) - 1

static const struct oid_row algorithms[] = {
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), { KEY_RSA, 0 } },
	{ OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"), { KEY_RSA_PSS, 0 } },
	{ OID("\x2a\x86\x48\xce\x3d\x02\x01"), { KEY_EC, 0 } },
	{ OID("\x2b\x65\x70"), { KEY_EDDSA, 0x0807 } },
	{ OID("\x2b\x65\x71"), { KEY_EDDSA, 0x0808 } },
};

/* P-256, P-384, P-521, and RFC 8734's brainpool curves. */
static const struct oid_row curves[] = {
	{ OID("\x2a\x86\x48\xce\x3d\x03\x01\x07"), { KEY_EC, 0x0403 } },
	{ OID("\x2b\x81\x04\x00\x22"), { KEY_EC, 0x0503 } },
	{ OID("\x2b\x81\x04\x00\x23"), { KEY_EC, 0x0603 } },
	{ OID("\x2b\x24\x03\x03\x02\x08\x01\x01\x07"), { KEY_EC, 0x081a } },
	{ OID("\x2b\x24\x03\x03\x02\x08\x01\x01\x0b"), { KEY_EC, 0x081b } },
	{ OID("\x2b\x24\x03\x03\x02\x08\x01\x01\x0d"), { KEY_EC, 0x081c } },
};

/* SHA-256, SHA-384, SHA-512 in the parameters of an RSASSA-PSS key. */
static const struct oid_row pss_hashes[] = {
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01"),
		{ KEY_RSA_PSS, 0x0809 } },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x02"),
		{ KEY_RSA_PSS, 0x080a } },
	{ OID("\x60\x86\x48\x01\x65\x03\x04\x02\x03"),
		{ KEY_RSA_PSS, 0x080b } },
};

static struct key_form
look_up(const struct oid_row *rows, size_t n, struct view oid)
{
	for (size_t i = 0; i < n; i++)
		if (oid.len == rows[i].len
			&& memcmp(oid.data, rows[i].oid, oid.len) == 0)
			return rows[i].form;
	return (struct key_form){ KEY_OTHER, 0 };
}

/* A curve that TLS 1.3 does not know still serves TLS 1.2. */
static struct key_form
ec_form(struct view params)
{
	struct der curve;
	struct key_form form = { KEY_EC, 0 };

	if (der_read_tag(&params, DER_OID, &curve))
		form.scheme = look_up(curves, ARRAY_LEN(curves), curve.value)
				      .scheme;
	return form;
}

/* With parameters the key is for one hash, by default SHA-1: RFC 4055. */
static struct key_form
pss_form(struct view params)
{
	struct der seq, tagged, algorithm, oid;

	if (params.len == 0)
		return (struct key_form){ KEY_RSA_PSS, 0 };
	if (!der_read_tag(&params, DER_SEQUENCE, &seq)
		|| !der_read_tag(&seq.value, DER_CONTEXT(0), &tagged)
		|| !der_read_tag(&tagged.value, DER_SEQUENCE, &algorithm)
		|| !der_read_tag(&algorithm.value, DER_OID, &oid))
		return (struct key_form){ KEY_OTHER, 0 };
	return look_up(pss_hashes, ARRAY_LEN(pss_hashes), oid.value);
}

static struct key_form
form_of(struct view spki)
{
	struct key_form form;
	struct der seq, algorithm, oid;

	if (!der_read_tag(&spki, DER_SEQUENCE, &seq)
		|| !der_read_tag(&seq.value, DER_SEQUENCE, &algorithm)
		|| !der_read_tag(&algorithm.value, DER_OID, &oid))
		return (struct key_form){ KEY_OTHER, 0 };
	form = look_up(algorithms, ARRAY_LEN(algorithms), oid.value);
	if (form.kind == KEY_EC)
		return ec_form(algorithm.value);
	if (form.kind == KEY_RSA_PSS)
		return pss_form(algorithm.value);
	return form;
}

/* A pair of TLS 1.2: SHA-1 to SHA-512 with this signature algorithm. */
static bool
is_pair(uint16_t scheme, unsigned signature)
{
	return (scheme & 0xff) == signature && scheme >> 8 >= 2
		&& scheme >> 8 <= 6;
}

static bool
fits(struct key_form key, bool tls13, uint16_t scheme)
{
	enum { PAIR_RSA = 1, PAIR_ECDSA = 3 };

	switch (key.kind) {
	case KEY_RSA:
		return (scheme >= 0x0804 && scheme <= 0x0806)
			|| (!tls13 && is_pair(scheme, PAIR_RSA));
	case KEY_RSA_PSS:
		return key.scheme ? scheme == key.scheme
				  : scheme >= 0x0809 && scheme <= 0x080b;
	case KEY_EC:
		return tls13 ? key.scheme && scheme == key.scheme
			     : is_pair(scheme, PAIR_ECDSA);
	case KEY_EDDSA:
		return scheme == key.scheme;
	case KEY_OTHER:
		break;
	}
	return false;
}

static bool
type_listed(const struct certreq *r, struct key_form key)
{
	uint8_t type = key.kind == KEY_RSA || key.kind == KEY_RSA_PSS
		? TYPE_RSA_SIGN
		: TYPE_ECDSA_SIGN;

	return memchr(r->types, type, r->n_types) != NULL;
}

bool
certreq_scheme_for_key(const struct certreq *r, struct view spki)
{
	struct key_form key = form_of(spki);

	if (key.kind == KEY_OTHER || (!r->tls13 && !type_listed(r, key)))
		return false;
	if (!r->tls13 && r->n_schemes == 0)
		return true;
	for (size_t i = 0; i < r->n_schemes; i++)
		if (fits(key, r->tls13, r->schemes[i]))
			return true;
	return false;
}
