/* SPDX-License-Identifier: Apache-2.0 */
/*
 * b64.h - base64 and base64url, RFC 4648 sections 4 and 5, decoded strictly
 * and by table.
 */
#ifndef BASE_B64_H
#define BASE_B64_H

#include "base/bytes.h"
#include "base/err.h"

enum b64_style {
	B64_URL = 0,     /* section 5: JOSE, Token Binding */
	B64_STD = 1,     /* section 4: PEM */
	B64_PAD = 2,     /* encoding: write '='; decoding: demand it */
	B64_PAD_MAY = 4, /* decoding: take it with or without '=' */
};

/* Characters that LEN octets need at most, NUL included. */
#define B64_ROOM(len)   (((len) + 2) / 3 * 4 + 1)
/* Octets that LEN characters hold at most. */
#define B64_OCTETS(len) (((len) + 3) / 4 * 3)

/*
 * Write DATA to OUT, which has B64_ROOM(data.len) characters, with a NUL, and
 * return the number of characters before it.
 */
size_t b64_encode_to(char *out, struct view data, unsigned style);

/* The same in memory that the caller frees. */
char *b64_encode(struct view data, unsigned style);

/* Unpadded base64url: x5t#S256, jkt, tbh and most other names of the field. */
char *b64url(struct view data);

/*
 * Decode all of TEXT to OUT, which has B64_OCTETS(text.len) octets, and return
 * how many it wrote, or -1: a character outside the alphabet, a length that
 * no encoder makes, padding that is missing, wrong or not allowed, or unused
 * bits that are not zero (RFC 4648 section 3.5).
 */
ptrdiff_t b64_decode_to(uint8_t *out, struct view text, unsigned style);

/* The same into RET_DATA (replaced); ERR_INPUT says what is wrong and where. */
int b64_decode(struct view text, unsigned style, struct bytes *ret_data,
	struct err *err) _must_check_;

/*
 * Decoding piece by piece, for PEM bodies whose lines may break anywhere.
 * White space is skipped.  Start with { .style = B64_STD } or B64_URL; both
 * demand padding.
 */
struct b64_stream {
	unsigned style; /* B64_STD or B64_URL */
	uint32_t acc;
	unsigned have; /* characters of an open quantum, 0 to 3 */
	unsigned pad;  /* '=' seen */
};

/*
 * Decode TEXT to OUT (B64_OCTETS(text.len + 3) octets); returns how many it
 * wrote, or -1 as above.
 */
ptrdiff_t b64_stream_add(struct b64_stream *s, uint8_t *out, struct view text);

/* At the end: 0 if the text was complete and padded, else -1. */
int b64_stream_end(const struct b64_stream *s);

#endif
