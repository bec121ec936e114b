/* SPDX-License-Identifier: Apache-2.0 */
/*
 * field.h - the value of one header field (RFC 9110 section 5, RFC 9112
 * section 5) in what a person has at hand: the value alone, its line, or a
 * header section.
 */
#ifndef PROOF_FIELD_H
#define PROOF_FIELD_H

#include "base/bytes.h"

/*
 * The value of the first field NAME inside TEXT, which may have the field's
 * name before it or be a header section, of which nothing counts that stands
 * behind an empty line.  RET_COUNT is how many fields of that name there are,
 * values without a name among them; 1 if there is a value alone, 0 if there
 * are only others.  White space around a value does not count.  Values of
 * NAME have no colon.
 */
struct view field_find(struct view text, const char *name, size_t *ret_count);

/* May C be part of a token, such as a field's name (RFC 9110 section 5.6.2)? */
bool field_is_token_octet(uint8_t c);

#endif
