/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clienthdr_part.h - what the files of clienthdr.h share among themselves:
 * adding to a result, and readers of parts of a value.
 */
#ifndef PROOF_CLIENTHDR_PART_H
#define PROOF_CLIENTHDR_PART_H

#include "base/alloc.h"
#include "proof/clienthdr.h"

/* Why there is no certificate. */
enum clienthdr_why {
	CLIENTHDR_WHY_NULL,
	CLIENTHDR_WHY_EMPTY,
	CLIENTHDR_WHY_PLACEHOLDER,
	CLIENTHDR_WHY_HASH,
	CLIENTHDR_WHY_INFO,
	CLIENTHDR_WHY_BEGIN, /* only the first line is left */
	CLIENTHDR_WHY_CUT,
	CLIENTHDR_WHY_DAMAGED,
	CLIENTHDR_WHY_NOT_CERT,
	CLIENTHDR_WHY_LIMIT,
	CLIENTHDR_WHY_UNKNOWN
};
const struct clienthdr_words *clienthdr_why_words(enum clienthdr_why why);

/* Keep the first fault, with what was seen before its advice; -1. */
int clienthdr_fail(struct clienthdr *h, enum clienthdr_why why, const char *fmt,
	...) _printf_(3, 4);

/* Of the element that is being read, the last one. */
struct clienthdr_element *clienthdr_last(struct clienthdr *h);
void clienthdr_remark(struct clienthdr *h, unsigned remarks);

/* Begin an element; false, with a fault, if there are too many. */
bool clienthdr_begin(struct clienthdr *h, struct view name,
	enum clienthdr_form form);

/*
 * One certificate after the other in DER; those that the element has already
 * are passed over.  -1 with a fault.
 */
int clienthdr_take(struct clienthdr *h, struct view octets);

/* A value in base64 that holds DER, or PEM text.  -1 with a fault. */
int clienthdr_take_base64(struct clienthdr *h, struct view text, bool in_pem);

/* PEM text whose lines may have become anything.  -1 with a fault. */
int clienthdr_take_pem(struct clienthdr *h, struct view text);

/* PEM text, percent-encoded or not. */
int clienthdr_take_escaped(struct clienthdr *h, struct view text);

/* X-Forwarded-Client-Cert: an element for each of its own. */
int
clienthdr_take_xfcc(struct clienthdr *h, struct view name, struct view value);

/* Is TEXT a thumbprint?  Then into the element, if it is a SHA-256. */
bool clienthdr_is_hash(struct view text);
int clienthdr_take_hash(struct clienthdr *h, struct view text);

/* How V begins, whatever the case if FOLD. */
bool clienthdr_begins(struct view v, const char *prefix, bool fold);
bool clienthdr_has(struct view v, const char *words);

/*
 * TEXT with %XX as octets (RFC 3986 section 2.1), as often as it was encoded.
 * Anything else stays as it is, also a plus sign unless the text is one of
 * those that are encoded as forms.
 */
void
clienthdr_unescape(struct clienthdr *h, struct view text, struct bytes *ret);

/* Which form a value has that stands alone. */
enum clienthdr_form clienthdr_guess(struct view value);

/* ---- fields -------------------------------------------------------------- */

struct clienthdr_field {
	struct view name, value;
	bool is_field;   /* it has a name */
	bool is_request; /* or it is a line like "GET / HTTP/1.1" */
};

/* Cut a field, folded lines included, off TEXT; false at its end. */
bool clienthdr_cut(struct view *text, struct clienthdr_field *ret);

/* Does a name tell that it is about a certificate? */
bool clienthdr_is_name(struct view name);

#endif
