/* SPDX-License-Identifier: Apache-2.0 */
/*
 * b64.c - base64 and base64url, RFC 4648 sections 4 and 5, by table.
 */
#include "base/b64.h"

#include <endian.h>

#include "base/alloc.h"

enum {
	QUANTUM = 4, /* characters that make three octets */
	QUANTUM_MAX = 0xffffff,
	LINE = 64, /* characters of a line of PEM, RFC 7468 section 2 */
};
#define BAD UINT32_MAX

static const char digits_std[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char digits_url[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/*
 * What a character is worth at each of the four places of a quantum, with all
 * bits inverted: the entries of other characters are zero, and only an AND with
 * one of these clears the upper octet.
 */
#define AT(v, shift)  ~((v) << (shift))
#define TWO(v, shift) AT(v, shift), AT((v) + 1u, shift)
#define TEN(v, shift)                                              \
	TWO(v, shift), TWO((v) + 2u, shift), TWO((v) + 4u, shift), \
		TWO((v) + 6u, shift), TWO((v) + 8u, shift)
#define LETTERS(v, shift)                                            \
	TEN(v, shift), TEN((v) + 10u, shift), TWO((v) + 20u, shift), \
		TWO((v) + 22u, shift), TWO((v) + 24u, shift)
#define PLACE(c62, c63, shift)                                           \
	{                                                                \
		['A'] = LETTERS(0u, shift), ['a'] = LETTERS(26u, shift), \
		['0'] = TEN(52u, shift), [c62] = AT(62u, shift),         \
		[c63] = AT(63u, shift)                                   \
	}
#define PLACES(c62, c63)                                                      \
	{                                                                     \
		PLACE(c62, c63, 18), PLACE(c62, c63, 12), PLACE(c62, c63, 6), \
			PLACE(c62, c63, 0)                                    \
	}

struct values {
	uint32_t at[QUANTUM][256];
};

static const struct values values_std = { PLACES('+', '/') };
static const struct values values_url = { PLACES('-', '_') };

static const struct values *
values_of(unsigned style)
{
	return style & B64_STD ? &values_std : &values_url;
}

/* Up to 63, or BAD. */
static inline uint32_t
value_of(const struct values *values, uint8_t c)
{
	return ~values->at[3][c];
}

/* Up to 24 bits, or more if one of the four is no character of ours. */
static inline __attribute__((always_inline)) uint32_t
quantum_at(const struct values *values, const uint8_t *p)
{
	return ~(values->at[0][p[0]] & values->at[1][p[1]] & values->at[2][p[2]]
		& values->at[3][p[3]]);
}

/* Write eight octets, of which six count; false if a character is bad. */
static inline __attribute__((always_inline)) bool
decode_two(const struct values *values, uint8_t *out, const uint8_t *p)
{
	uint32_t a = quantum_at(values, p), b = quantum_at(values, p + QUANTUM);
	uint64_t be = htobe64((uint64_t)a << 40 | (uint64_t)b << 16);

	if ((a | b) > QUANTUM_MAX)
		return false;
	memcpy(out, &be, sizeof(be));
	return true;
}

/*
 * Decode whole quanta of alphabet characters until another character or the
 * end; returns how many quanta.  Writes three octets for each.
 */
static size_t
decode_run(const struct values *values, uint8_t *out, const uint8_t *in,
	size_t len)
{
	const uint8_t *p = in;

	/* With a third quantum behind, the last two octets have room, too. */
	for (; len > 2 * QUANTUM && decode_two(values, out, p); out += 6) {
		p += 2 * QUANTUM;
		len -= 2 * QUANTUM;
	}
	for (; len >= QUANTUM; p += QUANTUM, len -= QUANTUM) {
		uint32_t v = quantum_at(values, p);

		if (v > QUANTUM_MAX)
			break;
		*out++ = (uint8_t)(v >> 16);
		*out++ = (uint8_t)(v >> 8);
		*out++ = (uint8_t)v;
	}
	return (size_t)(p - in) / QUANTUM;
}

/*
 * Decode full lines of PEM with their newlines; returns how many.  The newline
 * leaves the room that the last two octets take.
 */
static size_t
decode_lines(const struct values *values, uint8_t *out, struct view text)
{
	const uint8_t *p = text.data;
	size_t lines = 0;

	for (; text.len > LINE && p[LINE] == '\n'; text.len -= LINE + 1) {
		for (size_t i = 0; i < LINE; i += 2 * QUANTUM, out += 6)
			if (!decode_two(values, out, p + i))
				return lines;
		p += LINE + 1;
		lines++;
	}
	return lines;
}

/* The octets of the last N (2 or 3) characters; -1 if unused bits are set. */
static ptrdiff_t
decode_tail(uint8_t *out, uint32_t acc, size_t n)
{
	if (n == 2) {
		if (acc & 0x0f)
			return -1;
		out[0] = (uint8_t)(acc >> 4);
		return 1;
	}
	if (acc & 0x03)
		return -1;
	out[0] = (uint8_t)(acc >> 10);
	out[1] = (uint8_t)(acc >> 2);
	return 2;
}

/* How many '=' end TEXT: two at most, as a third is never padding. */
static size_t
padding_of(struct view text)
{
	size_t n = 0;

	while (n < 2 && n < text.len && text.data[text.len - 1 - n] == '=')
		n++;
	return n;
}

/* What is wrong with the length and the padding, or NULL. */
static const char *
shape_fault(struct view text, unsigned style)
{
	size_t pad = padding_of(text);
	size_t n = text.len - pad;

	if (pad > 0 && !(style & (B64_PAD | B64_PAD_MAY)))
		return "padding ('=') is not allowed here";
	if (n % QUANTUM == 1)
		return "a length that no encoder makes: is it cut off?";
	if (pad > 0 && text.len % QUANTUM != 0)
		return "wrong padding ('=')";
	if (text.len % QUANTUM != 0 && !(style & B64_PAD_MAY)
		&& style & B64_PAD)
		return "padding ('=') is missing: is it cut off?";
	return NULL;
}

size_t
b64_encode_to(char *out, struct view data, unsigned style)
{
	const char *digits = style & B64_STD ? digits_std : digits_url;
	const uint8_t *p = data.data;
	size_t len = data.len;
	char *o = out;

	for (; len >= 3; p += 3, len -= 3) {
		uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

		*o++ = digits[v >> 18];
		*o++ = digits[v >> 12 & 0x3f];
		*o++ = digits[v >> 6 & 0x3f];
		*o++ = digits[v & 0x3f];
	}
	if (len > 0) {
		uint32_t v = (uint32_t)p[0] << 8 | (len == 2 ? p[1] : 0u);

		*o++ = digits[v >> 10];
		*o++ = digits[v >> 4 & 0x3f];
		if (len == 2)
			*o++ = digits[v << 2 & 0x3f];
		for (; style & B64_PAD && len < 3; len++)
			*o++ = '=';
	}
	*o = '\0';
	return (size_t)(o - out);
}

char *
b64_encode(struct view data, unsigned style)
{
	char *text = xcalloc(B64_ROOM(data.len), 1);

	b64_encode_to(text, data, style);
	return text;
}

char *
b64url(struct view data)
{
	return b64_encode(data, B64_URL);
}

ptrdiff_t
b64_decode_to(uint8_t *out, struct view text, unsigned style)
{
	const struct values *values = values_of(style);
	size_t n = text.len - padding_of(text);
	size_t run, i;
	uint32_t acc = 0;
	ptrdiff_t tail;

	if (shape_fault(text, style))
		return -1;
	run = decode_run(values, out, text.data, n);
	if (n - run * QUANTUM >= QUANTUM)
		return -1;
	if (n % QUANTUM == 0)
		return (ptrdiff_t)(run * 3);
	for (i = run * QUANTUM; i < n; i++) {
		uint32_t v = value_of(values, text.data[i]);

		if (v == BAD)
			return -1;
		acc = acc << 6 | v;
	}
	tail = decode_tail(out + run * 3, acc, n % QUANTUM);
	return tail < 0 ? -1 : (ptrdiff_t)(run * 3) + tail;
}

int
b64_decode(struct view text, unsigned style, struct bytes *ret_data,
	struct err *err)
{
	_cleanup_bytes_ struct bytes data = { 0 };
	const struct values *values = values_of(style);
	const char *name = style & B64_STD ? "base64" : "base64url";
	const char *fault = shape_fault(text, style);
	uint8_t *out = bytes_reserve(&data, B64_OCTETS(text.len));
	ptrdiff_t len = b64_decode_to(out, text, style);

	if (len >= 0) {
		data.len = (size_t)len;
		data.data[len] = '\0';
		bytes_move(ret_data, &data);
		return 0;
	}
	for (size_t i = 0; i < text.len - padding_of(text); i++)
		if (value_of(values, text.data[i]) == BAD)
			return err_set(err, ERR_INPUT,
				"character %zu is not %s", i + 1, name);
	if (fault)
		return err_set(err, ERR_INPUT, "%s: %s", name, fault);
	return err_set(err, ERR_INPUT,
		"%s: the last character has unused bits that are not zero",
		name);
}

static bool
is_white(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Take one '='; returns octets written or -1. */
static ptrdiff_t
stream_pad(struct b64_stream *s, uint8_t *out)
{
	if (s->have < 2 || s->have + s->pad == QUANTUM)
		return -1;
	s->pad++;
	return s->pad == 1 ? decode_tail(out, s->acc, s->have) : 0;
}

/* Take one character that stands alone; returns octets written or -1. */
static ptrdiff_t
stream_char(struct b64_stream *s, uint8_t *out, uint8_t c)
{
	uint32_t v = value_of(values_of(s->style), c);

	if (is_white(c))
		return 0;
	if (c == '=')
		return stream_pad(s, out);
	if (v == BAD || s->pad > 0)
		return -1;
	s->acc = s->acc << 6 | v;
	if (++s->have < QUANTUM)
		return 0;
	out[0] = (uint8_t)(s->acc >> 16);
	out[1] = (uint8_t)(s->acc >> 8);
	out[2] = (uint8_t)s->acc;
	s->have = 0;
	s->acc = 0;
	return 3;
}

ptrdiff_t
b64_stream_add(struct b64_stream *s, uint8_t *out, struct view text)
{
	const struct values *values = values_of(s->style);
	uint8_t *o = out;
	size_t i = 0;

	while (i < text.len) {
		ptrdiff_t n;

		if (s->have == 0 && s->pad == 0) {
			struct view left = view_part(text, i, text.len);
			size_t n_lines = decode_lines(values, o, left), run;

			i += n_lines * (LINE + 1);
			o += n_lines * (LINE / QUANTUM * 3);
			run = decode_run(values, o, text.data + i,
				text.len - i);
			i += run * QUANTUM;
			o += run * 3;
			if (i == text.len)
				break;
		}
		n = stream_char(s, o, text.data[i++]);
		if (n < 0)
			return -1;
		o += n;
	}
	return o - out;
}

int
b64_stream_end(const struct b64_stream *s)
{
	return s->have == 0 || s->have + s->pad == QUANTUM ? 0 : -1;
}
