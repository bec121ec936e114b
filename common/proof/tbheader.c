/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tbheader.c - from the text of Sec-Token-Binding to the octets of a message.
 */
#include "proof/tbheader.h"

#include <ctype.h>
#include <strings.h>
#include <unistd.h>

#include "base/b64.h"
#include "base/hex.h"
#include "base/io.h"
#include "proof/field.h"

static const char field_name[] = "Sec-Token-Binding";

/* ---- characters and octets ---------------------------------------------- */

static bool
is_white(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The six bits of a character of either alphabet, or -1. */
static int
bits_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-' || c == '+')
		return 62;
	return c == '_' || c == '/' ? 63 : -1;
}

/* The two octets in front count those behind: no other text looks so. */
static bool
counts_itself(struct view octets)
{
	return octets.len > TBMSG_LIST_MIN
		&& ((size_t)octets.data[0] << 8 | octets.data[1]) + 2
		== octets.len;
}

/* Characters may count themselves by chance, octets are never all of them. */
static bool
is_raw(struct view value)
{
	size_t i = 0;

	if (!counts_itself(value))
		return false;
	while (i < value.len && bits_of(value.data[i]) >= 0)
		i++;
	return i < value.len;
}

/* ---- finding the value -------------------------------------------------- */

struct view
tbheader_find(struct view text, size_t *ret_count)
{
	*ret_count = 1;
	return is_raw(text) ? text : field_find(text, field_name, ret_count);
}

/* ---- decoding it -------------------------------------------------------- */

static enum tbheader_flaw
flaw_of(uint8_t c)
{
	switch (c) {
	case '=':
		return TBHEADER_PADDED;
	case '+':
	case '/':
		return TBHEADER_STANDARD;
	case ',':
		return TBHEADER_JOINED;
	case '"':
	case '\'':
		return TBHEADER_QUOTED;
	default:
		return is_white(c) ? TBHEADER_WHITE : TBHEADER_ALPHABET;
	}
}

static void
set_flaw(struct tbheader *h, enum tbheader_flaw flaw, struct view value,
	size_t offset)
{
	if (h->flaw != TBHEADER_GOOD)
		return;
	h->flaw = flaw;
	h->offset = offset;
	h->character = offset < value.len ? value.data[offset] : 0;
}

/*
 * Read on over what is wrong but does not hide what was meant, so that the
 * message behind it can be told, too.
 */
static void
read_leniently(struct view value, struct tbheader *h)
{
	uint32_t acc = 0;
	unsigned have = 0;
	size_t i = 0, n = 0;

	for (; i < value.len; i++) {
		uint8_t c = value.data[i], octet;
		int bits = bits_of(c);

		if (bits < 0 || c == '+' || c == '/')
			set_flaw(h, flaw_of(c), value, i);
		if (bits < 0 && !is_white(c) && c != '=' && c != '"')
			break;
		if (bits < 0)
			continue;
		n++;
		acc = acc << 6 | (uint32_t)bits;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		octet = (uint8_t)(acc >> have);
		bytes_append(&h->octets, &octet, 1);
	}
	if (n % 4 == 1)
		set_flaw(h, TBHEADER_LENGTH, value, i);
	else if ((acc & ((1u << have) - 1)) != 0)
		set_flaw(h, TBHEADER_SPARE_BITS, value, i - 1);
}

static bool
is_hex(struct view value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!isxdigit(value.data[i]))
			return false;
	return true;
}

/* Hex is base64url as well, but not of octets that count themselves. */
static bool
read_hex(struct view value, struct tbheader *h)
{
	_cleanup_bytes_ struct bytes octets = { 0 };
	struct err err;

	if (!is_hex(value) || hex_decode(value, &octets, &err) < 0
		|| !counts_itself(bytes_view(&octets)))
		return false;
	bytes_move(&h->octets, &octets);
	set_flaw(h, TBHEADER_HEX, value, 0);
	return true;
}

void
tbheader_read(struct view value, struct tbheader *ret)
{
	ptrdiff_t n;

	*ret = (struct tbheader){ .flaw = TBHEADER_GOOD };
	if (value.len == 0) {
		set_flaw(ret, TBHEADER_EMPTY, value, 0);
	} else if (is_raw(value)) {
		set_flaw(ret, TBHEADER_RAW, value, 0);
		bytes_append_view(&ret->octets, value);
	} else if (value.len > TBHEADER_MAX) {
		set_flaw(ret, TBHEADER_TOO_LONG, value, TBHEADER_MAX);
	} else if (!read_hex(value, ret)) {
		n = b64_decode_to(bytes_reserve(&ret->octets,
					  B64_OCTETS(value.len)),
			value, B64_URL);
		if (n >= 0)
			ret->octets.len = (size_t)n;
		else
			read_leniently(value, ret);
	}
}

void
tbheader_done(struct tbheader *h)
{
	bytes_done(&h->octets);
}

/* A name of a file, and no message that somebody pasted. */
static bool
is_name(const char *arg)
{
	enum { LONGEST = 255 };

	if (strchr(arg, '\n') != NULL
		|| strncasecmp(arg, field_name, sizeof(field_name) - 1) == 0)
		return false;
	if (strcmp(arg, "-") == 0 || strncmp(arg, "env:", 4) == 0 || *arg == '.'
		|| *arg == '/')
		return true;
	return *arg != '\0' && strlen(arg) <= LONGEST
		&& (strchr(arg, '.') != NULL || access(arg, F_OK) == 0);
}

int
tbheader_load(const char *arg, struct bytes *ret_text, struct err *err)
{
	if (is_name(arg))
		return io_load(arg, TBHEADER_FILE_MAX, ret_text, err);
	bytes_clear(ret_text);
	bytes_append_str(ret_text, arg);
	return 0;
}
