/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h - octets that nobody can guess, for identifiers, nonces and keys.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/err.h"

enum { RANDOM_MAX = 256 }; /* octets at once: the system gives no fewer */

/* Fill RET with LEN octets, RANDOM_MAX at most.  ERR_SYSTEM. */
int random_fill(uint8_t *ret, size_t len, struct err *err) _must_check_;

#endif
