/* SPDX-License-Identifier: Apache-2.0 */
/*
 * io.h - reading what the user names: a file, "-" for standard input, or
 * env:NAME for a variable of the environment.
 */
#ifndef BASE_IO_H
#define BASE_IO_H

#include "base/bytes.h"
#include "base/err.h"

enum {
	IO_MAX = 16 << 20,        /* octets of one file read whole */
	IO_SECRET_MAX = 64 << 10, /* octets of a token or passphrase */
};

/*
 * NAME as messages write it: "standard input" for "-".  What looks like a key
 * or another secret in the place of a name, and names no file, is not shown.
 */
const char *io_name(const char *name);

/*
 * Open NAME for reading; the caller closes *ret_fd (for "-" it is a duplicate
 * of standard input).  A directory is refused.  ERR_INPUT, the text begins
 * with the name.
 */
int io_open(const char *name, int *ret_fd, struct err *err) _must_check_;
void io_closep(int *fd);
#define _cleanup_fd_ _cleanup_(io_closep) /* initialise with -1 */

/* read(2) that goes on after a signal: octets read, 0 at the end, -1. */
ptrdiff_t io_read(int fd, void *buf, size_t len);

/* What NAME holds, LIMIT octets at most.  ERR_INPUT, ERR_SYSTEM. */
int io_load(const char *name, size_t limit, struct bytes *ret_data,
	struct err *err) _must_check_;

/* Is NAME a file that others than its owner can read? */
bool io_is_shared(const char *name);

/*
 * A secret from a file, "-" or env:NAME, without its last line end.  Neither
 * the secret nor any part of it appears in an error.
 */
int io_load_secret(const char *name, struct bytes *ret_secret, struct err *err)
	_must_check_;

/*
 * Ask for a passphrase on the terminal without echo; ERR_INPUT if there is no
 * terminal.
 */
int io_ask_secret(const char *prompt, struct bytes *ret_secret, struct err *err)
	_must_check_;

#endif
