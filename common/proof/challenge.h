/* SPDX-License-Identifier: Apache-2.0 */
/*
 * challenge.h - what a WWW-Authenticate field asks for (RFC 9110 section
 * 11.6.1): challenges, each a scheme with parameters.
 */
#ifndef PROOF_CHALLENGE_H
#define PROOF_CHALLENGE_H

#include "base/bytes.h"

/*
 * The first parameter NAME of any challenge in FIELD, without quotation marks,
 * replaces what RET holds; false if there is none.  What cannot be read is
 * passed over.
 */
bool challenge_param(struct view field, const char *name, struct bytes *ret);

#endif
