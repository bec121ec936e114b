/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_token.h - access tokens of the laboratory: signed ones (RFC 9068), or
 * opaque ones, whose claims are kept.
 */
#ifndef SERVE_AS_TOKEN_H
#define SERVE_AS_TOKEN_H

#include "serve/lab.h"

enum { AS_TOKEN_S = 600 }; /* how long a token is good */

/*
 * Make a token for these claims, a JSON object, until the moment EXPIRES; it
 * is a secret.  ERR_INPUT, ERR_SYSTEM.
 */
int as_token_make(const struct lab *l, struct view claims, int64_t expires,
	int64_t now, struct bytes *ret_token, struct err *err) _must_check_;

/*
 * The claims of a token that we made and that is good at the moment NOW, as
 * as_token_make() got them: 1; 0 for all others, and why in ERR; -1 ERR_SYSTEM.
 */
int as_token_read(const struct lab *l, struct view token, int64_t now,
	struct bytes *ret_claims, struct err *err) _must_check_;

#endif
