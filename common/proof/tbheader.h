/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbheader.h - the header field Sec-Token-Binding as text: strict base64url
 * (RFC 8473 section 2), and what is wrong with a value that is not.
 */
#ifndef PROOF_TBHEADER_H
#define PROOF_TBHEADER_H

#include "base/err.h"
#include "proof/tbmsg.h"

enum {
	TBHEADER_MAX = (TBMSG_MAX + 2) / 3 * 4, /* characters of a value */
	TBHEADER_FILE_MAX = 1 << 18,            /* octets of an input */
};

/* The first thing that a value has and must not have. */
enum tbheader_flaw {
	TBHEADER_GOOD,
	TBHEADER_EMPTY,
	TBHEADER_PADDED,
	TBHEADER_STANDARD, /* the alphabet of RFC 4648 section 4 */
	TBHEADER_WHITE,    /* white space or a line break inside */
	TBHEADER_JOINED,   /* two values with a comma between */
	TBHEADER_QUOTED,
	TBHEADER_ALPHABET,   /* any other character */
	TBHEADER_LENGTH,     /* characters that no encoder makes */
	TBHEADER_SPARE_BITS, /* unused bits are not zero */
	TBHEADER_TOO_LONG,
	TBHEADER_HEX, /* it is the message in hex */
	TBHEADER_RAW, /* it is the message itself */
};

struct tbheader {
	enum tbheader_flaw flaw;
	size_t offset;     /* of the flaw, in characters of the value */
	uint8_t character; /* what stands there */
	struct bytes
		octets; /* the message, as far as the flaw lets it through */
};

/*
 * The value inside TEXT, which may have the field's name before it or be a
 * header section (RFC 9112 section 5), of which nothing counts that stands
 * behind an empty line.  RET_COUNT is how many fields of that name there are,
 * values without a name among them; 1 if there is a value alone, 0 if there
 * are only others.  White space around a value does not count.
 */
struct view tbheader_find(struct view text, size_t *ret_count);

/* Decode a value; tbheader_done() the result. */
void tbheader_read(struct view value, struct tbheader *ret);
void tbheader_done(struct tbheader *h);
#define _cleanup_tbheader_ _cleanup_(tbheader_done)

/*
 * What ARG stands for: the content of a file, of standard input (-) or of a
 * variable (env:NAME), or ARG itself where no file has that name.  ERR_INPUT.
 */
int tbheader_load(const char *arg, struct bytes *ret_text, struct err *err)
	_must_check_;

#endif
