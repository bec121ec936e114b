/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strbuf.h - text that is written at its end and keeps its room: what every
 * output is made in before it goes anywhere.
 *
 * No NUL follows the text.  It is wiped when it is moved or freed, as it may
 * hold what a user asked to see.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include <stdarg.h>

#include "base/base.h"

struct strbuf {
	char *data;
	size_t len, cap;
};

/* Free; B is then empty and may be used again. */
void strbuf_done(struct strbuf *b);
#define _cleanup_strbuf_ _cleanup_(strbuf_done)

/* Make room for LEN more octets at data + len. */
void strbuf_grow(struct strbuf *b, size_t len);

static inline void
strbuf_char(struct strbuf *b, char c)
{
	if (b->len == b->cap)
		strbuf_grow(b, 1);
	b->data[b->len++] = c;
}

static inline void
strbuf_add(struct strbuf *b, const char *data, size_t len)
{
	if (len > b->cap - b->len)
		strbuf_grow(b, len);
	if (len > 0)
		memcpy(b->data + b->len, data, len);
	b->len += len;
}

static inline void
strbuf_str(struct strbuf *b, const char *s)
{
	strbuf_add(b, s, strlen(s));
}

/* N blanks; none if N is negative. */
void strbuf_blanks(struct strbuf *b, int n);

/* In decimal. */
void strbuf_integer(struct strbuf *b, int64_t n);

/* As printf(3), without a limit. */
void strbuf_format(struct strbuf *b, const char *fmt, ...) _printf_(2, 3);
void
strbuf_vformat(struct strbuf *b, const char *fmt, va_list ap) _printf_(2, 0);

#endif
