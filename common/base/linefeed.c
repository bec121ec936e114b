/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linefeed.c - an input in pieces of whole lines.
 */
#include "base/linefeed.h"

#include <errno.h>
#include <poll.h>

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

/*
 * Keep what stands behind the last line that ends in TEXT, or behind as many
 * as make a piece; FROM octets are known to hold no end.  Is there a line?
 */
static bool
keep_rest(struct linefeed *f, struct strbuf *text, size_t from)
{
	const char *behind = text->data + text->len;
	const char *end = text->data + from, *next;
	int lines = 0;

	while (lines < LINEFEED_LINES
		&& (next = memchr(end, '\n', (size_t)(behind - end))) != NULL) {
		end = next + 1;
		lines++;
	}
	if (lines == 0)
		return false;
	strbuf_add(&f->rest, end, (size_t)(behind - end));
	text->len = (size_t)(end - text->data);
	f->lines += lines;
	return true;
}

int
linefeed_next(struct linefeed *f, struct strbuf *text, int64_t *ret_first,
	struct err *err)
{
	size_t most = f->line_max + 1; /* a CR may belong to the end */
	struct strbuf rest = f->rest;
	int64_t first = f->lines + 1;
	bool whole;

	/* Their rooms change places: nothing is copied. */
	f->rest = *text;
	f->rest.len = 0;
	*text = rest;
	whole = text->len > 0 && keep_rest(f, text, 0);
	while (!f->ended && !whole && text->len <= most) {
		size_t from = text->len;

		if (read_more(f, text, err) < 0)
			return -1;
		if (f->skipping)
			skip(f, text);
		whole = keep_rest(f, text, from);
	}
	f->skipping = !f->ended && !whole;
	if (!whole && text->len > 0)
		f->lines++;
	*ret_first = first;
	return 0;
}

/* The error, if there is one, comes again when it is asked for. */
bool
linefeed_is_ready(struct linefeed *f)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };
	size_t from = 0;
	struct err err;

	while (!f->ended && f->rest.len <= f->line_max + 1
		&& (f->rest.len == from
			|| memchr(f->rest.data + from, '\n', f->rest.len - from)
				== NULL)) {
		from = f->rest.len;
		if (poll(&p, 1, 0) == 0)
			return false;
		if (read_more(f, &f->rest, &err) < 0)
			break;
		if (f->skipping) {
			skip(f, &f->rest);
			from = 0;
		}
	}
	return true;
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
