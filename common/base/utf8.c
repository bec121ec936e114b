/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.c - well-formed UTF-8, RFC 3629.
 */
#include "base/utf8.h"

/* The octets that a lead octet announces, and the least number they write. */
struct form {
	size_t len;
	uint32_t least;
	uint32_t bits;
};

static bool
form_of(uint8_t lead, struct form *ret)
{
	if ((lead & 0xe0) == 0xc0)
		*ret = (struct form){ 2, 0x80, lead & 0x1f };
	else if ((lead & 0xf0) == 0xe0)
		*ret = (struct form){ 3, 0x800, lead & 0x0f };
	else if ((lead & 0xf8) == 0xf0)
		*ret = (struct form){ 4, 0x10000, lead & 0x07 };
	else
		return false;
	return true;
}

size_t
utf8_next(const char *s, size_t len, uint32_t *ret_cp)
{
	const uint8_t *p = (const uint8_t *)s;
	struct form form = { 1, 0, 0 };
	uint32_t cp;

	if (len == 0)
		return 0;
	if (p[0] < 0x80)
		form.bits = p[0];
	else if (!form_of(p[0], &form) || form.len > len)
		return 0;
	cp = form.bits;
	for (size_t i = 1; i < form.len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if (cp < form.least || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
		return 0;
	if (ret_cp)
		*ret_cp = cp;
	return form.len;
}

size_t
utf8_put(char *to, uint32_t cp)
{
	size_t n = 0;

	if (cp < 0x80) {
		to[n++] = (char)cp;
	} else if (cp < 0x800) {
		to[n++] = (char)(0xc0 | cp >> 6);
	} else if (cp < 0x10000) {
		to[n++] = (char)(0xe0 | cp >> 12);
		to[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
	} else {
		to[n++] = (char)(0xf0 | cp >> 18);
		to[n++] = (char)(0x80 | (cp >> 12 & 0x3f));
		to[n++] = (char)(0x80 | (cp >> 6 & 0x3f));
	}
	if (cp >= 0x80)
		to[n++] = (char)(0x80 | (cp & 0x3f));
	return n;
}

void
utf8_append(struct bytes *to, uint32_t cp)
{
	char seq[4];

	bytes_append(to, seq, utf8_put(seq, cp));
}

bool
utf8_deceives(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x61c
		|| cp == 0x200e || cp == 0x200f
		|| (cp >= 0x2028 && cp <= 0x202e)
		|| (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}
