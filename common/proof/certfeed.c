/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An input seen through a window that moves forward only.
 */
#include "proof/certfeed.h"

#include <errno.h>

#include "base/alloc.h"
#include "base/io.h"

int
certfeed_open(struct certfeed *f, const char *name, struct err *err)
{
	*f = (struct certfeed){ .fd = -1 };
	if (io_open(name, &f->fd, err) < 0)
		return -1;
	f->window = xcalloc(CERTFEED_WINDOW, 1);
	return 0;
}

void
certfeed_done(struct certfeed *f)
{
	/* The window of a PEM file may have held a private key. */
	wipe(f->window, f->filled);
	free(f->window);
	f->window = NULL;
	io_closep(&f->fd);
}

struct view
certfeed_view(const struct certfeed *f)
{
	return (struct view){ f->window + f->at, f->end - f->at };
}

void
certfeed_take(struct certfeed *f, size_t len)
{
	f->at += len;
	f->offset += len;
}

int
certfeed_more(struct certfeed *f, struct err *err)
{
	ptrdiff_t n;

	if (f->eof)
		return 0;
	if (f->at > 0)
		memmove(f->window, f->window + f->at, f->end - f->at);
	f->end -= f->at;
	f->at = 0;
	n = io_read(f->fd, f->window + f->end, CERTFEED_WINDOW - f->end);
	if (n < 0)
		return err_errno(err, ERR_INPUT, errno, "cannot read");
	f->eof = n == 0;
	f->end += (size_t)n;
	if (f->end > f->filled)
		f->filled = f->end;
	return 0;
}

int
certfeed_want(struct certfeed *f, size_t len, struct err *err)
{
	while (f->end - f->at < len && !f->eof)
		if (certfeed_more(f, err) < 0)
			return -1;
	return 0;
}

int
certfeed_move(struct certfeed *f, size_t len, struct bytes *to, struct err *err)
{
	while (len > 0) {
		struct view part;

		if (certfeed_want(f, 1, err) < 0)
			return -1;
		part = view_part(certfeed_view(f), 0, len);
		if (part.len == 0)
			break;
		bytes_append_view(to, part);
		certfeed_take(f, part.len);
		len -= part.len;
	}
	return 0;
}
