/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hex.c - hexadecimal, RFC 4648 section 8.
 */
#include "base/hex.h"

#include "base/alloc.h"

static int
digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Whether a colon stands where the first octet ends decides for all of them. */
static size_t
step_of(struct view text)
{
	return text.len > 2 && text.data[2] == ':' ? 3 : 2;
}

char *
hex_encode(struct view data, unsigned style)
{
	const char *digits = style & HEX_UPPER ? "0123456789ABCDEF"
					       : "0123456789abcdef";
	char *text = xcalloc(data.len + 1, 3);
	char *p = text;

	for (size_t i = 0; i < data.len; i++) {
		if (i > 0 && style & HEX_COLONS)
			*p++ = ':';
		*p++ = digits[data.data[i] >> 4];
		*p++ = digits[data.data[i] & 0x0f];
	}
	return text;
}

int
hex_decode(struct view text, struct bytes *ret_data, struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };
	size_t step = step_of(text);

	if (text.len == 0)
		return err_set(err, ERR_INPUT,
			"no hex digits: give at least two");
	for (size_t i = 0; i < text.len; i++) {
		bool colon = i % step == 2;

		if (colon ? text.data[i] != ':' : digit(text.data[i]) < 0)
			return err_set(err, ERR_INPUT,
				"character %zu is not %s", i + 1,
				colon ? "a colon" : "a hex digit");
	}
	if (text.len % step != 2 % step)
		return err_set(err, ERR_INPUT,
			"hex text ends within an octet: give two digits each");
	bytes_reserve(&data, text.len / 2);
	for (size_t i = 0; i < text.len; i += step)
		data.data[data.len++] = (uint8_t)(digit(text.data[i]) << 4
			| digit(text.data[i + 1]));
	bytes_move(ret_data, &data);
	return 0;
}
