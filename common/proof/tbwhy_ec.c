/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbwhy_ec.c - the ways in which a key and a signature of P-256 can be read
 * when they are not written as RFC 8471 wants them.
 */
#include "base/alloc.h"
#include "base/der.h"
#include "proof/tbwhy_try.h"

enum { HALF = TBID_P256_LEN, WHOLE = 2 * HALF };

static void
reverse(uint8_t *ret, struct view half)
{
	for (size_t i = 0; i < half.len; i++)
		ret[i] = half.data[half.len - 1 - i];
}

/* A number in 32 octets; false if it does not fit. */
static bool
put_half(uint8_t *ret, struct view number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = view_part(number, 1, number.len);
	if (number.len > HALF)
		return false;
	memset(ret, 0, HALF);
	if (number.len > 0)
		memcpy(ret + HALF - number.len, number.data, number.len);
	return true;
}

/* ---- signatures --------------------------------------------------------- */

/* Two numbers from anywhere, as a reading. */
static void
add_pair(struct tbwhy_readings *r, const struct tbwhy_row *row,
	const char *because, struct view first, struct view second)
{
	struct tbwhy_reading *reading;
	uint8_t rs[WHOLE];

	if (!put_half(rs, first) || !put_half(rs + HALF, second))
		return;
	reading = tbwhy_add_reading(r, row, xstrdup(because));
	memcpy(reading->rs, rs, WHOLE);
}

static void
add_der(struct tbwhy_readings *r, struct view sig)
{
	struct der seq, first, second;

	if (der_read_tag(&sig, DER_SEQUENCE, &seq) && sig.len == 0
		&& der_read_tag(&seq.value, DER_INTEGER, &first)
		&& der_read_tag(&seq.value, DER_INTEGER, &second)
		&& seq.value.len == 0)
		add_pair(r, &tbwhy_der,
			"the signature is SEQUENCE { INTEGER, INTEGER }",
			first.value, second.value);
}

static void
add_exact(struct tbwhy_readings *r, struct view sig)
{
	struct view first = view_part(sig, 0, HALF);
	struct view second = view_part(sig, HALF, HALF);
	uint8_t swap[WHOLE];

	add_pair(r, NULL, "", first, second);
	add_pair(r, &tbwhy_swapped, "S || R instead of R || S", second, first);
	reverse(swap, first);
	reverse(swap + HALF, second);
	add_pair(r, &tbwhy_little_endian,
		"R and S have their lowest octets first",
		(struct view){ swap, HALF },
		(struct view){ swap + HALF, HALF });
}

/* One of the two lost its leading zero, or both did. */
static void
add_stripped(struct tbwhy_readings *r, struct view sig)
{
	for (size_t n = sig.len - HALF; n <= HALF; n++)
		add_pair(r, &tbwhy_stripped, "R or S lacks a leading zero",
			view_part(sig, 0, n), view_part(sig, n, sig.len));
}

static void
add_longer(struct tbwhy_readings *r, struct view sig)
{
	size_t half = sig.len / 2;

	add_pair(r, &tbwhy_trailing, "the first 64 octets are R || S",
		view_part(sig, 0, HALF), view_part(sig, HALF, HALF));
	add_pair(r, &tbwhy_trailing, "the last 64 octets are R || S",
		view_part(sig, sig.len - WHOLE, HALF),
		view_part(sig, sig.len - HALF, HALF));
	add_pair(r, &tbwhy_trailing, "R and S have leading zeros",
		view_part(sig, 0, half), view_part(sig, half, half));
}

static void
add_signatures(struct tbwhy_readings *r, struct view sig)
{
	add_der(r, sig);
	if (sig.len == WHOLE)
		add_exact(r, sig);
	else if (sig.len < WHOLE && sig.len >= WHOLE - 2)
		add_stripped(r, sig);
	else if (sig.len > WHOLE)
		add_longer(r, sig);
}

/* ---- keys --------------------------------------------------------------- */

static struct pubkey *
point_key(struct view x, struct view y)
{
	struct pubkey *key = NULL;
	struct err err;

	return pubkey_p256(x, y, &key, &err) < 0 ? NULL : key;
}

static struct pubkey *
little_endian_key(struct view point)
{
	uint8_t xy[WHOLE];

	if (point.len != WHOLE)
		return NULL;
	reverse(xy, view_part(point, 0, HALF));
	reverse(xy + HALF, view_part(point, HALF, HALF));
	return point_key((struct view){ xy, HALF },
		(struct view){ xy + HALF, HALF });
}

/* 04 || X || Y, as SEC 1 and most libraries write points. */
static struct pubkey *
sec1_key(struct view key)
{
	/* With or without the length of the point before it. */
	if (key.len == WHOLE + 2 && key.data[0] == WHOLE + 1)
		key = view_part(key, 1, key.len);
	if (key.len != WHOLE + 1 || key.data[0] != 4)
		return NULL;
	return point_key(view_part(key, 1, HALF),
		view_part(key, 1 + HALF, HALF));
}

/* The key that B means, and what is wrong with how it says so. */
static struct pubkey *
key_of(const struct tbmsg_binding *b, const struct tbwhy_row **ret_row)
{
	struct pubkey *key = NULL;

	*ret_row = NULL;
	if (b->point.len == WHOLE)
		key = point_key(view_part(b->point, 0, HALF),
			view_part(b->point, HALF, HALF));
	if (key != NULL)
		return key;
	*ret_row = &tbwhy_key_little_endian;
	key = little_endian_key(b->point);
	if (key != NULL)
		return key;
	*ret_row = &tbwhy_key_sec1;
	return sec1_key(b->key);
}

void
tbwhy_ec_readings(const struct tbmsg_binding *b, struct tbwhy_readings *ret)
{
	const struct tbwhy_row *row;
	struct pubkey *key = key_of(b, &row);

	if (key == NULL)
		return;
	if (row != NULL && b->signature.len == WHOLE)
		add_pair(ret, row, row->words, view_part(b->signature, 0, HALF),
			view_part(b->signature, HALF, HALF));
	else
		add_signatures(ret, b->signature);
	for (size_t i = 0; i < ret->n; i++)
		ret->reading[i].key = key;
	ret->key = key;
}
