/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlsmsg.c - CertificateRequest and Certificate, RFC 5246 sections 7.4.2 and
 * 7.4.4, RFC 8446 sections 4.3.2 and 4.4.2.
 */
#include "proof/tlsmsg.h"

#include "base/alloc.h"
#include "base/der.h"
#include "proof/tlsread.h"

enum { /* extensions of a CertificateRequest */
	EXT_SIGNATURE_ALGORITHMS = 13,
	EXT_CERTIFICATE_AUTHORITIES = 47,
	EXT_OID_FILTERS = 48,
	EXT_SIGNATURE_ALGORITHMS_CERT = 50,
};

static int
read_types(struct tlsread *r, struct certreq *req)
{
	const char *field = "certificate_types";
	struct tlsread list;

	if (tlsread_vector(r, 1, 1, field, &list) < 0)
		return -1;
	memcpy(req->types, list.in.data, list.in.len);
	req->n_types = list.in.len;
	return 0;
}

static int
read_schemes(struct tlsread *r, size_t least, const char *field,
	uint16_t schemes[static TLSMSG_SCHEMES_MAX], size_t *ret_n)
{
	struct tlsread list;
	size_t n = 0, v;

	if (tlsread_vector(r, 2, least, field, &list) < 0)
		return -1;
	if (list.in.len % 2 != 0)
		return tlsread_fault(&list, field, "an odd number of octets");
	if (list.in.len / 2 > TLSMSG_SCHEMES_MAX)
		return tlsread_fault(&list, field, "too many schemes");
	while (list.in.len > 0) {
		if (tlsread_number(&list, 2, field, &v) < 0)
			return -1;
		schemes[n++] = (uint16_t)v;
	}
	*ret_n = n;
	return 0;
}

/* One SEQUENCE and nothing behind it: enough to compare and to walk it. */
static bool
is_name(struct view name)
{
	struct der seq;

	return der_read_tag(&name, DER_SEQUENCE, &seq) && name.len == 0;
}

static int
read_authorities(struct tlsread *r, size_t least, struct certreq *req)
{
	const char *field = "certificate_authorities";
	struct tlsread list, name;
	size_t cap = 0;

	if (tlsread_vector(r, 2, least, field, &list) < 0)
		return -1;
	req->authorities_len = list.in.len;
	while (list.in.len > 0) {
		if (tlsread_vector(&list, 2, 1, field, &name) < 0)
			return -1;
		if (!is_name(name.in))
			return tlsread_fault(&name, field, "not a DER Name");
		if (req->n_authorities == TLSMSG_AUTHORITIES_MAX)
			return tlsread_fault(&name, field, "too many names");
		req->authorities = xgrow(req->authorities, &cap,
			req->n_authorities + 1, sizeof(*req->authorities));
		req->authorities[req->n_authorities++] = name.in;
	}
	return 0;
}

static int
read_oid_filters(struct tlsread *r, struct certreq *req)
{
	const char *field = "oid_filters";
	struct tlsread list, oid, values;
	struct view in;
	struct der id;

	if (tlsread_vector(r, 2, 0, field, &list) < 0)
		return -1;
	while (list.in.len > 0) {
		if (tlsread_vector(&list, 1, 1, field, &oid) < 0
			|| tlsread_vector(&list, 2, 0, field, &values) < 0)
			return -1;
		in = oid.in;
		if (!der_read_tag(&in, DER_OID, &id) || in.len > 0)
			return tlsread_fault(&oid, field,
				"not a DER OBJECT IDENTIFIER");
		if (req->n_oid_filters == TLSMSG_OID_FILTERS_MAX)
			return tlsread_fault(&oid, field, "too many filters");
		req->oid_filters[req->n_oid_filters++] = (struct oid_filter){
			id.value, values.in
		};
	}
	return 0;
}

static int
read_extension(struct tlsread *r, size_t type, struct certreq *req)
{
	switch (type) {
	case EXT_SIGNATURE_ALGORITHMS:
		if (read_schemes(r, 2, "signature_algorithms", req->schemes,
			    &req->n_schemes)
			< 0)
			return -1;
		break;
	case EXT_SIGNATURE_ALGORITHMS_CERT:
		if (read_schemes(r, 2, "signature_algorithms_cert",
			    req->cert_schemes, &req->n_cert_schemes)
			< 0)
			return -1;
		break;
	case EXT_CERTIFICATE_AUTHORITIES:
		if (read_authorities(r, 3, req) < 0)
			return -1;
		break;
	case EXT_OID_FILTERS:
		if (read_oid_filters(r, req) < 0)
			return -1;
		break;
	default:
		return 0;
	}
	return tlsread_end(r, "extension_data");
}

static int
read_tls13(struct tlsread *r, struct certreq *req)
{
	uint8_t seen[65536 / 8] = { 0 };
	struct tlsread context, list, data;
	size_t type;

	if (tlsread_vector(r, 1, 0, "certificate_request_context", &context) < 0
		|| tlsread_vector(r, 2, 2, "extensions", &list) < 0)
		return -1;
	req->context = context.in;
	while (list.in.len > 0) {
		struct tlsread start = list;

		if (tlsread_number(&list, 2, "extension_type", &type) < 0
			|| tlsread_vector(&list, 2, 0, "extension_data", &data)
				< 0)
			return -1;
		if (seen[type / 8] & 1 << type % 8)
			return tlsread_fault(&start, "extension_type",
				"appears a second time");
		seen[type / 8] = (uint8_t)(seen[type / 8] | 1 << type % 8);
		if (read_extension(&data, type, req) < 0)
			return -1;
	}
	return 0;
}

static int
read_tls12(struct tlsread *r, struct certreq *req)
{
	if (read_types(r, req) < 0)
		return -1;
	/* The RFC wants a scheme at least, but an empty list reads as any. */
	if (read_schemes(r, 0, "supported_signature_algorithms", req->schemes,
		    &req->n_schemes)
		< 0)
		return -1;
	return read_authorities(r, 0, req);
}

int
certreq_parse(struct view body, bool tls13, struct certreq *ret,
	struct err *err)
{
	_cleanup_(certreq_done) struct certreq req = { .tls13 = tls13 };
	struct tlsread r = { .err = err };

	bytes_append_view(&req.raw, body);
	r.in = bytes_view(&req.raw);
	r.body = r.in.data;
	if ((tls13 ? read_tls13(&r, &req) : read_tls12(&r, &req)) < 0
		|| tlsread_end(&r, "CertificateRequest") < 0)
		return -1;
	*ret = req;
	req = (struct certreq){ 0 };
	return 0;
}

void
certreq_done(struct certreq *r)
{
	bytes_done(&r->raw);
	free(r->authorities);
	*r = (struct certreq){ 0 };
}

bool
certreq_lists(const struct certreq *r, struct view name)
{
	for (size_t i = 0; i < r->n_authorities; i++)
		if (view_eq(r->authorities[i], name))
			return true;
	return false;
}

int
tlsmsg_certificates(struct view body, bool tls13, struct view *ret_list,
	size_t room, size_t *ret_n, struct err *err)
{
	struct tlsread r = { body, body.data, err };
	struct tlsread context, list, cert, extensions;
	size_t n = 0;

	if (tls13
		&& tlsread_vector(&r, 1, 0, "certificate_request_context",
			   &context)
			< 0)
		return -1;
	if (tlsread_vector(&r, 3, 0, "certificate_list", &list) < 0
		|| tlsread_end(&r, "Certificate") < 0)
		return -1;
	for (; list.in.len > 0; n++) {
		if (tlsread_vector(&list, 3, 1, "cert_data", &cert) < 0
			|| (tls13
				&& tlsread_vector(&list, 2, 0, "extensions",
					   &extensions)
					< 0))
			return -1;
		if (n < room)
			ret_list[n] = cert.in;
	}
	*ret_n = n;
	return 0;
}

int
tlsmsg_certificate(struct view body, bool tls13, size_t *ret_n,
	struct view *ret_first, struct err *err)
{
	struct view first = { NULL, 0 };

	if (tlsmsg_certificates(body, tls13, &first, 1, ret_n, err) < 0)
		return -1;
	*ret_first = first;
	return 0;
}
