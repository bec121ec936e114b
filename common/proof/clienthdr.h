/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthdr.h - client certificates in header fields, as TLS terminators
 * forward them: RFC 9440, X-Forwarded-Client-Cert, and a dozen habits.
 */
#ifndef PROOF_CLIENTHDR_H
#define PROOF_CLIENTHDR_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	CLIENTHDR_MAX = 1 << 20,  /* octets of a text */
	CLIENTHDR_CERTS = 64,     /* certificates in it */
	CLIENTHDR_ELEMENTS = 64,  /* elements in it */
	CLIENTHDR_HASH_LEN = 32,  /* SHA-256 */
	CLIENTHDR_THUMB_TEXT = 44 /* x5t#S256 with its NUL */
};

enum clienthdr_form {
	CLIENTHDR_UNKNOWN,
	CLIENTHDR_RFC9440,          /* ":base64:" */
	CLIENTHDR_RFC9440_CHAIN,    /* a list of these */
	CLIENTHDR_ESCAPED_PEM,      /* everything percent-encoded: nginx */
	CLIENTHDR_ALB_PEM,          /* + / = as they are: AWS ALB, Apache */
	CLIENTHDR_FOLDED_PEM,       /* LF and TAB: old nginx */
	CLIENTHDR_RAW_PEM,          /* on one line: Apache */
	CLIENTHDR_XFCC,             /* Envoy, Istio */
	CLIENTHDR_DER_LIST,         /* base64, commas: Traefik 3 */
	CLIENTHDR_ESCAPED_DER_LIST, /* percent-encoded: Traefik 1 and 2 */
	CLIENTHDR_INFO,             /* Traefik's description */
	CLIENTHDR_DER,              /* base64: HAProxy, Caddy, Cloudflare */
	CLIENTHDR_BASE64_PEM,       /* Apache's %{base64:...} */
	CLIENTHDR_HASH,             /* a thumbprint alone */
	CLIENTHDR_NULL,             /* Apache's "(null)" */
	CLIENTHDR_EMPTY,            /* nothing, or "::" */
	CLIENTHDR_PLACEHOLDER,      /* a variable's name in its place */
	CLIENTHDR_FORMS
};

/* What was repaired, or is odd: bits of "remarks". */
enum clienthdr_remark {
	CLIENTHDR_NO_PADDING = 1 << 0,
	CLIENTHDR_SPARE_BITS = 1 << 1,
	CLIENTHDR_PLUS_TO_SPACE = 1 << 2,
	CLIENTHDR_FORM_ENCODED = 1 << 3,
	CLIENTHDR_FOLDED = 1 << 4,
	CLIENTHDR_ESCAPED_TWICE = 1 << 5,
	CLIENTHDR_RETURNS = 1 << 6,
	CLIENTHDR_WHITE = 1 << 7,
	CLIENTHDR_BACKSLASH_N = 1 << 8,
	CLIENTHDR_NO_END = 1 << 9,    /* a mark or a colon is missing */
	CLIENTHDR_URL = 1 << 10,      /* the alphabet of base64url */
	CLIENTHDR_QUOTED = 1 << 11,   /* the whole value */
	CLIENTHDR_NO_QUOTE = 1 << 12, /* one is never closed */
	CLIENTHDR_HASH_DIFFERS = 1 << 13,
	CLIENTHDR_NOT_RFC9440 = 1 << 14,
	CLIENTHDR_CHAIN = 1 << 15, /* several certificates in one value */
	CLIENTHDR_BARE = 1 << 16,  /* base64 without PEM's lines */
	CLIENTHDR_REPEATED = 1 << 17
};
enum { CLIENTHDR_REMARKS = 18 };

/*
 * Something about a value in words.  CAUSE is set where consumers of the value
 * fail for it: an id of the catalogue of causes.
 */
struct clienthdr_words {
	const char *id;    /* "plus-decoded-to-space"; never changes */
	const char *words; /* a sentence without its full stop */
	const char *advice;
	const char *cause; /* "header-plus-decoded-to-space", or NULL */
	bool regular;      /* of its form: no reason to warn */
};

/*
 * A field, or an element of X-Forwarded-Client-Cert: each proxy adds its own
 * at the end, so the nearest one is the last.
 */
struct clienthdr_element {
	char *name; /* of its field, or NULL */
	enum clienthdr_form form;
	unsigned remarks;
	bool has_hash;
	uint8_t hash[CLIENTHDR_HASH_LEN]; /* SHA-256 of the certificate */
	char *by, *subject, *uri, *dns;   /* any characters; NULL if absent */
};

struct clienthdr_cert {
	struct bytes der;
	size_t element; /* whose it is */
	bool is_chain;  /* an issuer, or a copy in another place */
};

struct clienthdr {
	enum clienthdr_form form; /* of the first element with a certificate,
				     else of the first */
	const char *name;         /* of its field, or NULL */
	unsigned remarks;         /* of all elements */
	struct clienthdr_element *element;
	size_t n_elements, cap_elements;
	struct clienthdr_cert *cert; /* leaf first within an element */
	size_t n, cap;
	const struct clienthdr_words *why; /* what FAULT is about, or NULL */
	struct err fault; /* why there is no, or not every certificate */
};

/*
 * Can TEXT, which may be the first octets of a longer one, be such a value,
 * with or without the field's name, or a header section with one?  False for
 * PEM files as they usually are, and for other kinds of files.
 */
bool clienthdr_is(struct view text);

/*
 * Read a value, a field, or a header section (RFC 9112 section 5), of which
 * only fields count that can hold a certificate.  What proxies are known to
 * break is repaired, and told in remarks.  Percent-encoding is decoded (RFC
 * 3986 section 2.1), never what forms make of it.  Bytes sequences are read as
 * RFC 8941 section 4.2.7 allows.  ret->fault has ERR_INPUT where something is
 * missing; whatever was found is there all the same.  clienthdr_done() it.
 */
void clienthdr_read(struct view text, struct clienthdr *ret);
void clienthdr_done(struct clienthdr *h);
#define _cleanup_clienthdr_ _cleanup_(clienthdr_done)

/* Form: id and words; .cause where consumers that expect another one fail. */
const struct clienthdr_words *clienthdr_form_words(enum clienthdr_form form);

/* Remark number I below CLIENTHDR_REMARKS: that of the bit 1 << I. */
const struct clienthdr_words *clienthdr_remark_words(size_t i);

/* The x5t#S256 (RFC 8705 section 3.1) that a hash gives. */
void clienthdr_thumb(const struct clienthdr_element *e,
	char ret_text[static CLIENTHDR_THUMB_TEXT]);

#endif
