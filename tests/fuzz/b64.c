/* SPDX-License-Identifier: Apache-2.0 */
/*
 * b64.c - fuzzing of base/b64.h: what decodes must encode to the same text,
 * and the stream must agree with the whole.
 */
#include "base/b64.h"

#include "base/alloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_whole(struct view text, unsigned style)
{
	uint8_t *out = xcalloc(B64_OCTETS(text.len), 1);
	ptrdiff_t len = b64_decode_to(out, text, style);
	_cleanup_bytes_ struct bytes b = { 0 };
	struct err err;

	if ((b64_decode(text, style, &b, &err) == 0) != (len >= 0))
		abort();
	if (len >= 0) {
		struct view v = { out, (size_t)len };
		_cleanup_str_ char *back = b64_encode(v, style);

		if (!view_eq_str(text, back))
			abort();
	}
	free(out);
}

/* In pieces of STEP characters; -1 or the number of octets. */
static ptrdiff_t
stream(struct view text, size_t step, unsigned style, uint8_t *out)
{
	struct b64_stream s = { .style = style };
	ptrdiff_t len = 0, n;

	for (size_t i = 0; i < text.len; i += step) {
		struct view piece = view_part(text, i, step);
		uint8_t *room = xcalloc(B64_OCTETS(piece.len + 3), 1);

		n = b64_stream_add(&s, room, piece);
		if (n > 0)
			memcpy(out + len, room, (size_t)n);
		free(room);
		if (n < 0)
			return -1;
		len += n;
	}
	return b64_stream_end(&s) < 0 ? -1 : len;
}

static void
check_stream(struct view text, size_t step, unsigned style)
{
	size_t room = B64_OCTETS(text.len + 3);
	uint8_t *whole = xcalloc(room, 1), *pieces = xcalloc(room, 1);
	ptrdiff_t a = stream(text, SIZE_MAX / 2, style, whole);
	ptrdiff_t b = stream(text, step, style, pieces);
	ptrdiff_t strict = b64_decode_to(pieces, text, style | B64_PAD);

	if (a != b || (strict >= 0 && strict != a))
		abort();
	if (strict > 0 && memcmp(whole, pieces, (size_t)strict) != 0)
		abort();
	free(whole);
	free(pieces);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct view text = { data, size };
	size_t step;

	if (size == 0)
		return 0;
	step = data[0] % 67 + 1;
	text = view_part(text, 1, SIZE_MAX);
	check_whole(text, B64_URL);
	check_whole(text, B64_STD | B64_PAD);
	check_stream(text, step, B64_STD);
	check_stream(text, step, B64_URL);
	return 0;
}
