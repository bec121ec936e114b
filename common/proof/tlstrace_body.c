/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tlstrace_body.c - the little that a trace reads in messages, and what they
 * are called.
 */
#include "proof/tlstrace_body.h"

#include "proof/tlsmsg.h"

enum { RANDOM_LEN = 32, SUPPORTED_VERSIONS = 43, TLS_1_3 = 0x0304 };

/* RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest". */
static const uint8_t retry_random[RANDOM_LEN] = { 0xcf, 0x21, 0xad, 0x74, 0xe5,
	0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2,
	0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8,
	0xa8, 0x33, 0x9c };

static size_t
number(struct view v, size_t at)
{
	return (size_t)v.data[at] << 8 | v.data[at + 1];
}

/* The extensions behind session_id, cipher_suite, compression_method. */
static bool
find_extensions(struct view body, struct view *ret)
{
	enum { BEFORE_ID = 2 + RANDOM_LEN };
	size_t at, len;

	if (body.len < BEFORE_ID + 1)
		return false;
	at = BEFORE_ID + 1u + body.data[BEFORE_ID] + 3;
	if (at == body.len) { /* TLS 1.2 may have none */
		*ret = view_part(body, at, 0);
		return true;
	}
	if (body.len < at + 2)
		return false;
	len = number(body, at);
	*ret = view_part(body, at + 2, len);
	return ret->len == len;
}

void
tlstrace_read_hello(struct view body, struct tlstrace_hello *ret)
{
	struct view in = { NULL, 0 };

	*ret = (struct tlstrace_hello){ .bad = !find_extensions(body, &in) };
	if (ret->bad)
		return;
	ret->retry = memcmp(body.data + 2, retry_random, RANDOM_LEN) == 0;
	while (in.len >= 4) {
		size_t type = number(in, 0), len = number(in, 2);
		struct view data = view_part(in, 4, len);

		if (type == SUPPORTED_VERSIONS && data.len == 2)
			ret->tls13 = number(data, 0) == TLS_1_3;
		in = view_part(in, 4 + len, SIZE_MAX);
	}
}

static void
read_request(struct view body, bool tls13, struct tlstrace_entry *e)
{
	struct certreq request = { 0 };
	struct err err;

	e->bad = certreq_parse(body, tls13, &request, &err) < 0;
	if (e->bad)
		return;
	e->count = request.n_authorities;
	certreq_done(&request);
}

void
tlstrace_read_body(struct view body, bool tls13, struct tlstrace_entry *e)
{
	struct view first;
	struct err err;

	if (e->type == TLS_CERTIFICATE)
		e->bad = tlsmsg_certificate(body, tls13, &e->count, &first,
				 &err)
			< 0;
	else if (e->type == TLS_CERTIFICATE_REQUEST)
		read_request(body, tls13, e);
	else if (e->type == TLS_KEY_UPDATE && body.len == 1)
		e->code = body.data[0];
}

static const char *
message_name(const struct tlstrace_entry *e)
{
	static const char *const names[] = {
		[0] = "HelloRequest",
		[1] = "ClientHello",
		[2] = "ServerHello",
		[4] = "NewSessionTicket",
		[5] = "EndOfEarlyData",
		[8] = "EncryptedExtensions",
		[11] = "Certificate",
		[12] = "ServerKeyExchange",
		[13] = "CertificateRequest",
		[14] = "ServerHelloDone",
		[15] = "CertificateVerify",
		[16] = "ClientKeyExchange",
		[20] = "Finished",
		[21] = "CertificateURL",
		[22] = "CertificateStatus",
		[23] = "SupplementalData",
		[24] = "KeyUpdate",
		[25] = "CompressedCertificate",
	};

	if (e->type == TLS_SERVER_HELLO && e->retry)
		return "HelloRetryRequest";
	if (e->type < ARRAY_LEN(names) && names[e->type] != NULL)
		return names[e->type];
	return "unknown";
}

const char *
tlstrace_name(const struct tlstrace_entry *e)
{
	switch (e->kind) {
	case TLSTRACE_MESSAGE:
		return message_name(e);
	case TLSTRACE_CIPHER:
		return "ChangeCipherSpec";
	case TLSTRACE_ALERT:
		return "Alert";
	case TLSTRACE_DATA:
		return "ApplicationData";
	case TLSTRACE_UNREAD:
		return "unread";
	case TLSTRACE_PART:
		return "part of a record";
	case TLSTRACE_FOREIGN:
		return "no TLS record";
	case TLSTRACE_CLOSED:
		return "closed";
	case TLSTRACE_RESET:
		return "reset";
	}
	return "unknown";
}
