/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bytes.c - octets that we own and octets that we look at.
 */
#include "base/bytes.h"

#include "base/alloc.h"

/*
 * Room for LEN more octets and a NUL.  Never realloc(3): it would leave the
 * old copy of a secret behind.
 */
static void
grow(struct bytes *b, size_t len)
{
	enum { LEAST = 64 };
	size_t need, cap;
	uint8_t *data;

	if (__builtin_add_overflow(b->len + 1, len, &need))
		need = SIZE_MAX;
	if (need <= b->cap)
		return;
	cap = b->cap > SIZE_MAX / 2 ? need : 2 * b->cap;
	if (cap < need)
		cap = need;
	if (cap < LEAST)
		cap = LEAST;
	data = xcalloc(cap, 1);
	if (b->len > 0)
		memcpy(data, b->data, b->len);
	wipe(b->data, b->cap);
	free(b->data);
	b->data = data;
	b->cap = cap;
}

void
bytes_done(struct bytes *b)
{
	wipe(b->data, b->cap);
	free(b->data);
	*b = (struct bytes){ 0 };
}

void
bytes_move(struct bytes *to, struct bytes *from)
{
	bytes_done(to);
	*to = *from;
	*from = (struct bytes){ 0 };
}

void
bytes_append(struct bytes *b, const void *data, size_t len)
{
	uint8_t *to = bytes_reserve(b, len);

	if (len > 0)
		memcpy(to, data, len);
	b->len += len;
}

void
bytes_append_view(struct bytes *b, struct view v)
{
	bytes_append(b, v.data, v.len);
}

void
bytes_append_str(struct bytes *b, const char *s)
{
	bytes_append(b, s, strlen(s));
}

void
bytes_append_u8(struct bytes *b, size_t number)
{
	uint8_t octet = (uint8_t)number;

	bytes_append(b, &octet, 1);
}

void
bytes_append_u16(struct bytes *b, size_t number)
{
	uint8_t octets[] = { (uint8_t)(number >> 8), (uint8_t)number };

	bytes_append(b, octets, sizeof(octets));
}

uint8_t *
bytes_reserve(struct bytes *b, size_t len)
{
	grow(b, len);
	b->data[b->len + len] = '\0';
	return b->data + b->len;
}

void
bytes_clear(struct bytes *b)
{
	wipe(b->data, b->cap);
	b->len = 0;
}

struct view
bytes_view(const struct bytes *b)
{
	return (struct view){ b->data, b->len };
}

struct view
view_of_str(const char *s)
{
	return (struct view){ (const uint8_t *)s, strlen(s) };
}

static bool
is_white(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct view
view_trim(struct view v)
{
	while (v.len > 0 && is_white(v.data[v.len - 1]))
		v.len--;
	while (v.len > 0 && is_white(v.data[0]))
		v = view_part(v, 1, v.len);
	return v;
}

bool
view_eq(struct view a, struct view b)
{
	return a.len == b.len
		&& (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool
view_eq_str(struct view a, const char *s)
{
	return view_eq(a, view_of_str(s));
}

bool
view_eq_secret(struct view a, struct view b)
{
	volatile uint8_t diff = 0;

	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		diff = (uint8_t)(diff | (a.data[i] ^ b.data[i]));
	return diff == 0;
}

void
wipe(void *p, size_t len)
{
	if (len > 0)
		explicit_bzero(p, len);
}
