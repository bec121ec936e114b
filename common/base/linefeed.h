/* SPDX-License-Identifier: Apache-2.0 */
/*
 * linefeed.h - an input of any length, in pieces of whole lines and in
 * constant memory.
 */
#ifndef BASE_LINEFEED_H
#define BASE_LINEFEED_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/strbuf.h"

enum {
	LINEFEED_READ = 16 << 10, /* octets asked for at once */
	LINEFEED_LINES = 128,     /* of a piece, at most */
};

struct linefeed {
	const char *name;
	int fd;
	size_t line_max;    /* octets of a line, its end not counted */
	struct strbuf rest; /* read, and not handed out */
	int64_t lines;      /* handed out so far */
	bool skipping;      /* the rest of a line that is too long */
	bool ended;
};

/* Open NAME as io_open() takes it; linefeed_close() it.  The name is kept. */
int linefeed_open(struct linefeed *f, const char *name, size_t line_max,
	struct err *err) _must_check_;
void linefeed_close(struct linefeed *f);
#define _cleanup_linefeed_ _cleanup_(linefeed_close) /* .fd = -1 */

/*
 * Replace TEXT by whole lines that are there; waits only while there is none.
 * *RET_FIRST is the number of the first, from 1.  At the end TEXT is
 * empty.  A line that is too long has more than line_max octets, but perhaps
 * not all that it had.  ERR_INPUT; TEXT then holds nothing of use.
 */
int linefeed_next(struct linefeed *f, struct strbuf *text, int64_t *ret_first,
	struct err *err) _must_check_;

/*
 * Would linefeed_next() not wait now: is there a line, the end, or an error?
 * What has come is read.
 */
bool linefeed_is_ready(struct linefeed *f);

/*
 * Cut the first line off TEXT, without its end ("\n" or "\r\n"); false if
 * TEXT is empty.  The last line needs no end.
 */
bool linefeed_cut(struct view *text, struct view *ret_line);

#endif
