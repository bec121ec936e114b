/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthello.c - the ClientHello and those of its extensions that say what a
 * client can do.
 */
#include "proof/clienthello.h"

#include "proof/tlsread.h"

enum { RANDOM_LEN = 32, SESSION_ID_MAX = 32, HOST_NAME = 0 };

/* A vector of numbers that fills R. */
static int
read_numbers(struct tlsread *r, size_t n, const char *field, struct view *ret)
{
	struct tlsread list;

	if (tlsread_vector(r, n, 2, field, &list) < 0)
		return -1;
	if (list.in.len % 2 != 0)
		return tlsread_fault(&list, field, "an odd number of octets");
	*ret = list.in;
	return 0;
}

/* RFC 6066 section 3; there is one type of names. */
static int
read_name(struct tlsread *r, struct clienthello *h)
{
	const char *field = "server_name";
	struct tlsread list, name;
	size_t type;

	if (tlsread_vector(r, 2, 1, field, &list) < 0)
		return -1;
	while (list.in.len > 0) {
		if (tlsread_number(&list, 1, field, &type) < 0
			|| tlsread_vector(&list, 2, 1, field, &name) < 0)
			return -1;
		if (type == HOST_NAME && h->name.len == 0)
			h->name = name.in;
	}
	return 0;
}

/* RFC 7301 section 3.1. */
static int
read_alpn(struct tlsread *r, struct clienthello *h)
{
	const char *field = "application_layer_protocol_negotiation";
	struct tlsread list, protocol;

	if (tlsread_vector(r, 2, 2, field, &list) < 0)
		return -1;
	h->alpn = list.in;
	while (list.in.len > 0)
		if (tlsread_vector(&list, 1, 1, field, &protocol) < 0)
			return -1;
	return 0;
}

/* RFC 8446 section 4.2.8; no share at all asks for a HelloRetryRequest. */
static int
read_shares(struct tlsread *r, struct clienthello *h)
{
	const char *field = "key_share";
	struct tlsread list, key;
	size_t group;

	if (tlsread_vector(r, 2, 0, field, &list) < 0)
		return -1;
	while (list.in.len > 0) {
		if (h->n_shares == CLIENTHELLO_SHARES_MAX)
			return tlsread_fault(&list, field, "too many shares");
		if (tlsread_number(&list, 2, field, &group) < 0
			|| tlsread_vector(&list, 2, 1, field, &key) < 0)
			return -1;
		h->share[h->n_shares++] = (uint16_t)group;
	}
	return 0;
}

/* Reads R unless it is of a type that needs no reading. */
static int
read_data(struct tlsread *r, size_t type, struct clienthello *h)
{
	switch (type) {
	case EXT_SERVER_NAME:
		return read_name(r, h);
	case EXT_SUPPORTED_GROUPS:
		return read_numbers(r, 2, "supported_groups", &h->groups);
	case EXT_SIGNATURE_ALGORITHMS:
		return read_numbers(r, 2, "signature_algorithms", &h->schemes);
	case EXT_SIGNATURE_ALGORITHMS_CERT:
		return read_numbers(r, 2, "signature_algorithms_cert",
			&h->cert_schemes);
	case EXT_ALPN:
		return read_alpn(r, h);
	case EXT_SUPPORTED_VERSIONS:
		return read_numbers(r, 1, "supported_versions", &h->versions);
	case EXT_KEY_SHARE:
		return read_shares(r, h);
	case EXT_TOKEN_BINDING: /* proof/tbneg.h reads it */
		h->tokbind = r->in;
		break;
	default:
		break;
	}
	r->in = view_part(r->in, r->in.len, 0);
	return 0;
}

static int
read_extensions(struct tlsread *r, struct clienthello *h)
{
	struct tlsread list, data;
	size_t type;

	if (tlsread_vector(r, 2, 0, "extensions", &list) < 0)
		return -1;
	while (list.in.len > 0) {
		struct tlsread start = list;

		if (tlsread_number(&list, 2, "extension_type", &type) < 0
			|| tlsread_vector(&list, 2, 0, "extension_data", &data)
				< 0)
			return -1;
		if (clienthello_has(h, (unsigned)type))
			return tlsread_fault(&start, "extension_type",
				"appears a second time");
		if (h->n_extensions == CLIENTHELLO_EXTENSIONS_MAX)
			return tlsread_fault(&start, "extension_type",
				"too many extensions");
		h->extension[h->n_extensions++] = (uint16_t)type;
		if (read_data(&data, type, h) < 0
			|| tlsread_end(&data, "extension_data") < 0)
			return -1;
	}
	return 0;
}

int
clienthello_parse(struct view body, struct clienthello *ret, struct err *err)
{
	struct clienthello h = { .legacy_version = 0 };
	struct tlsread r = { body, body.data, err };
	struct tlsread part;
	size_t version;

	if (tlsread_number(&r, 2, "legacy_version", &version) < 0)
		return -1;
	h.legacy_version = (uint16_t)version;
	if (r.in.len < RANDOM_LEN)
		return tlsread_fault(&r, "random", "the message ends here");
	r.in = view_part(r.in, RANDOM_LEN, SIZE_MAX);
	if (tlsread_vector(&r, 1, 0, "legacy_session_id", &part) < 0)
		return -1;
	if (part.in.len > SESSION_ID_MAX)
		return tlsread_fault(&part, "legacy_session_id", "too long");
	h.session_id = part.in;
	if (read_numbers(&r, 2, "cipher_suites", &h.suites) < 0
		|| tlsread_vector(&r, 1, 1, "legacy_compression_methods", &part)
			< 0)
		return -1;
	/* Below TLS 1.3 there may be none. */
	if (r.in.len > 0 && read_extensions(&r, &h) < 0)
		return -1;
	if (tlsread_end(&r, "ClientHello") < 0)
		return -1;
	*ret = h;
	return 0;
}

size_t
clienthello_count(struct view list)
{
	return list.len / 2;
}

unsigned
clienthello_number(struct view list, size_t i)
{
	return (unsigned)list.data[2 * i] << 8 | list.data[2 * i + 1];
}

bool
clienthello_lists(struct view list, unsigned number)
{
	for (size_t i = 0; i < clienthello_count(list); i++)
		if (clienthello_number(list, i) == number)
			return true;
	return false;
}

bool
clienthello_has(const struct clienthello *h, unsigned type)
{
	for (size_t i = 0; i < h->n_extensions; i++)
		if (h->extension[i] == type)
			return true;
	return false;
}

bool
clienthello_alpn(struct view *list, struct view *ret_protocol)
{
	if (list->len == 0)
		return false;
	*ret_protocol = view_part(*list, 1, list->data[0]);
	*list = view_part(*list, 1 + (size_t)list->data[0], SIZE_MAX);
	return true;
}

unsigned
clienthello_highest(const struct clienthello *h)
{
	unsigned highest = 0;

	if (h->versions.len == 0)
		return h->legacy_version;
	for (size_t i = 0; i < clienthello_count(h->versions); i++) {
		unsigned v = clienthello_number(h->versions, i);

		if (v > highest && !clienthello_is_grease(v))
			highest = v;
	}
	return highest;
}

bool
clienthello_renegotiates(const struct clienthello *h)
{
	return clienthello_has(h, EXT_RENEGOTIATION_INFO)
		|| clienthello_lists(h->suites, SCSV_RENEGOTIATION_INFO);
}

bool
clienthello_is_grease(unsigned number)
{
	return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}
