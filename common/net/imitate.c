/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imitate.c - tables of what servers of today say, as measured: the openssl
 * program, gnutls-serv, crypto/tls of Go 1.19, JSSE's SSLSocket of Java 17,
 * Node 20, nginx 1.22 with ssl_verify_client on.
 */
#include "net/imitate.h"

enum {
	LATER = -4, /* this version comes to that at a later row */

	HANDSHAKE_FAILURE = 40,
	BAD_CERTIFICATE = 42,
	UNSUPPORTED_CERTIFICATE = 43,
	CERTIFICATE_REVOKED = 44,
	CERTIFICATE_EXPIRED = 45,
	CERTIFICATE_UNKNOWN = 46,
	UNKNOWN_CA = 48,
	ACCESS_DENIED = 49,
	DECODE_ERROR = 50,
	DECRYPT_ERROR = 51,
	INTERNAL_ERROR = 80,
	CERTIFICATE_REQUIRED = 116,

	ANY_PURPOSE = VISIT_PURPOSE | VISIT_CA_PURPOSE,
	ANY_DATE = VISIT_EXPIRED | VISIT_NOT_YET,
	ANY_CA = VISIT_UNKNOWN_CA | VISIT_SELF_SIGNED,
};

/* Some faults, and what is said of them. */
struct row {
	unsigned faults;
	int tls12, tls13;
};

/* The first row that holds a fault decides; a fault in none is not seen. */
struct imitation {
	const char *name;
	bool takes_agreement; /* a key that may only agree on keys will do */
	struct row row[12];   /* then zero */
};

/*
 * RFC 8446 section 6.2.  certificate_expired is for all that "is not currently
 * valid"; bad_certificate for MD5 (section 4.4.2.4) and so for all that is too
 * weak; what TLS 1.2 says to none is in RFC 5246 section 7.4.6.  Who has not
 * proven to have the key has shown nothing; next, what an unknown authority
 * says of it counts for nothing.
 */
static const struct imitation own = {
	.name = "",
	.row = {
		{ VISIT_NO_CERT, HANDSHAKE_FAILURE, CERTIFICATE_REQUIRED },
		{ VISIT_UNREADABLE, BAD_CERTIFICATE, BAD_CERTIFICATE },
		{ VISIT_SIGNATURE, DECRYPT_ERROR, DECRYPT_ERROR },
		{ ANY_CA, UNKNOWN_CA, UNKNOWN_CA },
		{ VISIT_REVOKED, CERTIFICATE_REVOKED, CERTIFICATE_REVOKED },
		{ VISIT_CONSTRAINT, BAD_CERTIFICATE, BAD_CERTIFICATE },
		{ ANY_DATE, CERTIFICATE_EXPIRED, CERTIFICATE_EXPIRED },
		{ ANY_PURPOSE | VISIT_KEY_USAGE, UNSUPPORTED_CERTIFICATE,
			UNSUPPORTED_CERTIFICATE },
		{ VISIT_WEAK_SIGNATURE | VISIT_WEAK_KEY, BAD_CERTIFICATE,
			BAD_CERTIFICATE },
	},
};

static const struct imitation imitations[] = {
	{
		.name = "openssl",
		.takes_agreement = true,
		.row = {
			{ VISIT_NO_CERT, HANDSHAKE_FAILURE,
				CERTIFICATE_REQUIRED },
			{ VISIT_UNREADABLE, DECODE_ERROR, DECODE_ERROR },
			{ VISIT_WEAK_KEY, BAD_CERTIFICATE, BAD_CERTIFICATE },
			{ ANY_CA, UNKNOWN_CA, UNKNOWN_CA },
			{ VISIT_PURPOSE | VISIT_KEY_USAGE,
				UNSUPPORTED_CERTIFICATE,
				UNSUPPORTED_CERTIFICATE },
			{ VISIT_CONSTRAINT, UNKNOWN_CA, UNKNOWN_CA },
			{ VISIT_CA_PURPOSE, UNSUPPORTED_CERTIFICATE,
				UNSUPPORTED_CERTIFICATE },
			{ VISIT_WEAK_SIGNATURE, BAD_CERTIFICATE,
				BAD_CERTIFICATE },
			{ VISIT_REVOKED, CERTIFICATE_REVOKED,
				CERTIFICATE_REVOKED },
			{ VISIT_NOT_YET, BAD_CERTIFICATE, BAD_CERTIFICATE },
			{ VISIT_EXPIRED, CERTIFICATE_EXPIRED,
				CERTIFICATE_EXPIRED },
			{ VISIT_SIGNATURE, DECRYPT_ERROR, DECRYPT_ERROR },
		},
	},
	{
		.name = "gnutls",
		/* In TLS 1.3 the signature comes first, in 1.2 the chain. */
		.row = {
			{ VISIT_NO_CERT, DECODE_ERROR, CERTIFICATE_REQUIRED },
			{ VISIT_UNREADABLE, BAD_CERTIFICATE, BAD_CERTIFICATE },
			{ VISIT_KEY_USAGE, LATER, INTERNAL_ERROR },
			{ VISIT_SIGNATURE, LATER, DECRYPT_ERROR },
			{ ANY_CA | ANY_DATE | VISIT_WEAK_SIGNATURE
					| VISIT_REVOKED | VISIT_CONSTRAINT,
				ACCESS_DENIED, ACCESS_DENIED },
			{ VISIT_KEY_USAGE, INTERNAL_ERROR, LATER },
			{ VISIT_SIGNATURE, DECRYPT_ERROR, LATER },
		},
	},
	{
		.name = "go",
		.row = {
			{ VISIT_NO_CERT | VISIT_UNREADABLE | ANY_CA | ANY_DATE
					| ANY_PURPOSE | VISIT_WEAK_SIGNATURE
					| VISIT_CONSTRAINT,
				BAD_CERTIFICATE, BAD_CERTIFICATE },
			{ VISIT_SIGNATURE, DECRYPT_ERROR, DECRYPT_ERROR },
		},
	},
	{
		.name = "java",
		.row = {
			{ VISIT_NO_CERT, HANDSHAKE_FAILURE,
				CERTIFICATE_REQUIRED },
			{ VISIT_UNREADABLE, BAD_CERTIFICATE, BAD_CERTIFICATE },
			{ ANY_CA | ANY_DATE | VISIT_PURPOSE | VISIT_KEY_USAGE
					| VISIT_CONSTRAINT,
				CERTIFICATE_UNKNOWN, CERTIFICATE_UNKNOWN },
			{ VISIT_SIGNATURE, HANDSHAKE_FAILURE,
				HANDSHAKE_FAILURE },
		},
	},
	{
		.name = "node",
		.takes_agreement = true,
		.row = {
			{ VISIT_NO_CERT, HANDSHAKE_FAILURE,
				CERTIFICATE_REQUIRED },
			{ VISIT_UNREADABLE, DECODE_ERROR, DECODE_ERROR },
			{ VISIT_SIGNATURE, DECRYPT_ERROR, DECRYPT_ERROR },
			{ ANY_CA | ANY_DATE | ANY_PURPOSE | VISIT_KEY_USAGE
					| VISIT_WEAK_SIGNATURE | VISIT_REVOKED
					| VISIT_CONSTRAINT,
				REFUSAL_CLOSE, REFUSAL_CLOSE },
		},
	},
	{
		.name = "nginx",
		.takes_agreement = true,
		.row = {
			{ VISIT_UNREADABLE, DECODE_ERROR, DECODE_ERROR },
			{ VISIT_SIGNATURE, DECRYPT_ERROR, DECRYPT_ERROR },
			{ VISIT_NO_CERT | ANY_CA | ANY_DATE | ANY_PURPOSE
					| VISIT_KEY_USAGE | VISIT_WEAK_SIGNATURE
					| VISIT_WEAK_KEY | VISIT_REVOKED
					| VISIT_CONSTRAINT,
				REFUSAL_HTTP, REFUSAL_HTTP },
		},
	},
};

const struct imitation *
imitate_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(imitations); i++)
		if (strcmp(imitations[i].name, name) == 0)
			return &imitations[i];
	return NULL;
}

static bool
takes_agreement(const struct imitation *i, unsigned faults)
{
	return i->takes_agreement && (faults & VISIT_KEY_AGREEMENT) != 0;
}

int
imitate_refusal(const struct imitation *i, unsigned faults, bool tls13)
{
	const struct imitation *who = i != NULL ? i : &own;

	if (takes_agreement(who, faults))
		faults &= ~(unsigned)VISIT_KEY_USAGE;
	for (size_t k = 0; k < ARRAY_LEN(who->row); k++) {
		const struct row *row = &who->row[k];
		int says = tls13 ? row->tls13 : row->tls12;

		if ((row->faults & faults) != 0 && says != LATER)
			return says;
	}
	return REFUSAL_NONE;
}

unsigned
imitate_ignored(const struct imitation *i, unsigned faults)
{
	const struct imitation *who = i != NULL ? i : &own;
	unsigned seen = 0;

	for (size_t k = 0; k < ARRAY_LEN(who->row); k++)
		seen |= who->row[k].faults;
	if (takes_agreement(who, faults))
		seen &= ~(unsigned)VISIT_KEY_USAGE;
	if ((seen & VISIT_KEY_USAGE) != 0)
		seen |= VISIT_KEY_AGREEMENT;
	return faults & ~seen;
}
