/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.h - octets that we own (struct bytes) and octets that we only look at
 * (struct view).
 *
 * Owned octets are wiped when they are freed or moved, so that keys, tokens
 * and passphrases need no further care.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/base.h"

struct view {
	const uint8_t *data;
	size_t len;
};

struct bytes {
	uint8_t *data; /* never NULL when len > 0; NUL follows */
	size_t len;
	size_t cap;
};

/* Wipe and free; B is then empty and may be used again. */
void bytes_done(struct bytes *b);
#define _cleanup_bytes_ _cleanup_(bytes_done)

/* Hand FROM's octets over to TO, whose own are wiped; FROM is then empty. */
void bytes_move(struct bytes *to, struct bytes *from);

/* Put a copy of LEN octets at the end; a NUL that is not counted follows. */
void bytes_append(struct bytes *b, const void *data, size_t len);
void bytes_append_view(struct bytes *b, struct view v);
void bytes_append_str(struct bytes *b, const char *s);

/* The lower 8 bits of NUMBER. */
void bytes_append_u8(struct bytes *b, size_t number);

/* The lower 16 bits of NUMBER, the higher octet first. */
void bytes_append_u16(struct bytes *b, size_t number);

/*
 * Make room for LEN more octets and return where they go; len is not moved,
 * that is the caller's part.  A NUL stands behind the room.
 */
uint8_t *bytes_reserve(struct bytes *b, size_t len);

/* Forget the content (wiped), keep the room. */
void bytes_clear(struct bytes *b);

/* What B holds, seen from outside; valid until B changes. */
struct view bytes_view(const struct bytes *b);

/* The characters of S without its NUL. */
struct view view_of_str(const char *s);

/* The part of V from OFFSET on, at most LEN octets, never beyond V. */
static inline struct view
view_part(struct view v, size_t offset, size_t len)
{
	if (offset > v.len)
		offset = v.len;
	if (len > v.len - offset)
		len = v.len - offset;
	/* The octets of an empty view may be nowhere: NULL + 0 is undefined. */
	return (struct view){ offset > 0 ? v.data + offset : v.data, len };
}

/* V without the white space of ASCII around it. */
struct view view_trim(struct view v);

/* Same octets.  Takes a time that depends on the content. */
bool view_eq(struct view a, struct view b);
bool view_eq_str(struct view a, const char *s);

/* Same octets, in a time that depends on the lengths only: for secrets. */
bool view_eq_secret(struct view a, struct view b);

/* Overwrite LEN octets at P in a way that no optimiser removes. */
void wipe(void *p, size_t len);

#endif
