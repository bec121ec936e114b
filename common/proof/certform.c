/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Telling DER, PKCS#7, PKCS#12, JSON, PEM and header fields apart by their
 * first octets, and naming what is none of them.
 */
#include "proof/certform.h"

#include <inttypes.h>

#include "base/der.h"
#include "proof/clienthdr.h"
#include "proof/x509.h"

/* 1.2.840.113549.1.7.2, signedData; CMS has the same. */
static const uint8_t signed_data[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/*
 * An outer SEQUENCE with a long length: text cannot begin like that, as the
 * second octet would not be UTF-8.  Containers may have an indefinite one.
 * A short length (of a small key) must fit to the octet.
 */
static bool
looks_like_der(struct view head)
{
	return head.len > 2 && head.data[0] == DER_SEQUENCE
		&& (head.data[1] >= 0x80 || der_total(head) == head.len);
}

/* What the outer SEQUENCE begins with tells containers from certificates. */
static int
guess_der(struct view head, enum certfile_form *ret_form, struct err *err)
{
	size_t more = head.data[1] >= 0x80 ? head.data[1] & 0x7fu : 0;
	struct view in = view_part(head, 2 + more, head.len);
	bool indefinite = head.data[1] == 0x80;
	struct der first;

	if (in.len > 0 && in.data[0] == DER_SEQUENCE && !indefinite) {
		*ret_form = CERTFILE_DER;
		return 0;
	}
	if (der_read_tag(&in, DER_OID, &first)
		&& view_eq(first.value,
			(struct view){ signed_data,
				sizeof(signed_data) - 1 })) {
		*ret_form = CERTFILE_PKCS7;
		return 0;
	}
	if (!der_read_tag(&in, DER_INTEGER, &first))
		return err_set(err, ERR_INPUT,
			"DER, but neither a certificate, PKCS#7 nor PKCS#12");
	if (first.value.len != 1 || first.value.data[0] != 3)
		return err_set(err, ERR_INPUT,
			"holds a private key, but no certificate: are "
			"certificate and key swapped?");
	*ret_form = CERTFILE_PKCS12;
	return 0;
}

static struct view
without_white(struct view v)
{
	while (v.len > 0 && strchr(" \t\r\n", v.data[0]) != NULL)
		v = view_part(v, 1, v.len);
	return v;
}

static bool
begins_with(struct view v, const char *prefix)
{
	return view_eq_str(view_part(v, 0, strlen(prefix)), prefix);
}

static int
refuse_binary(struct view head, struct err *err)
{
	if (begins_with(head, "\xff\xfe") || begins_with(head, "\xfe\xff"))
		return err_set(err, ERR_INPUT,
			"UTF-16 text: convert it: iconv -f UTF-16 -t UTF-8");
	return err_set(err, ERR_INPUT,
		"binary, but not DER: expected PEM, DER, PKCS#7, PKCS#12, a "
		"JWK "
		"with x5c, or a header");
}

int
certform_guess(struct view head, enum certfile_form *ret_form, struct err *err)
{
	struct view text = head;

	if (head.len == 0)
		return err_set(err, ERR_INPUT,
			"empty: expected a certificate; if a proxy sent it, it "
			"had no client certificate");
	if (looks_like_der(head))
		return guess_der(head, ret_form, err);
	if (memchr(head.data, 0, head.len) != NULL)
		return refuse_binary(head, err);
	if (begins_with(text, "\xef\xbb\xbf"))
		text = view_part(text, 3, text.len);
	text = without_white(text);
	if (clienthdr_is(head))
		*ret_form = CERTFILE_HEADER;
	else if (begins_with(text, "{") || begins_with(text, "["))
		*ret_form = CERTFILE_JWK;
	else
		*ret_form = CERTFILE_PEM;
	return 0;
}

int
certform_element(struct view head, bool ends, uint64_t offset,
	size_t *ret_total, struct err *err)
{
	size_t total = head.data[0] == DER_SEQUENCE ? der_total(head) : 0;

	if (total == 0 && offset == 0)
		return err_set(err, ERR_INPUT,
			"not DER: the length of the certificate is malformed");
	if (total == 0)
		return err_set(err, ERR_INPUT,
			"%s%zu octets behind the last certificate, from octet "
			"%" PRIu64 " on, are not DER: cut them off",
			ends ? "" : "more than ", head.len, offset);
	if (total > X509_MAX)
		return err_set(err, ERR_INPUT,
			"a certificate of %zu octets at octet %" PRIu64
			": larger than the limit of %d",
			total, offset, X509_MAX);
	*ret_total = total;
	return 0;
}
