/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls_fetch.h - the certificates that a TLS server sends, and nothing else.
 */
#ifndef NET_TLS_FETCH_H
#define NET_TLS_FETCH_H

#include "proof/cert.h"

/*
 * Connect to HOST and PORT, ask for SERVERNAME (NULL: HOST), and take the
 * chain as it was sent, whether or not it is valid and whatever the server
 * thinks of a client without certificate.  ERR_NETWORK when the server cannot
 * be reached or sends none within TIMEOUT_MS.
 */
int tls_fetch_chain(const char *host, const char *port, const char *servername,
	int timeout_ms, struct certs *ret, struct err *err) _must_check_;

#endif
