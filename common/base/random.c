/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.c - the system's generator, getrandom(2).
 */
#include "base/random.h"

#include <errno.h>
#include <sys/random.h>

int
random_fill(uint8_t *ret, size_t len, struct err *err)
{
	ssize_t n;

	/* Soon after a start the system may wait, and a signal end that. */
	do
		n = getrandom(ret, len, 0);
	while (n < 0 && errno == EINTR);
	if (n >= 0 && (size_t)n == len)
		return 0;
	return err_errno(err, ERR_SYSTEM, n < 0 ? errno : EIO,
		"random numbers");
}
