/* SPDX-License-Identifier: Apache-2.0 */
/*
 * octets.h - input for unit tests: octets written in hex, and copies that end
 * where their room ends, so that tools see a step beyond.
 */
#ifndef UNIT_OCTETS_H
#define UNIT_OCTETS_H

#include "base/hex.h"

/* The octets that HEX writes; the empty text is none. */
static inline struct bytes
octets(const char *hex)
{
	struct bytes b = { 0 };
	struct err err;

	if (hex[0] != '\0' && hex_decode(view_of_str(hex), &b, &err) < 0) {
		printf("Bail out! %s: %s\n", hex, err.text);
		exit(1);
	}
	return b;
}

/* A copy of V in a room of its size; the caller frees *RET_ROOM. */
static inline struct view
exact(struct view v, uint8_t **ret_room)
{
	uint8_t *room = malloc(v.len > 0 ? v.len : 1);

	if (!room)
		abort();
	if (v.len > 0)
		memcpy(room, v.data, v.len);
	*ret_room = room;
	return (struct view){ room, v.len };
}

#endif
