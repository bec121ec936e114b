/* SPDX-License-Identifier: Apache-2.0 */
/*
 * der.h - a reader of DER elements (X.690) that never copies and never looks
 * beyond the octets it was given.
 */
#ifndef BASE_DER_H
#define BASE_DER_H

#include "base/bytes.h"

enum { /* identifier octets */
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};
#define DER_CONTEXT(n)      (0xa0 | (n)) /* [n], constructed */
#define DER_CONTEXT_PRIM(n) (0x80 | (n)) /* [n], primitive */

struct der {
	uint8_t tag; /* identifier octet; long forms are refused */
	struct view value;
	struct view whole; /* identifier, length and value */
};

/*
 * Read the first element of IN and move IN behind it.  Returns false, and
 * leaves IN alone, at the end, on a long-form tag, an indefinite or
 * non-minimal length, or a length that does not fit into IN.
 */
bool der_read(struct view *in, struct der *ret_element);

/* The same for an element that must have this tag. */
bool der_read_tag(struct view *in, uint8_t tag, struct der *ret_element);

/*
 * How many octets the element at the start of IN takes in all, read from its
 * header alone (IN may be cut off behind it); 0 if the header is not DER or
 * not complete.  Decides how much to read from a stream.
 */
size_t der_total(struct view in);

/*
 * An OBJECT IDENTIFIER's value in dotted form; false if it is malformed, too
 * long, or one of its numbers exceeds 64 bits.
 */
enum { DER_OID_TEXT = 128 };
bool der_oid_text(struct view oid, char ret_text[static DER_OID_TEXT]);

/* UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 allows them. */
bool der_time(const struct der *element, int64_t *ret_t);

#endif
