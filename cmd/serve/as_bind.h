/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_bind.h - to which keys the access token of a request is bound: RFC 8705
 * section 3, RFC 9449 section 5, draft-ietf-oauth-token-binding section 3.
 */
#ifndef SERVE_AS_BIND_H
#define SERVE_AS_BIND_H

#include "base/b64.h"
#include "serve/as_error.h"
#include "serve/lab.h"

enum { AS_HASH_TEXT = B64_ROOM(32) }; /* base64url of SHA-256, and the NUL */

/* What goes into cnf; "" where the request proved no such key. */
struct as_binding {
	char x5t_s256[AS_HASH_TEXT], jkt[AS_HASH_TEXT], tbh[AS_HASH_TEXT];
};

/*
 * Look for every proof that came with Q, at the moment NOW; one that does not
 * hold, and one that C must bring and does not, is an error.
 */
int as_bind(const struct lab *l, const struct lab_client *c,
	const struct http_request *q, int64_t now, struct as_binding *ret,
	struct as_error *e) _must_check_;

/* The member cnf (RFC 7800 section 3.1); nothing if there is no key. */
void as_binding_write(const struct as_binding *b, struct strbuf *out);

#endif
