/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certreq.c - fuzzing of proof/tlsmsg.h.  The first octet chooses the
 * message and the version, the rest is its body.
 */
#include "proof/tlsmsg.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A view into what we gave, or nothing. */
static void
check_inside(struct view v, struct view body)
{
	if (v.len > 0
		&& (v.data < body.data
			|| v.data + v.len > body.data + body.len))
		abort();
}

static void
check_request(struct view body, bool tls13)
{
	struct certreq r = { 0 };
	struct err err = { 0 };
	struct view raw;

	if (certreq_parse(body, tls13, &r, &err) < 0) {
		if (r.raw.data || r.authorities || err.kind != ERR_INPUT)
			abort();
		return;
	}
	raw = bytes_view(&r.raw);
	if (!view_eq(raw, body))
		abort();
	check_inside(r.context, raw);
	for (size_t i = 0; i < r.n_authorities; i++) {
		check_inside(r.authorities[i], raw);
		if (!certreq_lists(&r, r.authorities[i]))
			abort();
	}
	for (size_t i = 0; i < r.n_oid_filters; i++) {
		check_inside(r.oid_filters[i].oid, raw);
		check_inside(r.oid_filters[i].values, raw);
	}
	for (size_t i = 0; i < r.n_schemes; i++)
		if (!tlsmsg_scheme_name(r.schemes[i]))
			abort();
	certreq_done(&r);
}

static void
check_certificate(struct view body, bool tls13)
{
	struct view first = { 0 }, list[3];
	struct err err = { 0 };
	size_t n = 0;

	if (tlsmsg_certificate(body, tls13, &n, &first, &err) < 0)
		return;
	check_inside(first, body);
	if ((n == 0) != (first.len == 0)
		|| tlsmsg_certificates(body, tls13, list, ARRAY_LEN(list), &n,
			   &err)
			< 0)
		abort();
	for (size_t i = 0; i < n && i < ARRAY_LEN(list); i++)
		check_inside(list[i], body);
}

/* The body is the key here, against a request that lists common schemes. */
static void
check_key(struct view body, bool tls13)
{
	struct certreq r = {
		.tls13 = tls13,
		.types = { 1, 64 },
		.n_types = 2,
		.schemes = { 0x0403, 0x0807, 0x080a, 0x0401 },
		.n_schemes = 4,
	};

	certreq_scheme_for_key(&r, body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view body = { data, size };
	bool tls13;

	if (size == 0)
		return 0;
	tls13 = data[0] & 1;
	body = view_part(body, 1, SIZE_MAX);
	switch (data[0] >> 1 & 3) {
	case 0:
		check_request(body, tls13);
		break;
	case 1:
		check_certificate(body, tls13);
		break;
	default:
		check_key(body, tls13);
		break;
	}
	return 0;
}
