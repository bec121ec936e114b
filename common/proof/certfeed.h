/* SPDX-License-Identifier: Apache-2.0 */
/*
 * certfeed.h - an input of any length, seen through a window of fixed size.
 */
#ifndef PROOF_CERTFEED_H
#define PROOF_CERTFEED_H

#include "base/bytes.h"
#include "base/err.h"

enum { CERTFEED_WINDOW = 256 << 10 };

struct certfeed {
	int fd;
	uint8_t *window;
	size_t at, end;  /* what is read and not yet taken */
	size_t filled;   /* of the window, at most, so far: to be wiped */
	uint64_t offset; /* of window[at] in the input */
	bool eof;
};

/* Open NAME as io_open() does; certfeed_done() in any case. */
int certfeed_open(struct certfeed *f, const char *name, struct err *err)
	_must_check_;
void certfeed_done(struct certfeed *f);

/* What is in the window. */
struct view certfeed_view(const struct certfeed *f);

/* Go forward over LEN octets of the window. */
void certfeed_take(struct certfeed *f, size_t len);

/*
 * Read until the window holds LEN octets (CERTFEED_WINDOW at most) or the
 * input ends; less is there only at the end.
 */
int certfeed_want(struct certfeed *f, size_t len, struct err *err) _must_check_;

/* Read at least one octet more unless the input ends. */
int certfeed_more(struct certfeed *f, struct err *err) _must_check_;

/* Move LEN octets, or all that is left if that is less, behind TO. */
int certfeed_move(struct certfeed *f, size_t len, struct bytes *to,
	struct err *err) _must_check_;

#endif
