/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ask.h - header fields that a user adds to our HTTP request (RFC 9110
 * section 5).
 */
#ifndef NET_ASK_H
#define NET_ASK_H

#include "base/bytes.h"
#include "base/err.h"

enum { ASK_FIELDS_MAX = 64 << 10 }; /* octets of all fields */

/*
 * Append the fields of TEXT, one a line, to FIELDS, as the request has them.
 * Blank lines are passed over.  ERR_INPUT: a line is no field, or one that is
 * ours to write; it tells the number of the line and never its value.
 */
int ask_fields(struct view text, struct bytes *fields, struct err *err)
	_must_check_;

/* Is a field of that name among FIELDS, case aside? */
bool ask_has_field(struct view fields, const char *name);

#endif
