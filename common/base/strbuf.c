/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strbuf.c - text that is written at its end.
 */
#include "base/strbuf.h"

#include "base/alloc.h"
#include "base/bytes.h"

void
strbuf_done(struct strbuf *b)
{
	if (b->cap > 0)
		wipe(b->data, b->cap);
	free(b->data);
	*b = (struct strbuf){ NULL, 0, 0 };
}

void
strbuf_grow(struct strbuf *b, size_t len)
{
	enum { LEAST = 1024 };
	struct strbuf larger = { .len = b->len };
	size_t need;

	if (__builtin_add_overflow(b->len, len, &need))
		need = SIZE_MAX;
	if (need < LEAST)
		need = LEAST;
	if (need <= b->cap)
		return;
	if (need < SIZE_MAX / 2 && need < 2 * b->cap)
		need = 2 * b->cap;
	larger.data = xgrow(NULL, &larger.cap, need, 1);
	if (b->len > 0)
		memcpy(larger.data, b->data, b->len);
	strbuf_done(b);
	*b = larger;
}

void
strbuf_blanks(struct strbuf *b, int n)
{
	for (; n > 0; n--)
		strbuf_char(b, ' ');
}

void
strbuf_integer(struct strbuf *b, int64_t n)
{
	char digits[20], *p = digits + sizeof(digits);
	uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;

	if (n < 0)
		strbuf_char(b, '-');
	do {
		*--p = (char)('0' + left % 10);
		left /= 10;
	} while (left > 0);
	strbuf_add(b, p, (size_t)(digits + sizeof(digits) - p));
}

void
strbuf_format(struct strbuf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	strbuf_vformat(b, fmt, ap);
	va_end(ap);
}

void
strbuf_vformat(struct strbuf *b, const char *fmt, va_list ap)
{
	enum { FIRST = 128 };
	va_list again;
	int n;

	if (b->cap - b->len < FIRST)
		strbuf_grow(b, FIRST);
	va_copy(again, ap);
	n = vsnprintf(b->data + b->len, b->cap - b->len, fmt, ap);
	if (n > 0 && (size_t)n >= b->cap - b->len) {
		strbuf_grow(b, (size_t)n + 1);
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
	}
	va_end(again);
	b->len += n > 0 ? (size_t)n : 0;
}
