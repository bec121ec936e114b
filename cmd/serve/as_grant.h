/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_grant.h - the endpoints that clients talk to directly: for tokens (RFC
 * 6749 section 4.4) and for what is known of them (RFC 7662).
 */
#ifndef SERVE_AS_GRANT_H
#define SERVE_AS_GRANT_H

#include "serve/lab.h"

/* What scope may name; a request that names nothing gets the first. */
extern const char *const as_scopes[]; /* then NULL */

/* POST /token and POST /introspect, for a route; LAB is a struct lab. */
void
as_grant_token(void *lab, const struct http_request *q, struct http_reply *p);
void as_grant_introspect(void *lab, const struct http_request *q,
	struct http_reply *p);

#endif
