/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linefeed.c - an input in pieces of whole lines.
 */
#include "base/linefeed.h"

#include <errno.h>

#include "base/io.h"

int
linefeed_open(struct linefeed *f, const char *name, size_t line_max,
	struct err *err)
{
	int fd;

	if (io_open(name, &fd, err) < 0)
		return -1;
	*f = (struct linefeed){
		.name = name,
		.fd = fd,
		.line_max = line_max,
	};
	return 0;
}

void
linefeed_close(struct linefeed *f)
{
	io_closep(&f->fd);
	strbuf_done(&f->rest);
}

/* Put what is there at the end of TEXT; at the end of the input, nothing. */
static int
read_more(struct linefeed *f, struct strbuf *text, struct err *err)
{
	ptrdiff_t n;

	strbuf_grow(text, LINEFEED_READ);
	n = io_read(f->fd, text->data + text->len, LINEFEED_READ);
	if (n < 0)
		return err_errno(err, ERR_INPUT, errno, "%s: cannot read",
			io_name(f->name));
	text->len += (size_t)n;
	f->ended = n == 0;
	return 0;
}

/* Forget TEXT up to the end of the line that is too long. */
static void
skip(struct linefeed *f, struct strbuf *text)
{
	const char *end = memchr(text->data, '\n', text->len);
	size_t n = end != NULL ? (size_t)(end + 1 - text->data) : text->len;

	f->skipping = end == NULL;
	text->len -= n;
	memmove(text->data, text->data + n, text->len);
}

/* Keep what stands behind the last line end from FROM on; is there one? */
static bool
keep_rest(struct linefeed *f, struct strbuf *text, size_t from)
{
	const char *new = text->data + from;
	const char *end = memrchr(new, '\n', text->len - from);
	size_t len;

	if (end == NULL)
		return false;
	len = (size_t)(end + 1 - text->data);
	strbuf_add(&f->rest, end + 1, text->len - len);
	text->len = len;
	return true;
}

static int64_t
count(const struct strbuf *text)
{
	struct view left = { (const uint8_t *)text->data, text->len }, line;
	int64_t n = 0;

	while (linefeed_cut(&left, &line))
		n++;
	return n;
}

int
linefeed_next(struct linefeed *f, struct strbuf *text, int64_t *ret_first,
	struct err *err)
{
	size_t most = f->line_max + 1; /* a CR may belong to the end */
	bool whole = false;

	text->len = 0;
	strbuf_add(text, f->rest.data, f->rest.len);
	f->rest.len = 0;
	while (!f->ended && !whole && text->len <= most) {
		size_t from = text->len;

		if (read_more(f, text, err) < 0)
			return -1;
		if (f->skipping)
			skip(f, text);
		whole = keep_rest(f, text, from);
	}
	f->skipping = !f->ended && !whole;
	*ret_first = f->lines + 1;
	f->lines += count(text);
	return 0;
}

bool
linefeed_cut(struct view *text, struct view *ret_line)
{
	const uint8_t *end;
	size_t len;

	if (text->len == 0)
		return false;
	end = memchr(text->data, '\n', text->len);
	len = end != NULL ? (size_t)(end - text->data) : text->len;
	*ret_line = view_part(*text, 0, len);
	*text = view_part(*text, end != NULL ? len + 1 : len, SIZE_MAX);
	if (ret_line->len > 0 && ret_line->data[ret_line->len - 1] == '\r')
		ret_line->len--;
	return true;
}
