/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls.h - a TLS client that observes (RFC 5246, RFC 8446): the credentials
 * that many probes share, and the probe itself.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include "net/probe.h"

struct tls_client;

/*
 * Prepare what every probe of PLAN uses: the certificates and the key, which
 * need not fit together.  PLAN must outlive the client.  ERR_USAGE for a
 * priority string that GnuTLS does not know.  tls_client_free() it.
 */
int tls_client_new(const struct probe_plan *plan, struct tls_client **ret,
	struct err *err) _must_check_;
void tls_client_free(struct tls_client *c);
void tls_client_freep(struct tls_client **c);
#define _cleanup_tls_client_ _cleanup_(tls_client_freep)

/*
 * Connect to P->host and P->port, shake hands, wait for the verdict, ask by
 * HTTP if the plan says so, and close.  P is zeroed but for host, port and
 * arg, and stays where it is.  DONE is called once, from the loop.
 */
void tls_probe_start(struct probe *p, struct tls_client *c, struct loop *l,
	struct resolver *r, void (*done)(struct probe *p));

/* Let go of an unfinished probe, before its loop is freed; no callback. */
void tls_probe_cancel(struct probe *p);

#endif
