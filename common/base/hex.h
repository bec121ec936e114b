/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hex.h - hexadecimal, RFC 4648 section 8, plain and with colons.
 */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/bytes.h"
#include "base/err.h"

enum hex_style {
	HEX_LOWER = 0,
	HEX_UPPER = 1,
	HEX_COLONS = 2, /* aa:bb:cc, to be or-ed with a case */
};

/* DATA in hex, NUL-terminated; the caller frees it. */
char *hex_encode(struct view data, unsigned style);

/*
 * The octets that TEXT writes in hex of either case, with or without a colon
 * between all octets.  Fails (ERR_INPUT) on anything else, empty text too.
 */
int hex_decode(struct view text, struct bytes *ret_data, struct err *err)
	_must_check_;

#endif
