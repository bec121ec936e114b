/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_client.h - the clients of the authorization server, and how they prove
 * who they are: RFC 8705 section 2.
 */
#ifndef SERVE_AS_CLIENT_H
#define SERVE_AS_CLIENT_H

#include "serve/as_error.h"
#include "serve/lab.h"

/*
 * The client that the parameter client_id of Q names, once its connection has
 * proven that; of a public client nothing is proven.  -1: invalid_request or
 * invalid_client.
 */
int as_client_identify(const struct lab *l, const struct http_request *q,
	const struct lab_client **ret, struct as_error *e) _must_check_;

/*
 * The certificate with whose key the client has signed the handshake, whoever
 * issued it, or NULL.
 */
const struct cert *as_client_cert(const struct visit *v);

#endif
